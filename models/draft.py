"""What reading a document gives: frozen values, no database, no clock."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

DeadlineKind = Literal["date", "recurring", "ongoing", "event", "none"]
Role = Literal["lead", "do", "support"]
# Where a deadline comes from; shown beside it, because a guess must look like a guess.
Provenance = Literal["item", "heading", "table", "event", "period", "lead", "none"]


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One line of a document as read: its text (NFC), its number from 1, its page from 1."""

    text: str
    number: int
    page: int = 1
    # Cells of a table row, in order; empty for a line of running text.
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceText:
    """A document as lines in reading order, and how it was read (``txt``, ``docx``, ``ocr`` …)."""

    lines: tuple[SourceLine, ...]
    kind: str
    # Sentences for a person about the reading itself ("trang 3 đọc bằng OCR").
    notes: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """Return the lines joined by line feeds."""
        return "\n".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """A repeating deadline.

    ``unit`` is the period (``day``, ``week``, ``month``, ``quarter``, ``half``, ``year``), ``every``
    how many of them; ``day`` the day of the month or ``month``/``day`` of the year; ``weekday`` 0 for
    Monday; ``before`` True where the words are "trước ngày X", so that the day itself is late.
    None where the words do not say it.
    """

    unit: str
    every: int = 1
    day: int | None = None
    month: int | None = None
    weekday: int | None = None
    before: bool = False


@dataclass(frozen=True, slots=True)
class Deadline:
    """A deadline phrase resolved: ``due_on`` is the last day on which the work is on time."""

    kind: DeadlineKind = "none"
    due_on: date | None = None
    raw: str | None = None
    rule: str = ""
    law: str = ""
    # The first three due days of a rhythm, where its words fix them.
    next: tuple[date, ...] = ()
    rhythm: Rhythm | None = None
    # False: the day is our proposal (a convention of law was applied, a year was supplied).
    literal: bool = True
    provenance: Provenance = "none"
    # A sentence for the person where the words cannot be trusted ("31/6 không có trong lịch").
    question: str = ""


@dataclass(frozen=True, slots=True)
class DraftItem:
    """One assignment as read: the words, where they stand, who, with whom, by when."""

    ref: str
    text: str
    owners: tuple[str, ...]
    coordinators: tuple[str, ...] = ()
    role: Role = "do"
    deadline: Deadline = Deadline()
    # First and last line number, both counted.
    lines: tuple[int, int] = (0, 0)
    page: int = 1
    confidence: float = 1.0
    flags: tuple[str, ...] = ()
    deliverable: str = ""
    # Text of what the item refers to ("theo khoản 1 mục II"), where it was found.
    details: str = ""


@dataclass(frozen=True, slots=True)
class DraftHeading:
    """A heading of the implementation part (or a lead-in that orders nothing by itself)."""

    ref: str
    text: str
    lines: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Leftover:
    """Words of the implementation part that are in no item and no heading, and why."""

    text: str
    lines: tuple[int, int]
    reason: str


@dataclass(frozen=True, slots=True)
class UpperDocument:
    """The document of a higher body that this plan carries out."""

    number: str
    issued_on: date | None = None
    issuer: str = ""


@dataclass(frozen=True, slots=True)
class DraftPlan:
    """A plan as read from its document; nothing in it is confirmed by a person yet."""

    number: str | None = None
    issuer: str | None = None
    place: str | None = None
    issued_on: date | None = None
    title: str | None = None
    signer: str | None = None
    lead_agency: str | None = None
    event_on: date | None = None
    period: tuple[date, date] | None = None
    # Whether this document assigns by its form: "kế hoạch", "quyết định", "chỉ thị", "công văn", "công điện".
    form: str = "kế hoạch"
    items: tuple[DraftItem, ...] = ()
    headings: tuple[DraftHeading, ...] = ()
    leftovers: tuple[Leftover, ...] = ()
    upper: tuple[UpperDocument, ...] = ()
    # "báo cáo về X (qua Y)": to whom and through whom.
    reports_to: str = ""
    reports_via: str = ""
    notes: tuple[str, ...] = field(default=())
