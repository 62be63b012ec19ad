"""Closing a plan: nobody is reminded of it any more, nothing is lost, and it may be taken up again."""

from datetime import date

import pytest
from sqlmodel import select

from models.errors import NotFound, Refused
from models.journal import AuditEvent
from models.plan import Plan
from store.boards import rollup_by_agency
from store.closing import close_plan, reopen_plan, still_open
from store.database import reading, writing
from tasks.reminding import claim_reminders
from tests.cast import Cast, item

DAY = date(2026, 11, 23)


@pytest.fixture
def plan(cast: Cast) -> int:
    """A plan with one work late and one done."""
    cast.settle_province()
    made = cast.tracked_plan(
        item("Rà soát", "Sở Nội vụ", due=date(2026, 11, 16)),
        item("Bố trí kinh phí", "Sở Tài chính", due=date(2026, 11, 16)),
    )
    cast.finish(cast.obligations(made, "Sở Tài chính")[0], on=date(2026, 11, 13))
    return made


def closed(cast: Cast, plan: int, *, with_open: bool) -> int:
    with writing(cast.engine) as session:
        return close_plan(session, plan_id=plan, with_open=with_open, by="lan", now=cast.at(DAY, 9))


def test_open_work_stands_in_the_way_unless_somebody_says_otherwise(cast: Cast, plan: int) -> None:
    with pytest.raises(Refused, match="còn 1 phần việc chưa xong"):
        closed(cast, plan, with_open=False)
    assert closed(cast, plan, with_open=True) == 1
    with reading(cast.engine) as session:
        row = session.get_one(Plan, plan)
        assert (row.state, row.closed_at) == ("closed", cast.at(DAY, 9))
        told = session.exec(select(AuditEvent).where(AuditEvent.what == "plan.closed")).one()
    assert (told.actor, told.detail) == ("lan", {"open": 1})


def test_a_closed_plan_reminds_nobody_and_a_reopened_one_does(cast: Cast, plan: int, office: object) -> None:
    closed(cast, plan, with_open=True)
    assert claim_reminders(cast.engine, cast.office, as_of=DAY) == 0
    with writing(cast.engine) as session:
        reopen_plan(session, plan_id=plan, by="lan", now=cast.at(DAY, 10))
    assert claim_reminders(cast.engine, cast.office, as_of=DAY) > 0


def test_its_own_table_keeps_what_was_not_finished(cast: Cast, plan: int) -> None:
    with reading(cast.engine) as session:
        before = rollup_by_agency(session, today=DAY, plan_id=plan).sum
    closed(cast, plan, with_open=True)
    with reading(cast.engine) as session:
        after = rollup_by_agency(session, today=DAY, plan_id=plan).sum
        assert still_open(session, plan) == 1
    assert after == before and after.open_overdue == 1


def test_it_is_closed_once_and_only_what_is_closed_is_reopened(cast: Cast, plan: int) -> None:
    with writing(cast.engine) as session, pytest.raises(Refused, match="chưa kết thúc"):
        reopen_plan(session, plan_id=plan, by="lan", now=cast.at(DAY, 9))
    closed(cast, plan, with_open=True)
    with pytest.raises(Refused, match="không ở trạng thái đang theo dõi"):
        closed(cast, plan, with_open=True)


def test_a_draft_is_not_closed_and_an_unknown_plan_is_not_found(cast: Cast, plan: int) -> None:
    draft = cast.draft(item("Báo cáo", "Sở Nội vụ"))
    with pytest.raises(Refused, match="không ở trạng thái đang theo dõi"):
        closed(cast, draft, with_open=True)
    with pytest.raises(NotFound):
        closed(cast, 999, with_open=True)
