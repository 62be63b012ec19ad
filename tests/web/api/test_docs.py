"""docs/api.md says what is true: its tables, and its client, which is run as it stands there."""

import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI
from sqlalchemy import Engine

from store.api_tokens import SCOPES, BadToken
from store.database import reading
from store.obligations import reports
from tests.conftest import ROOT
from tests.web.api.conftest import Calling
from tests.web.api.test_access import EXPECTED
from tests.web.conftest import Furniture
from web.api.calling import BAD_TOKEN, REQUESTS
from web.api.faults import TITLES, Changed
from web.api.paging import MOST
from web.guard import API_LIMIT

PAGE = (ROOT / "docs" / "api.md").read_text("utf-8")


@pytest.fixture
def served(app: FastAPI, furniture: Furniture) -> Iterator[str]:
    """The address of a live server over the furnished database."""
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


def test_the_client_lists_what_is_late_and_reports_on_it(
    served: str, calling: Calling, engine: Engine, furniture: Furniture, tmp_path: Path
) -> None:
    (source,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    example = tmp_path / "client.py"
    example.write_text(source, "utf-8")
    key = calling("obligations:read", "reports:write").key
    ran = subprocess.run(
        [sys.executable, "-W", "error", example],
        env=os.environ | {"DONDOC_ADDRESS": served, "DONDOC_KEY": key, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    late, said = ran.stdout.splitlines()
    assert late == "2026-11-16 | Sở Nội vụ | Quá hạn 7 ngày | Rà soát danh sách cán bộ"
    assert said == "Đã báo cáo, chờ xác nhận"
    with reading(engine) as session:
        (report,) = reports(session, furniture.own)
    assert (report.text, report.reporter, report.via) == ("Đã ban hành văn bản.", "Văn thư", "api")


def test_the_client_says_what_the_api_says(served: str, calling: Calling, tmp_path: Path) -> None:
    (source,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    example = tmp_path / "client.py"
    example.write_text(source, "utf-8")
    ran = subprocess.run(
        [sys.executable, example],
        env=os.environ | {"DONDOC_ADDRESS": served, "DONDOC_KEY": "sai", "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert ran.returncode == 1 and f"{BadToken.code}: Khóa API không đúng" in ran.stderr


def test_every_route_stands_in_the_table_with_its_scope() -> None:
    told = re.findall(r"^\| `(GET|POST) (/\S+)` \| `(\S+)` \|", PAGE, re.MULTILINE)
    assert {(method, path): scope for method, path, scope in told} == EXPECTED
    assert {scope for _, _, scope in told} == set(SCOPES)


def test_every_status_stands_in_the_table() -> None:
    told = {int(n) for row in re.findall(r"^\| ([\d, ]+) \| `", PAGE, re.MULTILINE) for n in row.split(",")}
    assert told == set(TITLES)
    assert f"| 412 | `{Changed.code}` |" in PAGE and f"| 401 | `{BadToken.code}` |" in PAGE


def test_the_limits_are_those_of_the_program() -> None:
    assert f"`per_page` up to\n{MOST}" in PAGE
    assert f"more than {REQUESTS.amount} requests a minute" in PAGE
    assert f"{BAD_TOKEN.amount} wrong keys in {BAD_TOKEN.get_expiry() // 60} minutes" in PAGE
    assert f"A body may have {API_LIMIT // 1024 // 1024} MB" in PAGE
