"""Backups as files: what was there is kept whole; encrypted ones; which keys are in them."""

import io
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
from sqlmodel import select

from config.clock import Clock
from config.office import Office
from config.settings import Settings
from console.backup import read_backup, verify_backup, write_backup
from console.backup_commands import backup, restore
from console.desk import Desk
from models.agency import Agency, Contact
from models.errors import BadDocument, Refused
from store.accounts import add_user
from store.database import migrate, reading, writing
from store.encrypted_file import is_encrypted
from store.sealing import open_with_key

# PostgreSQL keeps nothing in the data folder; it is restored into another database (tests/store).
pytestmark = pytest.mark.sqlite_only

KEYS = {name: f"{name}-" + "k" * 40 for name in ("first", "second", "backup")}
WORDS = "mật khẩu sao lưu đủ dài"


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
    with pytest.raises(BadDocument, match=r"hỏng\. \(bảng user_account"):
        read_backup(damaged(archive), replace=True)
    assert accounts(home / "dondoc.db") == ["first"]
    assert (home / "secret.key").read_text("utf-8") == KEYS["first"]
    assert list(home.glob("truoc-phuc-hoi-*")) == []


def desk_of(home: Path, office: Office) -> Desk:
    settings = Settings(_env_file=None, home=home)
    return Desk(settings, open_with_key(settings), office, Clock(), "người thử")


@pytest.fixture
def words(tmp_path: Path) -> Path:
    file = tmp_path / "mat-khau.txt"
    file.write_text(f"{WORDS}\n", "utf-8")
    return file


@pytest.fixture
def secret_contact(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with a data key of its own and a contact that is sealed under it."""
    monkeypatch.delenv("DONDOC_DATA_KEY")
    other = tmp_path / "other"
    live(other, "backup")
    with writing(open_with_key(Settings(_env_file=None, home=other))) as session:
        session.add(
            agency := Agency(code="so-y-te", name="Sở Y tế", folded="so y te", kind="so", level="tinh")
        )
        session.flush()
        session.add(Contact(agency_id=agency.id or 0, name="Văn thư", channel="mailto://vt@example.vn"))
    (other / "office" / "word").mkdir(parents=True)
    (other / "office" / "word" / "cong-van.docx").write_bytes(b"PK-mau")
    return other


def channels(home: Path) -> list[str]:
    with reading(open_with_key(Settings(_env_file=None, home=home))) as session:
        return [contact.channel for contact in session.exec(select(Contact))]


def test_an_encrypted_backup_shows_nothing_and_comes_back_with_its_keys_on_an_empty_machine(
    home: Path,
    secret_contact: Path,
    office: Office,
    words: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = tmp_path / "sao-luu.zip.enc"
    write_backup(desk_of(secret_contact, office), file, passphrase=WORDS, with_keys=True)
    data_key = (secret_contact / "data.key").read_bytes()
    assert file.stat().st_mode & 0o777 == 0o600
    assert not zipfile.is_zipfile(file)
    assert not any(part in file.read_bytes() for part in (data_key, KEYS["backup"].encode(), b"tables/"))
    verify_backup(file, passphrase_file=words)
    assert "nguyên vẹn: 3 dòng của 34 bảng" in capsys.readouterr().out
    read_backup(file, replace=False, passphrase_file=words)
    assert channels(home) == ["mailto://vt@example.vn"]
    assert (home / "data.key").read_bytes() == data_key
    assert (home / "data.key").stat().st_mode & 0o777 == 0o600
    assert (home / "office" / "word" / "cong-van.docx").read_bytes() == b"PK-mau"
    # Nothing decrypted lies about.
    left = {path.name for path in home.rglob("*") if path.is_file()}
    assert left <= {
        "dondoc.db",
        "dondoc.db-wal",
        "dondoc.db-shm",
        "secret.key",
        "data.key",
        "cong-van.docx",
        "up.lock",
    }


def test_a_machine_with_a_key_of_its_own_keeps_it_and_reads_what_came(
    home: Path,
    secret_contact: Path,
    office: Office,
    words: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = tmp_path / "sao-luu.zip.enc"
    write_backup(desk_of(secret_contact, office), file, passphrase=WORDS, with_keys=True)
    monkeypatch.setenv("DONDOC_DATA_KEY", "the-own-key-of-the-new-machine")
    read_backup(file, replace=False, passphrase_file=words)
    assert channels(home) == ["mailto://vt@example.vn"]
    assert not (home / "data.key").exists()


def test_without_being_asked_for_the_data_key_is_in_no_backup(
    home: Path,
    secret_contact: Path,
    office: Office,
    words: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = tmp_path / "sao-luu.zip"
    write_backup(desk_of(secret_contact, office), file)
    with zipfile.ZipFile(file) as archive:
        held = b"".join(archive.read(name) for name in archive.namelist())
    assert (secret_contact / "data.key").read_bytes() not in held
    assert b"vt@example.vn" not in held
    with pytest.raises(Refused, match="chỉ dùng khi mã hóa"):
        write_backup(desk_of(secret_contact, office), tmp_path / "x.zip", with_keys=True)
    assert not (tmp_path / "x.zip").exists()
    read_backup(file, replace=False)
    assert "Khóa dữ liệu ở đây không mở được" in capsys.readouterr().out


def test_a_wrong_or_missing_passphrase_is_told_and_nothing_is_touched(
    home: Path, secret_contact: Path, office: Office, words: Path, tmp_path: Path
) -> None:
    file = tmp_path / "sao-luu.zip.enc"
    write_backup(desk_of(secret_contact, office), file, passphrase=WORDS)
    (other := tmp_path / "khac.txt").write_text("một mật khẩu khác hẳn", "utf-8")
    with pytest.raises(Refused, match="Mật khẩu sao lưu không đúng"):
        read_backup(file, replace=False, passphrase_file=other)
    other.write_text("ngắn", "utf-8")
    with pytest.raises(Refused, match="ngắn hơn 16 ký tự"):
        read_backup(file, replace=False, passphrase_file=other)
    with pytest.raises(Refused, match="Chưa có mật khẩu"):
        read_backup(file, replace=False)
    file.write_bytes(file.read_bytes()[:-9])
    with pytest.raises(BadDocument, match="cắt cụt"):
        verify_backup(file, passphrase_file=words)
    assert not (home / "dondoc.db").exists()


def test_with_a_key_in_the_settings_every_backup_is_encrypted_and_opened_by_itself(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    live(home, "first")
    file = tmp_path / "sao-luu.zip.enc"
    with pytest.raises(Refused, match="Chưa có mật khẩu"):
        backup([file], encrypt=True)
    monkeypatch.setenv("DONDOC_BACKUP_KEY", WORDS)
    backup([file])
    assert is_encrypted(file)
    backup([Path("verify"), file])
    assert "nguyên vẹn: 1 dòng" in capsys.readouterr().out
    # A restore is another process, which has no connection to the database that is moved aside.
    open_with_key(Settings(_env_file=None, home=home)).dispose()
    restore(file, replace=True)
    assert accounts(home / "dondoc.db") == ["first"]


@pytest.mark.parametrize("words", [["verify"], ["a.zip", "b.zip"], ["verify", "a.zip", "b.zip"]])
def test_one_file_at_a_time_is_written_or_checked(home: Path, words: list[str]) -> None:
    with pytest.raises(Refused, match="Mỗi lần một tệp"):
        backup([Path(word) for word in words])
    assert not home.exists()
