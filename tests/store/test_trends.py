"""Many days counted in one pass are what each of them is counted as alone."""

import random
from datetime import date, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import update
from sqlmodel import Session, col

from models.journal import StatusChange
from models.obligation import Obligation
from models.plan import Plan
from models.standing import RollupCounts
from rules.weeks import week_ends
from store.database import reading, writing
from store.pastdays import past_tallies
from store.tallies import tally
from store.trends import DayCounts, day_counts, overdue_then, weekly_counts
from tests.cast import Cast, item
from tests.store.test_pastdays import FIRST, Months

DAY = date(2026, 11, 10)


def of(day: date, sums: RollupCounts) -> DayCounts:
    """Return the counts of a day as one roll-up has them."""
    done = sums.total - sums.open
    return DayCounts(day, sums.total, done + sums.reported, done, sums.open, sums.open_overdue)


def bare(one: Obligation, on: date, source: str, target: str) -> StatusChange:
    """Return a journal row that holds no facts, as those of older programs."""
    return StatusChange(
        obligation_id=one.id or 0,
        at=Cast.at(on),
        actor="x",
        actor_role="lead",
        from_status=source,
        to_status=target,
    )


def alone(session: Session, day: date, plan_id: int | None = None) -> DayCounts:
    return of(day, past_tallies(session, day=day, plan_id=plan_id)[0].sum)


@pytest.mark.parametrize("seed", [1, 5, 9])
def test_every_day_is_what_the_roll_up_of_that_day_says(cast: Cast, seed: int) -> None:
    last = Months(cast, random.Random(seed), freezes=False).play(40)
    days = tuple(FIRST + timedelta(days=n) for n in range(-2, (last - FIRST).days + 4))
    with reading(cast.engine) as session:
        found = day_counts(session, days=days)
        assert found == tuple(alone(session, day) for day in days)
        assert day_counts(session, days=days, plan_id=1) == tuple(alone(session, d, 1) for d in days)
        # The story moved: work was given, done and late, and a plan was closed.
        assert len(set(found[4:])) > 15 and max(one.overdue for one in found) > 3
        assert any(after.given < before.given for before, after in pairwise(found))


def test_the_running_week_is_as_things_stand_and_those_over_as_they_stood(cast: Cast) -> None:
    last = Months(cast, random.Random(3), freezes=False).play(30)
    with reading(cast.engine) as session:
        found = weekly_counts(session, today=last, weeks=6)
        assert [one.on for one in found] == list(week_ends(last, 6))
        assert found[:-1] == tuple(alone(session, one.on) for one in found[:-1])
        assert found[-1] == of(last, tally(session, today=last).sum) == alone(session, last)


def test_what_is_kept_of_past_weeks_is_told_anew_once_the_journal_says_more_of_them(cast: Cast) -> None:
    cast.settle_province()
    plan_id = cast.tracked_plan(item("Rà soát", "Sở Y tế", due=date(2026, 11, 4)), on=date(2026, 11, 3))
    (one,) = cast.obligations(plan_id)

    def now() -> list[int]:
        with reading(cast.engine) as session:
            return [p.overdue for p in weekly_counts(session, today=date(2026, 11, 20), weeks=3)]

    assert now() == [1, 1, 1]
    cast.finish(one, on=date(2026, 11, 18))
    assert now() == [1, 1, 0]
    # A clock set back: a row written later that says something of a week that is over.
    with writing(cast.engine) as session:
        session.add(bare(one, date(2026, 11, 12), "done", "withdrawn"))
    assert now()[1] == 0


def test_rows_without_facts_follow_the_obligation_and_are_not_kept_past_its_change(cast: Cast) -> None:
    cast.settle_province()
    plan_id = cast.tracked_plan(item("Rà soát", "Sở Y tế", due=date(2026, 11, 4)), on=date(2026, 11, 3))
    row = cast.obligations(plan_id)[0]
    with writing(cast.engine) as session:
        session.add(bare(row, date(2026, 11, 4), "assigned", "assigned"))
    with reading(cast.engine) as session:
        assert weekly_counts(session, today=date(2026, 11, 20), weeks=3)[0].overdue == 1
    with writing(cast.engine) as session:
        changed = update(Obligation).values(due_on=date(2026, 12, 1), revision=col(Obligation.revision) + 1)
        session.execute(changed.where(col(Obligation.plan_id) == plan_id))
        session.add(bare(row, date(2026, 11, 20), "assigned", "assigned"))
    with reading(cast.engine) as session:
        assert weekly_counts(session, today=date(2026, 11, 20), weeks=3)[0].overdue == 0


def test_a_plan_is_left_out_from_the_day_on_which_it_was_closed(cast: Cast) -> None:
    cast.settle_province()
    plan_id = cast.tracked_plan(item("Rà soát", "Sở Y tế", due=date(2026, 11, 4)), on=date(2026, 11, 3))
    with writing(cast.engine) as session:
        plan = session.get_one(Plan, plan_id)
        plan.state, plan.closed_at = "closed", cast.at(DAY)
        session.add(plan)
    with reading(cast.engine) as session:
        days = (DAY - timedelta(days=1), DAY, DAY + timedelta(days=1))
        assert [one.given for one in day_counts(session, days=days)] == [1, 0, 0]
        assert [one.given for one in day_counts(session, days=days, plan_id=plan_id)] == [1, 1, 1]


def test_what_was_overdue_on_a_past_day_is_told_by_agency(cast: Cast) -> None:
    cast.settle_province()
    cast.tracked_plan(
        item("Rà soát", "Sở Y tế", "Sở Nội vụ", due=date(2026, 11, 4)),
        item("Tổng hợp", "Sở Y tế", due=date(2026, 11, 9)),
        on=date(2026, 11, 3),
    )
    with reading(cast.engine) as session:
        on = {day: overdue_then(session, day=date(2026, 11, day)) for day in (4, 5, 10)}
    assert [sorted(one.values()) for one in on.values()] == [[], [1, 1], [1, 2]]
