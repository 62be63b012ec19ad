"""The contacts on an agency's page: adding, changing, absence, ending. Addresses are never shown whole."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from sqlmodel import Session
from starlette.datastructures import FormData

from models.errors import Refused
from rules.contacts import ROLE_NAMES, masked, officer_channel
from store.accounts import Person
from store.bounces import latest_bounces
from store.contacts import (
    add_contact,
    all_contacts,
    edit_contact,
    get_contact,
    set_active,
    set_away,
    set_fallbacks,
    set_quiet,
)
from store.database import reading, writing
from store.trials import latest_trials
from tasks.addresses import address_check
from tasks.trying import try_contact
from web.agencies import show_agency
from web.desk import Allowed, Desk, DeskDep, FormDep, civil_date, field, number
from web.render import go
from web.wording import moment

router = APIRouter()
Editor = Annotated[Person, Depends(Allowed("edit_registry"))]


@router.post("/danh-ba/co-quan/{agency_id}/lien-he")
def add(request: Request, desk: DeskDep, agency_id: int, person: Editor, form: FormDep) -> Response:
    """Store a new contact; the agency's page again with the reason where it cannot be."""
    typed = {"ten": field(form, "ten"), "vai_tro": field(form, "vai_tro")}
    try:
        store_contact(desk, agency_id, person, form, channel=field(form, "kenh"))
    except Refused as fault:
        return show_agency(request, desk, person, agency_id, fault=fault, typed=typed)
    return go(request, f"/danh-ba/co-quan/{agency_id}#lien-he", "Đã thêm người liên hệ.")


def store_contact(desk: Desk, agency_id: int, person: Person, form: FormData, *, channel: str) -> None:
    """Store a new contact as the form holds it; raises Refused."""
    with writing(desk.engine) as session:
        add_contact(
            session,
            agency_id,
            name=field(form, "ten"),
            role=field(form, "vai_tro"),
            channel=channel,
            check_channel=address_check(desk.settings),
            by=person.username,
            now=desk.now,
        )


@router.post("/danh-ba/co-quan/{agency_id}/lien-he/{contact_id}")
def change(
    request: Request, desk: DeskDep, agency_id: int, contact_id: int, person: Editor, form: FormDep
) -> Response:
    """Change a contact, its days of absence, or whether it is written to."""
    with reading(desk.engine) as session:
        get_contact(session, agency_id, contact_id)
    try:
        with writing(desk.engine) as session:
            channel = field(form, "kenh")
            said = change_contact(session, desk, agency_id, contact_id, person, form, channel=channel)
    except Refused as fault:
        return show_agency(request, desk, person, agency_id, fault=fault)
    return go(request, f"/danh-ba/co-quan/{agency_id}#lien-he", said)


def change_contact(
    session: Session,
    desk: Desk,
    agency_id: int,
    contact_id: int,
    person: Person,
    form: FormData,
    *,
    channel: str,
) -> str:
    """Do what a button of the contacts' forms asks for, and return what was done; raises Refused."""
    who: dict[str, Any] = {"by": person.username, "now": desk.now}
    action = field(form, "viec")
    match action:
        case "sua":
            edit_contact(
                session,
                agency_id,
                contact_id,
                name=field(form, "ten"),
                role=field(form, "vai_tro"),
                channel=channel,
                check_channel=address_check(desk.settings),
                **who,
            )
            return "Đã lưu người liên hệ."
        case "vang":
            row = set_away(
                session,
                agency_id,
                contact_id,
                away_from=civil_date(form, "vang_tu"),
                away_to=civil_date(form, "vang_den"),
                substitute_id=number(form, "nguoi_thay") if field(form, "nguoi_thay") else None,
                **who,
            )
            return "Đã ghi kỳ vắng mặt." if row.away_from else "Đã ghi: đang có mặt."
        case "ngung" | "dung-lai":
            active = action == "dung-lai"
            set_active(
                session,
                agency_id,
                contact_id,
                active=active,
                check_channel=address_check(desk.settings),
                today=desk.today,
                **who,
            )
            return "Người này lại nhận thư." if active else "Người này không còn nhận thư."
        case "du-phong":
            places = _places(form, len(get_contact(session, agency_id, contact_id).fallbacks))
            row = set_fallbacks(
                session,
                agency_id,
                contact_id,
                places=places,
                added=channel,
                check_channel=address_check(desk.settings),
                **who,
            )
            count = len(row.fallbacks)
            return f"Đã lưu {count} kênh dự phòng." if count else "Người này không còn kênh dự phòng."
        case "yen-lang":
            row = set_quiet(
                session,
                agency_id,
                contact_id,
                quiet_from=field(form, "yen_tu"),
                quiet_to=field(form, "yen_den"),
                **who,
            )
            return "Đã lưu giờ yên lặng." if row.quiet_from else "Người này không có giờ yên lặng."
        case "thu" | "thu-1" | "thu-2" | "thu-3" | "thu-4":
            rank = int(action[4:] or 0)
            told = try_contact(
                session, desk.settings, desk.office, agency_id, contact_id, channel_rank=rank, **who
            )
            waits = told.not_before_at is not None and told.not_before_at > desk.now
            when = f"từ {moment(told.not_before_at)}, trong giờ làm việc" if waits else "ngay bây giờ"
            return f"Thư thử được gửi {when}. Tải lại trang này để xem kết quả."
    raise Refused("Chưa chọn thao tác.", hint="Bấm một trong các nút của biểu mẫu.")


def _places(form: FormData, count: int) -> list[int | None]:
    """Return the place that each further channel is given in the form; None for one that is to go."""
    found: list[int | None] = []
    for index in range(count):
        place = field(form, f"thu_tu_{index}")
        found.append(int(place) if place.isascii() and place.isdecimal() and len(place) < 3 else None)
    return found


def officers_contacts(session: Session, agency_id: int) -> dict[str, Any]:
    """Return what an officer's page shows of a body's contacts: who, trials, letters that came back."""
    contacts = all_contacts(session, agency_id)
    return {
        "contacts": contacts,
        "contact_names": {c.id: c.name for c in contacts},
        "trials": latest_trials(session, agency_id),
        "bounces": latest_bounces(session, agency_id),
        "masked": masked,
        "roles": ROLE_NAMES,
        "can_edit": True,
        "is_officer": True,
    }


def typed_channel(session: Session, form: FormData, *agency_ids: int) -> str:
    """Return the channel that an officer typed, held to the servers that these bodies' channels know."""
    known = [
        channel
        for agency_id in agency_ids
        for one in all_contacts(session, agency_id)
        for channel in (one.channel, *one.fallbacks)
    ]
    return officer_channel(field(form, "kenh"), known)
