"""Civil days of Viet Nam, from instants and to them."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from rules.civil import day_of, end_of_day


def test_the_civil_day_is_that_of_viet_nam() -> None:
    assert day_of(datetime(2026, 11, 20, 18, tzinfo=UTC)) == date(2026, 11, 21)


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 1, 1)))
def test_a_day_ends_where_the_next_one_begins(day: date) -> None:
    end = end_of_day(day)
    assert day_of(end) == day + timedelta(days=1)
    assert day_of(end - timedelta(microseconds=1)) == day
