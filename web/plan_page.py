"""One plan as people see it: the draft at review, and the plan once it is in force."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from sqlmodel import Session

from models.plan import Plan
from rules.access import may
from store.accounts import Person
from store.boards import Filters, obligation_page, rollup_by_agency
from store.closing import still_open
from store.database import reading
from store.groups import DrawnLine, drawn_lines
from store.lookups import get_item, plan_events
from store.mirrors import links, proposals
from store.plans import (
    ReviewItem,
    draft_items,
    get_plan,
)
from store.tallies import tally
from store.versions import versions_of
from web.amendments import merged_page
from web.dates import plan_dates
from web.desk import Allowed, Desk, DeskDep, number_in_address
from web.lineage import lower_notes, tree_panel, upper_panel
from web.plan_course import plan_course
from web.render import page
from web.review_page import review_page

router = APIRouter()
Reader = Annotated[Person, Depends(Allowed("see_plans"))]
# Items on one page of a plan in force, lines shown under one item, members on one page of a line.
ITEMS_PER_PAGE, MOST_LINES, MEMBERS_PER_PAGE = 25, 8, 100
# A plan of more agencies than this is summed up by group; the board has it agency by agency.
MOST_AGENCIES = 60
PARTS = ("owner", "coordinator")


@router.get("/ke-hoach/{plan_id}")
def plan_page(request: Request, desk: DeskDep, plan_id: int, person: Reader) -> Response:
    """Show a draft at review, or a plan in force."""
    with reading(desk.engine) as session:
        plan = get_plan(session, plan_id)
        if plan.state == "draft":
            return review_page(request, desk, session, plan, person)
        if plan.state == "merged":
            return merged_page(request, session, plan)
        return _tracking_page(request, desk, session, plan, person)


def _tracking_page(request: Request, desk: Desk, session: Session, plan: Plan, person: Person) -> Response:
    plan_id, today = plan.id or 0, desk.today
    items = draft_items(session, plan_id)
    events = plan_events(session, plan_id)
    kept = [i for i in items if not i.assignment.is_dropped]
    shown, number = _page_of_items(request, kept)
    ids = [i.assignment.id or 0 for i in shown]
    drawn = drawn_lines(session, today=today, plan_id=plan_id, assignment_ids=ids)
    fresh_days = desk.office.fresh_days
    rollup = rollup_by_agency(session, today=today, plan_id=plan_id, fresh_days=fresh_days)
    by_group = len(rollup.rows) > MOST_AGENCIES
    return page(
        request,
        "plan.html",
        plan=plan,
        items=shown,
        item_count=len(kept),
        number=number,
        page_count=-(-len(kept) // ITEMS_PER_PAGE),
        dropped=[i for i in items if i.assignment.is_dropped],
        drawn={key: _unfinished_first(lines) for key, lines in drawn.items()},
        most_lines=MOST_LINES,
        labels={i.assignment.id: i.assignment.ref or str(i.assignment.position + 1) for i in kept},
        rollup=tally(session, today=today, by="group", plan_id=plan_id, fresh_days=fresh_days)
        if by_group
        else rollup,
        by_group=by_group,
        supporting=tally(session, today=today, part="coordinator", plan_id=plan_id).sum,
        mirror_links=links(kept),
        mirror_proposals=proposals(session, plan_id, kept) if plan.state == "active" else [],
        can_review=may(person.role, "review_plan") and plan.state == "active" and not plan.breaks_down_id,
        events=events,
        left_open=still_open(session, plan_id) if plan.state == "active" else 0,
        dates=plan_dates(session, plan, person),
        versions=versions_of(session, plan, events),
        **plan_course(session, plan, today=today),
        **upper_panel(request, session, plan, person),
        **tree_panel(session, plan, person, today=today),
        lower_notes=lower_notes(session, drawn, today=today),
    )


def _page_of_items(request: Request, items: list[ReviewItem]) -> tuple[list[ReviewItem], int]:
    """Return the items of the page that the address asks for (by number, or by an item on it)."""
    wanted = number_in_address(request, "muc")
    place = next((n for n, i in enumerate(items) if i.assignment.id == wanted), None)
    asked = place // ITEMS_PER_PAGE + 1 if place is not None else number_in_address(request, "trang") or 1
    number = min(max(asked, 1), max(-(-len(items) // ITEMS_PER_PAGE), 1))
    return items[(number - 1) * ITEMS_PER_PAGE : number * ITEMS_PER_PAGE], number


def _unfinished_first(lines: list[DrawnLine]) -> list[DrawnLine]:
    """Return an item's lines; where not all are shown, those in which somebody has not reported first."""
    return lines if len(lines) <= MOST_LINES else sorted(lines, key=lambda one: one.line.is_over)


@router.get("/ke-hoach/{plan_id}/phan-viec")
def members_page(request: Request, desk: DeskDep, plan_id: int, person: Reader) -> Response:
    """Show the obligations of one item, of one group or part where the address names them, by pages."""
    item_id, group_id = number_in_address(request, "muc"), number_in_address(request, "khoi")
    part = request.query_params.get("phan", "")
    part = part if part in PARTS else ""
    number = max(number_in_address(request, "trang") or 1, 1)
    filters = Filters(plan_id=plan_id, assignment_id=item_id, group_id=group_id, part=part or None)
    with reading(desk.engine) as session:
        plan = get_plan(session, plan_id)
        first = (number - 1) * MEMBERS_PER_PAGE
        found = obligation_page(
            session, today=desk.today, filters=filters, first=first, limit=MEMBERS_PER_PAGE
        )
        return page(
            request,
            "members.html",
            plan=plan,
            item=get_item(session, item_id, plan_id=plan_id) if item_id else None,
            group_name=next((r.group_name for r in found.rows), "") if group_id else "",
            found=found,
            chosen={"muc": item_id, "khoi": group_id, "phan": part},
            number=number,
            page_count=-(-found.total // MEMBERS_PER_PAGE),
        )
