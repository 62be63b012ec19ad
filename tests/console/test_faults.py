"""What the command line says when the database cannot be used."""

import http.server
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import Engine

from console.faults import told
from console.up import answers
from store.database import writing

DONDOC = str(Path(sys.executable).with_name("dondoc"))


def dondoc(home: Path, *words: str, url: str = "") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "DONDOC_HOME": str(home), "DONDOC_DATABASE_URL": url}
    return subprocess.run(
        [DONDOC, *words], env=environment, capture_output=True, text=True, check=False, timeout=60
    )


def test_a_wrong_database_address_is_one_sentence_and_exit_code_one(tmp_path: Path) -> None:
    done = dondoc(tmp_path, "plans", url="postgres")
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert "DONDOC_DATABASE_URL" in done.stderr


@pytest.mark.sqlite_only
def test_a_locked_database_is_one_sentence_and_reading_does_not_wait(engine: Engine, tmp_path: Path) -> None:
    url = f"{engine.url}?timeout=0.05"
    with writing(engine):
        assert dondoc(tmp_path, "plans", url=url).returncode == 0
        registry = tmp_path / "x.toml"
        registry.write_text('agencies = [{code = "x", name = "Sở Y tế"}]', "utf-8")
        done = dondoc(tmp_path, "registry", "load", str(registry), url=url)
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert "đang bận" in done.stderr


@pytest.mark.sqlite_only
def test_a_file_that_is_no_database_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "dondoc.db").write_bytes(b"khong phai co so du lieu" * 100)
    done = dondoc(tmp_path, "plans")
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert "hỏng" in done.stderr


def test_a_newer_database_is_one_sentence(engine: Engine, tmp_path: Path) -> None:
    with writing(engine) as session:
        session.connection().exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    done = dondoc(tmp_path, "plans", url=engine.url.render_as_string(hide_password=False))
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert "phiên bản mới hơn" in done.stderr


@pytest.mark.parametrize("fault", [KeyError("x"), RuntimeError("x"), TypeError("x")])
def test_a_fault_of_ours_is_not_told_as_somebody_elses(fault: Exception) -> None:
    assert told(fault) is None


class _NoHttp(http.server.BaseHTTPRequestHandler):
    def handle(self) -> None:
        self.rfile.readline()
        self.wfile.write(b"this is no answer of a web server\r\n\r\n")


def test_a_stranger_on_the_port_that_speaks_no_http_does_not_answer() -> None:
    with http.server.HTTPServer(("127.0.0.1", 0), _NoHttp) as server:
        threading.Thread(target=server.handle_request, daemon=True).start()
        assert not answers(f"http://127.0.0.1:{server.server_port}/")
