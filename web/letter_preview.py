"""Letters as they would be written today, shown with real data: nothing is sent and nothing stored."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from models.errors import DondocError, NotFound, Refused
from store.accounts import Person
from store.choices import agency_names
from store.database import reading
from store.lookups import get_agency
from tasks.previewing import Preview, preview_letters
from web.desk import Allowed, Desk, DeskDep, civil_day_of
from web.messages import KINDS, LETTER_POLICY
from web.render import page

router = APIRouter()
Reader = Annotated[Person, Depends(Allowed("see_messages"))]
AT = "/thu/mau"
# Days ahead of which letters may be looked at.
MOST_DAYS = 366


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose letters of which day the address asks for; no agency: none is chosen yet."""

    agency_id: int | None
    day: date

    def on(self, day: date) -> str:
        """Return the address of the same agency's letters of another day."""
        return f"{AT}?{urlencode({'co_quan': self.agency_id, 'ngay': day.isoformat()})}"

    def frame(self, kind: str) -> str:
        """Return the address of one letter's HTML."""
        return f"{AT}/{self.agency_id}/{self.day.isoformat()}/{kind}/html"


def _asked(session: Session, request: Request, today: date) -> Asked:
    """Return what the address asks for; raises NotFound and Refused for what is not there."""
    day = civil_day_of(request.query_params.get("ngay", "").strip()) or today
    _check_day(day, today)
    name = request.query_params.get("co_quan", "").strip()
    if not name:
        return Asked(None, day)
    names = agency_names(session)
    found = [key for key, one in names.items() if name in (one, str(key))]
    if len(found) != 1:
        raise NotFound(f"Không rõ cơ quan “{name[:120]}”.", hint="Chọn đúng một tên trong danh sách.")
    return Asked(found[0], day)


def _check_day(day: date, today: date) -> None:
    if not today <= day <= today + timedelta(days=MOST_DAYS):
        raise Refused(
            f"Chỉ xem trước được thư của hôm nay và {MOST_DAYS} ngày tới.", hint="Thư đã qua ở trang Thư."
        )


def _preview(session: Session, desk: Desk, agency_id: int, day: date) -> Preview:
    return preview_letters(session, desk.settings, desk.office, agency_id=agency_id, day=day, now=desk.now)


@router.get(AT)
def letter_preview(request: Request, desk: DeskDep, person: Reader) -> Response:
    """Show an agency's letters as they would be written on a day, each as HTML in a frame and as text."""
    with reading(desk.engine) as session:
        asked, found, fault = Asked(None, desk.today), None, None
        try:
            asked = _asked(session, request, desk.today)
            if asked.agency_id is not None:
                found = _preview(session, desk, asked.agency_id, asked.day)
        except DondocError as refusal:
            # A faulty template is what this page is there to show, too.
            fault = refusal
        names = agency_names(session)
        return page(
            request,
            "letter_preview.html",
            status_code=409 if fault else 200,
            asked=asked,
            found=found,
            fault=fault,
            agency=names.get(asked.agency_id or 0, request.query_params.get("co_quan", "")),
            agencies=sorted(names.values()),
            kinds=KINDS,
        )


@router.get(AT + "/{agency_id}/{day}/{kind}/html")
def letter_preview_html(desk: DeskDep, agency_id: int, day: date, kind: str, person: Reader) -> Response:
    """Give one letter's HTML for the frame: no scripts, no forms, nothing loaded."""
    _check_day(day, desk.today)
    with reading(desk.engine) as session:
        get_agency(session, agency_id)
        for letter in _preview(session, desk, agency_id, day).letters:
            if letter.kind == kind:
                headers = {"Content-Security-Policy": LETTER_POLICY, "X-Frame-Options": "SAMEORIGIN"}
                return HTMLResponse(letter.html, headers=headers)
    raise NotFound("Không có thư này.", hint="Chọn lại cơ quan và ngày.")
