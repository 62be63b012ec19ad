"""Settings that refuse to start wrong, and say which one."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from config.office import load_office
from config.settings import Settings, load_settings
from models.errors import BadSettings
from store.database import open_database


def test_the_environment_decides_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "settings.env").write_text("DONDOC_PORT=8100\nDONDOC_PREFECT_PORT=4300\n", "utf-8")
    monkeypatch.setenv("DONDOC_PORT", "8200")
    settings = load_settings(tmp_path)
    assert (settings.port, settings.prefect_port) == (8200, 4300)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "99999"),
        ("TODAY", "hôm nay"),
        ("PUBLIC_URL", "dondoc.example"),
        ("PING_URL", "hc.example/abc"),
        ("LINK_DAYS", "0"),
    ],
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


def test_the_data_folder_is_made_for_its_owner_only(tmp_path: Path) -> None:
    assert Settings(_env_file=None, home=tmp_path / "a").signing_key
    open_database(Settings(_env_file=None, home=tmp_path / "b").database).dispose()
    assert [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in "ab"] == [0o700, 0o700]
    assert [f.name for f in (tmp_path / "a").iterdir()] == ["secret.key"]


@pytest.mark.parametrize("content", [b"", b"   \n", b"x" * 31, b"\xff" * 40])
def test_a_key_file_that_would_let_links_be_forged_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "secret.key").write_bytes(content)
    with pytest.raises(BadSettings, match=r"secret\.key"):
        _ = Settings(_env_file=None, home=tmp_path).signing_key
    assert (tmp_path / "secret.key").read_bytes() == content


def test_a_short_key_of_the_environment_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="DONDOC_SECRET_KEY"):
        _ = Settings(_env_file=None, home=tmp_path, secret_key="ngắn").signing_key  # type: ignore[arg-type]


def test_of_many_that_start_at_once_all_have_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = pool.map(lambda _: Settings(_env_file=None, home=tmp_path).signing_key, range(16))
    assert len(set(found)) == 1


def test_an_office_file_stands_before_the_shipped_one(tmp_path: Path) -> None:
    (tmp_path / "ladder.toml").write_text("before = [2]\n", "utf-8")
    assert load_office(Settings(_env_file=None, config_dir=tmp_path)).ladder.before == (2,)
    assert load_office(Settings(_env_file=None)).ladder.before == (10, 5, 3, 1)
