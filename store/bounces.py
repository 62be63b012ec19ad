"""Messages that came back after a server had taken them: marked, shown, told to the lead."""

from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, func, select

from models.reminder import Message


def mark_bounced(session: Session, message_id: int, *, at: datetime, outcome: str) -> bool:
    """Write that a message came back at that instant, and why; False where that is known already.

    A message that is to be sent again has not come back yet: only what was sent can.
    """
    changed = session.connection().execute(
        update(Message)
        .where(
            col(Message.id) == message_id,
            col(Message.bounced_at).is_(None),
            col(Message.state) == "sent",
        )
        .values(bounced_at=at, outcome=outcome)
    )
    return changed.rowcount == 1


def latest_bounces(session: Session, agency_id: int) -> dict[int, Message]:
    """Return, by contact, the newest message of an agency's contacts where it came back.

    A contact whose newest sent message did not come back is left out: the address works again, or nobody
    knows better yet.
    """
    newest = (
        select(func.max(Message.id))
        .where(Message.agency_id == agency_id, Message.state == "sent")
        .group_by(col(Message.contact_id))
    )
    found = session.exec(
        select(Message).where(col(Message.id).in_(newest), col(Message.bounced_at).is_not(None))
    )
    return {row.contact_id: row for row in found if row.contact_id is not None}
