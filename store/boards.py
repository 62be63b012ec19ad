"""What pages, digests, the command line and the roll-up artifact read: one source for all of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, get_args

from sqlalchemy import ColumnElement, or_
from sqlalchemy import select as select_columns
from sqlalchemy.orm import defer
from sqlmodel import Session, col, func, select

from models.assignment import Assignment
from models.extension import Extension
from models.obligation import Obligation
from models.plan import STATES_IN_ORDER, Plan
from models.standing import RollupCounts, StandingName
from rules.rollup import FRESH_DAYS, Rollup
from rules.status import OPEN
from store.choices import uncounted_plans
from store.finding import ItemsFound
from store.memory import remembered
from store.obligation_rows import ObligationRow, every_row, row_of
from store.tallies import tally
from store.urgency import condition, late_by, order, silent


@dataclass(frozen=True, slots=True)
class Filters:
    """Which obligations to list; None means all.

    ``asks_for_time`` keeps those of active plans whose request for more time waits for a decision;
    ``part`` is owner or coordinator; ``silent_since`` keeps the ongoing duties of which nothing was heard
    after that day; ``late`` those overdue by so many days, from and to (None: or more); ``found`` those of
    the items that a search has found; ``due_from`` and ``due_to`` those due on these days or between them.
    """

    plan_id: int | None = None
    agency_id: int | None = None
    obligation_ids: tuple[int, ...] | None = None
    standings: frozenset[str] | None = None
    statuses: frozenset[str] | None = None
    asks_for_time: bool = False
    part: str | None = None
    assignment_id: int | None = None
    group_id: int | None = None
    silent_since: date | None = None
    late: tuple[int, int | None] | None = None
    found: ItemsFound | None = None
    due_from: date | None = None
    due_to: date | None = None


@dataclass(frozen=True, slots=True)
class ObligationPage:
    """A part of a list, and how long the list is."""

    rows: tuple[ObligationRow, ...]
    total: int


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One plan with its counts."""

    plan: Plan
    items: int
    counts: RollupCounts
    next_due_on: date | None


# More than a list can be long.
_ALL = 100_000_000
# The most pressing first.
_ORDER = {
    name: place
    for place, name in enumerate(
        ("overdue", "due_today", "due_soon", "upcoming", "no_deadline", "awaiting_event", "ongoing")
    )
}


def obligation_rows(session: Session, *, today: date, filters: Filters | None = None) -> list[ObligationRow]:
    """Return obligations: the most overdue first, then by due day, undated last.

    Without a plan or ids named these are the obligations of plans being tracked.
    """
    filters = filters or Filters()
    query = every_row().where(*narrowing(session, filters, today))
    rows = [row_of(found, today=today) for found in session.exec(query)]
    if filters.standings is not None:
        rows = [r for r in rows if r.standing.name in filters.standings]
    return sorted(rows, key=urgency)


def obligation_page(
    session: Session, *, today: date, filters: Filters | None = None, first: int = 0, limit: int = 100
) -> ObligationPage:
    """Return a part of ``obligation_rows``, in the same order, and how many there are in all."""
    filters = filters or Filters()
    question = ("page", filters, today, first, limit)
    ids, total = remembered(session, question, lambda: _page_ids(session, filters, today, first, limit))
    query = every_row().where(col(Obligation.id).in_(ids))
    rows = [row_of(found, today=today) for found in session.exec(query)] if ids else []
    return ObligationPage(tuple(sorted(rows, key=urgency)), total)


def obligation_stream(
    session: Session, *, today: date, filters: Filters, at_once: int = 2_000
) -> Iterator[ObligationRow]:
    """Give the rows of ``obligation_page`` in its order, all of them, without holding them all."""
    ids, _ = _page_ids(session, filters, today, 0, _ALL)
    for first in range(0, len(ids), at_once):
        query = every_row().where(col(Obligation.id).in_(ids[first : first + at_once]))
        yield from sorted((row_of(found, today=today) for found in session.exec(query)), key=urgency)


def _page_ids(
    session: Session, filters: Filters, today: date, first: int, limit: int
) -> tuple[tuple[int, ...], int]:
    buckets = _buckets(filters, today)
    narrow = narrowing(session, filters, today)
    counts = _counts(session, narrow, [where for _, where in buckets])
    ids: list[int] = []
    at = first
    for (name, where), size in zip(buckets, counts, strict=True):
        if at < size and len(ids) < limit:
            query: Any = select_columns(col(Obligation.id)).join(
                Plan, col(Plan.id) == col(Obligation.plan_id)
            )
            query = query.where(where, *narrow).order_by(*order(name, today))
            ids += session.exec(query.offset(at).limit(limit - len(ids))).scalars()
        at = max(at - size, 0)
    return tuple(ids), sum(counts)


def _buckets(filters: Filters, today: date) -> list[tuple[StandingName | None, ColumnElement[bool]]]:
    """Return the standings asked for, the most pressing first; what is over stands together, as None."""
    wanted = [n for n in get_args(StandingName) if filters.standings is None or n in filters.standings]
    pressing = sorted((n for n in wanted if n in _ORDER), key=lambda n: _ORDER[n])
    over = [condition(n, today) for n in wanted if n not in _ORDER]
    return [(n, condition(n, today)) for n in pressing] + ([(None, or_(*over))] if over else [])


def _counts(
    session: Session, narrow: Sequence[ColumnElement[bool]], buckets: Sequence[ColumnElement[bool]]
) -> list[int]:
    """Return how many obligations fit each condition, in one query that each answers from an index."""
    count = select_columns(func.count()).select_from(Obligation)
    query: Any = select_columns(*(count.where(b, *narrow).scalar_subquery() for b in buckets))
    return list(session.exec(query).one()) if buckets else []


def narrowing(session: Session, filters: Filters, today: date) -> list[ColumnElement[bool]]:
    """Return the conditions of every filter but that of the standings."""
    found: list[ColumnElement[bool]] = []
    is_named = filters.plan_id is not None or filters.obligation_ids is not None
    if (filters.asks_for_time or not is_named) and (out := uncounted_plans(session, filters.agency_id)):
        found.append(col(Obligation.plan_id).not_in(out))
    if filters.plan_id is not None:
        found.append(col(Obligation.plan_id) == filters.plan_id)
    if filters.obligation_ids is not None:
        found.append(col(Obligation.id).in_(filters.obligation_ids))
    if filters.agency_id is not None:
        found.append(col(Obligation.agency_id) == filters.agency_id)
    if filters.assignment_id is not None:
        found.append(col(Obligation.assignment_id) == filters.assignment_id)
    if filters.group_id is not None:
        found.append(col(Obligation.group_id) == filters.group_id)
    if filters.part is not None:
        found.append(col(Obligation.part) == filters.part)
    if filters.statuses is not None:
        found.append(col(Obligation.status).in_(sorted(filters.statuses)))
    if filters.silent_since is not None:
        found.append(silent(filters.silent_since))
    if filters.late is not None:
        found.append(late_by(*filters.late, today))
    if filters.found is not None:
        found.append(filters.found.condition())
    if filters.due_from is not None:
        found.append(col(Obligation.due_on) >= filters.due_from)
    if filters.due_to is not None:
        found.append(col(Obligation.due_on) <= filters.due_to)
    if filters.asks_for_time:
        asked = select(Extension.obligation_id).where(Extension.state == "asked")
        found.append(col(Obligation.id).in_(asked))
    return found


def urgency(row: ObligationRow) -> tuple[int, int, date, str, int]:
    """Return the sort key that puts the most pressing obligation first."""
    late = -row.standing.days if row.standing.name == "overdue" else 0
    return (
        _ORDER.get(row.standing.name, 9),
        late,
        row.due_on or date.max,
        row.plan_label,
        row.obligation_id,
    )


def rollup_by_agency(
    session: Session,
    *,
    today: date,
    plan_id: int | None = None,
    agency_id: int | None = None,
    fresh_days: int = FRESH_DAYS,
) -> Rollup:
    """Return the counts per agency name, over the plans being tracked or one: the program's one count."""
    return tally(session, today=today, plan_id=plan_id, agency_id=agency_id, fresh_days=fresh_days)


def rollup_by_plan(session: Session, *, today: date) -> Rollup:
    """Return the counts per plan id (as text), of every plan that was activated."""
    return tally(session, today=today, by="plan", with_closed=True)


def plan_rows(session: Session, *, today: date) -> list[PlanRow]:
    """Return every plan with its counts, drafts first, then the newest."""
    counts = dict(rollup_by_plan(session, today=today).rows)
    items = dict(
        session.exec(
            select(Assignment.plan_id, func.count())
            .where(col(Assignment.is_dropped).is_(False))
            .group_by(col(Assignment.plan_id))
        ).all()
    )
    next_due = dict(
        session.exec(
            select(Obligation.plan_id, func.min(Obligation.due_on))
            .where(
                col(Obligation.due_on) >= today,
                col(Obligation.status).in_(sorted(OPEN)),
                Obligation.part == "owner",
            )
            .group_by(col(Obligation.plan_id))
        ).all()
    )
    # The words left over are long and are not looked at in a list.
    words = (defer(Plan.leftovers), defer(Plan.upper))  # type: ignore[arg-type]
    kept = select(Plan).where(Plan.state != "dropped").options(*words)
    found = session.exec(kept.order_by(col(Plan.id).desc())).all()
    found = sorted(found, key=lambda p: STATES_IN_ORDER.index(p.state))
    return [
        PlanRow(
            plan,
            items.get(plan.id or 0, 0),
            counts.get(str(plan.id), RollupCounts()),
            next_due.get(plan.id or 0),
        )
        for plan in found
    ]
