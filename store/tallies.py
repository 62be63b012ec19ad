"""Counting without reading every obligation: equal ones are grouped in SQL, the rule counts the groups."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, func
from sqlalchemy import select as select_columns
from sqlmodel import Session, col

from models.obligation import Obligation, Part
from rules.rollup import FRESH_DAYS, By, CountedObligation, Rollup, count, fresh_since, regrouped
from rules.standing import SOON_DAYS
from store.choices import agency_names, uncounted_plans
from store.finding import ItemsFound
from store.memory import remembered
from store.rownames import row_labels


def tally(session: Session, *, today: date, part: Part = "owner", **asked: Any) -> Rollup:
    """Return the counts of one part; what may be asked for is what ``tallies`` takes."""
    owners, coordinators = tallies(session, today=today, **asked)
    return owners if part == "owner" else coordinators


def tallies(
    session: Session,
    *,
    today: date,
    by: By = "agency",
    plan_id: int | None = None,
    agency_id: int | None = None,
    found_items: ItemsFound | None = None,
    with_closed: bool = False,
    fresh_days: int = FRESH_DAYS,
    is_named: bool = True,
) -> tuple[Rollup, Rollup]:
    """Return the owners' and the coordinators' counts, from the obligations as they stand.

    Of one plan or of all that are tracked, and of the items found where some were looked for;
    ``with_closed`` counts plans that are no longer tracked, too. The rows are agencies (where several of the
    registry bear one name, with their codes), levels or groups by name, or plans by id as text; with
    ``is_named`` off all go by ids (levels by those of agencies).
    """
    names = agency_names(session) if is_named and by == "agency" else None

    def work() -> tuple[Rollup, Rollup]:
        narrow: list[ColumnElement[bool]] = []
        if plan_id is not None:
            narrow.append(col(Obligation.plan_id) == plan_id)
        elif not with_closed and (out := uncounted_plans(session, agency_id)):
            narrow.append(col(Obligation.plan_id).not_in(out))
        if agency_id is not None:
            narrow.append(col(Obligation.agency_id) == agency_id)
        if found_items is not None:
            narrow.append(found_items.condition())
        return _count(session, by, names, narrow, today, fresh_days)

    if found_items is None and (plan_id is not None or agency_id is not None):
        found = work()
    else:
        known_as = tuple(names.items()) if names else None
        narrowed = (plan_id, agency_id, found_items)
        question = ("rollup", by, with_closed, today, fresh_days, known_as, narrowed)
        found = remembered(session, question, work)
    if not is_named or by not in ("group", "level"):
        return found
    labels = row_labels(session, by, {key for one in found for key, _ in one.rows})
    owners, coordinators = (regrouped(one, by, labels.__getitem__) for one in found)
    return owners, coordinators


def row_key(key: int | None) -> str:
    """Return the key of a row before it has a name: the id as text, "" for work through no group."""
    return "" if key is None else str(key)


def _count(
    session: Session,
    by: By,
    names: dict[int, str] | None,
    narrow: list[ColumnElement[bool]],
    today: date,
    fresh_days: int,
) -> tuple[Rollup, Rollup]:
    key: Any = {"plan": col(Obligation.plan_id), "group": col(Obligation.group_id)}.get(
        by, col(Obligation.agency_id)
    )
    alike = (col(Obligation.part), col(Obligation.kind), col(Obligation.status))
    groups: Any = (
        select_columns(func.min(Obligation.id).label("one"), func.count().label("times"))
        .where(*narrow)
        # The sum keeps SQLite from an index in whose order the rows would be fetched one by one.
        .group_by(key + 0, *alike, side(today, fresh_days))
    )
    found = groups.subquery()
    query: Any = select_columns(
        col(Obligation.part),
        key,
        col(Obligation.kind),
        col(Obligation.status),
        col(Obligation.due_on),
        col(Obligation.first_due_on),
        col(Obligation.reported_on),
        found.c.times,
    ).join(found, found.c.one == col(Obligation.id))
    parts: dict[Part, list[CountedObligation]] = {"owner": [], "coordinator": []}
    for part, one, *facts in session.execute(query):
        parts[part].append(CountedObligation(names[one] if names else row_key(one), *facts))
    owners, coordinators = (count(some, today=today, fresh_days=fresh_days, by=by) for some in parts.values())
    return owners, coordinators


def side(today: date, fresh_days: int) -> ColumnElement[int]:
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
