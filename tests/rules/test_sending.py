"""Working hours, waiting times, and when a claim is given up."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.sending import (
    FOREIGN_CLAIM,
    OLDEST_CLAIM,
    TO_LEADERS,
    WAITS,
    claim_is_lost,
    has_failed_long,
    is_covered,
    may_send,
    retry_at,
    send_from,
)
from rules.workday import CalendarEntry, vietnam_calendar

CALENDAR = vietnam_calendar()


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    """Return an hour in Viet Nam (UTC+7) in 2026; 20/11/2026 is a Friday."""
    return datetime(2026, month, day, hour, minute, tzinfo=UTC) - timedelta(hours=7)


@pytest.mark.parametrize(
    ("moment", "first"),
    [
        (at(20, 9), at(20, 9)),
        (at(20, 7), at(20, 7)),
        (at(20, 17, 29), at(20, 17, 29)),
        (at(20, 6, 59), at(20, 7, 30)),
        (at(20, 0, 1), at(20, 7, 30)),
        (at(20, 17, 30), at(23, 7, 30)),
        (at(21, 9), at(23, 7, 30)),
        (at(22, 23), at(23, 7, 30)),
        (at(19, 20), at(20, 7, 30)),
    ],
)
def test_messages_go_out_in_working_hours_else_next_morning(moment: datetime, first: datetime) -> None:
    assert send_from(moment, CALENDAR) == first


def test_a_holiday_and_a_make_up_saturday_are_known() -> None:
    swap = vietnam_calendar(
        [
            CalendarEntry(date(2026, 11, 20), False, "Nghỉ", "thông báo", True),
            CalendarEntry(date(2026, 11, 21), True, "Làm bù", "thông báo", True),
        ]
    )
    assert send_from(at(20, 9), swap) == at(21, 7, 30)
    assert may_send(at(21, 9), swap)


@given(st.integers(0, 10 * 366 * 24 * 60).map(lambda n: at(1, 0) + timedelta(minutes=n)))
def test_the_first_instant_is_allowed_and_never_earlier(moment: datetime) -> None:
    first = send_from(moment, CALENDAR)
    assert first >= moment
    assert may_send(first, CALENDAR)
    assert send_from(first, CALENDAR) == first


def test_waiting_grows_to_six_hours_and_no_further() -> None:
    waits = [retry_at(at(16, 8), n, CALENDAR) - at(16, 8) for n in range(1, 9)]
    assert waits[:6] == [timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 360)]
    assert waits[6:] == [timedelta(hours=6)] * 2


def test_a_retry_after_hours_waits_for_the_morning() -> None:
    assert retry_at(at(20, 17, 29), 1, CALENDAR) == at(23, 7, 30)


@given(st.integers(0, 366 * 24 * 60).map(lambda n: at(1, 0) + timedelta(minutes=n)), st.integers(1, 9))
def test_an_urgent_message_waits_for_no_hour_and_no_day(moment: datetime, attempts: int) -> None:
    assert may_send(moment, CALENDAR, is_urgent=True)
    assert send_from(moment, CALENDAR, is_urgent=True) == moment
    waited = retry_at(moment, attempts, CALENDAR, is_urgent=True) - moment
    assert waited == timedelta(minutes=WAITS[min(attempts, len(WAITS)) - 1])


def test_a_digest_is_covered_where_newer_ones_tell_all_that_is_open_in_it() -> None:
    assert is_covered("agency-digest", {(1, "")}, {(1, ""), (2, "")})
    assert not is_covered("agency-digest", {(1, ""), (3, "")}, {(1, ""), (2, "")})
    # What a leader is told of an obligation is no reminder of its agency.
    assert not is_covered("urgent-digest", {(1, "")}, {(1, "escalate-head")})
    assert is_covered("lead-digest", set(), set())
    for kind in (*TO_LEADERS, "refusal", "test"):
        assert not is_covered(kind, set(), set())


def test_a_day_of_failure_is_long() -> None:
    assert not has_failed_long(at(19, 8), at(20, 7, 59))
    assert has_failed_long(at(19, 8), at(20, 8))


def test_a_claim_of_this_computer_falls_with_its_process() -> None:
    minute = timedelta(minutes=1)
    assert claim_is_lost(age=minute, seen_from_here=True, claimant_lives=False)
    assert not claim_is_lost(age=FOREIGN_CLAIM + minute, seen_from_here=True, claimant_lives=True)
    assert claim_is_lost(age=OLDEST_CLAIM + minute, seen_from_here=True, claimant_lives=True)


def test_a_claim_of_another_computer_falls_with_its_age() -> None:
    second = timedelta(seconds=1)
    assert not claim_is_lost(age=FOREIGN_CLAIM, seen_from_here=False, claimant_lives=False)
    assert claim_is_lost(age=FOREIGN_CLAIM + second, seen_from_here=False, claimant_lives=False)
