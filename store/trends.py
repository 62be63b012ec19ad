"""How the work stood at the ends of many days at once: one pass over the journal instead of one per day."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Subquery, case, func, literal, or_
from sqlalchemy import select as select_columns
from sqlmodel import Session, col

from models.journal import StatusChange
from models.obligation import Obligation
from models.plan import Plan
from models.standing import RollupCounts
from rules.civil import end_of_day
from rules.rollup import CountedObligation, count
from rules.weeks import week_ends
from store.choices import closed_plans
from store.memory import remembered
from store.pastdays import fact_then, past_tallies
from store.tallies import tally


@dataclass(frozen=True, slots=True)
class DayCounts:
    """The owners' work at the end of one day: ``given`` is ``done`` and ``open`` together.

    ``done`` counts what has no due day, too; ``reported`` is what was reported as finished, confirmed or
    not; ``overdue`` are those of the open ones whose day has passed.
    """

    on: date
    given: int
    reported: int
    done: int
    open: int
    overdue: int


# One sort of obligations: between which of the days it stood so, and one of them with how many there are.
_Sort = tuple[int, int, CountedObligation]


def day_counts(
    session: Session, *, days: Sequence[date], plan_id: int | None = None
) -> tuple[DayCounts, ...]:
    """Return the counts at the end of each of the days (rising), of all tracked plans or of one.

    The same numbers as ``store.pastdays.past_tallies`` gives day by day: a plan closed by a day is not
    counted on it, unless it is named.
    """
    asked = tuple(days)
    return remembered(session, ("trend", asked, plan_id), lambda: _counted(session, asked, plan_id))


def weekly_counts(session: Session, *, today: date, weeks: int) -> tuple[DayCounts, ...]:
    """Return the counts of all tracked plans at the ends of that many weeks, the running one as of today.

    What is over is worked out once and stands until the journal says something new of those days.
    """
    *over, last = week_ends(today, weeks)
    asked = tuple(over)
    stamp = remembered(session, ("journal until", asked), lambda: _stamp_until(session, asked))
    past = remembered(session, ("trend", asked), lambda: _counted(session, asked, None), stamp=stamp)
    return (*past, _of(last, tally(session, today=last, by="plan").sum))


def overdue_then(session: Session, *, day: date) -> dict[int, int]:
    """Return how many of the owners' obligations were overdue at the end of a past day, by agency id."""
    stamp = remembered(session, ("journal until", (day,)), lambda: _stamp_until(session, (day,)))

    def work() -> dict[int, int]:
        owners, _ = past_tallies(session, day=day)
        return {int(key): counts.open_overdue for key, counts in owners.rows if counts.open_overdue}

    return remembered(session, ("overdue then", day), work, stamp=stamp)


def _stamp_until(session: Session, days: tuple[date, ...]) -> tuple[object, ...]:
    """Return what differs once the journal says something else of these days.

    Rows without facts are completed from the obligations of today: then every change counts.
    """
    if not days:
        return ()
    query: Any = select_columns(
        func.count(), func.count(col(StatusChange.kind)), func.max(StatusChange.id)
    ).where(col(StatusChange.at) < end_of_day(days[-1]))
    rows, whole, newest = session.execute(query).one()
    now: Any = select_columns(func.sum(Obligation.revision))
    return (rows, newest, None if rows == whole else session.execute(now).scalar(), closed_plans(session))


def _counted(session: Session, days: tuple[date, ...], plan_id: int | None) -> tuple[DayCounts, ...]:
    sorts = _sorts(session, days, plan_id) if days else []
    return tuple(
        _of(day, count((one for since, until, one in sorts if since <= place < until), today=day).sum)
        for place, day in enumerate(days)
    )


def _of(day: date, sums: RollupCounts) -> DayCounts:
    done = sums.total - sums.open
    # What is reported and waits is open still, and is in the flag.
    return DayCounts(day, sums.total, done + sums.reported, done, sums.open, sums.open_overdue)


def _sorts(session: Session, days: tuple[date, ...], plan_id: int | None) -> list[_Sort]:
    """Return every sort of obligations that differs in what is counted, with the days on which it was so."""
    lasting = _lasting(days, plan_id)
    due_on, reported_on = fact_then(StatusChange, "due_on"), fact_then(StatusChange, "reported_on")
    # Alike in these, obligations are counted alike on every one of the days: one row stands for all.
    alike = [
        lasting.c.since.label("since"),
        lasting.c.until.label("until"),
        _gone(session, days, plan_id).label("gone"),
        fact_then(StatusChange, "kind").label("kind"),
        col(StatusChange.to_status).label("status"),
        _passed(due_on, days).label("passed"),
        case((reported_on.is_(None), 0), (due_on < reported_on, 1), else_=2).label("told"),
    ]
    rows: Any = (
        select_columns(*alike, col(StatusChange.id).label("one"))
        .select_from(lasting)
        .join(StatusChange, col(StatusChange.id) == lasting.c.id)
        .join(Obligation, col(Obligation.id) == col(StatusChange.obligation_id))
        .where(lasting.c.since < lasting.c.until, fact_then(StatusChange, "part") == "owner")
    )
    each = rows.subquery()
    grouped: Any = select_columns(
        each.c.since,
        each.c.until,
        each.c.gone,
        func.min(each.c.one).label("one"),
        func.count().label("times"),
    ).group_by(*(each.c[name.name] for name in alike))
    sorts = grouped.subquery()
    facts = [fact_then(StatusChange, name) for name in ("kind", "status", "due_on", "first_due_on")]
    query: Any = (
        select_columns(sorts.c.since, sorts.c.until, sorts.c.gone, sorts.c.times, *facts, reported_on)
        .join(StatusChange, col(StatusChange.id) == sorts.c.one)
        .join(Obligation, col(Obligation.id) == col(StatusChange.obligation_id))
    )
    sorted_out: list[_Sort] = []
    for since, until, gone, times, kind, status, due, first_due, told in session.execute(query):
        one = CountedObligation("", kind, status, due, first_due, told, times)
        sorted_out.append((since, min(until, gone), one))
    return sorted_out


def _lasting(days: tuple[date, ...], plan_id: int | None) -> Subquery:
    """Return every row of the journal with the days at whose end it was the last of its obligation.

    As places among the days: from ``since`` on and before ``until``. The last is the one written last: a
    clock set back changes the instants and not the order, so a row counts until the earliest of those
    written after it.
    """
    at, number, whose = col(StatusChange.at), col(StatusChange.id), col(StatusChange.obligation_id)
    after = func.min(at).over(partition_by=whose, order_by=number.desc(), rows=(None, -1))
    rows: Any = select_columns(number.label("id"), at.label("at"), after.label("after"))
    if plan_id is not None:
        own = select_columns(col(Obligation.id)).where(col(Obligation.plan_id) == plan_id)
        rows = rows.where(whose.in_(own))
    found = rows.where(at < end_of_day(days[-1])).subquery()
    never = len(days)
    return select_columns(
        found.c.id,
        _place(found.c.at, days).label("since"),
        case((found.c.after.is_(None), never), else_=_place(found.c.after, days)).label("until"),
    ).subquery()


def _place(at: ColumnElement[Any], days: tuple[date, ...]) -> ColumnElement[int]:
    """Return the place of the first of the days that ends after that instant."""
    return case(*((at < end_of_day(day), place) for place, day in enumerate(days)), else_=len(days))


def _passed(due_on: ColumnElement[Any], days: tuple[date, ...]) -> ColumnElement[int]:
    """Return the place of the first of the days that lies after the due day; -1 where there is none."""
    return case(
        (due_on.is_(None), -1), *((due_on < day, place) for place, day in enumerate(days)), else_=len(days)
    )


def _gone(session: Session, days: tuple[date, ...], plan_id: int | None) -> ColumnElement[int]:
    """Return the place of the first of the days on which an obligation's plan is closed and not counted."""
    never = len(days)
    # What breaks an obligation down is in no table of several plans.
    is_child = col(Plan.breaks_down_id).is_not(None)
    query: Any = select_columns(col(Plan.id), col(Plan.closed_at), is_child)
    query = query.where(or_(col(Plan.state) == "closed", is_child))
    ends = [end_of_day(day) for day in days]
    closed: dict[int, list[int]] = {}
    for plan, at, never_counted in session.execute(query) if plan_id is None else ():
        place = 0 if at is None or never_counted else bisect_right(ends, at)
        closed.setdefault(place, []).append(plan)
    closed.pop(never, None)
    if not closed:
        return literal(never)
    return case(
        *((col(Obligation.plan_id).in_(ids), place) for place, ids in sorted(closed.items())), else_=never
    )
