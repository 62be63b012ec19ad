"""What Prefect's processes are told, as Prefect itself reads it."""

from pathlib import Path

import pytest
from prefect.settings.models.server.ui import ServerUISettings

from config.prefect_env import prefect_environment
from config.settings import Settings


def test_prefects_pages_are_written_below_the_data_folder_and_speak_to_where_they_come_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(_env_file=None, home=tmp_path, prefect_api_url="http://prefect:4200/api")
    for name, value in prefect_environment(settings).items():
        monkeypatch.setenv(name, value)
    read = ServerUISettings()
    assert read.static_directory is not None
    assert Path(read.static_directory).is_relative_to(tmp_path / "prefect")
    assert read.api_url == "/api"
