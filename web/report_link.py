"""The report page behind a signed link: no account, one agency, GET shows and POST stores."""

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request, Response
from sqlmodel import Session
from starlette.datastructures import FormData

from models.errors import BadDocument, BadLink, NotFound, OutOfDate, Refused
from models.reminder import ReportLink
from rules.status import OPEN, moves_from
from store.boards import Filters, obligation_rows
from store.comments import add_comment, comments_by_obligation
from store.database import reading, writing
from store.links import open_link
from store.lookups import get_agency
from store.obligation_rows import ObligationRow
from store.obligations import ReportInput, move
from store.waiting import agency_extensions
from web.agency import acknowledge_new, count_new, groups_by_need
from web.asking import TypedRequest, can_ask, read_request, store_request
from web.desk import Desk, DeskDep, FormDep, field, number, number_in_address, uploads
from web.obligation import fault_status
from web.rates import BAD_LINK, rates_of
from web.render import go, page
from web.uploads import ACCEPTED, report_files
from web.wording import SAYS

router = APIRouter()


@dataclass(frozen=True, slots=True)
class TypedReport:
    """What a person typed in a report that could not be taken, and for which obligation."""

    obligation_id: int = 0
    says: str = ""
    text: str = ""
    reporter: str = ""
    product: str = ""
    # A comment, or the reason for asking not to be given the work, and which of the two forms it was.
    comment: str = ""
    why: str = ""
    act: str = ""


@router.get("/r/{token}")
def report_page(request: Request, desk: DeskDep, token: str) -> Response:
    """Show the agency's obligations with a form for each; changes nothing (mail scanners open links)."""
    return _show(request, desk, token)


def _show(request: Request, desk: Desk, token: str, **context: Any) -> Response:
    shown: dict[str, Any] = {"fault": None, "typed": TypedReport(), "asked": TypedRequest()} | context
    opened = shown["typed"].obligation_id or number_in_address(request, "viec") or 0
    with reading(desk.engine) as session:
        link = _open(request, desk, session, token)
        groups = groups_by_need(request, session, today=desk.today, agency_id=link.agency_id)
        todo = _with_opened(session, desk, link, (*groups["todo"].rows, *groups["support"].rows), opened)
        requests = agency_extensions(session, link.agency_id)
        listed = {r.obligation_id for r in (*todo, *groups["waiting"].rows)}
        return page(
            request,
            "report_link.html",
            status_code=fault_status(shown["fault"]),
            agency=get_agency(session, link.agency_id),
            link=link,
            groups=groups,
            todo=todo,
            new_count=count_new(session, today=desk.today, agency_id=link.agency_id),
            choices={r.obligation_id: choices_of(r) for r in todo},
            requests={i: found[-1] for i, found in requests.items()},
            can_ask={r.obligation_id for r in todo if can_ask(r, requests.get(r.obligation_id, []))},
            can_refuse={r.obligation_id for r in todo if _can_refuse(r)},
            talks=comments_by_obligation(session, listed),
            opened=opened,
            accepted=ACCEPTED,
            upload_limit=desk.settings.upload_limit,
            **shown,
        )


def _open(request: Request, desk: Desk, session: Session, token: str) -> ReportLink:
    """Return the link; an address that keeps trying links which are none has to wait."""
    rates = rates_of(request)
    rates.check(BAD_LINK, "link", request)
    try:
        return open_link(session, token, now=desk.now, key=desk.settings.signing_key)
    except BadLink:
        rates.count(BAD_LINK, "link", request)
        raise


def _with_opened(
    session: Session, desk: Desk, link: ReportLink, todo: tuple[ObligationRow, ...], opened: int
) -> tuple[ObligationRow, ...]:
    """Return what is to be done, with the one that was asked for first where it stands on another page."""
    if not opened or any(r.obligation_id == opened for r in todo):
        return todo
    wanted = Filters(obligation_ids=(opened,), agency_id=link.agency_id, statuses=OPEN)
    found = obligation_rows(session, today=desk.today, filters=wanted)
    return (*(r for r in found if r.plan_state == "active"), *todo)


def choices_of(row: ObligationRow) -> dict[str, str]:
    """Return what the agency may say of this obligation now: the words by status."""
    targets = {t.target for t in moves_from(row.status, "agency")}
    return {says: name for says, name in SAYS.items() if says in targets}


def _can_refuse(row: ObligationRow) -> bool:
    return any(t.target == "refused" for t in moves_from(row.status, "agency"))


@router.post("/r/{token}")
def take_report(request: Request, desk: DeskDep, token: str, form: FormDep) -> Response:
    """Store one report, or acknowledge everything new; then the page again (303)."""
    with reading(desk.engine) as session:
        link = open_link(session, token, now=desk.now, key=desk.settings.signing_key)
        agency = get_agency(session, link.agency_id).name
    reporter = field(form, "nguoi_bao_cao")
    actor = f"{reporter} ({agency})" if reporter else agency
    address = f"/r/{token}"
    if field(form, "viec_chung") == "tiep-nhan":
        count = acknowledge_new(desk, agency_id=link.agency_id, actor=actor)
        return go(request, address, f"Đã tiếp nhận {count} việc. Xin cảm ơn.")
    if field(form, "viec_chung") == "gia-han":
        return _take_request(request, desk, token, link, form, actor)
    if field(form, "viec_chung") == "trao-doi":
        return _take_comment(request, desk, token, link, form, actor)
    if field(form, "viec_chung") == "tu-choi":
        return _take_refusal(request, desk, token, link, form, actor)
    typed = TypedReport(
        number(form, "phan_viec"), *(field(form, n) for n in ("bao", "noi_dung", "nguoi_bao_cao", "san_pham"))
    )
    try:
        _store(desk, link, form, typed, actor)
    except (BadLink, NotFound):
        raise
    except (BadDocument, Refused) as fault:
        return _show(request, desk, token, fault=fault, typed=typed)
    return go(request, address, f"Đã ghi nhận: {SAYS[typed.says].lower()}. Xin cảm ơn.")


def _take_request(
    request: Request, desk: Desk, token: str, link: ReportLink, form: FormData, actor: str
) -> Response:
    """Store a request for more time; the page again with what was typed where a rule forbids it."""
    row = _own_row(desk, link, number(form, "phan_viec"))
    try:
        store_request(desk, form, obligation_id=row.obligation_id, by=actor)
    except Refused as fault:
        typed = TypedReport(row.obligation_id, reporter=field(form, "nguoi_bao_cao"))
        return _show(request, desk, token, fault=fault, typed=typed, asked=read_request(form, "xin"))
    said = "Đã gửi đề nghị gia hạn. Hạn hiện nay còn giữ nguyên cho đến khi được trả lời."
    return go(request, f"/r/{token}", said)


def _take_comment(
    request: Request, desk: Desk, token: str, link: ReportLink, form: FormData, actor: str
) -> Response:
    """Store a comment to the lead; the page again with what was typed where it cannot be."""
    row = _own_row(desk, link, number(form, "phan_viec"))
    text = field(form, "trao_doi")
    try:
        with writing(desk.engine) as session:
            add_comment(
                session,
                obligation_id=row.obligation_id,
                text=text,
                actor=actor,
                side="agency",
                now=desk.now,
            )
    except Refused as fault:
        typed = TypedReport(
            row.obligation_id, reporter=field(form, "nguoi_bao_cao"), comment=text, act="trao-doi"
        )
        return _show(request, desk, token, fault=fault, typed=typed)
    return go(
        request, f"/r/{token}?viec={row.obligation_id}", "Đã gửi trao đổi tới cơ quan chủ trì kế hoạch."
    )


def _take_refusal(
    request: Request, desk: Desk, token: str, link: ReportLink, form: FormData, actor: str
) -> Response:
    """Store that the agency asks not to be given this; the page again where a rule forbids it."""
    row = _own_row(desk, link, number(form, "phan_viec"))
    why = field(form, "ly_do")
    try:
        with writing(desk.engine) as session:
            move(
                session,
                obligation_id=row.obligation_id,
                target="refused",
                actor=actor,
                actor_role="agency",
                now=desk.now,
                today=desk.today,
                calendar=desk.office.calendar,
                ladder=desk.office.ladder,
                why=why,
                revision=number(form, "ban"),
            )
    except Refused as fault:
        who = field(form, "nguoi_bao_cao")
        typed = TypedReport(row.obligation_id, reporter=who, why=why, act="tu-choi")
        return _show(request, desk, token, fault=fault, typed=typed)
    return go(request, f"/r/{token}", "Đã gửi đề nghị không nhận việc tới cơ quan chủ trì kế hoạch.")


def _own_row(desk: Desk, link: ReportLink, obligation_id: int) -> ObligationRow:
    with reading(desk.engine) as session:
        wanted = Filters(obligation_ids=(obligation_id,), agency_id=link.agency_id)
        rows = obligation_rows(session, today=desk.today, filters=wanted)
    if not rows:
        raise NotFound("Không có phần việc này.", hint="Mở lại đường dẫn trong thư.")
    return rows[0]


def _store(desk: Desk, link: ReportLink, form: FormData, typed: TypedReport, actor: str) -> None:
    row = _own_row(desk, link, typed.obligation_id)
    if typed.says not in SAYS:
        raise Refused("Chưa chọn tình trạng công việc.", hint="Chọn một trong các tình trạng rồi gửi lại.")
    if row.status not in OPEN or typed.says not in choices_of(row):
        raise OutOfDate("Phần việc này vừa đổi tình trạng.", hint="Xem tình trạng mới bên dưới rồi báo lại.")
    files = report_files(uploads(form, "tep"), limit=desk.settings.upload_limit, text=typed.text)
    with writing(desk.engine) as session:
        move(
            session,
            obligation_id=typed.obligation_id,
            target=typed.says,
            actor=actor,
            actor_role="agency",
            now=desk.now,
            today=desk.today,
            calendar=desk.office.calendar,
            ladder=desk.office.ladder,
            report=ReportInput(typed.says, typed.text, typed.reporter or actor, typed.product, "link", files),
            revision=number(form, "ban"),
        )
