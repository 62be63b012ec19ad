"""Claiming messages and writing what came of them: one process at a time has one message."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, update
from sqlmodel import Session, col, func, select

from models.agency import Contact
from models.reminder import Message

# Tells whether a claim (who, since when) is lost, so that another process may take the message.
IsLost = Callable[[str, datetime], bool]


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that this process alone may send now; ``attempt`` counts from 1.

    ``channel`` is None where the contact is gone or switched off.
    """

    message_id: int
    reference: str
    subject: str
    text: str
    html: str
    attempt: int
    claimed_by: str
    created_at: datetime
    channel: str | None


def has_work(session: Session, *, now: datetime) -> bool:
    """Return whether a message is due to be sent or stands as being sent."""
    due = or_(col(Message.state) == "sending", and_(col(Message.state) == "queued", _is_due(now)))
    return session.exec(select(Message.id).where(due).limit(1)).first() is not None


def count_unsent(session: Session) -> int:
    """Return how many messages wait or are being sent."""
    found = session.exec(
        select(func.count()).select_from(Message).where(col(Message.state).in_(["queued", "sending"]))
    )
    return int(found.one())


def release_lost(session: Session, *, is_lost: IsLost, now: datetime) -> int:
    """Put back the messages whose claimant is gone; return how many. Each keeps its reference."""
    released = 0
    for row in session.exec(select(Message).where(Message.state == "sending")).all():
        if row.claimed_by and row.claimed_at and not is_lost(row.claimed_by, row.claimed_at):
            continue
        released += _change(
            session, row.id or 0, row.claimed_by, row.attempts, state="queued", not_before_at=now
        )
    return released


def claim_next(session: Session, *, claimant: str, now: datetime) -> Claimed | None:
    """Claim the message that has been due longest and return it, or None where none is due.

    The change from queued to sending is compare-and-set, so that of two processes one gets it.
    """
    while True:
        row = session.exec(
            select(Message)
            .where(Message.state == "queued", _is_due(now))
            .order_by(col(Message.not_before_at), col(Message.id))
            .limit(1)
            .with_for_update(skip_locked=True)
        ).first()
        if row is None:
            return None
        won = session.connection().execute(
            update(Message)
            .where(
                col(Message.id) == row.id,
                col(Message.state) == "queued",
                col(Message.attempts) == row.attempts,
            )
            .values(state="sending", claimed_by=claimant, claimed_at=now, attempts=row.attempts + 1)
        )
        session.expire(row)
        if won.rowcount == 1:
            return _claimed(session, row)


def _claimed(session: Session, row: Message) -> Claimed:
    contact = session.get(Contact, row.contact_id) if row.contact_id is not None else None
    return Claimed(
        message_id=row.id or 0,
        reference=row.reference,
        subject=row.subject,
        text=row.body_text,
        html=row.body_html,
        attempt=row.attempts,
        claimed_by=row.claimed_by or "",
        created_at=row.created_at,
        channel=contact.channel if contact is not None and contact.is_active else None,
    )


def record_sent(session: Session, claimed: Claimed, *, now: datetime) -> bool:
    """Write that the channel took the message; return False where the claim had been lost meanwhile."""
    return _settle(session, claimed, state="sent", sent_at=now, outcome="")


def record_refused(session: Session, claimed: Claimed, *, outcome: str) -> bool:
    """Write that this message will never be taken, and why; False where the claim had been lost."""
    return _settle(session, claimed, state="refused", outcome=outcome)


def record_failure(session: Session, claimed: Claimed, *, outcome: str, not_before_at: datetime) -> bool:
    """Put the message back until ``not_before_at`` and write why; False where the claim had been lost."""
    return _settle(session, claimed, state="queued", outcome=outcome, not_before_at=not_before_at)


def _settle(session: Session, claimed: Claimed, **values: object) -> bool:
    changed = _change(session, claimed.message_id, claimed.claimed_by, claimed.attempt, **values)
    return changed == 1


def _change(
    session: Session, message_id: int, claimed_by: str | None, attempts: int, **values: object
) -> int:
    """End one claim, if it still is that claim; return 1 or 0."""
    done = session.connection().execute(
        update(Message)
        .where(
            col(Message.id) == message_id,
            col(Message.state) == "sending",
            col(Message.claimed_by) == claimed_by,
            col(Message.attempts) == attempts,
        )
        .values(claimed_by=None, claimed_at=None, **values)
    )
    return done.rowcount


def _is_due(now: datetime) -> ColumnElement[bool]:
    return or_(col(Message.not_before_at).is_(None), col(Message.not_before_at) <= now)
