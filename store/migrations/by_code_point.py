"""Texts in PostgreSQL compare by code point, as they do in SQLite and in Python.

Otherwise the order of lists would follow the language that a server happened to be set up with, and an
index on text would have to be built anew whenever that language's rules change (a new C library).
"""

from sqlalchemy import Connection, text

_OTHERS = text("""
    SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod)
    FROM pg_attribute a
    JOIN pg_class c ON c.oid = a.attrelid
    JOIN pg_collation o ON o.oid = a.attcollation
    WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace AND a.attnum > 0
      AND NOT a.attisdropped AND o.collname = 'default' AND c.relname <> 'alembic_version'
    ORDER BY c.relname, a.attnum
""")


def compare_by_code_point(connection: Connection) -> None:
    """Let every text column that still compares by the server's language compare by code point."""
    changes: dict[str, list[str]] = {}
    for table, column, kind in connection.execute(_OTHERS):
        changes.setdefault(table, []).append(f'ALTER COLUMN "{column}" TYPE {kind} COLLATE "C"')
    for table, columns in changes.items():
        connection.exec_driver_sql(f'ALTER TABLE "{table}" {", ".join(columns)}')
