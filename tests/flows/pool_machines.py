"""Machines of a work pool for tests: a worker with all that it started, which dies as by a power cut."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from console.services import POOL

_PROC = Path("/proc")


@dataclass
class Machine:
    """One worker, which carries one flow run at a time."""

    process: subprocess.Popen[bytes]

    @property
    def processes(self) -> list[int]:
        """Return the worker and everything that it started, the youngest last."""
        found = [self.process.pid]
        for pid in found:
            # Grown while it is walked: children of children follow.
            found += _children(pid)
        return found

    def cut_power(self) -> None:
        """Kill all of it at once, so that nobody is left to tell."""
        for pid in self.processes:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait(10)

    def carrier_of(self, port: int) -> int | None:
        """Return which of its processes holds that port of the loopback, or None."""
        sockets = {f"socket:[{inode}]" for inode in _inodes(port)}
        for pid in self.processes:
            if sockets & _open_files(pid):
                return pid
        return None


@contextlib.contextmanager
def machines(count: int, environment: dict[str, str], log: Path) -> Iterator[list[Machine]]:
    """Start that many machines for the pool of deploy/prefect.yaml; whatever still lives at the end ends."""
    made: list[Machine] = []
    with log.open("ab") as out:
        for number in range(count):
            argv = [sys.executable, "-m", "prefect", "worker", "start", "--pool", POOL, "--type", "process"]
            argv += ["--name", f"may-{number}", "--limit", "1", "--install-policy", "never"]
            # Asked for work every second: the wait for it is none of the test.
            wanted = {**os.environ, **environment, "PREFECT_WORKER_QUERY_SECONDS": "1"}
            process = subprocess.Popen(argv, env=wanted, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
            made.append(Machine(process))
        try:
            yield made
        finally:
            for one in made:
                one.cut_power()


def flow_run_of(pid: int) -> str:
    """Return the id of the flow run that a process was started for, "" where it was for none."""
    words = (_PROC / str(pid) / "environ").read_bytes().split(b"\0")
    return next((w.partition(b"=")[2].decode() for w in words if w.startswith(b"PREFECT__FLOW_RUN_ID=")), "")


def _children(pid: int) -> list[int]:
    found: list[int] = []
    with contextlib.suppress(OSError):
        for task in (_PROC / str(pid) / "task").iterdir():
            found += [int(one) for one in (task / "children").read_text().split()]
    return found


def _inodes(port: int) -> set[str]:
    rows = [row.split() for row in (_PROC / "net" / "tcp").read_text().splitlines()[1:]]
    return {row[9] for row in rows if int(row[1].partition(":")[2], 16) == port}


def _open_files(pid: int) -> set[str]:
    found: set[str] = set()
    with contextlib.suppress(OSError):
        for one in (_PROC / str(pid) / "fd").iterdir():
            with contextlib.suppress(OSError):
                found.add(str(one.readlink()))
    return found
