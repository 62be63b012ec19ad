"""The working calendar of Viet Nam: which days are worked, and counting by them.

Public holidays come from the ``holidays`` package (Bộ luật Lao động 2019, Điều 112); an overlay of
entries that an office keeps (late notices, make-up Saturdays) wins over it. Saturday and Sunday are
days off unless a make-up day was ordered. Days are civil dates in Asia/Ho_Chi_Minh.
"""

import tomllib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

import holidays

from models.errors import BadSettings

SATURDAY = 5
ONE_DAY = timedelta(days=1)
# The package's lunar tables end in 2099; the five-day week of the state sector is younger than 1995.
FIRST_YEAR, LAST_YEAR = 1995, 2098
WEEKEND = "Nghỉ hằng tuần"


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """One day that an official notice makes a day off or a working day, with its source."""

    day: date
    working: bool
    name: str
    source: str
    confirmed: bool


class _Year(NamedTuple):
    """What the package knows of one year: days off with their names, and make-up working days."""

    off: dict[date, str]
    worked: frozenset[date]


@lru_cache(maxsize=256)
def _year(year: int) -> _Year:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return _Year({}, frozenset())
    # A swap may pair days of two years (31/12/2018 with 05/01/2019), so the neighbours are built too.
    known = holidays.country_holidays("VN", years=range(year - 1, year + 2), language="vi")
    off = {day: name for day, name in known.items() if day.year == year}
    first = date(year, 1, 1)
    days = (first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days))
    return _Year(off, frozenset(d for d in days if d.weekday() >= SATURDAY and known.is_working_day(d)))


@dataclass(frozen=True)
class WorkCalendar:
    """A working calendar: the package's days with ``entries`` laid over them; equal by its entries."""

    entries: tuple[CalendarEntry, ...] = ()
    _overlay: Mapping[date, CalendarEntry] = field(init=False, repr=False, compare=False)
    # Ordinals of the working days of each year asked for, because every step of the ladder counts by them.
    _worked: dict[int, list[int]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_overlay", {entry.day: entry for entry in self.entries})
        object.__setattr__(self, "_worked", {})

    def is_working(self, day: date) -> bool:
        """Return whether ``day`` is a working day; a make-up Saturday is one."""
        number = day.toordinal()
        days = self._days(day.year)
        place = bisect_left(days, number)
        return place < len(days) and days[place] == number

    def _days(self, year: int) -> list[int]:
        """Return the ordinals of the working days of a year, in order."""
        days = self._worked.get(year)
        if days is None:
            span = range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1)
            civil = (date.fromordinal(n) for n in span)
            days = self._worked[year] = [d.toordinal() for d in civil if self._is_worked(d)]
        return days

    def _is_worked(self, day: date) -> bool:
        entry = self._overlay.get(day)
        if entry is not None:
            return entry.working
        known = _year(day.year)
        return day not in known.off and (day.weekday() < SATURDAY or day in known.worked)

    def next_working(self, day: date) -> date:
        """Return ``day`` if it is worked, else the next working day (Bộ luật Dân sự 2015, Điều 148.5)."""
        return self._at(day.year, bisect_left(self._days(day.year), day.toordinal()))

    def previous_working(self, day: date) -> date:
        """Return ``day`` itself if it is worked, else the working day before it."""
        return self._at(day.year, bisect_right(self._days(day.year), day.toordinal()) - 1)

    def add_working_days(self, day: date, n: int) -> date:
        """Return the ``n``-th working day after ``day``, or before it where ``n`` is negative.

        The first day is not counted (Bộ luật Dân sự 2015, Điều 147 khoản 2); ``n`` = 0 gives ``day``.
        """
        if n == 0:
            return _civil(day)
        days, number = self._days(day.year), day.toordinal()
        place = bisect_right(days, number) - 1 if n > 0 else bisect_left(days, number)
        return self._at(day.year, place + n)

    def _at(self, year: int, place: int) -> date:
        """Return the working day at a place counted from the first of that year; it may lie in another."""
        while place < 0:
            year -= 1
            place += len(self._days(year))
        while place >= len(days := self._days(year)):
            place -= len(days)
            year += 1
        return date.fromordinal(days[place])

    def working_days_between(self, a: date, b: date) -> int:
        """Return how many working days lie in (a, b]; negative, counted in (b, a], where b is before a."""
        a, b = _civil(a), _civil(b)
        if b < a:
            return -self.working_days_between(b, a)
        whole = sum(len(self._days(year)) for year in range(a.year, b.year))
        first, last = self._days(a.year), self._days(b.year)
        return whole + bisect_right(last, b.toordinal()) - bisect_right(first, a.toordinal())

    def holiday_name(self, day: date) -> str:
        """Return the Vietnamese name of the day off (a holiday before a weekend), "" for a working day."""
        day = _civil(day)
        if self.is_working(day):
            return ""
        entry = self._overlay.get(day)
        return entry.name if entry is not None else _year(day.year).off.get(day, WEEKEND)

    def special_days(self, year: int) -> list[date]:
        """Return the days of a year that are not what their weekday says: days off and make-up days."""
        days = (
            date.fromordinal(n) for n in range(date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal())
        )
        return [d for d in days if self._is_special(d)]

    def _is_special(self, day: date) -> bool:
        if self.is_working(day):
            return day.weekday() >= SATURDAY
        return self.holiday_name(day) != WEEKEND

    def working_days_of(self, year: int) -> int:
        """Return how many days of a year are worked."""
        return len(self._days(year))

    def is_confirmed(self, year: int) -> bool:
        """Return whether the overlay holds a confirmed notice for ``year``.

        The Prime Minister decides Tết and the second day of Quốc khánh year by year, so a year that
        the overlay does not confirm is a calculation; single days in doubt: ``unconfirmed``.
        """
        return any(entry.confirmed and entry.day.year == year for entry in self.entries)

    def unconfirmed(self, year: int) -> tuple[CalendarEntry, ...]:
        """Return the entries of ``year`` that still wait for an official notice, by day."""
        waiting = (entry for entry in self.entries if entry.day.year == year and not entry.confirmed)
        return tuple(sorted(waiting, key=lambda entry: entry.day))


def _civil(day: date) -> date:
    """Return a stdlib date: a datetime, and Pendulum's Date, are dates to isinstance but behave otherwise."""
    return day if type(day) is date else date(day.year, day.month, day.day)


class EveryDay(WorkCalendar):
    """The calendar of work that waits for no working day (công điện, hỏa tốc): every day is worked."""

    def _is_worked(self, day: date) -> bool:
        return True


EVERY_DAY = EveryDay()


def vietnam_calendar(entries: Iterable[CalendarEntry] = ()) -> WorkCalendar:
    """Return the calendar of Viet Nam with ``entries`` laid over it; years are worked out when asked for."""
    return WorkCalendar(tuple(entries))


def load_entries(toml_text: str) -> tuple[CalendarEntry, ...]:
    """Return the entries of the overlay file's text, in its order.

    Each ``[[entry]]`` has ``day`` (with ``to`` for a run of days), ``working``, ``name``, ``source``
    and ``confirmed``. Raises BadSettings, whose place names the entry or the line at fault.
    """
    try:
        data = tomllib.loads(toml_text)
    except tomllib.TOMLDecodeError as error:
        raise BadSettings(
            "Tệp lịch nghỉ không đúng dạng TOML.", hint="Hãy sửa chỗ được chỉ ra.", place=str(error)
        ) from error
    if strange := sorted(set(data) - {"entry"}):
        raise _fault(f"mục [{strange[0]}]", "Tệp lịch nghỉ chỉ gồm các mục [[entry]].")
    rows = data.get("entry", [])
    if not isinstance(rows, list):
        raise _fault("mục [entry]", "Mỗi ngày phải viết trong hai ngoặc: [[entry]].")
    found: dict[date, CalendarEntry] = {}
    for number, row in enumerate(rows, start=1):
        for entry in _read_row(row, f"mục [[entry]] thứ {number}"):
            if entry.day in found:
                day = f"{entry.day:%d/%m/%Y}"
                raise _fault(f"mục [[entry]] thứ {number}", f"Ngày {day} đã khai ở một mục trước.")
            found[entry.day] = entry
    return tuple(found.values())


_KINDS: dict[str, tuple[type, str]] = {
    "day": (date, "một ngày dạng 2026-01-02"),
    "to": (date, "một ngày dạng 2026-01-02"),
    "working": (bool, "true (làm việc) hoặc false (nghỉ)"),
    "name": (str, "chữ trong ngoặc kép"),
    "source": (str, "chữ trong ngoặc kép"),
    "confirmed": (bool, "true hoặc false"),
}
LONGEST_RUN = 31


def _read_row(row: Any, place: str) -> list[CalendarEntry]:
    if not isinstance(row, dict):
        raise _fault(place, "Mỗi ngày phải viết trong hai ngoặc: [[entry]].")
    if strange := sorted(set(row) - set(_KINDS)):
        raise _fault(place, f"Không có khóa “{strange[0]}”; các khóa là {', '.join(_KINDS)}.")
    for key, (kind, form) in _KINDS.items():
        if key not in row:
            if key == "to":
                continue
            raise _fault(place, f"Thiếu khóa “{key}”: {form}.")
        if not isinstance(row[key], kind) or isinstance(row[key], datetime):
            raise _fault(place, f"Khóa “{key}” phải là {form}.")
        if kind is str and not row[key].strip():
            raise _fault(place, f"Khóa “{key}” đang để trống.")
    first, last = row["day"], row.get("to", row["day"])
    if not 0 <= (last - first).days < LONGEST_RUN:
        raise _fault(place, f"“to” phải từ ngày “day” trở đi và trong vòng {LONGEST_RUN} ngày.")
    return [
        CalendarEntry(first + timedelta(days=n), row["working"], row["name"], row["source"], row["confirmed"])
        for n in range((last - first).days + 1)
    ]


def _fault(place: str, sentence: str) -> BadSettings:
    return BadSettings(sentence, hint="Hãy sửa tệp lịch nghỉ rồi chạy lại.", place=place)
