"""The whole database as one archive that either kind of database can take in again."""

import base64
import json
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, LargeBinary, MetaData, Table, func, insert, inspect, select, text
from sqlalchemy import Date as DateColumn
from sqlalchemy import DateTime as DateTimeColumn

from models.errors import BadDocument, Refused
from store.database import current_revision, go_to, known_revisions, migrate

FORMAT = 1
_ROWS_AT_ONCE = 500
# A file can be set aside; a database on a server is not ours to replace.
_WAY_OUT = {
    True: "Thêm --replace để thay dữ liệu đang có.",
    False: "Tạo cơ sở dữ liệu trống khác và ghi vào DONDOC_DATABASE_URL.",
}


def dump(engine: Engine, archive: zipfile.ZipFile, *, now: datetime) -> dict[str, int]:
    """Write every table into the archive as one consistent picture; return the rows per table.

    People may go on working: SQLite's WAL and PostgreSQL's repeatable read both show one moment.
    """
    counts: dict[str, int] = {}
    revision = current_revision(engine)
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin():
            for table in _tables(connection):
                with archive.open(f"tables/{table.name}.jsonl", "w", force_zip64=True) as out:
                    counts[table.name] = 0
                    for row in _rows(connection, table):
                        out.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
                        counts[table.name] += 1
    manifest = {"format": FORMAT, "revision": revision, "at": now.isoformat(), "rows": counts}
    archive.writestr("manifest.json", json.dumps(manifest, indent=1))
    return counts


def load(engine: Engine, archive: zipfile.ZipFile) -> dict[str, int]:
    """Take an archive into an empty database, bring it to the newest revision; return rows per table.

    Raises BadDocument for an archive that is not ours or is damaged, and Refused for one of a newer
    program and for a database that holds anything. Everything is stored or nothing.
    """
    manifest = read_manifest(archive)
    if _holds_anything(engine):
        raise Refused("Cơ sở dữ liệu đích không trống.", hint=_WAY_OUT[engine.dialect.name == "sqlite"])
    # Empty, but perhaps at another revision: the rows fit the tables of their own revision only.
    go_to(engine, str(manifest["revision"]))
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        for table in _tables(connection):
            _fill(connection, table, archive)
        found = {t.name: _count(connection, t) for t in _tables(connection)}
        if found != manifest["rows"]:
            raise BadDocument("Tệp sao lưu hỏng: số dòng không khớp.", hint="Dùng tệp sao lưu khác.")
    migrate(engine)
    return found


def read_manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    """Return the archive's manifest.

    Raises BadDocument where it is not one of ours, and Refused where a newer program wrote it.
    """
    try:
        manifest: dict[str, Any] = json.loads(archive.read("manifest.json"))
    except (KeyError, ValueError, zipfile.BadZipFile) as fault:
        raise BadDocument("Đây không phải tệp sao lưu của Đôn đốc.", hint="Chọn tệp khác.") from fault
    if manifest.get("format") != FORMAT or manifest.get("revision") not in known_revisions():
        raise Refused(
            "Tệp sao lưu do phiên bản mới hơn của chương trình tạo ra.",
            hint="Nâng cấp chương trình rồi phục hồi.",
        )
    return manifest


def _tables(connection: Connection) -> list[Table]:
    """Return the tables as they stand in the database, referred ones first."""
    metadata = MetaData()
    metadata.reflect(connection)
    return [t for t in metadata.sorted_tables if t.name != "alembic_version"]


def _rows(connection: Connection, table: Table) -> Iterator[dict[str, Any]]:
    order = list(table.primary_key.columns)
    result = connection.execution_options(stream_results=True).execute(select(table).order_by(*order))
    for row in result.mappings().yield_per(_ROWS_AT_ONCE):
        yield {name: _plain(value) for name, value in row.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value.isoformat() if isinstance(value, date) else value


def _fill(connection: Connection, table: Table, archive: zipfile.ZipFile) -> None:
    own = [c.name for c in table.columns if any(k.column.table is table for k in c.foreign_keys)]
    later: list[dict[str, Any]] = []
    batch: list[dict[str, Any]] = []
    try:
        with archive.open(f"tables/{table.name}.jsonl") as lines:
            for line in lines:
                row = {name: _typed(table, name, value) for name, value in json.loads(line).items()}
                # A row may refer to a later one of its own table: those columns are filled at the end.
                if any(row[name] is not None for name in own):
                    later.append({"_id": row["id"], **{name: row[name] for name in own}})
                    row |= dict.fromkeys(own)
                batch.append(row)
                if len(batch) >= _ROWS_AT_ONCE:
                    connection.execute(insert(table), batch)
                    batch = []
    except (KeyError, ValueError, zipfile.BadZipFile) as fault:
        raise BadDocument(f"Tệp sao lưu hỏng ở bảng {table.name}.", hint="Dùng tệp sao lưu khác.") from fault
    if batch:
        connection.execute(insert(table), batch)
    for row in later:
        key = row.pop("_id")
        connection.execute(table.update().where(table.c.id == key).values(**row))
    _restart_sequence(connection, table)


def _typed(table: Table, name: str, value: Any) -> Any:
    if value is None:
        return None
    kind = table.c[name].type
    if isinstance(kind, LargeBinary):
        return base64.b64decode(value)
    if isinstance(kind, DateTimeColumn):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if isinstance(kind, DateColumn) else value


def _restart_sequence(connection: Connection, table: Table) -> None:
    if connection.dialect.name != "postgresql" or "id" not in table.c:
        return
    quoted = table.name.replace("'", "")
    connection.execute(
        text(f"SELECT setval(pg_get_serial_sequence('{quoted}', 'id'), COALESCE(MAX(id), 1)) FROM {quoted}")  # noqa: S608 - a table's own name
    )


def _count(connection: Connection, table: Table) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar_one()


def _holds_anything(engine: Engine) -> bool:
    with engine.connect() as connection:
        if not inspect(connection).get_table_names():
            return False
        return any(_count(connection, t) for t in _tables(connection))


def move_aside(path: Path, folder: Path) -> None:
    """Move an SQLite database with its WAL into a folder, under the same names: all of it or nothing."""
    moved: list[Path] = []
    try:
        for name in _sqlite_names(path):
            if (file := path.with_name(name)).exists():
                file.replace(folder / name)
                moved.append(file)
    except OSError:
        for file in moved:
            (folder / file.name).replace(file)
        raise


def move_back(path: Path, folder: Path) -> None:
    """Put a database that was moved aside in its place again, over whatever has been begun there."""
    for name in _sqlite_names(path):
        path.with_name(name).unlink(missing_ok=True)
        if (file := folder / name).exists():
            file.replace(path.with_name(name))


def _sqlite_names(path: Path) -> tuple[str, str, str]:
    # A WAL belongs to the file of its own name only: the three stay together.
    return path.name, f"{path.name}-wal", f"{path.name}-shm"
