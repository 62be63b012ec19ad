"""Weeks as the charts cut them."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.weeks import MOST_WEEKS, Span, ends_since, monday_of, spans_over, week_ends, weeks_until

MONDAY, SUNDAY = date(2026, 11, 23), date(2026, 11, 22)
days = st.dates(date(2015, 1, 1), date(2040, 12, 31))


def test_a_week_runs_from_monday_to_sunday() -> None:
    assert monday_of(SUNDAY) == date(2026, 11, 16) and monday_of(MONDAY) == MONDAY
    assert weeks_until(SUNDAY, 2) == (
        Span(date(2026, 11, 9), date(2026, 11, 15)),
        Span(date(2026, 11, 16), SUNDAY),
    )


def test_the_running_week_ends_today() -> None:
    assert week_ends(MONDAY, 3) == (date(2026, 11, 15), SUNDAY, MONDAY)
    assert week_ends(SUNDAY, 2) == (date(2026, 11, 15), SUNDAY)


@given(first=days, span=st.integers(0, 2000), most=st.integers(1, 30))
def test_ends_since_a_day_rise_in_even_steps_to_today_and_are_not_too_many(
    first: date, span: int, most: int
) -> None:
    today = first + timedelta(days=span)
    ends = ends_since(first, today, most)
    assert 1 <= len(ends) <= most and ends[-1] == today
    assert all(one >= first for one in ends)
    steps = {(b - a).days for a, b in pairwise(ends[:-1])}
    assert len(steps) <= 1 and all(step % 7 == 0 for step in steps)


@given(some=st.lists(days, min_size=1, max_size=12))
def test_every_day_lies_in_exactly_one_span_and_there_is_no_gap(some: list[date]) -> None:
    spans = spans_over(some)
    for day in some:
        assert sum(one.first_on <= day <= one.last_on for one in spans) == 1
    for one, after in pairwise(spans):
        assert after.first_on == one.last_on + timedelta(days=1)


def test_a_long_time_is_cut_by_months() -> None:
    assert spans_over([]) == ()
    weeks = spans_over([MONDAY, MONDAY + timedelta(weeks=MOST_WEEKS - 1)])
    assert len(weeks) == MOST_WEEKS and weeks[0].words == "23/11–29/11/2026"
    months = spans_over([MONDAY, MONDAY + timedelta(weeks=MOST_WEEKS)])
    assert [one.first_on.month for one in months] == [11, 12, 1, 2, 3, 4, 5]
    assert months[1] == Span(date(2026, 12, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("span", "words"), [(Span(MONDAY, MONDAY), "23/11/2026"), (Span(SUNDAY, MONDAY), "22/11–23/11/2026")]
)
def test_a_span_in_words(span: Span, words: str) -> None:
    assert span.words == words
