"""The whole database as one archive that either kind of database can take in again."""

import base64
import hashlib
import json
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Engine, LargeBinary, MetaData, Table, func, insert, inspect, select, text
from sqlalchemy import Date as DateColumn
from sqlalchemy import DateTime as DateTimeColumn
from sqlalchemy.exc import IntegrityError

from models.errors import BadDocument, Refused
from store.backup_archive import DAMAGE, FORMAT, MANIFEST, broken, entry_of, read_lines, read_manifest
from store.database import go_to, migrate

# Rows in memory at once: fewer where one may hold a file of 20 MB, or the lines of a whole document.
_ROWS_AT_ONCE = 500
_FEWER = {"blob": 1, "source_document": 20}
# Bytes of the archive that are stored with one statement at most, beyond one row.
_BYTES_AT_ONCE = 4 << 20
# A file can be set aside; a database on a server is not ours to replace.
_WAY_OUT = {
    True: "Thêm --replace để thay dữ liệu đang có.",
    False: "Tạo cơ sở dữ liệu trống khác và ghi vào DONDOC_DATABASE_URL.",
}


def dump(
    engine: Engine, archive: zipfile.ZipFile, *, now: datetime, files: Mapping[str, bytes] | None = None
) -> dict[str, int]:
    """Write every table and those small files into the archive; return the rows per table.

    The tables are one consistent picture although people go on working: SQLite's WAL and PostgreSQL's
    repeatable read both show one moment. The manifest tells the revision, ``now``, the kind of database,
    the rows per table and the SHA-256 of every entry.
    """
    counts: dict[str, int] = {}
    hashes: dict[str, str] = {}
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin():
            revision = MigrationContext.configure(connection).get_current_revision()
            for table in stored_tables(connection):
                name = entry_of(table.name)
                counts[table.name], hashes[name] = _write_table(connection, table, archive)
    for name, content in (files or {}).items():
        archive.writestr(name, content)
        hashes[name] = hashlib.sha256(content).hexdigest()
    manifest = {
        "format": FORMAT,
        "revision": revision,
        "at": now.isoformat(),
        "database": engine.dialect.name,
        "rows": counts,
        "sha256": hashes,
    }
    archive.writestr(MANIFEST, json.dumps(manifest, indent=1))
    return counts


def _write_table(connection: Connection, table: Table, archive: zipfile.ZipFile) -> tuple[int, str]:
    """Return how many rows were written and the SHA-256 of them."""
    digest = hashlib.sha256()
    count = 0
    with archive.open(entry_of(table.name), "w", force_zip64=True) as out:
        for row in _rows(connection, table):
            line = json.dumps(row, ensure_ascii=False).encode() + b"\n"
            digest.update(line)
            out.write(line)
            count += 1
    return count, digest.hexdigest()


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
        tables = stored_tables(connection)
        for table in tables:
            _fill(connection, table, read_lines(archive, manifest, table.name))
        found = {t.name: _count(connection, t) for t in tables}
        if found != manifest["rows"]:
            raise BadDocument("Tệp sao lưu hỏng: số dòng không khớp.", hint="Dùng tệp sao lưu khác.")
    migrate(engine)
    return found


def stored_tables(connection: Connection) -> list[Table]:
    """Return the tables as they stand in the database, referred ones first."""
    metadata = MetaData()
    metadata.reflect(connection)
    return [t for t in metadata.sorted_tables if t.name != "alembic_version"]


def _rows(connection: Connection, table: Table) -> Iterator[dict[str, Any]]:
    order = list(table.primary_key.columns)
    result = connection.execution_options(stream_results=True).execute(select(table).order_by(*order))
    for row in result.mappings().yield_per(_FEWER.get(table.name, _ROWS_AT_ONCE)):
        yield {name: plain(value) for name, value in row.items()}


def plain(value: Any) -> Any:
    """Return a column's value as JSON can tell it."""
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value.isoformat() if isinstance(value, date) else value


def _fill(connection: Connection, table: Table, lines: Iterator[bytes]) -> None:
    own = [c.name for c in table.columns if any(k.column.table is table for k in c.foreign_keys)]
    later: list[dict[str, Any]] = []
    batch: list[dict[str, Any]] = []
    size = 0
    try:
        for line in lines:
            row = typed_row(table, json.loads(line))
            # A row may refer to a later one of its own table: those columns are filled at the end.
            if any(row[name] is not None for name in own):
                later.append({"_id": row["id"], **{name: row[name] for name in own}})
                row |= dict.fromkeys(own)
            batch.append(row)
            size += len(line)
            if len(batch) >= _ROWS_AT_ONCE or size >= _BYTES_AT_ONCE:
                connection.execute(insert(table), batch)
                batch, size = [], 0
        if batch:
            connection.execute(insert(table), batch)
        for row in later:
            key = row.pop("_id")
            connection.execute(table.update().where(table.c.id == key).values(**row))
    except (*DAMAGE, IntegrityError) as fault:
        raise broken(f"bảng {table.name}") from fault
    restart_sequence(connection, table)


def typed_row(table: Table, plain: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row of an archive as the table's columns want it; raises KeyError, ValueError, TypeError."""
    return {name: _typed(table, name, value) for name, value in plain.items()}


def _typed(table: Table, name: str, value: Any) -> Any:
    if value is None:
        return None
    kind = table.c[name].type
    if isinstance(kind, LargeBinary):
        return base64.b64decode(value)
    if isinstance(kind, DateTimeColumn):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if isinstance(kind, DateColumn) else value


def restart_sequence(connection: Connection, table: Table) -> None:
    """Let the next row of a table get a number behind those that stand there."""
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
        return any(_count(connection, t) for t in stored_tables(connection))


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
