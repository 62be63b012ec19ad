"""Letters that came in: read by a person, recorded as reports, or left with a reason."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from sqlmodel import Session

from models.errors import DondocError, Refused
from models.inbound import InboundMail
from rules.incoming.wording import split_notes
from rules.status import OPEN
from store.accounts import Person
from store.boards import Filters, ObligationRow, obligation_rows
from store.child_plans import children_among
from store.choices import agency_names
from store.database import reading, writing
from store.inbound import open_items, told_items
from store.inbound_decisions import Recording, leave_mail, record_mail
from store.inbound_lists import VIEWS, count_mails, files_of, get_file, get_mail, mail_rows
from store.lookups import get_agency
from store.moving import Act
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


@router.get(AT)
def incoming(request: Request, desk: DeskDep, person: Reader) -> Response:
    """Show the letters that came, the newest first; those that wait for somebody unless others are asked."""
    view = request.query_params.get("tinh_trang", "")
    view = view if view in VIEWS else "new"
    number = max(number_in_address(request, "trang") or 1, 1)
    with reading(desk.engine) as session:
        counts = count_mails(session)
        return page(
            request,
            "inbound.html",
            rows=mail_rows(session, view, limit=PER_PAGE, offset=(number - 1) * PER_PAGE),
            counts=counts,
            view=view,
            view_names=VIEW_NAMES,
            number=number,
            page_count=-(-counts[view] // PER_PAGE),
            has_mailbox=desk.settings.mailbox is not None,
            words_of=lambda text: split_notes(text)[0],
        )


@router.get(AT + "/{mail_id}")
def letter(request: Request, desk: DeskDep, mail_id: int, person: Reader) -> Response:
    """Show one letter, and the obligations among which it can be recorded."""
    return _show(request, desk, mail_id)


def _show(
    request: Request,
    desk: Desk,
    mail_id: int,
    *,
    fault: DondocError | None = None,
    typed: TypedDecision | None = None,
) -> Response:
    with reading(desk.engine) as session:
        mail = get_mail(session, mail_id)
        agency_id = mail.agency_id or number_in_address(request, "co_quan")
        said, notes = split_notes(mail.text)
        can_decide = mail.state != "taken" and not (mail.is_bounce and mail.message_id is not None)
        rows = _offered(session, desk, mail, agency_id) if agency_id and can_decide else []
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
            sayings=SAYINGS,
            view_names=VIEW_NAMES,
            fault=fault,
            typed=typed or TypedDecision((mail.obligation_id,) if mail.obligation_id else (), "", said),
        )


def _offered(session: Session, desk: Desk, mail: InboundMail, agency_id: int) -> list[ObligationRow]:
    """Return the agency's open obligations: the one that is meant, those of the letter, then the others."""
    told = [one.obligation_id for one in told_items(session, mail.message_id)] if mail.message_id else []
    first = [mail.obligation_id] if mail.obligation_id else []
    ids = list(dict.fromkeys([*first, *told, *(one.obligation_id for one in open_items(session, agency_id))]))
    wanted = tuple(ids[:MOST_OFFERED])
    filters = Filters(obligation_ids=wanted, agency_id=agency_id, statuses=OPEN)
    found = {r.obligation_id: r for r in obligation_rows(session, today=desk.today, filters=filters)}
    # What an agency gave its own units is between those two.
    below = children_among(session, {row.plan_id for row in found.values()})
    rows = [found[key] for key in wanted if key in found]
    return [row for row in rows if row.plan_state == "active" and row.plan_id not in below]


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
                    made = record_mail(session, mail_id, recording, act, username=person.username)
                    said = f"Đã ghi nhận thư thành {len(made)} báo cáo."
                case "de-lai":
                    who = {"by": person.display_name, "username": person.username}
                    leave_mail(session, mail_id, why=typed.why, now=now, **who)
                    said = "Đã để lại thư."
                case _:
                    raise Refused("Chưa chọn thao tác.", hint="Bấm một trong các nút của biểu mẫu.")
    except Refused as fault:
        return _show(request, desk, mail_id, fault=fault, typed=typed)
    return go(request, AT, said)


@router.get(AT + "/tep/{file_id}")
def attached(desk: DeskDep, file_id: int, person: Reader) -> Response:
    """Give a file of a letter, to be saved and never shown by the browser."""
    with reading(desk.engine) as session:
        row, blob = get_file(session, file_id)
        return download(blob.content, row.filename, row.media_type)
