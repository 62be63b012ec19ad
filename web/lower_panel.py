"""What a page of one obligation shows of the work below it and of the obligation above it."""

from datetime import date
from typing import Any

from sqlmodel import Session

from rules.access import may
from rules.status import OPEN
from store.accounts import Person
from store.boards import Filters, obligation_rows
from store.database import reading
from store.lineage import trees
from store.lower_work import holders_of, lower_work, own_lower_work, under_obligation
from store.obligation_rows import ObligationRow
from store.plans import get_plan
from web.desk import Desk


def lower_panel(session: Session, row: ObligationRow, person: Person, *, today: date) -> dict[str, Any]:
    """Return what the part "Việc cấp dưới" needs; an agency sees of it what its own bodies do."""
    plan = get_plan(session, row.plan_id)
    found = trees(session, row.plan_id, today=today, item_ids={row.assignment_id})
    is_own = person.agency_id == row.agency_id
    plans = under_obligation(found, row, holders_of(session, row.assignment_id)) if found else []
    if not may(person.role, "see_plans"):
        plans = [one for one in plans if person.agency_id in one.bodies]
    can_break_down = (
        is_own and may(person.role, "break_down") and row.plan_state == "active" and row.status in OPEN
    )
    works = {}
    if plans and may(person.role, "see_plans"):
        works = lower_work(session, [row], today=today)
    elif plans and person.agency_id is not None:
        works = own_lower_work(session, [row], person.agency_id, today=today)
    work = works.get(row.obligation_id)
    return {
        "lower_plans": [one for plan in plans for one in plan.all_plans],
        "lower_flags": work.flags if work else (),
        "can_break_down": can_break_down,
        "has_breakdown": is_own and any(one.obligation_id is not None for one in plans),
        # The obligation above, for the agency that broke it down: its own page leads back there.
        "breaks_down_id": plan.breaks_down_id if plan.lead_agency_id == person.agency_id else None,
        "is_breakdown": plan.breaks_down_id is not None,
        "breakdown_lead": plan.lead_name or "",
    }


def ask_to_report(desk: Desk, row: ObligationRow) -> str:
    """Return the sentence that asks an agency to report once its units are done with all, "" before that.

    Nothing is reported by itself: whether the units' work is the agency's is the agency's own word.
    """
    with reading(desk.engine) as session:
        above = get_plan(session, row.plan_id).breaks_down_id
        if above is None:
            return ""
        rows = obligation_rows(session, today=desk.today, filters=Filters(obligation_ids=(above,)))
        found = lower_work(session, rows, today=desk.today).get(above)
    if found is None or "all_done" not in found.flags:
        return ""
    return " Các đơn vị đã hoàn thành cả: hãy báo cáo phần việc của cơ quan."
