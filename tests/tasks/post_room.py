"""A post room for delivery tests: contacts with channels, and messages queued for them."""

from datetime import date, datetime

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from models.agency import Agency, Contact
from models.reminder import Message, OutboxEntry
from store.database import reading, writing
from store.messages import NewMessage, outbox_entries, put_words, queue_message

# A Monday; 09:00 in Viet Nam.
DAY = date(2026, 11, 23)
NINE = datetime.fromisoformat("2026-11-23T02:00:00+00:00")


def queue_for(
    engine: Engine, *channels: str, not_before_at: datetime = NINE, is_urgent: bool = False
) -> list[int]:
    """Queue one message for a new contact with each channel; return the messages' ids."""
    with writing(engine) as session:
        agency = _agency(session)
        return [_queue(session, agency, channel, not_before_at, is_urgent) for channel in channels]


def _agency(session: Session) -> Agency:
    found = session.exec(select(Agency).where(Agency.code == "so-noi-vu")).first()
    if found is None:
        found = Agency(code="so-noi-vu", name="Sở Nội vụ", folded="so noi vu")
        session.add(found)
        session.flush()
    return found


def _queue(session: Session, agency: Agency, channel: str, not_before_at: datetime, is_urgent: bool) -> int:
    contact = Contact(agency_id=agency.id or 0, name="Văn thư", channel=channel)
    session.add(contact)
    session.flush()
    new = NewMessage(
        "agency-digest",
        contact.id or 0,
        agency.id or 0,
        DAY,
        "so-y-te.example.vn",
        not_before_at,
        is_urgent=is_urgent,
    )
    row = queue_message(session, new, now=NINE)
    assert row is not None
    subject = f"[Đôn đốc] Sở Nội vụ: {contact.id} việc quá hạn (23/11/2026)"
    put_words(
        session, row, subject=subject, text=f"Kính gửi\n\nviệc {contact.id}\n", html="<p>Kính gửi</p>\n"
    )
    return row.id or 0


def messages(engine: Engine) -> list[Message]:
    """Return every message in order of writing."""
    with reading(engine) as session:
        return list(session.exec(select(Message).order_by(col(Message.id))))


def delivered(engine: Engine) -> list[OutboxEntry]:
    """Return what went to ``outbox://`` mailboxes."""
    with reading(engine) as session:
        return outbox_entries(session)
