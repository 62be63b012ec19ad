"""``dondoc backup`` and ``dondoc restore``."""

import os
import shutil
import zipfile
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import make_url

from config.clock import ZONE, Clock
from config.office import OFFICE_FILES, OfficeFiles
from config.settings import KEY_FILE, Settings, load_settings
from console.desk import Desk
from console.up import only_one
from models.errors import BadDocument, Refused
from store.backups import dump, load, move_aside, move_back, read_manifest
from store.sealed_rows import has_good_key, seal_stored
from store.sealing import open_with_key

# Where the office's own files stand in an archive.
OFFICE_PART = "office/"


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
            archive.writestr(KEY_FILE, desk.settings.signing_key)
            for name in OFFICE_FILES:
                if (own := desk.settings.office_folder / name).exists():
                    archive.write(own, f"{OFFICE_PART}{name}")
        part.replace(file)
    except OSError as fault:
        raise Refused(f"Không ghi được {file}.", hint="Kiểm tra chỗ trống và quyền ghi.") from fault
    finally:
        part.unlink(missing_ok=True)
    size = file.stat().st_size / 1e6
    print(f"Đã sao lưu {sum(counts.values())} dòng của {len(counts)} bảng vào {file} ({size:.1f} MB).")
    print("Tệp này chứa khóa ký đường dẫn và địa chỉ liên hệ đã niêm phong: giữ như tài liệu mật.")
    print("Khóa dữ liệu (data.key hoặc DONDOC_DATA_KEY) không nằm trong tệp: cất riêng một bản.")


def read_backup(file: Path, *, replace: bool) -> None:
    """Restore from a backup; with ``replace`` the present SQLite database and key are kept aside."""
    settings = load_settings()
    try:
        archive = zipfile.ZipFile(file)
    except (OSError, zipfile.BadZipFile) as fault:
        raise BadDocument(f"Không mở được tệp sao lưu {file.name}.", hint="Chọn tệp khác.") from fault
    # Nobody may be writing while the database is exchanged.
    with archive, only_one(settings.home):
        read_manifest(archive)
        aside = _make_room(settings) if replace else None
        try:
            counts = load(engine := open_with_key(settings), archive)
            is_readable = has_good_key(engine)
            if is_readable:
                # An archive from before anything was sealed.
                seal_stored(engine)
            _restore_key(settings, archive)
            _restore_office(settings, archive)
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


def _restore_office(settings: Settings, archive: zipfile.ZipFile) -> None:
    """Put the office's calendar and ladder in their place where it has none of its own there."""
    for name in OFFICE_FILES:
        place = settings.office_folder / name
        if f"{OFFICE_PART}{name}" in archive.namelist() and not place.exists():
            OfficeFiles(settings).save(name, archive.read(f"{OFFICE_PART}{name}").decode())


def _restore_key(settings: Settings, archive: zipfile.ZipFile) -> None:
    if settings.secret_key.get_secret_value() or KEY_FILE not in archive.namelist():
        return
    part = settings.home / f"{KEY_FILE}.dang-ghi"
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(archive.read(KEY_FILE))
    part.replace(settings.home / KEY_FILE)
