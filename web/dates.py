"""Days of tracked work: the day of an event, days set by the lead, how a plan counts its reporting periods.

What is chosen is shown with the due days that would follow (GET) before anything is written (POST).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from sqlmodel import Session
from starlette.datastructures import FormData

from models.assignment import Assignment
from models.errors import DondocError, Refused
from models.plan import Plan
from rules.access import may
from rules.dating import check_reasonable
from store.accounts import Person
from store.boards import Filters, obligation_rows
from store.database import reading, writing
from store.dates import dateless_shares, has_rhythm, set_day, set_report_periods, undated_items
from store.event_days import EventGroup, event_groups, event_items, proposed_day, record_event
from store.moving import Act
from store.obligation_rows import ObligationRow
from store.plans import get_plan
from web.desk import Allowed, Desk, DeskDep, FormDep, civil_date, field, numbers
from web.obligation import fault_status
from web.render import go, page

router = APIRouter()
Setter = Annotated[Person, Depends(Allowed("set_dates"))]
EVENT, LEAD = "su-kien", "an-dinh"


@dataclass(frozen=True, slots=True)
class PlanDates:
    """What of a plan has no day yet: items that wait for an event, and items that wait for nothing."""

    groups: tuple[EventGroup, ...]
    undated: tuple[tuple[Assignment, int], ...]
    can_set: bool
    # Whether an item of the plan repeats, so that it matters how periods are counted.
    has_rhythm: bool = False

    @property
    def waiting(self) -> int:
        """Return how many items wait for an event whose day nobody has recorded."""
        return sum(not one.is_recorded for group in self.groups for one in group.items)


def plan_dates(session: Session, plan: Plan, person: Person) -> PlanDates:
    """Return what of a plan has no day yet, and whether this person may give it one."""
    plan_id = plan.id or 0
    if plan.state not in ("draft", "active"):
        return PlanDates((), (), can_set=False)
    undated = undated_items(session, plan_id) if plan.state == "active" else []
    return PlanDates(
        tuple(event_groups(session, plan_id)),
        tuple(undated),
        can_set=may(person.role, "set_dates") and plan.breaks_down_id is None,
        has_rhythm=has_rhythm(session, plan_id),
    )


@dataclass(frozen=True, slots=True)
class ProposedItem:
    """An item before its day is written: what is in the field, and what the person should know of it."""

    item: Assignment
    typed: str
    is_proposed: bool
    is_past: bool


@router.get("/ke-hoach/{plan_id}/han")
def dates_page(request: Request, desk: DeskDep, plan_id: int, person: Setter) -> Response:
    """Show what has no day yet; with a choice in the address, the due days that would follow from it."""
    asked = FormData([(name, value) for name, value in request.query_params.multi_items()])
    try:
        match field(asked, "viec"):
            case "su-kien":
                return _event_preview(request, desk, plan_id, asked)
            case "an-dinh":
                return _lead_preview(request, desk, plan_id, asked)
    except Refused as fault:
        return _choice(request, desk, plan_id, person, fault)
    return _choice(request, desk, plan_id, person, None)


def _choice(
    request: Request, desk: Desk, plan_id: int, person: Person, fault: DondocError | None
) -> Response:
    with reading(desk.engine) as session:
        plan = get_plan(session, plan_id)
        dates = plan_dates(session, plan, person)
        return page(
            request, "dates.html", status_code=fault_status(fault), plan=plan, dates=dates, fault=fault
        )


def _chosen_day(form: FormData, what: str) -> date:
    day = civil_date(form, "ngay")
    if day is None:
        raise Refused(f"Chưa ghi {what}.", hint="Nhập ngày/tháng/năm rồi bấm lại.")
    check_reasonable(day)
    return day


def _event_preview(
    request: Request, desk: Desk, plan_id: int, form: FormData, *, fault: DondocError | None = None
) -> Response:
    event_on = _chosen_day(form, "ngày của sự kiện")
    with reading(desk.engine) as session:
        plan = get_plan(session, plan_id)
        items = _chosen_items(session, plan_id, form)
        typed = {r.id or 0: field(form, f"han_{r.id}") for r in items} if fault else {}
        return page(
            request,
            "event_preview.html",
            status_code=fault_status(fault),
            plan=plan,
            event_on=event_on,
            items=[_proposed(desk, row, event_on, typed) for row in items],
            fault=fault,
        )


def _chosen_items(session: Session, plan_id: int, form: FormData) -> list[Assignment]:
    ids = numbers(form, "muc")
    if not ids:
        raise Refused("Chưa chọn mục nào.", hint="Đánh dấu vào các mục rồi bấm lại.")
    return event_items(session, plan_id, ids)


def _proposed(desk: Desk, row: Assignment, event_on: date, typed: Mapping[int, str]) -> ProposedItem:
    day = proposed_day(row, event_on=event_on, calendar=desk.office.calendar)
    shown = typed.get(row.id or 0, f"{day:%d/%m/%Y}" if day else "")
    return ProposedItem(row, shown, day is not None, day is not None and day < desk.today)


def _lead_preview(
    request: Request, desk: Desk, plan_id: int, form: FormData, *, fault: DondocError | None = None
) -> Response:
    due_on = _chosen_day(form, "hạn")
    chosen = numbers(form, "pv")
    with reading(desk.engine) as session:
        plan = get_plan(session, plan_id)
        ids = numbers(form, "muc")
        found = [o.id or 0 for o in dateless_shares(session, plan_id, ids)] if ids else chosen
        if not found:
            raise Refused(
                "Chưa chọn mục nào, hoặc các mục đã chọn không còn phần việc nào chưa có hạn.",
                hint="Đánh dấu vào các mục rồi bấm lại.",
            )
        shares: dict[int, list[ObligationRow]] = {}
        filters = Filters(plan_id=plan_id, obligation_ids=tuple(found))
        rows = obligation_rows(session, today=desk.today, filters=filters)
        for row in sorted(rows, key=lambda r: r.obligation_id):
            shares.setdefault(row.assignment_id, []).append(row)
        return page(
            request,
            "lead_day_preview.html",
            status_code=fault_status(fault),
            plan=plan,
            due_on=due_on,
            shares=shares,
            items=ids,
            chosen=set(chosen) if fault else set(found),
            is_day_off=not desk.office.calendar.is_working(due_on),
            fault=fault,
        )


@router.post("/ke-hoach/{plan_id}/han")
def write_dates(request: Request, desk: DeskDep, plan_id: int, person: Setter, form: FormDep) -> Response:
    """Write the days that were shown; the page again with what was typed where a rule forbids it."""
    act = Act(person.display_name, "lead", desk.now, desk.today, desk.office.calendar, desk.office.ladder)
    what = field(form, "viec")
    if what not in (EVENT, LEAD):
        raise Refused("Chưa chọn thao tác.", hint="Bấm một trong các nút của biểu mẫu.")
    try:
        said = _record(desk, plan_id, form, act) if what == EVENT else _set_by_lead(desk, plan_id, form, act)
    except Refused as fault:
        try:
            show = _event_preview if what == EVENT else _lead_preview
            return show(request, desk, plan_id, form, fault=fault)
        except Refused:
            return _choice(request, desk, plan_id, person, fault)
    return go(request, f"/ke-hoach/{plan_id}", said)


def _record(desk: Desk, plan_id: int, form: FormData, act: Act) -> str:
    event_on = _chosen_day(form, "ngày của sự kiện")
    days = {i: civil_date(form, f"han_{i}") for i in numbers(form, "muc")}
    if not days:
        raise Refused("Chưa chọn mục nào.", hint="Đánh dấu vào các mục rồi bấm lại.")
    with writing(desk.engine) as session:
        done = record_event(session, plan_id=plan_id, event_on=event_on, days=days, act=act)
    said = f"Đã ghi sự kiện ngày {event_on:%d/%m/%Y}: hạn của {done.items} mục"
    said += f", {done.shares} phần việc." if done.shares else "."
    return said + (f" {done.kept} phần việc giữ hạn đã được gia hạn." if done.kept else "")


def _set_by_lead(desk: Desk, plan_id: int, form: FormData, act: Act) -> str:
    due_on = _chosen_day(form, "hạn")
    chosen = numbers(form, "pv")
    if not chosen:
        raise Refused("Chưa chọn cơ quan nào.", hint="Đánh dấu ít nhất một phần việc rồi bấm lại.")
    with writing(desk.engine) as session:
        count = set_day(session, plan_id=plan_id, obligation_ids=chosen, due_on=due_on, act=act)
    return f"Đã ấn định hạn {due_on:%d/%m/%Y} cho {count} phần việc; thư tới sẽ báo cho cơ quan."


@router.post("/ke-hoach/{plan_id}/ky-bao-cao")
def choose_periods(request: Request, desk: DeskDep, plan_id: int, person: Setter, form: FormDep) -> Response:
    """Choose how the plan counts its reporting periods, for occurrences not yet made."""
    with writing(desk.engine) as session:
        set_report_periods(
            session, plan_id=plan_id, periods=field(form, "ky"), by=person.username, now=desk.now
        )
    return go(request, f"/ke-hoach/{plan_id}", "Đã lưu cách tính kỳ báo cáo cho các kỳ chưa lập.")
