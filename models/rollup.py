"""A roll-up frozen for a day."""

from datetime import date, datetime

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from models.columns import UtcDateTime


class RollupSnapshot(SQLModel, table=True):
    """A plan's counts as of a day (tổng hợp), with the SHA-256 of their canonical JSON.

    A day may be counted more than once (reports come in); every count that differs is kept.
    """

    __tablename__ = "rollup_snapshot"

    id: int | None = Field(default=None, primary_key=True)
    plan_id: int = Field(foreign_key="plan.id", index=True)
    as_of: date = Field(index=True)
    table: dict[str, object] = Field(sa_column=Column(JSON, nullable=False))
    sha256: str = Field(max_length=64)
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
