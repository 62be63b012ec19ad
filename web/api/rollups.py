"""Roll-ups: the official counts by plan, agency, level or group, as of a day."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from sqlmodel import Session

from models.errors import NotAllowed, NotFound
from rules.rollup import By, regrouped
from store.api_tokens import Caller
from store.database import reading
from store.plans import get_plan
from store.rollups import Answer, Question
from store.rollups import answer as answer_question
from store.rownames import row_labels
from store.tallies import tallies
from web.api.calling import Scoped
from web.api.conditional import NOT_CHANGED, IfNoneMatch, answer
from web.api.faults import documented
from web.api.schemas import Id, RollupOut, RollupRow
from web.api.views import counts_out
from web.desk import Desk, DeskDep

router = APIRouter(tags=["rollups"])
Reader = Annotated[Caller, Depends(Scoped("rollups:read"))]


@router.get("/rollups", response_model=RollupOut, responses=documented(404, 409) | NOT_CHANGED)
def rollup(
    request: Request,
    desk: DeskDep,
    caller: Reader,
    by: Annotated[By, Query(description="Mỗi dòng là một cơ quan, cấp, kế hoạch hay khối.")] = "agency",
    plan: Annotated[Id | None, Query(description="Chỉ kế hoạch này.")] = None,
    day: Annotated[date | None, Query(description="Tính đến hết ngày này; bỏ trống: hôm nay.")] = None,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """Give the counts; a day that is over as it was frozen, or counted again from the journal."""
    as_of = day or desk.today
    with reading(desk.engine) as session:
        if plan is not None and get_plan(session, plan).state == "draft":
            raise NotFound("Không có kế hoạch này.", hint="Xem danh sách kế hoạch.")
        if caller.agency_id is not None:
            found = _own(session, desk, caller.agency_id, by, plan, as_of)
        else:
            found = answer_question(
                session,
                Question(by, plan),
                as_of=as_of,
                today=desk.today,
                fresh_days=desk.office.fresh_days,
            )
    return answer(request, _shown(found, by, plan))


def _own(session: Session, desk: Desk, agency_id: int, by: By, plan_id: int | None, as_of: date) -> Answer:
    """Return the counts of one agency's obligations as they stand.

    Raises NotAllowed for a day that is over: its tables hold every agency's work in one.
    """
    if as_of < desk.today:
        raise NotAllowed(
            "Khóa của một cơ quan chỉ xem được tổng hợp hôm nay.", hint="Bỏ tham số day, rồi gửi lại."
        )
    found = tallies(
        session,
        today=as_of,
        by=by,
        plan_id=plan_id,
        agency_id=agency_id,
        fresh_days=desk.office.fresh_days,
        is_named=False,
    )
    names = row_labels(session, by, {key for one in found for key, _ in one.rows})
    owners, coordinators = (regrouped(one, by, names.__getitem__) for one in found)
    return Answer(owners, coordinators, "now")


def _shown(found: Answer, by: By, plan_id: int | None) -> RollupOut:
    owners, coordinators = dict(found.owners.rows), dict(found.coordinators.rows)
    names = list(owners) + [name for name in coordinators if name not in owners]
    rows = tuple(
        RollupRow(
            name=name,
            owners=counts_out(owners[name]) if name in owners else None,
            coordinators=counts_out(coordinators[name]) if name in coordinators else None,
        )
        for name in names
    )
    return RollupOut(
        as_of=found.owners.as_of,
        by=by,
        plan_id=plan_id,
        source=found.source,
        sha256=found.frozen.sha256 if found.frozen else None,
        rows=rows,
        owners=counts_out(found.owners.sum),
        coordinators=counts_out(found.coordinators.sum),
    )
