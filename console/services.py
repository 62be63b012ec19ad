"""The parts of ``dondoc up`` one by one, for systemd and containers: each command becomes its process."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Literal, NoReturn

import httpx

from config.prefect_env import prefect_environment
from config.settings import RUNNER_SIGN, Settings, load_settings
from console.up import wait_for
from models.errors import NotFound, Refused

# The one work pool of production; deploy/prefect.yaml names it too.
POOL = "dondoc"
# Flow runs that one worker carries at a time, as `dondoc up` does.
AT_ONCE = 4
# Seconds that Prefect's server gets to answer at the start of what needs it.
PREFECT_SECONDS = 180
# Seconds without a sign of life after which the sender counts as dead.
SENDER_SILENCE = 60

Service = Literal["web", "prefect", "worker", "sender"]


def run_pages() -> NoReturn:
    """Become the process of the pages."""
    _become([sys.executable, "-m", "web.serve"], load_settings())


def run_prefect() -> NoReturn:
    """Become Prefect's server, on its own database and port."""
    settings = load_settings()
    where = ["--host", settings.prefect_host, "--port", str(settings.prefect_port)]
    _become([sys.executable, "-m", "prefect", "server", "start", *where], settings)


def run_worker(name: str, *, limit: int = AT_ONCE) -> NoReturn:
    """Become a worker of the pool under that name; raises Refused where Prefect does not answer."""
    settings = load_settings()
    _need_prefect(settings)
    argv = [sys.executable, "-m", "prefect", "worker", "start", "--pool", POOL, "--type", "process"]
    # A worker installs nothing by itself.
    argv += ["--name", name or worker_name(), "--limit", str(limit), "--install-policy", "never"]
    _become(argv, settings)


def run_sender() -> NoReturn:
    """Become the sender: the outbox, the events for Prefect, the sign of life."""
    _become([sys.executable, "-m", "flows.sender"], load_settings())


def deploy_flows(file: Path) -> None:
    """Make the work pool and the deployments that the file describes, or mend what differs.

    Raises NotFound without the file, Refused where Prefect does not answer or takes a deployment not.
    """
    if not file.is_file():
        raise NotFound(f"Không có tệp {file}.", hint="Dùng deploy/prefect.yaml của bản phát hành.")
    settings = load_settings()
    _need_prefect(settings)
    environment = {**os.environ, **prefect_environment(settings)}
    _make_pool(settings, environment)
    _prefect(["--no-prompt", "deploy", "--all", "--prefect-file", str(file.resolve())], environment)
    print(f"Đã ghi các luồng của {file.name} vào nhóm máy chạy “{POOL}” ở {settings.prefect_api}.")


def worker_name() -> str:
    """Return the name of this machine's worker."""
    return f"may-{socket.gethostname()}"


def check_service(service: Service, name: str = "") -> str:
    """Return a sentence about a part that lives here; raises Refused that says what is wrong."""
    settings = load_settings()
    looks: dict[Service, Callable[[], str]] = {
        "web": lambda: _pages(settings),
        "prefect": lambda: _server(settings),
        "worker": lambda: _worker(settings, name or worker_name()),
        "sender": lambda: _sender(settings),
    }
    try:
        fault = looks[service]()
    except (httpx.HTTPError, OSError, ValueError) as cause:
        raise Refused(f"{service} không trả lời ({type(cause).__name__}).", hint="Xem nhật ký.") from cause
    if fault:
        raise Refused(f"{service}: {fault}.", hint="Xem nhật ký.")
    return f"{service} đang chạy."


def _pages(settings: Settings) -> str:
    host = "127.0.0.1" if settings.host in ("", "0.0.0.0", "::") else settings.host  # noqa: S104
    reply = httpx.get(f"http://{host}:{settings.port}/readyz", timeout=5)
    # In an upgrade the database may be newer than these pages, which serve until they are started anew.
    lives = reply.status_code == 200 or reply.json().get("parts", {}).get("database") == "up"
    return "" if lives else "không đọc được cơ sở dữ liệu"


def _server(settings: Settings) -> str:
    reply = httpx.get(f"http://127.0.0.1:{settings.prefect_port}/api/health", timeout=5)
    return "" if reply.status_code == 200 else f"trả lời {reply.status_code}"


def _sender(settings: Settings) -> str:
    silence = time.time() - (settings.home / RUNNER_SIGN).stat().st_mtime
    return "" if silence < SENDER_SILENCE else f"im lặng {silence:.0f} giây"


def _worker(settings: Settings, name: str) -> str:
    address = f"{settings.prefect_api}/work_pools/{POOL}/workers/filter"
    rows = httpx.post(address, json={"limit": 200}, timeout=5).raise_for_status().json()
    return (
        "" if any(row["name"] == name and row["status"] == "ONLINE" for row in rows) else "không có nhịp báo"
    )


def _make_pool(settings: Settings, environment: dict[str, str]) -> None:
    if httpx.get(f"{settings.prefect_api}/work_pools/{POOL}", timeout=30).status_code == 404:
        _prefect(["work-pool", "create", POOL, "--type", "process"], environment)


def _prefect(argv: list[str], environment: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "prefect", *argv],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        sys.stderr.write(done.stdout)
        raise Refused("Prefect không nhận các luồng.", hint="Xem lời của Prefect ở trên.")


def _need_prefect(settings: Settings) -> None:
    if not wait_for(f"{settings.prefect_api}/health", seconds=PREFECT_SECONDS):
        raise Refused(
            f"Prefect không trả lời ở {settings.prefect_api}.",
            hint="Chạy dondoc prefect, hoặc đặt DONDOC_PREFECT_API_URL.",
        )


def _become(argv: list[str], settings: Settings) -> NoReturn:
    """Replace this process, so that whoever started it signals the part itself."""
    # A worker that is asked to stop interrupts itself, which whoever started us may have switched off.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.execve(argv[0], argv, {**os.environ, **prefect_environment(settings)})  # noqa: S606
