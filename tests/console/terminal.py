"""A terminal for the tests: the commands as people type them, in this process or in one of their own."""

import io
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import cli
from store.database import open_database
from tests.databases import databases

DONDOC = str(Path(sys.executable).with_name("dondoc"))


@dataclass(frozen=True)
class Said:
    """What a command left on the screen, and its exit code."""

    returncode: int
    stdout: str
    stderr: str


def surroundings(home: Path) -> dict[str, str]:
    """Return the environment of a command over that data folder, on the day of the tests."""
    return {**os.environ, "DONDOC_HOME": str(home), "COLUMNS": "200", "DONDOC_TODAY": "2026-11-23"}


def process(home: Path, *words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Run a command as its own process: for what only a process shows."""
    databases.of_home(home)
    return subprocess.run(
        [DONDOC, *words],
        env=surroundings(home),
        capture_output=True,
        text=True,
        check=False,
        input=stdin,
        timeout=120,
    )


def dondoc(home: Path, *words: str, stdin: str = "") -> Said:
    """Run a command through the program's own entry, in this process: starting Python takes much longer."""
    url = databases.of_home(home)
    out, err = io.StringIO(), io.StringIO()
    with _in(surroundings(home), ["dondoc", *words], stdin), redirect_stdout(out), redirect_stderr(err):
        try:
            cli.main()
            code = 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    # A process would have ended, and its connections with it.
    open_database(url).dispose()
    return Said(code, out.getvalue(), err.getvalue())


@contextmanager
def _in(environment: Mapping[str, str], arguments: list[str], typed: str) -> Iterator[None]:
    """Put the process into a terminal's surroundings, and back."""
    known, said, read = dict(os.environ), sys.argv, sys.stdin
    mask = os.umask(0o077)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv, sys.stdin = arguments, io.StringIO(typed)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(known)
        sys.argv, sys.stdin = said, read
        os.umask(mask)
