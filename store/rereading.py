"""Reading an item's deadline words again when the plan's own facts change at review."""

from dataclasses import asdict

from sqlmodel import Session, select

from models.assignment import LOOKED, Assignment
from models.plan import Plan
from rules.deadline import read_deadline
from rules.workday import WorkCalendar

# Facts of a plan on which the meaning of a deadline phrase depends.
DECIDING = frozenset({"issued_on", "event_on", "before_is_inclusive"})


def reread_deadlines(session: Session, plan: Plan, calendar: WorkCalendar) -> int:
    """Resolve the deadline words of a draft's items anew and return how many days changed.

    What a person has set stays: only deadlines that came from the document's words are read again, and
    none whose event has its own recorded day.
    """
    rows = session.exec(
        select(Assignment).where(Assignment.plan_id == plan.id, Assignment.provenance != "lead")
    ).all()
    changed = 0
    for row in rows:
        if not row.deadline_raw or row.event_on is not None:
            continue
        found = read_deadline(
            row.deadline_raw,
            issued_on=plan.issued_on,
            event_on=plan.event_on,
            calendar=calendar,
            before_is_inclusive=plan.before_is_inclusive,
            whole_is_time=row.provenance == "table",
        )
        is_same = (row.due_on, row.deadline_kind) == (found.due_on, found.kind)
        if is_same and row.due_on is not None:
            # A question about whose day it is, asked at a split or a join, is not answered by this.
            continue
        if not is_same or row.question != found.question:
            row.flags = [f for f in row.flags if f != LOOKED]
        changed += not is_same
        row.due_on, row.deadline_kind, row.question = found.due_on, found.kind, found.question
        row.deadline_rule, row.deadline_law = found.rule, found.law
        row.deadline_literal = found.literal
        if row.provenance in ("item", "event") and found.provenance in ("item", "event"):
            row.provenance = found.provenance
        row.rhythm = asdict(found.rhythm) if found.rhythm else None
        session.add(row)
    return changed
