"""``dondoc calendar``: the working calendar of a year, days off and make-up days, and what is unconfirmed."""

import json
from datetime import date

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from config.office import load_office
from config.settings import load_settings
from models.errors import Refused
from rules.wording import day_words
from rules.workday import WorkCalendar

FIRST, LAST = 2000, 2100


def show_calendar(year: int, *, as_json: bool) -> None:
    """Print the days of a year that are not what their weekday says, and how many days are worked."""
    if not FIRST <= year <= LAST:
        raise Refused(f"Không có lịch năm {year}.", hint=f"Chọn năm từ {FIRST} đến {LAST}.")
    calendar = load_office(load_settings()).calendar
    special, worked = calendar.special_days(year), calendar.working_days_of(year)
    if as_json:
        rows = [
            {"day": d.isoformat(), "working": calendar.is_working(d), "name": calendar.holiday_name(d) or ""}
            for d in special
        ]
        print(
            json.dumps(
                {
                    "year": year,
                    "confirmed": calendar.is_confirmed(year),
                    "working_days": worked,
                    "days": rows,
                    "unconfirmed": [entry.day.isoformat() for entry in calendar.unconfirmed(year)],
                },
                ensure_ascii=False,
                indent=1,
            )
        )
        return
    _print(calendar, year, special, worked)


def _print(calendar: WorkCalendar, year: int, special: list[date], worked: int) -> None:
    out = Console()
    table = Table(box=SIMPLE_HEAD, title=f"Lịch làm việc năm {year}")
    for title in ("Ngày", "", "Tên", ""):
        table.add_column(title)
    open_question = {entry.day for entry in calendar.unconfirmed(year)}
    for day in special:
        table.add_row(
            day_words(day),
            "làm việc" if calendar.is_working(day) else "nghỉ",
            escape(calendar.holiday_name(day) or "làm bù"),
            "chưa xác nhận" if day in open_question else "",
        )
    out.print(table)
    out.print(f"{worked} ngày làm việc.")
    if not calendar.is_confirmed(year):
        out.print(f"Lịch năm {year} chưa có thông báo chính thức đủ: sửa holidays.toml khi có.")
