"""The shipped Caddyfile in a real Caddy on loopback, in front of a small server that remembers who asked."""

import http.client
import json
import os
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.conftest import ROOT
from tests.notify.post_office import free_port

CADDYFILE = ROOT / "deploy" / "Caddyfile"
SITE = "dondoc.example.vn"
HERE = "127.0.0.1"
PATIENCE = 2.0


@dataclass
class Asked:
    """One request as it reached the pages."""

    method: str
    path: str
    headers: dict[str, list[str]]
    body_bytes: int


@dataclass
class Pages:
    """A server in the place of the pages: it answers in a few fixed ways and remembers every request."""

    port: int = field(default_factory=free_port)
    asked: list[Asked] = field(default_factory=list)
    server: ThreadingHTTPServer | None = None

    def open(self) -> None:
        """Answer from now on."""
        pages = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            server_version = "pages"

            def do_GET(self) -> None:
                size = int(self.headers.get("Content-Length") or 0)
                read = 0
                while read < size and (part := self.rfile.read(min(1 << 16, size - read))):
                    read += len(part)
                headers = {name.lower(): self.headers.get_all(name, []) for name in self.headers}
                pages.asked.append(Asked(self.command, self.path, headers, read))
                text = b"x" * 2000
                self.send_response(303 if "/r/" in self.path else 200)
                if "/r/" in self.path:
                    self.send_header("Location", f"{self.path}?xong=1")
                self.send_header("Via", "1.1 inner")
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(text)))
                self.send_header("Connection", "close")
                self.end_headers()
                self.wfile.write(text)

            do_POST = do_GET

            def log_message(self, format: str, *args: Any) -> None:
                """Write nothing."""

        class Server(ThreadingHTTPServer):
            def handle_error(self, request: Any, client_address: Any) -> None:
                """Say nothing of a proxy that goes away in the midst of a request."""

        self.server = Server((HERE, self.port), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        """Answer nobody."""
        if self.server is not None:
            self.server.shutdown()
            self.server.server_close()
            self.server = None


@dataclass
class Answer:
    """What a visitor was answered."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Proxy:
    """A running Caddy: how to ask it, and what it wrote."""

    folder: Path
    https: int
    http: int
    alive: int
    process: "subprocess.Popen[bytes]"

    def ask(self, path: str, *, method: str = "GET", body: bytes = b"", **headers: str) -> Answer:
        """Ask as a browser does: by the site's name, over TLS that is checked."""
        trust = ssl.create_default_context(cafile=str(self.root))
        connection = http.client.HTTPSConnection(SITE, context=trust, timeout=30)
        plain = socket.create_connection((HERE, self.https), timeout=30)
        connection.sock = trust.wrap_socket(plain, server_hostname=SITE)
        return _asked(connection, method, path, body, headers)

    def ask_plainly(self, path: str, *, port: int | None = None, host: str = SITE) -> Answer:
        """Ask without TLS."""
        connection = http.client.HTTPConnection(HERE, port or self.http, timeout=30)
        return _asked(connection, "GET", path, b"", {"Host": host})

    @property
    def root(self) -> Path:
        """The certificate of Caddy's own authority."""
        return self.folder / "data" / "caddy" / "pki" / "authorities" / "local" / "root.crt"

    def access_log(self) -> str:
        """Return what was written about requests."""
        return (self.folder / "stdout").read_text("utf-8")

    def fault_log(self) -> str:
        """Return what was written about faults and about Caddy itself."""
        return (self.folder / "stderr").read_text("utf-8")


def _asked(
    connection: http.client.HTTPConnection, method: str, path: str, body: bytes, headers: dict[str, str]
) -> Answer:
    try:
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body or None, named)
        except OSError:
            # Who is refused in the midst of sending still reads why.
            pass
        answer = connection.getresponse()
        return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
    finally:
        connection.close()


def caddy(*argv: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    """Run one of Caddy's commands to its end; it keeps its things in that folder."""
    return subprocess.run(
        ["caddy", *argv], env=surroundings(folder), capture_output=True, text=True, check=False, timeout=60
    )


def surroundings(folder: Path) -> dict[str, str]:
    """Return Caddy's environment, with the folders for certificates and settings below that one."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "XDG_DATA_HOME": str(folder / "data"),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "SITE_NAME": SITE,
    }


def adapted(folder: Path) -> dict[str, Any]:
    """Return the shipped Caddyfile as Caddy itself reads it."""
    done = caddy("adapt", "--config", str(CADDYFILE), "--adapter", "caddyfile", folder=folder)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def on_loopback(
    shipped: dict[str, Any], pages: Pages, *, https: int, http: int, alive: int
) -> dict[str, Any]:
    """Return the same with other ports, another address of the pages and certificates made on this machine.

    Who comes while the pages are away waits for them ``PATIENCE`` seconds, not twenty.
    """
    text = json.dumps(shipped)
    for old, new in (
        ('"web:8000"', f'"{HERE}:{pages.port}"'),
        ('":443"', f'"{HERE}:{https}"'),
        ('"127.0.0.1:2020"', f'"{HERE}:{alive}"'),
        ('"try_duration": 20000000000', f'"try_duration": {PATIENCE * 1_000_000_000:.0f}'),
    ):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    here: dict[str, Any] = json.loads(text)
    apps = here["apps"]
    apps["http"] |= {"https_port": https, "http_port": http}
    apps["tls"] = {"automation": {"policies": [{"issuers": [{"module": "internal"}]}]}}
    # Nothing is written into what this machine trusts.
    apps["pki"] = {"certificate_authorities": {"local": {"install_trust": False}}}
    return here


@contextmanager
def running(folder: Path, pages: Pages) -> Iterator[Proxy]:
    """Serve the shipped Caddyfile until the block ends."""
    https, plain, alive = free_port(), free_port(), free_port()
    made = on_loopback(adapted(folder), pages, https=https, http=plain, alive=alive)
    (folder / "caddy.json").write_text(json.dumps(made), "utf-8")
    with (folder / "stdout").open("wb") as out, (folder / "stderr").open("wb") as err:
        process = subprocess.Popen(
            ["caddy", "run", "--config", str(folder / "caddy.json")],
            env=surroundings(folder),
            stdout=out,
            stderr=err,
        )
    proxy = Proxy(folder, https, plain, alive, process)
    try:
        _wait_for(proxy)
        yield proxy
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait_for(proxy: Proxy) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        assert proxy.process.poll() is None, proxy.fault_log()
        try:
            trust = ssl.create_default_context(cafile=str(proxy.root))
            with socket.create_connection((HERE, proxy.https), timeout=5) as plain:
                trust.wrap_socket(plain, server_hostname=SITE).close()
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(f"Caddy does not answer: {proxy.fault_log()}")
