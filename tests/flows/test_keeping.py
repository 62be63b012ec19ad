"""Prefect's database stays small: what is old goes with all that belongs to it, what is newer stays."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from prefect.settings import get_current_settings

from config.clock import Clock
from config.prefect_env import prefect_environment
from config.settings import Settings
from tasks.forgetting import prune_daily
from tasks.prefect_keeping import Pruned, prune_prefect
from tests.cast import Cast, item
from tests.flows.prefects_side import ask, until

DAY = date(2026, 11, 23)


@pytest.fixture
def here(province: Cast) -> Settings:
    """The settings of a program whose Prefect is the tests' server."""
    from prefect.settings import PREFECT_API_URL

    return province.settings.model_copy(update={"prefect_api_url": str(PREFECT_API_URL.value())})


def of(run_id: Any, what: str) -> list[dict[str, Any]]:
    """Return the artifacts, logs or task runs of a run."""
    wanted = {
        "artifacts": {"artifacts": {"flow_run_id": {"any_": [str(run_id)]}}},
        "logs": {"logs": {"flow_run_id": {"any_": [str(run_id)]}}},
        "task_runs": {"flow_runs": {"id": {"any_": [str(run_id)]}}},
        "flow_runs": {"flow_runs": {"id": {"any_": [str(run_id)]}}},
    }
    return list(ask(f"/{what}/filter", wanted[what]))


def has_ended_in_the_log(run_id: Any) -> bool:
    """Whether the last line of a run has reached the server: lines come seconds late."""
    ends = [line for line in of(run_id, "logs") if line["message"].startswith("Finished in state")]
    return any(line["task_run_id"] is None for line in ends)


def test_old_runs_go_with_all_that_is_theirs_and_newer_ones_stay(province: Cast, here: Settings) -> None:
    from flows.morning import morning

    province.tracked_plan(item("Nộp báo cáo", "Sở Nội vụ", due=date(2026, 11, 20)))
    old = morning(DAY, return_state=True).state_details.flow_run_id
    latest = ask("/flow_runs/filter", {"sort": "START_TIME_DESC", "limit": 3})
    shown = next(run["id"] for run in latest if run["name"].startswith("01/KH-UBND"))
    until(lambda: has_ended_in_the_log(old) and has_ended_in_the_log(shown))
    until(lambda: of(shown, "artifacts") and of(shown, "task_runs"))
    between = datetime.now(UTC)
    new = morning(DAY, return_state=True).state_details.flow_run_id
    first = prune_prefect(here, before=between)
    assert first.runs >= 2 and first.artifacts >= 2 and first.is_all
    for run in (old, shown):
        assert of(run, "flow_runs") == of(run, "artifacts") == of(run, "task_runs") == []
    assert of(new, "flow_runs")
    until(lambda: not of(old, "logs"))
    assert prune_prefect(here, before=between) == Pruned()


def test_a_call_deletes_a_bounded_number_and_says_that_more_is_left(province: Cast, here: Settings) -> None:
    from flows.run_plan import run_plan

    plan = province.tracked_plan(item("Nộp báo cáo", "Sở Nội vụ", due=date(2026, 11, 20)))
    run_plan(plan, DAY, deliver=False, return_state=True)
    assert not prune_prefect(here, before=datetime.now(UTC), most=0).is_all
    assert prune_prefect(here, before=datetime.now(UTC)).is_all


def test_a_demonstrations_fixed_day_deletes_nothing(here: Settings) -> None:
    gone = here.model_copy(update={"today": DAY, "prefect_api_url": "http://127.0.0.1:1/api"})
    assert prune_daily(gone, Clock(DAY)) == Pruned()


def test_the_server_is_told_the_days(prefect_server: None) -> None:
    settings = Settings(_env_file=None, prefect_run_days=30, prefect_event_days=7)
    told = prefect_environment(settings)
    vacuum = get_current_settings().server.services.db_vacuum
    assert vacuum.enabled_vacuum_types == {"events", "flow_runs", "orphans"}
    assert vacuum.retention_period == timedelta(days=30)
    assert get_current_settings().server.events.retention_period == timedelta(days=7)
    assert told["PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD"] == str(30 * 86_400)
