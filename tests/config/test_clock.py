"""The one module that asks the machine for the time."""

from datetime import UTC, date, datetime, time

from config.clock import Clock, instant
from rules.civil import day_of


def test_the_civil_day_changes_at_seventeen_hours_utc() -> None:
    assert day_of(datetime(2026, 11, 22, 16, 59, tzinfo=UTC)) == date(2026, 11, 22)
    assert day_of(datetime(2026, 11, 22, 17, 0, tzinfo=UTC)) == date(2026, 11, 23)


def test_an_hour_in_viet_nam_is_seven_hours_ahead() -> None:
    assert instant(date(2026, 11, 23), time(7)) == datetime(2026, 11, 23, 0, tzinfo=UTC)


def test_a_fixed_day_stands_still_within_working_hours_and_time_goes_on() -> None:
    clock = Clock(date(2026, 11, 23))
    first, second = clock.now(), clock.now()
    assert clock.today() == date(2026, 11, 23)
    assert first <= second
    assert instant(date(2026, 11, 23), time(8)) <= first <= instant(date(2026, 11, 23), time(16))
