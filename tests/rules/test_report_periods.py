"""Reporting periods: by the calendar, or from the 15th to the 14th (Nghị định 09/2019/NĐ-CP)."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.draft import Rhythm
from rules.breakdown import ItemTerms, break_down, following
from rules.deadline import occurrences, period_of, read_deadline
from rules.deadlines.occurrences import Periods
from rules.deadlines.reporting import period_around
from rules.workday import vietnam_calendar

CALENDAR = vietnam_calendar()
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
WAYS = st.sampled_from(["calendar", "nd09"])
LENGTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
WITHOUT_A_DAY = [Rhythm(unit) for unit in LENGTHS] + [
    Rhythm("month", 2),
    Rhythm("year", 2),
    Rhythm("quarter", 3),
]
NAMED = [
    Rhythm("month", day=25),
    Rhythm("month", day=15),
    Rhythm("month", day=31),
    Rhythm("month", day=1, before=True),
    Rhythm("month", day=5),
    Rhythm("quarter", day=25, before=True),
    Rhythm("quarter", month=1, day=5),
    Rhythm("half", day=20),
    Rhythm("year", month=12, day=15, before=True),
    Rhythm("year", month=1, day=31),
]


def label(rhythm: Rhythm, due_on: date, periods: Periods) -> str:
    found = period_of(rhythm, due_on, periods)
    return found.label if found else ""


@pytest.mark.parametrize(
    ("rhythm", "due_on", "periods", "words"),
    [
        (Rhythm("month"), date(2026, 11, 14), "nd09", "kỳ báo cáo tháng 11/2026: 15/10–14/11"),
        (Rhythm("month"), date(2026, 11, 16), "nd09", "kỳ báo cáo tháng 11/2026: 15/10–14/11"),
        (Rhythm("month"), date(2027, 1, 14), "nd09", "kỳ báo cáo tháng 1/2027: 15/12/2026–14/01/2027"),
        (Rhythm("quarter"), date(2026, 12, 14), "nd09", "kỳ báo cáo quý IV/2026: 15/09–14/12"),
        (Rhythm("half"), date(2026, 6, 15), "nd09", "kỳ báo cáo 6 tháng đầu năm 2026: 15/12/2025–14/06/2026"),
        (Rhythm("half"), date(2026, 12, 14), "nd09", "kỳ báo cáo 6 tháng cuối năm 2026: 15/06–14/12"),
        (
            Rhythm("quarter", 3),
            date(2026, 9, 14),
            "nd09",
            "kỳ báo cáo 9 tháng năm 2026: 15/12/2025–14/09/2026",
        ),
        (Rhythm("year"), date(2026, 12, 14), "nd09", "kỳ báo cáo năm 2026: 15/12/2025–14/12/2026"),
        (Rhythm("month"), date(2026, 11, 30), "calendar", "kỳ báo cáo tháng 11/2026: 01/11–30/11"),
        # 31/10/2026 is a Saturday: the due day is the Monday after, the period stays October.
        (Rhythm("month"), date(2026, 11, 2), "calendar", "kỳ báo cáo tháng 10/2026: 01/10–31/10"),
        (Rhythm("year"), date(2026, 12, 31), "calendar", "kỳ báo cáo năm 2026: 01/01–31/12"),
        # Điều 13: by the 25th of the last month of the period.
        (Rhythm("month", day=25), date(2026, 11, 25), "nd09", "kỳ báo cáo tháng 11/2026: 15/10–14/11"),
        (Rhythm("quarter", day=25), date(2026, 12, 25), "nd09", "kỳ báo cáo quý IV/2026: 15/09–14/12"),
        (Rhythm("month", day=5), date(2026, 12, 5), "nd09", "kỳ báo cáo tháng 11/2026: 15/10–14/11"),
        (Rhythm("month", day=5), date(2026, 12, 5), "calendar", "kỳ báo cáo tháng 11/2026: 01/11–30/11"),
        (Rhythm("month", day=25), date(2026, 11, 25), "calendar", "kỳ báo cáo tháng 11/2026: 01/11–30/11"),
        (Rhythm("month", 2), date(2026, 10, 31), "calendar", "kỳ báo cáo tháng 9/2026–10/2026: 01/09–31/10"),
        (
            Rhythm("year", 2),
            date(2027, 12, 31),
            "calendar",
            "kỳ báo cáo năm 2026–2027: 01/01/2026–31/12/2027",
        ),
        (Rhythm("week", weekday=4), date(2026, 11, 20), "nd09", ""),
        (Rhythm("day"), date(2026, 11, 20), "calendar", ""),
    ],
)
def test_an_occurrence_names_the_period_that_it_is_about(
    rhythm: Rhythm, due_on: date, periods: Periods, words: str
) -> None:
    assert label(rhythm, due_on, periods) == words


@given(day=DAYS, months=st.sampled_from([1, 2, 3, 6, 12]), periods=WAYS)
def test_every_day_belongs_to_exactly_one_period_of_each_kind(
    day: date, months: int, periods: Periods
) -> None:
    period = period_around(day, months=months, periods=periods)
    assert period.first <= day <= period.last
    assert period_around(period.first, months=months, periods=periods) == period
    assert period_around(period.last, months=months, periods=periods) == period
    after = period_around(period.last + timedelta(days=1), months=months, periods=periods)
    assert after.first == period.last + timedelta(days=1) and after.name != period.name
    if periods == "nd09":
        assert (period.first.day, period.last.day) == (15, 14)


@given(after=DAYS, rhythm=st.sampled_from(WITHOUT_A_DAY), periods=WAYS)
def test_an_occurrence_without_a_named_day_falls_on_the_close_of_its_period(
    after: date, rhythm: Rhythm, periods: Periods
) -> None:
    for day in occurrences(rhythm, after=after, count=5, calendar=CALENDAR, periods=periods):
        period = period_of(rhythm, day, periods)
        assert period is not None and CALENDAR.next_working(period.last) == day
        # A change of the plan's way of counting does not change what was made before it.
        other: Periods = "calendar" if periods == "nd09" else "nd09"
        assert period_of(rhythm, day, other) == period


@given(after=DAYS, rhythm=st.sampled_from(NAMED + WITHOUT_A_DAY), periods=WAYS)
def test_each_occurrence_has_a_period_of_its_own_and_the_next_one_the_next(
    after: date, rhythm: Rhythm, periods: Periods
) -> None:
    days = occurrences(rhythm, after=after, count=8, calendar=CALENDAR, periods=periods)
    found = [period_of(rhythm, day, periods) for day in days]
    for one, following_one in pairwise(found):
        assert one is not None and following_one is not None
        gap = (following_one.first - one.last).days
        # Nine months are a year's first nine: the last quarter lies between two of them.
        assert gap == 1 or (rhythm == Rhythm("quarter", 3) and gap > 1)


@given(after=DAYS, rhythm=st.sampled_from([r for r in NAMED if r.unit == "month"]))
def test_a_month_to_the_14th_is_never_reported_before_its_data_are_closed(
    after: date, rhythm: Rhythm
) -> None:
    for day in occurrences(rhythm, after=after, count=5, calendar=CALENDAR, periods="nd09"):
        period = period_of(rhythm, day, "nd09")
        assert period is not None and period.last <= day


@given(after=DAYS, rhythm=st.sampled_from(NAMED), count=st.integers(0, 6))
def test_a_named_day_is_kept_whichever_way_periods_are_counted(
    after: date, rhythm: Rhythm, count: int
) -> None:
    asked = {"after": after, "count": count, "calendar": CALENDAR}
    assert occurrences(rhythm, **asked) == occurrences(rhythm, **asked, periods="nd09")  # type: ignore[arg-type]


def test_reports_without_a_day_are_due_on_the_14th_or_the_next_working_day() -> None:
    def days(rhythm: Rhythm, count: int) -> tuple[date, ...]:
        return occurrences(rhythm, after=date(2026, 11, 2), count=count, calendar=CALENDAR, periods="nd09")

    # 14/11/2026 is a Saturday.
    assert days(Rhythm("month"), 2) == (date(2026, 11, 16), date(2026, 12, 14))
    assert days(Rhythm("quarter"), 2) == (date(2026, 12, 14), date(2027, 3, 15))
    assert days(Rhythm("half"), 2) == (date(2026, 12, 14), date(2027, 6, 14))
    assert days(Rhythm("year"), 1) == (date(2026, 12, 14),)
    assert days(Rhythm("quarter", 3), 2) == (date(2027, 9, 14), date(2028, 9, 14))
    assert days(Rhythm("week"), 1) == occurrences(
        Rhythm("week"), after=date(2026, 11, 2), count=1, calendar=CALENDAR
    )


@pytest.mark.parametrize(
    ("words", "labels"),
    [
        ("báo cáo trước ngày 10/6 và 10/12 hằng năm", ["6 tháng cuối năm 2026", "6 tháng đầu năm 2027"]),
        ("báo cáo trước ngày 05/01 và 05/7 hằng năm", ["6 tháng cuối năm 2026", "6 tháng đầu năm 2027"]),
        ("báo cáo ngày 10 và ngày 25 hằng tháng", ["", ""]),
        ("báo cáo ngày 01/11 và 20/12 hằng năm", ["", ""]),
    ],
)
def test_several_days_of_a_year_are_the_ends_of_its_parts(words: str, labels: list[str]) -> None:
    issued_on = date(2026, 11, 2)
    rhythm = read_deadline(words, issued_on=issued_on, event_on=None, calendar=CALENDAR).rhythm
    assert rhythm is not None
    days = occurrences(rhythm, after=issued_on, count=2, calendar=CALENDAR)
    found = [period_of(rhythm, day, "calendar") for day in days]
    assert [p.name if p else "" for p in found] == labels


def test_obligations_are_made_by_the_plans_way_of_counting() -> None:
    terms = ItemTerms("recurring", None, Rhythm("month"), "nd09")
    owed = break_down(terms, [(1, None)], today=date(2026, 11, 2), until=None, calendar=CALENDAR)
    assert [one.due_on for one in owed] == [date(2026, 11, 16), date(2026, 12, 14)]


def test_a_change_of_counting_asks_for_no_period_twice() -> None:
    known = {"until": None, "calendar": CALENDAR}
    # December was closed on the 14th: the 31st would ask for it again.
    back = following(
        Rhythm("month"),
        latest=date(2026, 12, 14),
        today=date(2026, 12, 1),
        periods="calendar",
        **known,  # type: ignore[arg-type]
    )
    assert back == [date(2027, 2, 1)]
    later = following(
        Rhythm("month"),
        latest=date(2026, 12, 14),
        today=date(2026, 12, 15),
        periods="calendar",
        **known,  # type: ignore[arg-type]
    )
    assert later == [date(2027, 2, 1)]
    ahead = following(
        Rhythm("month"),
        latest=date(2026, 12, 31),
        today=date(2026, 12, 15),
        periods="nd09",
        **known,  # type: ignore[arg-type]
    )
    assert ahead == [date(2027, 1, 14), date(2027, 2, 15)]


def test_an_item_whose_event_day_is_known_stays_an_event_with_its_day() -> None:
    terms = ItemTerms("event", date(2026, 11, 20))
    (owed,) = break_down(terms, [(1, None)], today=date(2026, 11, 2), until=None, calendar=CALENDAR)
    assert (owed.kind, owed.due_on) == ("event", date(2026, 11, 20))


def test_a_period_that_closed_before_the_work_was_given_is_not_asked_for() -> None:
    def first_days(today: date, periods: Periods) -> list[date | None]:
        terms = ItemTerms("recurring", None, Rhythm("month"), periods)
        return [o.due_on for o in break_down(terms, [(1, None)], today=today, until=None, calendar=CALENDAR)]

    # October closed on Saturday 31/10, its report is due on Monday 02/11.
    assert first_days(date(2026, 10, 31), "calendar") == [date(2026, 11, 2), date(2026, 11, 30)]
    assert first_days(date(2026, 11, 2), "calendar") == [date(2026, 11, 30), date(2026, 12, 31)]
    assert first_days(date(2026, 11, 15), "nd09")[0] == date(2026, 12, 14)
