"""Who has claimed a message, and whether that process still lives.

A claimant is ``place:process id:start``. The place is the computer's name with its process namespace, so
that a container's processes are not looked for outside it; the start tells a process from a later one
that was given the same number.
"""

import os
import socket
from datetime import datetime
from functools import partial
from pathlib import Path

from rules.sending import claim_is_lost
from store.sending import IsLost

_PROC = Path("/proc")
# Where the system does not tell when a process started, its number alone must do.
_UNKNOWN = "-"


def this_process() -> str:
    """Return the claimant that stands for this process."""
    pid = os.getpid()
    return f"{_place()}:{pid}:{_start_of(pid) or _UNKNOWN}"


def lost_at(now: datetime) -> IsLost:
    """Return the test for claims as of ``now``: given up when its process is gone or it is too old."""
    return partial(_is_lost, now=now)


def has_ended(claimant: str) -> bool:
    """Return whether that process is known to have ended; of another computer's nothing is known."""
    return _life(claimant) == (True, False)


def _is_lost(claimed_by: str, claimed_at: datetime, *, now: datetime) -> bool:
    here, lives = _life(claimed_by)
    return claim_is_lost(age=now - claimed_at, seen_from_here=here, claimant_lives=lives)


def _life(claimant: str) -> tuple[bool, bool]:
    """Return whether a claimant is a process of this computer, and whether it is seen to live."""
    place, _, rest = claimant.partition(":")
    pid, _, start = rest.partition(":")
    here = place == _place() and pid.isdigit()
    return here, here and _lives(int(pid), start)


def _place() -> str:
    try:
        space = (_PROC / "self" / "ns" / "pid").readlink().name.strip("pid:[]")
    except OSError:
        space = ""
    return f"{socket.gethostname().replace(':', '-')}.{space}"


def _lives(pid: int, start: str) -> bool:
    if (_PROC / "self" / "stat").exists():
        return _start_of(pid) == start
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _start_of(pid: int) -> str | None:
    """Return when a living process started (clock ticks since this boot, and the boot), or None."""
    try:
        # The program's name stands in brackets and may itself hold spaces and brackets.
        fields = (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
        boot = (_PROC / "sys" / "kernel" / "random" / "boot_id").read_text().strip()
    except OSError:
        return None
    state, ticks = fields[0], fields[19]
    # A process that has ended but was not yet collected sends nothing.
    return None if state in "ZX" else f"{ticks}-{boot[:8]}"
