"""What is backed up comes back, row for row."""

import base64
import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, MetaData, select
from sqlmodel import select as sqlmodel_select

from models.errors import BadDocument, Refused
from models.journal import AuditEvent
from models.running import Marker
from store.backup_archive import check
from store.backups import dump, load
from store.database import current_revision, give_seal, go_to, head_revision, migrate, reading, writing
from store.sealing import seal_of
from tests.cast import Cast, item
from tests.databases import KINDS, Kind

DAY = date(2026, 11, 23)
NewDatabase = Callable[..., Engine]
pytestmark = pytest.mark.both_databases


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


def test_a_backup_restores_every_row_of_every_table(
    cast: Cast, archive: bytes, new_database: NewDatabase
) -> None:
    other = new_database()
    with zipfile.ZipFile(io.BytesIO(archive)) as file:
        counts = load(other, file)
    assert everything(other) == everything(cast.engine)
    assert counts["obligation"] == 4


def test_a_backup_restores_into_the_other_kind_of_database_and_work_goes_on_there(
    cast: Cast, archive: bytes, new_database: NewDatabase, database_kind: Kind
) -> None:
    (other_kind,) = set(KINDS) - {database_kind}
    other = new_database(other_kind)
    with zipfile.ZipFile(io.BytesIO(archive)) as file:
        load(other, file)
    assert everything(other) == everything(cast.engine)
    # New rows get numbers of their own, behind those that came along.
    there = Cast(give_seal_of(cast, other), cast.settings, cast.office)
    before = {o.id for o in there.obligations(1)}
    plan_id = there.tracked_plan(item("Việc mới", "Sở Y tế", due=date(2026, 12, 1)), number="99/KH-UBND")
    assert plan_id == 2
    assert not before & {o.id for o in there.obligations(plan_id)}
    # And back again.
    home = new_database()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        dump(other, file, now=cast.at(DAY))
    with zipfile.ZipFile(out) as file:
        load(home, file)
    assert everything(home) == everything(other)


def give_seal_of(cast: Cast, engine: Engine) -> Engine:
    """Let the other database open what the first one sealed."""
    give_seal(engine, seal_of(cast.settings))
    return engine


def test_a_database_that_holds_something_is_not_overwritten(cast: Cast, archive: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(archive)) as file, pytest.raises(Refused, match="không trống"):
        load(cast.engine, file)


def test_a_backup_that_lost_a_row_is_refused_and_nothing_is_stored(
    cast: Cast, archive: bytes, new_database: NewDatabase
) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(
                name, b"".join(data.splitlines(True)[1:]) if name == "tables/reminder.jsonl" else data
            )
    other = new_database()
    with zipfile.ZipFile(out) as file, pytest.raises(BadDocument, match=r"hỏng\. \(bảng reminder"):
        load(other, file)
    # Archives of before tell no hashes, and are counted.
    older = io.BytesIO(rewritten(out.getvalue(), sha256=None))
    with zipfile.ZipFile(older) as file, pytest.raises(BadDocument, match="số dòng không khớp"):
        load(other, file)
    assert all(not rows for name, rows in everything(other).items() if name != "alembic_version")


def rewritten(archive: bytes, *, without: tuple[str, ...] = (), **manifest: object) -> bytes:
    """Return the archive with another manifest and without some tables."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            told = json.loads(old.read("manifest.json"))
            rows = {t: n for t, n in told["rows"].items() if t not in without}
            if name == "manifest.json":
                new.writestr(name, json.dumps({**told, "rows": rows, **manifest}))
            elif name.removeprefix("tables/").removesuffix(".jsonl") not in without:
                new.writestr(name, old.read(name))
    return out.getvalue()


def as_of_revision(archive: bytes, revision: str, then: Engine) -> bytes:
    """Return the backup that the program of that revision would have written."""
    with zipfile.ZipFile(io.BytesIO(archive)) as file:
        load(then, file)
    go_to(then, revision)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        dump(then, file, now=Cast.at(DAY))
    return out.getvalue()


@pytest.mark.parametrize("stands", ["0001", "head"])
def test_an_older_backup_goes_into_an_empty_database_of_any_revision(
    archive: bytes, new_database: NewDatabase, stands: str
) -> None:
    old = as_of_revision(archive, "0001", new_database())
    other = new_database()
    migrate(other, stands)
    with zipfile.ZipFile(io.BytesIO(old)) as file:
        load(other, file)
    found = everything(other)
    assert (len(found["obligation"]), found["extension"]) == (4, [])
    assert current_revision(other) == head_revision()


def test_a_backup_of_a_newer_program_is_refused_in_a_sentence(
    archive: bytes, new_database: NewDatabase
) -> None:
    other = new_database()
    newer = rewritten(archive, revision="9999")
    with zipfile.ZipFile(io.BytesIO(newer)) as file, pytest.raises(Refused, match="phiên bản mới hơn"):
        load(other, file)
    assert everything(other) == {}


def test_a_stranger_is_no_backup(new_database: NewDatabase) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("x", "y")
    other = new_database()
    with zipfile.ZipFile(out) as file, pytest.raises(BadDocument, match="không phải tệp sao lưu"):
        load(other, file)


class Interrupted(zipfile.ZipFile):
    """An archive before each of whose parts somebody stores a change of two tables."""

    engine: Engine
    changes = 0

    def open(self, name: Any, mode: Any = "r", *args: Any, **more: Any) -> Any:
        if mode == "w" and isinstance(name, str):
            self.changes += 1
            with writing(self.engine) as session:
                session.merge(Marker(name="số thay đổi", value=str(self.changes), at=Cast.at(DAY)))
                session.add(AuditEvent(at=Cast.at(DAY), actor="người thử", what="thử", detail={}))
        return super().open(name, mode, *args, **more)


def test_a_backup_is_of_one_moment_while_people_work(engine: Engine, new_database: NewDatabase) -> None:
    out = io.BytesIO()
    with Interrupted(out, "w") as file:
        file.engine = engine
        dump(engine, file, now=Cast.at(DAY))
        changes = file.changes
    other = new_database()
    with zipfile.ZipFile(out) as file:
        load(other, file)
    with reading(other) as session:
        marked = session.get(Marker, "số thay đổi")
        events = len(session.exec(sqlmodel_select(AuditEvent)).all())
    assert changes > 20
    # What came before the picture was taken, as much of it in the one table as in the other.
    assert int(marked.value if marked else 0) == events < changes / 2


def test_a_whole_archive_is_found_good_and_counted(archive: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(archive)) as file:
        checked = check(file)
    assert (checked.rows["obligation"], checked.rows["plan"], checked.bad_files) == (4, 1, ())


def packed(archive: bytes, change: Callable[[dict[str, bytes]], Any]) -> zipfile.ZipFile:
    """Return the archive with its parts changed."""
    with zipfile.ZipFile(io.BytesIO(archive)) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    change(parts)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as new:
        for name, content in parts.items():
            new.writestr(name, content)
    return zipfile.ZipFile(out)


def test_every_kind_of_damage_is_found_by_the_check(archive: bytes) -> None:
    agency = "tables/agency.jsonl"
    changes: list[Callable[[dict[str, bytes]], Any]] = [
        lambda parts: parts.pop(agency),
        lambda parts: parts.update({"tables/stranger.jsonl": b""}),
        lambda parts: parts.update({agency: parts[agency].replace(b"1", b"2", 1)}),
        lambda parts: parts.update({agency: parts[agency].split(b"\n", 1)[1]}),
    ]
    for change in changes:
        with packed(archive, change) as file, pytest.raises(BadDocument, match="Tệp sao lưu"):
            check(file)


def test_a_file_that_was_bad_before_is_named_and_keeps_no_backup_from_being_taken(archive: bytes) -> None:
    with packed(archive, lambda parts: parts.update(forged(parts))) as file:
        assert len(check(file).bad_files) == 1


def forged(parts: dict[str, bytes]) -> dict[str, bytes]:
    """Return another content for the files that people sent, with a manifest that fits."""
    row = json.loads(parts["tables/blob.jsonl"].splitlines()[0])
    row["content"] = base64.b64encode(b"something else").decode()
    lines = [json.dumps(row).encode(), *parts["tables/blob.jsonl"].splitlines()[1:]]
    blob = b"".join(line + b"\n" for line in lines)
    manifest = json.loads(parts["manifest.json"])
    manifest["sha256"]["tables/blob.jsonl"] = hashlib.sha256(blob).hexdigest()
    return {"tables/blob.jsonl": blob, "manifest.json": json.dumps(manifest).encode()}
