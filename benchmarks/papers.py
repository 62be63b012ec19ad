"""What leaves the program as files: a province's workbook, and letters to sixty agencies.

The memory is that of a process of its own: what other figures left behind does not count.
"""

import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from benchmarks.measure import Figure, timed
from benchmarks.pages import NOW, TODAY, fill
from config.settings import Settings, load_settings
from report.letters import URGING, Letterhead, OverdueItem, UrgingLetter, letters_archive
from rules.rollup import FRESH_DAYS
from store.boards import Filters, rollup_by_agency
from store.database import migrate, reading
from store.sealing import open_with_key
from tasks.papers import template_path
from tasks.workbooks import list_workbook

AGENCIES, ITEMS, RUNS = 60, 8, 3


def run() -> list[Figure]:
    """Return how long the workbook of 100,000 obligations takes and needs, and the letters to 60 agencies."""
    with tempfile.TemporaryDirectory() as folder:
        engine = open_with_key(Settings(_env_file=None, home=Path(folder)))
        migrate(engine)
        fill(engine)
        engine.dispose()
        measured = [_apart(folder) for _ in range(RUNS)]
    seconds, peaks, busy = (sorted(column) for column in zip(*measured, strict=True))
    middle = RUNS // 2
    letters, template = _letters(), template_path(load_settings(), URGING)
    return [
        Figure(
            "workbook of 100,000 obligations, asked for and written",
            seconds[middle],
            seconds[0],
            seconds[-1],
            RUNS,
            aim="≤ 20",
        ),
        Figure(
            "workbook of 100,000 obligations, processor time",
            busy[middle],
            busy[0],
            busy[-1],
            RUNS,
        ),
        Figure(
            "workbook of 100,000 obligations, peak memory of its process",
            peaks[middle],
            peaks[0],
            peaks[-1],
            RUNS,
            "MB",
            "≤ 300",
        ),
        timed(
            f"công văn to {AGENCIES} agencies, {ITEMS} items each",
            lambda: letters_archive(letters, template),
            runs=RUNS,
            aim="≤ 15",
        ),
    ]


def _apart(folder: str) -> tuple[float, float, float]:
    """Return the seconds, the peak (MB) and the processor's seconds of one workbook, in its own process."""
    found = subprocess.run(
        [sys.executable, "-m", "benchmarks.papers", folder], check=True, capture_output=True, text=True
    )
    seconds, peak, busy = map(float, found.stdout.split())
    return seconds, peak, busy


def _workbook(folder: str) -> None:
    engine = open_with_key(Settings(_env_file=None, home=Path(folder)))
    start, busy = time.perf_counter(), time.process_time()
    with reading(engine) as session:
        content = list_workbook(
            session,
            today=TODAY,
            title="Mọi kế hoạch",
            filters=Filters(),
            summary=rollup_by_agency(session, today=TODAY, fresh_days=FRESH_DAYS),
        )
    assert len(content) > 1_000_000
    # Others may keep the processors busy: what the workbook itself takes is told beside the seconds.
    seconds, busy = time.perf_counter() - start, time.process_time() - busy
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, busy)


def _letters() -> list[UrgingLetter]:
    head = Letterhead("Ủy ban nhân dân tỉnh", "Sở Y tế", "Lam Giang")
    text = "Rà soát, lập danh sách đối tượng thuộc diện của kế hoạch, tổng hợp và gửi báo cáo"
    told = tuple((n, date(2026, 11, 10 + n)) for n in range(1, 4))
    items = tuple(
        OverdueItem("12/KH-UBND", f"IV.{n}", text, date(2026, 11, 9), 14, told) for n in range(ITEMS)
    )
    return [
        UrgingLetter(
            letterhead=head,
            recipient=f"UBND xã số {n}",
            recipient_code=f"xa-{n}",
            is_ordered=True,
            plans=("Kế hoạch số 12/KH-UBND",),
            subject="đôn đốc thực hiện Kế hoạch số 12/KH-UBND",
            items=items,
            answer_by=date(2026, 11, 30),
            today=NOW.date(),
        )
        for n in range(AGENCIES)
    ]


if __name__ == "__main__":
    _workbook(sys.argv[1])
