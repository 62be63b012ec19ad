"""Occurrences of a rhythm: enough of them stand in the books, and asking again adds none."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from models.draft import Rhythm
from rules.breakdown import AHEAD_DAYS, ItemTerms, break_down, upcoming
from rules.workday import vietnam_calendar

CALENDAR = vietnam_calendar()
FIRST = date(2026, 11, 2)
RHYTHMS = {
    "weekly": Rhythm("week", weekday=4),
    "monthly": Rhythm("month", day=20),
    "quarterly": Rhythm("quarter", day=15),
    "yearly": Rhythm("year", month=3, day=31),
}


def standing_after(rhythm: Rhythm, mornings: list[date]) -> list[date]:
    """Return the occurrences of an item given on the first morning and topped up on all."""
    terms = ItemTerms("recurring", None, rhythm)
    owed = break_down(terms, [(1, None)], today=mornings[0], until=None, calendar=CALENDAR)
    days = [one.due_on for one in owed if one.due_on is not None]
    for today in mornings:
        days += upcoming(rhythm, after=days[-1], today=today, until=None, calendar=CALENDAR)
    return days


def test_a_second_morning_on_the_same_day_adds_no_occurrence() -> None:
    for rhythm in RHYTHMS.values():
        once = standing_after(rhythm, [FIRST])
        assert standing_after(rhythm, [FIRST] * 5) == once


def test_occurrences_do_not_run_ahead_of_the_days() -> None:
    assert standing_after(RHYTHMS["monthly"], [FIRST + timedelta(days=n) for n in range(10)]) == [
        date(2026, 11, 20),
        date(2026, 12, 20),
        date(2027, 1, 20),
    ]
    assert standing_after(RHYTHMS["yearly"], [FIRST + timedelta(days=n) for n in range(10)]) == [
        date(2027, 3, 31)
    ]


@given(
    name=st.sampled_from(sorted(RHYTHMS)),
    steps=st.lists(st.integers(0, 40), min_size=1, max_size=20),
)
def test_the_next_one_and_all_of_three_months_stand_and_each_once(name: str, steps: list[int]) -> None:
    mornings = [FIRST]
    for step in steps:
        mornings.append(mornings[-1] + timedelta(days=step))
    days = standing_after(RHYTHMS[name], mornings)
    assert days == sorted(set(days))
    ahead = [d for d in days if d > mornings[-1]]
    assert ahead
    # One beyond the horizon at most, and only where nothing nearer is ahead.
    beyond = [d for d in days if d > mornings[-1] + timedelta(days=AHEAD_DAYS)]
    assert len(beyond) <= 1
    assert not beyond or ahead == beyond
