"""Plans: those in force and those that are over; drafts are not confirmed yet and stay inside."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from sqlmodel import Session

from models.errors import NotFound
from models.standing import RollupCounts
from store.api_tokens import Caller
from store.boards import Filters, obligation_page, plan_rows
from store.database import reading
from store.plans import get_plan
from store.tallies import tallies
from web.api.calling import Scoped
from web.api.conditional import NOT_CHANGED, IfNoneMatch, answer
from web.api.faults import documented
from web.api.paging import PageNo, PerPage, page_out
from web.api.schemas import Id, ObligationOut, PageOut, PlanOut
from web.api.views import obligation_out, plan_out
from web.desk import DeskDep

router = APIRouter(tags=["plans"])
Reader = Annotated[Caller, Depends(Scoped("plans:read"))]
WorkReader = Annotated[Caller, Depends(Scoped("obligations:read"))]
State = Literal["active", "closed"]
SHOWN = ("active", "closed")


def _own_plans(session: Session, caller: Caller, **asked: object) -> dict[int, RollupCounts]:
    """Return the owners' counts of an agency by plan, for every plan in which it has a share at all."""
    owners, coordinators = tallies(
        session,
        by="plan",
        agency_id=caller.agency_id,
        with_closed=True,
        **asked,  # type: ignore[arg-type]
    )
    known = dict(owners.rows)
    keys = {*known, *(key for key, _ in coordinators.rows)}
    return {int(key): known.get(key, RollupCounts()) for key in keys}


@router.get("/plans", response_model=PageOut[PlanOut], responses=documented() | NOT_CHANGED)
def plans(
    request: Request,
    desk: DeskDep,
    caller: Reader,
    state: Annotated[State | None, Query(description="Chỉ kế hoạch ở tình trạng này.")] = None,
    page: PageNo = 1,
    per_page: PerPage = 50,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """List the plans, those in force first, then the newest."""
    with reading(desk.engine) as session:
        found = [(row.plan, row.counts) for row in plan_rows(session, today=desk.today)]
        if caller.agency_id is not None:
            own = _own_plans(session, caller, today=desk.today)
            found = [(plan, own[plan.id or 0]) for plan, _ in found if plan.id in own]
        wanted = [(p, c) for p, c in found if p.state in SHOWN and state in (None, p.state)]
        first = (page - 1) * per_page
        shown = [plan_out(plan, counts) for plan, counts in wanted[first : first + per_page]]
    return answer(request, page_out(request, shown, total=len(wanted), page=page, per_page=per_page))


def _find(session: Session, desk: DeskDep, caller: Caller, plan_id: int) -> PlanOut:
    """Return the plan where this key may know of it; raises NotFound for any other."""
    plan = get_plan(session, plan_id)
    own = _own_plans(session, caller, today=desk.today, plan_id=plan_id)
    if plan.state not in SHOWN or (caller.agency_id is not None and plan_id not in own):
        raise NotFound("Không có kế hoạch này.", hint="Xem danh sách kế hoạch.")
    return plan_out(plan, own.get(plan_id, RollupCounts()))


@router.get("/plans/{plan_id}", response_model=PlanOut, responses=documented(404) | NOT_CHANGED)
def plan(
    request: Request, desk: DeskDep, caller: Reader, plan_id: Id, if_none_match: IfNoneMatch = None
) -> Response:
    """Give one plan with its counts as of today."""
    with reading(desk.engine) as session:
        return answer(request, _find(session, desk, caller, plan_id))


@router.get(
    "/plans/{plan_id}/obligations",
    response_model=PageOut[ObligationOut],
    responses=documented(404) | NOT_CHANGED,
)
def plan_obligations(
    request: Request,
    desk: DeskDep,
    caller: WorkReader,
    plan_id: Id,
    page: PageNo = 1,
    per_page: PerPage = 50,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """List the obligations of one plan, also of one that is over, the most pressing first."""
    with reading(desk.engine) as session:
        _find(session, desk, caller, plan_id)
        found = obligation_page(
            session,
            today=desk.today,
            filters=Filters(plan_id=plan_id, agency_id=caller.agency_id),
            first=(page - 1) * per_page,
            limit=per_page,
        )
    shown = (obligation_out(row) for row in found.rows)
    return answer(request, page_out(request, shown, total=found.total, page=page, per_page=per_page))
