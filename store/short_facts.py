"""What a short text may say of a message, counted from what the message reminds of."""

from typing import Any

from sqlalchemy import case
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, func

from models.obligation import Obligation
from models.reminder import Message, Reminder
from rules.fitting import ShortFacts, link_in


def short_facts(session: Session, message_id: int, *, base: str) -> ShortFacts:
    """Return how many works a message reminds of, how many are late on its day, the nearest day to come.

    The digests of one day say the same to each contact of an agency, and the reminders belong to one of
    them. ``base`` is the start of the pages' addresses: of these the letter's own first one is taken.
    """
    row = session.get_one(Message, message_id)
    late, due = col(Obligation.due_on) < row.on, col(Obligation.due_on)
    query: Any = (
        select_columns(
            func.count(col(Reminder.obligation_id).distinct()),
            func.count(case((late, col(Reminder.obligation_id))).distinct()),
            func.min(case((due >= row.on, due))),
        )
        .join(Message, col(Message.id) == col(Reminder.message_id))
        .join(Obligation, col(Obligation.id) == col(Reminder.obligation_id))
        .where(col(Message.kind) == row.kind, col(Message.on) == row.on)
        .where(
            col(Message.id) == row.id if row.agency_id is None else col(Message.agency_id) == row.agency_id
        )
    )
    works, late_works, nearest = session.execute(query).one()
    return ShortFacts(
        row.kind,
        works=works,
        late=late_works,
        nearest=nearest,
        is_urgent=row.is_urgent,
        link=link_in(row.body_text, base),
    )
