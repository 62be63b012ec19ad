"""A plan under tracking."""

from datetime import date, datetime
from typing import Literal, get_args

import sqlalchemy as sa
from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from models.columns import UtcDateTime, json_default

# merged: an amending document whose changes were taken into the plan that it amends. dropped: a break-down
# that its agency threw away as a draft; only its documents and the audit log know of it.
PlanState = Literal["draft", "active", "closed", "merged", "dropped"]
# Lists of plans go in this order: what waits for a person first.
STATES_IN_ORDER: tuple[str, ...] = get_args(PlanState)


class Plan(SQLModel, table=True):
    """One issued document under tracking (kế hoạch; also quyết định, chỉ thị, công điện).

    A draft notifies nobody; activation makes the obligations.
    """

    __tablename__ = "plan"

    id: int | None = Field(default=None, primary_key=True)
    document_id: int = Field(foreign_key="source_document.id", index=True)
    state: str = Field(default="draft", index=True, max_length=10)
    form: str = "kế hoạch"
    number: str | None = Field(default=None, index=True)
    title: str = ""
    issuer: str | None = None
    place: str | None = None
    issued_on: date | None = None
    signer: str | None = None
    event_on: date | None = None
    period_from: date | None = None
    period_to: date | None = None
    # The lead agency as written, and as resolved.
    lead_name: str | None = None
    lead_agency_id: int | None = Field(default=None, foreign_key="agency.id")
    reports_to: str = ""
    reports_via: str = ""
    # Whether "trước ngày X" counts X itself: decided per plan, strict by default.
    before_is_inclusive: bool = False
    # Công điện, hỏa tốc: told on every day and at any hour.
    is_urgent: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    # Rungs of the ladder that differ from the office's (fields of rules.ladder.LadderRules), or null.
    ladder: dict[str, object] | None = Field(default=None, sa_column=Column(JSON))
    # How a rhythm without a day is counted: by the calendar, or in the periods 15th to 14th (nd09).
    report_periods: str = Field(
        default="calendar", max_length=10, sa_column_kwargs={"server_default": "calendar"}
    )
    # The body that issued the plan, where the registry knows it: the last step of escalation.
    issuer_agency_id: int | None = Field(default=None, foreign_key="agency.id")
    # The plan that this document amends.
    amends_id: int | None = Field(default=None, foreign_key="plan.id")
    # The item of an upper plan that this plan carries out ("Thực hiện Kế hoạch số …"). No foreign keys in
    # these two: tables that refer to each other in a ring cannot be stored or restored one after another.
    carries_out_id: int | None = Field(default=None, index=True)
    # The obligation that its agency broke down into this plan for its own units.
    breaks_down_id: int | None = Field(default=None, index=True)
    # Words of the implementation part that no item holds: [{text, lines, reason}].
    leftovers: list[dict[str, object]] = Field(
        default_factory=json_default, sa_column=Column(JSON, nullable=False)
    )
    upper: list[dict[str, object]] = Field(
        default_factory=json_default, sa_column=Column(JSON, nullable=False)
    )
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    activated_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    activated_by: str | None = None
    closed_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))

    @property
    def label(self) -> str:
        """Return the number, or the start of the title where the number is blank."""
        return plan_label(self.number, self.title)


def plan_label(number: str | None, title: str) -> str:
    """Return what a plan is called: its number, or the start of the title where the number is blank."""
    return number or (title[:60] + ("…" if len(title) > 60 else ""))
