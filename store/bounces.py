"""Messages that came back after a server had taken them: marked, shown, told to the lead."""

from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, func, select

from models.agency import Contact
from models.reminder import Message
from rules.fallback import channel_in_use, channel_words, next_channel
from store.rerouting import note_move, refused_ranks
from store.trials import KIND as TRIAL


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


def pass_on(session: Session, message_id: int, *, now: datetime, why: str) -> str | None:
    """Queue a message whose address refuses for good for its contact's next channel; return the outcome.

    None where there is no other channel that has not refused, for a trial (which shows whether this very
    channel works), and for a message that is not sent: then it has come back (``mark_bounced``). The
    Message-ID stays.
    """
    row = session.get(Message, message_id)
    contact = session.get(Contact, row.contact_id) if row is not None and row.contact_id else None
    if row is None or contact is None or not contact.is_active or row.kind == TRIAL or row.state != "sent":
        return None
    count = 1 + len(contact.fallbacks or ())
    rank = channel_in_use(row.channel_rank, count)
    connection = session.connection()
    refused = refused_ranks(connection, message_id) | {rank}
    found = next_channel(rank, count, refused=refused, is_refusal=True, has_failed_long=False)
    if found is None:
        return None
    outcome = f"{why} Chuyển sang {channel_words(found.rank)}."
    changed = connection.execute(
        update(Message)
        .where(col(Message.id) == message_id, col(Message.state) == "sent")
        .values(state="queued", channel_rank=found.rank, outcome=outcome, not_before_at=now, sent_at=None)
    )
    session.expire(row)
    if changed.rowcount != 1:
        return None
    note_move(connection, message_id, from_rank=rank, to_rank=found.rank, is_refusal=True, now=now)
    return outcome


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
