"""``dondoc up`` as a person starts it: real processes on ports of their own."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from console.up import wait_for
from tests.databases import databases

pytestmark = pytest.mark.long

DONDOC = str(Path(sys.executable).with_name("dondoc"))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="module")
def running(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[subprocess.Popen[str], dict[str, str]]]:
    databases.of_home(home := tmp_path_factory.mktemp("up"))
    environment = {
        **os.environ,
        "DONDOC_HOME": str(home),
        "DONDOC_PORT": str(free_port()),
        "DONDOC_PREFECT_PORT": str(free_port()),
    }
    process = subprocess.Popen(
        [DONDOC, "up"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    yield process, environment
    if process.poll() is None:
        process.kill()
    process.wait()
    assert process.stdout is not None
    process.stdout.close()


def test_one_command_starts_everything_and_ctrl_c_stops_it(
    running: tuple[subprocess.Popen[str], dict[str, str]],
) -> None:
    process, environment = running
    port, prefect = int(environment["DONDOC_PORT"]), int(environment["DONDOC_PREFECT_PORT"])
    assert wait_for(f"http://127.0.0.1:{port}/dang-nhap", seconds=60)
    assert wait_for(f"http://127.0.0.1:{port}/healthz", seconds=90)
    assert listens(prefect)

    again = subprocess.run([DONDOC, "up"], env=environment, capture_output=True, text=True, check=False)
    assert again.returncode == 1
    assert "Đôn đốc đang chạy với thư mục dữ liệu này" in again.stderr
    assert "Traceback" not in again.stderr

    process.send_signal(signal.SIGINT)
    assert process.wait(40) == 0
    for _ in range(50):
        if not listens(port) and not listens(prefect):
            break
        time.sleep(0.1)
    assert not listens(port)
    assert not listens(prefect)


def test_a_port_in_use_is_named_before_anything_starts(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        environment = {**os.environ, "DONDOC_HOME": str(tmp_path / "home"), "DONDOC_PORT": str(port)}
        done = subprocess.run([DONDOC, "up"], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert f"Cổng {port} đang có chương trình khác dùng." in done.stderr
    assert "DONDOC_PORT" in done.stderr


def test_a_dead_part_makes_healthz_answer_503(tmp_path: Path) -> None:
    """Only the pages run here: Prefect and the runner are missing, and the answer names them."""
    port = free_port()
    databases.of_home(home := tmp_path / "home")
    environment = {
        **os.environ,
        "DONDOC_HOME": str(home),
        "DONDOC_PORT": str(port),
        "DONDOC_PREFECT_PORT": str(free_port()),
    }
    pages = subprocess.Popen([sys.executable, "-m", "web.serve"], env=environment)
    try:
        assert wait_for(f"http://127.0.0.1:{port}/dang-nhap", seconds=60)
        with pytest.raises(urllib.error.HTTPError) as answer:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10)
        assert answer.value.code == 503
        body = answer.value.read().decode()
        answer.value.close()
        assert '"Prefect":"down"' in body
        assert '"runner":"down"' in body
        assert '"database":"up"' in body
    finally:
        pages.send_signal(signal.SIGTERM)
        pages.wait(20)
