"""``dondoc up``: the Prefect server, the runner and the pages, as one thing that starts and stops."""

import contextlib
import fcntl
import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from config.prefect_env import prefect_environment
from config.settings import Settings
from models.errors import AlreadyRunning, DondocError

# Seconds that a part gets to end by itself before it is ended.
GRACE_SECONDS = 8


@dataclass
class Part:
    """One child process with its log."""

    name: str
    argv: list[str]
    log: Path
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)


@contextlib.contextmanager
def only_one(home: Path) -> Iterator[None]:
    """Hold the data folder for this process; raises AlreadyRunning where another one holds it."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / "up.lock").open("a+") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as fault:
            handle.seek(0)
            holder = handle.read().strip()
            raise AlreadyRunning(
                f"Đôn đốc đang chạy với thư mục dữ liệu này{f' (tiến trình {holder})' if holder else ''}.",
                hint="Dùng bản đang chạy, hoặc dừng nó bằng Ctrl-C rồi chạy lại.",
                place=str(home),
            ) from fault
        handle.seek(0)
        handle.truncate()
        handle.write(str(os.getpid()))
        handle.flush()
        yield


def check_port(host: str, port: int, setting: str) -> None:
    """Raise AlreadyRunning when something listens on that port already."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as fault:
            raise AlreadyRunning(
                f"Cổng {port} đang có chương trình khác dùng.",
                hint=f"Đặt {setting} sang cổng khác rồi chạy lại.",
            ) from fault


def parts_of(settings: Settings) -> list[Part]:
    """Return the parts to start, the pages first so that people see something at once."""
    logs = settings.home / "log"
    python = sys.executable
    parts = [Part("trang web", [python, "-m", "web.serve"], logs / "web.log")]
    if not settings.prefect_api_url:
        server = [python, "-m", "prefect", "server", "start"]
        where = ["--host", "127.0.0.1", "--port", str(settings.prefect_port)]
        parts.append(Part("máy chủ Prefect", [*server, *where], logs / "prefect.log"))
    parts.append(Part("bộ chạy luồng", [python, "-m", "flows.serve"], logs / "runner.log"))
    return parts


class Supervisor:
    """Starts the parts, waits, and stops all of them when one ends or a stop is asked for."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.parts = parts_of(settings)
        self.stopping = threading.Event()
        # No part is started once the stopping has begun.
        self.starting = threading.Lock()
        self.failed = False

    def run(self, when_ready: Callable[[], None] | None = None) -> int:
        """Run until stopped and return the exit code: 0 when asked to stop, 1 when a part died."""
        previous = {s: signal.signal(s, self._asked) for s in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
        try:
            self._start()
            return self._watch(when_ready)
        finally:
            self._stop()
            for number, handler in previous.items():
                signal.signal(number, handler)

    def _asked(self, number: int, frame: object) -> None:
        self.stopping.set()

    def _start(self) -> None:
        environment = {**os.environ, **prefect_environment(self.settings)}
        web, *others = self.parts
        self._spawn(web, environment)
        servers = [p for p in others if "runner" not in p.log.name]
        for part in servers:
            self._spawn(part, environment)
        # The runner registers its deployments at once, so it waits for the API.
        threading.Thread(target=self._spawn_runner, args=(others[-1], environment), daemon=True).start()

    def _spawn_runner(self, part: Part, environment: dict[str, str]) -> None:
        if wait_for(f"{self.settings.prefect_api}/health", seconds=180, stop=self.stopping):
            self._spawn(part, environment)
        elif not self.stopping.is_set():
            sys.stderr.write(f"Prefect không trả lời ở {self.settings.prefect_api}. Xem nhật ký.\n")
            self.failed = True
            self.stopping.set()

    def _spawn(self, part: Part, environment: dict[str, str]) -> None:
        with self.starting:
            if self.stopping.is_set():
                return
            part.log.parent.mkdir(parents=True, exist_ok=True)
            # A session of its own: Ctrl-C reaches only us, and we stop the children in order.
            with part.log.open("ab") as out:
                part.process = _open(part.argv, environment, out)

    def _watch(self, when_ready: Callable[[], None] | None) -> int:
        if when_ready is not None:
            threading.Thread(target=self._announce, args=(when_ready,), daemon=True).start()
        while not self.stopping.wait(0.3):
            for part in self.parts:
                if part.process is not None and part.process.poll() is not None:
                    sys.stderr.write(
                        f"Phần “{part.name}” đã dừng (mã {part.process.returncode}). Xem {part.log}.\n"
                    )
                    return 1
        return 1 if self.failed else 0

    def _announce(self, when_ready: Callable[[], None]) -> None:
        host = "127.0.0.1" if self.settings.host in ("", "0.0.0.0", "::") else self.settings.host  # noqa: S104
        if wait_for(f"http://{host}:{self.settings.port}/healthz", seconds=180, stop=self.stopping):
            when_ready()

    def _stop(self) -> None:
        with self.starting:
            self.stopping.set()
        # The runner first: it tells the server that it stops, and must still find it there.
        for part in reversed(self.parts):
            _end(part)


def _end(part: Part) -> None:
    """End one part and whatever it started: asked first, then made to."""
    if part.process is None:
        return
    if part.process.poll() is None:
        _signal_group(part, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            part.process.wait(GRACE_SECONDS)
    # Also grandchildren (a flow run in progress), which must not outlive their runner.
    _signal_group(part, signal.SIGKILL)
    part.process.wait()


def _open(argv: list[str], environment: dict[str, str], out: IO[bytes]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        argv,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=out,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )


def _signal_group(part: Part, number: int) -> None:
    if part.process is None:
        return
    # The group is ours: the part was started in a session of its own.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(part.process.pid, number)


def wait_for(address: str, *, seconds: float, stop: threading.Event | None = None) -> bool:
    """Return whether the address answers 200 before the time is over or a stop is asked for."""
    end = time.monotonic() + seconds
    stop = stop or threading.Event()
    while time.monotonic() < end and not stop.is_set():
        if answers(address):
            return True
        stop.wait(0.25)
    return False


def answers(address: str) -> bool:
    """Return whether an address on this machine answers 200 within two seconds."""
    try:
        with urllib.request.urlopen(address, timeout=2) as reply:  # noqa: S310 - our own http address
            return bool(reply.status == 200)
    except (urllib.error.URLError, http.client.HTTPException, OSError, ValueError):
        return False


def up(settings: Settings, *, when_ready: Callable[[], None] | None = None) -> int:
    """Start everything for these settings and run until stopped; return the exit code."""
    with only_one(settings.home):
        check_port(settings.host, settings.port, "DONDOC_PORT")
        if not settings.prefect_api_url:
            check_port("127.0.0.1", settings.prefect_port, "DONDOC_PREFECT_PORT")
        _ = settings.signing_key
        # Before any part is started: the runner works on an upgraded database only.
        from config.clock import Clock
        from store.sealing import open_with_key
        from store.upgrades import upgrade

        upgrade(open_with_key(settings), now=Clock().now())
        try:
            return Supervisor(settings).run(when_ready)
        except OSError as fault:
            raise DondocError(f"Không khởi động được: {fault.strerror}.", hint="Xem nhật ký.") from fault
