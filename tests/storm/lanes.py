"""The parent's side of the storm: starting mornings as real processes, watching and killing them."""

import json
import os
import queue
import resource
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from datetime import date
from datetime import time as clock_time
from pathlib import Path
from typing import Self

from tests.conftest import ROOT

KILLED = -signal.SIGKILL


@dataclass
class Morning:
    """One process that lives one morning; ``began`` is the monotonic second of its order, ``step`` the
    last one it said.
    """

    pid: int
    began: float
    step: str = "start"
    code: int | None = None
    over: threading.Event = field(default_factory=threading.Event)

    def wait(self, seconds: float) -> bool:
        """Wait until the process has ended, at most that long; return whether it has."""
        return self.over.wait(seconds)

    def finish(self) -> int:
        """Wait for the end and return the exit code, negative for a signal."""
        assert self.wait(120), f"process {self.pid} stands still at {self.step}"
        assert self.code is not None
        return self.code

    def send(self, number: signal.Signals) -> None:
        """Send a signal. The number is ours for certain: ended processes are kept as zombies."""
        os.kill(self.pid, number)

    def is_in(self, states: str) -> bool:
        """Return whether the system says that the process is in one of these states (``Z``, ``T`` …)."""
        return Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()[0] in states

    def kill(self) -> None:
        """Kill the process and return when it is dead."""
        self.send(signal.SIGKILL)
        self._until("ZX")

    def freeze(self) -> None:
        """Stop the process where it stands, or find it ended."""
        self.send(signal.SIGSTOP)
        self._until("TZX")

    def thaw(self) -> None:
        """Let a stopped process go on."""
        self.send(signal.SIGCONT)

    def limit_files(self, size: int) -> None:
        """Let no file that the process writes grow beyond ``size`` bytes; -1 lifts the limit."""
        resource.prlimit(self.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

    def _until(self, states: str) -> None:
        end = time.monotonic() + 30
        while not self.is_in(states):
            assert time.monotonic() < end, f"process {self.pid} does not react to a signal"
            time.sleep(0.0002)


class Lane:
    """A place in which one morning at a time is lived; two lanes live two mornings at once."""

    def __init__(self, folder: Path) -> None:
        self.errors = folder / f"errors-{id(self)}.txt"
        with self.errors.open("wb") as errors:
            self._holder = subprocess.Popen(
                [sys.executable, "-m", "tests.storm.morning_process"],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                bufsize=1,
            )
        self._begun: queue.Queue[Morning] = queue.Queue()
        self._ordered = 0.0
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self._holder.stdout is not None
        current: Morning | None = None
        steps: list[str] = []
        for line in self._holder.stdout:
            word, _, rest = line.strip().partition(" ")
            if word == "began":
                current = Morning(int(rest), self._ordered)
                current.step = steps[-1] if steps else current.step
                self._begun.put(current)
            elif word == "at":
                # The child may speak before its parent tells its number.
                steps.append(rest)
                if current is not None:
                    current.step = rest
            elif word == "ended" and current is not None:
                current.code = int(rest)
                current.over.set()
                current, steps = None, []

    def start(
        self, home: Path, url: str, day: date, at: clock_time, *, file_limit: int | None = None
    ) -> Morning:
        """Start the morning of a day at a wall-clock time in Viet Nam; return when it has begun.

        ``file_limit`` is the size in bytes beyond which no file of the process can grow.
        """
        assert self._holder.stdin is not None
        order = {
            "home": str(home),
            "url": url,
            "day": day.isoformat(),
            "at": at.isoformat(),
            "file_limit": file_limit,
        }
        self._ordered = time.monotonic()
        self._holder.stdin.write(json.dumps(order) + "\n")
        return self._begun.get(timeout=60)

    def said(self) -> str:
        """Return what the processes wrote to their standard error."""
        return self.errors.read_text("utf-8")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *trouble: object) -> None:
        assert self._holder.stdin is not None
        assert self._holder.stdout is not None
        self._holder.stdin.close()
        self._holder.wait(60)
        self._reader.join(10)
        self._holder.stdout.close()
