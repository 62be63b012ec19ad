"""From a confirmed item to obligations: who owes what, by when."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from models.draft import Rhythm
from models.obligation import ObligationKind
from rules.deadline import occurrences
from rules.workday import WorkCalendar

# So many occurrences of a rhythm stand in the books beyond today; the morning tops them up.
AHEAD = 2
# A rhythm that was forgotten for years is made good in steps of this many.
MOST_AT_ONCE = 400


@dataclass(frozen=True, slots=True)
class Owed:
    """One obligation to be made: the agency, the group through which it came, its kind and day.

    ``is_first`` is False for a further occurrence of work that the agency has been told of already.
    """

    agency_id: int
    group_id: int | None
    kind: ObligationKind
    due_on: date | None
    occurrence: str = ""
    is_first: bool = True


@dataclass(frozen=True, slots=True)
class ItemTerms:
    """What an item says of its time: its kind, its day, its rhythm."""

    deadline_kind: str
    due_on: date | None
    rhythm: Rhythm | None = None


def break_down(
    terms: ItemTerms,
    owners: Sequence[tuple[int, int | None]],
    *,
    today: date,
    until: date | None,
    calendar: WorkCalendar,
) -> Iterator[Owed]:
    """Yield one obligation per owner, and per occurrence where the item repeats.

    ``owners`` are (agency, group through which it came); an agency named twice owes once. ``until``
    is the last day of the plan's period, after which a rhythm stops.
    """
    kind, days = _terms(terms, today, until, calendar)
    first_way: dict[int, int | None] = {}
    for agency_id, group_id in owners:
        first_way.setdefault(agency_id, group_id)
    for agency_id, group_id in first_way.items():
        for place, day in enumerate(days):
            occurrence = day.isoformat() if kind == "recurring" and day is not None else ""
            yield Owed(agency_id, group_id, kind, day, occurrence, is_first=place == 0)


def _terms(
    terms: ItemTerms, today: date, until: date | None, calendar: WorkCalendar
) -> tuple[ObligationKind, list[date | None]]:
    if terms.due_on is not None:
        return "dated", [terms.due_on]
    if terms.deadline_kind == "recurring" and terms.rhythm is not None:
        days = upcoming(
            terms.rhythm, after=today - timedelta(days=1), today=today, until=until, calendar=calendar
        )
        return ("recurring", list(days)) if days else ("undated", [None])
    if terms.deadline_kind == "ongoing":
        return "ongoing", [None]
    if terms.deadline_kind == "event":
        return "event", [None]
    return "undated", [None]


def upcoming(
    rhythm: Rhythm, *, after: date, today: date, until: date | None, calendar: WorkCalendar
) -> list[date]:
    """Return the due days of a rhythm after ``after`` that should stand in the books on ``today``.

    All up to today, and the two that come next; none after ``until``. ``after`` is the latest day that
    stands there already, so that asking again on the same day adds nothing. More would bury an agency: a
    weekly report over three months is one duty, not thirteen.
    """
    ahead = occurrences(rhythm, after=today, count=AHEAD, calendar=calendar)
    if not ahead:
        return []
    count = max((ahead[-1] - after).days, 0) + AHEAD
    days = occurrences(rhythm, after=after, count=min(count, MOST_AT_ONCE), calendar=calendar)
    return [d for d in days if d <= ahead[-1] and (until is None or d <= until)]
