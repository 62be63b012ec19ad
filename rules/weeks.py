"""Weeks as the charts cut them: Monday to Sunday, the running one among them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

_WEEK = timedelta(days=7)
# A timeline of more weeks than this is cut by months.
MOST_WEEKS = 26


@dataclass(frozen=True, slots=True)
class Span:
    """Some days in a row, both ends counted."""

    first_on: date
    last_on: date

    @property
    def words(self) -> str:
        """Return the span as a row's head: "16/11–22/11", with the year where it is not plain."""
        if self.first_on == self.last_on:
            return f"{self.first_on:%d/%m/%Y}"
        return f"{self.first_on:%d/%m}–{self.last_on:%d/%m/%Y}"


def monday_of(day: date) -> date:
    """Return the Monday of the week in which a day falls."""
    return day - timedelta(days=day.weekday())


def weeks_until(today: date, number: int) -> tuple[Span, ...]:
    """Return that many weeks in a row, the last one being the week of ``today``."""
    last = monday_of(today)
    mondays = (last - _WEEK * n for n in reversed(range(number)))
    return tuple(Span(monday, monday + timedelta(days=6)) for monday in mondays)


def week_ends(today: date, number: int) -> tuple[date, ...]:
    """Return the ends of that many weeks: Sundays, and ``today`` for the week that still runs."""
    return tuple(min(week.last_on, today) for week in weeks_until(today, number))


def ends_since(first_on: date, today: date, most: int) -> tuple[date, ...]:
    """Return ends of weeks from that day until ``today``, so thinned out that they are at most ``most``.

    The last is ``today``; the steps between are whole weeks of one length.
    """
    number = max((monday_of(today) - monday_of(first_on)).days // 7 + 1, 1)
    ends = week_ends(today, number)
    step = -(-len(ends) // most)
    return ends[::-1][::step][::-1]


def spans_over(days: Sequence[date]) -> tuple[Span, ...]:
    """Return weeks without a gap from the first to the last of the days; months where the weeks are many."""
    if not days:
        return ()
    first, last = min(days), max(days)
    number = (monday_of(last) - monday_of(first)).days // 7 + 1
    if number <= MOST_WEEKS:
        return weeks_until(last, number)
    months, month = [], first.replace(day=1)
    while month <= last:
        after = (month + timedelta(days=31)).replace(day=1)
        months.append(Span(month, after - timedelta(days=1)))
        month = after
    return tuple(months)
