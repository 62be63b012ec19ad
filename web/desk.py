"""What every page has at hand: the desk of the program and the person in front of it."""

import re
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import Depends, HTTPException, Request
from sqlalchemy import Engine
from starlette.datastructures import FormData, UploadFile

from config.clock import Clock
from config.office import Office
from config.settings import Settings
from models.errors import NotAllowed, Refused
from rules.access import LEADS_ALONE, Action, require
from store.accounts import Person, session_user
from store.child_plans import is_child
from store.database import reading
from store.identities import keep_seen
from web.forms import check_form_token, session_token
from web.readings import Readings

MOST_FIELDS, MOST_FILES = 20_000, 10
# Neither letters, nor Word and Excel, nor every database take them; a line feed and a tab they do.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
# The most digits of a number that every database holds.
_MOST_DIGITS = 18


@dataclass(frozen=True, slots=True)
class Desk:
    """The parts that pages work with, handed to the application when it is made."""

    settings: Settings
    clock: Clock
    # The office's rules as they stand: read anew when an operator has changed them.
    rules_in_force: Callable[[], Office]
    engine: Engine
    readings: Readings
    health: Mapping[str, Callable[[], object]]

    @property
    def office(self) -> Office:
        """Return the office's calendar and ladder."""
        return self.rules_in_force()

    @property
    def today(self) -> date:
        """Return the civil day in Asia/Ho_Chi_Minh."""
        return self.clock.today()

    @property
    def now(self) -> datetime:
        """Return the UTC instant."""
        return self.clock.now()

    @property
    def is_https(self) -> bool:
        """Return whether people reach the pages by https, so that cookies must stay there."""
        return self.settings.base_url.startswith("https://")


class NotSignedIn(Exception):
    """Nobody is signed in; the answer is the way to the sign-in page."""


class MustChangePassword(Exception):
    """The password was set by somebody else; the answer is the way to the page that changes it."""


def refuse_huge_numbers(request: Request) -> None:
    """Answer 404 where the address names a row by a number that no row has, and no database holds."""
    for value in request.path_params.values():
        if sum(c.isdecimal() for c in str(value)) > _MOST_DIGITS and not any(c.isalpha() for c in str(value)):
            raise HTTPException(404)


def desk_of(request: Request) -> Desk:
    """Return the application's desk."""
    desk: Desk = request.app.state.desk
    return desk


def person_of(request: Request) -> Person | None:
    """Return who is signed in with this request's session, or None."""
    token = session_token(request)
    if not token:
        return None
    desk = desk_of(request)
    with reading(desk.engine) as session:
        person = session_user(session, token, now=desk.now)
    if person is not None:
        keep_seen(desk.engine, person, token, now=desk.now)
    return person


@dataclass(frozen=True, slots=True)
class Allowed:
    """A dependency that gives the person signed in, where the table of access lets them do this.

    Raises NotSignedIn, MustChangePassword or NotAllowed.
    """

    action: Action

    def __call__(self, request: Request) -> Person:
        """Return the person; the page is told too, for its header."""
        request.state.action = self.action
        person = person_of(request)
        if person is None:
            raise NotSignedIn
        request.state.person = person
        if person.must_change_password and self.action != "keep_own_account":
            raise MustChangePassword
        require(person.role, self.action)
        if self.action in LEADS_ALONE:
            _refuse_child_plan(request)
        return person


def _refuse_child_plan(request: Request) -> None:
    """Raise NotAllowed where the address names a plan by which an agency breaks its obligation down."""
    named = str(request.path_params.get("plan_id", ""))
    if not (named.isascii() and named.isdecimal() and len(named) < 10):
        return
    with reading(desk_of(request).engine) as session:
        if not is_child(session, int(named)):
            return
    raise NotAllowed(
        "Kế hoạch này do một cơ quan phân rã phần việc của mình; cơ quan đó tự rà soát và điều hành.",
        hint="Ở đây chỉ xem tiến độ.",
    )


async def checked_form(request: Request) -> AsyncIterator[FormData]:
    """Give the submitted form once its token is found to be ours; raises OldForm otherwise."""
    async with request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS) as form:
        desk = desk_of(request)
        check_form_token(request, field(form, "ma_bieu_mau"), desk.settings.signing_key)
        yield form


def field(form: FormData, name: str) -> str:
    """Return a text field without blanks around it, or "" where it is missing or a file."""
    value = form.get(name)
    return typed_text(value) if isinstance(value, str) else ""


def typed_text(text: str) -> str:
    """Return what was typed, its lines parted by a line feed, without blanks around and control marks."""
    return _CONTROLS.sub("", text.replace("\r\n", "\n")).strip()


def numbers(form: FormData, name: str) -> list[int]:
    """Return the whole numbers of a repeated field; raises Refused for anything else."""
    values = form.getlist(name)
    if not all(isinstance(v, str) and v.isdecimal() and len(v) < 19 for v in values):
        raise Refused("Biểu mẫu gửi lên không đúng.", hint="Tải lại trang rồi làm lại.")
    return [int(str(v)) for v in values]


def number(form: FormData, name: str) -> int:
    """Return one whole number; raises Refused where it is missing or something else."""
    values = numbers(form, name)
    if len(values) != 1:
        raise Refused("Biểu mẫu gửi lên thiếu thông tin.", hint="Tải lại trang rồi làm lại.")
    return values[0]


def civil_date(form: FormData, name: str) -> date | None:
    """Return a day typed as yyyy-mm-dd or dd/mm/yyyy, or None where blank; raises Refused otherwise."""
    return civil_day_of(field(form, name))


def civil_day_of(text: str) -> date | None:
    """Return the day that a text writes, as ``civil_date`` does for a field."""
    if not text:
        return None
    try:
        if "/" in text:
            day, month, year = (int(part) for part in text.split("/"))
            return date(year, month, day)
        return date.fromisoformat(text)
    except ValueError as fault:
        raise Refused(
            f"“{text}” không phải là ngày.", hint="Nhập ngày/tháng/năm, ví dụ 30/11/2026."
        ) from fault


def number_in_address(request: Request, name: str) -> int | None:
    """Return a whole number asked for in the address, or None where there is none or something else."""
    text = request.query_params.get(name, "")
    # A page times the rows of a page is counted, too: it must stay a number that databases hold.
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 13 else None


def uploads(form: FormData, name: str) -> list[UploadFile]:
    """Return the files of a field; a file input left empty gives none."""
    return [v for v in form.getlist(name) if isinstance(v, UploadFile) and v.filename]


DeskDep = Annotated[Desk, Depends(desk_of)]
FormDep = Annotated[FormData, Depends(checked_form)]
Context = dict[str, Any]
