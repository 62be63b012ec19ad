"""Roll-ups as they were frozen, and how things stood a week ago by them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pendulum
from sqlalchemy import String, cast, literal
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from models.errors import Refused
from models.plan import Plan
from models.rollup import RollupSnapshot
from rules.rollup import Rollup, checked, from_table, seal

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

    A plan activated since then had nothing overdue. A roll-up that was changed since it was frozen counts as
    missing.
    """
    then = today - WEEK
    query: Any = select_columns(col(Plan.id), col(Plan.activated_at)).where(col(Plan.state) == "active")
    tracked: dict[int, datetime | None] = dict(session.execute(query).all())
    newer = {plan for plan, at in tracked.items() if at is not None and civil_day(at) > then}
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
        .where(
            col(RollupSnapshot.as_of) >= then - SLACK,
            col(RollupSnapshot.as_of) <= then,
            # By agency and for a day, not for a period or by level.
            col(RollupSnapshot.scope) == literal("plan:").concat(cast(RollupSnapshot.plan_id, String)),
        )
        .order_by(col(RollupSnapshot.as_of), col(RollupSnapshot.id))
    )
    newest = {plan: one for one, plan in session.execute(near)}
    rows: Any = select_columns(RollupSnapshot).where(col(RollupSnapshot.id).in_(newest.values()))
    found = session.execute(rows).scalars()
    return {row.plan_id: (row.as_of, row.table) for row in found if is_unchanged(row)}


def newest_frozen(session: Session, scope: str, day: date) -> RollupSnapshot | None:
    """Return the roll-up of that scope and day that was frozen last, or None where none was."""
    return session.exec(
        select(RollupSnapshot)
        .where(RollupSnapshot.scope == scope, RollupSnapshot.as_of == day)
        .order_by(col(RollupSnapshot.id).desc())
    ).first()


def frozen_ones(session: Session, scope: str, *, limit: int) -> list[RollupSnapshot]:
    """Return the roll-ups of that scope, the last day first and of one day the newest first."""
    return list(
        session.exec(
            select(RollupSnapshot)
            .where(RollupSnapshot.scope == scope)
            .order_by(col(RollupSnapshot.as_of).desc(), col(RollupSnapshot.id).desc())
            .limit(limit)
        )
    )


def is_unchanged(kept: RollupSnapshot) -> bool:
    """Return whether a frozen table still has the hash that it was frozen with."""
    return seal(kept.table) == kept.sha256


def rollups_in(kept: RollupSnapshot) -> tuple[Rollup, Rollup]:
    """Return the owners' and the coordinators' counts of a frozen roll-up.

    Raises Refused where the table is not the one that was frozen, or its cells do not sum: it must not be
    printed.
    """
    if not is_unchanged(kept):
        raise Refused(
            f"Bản tổng hợp chốt cho ngày {kept.as_of:%d/%m/%Y} đã bị sửa: mã SHA-256 không khớp "
            "nên không được in.",
            hint="Báo người vận hành đối chiếu với bản sao lưu.",
        )
    owners = from_table(kept.table)
    beside = {**kept.table, **_NOTHING, **kept.table.get("coordinators", {})}  # type: ignore[dict-item]
    return checked(owners), checked(from_table(beside))


_NOTHING: dict[str, Any] = {"rows": [], "sum": {}}


def civil_day(at: datetime) -> date:
    """Return the civil day in Asia/Ho_Chi_Minh on which a UTC instant falls."""
    local = pendulum.instance(at).in_timezone(_ZONE)
    return date(local.year, local.month, local.day)
