"""What goes wrong, as ``application/problem+json`` with the Vietnamese sentence, the hint and our code."""

import logging
import secrets

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from models.errors import BadDocument, DondocError, NotAllowed, NotFound, Refused, TooMany
from store.api_tokens import BadToken
from store.idempotency import KeyUsedOtherwise
from web.api.schemas import Problem
from web.guard import TooLarge

log = logging.getLogger("dondoc.web")
PROBLEM = "application/problem+json"


class Changed(Refused):
    """The obligation is no longer what the caller has read: HTTP 412."""

    code = "changed"


# The first that fits decides.
_STATUS: tuple[tuple[type[DondocError], int], ...] = (
    (BadToken, 401),
    (NotFound, 404),
    (Changed, 412),
    (TooLarge, 413),
    (KeyUsedOtherwise, 422),
    (TooMany, 429),
    (NotAllowed, 403),
    (Refused, 409),
    (BadDocument, 422),
)
TITLES = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    409: "Conflict",
    412: "Precondition Failed",
    413: "Content Too Large",
    422: "Unprocessable Content",
    429: "Too Many Requests",
    500: "Internal Server Error",
}
_SCHEMA = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}


def documented(*codes: int) -> dict[int | str, dict[str, object]]:
    """Return what a route's OpenAPI says of these statuses, besides those that every route may give."""
    every = {400, 401, 403, 413, 422, 429, *codes}
    return {code: {"description": TITLES[code], "content": _SCHEMA} for code in sorted(every)}


def problem(
    status: int, sentence: str, *, hint: str = "", code: str, place: str = "", headers: dict[str, str]
) -> Response:
    """Return one fault as the caller gets it."""
    told = Problem(
        title=TITLES.get(status, "Error"), status=status, detail=sentence, hint=hint, code=code, place=place
    )
    return Response(told.model_dump_json(), status, media_type=PROBLEM, headers=headers)


def show_faults(api: FastAPI) -> None:
    """Put the handlers on the API, so that nothing goes out as a page."""
    api.add_exception_handler(DondocError, _of_ours)
    api.add_exception_handler(HTTPException, show_http_fault)
    api.add_exception_handler(RequestValidationError, _of_request)
    api.add_middleware(Caught)


def _of_ours(request: Request, fault: Exception) -> Response:
    assert isinstance(fault, DondocError)  # noqa: S101 - registered for it only
    status = next((code for kind, code in _STATUS if isinstance(fault, kind)), 500)
    headers = {"WWW-Authenticate": 'Bearer realm="dondoc"'} if status == 401 else {}
    return problem(
        status, fault.sentence, hint=fault.hint, code=fault.code, place=fault.place, headers=headers
    )


def show_http_fault(request: Request, fault: Exception) -> Response:
    """Return what the framework refuses, also at addresses beside the API that begin like it."""
    assert isinstance(fault, HTTPException)  # noqa: S101 - registered for it only
    if isinstance(fault.__cause__, DondocError):
        # The framework wraps what is raised while it reads a body.
        return _of_ours(request, fault.__cause__)
    sentences = {
        404: ("Không có địa chỉ này.", "not-found"),
        405: ("Địa chỉ này không nhận phương thức vừa gửi.", "method-not-allowed"),
    }
    sentence, code = sentences.get(fault.status_code, ("Yêu cầu gửi lên không đọc được.", "bad-request"))
    hint = "Xem /api/v1/openapi.json."
    return problem(fault.status_code, sentence, hint=hint, code=code, headers=dict(fault.headers or {}))


def _of_request(request: Request, fault: Exception) -> Response:
    assert isinstance(fault, RequestValidationError)  # noqa: S101 - registered for it only
    # What was sent is not repeated: it may hold anything.
    places = sorted({".".join(str(part)[:60] for part in one["loc"]) for one in fault.errors()})
    shown = ", ".join(places[:5]).encode("utf-8", "replace").decode()
    sentence = f"Yêu cầu không đúng ở: {shown}."
    return problem(
        422, sentence, hint="Xem /api/v1/openapi.json.", code="bad-request", place=shown, headers={}
    )


class Caught:
    """ASGI middleware: a fault of ours is logged under an id, which the answer names."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        started = False

        async def noted(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, noted)
        except Exception:
            fault_id = secrets.token_hex(4)
            log.exception("fault %s at %s %s", fault_id, scope.get("method"), scope["path"])
            if started:
                raise
            answer = problem(
                500,
                "Chương trình gặp lỗi ngoài dự kiến; nội dung đang gửi chưa được lưu.",
                hint=f"Thử lại; nếu vẫn lỗi, báo người vận hành mã lỗi {fault_id}.",
                code="crash",
                headers={},
            )
            await answer(scope, receive, noted)
