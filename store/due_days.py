"""The due days that a calendar address gives: an agency's, a plan's, or those of all that a lead follows."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select as select_columns
from sqlmodel import Session, col, func

from models.agency import Agency
from models.assignment import Assignment
from models.feed import CalendarFeed
from models.journal import StatusChange
from models.obligation import Obligation
from models.plan import Plan, plan_label
from models.standing import Standing
from rules.standing import standing
from store.occurrences import period_words

# Due days that lie further back are of no use in a calendar.
BACK = timedelta(days=60)
# Events of one calendar, the earliest first: phones give up on much longer ones.
MOST = 3000


@dataclass(frozen=True, slots=True)
class DatedWork:
    """One obligation with a due day as a calendar tells of it; ``changed_at`` is its last journal row's."""

    obligation_id: int
    occurrence: str
    revision: int
    due_on: date
    first_due_on: date | None
    part: str
    status: str
    standing: Standing
    changed_at: datetime
    plan: str
    ref: str
    text: str
    agency: str
    period: str


@dataclass(frozen=True, slots=True)
class DatedWorks:
    """The works of one calendar, and whether there are more than one calendar takes."""

    rows: tuple[DatedWork, ...]
    is_cut: bool


def dated_works(session: Session, feed: CalendarFeed, *, today: date, limit: int = MOST) -> DatedWorks:
    """Return what is due from sixty days ago on, under active plans, the earliest first.

    An agency's calendar has its shares in others' work too; those of plans and leads have owners' shares
    only, because a coordinator's share ends with the owner's.
    """
    changed = (
        select_columns(func.max(StatusChange.at))
        .where(col(StatusChange.obligation_id) == col(Obligation.id))
        .correlate(Obligation)
        .scalar_subquery()
    )
    query: Any = (
        select_columns(
            col(Obligation.id),
            col(Obligation.occurrence),
            col(Obligation.revision),
            col(Obligation.due_on),
            col(Obligation.first_due_on),
            col(Obligation.part),
            col(Obligation.status),
            col(Obligation.kind),
            col(Obligation.reported_on),
            col(Plan.number),
            col(Plan.title),
            col(Plan.report_periods),
            col(Plan.activated_at),
            col(Plan.created_at),
            col(Assignment.ref),
            col(Assignment.text),
            col(Assignment.rhythm),
            col(Agency.name),
            changed.label("changed_at"),
        )
        .join(Plan, col(Plan.id) == col(Obligation.plan_id))
        .join(Assignment, col(Assignment.id) == col(Obligation.assignment_id))
        .join(Agency, col(Agency.id) == col(Obligation.agency_id))
        .where(col(Plan.state) == "active", col(Obligation.due_on) >= today - BACK, *_of(feed))
        .order_by(col(Obligation.due_on), col(Obligation.id))
        .limit(limit + 1)
    )
    rows = [_work(row, today) for row in session.execute(query)]
    return DatedWorks(tuple(rows[:limit]), len(rows) > limit)


def _of(feed: CalendarFeed) -> list[Any]:
    if feed.scope == "agency":
        return [col(Obligation.agency_id) == feed.agency_id]
    owners = col(Obligation.part) == "owner"
    if feed.scope == "plan":
        return [owners, col(Obligation.plan_id) == feed.plan_id]
    return [owners] if feed.agency_id is None else [owners, col(Plan.lead_agency_id) == feed.agency_id]


def _work(row: Any, today: date) -> DatedWork:
    return DatedWork(
        obligation_id=row.id,
        occurrence=row.occurrence,
        revision=row.revision,
        due_on=row.due_on,
        first_due_on=row.first_due_on,
        part=row.part,
        status=row.status,
        standing=standing(
            kind=row.kind, status=row.status, due_on=row.due_on, reported_on=row.reported_on, today=today
        ),
        # Rows that are older than the journal have none: their plan's beginning stands in.
        changed_at=row.changed_at or row.activated_at or row.created_at,
        plan=plan_label(row.number, row.title),
        ref=row.ref,
        text=row.text,
        agency=row.name,
        period=period_words(row.rhythm, row.report_periods, row.occurrence),
    )
