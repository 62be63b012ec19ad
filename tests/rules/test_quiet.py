"""Quiet hours: nothing goes out in them, urgent messages excepted, and nothing waits for ever."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import Refused
from rules.civil import ZONE
from rules.quiet import Quiet, free_from, quiet_hours, read_quiet
from rules.sending import may_send, send_from
from rules.workday import vietnam_calendar

CALENDAR = vietnam_calendar()
times = st.times().map(lambda t: t.replace(second=0, microsecond=0))
quiets = st.builds(Quiet, times, times)
moments = st.integers(0, 400 * 24 * 3600).map(
    lambda n: datetime(2026, 11, 1, tzinfo=UTC) + timedelta(seconds=n)
)


def can_be_set(quiet: Quiet) -> bool:
    try:
        read_quiet(f"{quiet.start:%H:%M}", f"{quiet.end:%H:%M}")
    except Refused:
        return False
    return True


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Return an hour in Viet Nam (UTC+7) in November 2026; the 20th is a Friday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC) - timedelta(hours=7)


@given(quiets.filter(can_be_set), moments)
def test_what_is_not_urgent_goes_out_within_the_hours_and_never_in_quiet_ones(
    quiet: Quiet, moment: datetime
) -> None:
    first = free_from(moment, CALENDAR, quiet)
    assert first >= moment
    assert may_send(first, CALENDAR)
    assert not quiet.holds(first.astimezone(ZONE).time())
    assert free_from(first, CALENDAR, quiet) == first


@given(quiets, moments)
def test_an_urgent_message_knows_no_quiet_hours(quiet: Quiet, moment: datetime) -> None:
    assert free_from(moment, CALENDAR, quiet, is_urgent=True) == moment


@given(moments)
def test_without_quiet_hours_the_office_hours_decide(moment: datetime) -> None:
    assert free_from(moment, CALENDAR, None) == send_from(moment, CALENDAR)


@given(quiets.filter(lambda q: not can_be_set(q)), moments)
def test_hours_that_leave_nothing_free_hold_nothing_back(quiet: Quiet, moment: datetime) -> None:
    assert free_from(moment, CALENDAR, quiet) == send_from(moment, CALENDAR)


@given(times, times, times)
def test_each_time_of_the_day_is_quiet_in_one_of_two_opposite_spans(a: time, b: time, now: time) -> None:
    if a != b:
        assert Quiet(a, b).holds(now) != Quiet(b, a).holds(now)


@pytest.mark.parametrize(
    ("start", "end", "moment", "first"),
    [
        ("11:30", "13:30", at(20, 12), at(20, 13, 30)),
        ("11:30", "13:30", at(20, 13, 30), at(20, 13, 30)),
        ("11:30", "13:30", at(20, 11, 29), at(20, 11, 29)),
        ("16:00", "08:15", at(20, 16, 30), at(23, 8, 15)),
        ("16:00", "06:30", at(20, 16, 30), at(23, 7, 30)),
        ("20:00", "08:00", at(20, 7, 10), at(20, 8)),
    ],
)
def test_a_message_waits_for_the_end_over_midnight_too(
    start: str, end: str, moment: datetime, first: datetime
) -> None:
    assert free_from(moment, CALENDAR, quiet_hours(start, end)) == first


@pytest.mark.parametrize("typed", [("21:00", ""), ("25:00", "06:00"), ("9", "10"), ("08:00", "8:00")])
def test_what_is_no_span_is_refused(typed: tuple[str, str]) -> None:
    with pytest.raises(Refused):
        read_quiet(*typed)


def test_typed_times_are_stored_in_one_form() -> None:
    assert read_quiet(" 21h00 ", "6:30") == ("21:00", "06:30")
    assert read_quiet("", " ") == (None, None)
    with pytest.raises(Refused, match="gần hết"):
        read_quiet("07:30", "17:30")


@pytest.mark.parametrize("stored", [(None, None), ("21:00", None), ("x", "y")])
def test_what_is_stored_and_no_time_holds_nothing_back(stored: tuple[str | None, str | None]) -> None:
    assert quiet_hours(*stored) is None
