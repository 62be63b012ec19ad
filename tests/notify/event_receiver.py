"""Another system for tests: takes events on loopback, and answers as it is told."""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Receiver:
    """What came in, and what is answered; ``hangs`` waits for the release before it answers."""

    port: int = 0
    status: int = 204
    answer: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    seen: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    hangs: bool = False
    came: threading.Event = field(default_factory=threading.Event)
    released: threading.Event = field(default_factory=threading.Event)
    is_secure: bool = False

    @property
    def url(self) -> str:
        return f"{'https' if self.is_secure else 'http'}://localhost:{self.port}/su-kien"

    @property
    def deliveries(self) -> list[str]:
        return [headers["x-dondoc-delivery"] for _, headers, _ in self.seen]


@contextmanager
def open_receiver(trust: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    """Give a receiver that takes events until the block ends."""
    receiver = Receiver(is_secure=trust is not None)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            told = {name.lower(): value for name, value in self.headers.items()}
            receiver.seen.append((self.path, told, body))
            receiver.came.set()
            if receiver.hangs:
                receiver.released.wait(30)
            self.send_response(receiver.status)
            for name, value in receiver.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(receiver.answer)))
            self.end_headers()
            self.wfile.write(receiver.answer)

        def log_message(self, format: str, *args: object) -> None:
            return

    class Server(ThreadingHTTPServer):
        # Who hangs up on us, or knows no such certificate, is what the tests are about.
        def handle_error(self, request: object, client_address: object) -> None:
            return

    server = Server(("127.0.0.1", 0), Handler)
    if trust is not None:
        server.socket = trust.wrap_socket(server.socket, server_side=True)
    receiver.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield receiver
    finally:
        receiver.released.set()
        server.shutdown()
        server.server_close()
        thread.join()
