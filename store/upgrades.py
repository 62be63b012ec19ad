"""Bringing a database to the program's revision, with a copy of what stood there where that is cheap."""

import os
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from models.errors import Refused
from store.database import current_revision, head_revision, known_revisions, migrate

# How many copies of before an upgrade are kept beside an SQLite database.
KEPT = 2
_STEM = "truoc-nang-cap"


def upgrade(engine: Engine, *, now: datetime) -> Path | None:
    """Bring the database to the newest revision; return the copy that was kept of it, or None.

    An SQLite database that holds an older revision is copied into its folder first (mode 0600); of such
    copies the newest two are kept. A server's database is backed up by whoever runs the server.

    Raises Refused for a database that a newer program has made, and where there is no room for the copy.
    """
    kept = None
    stands = current_revision(engine)
    if stands != head_revision() and stands in known_revisions() and (file := _file_of(engine)):
        kept = _copied(file, f"{_STEM}-{now:%Y%m%d-%H%M%S}-{stands}.db")
    migrate(engine)
    if kept is not None:
        for old in sorted(kept.parent.glob(f"{_STEM}-*.db"))[:-KEPT]:
            old.unlink(missing_ok=True)
    return kept


def check_not_older(engine: Engine) -> None:
    """Raise Refused where the database still has to be upgraded for this program.

    A newer database is no fault here: migrations only add, and processes of the older program end their
    work on it (docs/upgrade.md).
    """
    stands = current_revision(engine)
    if stands is None or (stands != head_revision() and stands in known_revisions()):
        raise Refused(
            "Cơ sở dữ liệu chưa được nâng lên phiên bản của chương trình.",
            hint="Chạy dondoc migrate rồi khởi động lại bộ chạy luồng.",
        )


def _file_of(engine: Engine) -> Path | None:
    name = engine.url.database
    if engine.dialect.name != "sqlite" or not name or name == ":memory:":
        return None
    return Path(name)


def _copied(file: Path, name: str) -> Path:
    """Copy the database as it stands at one moment, whoever works in it; return the copy."""
    copy = file.with_name(name)
    part = file.with_name(f"{name}.{os.getpid()}")
    try:
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(part)) as target:
            source.backup(target)
        part.replace(copy)
    except (OSError, sqlite3.Error) as fault:
        raise Refused(
            f"Không giữ được bản sao {copy} trước khi nâng cấp.",
            hint="Dọn chỗ trống cho một bản sao của cơ sở dữ liệu rồi chạy lại.",
        ) from fault
    finally:
        part.unlink(missing_ok=True)
    return copy
