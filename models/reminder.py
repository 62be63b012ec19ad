"""What a rule asked for and what was sent."""

from datetime import date, datetime
from typing import Literal

import sqlalchemy as sa
from sqlalchemy import Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.columns import UtcDateTime

# superseded: never sent, because a newer digest for the same reader says all of it.
MessageState = Literal["queued", "sending", "sent", "refused", "superseded"]


class Reminder(SQLModel, table=True):
    """One rule's demand on one obligation for one day (nhắc việc); the unique key makes twice once.

    ``number`` counts the reminders of the obligation from 1: the đôn đốc ledger.
    """

    __tablename__ = "reminder"
    __table_args__ = (UniqueConstraint("obligation_id", "rule", "step_on"),)

    id: int | None = Field(default=None, primary_key=True)
    obligation_id: int = Field(foreign_key="obligation.id", index=True)
    # before-5, due-day, overdue, unacknowledged, check-in, stale, assigned, turned-back, escalate-head …
    rule: str = Field(max_length=20)
    # The day for which the rule asked, which may be earlier than the day of sending.
    step_on: date
    # The day of the look that claimed it.
    looked_on: date = Field(index=True)
    number: int
    # The digest that carried it; null until composed.
    message_id: int | None = Field(default=None, foreign_key="message.id", index=True)


class Message(SQLModel, table=True):
    """One message to one recipient (thông báo): written before the attempt, its outcome after.

    ``recipient`` is ``contact:<id>``; unique with kind and day, so that a recipient gets one digest a day.
    A message about one obligation has ``contact:<id>/obligation:<id>``: one a day for each.
    ``claimed_by`` names the process that is sending (host, process id and its start), so that a dead
    one is told from a slow one.
    """

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("kind", "recipient", "on"),
        Index("ix_message_state_due", "state", "not_before_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    # agency-digest, urgent-digest, escalation, urgent-escalation, lead-digest, refusal, test.
    kind: str = Field(max_length=20)
    recipient: str = Field(max_length=80)
    agency_id: int | None = Field(default=None, foreign_key="agency.id", index=True)
    contact_id: int | None = Field(default=None, foreign_key="contact.id")
    on: date = Field(index=True)
    subject: str
    body_text: str
    body_html: str
    # The Message-ID header, the same on every attempt.
    reference: str = Field(unique=True, max_length=200)
    # Goes out on every day and at any hour (công điện, hỏa tốc).
    is_urgent: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    state: str = Field(default="queued", max_length=10)
    attempts: int = 0
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    not_before_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    claimed_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    claimed_by: str | None = None
    sent_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    # Which of the contact's channels it goes by: 0 is the first, then its fallbacks.
    channel_rank: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    # When it came back as undeliverable, after a server had taken it.
    bounced_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    # The outcome in a Vietnamese sentence, where it was not sent.
    outcome: str = ""


class ReportLink(SQLModel, table=True):
    """A signed report link's row: for one agency's digest, with an end and a way to revoke it."""

    __tablename__ = "report_link"

    id: int | None = Field(default=None, primary_key=True)
    agency_id: int = Field(foreign_key="agency.id", index=True)
    message_id: int | None = Field(default=None, foreign_key="message.id", index=True)
    issued_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    expires_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    revoked_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))


class OutboxEntry(SQLModel, table=True):
    """A message that the ``outbox://`` channel delivered: the demo's mailbox, read on a page."""

    __tablename__ = "outbox_entry"

    id: int | None = Field(default=None, primary_key=True)
    mailbox: str = Field(index=True)
    # Not unique: the same reference twice is just what tests must be able to see.
    reference: str = Field(index=True)
    subject: str
    body: str
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
