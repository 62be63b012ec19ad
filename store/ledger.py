"""The đôn đốc ledger: every reminder of an obligation or a plan, and what became of its message."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select as select_columns
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func

from models.agency import Agency, Contact
from models.assignment import Assignment
from models.obligation import Obligation
from models.reminder import Message, Reminder
from rules.sending import TO_LEADERS

# Ids asked for in one query: databases take only so many.
_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One reminder: its number for the obligation, its rule and day, and the message that carried it.

    ``message_state`` is None while no message has; ``to_agency`` and ``to_role`` tell whom the message went
    to first (the role is the contact's), ``to_name`` the contact's name, which not everybody may see.
    """

    obligation_id: int
    agency: str
    ref: str
    number: int
    rule: str
    step_on: date
    looked_on: date
    message_id: int | None
    message_kind: str | None
    message_state: str | None
    message_on: date | None
    sent_at: datetime | None
    outcome: str | None
    to_agency: str | None
    to_role: str | None
    to_name: str | None
    text: str = ""
    # By which of the reader's channels it goes or went, from 0.
    channel_rank: int | None = None

    @property
    def is_to_leaders(self) -> bool:
        """Return whether a head got it as a letter to leaders, not as the agency's digest."""
        return self.message_kind in TO_LEADERS and self.to_role == "head"


def ledger_rows(
    session: Session,
    *,
    obligation_id: int | None = None,
    plan_id: int | None = None,
    limit: int = 500,
    offset: int = 0,
) -> list[LedgerRow]:
    """Return the reminders of an obligation by number, or those of a plan, the newest first."""
    reader: Any = aliased(Agency)
    query: Any = (
        select_columns(
            col(Reminder.obligation_id),
            col(Agency.name),
            col(Assignment.ref),
            col(Reminder.number),
            col(Reminder.rule),
            col(Reminder.step_on),
            col(Reminder.looked_on),
            col(Reminder.message_id),
            col(Message.kind),
            col(Message.state),
            col(Message.on),
            col(Message.sent_at),
            col(Message.outcome),
            reader.name,
            col(Contact.role),
            col(Contact.name),
            col(Assignment.text),
            col(Message.channel_rank),
        )
        .join(Obligation, col(Obligation.id) == col(Reminder.obligation_id))
        .join(Assignment, col(Assignment.id) == col(Obligation.assignment_id))
        .join(Agency, col(Agency.id) == col(Obligation.agency_id))
        .outerjoin(Message, col(Message.id) == col(Reminder.message_id))
        .outerjoin(reader, reader.id == col(Message.agency_id))
        .outerjoin(Contact, col(Contact.id) == col(Message.contact_id))
        .limit(limit)
        .offset(offset)
    )
    if obligation_id is not None:
        query = query.where(col(Reminder.obligation_id) == obligation_id).order_by(col(Reminder.number))
    if plan_id is not None:
        query = query.where(col(Obligation.plan_id) == plan_id)
        query = query.order_by(col(Reminder.looked_on).desc(), col(Reminder.id).desc())
    return [LedgerRow(*row) for row in session.execute(query)]


def sent_reminders(session: Session, obligation_ids: Sequence[int]) -> dict[int, list[tuple[int, date]]]:
    """Return the reminders whose message went out, by obligation: number and the message's day, by number."""
    found: dict[int, list[tuple[int, date]]] = {}
    for first in range(0, len(obligation_ids), _AT_ONCE):
        query: Any = (
            select_columns(col(Reminder.obligation_id), col(Reminder.number), col(Message.on))
            .join(Message, col(Message.id) == col(Reminder.message_id))
            .where(col(Reminder.obligation_id).in_(obligation_ids[first : first + _AT_ONCE]))
            .where(col(Message.state) == "sent")
            .order_by(col(Reminder.obligation_id), col(Reminder.number))
        )
        for obligation_id, number, on in session.execute(query):
            found.setdefault(obligation_id, []).append((number, on))
    return found


def count_reminders(session: Session, plan_id: int) -> int:
    """Return how many reminders a plan's ledger holds."""
    query: Any = (
        select_columns(func.count())
        .select_from(Reminder)
        .join(Obligation, col(Obligation.id) == col(Reminder.obligation_id))
        .where(col(Obligation.plan_id) == plan_id)
    )
    return int(session.execute(query).scalar_one())
