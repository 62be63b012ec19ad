"""Trial messages: written like every message, so that what is tried is the way that all of them go."""

import secrets
from datetime import date, datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, func, select

from models.agency import Contact
from models.errors import Refused
from models.reminder import Message
from rules.wording_trial import check_pause
from store.audit import note

KIND = "test"


def queue_trial(
    session: Session,
    contact: Contact,
    *,
    subject: str,
    text: str,
    html: str,
    on: date,
    domain: str,
    by: str,
    now: datetime,
    not_before_at: datetime,
    channel_rank: int = 0,
) -> Message:
    """Write a trial message to a contact, by one of its channels, and return it.

    Raises Refused for a contact who is not written to, and where another trial is less than a minute old:
    the minute stands in the recipient, so that of two at once the database takes one.
    """
    if not contact.is_active:
        raise Refused("Người này đã ngừng nhận thư.", hint="Bấm “Gửi thư trở lại” trước.")
    newest = select(func.max(Message.created_at)).where(
        Message.kind == KIND, Message.contact_id == contact.id
    )
    check_pause(session.exec(newest).one(), now)
    row = Message(
        kind=KIND,
        recipient=f"contact:{contact.id}/{now:%H:%M}",
        agency_id=contact.agency_id,
        contact_id=contact.id,
        on=on,
        subject=subject,
        body_text=text,
        body_html=html,
        reference=f"<{KIND}.{on:%Y%m%d}.{secrets.token_hex(8)}@{domain}>",
        created_at=now,
        not_before_at=not_before_at,
        channel_rank=channel_rank,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as fault:
        raise Refused("Vừa gửi một thư thử tới người này.", hint="Đợi một phút rồi thử lại.") from fault
    note(session, what="contact.tested", by=by, now=now, agency=contact.agency_id, contact=contact.id)
    return row


def latest_trials(session: Session, agency_id: int) -> dict[int, Message]:
    """Return the newest trial message of each contact of an agency that has one."""
    newest = (
        select(func.max(Message.id))
        .where(Message.kind == KIND, Message.agency_id == agency_id)
        .group_by(col(Message.contact_id))
    )
    found = session.exec(select(Message).where(col(Message.id).in_(newest)))
    return {row.contact_id: row for row in found if row.contact_id is not None}
