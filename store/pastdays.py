"""Any past day counted again: the journal's last row of each obligation by the end of that day."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import Subquery, and_, case, func, or_
from sqlalchemy import select as select_columns
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from models.journal import StatusChange
from models.obligation import Obligation, Part
from models.plan import Plan
from rules.civil import end_of_day
from rules.periods import Period
from rules.rollup import FRESH_DAYS, By, CountedObligation, Rollup, count, origin
from store.tallies import row_key


def past_tallies(
    session: Session,
    *,
    day: date,
    by: By = "agency",
    plan_id: int | None = None,
    fresh_days: int = FRESH_DAYS,
    period: Period | None = None,
) -> tuple[Rollup, Rollup]:
    """Return the owners' and the coordinators' counts as they were at the end of a civil day, by the journal.

    The rows are agencies, plans or groups by id as text. With a period, ``day`` is its last day (or today,
    while it runs), each obligation says whether it was carried over or given in the period, and work that
    was over before the period is left out. Plans closed by that day (in a period: before it) are not
    counted, unless one is named. Rows older than the journal's facts are completed from the obligation as
    it stands today.
    """
    ends = _ends(day, period, plan_id)
    last, before = aliased(StatusChange), aliased(StatusChange)
    part, key = fact_then(last, "part"), fact_then(last, by)
    facts = [fact_then(last, name) for name in ("kind", "status", "due_on", "first_due_on", "reported_on")]
    query: Any = (
        select_columns(part, key, *facts, col(before.to_status), func.count())
        .select_from(ends)
        .join(last, col(last.id) == ends.c.last)
        .join(Obligation, col(Obligation.id) == col(last.obligation_id))
        .outerjoin(before, col(before.id) == ends.c.before)
    )
    gone = () if plan_id else closed_by(session, period.first_on - timedelta(days=1) if period else day)
    if gone:
        query = query.where(col(Obligation.plan_id).not_in(gone))
    counted: dict[Part, list[CountedObligation]] = {"owner": [], "coordinator": []}
    for row in session.execute(query.group_by(part, key, *facts, col(before.to_status))):
        whose, one, kind, status, due_on, first_on, told_on, status_before, times = row
        since = origin(status_before, status) if period else ""
        if since is not None:
            facts_then = (kind, status, due_on, first_on, told_on)
            counted[whose].append(CountedObligation(row_key(one), *facts_then, times, since))
    owners, coordinators = (
        count(found, today=day, fresh_days=fresh_days, by=by, period=period) for found in counted.values()
    )
    return owners, coordinators


def _ends(day: date, period: Period | None, plan_id: int | None) -> Subquery:
    """Return the journal's last row of every obligation by the end of the day, and before the period.

    The last is the one written last: a clock set back changes the instants and not the order.
    """
    at, number = col(StatusChange.at), col(StatusChange.id)
    before: Any = case((at < end_of_day(period.first_on - timedelta(days=1)), number)) if period else number
    query = select_columns(func.max(number).label("last"), func.max(before).label("before"))
    query = query.where(at < end_of_day(day))
    if plan_id is not None:
        own = select_columns(col(Obligation.id)).where(col(Obligation.plan_id) == plan_id)
        query = query.where(col(StatusChange.obligation_id).in_(own))
    return query.group_by(col(StatusChange.obligation_id)).subquery()


def fact_then(last: type[StatusChange], name: str) -> Any:
    """Return a fact as it was then; what the journal does not hold is what the obligation says today."""
    if name == "status":
        return col(last.to_status)
    if name in ("plan", "group"):
        # An obligation never changes its plan nor the group through which it came.
        return col(Obligation.plan_id) if name == "plan" else col(Obligation.group_id)
    fact = "agency_id" if name in ("agency", "level") else name
    # The kind is never null in a row that holds the facts.
    return case((col(last.kind).is_(None), getattr(Obligation, fact)), else_=getattr(last, fact))


def ends_of_day(day: date, plan_id: int | None) -> Subquery:
    """Return the journal's last row of every obligation by the end of a day, of one plan or of all."""
    return _ends(day, None, plan_id)


def closed_by(session: Session, day: date) -> tuple[int, ...]:
    """Return the ids of plans that no table of several plans counts at the end of that day.

    Those no longer tracked then, and those that break an obligation down (store.choices.uncounted_plans).
    """
    closed = and_(
        col(Plan.state) == "closed",
        or_(col(Plan.closed_at).is_(None), col(Plan.closed_at) < end_of_day(day)),
    )
    left_out = or_(closed, col(Plan.breaks_down_id).is_not(None))
    query: Any = select_columns(col(Plan.id)).where(left_out).order_by(col(Plan.id))
    return tuple(session.execute(query).scalars())
