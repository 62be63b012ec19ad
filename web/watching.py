"""What is noted of every request: its route template, status and time; never the address itself."""

import logging
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from config import logs, tracing
from web.kept_first import KEPT_AT
from web.metrics import Metrics

# Methods and routes that nobody wrote are one: strangers must not be able to make numbers without end.
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
NO_ROUTE = "none"
# What monitors and browsers ask all the time: told of only where it fails.
QUIET = frozenset({"/healthz", "/readyz", "/metrics", "/static"})


class Watched:
    """ASGI middleware around everything else."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request and note it; what goes through goes on upwards."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        status = 500
        method = scope["method"] if scope["method"] in METHODS else "other"
        # A copy of our own, into which routing writes what it finds. Who asks with HEAD is given what GET
        # gives; the server, which has its own, leaves out the body.
        scope = {**scope, "method": "GET" if method == "HEAD" else scope["method"]}

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        start = time.perf_counter()
        with tracing.span(f"{method} request", kind="server") as span:
            try:
                await self.app(scope, receive, noting)
            finally:
                seconds = time.perf_counter() - start
                route = route_of(scope)
                self.metrics.note(route=route, method=method, status=status, seconds=seconds)
                level = logging.DEBUG if route in QUIET and status < 400 else logging.INFO
                facts = {"status": status, "seconds": round(seconds, 4)}
                logs.requests.log(level, "%s %s %s", method, route, status, extra=facts)
                span.rename(f"{method} {route}")
                span.set(**{"http.route": route, "http.request.method": method})
                span.set(**{"http.response.status_code": status})


def route_of(scope: Scope) -> str:
    """Return the template of the route that answered, or a word for what has none."""
    template = getattr(scope.get("route"), "path", None)
    if template is not None:
        # Of a part that is mounted, the address at which it is.
        return f"{scope.get('root_path', '')}{template}"
    path: str = scope["path"]
    if path in KEPT_AT:
        return path
    return "/static" if path.startswith("/static/") else NO_ROUTE
