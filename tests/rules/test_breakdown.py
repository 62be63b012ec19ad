"""Occurrences of a rhythm: enough of them stand in the books, and asking again adds none."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from models.draft import Rhythm
from rules.breakdown import ItemTerms, break_down, upcoming
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


def test_two_occurrences_stand_beyond_today_and_no_more() -> None:
    ten = [FIRST + timedelta(days=n) for n in range(10)]
    assert standing_after(RHYTHMS["monthly"], ten) == [date(2026, 11, 20), date(2026, 12, 20)]
    assert standing_after(RHYTHMS["yearly"], ten) == [date(2027, 3, 31), date(2028, 3, 31)]
    assert standing_after(RHYTHMS["weekly"], ten) == [
        date(2026, 11, 6),
        date(2026, 11, 13),
        date(2026, 11, 20),
    ]


def test_only_the_first_occurrence_is_news_to_the_agency() -> None:
    terms = ItemTerms("recurring", None, RHYTHMS["weekly"])
    owed = list(break_down(terms, [(1, None), (2, None)], today=FIRST, until=None, calendar=CALENDAR))
    assert [(o.agency_id, o.is_first) for o in owed] == [(1, True), (1, False), (2, True), (2, False)]


@given(
    name=st.sampled_from(sorted(RHYTHMS)),
    steps=st.lists(st.integers(0, 40), min_size=1, max_size=20),
)
def test_every_occurrence_stands_once_however_rarely_one_looks(name: str, steps: list[int]) -> None:
    mornings = [FIRST]
    for step in steps:
        mornings.append(mornings[-1] + timedelta(days=step))
    days = standing_after(RHYTHMS[name], mornings)
    assert days == sorted(set(days))
    assert len([d for d in days if d > mornings[-1]]) == 2
    assert days == standing_after(RHYTHMS[name], [FIRST, mornings[-1]])
