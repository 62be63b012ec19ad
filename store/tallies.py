"""Counting without reading every obligation: equal ones are grouped in SQL, the rule counts the groups."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, func
from sqlalchemy import select as select_columns
from sqlmodel import Session, col

from models.agency import AgencyGroup
from models.obligation import Obligation, Part
from rules.rollup import FRESH_DAYS, By, CountedObligation, Rollup, count, fresh_since
from rules.standing import SOON_DAYS
from store.choices import agency_names, closed_plans
from store.memory import remembered

NO_GROUP = "Giao trực tiếp, không qua khối"


def tally(
    session: Session,
    *,
    today: date,
    by: By = "agency",
    part: Part = "owner",
    plan_id: int | None = None,
    agency_id: int | None = None,
    with_closed: bool = False,
    fresh_days: int = FRESH_DAYS,
) -> Rollup:
    """Return the counts of one plan or of all that are tracked, from the obligations as they stand.

    The rows are agencies by name, groups by name, or plans by id as text; levels are made of agencies
    (``rules.rollup.regrouped``). ``with_closed`` counts plans that are no longer tracked, too.
    """
    names = row_names(session, by)

    def work() -> Rollup:
        narrow = [col(Obligation.part) == part]
        if plan_id is not None:
            narrow.append(col(Obligation.plan_id) == plan_id)
        elif not with_closed and (closed := closed_plans(session)):
            narrow.append(col(Obligation.plan_id).not_in(closed))
        if agency_id is not None:
            narrow.append(col(Obligation.agency_id) == agency_id)
        return _count(session, by, names, narrow, today, fresh_days)

    if plan_id is not None or agency_id is not None:
        return work()
    question = ("rollup", by, part, with_closed, today, fresh_days, tuple(names.items()))
    return remembered(session, question, work)


def tally_plans(session: Session, *, today: date, plan_ids: Collection[int]) -> dict[int, Rollup]:
    """Return the owners' counts per agency of each of these plans: one query for many digests."""
    names = row_names(session, "agency")
    narrow = [col(Obligation.part) == "owner", col(Obligation.plan_id).in_(sorted(plan_ids))]
    found: dict[int, list[CountedObligation]] = {plan_id: [] for plan_id in plan_ids}
    for plan_id, agency_id, *facts in _groups(session, narrow, today):
        found[plan_id].append(CountedObligation(names[agency_id], *facts))
    return {plan_id: count(some, today=today) for plan_id, some in found.items()}


def _groups(session: Session, narrow: list[ColumnElement[bool]], today: date) -> Any:
    """Return (plan, agency, facts, times) for every sort of obligation that differs in what counts."""
    one: Any = (
        select_columns(func.min(Obligation.id).label("one"), func.count().label("times"))
        .where(*narrow)
        .group_by(
            col(Obligation.plan_id),
            col(Obligation.agency_id),
            col(Obligation.kind),
            col(Obligation.status),
            _side(today, FRESH_DAYS),
        )
    )
    found = one.subquery()
    query: Any = select_columns(
        col(Obligation.plan_id),
        col(Obligation.agency_id),
        col(Obligation.kind),
        col(Obligation.status),
        col(Obligation.due_on),
        col(Obligation.first_due_on),
        col(Obligation.reported_on),
        found.c.times,
    ).join(found, found.c.one == col(Obligation.id))
    return session.execute(query)


def row_names(session: Session, by: By) -> dict[int, str]:
    """Return the name of each row by the id that obligations are grouped by; plans go by their ids."""
    if by == "plan":
        return {}
    if by != "group":
        return agency_names(session)
    query: Any = select_columns(col(AgencyGroup.id), col(AgencyGroup.name), col(AgencyGroup.code))
    rows = session.execute(query.order_by(col(AgencyGroup.name), col(AgencyGroup.id))).all()
    often = [name for _, name, _ in rows]
    return {key: name if often.count(name) == 1 else f"{name} ({code})" for key, name, code in rows}


def row_name(names: dict[int, str], by: By, key: int | None) -> str:
    """Return the name under which the obligations of that agency, group or plan are counted."""
    if by == "plan":
        return str(key)
    return NO_GROUP if key is None else names[key]


def _count(
    session: Session,
    by: By,
    names: dict[int, str],
    narrow: list[ColumnElement[bool]],
    today: date,
    fresh_days: int,
) -> Rollup:
    key: Any = {"plan": col(Obligation.plan_id), "group": col(Obligation.group_id)}.get(
        by, col(Obligation.agency_id)
    )
    groups: Any = (
        select_columns(func.min(Obligation.id).label("one"), func.count().label("times"))
        .where(*narrow)
        # The sum keeps SQLite from an index in whose order the rows would be fetched one by one.
        .group_by(key + 0, col(Obligation.kind), col(Obligation.status), _side(today, fresh_days))
    )
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
        (CountedObligation(row_name(names, by, one), *facts) for one, *facts in session.execute(query)),
        today=today,
        fresh_days=fresh_days,
        by=by,
    )


def _side(today: date, fresh_days: int) -> ColumnElement[int]:
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
    is_fresh = case((reported_on > fresh_since(today, fresh_days), 1), else_=0)
    return to_today * 32 + to_report * 8 + by_first * 4 + is_fresh
