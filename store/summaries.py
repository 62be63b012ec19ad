"""Who takes summaries: letters that a person may decline by a signed link, and take again."""

from collections.abc import Collection
from datetime import datetime

from itsdangerous import BadSignature, URLSafeSerializer
from sqlmodel import Session, col, select

from models.agency import Contact
from models.errors import BadLink
from models.reminder import Message
from store.audit import note

_SALT = "dondoc.summaries"


def decline_token(message_id: int, *, key: str) -> str:
    """Return the signed token by which the reader of a message declines its kind (URL-safe, without end)."""
    return URLSafeSerializer(key, salt=_SALT).dumps(message_id)


def contact_of_token(session: Session, token: str, *, key: str) -> Contact:
    """Return the contact that a token is about; raises BadLink for any other text."""
    try:
        message_id = URLSafeSerializer(key, salt=_SALT).loads(token)
    except (BadSignature, ValueError, TypeError) as fault:
        raise _bad() from fault
    message = session.get(Message, message_id)
    contact = session.get(Contact, message.contact_id) if message is not None else None
    if contact is None:
        raise _bad()
    return contact


def _bad() -> BadLink:
    return BadLink("Đường dẫn này không đúng.", hint="Mở lại từ thư tổng hợp, chú ý chép đủ đường dẫn.")


def set_takes(session: Session, contact: Contact, *, takes: bool, now: datetime) -> None:
    """Write whether a contact takes summaries; saying the same twice changes nothing."""
    if contact.takes_summaries == takes:
        return
    contact.takes_summaries = takes
    session.add(contact)
    what = "contact.summaries-taken" if takes else "contact.summaries-declined"
    note(session, what=what, by="liên kết trong thư", now=now, agency=contact.agency_id, contact=contact.id)


def takers(session: Session, contact_ids: Collection[int]) -> set[int]:
    """Return those of the contacts who take summaries."""
    query = select(Contact.id).where(col(Contact.id).in_(contact_ids), col(Contact.takes_summaries).is_(True))
    return {key for key in session.exec(query) if key is not None}
