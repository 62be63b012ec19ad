"""A row of any list of obligations: its columns, and what people need to see beside them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func
from sqlalchemy import select as select_columns
from sqlmodel import col

from models.agency import Agency, AgencyGroup
from models.assignment import Assignment
from models.journal import ProgressReport
from models.obligation import Obligation
from models.plan import Plan, plan_label
from models.standing import Standing
from rules.origins import share_provenance
from rules.standing import standing
from store.occurrences import period_words


@dataclass(frozen=True, slots=True)
class ObligationRow:
    """One obligation with what people need to see beside it, and its standing for a day."""

    obligation_id: int
    revision: int
    plan_id: int
    plan_label: str
    plan_title: str
    plan_state: str
    assignment_id: int
    ref: str
    text: str
    deliverable: str
    agency_id: int
    agency_name: str
    agency_code: str
    is_ordered: bool
    part: str
    group_name: str | None
    kind: str
    status: str
    due_on: date | None
    first_due_on: date | None
    assigned_on: date
    acknowledged_on: date | None
    reported_on: date | None
    done_on: date | None
    turned_on: date | None
    occurrence: str
    provenance: str
    deadline_raw: str | None
    last_report_text: str | None
    last_report_at: datetime | None
    standing: Standing
    # Of a recurring item's occurrence: "kỳ báo cáo tháng 11/2026: 15/10–14/11"; "" where it has none.
    period: str = ""
    # The day of the event from which the due day follows, where it does.
    event_on: date | None = None


# What a row of a list is made of: columns, because whole rows hold long texts that nobody asks for here.
_FACTS: tuple[Any, ...] = (
    Obligation.id,
    Obligation.revision,
    Obligation.plan_id,
    Obligation.assignment_id,
    Obligation.agency_id,
    Obligation.part,
    Obligation.kind,
    Obligation.status,
    Obligation.due_on,
    Obligation.first_due_on,
    Obligation.assigned_on,
    Obligation.acknowledged_on,
    Obligation.reported_on,
    Obligation.done_on,
    Obligation.turned_on,
    Obligation.occurrence,
)
_BESIDE: dict[str, Any] = {
    "plan_number": Plan.number,
    "plan_title": Plan.title,
    "plan_state": Plan.state,
    "plan_event_on": Plan.event_on,
    "report_periods": Plan.report_periods,
    "ref": Assignment.ref,
    "text": Assignment.text,
    "deliverable": Assignment.deliverable,
    "provenance": Assignment.provenance,
    "deadline_raw": Assignment.deadline_raw,
    "item_due_on": Assignment.due_on,
    "item_event_on": Assignment.event_on,
    "rhythm": Assignment.rhythm,
    "agency_name": Agency.name,
    "agency_code": Agency.code,
    "is_ordered": Agency.is_ordered,
    "group_name": AgencyGroup.name,
    "report_text": ProgressReport.text,
    "report_at": ProgressReport.at,
}


def every_row() -> Any:
    """Return the query for an obligation with what people need to see beside it."""
    newest = (
        select_columns(func.max(ProgressReport.id))
        .where(col(ProgressReport.obligation_id) == col(Obligation.id))
        .correlate(Obligation)
        .scalar_subquery()
    )
    return (
        select_columns(*_FACTS, *(column.label(name) for name, column in _BESIDE.items()))
        .select_from(Obligation)
        .join(Assignment, col(Assignment.id) == col(Obligation.assignment_id))
        .join(Agency, col(Agency.id) == col(Obligation.agency_id))
        .join(Plan, col(Plan.id) == col(Obligation.plan_id))
        .outerjoin(AgencyGroup, col(AgencyGroup.id) == col(Obligation.group_id))
        .outerjoin(ProgressReport, col(ProgressReport.id) == newest)
    )


def row_of(one: Any, *, today: date) -> ObligationRow:
    """Return what ``every_row`` has found of one obligation, with its standing on ``today``."""
    has_day, item_has_day = one.due_on is not None, one.item_due_on is not None
    provenance = share_provenance(one.provenance, kind=one.kind, has_day=has_day, item_has_day=item_has_day)
    return ObligationRow(
        obligation_id=one.id,
        revision=one.revision,
        plan_id=one.plan_id,
        plan_label=plan_label(one.plan_number, one.plan_title),
        plan_title=one.plan_title,
        plan_state=one.plan_state,
        assignment_id=one.assignment_id,
        ref=one.ref,
        text=one.text,
        deliverable=one.deliverable,
        agency_id=one.agency_id,
        agency_name=one.agency_name,
        agency_code=one.agency_code,
        is_ordered=one.is_ordered,
        part=one.part,
        group_name=one.group_name,
        kind=one.kind,
        status=one.status,
        due_on=one.due_on,
        first_due_on=one.first_due_on,
        assigned_on=one.assigned_on,
        acknowledged_on=one.acknowledged_on,
        reported_on=one.reported_on,
        done_on=one.done_on,
        turned_on=one.turned_on,
        occurrence=one.occurrence,
        provenance=provenance,
        deadline_raw=one.deadline_raw,
        last_report_text=one.report_text,
        last_report_at=one.report_at,
        standing=standing(
            kind=one.kind, status=one.status, due_on=one.due_on, reported_on=one.reported_on, today=today
        ),
        period=period_words(one.rhythm, one.report_periods, one.occurrence) if one.occurrence else "",
        event_on=(one.item_event_on or one.plan_event_on) if provenance == "event" else None,
    )
