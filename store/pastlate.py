"""What was overdue at the end of a past day, by the journal."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select as select_columns
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from models.agency import Agency
from models.assignment import Assignment
from models.journal import StatusChange
from models.obligation import Obligation
from models.plan import Plan, plan_label
from rules.standing import standing
from store.pastdays import closed_by, ends_of_day, fact_then


@dataclass(frozen=True, slots=True)
class LateThen:
    """An owner's obligation that was overdue then, by so many calendar days."""

    plan_label: str
    ref: str
    text: str
    agency_name: str
    due_on: date
    days_late: int


def late_then(session: Session, *, day: date, plan_id: int | None = None) -> list[LateThen]:
    """Return the owners' obligations that were overdue at the end of a civil day.

    Of one plan, or of all that were tracked then; an item changed since stands in its present words.
    """
    ends, last = ends_of_day(day, plan_id), aliased(StatusChange)
    part, due_on, told_on = (fact_then(last, name) for name in ("part", "due_on", "reported_on"))
    kind, status = fact_then(last, "kind"), fact_then(last, "status")
    words = (col(Plan.number), col(Plan.title), col(Assignment.ref), col(Assignment.text), col(Agency.name))
    query: Any = (
        select_columns(kind, status, due_on, told_on, *words)
        .select_from(ends)
        .join(last, col(last.id) == ends.c.last)
        .join(Obligation, col(Obligation.id) == col(last.obligation_id))
        .join(Assignment, col(Assignment.id) == col(Obligation.assignment_id))
        .join(Plan, col(Plan.id) == col(Obligation.plan_id))
        .join(Agency, col(Agency.id) == fact_then(last, "agency"))
        .where(part == "owner", due_on < day)
        .order_by(col(Obligation.id))
    )
    gone = () if plan_id else closed_by(session, day)
    if gone:
        query = query.where(col(Obligation.plan_id).not_in(gone))
    found = []
    for kind_then, status_then, due, told, number, title, ref, text, agency in session.execute(query):
        where = standing(kind=kind_then, status=status_then, due_on=due, reported_on=told, today=day)
        if where.name == "overdue":
            found.append(LateThen(plan_label(number, title), ref, text, agency, due, where.days))
    return found
