"""Comments: append-only, once where they were sent twice, news until a digest has gone out."""

from datetime import date, datetime

import pytest
from sqlmodel import select

from models.agency import Agency
from models.errors import NotFound, Refused
from models.journal import Comment
from models.obligation import Obligation
from models.plan import Plan
from models.reminder import Message
from store.comments import (
    add_comment,
    comment_counts,
    comments_by_obligation,
    comments_of,
    news_for_agencies,
    news_for_leads,
)
from store.database import reading, writing
from store.messages import NewMessage, queue_message
from tests.cast import Cast, item

MONDAY, TUESDAY, WEDNESDAY = (date(2026, 11, day) for day in (23, 24, 25))


@pytest.fixture
def owed(cast: Cast) -> Obligation:
    """One obligation of Sở Nội vụ under a plan that Sở Y tế leads."""
    cast.settle_province()
    return cast.obligations(cast.tracked_plan(item("Rà soát", due=date(2026, 12, 1))))[0]


def say(cast: Cast, owed: Obligation, text: str, side: str = "agency", at: datetime | None = None) -> Comment:
    with writing(cast.engine) as session:
        return add_comment(
            session,
            obligation_id=owed.id or 0,
            text=text,
            actor=f"Người {side}",
            side=side,  # type: ignore[arg-type]
            now=at or cast.at(MONDAY),
        )


def agency(cast: Cast, code: str) -> int:
    with reading(cast.engine) as session:
        return session.exec(select(Agency.id).where(Agency.code == code)).one() or 0


def digest(cast: Cast, code: str, kind: str, *, on: date, state: str) -> None:
    """Store a digest as if it had been written at eight on that day."""
    key = agency(cast, code)
    with writing(cast.engine) as session:
        row = queue_message(session, NewMessage(kind, 1, key, on, "localhost", cast.at(on)), now=cast.at(on))
        assert row is not None
        row.state = state
        session.add(row)


def news(cast: Cast, side: str, *, on: date) -> dict[int, list[str]]:
    find = news_for_agencies if side == "agency" else news_for_leads
    with reading(cast.engine) as session:
        return {key: [c.text for c in found] for key, found in find(session, now=cast.at(on, 8)).items()}


def test_both_sides_write_and_the_oldest_stands_first(cast: Cast, owed: Obligation) -> None:
    say(cast, owed, "Chờ số liệu")
    say(cast, owed, "Bao giờ có?", "lead", cast.at(TUESDAY))
    with reading(cast.engine) as session:
        told = comments_of(session, owed.id or 0)
        assert [(c.actor_role, c.text) for c in told] == [("agency", "Chờ số liệu"), ("lead", "Bao giờ có?")]
        assert comment_counts(session, [owed.id or 0, 999]) == {owed.id: 2}
        assert len(comments_by_obligation(session, [owed.id or 0])[owed.id or 0]) == 2
        assert comment_counts(session, []) == comments_by_obligation(session, []) == {}


def test_the_same_words_sent_twice_are_one_comment(cast: Cast, owed: Obligation) -> None:
    first, second = say(cast, owed, "Chờ số liệu"), say(cast, owed, " Chờ số liệu\n")
    assert first.id == second.id
    say(cast, owed, "Chờ số liệu", "lead")
    assert say(cast, owed, "Chờ số liệu").id != first.id


def test_work_that_is_not_there_or_not_tracked_takes_no_comment(cast: Cast, owed: Obligation) -> None:
    with writing(cast.engine) as session, pytest.raises(NotFound):
        add_comment(session, obligation_id=999, text="x", actor="a", side="lead", now=cast.at(MONDAY))
    with writing(cast.engine) as session:
        plan = session.get_one(Plan, owed.plan_id)
        plan.state = "closed"
        session.add(plan)
    with pytest.raises(Refused, match="không còn được theo dõi"):
        say(cast, owed, "Chờ số liệu")


def test_a_comment_is_news_to_the_other_side_only(cast: Cast, owed: Obligation) -> None:
    say(cast, owed, "Chờ số liệu")
    assert news(cast, "lead", on=TUESDAY) == {agency(cast, "so-y-te"): ["Chờ số liệu"]}
    assert news(cast, "agency", on=TUESDAY) == {}
    say(cast, owed, "Gửi trước phần đã có", "lead")
    assert news(cast, "agency", on=TUESDAY) == {agency(cast, "so-noi-vu"): ["Gửi trước phần đã có"]}


@pytest.mark.parametrize(("state", "left"), [("sent", []), ("queued", ["Một"]), ("refused", ["Một"])])
def test_only_a_digest_that_went_out_has_told(
    cast: Cast, owed: Obligation, state: str, left: list[str]
) -> None:
    say(cast, owed, "Một", "lead")
    digest(cast, "so-noi-vu", "agency-digest", on=TUESDAY, state=state)
    assert news(cast, "agency", on=WEDNESDAY).get(agency(cast, "so-noi-vu"), []) == left


def test_what_was_written_after_the_digest_is_news_of_the_next(cast: Cast, owed: Obligation) -> None:
    say(cast, owed, "Một")
    digest(cast, "so-y-te", "lead-digest", on=TUESDAY, state="sent")
    say(cast, owed, "Hai", at=cast.at(TUESDAY, 10))
    assert news(cast, "lead", on=WEDNESDAY) == {agency(cast, "so-y-te"): ["Hai"]}
    with reading(cast.engine) as session:
        assert session.exec(select(Message.kind)).all() == ["lead-digest"]


def test_what_nobody_was_told_of_for_a_month_is_no_news(cast: Cast, owed: Obligation) -> None:
    say(cast, owed, "Một")
    assert news(cast, "lead", on=date(2026, 12, 24)) == {}
