"""Memory and open handles of a long-lived process, and whether they stay flat."""

import gc
import os
import statistics
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

_PROC = Path("/proc/self")
# Samples that a judgement needs, and the share of them that counts as warming up.
LEAST, WARMING = 8, 4
# What may come and go: a share of the median, or so many megabytes, whichever is more; handles as they are.
SHARE, MEGABYTES, HANDLES = 0.08, 8.0, 3.0


@dataclass(frozen=True, slots=True)
class Vitals:
    """One sample: resident memory in MB, open files and sockets, threads."""

    megabytes: float
    handles: int
    threads: int


def sample() -> Vitals:
    """Return this process's vitals, after what nobody needs any more has been let go."""
    gc.collect()
    pages = int((_PROC / "statm").read_text().split()[1])
    handles = len(list((_PROC / "fd").iterdir())) - 1
    return Vitals(pages * os.sysconf("SC_PAGE_SIZE") / 2**20, handles, threading.active_count())


def growth(values: Sequence[float]) -> float:
    """Return by how much the values rise from the first to the last, by the median of all slopes.

    One sample that stands out changes that little (Theil and Sen), a steady leak all of it.
    """
    slopes = [(b - a) / (j - i) for (i, a), (j, b) in combinations(enumerate(values), 2)]
    return statistics.median(slopes) * (len(values) - 1) if slopes else 0.0


def settled(values: Sequence[float]) -> Sequence[float]:
    """Return the values after the warming up: a quarter is left out."""
    return values[len(values) // WARMING :]


def is_flat(values: Sequence[float], *, allowed: float) -> bool | None:
    """Return whether the values rise by no more than that after warming up; None for too few to tell."""
    if len(values) < LEAST:
        return None
    return growth(settled(values)) <= allowed


def judge(samples: Sequence[Vitals]) -> dict[str, object]:
    """Return the growth of memory and handles after warming up, and whether both are flat."""
    memory = [one.megabytes for one in samples]
    handles = [float(one.handles) for one in samples]
    threads = [float(one.threads) for one in samples]
    allowed = max(SHARE * statistics.median(memory), MEGABYTES)
    return {
        "samples": len(samples),
        "megabytes_first": round(memory[0], 1),
        "megabytes_last": round(memory[-1], 1),
        "megabytes_most": round(max(memory), 1),
        "megabytes_growth": round(growth(settled(memory)), 2),
        "megabytes_allowed": round(allowed, 2),
        "handles_first": handles[0],
        "handles_last": handles[-1],
        "handles_growth": round(growth(settled(handles)), 2),
        "memory_is_flat": is_flat(memory, allowed=allowed),
        "handles_are_flat": is_flat(handles, allowed=HANDLES),
        "threads_are_flat": is_flat(threads, allowed=HANDLES),
    }
