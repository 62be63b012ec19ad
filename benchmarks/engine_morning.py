"""A morning without Prefect: claiming and composing over a whole province, in a process of its own.

python -m benchmarks.engine_morning live HOME

lives the morning of the database in that folder and prints a JSON line with seconds and peak memory.
"""

import json
import random
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date, timedelta
from datetime import time as clock_time
from pathlib import Path

from benchmarks.measure import Figure
from config.clock import instant
from config.office import Office, load_office
from config.settings import Settings
from rules.naming import fold
from rules.workday import WorkCalendar
from store.database import migrate
from store.looking import look_instant
from store.sealing import open_with_key
from tasks.composing import compose_digests
from tasks.reminding import claim_reminders

TODAY = date(2026, 11, 23)
ISSUED = date(2026, 9, 1)
PLANS, AGENCIES, LEADS = 1_000, 150, 20
OPEN, DUE, LATE, TIMES = 100_000, 2_000, 5_000, 10
RUNS = 5
# Each size: its name, how many plans, how many open obligations to a plan.
SMALL = ("100,000 open", PLANS, OPEN // PLANS)
LARGE = (
    (f"{TIMES} times as many not due, in further plans", PLANS * TIMES, OPEN // PLANS),
    (f"{TIMES} times as many not due, in the same plans", PLANS, OPEN * TIMES // PLANS),
)
EIGHT = clock_time(8)
WORDS = "Rà soát, lập danh sách đối tượng thuộc diện của kế hoạch, tổng hợp và gửi về cơ quan thường trực"


def fill(path: Path, office: Office, *, plans: int, each: int) -> None:
    """Store that many plans of so many open obligations each in a migrated database.

    The first thousand plans have 2,000 that are due and 5,000 that are late without a step today, whatever
    the size: what comes on top is ahead.
    """
    chance = random.Random(11)
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA synchronous=OFF")
        db.execute("BEGIN")
        _bodies(db)
        _plans(db, plans=plans, items=each // 10)
        db.executemany(
            "INSERT INTO obligation (plan_id, assignment_id, agency_id, part, occurrence, kind, status,"
            " first_due_on, due_on, assigned_on, acknowledged_on, last_looked_on, next_look_at, revision)"
            " VALUES (?, ?, ?, 'owner', '', 'dated', ?, ?, ?, ?, ?, ?, ?, 1)",
            _obligations(chance, office.calendar, plans, each),
        )
        db.execute("COMMIT")


def _bodies(db: sqlite3.Connection) -> None:
    names = [(n, f"UBND xã số {n:03d}") for n in range(1, AGENCIES + 1)]
    db.executemany(
        "INSERT INTO agency (id, code, name, folded, kind, level, is_ordered, is_confirmed)"
        " VALUES (?, ?, ?, ?, 'khac', 'xa', 1, 1)",
        [(n, f"cq-{n}", name, fold(name)) for n, name in names],
    )
    db.executemany(
        "INSERT INTO contact (agency_id, name, role, channel, is_active)"
        " VALUES (?, 'Văn thư', 'officer', ?, 1)",
        [(n, f"outbox://cq-{n}") for n, _ in names],
    )


def _plans(db: sqlite3.Connection, *, plans: int, items: int) -> None:
    now = f"{ISSUED} 02:00:00.000000"
    numbers = range(1, plans + 1)
    db.executemany(
        "INSERT INTO blob (sha256, size, media_type, content) VALUES (?, 1, 'text/plain', x'78')",
        [(f"{n:064d}",) for n in numbers],
    )
    db.executemany(
        "INSERT INTO source_document (id, sha256, filename, kind, received_at, received_by, lines, notes)"
        " VALUES (?, ?, 'ke-hoach.txt', 'txt', ?, 'bench', '[]', '[]')",
        [(n, f"{n:064d}", now) for n in numbers],
    )
    db.executemany(
        "INSERT INTO plan (id, document_id, state, form, number, title, issued_on, lead_agency_id,"
        " lead_name, reports_to, reports_via, before_is_inclusive, leftovers, upper, created_at,"
        " activated_at) VALUES (?, ?, 'active', 'kế hoạch', ?, 'Triển khai công tác năm', ?, ?,"
        " 'cơ quan thường trực', '', '', 0, '[]', '[]', ?, ?)",
        [(n, n, f"{n:05d}/KH-UBND", ISSUED, n % LEADS + 1, now, now) for n in numbers],
    )
    columns = ("plan_id", "position", "ref", "text", "flags")
    given = (
        ((n - 1) * items + p, n, p, f"IV.{p}", f"{WORDS} ({n}.{p})", "[]")
        for n in numbers
        for p in range(1, items + 1)
    )
    needed = [
        (row[1], row[2])
        for row in db.execute("PRAGMA table_info(assignment)")
        if row[3] and row[4] is None and row[1] not in (*columns, "id")
    ]
    fixed = ", ".join("0" if kind in ("INTEGER", "BOOLEAN", "FLOAT") else "''" for _, kind in needed)
    names = ", ".join(("id", *columns, *(name for name, _ in needed)))
    db.executemany(
        f"INSERT INTO assignment ({names}) VALUES (?, ?, ?, ?, ?, ?{', ' + fixed if fixed else ''})", given
    )


def _obligations(
    chance: random.Random, calendar: WorkCalendar, plans: int, each: int
) -> Iterator[Sequence[object]]:
    """Yield the obligations of every plan: ten agencies to an item, first what is due, then what is late."""
    looked = calendar.previous_working(TODAY - timedelta(days=1))
    asked = [calendar.add_working_days(TODAY, days) for days in (1, 3, 5, 10)]
    asked += [calendar.add_working_days(TODAY, -days) for days in (1, 4, 7)]
    late = [calendar.add_working_days(TODAY, -days) for days in (2, 3, 5, 6)]
    tomorrow = calendar.next_working(TODAY + timedelta(days=1))
    instants = {
        day: f"{look_instant(day):%Y-%m-%d %H:%M:%S.%f}"
        for day in (TODAY + timedelta(days=n) for n in range(400))
    }
    for plan in range(1, plans + 1):
        owners = [chance.sample(range(1, AGENCIES + 1), 10) for _ in range(each // 10)]
        due_here, late_here = (DUE // PLANS, LATE // PLANS) if plan <= PLANS else (0, 0)
        for number in range(each):
            item, place = divmod(number, 10)
            if number < due_here:
                due, look = chance.choice(asked), TODAY
            elif number < due_here + late_here:
                due, look = chance.choice(late), tomorrow
            else:
                due = TODAY + timedelta(days=chance.randrange(40, 400))
                look = due - timedelta(days=16)
            yield (
                plan, (plan - 1) * (each // 10) + item + 1, owners[item][place], "acknowledged",
                due, due, ISSUED, ISSUED, looked, instants[look],
            )  # fmt: skip


def live(home: Path) -> dict[str, float]:
    """Claim and compose the morning of the database in a folder; return seconds, counts and peak memory."""
    settings = Settings(_env_file=None, home=home, secret_key="a-key-for-measuring-and-nothing-else")
    engine, office = open_with_key(settings), load_office(settings)
    begun, worked = time.perf_counter(), time.process_time()
    claimed = claim_reminders(engine, office, as_of=TODAY)
    composing = time.perf_counter()
    now = instant(TODAY, EIGHT)
    messages = compose_digests(engine, settings, office, today=TODAY, now=now)
    end = time.perf_counter()
    return {
        "claiming": composing - begun,
        "composing": end - composing,
        "seconds": end - begun,
        "processor": time.process_time() - worked,
        "claimed": claimed,
        "messages": len(messages),
        "megabytes": _peak(),
    }


def _peak() -> float:
    """Return the most memory that this process held at once, without what its parent held."""
    status = Path("/proc/self/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) / 1024


def run() -> list[Figure]:
    """Return seconds and memory of the morning, and how much longer it takes where more is not due."""
    with tempfile.TemporaryDirectory() as folder:
        homes = [_home(Path(folder), *size) for size in (SMALL, *LARGE)]
        lived = [[_lived(home) for home in homes] for _ in range(RUNS)]
    about = f"{DUE:,} due of {OPEN:,} open, {PLANS:,} plans"
    figures = [
        _figure(f"a morning, {about}", [small["seconds"] for small, *_ in lived], "s", "≤ 20"),
        _figure("  of it claiming", [small["claiming"] for small, *_ in lived], "s"),
        _figure("  of it composing", [small["composing"] for small, *_ in lived], "s"),
        _figure("its peak memory", [small["megabytes"] for small, *_ in lived], "MB", "≤ 300"),
    ]
    for place, (name, *_) in enumerate(LARGE, start=1):
        # Processor time, which what else the machine does changes little.
        times = [one[place]["processor"] / one[0]["processor"] for one in lived]
        memory = [one[place]["megabytes"] for one in lived]
        figures.append(_figure(name, times, "×", "≤ 1.2"))
        figures.append(_figure("  its peak memory", memory, "MB", "≤ 300"))
    return figures


def _home(folder: Path, name: str, plans: int, each: int) -> Path:
    home = folder / f"{plans}-{each}"
    settings = Settings(_env_file=None, home=home)
    engine = open_with_key(settings)
    migrate(engine)
    engine.dispose()
    fill(home / "dondoc.db", load_office(settings), plans=plans, each=each)
    return home


def _lived(home: Path) -> dict[str, float]:
    """Live the morning on a copy, in a process of its own."""
    with tempfile.TemporaryDirectory(dir=home) as copy:
        shutil.copy(home / "dondoc.db", copy)
        command = [sys.executable, "-m", "benchmarks.engine_morning", "live", copy]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _figure(name: str, values: list[float], unit: str, aim: str = "") -> Figure:
    return Figure(name, statistics.median(values), min(values), max(values), len(values), unit, aim)


if __name__ == "__main__":
    if sys.argv[1:2] == ["live"]:
        print(json.dumps(live(Path(sys.argv[2]))))
    else:
        for one in run():
            print(one.line())
