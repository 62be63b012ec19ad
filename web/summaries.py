"""The page behind the link in a summary: GET shows, POST declines (RFC 8058) or takes them again."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import PlainTextResponse
from sqlmodel import Session
from starlette.datastructures import FormData

from models.agency import Contact
from models.errors import BadLink, Refused
from store.database import reading, writing
from store.lookups import get_agency
from store.summaries import contact_of_token, set_takes
from tasks.letterheads import DECLINE_PATH
from web.desk import Desk, DeskDep, desk_of, field
from web.forms import check_form_token
from web.rates import BAD_LINK, rates_of
from web.render import go, page

router = APIRouter()
AT = DECLINE_PATH + "/{token}"


def is_one_click(form: FormData) -> bool:
    """Return whether a mail program sent this for its reader (RFC 8058, 3.2), who saw no page of ours."""
    return field(form, "List-Unsubscribe") == "One-Click"


async def _form(request: Request) -> AsyncIterator[FormData]:
    """Give the form: a mail program's says one thing only, for which the link's signature stands."""
    async with request.form(max_files=0, max_fields=10) as form:
        if not is_one_click(form):
            check_form_token(request, field(form, "ma_bieu_mau"), desk_of(request).settings.signing_key)
        yield form


@router.get(AT)
def summaries(request: Request, desk: DeskDep, token: str) -> Response:
    """Show whether the reader takes summaries; changes nothing (mail scanners open links)."""
    with reading(desk.engine) as session:
        contact = _contact(request, desk, session, token)
        return page(request, "summaries.html", contact=contact, agency=get_agency(session, contact.agency_id))


def _contact(request: Request, desk: Desk, session: Session, token: str) -> Contact:
    rates = rates_of(request)
    rates.check(BAD_LINK, "link", request)
    try:
        return contact_of_token(session, token, key=desk.settings.signing_key)
    except BadLink:
        rates.count(BAD_LINK, "link", request)
        raise


@router.post(AT)
def choose(
    request: Request, desk: DeskDep, token: str, form: Annotated[FormData, Depends(_form)]
) -> Response:
    """Decline summaries, or take them again."""
    is_machine = is_one_click(form)
    wanted = "ngung" if is_machine else field(form, "viec")
    if wanted not in ("ngung", "nhan"):
        raise Refused("Chưa chọn thao tác.", hint="Bấm một trong các nút của trang.")
    with writing(desk.engine) as session:
        contact = _contact(request, desk, session, token)
        set_takes(session, contact, takes=wanted == "nhan", now=desk.now)
    if is_machine:
        return PlainTextResponse("OK")
    said = "Bạn sẽ không nhận thư tổng hợp nữa." if wanted == "ngung" else "Bạn lại nhận thư tổng hợp."
    return go(request, f"{DECLINE_PATH}/{token}", said)
