"""What one rule finds in a passage, and what it is told about the plan."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from models.draft import DeadlineKind, Rhythm
from rules.workday import WorkCalendar

CIVIL_CODE = "Bộ luật Dân sự 2015"
DAY_ENDS = f"{CIVIL_CODE}, Điều 148 khoản 6"


@dataclass(frozen=True, slots=True)
class Setting:
    """What a phrase is read against: the plan's days, the calendar, and how to take the words.

    ``cell`` is True where the whole text is a labelled time; ``inclusive`` makes "trước ngày X" count X.
    """

    issued_on: date | None
    event_on: date | None
    calendar: WorkCalendar
    inclusive: bool = False
    cell: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """One time expression found: its place, its kind and its day; ``weight`` sorts within a kind."""

    start: int
    end: int
    kind: DeadlineKind
    rule: str
    law: str = ""
    due_on: date | None = None
    rhythm: Rhythm | None = None
    next: tuple[date, ...] = ()
    literal: bool = True
    question: str = ""
    # A date that ends something ("đến hết ngày X"): it can end a rhythm.
    closes: bool = False
    # Counted from, or back from, the day of the plan's event.
    by_event: bool = False


# A rhythm beats a date, a date an event, an event what goes on (gold guide, part Deadlines).
_ORDER: tuple[DeadlineKind, ...] = ("recurring", "date", "event", "ongoing", "none")


def choose(readings: Iterable[Reading]) -> Reading | None:
    """Return the reading that gives the item its deadline, or None where nothing was read.

    Of several dates the earliest counts; a rhythm counts before them unless a closing date follows
    it at once ("hằng tuần đến hết ngày 31/12/2025"); of rhythms the one whose days are fixed.
    """
    found = list(readings)
    closing = [r for r in found if r.closes and r.kind == "date"]
    for rhythm in [r for r in found if r.kind == "recurring"]:
        if any(0 <= date_.start - rhythm.end <= 12 for date_ in closing):
            found.remove(rhythm)
    for kind in _ORDER:
        of_kind = [r for r in found if r.kind == kind]
        if of_kind:
            return min(of_kind, key=_rank)
    return None


def _rank(reading: Reading) -> tuple[int, date, int]:
    fixed = 0 if reading.next else 1
    return fixed, reading.due_on or date.max, reading.start
