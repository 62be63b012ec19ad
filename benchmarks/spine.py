"""The spine: reading a plan into a stored draft, the plan as a flow, the start of the command."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

from benchmarks.measure import Figure, timed
from config.office import load_office
from config.prefect_env import prefect_environment
from config.settings import Settings
from store.database import migrate
from store.sealing import open_with_key

ROOT = Path(__file__).resolve().parents[1]
PLANS = ROOT.parent / "shared" / "plans"
NOW_DAY = date(2022, 5, 4)


def large_plan() -> Path:
    """Return the largest real plan, or a sample where the real ones are not beside the project."""
    real = sorted(PLANS.glob("05-*.txt"))
    return real[0] if real else ROOT / "samples" / "ke-hoach-tiem-chung.txt"


def run() -> list[Figure]:
    """Return the figures of the spine."""
    with tempfile.TemporaryDirectory() as folder:
        return [_help(), *_ingest(Path(folder)), *_run_plan(Path(folder))]


def _help() -> Figure:
    command = [str(Path(sys.executable).with_name("dondoc")), "--help"]
    return timed(
        "dondoc --help, whole process",
        lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL),
        runs=11,
        aim="≤ 0.5",
    )


def _ingest(folder: Path) -> list[Figure]:
    from tasks.ingesting import ingest
    from tests.cast import Cast

    plan = large_plan()
    data = plan.read_bytes()
    settings = Settings(_env_file=None, home=folder / "ingest")
    engine = open_with_key(settings)
    migrate(engine)
    office = load_office(settings)
    count = iter(range(1_000_000))

    def once() -> None:
        # A trailing line of its own makes each run another document: the same bytes are refused.
        other = data + f"\n{next(count)}\n".encode()
        ingest(engine, office, other, plan.name, by="bench", now=Cast.at(NOW_DAY))

    return [timed(f"ingest {plan.stem[:24]}, bytes to stored draft", once, runs=9, aim="≤ 1")]


@contextmanager
def _prefect(folder: Path) -> Iterator[None]:
    environment = prefect_environment(Settings(_env_file=None, home=folder / "prefect"))
    del environment["PREFECT_API_URL"], environment["DONDOC_HOME"]
    environment["PREFECT_LOGGING_LEVEL"] = "ERROR"
    # The server is stopped in the middle of its housekeeping and would tell so at length.
    environment["PREFECT_LOGGING_SERVER_LEVEL"] = "CRITICAL"
    os.environ.update(environment)
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=120):
        yield


def _run_plan(folder: Path) -> list[Figure]:
    from tasks.ingesting import ingest
    from tests.cast import REGISTRY, Cast

    home = folder / "run"
    os.environ.update({"DONDOC_HOME": str(home), "DONDOC_TODAY": "2023-12-29"})
    with _prefect(folder):
        from flows.run_plan import run_plan
        from store.database import writing
        from store.plans import edit_plan
        from store.registry import load_registry
        from tasks.steps import here

        here.cache_clear()
        settings, engine, office, _ = here()
        migrate(engine)
        cast = Cast(engine, settings, office)
        with writing(engine) as session:
            load_registry(session, REGISTRY)
        plan = large_plan()
        plan_id = ingest(engine, office, plan.read_bytes(), plan.name, by="bench", now=Cast.at(NOW_DAY))
        with writing(engine) as session:
            edit_plan(
                session,
                plan_id=plan_id,
                by="bench",
                now=Cast.at(NOW_DAY),
                issued_on=NOW_DAY,
                lead_name="Sở Y tế",
            )
        cast.activate(plan_id, on=NOW_DAY)
        days = iter(NOW_DAY + timedelta(days=n) for n in range(400))
        agencies = len({o.agency_id for o in cast.obligations(plan_id)})
        figure = timed(
            f"run_plan over {agencies} agencies, server up, one process",
            lambda: run_plan(plan_id, next(days), return_state=True),
            runs=5,
            aim="≤ 5",
        )
    return [figure]
