"""Obligations: listed, and read one by one."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from sqlmodel import Session

from models.errors import NotFound
from models.journal import Attachment
from models.obligation import Part, Status
from models.standing import StandingName
from store.api_tokens import Caller
from store.boards import Filters, obligation_page, obligation_rows
from store.database import reading
from store.finding import find_items
from store.obligation_rows import ObligationRow
from store.obligations import attachments, history, reports
from web.api.calling import Scoped
from web.api.conditional import NOT_CHANGED, IfNoneMatch, answer
from web.api.faults import documented
from web.api.paging import PageNo, PerPage, page_out
from web.api.schemas import Id, ObligationDetail, ObligationOut, PageOut
from web.api.views import detail_out, obligation_out
from web.desk import Desk, DeskDep

router = APIRouter(tags=["obligations"])
Reader = Annotated[Caller, Depends(Scoped("obligations:read"))]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which obligations the address asks for."""

    plan: Annotated[Id | None, Query(description="Mã kế hoạch; bỏ trống: mọi kế hoạch đang theo dõi.")] = None
    agency: Annotated[Id | None, Query(description="Mã cơ quan.")] = None
    standing: Annotated[list[StandingName] | None, Query(description="Phân loại theo lịch.")] = None
    status: Annotated[list[Status] | None, Query(description="Tình trạng do người báo.")] = None
    part: Annotated[Part | None, Query(description="Chủ trì hay phối hợp.")] = None
    due_from: Annotated[date | None, Query(description="Hạn từ ngày này.")] = None
    due_to: Annotated[date | None, Query(description="Hạn đến hết ngày này.")] = None
    q: Annotated[str, Query(max_length=200, description="Chữ trong nhiệm vụ, có dấu hay không.")] = ""

    def filters(self, session: Session, caller: Caller) -> Filters:
        """Return the store's filters, never wider than what the key reaches; raises NotFound."""
        if self.agency is not None and not caller.reaches(self.agency):
            raise NotFound("Không có cơ quan này.", hint="Khóa này chỉ xem được việc của cơ quan mình.")
        return Filters(
            plan_id=self.plan,
            agency_id=self.agency if caller.agency_id is None else caller.agency_id,
            standings=frozenset(self.standing) if self.standing else None,
            statuses=frozenset(self.status) if self.status else None,
            part=self.part,
            due_from=self.due_from,
            due_to=self.due_to,
            found=find_items(session, self.q.replace("\x00", " ")),
        )


@router.get("/obligations", response_model=PageOut[ObligationOut], responses=documented(404) | NOT_CHANGED)
def obligations(
    request: Request,
    desk: DeskDep,
    caller: Reader,
    wanted: Annotated[Wanted, Depends(Wanted)],
    page: PageNo = 1,
    per_page: PerPage = 50,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """List obligations, the most pressing first."""
    with reading(desk.engine) as session:
        found = obligation_page(
            session,
            today=desk.today,
            filters=wanted.filters(session, caller),
            first=(page - 1) * per_page,
            limit=per_page,
        )
    shown = (obligation_out(row) for row in found.rows)
    return answer(request, page_out(request, shown, total=found.total, page=page, per_page=per_page))


def own_row(session: Session, desk: Desk, caller: Caller, obligation_id: int) -> ObligationRow:
    """Return the obligation where this key reaches it; a foreign one and none give the same NotFound."""
    rows = obligation_rows(session, today=desk.today, filters=Filters(obligation_ids=(obligation_id,)))
    if not rows or not caller.reaches(rows[0].agency_id):
        raise NotFound("Không có phần việc này.", hint="Xem danh sách phần việc.")
    return rows[0]


def detail(session: Session, desk: Desk, caller: Caller, obligation_id: int) -> ObligationDetail:
    """Return the obligation with its journal and its reports where this key reaches it; raises NotFound."""
    row = own_row(session, desk, caller, obligation_id)
    told = reports(session, obligation_id)
    files: dict[int, list[Attachment]] = {}
    for one in attachments(session, [r.id or 0 for r in told]):
        files.setdefault(one.report_id, []).append(one)
    return detail_out(row, history(session, obligation_id), told, files)


@router.get(
    "/obligations/{obligation_id}",
    response_model=ObligationDetail,
    responses=documented(404) | NOT_CHANGED,
)
def obligation(
    request: Request, desk: DeskDep, caller: Reader, obligation_id: Id, if_none_match: IfNoneMatch = None
) -> Response:
    """Give one obligation with its journal and its reports."""
    with reading(desk.engine) as session:
        shown = detail(session, desk, caller, obligation_id)
    return answer(request, shown, revision=shown.revision)
