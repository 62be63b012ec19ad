"""The units as systemd itself reads them, and how far each is shut in."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from typer.main import get_command

from cli import app
from config.settings import Settings
from tests.conftest import ROOT

UNITS = ROOT / "deploy" / "systemd"
SERVICES = sorted(UNITS.glob("*.service"))
# systemd-analyze security: 0 is shut in wholly, 10 not at all; below 2 counts as "OK".
EXPOSED = 1.8
pytestmark = pytest.mark.needs("systemd")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The units with programs that exist here: where ours will be installed there is nothing."""
    folder = tmp_path_factory.mktemp("units") / "systemd"
    shutil.copytree(UNITS, folder)
    for file in folder.glob("*.service"):
        text = file.read_text("utf-8")
        file.write_text(re.sub(r"/opt/dondoc/bin/[\w-]+", "/bin/true", text), "utf-8")
    return folder


def analyze(folder: Path, *argv: str) -> subprocess.CompletedProcess[str]:
    # The colon at the end: systemd's own folders come after.
    environment = {"SYSTEMD_UNIT_PATH": f"{folder}:", "PATH": "/usr/bin:/bin", "SYSTEMD_COLORS": "0"}
    return subprocess.run(
        ["systemd-analyze", *argv], env=environment, capture_output=True, text=True, check=False, timeout=60
    )


def test_systemd_finds_no_fault_in_any_unit(folder: Path) -> None:
    files = [str(file) for file in folder.iterdir() if file.suffix in {".service", ".timer", ".target"}]
    assert len(files) == 9
    done = analyze(folder, "verify", "--man=no", *files)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_faulty_unit_would_be_found(folder: Path, tmp_path: Path) -> None:
    bad = tmp_path / "dondoc-bad.service"
    bad.write_text("[Service]\nExecStart=/opt/dondoc/bin/dondoc web\nRestrat=always\n", "utf-8")
    assert "Restrat" in analyze(folder, "verify", "--man=no", str(bad)).stderr


@pytest.mark.parametrize("service", SERVICES, ids=lambda file: file.stem)
def test_every_service_is_shut_in(folder: Path, service: Path) -> None:
    unit = service.name.replace("@.", "@1.")
    done = analyze(folder, "security", "--offline=yes", f"--threshold={EXPOSED * 10:.0f}", unit)
    found = re.search(r"Overall exposure level for \S+: ([\d.]+)", done.stdout)
    assert found, done.stderr
    assert float(found[1]) <= EXPOSED
    assert done.returncode == 0


def test_the_timer_runs_at_half_past_one_at_night_in_vietnam(folder: Path) -> None:
    (when,) = re.findall(
        r"^OnCalendar=(.+)$", (UNITS / "dondoc-backup.timer").read_text("utf-8"), re.MULTILINE
    )
    done = analyze(folder, "calendar", "--base-time=2026-11-22 00:00:00 UTC", when)
    assert done.returncode == 0, done.stderr
    assert "18:30:00 UTC" in done.stdout


@pytest.mark.parametrize("service", SERVICES, ids=lambda file: file.stem)
def test_a_service_starts_a_command_that_exists_with_secrets_that_are_settings(service: Path) -> None:
    text = service.read_text("utf-8")
    (line,) = re.findall(r"^ExecStart=/opt/dondoc/bin/(.+)$", text, re.MULTILINE)
    program, *argv = line.split()
    if program == "dondoc":
        assert argv[0] in get_command(app).commands  # type: ignore[attr-defined]
    else:
        assert program == "dondoc-backup"
    fields = {f"dondoc_{name}" for name in Settings.model_fields}
    for name, file in re.findall(r"LoadCredential=(\w+):(\S+)", text):
        assert name in fields
        assert file == f"/etc/dondoc/secrets/{name}"
    assert "password" not in text
