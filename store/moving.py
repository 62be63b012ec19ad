"""Writing a move of an obligation: the row, guarded against others, its next look and its journal row."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, update

from models.errors import OutOfDate
from models.obligation import Obligation
from rules.ladder import LadderRules
from rules.status import OPEN, Actor
from rules.workday import WorkCalendar
from store.journal import entry
from store.looking import later_look_at

# From these, a move into an open status puts the work back into the agency's hands.
_OUT_OF_HAND = frozenset({"reported", "refused", "suspended", "done", "withdrawn"})


@dataclass(frozen=True, slots=True)
class Act:
    """Who moves something and when: ``now`` is the UTC instant of ``today``, a civil date in Viet Nam."""

    by: str
    role: Actor
    now: datetime
    today: date
    calendar: WorkCalendar
    ladder: LadderRules


def carry_out(
    session: Session,
    row: Obligation,
    target: str,
    act: Act,
    *,
    why: str = "",
    report_id: int | None = None,
    **facts: Any,
) -> None:
    """Put an obligation into another status, with its days, its next look and its journal row.

    Whether the table allows the move is the caller's to check. ``facts`` are columns that this move sets
    besides. Raises OutOfDate where somebody else has written the row since it was read.
    """
    source = row.status
    _apply(row, source, target, act.today)
    for name, value in facts.items():
        setattr(row, name, value)
    row.next_look_at = later_look_at(row, act.calendar, act.ladder, today=act.today)
    values = {
        "status": row.status,
        "acknowledged_on": row.acknowledged_on,
        "reported_on": row.reported_on,
        "done_on": row.done_on,
        "turned_on": row.turned_on,
        "next_look_at": row.next_look_at,
    }
    compare_and_set(session, row, **(values | facts))
    session.add(
        entry(row, by=act.by, role=act.role, now=act.now, why=why, source=source, report_id=report_id)
    )
    session.flush()


def _apply(row: Obligation, source: str, target: str, today: date) -> None:
    row.status = target
    if target in ("acknowledged", "in_progress", "reported") and row.acknowledged_on is None:
        row.acknowledged_on = today
    # Reopening is the lead's word, not a report: what the agency reported keeps its day.
    if target in ("in_progress", "reported") and source != "done":
        row.reported_on = today
    # Given again: the agency has to acknowledge anew.
    if target == "assigned":
        row.acknowledged_on = None
    row.done_on = today if target == "done" else None
    # What the agency has to hear of anew; its own word ends it.
    row.turned_on = today if source in _OUT_OF_HAND and target in OPEN else None


def compare_and_set(session: Session, row: Obligation, **values: Any) -> None:
    """Write values to an obligation only where nobody else has written it since it was read.

    Changes made to the row itself are thrown away; raises OutOfDate where somebody was first.
    """
    key, before = row.id, row.revision
    session.expire(row)
    result = session.exec(
        update(Obligation)
        .where(col(Obligation.id) == key, col(Obligation.revision) == before)
        .values(revision=before + 1, **values)
    )
    if result.rowcount != 1:
        raise out_of_date()
    session.refresh(row)


def out_of_date() -> OutOfDate:
    """Return the error for somebody who looked at an older state of the obligation."""
    return OutOfDate("Phần việc này vừa được người khác cập nhật.", hint="Tải lại trang rồi làm lại.")
