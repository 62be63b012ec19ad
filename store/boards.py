"""What pages, digests, the command line and the roll-up artifact read: one source for all of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select as select_columns
from sqlmodel import Session, col, func, select

from models.agency import Agency, AgencyGroup
from models.assignment import Assignment
from models.extension import Extension
from models.journal import ProgressReport
from models.obligation import Obligation
from models.plan import Plan
from models.standing import RollupCounts, Standing
from rules.rollup import CountedObligation, Rollup, count
from rules.standing import standing


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
    occurrence: str
    provenance: str
    deadline_raw: str | None
    last_report_text: str | None
    last_report_at: datetime | None
    standing: Standing


@dataclass(frozen=True, slots=True)
class Filters:
    """Which obligations to list; None means all.

    ``asks_for_time`` keeps those of active plans whose request for more time waits for a decision.
    """

    plan_id: int | None = None
    agency_id: int | None = None
    obligation_ids: tuple[int, ...] | None = None
    standings: frozenset[str] | None = None
    statuses: frozenset[str] | None = None
    asks_for_time: bool = False


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One plan with its counts."""

    plan: Plan
    items: int
    counts: RollupCounts
    next_due_on: date | None


# The most pressing first.
_ORDER = {
    name: place
    for place, name in enumerate(
        ("overdue", "due_today", "due_soon", "upcoming", "no_deadline", "awaiting_event", "ongoing")
    )
}


def obligation_rows(session: Session, *, today: date, filters: Filters | None = None) -> list[ObligationRow]:
    """Return obligations of activated plans: the most overdue first, then by due day, undated last."""
    filters = filters or Filters()
    newest = (
        select(ProgressReport.obligation_id, func.max(ProgressReport.id).label("report_id"))
        .group_by(col(ProgressReport.obligation_id))
        .subquery()
    )
    # SQLModel types a selection of up to four things; this one has six.
    query: Any = (
        select_columns(Obligation, Assignment, Agency, Plan, col(AgencyGroup.name), ProgressReport)
        .join(Assignment, col(Assignment.id) == col(Obligation.assignment_id))
        .join(Agency, col(Agency.id) == col(Obligation.agency_id))
        .join(Plan, col(Plan.id) == col(Obligation.plan_id))
        .outerjoin(AgencyGroup, col(AgencyGroup.id) == col(Obligation.group_id))
        .outerjoin(newest, newest.c.obligation_id == col(Obligation.id))
        .outerjoin(ProgressReport, col(ProgressReport.id) == newest.c.report_id)
    )
    if filters.plan_id is not None:
        query = query.where(Obligation.plan_id == filters.plan_id)
    if filters.agency_id is not None:
        query = query.where(Obligation.agency_id == filters.agency_id)
    if filters.obligation_ids is not None:
        query = query.where(col(Obligation.id).in_(filters.obligation_ids))
    if filters.statuses is not None:
        query = query.where(col(Obligation.status).in_(filters.statuses))
    if filters.asks_for_time:
        asked = select(Extension.obligation_id).where(Extension.state == "asked")
        query = query.where(col(Obligation.id).in_(asked), Plan.state == "active")
    rows = [_row(*found, today=today) for found in session.exec(query)]
    if filters.standings is not None:
        rows = [r for r in rows if r.standing.name in filters.standings]
    return sorted(rows, key=urgency)


def urgency(row: ObligationRow) -> tuple[int, int, date, str, int]:
    """Return the sort key that puts the most pressing obligation first."""
    late = -row.standing.days if row.standing.name == "overdue" else 0
    return (
        _ORDER.get(row.standing.name, 9),
        late,
        row.due_on or date.max,
        row.plan_label,
        row.obligation_id,
    )


def _row(
    one: Obligation,
    item: Assignment,
    agency: Agency,
    plan: Plan,
    group: str | None,
    report: ProgressReport | None,
    *,
    today: date,
) -> ObligationRow:
    return ObligationRow(
        obligation_id=one.id or 0,
        revision=one.revision,
        plan_id=one.plan_id,
        plan_label=plan.label,
        plan_title=plan.title,
        plan_state=plan.state,
        assignment_id=one.assignment_id,
        ref=item.ref,
        text=item.text,
        deliverable=item.deliverable,
        agency_id=one.agency_id,
        agency_name=agency.name,
        agency_code=agency.code,
        is_ordered=agency.is_ordered,
        part=one.part,
        group_name=group,
        kind=one.kind,
        status=one.status,
        due_on=one.due_on,
        first_due_on=one.first_due_on,
        assigned_on=one.assigned_on,
        acknowledged_on=one.acknowledged_on,
        reported_on=one.reported_on,
        done_on=one.done_on,
        occurrence=one.occurrence,
        provenance=item.provenance,
        deadline_raw=item.deadline_raw,
        last_report_text=report.text if report else None,
        last_report_at=report.at if report else None,
        standing=standing(
            kind=one.kind, status=one.status, due_on=one.due_on, reported_on=one.reported_on, today=today
        ),
    )


def rollup_by_agency(
    session: Session, *, today: date, plan_id: int | None = None, agency_id: int | None = None
) -> Rollup:
    """Return the counts per agency name, over all activated plans or one: the one count of the program."""
    return _rollup(session, today=today, plan_id=plan_id, agency_id=agency_id, by_plan=False)


def rollup_by_plan(session: Session, *, today: date) -> Rollup:
    """Return the counts per plan id (as text), over all activated plans."""
    return _rollup(session, today=today, plan_id=None, agency_id=None, by_plan=True)


def _rollup(
    session: Session, *, today: date, plan_id: int | None, agency_id: int | None, by_plan: bool
) -> Rollup:
    query: Any = select_columns(
        col(Obligation.plan_id),
        col(Agency.name),
        col(Obligation.kind),
        col(Obligation.status),
        col(Obligation.due_on),
        col(Obligation.first_due_on),
        col(Obligation.reported_on),
    ).join(Agency, col(Agency.id) == col(Obligation.agency_id))
    query = query.where(Obligation.part == "owner")
    if plan_id is not None:
        query = query.where(Obligation.plan_id == plan_id)
    if agency_id is not None:
        query = query.where(Obligation.agency_id == agency_id)
    return count(
        (
            CountedObligation(str(plan) if by_plan else name, kind, status, due_on, first_due_on, reported_on)
            for plan, name, kind, status, due_on, first_due_on, reported_on in session.exec(query)
        ),
        today=today,
    )


def asking_count(session: Session, *, plan_id: int | None = None, agency_id: int | None = None) -> int:
    """Return how many requests for more time wait for a decision, under active plans."""
    query = (
        select(func.count())
        .select_from(Extension)
        .join(Obligation, col(Obligation.id) == col(Extension.obligation_id))
        .join(Plan, col(Plan.id) == col(Obligation.plan_id))
        .where(Extension.state == "asked", Plan.state == "active")
    )
    if plan_id is not None:
        query = query.where(Obligation.plan_id == plan_id)
    if agency_id is not None:
        query = query.where(Obligation.agency_id == agency_id)
    return session.exec(query).one()


def undecided_extensions(session: Session, obligation_ids: Sequence[int]) -> dict[int, Extension]:
    """Return the request that waits for a decision, for those of the obligations that have one."""
    found = session.exec(
        select(Extension).where(
            Extension.state == "asked", col(Extension.obligation_id).in_(list(obligation_ids))
        )
    )
    return {one.obligation_id: one for one in found}


def agency_extensions(session: Session, agency_id: int) -> dict[int, list[Extension]]:
    """Return an agency's requests for more time by obligation, the oldest first."""
    requests: dict[int, list[Extension]] = {}
    for one in session.exec(
        select(Extension)
        .join(Obligation, col(Obligation.id) == col(Extension.obligation_id))
        .where(Obligation.agency_id == agency_id)
        .order_by(col(Extension.id))
    ):
        requests.setdefault(one.obligation_id, []).append(one)
    return requests


def plan_rows(session: Session, *, today: date) -> list[PlanRow]:
    """Return every plan with its counts, drafts first, then the newest."""
    counts = dict(rollup_by_plan(session, today=today).rows)
    items = dict(
        session.exec(
            select(Assignment.plan_id, func.count())
            .where(col(Assignment.is_dropped).is_(False))
            .group_by(col(Assignment.plan_id))
        ).all()
    )
    next_due = dict(
        session.exec(
            select(Obligation.plan_id, func.min(Obligation.due_on))
            .where(
                col(Obligation.due_on) >= today,
                col(Obligation.status).in_(["assigned", "acknowledged", "in_progress", "returned"]),
            )
            .group_by(col(Obligation.plan_id))
        ).all()
    )
    found = session.exec(select(Plan).order_by(col(Plan.id).desc())).all()
    found = sorted(found, key=lambda p: ("draft", "active", "closed").index(p.state))
    return [
        PlanRow(
            plan,
            items.get(plan.id or 0, 0),
            counts.get(str(plan.id), RollupCounts()),
            next_due.get(plan.id or 0),
        )
        for plan in found
    ]
