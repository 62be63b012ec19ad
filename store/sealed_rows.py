"""The rows that hold secrets: those stored in the clear before are sealed, all of them under a new key."""

from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Engine, Table, Text, and_, cast, or_, select, update

from models.columns import Sealed, SealedList
from models.errors import BadDataKey
from models.tables import metadata
from store.sealing import MARK


def seal_stored(engine: Engine) -> int:
    """Seal what was stored in the clear before and return how many rows; safe to repeat.

    Sealed values are opened first: raises BadDataKey where the key of this database is not at hand, so
    that nothing is stored under another one.
    """
    with engine.connect() as connection:
        for table in _tables():
            check_key(connection, table)
        waiting = any(connection.execute(_clear(table).limit(1)).first() for table in _tables())
    return _rewrite(engine, only_clear=True) if waiting else 0


def reseal(engine: Engine) -> int:
    """Store every secret anew under the newest key and return how many rows that were.

    All in one transaction: raises BadDataKey, with nothing changed, where one cannot be opened.
    """
    return _rewrite(engine, only_clear=False)


def check_key(connection: Connection, table: Table) -> None:
    """Open the newest secret of a table; raises BadDataKey where that cannot be done."""
    for column in _sealed_columns(table):
        sealed = cast(column, Text).like(f"%{MARK}%")
        connection.execute(select(column).where(sealed).order_by(table.c.id.desc()).limit(1)).all()


def has_good_key(engine: Engine) -> bool:
    """Return whether the key at hand opens what the database holds."""
    with engine.connect() as connection:
        try:
            for table in _tables():
                check_key(connection, table)
        except BadDataKey:
            return False
    return True


def _rewrite(engine: Engine, *, only_clear: bool) -> int:
    done = 0
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        for table in _tables():
            columns = _sealed_columns(table)
            query: Any = _clear(table, *columns) if only_clear else select(table.c.id, *columns)
            # Locked, so that nobody's change in between is undone.
            for key, *values in connection.execute(query.with_for_update()).all():
                new = {column.name: value for column, value in zip(columns, values, strict=True)}
                connection.execute(update(table).where(table.c.id == key).values(**new))
                done += 1
    return done


def _clear(table: Table, *columns: Column[Any]) -> Any:
    """Return the query for the rows of a table that hold something unsealed."""
    return select(table.c.id, *columns).where(or_(*(_is_clear(c) for c in _sealed_columns(table))))


def _is_clear(column: Column[Any]) -> ColumnElement[bool]:
    raw = cast(column, Text)
    if isinstance(column.type, SealedList):
        # A list is sealed as a whole or not at all: its first value tells.
        return and_(raw != "[]", raw.not_like(f'["{MARK}%'))
    return raw.not_like(f"{MARK}%")


def _tables() -> list[Table]:
    return [table for table in metadata.sorted_tables if _sealed_columns(table)]


def _sealed_columns(table: Table) -> list[Column[Any]]:
    return [column for column in table.columns if isinstance(column.type, Sealed | SealedList)]
