"""Mail that comes in: answers of agencies, and messages that came back."""

from datetime import datetime
from typing import Literal

from sqlalchemy import Column
from sqlmodel import Field, SQLModel

from models.columns import UtcDateTime

InboundState = Literal["new", "taken", "left"]


class InboundMail(SQLModel, table=True):
    """A letter from the mailbox: an answer for a person to confirm, or the return of one of ours.

    The sender's address is not kept: the letter that it answers tells which agency speaks.
    """

    __tablename__ = "inbound_mail"

    id: int | None = Field(default=None, primary_key=True)
    # The letter's own Message-ID, or the SHA-256 of its bytes where it has none: read twice, stored once.
    reference: str = Field(unique=True, max_length=300)
    # Our message that it answers or brings back; null where none could be told.
    message_id: int | None = Field(default=None, foreign_key="message.id", index=True)
    agency_id: int | None = Field(default=None, foreign_key="agency.id", index=True)
    # The obligation that its words name, where they name one.
    obligation_id: int | None = Field(default=None, foreign_key="obligation.id", index=True)
    is_bounce: bool = False
    subject: str
    text: str
    received_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    state: str = Field(default="new", index=True, max_length=10)
    decided_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    decided_by: str = ""
    report_id: int | None = Field(default=None, foreign_key="progress_report.id")


class InboundFile(SQLModel, table=True):
    """A file that came with such a letter; its bytes are a Blob."""

    __tablename__ = "inbound_file"

    id: int | None = Field(default=None, primary_key=True)
    mail_id: int = Field(foreign_key="inbound_mail.id", index=True)
    sha256: str = Field(foreign_key="blob.sha256")
    filename: str
    media_type: str
    size: int
