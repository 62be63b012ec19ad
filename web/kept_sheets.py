"""Sheets between their dry run and their confirmation.

They lie in the data folder, for the account that runs the program only, and for an hour at most: a sheet of
contacts holds addresses, which may hold passwords, and those go into no page.
"""

import hashlib
import re
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from starlette.datastructures import FormData

from models.errors import BadDocument, Refused
from web.desk import uploads

FOLDER = "nap-lien-he"
KEPT_FOR = timedelta(hours=1)
SHEET_LIMIT = 2 * 1024 * 1024
_DIGEST = re.compile(r"[0-9a-f]{64}")


def sent_sheet(form: FormData) -> bytes:
    """Return the bytes of the sheet that was sent in; raises Refused or BadDocument where there is none."""
    files = uploads(form, "bang")
    if not files:
        raise Refused("Chưa chọn tệp.", hint="Chọn bảng đã điền rồi gửi lại.")
    content = files[0].file.read(SHEET_LIMIT + 1)
    if len(content) > SHEET_LIMIT:
        raise BadDocument("Bảng lớn hơn 2 MB.", hint="Chia thành nhiều tệp rồi nạp từng tệp.")
    if not content.strip():
        raise BadDocument("Tệp không có nội dung.", hint="Chọn lại tệp.")
    return content


def keep(home: Path, user_id: int, content: bytes, *, now: datetime) -> str:
    """Keep a sheet for its confirmation and return its SHA-256 (hex); older sheets are thrown away."""
    folder = home / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    for old in folder.iterdir():
        if _is_old(old, now):
            old.unlink(missing_ok=True)
    digest = hashlib.sha256(content).hexdigest()
    path = _path(home, user_id, digest)
    path.touch(mode=0o600)
    path.write_bytes(content)
    _stamp(path).write_text(now.isoformat(), "ascii")
    return digest


def fetch(home: Path, user_id: int, digest: str, *, now: datetime) -> bytes | None:
    """Return the sheet that this person uploaded within the hour, or None."""
    if not _DIGEST.fullmatch(digest):
        return None
    path = _path(home, user_id, digest)
    if _is_old(_stamp(path), now):
        return None
    with suppress(FileNotFoundError):
        content = path.read_bytes()
        return content if hashlib.sha256(content).hexdigest() == digest else None
    return None


def drop(home: Path, user_id: int, digest: str) -> None:
    """Throw a sheet away: it was stored."""
    path = _path(home, user_id, digest)
    path.unlink(missing_ok=True)
    _stamp(path).unlink(missing_ok=True)


def _path(home: Path, user_id: int, digest: str) -> Path:
    return home / FOLDER / f"{user_id}-{digest}"


def _stamp(path: Path) -> Path:
    return path.with_name(path.name + ".luc")


def _is_old(path: Path, now: datetime) -> bool:
    """Return whether a sheet was kept for longer than the hour, by the moment written beside it."""
    stamp = path if path.suffix == ".luc" else _stamp(path)
    try:
        return datetime.fromisoformat(stamp.read_text("ascii")) + KEPT_FOR < now
    except (OSError, ValueError):
        return True
