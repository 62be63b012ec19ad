"""What fell due when: the cells are the rule of standing, one obligation at a time."""

import random
from collections import Counter
from datetime import timedelta

import pytest
from sqlmodel import col, select

from models.obligation import Obligation
from models.plan import Plan
from rules.standing import standing
from rules.weeks import weeks_until
from store.database import reading
from store.heat import DueCounts, heat_rows, plan_timeline
from tests.cast import Cast
from tests.store.test_pastdays import Months


@pytest.mark.parametrize("seed", [2, 7])
def test_cells_are_what_the_rule_says_of_each_obligation(cast: Cast, seed: int) -> None:
    last = Months(cast, random.Random(seed), freezes=False).play(40)
    today = last + timedelta(days=5)
    weeks = weeks_until(today, 5)
    cells: Counter[tuple[int, int, str]] = Counter()
    by_day: Counter[tuple[object, str]] = Counter()
    with reading(cast.engine) as session:
        query = select(Obligation, Plan).join(Plan, col(Plan.id) == col(Obligation.plan_id))
        for one, plan in session.exec(query.where(Obligation.part == "owner")):
            days = {"due_on": one.due_on, "reported_on": one.reported_on, "today": today}
            name = standing(kind=one.kind, status=one.status, **days).name  # type: ignore[arg-type]
            if one.due_on is None:
                continue
            if plan.id == 1 and name != "aside":
                by_day[one.due_on, name] += 1
            for place, week in enumerate(weeks):
                if plan.state == "active" and week.first_on <= one.due_on <= week.last_on:
                    cells[one.agency_id, place, name] += 1
        rows = heat_rows(session, today=today, weeks=weeks)
        timeline = plan_timeline(session, 1, today=today)
    assert len(rows) > 3 and sum(row.sum.behind for row in rows) >= 3
    for row in rows:
        for place, cell in enumerate(row.weeks):
            at = (row.agency_id, place)
            expected = (cells[*at, "done_on_time"], cells[*at, "done_late"], cells[*at, "overdue"])
            assert (cell.on_time, cell.late, cell.overdue) == expected
    behind = [row.sum.behind for row in rows]
    assert behind == sorted(behind, reverse=True)
    assert sum(one.done for one in timeline) == sum(n for (_, k), n in by_day.items() if k.startswith("done"))
    assert sum(one.overdue for one in timeline) == sum(n for (_, k), n in by_day.items() if k == "overdue")
    assert sum(one.done + one.open + one.overdue for one in timeline) == by_day.total()


def test_a_share_is_of_what_is_finished_or_overdue() -> None:
    assert DueCounts().share is None
    assert DueCounts(on_time=3, late=1, overdue=0).share == 0.75
    assert DueCounts(on_time=0, late=0, overdue=2).share == 0
