"""The program as the image installs it: a wheel, run from an empty folder with no source beside it."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT

# Whatever the program reads at run time that is not Python.
DATA = {".html", ".txt", ".css", ".js", ".toml", ".tsv", ".docx", ".woff2", ".svg", ".json", ".mako", ".yml"}


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The unpacked wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    argv = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(argv, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("dondoc-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def run(installed: Path, home: Path, *argv: str) -> subprocess.CompletedProcess[str]:
    """Run the command from an empty folder; what is installed goes before the developer's checkout."""
    empty = home / "empty"
    empty.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "PYTHONPATH": str(installed), "DONDOC_HOME": str(home / "data")}
    return subprocess.run(
        [sys.executable, *argv],
        cwd=empty,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_everything_that_is_read_at_run_time_is_packed(installed: Path) -> None:
    packages = [one.name for one in installed.iterdir() if one.is_dir() and "dist-info" not in one.name]
    listed = subprocess.run(
        ["git", "ls-files", *packages], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.split("\n")
    wanted = {name for name in listed if Path(name).suffix in DATA}
    assert len(wanted) > 40
    assert {name for name in wanted if not (installed / name).is_file()} == set()


def test_no_data_of_an_office_and_no_test_is_packed(installed: Path) -> None:
    found = {file.name for file in installed.rglob("*") if file.is_file()}
    assert not {name for name in found if name.endswith((".db", ".key", ".env"))}
    assert not (installed / "tests").exists()
    assert not (installed / "var").exists()


def test_the_doctor_and_the_migrations_work_from_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    ask = "from importlib.util import find_spec as f; print(*(f(n).origin for n in ('cli', 'web', 'store')))"
    where = run(installed, tmp_path, "-c", ask)
    assert all(line.startswith(str(installed)) for line in where.stdout.split()), where.stdout
    main = ["-c", "from cli import main; main()"]
    made = run(installed, tmp_path, *main, "migrate")
    assert made.returncode == 0, made.stderr
    told = run(installed, tmp_path, *main, "doctor")
    assert "cơ sở dữ liệu ở phiên bản" in told.stdout
    assert "✗" not in told.stdout, told.stdout + told.stderr


def test_the_pages_and_their_style_sheet_are_served_from_it(installed: Path, tmp_path: Path) -> None:
    program = """
from pathlib import Path
from fastapi.testclient import TestClient
import web
from config.clock import Clock
from config.office import load_office
from config.settings import load_settings
from console.desk import open_desk
from web.app import create_app

settings = load_settings()
open_desk(settings)
app = create_app(settings, Clock(), load_office(settings), ingest=lambda *a, **k: 0)
with TestClient(app, base_url="http://127.0.0.1") as client:
    page = client.get("/dang-nhap")
    assert page.status_code == 200, page.text
    import re
    for address in re.findall(r'(?:href|src)="(/[^"]+[.](?:css|js|svg|woff2)[^"]*)"', page.text):
        reply = client.get(address)
        print(reply.status_code, address)
"""
    done = run(installed, tmp_path, "-c", program)
    assert done.returncode == 0, done.stderr
    rows = done.stdout.split("\n")[:-1]
    assert any(".css" in row for row in rows)
    assert all(row.startswith("200 ") for row in rows)
