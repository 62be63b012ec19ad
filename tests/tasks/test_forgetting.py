"""What is kept for some days only is gone afterwards, and not before."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, func, select

from models.account import UserSession
from models.reminder import OutboxEntry, ReportLink
from models.running import MorningRun
from store import retention
from store.accounts import add_user
from store.api_tokens import make_token
from store.database import reading, writing
from store.idempotency import KEPT, Asked, Given, KeyUsedOtherwise, once
from store.retention import forget_rows
from tasks.forgetting import forget_old
from tests.cast import NOON, Cast


def test_an_answer_is_given_again_for_days_and_then_forgotten(engine: Engine) -> None:
    with writing(engine) as session:
        row, _ = make_token(
            session, name="Văn bản", scopes=["plans:read"], agency_id=None, days=99, by="vanhanh", now=NOON
        )
        token_id = row.id or 0
    done: list[str] = []

    def ask(body: str, *, days: int) -> Given:
        def work(session: Session) -> Given:
            done.append(body)
            return Given(201, body)

        return once(engine, Asked(token_id, "mot", body), work, now=NOON + timedelta(days=days))

    ask("x", days=0)
    assert forget_old(engine, now=NOON + KEPT) == 0
    assert ask("x", days=7).is_repeated and done == ["x"]
    with pytest.raises(KeyUsedOtherwise):
        ask("y", days=7)
    assert forget_old(engine, now=NOON + KEPT + timedelta(seconds=1)) == 1
    assert not ask("y", days=8).is_repeated and done == ["x", "y"]


def fill(engine: Engine, at: datetime) -> None:
    """Store one of each that ends, or was, at that instant."""
    with writing(engine) as session:
        number = session.exec(select(func.count()).select_from(UserSession)).one()
        session.add(UserSession(token_sha256=f"{number:064d}", user_id=1, created_at=at, expires_at=at))
        session.add(ReportLink(agency_id=1, issued_at=at, expires_at=at))
        session.add(OutboxEntry(mailbox="x", reference="<x>", subject="x", body="x", at=at))
        session.add(MorningRun(on=at.date(), started_at=at, finished_at=at))


@pytest.fixture
def peopled(cast: Cast, engine: Engine) -> Engine:
    """A database with agencies and an account."""
    cast.settle_province()
    with writing(engine) as session:
        add_user(session, username="thu", password="mật khẩu để thử", display_name="Thử", role="lead")
    return engine


@pytest.mark.both_databases
def test_each_goes_after_its_days_and_not_before(peopled: Engine) -> None:
    days = {
        "user_session": retention.SESSION_DAYS,
        "report_link": retention.LINK_DAYS,
        "outbox_entry": retention.OUTBOX_DAYS,
        "morning_run": retention.MORNING_DAYS,
    }
    fill(peopled, NOON)
    fill(peopled, NOON + timedelta(days=2000))
    # The shortest first: each is counted on its own day.
    for table, kept in sorted(days.items(), key=lambda one: one[1]):
        end = NOON + timedelta(days=kept)
        with writing(peopled) as session:
            assert forget_rows(session, now=end)[table] == 0
            assert forget_rows(session, now=end + timedelta(seconds=1))[table] == 1
            assert forget_rows(session, now=end + timedelta(seconds=1))[table] == 0


def test_a_session_that_was_ended_goes_after_its_days_though_it_could_have_lasted(peopled: Engine) -> None:
    with writing(peopled) as session:
        row = UserSession(token_sha256="0" * 64, user_id=1, created_at=NOON, expires_at=NOON + timedelta(999))
        row.ended_at = NOON
        session.add(row)
    assert forget_old(peopled, now=NOON + timedelta(days=retention.SESSION_DAYS, seconds=1)) == 1


def test_the_id_of_a_link_is_never_given_again(peopled: Engine) -> None:
    for _ in range(3):
        fill(peopled, NOON)
    forget_old(peopled, now=NOON + timedelta(days=1000))
    with reading(peopled) as session:
        assert session.exec(select(ReportLink.id)).all() == [3]
    fill(peopled, NOON)
    with reading(peopled) as session:
        assert session.exec(select(func.max(ReportLink.id))).one() == 4


def test_many_rows_go_a_bounded_number_at_a_time(peopled: Engine) -> None:
    for _ in range(5):
        fill(peopled, NOON)
    late = NOON + timedelta(days=1000)
    with writing(peopled) as session:
        gone = forget_rows(session, now=late, most=2)
    assert set(gone.values()) == {2}
    assert forget_old(peopled, now=late) == 3 + 2 + 3 + 3
