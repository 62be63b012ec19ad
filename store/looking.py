"""The one column by which the morning finds what to look at."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

import pendulum
from sqlalchemy import select as select_columns
from sqlalchemy.orm import object_session
from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from models.obligation import Obligation
from models.plan import Plan
from models.reminder import Message, Reminder
from rules.ladder import LadderRules, ObligationFacts, PlanRules, next_look_on, rules_of_plan
from rules.workday import WorkCalendar

if TYPE_CHECKING:
    # A row names its occurrence, which is looked at by what stands here.
    from store.obligation_rows import ObligationRow

# Looks are due at the hour of the morning run, in Asia/Ho_Chi_Minh.
LOOK_AT = time(7, 0)
_ZONE = "Asia/Ho_Chi_Minh"
# SQLite takes some thousand values in one statement.
CHUNK = 500
# The kinds of message that count as a letter to the agency about its work.
LETTERS = ("agency-digest", "urgent-digest")


def look_instant(day: date) -> datetime:
    """Return the UTC instant at which a look of that day is due."""
    return pendulum.datetime(day.year, day.month, day.day, LOOK_AT.hour, LOOK_AT.minute, tz=_ZONE)


def facts_of(row: "Obligation | ObligationRow") -> ObligationFacts:
    """Return what the ladder needs to know of an obligation, as stored or as listed."""
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


def rules_of(
    row: Obligation, calendar: WorkCalendar, ladder: LadderRules, *, plan: Plan | None = None
) -> PlanRules:
    """Return the office's rules as they hold for the obligation's plan.

    Where no plan is given it is the one that the obligation's session holds: a plan read before costs
    no query.
    """
    if plan is None:
        session = object_session(row)
        if session is None:
            raise ValueError("an obligation outside a session needs its plan beside it")
        plan = session.get_one(Plan, row.plan_id)
    return rules_of_plan(calendar, ladder, is_urgent=plan.is_urgent, overrides=plan.ladder)


def first_look_at(row: Obligation, calendar: WorkCalendar, *, is_urgent: bool) -> datetime:
    """Return when a new obligation is to be looked at first: the notice of its assignment."""
    return look_instant(row.assigned_on if is_urgent else calendar.next_working(row.assigned_on))


def later_look_at(
    row: Obligation,
    calendar: WorkCalendar,
    ladder: LadderRules,
    *,
    today: date,
    plan: Plan | None = None,
) -> datetime | None:
    """Return when an obligation is to be looked at next, or None where only a person can move it.

    ``calendar`` and ``ladder`` are the office's; what its plan lays over them is looked up here.
    """
    own = rules_of(row, calendar, ladder, plan=plan)
    day = next_look_on(facts_of(row), own.ladder, own.calendar, today=today)
    return look_instant(day) if day else None


def due_looks(until: datetime) -> SelectOfScalar[int]:
    """Return the query for the plan of every obligation whose look is due.

    No DISTINCT and no ORDER BY: either leads SQLite away from the index on ``next_look_at``, and the
    cost of a morning must follow what is due, not what exists.
    """
    return select(Obligation.plan_id).where(col(Obligation.next_look_at) <= until)


def plans_to_look_at(session: Session, *, until: datetime, urgent_only: bool = False) -> list[int]:
    """Return the ids of active plans with an obligation whose look is due by that instant."""
    due = set(session.exec(due_looks(until)))
    if not due:
        return []
    active = select(Plan.id).where(Plan.state == "active")
    if urgent_only:
        active = active.where(col(Plan.is_urgent).is_(True))
    return sorted(i for i in session.exec(active) if i in due)


@dataclass(frozen=True, slots=True)
class DuePlan:
    """An active plan as the looker needs it, and which of its obligations are to be looked at."""

    plan_id: int
    is_urgent: bool
    ladder: dict[str, object] | None


def due_obligations(
    session: Session, *, until: datetime, plan_id: int | None = None, agency_id: int | None = None
) -> dict[int, DuePlan]:
    """Return the ids of the obligations of active plans whose look is due, each with its plan.

    Two plain queries by the index on ``next_look_at``: a join would let SQLite begin at the plans, and
    then the cost of a morning would follow what exists.
    """
    query: Any = select_columns(col(Obligation.id), col(Obligation.plan_id)).where(
        col(Obligation.next_look_at) <= until
    )
    if plan_id is not None:
        query = query.where(col(Obligation.plan_id) == plan_id)
    if agency_id is not None:
        query = query.where(col(Obligation.agency_id) == agency_id)
    due = session.execute(query).all()
    plans = active_plans(session, {plan for _, plan in due})
    return {one: plans[plan] for one, plan in sorted(tuple(row) for row in due) if plan in plans}


def next_look_of(session: Session, agency_id: int, *, after: datetime | None = None) -> datetime | None:
    """Return when something of an agency is looked at next under active plans (after an instant), or None."""
    query: Any = (
        select_columns(func.min(Obligation.next_look_at))
        .join(Plan, col(Plan.id) == col(Obligation.plan_id))
        .where(col(Obligation.agency_id) == agency_id, col(Plan.state) == "active")
    )
    if after is not None:
        query = query.where(col(Obligation.next_look_at) > after)
    found: datetime | None = session.execute(query).scalar_one()
    return found


def active_plans(session: Session, ids: Collection[int]) -> dict[int, DuePlan]:
    """Return those of the plans that are being tracked, by id."""
    found: dict[int, DuePlan] = {}
    listed = sorted(ids)
    for start in range(0, len(listed), CHUNK):
        query: Any = select_columns(col(Plan.id), col(Plan.is_urgent), col(Plan.ladder)).where(
            col(Plan.id).in_(listed[start : start + CHUNK]), col(Plan.state) == "active"
        )
        found.update({i: DuePlan(i, urgent, own) for i, urgent, own in session.execute(query)})
    return found


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
    """Return how many letters to agencies have carried reminders of each obligation of a plan."""
    rows = session.exec(
        select(Reminder.obligation_id, func.count(col(Message.on).distinct()))
        .join(Obligation, col(Obligation.id) == col(Reminder.obligation_id))
        .join(Message, col(Message.id) == col(Reminder.message_id))
        .where(Obligation.plan_id == plan_id, col(Message.kind).in_(LETTERS))
        .group_by(col(Reminder.obligation_id))
    ).all()
    return dict(rows)
