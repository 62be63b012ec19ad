"""Claiming messages and writing what came of them: one process at a time has one message."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    String,
    Text,
    and_,
    bindparam,
    cast,
    or_,
    type_coerce,
    update,
)
from sqlalchemy import select as select_columns
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from models.agency import Contact
from models.reminder import Message
from rules.fallback import channel_in_use
from rules.quiet import Quiet, quiet_hours
from store.rerouting import note_move
from store.superseding import Waiting, hand_on

# A session, or the bare connection under one: a message passes here in a fraction of the time that a
# session takes to begin.
Books = Session | Connection
# Tells whether a claim (who, since when) is lost, so that another process may take the message.
IsLost = Callable[[str, datetime], bool]


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that this process alone may send now; ``attempt`` counts from 1.

    ``channel`` is None where the contact is gone or switched off; ``rank`` tells which of the contact's
    ``channels`` (their number) it is.
    """

    message_id: int
    reference: str
    subject: str
    text: str
    html: str
    attempt: int
    claimed_by: str
    created_at: datetime
    channel: str | None
    is_urgent: bool
    kind: str = ""
    rank: int = 0
    channels: int = 1
    quiet: Quiet | None = None


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A message that is due, as it was seen: what claiming it compares and what its sending needs."""

    message_id: int
    reference: str
    subject: str
    text: str
    html: str
    attempts: int
    created_at: datetime
    is_urgent: bool
    kind: str
    recipient: str
    agency_id: int | None
    on: date
    has_newer: bool
    first_channel: str | None
    fallbacks: list[str] | None
    # The addresses as they are stored: the same address sealed again is another text.
    sealed: str | None
    sealed_fallbacks: str | None
    channel_rank: int
    quiet_from: str | None
    quiet_to: str | None

    @property
    def rank(self) -> int:
        """Return by which of the contact's channels it goes."""
        return channel_in_use(self.channel_rank, 1 + len(self.fallbacks or ()))

    @property
    def channel(self) -> str | None:
        """Return the address that it goes to; None where the contact is gone or switched off."""
        if self.first_channel is None:
            return None
        channels: list[str] = [self.first_channel, *(self.fallbacks or ())]
        return channels[self.rank]

    @property
    def quiet(self) -> Quiet | None:
        """Return the contact's quiet hours."""
        return quiet_hours(self.quiet_from, self.quiet_to)


def connection_of(books: Books) -> Connection:
    """Return the connection itself."""
    return books if isinstance(books, Connection) else books.connection()


def has_work(session: Session, *, now: datetime, only_urgent: bool = False) -> bool:
    """Return whether a message is due to be sent or stands as being sent.

    ``only_urgent``: of those that wait, only urgent ones count.
    """
    due = and_(col(Message.state) == "queued", _is_due(now), *_urgent(only_urgent))
    # Two questions, not one with "or": each is answered by its index.
    each = (select(Message.id).where(where).exists() for where in (col(Message.state) == "sending", due))
    return bool(session.exec(select(or_(*each))).one())


def count_unsent(session: Session) -> int:
    """Return how many messages wait or are being sent."""
    found = session.exec(
        select(func.count()).select_from(Message).where(col(Message.state).in_(["queued", "sending"]))
    )
    return int(found.one())


def release_lost(session: Session, *, is_lost: IsLost, now: datetime) -> int:
    """Put back the messages whose claimant is gone; return how many. Each keeps its reference."""
    released = 0
    for row in session.exec(select(Message).where(Message.state == "sending")).all():
        if row.claimed_by and row.claimed_at and not is_lost(row.claimed_by, row.claimed_at):
            continue
        put_back = {"state": "queued", "not_before_at": now}
        released += _change(session, row.id or 0, row.claimed_by, row.attempts, put_back)
    return released


def claim_next(session: Books, *, claimant: str, now: datetime, only_urgent: bool = False) -> Claimed | None:
    """Claim the message that has been due longest and return it, or None where none is due.

    A digest that a newer one makes superfluous is set aside on the way (``store.superseding``).
    """
    while found := foresee(session, now=now, only_urgent=only_urgent, limit=1):
        if (claimed := claim(session, found[0], claimant=claimant, now=now)) is not None:
            return claimed
    return None


def foresee(session: Books, *, now: datetime, only_urgent: bool = False, limit: int) -> list[Foreseen]:
    """Return so many of the messages that are due, the one that has been due longest first."""
    statement = _FIRST_URGENT if only_urgent else _FIRST
    rows = connection_of(session).execute(statement, {"now": now, "limit": limit})
    return [Foreseen(*row) for row in rows]


def claim(session: Books, one: Foreseen, *, claimant: str, now: datetime) -> Claimed | None:
    """Claim a message that was seen; None where another sender has it, it changed, or it was set aside.

    The change from queued to sending is compare-and-set, so that of two processes one gets it; the address
    is compared too, so that nobody is written to who was switched off meanwhile.
    """
    connection = connection_of(session)
    given = {"that": one.message_id, "times": one.attempts, "who": claimant, "now": now}
    seen = {"sealed": one.sealed, "others": one.sealed_fallbacks, "place": one.channel_rank}
    if connection.execute(_CLAIM, given | seen).rowcount != 1:
        return None
    claimed = Claimed(
        message_id=one.message_id,
        reference=one.reference,
        subject=one.subject,
        text=one.text,
        html=one.html,
        attempt=one.attempts + 1,
        claimed_by=claimant,
        created_at=one.created_at,
        channel=one.channel,
        is_urgent=one.is_urgent,
        kind=one.kind,
        rank=one.rank,
        channels=1 + len(one.fallbacks or ()),
        quiet=one.quiet,
    )
    if not one.has_newer:
        return claimed
    old = Waiting(one.message_id, one.kind, one.recipient, one.agency_id, one.on)
    if (newer := hand_on(connection, old)) is None:
        return claimed
    outcome = f"Đã gộp vào thư ngày {newer:%d/%m/%Y}."
    # Not one attempt more: none was made.
    _settle(session, claimed, state="superseded", outcome=outcome, attempts=one.attempts)
    return None


def _first(*, only_urgent: bool) -> Any:
    """Return the query for the messages that have been due longest, in the order of ``Foreseen``."""
    other = aliased(Message)
    newer = select_columns(col(other.id)).where(
        col(other.kind) == col(Message.kind),
        col(other.recipient) == col(Message.recipient),
        col(other.on) > col(Message.on),
    )
    return (
        select_columns(
            col(Message.id),
            col(Message.reference),
            col(Message.subject),
            col(Message.body_text),
            col(Message.body_html),
            col(Message.attempts),
            col(Message.created_at),
            col(Message.is_urgent),
            col(Message.kind),
            col(Message.recipient),
            col(Message.agency_id),
            col(Message.on),
            newer.exists(),
            col(Contact.channel),
            col(Contact.fallbacks),
            _SEALED,
            _SEALED_FALLBACKS,
            col(Message.channel_rank),
            col(Contact.quiet_from),
            col(Contact.quiet_to),
        )
        .outerjoin(
            Contact, and_(col(Contact.id) == col(Message.contact_id), col(Contact.is_active).is_(True))
        )
        .where(
            col(Message.state) == "queued",
            or_(col(Message.not_before_at).is_(None), col(Message.not_before_at) <= bindparam("now")),
            *_urgent(only_urgent),
        )
        .order_by(col(Message.not_before_at).nulls_first(), col(Message.id))
        .limit(bindparam("limit", type_=Integer))
        .with_for_update(skip_locked=True, of=Message)
    )


def _urgent(only_urgent: bool) -> list[ColumnElement[bool]]:
    return [col(Message.is_urgent).is_(True)] if only_urgent else []


_SEALED: Any = type_coerce(col(Contact.channel), String)
# As text: PostgreSQL compares no JSON.
_SEALED_FALLBACKS: Any = cast(col(Contact.fallbacks), Text)
# Made once: these are what every message of a morning waits for.
_FIRST, _FIRST_URGENT = (_first(only_urgent=only) for only in (False, True))
_ADDRESS, _OTHERS = (
    select_columns(stored)
    .where(col(Contact.id) == col(Message.contact_id), col(Contact.is_active).is_(True))
    .correlate(Message)
    .scalar_subquery()
    for stored in (_SEALED, _SEALED_FALLBACKS)
)
_CLAIM = (
    update(Message)
    .where(
        col(Message.id) == bindparam("that"),
        col(Message.state) == "queued",
        col(Message.attempts) == bindparam("times"),
        col(Message.channel_rank) == bindparam("place"),
        _ADDRESS.is_not_distinct_from(bindparam("sealed", type_=String)),
        _OTHERS.is_not_distinct_from(bindparam("others", type_=Text)),
    )
    .values(
        state="sending",
        claimed_by=bindparam("who"),
        claimed_at=bindparam("now"),
        attempts=col(Message.attempts) + 1,
    )
)


def record_sent(session: Books, claimed: Claimed, *, now: datetime) -> bool:
    """Write that the channel took the message; return False where the claim had been lost meanwhile."""
    return _settle(session, claimed, state="sent", sent_at=now, outcome="")


def record_refused(session: Books, claimed: Claimed, *, outcome: str) -> bool:
    """Write that this message will never be taken, and why; False where the claim had been lost."""
    return _settle(session, claimed, state="refused", outcome=outcome)


def record_failure(session: Books, claimed: Claimed, *, outcome: str, not_before_at: datetime) -> bool:
    """Put the message back until ``not_before_at`` and write why; False where the claim had been lost."""
    return _settle(session, claimed, state="queued", outcome=outcome, not_before_at=not_before_at)


def postpone(session: Books, one: Foreseen, *, not_before_at: datetime) -> bool:
    """Let a message that was seen wait, without an attempt; False where it changed meanwhile."""
    waits = {"that": one.message_id, "times": one.attempts, "until": not_before_at}
    return connection_of(session).execute(_POSTPONE, waits).rowcount == 1


_POSTPONE = (
    update(Message)
    .where(
        col(Message.id) == bindparam("that"),
        col(Message.state) == "queued",
        col(Message.attempts) == bindparam("times"),
    )
    .values(not_before_at=bindparam("until"))
)


def record_moved(
    session: Books,
    claimed: Claimed,
    *,
    rank: int,
    outcome: str,
    not_before_at: datetime,
    now: datetime,
    is_refusal: bool,
) -> bool:
    """Put the message back to go on by another of its contact's channels; False where the claim was lost.

    Which channel it leaves, and whether that one refused it, is told in the audit log.
    """
    values = {"state": "queued", "channel_rank": rank, "outcome": outcome, "not_before_at": not_before_at}
    if not _settle(session, claimed, **values):
        return False
    note_move(
        connection_of(session),
        claimed.message_id,
        from_rank=claimed.rank,
        to_rank=rank,
        is_refusal=is_refusal,
        now=now,
    )
    return True


def _settle(session: Books, claimed: Claimed, **values: object) -> bool:
    changed = _change(session, claimed.message_id, claimed.claimed_by, claimed.attempt, values)
    return changed == 1


def _change(
    session: Books, message_id: int, claimed_by: str | None, attempts: int, values: Mapping[str, object]
) -> int:
    """End one claim, if it still is that claim; return 1 or 0."""
    given: dict[str, object] = {"that": message_id, "by": claimed_by, "times": attempts}
    given |= {f"new_{name}": value for name, value in values.items()}
    return connection_of(session).execute(_ending(*values), given).rowcount


@lru_cache(maxsize=16)
def _ending(*names: str) -> Any:
    """Return the statement that ends a claim and sets these columns; each is made once."""
    return (
        update(Message)
        .where(
            col(Message.id) == bindparam("that"),
            col(Message.state) == "sending",
            col(Message.claimed_by).is_not_distinct_from(bindparam("by")),
            col(Message.attempts) == bindparam("times"),
        )
        .values(claimed_by=None, claimed_at=None, **{name: bindparam(f"new_{name}") for name in names})
    )


def _is_due(now: datetime) -> ColumnElement[bool]:
    return or_(col(Message.not_before_at).is_(None), col(Message.not_before_at) <= now)
