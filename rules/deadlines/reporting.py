"""Reporting periods: which months a report is about, by the calendar or from the 15th to the 14th.

Sources: Nghị định 09/2019/NĐ-CP, Điều 12 (the data of a month run from the 15th of the month before to the
14th; of a quarter, half year, nine months and year alike, each ending on the 14th of its last month) and
Điều 13 (the day of sending is set by each ministry and province for its own reports).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeGuard, get_args

from models.draft import Rhythm
from rules.deadlines.occurrences import CUT_OFF, JoinedRhythm, Periods, fixes_a_day, months_in
from rules.deadlines.spans import month_end

_ROMAN = ("I", "II", "III", "IV")
# Days of a rhythm without a named day fall on the 14th or the last of the month, and at most a long
# holiday later: between these two the day itself tells in which periods it was counted.
_LATEST_AFTER_CUT_OFF = 26

PERIOD_NAMES: dict[Periods, str] = {
    "calendar": "theo tháng, quý, năm dương lịch",
    "nd09": "từ ngày 15 đến ngày 14 (Nghị định 09/2019/NĐ-CP)",
}


@dataclass(frozen=True, slots=True)
class ReportPeriod:
    """The stretch that a report is about: its name and its first and last day, both counted."""

    name: str
    first: date
    last: date

    @property
    def label(self) -> str:
        """Return it as people read it: "kỳ báo cáo tháng 11/2026: 15/10–14/11"."""
        form = "%d/%m" if self.first.year == self.last.year else "%d/%m/%Y"
        return f"kỳ báo cáo {self.name}: {self.first.strftime(form)}–{self.last.strftime(form)}"


def is_periods(value: str) -> TypeGuard[Periods]:
    """Return whether this is a way of counting periods: calendar or nd09."""
    return value in get_args(Periods)


def period_around(day: date, *, months: int, periods: Periods) -> ReportPeriod:
    """Return the period of ``months`` months in which a day lies: every day lies in exactly one.

    The months are counted from January, so that quarters and halves are those of the year.
    """
    return _period(_block_of(day, months, periods), months, periods)


def _block_of(day: date, months: int, periods: Periods) -> int:
    """Return the first month (counted from year 0) of the period in which a day lies."""
    month = day.year * 12 + day.month - 1
    if periods == "nd09" and day.day > CUT_OFF:
        month += 1
    return month // months * months


def _period(start: int, months: int, periods: Periods) -> ReportPeriod:
    first, last = _civil(start, 1), _last_day(start + months - 1)
    name = _name(first, months)
    if periods == "nd09":
        first, last = _civil(start - 1, CUT_OFF + 1), last.replace(day=CUT_OFF)
    return ReportPeriod(name, first, last)


def _civil(month: int, day: int) -> date:
    return date(month // 12, month % 12 + 1, day)


def _last_day(month: int) -> date:
    return month_end(month // 12, month % 12 + 1)


def _name(first: date, months: int) -> str:
    year = first.year
    match months:
        case 1:
            return f"tháng {first.month}/{year}"
        case 3:
            return f"quý {_ROMAN[first.month // 3]}/{year}"
        case 6:
            return f"6 tháng {'đầu' if first.month == 1 else 'cuối'} năm {year}"
        case 9:
            return f"9 tháng năm {year}"
        case 12:
            return f"năm {year}"
    if months % 12 == 0:
        return f"năm {year}–{year + months // 12 - 1}"
    last = _last_day(year * 12 + first.month - 1 + months - 1)
    return f"tháng {first.month}/{year}–{last.month}/{last.year}"


def period_of(rhythm: Rhythm, due_on: date, periods: Periods) -> ReportPeriod | None:
    """Return the period that an occurrence due on that day is about, or None for days and weeks.

    A rhythm without a named day is due when its period closes, whichever way the plan counted when it
    was made: the day itself tells. Where the words name a day ("ngày 05 hằng tháng"), a day in the first
    half of a running period asks for the period that has just closed, a later one for the running one;
    a month from the 15th to the 14th is never reported before its data are closed (Điều 12).
    """
    months = _months_of(rhythm)
    if months is None:
        return None
    if not fixes_a_day(rhythm):
        made: Periods = "nd09" if CUT_OFF <= due_on.day <= _LATEST_AFTER_CUT_OFF else "calendar"
        return _closed_by(due_on, months, made)
    named = due_on + timedelta(days=1) if rhythm.before else due_on
    if months == 1 and periods == "nd09":
        return _closed_by(due_on, months, periods)
    return _half_rule(named, months, periods)


def _months_of(rhythm: Rhythm) -> int | None:
    """Return how many months one period of the rhythm has; None where it has no reporting period."""
    length = months_in(rhythm)
    if length is None or not isinstance(rhythm, JoinedRhythm):
        return length
    # Several days of one year are the ends of halves, quarters or months: where each has its own.
    count = 1 + len(rhythm.also)
    if length != 12 or length % count or rhythm.every != 1:
        return None
    months = length // count
    blocks = [_half_rule(day, months, "calendar").first for day in _days_of_year((rhythm, *rhythm.also))]
    return months if len(set(blocks)) == count else None


def _days_of_year(parts: Sequence[Rhythm]) -> list[date]:
    # Any year will do, and February gets its 28 days.
    return [date(2001, p.month or 12, min(p.day or 31, month_end(2001, p.month or 12).day)) for p in parts]


def _closed_by(day: date, months: int, periods: Periods) -> ReportPeriod:
    """Return the last period whose last day is not after that day."""
    if months == 9:
        running = _period(day.year * 12, months, periods)
        return running if running.last <= day else _period(day.year * 12 - 12, months, periods)
    start = _block_of(day, months, periods)
    running = _period(start, months, periods)
    return running if running.last == day else _period(start - months, months, periods)


def _half_rule(day: date, months: int, periods: Periods) -> ReportPeriod:
    if months == 9:
        return _closed_by(day, months, periods)
    start = _block_of(day, months, periods)
    running = _period(start, months, periods)
    # Halves are counted in months and thirtieths, so that a day of the month is always on the same side.
    passed = (day.year * 12 + day.month - running.first.year * 12 - running.first.month) * 30
    passed += min(day.day, 30) - running.first.day + 1
    return _period(start - months, months, periods) if passed * 2 <= months * 30 else running
