"""What the API gives and takes. Days are ISO civil dates in Asia/Ho_Chi_Minh, instants ISO in UTC."""

from datetime import date, datetime
from typing import Annotated, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from models.event_body import AgencyRef, PlanRef
from models.obligation import ObligationKind, Part, Status
from models.standing import StandingName
from rules.periods import Cut
from rules.rollup import By
from store.rollups import Source

# No control characters but the line feed and the tab: neither letters nor every database takes them.
_NO_CONTROLS = r"^[^\x00-\x08\x0b-\x1f\x7f]*$"
_WORDS = r"^[^\x00-\x08\x0b-\x1f\x7f]*[^\s\x00-\x1f\x7f][^\x00-\x08\x0b-\x1f\x7f]*$"
Words = Annotated[str, StringConstraints(min_length=1, max_length=20_000, pattern=_WORDS)]
ShortWords = Annotated[str, StringConstraints(max_length=300, pattern=_NO_CONTROLS)]
Says = Literal["in_progress", "reported"]
Name = Annotated[str, StringConstraints(max_length=120, pattern=_NO_CONTROLS)]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class Problem(_Frozen):
    """What went wrong (RFC 9457), with our code and the Vietnamese sentence."""

    type: str = "about:blank"
    title: str
    status: int
    # The sentence for a person: what is wrong, and where.
    detail: str
    # What to do about it; "" where there is nothing to say.
    hint: str = ""
    code: str
    place: str = ""


class Counts(_Frozen):
    """The official classes, disjoint and summing to ``total``, the flags within them, and both rates."""

    total: int
    done_on_time: int
    done_late: int
    open_in_time: int
    open_overdue: int
    no_deadline: int
    ongoing: int
    aside: int
    due_soon: int
    due_today: int
    reported: int
    unacknowledged: int
    done_by_first_day: int
    open: int
    # Where the total comes from in the counts of a period; nought elsewhere.
    carried_over: int
    newly_given: int
    on_time_of_done: float | None
    on_time_of_due: float | None


class PlanOut(_Frozen):
    """A plan in force or closed; ``counts`` are those of the owners that the key reaches."""

    id: int
    number: str | None
    title: str
    form: str
    state: Literal["active", "closed"]
    issuer: str | None
    issued_on: date | None
    event_on: date | None
    period_from: date | None
    period_to: date | None
    lead_name: str | None
    is_urgent: bool
    activated_at: datetime | None
    closed_at: datetime | None
    # The item (assignment) of an upper plan that this plan carries out.
    carries_out: int | None
    # The obligation that its agency broke down into this plan for its own units.
    breaks_down: int | None
    counts: Counts


class StandingOut(_Frozen):
    """Where an obligation stands today by the calendar; ``days`` to the due day, or past it once late."""

    name: StandingName
    days: int
    words: str


class ObligationOut(_Frozen):
    """One agency's share of one item; ``revision`` rises with every change."""

    id: int
    revision: int
    plan: PlanRef
    agency: AgencyRef
    assignment_id: int
    ref: str
    text: str
    deliverable: str
    part: Part
    group: str | None
    kind: ObligationKind
    status: Status
    status_words: str
    standing: StandingOut
    due_on: date | None
    first_due_on: date | None
    assigned_on: date
    acknowledged_on: date | None
    reported_on: date | None
    done_on: date | None
    occurrence_on: date | None
    period: str
    last_report_at: datetime | None


class ChangeOut(_Frozen):
    """A row of the journal; where nothing moved, ``from_status`` and ``to_status`` are the same."""

    id: int
    at: datetime
    actor: str
    actor_role: str
    from_status: Status | None
    to_status: Status
    why: str
    report_id: int | None


class FileOut(_Frozen):
    """A file that came with a report, by its name, type and size in bytes; ``url`` gives its content."""

    id: int
    url: str
    filename: str
    media_type: str
    size: int


class ReportOut(_Frozen):
    """What an agency reported."""

    id: int
    at: datetime
    reported_on: date
    says: str
    text: str
    product: str
    reporter: str
    via: str
    files: tuple[FileOut, ...]


class ObligationDetail(ObligationOut):
    """An obligation with its journal and its reports, the oldest first."""

    journal: tuple[ChangeOut, ...]
    reports: tuple[ReportOut, ...]


T = TypeVar("T")


class PageOut(_Frozen, Generic[T]):
    """A part of a list: how long the list is, and where its next part is (null: this is the last)."""

    items: tuple[T, ...]
    total: int
    page: int
    per_page: int
    next: str | None


class RollupRow(_Frozen):
    """One row of a roll-up: the owners' official counts and the coordinators' beside them."""

    name: str
    owners: Counts | None
    coordinators: Counts | None


class PeriodOut(_Frozen):
    """The period that was counted, both days included: its name, and how it was cut."""

    name: str
    cut: Cut
    first_on: date
    last_on: date
    words: str


class RollupOut(_Frozen):
    """A roll-up as of a day, or of a period as of a day in it; ``sha256`` is that of a frozen one."""

    as_of: date
    period: PeriodOut | None
    by: By
    plan_id: int | None
    source: Source
    sha256: str | None
    rows: tuple[RollupRow, ...]
    owners: Counts
    coordinators: Counts


class ReportIn(BaseModel):
    """A report on one obligation; ``says`` is in_progress (how far it is) or reported (it is finished)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    says: Says
    text: Words
    # Number of the document or product that came of it.
    product: ShortWords = ""
    # Who reports; the key's own name where this is blank.
    reporter: Name = ""


class IntakeOut(_Frozen):
    """A document on its way in: being read, stored as the draft ``plan_id``, refused, or cut off.

    A draft is confirmed by a person on the pages; until then the API tells no more of it. Cut off means that
    the program was stopped while it read: send the document again, with a new Idempotency-Key.
    """

    id: str
    filename: str
    state: Literal["reading", "stored", "refused", "cut-off"]
    plan_id: int | None
    # Why it was refused, and what to do.
    detail: str
    hint: str


class AcknowledgeIn(BaseModel):
    """Nothing needs to be said; ``reporter`` is who acknowledges, the key's own name where it is blank."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    reporter: Name = ""


Id = Annotated[int, Field(ge=1, le=2**31 - 1)]
