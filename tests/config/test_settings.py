"""Settings that refuse to start wrong, and say which one."""

import stat
from pathlib import Path

import pytest

from config.office import load_office
from config.settings import Settings, load_settings
from models.errors import BadSettings


def test_the_environment_decides_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "settings.env").write_text("DONDOC_PORT=8100\nDONDOC_PREFECT_PORT=4300\n", "utf-8")
    monkeypatch.setenv("DONDOC_PORT", "8200")
    settings = load_settings(tmp_path)
    assert (settings.port, settings.prefect_port) == (8200, 4300)


@pytest.mark.parametrize(
    ("name", "value"),
    [("PORT", "99999"), ("TODAY", "hôm nay"), ("PUBLIC_URL", "dondoc.example"), ("LINK_DAYS", "0")],
)
def test_a_wrong_setting_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"DONDOC_{name}", value)
    with pytest.raises(BadSettings, match=f"DONDOC_{name}"):
        load_settings(tmp_path)


def test_the_signing_key_is_made_once_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    first = Settings(_env_file=None, home=tmp_path).signing_key
    assert Settings(_env_file=None, home=tmp_path).signing_key == first
    assert len(first) > 40
    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600


def test_an_office_file_stands_before_the_shipped_one(tmp_path: Path) -> None:
    (tmp_path / "ladder.toml").write_text("before = [2]\n", "utf-8")
    assert load_office(Settings(_env_file=None, config_dir=tmp_path)).ladder.before == (2,)
    assert load_office(Settings(_env_file=None)).ladder.before == (10, 5, 3, 1)
