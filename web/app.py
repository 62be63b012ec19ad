"""The application: its parts, its routes, and the pages for what goes wrong."""

from collections.abc import Callable, Mapping

from fastapi import Depends, FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from config.clock import Clock
from config.office import Office
from config.settings import Settings
from models.errors import (
    BadDocument,
    BadLink,
    DondocError,
    ExpiredLink,
    NotAllowed,
    NotFound,
    Refused,
    TooMany,
)
from store.sealing import open_with_key
from web import (
    account,
    agencies,
    agency,
    agency_contacts,
    agency_groups,
    agency_import,
    amendments,
    api_tokens,
    audit,
    board,
    calendar_feed,
    calendars,
    child_plans,
    closing,
    comments,
    contact_import,
    dates,
    extensions,
    inbound,
    intake,
    ledger,
    letter_preview,
    lineage,
    messages,
    mirrors,
    obligation,
    office_rules,
    oidc,
    overview,
    own_contacts,
    owner_search,
    papers,
    period_papers,
    plan_page,
    plans,
    rehearsal,
    report_link,
    review,
    review_item,
    rollups,
    sending_again,
    succession,
    summaries,
    table_import,
    trends,
    unit_contacts,
    users,
    webhooks,
)
from web import health as health_routes
from web import metrics as metrics_routes
from web.api.app import ADDRESS as API
from web.api.app import make_api
from web.api.faults import show_http_fault
from web.desk import Desk, MustChangePassword, NotSignedIn, refuse_huge_numbers
from web.forms import OldForm
from web.guard import Guard, TooLarge, hide_tokens_in_logs
from web.held import held_of
from web.kept import KeptPages
from web.kept_first import KeptFirst
from web.rates import Rates
from web.readings import Ingest, Readings
from web.render import FOLDER, go, local_address, make_pages, page
from web.watching import Watched

# The first that fits decides; the order goes from the particular to the general.
_STATUS: tuple[tuple[type[DondocError], int], ...] = (
    (NotFound, 404),
    (TooLarge, 413),
    (TooMany, 429),
    (ExpiredLink, 410),
    (NotAllowed, 403),
    (Refused, 409),
    (BadDocument, 422),
)
_TITLES = {
    400: "Yêu cầu không đọc được",
    403: "Không được phép",
    404: "Không tìm thấy",
    405: "Không có thao tác này",
    409: "Chưa thực hiện được",
    410: "Đường dẫn không dùng được",
    413: "Nội dung gửi lên quá lớn",
    429: "Hãy chờ một lát",
    422: "Không đọc được văn bản",
    500: "Chương trình gặp lỗi",
}


def create_app(
    settings: Settings,
    clock: Clock,
    office: Office | Callable[[], Office],
    *,
    ingest: Ingest,
    health: Mapping[str, Callable[[], object]] | None = None,
) -> FastAPI:
    """Return the application over the database of these settings.

    ``ingest`` reads a document and stores it as a draft (bytes, file name, who, whom to tell how far it has
    come) -> plan id, called in threads of its own; ``health`` names further parts, each with a callable that
    raises when that part is down.
    """
    app = FastAPI(
        title="Đôn đốc",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        # The framework would answer with the whole address, under the name that the visitor gave our host.
        redirect_slashes=False,
        dependencies=[Depends(refuse_huge_numbers)],
    )
    engine = open_with_key(settings)
    rules = (lambda: office) if isinstance(office, Office) else office
    app.state.desk = Desk(settings, clock, rules, engine, Readings(ingest, engine, clock), dict(health or {}))
    app.state.metrics = metrics_routes.Metrics(app.state.desk)
    app.state.pages = make_pages()
    app.state.rates = Rates()
    app.state.kept_pages = KeptPages()
    app.state.provider = oidc.make_provider(settings)
    for part in (
        account,
        oidc,
        sending_again,
        agency,
        board,
        overview,
        trends,
        rollups,
        papers,
        period_papers,
        intake,
        table_import,
        plans,
        plan_page,
        review_item,
        amendments,
        mirrors,
        lineage,
        review,
        rehearsal,
        ledger,
        obligation,
        child_plans,
        closing,
        comments,
        extensions,
        dates,
        report_link,
        summaries,
        own_contacts,
        unit_contacts,
        calendars,
        calendar_feed,
        letter_preview,
        messages,
        inbound,
        agencies,
        agency_contacts,
        agency_groups,
        agency_import,
        contact_import,
        succession,
        owner_search,
        users,
        api_tokens,
        webhooks,
        audit,
        office_rules,
        health_routes,
        metrics_routes,
    ):
        app.include_router(part.router)
    app.mount(API, make_api(app), name="api")
    app.mount("/static", StaticFiles(directory=FOLDER / "static"), name="static")
    app.add_exception_handler(DondocError, _show_error)
    app.add_exception_handler(NotSignedIn, _show_sign_in)
    app.add_exception_handler(OldForm, _show_old_form)
    app.add_exception_handler(MustChangePassword, _show_own_account)
    app.add_exception_handler(HTTPException, _show_http_error)
    app.add_exception_handler(RequestValidationError, _show_bad_address)
    app.add_middleware(KeptFirst)
    app.add_middleware(Guard, upload_limit=settings.upload_limit, crash_page=_crash_page)
    app.add_middleware(Watched, metrics=app.state.metrics)
    hide_tokens_in_logs()
    return app


def status_of(fault: DondocError) -> int:
    """Return the HTTP status of an error; 500 for one that no person caused."""
    return next((code for kind, code in _STATUS if isinstance(fault, kind)), 500)


def _error_page(request: Request, code: int, sentence: str, hint: str, title: str = "") -> Response:
    # Who follows a report link has no account: that page offers no way into the other pages.
    is_link = request.url.path.startswith(("/r/", "/thu-tong-hop/"))
    return page(
        request,
        "error.html",
        status_code=code,
        title=title or _TITLES.get(code, _TITLES[500]),
        sentence=sentence,
        hint=hint,
        is_link=is_link,
    )


def _show_error(request: Request, fault: Exception) -> Response:
    assert isinstance(fault, DondocError)  # noqa: S101 - registered for it only
    place = f" ({fault.place})" if fault.place else ""
    title = "Đường dẫn không dùng được" if isinstance(fault, BadLink) else ""
    return _error_page(request, status_of(fault), f"{fault.sentence}{place}", fault.hint, title)


async def _show_sign_in(request: Request, fault: Exception) -> Response:
    if request.method == "GET":
        return go(request, account.sign_in_address(request))
    held = await held_of(request)
    if held is not None:
        return await run_in_threadpool(sending_again.show_held, request, held)
    return go(request, "/dang-nhap", "Phiên làm việc đã hết nên chưa có gì được lưu. Hãy đăng nhập lại.")


async def _show_old_form(request: Request, fault: Exception) -> Response:
    # Who has signed in anew in another tab sends the form of the session before.
    held = await held_of(request)
    if held is not None:
        return await run_in_threadpool(sending_again.send_again_page, request, held, status_code=403)
    return await run_in_threadpool(_show_error, request, fault)


def _show_own_account(request: Request, fault: Exception) -> Response:
    return go(request, "/tai-khoan", "Mật khẩu này do người khác đặt: hãy đổi mật khẩu trước đã.")


def _show_http_error(request: Request, fault: Exception) -> Response:
    assert isinstance(fault, HTTPException)  # noqa: S101 - registered for it only
    if request.url.path.startswith("/api/"):
        return show_http_fault(request, fault)
    path = request.url.path
    if fault.status_code == 404 and request.method == "GET" and path != "/" and path.endswith("/"):
        return go(request, local_address(path.rstrip("/")))
    sentences = {
        404: ("Không có trang này.", "Kiểm tra địa chỉ, hoặc về trang đầu."),
        405: ("Địa chỉ này không nhận thao tác vừa gửi.", "Về trang trước rồi làm lại."),
    }
    sentence, hint = sentences.get(fault.status_code, ("Yêu cầu gửi lên không đọc được.", "Tải lại trang."))
    return _error_page(request, fault.status_code, sentence, hint)


def _show_bad_address(request: Request, fault: Exception) -> Response:
    return _error_page(request, 404, "Không có trang này.", "Kiểm tra địa chỉ, hoặc về trang đầu.")


def _crash_page(request: Request, fault_id: str) -> Response:
    return _error_page(
        request,
        500,
        "Chương trình gặp lỗi ngoài dự kiến; nội dung đang gửi chưa được lưu.",
        f"Thử lại; nếu vẫn lỗi, báo người vận hành mã lỗi {fault_id}.",
    )
