"""The one column by which the morning finds what to look at."""

from datetime import date, datetime, time

import pendulum
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from models.obligation import Obligation
from models.plan import Plan
from rules.ladder import LadderRules, ObligationFacts, next_look_on
from rules.workday import WorkCalendar

# Looks are due at the hour of the morning run, in Asia/Ho_Chi_Minh.
LOOK_AT = time(7, 0)
_ZONE = "Asia/Ho_Chi_Minh"


def look_instant(day: date) -> datetime:
    """Return the UTC instant at which a look of that day is due."""
    return pendulum.datetime(day.year, day.month, day.day, LOOK_AT.hour, LOOK_AT.minute, tz=_ZONE)


def facts_of(row: Obligation) -> ObligationFacts:
    """Return what the ladder needs to know of an obligation."""
    return ObligationFacts(
        kind=row.kind,
        status=row.status,
        due_on=row.due_on,
        assigned_on=row.assigned_on,
        acknowledged_on=row.acknowledged_on,
        reported_on=row.reported_on,
    )


def first_look_at(row: Obligation, calendar: WorkCalendar, ladder: LadderRules) -> datetime | None:
    """Return when a new obligation is to be looked at first: the notice of its assignment."""
    return look_instant(calendar.next_working(row.assigned_on))


def later_look_at(
    row: Obligation, calendar: WorkCalendar, ladder: LadderRules, *, today: date
) -> datetime | None:
    """Return when an obligation is to be looked at next, or None where only a person can move it."""
    day = next_look_on(facts_of(row), ladder, calendar, today=today)
    return look_instant(day) if day else None


def due_looks(until: datetime) -> SelectOfScalar[int]:
    """Return the query for the plan of every obligation whose look is due.

    No DISTINCT and no ORDER BY: either leads SQLite away from the index on ``next_look_at``, and the
    cost of a morning must follow what is due, not what exists.
    """
    return select(Obligation.plan_id).where(col(Obligation.next_look_at) <= until)


def plans_to_look_at(session: Session, *, until: datetime) -> list[int]:
    """Return the ids of active plans with an obligation whose look is due by that instant."""
    due = set(session.exec(due_looks(until)))
    if not due:
        return []
    active = session.exec(select(Plan.id).where(Plan.state == "active"))
    return sorted(i for i in active if i in due)


def looked_at_on(session: Session, day: date) -> list[int]:
    """Return the ids of active plans of which an obligation was last looked at on that day."""
    rows = session.exec(
        select(Obligation.plan_id)
        .join(Plan, col(Plan.id) == col(Obligation.plan_id))
        .where(Obligation.last_looked_on == day, Plan.state == "active")
        .distinct()
    )
    return sorted(rows)


def obligations_to_look_at(
    session: Session, *, until: datetime, plan_id: int | None = None, agency_id: int | None = None
) -> list[Obligation]:
    """Return the obligations of active plans whose look is due by that instant, oldest first."""
    query = (
        select(Obligation)
        .join(Plan, col(Plan.id) == col(Obligation.plan_id))
        .where(col(Obligation.next_look_at) <= until, Plan.state == "active")
        .order_by(col(Obligation.next_look_at), col(Obligation.id))
    )
    if plan_id is not None:
        query = query.where(Obligation.plan_id == plan_id)
    if agency_id is not None:
        query = query.where(Obligation.agency_id == agency_id)
    return list(session.exec(query))
