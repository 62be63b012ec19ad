"""Stretches of the calendar: a named time, the days that it spans, and the year that it leaves out.

Sources: Bộ luật Dân sự 2015, Điều 145 (solar calendar), 146 (đầu, giữa, cuối tháng và năm), 148.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import pendulum

Span = tuple[date, date]
EARLIEST_YEAR, LATEST_YEAR = 1990, 2100
_RANGE = re.compile(r"-|đến|tới")


@dataclass(frozen=True, slots=True)
class Point:
    """A stretch of the calendar named in a text; ``span`` gives its first and last day in a year.

    ``year`` is None where the words leave it out; ``bare`` where no word such as "ngày", "tháng" or
    "năm" marks the figures as a time; ``flaw`` is a sentence for a person where they cannot be read.
    """

    start: int
    end: int
    unit: str
    year: int | None
    span: Callable[[int], Span]
    bare: bool = False
    literal: bool = True
    # Its own words run from one time to another: "tháng 10 đến tháng 12", "2025 - 2026".
    ranged: bool = False
    flaw: str = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """The days of a point: first, last, and whether the year was supplied by us."""

    first: date
    last: date
    literal: bool


def settle(point: Point, issued_on: date | None, *, after: bool, year: int | None = None) -> Settled | str:
    """Return the point's days, or a Vietnamese sentence that says why there are none.

    A missing year is ``year`` (said beside it) or the first one that puts the point after the date
    of issue: strictly, from its first day, where ``after`` ("trước ngày X"), else by its last day.
    """
    if point.flaw:
        return point.flaw
    said = point.year if point.year is not None else year
    if said is not None:
        if not EARLIEST_YEAR <= said <= LATEST_YEAR:
            return f"Năm {said} không hợp lý; đề nghị xem lại bản gốc."
        try:
            first, last = point.span(said)
        except ValueError:
            return "Ngày này không có trong lịch; đề nghị xem lại bản gốc."
        return Settled(first, last, point.literal and point.year is not None)
    if issued_on is None:
        return "Thời hạn không ghi năm và văn bản chưa rõ ngày ban hành; đề nghị bổ sung năm."
    for candidate in range(issued_on.year, issued_on.year + 9):
        try:
            first, last = point.span(candidate)
        except ValueError:
            continue
        if (first > issued_on) if after else (last >= issued_on):
            return Settled(first, last, literal=False)
    return "Ngày này không có trong lịch; đề nghị xem lại bản gốc."


# --- spans -------------------------------------------------------------------------------------


def day(month: int, number: int) -> Callable[[int], Span]:
    """Return the span of one day of the year."""
    return lambda year: (date(year, month, number), date(year, month, number))


def days(month: int, first: int, last: int) -> Callable[[int], Span]:
    """Return the span of days of one month."""
    return lambda year: (date(year, month, first), date(year, month, last))


def months(first: int, last: int) -> Callable[[int], Span]:
    """Return the span of whole months; where ``last`` is before ``first`` it lies in the next year."""
    return lambda year: (date(year, first, 1), month_end(year + (last < first), last))


def listed(numbers: list[int], words: str, cycle: int) -> tuple[int, int]:
    """Return the first and the last of the months or quarters that ``words`` list.

    "tháng 10 - 12" and neighbours ("tháng 11 và tháng 12") are one stretch; of times that lie apart
    ("tháng 4 và tháng 10") the earliest counts. ``cycle`` is 12 for months and 4 for quarters.
    """
    follow = all(b == a % cycle + 1 for a, b in pairwise(numbers))
    if follow or _RANGE.search(words):
        return numbers[0], numbers[-1]
    return min(numbers), min(numbers)


def month_end(year: int, month: int) -> date:
    """Return the last day of a month."""
    end = pendulum.date(year, month, 1).end_of("month")
    return date(end.year, end.month, end.day)


def month_part(which: str, month: int) -> Callable[[int], Span]:
    """Return the day that "đầu, giữa, cuối tháng" and the ten-day weeks name (Điều 146 khoản 3)."""
    # Điều 146 khoản 3: đầu tháng is day 1, giữa tháng day 15, cuối tháng the last day.
    last = {"đầu": 1, "giữa": 15, "nửa đầu": 15, "thượng tuần": 10, "trung tuần": 20}.get(which)
    return lambda year: (date(year, month, last),) * 2 if last else (month_end(year, month),) * 2


def week(number: int, month: int) -> Callable[[int], Span]:
    """Return the ``number``-th week of a month, counted from its first day; 5 is the last seven days."""

    def span(year: int) -> Span:
        end = month_end(year, month)
        if number >= 5:
            return end - timedelta(days=6), end
        return date(year, month, 7 * number - 6), date(year, month, 7 * number)

    return span


def edge(which: str, first: int, last: int) -> Callable[[int], Span]:
    """Return the day at the beginning, middle or end of the months from ``first`` to ``last``."""

    def span(year: int) -> Span:
        start, end = months(first, last)(year)
        # Điều 146 khoản 3: giữa năm is 30 June; for a quarter the middle is the 15th of its second month.
        middle = date(year, 6, 30) if last - first == 11 else date(year, first + 1, 15)
        point = {"đầu": start, "giữa": middle}.get(which, end)
        return point, point

    return span


def years(length: int) -> Callable[[int], Span]:
    """Return the span of ``length`` whole years."""
    return lambda year: (date(year, 1, 1), date(year + length - 1, 12, 31))


def impossible(year: int) -> Span:
    """Raise ValueError: the figures name no day of any year."""
    raise ValueError(year)
