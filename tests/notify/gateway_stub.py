"""Loopback servers that answer as gateways and chats do: one scripted answer after the other, all kept."""

import json
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """Return the body read as JSON."""
        return json.loads(self.body)

    @property
    def form(self) -> dict[str, str]:
        """Return the body read as a form."""
        return dict(parse_qsl(self.body.decode()))


@dataclass
class Stub:
    """What was asked, and the answers still to give: status and body; the last one is given ever after."""

    asked: list[Asked] = field(default_factory=list)
    answers: deque[tuple[int, bytes]] = field(default_factory=deque)
    port: int = 0

    def says(self, *answers: object, status: int = 200) -> "Stub":
        """Script the next answers, each as JSON (bytes as they are)."""
        self.asked.clear()
        self.answers.clear()
        for one in answers:
            self.answers.append((status, one if isinstance(one, bytes) else json.dumps(one).encode()))
        return self

    @property
    def host(self) -> str:
        """Return where it listens."""
        return f"127.0.0.1:{self.port}"


@contextmanager
def gateway() -> Iterator[Stub]:
    """Give a stub that listens on loopback."""
    stub = Stub()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            stub.asked.append(Asked(self.path, dict(self.headers.items()), self.rfile.read(length)))
            status, body = stub.answers.popleft() if len(stub.answers) > 1 else stub.answers[0]
            if status == 0:
                # Hangs up without a word.
                self.close_connection = True
                return
            self.send_response(status)
            if status in (301, 302, 307):
                self.send_header("Location", "/noi-khac")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_PUT = do_POST

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    stub.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield stub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
