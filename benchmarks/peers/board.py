"""The list of overdue work at 1,000,000: our board's queries and Redmine's issue list, on one PostgreSQL.

The same due days, the same states and the same share overdue in both; rows are written by COPY. Ours is
asked as the board's page asks (nothing kept from before), Redmine through its own IssueQuery.
"""

import json
import os
import random
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Engine, insert, make_url
from sqlmodel import Session

from models.agency import Agency
from models.assignment import Assignment
from models.document import Blob, SourceDocument
from models.plan import Plan
from rules.naming import fold
from store.boards import Filters, obligation_page
from store.database import migrate, open_database, reading, writing
from store.tallies import tallies

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
ISSUES, PLANS, AGENCIES, OWNERS = 1_000_000, 1_000, 150, 10
ITEMS = ISSUES // PLANS // OWNERS
# Shares: finished, open and overdue, open and ahead.
DONE, LATE = 0.70, 0.03
LIMIT, RUNS, TURNS = 100, 60, 2
REDMINE = Path("/usr/share/redmine")
SCRIPT = Path(__file__).with_name("redmine.rb")
LATE_LIST = Filters(standings=frozenset({"overdue"}), part="owner")


def _facts(count: int) -> Iterator[tuple[str, date]]:
    """Yield status and due day of every piece of work, the same ones for both programs."""
    chance = random.Random(5)
    for _ in range(count):
        luck = chance.random()
        if luck < DONE:
            yield "done", TODAY + timedelta(days=chance.randrange(-400, 30))
        elif luck < DONE + LATE:
            yield chance.choice(("acknowledged", "in_progress")), TODAY - timedelta(chance.randrange(1, 120))
        else:
            yield chance.choice(("assigned", "acknowledged")), TODAY + timedelta(chance.randrange(0, 300))


def fill_ours(engine: Engine, url: str) -> None:
    """Store the million under 1,000 plans of 100 items, ten bodies to an item."""
    with writing(engine) as session:
        bodies = [(n, f"UBND xã số {n:03d}") for n in range(1, AGENCIES + 1)]
        rows = [{"id": n, "code": f"cq-{n}", "name": name, "folded": fold(name)} for n, name in bodies]
        session.execute(insert(Agency), rows)
        numbers = range(1, PLANS + 1)
        blob = {"size": 1, "media_type": "text/plain", "content": b"x"}
        session.execute(insert(Blob), [{"sha256": f"{n:064d}", **blob} for n in numbers])
        paper: dict[str, Any] = {
            "filename": "x.txt", "kind": "txt", "received_at": NOW, "received_by": "bench",
            "lines": [["x", 1]], "notes": [],
        }  # fmt: skip
        session.execute(insert(SourceDocument), [{"id": n, "sha256": f"{n:064d}", **paper} for n in numbers])
        plan: dict[str, Any] = {
            "state": "active", "title": "Triển khai công tác năm", "issued_on": TODAY - timedelta(days=300),
            "leftovers": [], "upper": [], "created_at": NOW, "activated_at": NOW,
        }  # fmt: skip
        session.execute(
            insert(Plan), [{"id": n, "document_id": n, "number": f"{n}/KH-UBND", **plan} for n in numbers]
        )
        session.execute(insert(Assignment), [_item(n) for n in range(PLANS * ITEMS)])
    columns = (
        "id, plan_id, assignment_id, agency_id, part, occurrence, kind, status, first_due_on, due_on,"
        " assigned_on, reported_on, done_on, revision"
    )
    with (
        psycopg.connect(url) as connection,
        connection.cursor() as cursor,
        cursor.copy(f"COPY obligation ({columns}) FROM STDIN") as copy,
    ):
        for n, (status, due) in enumerate(_facts(ISSUES)):
            item, place = divmod(n, OWNERS)
            told = due if status == "done" else None
            agency = (item * 7 + place) % AGENCIES + 1
            copy.write_row(
                    (n + 1, item // ITEMS + 1, item + 1, agency, "owner", "", "dated", status, due, due,
                     TODAY - timedelta(days=300), told, told, 0)
                )  # fmt: skip


def _item(number: int) -> dict[str, Any]:
    plan, place = divmod(number, ITEMS)
    text = f"Rà soát, lập danh sách đối tượng thuộc diện của kế hoạch và gửi báo cáo ({plan}.{place})"
    return {
        "id": number + 1, "plan_id": plan + 1, "position": place, "ref": f"IV.{place + 1}", "text": text,
        "flags": [],
    }  # fmt: skip


def fill_redmine(url: str) -> None:
    """Store the same million as issues of 1,000 projects, assigned to 150 users."""
    status = {"assigned": 1, "acknowledged": 2, "in_progress": 2, "done": 5}
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute("DELETE FROM issues")
        cursor.execute("DELETE FROM enabled_modules")
        cursor.execute("DELETE FROM projects_trackers")
        cursor.execute("DELETE FROM projects")
        cursor.execute(
            "INSERT INTO projects (id, name, identifier, status, is_public, lft, rgt, created_on, updated_on)"
            " SELECT n, 'Ke hoach ' || n, 'kh-' || n, 1, true, 2 * n - 1, 2 * n, now(), now()"
            " FROM generate_series(1, %s) AS n",
            (PLANS,),
        )
        cursor.execute(
            "INSERT INTO enabled_modules (project_id, name) SELECT id, 'issue_tracking' FROM projects"
        )
        cursor.execute("INSERT INTO projects_trackers (project_id, tracker_id) SELECT id, 1 FROM projects")
        cursor.execute(
            "INSERT INTO users (id, login, firstname, lastname, admin, status, type, language)"
            " SELECT 1000 + n, 'cq' || n, 'UBND', 'xa ' || n, false, 1, 'User', 'en'"
            " FROM generate_series(1, %s) AS n ON CONFLICT DO NOTHING",
            (AGENCIES,),
        )
        columns = (
            "id, tracker_id, project_id, subject, due_date, status_id, assigned_to_id, priority_id,"
            " author_id, created_on, updated_on, start_date, root_id, lft, rgt"
        )
        with cursor.copy(f"COPY issues ({columns}) FROM STDIN") as copy:
            for n, (word, due) in enumerate(_facts(ISSUES)):
                item, place = divmod(n, OWNERS)
                text = f"Rà soát, lập danh sách đối tượng thuộc diện của kế hoạch ({item})"
                body = 1001 + (item * 7 + place) % AGENCIES
                copy.write_row(
                    (n + 1, 1, item // ITEMS + 1, text, due, status[word], body, 2,
                     1, NOW, NOW, TODAY - timedelta(days=300), n + 1, 1, 2)
                )  # fmt: skip


def ask_ours(engine: Engine) -> dict[str, Any]:
    """Return the seconds of the first page of overdue work with its count, and of the board's table."""
    found: dict[str, Any] = {"list": [], "table": []}
    for _ in range(RUNS + 3):
        # A session over a connection: nothing that was found before is kept for it.
        with engine.connect() as connection, Session(bind=connection) as session:
            began = time.perf_counter()
            shown = obligation_page(session, today=TODAY, filters=LATE_LIST, limit=LIMIT)
            listed = time.perf_counter()
            found["list"].append(listed - began)
            if len(found["table"]) < RUNS // 3:
                tallies(session, today=TODAY)
                found["table"].append(time.perf_counter() - listed)
        found |= {"total": shown.total, "rows": len(shown.rows)}
    found["list"] = found["list"][3:]
    found["kept"] = []
    for _ in range(RUNS):
        with reading(engine) as session:
            began = time.perf_counter()
            obligation_page(session, today=TODAY, filters=LATE_LIST, limit=LIMIT)
            found["kept"].append(time.perf_counter() - began)
    found["kept"] = found["kept"][1:]
    return found


def ask_redmine(url: str) -> dict[str, Any]:
    """Return what Redmine's own query took, by a script that runs inside it."""
    found = _rails(url, ["rails", "runner", str(SCRIPT), TODAY.isoformat(), str(LIMIT), str(RUNS)])
    answer: dict[str, Any] = json.loads(found.splitlines()[-1])
    return answer


def _rails(url: str, command: list[str]) -> str:
    environment = {
        **os.environ,
        "RAILS_ENV": "production",
        "X_DEBIAN_SITEID": "default",
        "REDMINE_LANG": "en",
        "DATABASE_URL": f"{url}?encoding=utf8",
    }
    whole = ["ruby", "-S", "bundle", "exec", *command]
    done = subprocess.run(whole, cwd=REDMINE, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"Redmine: {done.stderr[-2000:]}")
    return done.stdout


def measure(url: str, say: Callable[[str], None]) -> None:
    """Say what both take; Redmine is left out with the reason where its package is not installed."""
    own, other = _database(url, "dondoc_bench"), _database(url, "redmine")
    engine = open_database(make_url(own).set(drivername="postgresql+psycopg").render_as_string(False))
    migrate(engine)
    fill_ours(engine, own)
    _analyze(own)
    say(f"{ISSUES:,} obligations stored")
    if (missing := _missing_redmine()) is None:
        _rails(other, ["rake", "db:migrate"])
        _rails(other, ["rake", "redmine:load_default_data"])
        fill_redmine(other)
        _analyze(other)
    else:
        say(missing)
    for turn in range(1, TURNS + 1):
        ours = ask_ours(engine)
        say(f"turn {turn}, load {os.getloadavg()[0]:.1f}")
        say(_line(f"ours: count and first {LIMIT} overdue of {ours['total']:,}", ours["list"]))
        say(_line("ours: the same while nothing has changed", ours["kept"]))
        say(_line("ours: the board's table of all bodies, nothing kept", ours["table"]))
        if missing is None:
            theirs = ask_redmine(other)
            words = f"Redmine {theirs['version']}: count and first {LIMIT} overdue of {theirs['total']:,}"
            say(_line(words, theirs["list"]))
            if theirs["total"] != ours["total"]:
                raise RuntimeError(f"not the same work: {ours['total']} and {theirs['total']} overdue")
    engine.dispose()


def _missing_redmine() -> str | None:
    """Return why Redmine cannot be measured, or None."""
    if (REDMINE / "config.ru").exists() and shutil.which("ruby") is not None:
        return None
    return "left out: Redmine is not installed (apt-get install redmine redmine-pgsql)"


def _database(url: str, name: str) -> str:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name}")
        connection.execute(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0")
    return make_url(url).set(database=name).render_as_string(hide_password=False)


def _analyze(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


def _line(name: str, seconds: list[float]) -> str:
    ordered = sorted(seconds)
    p50, p95 = ordered[len(ordered) // 2], ordered[min(len(ordered) * 95 // 100, len(ordered) - 1)]
    return f"{name:64} p50 {p50 * 1000:8.1f} ms  p95 {p95 * 1000:8.1f} ms  least {ordered[0] * 1000:8.1f} ms"
