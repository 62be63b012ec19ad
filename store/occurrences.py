"""Occurrences of recurring items: which stand in the books, and adding the next ones."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import Session, col, func, select

from models.assignment import Assignment
from models.obligation import Obligation
from models.plan import Plan
from rules.deadline import is_periods, period_of, rhythm_of
from rules.workday import WorkCalendar
from store.journal import birth
from store.looking import look_instant
from store.succession_plan import current_bodies


def latest_occurrences(session: Session) -> list[tuple[Assignment, Plan, date]]:
    """Return every tracked recurring item of an active plan with the day of its latest occurrence."""
    rows = session.exec(
        select(Assignment, Plan, func.max(Obligation.occurrence))
        .join(Plan, col(Plan.id) == col(Assignment.plan_id))
        .join(Obligation, col(Obligation.assignment_id) == col(Assignment.id))
        .where(Plan.state == "active", Obligation.kind == "recurring", col(Assignment.is_dropped).is_(False))
        .group_by(col(Assignment.id), col(Plan.id))
    ).all()
    return [(item, plan, date.fromisoformat(day)) for item, plan, day in rows if day]


def add_occurrences(
    session: Session,
    item: Assignment,
    days: Sequence[date],
    *,
    today: date,
    now: datetime,
    calendar: WorkCalendar,
) -> int:
    """Add an occurrence on each of those days for every agency that has the item; return how many.

    Who has it is read from the latest occurrence: an agency whose work was withdrawn gets no further one,
    and a successor gets them in its predecessor's place.
    """
    if not days:
        return 0
    latest = (
        select(func.max(Obligation.occurrence))
        .where(Obligation.assignment_id == item.id, Obligation.kind == "recurring")
        .scalar_subquery()
    )
    shares = session.exec(
        select(Obligation.agency_id, Obligation.group_id, Obligation.part)
        .where(
            Obligation.assignment_id == item.id,
            Obligation.kind == "recurring",
            col(Obligation.occurrence) == latest,
            Obligation.status != "withdrawn",
        )
        .order_by(col(Obligation.id))
    ).all()
    # Who finished the latest one may have been replaced since.
    now_with = current_bodies(session, {agency_id for agency_id, _, _ in shares}, on=today)
    ways = {(now_with[agency_id], part): group_id for agency_id, group_id, part in shares}
    is_urgent = session.get_one(Plan, item.plan_id).is_urgent
    first_on = today if is_urgent else calendar.next_working(today)
    made = [
        Obligation(
            plan_id=item.plan_id,
            assignment_id=item.id or 0,
            agency_id=agency_id,
            group_id=group_id,
            part=part,
            occurrence=day.isoformat(),
            kind="recurring",
            first_due_on=day,
            due_on=day,
            assigned_on=today,
            # The agency has been told of the work with its first occurrence.
            status="acknowledged",
            acknowledged_on=today,
            next_look_at=look_instant(first_on),
        )
        for (agency_id, part), group_id in ways.items()
        for day in days
    ]
    session.add_all(made)
    session.flush()
    session.add_all(
        birth(one, by="Đôn đốc", role="system", now=now, why=f"kỳ tiếp theo: {one.due_on:%d/%m/%Y}")
        for one in made
    )
    return len(made)


def period_words(rhythm: dict[str, object] | None, report_periods: str, occurrence: str) -> str:
    """Return the reporting period of an occurrence in words, or "" where it is about none.

    "kỳ báo cáo tháng 11/2026: 15/10–14/11", by the way in which the plan counts its periods. The
    occurrence is told by the day that it was made for, which an extension does not move.
    """
    if not occurrence or not rhythm:
        return ""
    periods = report_periods if is_periods(report_periods) else "calendar"
    found = period_of(rhythm_of(rhythm), date.fromisoformat(occurrence), periods)
    return found.label if found else ""
