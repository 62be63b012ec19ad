"""Reminders that no message has carried yet: what is to be written next, with all that words need."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import not_
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, func, select

from models.journal import StatusChange
from models.obligation import Obligation
from models.plan import Plan
from models.reminder import Message, Reminder
from rules.escalation import LEVELS, Level
from rules.status import OPEN
from store.boards import Filters, obligation_rows
from store.looking import CHUNK, LETTERS
from store.obligation_rows import ObligationRow
from store.registry import find_name
from store.reminders import Foreseen, chunks
from store.superseding import never_sent


@dataclass(frozen=True, slots=True)
class PendingReminder:
    """What the ladder asked of one obligation and no digest has carried: the newest speaks for all.

    ``letters`` counts the letters to the agency about it so far; ``reason`` is the lead's, where the work
    came back and the agency has not answered yet.
    """

    row: ObligationRow
    rule: str
    reminder_ids: tuple[int, ...]
    letters: int
    is_urgent: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PendingLevel:
    """A level of escalation that no message has carried, and the bodies that it may go to."""

    row: ObligationRow
    level: Level
    reminder_ids: tuple[int, ...]
    letters: int
    is_urgent: bool
    lead_id: int | None
    issuer_id: int | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Everything that waits to be written, the most pressing obligation first."""

    reminders: tuple[PendingReminder, ...]
    levels: tuple[PendingLevel, ...]


@dataclass(frozen=True, slots=True)
class PlanDesks:
    """What composing needs to know of a plan: its urgency and the bodies above the agency."""

    is_urgent: bool
    lead_id: int | None
    issuer_id: int | None


def uncomposed(
    session: Session,
    *,
    today: date,
    is_urgent: bool | None = None,
    foreseen: Sequence[Foreseen] = (),
) -> Waiting:
    """Return the reminders that no message has carried to anybody; they will be read on ``today``.

    ``is_urgent`` keeps those of urgent plans, or those of all others; None means all. ``foreseen`` are
    looked at as if they had been claimed, for a letter that is only shown.
    One whose obligation has been reported or closed in the meantime is passed over: nobody is reminded of
    what is already answered. A level is passed over where the due day has moved since.
    """
    found = _reminders(session, today, is_urgent)
    found += [one for one in foreseen if is_urgent in (None, one.is_urgent)]
    rows = {
        row.obligation_id: row
        for part in chunks({r.obligation_id for r in found}, CHUNK)
        for row in obligation_rows(session, today=today, filters=Filters(obligation_ids=tuple(part)))
    }
    letters, reasons = _letters(session, rows, today), _reasons(session, rows.values())
    steps: dict[int, list[Any]] = {}
    levels: dict[tuple[int, str], list[Any]] = {}
    for one in found:
        if one.rule not in LEVELS:
            steps.setdefault(one.obligation_id, []).append(one)
        elif one.step_on == rows[one.obligation_id].due_on:
            levels.setdefault((one.obligation_id, one.rule), []).append(one)
    desks = plan_desks(session, {rows[key].plan_id for key, _ in levels})
    reminders = [
        PendingReminder(
            rows[key],
            some[-1].rule,
            _ids(some),
            letters.get(key, 0),
            some[-1].is_urgent,
            reasons.get(key, ""),
        )
        for key, some in steps.items()
    ]
    pending = [
        PendingLevel(
            row,
            level,  # type: ignore[arg-type]
            _ids(some),
            letters.get(key, 0),
            desks[row.plan_id].is_urgent,
            desks[row.plan_id].lead_id,
            desks[row.plan_id].issuer_id,
        )
        for (key, level), some in levels.items()
        for row in [rows[key]]
    ]
    return Waiting(
        tuple(sorted(reminders, key=lambda p: _place(p.row))),
        tuple(sorted(pending, key=lambda p: (LEVELS.index(p.level), _place(p.row)))),
    )


def _reminders(session: Session, today: date, is_urgent: bool | None) -> list[Any]:
    """Return the rows that wait, the oldest first, of open obligations of active plans.

    Those that a digest of an earlier day carries wait too, where it could not be sent to anybody.
    """
    query: Any = (
        select_columns(
            col(Reminder.id),
            col(Reminder.obligation_id),
            col(Reminder.rule),
            col(Reminder.step_on),
            col(Plan.is_urgent),
        )
        .join(Obligation, col(Obligation.id) == col(Reminder.obligation_id))
        .join(Plan, col(Plan.id) == col(Obligation.plan_id))
        .where(col(Obligation.status).in_(sorted(OPEN)), col(Plan.state) == "active")
    )
    if is_urgent is not None:
        query = query.where(col(Plan.is_urgent).is_(is_urgent))
    stranded = session.execute(select_columns(col(Message.id)).where(never_sent(today))).scalars().all()
    # Not one query with OR, which would go over every reminder there ever was.
    found = list(session.execute(query.where(col(Reminder.message_id).is_(None))).all())
    for part in chunks(stranded, CHUNK):
        found += session.execute(query.where(col(Reminder.message_id).in_(part))).all()
    return sorted(found, key=lambda row: row.id)


def _ids(rows: Iterable[Any]) -> tuple[int, ...]:
    return tuple(row.id for row in rows if not isinstance(row, Foreseen))


def _place(row: ObligationRow) -> tuple[bool, date, int]:
    return (row.due_on is None, row.due_on or date.max, row.obligation_id)


def _letters(session: Session, ids: Iterable[int], today: date) -> dict[int, int]:
    """Return how many letters to agencies have carried reminders of each obligation.

    Those of earlier days that could not be sent to anybody are none.
    """
    found: dict[int, int] = {}
    for part in chunks(ids, CHUNK):
        rows = session.exec(
            # What went out on one day is one letter, however many desks read of it.
            select(Reminder.obligation_id, func.count(col(Message.on).distinct()))
            .join(Message, col(Message.id) == col(Reminder.message_id))
            .where(
                col(Reminder.obligation_id).in_(part),
                col(Message.kind).in_(LETTERS),
                not_(never_sent(today)),
            )
            .group_by(col(Reminder.obligation_id))
        )
        found.update(rows.all())
    return found


def _reasons(session: Session, rows: Iterable[ObligationRow]) -> dict[int, str]:
    """Return why work came back to its agency, for what the agency has not answered since."""
    found: dict[int, str] = {}
    for part in chunks((r.obligation_id for r in rows if r.turned_on is not None), CHUNK):
        newest = (
            select_columns(func.max(StatusChange.id))
            .where(
                col(StatusChange.obligation_id).in_(part),
                # Requests for time and the like stand in the journal too, and move nothing.
                col(StatusChange.from_status) != col(StatusChange.to_status),
            )
            .group_by(col(StatusChange.obligation_id))
        )
        query: Any = select_columns(col(StatusChange.obligation_id), col(StatusChange.why)).where(
            col(StatusChange.id).in_(newest)
        )
        found.update((key, why) for key, why in session.execute(query).all())
    return found


def plan_desks(session: Session, plan_ids: Collection[int]) -> dict[int, PlanDesks]:
    """Return the urgency, the lead agency and the issuer of plans, by id.

    An issuer that was unknown when the plan was activated is looked up in the registry of today.
    """
    found: dict[int, PlanDesks] = {}
    for part in chunks(plan_ids, CHUNK):
        query: Any = select_columns(
            col(Plan.id),
            col(Plan.is_urgent),
            col(Plan.lead_agency_id),
            col(Plan.issuer_agency_id),
            col(Plan.issuer),
            col(Plan.issued_on),
        ).where(col(Plan.id).in_(part))
        for key, is_urgent, lead_id, issuer_id, issuer, issued_on in session.execute(query):
            if issuer_id is None and issuer:
                issuer_id = find_name(session, issuer, on=issued_on).agency_id
            found[key] = PlanDesks(is_urgent, lead_id, issuer_id)
    return found
