"""Claiming reminders: what the ladder asks for becomes a row, once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, update
from sqlalchemy import select as select_columns
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, func, select

from models.obligation import Obligation
from models.reminder import Reminder
from rules.ladder import (
    LadderRules,
    ObligationFacts,
    PlanRules,
    escalations_due,
    next_look_on,
    rules_of_plan,
    step_due,
)
from rules.workday import WorkCalendar
from store.looking import CHUNK, DuePlan, due_obligations, look_instant

# The columns of ObligationFacts, in its order.
FACTS: tuple[Any, ...] = (
    Obligation.kind,
    Obligation.status,
    Obligation.due_on,
    Obligation.assigned_on,
    Obligation.acknowledged_on,
    Obligation.reported_on,
    Obligation.part,
    Obligation.turned_on,
)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A reminder that the ladder would ask for but that nobody has claimed: it has no id."""

    obligation_id: int
    rule: str
    step_on: date
    is_urgent: bool


def claim(
    session: Session,
    *,
    today: date,
    calendar: WorkCalendar,
    ladder: LadderRules,
    plan_id: int | None = None,
    agency_id: int | None = None,
) -> list[Reminder]:
    """Look at every obligation that is due to be looked at and store what the ladder asks for.

    Sets ``last_looked_on`` and ``next_look_at``, so that looking again on the same day finds nothing;
    the unique key (obligation, rule, day) holds even when two look at once. Returns the new rows.
    """
    due = due_obligations(session, until=as_of_instant(today), plan_id=plan_id, agency_id=agency_id)
    return [
        reminder
        for part in chunks(due, CHUNK)
        for reminder in claim_some(session, part, due, today=today, calendar=calendar, ladder=ladder)
    ]


def claim_some(
    session: Session,
    ids: Sequence[int],
    plans: Mapping[int, DuePlan],
    *,
    today: date,
    calendar: WorkCalendar,
    ladder: LadderRules,
) -> list[Reminder]:
    """Look at some obligations, whose plans are given by their ids, and store what the ladder asks for.

    One that somebody else has looked at meanwhile is passed over. A level of escalation is kept under the
    due day, not under the day of its step: a changed calendar does not tell leaders twice.
    """
    query: Any = select_columns(col(Obligation.id), col(Obligation.last_looked_on), *FACTS).where(
        col(Obligation.id).in_(ids), col(Obligation.next_look_at) <= as_of_instant(today)
    )
    looks: list[dict[str, object]] = []
    asked: list[tuple[int, str, date]] = []

    rules: dict[int, PlanRules] = {}
    for key, looked, *columns in session.execute(query.order_by(col(Obligation.id)).with_for_update()):
        plan, facts = plans[key], ObligationFacts(*columns)
        if plan.plan_id not in rules:
            rules[plan.plan_id] = rules_of_plan(
                calendar, ladder, is_urgent=plan.is_urgent, overrides=plan.ladder
            )
        own = rules[plan.plan_id]
        asked += [(key, rule, on) for rule, on in _asks(facts, own, looked, today)]
        ahead = next_look_on(facts, own.ladder, own.calendar, today=today)
        looks.append({"key": key, "ahead": look_instant(ahead) if ahead else None})
    if looks:
        _write_looks(session, looks, today)
    return _insert(session, asked, today)


def _asks(
    facts: ObligationFacts, own: PlanRules, looked: date | None, today: date
) -> Iterator[tuple[str, date]]:
    """Yield the rules that ask for a reminder today, each with the day under which it is kept."""
    window: dict[str, Any] = {"last_looked_on": looked, "today": today}
    step = step_due(facts, own.ladder, own.calendar, **window)
    if step is not None:
        yield step.rule, step.on
    if facts.due_on is not None:
        for level in escalations_due(facts, own.ladder, own.calendar, **window):
            yield level, facts.due_on


def foresee(
    session: Session, *, agency_id: int, day: date, calendar: WorkCalendar, ladder: LadderRules
) -> list[Foreseen]:
    """Return what a look at one agency's obligations on that day would ask for; nothing is stored.

    As in the morning, only urgent plans are looked at on a day off.
    """
    due = due_obligations(session, until=as_of_instant(day), agency_id=agency_id)
    due = {key: plan for key, plan in due.items() if plan.is_urgent or calendar.is_working(day)}
    found: list[Foreseen] = []
    for part in chunks(due, CHUNK):
        query: Any = select_columns(col(Obligation.id), col(Obligation.last_looked_on), *FACTS)
        for key, looked, *columns in session.execute(query.where(col(Obligation.id).in_(part))):
            plan = due[key]
            own = rules_of_plan(calendar, ladder, is_urgent=plan.is_urgent, overrides=plan.ladder)
            asks = _asks(ObligationFacts(*columns), own, looked, day)
            found += [Foreseen(key, rule, on, plan.is_urgent) for rule, on in asks]
    return found


def _write_looks(session: Session, looks: list[dict[str, object]], today: date) -> None:
    session.connection().execute(
        update(Obligation)
        .where(col(Obligation.id) == bindparam("key"))
        .values(last_looked_on=today, next_look_at=bindparam("ahead")),
        looks,
    )


def _insert(session: Session, asked: Sequence[tuple[int, str, date]], today: date) -> list[Reminder]:
    """Insert what was asked for, numbered per obligation, but for what stands there already."""
    rows = _numbered(session, asked, today)
    if not rows or _stored(session, rows):
        return rows
    # One of them is there: by another looker, or from before a change of the calendar.
    singly = (_numbered(session, [one], today) for one in asked)
    return [row for rows in singly if _stored(session, rows) for row in rows]


def _numbered(session: Session, asked: Sequence[tuple[int, str, date]], today: date) -> list[Reminder]:
    numbers = _last_numbers(session, [key for key, _, _ in asked])
    rows = []
    for key, rule, on in asked:
        numbers[key] = numbers.get(key, 0) + 1
        rows.append(Reminder(obligation_id=key, rule=rule, step_on=on, looked_on=today, number=numbers[key]))
    return rows


def _stored(session: Session, rows: Sequence[Reminder]) -> bool:
    try:
        with session.begin_nested():
            session.add_all(rows)
    except IntegrityError:
        return False
    return True


def _last_numbers(session: Session, ids: Iterable[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for part in chunks(set(ids), CHUNK):
        rows = session.exec(
            select(Reminder.obligation_id, func.max(Reminder.number))
            .where(col(Reminder.obligation_id).in_(part))
            .group_by(col(Reminder.obligation_id))
        )
        found.update(rows.all())
    return found


def chunks(ids: Iterable[int], size: int) -> Iterator[list[int]]:
    """Yield the ids in order, so many at a time."""
    whole = sorted(ids)
    for start in range(0, len(whole), size):
        yield whole[start : start + size]


def ledger(session: Session, obligation_id: int) -> list[Reminder]:
    """Return every reminder of an obligation in order: the đôn đốc ledger."""
    return list(
        session.exec(
            select(Reminder).where(Reminder.obligation_id == obligation_id).order_by(col(Reminder.number))
        )
    )


def claimed_on(session: Session, *, plan_id: int, day: date) -> dict[int, Reminder]:
    """Return the reminders claimed for a plan on a day, by obligation."""
    rows = session.exec(
        select(Reminder)
        .join(Obligation, col(Obligation.id) == col(Reminder.obligation_id))
        .where(Obligation.plan_id == plan_id, Reminder.looked_on == day)
    ).all()
    return {r.obligation_id: r for r in rows}


def as_of_instant(day: date) -> datetime:
    """Return the last instant at which a look counts as being of that day."""
    return look_instant(day) + timedelta(hours=16)
