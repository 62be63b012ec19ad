"""What the program remembers of its mornings, and the messages that still wait."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, or_, update
from sqlmodel import Session, col, func, select

from models.plan import Plan
from models.reminder import Message
from models.running import MorningRun
from rules.mornings import MorningFacts


@dataclass(frozen=True, slots=True)
class MorningCounts:
    """What a morning did: reminders claimed, messages written, messages sent by it."""

    claimed: int = 0
    written: int = 0
    sent: int = 0


def begin_run(session: Session, *, on: date, now: datetime) -> int:
    """Store that a morning for that day has begun and return the row's id."""
    row = MorningRun(on=on, started_at=now)
    session.add(row)
    session.flush()
    return row.id or 0


def end_run(session: Session, run_id: int, *, counts: MorningCounts, failure: str, now: datetime) -> None:
    """Store that a morning has ended, what it did and why it failed ("" where it did not)."""
    session.connection().execute(
        update(MorningRun)
        .where(col(MorningRun.id) == run_id)
        .values(
            finished_at=now,
            claimed=counts.claimed,
            written=counts.written,
            sent=counts.sent,
            failure=failure,
        )
    )


def note_run(session: Session, run_id: int, *, counts: MorningCounts, failure: str) -> None:
    """Store what a morning has done so far, whose plans other machines still look at."""
    session.connection().execute(
        update(MorningRun)
        .where(col(MorningRun.id) == run_id)
        .values(claimed=counts.claimed, written=counts.written, sent=counts.sent, failure=failure)
    )


def close_run(session: Session, run_id: int, *, failure: str, now: datetime) -> MorningRun | None:
    """Store the end of a morning that is still open and return it; None where somebody else has.

    ``failure`` is added to what the morning itself noted.
    """
    done = session.connection().execute(
        update(MorningRun)
        .where(col(MorningRun.id) == run_id, col(MorningRun.finished_at).is_(None))
        .values(finished_at=now)
    )
    if done.rowcount != 1:
        return None
    row = session.get_one(MorningRun, run_id, populate_existing=True)
    row.failure = "; ".join(filter(None, (row.failure, failure)))
    return row


def open_runs(session: Session, *, since: datetime) -> list[int]:
    """Return the mornings that have begun since that instant and not ended, the oldest first."""
    query = select(MorningRun.id).where(
        col(MorningRun.finished_at).is_(None), col(MorningRun.started_at) >= since
    )
    return [key for key in session.exec(query.order_by(col(MorningRun.id))) if key is not None]


def newest_run(session: Session) -> MorningRun | None:
    """Return the morning that began last, or None where none ever did."""
    return session.exec(select(MorningRun).order_by(col(MorningRun.id).desc()).limit(1)).first()


def newest_success(session: Session) -> MorningRun | None:
    """Return the morning that ended well last, or None where none ever did."""
    query = select(MorningRun).where(col(MorningRun.finished_at).is_not(None), MorningRun.failure == "")
    return session.exec(query.order_by(col(MorningRun.id).desc()).limit(1)).first()


def morning_facts(run: MorningRun | None) -> MorningFacts | None:
    """Return a stored run as the rules judge it."""
    if run is None:
        return None
    return MorningFacts(run.on, run.started_at, run.finished_at, run.failure, run.sent)


def tracked_since(session: Session) -> datetime | None:
    """Return when the oldest active plan was activated, or None where no plan is tracked."""
    query: Any = select(func.min(Plan.activated_at)).where(Plan.state == "active")
    found: datetime | None = session.exec(query).one()
    return found


def somebody_sends(session: Session, *, since: datetime) -> bool:
    """Return whether any process has begun or ended the sending of a message since that instant."""
    begun = and_(col(Message.state) == "sending", col(Message.claimed_at) >= since)
    query = select(Message.id).where(or_(begun, col(Message.sent_at) >= since)).limit(1)
    return session.exec(query).first() is not None


def overdue_messages(session: Session, *, since: datetime) -> tuple[int, datetime | None]:
    """Return how many unsent messages were due before that instant, and since when the oldest has waited.

    A message whose next attempt lies ahead counts from the day of its writing.
    """
    waits = or_(
        col(Message.not_before_at).is_(None),
        col(Message.not_before_at) < since,
        col(Message.attempts) > 0,
    )
    query: Any = select(func.count(), func.min(Message.created_at)).where(
        col(Message.state).in_(["queued", "sending"]), col(Message.created_at) < since, waits
    )
    count, oldest = session.exec(query).one()
    return int(count), oldest
