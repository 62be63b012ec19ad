"""One Prefect server for the whole session: its start costs seconds."""

import os
from collections.abc import Iterator

import pytest

from config.prefect_env import prefect_environment
from config.settings import Settings
from tests.cast import Cast


@pytest.fixture(scope="session")
def prefect_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Prefect's own test server with a database of its own."""
    quiet = prefect_environment(Settings(_env_file=None, home=tmp_path_factory.mktemp("prefect")))
    del quiet["PREFECT_API_URL"], quiet["DONDOC_HOME"]
    os.environ.update(quiet)
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings
    from prefect.testing.utilities import prefect_test_harness

    # Without heartbeats: every run would wait a second for its own.
    with (
        prefect_test_harness(server_startup_timeout=120),
        temporary_settings(updates={PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}),
    ):
        yield


@pytest.fixture
def province(cast: Cast, prefect_server: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cast]:
    """The cast's province, with the flows of this process working on its database."""
    from tasks.steps import here

    cast.settle_province()
    monkeypatch.setenv("DONDOC_HOME", str(cast.settings.home))
    monkeypatch.setenv("DONDOC_SECRET_KEY", cast.settings.signing_key)
    monkeypatch.setenv("DONDOC_TODAY", "2026-11-23")
    here.cache_clear()
    yield cast
    here.cache_clear()
