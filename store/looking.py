"""The one column by which the morning finds what to look at."""

from datetime import date, datetime, time

import pendulum
from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from models.obligation import Obligation
from models.plan import Plan
from models.reminder import Reminder
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
        part=row.part,
        turned_on=row.turned_on,
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


def last_looks(session: Session, plan_id: int) -> dict[int, date | None]:
    """Return when each obligation of a plan was last looked at."""
    rows = session.exec(
        select(col(Obligation.id), col(Obligation.last_looked_on)).where(Obligation.plan_id == plan_id)
    ).all()
    return {i: day for i, day in rows if i is not None}


def told_counts(session: Session, plan_id: int) -> dict[int, int]:
    """Return how many reminders of each obligation of a plan have gone into letters."""
    rows = session.exec(
        select(Reminder.obligation_id, func.count())
        .join(Obligation, col(Obligation.id) == col(Reminder.obligation_id))
        .where(Obligation.plan_id == plan_id, col(Reminder.message_id).is_not(None))
        .group_by(col(Reminder.obligation_id))
    ).all()
    return dict(rows)


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
