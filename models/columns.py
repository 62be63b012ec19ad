"""Column types that hold the project's conventions of time."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect
from sqlalchemy.types import TypeDecorator


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
