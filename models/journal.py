"""What people did, in rows that are only ever added."""

from datetime import date, datetime

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from models.columns import UtcDateTime


class StatusChange(SQLModel, table=True):
    """One move of an obligation's status (nhật ký): the only way a status changes. Append-only.

    The last columns hold what counting needs to know of the obligation after the move, so that any past
    day can be counted again; null in rows older than these columns.
    """

    __tablename__ = "status_change"

    id: int | None = Field(default=None, primary_key=True)
    obligation_id: int = Field(foreign_key="obligation.id", index=True)
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    actor: str
    # lead, agency, operator, system.
    actor_role: str = Field(max_length=12)
    from_status: str | None = Field(default=None, max_length=12)
    to_status: str = Field(max_length=12)
    why: str = ""
    report_id: int | None = Field(default=None, foreign_key="progress_report.id")
    # The agency that had it then: an agency's successor does not inherit its history.
    agency_id: int | None = None
    kind: str | None = Field(default=None, max_length=10)
    part: str | None = Field(default=None, max_length=12)
    due_on: date | None = None
    first_due_on: date | None = None
    reported_on: date | None = None


class ProgressReport(SQLModel, table=True):
    """What an agency reported on one obligation. Append-only."""

    __tablename__ = "progress_report"

    id: int | None = Field(default=None, primary_key=True)
    obligation_id: int = Field(foreign_key="obligation.id", index=True)
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    # The civil day of the report in Asia/Ho_Chi_Minh.
    reported_on: date
    # acknowledged, in_progress or reported: what the agency says of the work.
    says: str = Field(max_length=12)
    text: str
    reporter: str
    # Number of the document or product that came of it, where there is one.
    product: str = ""
    # web, link, mail.
    via: str = Field(default="web", max_length=10)


class Attachment(SQLModel, table=True):
    """A file that came with a report; its bytes are a Blob."""

    __tablename__ = "attachment"

    id: int | None = Field(default=None, primary_key=True)
    report_id: int = Field(foreign_key="progress_report.id", index=True)
    sha256: str = Field(foreign_key="blob.sha256")
    filename: str
    media_type: str
    size: int


class Comment(SQLModel, table=True):
    """What the lead and an agency write to each other about one obligation (trao đổi). Append-only."""

    __tablename__ = "comment"

    id: int | None = Field(default=None, primary_key=True)
    obligation_id: int = Field(foreign_key="obligation.id", index=True)
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    actor: str
    # lead, agency.
    actor_role: str = Field(max_length=12)
    text: str


class AuditEvent(SQLModel, table=True):
    """Who did what to anything but a status: upload, review, activation, sign-in … Append-only."""

    __tablename__ = "audit_event"

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False, index=True))
    actor: str
    # A dotted name: plan.activated, user.signed-in …
    what: str = Field(index=True)
    plan_id: int | None = Field(default=None, foreign_key="plan.id", index=True)
    detail: dict[str, object] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
