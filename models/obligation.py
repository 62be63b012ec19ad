"""What one agency owes under one assignment."""

from datetime import date, datetime
from typing import Literal

from sqlalchemy import Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.columns import UtcDateTime

Status = Literal[
    "assigned",
    "acknowledged",
    "in_progress",
    "reported",
    "returned",
    "done",
    "refused",
    "suspended",
    "withdrawn",
]
# dated, undated, ongoing, recurring, event: how the calendar treats it.
ObligationKind = Literal["dated", "undated", "ongoing", "recurring", "event"]
Part = Literal["owner", "coordinator"]


class Obligation(SQLModel, table=True):
    """One agency's share of an assignment (phần việc): the thing that is due, reported, late.

    ``first_due_on`` never changes; an approved extension changes ``due_on`` only. ``revision`` rises
    with every change and guards compare-and-set. ``next_look_at`` is the one column by which the
    morning finds what to look at; null when nothing will happen without a person.
    """

    __tablename__ = "obligation"
    __table_args__ = (
        UniqueConstraint("assignment_id", "agency_id", "part", "occurrence"),
        Index("ix_obligation_next_look", "next_look_at", "plan_id"),
        Index("ix_obligation_plan_agency", "plan_id", "agency_id"),
        Index("ix_obligation_agency_status", "agency_id", "status", "due_on"),
        Index("ix_obligation_status_due", "status", "due_on"),
    )

    id: int | None = Field(default=None, primary_key=True)
    plan_id: int = Field(foreign_key="plan.id")
    assignment_id: int = Field(foreign_key="assignment.id")
    agency_id: int = Field(foreign_key="agency.id")
    # The group through which it came, where a group was opened to its members.
    group_id: int | None = Field(default=None, foreign_key="agency_group.id")
    part: str = Field(default="owner", max_length=12)
    # The due day (ISO) of a recurring item's occurrence; "" otherwise.
    occurrence: str = Field(default="", max_length=10)
    kind: str = Field(max_length=10)
    status: str = Field(default="assigned", max_length=12)
    first_due_on: date | None = None
    due_on: date | None = None
    assigned_on: date
    acknowledged_on: date | None = None
    # The day of the agency's last report; timeliness is judged on it, not on the confirmation.
    reported_on: date | None = None
    done_on: date | None = None
    # The day on which the lead turned it back to the agency (returned, given again, resumed, reopened);
    # null once the agency has answered.
    turned_on: date | None = None
    last_looked_on: date | None = None
    next_look_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    revision: int = 0
