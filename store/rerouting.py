"""Which channels a message has left, and which of them refused it: told in the audit log, read from there."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, insert
from sqlalchemy import select as select_columns
from sqlmodel import col

from models.journal import AuditEvent

# What the log calls a message that goes on by another channel, and one that a person sends again.
MOVED, RESENT = "message.moved", "message.resent"


def note_move(
    connection: Connection, message_id: int, *, from_rank: int, to_rank: int, is_refusal: bool, now: datetime
) -> None:
    """Tell that a message left a channel for another, and whether the channel had refused it."""
    detail = {"message": message_id, "from_rank": from_rank, "to_rank": to_rank, "is_refusal": is_refusal}
    event = {"at": now, "actor": "system", "what": MOVED, "plan_id": None, "detail": detail}
    connection.execute(insert(AuditEvent), [event])


@dataclass(frozen=True, slots=True)
class ChannelMove:
    """One change of channel: when (UTC), from which to which, and whether the first had refused."""

    at: datetime
    from_rank: int
    to_rank: int
    is_refusal: bool


def channel_moves(connection: Connection, message_id: int) -> list[ChannelMove]:
    """Return every change of channel of a message, the earliest first."""
    found = (
        select_columns(col(AuditEvent.at), col(AuditEvent.detail))
        .where(col(AuditEvent.what) == MOVED, _is_of(message_id))
        .order_by(col(AuditEvent.id))
    )
    rows: list[tuple[datetime, dict[str, Any]]] = [(at, told) for at, told in connection.execute(found)]
    return [
        ChannelMove(at, int(told["from_rank"]), int(told["to_rank"]), bool(told["is_refusal"]))
        for at, told in rows
    ]


def refused_ranks(connection: Connection, message_id: int) -> set[int]:
    """Return the channels that refused a message for good since a person last sent it again."""
    resent = select_columns(func.max(col(AuditEvent.id))).where(
        col(AuditEvent.what) == RESENT, _is_of(message_id)
    )
    since = connection.execute(resent).scalar() or 0
    found = select_columns(col(AuditEvent.detail)).where(
        col(AuditEvent.what) == MOVED, _is_of(message_id), col(AuditEvent.id) > since
    )
    moves: list[dict[str, Any]] = list(connection.execute(found).scalars())
    return {int(move["from_rank"]) for move in moves if move.get("is_refusal")}


def _is_of(message_id: int) -> ColumnElement[bool]:
    is_of: ColumnElement[bool] = col(AuditEvent.detail)["message"].as_integer() == message_id
    return is_of
