"""Messages: written before anybody sends them, listed for people, sent again on their word."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Engine, and_, or_, update
from sqlalchemy import select as select_columns
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, func, select

from models.agency import Agency, Contact
from models.errors import NotFound, Refused
from models.reminder import Message, OutboxEntry
from store.audit import note
from store.database import writing


@dataclass(frozen=True, slots=True)
class NewMessage:
    """A message to one contact, to be written by ``queue_message``."""

    kind: str
    contact_id: int
    agency_id: int
    on: date
    # What stands behind the @ of the Message-ID.
    domain: str
    not_before_at: datetime
    # The obligation that it is about, where a contact may get several of that kind on one day.
    obligation_id: int | None = None
    # Goes out on every day and at any hour.
    is_urgent: bool = False
    # The mark of its thread (``rules.threads.thread_of``); "": it stands alone.
    thread: str = ""


@dataclass(frozen=True, slots=True)
class MessageFilters:
    """Which messages to list; None means all."""

    agency_id: int | None = None
    state: str | None = None
    kind: str | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class MessageRow:
    """One message as people see it in the list; ``recipient`` is the contact's name."""

    message_id: int
    kind: str
    recipient: str
    agency_id: int | None
    agency: str
    on: date
    subject: str
    state: str
    attempts: int
    created_at: datetime
    not_before_at: datetime | None
    sent_at: datetime | None
    outcome: str
    bounced_at: datetime | None = None
    # By which of the contact's channels it goes or went, from 0.
    channel_rank: int = 0


def queue_message(session: Session, new: NewMessage, *, now: datetime) -> Message | None:
    """Insert a message without words and return it, or None where that contact has that day's already.

    A message about one obligation is one of its kind per contact, obligation and day.

    The words follow in the same transaction (``put_words``): the report link in them is the message's own.
    """
    row = Message(
        kind=new.kind,
        recipient=_recipient(new),
        agency_id=new.agency_id,
        contact_id=new.contact_id,
        on=new.on,
        subject="",
        body_text="",
        body_html="",
        reference=_reference(new),
        is_urgent=new.is_urgent,
        created_at=now,
        not_before_at=new.not_before_at,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return None
    return row


def _reference(new: NewMessage) -> str:
    """Return a new Message-ID, which nobody can guess and which tells kind, day and thread."""
    thread = f"{new.thread}." if new.thread else ""
    return f"<{new.kind}.{new.on:%Y%m%d}.{thread}{secrets.token_hex(8)}@{new.domain}>"


def _recipient(new: NewMessage) -> str:
    about = "" if new.obligation_id is None else f"/obligation:{new.obligation_id}"
    return f"contact:{new.contact_id}{about}"


def put_words(session: Session, row: Message, *, subject: str, text: str, html: str) -> None:
    """Set what a message says, before anybody can have claimed it."""
    row.subject, row.body_text, row.body_html = subject, text, html
    session.add(row)
    session.flush()


def message_rows(
    session: Session, filters: MessageFilters | None = None, *, limit: int = 100, offset: int = 0
) -> list[MessageRow]:
    """Return messages, the newest day first, one page of them."""
    query: Any = (
        select_columns(Message, col(Contact.name), col(Agency.name))
        .outerjoin(Contact, col(Contact.id) == col(Message.contact_id))
        .outerjoin(Agency, col(Agency.id) == col(Message.agency_id))
        .order_by(col(Message.on).desc(), col(Message.id).desc())
        .limit(limit)
        .offset(offset)
    )
    return [
        MessageRow(
            message_id=row.id,
            kind=row.kind,
            recipient=contact or row.recipient,
            agency_id=row.agency_id,
            agency=agency or "",
            on=row.on,
            subject=row.subject,
            state=row.state,
            attempts=row.attempts,
            created_at=row.created_at,
            not_before_at=row.not_before_at,
            sent_at=row.sent_at,
            outcome=row.outcome,
            channel_rank=row.channel_rank,
            bounced_at=row.bounced_at,
        )
        for row, contact, agency in session.exec(_filtered(query, filters or MessageFilters()))
    ]


def count_messages(session: Session, filters: MessageFilters | None = None) -> dict[str, int]:
    """Return how many messages stand in each state."""
    query: Any = select_columns(col(Message.state), func.count()).group_by(col(Message.state))
    return {state: int(n) for state, n in session.exec(_filtered(query, filters or MessageFilters()))}


def _filtered(query: Any, filters: MessageFilters) -> Any:
    if filters.agency_id is not None:
        query = query.where(Message.agency_id == filters.agency_id)
    if filters.state is not None:
        query = query.where(Message.state == filters.state)
    if filters.kind is not None:
        query = query.where(Message.kind == filters.kind)
    if filters.since is not None:
        query = query.where(col(Message.on) >= filters.since)
    if filters.until is not None:
        query = query.where(col(Message.on) <= filters.until)
    return query


def resend(session: Session, message_id: int, *, by: str, now: datetime, not_before_at: datetime) -> None:
    """Queue a message that was refused or came back again under the same reference.

    Raises NotFound, or Refused for a message in another state.
    """
    row = session.get(Message, message_id)
    if row is None:
        raise NotFound("Không có thư này.", hint="Quay lại danh sách thư.")
    changed = session.connection().execute(
        update(Message)
        .where(
            col(Message.id) == message_id,
            or_(
                col(Message.state) == "refused",
                and_(col(Message.state) == "sent", col(Message.bounced_at).is_not(None)),
            ),
        )
        # From the first channel on: a person has mended something.
        .values(
            state="queued",
            outcome="",
            not_before_at=not_before_at,
            sent_at=None,
            bounced_at=None,
            channel_rank=0,
        )
    )
    session.expire(row)
    if changed.rowcount != 1:
        raise Refused(
            "Chỉ gửi lại được thư đã bị từ chối hoặc bị trả lại.", hint="Thư khác tự gửi khi đến giờ."
        )
    note(session, what="message.resent", by=by, now=now, message=message_id)


def put_in_outbox(
    engine: Engine, *, mailbox: str, reference: str, subject: str, body: str, at: datetime
) -> None:
    """Store a message in a mailbox of the ``outbox://`` channel, in a transaction of its own."""
    with writing(engine) as session:
        session.add(OutboxEntry(mailbox=mailbox, reference=reference, subject=subject, body=body, at=at))


def outbox_entries(session: Session, mailbox: str | None = None, *, limit: int = 500) -> list[OutboxEntry]:
    """Return what the ``outbox://`` channel delivered, the newest first."""
    query = select(OutboxEntry).order_by(col(OutboxEntry.id).desc()).limit(limit)
    if mailbox is not None:
        query = query.where(OutboxEntry.mailbox == mailbox)
    return list(session.exec(query))


def written_on(session: Session, agency_id: int, *, day: date) -> dict[str, int]:
    """Return the messages that an agency has of that day: the first of each kind, by id."""
    query: Any = (
        select_columns(col(Message.kind), func.min(Message.id))
        .where(col(Message.agency_id) == agency_id, col(Message.on) == day)
        .group_by(col(Message.kind))
    )
    return dict(session.execute(query).all())
