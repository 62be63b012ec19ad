"""Whose letters are whose: from a letter to our message, its reminders, their obligations and plans.

Everything here follows what ``store.inbound`` told of a letter when it came. A letter whose message is not
known for sure (told by its subject alone, or not at all) is the lead's.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, or_, tuple_
from sqlalchemy import select as select_columns
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from models.agency import AgencySuccessor
from models.inbound import InboundMail
from models.obligation import Obligation
from models.plan import Plan
from models.reminder import Message, Reminder
from rules.incoming.sides import MailSides

# A letter whose message is known and that is no return of it.
_ANSWERS = and_(col(InboundMail.message_id).is_not(None), col(InboundMail.is_bounce).is_(False))


def _broken_down(agency_id: int | None) -> Any:
    """Return a question for the plans by which that agency, or any (None), breaks obligations down."""
    query: Any = select_columns(col(Plan.id)).where(col(Plan.breaks_down_id).is_not(None))
    return query if agency_id is None else query.where(col(Plan.lead_agency_id) == agency_id)


def _shares(agency_id: int | None, fact: Any) -> Any:
    query: Any = select_columns(fact)
    return query.where(col(Obligation.plan_id).in_(_broken_down(agency_id)))


def _from_units(agency_id: int | None = None) -> Any:
    """Return the condition on letters of bodies that have broken-down work, or whose successors have it.

    It looks at few plans and spares looking after the others' letters.
    """
    units = _shares(agency_id, col(Obligation.agency_id))
    before: Any = select_columns(col(AgencySuccessor.agency_id))
    speaker = col(InboundMail.agency_id)
    return or_(speaker.in_(units), speaker.in_(before.where(col(AgencySuccessor.successor_id).in_(units))))


def of_units(agency_id: int) -> Any:
    """Return the condition on letters that answer about the break-downs which this agency leads."""
    shares = _shares(agency_id, col(Obligation.id))
    told: Any = select_columns(col(Message.agency_id), col(Message.on), col(Message.kind))
    told = told.join(Reminder, col(Reminder.message_id) == col(Message.id))
    told = told.where(col(Reminder.obligation_id).in_(shares)).distinct()
    answered = aliased(Message)
    # The letter itself, or the same letter to another contact.
    messages: Any = select_columns(col(answered.id)).where(
        col(answered.id) == col(InboundMail.message_id),
        tuple_(col(answered.agency_id), col(answered.on), col(answered.kind)).in_(told),
    )
    return and_(
        _ANSWERS,
        col(InboundMail.agency_id) != agency_id,
        _from_units(agency_id),
        or_(messages.correlate(InboundMail).exists(), col(InboundMail.obligation_id).in_(shares)),
    )


def units_letters(session: Session, *where: Any) -> list[int]:
    """Return the letters among these that units may have written about broken-down work."""
    query: Any = select_columns(col(InboundMail.id)).where(*where, _ANSWERS, _from_units())
    return list(session.execute(query).scalars())


def sides_of(session: Session, ids: Sequence[int]) -> dict[int, MailSides]:
    """Return whose each of these letters is, by its id, in two questions however many they are."""
    facts = (
        col(InboundMail.id),
        col(InboundMail.agency_id),
        col(Plan.breaks_down_id),
        col(Plan.lead_agency_id),
    )
    spoken: dict[int, set[int | None]] = {}
    for query in (_reminded(facts), _named(facts)) if ids else ():
        asked = query.where(col(InboundMail.id).in_(ids), _ANSWERS, _from_units()).distinct()
        for key, speaker, above, lead in session.execute(asked):
            is_units = None not in (above, lead, speaker) and lead != speaker
            spoken.setdefault(key, set()).add(lead if is_units else None)
    return {key: _sides(spoken.get(key, {None})) for key in ids}


def _sides(leads: set[int | None]) -> MailSides:
    return MailSides(frozenset(one for one in leads if one is not None), is_leads=None in leads)


def _reminded(facts: Sequence[Any]) -> Any:
    """Return a question over what letters' messages, or the same to other contacts, reminded of."""
    answered, other = aliased(Message), aliased(Message)
    same = and_(
        col(other.agency_id) == col(answered.agency_id),
        # The same day; so written, SQLite begins at the agency and not at all that went out that day.
        col(other.on).between(col(answered.on), col(answered.on)),
        col(other.kind) == col(answered.kind),
    )
    query: Any = select_columns(*facts)
    return (
        query.select_from(InboundMail)
        .join(answered, col(answered.id) == col(InboundMail.message_id))
        .join(other, same)
        .join(Reminder, col(Reminder.message_id) == col(other.id))
        .join(Obligation, col(Obligation.id) == col(Reminder.obligation_id))
        .join(Plan, col(Plan.id) == col(Obligation.plan_id))
    )


def _named(facts: Sequence[Any]) -> Any:
    """Return a question over the obligations that letters name themselves."""
    query: Any = select_columns(*facts)
    return (
        query.select_from(InboundMail)
        .join(Obligation, col(Obligation.id) == col(InboundMail.obligation_id))
        .join(Plan, col(Plan.id) == col(Obligation.plan_id))
    )
