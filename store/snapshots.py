"""How things stood a week ago, from the roll-ups that were frozen then."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pendulum
from sqlalchemy import select as select_columns
from sqlmodel import Session, col

from models.plan import Plan
from models.rollup import RollupSnapshot

WEEK = timedelta(days=7)
# A roll-up is frozen on days on which a plan is looked at, so the day itself may be missing.
SLACK = timedelta(days=3)
_ZONE = "Asia/Ho_Chi_Minh"


@dataclass(frozen=True, slots=True)
class WeekAgo:
    """What was overdue a week ago, by agency name, under the plans of which that is known.

    ``plan_ids`` are those plans, ``missing`` how many tracked plans have no roll-up of then, ``first_on``
    and ``last_on`` the days of the roll-ups used; None where there is none at all.
    """

    plan_ids: frozenset[int]
    missing: int
    by_agency: dict[str, int]
    first_on: date | None
    last_on: date | None

    @property
    def total(self) -> int:
        """Return how many were overdue then."""
        return sum(self.by_agency.values())


def week_ago(session: Session, *, today: date) -> WeekAgo:
    """Return what was overdue seven days before ``today`` (up to ten, where no nearer roll-up is frozen).

    A plan activated since then had nothing overdue.
    """
    then = today - WEEK
    query: Any = select_columns(col(Plan.id), col(Plan.activated_at)).where(col(Plan.state) == "active")
    tracked: dict[int, datetime | None] = dict(session.execute(query).all())
    newer = {plan for plan, at in tracked.items() if at is not None and _civil_day(at) > then}
    frozen = {plan: found for plan, found in _newest(session, then).items() if plan in tracked}
    by_agency: dict[str, int] = {}
    for _, table in frozen.values():
        for row in table["rows"]:
            by_agency[row["agency"]] = by_agency.get(row["agency"], 0) + row["open_overdue"]
    days = [day for day, _ in frozen.values()]
    known = frozenset(newer | set(frozen))
    return WeekAgo(
        known, len(tracked) - len(known), by_agency, min(days, default=None), max(days, default=None)
    )


def _newest(session: Session, then: date) -> dict[int, tuple[date, Any]]:
    """Return the last roll-up of each plan that was frozen by that day, not longer before it than allowed."""
    near: Any = (
        select_columns(col(RollupSnapshot.id), col(RollupSnapshot.plan_id))
        .where(col(RollupSnapshot.as_of) >= then - SLACK, col(RollupSnapshot.as_of) <= then)
        .order_by(col(RollupSnapshot.as_of), col(RollupSnapshot.id))
    )
    newest = {plan: one for one, plan in session.execute(near)}
    rows: Any = select_columns(RollupSnapshot).where(col(RollupSnapshot.id).in_(newest.values()))
    return {row.plan_id: (row.as_of, row.table) for row in session.execute(rows).scalars()}


def _civil_day(at: datetime) -> date:
    local = pendulum.instance(at).in_timezone(_ZONE)
    return date(local.year, local.month, local.day)
