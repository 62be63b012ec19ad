"""The optional programs: found or named with the command that brings them; never waited for without end."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from extract.reading import Tools, find_tools
from extract.reading.tools import need, run
from models.errors import BadDocument, MissingTool

ROOT = Path(__file__).resolve().parents[3]
SCRIPT = ROOT / "deploy" / "tools.sh"


def script(*arguments: str, path: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    surroundings = {
        "PATH": path,
        "HOME": "/nonexistent",
        "LANG": "C.UTF-8",
        "DONDOC_NO_INSTALL": "1",
        **environment,
    }
    command = ["/bin/bash", str(SCRIPT), *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=surroundings, check=False, timeout=60)


@pytest.fixture
def bare(tmp_path: Path) -> str:
    """A PATH with the shell's helpers and none of the optional programs."""
    for name in ("ls", "grep", "head", "id", "dirname", "readlink"):
        found = next(Path(folder, name) for folder in ("/bin", "/usr/bin") if Path(folder, name).exists())
        (tmp_path / name).symlink_to(found)
    return str(tmp_path)


def test_ensure_installs_nothing_when_told_so_and_never_fails(bare: str) -> None:
    done = script("ensure", path=bare)
    assert (done.returncode, done.stdout) == (0, "")


def test_missing_names_each_tool_and_its_command(bare: str) -> None:
    done = script("missing", path=bare)
    assert done.returncode == 0
    for word in ("tesseract", "pdftoppm", "LibreOffice", "Chromium"):
        assert word in done.stdout
    assert done.stdout.count("Cài bằng: ") == done.stdout.count("Thiếu ")


def test_missing_fails_in_ci(bare: str) -> None:
    assert script("missing", path=bare, CI="true").returncode == 1


def test_an_unknown_word_is_refused(bare: str) -> None:
    assert script("has", "word", path=bare).returncode == 2


@pytest.mark.needs("tesseract", "libreoffice")
def test_the_programs_of_this_machine_are_found() -> None:
    tools = find_tools()
    assert tools.tesseract and tools.pdftoppm and tools.soffice
    for name in ("tesseract", "pdftoppm", "libreoffice"):
        assert script("has", name, path=os.environ["PATH"]).returncode == 0


def test_a_tesseract_without_its_vietnamese_model_does_not_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = tmp_path / "tesseract"
    fake.write_text("#!/bin/sh\necho eng\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_tools() == Tools()


@pytest.mark.parametrize("program", ["tesseract", "pdftoppm", "soffice"])
def test_a_missing_program_is_named_with_its_command(program: str) -> None:
    with pytest.raises(MissingTool) as raised:
        need(None, program, "đọc bản quét")
    assert program in raised.value.sentence
    assert raised.value.hint.startswith("Cài bằng lệnh: sudo apt-get install")


def test_a_program_that_does_not_end_is_ended_with_all_that_it_started() -> None:
    began = time.monotonic()
    with pytest.raises(BadDocument, match="giây"):
        run(["/bin/sh", "-c", "sleep 60 & sleep 60"], seconds=0.3, what="đọc")
    assert time.monotonic() - began < 10


@pytest.mark.parametrize("command", [["/nonexistent/program"], [sys.executable, "-c", "raise SystemExit(3)"]])
def test_a_program_that_fails_gives_a_sentence(command: list[str]) -> None:
    with pytest.raises(BadDocument, match="nhận dạng chữ"):
        run(command, seconds=20, what="nhận dạng chữ")
