"""A request for more time, and what the lead decided."""

from datetime import date, datetime
from typing import Literal

from sqlalchemy import Column, Index, text
from sqlmodel import Field, SQLModel

from models.columns import UtcDateTime

ExtensionState = Literal["asked", "granted", "refused"]


class Extension(SQLModel, table=True):
    """An agency's request to move an obligation's due day (gia hạn), with its reason and its outcome.

    A granted one moves ``due_on`` only; ``first_due_on`` stays, so that both on-time rates can be told.
    An obligation has one undecided request at most.
    """

    __tablename__ = "extension"
    __table_args__ = (
        Index(
            "ux_extension_undecided",
            "obligation_id",
            unique=True,
            sqlite_where=text("state = 'asked'"),
            postgresql_where=text("state = 'asked'"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    obligation_id: int = Field(foreign_key="obligation.id", index=True)
    asked_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    asked_by: str
    proposed_on: date
    reason: str
    state: str = Field(default="asked", index=True, max_length=10)
    decided_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    decided_by: str | None = None
    # The day that was granted, which may differ from the one proposed.
    granted_on: date | None = None
    # Number of the document by which the lead decided; a grant needs one.
    decision_number: str = ""
    decision_note: str = ""
    # The due day that the grant replaced.
    replaced_on: date | None = None
