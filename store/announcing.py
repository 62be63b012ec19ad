"""The journal as a stream: what has been announced outside, and what comes next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Protocol, TypeVar

from sqlalchemy import select as select_columns
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from models.agency import Agency
from models.assignment import Assignment
from models.journal import StatusChange
from models.obligation import Obligation
from models.plan import Plan
from models.running import Marker

# The id of the last journal row that was announced.
CURSOR = "events.journal"
# On PostgreSQL a transaction that ends late brings a smaller id after a larger one; one that was undone
# leaves a hole for ever. A hole is waited for this long.
HOLE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Change:
    """One journal row as it is told outside: no person's name, and none of what people wrote.

    ``source`` is None for an obligation that was just made, and the target itself where the status stayed.
    """

    id: int
    at: datetime
    obligation_id: int
    ref: str
    kind: str
    part: str
    source: str | None
    target: str
    due_on: date | None
    plan_id: int
    plan_label: str
    agency_id: int
    agency_code: str
    agency_name: str
    lead_code: str | None
    lead_name: str | None
    has_report: bool


class Numbered(Protocol):
    """A row of a table to which rows are only ever added."""

    @property
    def id(self) -> int:
        """Return its number, which rises."""

    @property
    def at(self) -> datetime:
        """Return when it was written."""


Row = TypeVar("Row", bound=Numbered)


def cursor(session: Session) -> int | None:
    """Return the id of the last announced row, or None where nothing was ever announced."""
    row = session.get(Marker, CURSOR)
    return None if row is None else int(row.value)


def start_at_the_end(session: Session, *, now: datetime) -> int:
    """Set the cursor to the newest row where there is none yet, and return where it stands."""
    newest = session.exec(select(func.max(StatusChange.id))).one() or 0
    try:
        with session.begin_nested():
            session.add(Marker(name=CURSOR, value=str(newest), at=now))
    except IntegrityError:
        # Another process was first.
        return cursor(session) or 0
    return newest


def move_cursor(session: Session, *, before: int, to: int, now: datetime) -> bool:
    """Move the cursor on, and return False where another process has moved it meanwhile."""
    done = session.connection().execute(
        update(Marker)
        .where(col(Marker.name) == CURSOR, col(Marker.value) == str(before))
        .values(value=str(to), at=now)
    )
    return done.rowcount == 1


def changes_after(session: Session, after: int, *, limit: int) -> list[Change]:
    """Return the next journal rows, the oldest first."""
    lead = aliased(Agency)
    query: Any = (
        select_columns(StatusChange, Obligation, col(Assignment.ref), Plan, Agency, lead)
        .join(Obligation, col(Obligation.id) == col(StatusChange.obligation_id))
        .join(Assignment, col(Assignment.id) == col(Obligation.assignment_id))
        .join(Plan, col(Plan.id) == col(Obligation.plan_id))
        .join(Agency, col(Agency.id) == func.coalesce(StatusChange.agency_id, Obligation.agency_id))
        .outerjoin(lead, col(lead.id) == col(Plan.lead_agency_id))
        .where(col(StatusChange.id) > after)
        .order_by(col(StatusChange.id))
        .limit(limit)
    )
    return [_change(*row) for row in session.exec(query)]


def _change(
    row: StatusChange, obligation: Obligation, ref: str, plan: Plan, agency: Agency, lead: Agency | None
) -> Change:
    return Change(
        id=row.id or 0,
        at=row.at,
        obligation_id=row.obligation_id,
        ref=ref,
        kind=row.kind or obligation.kind,
        part=row.part or obligation.part,
        source=row.from_status,
        target=row.to_status,
        due_on=row.due_on,
        plan_id=plan.id or 0,
        plan_label=plan.label,
        agency_id=agency.id or 0,
        agency_code=agency.code,
        agency_name=agency.name,
        lead_code=lead.code if lead else None,
        lead_name=lead.name if lead else None,
        has_report=row.report_id is not None,
    )


def without_holes(changes: Sequence[Row], *, after: int, now: datetime) -> list[Row]:
    """Return the rows that may be announced now: up to the first hole in the ids that is still young.

    A row behind a hole is held back until ``HOLE`` has passed since it was written, because a transaction
    that began earlier may still fill the hole.
    """
    last = after
    for count, one in enumerate(changes):
        if one.id != last + 1 and now - one.at < HOLE:
            return list(changes[:count])
        last = one.id
    return list(changes)
