"""The pages over a large province: 100 plans, 100,000 obligations, SQLite, a real server on loopback."""

import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from threading import Event

import httpx2 as httpx
from sqlalchemy import Engine, insert
from sqlmodel import Session, select

from benchmarks.crowd import ask_together
from benchmarks.measure import Figure
from benchmarks.paint import first_paints
from config.settings import Settings
from models.account import User
from models.agency import Agency
from models.assignment import Assignment
from models.document import Blob, SourceDocument
from models.extension import Extension
from models.journal import ProgressReport, StatusChange
from models.obligation import Obligation
from models.plan import Plan
from rules.naming import fold
from store.accounts import add_user, open_session
from store.database import migrate, writing
from store.sealing import open_with_key
from web.forms import SESSION_COOKIE

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
PLANS, ITEMS, OWNERS, AGENCIES = 100, 20, 50, 150
REQUESTS, AT_ONCE = 2_000, 20
SEEN_BY = (
    ("chuyenvien", "/bang"),
    ("chuyenvien", "/lanh-dao"),
    ("chuyenvien", "/tong-hop"),
    ("canbo", "/viec"),
)
STATUSES = ("assigned", "acknowledged", "in_progress", "reported", "returned", "done", "suspended")
SHARES = (12, 14, 22, 8, 3, 40, 1)
WORDS = (
    "Rà soát, lập danh sách đối tượng thuộc diện của kế hoạch, tổng hợp và gửi báo cáo về cơ quan thường trực"
)


def fill(engine: Engine, *, plans: int = PLANS) -> None:
    """Store that many plans of 1,000 obligations each, the same ones every time."""
    chance = random.Random(7)
    with writing(engine) as session:
        session.execute(
            insert(Agency),
            [
                {
                    "id": n,
                    "code": f"cq-{n}",
                    "name": f"UBND xã số {n:03d}",
                    "folded": fold(f"UBND xã số {n:03d}"),
                }
                for n in range(1, AGENCIES + 1)
            ],
        )
        for number in range(1, plans + 1):
            _fill_plan(session, number, chance)
        _accounts(session)


def _fill_plan(session: Session, number: int, chance: random.Random) -> None:
    execute = session.execute
    issued = TODAY - timedelta(days=chance.randrange(10, 300))
    sha = f"{number:064d}"
    execute(insert(Blob), [{"sha256": sha, "size": 1, "media_type": "text/plain", "content": b"x"}])
    execute(
        insert(SourceDocument),
        [
            {
                "id": number, "sha256": sha, "filename": "ke-hoach.txt", "kind": "txt",
                "received_at": NOW, "received_by": "bench", "lines": [["x", 1]], "notes": [],
            }
        ],
    )  # fmt: skip
    execute(
        insert(Plan),
        [
            {
                "id": number, "document_id": number, "state": "active", "number": f"{number:03d}/KH-UBND",
                "title": "Triển khai công tác năm", "issued_on": issued, "leftovers": [], "upper": [],
                "created_at": NOW, "activated_at": NOW,
            }
        ],
    )  # fmt: skip
    obligations: list[dict[str, object]] = []
    reports: list[dict[str, object]] = []
    first = (number - 1) * ITEMS
    for position in range(ITEMS):
        execute(
            insert(Assignment),
            [
                {
                    "id": first + position + 1, "plan_id": number, "position": position,
                    "ref": f"IV.{position + 1}", "text": f"{WORDS} ({number}.{position + 1})", "flags": [],
                }
            ],
        )  # fmt: skip
        due_on = None if position % 7 == 6 else issued + timedelta(days=chance.randrange(20, 330))
        for agency in chance.sample(range(1, AGENCIES + 1), OWNERS):
            one = _obligation(chance, len(obligations) + (number - 1) * ITEMS * OWNERS + 1, due_on, issued)
            obligations.append(
                {**one, "plan_id": number, "assignment_id": first + position + 1, "agency_id": agency}
            )
            if one["reported_on"] is not None:
                reports.append(
                    {
                        "obligation_id": one["id"], "at": NOW, "reported_on": one["reported_on"],
                        "says": "reported", "text": "Đã gửi danh sách theo mẫu.", "reporter": "Văn thư",
                        "product": "", "via": "web",
                    }
                )  # fmt: skip
    execute(insert(Obligation), obligations)
    execute(insert(ProgressReport), reports)
    asking = [o["id"] for o in obligations if o["status"] == "in_progress" and o["due_on"]][:2]
    execute(
        insert(Extension),
        [
            {
                "obligation_id": one, "asked_at": NOW, "asked_by": "Văn thư", "state": "asked",
                "proposed_on": TODAY + timedelta(days=30), "reason": "Chờ số liệu.",
                "decision_number": "", "decision_note": "",
            }
            for one in asking
        ],
    )  # fmt: skip


def _obligation(chance: random.Random, number: int, due_on: date | None, issued: date) -> dict[str, object]:
    (status,) = chance.choices(STATUSES, SHARES)
    told = None
    if status in ("reported", "done", "returned", "in_progress"):
        told = min(TODAY, (due_on or TODAY) + timedelta(days=chance.randrange(-20, 10)))
    return {
        "id": number,
        "kind": "dated" if due_on else "undated",
        "status": status,
        "part": "owner",
        "occurrence": "",
        "revision": 0,
        "first_due_on": due_on,
        "due_on": due_on,
        "assigned_on": issued,
        "acknowledged_on": None if status == "assigned" else issued,
        "reported_on": told,
        "done_on": told if status == "done" else None,
    }


def _accounts(session: Session) -> None:
    for name, role, agency in (("chuyenvien", "lead", None), ("canbo", "agency", 1)):
        add_user(
            session,
            username=name,
            password="mật khẩu để đo",
            display_name=name,
            role=role,  # type: ignore[arg-type]
            agency_id=agency,
        )


@contextmanager
def _served(home: Path) -> Iterator[str]:
    """Serve the pages in a process of their own on a free port and give the address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    told = {"DONDOC_HOME": str(home), "DONDOC_PORT": str(port), "DONDOC_TODAY": TODAY.isoformat()}
    server = subprocess.Popen([sys.executable, "-m", "web.serve"], env={**os.environ, **told})
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                httpx.get(f"{address}/dang-nhap", timeout=1)
                break
            except httpx.TransportError:
                time.sleep(0.1)
        yield address
    finally:
        server.terminate()
        server.wait(20)


def _cookies(engine: Engine) -> dict[str, str]:
    with writing(engine) as session:
        found = session.exec(select(User)).all()
        return {u.username: open_session(session, user_id=u.id or 0, now=NOW, hours=240) for u in found}


def run() -> list[Figure]:
    """Return the figures of the board and of an agency's page, and what they weigh."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        engine = open_with_key(Settings(_env_file=None, home=home))
        migrate(engine)
        fill(engine)
        cookies = _cookies(engine)
        with _served(home) as address:
            board = _page(engine, f"{address}/bang", cookies["chuyenvien"], aim="≤ 0.150")
            own = _page(engine, f"{address}/viec", cookies["canbo"], aim="≤ 0.060")
            return [*board, *own, *first_paints(address, SEEN_BY, cookies)]


def _page(engine: Engine, address: str, cookie: str, *, aim: str) -> list[Figure]:
    name = "/" + address.rsplit("/", 1)[1]
    with httpx.Client(cookies={SESSION_COOKIE: cookie}, timeout=60) as client:

        def ask() -> float:
            start = time.perf_counter()
            answer = client.get(address)
            assert answer.status_code == 200, answer.status_code
            return time.perf_counter() - start

        ask()
        weight = len(client.get(address).content) / 1024
        changed = []
        for _ in range(7):
            _change(engine)
            changed.append(ask())
        alone = sorted(ask() for _ in range(40))
    asked = partial(ask_together, address, cookie=f"{SESSION_COOKIE}={cookie}", at_once=AT_ONCE)
    together = asked(requests=REQUESTS)
    with _changing(engine):
        meanwhile = asked(requests=REQUESTS)
    return [
        _figure(f"{name}, one at a time, p50", alone, 0.5),
        _figure(f"{name}, one at a time, p95", alone, 0.95),
        _figure(f"{name}, the first after a change, p50", sorted(changed), 0.5),
        _figure(f"{name}, {AT_ONCE} at once, p50", together, 0.5),
        _figure(f"{name}, {AT_ONCE} at once, p95", together, 0.95, aim),
        _figure(f"{name}, {AT_ONCE} at once, one change a second, p50", meanwhile, 0.5),
        _figure(f"{name}, {AT_ONCE} at once, one change a second, p95", meanwhile, 0.95, aim),
        Figure(f"{name}, weight of the page", weight, weight, weight, 1, "KB"),
    ]


@contextmanager
def _changing(engine: Engine) -> Iterator[None]:
    """Change something once a second."""
    over = Event()

    def change() -> None:
        while not over.wait(1):
            _change(engine)

    with ThreadPoolExecutor(1) as someone:
        someone.submit(change)
        try:
            yield
        finally:
            over.set()


def _change(engine: Engine) -> None:
    """Write one journal row, as every change of an obligation does: what was kept is worth nothing."""
    with writing(engine) as session:
        session.add(
            StatusChange(
                obligation_id=1,
                at=NOW,
                actor="bench",
                actor_role="lead",
                from_status="assigned",
                to_status="assigned",
            )
        )


def _figure(name: str, seconds: list[float], share: float, aim: str = "") -> Figure:
    at = min(int(len(seconds) * share), len(seconds) - 1)
    return Figure(name, seconds[at], seconds[0], seconds[-1], len(seconds), "s", aim)
