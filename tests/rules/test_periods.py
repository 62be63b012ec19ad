"""Periods of roll-ups: by the calendar and 15th to 14th they cut the year without gap or overlap."""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import Refused
from rules.periods import (
    CUT_NAMES,
    Cut,
    Period,
    period_between,
    period_named,
    period_names,
    previous_period,
)

years = st.integers(1990, 2100)
cuts = st.sampled_from(sorted(CUT_NAMES))


def months(year: int, first: int, last: int, cut: Cut) -> list[Period]:
    return [period_named(f"{year}-{month:02d}", cut) for month in range(first, last + 1)]


@given(years, cuts)
def test_months_follow_each_other_without_gap_or_overlap(year: int, cut: Cut) -> None:
    row = [*months(year, 1, 12, cut), *months(year + 1, 1, 1, cut)]
    for one, after in itertools.pairwise(row):
        assert after.first_on == one.last_on + timedelta(days=1)


@given(years, cuts)
def test_longer_periods_are_made_of_their_months(year: int, cut: Cut) -> None:
    made_of = {
        f"{year}-Q1": (1, 3), f"{year}-Q2": (4, 6), f"{year}-Q3": (7, 9), f"{year}-Q4": (10, 12),
        f"{year}-H1": (1, 6), f"{year}-H2": (7, 12), f"{year}-9M": (1, 9), f"{year}": (1, 12),
    }  # fmt: skip
    for name, (first, last) in made_of.items():
        period, parts = period_named(name, cut), months(year, first, last, cut)
        assert (period.first_on, period.last_on) == (parts[0].first_on, parts[-1].last_on)
    assert set(made_of) | {m.name for m in months(year, 1, 12, cut)} == set(period_names(year))


@pytest.mark.parametrize(
    ("name", "first_on", "last_on"),
    [
        # Nghị định 09/2019/NĐ-CP, Điều 12, as provinces restate it.
        ("2026-11", date(2026, 10, 15), date(2026, 11, 14)),
        ("2026-01", date(2025, 12, 15), date(2026, 1, 14)),
        ("2026-Q1", date(2025, 12, 15), date(2026, 3, 14)),
        ("2026-H1", date(2025, 12, 15), date(2026, 6, 14)),
        ("2026-H2", date(2026, 6, 15), date(2026, 12, 14)),
        ("2026-9M", date(2025, 12, 15), date(2026, 9, 14)),
        ("2026", date(2025, 12, 15), date(2026, 12, 14)),
    ],
)
def test_the_decrees_periods_run_from_the_15th_to_the_14th(name: str, first_on: date, last_on: date) -> None:
    period = period_named(name, "nd09")
    assert (period.first_on, period.last_on) == (first_on, last_on)


def test_calendar_periods_end_with_their_last_month() -> None:
    assert period_named("2024-02").last_on == date(2024, 2, 29)
    assert period_named("2026-Q4").last_on == date(2026, 12, 31)
    assert period_named(" 2026-h1 ").last_on == date(2026, 6, 30)


def test_a_period_is_named_as_reports_name_it() -> None:
    words = {name: period_named(name).words for name in ("2026-11", "2026-Q4", "2026-H1", "2026-9M", "2026")}
    assert words == {
        "2026-11": "tháng 11/2026",
        "2026-Q4": "quý IV/2026",
        "2026-H1": "6 tháng đầu năm 2026",
        "2026-9M": "9 tháng đầu năm 2026",
        "2026": "năm 2026",
    }
    assert period_named("2026-11", "nd09").span_words == "từ 15/10/2026 đến 14/11/2026"


def test_the_same_name_in_two_cuts_is_two_keys() -> None:
    assert period_named("2026-11").key != period_named("2026-11", "nd09").key


@pytest.mark.parametrize(
    "name", ["", "11/2026", "2026-00", "2026-13", "2026-Q5", "2026-Q0", "2026-H3", "26-11", "2026-1", "0001"]
)
def test_what_is_no_period_is_refused_with_how_to_write_one(name: str) -> None:
    with pytest.raises(Refused, match="2026-Q4"):
        period_named(name)


@given(years, cuts)
def test_the_period_before_ends_the_day_before_but_for_nine_months(year: int, cut: Cut) -> None:
    for name in period_names(year):
        period = period_named(name, cut)
        before = previous_period(period)
        assert before.cut == cut
        if name.endswith("9M"):
            assert before.name == f"{year - 1}-9M"
        else:
            assert before.last_on == period.first_on - timedelta(days=1)


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(0, 800))
def test_two_days_are_a_period_compared_with_as_many_days_before(first: date, days: int) -> None:
    period = period_between(first, first + timedelta(days=days))
    before = previous_period(period)
    assert before.last_on == first - timedelta(days=1)
    assert before.last_on - before.first_on == period.last_on - period.first_on
    assert f"{first:%d/%m/%Y}" in period.words and period.key == period.name


def test_two_days_in_the_wrong_order_are_refused() -> None:
    with pytest.raises(Refused, match="đứng trước ngày đầu"):
        period_between(date(2026, 11, 2), date(2026, 11, 1))
