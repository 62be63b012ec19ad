"""Settings that refuse to start wrong, and say which one."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from config.office import load_office
from config.setting_faults import FAULTS, FILE_UNREADABLE, NAME_UNKNOWN
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
        ("PREFECT_DATABASE_URL", "postgresql://prefect:hush@db/prefect"),
        ("PROXIES", "127.0.0.1,caddy"),
        ("SECRETS_DIR", "/nowhere/at/all"),
    ],
)
def test_a_wrong_setting_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"DONDOC_{name}", value)
    with pytest.raises(BadSettings, match=f"DONDOC_{name}"):
        load_settings(tmp_path)


def test_the_sentence_holds_the_id_of_the_fault_and_not_the_value(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DONDOC_PREFECT_DATABASE_URL", "postgresql://prefect:hush@db/prefect")
    monkeypatch.setenv("DONDOC_PORT", "hush")
    with pytest.raises(BadSettings) as told:
        load_settings(tmp_path)
    for words in (FAULTS["port"][0], "DONDOC_PORT: ", FAULTS["prefect_database_url"][0]):
        assert words in str(told.value)
    assert "hush" not in str(told.value)


def test_half_of_a_provider_is_a_fault_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DONDOC_OIDC_CLIENT_ID", "dondoc")
    with pytest.raises(BadSettings, match="DD-C26"):
        load_settings(tmp_path)


def test_a_misspelt_setting_in_the_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "settings.env").write_text("DONDOC_PUBLC_URL=https://dondoc.example.vn\n", "utf-8")
    with pytest.raises(BadSettings, match="DONDOC_PUBLC_URL") as told:
        load_settings(tmp_path)
    assert told.value.fault_id == NAME_UNKNOWN


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "settings.env").write_bytes(b"DONDOC_MAIL_FROM=\xff\xfe")
    with pytest.raises(BadSettings) as told:
        load_settings(tmp_path)
    assert told.value.fault_id == FILE_UNREADABLE


@pytest.mark.parametrize("variable", ["DONDOC_SECRETS_DIR", "CREDENTIALS_DIRECTORY"])
def test_secrets_are_read_from_files_of_their_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    folder = tmp_path / "secrets"
    folder.mkdir()
    (folder / "dondoc_secret_key").write_text("a-key-out-of-a-file-of-its-own\n", "utf-8")
    (folder / "dondoc_database_url").write_text("postgresql+psycopg://dondoc:hush@db/dondoc\n", "utf-8")
    (folder / "somebody_elses").write_text("x", "utf-8")
    monkeypatch.setenv(variable, str(folder))
    settings = load_settings(tmp_path)
    assert settings.signing_key == "a-key-out-of-a-file-of-its-own"
    assert settings.database == "postgresql+psycopg://dondoc:hush@db/dondoc"
    monkeypatch.setenv("DONDOC_SECRET_KEY", "the-environment-goes-before")
    assert load_settings(tmp_path).signing_key == "the-environment-goes-before"


def test_a_secret_that_is_not_text_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "dondoc_secret_key").write_bytes(b"\xff" * 40)
    monkeypatch.setenv("DONDOC_SECRETS_DIR", str(tmp_path))
    with pytest.raises(BadSettings, match="DONDOC_SECRETS_DIR"):
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
