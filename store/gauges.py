"""What monitoring counts in the database: numbers only, by class and state; no body, person or plan is named.

Every query is bounded: by an index and days, by tables that are kept short, or by grouping in SQL.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, case, func
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from models.agency import Contact
from models.connection import WebhookDelivery
from models.inbound import InboundMail
from models.obligation import Obligation
from models.plan import Plan
from models.reminder import Message
from models.running import MorningRun
from rules.civil import day_of
from rules.mornings import missed_days
from rules.status import OPEN
from store.runs import newest_success, tracked_since
from store.tallies import tallies

# The disjoint classes of the roll-up, and the flags within the open ones.
CLASSES = (
    "done_on_time",
    "done_late",
    "open_in_time",
    "open_overdue",
    "no_deadline",
    "ongoing",
    "aside",
)
FLAGS = ("due_soon", "due_today", "reported", "unacknowledged")
# Messages are counted that were written for these last days; mornings are looked for in as many.
MESSAGE_DAYS, MORNING_DAYS = 7, 30


@dataclass(frozen=True, slots=True)
class LastMorning:
    """The morning that ended last: when (UTC), after how many seconds, whether well, and what it sent."""

    finished_at: datetime
    seconds: float
    is_good: bool
    sent: int


@dataclass(frozen=True, slots=True)
class Gauges:
    """The numbers at one instant; ages in seconds, sizes in bytes."""

    # part, class -> obligations under active plans.
    classes: dict[tuple[str, str], int] = field(default_factory=dict)
    flags: dict[tuple[str, str], int] = field(default_factory=dict)
    plans: dict[str, int] = field(default_factory=dict)
    # kind, state -> messages written for the last MESSAGE_DAYS days.
    messages: dict[tuple[str, str], int] = field(default_factory=dict)
    # due, hours (its hour has not come), retry -> messages not yet sent, however old.
    waiting: dict[str, int] = field(default_factory=dict)
    # Since the oldest unsent message was written, and since one could have gone out; nought where none waits.
    oldest_queued: float = 0
    oldest_due: float = 0
    last_morning: LastMorning | None = None
    last_good_at: datetime | None = None
    missed_mornings: int = 0
    is_working_day: bool = False
    unreached_agencies: int = 0
    deliveries: dict[str, int] = field(default_factory=dict)
    inbound_waiting: int = 0
    database_bytes: int = 0


def take_gauges(session: Session, *, now: datetime, is_working: Callable[[date], bool]) -> Gauges:
    """Return the numbers as the database stands at a UTC instant."""
    today = day_of(now)
    owners, coordinators = tallies(session, today=today)
    sums = {"owner": asdict(owners.sum), "coordinator": asdict(coordinators.sum)}
    waiting, oldest_queued, oldest_due = _waiting(session, now)
    good = newest_success(session)
    return Gauges(
        classes={(part, name): counts[name] for part, counts in sums.items() for name in CLASSES},
        flags={(part, name): counts[name] for part, counts in sums.items() for name in FLAGS},
        plans=_by(session, col(Plan.state), col(Plan.state) != "dropped"),
        messages=_messages(session, since=today - timedelta(days=MESSAGE_DAYS - 1)),
        waiting=waiting,
        oldest_queued=oldest_queued,
        oldest_due=oldest_due,
        last_morning=_last_morning(session),
        last_good_at=good.finished_at if good else None,
        missed_mornings=_missed(session, now, is_working),
        is_working_day=is_working(today),
        unreached_agencies=_unreached(session),
        deliveries=_by(session, col(WebhookDelivery.state)),
        inbound_waiting=session.exec(
            select(func.count()).select_from(InboundMail).where(InboundMail.state == "new")
        ).one(),
        database_bytes=_size(session),
    )


def _by(session: Session, state: Any, *where: Any) -> dict[str, int]:
    query: Any = select_columns(state, func.count()).where(*where).group_by(state)
    return {name: int(count) for name, count in session.execute(query)}


def _messages(session: Session, *, since: date) -> dict[tuple[str, str], int]:
    kind, state = col(Message.kind), col(Message.state)
    # A bounce is an outcome of its own: a server took the letter, and then it came back.
    outcome: Any = case((col(Message.bounced_at).is_not(None), "bounced"), else_=state)
    query: Any = select_columns(kind, outcome, func.count()).where(col(Message.on) >= since)
    counted: Counter[tuple[str, str]] = Counter()
    for name, came_of_it, count in session.execute(query.group_by(kind, outcome)):
        counted[name, came_of_it] += int(count)
    return dict(counted)


def _waiting(session: Session, now: datetime) -> tuple[dict[str, int], float, float]:
    """Return how many unsent messages wait for what, and the two ages of the oldest in seconds."""
    not_before = col(Message.not_before_at)
    is_due = not_before.is_(None) | (not_before <= now)
    reason: Any = case((is_due, "due"), (col(Message.attempts) > 0, "retry"), else_="hours")
    # Due since: when it was written, or when its waiting time was over.
    due_at: Any = func.coalesce(not_before, col(Message.created_at))
    query: Any = (
        select_columns(reason, func.count(), func.min(Message.created_at), func.min(due_at))
        .where(col(Message.state).in_(["queued", "sending"]))
        .group_by(reason)
    )
    rows = list(session.execute(query))
    counts = dict.fromkeys(("due", "hours", "retry"), 0) | {why: int(count) for why, count, _, _ in rows}
    written = [(now - first).total_seconds() for _, _, first, _ in rows]
    due = [(now - since).total_seconds() for why, _, _, since in rows if why == "due"]
    return counts, max([0.0, *written]), max([0.0, *due])


def _last_morning(session: Session) -> LastMorning | None:
    query = select(MorningRun).where(col(MorningRun.finished_at).is_not(None))
    run = session.exec(query.order_by(col(MorningRun.id).desc()).limit(1)).first()
    if run is None or run.finished_at is None:
        return None
    return LastMorning(
        run.finished_at, (run.finished_at - run.started_at).total_seconds(), not run.failure, run.sent
    )


def _missed(session: Session, now: datetime, is_working: Callable[[date], bool]) -> int:
    since = tracked_since(session)
    if since is None:
        return 0
    # The morning of the day of the first activation may have been before it.
    first = max(day_of(since) + timedelta(days=1), day_of(now) - timedelta(days=MORNING_DAYS))
    good = and_(col(MorningRun.finished_at).is_not(None), col(MorningRun.failure) == "")
    done = select_columns(col(MorningRun.on)).where(col(MorningRun.on) >= first, good)
    return len(missed_days(set(session.execute(done).scalars()), first=first, now=now, is_working=is_working))


def _unreached(session: Session) -> int:
    """Return how many agencies have open work under active plans and nobody who reads."""
    reached = select(Contact.agency_id).where(col(Contact.is_active))
    query: Any = select_columns(func.count(func.distinct(Obligation.agency_id))).where(
        and_(
            col(Obligation.status).in_(sorted(OPEN)),
            col(Obligation.plan_id).in_(select(Plan.id).where(Plan.state == "active")),
            col(Obligation.agency_id).not_in(reached),
        )
    )
    return int(session.execute(query).scalar_one())


def _size(session: Session) -> int:
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        return int(connection.exec_driver_sql("SELECT pg_database_size(current_database())").scalar_one())
    pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    return int(pages * connection.exec_driver_sql("PRAGMA page_size").scalar_one())
