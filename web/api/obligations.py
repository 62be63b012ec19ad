"""Obligations: listed, read one by one, acknowledged and reported on."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from pydantic import BaseModel
from sqlmodel import Session

from models.errors import NotFound, OutOfDate
from models.journal import Attachment
from models.obligation import Part, Status
from models.standing import StandingName
from store.api_tokens import Caller
from store.boards import Filters, ObligationRow, obligation_page, obligation_rows
from store.database import reading
from store.finding import find_items
from store.idempotency import Asked, Given, once
from store.obligations import ReportInput, attachments, history, move, reports
from web.api.calling import Scoped
from web.api.conditional import NOT_CHANGED, IfMatch, IfNoneMatch, answer, check_match, tag_of
from web.api.faults import Changed, documented
from web.api.paging import PageNo, PerPage, page_out
from web.api.schemas import AcknowledgeIn, Id, ObligationDetail, ObligationOut, PageOut, ReportIn
from web.api.views import detail_out, obligation_out
from web.desk import Desk, DeskDep

router = APIRouter(tags=["obligations"])
Reader = Annotated[Caller, Depends(Scoped("obligations:read"))]
Writer = Annotated[Caller, Depends(Scoped("reports:write"))]
IdempotencyKey = Annotated[
    str,
    Header(
        min_length=1,
        max_length=120,
        pattern=r"^[!-~]+$",
        description="Mỗi yêu cầu một khóa: gửi lại cùng khóa thì được trả lời lại, không làm lần nữa.",
    ),
]


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


def _own_row(session: Session, desk: Desk, caller: Caller, obligation_id: int) -> ObligationRow:
    """Return the obligation where this key reaches it; a foreign one and none give the same NotFound."""
    rows = obligation_rows(session, today=desk.today, filters=Filters(obligation_ids=(obligation_id,)))
    if not rows or not caller.reaches(rows[0].agency_id):
        raise NotFound("Không có phần việc này.", hint="Xem danh sách phần việc.")
    return rows[0]


def _detail(session: Session, desk: Desk, caller: Caller, obligation_id: int) -> ObligationDetail:
    row = _own_row(session, desk, caller, obligation_id)
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
        shown = _detail(session, desk, caller, obligation_id)
    return answer(request, shown, revision=shown.revision)


@dataclass(frozen=True, slots=True)
class _Write:
    """One move that a caller asks for."""

    obligation_id: int
    target: Status
    who: str
    if_match: str | None
    report: ReportInput | None = None


@router.post(
    "/obligations/{obligation_id}/reports",
    status_code=201,
    response_model=ObligationDetail,
    responses=documented(404, 409, 412),
)
def report(
    request: Request,
    desk: DeskDep,
    caller: Writer,
    obligation_id: Id,
    said: ReportIn,
    idempotency_key: IdempotencyKey,
    if_match: IfMatch = None,
) -> Response:
    """Store a report of the agency, as if it were sent on the pages; the obligation as it stands then."""
    who = said.reporter.strip() or caller.name
    told = ReportInput(said.says, said.text, who, product=said.product, via="api")
    write = _Write(obligation_id, said.says, who, if_match, told)
    return _done(request, desk, caller, said, idempotency_key, write, status=201)


@router.post(
    "/obligations/{obligation_id}/acknowledge",
    response_model=ObligationDetail,
    responses=documented(404, 409, 412),
)
def acknowledge(
    request: Request,
    desk: DeskDep,
    caller: Writer,
    obligation_id: Id,
    said: AcknowledgeIn,
    idempotency_key: IdempotencyKey,
    if_match: IfMatch = None,
) -> Response:
    """Acknowledge a newly assigned obligation for its agency; the obligation as it stands then."""
    write = _Write(obligation_id, "acknowledged", said.reporter.strip() or caller.name, if_match)
    return _done(request, desk, caller, said, idempotency_key, write, status=200)


def _done(
    request: Request,
    desk: Desk,
    caller: Caller,
    said: BaseModel,
    key: str,
    write: _Write,
    *,
    status: int,
) -> Response:
    """Make the move and answer; the same key with the same request is answered again and not done."""
    now = desk.now
    text = f"{request.method}\n{request.url.path}\n{said.model_dump_json()}"
    asked = Asked(caller.token_id, key, hashlib.sha256(text.encode()).hexdigest())

    def work(session: Session) -> Given:
        row = _own_row(session, desk, caller, write.obligation_id)
        revision = check_match(write.if_match, row.revision)
        try:
            move(
                session,
                obligation_id=write.obligation_id,
                target=write.target,
                actor=write.who,
                actor_role="agency",
                now=now,
                today=desk.today,
                calendar=desk.office.calendar,
                ladder=desk.office.ladder,
                report=write.report,
                revision=revision,
            )
        except OutOfDate as fault:
            if revision is None:
                raise
            raise Changed(fault.sentence, hint=fault.hint) from fault
        session.flush()
        return Given(status, _detail(session, desk, caller, write.obligation_id).model_dump_json())

    given = once(desk.engine, asked, work, now=now)
    return _written(given)


def _written(given: Given) -> Response:
    body = given.body.encode()
    revision = ObligationDetail.model_validate_json(body).revision
    headers: Mapping[str, str] = {"ETag": tag_of(body, revision), "Cache-Control": "no-store"}
    if given.is_repeated:
        headers = {**headers, "Idempotency-Replayed": "true"}
    return Response(body, given.status, media_type="application/json", headers=headers)
