"""What digests are made of, beside the obligations: who is reached, what else is open, what failed."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, case, or_, update
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, func, select

from models.agency import Agency, Contact
from models.obligation import Obligation
from models.plan import Plan
from models.reminder import Message, Reminder
from rules.status import OPEN

# SQLite takes some thousand values in one statement; a province has fewer agencies than this.
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class LedPlan:
    """An active plan and the lead agency that is told of it."""

    plan_id: int
    label: str
    title: str
    lead_id: int
    lead_name: str


def contacts_of(session: Session, agency_ids: Iterable[int]) -> dict[int, list[int]]:
    """Return the ids of each agency's active contacts, the first entered first."""
    found: dict[int, list[int]] = defaultdict(list)
    for part in _chunks(agency_ids):
        rows = session.exec(
            select(Contact.agency_id, Contact.id)
            .where(col(Contact.agency_id).in_(part), col(Contact.is_active).is_(True))
            .order_by(col(Contact.id))
        )
        for agency_id, contact_id in rows:
            found[agency_id].append(contact_id or 0)
    return dict(found)


def open_counts(session: Session, agency_ids: Iterable[int], *, today: date) -> dict[int, tuple[int, int]]:
    """Return per agency how many obligations are open in active plans, and how many of them are late."""
    found: dict[int, tuple[int, int]] = {}
    late = func.sum(case((col(Obligation.due_on) < today, 1), else_=0))
    for part in _chunks(agency_ids):
        query: Any = (
            select_columns(col(Obligation.agency_id), func.count(), late)
            .join(Plan, col(Plan.id) == col(Obligation.plan_id))
            .where(
                col(Obligation.agency_id).in_(part),
                col(Obligation.status).in_(sorted(OPEN)),
                col(Plan.state) == "active",
            )
            .group_by(col(Obligation.agency_id))
        )
        found.update({agency: (int(n), int(overdue or 0)) for agency, n, overdue in session.exec(query)})
    return found


def told_on(session: Session, contact_ids: Sequence[int], *, kind: str, day: date) -> bool:
    """Return whether one of these contacts has a message of that kind for that day."""
    query = select(Message.id).where(
        Message.kind == kind, Message.on == day, col(Message.contact_id).in_(contact_ids)
    )
    return session.exec(query.limit(1)).first() is not None


def reminded_on(session: Session, *, plan_id: int, day: date) -> bool:
    """Return whether a digest of that day carries a reminder of that plan, whenever it was claimed."""
    query = (
        select(Reminder.id)
        .join(Message, col(Message.id) == col(Reminder.message_id))
        .join(Obligation, col(Obligation.id) == col(Reminder.obligation_id))
        .where(Obligation.plan_id == plan_id, Message.on == day)
    )
    return session.exec(query.limit(1)).first() is not None


def attach_reminders(session: Session, obligation_ids: Iterable[int], *, message_id: int) -> None:
    """Mark every waiting reminder of these obligations as carried by that message."""
    for part in _chunks(obligation_ids):
        session.connection().execute(
            update(Reminder)
            .where(col(Reminder.obligation_id).in_(part), col(Reminder.message_id).is_(None))
            .values(message_id=message_id)
        )


def led_plans(session: Session) -> list[LedPlan]:
    """Return the active plans whose lead agency is known, by lead and plan."""
    rows = session.exec(
        select(Plan, Agency)
        .join(Agency, col(Agency.id) == col(Plan.lead_agency_id))
        .where(Plan.state == "active")
        .order_by(col(Agency.id), col(Plan.id))
    )
    return [
        LedPlan(plan.id or 0, plan.label, plan.title, agency.id or 0, agency.name) for plan, agency in rows
    ]


def undelivered(session: Session, *, plan_ids: Sequence[int], now: datetime) -> list[tuple[str, str]]:
    """Return agencies of these plans whose newest digest was refused or has failed for a day, and why.

    Each agency once, by name; what is older than 30 days is no news.
    """
    newest = (
        select_columns(func.max(Message.id).label("message_id"))
        .where(col(Message.kind) == "agency-digest", col(Message.created_at) > now - timedelta(days=30))
        .group_by(col(Message.contact_id))
        .subquery()
    )
    stuck = and_(
        col(Message.state) == "queued",
        col(Message.attempts) > 0,
        col(Message.created_at) <= now - timedelta(days=1),
    )
    concerned = select_columns(col(Obligation.agency_id)).where(col(Obligation.plan_id).in_(plan_ids))
    query: Any = (
        select_columns(col(Agency.name), col(Message.outcome))
        .join(newest, newest.c.message_id == col(Message.id))
        .join(Agency, col(Agency.id) == col(Message.agency_id))
        .where(or_(col(Message.state) == "refused", stuck), col(Message.agency_id).in_(concerned))
        .order_by(col(Agency.name), col(Message.id))
    )
    return list({name: (name, outcome) for name, outcome in session.exec(query)}.values())


def _chunks(ids: Iterable[int]) -> Iterable[list[int]]:
    whole = sorted(ids)
    for start in range(0, len(whole), _CHUNK):
        yield whole[start : start + _CHUNK]
