"""docs/api.md says what is true: its tables, and its client, which is run as it stands there."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine

from config.settings import Settings
from store.api_tokens import SCOPES, BadToken
from store.database import reading
from store.idempotency import KEPT
from store.obligations import reports
from tests.conftest import ROOT
from tests.web.api.conftest import Calling
from tests.web.api.test_access import EXPECTED
from tests.web.conftest import Furniture
from web.api.calling import BAD_TOKEN, REQUESTS
from web.api.faults import TITLES, Changed
from web.api.paging import MOST
from web.api.reporting import MOST_FILES
from web.api.rollups import MOST_YEARS
from web.guard import API_LIMIT, PLAN_LIMIT

PAGE = (ROOT / "docs" / "api.md").read_text("utf-8")
EXAMPLES = ROOT / "docs" / "examples"


def run(source: Path, served: str, key: str) -> subprocess.CompletedProcess[str]:
    """Run an example beside the client, as somebody would who has copied both."""
    told = {"DONDOC_ADDRESS": served, "DONDOC_KEY": key, "PYTHONPATH": str(EXAMPLES)}
    return subprocess.run(
        [sys.executable, "-W", "error", source],
        env=os.environ | told | {"PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


@pytest.fixture
def example(tmp_path: Path) -> Path:
    """The example of the page, as it stands there."""
    (source,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    path = tmp_path / "example.py"
    path.write_text(source, "utf-8")
    return path


def test_the_client_lists_what_is_late_and_reports_on_it(
    served: str, calling: Calling, engine: Engine, furniture: Furniture, example: Path
) -> None:
    ran = run(example, served, calling("obligations:read", "reports:write").key)
    assert (ran.returncode, ran.stderr) == (0, "")
    late, said = ran.stdout.splitlines()
    assert late == "2026-11-16 | Sở Nội vụ | Quá hạn 7 ngày | Rà soát danh sách cán bộ"
    assert said == "Đã báo cáo, chờ xác nhận"
    with reading(engine) as session:
        (report,) = reports(session, furniture.own)
    assert (report.text, report.reporter, report.via) == ("Đã ban hành văn bản.", "Văn thư", "api")


def test_the_client_says_what_the_api_says(served: str, example: Path) -> None:
    ran = run(example, served, "sai")
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
    assert f"at most {PLAN_LIMIT // 1024 // 1024} MB" in PAGE and f"1 to {MOST_FILES} `files`" in PAGE
    assert f"kept for {KEPT.days} days" in PAGE and f"at most {MOST_YEARS} years apart" in PAGE
    assert f"{Settings.model_fields['upload_limit'].default // 1024 // 1024} MB where nothing" in PAGE
