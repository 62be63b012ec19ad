"""From a confirmed item to obligations: who owes what, by when."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from models.draft import Rhythm
from models.obligation import ObligationKind
from rules.deadline import occurrences, period_of
from rules.deadlines.occurrences import Periods, fixes_a_day
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
    """What an item says of its time: its kind, its day, its rhythm, and how its plan counts periods."""

    deadline_kind: str
    due_on: date | None
    rhythm: Rhythm | None = None
    periods: Periods = "calendar"


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
        # The event's day was recorded before the plan was in force: it can still be put right.
        return "event" if terms.deadline_kind == "event" else "dated", [terms.due_on]
    if terms.deadline_kind == "recurring" and terms.rhythm is not None:
        days = _first_days(terms.rhythm, terms.periods, today, until, calendar)
        return ("recurring", list(days)) if days else ("undated", [None])
    if terms.deadline_kind == "ongoing":
        return "ongoing", [None]
    if terms.deadline_kind == "event":
        return "event", [None]
    return "undated", [None]


def _first_days(
    rhythm: Rhythm, periods: Periods, today: date, until: date | None, calendar: WorkCalendar
) -> list[date]:
    """Return the due days of new work; a period that closed before the work was given is not asked for."""

    def days(after: date) -> list[date]:
        return upcoming(rhythm, after=after, today=today, until=until, calendar=calendar, periods=periods)

    found = days(today - timedelta(days=1))
    if not found or fixes_a_day(rhythm):
        return found
    about = period_of(rhythm, found[0], periods)
    return days(found[0]) if about is not None and about.last < today else found


def upcoming(
    rhythm: Rhythm,
    *,
    after: date,
    today: date,
    until: date | None,
    calendar: WorkCalendar,
    periods: Periods = "calendar",
) -> list[date]:
    """Return the due days of a rhythm after ``after`` that should stand in the books on ``today``.

    All up to today, and the two that come next; none after ``until``. ``after`` is the latest day that
    stands there already, so that asking again on the same day adds nothing. More would bury an agency: a
    weekly report over three months is one duty, not thirteen.
    """
    ahead = occurrences(rhythm, after=today, count=AHEAD, calendar=calendar, periods=periods)
    if not ahead:
        return []
    count = max((ahead[-1] - after).days, 0) + AHEAD
    count = min(count, MOST_AT_ONCE)
    days = occurrences(rhythm, after=after, count=count, calendar=calendar, periods=periods)
    return [d for d in days if d <= ahead[-1] and (until is None or d <= until)]


def following(
    rhythm: Rhythm,
    *,
    latest: date,
    today: date,
    until: date | None,
    calendar: WorkCalendar,
    periods: Periods = "calendar",
) -> list[date]:
    """Return the due days that come after the latest occurrence in the books and should stand there.

    Where the plan has changed its way of counting since, a period that has its occurrence gets no second
    one: December closed on the 14th is not asked for again on the 31st.
    """
    days = upcoming(rhythm, after=latest, today=today, until=until, calendar=calendar, periods=periods)
    told = None if fixes_a_day(rhythm) else period_of(rhythm, latest, periods)
    if told is None:
        return days
    # The names are compared: a month counted in two ways has two stretches of days.
    asked = [(day, period_of(rhythm, day, periods)) for day in days]
    return [day for day, period in asked if period is None or period.name != told.name]
