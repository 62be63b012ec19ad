"""One plan as people see it: the draft at review, and the plan once it is in force."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from sqlmodel import Session

from models.assignment import AssignmentParty
from models.plan import Plan
from rules.access import may
from store.accounts import Person
from store.activation import problems
from store.boards import Filters, ObligationRow, obligation_rows, rollup_by_agency
from store.database import reading
from store.lookups import plan_events
from store.plans import (
    LARGE_GROUP,
    ReviewItem,
    draft_items,
    get_document,
    get_plan,
    members_of_party,
)
from store.registry import agencies
from store.versions import versions_of
from web.amendments import amends_panel, merged_page
from web.dates import plan_dates
from web.desk import Allowed, Desk, DeskDep
from web.paper import shown_lines
from web.render import page

router = APIRouter()
Reader = Annotated[Person, Depends(Allowed("see_plans"))]
# Below this an item counts as unsure.
SURE = 0.8


@dataclass(frozen=True, slots=True)
class GroupInPlan:
    """A group that the plan names: one of its mentions, how often, its members as of the plan's day."""

    party: AssignmentParty
    mentions: int
    member_count: int

    @property
    def is_large(self) -> bool:
        """Return whether opening it has to be confirmed."""
        return self.member_count > LARGE_GROUP


def doubts(item: ReviewItem) -> list[str]:
    """Return why a person should look at this item first, in sentences; nothing where it is plain."""
    row = item.assignment
    found = [row.question] if row.question else []
    if not item.owners:
        found.append("Chưa rõ cơ quan thực hiện.")
    unknown = [p.name for p in item.owners if p.agency_id is None and p.group_id is None]
    if unknown:
        found.append(f"Chưa có trong danh bạ: {', '.join(unknown)}.")
    if row.due_on is not None and not row.deadline_literal:
        found.append("Hạn do chương trình suy ra, không ghi nguyên văn.")
    if row.confidence < SURE:
        found.append(f"Máy đọc chưa chắc ({row.confidence * 100:.0f} %).")
    return found


@router.get("/ke-hoach/{plan_id}")
def plan_page(request: Request, desk: DeskDep, plan_id: int, person: Reader) -> Response:
    """Show a draft at review, or a plan in force."""
    with reading(desk.engine) as session:
        plan = get_plan(session, plan_id)
        if plan.state == "draft":
            return _review_page(request, desk, session, plan, person)
        if plan.state == "merged":
            return merged_page(request, session, plan)
        return _tracking_page(request, desk, session, plan, person)


def _review_page(request: Request, desk: Desk, session: Session, plan: Plan, person: Person) -> Response:
    plan_id = plan.id or 0
    items = draft_items(session, plan_id)
    unsure = {i.assignment.id: doubts(i) for i in items}
    unsure_first = request.query_params.get("xep") == "chua-chac"
    kept = [i for i in items if not i.assignment.is_dropped]
    if unsure_first:
        kept.sort(key=lambda i: -len(unsure[i.assignment.id]))
    document, _ = get_document(session, plan_id)
    return page(
        request,
        "review.html",
        plan=plan,
        document=document,
        lines=shown_lines(document, [i.assignment for i in kept]),
        items=kept,
        dropped=[i for i in items if i.assignment.is_dropped],
        doubts=unsure,
        unsure_first=unsure_first,
        unsure_count=sum(bool(unsure[i.assignment.id]) for i in kept),
        undated_count=sum(is_undated(i) for i in kept),
        groups=_groups(session, plan_id, kept),
        problems=problems(session, plan_id),
        dates=plan_dates(session, plan, person),
        agency_names=_names(session),
        can_review=may(person.role, "review_plan"),
        can_activate=may(person.role, "activate_plan"),
        **amends_panel(session, plan, person),
    )


def is_undated(item: ReviewItem) -> bool:
    """Return whether nobody has said yet by when the item is due."""
    return item.assignment.due_on is None and item.assignment.deadline_kind == "none"


def _groups(session: Session, plan_id: int, items: list[ReviewItem]) -> list[GroupInPlan]:
    named: dict[int, list[AssignmentParty]] = {}
    for item in items:
        for party in item.owners:
            if party.group_id is not None:
                named.setdefault(party.group_id, []).append(party)
    return [
        GroupInPlan(mentions[0], len(mentions), len(members_of_party(session, plan_id, mentions[0].id or 0)))
        for mentions in named.values()
    ]


def _names(session: Session) -> dict[int, str]:
    return {a.id or 0: a.name for a in agencies(session)}


def _tracking_page(request: Request, desk: Desk, session: Session, plan: Plan, person: Person) -> Response:
    plan_id = plan.id or 0
    rows: dict[int, list[ObligationRow]] = {}
    for row in obligation_rows(session, today=desk.today, filters=Filters(plan_id=plan_id)):
        rows.setdefault(row.assignment_id, []).append(row)
    items = draft_items(session, plan_id)
    events = plan_events(session, plan_id)
    return page(
        request,
        "plan.html",
        plan=plan,
        items=[i for i in items if not i.assignment.is_dropped],
        dropped=[i for i in items if i.assignment.is_dropped],
        obligations=rows,
        rollup=rollup_by_agency(session, today=desk.today, plan_id=plan_id),
        events=events,
        dates=plan_dates(session, plan, person),
        versions=versions_of(session, plan, events),
    )
