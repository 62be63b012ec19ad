"""A digest that could not be sent in time and whose reader has a newer one that says all of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, not_, update
from sqlalchemy import select as select_columns
from sqlalchemy.orm import aliased
from sqlmodel import col

from models.obligation import Obligation
from models.plan import Plan
from models.reminder import Message, Reminder
from rules.escalation import LEVELS
from rules.sending import MERGING, Item, is_covered
from rules.status import OPEN

# A message in one of these states is in its reader's hands or will be.
_REACHING = ("queued", "sending", "sent")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A digest that waits: whose, of which kind and day."""

    message_id: int
    kind: str
    recipient: str
    agency_id: int | None
    on: date


def never_sent(before: Any) -> ColumnElement[bool]:
    """Return the condition on digests of days before that one which were tried and reached nobody.

    What such a digest reminds of is told by the next one, which takes its reminders over; nobody of its
    agency has read it, not by another contact either. One that nobody has tried to send yet is on its way.
    """
    other = aliased(Message)
    reached: Any = select_columns(col(other.id)).where(
        col(other.kind) == col(Message.kind),
        col(other.agency_id) == col(Message.agency_id),
        col(other.on) == col(Message.on),
        col(other.state).in_(["sending", "sent"]),
    )
    return and_(
        col(Message.state) == "queued",
        col(Message.attempts) > 0,
        col(Message.on) < before,
        col(Message.kind).in_(sorted(MERGING)),
        not_(reached.correlate(Message).exists()),
    )


def hand_on(connection: Connection, waiting: Waiting) -> date | None:
    """Hand on what a superfluous digest carries; return the day of the newest that says it, or None.

    A digest is superfluous where all open obligations that it reminds of are in newer digests of the same
    kind for the same reader. Its reminders then belong to those. What has been answered or closed
    meanwhile was told by nobody: its reminders belong to no message. None: it is needed, all stays.
    """
    newer: dict[date, int] = {on: key for key, on in connection.execute(_newer_ones(waiting))}
    if not newer:
        return None
    older = {_item(row) for row in connection.execute(_reminded_of(waiting, [waiting.on], *_STILL_OPEN))}
    # Each item by the message that tells it: the newest, where several do.
    told = {_item(row): newer[row.on] for row in connection.execute(_reminded_of(waiting, list(newer)))}
    if not is_covered(waiting.kind, older, told.keys()):
        return None
    sibling = _sibling(connection, waiting)
    _give(connection, waiting, {item: sibling or told[item] for item in older})
    return max(newer)


def _newer_ones(waiting: Waiting) -> Any:
    query: Any = select_columns(col(Message.id), col(Message.on)).where(
        col(Message.kind) == waiting.kind,
        col(Message.recipient) == waiting.recipient,
        col(Message.on) > waiting.on,
        col(Message.state).in_(_REACHING),
    )
    # Locked, the older first: where another sender sets one of them aside at this moment, that is waited for.
    return query.order_by(col(Message.id)).with_for_update()


def _item(row: Row[Any]) -> Item:
    return row.obligation_id, row.rule if row.rule in LEVELS else ""


_STILL_OPEN = (col(Obligation.status).in_(sorted(OPEN)), col(Plan.state) == "active")


def _reminded_of(waiting: Waiting, days: list[date], *narrow: ColumnElement[bool]) -> Any:
    """Return the query for what that agency's digests of these days remind of, the oldest day first.

    The digests of one day say the same to each contact, and the reminders belong to one of them.
    """
    return (
        select_columns(col(Reminder.obligation_id), col(Reminder.rule), col(Message.on))
        .join(Message, col(Message.id) == col(Reminder.message_id))
        .join(Obligation, col(Obligation.id) == col(Reminder.obligation_id))
        .join(Plan, col(Plan.id) == col(Obligation.plan_id))
        .where(
            col(Message.kind) == waiting.kind,
            col(Message.agency_id) == waiting.agency_id,
            col(Message.on).in_(days),
            *narrow,
        )
        .order_by(col(Message.on))
    )


def _sibling(connection: Connection, waiting: Waiting) -> int | None:
    """Return the same day's digest for another contact of the agency, where that one reaches it."""
    return connection.execute(
        select_columns(col(Message.id))
        .where(
            col(Message.kind) == waiting.kind,
            col(Message.agency_id) == waiting.agency_id,
            col(Message.on) == waiting.on,
            col(Message.id) != waiting.message_id,
            col(Message.state).in_(_REACHING),
        )
        .order_by(col(Message.id))
        .limit(1)
    ).scalar()


def _give(connection: Connection, waiting: Waiting, heirs: Mapping[Item, int]) -> None:
    """Give the reminders that the message carried to the heirs of their items, the others to nobody."""
    mine = col(Reminder.message_id) == waiting.message_id
    carried: Any = select_columns(col(Reminder.id), col(Reminder.obligation_id), col(Reminder.rule))
    for row in connection.execute(carried.where(mine)).all():
        connection.execute(
            update(Reminder).where(col(Reminder.id) == row.id, mine).values(message_id=heirs.get(_item(row)))
        )
