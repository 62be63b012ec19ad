"""A refused work, as the lead agency has to be told of it."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from models.agency import Agency
from models.assignment import Assignment
from models.journal import StatusChange
from models.obligation import Obligation
from models.plan import Plan
from rules.civil import day_of


@dataclass(frozen=True, slots=True)
class Refusal:
    """One obligation that waits for the lead agency's decision, and why its agency declines it."""

    obligation_id: int
    plan_label: str
    ref: str
    text: str
    kind: str
    due_on: date | None
    agency_name: str
    lead_id: int
    lead_name: str
    reason: str
    refused_on: date


def open_refusal(session: Session, obligation_id: int) -> Refusal | None:
    """Return the refusal, or None where it is decided, untracked, or no lead agency is known."""
    row = session.get(Obligation, obligation_id)
    if row is None or row.status != "refused":
        return None
    plan = session.get_one(Plan, row.plan_id)
    lead = session.get(Agency, plan.lead_agency_id) if plan.lead_agency_id is not None else None
    if plan.state != "active" or lead is None:
        return None
    item = session.get_one(Assignment, row.assignment_id)
    said = session.exec(
        select(StatusChange)
        .where(
            StatusChange.obligation_id == obligation_id,
            StatusChange.to_status == "refused",
            col(StatusChange.from_status) != "refused",
        )
        .order_by(col(StatusChange.id).desc())
        .limit(1)
    ).one()
    return Refusal(
        obligation_id=obligation_id,
        plan_label=plan.label,
        ref=item.ref,
        text=item.text,
        kind=row.kind,
        due_on=row.due_on,
        agency_name=session.get_one(Agency, row.agency_id).name,
        lead_id=lead.id or 0,
        lead_name=lead.name,
        reason=said.why,
        refused_on=day_of(said.at),
    )
