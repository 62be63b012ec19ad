"""An agency's page for breaking one of its obligations down to its units: the draft, progress, moved days."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from sqlmodel import Session
from starlette.datastructures import FormData

from models.errors import NotFound, Refused
from models.obligation import Obligation
from models.plan import Plan
from rules.lineage import day_warnings
from rules.status import OPEN
from store.accounts import Person
from store.child_days import day_proposals, take_days
from store.child_plans import (
    MOST_ROWS,
    UnitWork,
    activate_breakdown,
    child_plans,
    child_rows,
    drop_breakdown,
    save_breakdown,
)
from store.database import reading, writing
from store.hindrances import problems
from store.lower_work import own_lower_work
from store.moving import Act
from store.obligation_rows import ObligationRow
from store.own_units import own_units
from store.plans import draft_items
from web.agency import own_agency
from web.desk import Allowed, Desk, DeskDep, FormDep, civil_day_of, field, number, numbers, typed_text
from web.obligation import own_row
from web.render import go, page
from web.wording import day

router = APIRouter()
Officer = Annotated[Person, Depends(Allowed("break_down"))]
# Blank rows that the form offers, and how many more at a time.
BLANK_ROWS = 3
_FIELDS = ("noi_dung", "don_vi", "san_pham", "han")


@dataclass(frozen=True, slots=True)
class TypedRow:
    """One row of the form as typed."""

    text: str = ""
    units: str = ""
    deliverable: str = ""
    due: str = ""

    @property
    def is_blank(self) -> bool:
        """Return whether nothing stands in the row."""
        return not (self.text or self.units or self.deliverable or self.due)


@router.get("/phan-viec/{obligation_id}/phan-ra")
def breakdown_page(request: Request, desk: DeskDep, obligation_id: int, person: Officer) -> Response:
    """Show the draft of a break-down, and how the units stand with what is in force."""
    return _show(request, desk, person, obligation_id)


@router.post("/phan-viec/{obligation_id}/phan-ra")
def save_rows(
    request: Request, desk: DeskDep, obligation_id: int, person: Officer, form: FormDep
) -> Response:
    """Store the rows as a draft, or show more blank ones; what was typed comes back where it is refused."""
    typed = _typed(form)
    if field(form, "viec") == "them":
        return _show(request, desk, person, obligation_id, typed=[*typed, *_blank(BLANK_ROWS)])
    try:
        rows = [_row(n, one) for n, one in enumerate(typed, 1)]
        with writing(desk.engine) as session:
            _own(session, desk, person, obligation_id)
            save_breakdown(
                session,
                obligation_id=obligation_id,
                agency_id=own_agency(person),
                rows=rows,
                by=person.display_name,
                now=desk.now,
                today=desk.today,
            )
    except Refused as fault:
        return _show(request, desk, person, obligation_id, typed=typed, fault=fault)
    said = "Đã lưu dự thảo phân rã; chưa giao cho đơn vị nào. Xem lại rồi kích hoạt."
    return go(request, f"/phan-viec/{obligation_id}/phan-ra#du-thao", said)


@router.post("/phan-viec/{obligation_id}/phan-ra/kich-hoat")
def activate_rows(
    request: Request, desk: DeskDep, obligation_id: int, person: Officer, form: FormDep
) -> Response:
    """Give the units their work; the next morning's flow tells them."""
    try:
        with writing(desk.engine) as session:
            _own(session, desk, person, obligation_id)
            made = activate_breakdown(
                session,
                plan_id=number(form, "ke_hoach"),
                obligation_id=obligation_id,
                agency_id=own_agency(person),
                act=_act(desk, person),
            )
    except Refused as fault:
        return _show(request, desk, person, obligation_id, fault=fault)
    said = f"Đã giao {made} phần việc cho các đơn vị. Thư giao việc sẽ đi trong lần chạy buổi sáng kế tiếp."
    return go(request, f"/phan-viec/{obligation_id}/phan-ra#tien-do", said)


@router.post("/phan-viec/{obligation_id}/phan-ra/xoa")
def drop_rows(
    request: Request, desk: DeskDep, obligation_id: int, person: Officer, form: FormDep
) -> Response:
    """Throw the draft away once the officer has ticked that it is meant."""
    try:
        if field(form, "chac") != "1":
            raise Refused("Chưa đánh dấu xác nhận xóa dự thảo.", hint="Đánh dấu ô xác nhận rồi bấm xóa.")
        with writing(desk.engine) as session:
            _own(session, desk, person, obligation_id)
            drop_breakdown(
                session,
                plan_id=number(form, "ke_hoach"),
                obligation_id=obligation_id,
                agency_id=own_agency(person),
                by=person.display_name,
                now=desk.now,
            )
    except Refused as fault:
        return _show(request, desk, person, obligation_id, fault=fault)
    said = "Đã xóa dự thảo phân rã. Chưa đơn vị nào được báo về dự thảo này."
    return go(request, f"/phan-viec/{obligation_id}/phan-ra", said)


@router.post("/phan-viec/{obligation_id}/phan-ra/han")
def move_days(
    request: Request, desk: DeskDep, obligation_id: int, person: Officer, form: FormDep
) -> Response:
    """Move the chosen units' days as the extension of the agency's own day proposes."""
    try:
        with writing(desk.engine) as session:
            _own(session, desk, person, obligation_id)
            moved = take_days(
                session,
                obligation_id=obligation_id,
                agency_id=own_agency(person),
                chosen=numbers(form, "viec"),
                act=_act(desk, person),
            )
    except Refused as fault:
        return _show(request, desk, person, obligation_id, fault=fault)
    return go(request, f"/phan-viec/{obligation_id}/phan-ra#tien-do", f"Đã dời hạn của {moved} phần việc.")


def _act(desk: Desk, person: Person) -> Act:
    return Act(person.display_name, "lead", desk.now, desk.today, desk.office.calendar, desk.office.ladder)


def _own(session: Session, desk: Desk, person: Person, obligation_id: int) -> ObligationRow:
    """Return the obligation where it is the officer's own agency's; raises NotFound for any other."""
    row = own_row(session, desk, person, obligation_id)
    if row.agency_id != own_agency(person):
        raise NotFound("Không có phần việc này.", hint="Quay lại danh sách việc của bạn.")
    return row


def _show(
    request: Request,
    desk: Desk,
    person: Person,
    obligation_id: int,
    *,
    typed: Sequence[TypedRow] | None = None,
    fault: Refused | None = None,
) -> Response:
    with reading(desk.engine) as session:
        row = _own(session, desk, person, obligation_id)
        plans = child_plans(session, obligation_id)
        draft = next((p for p in plans if p.state == "draft"), None)
        share = session.get_one(Obligation, obligation_id)
        stored = _stored(session, draft) if draft else []
        works = own_lower_work(session, [row], own_agency(person), today=desk.today)
        return page(
            request,
            "child_plan.html",
            status_code=409 if fault else 200,
            row=row,
            draft=draft,
            warnings=_warnings(session, desk, row, draft) if draft else [],
            typed=typed if typed is not None else (stored or _blank(BLANK_ROWS)),
            is_typed=typed is not None,
            units=own_units(session, own_agency(person)),
            is_open=row.plan_state == "active" and row.status in OPEN,
            children=child_rows(session, obligation_id, today=desk.today),
            flags=works[obligation_id].flags if obligation_id in works else (),
            proposals=day_proposals(session, share, today=desk.today),
            most_rows=MOST_ROWS,
            fault=fault,
        )


def _warnings(session: Session, desk: Desk, row: ObligationRow, draft: Plan) -> list[str]:
    items = draft_items(session, draft.id or 0)
    found = day_warnings(row.due_on, [i.assignment.due_on for i in items], today=desk.today)
    return [*found, *(one.sentence for one in problems(session, draft.id or 0, today=desk.today))]


def _stored(session: Session, draft: Plan) -> list[TypedRow]:
    return [
        TypedRow(
            one.assignment.text,
            "; ".join(p.name for p in one.owners),
            one.assignment.deliverable,
            day(one.assignment.due_on) if one.assignment.due_on else "",
        )
        for one in draft_items(session, draft.id or 0)
    ]


def _blank(count: int) -> list[TypedRow]:
    return [TypedRow()] * count


def _typed(form: FormData) -> list[TypedRow]:
    """Return the rows of the form in which anything was typed."""
    columns = [[typed_text(v) for v in form.getlist(name) if isinstance(v, str)] for name in _FIELDS]
    if len({len(column) for column in columns}) != 1:
        raise Refused("Biểu mẫu gửi lên không đúng.", hint="Tải lại trang rồi làm lại.")
    return [one for cells in zip(*columns, strict=True) if not (one := TypedRow(*cells)).is_blank]


def _row(number: int, typed: TypedRow) -> UnitWork:
    units = tuple(dict.fromkeys(u.strip() for u in typed.units.replace("\n", ";").split(";") if u.strip()))
    try:
        due_on = civil_day_of(typed.due)
    except Refused as fault:
        raise Refused(f"Dòng {number}: {fault.sentence}", hint=fault.hint) from fault
    return UnitWork(" ".join(typed.text.split()), units, " ".join(typed.deliverable.split()), due_on)
