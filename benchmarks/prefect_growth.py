"""How Prefect's database grows: bytes per morning and per plan shown, and what pruning gives back.

python -m benchmarks.prefect_growth

Lives mornings through a real server on SQLite, without and with plans to show, reads from the file how many
bytes the rows take, works out a year of 250 working days and 115 days off, then prunes.
"""

import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlmodel import update

from benchmarks.flow import AGENCIES, _name, _registry, _server, _settled
from config.office import load_office
from config.prefect_env import prefect_environment
from config.settings import Settings
from models.obligation import Obligation
from store.database import migrate, writing
from store.registry import load_registry
from store.sealing import open_with_key
from tasks.prefect_keeping import prune_prefect
from tests.cast import Cast, item
from tests.notify.post_office import PostOffice, free_port, open_post_office

# The mornings of a Monday to Friday, again and again over these days.
FIRST, LAST = date(2026, 11, 2), date(2026, 12, 18)
EACH = 20
WORKING, OFF = 250, 115
STAGES = ((0, 8), (1, 8), (4, 8))


@dataclass(frozen=True)
class Stand:
    """Bytes of Prefect's database: of the whole file, of pages in use, and those by table (with indexes)."""

    file: int
    used: int
    tables: Counter[str]
    rows: Counter[str]


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        _measure(Path(folder))


def _measure(folder: Path) -> None:
    settings = Settings(
        _env_file=None,
        home=folder,
        secret_key="a-key-for-benchmarks-and-nothing-else",  # type: ignore[arg-type]
        prefect_port=free_port(),
        today=LAST,
    )
    environment = {
        **os.environ,
        **prefect_environment(settings),
        "DONDOC_SECRET_KEY": settings.signing_key,
        "DONDOC_TODAY": LAST.isoformat(),
    }
    days = [FIRST + timedelta(n) for n in range((LAST - FIRST).days + 1)]
    days = [d for d in days if d.weekday() < 5]
    office = PostOffice()
    with open_post_office(office), _server(settings, environment):
        engine = open_with_key(settings)
        migrate(engine)
        cast = Cast(engine, settings, load_office(settings))
        with writing(engine) as session:
            load_registry(session, "\n".join(_registry(office)))
        at, plans, stands = 0, 0, [_stand(settings)]
        for due, mornings in STAGES:
            while plans < due:
                _add_plan(cast, plans)
                plans += 1
            for day in days[at : at + mornings]:
                _live(engine, environment, day)
            at += mornings
            _settled(settings, time.monotonic())
            stands.append(_stand(settings))
            _print(f"{mornings} mornings, {due} plans", stands[-2], stands[-1])
        pruned = prune_prefect(settings, before=datetime.now(UTC))
        time.sleep(15)
        _print(f"pruned {pruned}", stands[-1], _stand(settings))
        engine.dispose()


def _add_plan(cast: Cast, n: int) -> None:
    owners = [_name((n * 7 + k) % AGENCIES) for k in range(EACH)]
    due = date(2026, 11, 20)
    items = [item(f"Việc {k} của kế hoạch {n}", a, due=due, ref=f"IV.{k + 1}") for k, a in enumerate(owners)]
    cast.tracked_plan(*items, lead=_name(n), number=f"{n + 1}/KH-UBND")


def _live(engine: object, environment: dict[str, str], day: date) -> None:
    with writing(engine) as session:  # type: ignore[arg-type]
        # Every agency of every plan is looked at, the most that a morning can show.
        session.connection().execute(
            update(Obligation).values(next_look_at=datetime(2026, 10, 1, tzinfo=UTC))
        )
    command = [sys.executable, "-m", "cli", "morning", "--as-of", f"{day:%d/%m/%Y}"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(done.stdout[-1000:] + done.stderr[-3000:])
    print(done.stdout.strip(), flush=True)


def _stand(settings: Settings) -> Stand:
    path = settings.home / "prefect" / "prefect.db"
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=30)) as db:
        size = db.execute("PRAGMA page_size").fetchone()[0]
        pages = db.execute("PRAGMA page_count").fetchone()[0]
        free = db.execute("PRAGMA freelist_count").fetchone()[0]
        of = dict(db.execute("SELECT name, tbl_name FROM sqlite_master"))
        tables: Counter[str] = Counter()
        for name, payload in db.execute("SELECT name, sum(pgsize - unused) FROM dbstat GROUP BY name"):
            tables[of.get(name, name)] += payload
        rows = Counter({t: db.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in set(of.values())})
    return Stand(pages * size, (pages - free) * size, tables, rows)


def _print(name: str, before: Stand, after: Stand) -> None:
    print(f"\n{name}: file {before.file} -> {after.file}, used {before.used} -> {after.used}")
    for table in sorted(after.tables | before.tables, key=lambda t: -abs(after.tables[t] - before.tables[t])):
        grown, rows = after.tables[table] - before.tables[table], after.rows[table] - before.rows[table]
        if grown or rows:
            print(f"  {table:28} {grown:>10} bytes {rows:>7} rows", flush=True)


if __name__ == "__main__":
    main()
