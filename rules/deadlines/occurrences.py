"""The due days of a rhythm, from one day on, for as many as are asked for.

Sources: Bộ luật Dân sự 2015, Điều 146 (end of month and year), 148 (a period that ends on a day off
ends on the next working day; a month without the day ends on its last); Nghị định 09/2019/NĐ-CP, Điều 12
(reporting periods from the 15th to the 14th).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice
from typing import Any, Literal

from models.draft import Rhythm
from rules.deadlines.spans import month_end
from rules.workday import WorkCalendar

# How the period of a rhythm without a day is counted (models.plan.Plan.report_periods).
Periods = Literal["calendar", "nd09"]
MONTHS_IN = {"month": 1, "quarter": 3, "half": 6, "year": 12}
# The last day of a reporting period within its last month (Nghị định 09/2019/NĐ-CP, Điều 12).
CUT_OFF = 14
ONE_DAY = timedelta(days=1)
EARLIEST, LAST_YEAR = date(1900, 1, 1), 2150


@dataclass(frozen=True, slots=True)
class JoinedRhythm(Rhythm):
    """A rhythm with more than one day in its period ("trước ngày 10/6 và 10/12 hằng năm").

    The fields of ``Rhythm`` hold the first day, ``also`` the further ones.
    """

    also: tuple[Rhythm, ...] = ()


def occurrences(
    rhythm: Rhythm, *, after: date, count: int, calendar: WorkCalendar, periods: Periods = "calendar"
) -> tuple[date, ...]:
    """Return the first ``count`` due days of ``rhythm`` that lie after ``after``, in order.

    A day that the words fix is never moved; "trước ngày X" gives the day before. Where no day is
    fixed the period's end counts (month, quarter, half, year: its last day; week: Sunday; day: the
    day itself), and an end on a day off moves to the next working day (Điều 148 khoản 5), so that a
    daily report is due on working days. In a quarter or half year ``month`` counts within it, and
    its last month is meant where ``month`` is None. Fewer days come back only past the year 2150.

    With ``periods`` "nd09" the period of months, quarters, halves and years ends on the 14th of its last
    month (Nghị định 09/2019/NĐ-CP, Điều 12). That day is the due day too: the decree leaves the day of
    sending to each ministry and province (Điều 13), some of which give two working days more, so that no
    later day can be presumed where the plan names none.
    """
    parts = (rhythm, *(rhythm.also if isinstance(rhythm, JoinedRhythm) else ()))
    after = max(after, EARLIEST)
    days: set[date] = set()
    for part in parts:
        days.update(islice(_due_days(part, after, calendar, periods), max(count, 0)))
    return tuple(sorted(days)[: max(count, 0)])


def rhythm_of(fields: Mapping[str, Any]) -> Rhythm:
    """Return the rhythm whose fields ``dataclasses.asdict`` gave (as JSON keeps them).

    Raises TypeError where a field is unknown.
    """
    also = fields.get("also")
    if not also:
        return Rhythm(**{name: value for name, value in fields.items() if name != "also"})
    return JoinedRhythm(**{**fields, "also": tuple(rhythm_of(part) for part in also)})


def fixes_a_day(rhythm: Rhythm) -> bool:
    """Return whether the words fix the day on which each occurrence is due."""
    return rhythm.day is not None or rhythm.month is not None or rhythm.weekday is not None


def months_in(rhythm: Rhythm) -> int | None:
    """Return how many months one period of the rhythm has, or None for days and weeks."""
    months = MONTHS_IN.get(rhythm.unit)
    return None if months is None else months * max(rhythm.every, 1)


def _due_days(rhythm: Rhythm, after: date, calendar: WorkCalendar, periods: Periods) -> Iterator[date]:
    last = None
    if periods == "nd09" and months_in(rhythm) is not None and not fixes_a_day(rhythm):
        raw = _raw_days(replace(rhythm, day=CUT_OFF), after)
    else:
        raw = _raw_days(rhythm, after)
    for day in raw:
        due = day - ONE_DAY if rhythm.before else day
        if not fixes_a_day(rhythm):
            due = calendar.next_working(due)
        if due > after and due != last:
            last = due
            yield due


def _raw_days(rhythm: Rhythm, after: date) -> Iterator[date]:
    """Yield the named days from a little before ``after`` on."""
    every, months = max(rhythm.every, 1), months_in(rhythm)
    if months is not None:
        yield from _by_months(rhythm, after, months)
        return
    # Longer steps count from one fixed Monday (01/01/0001), so that the days do not depend on when one asks.
    step = 7 * every if rhythm.unit == "week" else every
    start = ((after.toordinal() - 1) // step - 1) * step + 1
    weekday = 6 if rhythm.weekday is None else rhythm.weekday
    inside = 7 * (every - 1) + weekday if rhythm.unit == "week" else 0
    while date.fromordinal(start).year <= LAST_YEAR:
        yield date.fromordinal(start + inside)
        start += step


def _by_months(rhythm: Rhythm, after: date, length: int) -> Iterator[date]:
    # Periods are those of the calendar: quarters from January, a three-monthly rhythm the quarters' ends.
    # Nine months are those of a year's report, from January (Nghị định 09/2019/NĐ-CP, Điều 12).
    step = 12 if length == 9 else length
    start = (after.year * 12 + after.month - 1) // step * step - step
    while start // 12 <= LAST_YEAR:
        inside = length if rhythm.month is None else rhythm.month
        year, month = divmod(start + inside - 1, 12)
        end = month_end(year, month + 1)
        yield end if rhythm.day is None else date(year, month + 1, min(rhythm.day, end.day))
        start += step
