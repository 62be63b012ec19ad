"""The whole ``morning`` through Prefect: its server on SQLite beside us, as ``dondoc up`` starts it.

150 plans of 20 agencies, of which 100 have something due: a flow run per plan, a task per agency. Timed
from the start of the process ``dondoc morning``, so that its imports count; the server already stands.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from sqlmodel import col, update

from benchmarks.measure import Figure
from benchmarks.processes import running
from config.office import load_office
from config.prefect_env import prefect_environment
from config.settings import Settings
from console.up import wait_for
from models.obligation import Obligation
from store.database import migrate, writing
from store.registry import load_registry
from store.sealing import open_with_key
from tests.cast import Cast, item
from tests.notify.post_office import PostOffice, free_port, open_post_office

DAY = date(2026, 11, 23)
PLANS, DUE, AGENCIES, EACH = 150, 100, 60, 20
# Seconds that the server may take after the morning to write down the last of its task runs.
SETTLING = 600


@dataclass(frozen=True)
class Morning:
    """One measured morning, in seconds after its start; ``settled`` is when the server knew all of it."""

    first_mail: float
    last_mail: float
    ended: float
    settled: float
    mails: int
    flow_runs: int
    task_runs: int


def run() -> list[Figure]:
    """Return the figures of one morning."""
    with tempfile.TemporaryDirectory() as folder:
        done = measure(Path(folder))
    name = f"morning: {PLANS} plans, {DUE} due, {done.flow_runs} flow and {done.task_runs} task runs"
    told = f"the last of its {done.mails} mails"
    return [
        _figure(f"{name}, process start to end", done.ended, "≤ 240"),
        _figure("its first mail out", done.first_mail, "≤ 10"),
        _figure(told + " out", done.last_mail, "before the bookkeeping ends"),
        _figure("Prefect's server has written everything down", done.settled, "≤ 240"),
    ]


def _figure(name: str, seconds: float, aim: str) -> Figure:
    return Figure(name, seconds, seconds, seconds, 1, "s", aim)


class TimedOffice(PostOffice):
    """A mail server that remembers when it took each mail."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[float] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        line = await super().handle_DATA(server, session, envelope)
        self.taken.append(time.monotonic())
        return line


def measure(folder: Path) -> Morning:
    """Return one morning over a province of its own in that folder."""
    settings = Settings(
        _env_file=None,
        home=folder,
        secret_key="a-key-for-benchmarks-and-nothing-else",  # type: ignore[arg-type]
        prefect_port=free_port(),
        today=DAY,
    )
    environment = {
        **os.environ,
        **prefect_environment(settings),
        "DONDOC_PREFECT_PORT": str(settings.prefect_port),
        "DONDOC_SECRET_KEY": settings.signing_key,
        "DONDOC_TODAY": DAY.isoformat(),
    }
    office = TimedOffice()
    with open_post_office(office), prefect_server(settings, environment):
        settle(settings, office)
        before = _counts(settings)
        start = time.monotonic()
        command = [str(Path(sys.executable).with_name("dondoc")), "morning"]
        with (folder / "morning.log").open("wb") as log:
            code = subprocess.run(command, env=environment, stdout=log, stderr=log, check=False).returncode
        ended = time.monotonic() - start
        if code != 0:
            raise RuntimeError((folder / "morning.log").read_text("utf-8")[-3000:])
        after, settled = _settled(settings, start)
    return Morning(
        office.taken[0] - start,
        office.taken[-1] - start,
        ended,
        settled,
        len(office.taken),
        after[0] - before[0],
        after[1] - before[1],
    )


@contextmanager
def prefect_server(settings: Settings, environment: dict[str, str]) -> Iterator[None]:
    """Run Prefect's server until the block ends; raises RuntimeError where it does not start."""
    where = ["--host", "127.0.0.1", "--port", str(settings.prefect_port)]
    argv = [sys.executable, "-m", "prefect", "server", "start", *where]
    with running(argv, environment, settings.home / "server.log"):
        if not wait_for(f"{settings.prefect_api}/health", seconds=120):
            raise RuntimeError("Prefect's server did not start")
        yield


def settle(settings: Settings, office: PostOffice) -> None:
    """Store the province, its plans and what is due."""
    engine = open_with_key(settings)
    migrate(engine)
    cast = Cast(engine, settings, load_office(settings))
    with writing(engine) as session:
        load_registry(session, "\n".join(_registry(office)))
    far: list[int] = []
    for n in range(PLANS):
        is_due = n < DUE
        due = date(2026, 11, 20) if is_due else date(2027, 9, 30)
        owners = [(n * 7 + k) % AGENCIES for k in range(EACH)]
        items = [
            item(f"Việc {k} của kế hoạch {n}", _name(a), due=due, ref=f"IV.{k + 1}")
            for k, a in enumerate(owners)
        ]
        plan_id = cast.tracked_plan(*items, lead=_name(n % AGENCIES), number=f"{n + 1}/KH-UBND")
        if not is_due:
            far.append(plan_id)
    with writing(engine) as session:
        session.connection().execute(
            update(Obligation)
            .where(col(Obligation.plan_id).in_(far))
            .values(next_look_at=datetime(2027, 9, 1, tzinfo=UTC) + timedelta(hours=1))
        )
    engine.dispose()


def _name(number: int) -> str:
    return f"Cơ quan số {number:03d}"


def _registry(office: PostOffice) -> Iterator[str]:
    for n in range(AGENCIES):
        yield f'[[agencies]]\ncode = "co-quan-{n:03d}"\nname = "{_name(n)}"'
        channel = office.url(f"co-quan-{n:03d}@tinh.example.vn")
        yield f'[[contacts]]\nagency = "co-quan-{n:03d}"\nname = "Đầu mối"\nchannel = "{channel}"'


def _counts(settings: Settings) -> tuple[int, int]:
    """Return how many flow runs and task runs the server knows to have ended."""
    ended = {"state": {"type": {"any_": ["COMPLETED", "FAILED", "CRASHED"]}}}
    with httpx.Client(base_url=settings.prefect_api, timeout=60) as client:
        flows = client.post("/flow_runs/count", json={"flow_runs": ended}).json()
        tasks = client.post("/task_runs/count", json={"task_runs": ended}).json()
    return int(flows), int(tasks)


def _settled(settings: Settings, start: float) -> tuple[tuple[int, int], float]:
    """Wait until the counts stand still for five seconds; return them and when they last moved."""
    counts, moved = _counts(settings), time.monotonic()
    while time.monotonic() - moved < 5 and time.monotonic() - start < SETTLING:
        time.sleep(0.5)
        if (now := _counts(settings)) != counts:
            counts, moved = now, time.monotonic()
    return counts, moved - start
