"""One obligation: its facts, its journal, its reports, and the moves open to who looks at it."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from sqlmodel import Session
from starlette.datastructures import FormData

from models.errors import BadDocument, DondocError, NotFound, OutOfDate, Refused
from models.extension import Extension
from models.journal import Attachment
from rules.access import may, reaches
from rules.status import Actor, Transition, moves_from
from store.accounts import Person
from store.boards import Filters, obligation_rows
from store.child_plans import child_lead, side_in
from store.comments import comments_of
from store.database import reading, writing
from store.extensions import extensions_of
from store.ledger import ledger_rows
from store.lookups import get_item
from store.obligation_rows import ObligationRow
from store.obligations import (
    ReportInput,
    attachments,
    get_attachment,
    history,
    move,
    reports,
)
from store.timeline import Sources, timeline
from store.versions import earlier_words
from web.asking import TypedRequest, can_ask
from web.desk import Allowed, Desk, DeskDep, FormDep, field, number, uploads
from web.lower_panel import ask_to_report, lower_panel
from web.plans import download
from web.render import go, page
from web.uploads import ACCEPTED, report_files

router = APIRouter()
Reader = Annotated[Person, Depends(Allowed("see_obligation"))]
_SIDES: tuple[Actor, Actor] = ("agency", "lead")
Mover = Annotated[Person, Depends(Allowed("move_obligation"))]


@dataclass(frozen=True, slots=True)
class Typed:
    """What a person typed in a form that could not be taken, so that nothing has to be typed again."""

    target: str = ""
    why: str = ""
    text: str = ""
    product: str = ""
    comment: str = ""


def own_row(session: Session, desk: Desk, person: Person, obligation_id: int) -> ObligationRow:
    """Return the obligation where this person may know of it; raises NotFound for any other.

    An obligation of another agency and one that does not exist give the same answer.
    """
    rows = obligation_rows(session, today=desk.today, filters=Filters(obligation_ids=(obligation_id,)))
    if not rows:
        raise NotFound("Không có phần việc này.", hint="Quay lại danh sách việc của bạn.")
    side_here(session, person, rows[0])
    return rows[0]


def side_here(session: Session, person: Person, row: ObligationRow) -> Actor | None:
    """Return on whose side this person moves the obligation, None where it may only be read.

    Raises NotFound where the person may not know of it.
    """
    return side_in(
        session,
        plan_id=row.plan_id,
        owner_id=row.agency_id,
        role=person.role,
        own_agency_id=person.agency_id,
    )


@router.get("/phan-viec/{obligation_id}")
def obligation(request: Request, desk: DeskDep, obligation_id: int, person: Reader) -> Response:
    """Show one obligation."""
    return show_obligation(request, desk, person, obligation_id)


def show_obligation(
    request: Request,
    desk: Desk,
    person: Person,
    obligation_id: int,
    *,
    fault: DondocError | None = None,
    typed: Typed | None = None,
    asked: TypedRequest | None = None,
) -> Response:
    """Return the page of an obligation, with a fault and what was typed where a form was not taken."""
    with reading(desk.engine) as session:
        row = own_row(session, desk, person, obligation_id)
        told = reports(session, obligation_id)
        files: dict[int, list[Attachment]] = {}
        for one in attachments(session, [r.id or 0 for r in told]):
            files.setdefault(one.report_id, []).append(one)
        talk = comments_of(session, obligation_id)
        actor = side_here(session, person, row)
        requests = extensions_of(session, obligation_id)
        is_tracked = row.plan_state == "active"
        changes = history(session, obligation_id)
        moved = [c for c in changes if c.from_status != c.to_status]
        reminded = ledger_rows(session, obligation_id=obligation_id)
        item = get_item(session, row.assignment_id)
        earlier = earlier_words(session, row.plan_id, row.assignment_id) if item.amended_by_id else []
        return page(
            request,
            "obligation.html",
            status_code=fault_status(fault),
            row=row,
            item=item,
            earlier=earlier,
            journal=timeline(Sources(changes, told, files, requests, reminded, talk)),
            ledger=reminded,
            comments=talk,
            can_comment=is_tracked and actor is not None and may(person.role, "comment_obligation"),
            documents=[(r, files.get(r.id or 0, [])) for r in told[::-1] if r.product or r.id in files],
            next_steps=next_steps(row, requests) if is_tracked else {},
            ended_with_owners=row.status == "done" and moved[-1].actor_role == "system",
            moves=moves_from(row.status, actor) if actor and is_tracked else (),
            granted=[e for e in requests if e.state == "granted"],
            undecided=next((e for e in requests if e.state == "asked"), None) if is_tracked else None,
            can_ask=can_ask(row, requests) and actor == "agency" and may(person.role, "ask_extension"),
            can_decide=is_tracked and actor == "lead" and may(person.role, "decide_extension"),
            fault=fault,
            typed=typed or Typed(),
            asked=asked or TypedRequest(),
            accepted=ACCEPTED,
            upload_limit=desk.settings.upload_limit,
            **lower_panel(session, row, person, today=desk.today),
        )


def next_steps(row: ObligationRow, requests: list[Extension]) -> dict[str, list[str]]:
    """Return what either side may do with a tracked obligation now, in words."""
    agency, lead = (list(dict.fromkeys(m.name for m in moves_from(row.status, who))) for who in _SIDES)
    if can_ask(row, requests):
        agency.append("xin gia hạn")
    if any(r.state == "asked" for r in requests):
        lead.insert(0, "xét đề nghị gia hạn")
    return {"agency": agency, "lead": lead}


def fault_status(fault: DondocError | None) -> int:
    """Return the status of a page that shows a form again."""
    if fault is None:
        return 200
    return 422 if isinstance(fault, BadDocument) else 409


@router.post("/phan-viec/{obligation_id}")
def move_obligation(
    request: Request, desk: DeskDep, obligation_id: int, person: Mover, form: FormDep
) -> Response:
    """Make one move; the page again with what was typed where a rule forbids it."""
    typed = Typed(*(field(form, name) for name in ("chuyen_sang", "ly_do", "noi_dung", "san_pham")))
    with reading(desk.engine) as session:
        row = own_row(session, desk, person, obligation_id)
        actor = side_here(session, person, row)
    if actor is None:
        raise Refused("Tài khoản này chỉ xem phần việc này.", hint="Đăng nhập bằng tài khoản khác.")
    chosen = chosen_move(moves_from(row.status, actor), typed.target)
    try:
        report = _report(desk, form, typed, person) if chosen.needs == "report" else None
        with writing(desk.engine) as session:
            # Whose side it is may have changed since the page was shown.
            if side_here(session, person, row) != actor:
                raise OutOfDate("Phần việc này vừa được chuyển cho cơ quan khác.", hint="Tải lại trang.")
            move(
                session,
                obligation_id=obligation_id,
                target=typed.target,
                actor=person.display_name,
                actor_role=actor,
                now=desk.now,
                today=desk.today,
                calendar=desk.office.calendar,
                ladder=desk.office.ladder,
                why=typed.why,
                report=report,
                revision=number(form, "ban"),
            )
    except (BadDocument, Refused) as fault:
        return show_obligation(request, desk, person, obligation_id, fault=fault, typed=typed)
    asked = ask_to_report(desk, row) if actor == "lead" else ""
    return go(request, f"/phan-viec/{obligation_id}", f"Đã {chosen.name}.{asked}")


def chosen_move(moves: tuple[Transition, ...], target: str) -> Transition:
    """Return the move to that status; raises OutOfDate where it is not (or no longer) open."""
    for one in moves:
        if one.target == target:
            return one
    raise OutOfDate(
        "Phần việc này vừa đổi tình trạng, hoặc thao tác không dành cho bạn.",
        hint="Tải lại trang rồi làm lại.",
    )


def _report(desk: Desk, form: FormData, typed: Typed, person: Person) -> ReportInput:
    files = report_files(uploads(form, "tep"), limit=desk.settings.upload_limit, text=typed.text)
    return ReportInput(
        says=typed.target,
        text=typed.text,
        reporter=field(form, "nguoi_bao_cao") or person.display_name,
        product=typed.product,
        via="web",
        files=files,
    )


@router.get("/tep/{attachment_id}")
def attachment(desk: DeskDep, attachment_id: int, person: Reader) -> Response:
    """Give a file that came with a report, to be saved and never shown by the browser."""
    with reading(desk.engine) as session:
        row, blob, owner = get_attachment(session, attachment_id)
        if not reaches(person.role, person.agency_id, owner.agency_id, child_lead(session, owner.plan_id)):
            raise NotFound("Không có tệp này.", hint="Quay lại trang phần việc.")
        return download(blob.content, row.filename, row.media_type)
