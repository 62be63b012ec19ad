"""The backup script: a real backup, and a row of them of which the right ones are kept."""

import os
import subprocess
import sys
import zipfile
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.conftest import ROOT

SCRIPT = ROOT / "deploy" / "backup.sh"
LAST = date(2026, 11, 22)
DAYS = 200


def run(folder: Path, *argv: str, **more: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "BACKUP_DIR": str(folder), **more}
    return subprocess.run(
        [str(SCRIPT), *argv], env=environment, capture_output=True, text=True, check=False, timeout=60
    )


def name_of(day: date, clock: str = "013000") -> str:
    return f"dondoc-{day:%Y%m%d}-{clock}.zip"


def days_left(folder: Path) -> set[date]:
    return {date.fromisoformat(f.name[7:15]) for f in folder.glob("dondoc-*.zip")}


@pytest.fixture
def long_row(tmp_path: Path) -> Path:
    for back in range(DAYS):
        (tmp_path / name_of(LAST - timedelta(days=back))).touch()
    return tmp_path


def test_the_newest_of_every_day_week_and_month_is_kept(long_row: Path) -> None:
    (long_row / name_of(LAST, "090000")).touch()
    done = run(long_row, "--prune", KEEP_DAYS="3", KEEP_WEEKS="4", KEEP_MONTHS="5")
    assert done.returncode == 0, done.stderr
    days = {LAST - timedelta(days=n) for n in range(3)}
    # Weeks end on Sunday, and the last day is one.
    weeks = {LAST - timedelta(weeks=n) for n in range(4)}
    months = {LAST, date(2026, 10, 31), date(2026, 9, 30), date(2026, 8, 31), date(2026, 7, 31)}
    assert days_left(long_row) == days | weeks | months
    assert (long_row / name_of(LAST, "090000")).exists()
    assert not (long_row / name_of(LAST)).exists()


def test_pruning_again_removes_nothing_and_strangers_stay(long_row: Path) -> None:
    for name in ("dondoc-latest.zip", "dondoc-20200101-013000.zip.gpg", "notes.txt"):
        (long_row / name).touch()
    assert run(long_row, "--prune").returncode == 0
    first = sorted(f.name for f in long_row.iterdir())
    assert run(long_row, "--prune").stdout == ""
    assert sorted(f.name for f in long_row.iterdir()) == first
    assert {"dondoc-latest.zip", "dondoc-20200101-013000.zip.gpg", "notes.txt"} < set(first)


def test_after_a_pause_of_years_the_old_ones_are_still_kept(tmp_path: Path) -> None:
    """What counts is how many there are, not how old they are."""
    for year in (2019, 2020):
        (tmp_path / name_of(date(year, 5, 1))).touch()
    assert run(tmp_path, "--prune", KEEP_DAYS="2").returncode == 0
    assert len(days_left(tmp_path)) == 2


@pytest.mark.parametrize("wrong", [{"KEEP_DAYS": "0"}, {"KEEP_WEEKS": "many"}, {"KEEP_MONTHS": "-1"}])
def test_a_wrong_number_removes_nothing(long_row: Path, wrong: dict[str, str]) -> None:
    assert run(long_row, "--prune", **wrong).returncode == 2
    assert len(days_left(long_row)) == DAYS


def test_encrypted_ones_are_kept_and_removed_like_the_others(long_row: Path) -> None:
    for file in sorted(long_row.iterdir())[::2]:
        file.rename(f"{file}.enc")
    assert run(long_row, "--prune", KEEP_DAYS="3", KEEP_WEEKS="1", KEEP_MONTHS="1").returncode == 0
    left = {LAST - timedelta(days=n) for n in range(3)}
    assert {date.fromisoformat(f.name[7:15]) for f in long_row.iterdir()} == left


def test_a_real_backup_is_taken_and_read_again(tmp_path: Path) -> None:
    dondoc = str(Path(sys.executable).with_name("dondoc"))
    done = run(tmp_path / "kept", DONDOC=dondoc, DONDOC_HOME=str(tmp_path / "home"))
    assert done.returncode == 0, done.stderr
    assert "nguyên vẹn" in done.stdout
    (file,) = (tmp_path / "kept").glob("dondoc-*.zip")
    assert zipfile.ZipFile(file).testzip() is None
    assert file.stat().st_mode & 0o077 == 0


# What stands in for the program: it writes what it was told to, and finds that good or not.
STAND_IN = """#!/bin/sh
if [ "$2" = verify ]; then exec test "$VERIFIES" = yes; fi
printf '%s' "$WRITES" > "$2"
"""


@pytest.fixture
def stand_in(tmp_path: Path) -> str:
    file = tmp_path / "stand-in"
    file.write_text(STAND_IN, "utf-8")
    file.chmod(0o755)
    return str(file)


def test_an_encrypted_backup_says_so_in_its_name(tmp_path: Path, stand_in: str) -> None:
    kept = tmp_path / "kept"
    assert run(kept, DONDOC=stand_in, VERIFIES="yes", WRITES="dondoc-backup\n1234").returncode == 0
    (file,) = kept.iterdir()
    assert file.name.endswith(".zip.enc")


def test_a_backup_that_cannot_be_read_again_is_none_and_removes_nothing(
    long_row: Path, stand_in: str
) -> None:
    done = run(long_row, DONDOC=stand_in, VERIFIES="no", WRITES="PK")
    assert done.returncode != 0
    assert len(days_left(long_row)) == DAYS
    assert not list(long_row.glob(".dondoc-*"))


def test_a_backup_that_fails_removes_nothing(long_row: Path) -> None:
    done = run(long_row, DONDOC="false")
    assert done.returncode != 0
    assert len(days_left(long_row)) == DAYS
