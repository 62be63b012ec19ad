"""Restoring over present data: what was there is kept whole, each time in a folder of its own."""

import io
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from config.clock import Clock
from config.office import Office
from config.settings import Settings
from console.backup import read_backup, write_backup
from console.desk import Desk
from models.errors import BadDocument
from store.accounts import add_user
from store.database import migrate, writing
from store.sealing import open_with_key

# PostgreSQL keeps nothing in the data folder; it is restored into another database (tests/store).
pytestmark = pytest.mark.sqlite_only

KEYS = {name: f"{name}-" + "k" * 40 for name in ("first", "second", "backup")}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "data"
    for name in ("DONDOC_DATABASE_URL", "DONDOC_SECRET_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DONDOC_HOME", str(home))
    return home


def live(home: Path, name: str) -> None:
    """Let the data folder hold one account and one key of that name."""
    home.mkdir(exist_ok=True)
    (home / "secret.key").write_text(KEYS[name], "utf-8")
    engine = open_with_key(Settings(_env_file=None, home=home))
    migrate(engine)
    with writing(engine) as session:
        add_user(session, username=name, password="mật khẩu đủ dài", role="lead", display_name=name)
    engine.dispose()


def accounts(database: Path) -> list[str]:
    with closing(sqlite3.connect(database)) as connection:
        return [name for (name,) in connection.execute("SELECT username FROM user_account ORDER BY id")]


@pytest.fixture
def archive(home: Path, tmp_path: Path, office: Office) -> Path:
    other = tmp_path / "other"
    live(other, "backup")
    settings = Settings(_env_file=None, home=other)
    file = tmp_path / "sao-luu.zip"
    write_backup(Desk(settings, open_with_key(settings), office, Clock(), "người thử"), file)
    return file


def damaged(archive: Path) -> Path:
    """Return the archive without its accounts: found out only while it is taken in."""
    out = io.BytesIO()
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, b"" if name == "tables/user_account.jsonl" else old.read(name))
    file = archive.with_name("hong.zip")
    file.write_bytes(out.getvalue())
    return file


def test_each_replaced_database_stays_whole_with_its_own_key(home: Path, archive: Path) -> None:
    live(home, "first")
    read_backup(archive, replace=True)
    (first,) = home.glob("truoc-phuc-hoi-*")
    live(home, "second")
    read_backup(archive, replace=True)
    (second,) = set(home.glob("truoc-phuc-hoi-*")) - {first}
    assert accounts(first / "dondoc.db") == ["first"]
    assert accounts(second / "dondoc.db") == ["backup", "second"]
    assert [(f / "secret.key").read_text("utf-8") for f in (first, second)] == [KEYS["first"], KEYS["second"]]
    assert first.stat().st_mode & 0o777 == 0o700
    assert accounts(home / "dondoc.db") == ["backup"]
    assert (home / "secret.key").read_text("utf-8") == KEYS["backup"]


def test_a_restore_that_fails_puts_database_and_key_back(home: Path, archive: Path) -> None:
    live(home, "first")
    with pytest.raises(BadDocument, match="số dòng không khớp"):
        read_backup(damaged(archive), replace=True)
    assert accounts(home / "dondoc.db") == ["first"]
    assert (home / "secret.key").read_text("utf-8") == KEYS["first"]
    assert list(home.glob("truoc-phuc-hoi-*")) == []
