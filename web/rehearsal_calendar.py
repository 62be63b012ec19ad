"""Days and their numbers laid out by month and week, as a wall calendar shows them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

WEEKDAYS = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One civil day of a month and how many letters go on it."""

    on: date
    count: int


@dataclass(frozen=True, slots=True)
class Month:
    """One month: its weeks from Monday, None for days of the months beside it, and how many letters go."""

    first: date
    weeks: tuple[tuple[CalendarDay | None, ...], ...]
    count: int


def months(counts: Mapping[date, int]) -> list[Month]:
    """Return every month in which letters go, in order; a month without any is left out."""
    firsts = sorted({day.replace(day=1) for day, count in counts.items() if count})
    return [_month(first, counts) for first in firsts]


def _month(first: date, counts: Mapping[date, int]) -> Month:
    following = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    days = [CalendarDay(first + timedelta(days=n), 0) for n in range((following - first).days)]
    days = [CalendarDay(one.on, counts.get(one.on, 0)) for one in days]
    cells: list[CalendarDay | None] = [None] * first.weekday() + list(days)
    cells += [None] * (-len(cells) % 7)
    weeks = tuple(tuple(cells[n : n + 7]) for n in range(0, len(cells), 7))
    return Month(first, weeks, sum(one.count for one in days))
