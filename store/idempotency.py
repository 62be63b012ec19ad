"""Writes of other systems done once: what was answered is kept under the caller's own key."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, delete

from models.connection import IdempotentAnswer
from models.errors import Refused
from store.database import reading, writing

# Answers are kept this long: who has not asked again by then does not ask any more.
KEPT = timedelta(days=7)


class KeyUsedOtherwise(Refused):
    """The same key came with another request: HTTP 422."""

    code = "idempotency-key"


@dataclass(frozen=True, slots=True)
class Asked:
    """One write: whose it is, the caller's key for it, and the SHA-256 of method, address and body."""

    token_id: int
    key: str
    request_sha256: str


@dataclass(frozen=True, slots=True)
class Given:
    """What is answered; ``is_repeated`` where it was done earlier and is only answered again."""

    status: int
    body: str
    is_repeated: bool = False


def once(engine: Engine, asked: Asked, work: Callable[[Session], Given], *, now: datetime) -> Given:
    """Do the work and keep its answer, in one transaction; asked again, return the answer kept.

    Work that raises is not kept: the caller may try again under the same key. Raises KeyUsedOtherwise
    where the key was used for another request.
    """
    try:
        with writing(engine) as session:
            kept = session.get(IdempotentAnswer, (asked.token_id, asked.key))
            if kept is not None:
                return _again(kept, asked)
            row = IdempotentAnswer(
                token_id=asked.token_id,
                key=asked.key,
                request_sha256=asked.request_sha256,
                status=0,
                body="",
                at=now,
            )
            session.add(row)
            # Claimed before the work: where two ask at the same time, the second waits here and fails.
            try:
                session.flush()
            except IntegrityError as fault:
                raise _Claimed from fault
            given = work(session)
            row.status, row.body = given.status, given.body
            session.add(row)
            return given
    except _Claimed:
        with reading(engine) as session:
            return _again(session.get_one(IdempotentAnswer, (asked.token_id, asked.key)), asked)


class _Claimed(Exception):
    """Another request has claimed the same key meanwhile."""


def _again(kept: IdempotentAnswer, asked: Asked) -> Given:
    if kept.request_sha256 != asked.request_sha256:
        raise KeyUsedOtherwise(
            "Idempotency-Key này đã dùng cho một yêu cầu khác.", hint="Dùng một khóa mới cho mỗi yêu cầu."
        )
    return Given(kept.status, kept.body, is_repeated=True)


def forget_answers(session: Session, *, now: datetime) -> int:
    """Delete the answers that were given more than ``KEPT`` ago and return how many."""
    gone = session.exec(delete(IdempotentAnswer).where(col(IdempotentAnswer.at) < now - KEPT))
    return int(gone.rowcount)
