"""What stands around every page: headers, a limit on what is sent in, and a page for a fault of ours."""

import logging
import secrets
from collections.abc import Callable

from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from config.private_words import TOKEN
from models.errors import Refused
from report.table_sheets import TABLE_LIMIT

log = logging.getLogger("dondoc.web")

CONTENT_POLICY = (
    "default-src 'self'; script-src 'none'; object-src 'none'; style-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# Pages with charts run our own script and the library that it draws with; all others run none.
CHART_POLICY = CONTENT_POLICY.replace("script-src 'none'", "script-src 'self'")
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}
# A form without files, in bytes; and what a form adds around its files.
FORM_LIMIT = 2 * 1024 * 1024
API_LIMIT = 1024 * 1024
PLAN_LIMIT = 40 * 1024 * 1024
AROUND = 256 * 1024


class TooLarge(Refused):
    """More was sent than this address takes: HTTP 413."""

    code = "too-large"


class Guard:
    """ASGI middleware around the whole application."""

    def __init__(
        self, app: ASGIApp, *, upload_limit: int, crash_page: Callable[[Request, str], Response]
    ) -> None:
        self.app = app
        self.upload_limit = upload_limit
        self.crash_page = crash_page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; a fault is logged under an id, which the page names."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if scope["method"] == "HEAD":
            # Mail scanners and monitors ask so; the server leaves out the body by itself.
            scope = {**scope, "method": "GET"}
        started = False

        async def guarded_send(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                for name, value in headers_for(scope["path"]).items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            await self.app(scope, self._limited(scope, receive), guarded_send)
        except ClientDisconnect:
            # Who sends goes away, or was too slow: there is nobody to answer, and nothing of ours is wrong.
            return
        except Exception:
            fault_id = secrets.token_hex(4)
            # The address of a report link or a calendar is its key: it stays out of the log.
            log.exception("fault %s at %s %s", fault_id, scope["method"], without_token(scope["path"]))
            if started:
                raise
            await self.crash_page(Request(scope), fault_id)(scope, receive, guarded_send)

    def _limited(self, scope: Scope, receive: Receive) -> Receive:
        limit = self.limit_for(scope["path"])
        told = next((v for k, v in scope["headers"] if k == b"content-length"), b"0")
        seen = 0

        async def limited() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > limit or (told.isdigit() and int(told) > limit):
                raise TooLarge(
                    f"Nội dung gửi lên quá {limit // 1024 // 1024} MB.", hint="Chọn tệp nhỏ hơn rồi gửi lại."
                )
            return message

        return limited

    def limit_for(self, path: str) -> int:
        """Return how many bytes may be sent to an address."""
        if path == "/ke-hoach":
            return PLAN_LIMIT + AROUND
        if path == "/nhap-bang":
            return TABLE_LIMIT + AROUND
        if path.startswith(("/r/", "/phan-viec/")):
            return self.upload_limit + AROUND
        if path == "/api/v1/plans":
            return PLAN_LIMIT + AROUND
        if path.startswith("/api/v1/obligations/") and path.endswith("/reports/with-files"):
            return self.upload_limit + AROUND
        if path.startswith("/api/"):
            return API_LIMIT
        return FORM_LIMIT


def headers_for(path: str) -> dict[str, str]:
    """Return the headers of an address, where the answer itself has not set them."""
    if path.startswith("/static/vendor/"):
        # Their version stands in the address: they never change.
        return HEADERS | {"Cache-Control": "public, max-age=31536000, immutable"}
    if path.startswith("/static/"):
        # Asked for again every time and answered by 304: an upgrade shows at once.
        return HEADERS | {"Cache-Control": "no-cache"}
    if path.startswith(("/r/", "/lich/", "/thu-tong-hop/")):
        # Nothing of the link may reach another site, nor another page's log.
        return HEADERS | {"Referrer-Policy": "no-referrer"}
    return HEADERS


def without_token(text: str) -> str:
    """Return an address with the token of a report link or a calendar blotted out."""
    return TOKEN.sub(r"/\1/…", text)


class HideTokens(logging.Filter):
    """Blots out the tokens of report links and calendars in the server's access log."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep the record, without tokens in it."""
        if isinstance(record.args, tuple):
            record.args = tuple(without_token(a) if isinstance(a, str) else a for a in record.args)
        record.msg = without_token(str(record.msg))
        return True


def hide_tokens_in_logs() -> None:
    """Put the filter on the loggers that write addresses, once."""
    for name in ("uvicorn.access", "uvicorn.error", "dondoc.web"):
        logger = logging.getLogger(name)
        if not any(isinstance(f, HideTokens) for f in logger.filters):
            logger.addFilter(HideTokens())
