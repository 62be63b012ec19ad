"""Items of a plan and the bodies that each names."""

from datetime import date

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from models.columns import json_default

# Among an item's flags: an officer has looked at what the reader was unsure of and lets it stand.
LOOKED = "looked"
# Among an item's flags: an officer wrote it at review.
BY_HAND = "by_hand"


class Assignment(SQLModel, table=True):
    """One item of a plan (nhiệm vụ): its words, its place, its deadline and where that comes from."""

    __tablename__ = "assignment"

    id: int | None = Field(default=None, primary_key=True)
    plan_id: int = Field(foreign_key="plan.id", index=True)
    position: int
    ref: str = ""
    text: str
    # Reference, words and deliverable without diacritics, for search; kept by store.wordindex.
    folded: str = Field(default="", sa_column_kwargs={"server_default": ""})
    role: str = Field(default="do", max_length=10)
    deadline_raw: str | None = None
    # date, recurring, ongoing, event, none.
    deadline_kind: str = Field(default="none", max_length=10)
    due_on: date | None = None
    deadline_rule: str = ""
    deadline_law: str = ""
    deadline_literal: bool = True
    # item, heading, table, event, period, lead, none.
    provenance: str = Field(default="none", max_length=10)
    question: str = ""
    # Fields of models.draft.Rhythm, or null.
    rhythm: dict[str, object] | None = Field(default=None, sa_column=Column(JSON))
    deliverable: str = ""
    details: str = ""
    line_first: int = 0
    line_last: int = 0
    page: int = 1
    confidence: float = 1.0
    flags: list[str] = Field(default_factory=json_default, sa_column=Column(JSON, nullable=False))
    # Left out by the officer at review; kept so that nothing of the document is lost.
    is_dropped: bool = False
    # The day of the event on which the deadline hangs, once an officer has recorded it.
    event_on: date | None = None
    # The item of which this one is the other side ("chủ trì" there, "phối hợp" here): the work counts there.
    mirror_of_id: int | None = Field(default=None, foreign_key="assignment.id")
    # The document that last changed this item after activation.
    amended_by_id: int | None = Field(default=None, foreign_key="plan.id")


class AssignmentParty(SQLModel, table=True):
    """A body or group that an item names, as written and, once matched, as known.

    ``part`` is ``owner`` or ``coordinator``. A group is resolved when ``group_id`` is set; it becomes
    one obligation per member when ``is_expanded``, and one for the group as a whole otherwise.
    """

    __tablename__ = "assignment_party"

    id: int | None = Field(default=None, primary_key=True)
    assignment_id: int = Field(foreign_key="assignment.id", index=True)
    part: str = Field(max_length=12)
    position: int = 0
    name: str
    agency_id: int | None = Field(default=None, foreign_key="agency.id", index=True)
    group_id: int | None = Field(default=None, foreign_key="agency_group.id", index=True)
    is_expanded: bool = False
    # How the name was matched: exact, alias, folded, person, "" when not.
    matched_by: str = Field(default="", max_length=10)

    @property
    def is_known(self) -> bool:
        """Return whether the registry knows the body or group."""
        return self.agency_id is not None or self.group_id is not None
