"""Finding an owner by name or abbreviation at review, on a page that works without JavaScript."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from models.errors import Refused
from store.accounts import Person
from store.agency_lists import find_agencies
from store.database import reading, writing
from store.lookups import get_item
from store.plans import draft_items, edit_item, get_plan
from store.registering import get_agency, pin_party
from web.desk import Allowed, DeskDep, FormDep, field, number, number_in_address
from web.render import go, page

router = APIRouter()
Reviewer = Annotated[Person, Depends(Allowed("review_plan"))]
MOST_FOUND = 30
PARTS = {"owner": "chủ trì, thực hiện", "coordinator": "phối hợp"}


@router.get("/ke-hoach/{plan_id}/tim-co-quan")
def search(request: Request, desk: DeskDep, plan_id: int, person: Reviewer) -> Response:
    """List the agencies that a query means, as of the plan's day; with an item, to be put into it."""
    query = request.query_params.get("q", "")[:100]
    part = request.query_params.get("phan", "owner")
    item_id = number_in_address(request, "muc")
    with reading(desk.engine) as session:
        plan = get_plan(session, plan_id)
        item = get_item(session, item_id, plan_id=plan_id) if item_id else None
        found = find_agencies(session, query, on=plan.issued_on, limit=MOST_FOUND)
        return page(
            request,
            "owner_search.html",
            plan=plan,
            item=item,
            query=query,
            part=part if part in PARTS else "owner",
            parts=PARTS,
            found=found,
        )


@router.post("/ke-hoach/{plan_id}/tim-co-quan")
def put(request: Request, desk: DeskDep, plan_id: int, person: Reviewer, form: FormDep) -> Response:
    """Add the chosen agency to an item of a draft, or put it in the place of an unknown name."""
    item_id, part, agency_id = number(form, "muc"), field(form, "phan"), number(form, "co_quan")
    if part not in PARTS:
        raise Refused("Chưa rõ chủ trì hay phối hợp.", hint="Chọn lại.")
    with writing(desk.engine) as session:
        get_item(session, item_id, plan_id=plan_id)
        name = get_agency(session, agency_id).name
        (item,) = (i for i in draft_items(session, plan_id) if i.assignment.id == item_id)
        names = [p.name for p in (item.owners if part == "owner" else item.coordinators)]
        replaced = field(form, "thay")
        names = [name if n == replaced else n for n in names] if replaced in names else [*names, name]
        names = list(dict.fromkeys(names))
        edit_item(
            session,
            plan_id=plan_id,
            assignment_id=item_id,
            by=person.username,
            now=desk.now,
            owners=names if part == "owner" else None,
            coordinators=names if part == "coordinator" else None,
        )
        pin_party(session, item_id, part, name, agency_id)
    return go(request, f"/ke-hoach/{plan_id}/muc/{item_id}", f"Đã đưa {name} vào mục này.")
