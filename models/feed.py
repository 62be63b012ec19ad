"""Calendars that people subscribe to."""

from datetime import datetime

from sqlalchemy import Column
from sqlmodel import Field, SQLModel

from models.columns import UtcDateTime


class CalendarFeed(SQLModel, table=True):
    """An iCalendar address (địa chỉ lịch): of an agency, of a plan, or of all that a lead agency follows.

    The database keeps the SHA-256 of its token only; a revoked one answers like one that never was.
    """

    __tablename__ = "calendar_feed"

    id: int | None = Field(default=None, primary_key=True)
    # agency, plan, lead.
    scope: str = Field(max_length=10)
    agency_id: int | None = Field(default=None, foreign_key="agency.id", index=True)
    plan_id: int | None = Field(default=None, foreign_key="plan.id", index=True)
    token_sha256: str = Field(unique=True, max_length=64)
    made_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    made_by: str
    revoked_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    last_read_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
