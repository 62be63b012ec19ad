"""The page where calendar addresses are made, shown once, and revoked."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from sqlmodel import Session
from starlette.datastructures import FormData

from models.errors import NotFound, Refused
from store.accounts import Person
from store.choices import plan_choices
from store.database import reading, writing
from store.feeds import feed_rows, get_feed, lead_agencies, make_feed, revoke_feed
from web.agency import own_agency
from web.desk import Allowed, Desk, DeskDep, FormDep, field, number, number_in_address
from web.render import go, page

router = APIRouter()
Keeper = Annotated[Person, Depends(Allowed("keep_calendars"))]


@router.get("/lich")
def calendars(request: Request, desk: DeskDep, person: Keeper) -> Response:
    """Show the addresses in use: an agency officer's own agency's, a lead officer's of plans and leads."""
    return _show(request, desk, person)


def _show(
    request: Request, desk: Desk, person: Person, *, address: str = "", fault: Refused | None = None
) -> Response:
    is_agency = person.role == "agency"
    with reading(desk.engine) as session:
        if is_agency:
            feeds = feed_rows(session, scopes=("agency",), agency_id=own_agency(person))
        else:
            feeds = feed_rows(session, scopes=("plan", "lead"))
        plans = [] if is_agency else [p for p in plan_choices(session) if p.state == "active"]
        leads = {} if is_agency else lead_agencies(session)
    return page(
        request,
        "calendars.html",
        status_code=409 if fault else 200,
        feeds=feeds,
        plans=plans,
        leads=leads,
        is_agency=is_agency,
        chosen=number_in_address(request, "ke_hoach"),
        address=address,
        fault=fault,
    )


@router.post("/lich")
def make(request: Request, desk: DeskDep, person: Keeper, form: FormDep) -> Response:
    """Make an address and show it, this once: only its hash is kept."""
    try:
        with writing(desk.engine) as session:
            token = _make(session, desk, person, form)
    except Refused as fault:
        return _show(request, desk, person, fault=fault)
    return _show(request, desk, person, address=f"{desk.settings.base_url}/lich/{token}.ics")


def _make(session: Session, desk: Desk, person: Person, form: FormData) -> str:
    by, now = person.username, desk.now
    if person.role == "agency":
        return make_feed(session, scope="agency", agency_id=own_agency(person), plan_id=None, by=by, now=now)
    kind, _, key = field(form, "lich_cua").partition(":")
    if kind not in ("ke-hoach", "thuong-truc", "tat-ca") or (kind != "tat-ca" and not _is_number(key)):
        raise Refused("Chưa chọn lịch của kế hoạch nào.", hint="Chọn trong danh sách rồi tạo lại.")
    if kind == "ke-hoach":
        return make_feed(session, scope="plan", agency_id=None, plan_id=int(key), by=by, now=now)
    lead = int(key) if kind == "thuong-truc" else None
    return make_feed(session, scope="lead", agency_id=lead, plan_id=None, by=by, now=now)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19


@router.post("/lich/thu-hoi")
def revoke(request: Request, desk: DeskDep, person: Keeper, form: FormDep) -> Response:
    """End an address: calendars that ask with it are told that it is not there."""
    with writing(desk.engine) as session:
        feed_id = number(form, "lich")
        row = get_feed(session, feed_id)
        is_own = row.agency_id == person.agency_id if person.role == "agency" else True
        if not is_own or (row.scope == "agency") != (person.role == "agency"):
            raise NotFound("Không có địa chỉ lịch này.", hint="Tải lại trang.")
        revoke_feed(session, feed_id, by=person.username, now=desk.now)
    return go(request, "/lich", "Đã thu hồi địa chỉ lịch.")
