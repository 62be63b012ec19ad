"""``dondoc backup`` and ``dondoc restore``."""

import os
import zipfile
from pathlib import Path

from sqlalchemy import make_url

from config.clock import Clock
from config.settings import Settings, load_settings
from console.desk import Desk
from console.up import only_one
from models.errors import BadDocument, Refused
from store.backups import dump, load, read_manifest, wipe_sqlite
from store.database import open_database


def write_backup(desk: Desk, file: Path) -> None:
    """Write everything into one file (mode 0600), whole or not at all."""
    if file.exists():
        raise Refused(f"Tệp {file.name} đã có.", hint="Chọn tên khác để không ghi đè bản sao lưu cũ.")
    part = file.with_name(file.name + ".dang-ghi")
    try:
        with (
            os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out,
            zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive,
        ):
            counts = dump(desk.engine, archive, now=desk.clock.now())
            # Without the key the links in mails already sent would die.
            archive.writestr("secret.key", desk.settings.signing_key)
        part.replace(file)
    except OSError as fault:
        raise Refused(f"Không ghi được {file}.", hint="Kiểm tra chỗ trống và quyền ghi.") from fault
    finally:
        part.unlink(missing_ok=True)
    size = file.stat().st_size / 1e6
    print(f"Đã sao lưu {sum(counts.values())} dòng của {len(counts)} bảng vào {file} ({size:.1f} MB).")
    print("Tệp này chứa khóa ký đường dẫn và địa chỉ liên hệ: giữ như tài liệu mật.")


def read_backup(file: Path, *, replace: bool) -> None:
    """Restore from a backup; with ``replace`` the present SQLite database is moved aside first."""
    settings = load_settings()
    try:
        archive = zipfile.ZipFile(file)
    except (OSError, zipfile.BadZipFile) as fault:
        raise BadDocument(f"Không mở được tệp sao lưu {file.name}.", hint="Chọn tệp khác.") from fault
    # Nobody may be writing while the database is exchanged.
    with archive, only_one(settings.home):
        read_manifest(archive)
        moved = _make_room(settings) if replace else []
        try:
            counts = load(open_database(settings.database), archive)
        except BaseException:
            _put_back(settings, moved)
            raise
        _restore_key(settings, archive)
    print(f"Đã phục hồi {sum(counts.values())} dòng của {len(counts)} bảng ({Clock().today():%d/%m/%Y}).")
    if moved:
        print(f"Dữ liệu trước đó để ở {moved[0]}.")


def _make_room(settings: Settings) -> list[Path]:
    url = make_url(settings.database)
    if url.get_backend_name() != "sqlite" or not url.database:
        raise Refused("--replace chỉ dùng với SQLite.", hint="Với PostgreSQL: tạo cơ sở dữ liệu trống khác.")
    return wipe_sqlite(Path(url.database))


def _put_back(settings: Settings, moved: list[Path]) -> None:
    open_database(settings.database).dispose()
    for aside in moved:
        aside.replace(aside.with_name(aside.name.removesuffix(".truoc-phuc-hoi")))


def _restore_key(settings: Settings, archive: zipfile.ZipFile) -> None:
    if settings.secret_key.get_secret_value() or "secret.key" not in archive.namelist():
        return
    path = settings.home / "secret.key"
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(archive.read("secret.key"))
