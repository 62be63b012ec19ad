"""Kept pages are answered before the application looks at the request: a crowd waits for nothing else."""

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from web.render import kept_answer

# The pages that everybody has open; each draws through ``kept_or_drawn``.
KEPT_AT = frozenset({"/bang", "/viec"})


class KeptFirst:
    """ASGI middleware inside the guard: a kept page, or the application."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        is_kept = scope["type"] == "http" and scope["method"] == "GET" and scope["path"] in KEPT_AT
        answer = kept_answer(Request(scope)) if is_kept else None
        await (answer or self.app)(scope, receive, send)
