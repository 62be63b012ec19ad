"""What the calendar says of an obligation."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.standing import Standing
from rules.standing import NAMES, sentence, silent_days, standing

TODAY = date(2026, 11, 23)


def of(
    status: str = "assigned", due: date | None = TODAY, reported: date | None = None, kind: str = "dated"
) -> Standing:
    return standing(kind=kind, status=status, due_on=due, reported_on=reported, today=TODAY)


@pytest.mark.parametrize(
    ("due", "name", "days"),
    [
        (TODAY - timedelta(days=3), "overdue", 3),
        (TODAY - timedelta(days=1), "overdue", 1),
        (TODAY, "due_today", 0),
        (TODAY + timedelta(days=1), "due_soon", 1),
        (TODAY + timedelta(days=7), "due_soon", 7),
        (TODAY + timedelta(days=8), "upcoming", 8),
    ],
)
def test_open_work_stands_by_the_distance_to_its_day(due: date, name: str, days: int) -> None:
    assert of(due=due) == Standing(name, days)  # type: ignore[arg-type]


def test_finishing_on_the_due_day_is_on_time() -> None:
    assert of("done", due=TODAY, reported=TODAY).name == "done_on_time"


def test_finishing_a_day_later_is_late_by_a_day() -> None:
    assert of("done", due=TODAY, reported=TODAY + timedelta(days=1)) == Standing("done_late", 1)


def test_a_report_in_time_is_not_overdue_while_it_waits_for_confirmation() -> None:
    due = TODAY - timedelta(days=5)
    assert of("reported", due=due, reported=due).name == "upcoming"


def test_a_late_report_stays_late_by_its_own_day_while_it_waits() -> None:
    due = TODAY - timedelta(days=5)
    assert of("reported", due=due, reported=due + timedelta(days=2)) == Standing("overdue", 2)


def test_a_returned_report_is_overdue_again() -> None:
    due = TODAY - timedelta(days=5)
    assert of("returned", due=due, reported=due) == Standing("overdue", 5)


def test_no_deadline_is_a_class_of_its_own_and_never_overdue() -> None:
    assert of(due=None, kind="undated").name == "no_deadline"
    assert of(due=None, kind="ongoing").name == "ongoing"
    assert of(due=None, kind="event").name == "awaiting_event"


def test_withdrawn_and_suspended_work_is_set_aside() -> None:
    assert of("withdrawn").name == of("suspended").name == "aside"


def test_the_sentence_names_the_days() -> None:
    assert sentence(Standing("overdue", 3)) == "Quá hạn 3 ngày"
    assert sentence(Standing("due_soon", 2)) == "Sắp đến hạn, còn 2 ngày"
    assert sentence(Standing("due_today")) == "Đến hạn hôm nay"


@given(
    shift=st.integers(-800, 800),
    status=st.sampled_from(["assigned", "acknowledged", "in_progress", "returned"]),
)
def test_open_dated_work_is_overdue_exactly_after_its_day(shift: int, status: str) -> None:
    got = of(status, due=TODAY + timedelta(days=shift))
    assert (got.name == "overdue") == (shift < 0)
    assert got.days == abs(shift)
    assert sentence(got).startswith(NAMES[got.name])


@pytest.mark.parametrize(
    ("days_ago", "reported_ago", "days"),
    [(29, None, 0), (30, None, 30), (90, None, 90), (90, 10, 0), (90, 45, 45)],
)
def test_an_ongoing_duty_goes_stale_by_the_last_word_heard(
    days_ago: int, reported_ago: int | None, days: int
) -> None:
    reported = TODAY - timedelta(days=reported_ago) if reported_ago is not None else None
    known = {"due_on": None, "today": TODAY, "assigned_on": TODAY - timedelta(days=days_ago)}
    heard = {"kind": "ongoing", "status": "in_progress", "reported_on": reported, "after": 30}
    assert silent_days(**(known | heard)) == days  # type: ignore[arg-type]
    for other in ({"kind": "undated"}, {"status": "done"}, {"after": 0}, {"due_on": TODAY}):
        assert silent_days(**(known | heard | other)) == 0  # type: ignore[arg-type]
