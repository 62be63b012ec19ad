"""What the program remembers of its own running."""

from datetime import date, datetime

from sqlalchemy import Column
from sqlmodel import Field, SQLModel

from models.columns import UtcDateTime


class Marker(SQLModel, table=True):
    """How far something has come, or with what it was last done: one value under a dotted name."""

    __tablename__ = "marker"

    name: str = Field(primary_key=True, max_length=60)
    value: str
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class MorningRun(SQLModel, table=True):
    """One run of the morning: when it began and ended, and what it did or why it failed."""

    __tablename__ = "morning_run"

    id: int | None = Field(default=None, primary_key=True)
    on: date = Field(index=True)
    started_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    finished_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    claimed: int = 0
    written: int = 0
    sent: int = 0
    # The cause in a sentence where it failed; "" otherwise.
    failure: str = ""
