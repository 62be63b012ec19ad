"""Letters that came in: stored once, tied to what they answer; nothing of an obligation moves by them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select as select_columns
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from models.assignment import Assignment
from models.inbound import InboundFile, InboundMail
from models.obligation import Obligation
from models.plan import Plan, plan_label
from models.reminder import Message, Reminder
from rules.incoming.answers import ToldItem, answered_subject, day_in_subject
from rules.incoming.mime import IncomingLetter
from rules.status import OPEN
from store.drafts import put_blob
from store.links import agency_of_token
from store.obligations import UploadedFile

# Open obligations of an agency among which a letter's words are looked for.
_MOST_ITEMS = 500


@dataclass(frozen=True, slots=True)
class Answered:
    """What a letter answers: the message where its reference is known for sure, and the agency that speaks.

    An agency without a message was told by the subject alone, which anybody can write.
    """

    message_id: int | None = None
    agency_id: int | None = None


@dataclass(frozen=True, slots=True)
class NewLetter:
    """A letter to be stored by ``keep_letter``; ``decided_by`` says who set it aside, where somebody did."""

    reference: str
    answered: Answered
    subject: str
    text: str
    received_at: datetime
    obligation_id: int | None = None
    is_bounce: bool = False
    files: tuple[UploadedFile, ...] = ()
    decided_by: str = ""


def is_known(session: Session, reference: str) -> bool:
    """Return whether a letter of that reference has been stored."""
    return session.exec(select(InboundMail.id).where(InboundMail.reference == reference)).first() is not None


def keep_letter(session: Session, new: NewLetter, *, now: datetime) -> int | None:
    """Store a letter with its files and return its id, or None where it is there already."""
    row = InboundMail(
        reference=new.reference,
        message_id=new.answered.message_id,
        agency_id=new.answered.agency_id,
        obligation_id=new.obligation_id,
        is_bounce=new.is_bounce,
        subject=new.subject,
        text=new.text,
        received_at=new.received_at,
        state="left" if new.decided_by else "new",
        decided_at=now if new.decided_by else None,
        decided_by=new.decided_by,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        # Another reader was first; anything else that the database holds against it must be heard.
        if is_known(session, new.reference):
            return None
        raise
    for file in new.files:
        session.add(
            InboundFile(
                mail_id=row.id or 0,
                sha256=put_blob(session, file.content, file.media_type),
                filename=file.filename,
                media_type=file.media_type,
                size=len(file.content),
            )
        )
    session.flush()
    return row.id


def find_answered(session: Session, letter: IncomingLetter, *, domain: str, key: str) -> Answered:
    """Return what a letter answers.

    In this order: the Message-IDs that it refers to, the mark behind the plus in the address that it was
    sent to, a report link of ours in its words (signed, however old), and at last its subject.
    """
    references = [*letter.answers, *(f"<{token}@{domain}>" for token in letter.tokens)]
    if letter.bounce is not None:
        references = [*letter.bounce.references, *references]
    if (found := _by_reference(session, references)) is not None:
        return Answered(found.id, found.agency_id)
    for token in letter.links:
        if (link := agency_of_token(session, token, key=key)) is not None:
            return Answered(link.message_id, link.agency_id)
    return Answered(agency_id=_by_subject(session, letter.subject))


def _by_reference(session: Session, references: Sequence[str]) -> Message | None:
    """Return the message of the first reference that is one of ours."""
    wanted = [one for one in references if len(one) <= 200][:100]
    rows = session.exec(select(Message).where(col(Message.reference).in_(wanted))).all() if wanted else []
    known = {row.reference: row for row in rows}
    return next((known[one] for one in wanted if one in known), None)


def _by_subject(session: Session, subject: str) -> int | None:
    """Return the agency of the messages of that subject and of the day that it names, where it is one."""
    plain, day = answered_subject(subject), day_in_subject(subject)
    if day is None:
        return None
    query: Any = (
        select_columns(col(Message.agency_id))
        .where(col(Message.on) == day, col(Message.subject) == plain, col(Message.agency_id).is_not(None))
        .distinct()
    )
    found = session.execute(query.limit(2)).scalars().all()
    return found[0] if len(found) == 1 else None


def told_items(session: Session, message_id: int) -> list[ToldItem]:
    """Return the obligations that a message, or the same letter to another contact, reminded of."""
    other = aliased(Message)
    siblings: Any = select_columns(col(Message.id)).join(
        other,
        (col(other.agency_id) == col(Message.agency_id))
        & (col(other.on) == col(Message.on))
        & (col(other.kind) == col(Message.kind)),
    )
    told = select_columns(col(Reminder.obligation_id)).where(
        col(Reminder.message_id).in_(siblings.where(col(other.id) == message_id))
    )
    return _items(session, col(Obligation.id).in_(told))


def open_items(session: Session, agency_id: int) -> list[ToldItem]:
    """Return the open obligations of an agency under active plans, the earliest due first."""
    return _items(
        session, (col(Obligation.agency_id) == agency_id) & col(Obligation.status).in_(sorted(OPEN))
    )


def _items(session: Session, where: Any) -> list[ToldItem]:
    query: Any = (
        select_columns(col(Obligation.id), col(Assignment.ref), col(Plan.number), col(Plan.title))
        .join(Assignment, col(Assignment.id) == col(Obligation.assignment_id))
        .join(Plan, col(Plan.id) == col(Obligation.plan_id))
        .where(where, col(Plan.state) == "active")
        .order_by(col(Obligation.due_on).is_(None), col(Obligation.due_on), col(Obligation.id))
        .limit(_MOST_ITEMS)
    )
    return [
        ToldItem(key, ref, plan_label(number, title)) for key, ref, number, title in session.execute(query)
    ]
