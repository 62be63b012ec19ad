"""What is backed up comes back, row for row."""

import io
import zipfile
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, MetaData, select

from models.errors import BadDocument, Refused
from store.backups import dump, load
from store.database import open_database
from tests.cast import Cast, item

DAY = date(2026, 11, 23)


def everything(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    metadata = MetaData()
    metadata.reflect(engine)
    with engine.connect() as connection:
        return {
            t.name: [tuple(r) for r in connection.execute(select(t).order_by(*t.primary_key.columns))]
            for t in metadata.sorted_tables
        }


@pytest.fixture
def archive(cast: Cast) -> bytes:
    cast.settle_province()
    plan_id = cast.tracked_plan(
        item("Nộp báo cáo", "UBND các xã, phường", due=date(2026, 11, 20)), item("Không hạn", "Sở Y tế")
    )
    cast.finish(cast.obligations(plan_id)[0], on=date(2026, 11, 12))
    cast.look(DAY)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        dump(cast.engine, file, now=cast.at(DAY))
    return out.getvalue()


def test_a_backup_restores_every_row_of_every_table(cast: Cast, archive: bytes, tmp_path: Path) -> None:
    other = open_database(f"sqlite:///{tmp_path / 'other.db'}")
    with zipfile.ZipFile(io.BytesIO(archive)) as file:
        counts = load(other, file)
    assert everything(other) == everything(cast.engine)
    assert counts["obligation"] == 4
    other.dispose()


def test_a_database_that_holds_something_is_not_overwritten(cast: Cast, archive: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(archive)) as file, pytest.raises(Refused, match="không trống"):
        load(cast.engine, file)


def test_a_backup_that_lost_a_row_is_refused_and_nothing_is_stored(
    cast: Cast, archive: bytes, tmp_path: Path
) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(
                name, b"".join(data.splitlines(True)[1:]) if name == "tables/reminder.jsonl" else data
            )
    other = open_database(f"sqlite:///{tmp_path / 'other.db'}")
    with zipfile.ZipFile(out) as file, pytest.raises(BadDocument, match="số dòng không khớp"):
        load(other, file)
    assert all(not rows for name, rows in everything(other).items() if name != "alembic_version")
    other.dispose()


def test_a_stranger_is_no_backup(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("x", "y")
    other = open_database(f"sqlite:///{tmp_path / 'other.db'}")
    with zipfile.ZipFile(out) as file, pytest.raises(BadDocument, match="không phải tệp sao lưu"):
        load(other, file)
    other.dispose()
