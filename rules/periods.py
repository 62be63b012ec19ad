"""Periods for which a roll-up is made: month, quarter, half, nine months, year.

Two ways of cutting them: by the calendar, or 15th to 14th (Nghị định 09/2019/NĐ-CP, Điều 12: a month runs
from the 15th of the month before to its own 14th, and longer periods are made of such months).
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from models.errors import Refused

Cut = Literal["calendar", "nd09"]
CUT_NAMES: dict[Cut, str] = {"calendar": "theo lịch", "nd09": "15 đến 14 (Nghị định 09/2019)"}
_NAME = re.compile(r"(?P<year>\d{4})(?:-(?:(?P<month>\d{2})|Q(?P<quarter>\d)|H(?P<half>\d)|(?P<nine>9M)))?")
_BETWEEN = ".."
_ROMAN = ("I", "II", "III", "IV")


@dataclass(frozen=True, slots=True)
class Period:
    """A named period of civil days, both ends counted.

    ``name`` is 2026-11, 2026-Q4, 2026-H2, 2026-9M or 2026, or two days: 2026-10-05..2026-11-20.
    """

    name: str
    cut: Cut
    first_on: date
    last_on: date

    @property
    def key(self) -> str:
        """Return the name with its cut, the same for the same period always: "2026-11", "2026-11:nd09"."""
        return self.name if self.cut == "calendar" else f"{self.name}:{self.cut}"

    @property
    def words(self) -> str:
        """Return the period as a report names it: "tháng 11/2026", "quý IV/2026", "6 tháng cuối năm 2026"."""
        if _BETWEEN in self.name:
            return f"từ ngày {self.first_on:%d/%m/%Y} đến ngày {self.last_on:%d/%m/%Y}"
        year, _, part = self.name.partition("-")
        if not part:
            return f"năm {year}"
        if part == "9M":
            return f"9 tháng đầu năm {year}"
        if part[0] == "Q":
            return f"quý {_ROMAN[int(part[1]) - 1]}/{year}"
        if part[0] == "H":
            return f"6 tháng {'đầu' if part == 'H1' else 'cuối'} năm {year}"
        return f"tháng {int(part)}/{year}"

    @property
    def span_words(self) -> str:
        """Return both ends: "từ 15/10/2026 đến 14/11/2026"."""
        return f"từ {self.first_on:%d/%m/%Y} đến {self.last_on:%d/%m/%Y}"


def period_named(name: str, cut: Cut = "calendar") -> Period:
    """Return the period of that name; raises Refused for a name that is none."""
    match = _NAME.fullmatch(name.strip().upper())
    months = _months(match) if match else None
    if match is None or months is None or not 1900 <= int(match["year"]) <= 2200:
        raise Refused(
            f"“{name}” không phải một kỳ.",
            hint="Viết 2026-11 (tháng), 2026-Q4 (quý), 2026-H1 hoặc 2026-H2 (6 tháng), 2026-9M (9 tháng), "
            "2026 (năm).",
        )
    year, (first, last) = int(match["year"]), months
    if cut == "nd09":
        return Period(match[0], cut, _day(year, first - 1, 15), date(year, last, 14))
    return Period(match[0], cut, date(year, first, 1), _day(year, last + 1, 1) - timedelta(days=1))


def period_between(first: date, last: date) -> Period:
    """Return the period of two days, both counted; raises Refused where they stand in the wrong order."""
    if last < first:
        raise Refused(
            f"Ngày cuối {last:%d/%m/%Y} đứng trước ngày đầu {first:%d/%m/%Y}.", hint="Sửa lại hai ngày."
        )
    return Period(f"{first.isoformat()}{_BETWEEN}{last.isoformat()}", "calendar", first, last)


def previous_period(period: Period) -> Period:
    """Return the period with which a report compares: the one before, of the same kind and cut.

    Nine months are compared with those of the year before, because the months between are no period of
    their own; two days with as many days before them.
    """
    if _BETWEEN in period.name:
        last = period.first_on - timedelta(days=1)
        return period_between(last - (period.last_on - period.first_on), last)
    year, _, part = period.name.partition("-")
    before = int(year) - 1
    if not part or part == "9M":
        return period_named(f"{before}-{part}".rstrip("-"), period.cut)
    sign = part[0] if part[0] in "QH" else ""
    number = int(part.removeprefix(sign))
    most = {"Q": 4, "H": 2, "": 12}[sign]
    year, number = (year, number - 1) if number > 1 else (str(before), most)
    return period_named(f"{year}-{sign}{number:0{1 if sign else 2}d}", period.cut)


def _months(match: re.Match[str]) -> tuple[int, int] | None:
    """Return the first and last month that a name stands for, or None where there is no such part."""
    if match["nine"]:
        return 1, 9
    for part, length, most in (("month", 1, 12), ("quarter", 3, 4), ("half", 6, 2)):
        if match[part]:
            number = int(match[part])
            return ((number - 1) * length + 1, number * length) if 1 <= number <= most else None
    return 1, 12


def _day(year: int, month: int, day: int) -> date:
    """Return a day of a month that may lie in the year before (0) or after (13)."""
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, day)


def period_names(year: int) -> tuple[str, ...]:
    """Return the names of every period of a year, the longest first."""
    return (
        str(year),
        *(f"{year}-H{n}" for n in (1, 2)),
        f"{year}-9M",
        *(f"{year}-Q{n}" for n in range(1, 5)),
        *(f"{year}-{n:02d}" for n in range(1, 13)),
    )
