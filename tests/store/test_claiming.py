"""Claiming: the morning finds what is due by one column, and each reminder once."""

import threading
from datetime import date, timedelta

import pytest
from sqlmodel import col, select

from models.obligation import Obligation
from models.reminder import Reminder
from store.database import reading
from store.looking import due_looks, plans_to_look_at
from store.reminders import as_of_instant, ledger
from store.unwritten import uncomposed
from tests.cast import ISSUED_ON, Cast, item

pytestmark = pytest.mark.both_databases


@pytest.fixture
def province(cast: Cast) -> Cast:
    cast.settle_province()
    return cast


def test_the_first_morning_announces_the_assignment(province: Cast) -> None:
    plan_id = province.tracked_plan(item("A", "Sở Y tế", "Sở Nội vụ", due=date(2026, 12, 15)))
    assert [rule for _, rule in province.look(ISSUED_ON)] == ["assigned", "assigned"]
    assert all(o.last_looked_on == ISSUED_ON for o in province.obligations(plan_id))


def test_looking_again_on_the_same_day_claims_nothing(province: Cast) -> None:
    province.tracked_plan(item("A", due=date(2026, 11, 3)))
    day = date(2026, 11, 10)
    assert province.look(day)
    assert province.look(day) == []


def test_only_plans_with_something_due_are_looked_at(province: Cast) -> None:
    soon = province.tracked_plan(item("A", due=date(2026, 11, 30)))
    far = province.tracked_plan(item("B", due=date(2027, 6, 30)))
    for day in (ISSUED_ON, date(2026, 11, 5)):
        province.look(day)
    with reading(province.engine) as session:
        assert plans_to_look_at(session, until=as_of_instant(date(2026, 11, 16))) == [soon]
    assert far


# On PostgreSQL: tests/store/test_postgres_plans.py.
@pytest.mark.sqlite_only
def test_the_morning_query_uses_its_index(province: Cast) -> None:
    query = due_looks(as_of_instant(ISSUED_ON)).compile(
        province.engine, compile_kwargs={"literal_binds": True}
    )
    with province.engine.connect() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}").all()
    assert "ix_obligation_next_look" in str(plan)
    assert "SEARCH" in str(plan)


def test_reminders_are_numbered_per_obligation(province: Cast) -> None:
    plan_id = province.tracked_plan(item("A", due=date(2026, 11, 10)))
    day = ISSUED_ON
    while day <= date(2026, 11, 20):
        province.look(day)
        day += timedelta(days=1)
    with reading(province.engine) as session:
        rows = ledger(session, province.obligations(plan_id)[0].id or 0)
    assert [r.number for r in rows] == list(range(1, len(rows) + 1))
    assert len({(r.rule, r.step_on) for r in rows}) == len(rows) > 5


def test_two_lookers_at_once_claim_each_reminder_once(province: Cast) -> None:
    for _ in range(3):
        province.tracked_plan(*(item(f"Việc {n}", due=date(2026, 11, 5)) for n in range(10)))
    found: list[tuple[int, str]] = []
    both = threading.Barrier(2)

    def look() -> None:
        both.wait()
        found.extend(province.look(date(2026, 11, 9)))

    lookers = [threading.Thread(target=look) for _ in range(2)]
    for one in lookers:
        one.start()
    for one in lookers:
        one.join()
    assert len(found) == len(set(found)) == 30
    with reading(province.engine) as session:
        assert len(session.exec(select(Reminder)).all()) == 30


def test_nobody_is_reminded_of_what_is_already_answered(province: Cast) -> None:
    plan_id = province.tracked_plan(item("A", due=date(2026, 11, 5)))
    province.look(date(2026, 11, 6))
    province.move(province.obligations(plan_id)[0], "reported", on=date(2026, 11, 6), text="Xong.")
    with reading(province.engine) as session:
        assert uncomposed(session, today=date(2026, 11, 6)).reminders == ()


def test_a_plan_without_open_work_is_not_looked_at(province: Cast) -> None:
    plan_id = province.tracked_plan(item("A", due=date(2026, 11, 5)))
    province.finish(province.obligations(plan_id)[0], on=date(2026, 11, 3))
    with reading(province.engine) as session:
        waiting = session.exec(select(Obligation).where(col(Obligation.next_look_at).is_not(None))).all()
    assert waiting == []
    assert province.look(date(2026, 12, 1)) == []
