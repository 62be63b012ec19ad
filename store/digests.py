"""What digests are made of, beside the obligations: who is reached, what else is open, who was told."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, or_, update
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, func

from models.agency import Agency, Contact
from models.obligation import Obligation
from models.reminder import Message, Reminder
from rules.recipients import Person, Recipients, recipients
from rules.status import OPEN
from store.choices import closed_plans
from store.superseding import never_sent

# SQLite takes some thousand values in one statement; a province has fewer agencies than this.
_CHUNK = 500


def recipients_of(session: Session, agency_ids: Iterable[int], *, on: date) -> dict[int, Recipients]:
    """Return who of each agency is written to on a day; agencies that nobody reaches are left out."""
    people: dict[int, list[Person]] = defaultdict(list)
    for part in _chunks(agency_ids):
        query: Any = (
            select_columns(
                col(Contact.agency_id),
                col(Contact.id),
                col(Contact.role),
                col(Contact.is_active),
                col(Contact.away_from),
                col(Contact.away_to),
                col(Contact.substitute_id),
            )
            .where(col(Contact.agency_id).in_(part), col(Contact.is_active).is_(True))
            .order_by(col(Contact.id))
        )
        for agency_id, *facts in session.execute(query):
            people[agency_id].append(Person(*facts))
    return {agency: recipients(some, on=on) for agency, some in people.items()}


@dataclass(frozen=True, slots=True)
class Body:
    """An agency as a letter addresses it; ``is_ordered`` False: it is asked."""

    name: str
    is_ordered: bool


def bodies(session: Session, agency_ids: Iterable[int]) -> dict[int, Body]:
    """Return how letters address these agencies."""
    found: dict[int, Body] = {}
    for part in _chunks(agency_ids):
        query: Any = select_columns(col(Agency.id), col(Agency.name), col(Agency.is_ordered))
        rows = session.execute(query.where(col(Agency.id).in_(part)))
        found.update({key: Body(name, is_ordered) for key, name, is_ordered in rows})
    return found


def open_counts(session: Session, agency_ids: Iterable[int], *, today: date) -> dict[int, tuple[int, int]]:
    """Return per agency how many obligations are open in active plans, and how many of them are late."""
    closed = closed_plans(session)
    found: dict[int, tuple[int, int]] = {}
    for part in _chunks(agency_ids):
        # Answered from the index on agency and status alone; what is over is taken off again.
        found.update(_open_counts(session, part, today, []))
        if closed:
            over = _open_counts(session, part, today, [col(Obligation.plan_id).in_(closed)])
            found.update({k: (found[k][0] - n, found[k][1] - late) for k, (n, late) in over.items()})
    return found


def _open_counts(
    session: Session, agency_ids: list[int], today: date, narrow: list[ColumnElement[bool]]
) -> dict[int, tuple[int, int]]:
    """Return both counts, each by itself: what is late is a small part of the index, and is not searched."""
    query: Any = (
        select_columns(col(Obligation.agency_id), func.count())
        .where(col(Obligation.agency_id).in_(agency_ids), col(Obligation.status).in_(sorted(OPEN)), *narrow)
        .group_by(col(Obligation.agency_id))
    )
    late = {agency: int(n) for agency, n in session.execute(query.where(col(Obligation.due_on) < today))}
    return {agency: (int(n), late.get(agency, 0)) for agency, n in session.execute(query)}


@dataclass(frozen=True, slots=True)
class Told:
    """A message of a day that a contact has already; ``is_urgent`` as the message is."""

    contact_id: int
    kind: str
    is_urgent: bool


def told_on(session: Session, contact_ids: Collection[int], *, day: date) -> set[Told]:
    """Return the messages of that day which these contacts have."""
    query: Any = select_columns(col(Message.contact_id), col(Message.kind), col(Message.is_urgent)).where(
        col(Message.on) == day, col(Message.contact_id).in_(contact_ids)
    )
    return {Told(*row) for row in session.execute(query)}


def attach_reminders(session: Session, reminder_ids: Iterable[int], *, message_id: int) -> None:
    """Mark these reminders as carried by that message, where no other has carried them to anybody."""
    day = select_columns(col(Message.on)).where(col(Message.id) == message_id).scalar_subquery()
    stranded = select_columns(col(Message.id)).where(never_sent(day))
    for part in _chunks(reminder_ids):
        session.connection().execute(
            update(Reminder)
            .where(
                col(Reminder.id).in_(part),
                or_(col(Reminder.message_id).is_(None), col(Reminder.message_id).in_(stranded)),
            )
            .values(message_id=message_id)
        )


def _chunks(ids: Iterable[int]) -> Iterable[list[int]]:
    whole = sorted(ids)
    for start in range(0, len(whole), _CHUNK):
        yield whole[start : start + _CHUNK]
