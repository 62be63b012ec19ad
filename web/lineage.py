"""Plans under plans on the pages: what a plan carries out, what hangs below it, and the whole tree."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from sqlmodel import Session

from models.plan import Plan
from rules.access import may
from rules.lineage import Flag
from store.accounts import Person
from store.choices import plan_choices
from store.database import reading, writing
from store.groups import DrawnLine
from store.lineage import above, summed, trees
from store.linking import choices, link_up, lower_proposals, stand_alone, upper_proposals
from store.lower_work import lower_work
from store.obligation_rows import ObligationRow
from store.plans import get_plan
from web.desk import Allowed, DeskDep, FormDep, field, number, number_in_address
from web.render import go, page

router = APIRouter()
Reader = Annotated[Person, Depends(Allowed("see_plans"))]
Reviewer = Annotated[Person, Depends(Allowed("review_plan"))]
# Proposed plans and, of each, items that stand out; the others are in a list to choose from.
MOST_PROPOSALS, MOST_ITEMS = 3, 3


def upper_panel(request: Request, session: Session, plan: Plan, person: Person) -> dict[str, Any]:
    """Return what the part "Thực hiện kế hoạch cấp trên" of a plan's page needs.

    ``?cap_tren=`` in the address names a plan in force whose items are to be chosen from.
    """
    can_link = (
        may(person.role, "review_plan")
        and plan.state in ("draft", "active")
        and plan.breaks_down_id is None
        and plan.amends_id is None
    )
    chosen = _chosen_upper(request, session, plan) if can_link else None
    return {
        "above": above(session, plan),
        "can_link": can_link,
        "upper_found": upper_proposals(session, plan)[:MOST_PROPOSALS] if can_link else [],
        "chosen_upper": chosen,
        "chosen_items": choices(session, plan, chosen.id or 0) if chosen else (),
        "upper_plans": [
            one for one in plan_choices(session) if one.state == "active" and one.plan_id != plan.id
        ]
        if can_link
        else [],
        "most_items": MOST_ITEMS,
    }


def _chosen_upper(request: Request, session: Session, plan: Plan) -> Plan | None:
    wanted = number_in_address(request, "cap_tren")
    found = session.get(Plan, wanted) if wanted is not None else None
    return found if found is not None and found.state == "active" and found.id != plan.id else None


def tree_panel(session: Session, plan: Plan, person: Person, *, today: date) -> dict[str, Any]:
    """Return what a plan's page shows of the plans below it and of those that cite it."""
    found = trees(session, plan.id or 0, today=today)
    return {
        "item_trees": {one.item_id: one for one in found},
        "below": summed([one for tree in found for one in tree.plans], today=today) if found else None,
        "lower_found": lower_proposals(session, plan) if may(person.role, "review_plan") else [],
    }


def lower_notes(
    session: Session, drawn: Mapping[int, Sequence[DrawnLine]], *, today: date
) -> dict[int, list[tuple[ObligationRow, tuple[Flag, ...]]]]:
    """Return by item the shown obligations of which the work below says something."""
    rows = [row for lines in drawn.values() for line in lines for row in line.rows]
    works = lower_work(session, rows, today=today)
    found: dict[int, list[tuple[ObligationRow, tuple[Flag, ...]]]] = {}
    for row in rows:
        if row.obligation_id in works and (told := works[row.obligation_id].flags):
            found.setdefault(row.assignment_id, []).append((row, told))
    return found


@router.post("/ke-hoach/{plan_id}/thuc-hien")
def decide_link(request: Request, desk: DeskDep, plan_id: int, person: Reviewer, form: FormDep) -> Response:
    """Put a plan under an item of an upper plan, or store that it carries out none of those proposed."""
    with writing(desk.engine) as session:
        if field(form, "viec") == "khong":
            stand_alone(session, plan_id=plan_id, by=person.username, now=desk.now)
            words = "Đã ghi: kế hoạch này không thực hiện kế hoạch nào đã đề xuất."
        else:
            plan = link_up(
                session, plan_id=plan_id, item_id=number(form, "muc"), by=person.username, now=desk.now
            )
            upper = above(session, plan)
            where = f"mục {upper.ref} của {upper.label}" if upper else "mục đã chọn"
            words = f"Đã liên kết: {plan.label} thực hiện {where}."
    # The decision may be taken on the upper plan's page.
    at = number(form, "ve") if field(form, "ve") else plan_id
    return go(request, f"/ke-hoach/{at}#cap-tren", words)


@router.get("/ke-hoach/{plan_id}/cay")
def tree_page(request: Request, desk: DeskDep, plan_id: int, person: Reader) -> Response:
    """Show a plan with the items that have plans under them, their plans, and so on down."""
    with reading(desk.engine) as session:
        plan = get_plan(session, plan_id)
        found = trees(session, plan_id, today=desk.today)
        return page(
            request,
            "lineage.html",
            plan=plan,
            above=above(session, plan),
            trees=found,
            below=summed([one for tree in found for one in tree.plans], today=desk.today) if found else None,
        )
