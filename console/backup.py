"""``dondoc backup``, ``dondoc backup verify`` and ``dondoc restore``."""

import os
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, make_url

from config.clock import ZONE, Clock
from config.office import OFFICE_FILES, OfficeFiles
from config.settings import DATA_KEY_FILE, KEY_FILE, Settings, load_settings
from console.backup_words import backup_passphrase
from console.desk import Desk
from console.up import only_one
from models.errors import BadDocument, Refused
from store.backup_archive import check, read_entry, read_manifest
from store.backups import dump, load, move_aside, move_back
from store.database import give_seal
from store.encrypted_file import EncryptedReader, EncryptedWriter, is_encrypted
from store.sealed_rows import has_good_key, reseal, seal_stored
from store.sealing import Seal, open_with_key

# Where the office's own files stand in an archive: their names in its folder, with "/" between.
OFFICE_PART = "office/"
# The data keys, the newest first, a line each; in an archive that was asked for with them only.
KEYS_PART = "data.keys"


def write_backup(desk: Desk, file: Path, *, passphrase: str = "", with_keys: bool = False) -> None:
    """Write everything into one file (mode 0600), whole or not at all; encrypted with a passphrase.

    Raises Refused where the file is there already or cannot be written, and for keys without a passphrase.
    """
    if with_keys and not passphrase:
        raise Refused("--with-keys chỉ dùng khi mã hóa.", hint="Thêm --encrypt hoặc --passphrase-file.")
    if file.exists():
        raise Refused(f"Tệp {file.name} đã có.", hint="Chọn tên khác để không ghi đè bản sao lưu cũ.")
    part = file.with_name(file.name + ".dang-ghi")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            with _archive_into(out, passphrase) as archive:
                files = _files(desk.settings, with_keys=with_keys)
                counts = dump(desk.engine, archive, now=desk.clock.now(), files=files)
            out.flush()
            os.fsync(out.fileno())
        part.replace(file)
    except OSError as fault:
        raise Refused(f"Không ghi được {file}.", hint="Kiểm tra chỗ trống và quyền ghi.") from fault
    finally:
        part.unlink(missing_ok=True)
    size = file.stat().st_size / 1e6
    print(f"Đã sao lưu {sum(counts.values())} dòng của {len(counts)} bảng vào {file} ({size:.1f} MB).")
    if passphrase:
        print("Tệp đã mã hóa: giữ mật khẩu ở nơi khác, mất mật khẩu là mất bản sao lưu.")
    else:
        print("Tệp này chứa khóa ký đường dẫn và địa chỉ liên hệ đã niêm phong: giữ như tài liệu mật.")
    if with_keys:
        print("Khóa dữ liệu nằm trong tệp: ai có tệp và mật khẩu thì đọc được địa chỉ liên hệ.")
    else:
        print("Khóa dữ liệu (data.key hoặc DONDOC_DATA_KEY) không nằm trong tệp: cất riêng một bản.")


@contextmanager
def _archive_into(out: Any, passphrase: str) -> Iterator[zipfile.ZipFile]:
    with (
        EncryptedWriter(out, passphrase) if passphrase else nullcontext(out) as target,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive,
    ):
        yield archive


def _files(settings: Settings, *, with_keys: bool) -> dict[str, bytes]:
    """Return what goes into an archive beside the tables."""
    # Without the signing key the links in mails already sent would die.
    files = {KEY_FILE: settings.signing_key.encode()}
    folder = settings.office_folder
    for own in [*(folder / name for name in OFFICE_FILES), *sorted((folder / "word").glob("*.docx"))]:
        if own.is_file():
            files[OFFICE_PART + own.relative_to(folder).as_posix()] = own.read_bytes()
    if with_keys:
        files[KEYS_PART] = "\n".join(settings.data_keys()).encode()
    return files


def verify_backup(file: Path, *, passphrase_file: Path | None = None) -> None:
    """Read a backup from end to end, and say what is in it; raises BadDocument or Refused where it is bad."""
    with _opened(file, load_settings(), passphrase_file) as archive:
        manifest = read_manifest(archive)
        checked = check(archive)
    rows = checked.rows
    own = sorted(set(archive.namelist()) - {f"tables/{name}.jsonl" for name in rows} - {"manifest.json"})
    print(f"Tệp sao lưu nguyên vẹn: {sum(rows.values())} dòng của {len(rows)} bảng.")
    taken = datetime.fromisoformat(manifest["at"]).astimezone(ZoneInfo(ZONE))
    print(f"Lấy lúc {taken:%H:%M %d/%m/%Y}, bước nâng cấp {manifest['revision']}.")
    print(f"{rows.get('blob', 0)} tệp văn bản và đính kèm; kèm theo: {', '.join(own) or 'không có gì'}.")
    for name in checked.bad_files:
        print(f"Tệp {name[:12]}… đã hỏng từ trước khi sao lưu: nội dung không khớp mã SHA-256 của nó.")
    if KEYS_PART not in own:
        print("Không có khóa dữ liệu trong tệp: khi phục hồi cần data.key hoặc DONDOC_DATA_KEY.")


@contextmanager
def _opened(file: Path, settings: Settings, passphrase_file: Path | None) -> Iterator[zipfile.ZipFile]:
    """Give a backup to be read, encrypted or not; nothing decrypted is written anywhere."""
    with ExitStack() as stack:
        try:
            source: Any = stack.enter_context(file.open("rb"))
            if is_encrypted(file):
                source = EncryptedReader(source, backup_passphrase(settings, passphrase_file, asks=True))
            archive = stack.enter_context(zipfile.ZipFile(source))
        except (OSError, zipfile.BadZipFile) as fault:
            raise BadDocument(f"Không mở được tệp sao lưu {file.name}.", hint="Chọn tệp khác.") from fault
        yield archive


def read_backup(file: Path, *, replace: bool, passphrase_file: Path | None = None) -> None:
    """Restore from a backup; with ``replace`` the present SQLite database and key are kept aside."""
    settings = load_settings()
    # Nobody may be writing while the database is exchanged.
    with _opened(file, settings, passphrase_file) as archive, only_one(settings.home):
        manifest = read_manifest(archive)
        aside = _make_room(settings) if replace else None
        try:
            counts = load(engine := open_with_key(settings), archive)
            is_readable = _take_keys(engine, settings, archive, manifest)
            if is_readable:
                # An archive from before anything was sealed.
                seal_stored(engine)
            _restore_key(settings, archive, manifest)
            _restore_office(settings, archive, manifest)
        except BaseException:
            _put_back(settings, aside)
            raise
    print(f"Đã phục hồi {sum(counts.values())} dòng của {len(counts)} bảng ({Clock().today():%d/%m/%Y}).")
    if not is_readable:
        print("Khóa dữ liệu ở đây không mở được địa chỉ trong bản sao lưu: đặt khóa đã dùng khi sao lưu.")
    if aside is not None:
        print(f"Dữ liệu và khóa trước đó để ở {aside}.")


def _make_room(settings: Settings) -> Path:
    """Move the present database into a folder of its own, with a copy of the key; return the folder."""
    file = _sqlite_file(settings)
    local = Clock().now().astimezone(ZoneInfo(ZONE))
    stem = f"truoc-phuc-hoi-{local:%Y%m%d-%H%M%S}"
    names = [stem, *(f"{stem}-{n}" for n in range(2, 100))]
    aside = next(f for name in names if not (f := file.parent / name).exists())
    try:
        aside.mkdir(mode=0o700, parents=True)
        key = settings.home / KEY_FILE
        if key.exists():
            shutil.copy2(key, aside / KEY_FILE)
        move_aside(file, aside)
    except OSError as fault:
        raise Refused(
            f"Không chuyển được dữ liệu đang có sang {aside}.",
            hint="Kiểm tra chỗ trống và quyền ghi rồi chạy lại.",
        ) from fault
    return aside


def _sqlite_file(settings: Settings) -> Path:
    url = make_url(settings.database)
    if url.get_backend_name() != "sqlite" or not url.database:
        raise Refused("--replace chỉ dùng với SQLite.", hint="Với PostgreSQL: tạo cơ sở dữ liệu trống khác.")
    return Path(url.database)


def _put_back(settings: Settings, aside: Path | None) -> None:
    open_with_key(settings).dispose()
    if aside is not None:
        move_back(_sqlite_file(settings), aside)
        # The key is exchanged last and in one step: that of the data folder is still the old one.
        shutil.rmtree(aside)


def _restore_office(settings: Settings, archive: zipfile.ZipFile, manifest: dict[str, Any]) -> None:
    """Put the office's calendar, ladder and Word templates where it has none of its own there."""
    folder = settings.office_folder
    for name in archive.namelist():
        own = name.removeprefix(OFFICE_PART)
        if own == name or (folder / own).exists():
            continue
        content = read_entry(archive, manifest, name)
        if own in OFFICE_FILES:
            OfficeFiles(settings).save(own, content.decode())
        elif Path(own).parent == Path("word") and own.endswith(".docx"):
            (folder / "word").mkdir(mode=0o700, parents=True, exist_ok=True)
            _store(folder / own, content)


def _restore_key(settings: Settings, archive: zipfile.ZipFile, manifest: dict[str, Any]) -> None:
    if not settings.secret_key.get_secret_value() and KEY_FILE in archive.namelist():
        _store(settings.home / KEY_FILE, read_entry(archive, manifest, KEY_FILE))


def _take_keys(
    engine: Engine, settings: Settings, archive: zipfile.ZipFile, manifest: dict[str, Any]
) -> bool:
    """Let the data keys of an archive open what came with them; return whether it can be read now.

    A machine without a key gets the newest of them; one that has a key keeps it, and what was sealed
    under others is sealed anew under its own.
    """
    if KEYS_PART not in archive.namelist():
        return has_good_key(engine)
    own, brought = settings.data_keys(), read_entry(archive, manifest, KEYS_PART).decode().split()
    if not own and brought:
        _store(settings.home / DATA_KEY_FILE, brought[0].encode())
    give_seal(engine, Seal([*own, *brought]))
    if is_readable := has_good_key(engine):
        reseal(engine)
    return is_readable


def _store(path: Path, content: bytes) -> None:
    """Write a file (mode 0600) whole, in place of the one that stands there."""
    part = path.with_name(f"{path.name}.dang-ghi")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    part.replace(path)
