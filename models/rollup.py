"""A roll-up frozen for a day."""

from datetime import date, datetime

from sqlalchemy import JSON, Column, Index
from sqlmodel import Field, SQLModel

from models.columns import UtcDateTime


class RollupSnapshot(SQLModel, table=True):
    """Counts as of a day (tổng hợp), with the SHA-256 of their canonical JSON.

    ``scope`` says what was counted, as ``store.rollups.Question`` writes it: "plan:12" for one plan by
    agency, "agency", "level" … over all plans, "level plan:12 period:2026-Q4". A day may be counted more
    than once (reports come in); every count that differs is kept.
    """

    __tablename__ = "rollup_snapshot"
    __table_args__ = (Index("ix_rollup_snapshot_scope_day", "scope", "as_of"),)

    id: int | None = Field(default=None, primary_key=True)
    scope: str = Field(max_length=80)
    # The plan that the scope is about, where it is about one.
    plan_id: int | None = Field(default=None, foreign_key="plan.id", index=True)
    as_of: date = Field(index=True)
    table: dict[str, object] = Field(sa_column=Column(JSON, nullable=False))
    sha256: str = Field(max_length=64)
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    # Who froze it; "" where the morning did.
    by: str = Field(default="", sa_column_kwargs={"server_default": ""})
