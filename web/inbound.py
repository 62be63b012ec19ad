"""Letters that came in: read by a person, recorded as reports, or left with a reason.

The lead reads them all. An agency's officer reads what the agency's units answer about the work that it broke
down for them, and decides on it in the lead's place.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from sqlmodel import Session

from models.errors import DondocError, Refused
from models.inbound import InboundMail
from rules.incoming.sides import MailSides, may_decide
from rules.incoming.wording import split_notes
from rules.status import OPEN
from store.accounts import Person
from store.boards import Filters, obligation_rows
from store.child_plans import children_among, led_children
from store.choices import agency_names
from store.database import reading, writing
from store.inbound import open_items, told_items
from store.inbound_decisions import Recording, leave_mail, record_mail
from store.inbound_lists import VIEWS, count_mails, files_of, get_file, mail_for, mail_rows
from store.lookups import get_agency
from store.moving import Act
from store.obligation_rows import ObligationRow
from web.agency import own_agency
from web.desk import Allowed, Desk, DeskDep, FormDep, field, number_in_address, numbers
from web.obligation import fault_status
from web.plans import download
from web.render import go, page
from web.wording import SAYS

router = APIRouter()
Reader = Annotated[Person, Depends(Allowed("read_incoming"))]
PER_PAGE = 50
# Obligations that one page offers: those that the letter was about, then the agency's next ones.
MOST_OFFERED = 60
VIEW_NAMES = {"new": "Chờ xem", "taken": "Đã ghi nhận", "left": "Đã để lại", "returned": "Thư bị trả lại"}
SAYINGS = {key: SAYS[key] for key in ("in_progress", "reported")}
AT = "/thu-den"


@dataclass(frozen=True, slots=True)
class TypedDecision:
    """What a person typed for a letter that could not be taken."""

    chosen: tuple[int, ...] = ()
    says: str = ""
    text: str = ""
    why: str = ""


def _led_by(person: Person) -> int | None:
    """Return the agency whose units' letters the person reads, None for the lead, who reads all."""
    return own_agency(person) if person.role == "agency" else None


def _lead_names(session: Session, sides: Iterable[MailSides]) -> dict[int, str]:
    """Return the names of the agencies that decide on these letters."""
    ids = {agency_id for one in sides for agency_id in one.agency_ids}
    return {key: name for key, name in agency_names(session).items() if key in ids} if ids else {}


@router.get(AT)
def incoming(request: Request, desk: DeskDep, person: Reader) -> Response:
    """Show the letters that came, the newest first; those that wait for somebody unless others are asked."""
    view = request.query_params.get("tinh_trang", "")
    agency_id = _led_by(person)
    # What came back to the program is the lead's to look at.
    views = [one for one in VIEWS if agency_id is None or one != "returned"]
    view = view if view in views else "new"
    number = max(number_in_address(request, "trang") or 1, 1)
    with reading(desk.engine) as session:
        counts = count_mails(session, agency_id)
        offset = (number - 1) * PER_PAGE
        rows = mail_rows(session, view, limit=PER_PAGE, offset=offset, agency_id=agency_id)
        return page(
            request,
            "inbound.html",
            rows=rows,
            is_leads=agency_id is None,
            lead_names=_lead_names(session, [row.sides for row in rows]),
            counts=counts,
            view=view,
            view_names={key: VIEW_NAMES[key] for key in views},
            number=number,
            page_count=-(-counts[view] // PER_PAGE),
            has_mailbox=desk.settings.mailbox is not None,
            words_of=lambda text: split_notes(text)[0],
        )


@router.get(AT + "/{mail_id}")
def letter(request: Request, desk: DeskDep, mail_id: int, person: Reader) -> Response:
    """Show one letter, and the obligations among which it can be recorded."""
    return _show(request, desk, mail_id, person)


def _show(
    request: Request,
    desk: Desk,
    mail_id: int,
    person: Person,
    *,
    fault: DondocError | None = None,
    typed: TypedDecision | None = None,
) -> Response:
    with reading(desk.engine) as session:
        led_by = _led_by(person)
        mail, sides = mail_for(session, mail_id, led_by)
        agency_id = mail.agency_id or number_in_address(request, "co_quan")
        said, notes = split_notes(mail.text)
        is_open = mail.state != "taken" and not (mail.is_bounce and mail.message_id is not None)
        can_decide = is_open and may_decide(sides, led_by)
        rows = _offered(session, desk, mail, agency_id, led_by) if agency_id and can_decide else []
        return page(
            request,
            "inbound_letter.html",
            status_code=fault_status(fault),
            mail=mail,
            said=said,
            notes=notes,
            files=files_of(session, mail_id),
            agency=get_agency(session, agency_id) if agency_id else None,
            agencies=agency_names(session) if mail.agency_id is None and can_decide else {},
            rows=rows,
            can_decide=can_decide,
            is_leads=led_by is None,
            others=_lead_names(session, [sides]) if led_by is None else {},
            sayings=SAYINGS,
            view_names=VIEW_NAMES,
            fault=fault,
            typed=typed or TypedDecision((mail.obligation_id,) if mail.obligation_id else (), "", said),
        )


def _offered(
    session: Session, desk: Desk, mail: InboundMail, agency_id: int, led_by: int | None
) -> list[ObligationRow]:
    """Return the agency's open obligations: the one that is meant, those of the letter, then the others.

    To the lead none that an agency gave its own units: that is between those two. To that agency
    (``led_by``) those alone.
    """
    told = [one.obligation_id for one in told_items(session, mail.message_id)] if mail.message_id else []
    first = [mail.obligation_id] if mail.obligation_id else []
    ids = list(dict.fromkeys([*first, *told, *(one.obligation_id for one in open_items(session, agency_id))]))
    filters = Filters(obligation_ids=tuple(ids), agency_id=agency_id, statuses=OPEN)
    found = {r.obligation_id: r for r in obligation_rows(session, today=desk.today, filters=filters)}
    plan_ids = {row.plan_id for row in found.values()}
    if led_by is None:
        plan_ids -= children_among(session, plan_ids)
    else:
        plan_ids = led_children(session, plan_ids, led_by)
    rows = [found[key] for key in ids if key in found]
    return [row for row in rows if row.plan_state == "active" and row.plan_id in plan_ids][:MOST_OFFERED]


@router.post(AT + "/{mail_id}")
def decide(request: Request, desk: DeskDep, mail_id: int, person: Reader, form: FormDep) -> Response:
    """Record a letter as reports, or leave it; the page again with what was typed where a rule forbids it."""
    typed = TypedDecision(
        tuple(numbers(form, "phan_viec")), *(field(form, name) for name in ("bao", "noi_dung", "ly_do"))
    )
    now, today = desk.now, desk.today
    try:
        with writing(desk.engine) as session:
            match field(form, "viec"):
                case "ghi-nhan":
                    act = Act(
                        person.display_name, "lead", now, today, desk.office.calendar, desk.office.ladder
                    )
                    recording = Recording(typed.chosen, typed.says, typed.text)
                    made = record_mail(
                        session, mail_id, recording, act, username=person.username, agency_id=_led_by(person)
                    )
                    said = f"Đã ghi nhận thư thành {len(made)} báo cáo."
                case "de-lai":
                    who = {"by": person.display_name, "username": person.username}
                    leave_mail(session, mail_id, why=typed.why, now=now, agency_id=_led_by(person), **who)
                    said = "Đã để lại thư."
                case _:
                    raise Refused("Chưa chọn thao tác.", hint="Bấm một trong các nút của biểu mẫu.")
    except Refused as fault:
        return _show(request, desk, mail_id, person, fault=fault, typed=typed)
    return go(request, AT, said)


@router.get(AT + "/tep/{file_id}")
def attached(desk: DeskDep, file_id: int, person: Reader) -> Response:
    """Give a file of a letter, to be saved and never shown by the browser."""
    with reading(desk.engine) as session:
        row, blob = get_file(session, file_id, _led_by(person))
        return download(blob.content, row.filename, row.media_type)
