"""Claiming reminders: what the ladder asks for becomes a row, once."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, func, select

from models.obligation import Obligation
from models.plan import Plan
from models.reminder import Reminder
from rules.ladder import LadderRules, step_due
from rules.status import OPEN
from rules.workday import WorkCalendar
from store.boards import Filters, ObligationRow, obligation_rows
from store.looking import facts_of, later_look_at, look_instant, obligations_to_look_at


@dataclass(frozen=True, slots=True)
class PendingReminder:
    """A claimed reminder that no digest has carried yet, with its obligation.

    ``number`` is the one that the letter tells: it counts the letters about the obligation, whereas the
    ledger's counts what the rules asked for, some of which may have reached nobody.
    """

    reminder: Reminder
    row: ObligationRow
    number: int


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
    until = look_instant(today) + timedelta(hours=16)
    claimed: list[Reminder] = []
    rows = obligations_to_look_at(session, until=until, plan_id=plan_id, agency_id=agency_id)
    numbers = _last_numbers(session, [r.id or 0 for r in rows])
    for row in rows:
        step = step_due(facts_of(row), ladder, calendar, last_looked_on=row.last_looked_on, today=today)
        row.last_looked_on = today
        row.next_look_at = later_look_at(row, calendar, ladder, today=today)
        session.add(row)
        if step is not None:
            number = numbers.get(row.id or 0, 0) + 1
            reminder = Reminder(
                obligation_id=row.id or 0, rule=step.rule, step_on=step.on, looked_on=today, number=number
            )
            if _insert(session, reminder):
                claimed.append(reminder)
    session.flush()
    return claimed


def _insert(session: Session, reminder: Reminder) -> bool:
    """Insert the row, or tell that somebody else already has."""
    try:
        with session.begin_nested():
            session.add(reminder)
    except IntegrityError:
        return False
    return True


def _last_numbers(session: Session, ids: list[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for start in range(0, len(ids), 500):
        part = ids[start : start + 500]
        rows = session.exec(
            select(Reminder.obligation_id, func.max(Reminder.number))
            .where(col(Reminder.obligation_id).in_(part))
            .group_by(col(Reminder.obligation_id))
        )
        found.update(rows.all())
    return found


def uncomposed(session: Session, *, today: date) -> list[PendingReminder]:
    """Return the reminders that no digest has carried, the most pressing obligation first.

    A reminder whose obligation has been reported or closed in the meantime is passed over: nobody is
    reminded of what is already answered.
    """
    reminders = session.exec(
        select(Reminder)
        .join(Obligation, col(Obligation.id) == col(Reminder.obligation_id))
        .join(Plan, col(Plan.id) == col(Obligation.plan_id))
        .where(
            col(Reminder.message_id).is_(None),
            col(Obligation.status).in_(sorted(OPEN)),
            Plan.state == "active",
        )
        .order_by(col(Reminder.id))
    ).all()
    # Of several waiting reminders of one obligation the newest speaks for all.
    newest = {r.obligation_id: r for r in reminders}
    rows: dict[int, ObligationRow] = {}
    ids = list(newest)
    for start in range(0, len(ids), 500):
        filters = Filters(obligation_ids=tuple(ids[start : start + 500]))
        rows.update({r.obligation_id: r for r in obligation_rows(session, today=today, filters=filters)})
    told = _letters(session, ids)
    order = sorted(rows, key=lambda i: _place(rows[i]))
    return [PendingReminder(newest[i], rows[i], told.get(i, 0) + 1) for i in order]


def _letters(session: Session, ids: list[int]) -> dict[int, int]:
    """Return how many letters have carried reminders of each obligation."""
    found: dict[int, int] = {}
    for start in range(0, len(ids), 500):
        rows = session.exec(
            # Reminders that waited together went out in one letter.
            select(Reminder.obligation_id, func.count(col(Reminder.message_id).distinct()))
            .where(col(Reminder.obligation_id).in_(ids[start : start + 500]))
            .group_by(col(Reminder.obligation_id))
        )
        found.update(rows.all())
    return found


def _place(row: ObligationRow) -> tuple[bool, date, int]:
    return (row.due_on is None, row.due_on or date.max, row.obligation_id)


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
