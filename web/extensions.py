"""More time: asked by the agency, decided by the lead, on the page of the obligation."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from sqlmodel import Session
from starlette.datastructures import FormData

from models.errors import NotFound, Refused
from store.accounts import Person
from store.database import reading, writing
from store.extensions import extensions_of, grant_extension, refuse_extension
from store.obligation_rows import ObligationRow
from web.asking import read_request, store_request
from web.desk import Allowed, Desk, DeskDep, FormDep, civil_date, field
from web.obligation import own_row, show_obligation, side_here
from web.render import go

router = APIRouter()
Asker = Annotated[Person, Depends(Allowed("ask_extension"))]
Decider = Annotated[Person, Depends(Allowed("decide_extension"))]


@router.post("/phan-viec/{obligation_id}/gia-han")
def ask(request: Request, desk: DeskDep, obligation_id: int, person: Asker, form: FormDep) -> Response:
    """Store the agency's request; the page again with what was typed where a rule forbids it."""
    with reading(desk.engine) as session:
        row = own_row(session, desk, person, obligation_id)
        if side_here(session, person, row) != "agency":
            raise Refused("Đơn vị được giao tự đề nghị gia hạn.", hint="Chờ đề nghị của đơn vị.")
    try:
        store_request(desk, form, obligation_id=obligation_id, by=person.display_name)
    except Refused as fault:
        typed = read_request(form, "xin")
        return show_obligation(request, desk, person, obligation_id, fault=fault, asked=typed)
    said = "Đã gửi đề nghị gia hạn; hạn hiện nay còn giữ nguyên cho đến khi cơ quan chủ trì trả lời."
    return go(request, f"/phan-viec/{obligation_id}#gia-han", said)


@router.post("/phan-viec/{obligation_id}/gia-han/{extension_id}")
def decide(
    request: Request, desk: DeskDep, obligation_id: int, extension_id: int, person: Decider, form: FormDep
) -> Response:
    """Grant or refuse a request; the page again with what was typed where a rule forbids it."""
    choice = field(form, "quyet_dinh")
    with reading(desk.engine) as session:
        row = own_row(session, desk, person, obligation_id)
        if extension_id not in {e.id for e in extensions_of(session, obligation_id)}:
            raise NotFound("Không có đề nghị gia hạn này.", hint="Tải lại trang phần việc.")
    try:
        if row.plan_state != "active":
            raise Refused("Kế hoạch này không còn được theo dõi.")
        with writing(desk.engine) as session:
            _require_lead(session, person, row)
            said = _decide(session, desk, form, extension_id, choice, person.display_name)
    except Refused as fault:
        typed = read_request(form, choice)
        return show_obligation(request, desk, person, obligation_id, fault=fault, asked=typed)
    return go(request, f"/phan-viec/{obligation_id}#gia-han", said)


def _require_lead(session: Session, person: Person, row: ObligationRow) -> None:
    if side_here(session, person, row) != "lead":
        raise Refused("Gia hạn do cơ quan chủ trì kế hoạch quyết định.", hint="Chờ trả lời đề nghị.")


def _decide(session: Session, desk: Desk, form: FormData, extension_id: int, choice: str, by: str) -> str:
    known: dict[str, Any] = {"extension_id": extension_id, "by": by, "now": desk.now}
    if choice == "tu-choi":
        refuse_extension(session, note=field(form, "ly_do"), **known)
        return "Đã trả lời: không chấp thuận gia hạn; hạn giữ nguyên."
    if choice != "chap-thuan":
        raise Refused("Chưa chọn chấp thuận hay không.", hint="Bấm một trong các nút của biểu mẫu.")
    granted_on = civil_date(form, "ngay")
    if granted_on is None:
        raise Refused("Chưa ghi ngày gia hạn đến.", hint="Nhập ngày/tháng/năm rồi gửi lại.")
    grant_extension(
        session,
        granted_on=granted_on,
        number=field(form, "so_van_ban"),
        note=field(form, "ly_do"),
        today=desk.today,
        calendar=desk.office.calendar,
        ladder=desk.office.ladder,
        **known,
    )
    return f"Đã gia hạn đến {granted_on:%d/%m/%Y}; nhắc việc sẽ theo hạn mới."
