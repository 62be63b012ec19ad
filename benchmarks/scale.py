"""A morning over a work pool with 1, 2 and 4 workers, and the outbox with 1, 2 and 4 senders.

python -m benchmarks scale                  both, three and five turns
python -m benchmarks.scale workers 2        one turn over each number of workers, and so on

Everything is real: PostgreSQL for our data and for Prefect's, Prefect's server, the sender, workers that
carry one run at a time, a mail server on the loopback. Turns go round over the numbers, so that what else
the machine does hits all alike.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import httpx
import psycopg
from sqlmodel import select

from benchmarks.flow import TimedOffice, _name, _registry
from benchmarks.measure import Figure
from benchmarks.postgres_here import postgres
from benchmarks.processes import running
from benchmarks.scale_senders import run as run_senders
from config.office import load_office
from config.prefect_env import prefect_environment
from config.settings import Settings
from console.up import wait_for
from models.running import MorningRun
from store.database import migrate, reading, writing
from store.registry import load_registry
from store.sealing import open_with_key
from tests.cast import Cast, item
from tests.notify.post_office import free_port, open_post_office

DAY = date(2026, 11, 23)
# Every plan: so many agencies, each with so many items that are late.
PLANS, EACH, ITEMS, AGENCIES = 60, 10, 4, 60
WORKERS = (1, 2, 4)
MORNING = "morning/buoi-sang"
# Seconds after which a morning has failed.
LONG = 900
DONDOC = str(Path(sys.executable).with_name("dondoc"))
DEPLOY = Path(__file__).resolve().parents[1] / "deploy" / "prefect.yaml"
KEYS = {
    "DONDOC_SECRET_KEY": "a-key-for-benchmarks-and-nothing-else",
    "DONDOC_DATA_KEY": "a-key-for-sealing-figures",
}


@dataclass(frozen=True)
class Turn:
    """One morning in seconds after it was asked for, and the load of the machine while it ran."""

    first_mail: float
    last_mail: float
    handed_out: float
    over: float
    mails: int
    load: float


def run(turns: int = 3) -> list[Figure]:
    """Return the figures of workers and of senders."""
    return [*run_workers(turns), *run_senders(5)]


def run_workers(turns: int) -> list[Figure]:
    """Return the figures of a morning by number of workers, each over that many turns."""
    found: dict[int, list[Turn]] = defaultdict(list)
    with postgres() as server:
        for _ in range(turns):
            for workers in WORKERS:
                with tempfile.TemporaryDirectory() as folder:
                    found[workers].append(_turn(Path(folder), server, workers))
                print(workers, found[workers][-1], flush=True)
    figures: list[Figure] = []
    for workers, some in found.items():
        of = f"{PLANS * EACH * ITEMS} due items of {PLANS} plans, workers: {workers}"
        figures += [
            _figure(f"{of}: first mail", [one.first_mail for one in some]),
            _figure(f"{of}: last of {some[0].mails} mails", [one.last_mail for one in some]),
            _figure(f"{of}: plans handed out", [one.handed_out for one in some]),
            _figure(f"{of}: every plan shown, morning closed", [one.over for one in some]),
            _figure("load of the machine meanwhile", [one.load for one in some], unit=""),
        ]
    return figures


def _figure(name: str, values: list[float], unit: str = "s") -> Figure:
    return Figure(name, statistics.median(values), min(values), max(values), len(values), unit)


def _turn(folder: Path, server: str, workers: int) -> Turn:
    names = {which: f"{which}_{workers}_{time.time_ns()}" for which in ("ours", "prefects")}
    with psycopg.connect(f"postgresql:{server}/postgres", autocommit=True) as desk:
        for name in names.values():
            desk.execute(f"CREATE DATABASE {name}".encode())
    settings = Settings(
        _env_file=None,
        home=folder,
        database_url=f"postgresql+psycopg:{server}/{names['ours']}",
        prefect_database_url=f"postgresql+asyncpg:{server}/{names['prefects']}",  # type: ignore[arg-type]
        prefect_port=free_port(),
        secret_key=KEYS["DONDOC_SECRET_KEY"],  # type: ignore[arg-type]
        data_key=KEYS["DONDOC_DATA_KEY"],  # type: ignore[arg-type]
        today=DAY,
    )
    environment = {
        **os.environ,
        **prefect_environment(settings),
        **KEYS,
        "DONDOC_TODAY": DAY.isoformat(),
        "DONDOC_DATABASE_URL": settings.database_url,
        "DONDOC_PREFECT_DATABASE_URL": settings.prefect_database_url.get_secret_value(),
        "DONDOC_PREFECT_PORT": str(settings.prefect_port),
    }
    office = TimedOffice()
    with ExitStack() as stack:
        stack.enter_context(open_post_office(office))
        _settle(settings, office)
        stack.enter_context(running([DONDOC, "prefect"], environment, folder / "prefect.log"))
        if not wait_for(f"{settings.prefect_api}/health", seconds=180):
            raise RuntimeError((folder / "prefect.log").read_text("utf-8")[-3000:])
        subprocess.run(
            [DONDOC, "deploy", str(DEPLOY)], env=environment, check=True, stdout=subprocess.DEVNULL
        )
        stack.enter_context(running([DONDOC, "sender"], environment, folder / "sender.log"))
        for number in range(workers):
            argv = [DONDOC, "worker", "--name", f"may-{number}", "--limit", "1"]
            stack.enter_context(running(argv, environment, folder / f"worker-{number}.log"))
        _await_workers(settings, workers)
        return _morning(settings, office, environment)


def _settle(settings: Settings, office: TimedOffice) -> None:
    """Store agencies and plans, and leave nothing of their making to be counted."""
    engine = open_with_key(settings)
    migrate(engine)
    cast = Cast(engine, settings, load_office(settings))
    with writing(engine) as session:
        load_registry(session, "\n".join(_registry(office)))
    for n in range(PLANS):
        owners = [(n * 7 + k) % AGENCIES for k in range(EACH)]
        items = [
            item(f"Việc {k}.{i} của kế hoạch {n}", _name(a), due=date(2026, 11, 20), ref=f"IV.{k}.{i}")
            for k, a in enumerate(owners)
            for i in range(ITEMS)
        ]
        cast.tracked_plan(*items, lead=_name(n % AGENCIES), number=f"{n + 1}/KH-UBND")
    engine.dispose()


def _await_workers(settings: Settings, count: int) -> None:
    end = time.monotonic() + 180
    with httpx.Client(base_url=settings.prefect_api, timeout=60) as client:
        while time.monotonic() < end:
            found = client.post("/work_pools/dondoc/workers/filter", json={}).json()
            if len(found) >= count:
                return
            time.sleep(0.5)
    raise RuntimeError("the workers did not come")


def _morning(settings: Settings, office: TimedOffice, environment: Mapping[str, str]) -> Turn:
    engine = open_with_key(settings)
    with httpx.Client(base_url=settings.prefect_api, timeout=60) as client:
        deployment = client.get(f"/deployments/name/{MORNING}").json()["id"]
        start = time.monotonic()
        path = f"/deployments/{deployment}/create_flow_run"
        asked = client.post(path, json={"parameters": {}, "state": {"type": "SCHEDULED"}}).json()
        loads, handed_out = [os.getloadavg()[0]], 0.0
        while time.monotonic() - start < LONG:
            time.sleep(0.5)
            loads.append(os.getloadavg()[0])
            if not handed_out:
                state = client.get(f"/flow_runs/{asked['id']}").json()["state"]["type"]
                handed_out = time.monotonic() - start if state in ("COMPLETED", "FAILED") else 0.0
            with reading(engine) as session:
                row = session.exec(select(MorningRun)).first()
            if row is not None and row.finished_at is not None and handed_out:
                over = time.monotonic() - start
                if row.failure:
                    raise RuntimeError(row.failure)
                engine.dispose()
                return Turn(
                    office.taken[0] - start,
                    office.taken[-1] - start,
                    handed_out,
                    over,
                    len(office.taken),
                    statistics.mean(loads),
                )
    raise RuntimeError("the morning did not end")


if __name__ == "__main__":
    which, *count = sys.argv[1:]
    made = {"workers": run_workers, "senders": run_senders}[which](int(count[0]) if count else 3)
    for one in made:
        print(one.line())
