"""A morning over a work pool: two machines, of which one loses its power in the middle of a batch.

PostgreSQL is our database, Prefect's server, the workers, their runs and the mail server are real.
"""

import asyncio
import threading
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterTags
from prefect.client.schemas.objects import FlowRun
from prefect.deployments import run_deployment
from prefect.settings import PREFECT_API_URL
from sqlmodel import select

from config.prefect_env import prefect_environment
from console import services
from flows.following import follow
from flows.reacting import set_up_prefect
from models.reminder import Message, Reminder
from models.rollup import RollupSnapshot
from models.running import MorningRun
from store.database import reading, writing
from store.registry import load_registry
from tasks.batches import tag_of
from tests.cast import Cast, item
from tests.conftest import ROOT
from tests.flows.pool_machines import Machine, flow_run_of, machines
from tests.flows.prefects_side import until
from tests.notify.post_office import PostOffice, open_post_office

DAY = date(2026, 11, 23)
PLANS, AGENCIES = 24, 12
# Seconds for whatever takes starting processes: the machines that run tests are busy.
LONG = 150
MORNING = "morning/buoi-sang"


class Striking(PostOffice):
    """Holds the morning's first letter until a batch is about to send one, and strikes its machine then."""

    def __init__(self) -> None:
        super().__init__()
        self.machines: list[Machine] = []
        self.morning = ""
        self.struck = ""
        self.has_struck = threading.Event()

    def _sender(self, session: Any) -> tuple[Machine, str] | None:
        for machine in self.machines:
            if pid := machine.carrier_of(session.peer[1]):
                return machine, flow_run_of(pid)
        return None

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        found = None if self.has_struck.is_set() else self._sender(session)
        if found is not None and found[1] not in ("", self.morning):
            machine, self.struck = found
            machine.cut_power()
            self.has_struck.set()
            return "421 too late"
        return await super().handle_RCPT(server, session, envelope, address, options)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        end = time.monotonic() + LONG
        while not self.has_struck.is_set() and time.monotonic() < end:
            await asyncio.sleep(0.05)
        return await super().handle_DATA(server, session, envelope)


@pytest.fixture
def pool(prefect_server: None) -> Iterator[None]:
    """The work pool with the deployments of deploy/prefect.yaml, without the schedule.

    (That ``dondoc deploy`` makes the same of the file is tested in test_pool.py, in twice the time.)
    """
    content = yaml.safe_load((ROOT / "deploy" / "prefect.yaml").read_text("utf-8"))
    with get_client(sync_client=True) as client:
        client.create_work_pool(WorkPoolCreate(name=services.POOL, type="process"))
        made = [
            client.create_deployment(
                flow_id=client.create_flow_from_name(one["entrypoint"].rpartition(".")[2]),
                name=one["name"],
                entrypoint=one["entrypoint"],
                work_pool_name=one["work_pool"]["name"],
                concurrency_limit=one.get("concurrency_limit"),
                enforce_parameter_schema=False,
            )
            for one in content["deployments"]
        ]
        set_up_prefect()
        yield
        for key in made:
            client.delete_deployment(key)
        client.delete_work_pool(services.POOL)


@pytest.fixture
def following() -> Iterator[None]:
    """The thread that the sender has for mornings."""
    stop = threading.Event()
    thread = threading.Thread(target=follow, args=(stop,))
    thread.start()
    yield
    stop.set()
    thread.join(60)


def settle(cast: Cast, office: PostOffice) -> None:
    """Give every agency late work in several plans, and an address behind the mail server."""
    rows = []
    for n in range(AGENCIES):
        rows.append(f'[[agencies]]\ncode = "xa-{n:02d}"\nname = "UBND xã Thử {n:02d}"')
        url = office.url(f"xa-{n:02d}@tinh.example.vn")
        rows.append(f'[[contacts]]\nagency = "xa-{n:02d}"\nname = "Văn thư"\nchannel = "{url}"')
    with writing(cast.engine) as session:
        load_registry(session, "\n".join(rows))
    for n in range(PLANS):
        owner = f"UBND xã Thử {n % AGENCIES:02d}"
        cast.tracked_plan(item(f"Việc {n}", owner, due=date(2026, 11, 20)), number=f"{n + 1}/KH-UBND")


def ended(cast: Cast) -> MorningRun | None:
    """Return the morning as soon as it has ended."""
    with reading(cast.engine) as session:
        runs = session.exec(select(MorningRun)).all()
    return runs[-1] if runs and runs[-1].finished_at is not None else None


def runs_of(run_id: int) -> list[FlowRun]:
    wanted = FlowRunFilter(tags=FlowRunFilterTags(all_=[tag_of(run_id)]))
    with get_client(sync_client=True) as client:
        return client.read_flow_runs(flow_run_filter=wanted)


@pytest.mark.parametrize("database_kind", ["postgres"], indirect=True)
def test_a_machine_dies_in_a_batch_and_every_digest_goes_out_once_and_every_plan_is_shown(
    province: Cast, pool: None, following: None, tmp_path: Path
) -> None:
    environment = prefect_environment(province.settings)
    environment |= {"PREFECT_API_URL": str(PREFECT_API_URL.value())}
    # Prefect's own folder stays that of the session.
    del environment["PREFECT_HOME"]
    log = tmp_path / "machines.log"
    office = Striking()
    with open_post_office(office), machines(2, environment, log) as both:
        settle(province, office)
        office.machines = both
        made = run_deployment(MORNING, parameters={"as_of": DAY.isoformat()}, timeout=0)
        assert isinstance(made, FlowRun)
        office.morning = str(made.id)
        try:
            assert office.has_struck.wait(LONG), "no batch came to send"
            run = until(lambda: ended(province), seconds=LONG)
        except AssertionError as fault:
            raise AssertionError(log.read_text("utf-8")[-6000:]) from fault
        # One machine has done all that was left.
        assert sum(one.process.poll() is None for one in both) == 1

    assert (run.on, run.failure) == (DAY, "")
    with reading(province.engine) as session:
        messages = session.exec(select(Message)).all()
        reminders = session.exec(select(Reminder)).all()
        shown = Counter(one.plan_id for one in session.exec(select(RollupSnapshot)))
    mailed = [m for m in messages if m.kind == "agency-digest"]
    assert Counter(office.references) == {m.reference: 1 for m in mailed}
    assert len(mailed) == AGENCIES
    assert {m.state for m in messages} == {"sent"}
    assert len({(r.obligation_id, r.rule, r.step_on) for r in reminders}) == len(reminders) >= PLANS
    assert sorted(shown.values()) == [1] * PLANS

    runs = runs_of(run.id or 0)
    batches = [one for one in runs if "plan_ids" in one.parameters]
    assert {one.state.type.value for one in runs if one.state} == {"COMPLETED"}
    assert {i for one in batches for i in one.parameters["plan_ids"]} == set(shown)
    assert sum(len(one.parameters["plan_ids"]) for one in batches) == PLANS
    assert len(batches) == 2
    (orphan,) = [one for one in batches if str(one.id) == office.struck]
    with get_client(sync_client=True) as client:
        states = [one.name for one in client.read_flow_run_states(orphan.id)]
    # Begun, seen to be orphaned, begun again on the machine that lives.
    assert states.index("Crashed") < states.index("AwaitingRetry")
    assert states.count("Running") == 2
    assert states[-1] == "Đã xong"
