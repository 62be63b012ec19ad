"""The deployments of the work pool are those that ``dondoc up`` serves: the two cannot drift apart."""

import re
import threading
from pathlib import Path

import pytest
import yaml
from prefect import __version__
from prefect.cli.deploy._models import PrefectYamlModel, RawScheduleConfig
from prefect.client.orchestration import get_client
from prefect.client.schemas.schedules import CronSchedule
from prefect.flows import load_flow_from_entrypoint

from config.settings import RUNNER_SIGN
from console import services
from flows.serve import AT_ONCE, deployments, give_signs_of_life
from store.database import migrate, open_database
from tasks.steps import here
from tests.conftest import ROOT

FILE = ROOT / "deploy" / "prefect.yaml"
CONTENT = yaml.safe_load(FILE.read_text("utf-8"))
MODEL = PrefectYamlModel.model_validate(CONTENT)


def test_prefects_own_schema_takes_the_file_whole() -> None:
    assert MODEL.prefect_version == __version__
    # What Prefect does not know it would pass over in silence.
    known = {field.alias or name for name, field in PrefectYamlModel.model_fields.items()}
    assert set(CONTENT) - known == {"definitions"}
    for one in CONTENT["deployments"]:
        assert set(one) <= set(type(MODEL.deployments[0]).model_fields)


def test_one_pool_carries_all_and_its_name_is_the_commands() -> None:
    assert {one.work_pool.name for one in MODEL.deployments if one.work_pool} == {services.POOL}
    assert all(one.work_pool for one in MODEL.deployments)
    assert services.AT_ONCE == AT_ONCE


def test_the_same_flows_are_deployed_as_are_served(prefect_server: None) -> None:
    served = {(one.flow_name, one.name): one for one in deployments()}
    pooled = {
        (load_flow_from_entrypoint(str(one.entrypoint)).name, one.name): one for one in MODEL.deployments
    }
    assert set(pooled) == set(served)
    for key, one in pooled.items():
        like = served[key]
        assert one.tags == like.tags
        assert one.concurrency_limit == like.concurrency_limit
        wanted = [
            (s.schedule.cron, s.schedule.timezone)
            for s in like.schedules or []
            if isinstance(s.schedule, CronSchedule)
        ]
        assert len(wanted) == len(like.schedules or [])
        found = [RawScheduleConfig.model_validate(s) for s in _raw_schedules(str(one.name))]
        assert [(s.cron, s.timezone) for s in found] == wanted
        assert all(s.active for s in found)


def test_nothing_is_built_pushed_or_pulled_and_modules_are_named_by_dots() -> None:
    assert (MODEL.build, MODEL.push, MODEL.pull) == ([], [], [])
    for one in MODEL.deployments:
        assert re.fullmatch(r"flows\.\w+\.\w+", str(one.entrypoint))


def test_the_first_sign_of_life_makes_the_data_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With PostgreSQL nothing else may have made it."""
    monkeypatch.setenv("DONDOC_HOME", str(tmp_path / "new"))
    monkeypatch.setenv("DONDOC_DATABASE_URL", f"sqlite:///{tmp_path / 'elsewhere.db'}")
    migrate(open_database(f"sqlite:///{tmp_path / 'elsewhere.db'}"))
    here.cache_clear()
    stop = threading.Event()
    stop.set()
    give_signs_of_life(stop)
    assert (tmp_path / "new" / RUNNER_SIGN).exists()
    here.cache_clear()


def test_the_command_makes_the_pool_and_the_deployments(
    prefect_server: None, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    with get_client(sync_client=True) as client:
        monkeypatch.setenv("DONDOC_PREFECT_API_URL", str(client.api_url).rstrip("/"))
        before = {one.id for one in client.read_deployments()}
        services.deploy_flows(FILE)
        made = {one.name: one for one in client.read_deployments()}
        for one in MODEL.deployments:
            stored = made[str(one.name)]
            assert (stored.work_pool_name, stored.entrypoint) == (services.POOL, one.entrypoint)
            assert stored.pull_steps in ([], None)
        (schedule,) = made["buoi-sang"].schedules
        assert schedule.active
        # The server is shared with the tests after this one.
        for one in made.values():
            if one.id not in before:
                client.delete_deployment(one.id)
        client.delete_work_pool(services.POOL)


def _raw_schedules(name: str) -> list[dict[str, object]]:
    (one,) = [one for one in CONTENT["deployments"] if one["name"] == name]
    return list(one.get("schedules", []))
