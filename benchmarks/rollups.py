"""Roll-ups over a large province: 100,000 obligations with some 400,000 rows of journal, SQLite."""

import tempfile
import time
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, insert
from sqlalchemy import select as select_columns
from sqlmodel import Session, col

from benchmarks.measure import Figure
from benchmarks.pages import NOW, TODAY, fill
from config.settings import Settings
from models.journal import StatusChange
from models.obligation import Obligation
from rules.periods import period_named
from store.database import migrate, reading, writing
from store.rollups import Question, counted
from store.sealing import open_with_key

PAST = TODAY - timedelta(days=40)
RUNS = 5


def journal(session: Session) -> int:
    """Write the journal that leads to every obligation as it stands; return how many rows."""
    query: Any = select_columns(
        col(Obligation.id),
        col(Obligation.agency_id),
        col(Obligation.kind),
        col(Obligation.status),
        col(Obligation.due_on),
        col(Obligation.assigned_on),
        col(Obligation.reported_on),
    )
    rows: list[dict[str, object]] = []
    for one, agency, kind, status, due_on, assigned_on, told_on in session.execute(query):
        facts = {"obligation_id": one, "agency_id": agency, "kind": kind, "part": "owner", "actor": "bench"}
        facts |= {"actor_role": "lead", "why": "", "due_on": due_on, "first_due_on": due_on}
        path = ["assigned", "acknowledged", "in_progress"] + ([status] if status != "assigned" else [])
        for place, to_status in enumerate(path):
            on = min(max(told_on or assigned_on, assigned_on), TODAY) if place else assigned_on
            told = told_on if to_status in ("in_progress", "reported", "done") else None
            source = path[place - 1] if place else None
            moved = {"at": _morning(on), "from_status": source, "to_status": to_status, "reported_on": told}
            rows.append(facts | moved)
    rows.sort(key=lambda row: str(row["at"]))
    session.execute(insert(StatusChange), rows)
    return len(rows)


def _morning(day: date) -> datetime:
    return NOW + timedelta(days=(day - TODAY).days)


def run() -> list[Figure]:
    """Return how long a count of today, of a past day and of a period take, nothing kept in memory."""
    with tempfile.TemporaryDirectory() as folder:
        engine = open_with_key(Settings(_env_file=None, home=Path(folder)))
        migrate(engine)
        fill(engine)
        with writing(engine) as session:
            print(f"{journal(session):,} journal rows")
        past = {"as_of": PAST, "today": TODAY}
        quarter = Question(period=period_named("2026-Q3"))
        return [
            _timed(engine, "roll-up of a past day, by agency", Question(), past, "≤ 5"),
            _timed(engine, "roll-up of a past day, by level", Question("level"), past),
            _timed(engine, "roll-up of a past day, one plan of 1,000", Question(plan_id=1), past),
            _timed(
                engine,
                "roll-up of a past quarter, by agency",
                quarter,
                {"as_of": date(2026, 9, 30), "today": TODAY},
                "≤ 5",
            ),
        ]


def _timed(engine: Engine, name: str, question: Question, days: dict[str, date], aim: str = "") -> Figure:
    taken = []
    for _ in range(RUNS):
        with reading(engine) as session:
            start = time.perf_counter()
            counted(session, question, fresh_days=30, **days)
            taken.append(time.perf_counter() - start)
    taken.sort()
    return Figure(name, taken[len(taken) // 2], taken[0], taken[-1], len(taken), "s", aim)
