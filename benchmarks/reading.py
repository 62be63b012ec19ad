"""Reading plans: time, memory, growth with length, and what people would use instead beside it."""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from benchmarks.measure import Figure, timed
from benchmarks.spine import PLANS, ROOT, large_plan
from extract import draft_plan
from extract.reading import read_document
from rules.deadline import batch
from rules.workday import WorkCalendar, vietnam_calendar

PHRASES = ROOT.parent / "shared" / "deadline_phrases.json"


def run() -> list[Figure]:
    """Return the figures of reading; what cannot be compared here says so on a line."""
    calendar = vietnam_calendar()
    plan = large_plan()
    data = plan.read_bytes()
    figures = [
        timed(
            f"{plan.stem[:24]}, text to draft",
            lambda: _read(data, plan.name, calendar),
            runs=15,
            aim="≤ 0.06",
        )
    ]
    if files := sorted(PLANS.glob("*.txt")):
        texts = [(f.read_bytes(), f.name) for f in files]
        name = f"all {len(files)} real plans, text to draft"
        figures.append(timed(name, lambda: [_read(d, n, calendar) for d, n in texts], runs=7, aim="≤ 1"))
    figures += [_growth(data, plan.name, calendar), _peak(plan)]
    figures += _beside_dateparser(calendar)
    figures += _beside_underthesea(plan, figures[0].median)
    return figures


def _read(data: bytes, name: str, calendar: WorkCalendar) -> object:
    return draft_plan(read_document(data, name), calendar)


def _growth(data: bytes, name: str, calendar: WorkCalendar) -> Figure:
    """Return how many times as long ten times the text takes."""
    one = timed("once", lambda: _read(data, name, calendar), runs=5).median
    ten = timed("ten", lambda: _read((data + b"\n") * 10, name, calendar), runs=3).median
    return Figure("ten times the text takes … times as long", ten / one, ten / one, ten / one, 3, "x", "≤ 12")


def _peak(plan: Path) -> Figure:
    """Return the peak memory of a fresh process that reads the plan, in MB.

    As the kernel tells it for what the process runs now: ``getrusage`` would count the parent's, too.
    """
    code = (
        "import re, sys, pathlib; from extract import draft_plan;"
        "from extract.reading import read_document; from rules.workday import vietnam_calendar;"
        "p = pathlib.Path(sys.argv[1]);"
        "draft_plan(read_document(p.read_bytes(), p.name), vietnam_calendar());"
        "print(re.search(r'VmHWM:\\s+(\\d+)', pathlib.Path('/proc/self/status').read_text())[1])"
    )
    peaks = [
        int(subprocess.run([sys.executable, "-c", code, str(plan)], capture_output=True, check=True).stdout)
        / 1024
        for _ in range(3)
    ]
    name = f"{plan.stem[:24]}, peak memory of a fresh process"
    return Figure(name, statistics.median(peaks), min(peaks), max(peaks), 3, "MB", "≤ 150")


def _beside_dateparser(calendar: WorkCalendar) -> list[Figure]:
    if not PHRASES.exists():
        print("dateparser beside us: left out, ../shared/deadline_phrases.json is not here")
        return []
    from dateparser.search import search_dates

    rows = json.loads(PHRASES.read_text("utf-8"))

    def theirs() -> list[str | None]:
        found = []
        for row in rows:
            base = datetime.fromisoformat(row["issued_on"])
            read = search_dates(row["phrase"], languages=["vi"], settings={"RELATIVE_BASE": base})
            found.append(read[0][1].date().isoformat() if read else None)
        return found

    def ours() -> list[str | None]:
        return [r["due_on"] for r in batch(rows, calendar)]

    return [
        *_right("ours", rows, ours()),
        *_right("dateparser", rows, theirs()),
        _ratio("dateparser takes … times as long as we", theirs, ours),
    ]


def _right(who: str, rows: list[dict[str, object]], days: list[str | None]) -> list[Figure]:
    dated = [(row["due_on"], day) for row, day in zip(rows, days, strict=True) if row["due_on"]]
    undated = [day for row, day in zip(rows, days, strict=True) if not row["due_on"]]
    right = sum(want == got for want, got in dated)
    invented = sum(day is not None for day in undated)
    return [
        Figure(f"{who}: days right of {len(dated)} dated phrases", right, right, right, 1, ""),
        Figure(f"{who}: days invented on {len(undated)} undated ones", invented, invented, invented, 1, ""),
    ]


def _ratio(name: str, theirs: Callable[[], object], ours: Callable[[], object]) -> Figure:
    """Return their time over ours, measured in turn so that a drift of the machine falls on both."""
    ratios = []
    theirs()
    ours()
    for _ in range(5):
        start = time.perf_counter()
        theirs()
        middle = time.perf_counter()
        ours()
        ratios.append((middle - start) / (time.perf_counter() - middle))
    return Figure(name, statistics.median(ratios), min(ratios), max(ratios), 5, "x")


_NER = """
import pathlib, sys, time
from underthesea import ner
lines = [l for l in pathlib.Path(sys.argv[1]).read_text("utf-8").splitlines() if l.strip()]
ner(lines[0])
for _ in range(3):
    start = time.perf_counter()
    for line in lines:
        ner(line)
    print(time.perf_counter() - start)
"""


def _beside_underthesea(plan: Path, ours: float) -> list[Figure]:
    """Return underthesea's named entities over the same text as a ratio of time, where it is installed."""
    peers = ROOT / ".venv-peers" / "bin" / "python"
    if not peers.exists():
        print("underthesea beside us: left out, it is not installed (make peers)")
        return []
    command = [str(peers), "-W", "ignore", "-c", _NER, str(plan)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    ratios = [float(line) / ours for line in said.split()]
    name = "underthesea NER takes … times as long as our whole reading"
    return [Figure(name, statistics.median(ratios), min(ratios), max(ratios), len(ratios), "x")]
