"""Counting without reading every obligation: equal ones are grouped in SQL, the rule counts the groups."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, func
from sqlalchemy import select as select_columns
from sqlmodel import Session, col

from models.obligation import Obligation
from rules.rollup import CountedObligation, Rollup, count
from rules.standing import SOON_DAYS
from store.choices import agency_names, closed_plans
from store.memory import remembered


def tally(
    session: Session, *, today: date, plan_id: int | None, agency_id: int | None, by_plan: bool
) -> Rollup:
    """Return the counts per agency name of one plan or of all that are being tracked; or per plan id."""
    names = agency_names(session)

    def work() -> Rollup:
        return _count(session, names, today=today, plan_id=plan_id, agency_id=agency_id, by_plan=by_plan)

    if plan_id is not None or agency_id is not None:
        return work()
    return remembered(session, ("rollup", by_plan, today, tuple(names.items())), work)


def _count(
    session: Session,
    names: dict[int, str],
    *,
    today: date,
    plan_id: int | None,
    agency_id: int | None,
    by_plan: bool,
) -> Rollup:
    key = col(Obligation.plan_id if by_plan else Obligation.agency_id)
    groups: Any = (
        select_columns(func.min(Obligation.id).label("one"), func.count().label("times"))
        .where(col(Obligation.part) == "owner")
        # The sum keeps SQLite from an index in whose order the rows would be fetched one by one.
        .group_by(key + 0, col(Obligation.kind), col(Obligation.status), _side(today))
    )
    if plan_id is not None:
        groups = groups.where(Obligation.plan_id == plan_id)
    elif not by_plan and (closed := closed_plans(session)):
        groups = groups.where(col(Obligation.plan_id).not_in(closed))
    if agency_id is not None:
        groups = groups.where(Obligation.agency_id == agency_id)
    found = groups.subquery()
    query: Any = select_columns(
        key,
        col(Obligation.kind),
        col(Obligation.status),
        col(Obligation.due_on),
        col(Obligation.first_due_on),
        col(Obligation.reported_on),
        found.c.times,
    ).join(found, found.c.one == col(Obligation.id))
    return count(
        (
            CountedObligation(str(found_key) if by_plan else names[found_key], *facts)
            for found_key, *facts in session.exec(query)
        ),
        today=today,
    )


def _side(today: date) -> ColumnElement[int]:
    """Return one number for all days that stand alike to ``today`` and to each other.

    No class is decided here: obligations of one kind, status and number differ in nothing that
    ``rules.rollup`` looks at, so one of them stands for all.
    """
    due_on, reported_on = col(Obligation.due_on), col(Obligation.reported_on)
    soon = today + timedelta(days=SOON_DAYS)
    to_today = case(
        (due_on.is_(None), 0), (due_on < today, 1), (due_on == today, 2), (due_on <= soon, 3), else_=4
    )
    to_report = case((reported_on.is_(None), 0), (due_on < reported_on, 1), else_=2)
    by_first = case(
        (func.coalesce(reported_on, today) <= func.coalesce(Obligation.first_due_on, due_on), 1), else_=0
    )
    return to_today * 16 + to_report * 4 + by_first
