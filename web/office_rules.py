"""The working calendar and the ladder of reminders, changed by the operator."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from starlette.datastructures import FormData

from config.office import OfficeFile, OfficeFiles
from models.errors import BadSettings, DondocError, Refused
from store.accounts import Person
from store.audit import note
from store.database import writing
from web.desk import Allowed, Desk, DeskDep, FormDep, civil_date, field, number_in_address
from web.render import go, page

router = APIRouter()
Operator = Annotated[Person, Depends(Allowed("edit_office_rules"))]
FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True, slots=True)
class TypedDay:
    """What was typed for a day that could not be taken."""

    first: str = ""
    last: str = ""
    kind: str = "nghi"
    name: str = ""
    source: str = ""


@router.get("/quan-tri/lich")
def calendar_page(request: Request, desk: DeskDep, person: Operator) -> Response:
    """Show a year's days that are not what their weekday says, and the forms that change them."""
    return _show_calendar(request, desk, number_in_address(request, "nam"))


def _show_calendar(request: Request, desk: Desk, year: int | None, **context: Any) -> Response:
    year = min(max(year or desk.today.year, FIRST_YEAR), LAST_YEAR)
    calendar = desk.office.calendar
    waiting = {entry.day for entry in calendar.unconfirmed(year)}
    files = OfficeFiles(desk.settings)
    shown: dict[str, Any] = {"fault": None, "typed": TypedDay(), "raw_open": False} | context
    shown.setdefault("text", files.text("holidays.toml"))
    return page(
        request,
        "office_calendar.html",
        status_code=409 if shown["fault"] else 200,
        year=year,
        worked=calendar.working_days_of(year),
        confirmed=calendar.is_confirmed(year),
        rows=[
            {
                "day": day,
                "working": calendar.is_working(day),
                "name": calendar.holiday_name(day),
                "open": day in waiting,
            }
            for day in calendar.special_days(year)
        ],
        **shown,
    )


@router.post("/quan-tri/lich")
def change_calendar(request: Request, desk: DeskDep, person: Operator, form: FormDep) -> Response:
    """Add days to the calendar, or store its whole file."""
    files, year = OfficeFiles(desk.settings), field(form, "nam")
    shown_year = int(year) if year.isdecimal() and len(year) == 4 else desk.today.year
    if field(form, "viec") == "luu":
        text = str(form.get("tep") or "")
        try:
            _save(desk, person, files, "holidays.toml", text)
        except BadSettings as fault:
            return _show_calendar(request, desk, shown_year, fault=fault, text=text, raw_open=True)
    else:
        typed = TypedDay(*(field(form, name) for name in ("tu", "den", "la", "ten", "nguon")))
        try:
            entry = _entry(form, typed)
            _save(desk, person, files, "holidays.toml", files.text("holidays.toml") + entry)
        except (BadSettings, Refused) as fault:
            return _show_calendar(request, desk, shown_year, fault=fault, typed=typed)
    return go(request, f"/quan-tri/lich?nam={shown_year}", "Đã lưu lịch làm việc.")


def _entry(form: FormData, typed: TypedDay) -> str:
    """Return the lines of one entry for the calendar's file."""
    first, last = civil_date(form, "tu"), civil_date(form, "den")
    if first is None or not typed.name or not typed.source:
        raise Refused("Chưa đủ ngày, tên ngày và văn bản thông báo.", hint="Nhập đủ rồi lưu lại.")
    lines = ["", "[[entry]]", f"day = {first.isoformat()}"]
    if last is not None and last != first:
        lines.append(f"to = {last.isoformat()}")
    confirmed = field(form, "xac_nhan") == "1"
    lines += [
        f"working = {str(typed.kind == 'lam').lower()}",
        f"name = {_quoted(typed.name)}",
        f"source = {_quoted(typed.source)}",
        f"confirmed = {str(confirmed).lower()}",
    ]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """Return a text as a TOML string of one line."""
    one_line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return '"' + one_line.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _save(desk: Desk, person: Person, files: OfficeFiles, name: OfficeFile, text: str) -> None:
    files.save(name, text)
    with writing(desk.engine) as session:
        note(session, what="office.changed", by=person.username, now=desk.now, file=name)


@router.get("/quan-tri/bac-thang")
def ladder_page(request: Request, desk: DeskDep, person: Operator) -> Response:
    """Show the ladder's file."""
    return _show_ladder(request, desk)


def _show_ladder(
    request: Request, desk: Desk, *, text: str | None = None, fault: DondocError | None = None
) -> Response:
    files = OfficeFiles(desk.settings)
    return page(
        request,
        "office_ladder.html",
        status_code=409 if fault else 200,
        text=files.text("ladder.toml") if text is None else text,
        own=files.is_own("ladder.toml"),
        fault=fault,
    )


@router.post("/quan-tri/bac-thang")
def change_ladder(request: Request, desk: DeskDep, person: Operator, form: FormDep) -> Response:
    """Store the ladder's file; the page again where it names a fault."""
    text = str(form.get("tep") or "")
    try:
        _save(desk, person, OfficeFiles(desk.settings), "ladder.toml", text)
    except BadSettings as fault:
        return _show_ladder(request, desk, text=text, fault=fault)
    return go(request, "/quan-tri/bac-thang", "Đã lưu bậc thang nhắc việc.")
