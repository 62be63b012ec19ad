"""The registry's pages: the list of agencies, and one agency with what a person may change of it."""

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request, Response
from sqlmodel import Session
from starlette.datastructures import FormData

from models.errors import Refused
from rules.access import may
from rules.contacts import ROLE_NAMES, masked
from store.accounts import Person
from store.agency_lists import AgencyFilter, agency_file, list_agencies
from store.bounces import latest_bounces
from store.contacts import all_contacts
from store.database import reading, writing
from store.registering import (
    LEVELS,
    AgencyFields,
    add_agency,
    add_alias,
    confirm_agency,
    edit_agency,
    get_agency,
    remove_alias,
)
from store.trials import latest_trials
from web.desk import Allowed, Desk, DeskDep, FormDep, civil_date, field, number, number_in_address
from web.render import go, page

router = APIRouter()
Reader = Annotated[Person, Depends(Allowed("see_registry"))]
Editor = Annotated[Person, Depends(Allowed("edit_registry"))]
PER_PAGE = 50
FILTERS: dict[str, tuple[AgencyFilter, str]] = {
    "": ("all", "Tất cả"),
    "chua-lien-he": ("no-contact", "Chưa có liên hệ"),
    "khong-toi": ("unreached", "Có việc mà chưa có liên hệ"),
    "chua-xac-nhan": ("unconfirmed", "Chưa xác nhận"),
    "het-con-viec": ("ended-open", "Đã kết thúc, còn việc"),
}
KINDS = {
    "so": "Sở",
    "ban": "Ban",
    "van-phong": "Văn phòng",
    "thanh-tra": "Thanh tra",
    "ubnd": "UBND cấp tỉnh",
    "ubnd-huyen": "UBND cấp huyện",
    "ubnd-xa": "UBND cấp xã",
    "phong": "Phòng chuyên môn",
    "don-vi": "Đơn vị trực thuộc",
    "cong-an": "Công an",
    "quan-su": "Quân sự, biên phòng",
    "mat-tran": "Mặt trận Tổ quốc",
    "doan-the": "Đoàn thể, hội",
    "dang": "Cơ quan Đảng",
    "dan-cu": "Cơ quan dân cử",
    "tu-phap": "Tòa án, viện kiểm sát",
    "nganh-doc": "Ngành dọc trung ương",
    "bao-chi": "Báo chí",
    "doanh-nghiep": "Doanh nghiệp",
    "khoi": "Cả khối là một đầu mối",
    "khac": "Khác",
}


@router.get("/danh-ba")
def agency_list(request: Request, desk: DeskDep, person: Reader) -> Response:
    """Show the agencies that answer a query, with their open work and contacts, page by page."""
    return _list(request, desk, person)


def _list(
    request: Request, desk: Desk, person: Person, fault: Refused | None = None, **typed: str
) -> Response:
    query = request.query_params.get("q", "")[:100]
    chosen = request.query_params.get("loc", "")
    chosen = chosen if chosen in FILTERS else ""
    turned = max(number_in_address(request, "trang") or 1, 1)
    with reading(desk.engine) as session:
        found = list_agencies(
            session,
            query=query,
            chosen=FILTERS[chosen][0],
            today=desk.today,
            limit=PER_PAGE,
            offset=min((turned - 1) * PER_PAGE, 10**9),
        )
    return page(
        request,
        "agencies.html",
        status_code=409 if fault else 200,
        found=found,
        query=query,
        chosen=chosen,
        filters=FILTERS,
        number=turned,
        page_count=-(-found.total // PER_PAGE),
        address=lambda **changes: address(**({"q": query, "loc": chosen} | changes)),
        kinds=KINDS,
        can_edit=may(person.role, "edit_registry"),
        fault=fault,
        typed=typed,
    )


def address(**values: object) -> str:
    """Return the address of the list with these filters; empty ones are left out."""
    return "/danh-ba?" + urlencode({key: value for key, value in values.items() if value})


@router.post("/danh-ba")
def add(request: Request, desk: DeskDep, person: Editor, form: FormDep) -> Response:
    """Store a new agency; the list again with the reason where a rule forbids it."""
    code, name = field(form, "ma"), field(form, "ten")
    try:
        with writing(desk.engine) as session:
            row = add_agency(session, code=code, name=name, by=person.username, now=desk.now)
    except Refused as fault:
        return _list(request, desk, person, fault, ma=code, ten=name)
    return go(request, f"/danh-ba/co-quan/{row.id}", "Đã thêm cơ quan. Bước tiếp: thêm người liên hệ.")


@router.get("/danh-ba/co-quan/{agency_id}")
def agency(request: Request, desk: DeskDep, agency_id: int, person: Reader) -> Response:
    """Show one agency: what it is called, how it is reached, where it belongs, what followed it."""
    return show_agency(request, desk, person, agency_id)


def show_agency(
    request: Request,
    desk: Desk,
    person: Person,
    agency_id: int,
    *,
    fault: Refused | None = None,
    typed: dict[str, str] | None = None,
) -> Response:
    """Return the page of an agency; with a fault, what was typed stands in the form for a new contact."""
    with reading(desk.engine) as session:
        row = get_agency(session, agency_id)
        contacts = all_contacts(session, agency_id)
        return page(
            request,
            "agency.html",
            status_code=409 if fault else 200,
            agency=row,
            file=agency_file(session, row),
            contacts=contacts,
            contact_names={c.id: c.name for c in contacts},
            trials=latest_trials(session, agency_id),
            bounces=latest_bounces(session, agency_id),
            masked=masked,
            roles=ROLE_NAMES,
            levels=LEVELS,
            kinds=KINDS if row.kind in KINDS else KINDS | {row.kind: row.kind},
            has_ended=row.has_ended(desk.today),
            can_edit=may(person.role, "edit_registry"),
            fault=fault,
            typed=typed or {},
        )


@router.post("/danh-ba/co-quan/{agency_id}")
def change(request: Request, desk: DeskDep, agency_id: int, person: Editor, form: FormDep) -> Response:
    """Do one thing to an agency; its page again with the reason where a rule forbids it."""
    try:
        with writing(desk.engine) as session:
            said = _change(session, desk, agency_id, person, form)
    except Refused as fault:
        return show_agency(request, desk, person, agency_id, fault=fault)
    return go(request, f"/danh-ba/co-quan/{agency_id}", said)


def _change(session: Session, desk: Desk, agency_id: int, person: Person, form: FormData) -> str:
    who: dict[str, Any] = {"by": person.username, "now": desk.now}
    match field(form, "viec"):
        case "sua":
            edit_agency(session, agency_id, _fields(form), today=desk.today, **who)
            return "Đã lưu thông tin cơ quan."
        case "them-ten":
            is_new = add_alias(session, agency_id, field(form, "ten_khac"), **who)
            return "Đã thêm tên gọi khác." if is_new else "Cơ quan đã có tên gọi này."
        case "bo-ten":
            remove_alias(session, agency_id, number(form, "ten_id"), **who)
            return "Đã bỏ tên gọi khác."
        case "xac-nhan":
            confirm_agency(session, agency_id, **who)
            return "Đã xác nhận cơ quan. Bước tiếp: thêm người liên hệ."
    raise Refused("Chưa chọn thao tác.", hint="Bấm một trong các nút của trang.")


def _fields(form: FormData) -> AgencyFields:
    kind = field(form, "loai")
    return AgencyFields(
        name=field(form, "ten"),
        kind=kind[:40],
        level=field(form, "cap"),
        is_ordered=field(form, "cach_giao") != "de-nghi",
        valid_from=civil_date(form, "tu_ngay"),
        valid_to=civil_date(form, "den_ngay"),
    )
