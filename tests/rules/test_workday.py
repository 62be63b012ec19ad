"""The working calendar: official notices, the overlay an office edits, and counting by working days."""

from datetime import date, timedelta
from pathlib import Path

import pendulum
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import BadSettings
from rules.workday import CalendarEntry, WorkCalendar, load_entries, vietnam_calendar

OVERLAY = (Path(__file__).parents[2] / "config" / "holidays.toml").read_text(encoding="utf-8")
PLAIN = vietnam_calendar()
OFFICE = vietnam_calendar(load_entries(OVERLAY))
DAYS = st.dates(min_value=date(2015, 1, 1), max_value=date(2035, 12, 31))


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2020, 1, 23), date(2020, 1, 29)),
        (date(2022, 1, 31), date(2022, 2, 4)),
        (date(2023, 1, 20), date(2023, 1, 26)),
        (date(2024, 8, 31), date(2024, 9, 3)),
        (date(2025, 1, 25), date(2025, 2, 2)),
        (date(2026, 2, 14), date(2026, 2, 22)),
        (date(2026, 4, 25), date(2026, 4, 27)),
        (date(2026, 4, 30), date(2026, 5, 3)),
        (date(2026, 8, 29), date(2026, 9, 2)),
    ],
)
def test_the_runs_of_the_official_notices_are_days_off_and_their_neighbours_are_worked(first, last):
    run = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    assert not any(OFFICE.is_working(day) for day in run)
    assert all(OFFICE.holiday_name(day) for day in run)
    assert OFFICE.next_working(first) > last
    assert OFFICE.previous_working(last) < first


@pytest.mark.parametrize(
    ("off", "worked"),
    [
        (date(2018, 12, 31), date(2019, 1, 5)),
        (date(2024, 4, 29), date(2024, 5, 4)),
        (date(2025, 5, 2), date(2025, 4, 26)),
        (date(2026, 8, 31), date(2026, 8, 22)),
    ],
)
def test_a_swapped_day_is_off_and_its_make_up_saturday_is_worked(off, worked):
    assert (PLAIN.is_working(off), PLAIN.is_working(worked)) == (False, True)
    assert (OFFICE.is_working(off), OFFICE.is_working(worked)) == (False, True)
    assert OFFICE.holiday_name(worked) == ""


def test_the_overlay_knows_the_swap_of_january_2026_that_was_announced_eight_days_before():
    assert PLAIN.is_working(date(2026, 1, 2))
    assert not OFFICE.is_working(date(2026, 1, 2))
    assert OFFICE.is_working(date(2026, 1, 10))
    assert "10/01/2026" in OFFICE.holiday_name(date(2026, 1, 2))
    assert OFFICE.add_working_days(date(2025, 12, 31), 6) == date(2026, 1, 10)


def test_a_year_without_a_notice_and_a_day_without_a_law_are_said_to_wait():
    assert OFFICE.is_confirmed(2026)
    assert not OFFICE.is_confirmed(2027)
    assert not PLAIN.is_confirmed(2026)
    assert [entry.day for entry in OFFICE.unconfirmed(2026)] == [date(2026, 11, 24)]
    assert OFFICE.unconfirmed(2025) == ()


def test_an_ordinary_weekend_has_a_name_and_a_working_day_has_none():
    assert OFFICE.holiday_name(date(2025, 3, 8)) == "Nghỉ hằng tuần"
    assert OFFICE.holiday_name(date(2025, 3, 10)) == ""
    assert OFFICE.holiday_name(date(2025, 9, 2)) == "Quốc khánh"


def test_the_first_day_is_not_counted():
    assert OFFICE.add_working_days(date(2025, 3, 3), 10) == date(2025, 3, 17)
    assert OFFICE.add_working_days(date(2025, 3, 17), -10) == date(2025, 3, 3)
    assert OFFICE.add_working_days(date(2025, 3, 8), 0) == date(2025, 3, 8)
    assert OFFICE.add_working_days(date(2025, 3, 8), -1) == date(2025, 3, 7)


def test_a_pendulum_datetime_is_read_as_its_civil_day_and_stdlib_dates_come_back():
    moment = pendulum.datetime(2026, 1, 2, 9, tz="Asia/Ho_Chi_Minh")
    assert not OFFICE.is_working(moment)
    for day in (OFFICE.next_working(moment), OFFICE.add_working_days(moment, 3)):
        assert type(day) is date


def test_years_outside_the_tables_know_weekends_only():
    assert PLAIN.is_working(date(2150, 1, 1))
    assert not PLAIN.is_working(date(2150, 1, 3))


@given(DAYS, st.integers(min_value=1, max_value=60))
def test_counting_forward_and_counting_the_days_between_agree(day, n):
    assert OFFICE.working_days_between(day, OFFICE.add_working_days(day, n)) == n
    assert OFFICE.working_days_between(OFFICE.add_working_days(day, n), day) == -n


@given(DAYS)
def test_the_nearest_working_days_are_worked_and_on_the_right_side(day):
    ahead, behind = OFFICE.next_working(day), OFFICE.previous_working(day)
    assert OFFICE.is_working(ahead) and OFFICE.is_working(behind)
    assert behind <= day <= ahead
    assert (ahead == day) == OFFICE.is_working(day) == (behind == day)


@given(DAYS, st.booleans())
def test_an_entry_of_the_overlay_always_wins(day, working):
    entry = CalendarEntry(day, working, "Ngày thử", "Thông báo thử", True)
    calendar = vietnam_calendar([entry])
    assert calendar.is_working(day) is working
    assert calendar.holiday_name(day) == ("" if working else "Ngày thử")
    assert calendar == WorkCalendar((entry,)) and hash(calendar) == hash(WorkCalendar((entry,)))


def test_a_run_of_days_becomes_one_entry_each():
    run = load_entries(entry_text(day="2027-02-04", to="2027-02-10"))
    assert [entry.day.day for entry in run] == [4, 5, 6, 7, 8, 9, 10]
    assert load_entries("") == ()


GOOD = {"day": "2026-01-02", "working": "false", "name": '"Nghỉ"', "source": '"VB 1"', "confirmed": "true"}


def entry_text(**changes: str | None) -> str:
    fields = {**GOOD, **changes}
    return "[[entry]]\n" + "".join(f"{key} = {value}\n" for key, value in fields.items() if value is not None)


@pytest.mark.parametrize(
    ("text", "place", "word"),
    [
        ("[[entry]\nday = 1", "line 1", "TOML"),
        ("[entry]\nday = 2026-01-02", "[entry]", "hai ngoặc"),
        ("entry = [1]", "thứ 1", "hai ngoặc"),
        ("[holiday]", "[holiday]", "[[entry]]"),
        (entry_text(day=None), "thứ 1", "Thiếu khóa “day”"),
        (entry_text(source=None), "thứ 1", "Thiếu khóa “source”"),
        (entry_text(day='"2/1/2026"'), "thứ 1", "“day”"),
        (entry_text(day="2026-01-02T10:00:00"), "thứ 1", "“day”"),
        (entry_text(working='"false"'), "thứ 1", "“working”"),
        (entry_text(name='" "'), "thứ 1", "để trống"),
        (entry_text(off="true"), "thứ 1", "“off”"),
        (entry_text(to="2026-01-01"), "thứ 1", "“to”"),
        (entry_text(to="2027-01-01"), "thứ 1", "“to”"),
        (entry_text() + entry_text(working="true"), "thứ 2", "02/01/2026"),
    ],
)
def test_a_fault_in_the_overlay_is_pointed_at(text, place, word):
    with pytest.raises(BadSettings) as caught:
        load_entries(text)
    assert place in caught.value.place
    assert word in caught.value.sentence
    assert caught.value.hint
