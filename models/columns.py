"""Column types that hold the project's conventions of time, and what is secret."""

from datetime import UTC, datetime
from typing import Any, Protocol

from sqlalchemy import JSON, DateTime, Dialect, String
from sqlalchemy.types import TypeDecorator

from models.errors import BadDataKey

# Where a database's dialect, which belongs to one engine, holds the seal of its secrets.
SEAL_OF_DIALECT = "dondoc_seal"


class TextSeal(Protocol):
    """What makes a secret unreadable before it is stored, and readable again (``store.sealing``)."""

    def seal(self, text: str) -> str:
        """Return the text sealed."""

    def open(self, stored: str) -> str:
        """Return the text that was sealed, or text that was stored before anything was sealed."""


class UtcDateTime(TypeDecorator[datetime]):
    """A UTC instant: refuses naive values going in, gives aware ones coming out.

    SQLite keeps no time zone, so the value is stored naive in UTC and marked again on the way out.
    """

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the instant in UTC without its zone; raises ValueError for a naive value."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a naive datetime cannot be stored: {value!r}")
        # A plain datetime: drivers know nothing of Pendulum's subclass.
        value = value.astimezone(UTC)
        return datetime(  # noqa: DTZ001 - the column is naive by agreement
            value.year, value.month, value.day, value.hour, value.minute, value.second, value.microsecond
        )

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the stored instant marked as UTC."""
        return None if value is None else value.replace(tzinfo=UTC)


def json_default() -> list[Any]:
    """Return a fresh empty list, the default of JSON list columns."""
    return []


class Sealed(TypeDecorator[str]):
    """A secret text: sealed in the database, readable in the program.

    The same text is sealed differently each time, so that no comparison in SQL finds it. The raw column
    is ``type_coerce(column, String)``.
    """

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Return the text sealed; raises BadDataKey where the database was opened without a key."""
        return None if value is None else _seal_of(dialect).seal(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """Return the text that was sealed; raises BadDataKey where the key is missing or wrong."""
        return None if value is None else _seal_of(dialect).open(value)


class SealedList(TypeDecorator[list[str]]):
    """A JSON list of secret texts, each sealed."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: list[str] | None, dialect: Dialect) -> list[str] | None:
        """Return the texts sealed; raises BadDataKey where the database was opened without a key."""
        return None if value is None else [_seal_of(dialect).seal(text) for text in value]

    def process_result_value(self, value: list[str] | None, dialect: Dialect) -> list[str] | None:
        """Return the texts that were sealed; raises BadDataKey where the key is missing or wrong."""
        return None if value is None else [_seal_of(dialect).open(text) for text in value]


def _seal_of(dialect: Dialect) -> TextSeal:
    seal: TextSeal | None = getattr(dialect, SEAL_OF_DIALECT, None)
    if seal is None:
        raise BadDataKey("Cơ sở dữ liệu được mở mà không có khóa dữ liệu.", hint="Mở lại chương trình.")
    return seal
