"""What a soak's checks are given: read from the database by queries of their own, bounded by what is open."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, not_, text
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, func

from benchmarks.soak_invariants import Made, Moved, Posted, Received, Watched
from config.office import Office
from models.agency import Contact
from models.journal import StatusChange
from models.obligation import Obligation
from models.plan import Plan
from models.reminder import Message, OutboxEntry, Reminder
from rules.ladder import ObligationFacts, escalations_due, rules_of_plan, step_due
from rules.status import OPEN
from store.database import reading
from store.reminders import as_of_instant

_FACTS = (
    col(Obligation.kind),
    col(Obligation.status),
    col(Obligation.due_on),
    col(Obligation.assigned_on),
    col(Obligation.acknowledged_on),
    col(Obligation.reported_on),
    col(Obligation.part),
    col(Obligation.turned_on),
)
_CHUNK = 500
# A leader gets one letter a day: a level of escalation may wait for it this long, over Tết too.
LEVELS_WAIT = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Marks:
    """How far the journal, the ledger, the obligations, the messages and the outbox reach."""

    journal: int
    reminders: int
    obligations: int
    messages: int
    outbox: int


def marks(engine: Engine) -> Marks:
    """Return the highest numbers given out so far."""
    tables: tuple[Any, ...] = (StatusChange, Reminder, Obligation, Message, OutboxEntry)
    with reading(engine) as session:
        return Marks(
            *(session.execute(select_columns(func.max(col(t.id)))).scalar_one() or 0 for t in tables)
        )


def _chunked(keys: Collection[int]) -> Iterator[list[int]]:
    ordered = sorted(keys)
    for start in range(0, len(ordered), _CHUNK):
        yield ordered[start : start + _CHUNK]


def watched(session: Session, office: Office, where: Any) -> dict[int, Watched]:
    """Return obligations of active plans by id, with what each plan is looked at by."""
    query: Any = (
        select_columns(
            col(Obligation.id), col(Obligation.last_looked_on), col(Plan.is_urgent), col(Plan.ladder), *_FACTS
        )
        .join(Plan, col(Plan.id) == col(Obligation.plan_id))
        .where(col(Plan.state) == "active", where)
    )
    found = {}
    for key, looked, urgent, ladder, *facts in session.execute(query):
        own = rules_of_plan(office.calendar, office.ladder, is_urgent=urgent, overrides=ladder)
        found[key] = Watched(ObligationFacts(*facts), looked, own.calendar, own.ladder)
    return found


def due_now(engine: Engine, office: Office, day: date) -> dict[int, Watched]:
    """Return what the morning of that day has to look at: on a day off what is urgent."""
    with reading(engine) as session:
        where = col(Obligation.next_look_at) <= as_of_instant(day)
        if not office.calendar.is_working(day):
            where = where & col(Plan.is_urgent).is_(True)
        return watched(session, office, where)


def born_since(engine: Engine, office: Office, mark: int) -> dict[int, Watched]:
    """Return the obligations made since; nobody had looked at them before."""
    with reading(engine) as session:
        found = watched(session, office, col(Obligation.id) > mark)
    return {key: Watched(w.facts, None, w.calendar, w.ladder) for key, w in found.items()}


def asked(works: dict[int, Watched], day: date) -> list[tuple[int, str, date]]:
    """Return the keys of the reminders that the ladder asks for of these obligations."""
    found: list[tuple[int, str, date]] = []
    for key, work in works.items():
        looked: dict[str, Any] = {"last_looked_on": work.last_looked_on, "today": day}
        step = step_due(work.facts, work.ladder, work.calendar, **looked)
        if step is not None:
            found.append((key, step.rule, step.on))
        for level in escalations_due(work.facts, work.ladder, work.calendar, **looked):
            found.append((key, level, work.facts.due_on or day))
    return found


def reminders_of(engine: Engine, keys: Collection[int]) -> dict[int, list[Made]]:
    """Return the whole ledger of these obligations."""
    found: dict[int, list[Made]] = {key: [] for key in keys}
    with reading(engine) as session:
        for part in _chunked(keys):
            query: Any = select_columns(
                col(Reminder.obligation_id), col(Reminder.rule), col(Reminder.step_on), col(Reminder.number)
            ).where(col(Reminder.obligation_id).in_(part))
            for row in session.execute(query):
                found[row[0]].append(Made(*row))
    return found


def made_since(engine: Engine, mark: int) -> list[Made]:
    """Return the reminders stored since."""
    query: Any = select_columns(
        col(Reminder.obligation_id), col(Reminder.rule), col(Reminder.step_on), col(Reminder.number)
    ).where(col(Reminder.id) > mark)
    with reading(engine) as session:
        return [Made(*row) for row in session.execute(query)]


def uncarried(engine: Engine, office: Office, day: date) -> list[int]:
    """Return the reminders of still open work that no message carries after a morning.

    Levels of escalation may wait: for a working day where they stand in a lead's digest, and for the next
    letter where their reader had one already on that day. On a day off only that day's reminders are looked
    at.
    """
    query: Any = (
        select_columns(col(Reminder.id))
        .join(Obligation, col(Obligation.id) == col(Reminder.obligation_id))
        .where(
            col(Reminder.message_id).is_(None),
            col(Obligation.status).in_(OPEN),
            col(Obligation.agency_id).in_(
                select_columns(col(Contact.agency_id)).where(col(Contact.is_active).is_(True))
            ),
        )
    )
    long_ago = day - LEVELS_WAIT
    is_level = col(Reminder.rule).like("escalate-%")
    query = query.where(not_(is_level) | (col(Reminder.looked_on) < long_ago))
    if not office.calendar.is_working(day):
        query = query.where(col(Reminder.looked_on) == day)
    with reading(engine) as session:
        return list(session.execute(query).scalars())


def open_looks(engine: Engine, office: Office, day: date) -> dict[int, datetime | None]:
    """Return the next look of every open obligation of active plans; on a day off of urgent ones."""
    query: Any = (
        select_columns(col(Obligation.id), col(Obligation.next_look_at))
        .join(Plan, col(Plan.id) == col(Obligation.plan_id))
        .where(col(Plan.state) == "active", col(Obligation.next_look_at).is_not(None))
    )
    if not office.calendar.is_working(day):
        query = query.where(col(Plan.is_urgent).is_(True))
    with reading(engine) as session:
        return dict(session.execute(query).all())


def statuses(engine: Engine, keys: Collection[int]) -> dict[int, str]:
    """Return how these obligations stand."""
    found: dict[int, str] = {}
    with reading(engine) as session:
        for part in _chunked(keys):
            query: Any = select_columns(col(Obligation.id), col(Obligation.status))
            found |= dict(session.execute(query.where(col(Obligation.id).in_(part))).all())
    return found


def statuses_by(engine: Engine, keys: Collection[int], mark: int) -> dict[int, str]:
    """Return how these obligations stood at a mark of the journal, by its rows."""
    found: dict[int, str] = {}
    with reading(engine) as session:
        for part in _chunked(keys):
            last: Any = (
                select_columns(func.max(col(StatusChange.id)))
                .where(col(StatusChange.obligation_id).in_(part), col(StatusChange.id) <= mark)
                .group_by(col(StatusChange.obligation_id))
            )
            query: Any = select_columns(col(StatusChange.obligation_id), col(StatusChange.to_status))
            rows = session.execute(query.where(col(StatusChange.id).in_(last)))
            found |= dict(rows.all())
    return found


def moved_since(engine: Engine, mark: int) -> list[Moved]:
    """Return the journal's rows since, in the order of their writing."""
    query: Any = (
        select_columns(
            col(StatusChange.obligation_id),
            col(StatusChange.from_status),
            col(StatusChange.to_status),
            col(StatusChange.actor_role),
        )
        .where(col(StatusChange.id) > mark)
        .order_by(col(StatusChange.id))
    )
    with reading(engine) as session:
        return [Moved(*row) for row in session.execute(query)]


@dataclass(frozen=True, slots=True)
class Stock:
    """How many obligations there are, distinct shares among them, and such with one birth."""

    stored: int
    keys: int
    births: int


def stock(engine: Engine) -> Stock:
    """Return the counts over the whole database."""
    with reading(engine) as session:

        def one(query: str) -> int:
            return int(session.connection().execute(text(query)).scalar_one())

        return Stock(
            one("SELECT count(*) FROM obligation"),
            one(
                "SELECT count(*) FROM (SELECT DISTINCT assignment_id, agency_id, part, occurrence"
                " FROM obligation) AS shares"
            ),
            one(
                "SELECT count(*) FROM (SELECT obligation_id FROM status_change WHERE from_status IS NULL"
                " GROUP BY obligation_id HAVING count(*) = 1) AS born"
            ),
        )


def first_days(engine: Engine, keys: Collection[int]) -> list[tuple[int, date | None, date | None]]:
    """Return, of these obligations, the first due day that their journal ever named, and the stored one."""
    found: list[tuple[int, date | None, date | None]] = []
    with reading(engine) as session:
        for part in _chunked(keys):
            first: Any = (
                select_columns(col(StatusChange.obligation_id), func.min(col(StatusChange.id)).label("row"))
                .where(col(StatusChange.obligation_id).in_(part), col(StatusChange.first_due_on).is_not(None))
                .group_by(col(StatusChange.obligation_id))
                .subquery()
            )
            query: Any = (
                select_columns(
                    col(Obligation.id), col(StatusChange.first_due_on), col(Obligation.first_due_on)
                )
                .join(first, first.c.obligation_id == col(Obligation.id))
                .join(StatusChange, col(StatusChange.id) == first.c.row)
            )
            found += [(key, told, stored) for key, told, stored in session.execute(query)]
    return found


def posted(engine: Engine, mark: int) -> list[Posted]:
    """Return the messages written since, and all older ones that have no outcome."""
    query: Any = select_columns(
        col(Message.id),
        col(Message.state),
        col(Message.outcome),
        col(Message.not_before_at),
        col(Message.sent_at),
    ).where((col(Message.id) > mark) | col(Message.state).in_(["queued", "sending"]))
    with reading(engine) as session:
        return [Posted(*row) for row in session.execute(query)]


def put_in_outbox_since(engine: Engine, mark: int) -> list[Received]:
    """Return what the outbox took since."""
    query: Any = select_columns(col(OutboxEntry.reference), col(OutboxEntry.mailbox)).where(
        col(OutboxEntry.id) > mark
    )
    with reading(engine) as session:
        return [received(reference, box) for reference, box in session.execute(query)]


def received(reference: str, to: str) -> Received:
    """Return a letter by its Message-ID, which names its kind and day: ``<kind.20261102.…@…>``."""
    kind, on = reference.strip("<>").split(".")[:2]
    return Received(kind, to, date.fromisoformat(on), reference)
