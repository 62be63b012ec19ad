"""The ladder: when it speaks, when it is silent, and that missed mornings are made good once."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.errors import BadSettings
from rules.escalation import levels_falling
from rules.ladder import (
    LadderRules,
    ObligationFacts,
    Step,
    next_look_on,
    parse_ladder,
    rules_of_plan,
    step_due,
    steps,
)
from rules.workday import vietnam_calendar

LADDER = LadderRules()
CALENDAR = vietnam_calendar()
GIVEN = date(2026, 10, 1)


def dated(due: date, status: str = "acknowledged", given_on: date = GIVEN) -> ObligationFacts:
    acknowledged = None if status == "assigned" else given_on
    return ObligationFacts("dated", status, due, given_on, acknowledged)


def walk(facts: ObligationFacts, start: date, end: date, looked: date | None = None) -> dict[date, str]:
    """Look every day and return what was asked for on each; ``looked`` is the last look before."""
    said: dict[date, str] = {}
    day = start
    while day <= end:
        if step := step_due(facts, LADDER, CALENDAR, last_looked_on=looked, today=day):
            said[day] = step.rule
        looked = day
        day += timedelta(days=1)
    return said


def test_a_dated_item_is_reminded_before_on_and_after_its_day() -> None:
    due = date(2026, 11, 20)
    said = walk(dated(due), GIVEN, date(2026, 12, 2))
    assert said == {
        date(2026, 11, 6): "before-10",
        date(2026, 11, 13): "before-5",
        date(2026, 11, 17): "before-3",
        date(2026, 11, 19): "before-1",
        date(2026, 11, 20): "due-day",
        date(2026, 11, 23): "overdue",
        # 24/11 is a day off in the calendar: three working days later is the 27th.
        date(2026, 11, 27): "overdue",
        date(2026, 12, 2): "overdue",
    }


def test_work_that_is_acknowledged_already_is_not_announced() -> None:
    far = date(2027, 3, 31)
    assert list(walk(dated(far, status="assigned"), GIVEN, date(2026, 10, 2)).values()) == ["assigned"]
    assert walk(dated(far), GIVEN, date(2026, 10, 2)) == {}


def test_nobody_is_reminded_on_a_day_off() -> None:
    due = date(2026, 9, 1)  # within the National Day holidays
    said = walk(dated(due, given_on=date(2026, 7, 1)), date(2026, 7, 1), date(2026, 9, 30))
    assert said
    assert all(CALENDAR.is_working(day) for day in said)


def test_a_due_day_on_a_weekend_is_announced_on_the_working_day_before() -> None:
    sunday = date(2026, 11, 22)
    said = walk(dated(sunday), GIVEN, date(2026, 11, 25))
    assert said[date(2026, 11, 20)] == "due-day"
    assert said[date(2026, 11, 23)] == "overdue"


def test_silence_after_a_report() -> None:
    facts = dated(date(2026, 11, 20), status="reported")
    assert walk(facts, GIVEN, date(2026, 12, 31)) == {}
    assert next_look_on(facts, LADDER, CALENDAR, today=GIVEN) is None


def test_an_unacknowledged_item_is_asked_after_three_working_days() -> None:
    facts = dated(date(2027, 3, 31), status="assigned", given_on=date(2026, 10, 1))
    assert walk(facts, GIVEN, date(2026, 10, 9)) == {
        date(2026, 10, 1): "assigned",
        date(2026, 10, 6): "unacknowledged",
    }


def test_an_undated_item_is_asked_about_every_thirty_days() -> None:
    facts = ObligationFacts("undated", "acknowledged", None, date(2026, 10, 1), date(2026, 10, 1))
    said = walk(facts, date(2026, 10, 1), date(2026, 12, 31))
    assert list(said.values()) == ["check-in", "check-in", "check-in"]


def test_an_ongoing_item_goes_stale_after_its_last_report_and_is_never_overdue() -> None:
    facts = ObligationFacts(
        "ongoing", "in_progress", None, date(2026, 10, 1), date(2026, 10, 1), date(2026, 10, 20)
    )
    said = walk(facts, date(2026, 10, 1), date(2026, 11, 30))
    assert said == {date(2026, 11, 19): "stale"}


def test_missed_mornings_are_made_good_by_one_reminder() -> None:
    facts = dated(date(2026, 11, 20))
    step = step_due(facts, LADDER, CALENDAR, last_looked_on=date(2026, 11, 12), today=date(2026, 11, 25))
    assert step == Step("overdue", date(2026, 11, 23))


def test_work_given_shortly_before_its_day_gets_no_reminder_from_the_past() -> None:
    facts = dated(date(2026, 11, 4), given_on=date(2026, 11, 2))
    said = walk(facts, date(2026, 11, 2), date(2026, 11, 4))
    assert said == {
        date(2026, 11, 3): "before-1",
        date(2026, 11, 4): "due-day",
    }


def test_work_that_came_back_is_told_once_on_the_next_working_day() -> None:
    friday = date(2026, 10, 9)
    facts = ObligationFacts(
        "dated", "returned", date(2027, 3, 31), GIVEN, GIVEN, date(2026, 10, 8), turned_on=friday
    )
    assert walk(facts, friday, date(2026, 10, 30)) == {date(2026, 10, 12): "turned-back"}
    supporting = replace(facts, part="coordinator")
    assert walk(supporting, friday, date(2026, 10, 30)) == {date(2026, 10, 12): "turned-back"}


def test_work_given_again_is_waited_for_anew() -> None:
    friday = date(2026, 10, 9)
    facts = ObligationFacts("dated", "assigned", date(2027, 3, 31), GIVEN, turned_on=friday)
    assert walk(facts, friday, date(2026, 10, 30), looked=date(2026, 10, 8)) == {
        date(2026, 10, 12): "turned-back",
        date(2026, 10, 14): "unacknowledged",
    }


def test_late_work_that_came_back_is_told_as_late() -> None:
    due = date(2026, 10, 9)
    facts = ObligationFacts("dated", "returned", due, GIVEN, GIVEN, due, turned_on=due)
    assert walk(facts, due, date(2026, 10, 12)) == {due: "due-day", date(2026, 10, 12): "overdue"}


def test_a_coordinator_is_asked_softly() -> None:
    due = date(2026, 10, 30)
    facts = ObligationFacts("dated", "assigned", due, GIVEN, part="coordinator")
    assert walk(facts, GIVEN, date(2026, 11, 12)) == {
        GIVEN: "assigned",
        date(2026, 10, 27): "before-3",
        due: "due-day",
        date(2026, 11, 2): "overdue",
        date(2026, 11, 10): "overdue",
    }
    undated = ObligationFacts("undated", "assigned", None, GIVEN, part="coordinator")
    assert walk(undated, GIVEN, date(2027, 3, 1)) == {GIVEN: "assigned"}
    assert next_look_on(undated, LADDER, CALENDAR, today=GIVEN) is None


def test_an_urgent_plan_is_reminded_on_days_off_too() -> None:
    rules = rules_of_plan(CALENDAR, LADDER, is_urgent=True, overrides={"before": [2]})
    sunday = date(2026, 10, 11)
    found = steps(dated(sunday), rules.ladder, rules.calendar, start=GIVEN, end=date(2026, 10, 12))
    assert set(found) == {
        Step("before-2", date(2026, 10, 9)),
        Step("due-day", sunday),
        Step("overdue", date(2026, 10, 12)),
    }
    assert rules_of_plan(CALENDAR, LADDER, is_urgent=False, overrides=None) == (CALENDAR, LADDER)


cases = st.builds(
    lambda kind, status, due, since, part, turned: ObligationFacts(
        kind,
        status,
        GIVEN + timedelta(days=due) if kind in ("dated", "recurring") else None,
        GIVEN,
        GIVEN if status != "assigned" else None,
        GIVEN + timedelta(days=since) if status in ("in_progress", "returned") else None,
        part,
        GIVEN + timedelta(days=turned) if turned is not None else None,
    ),
    part=st.sampled_from(["owner", "coordinator"]),
    turned=st.one_of(st.none(), st.integers(0, 60)),
    kind=st.sampled_from(["dated", "recurring", "undated", "ongoing", "event"]),
    status=st.sampled_from(["assigned", "acknowledged", "in_progress", "returned"]),
    due=st.integers(0, 500),
    since=st.integers(0, 20),
)
ladders = st.builds(
    LadderRules,
    before=st.sets(st.integers(0, 40), max_size=5).map(tuple),
    on_day=st.booleans(),
    overdue_first=st.integers(0, 9),
    overdue_every=st.integers(1, 9),
    unacknowledged_after=st.integers(0, 9),
    check_in_days=st.integers(0, 60),
    stale_days=st.integers(0, 60),
    escalate_head=st.integers(0, 30),
    escalate_lead=st.just(0),
    escalate_issuer=st.just(0),
)


@settings(max_examples=60, deadline=None)
@given(facts=cases, length=st.integers(10, 600))
def test_looking_only_when_told_to_finds_the_same_as_looking_every_day(
    facts: ObligationFacts, length: int
) -> None:
    """``next_look_on`` never lets a step slip by."""
    end = GIVEN + timedelta(days=length)
    daily = walk(facts, GIVEN, end)
    sparse: dict[date, str] = {}
    looked: date | None = None
    day: date | None = CALENDAR.next_working(GIVEN)
    while day is not None and day <= end:
        if step := step_due(facts, LADDER, CALENDAR, last_looked_on=looked, today=day):
            sparse[day] = step.rule
        looked = day
        day = next_look_on(facts, LADDER, CALENDAR, today=day)
    assert sparse == daily


@settings(max_examples=200)
@given(facts=cases, ladder=ladders, passed=st.integers(0, 700))
def test_the_next_look_is_on_the_first_day_on_which_anything_falls(
    facts: ObligationFacts, ladder: LadderRules, passed: int
) -> None:
    today = GIVEN + timedelta(days=passed)
    window = {"start": today + timedelta(days=1), "end": today + timedelta(days=700)}
    falling = [step.on for step in steps(facts, ladder, CALENDAR, **window)]
    if facts.due_on is not None and facts.part == "owner":
        falling += [on for on, _ in levels_falling(facts.due_on, ladder, CALENDAR, **window)]
    assert next_look_on(facts, ladder, CALENDAR, today=today) == min(falling, default=None)


@pytest.mark.parametrize("days", [100, 160, 300, 500])
def test_work_far_from_its_day_is_looked_at_before_its_day(days: int) -> None:
    due = GIVEN + timedelta(days=days)
    facts = ObligationFacts("dated", "acknowledged", due, GIVEN, GIVEN)
    ten_before = CALENDAR.add_working_days(CALENDAR.previous_working(due), -10)
    assert next_look_on(facts, LADDER, CALENDAR, today=GIVEN) == ten_before


@settings(max_examples=60, deadline=None)
@given(facts=cases, gap=st.integers(1, 40), start=st.integers(0, 100))
def test_steps_have_unique_keys_and_stay_in_their_window(
    facts: ObligationFacts, gap: int, start: int
) -> None:
    first = GIVEN + timedelta(days=start)
    last = first + timedelta(days=gap)
    found = list(steps(facts, LADDER, CALENDAR, start=first, end=last))
    assert all(first <= s.on <= last for s in found)
    assert len({(s.rule, s.on) for s in found}) == len(found)


def test_the_ladder_file_is_read_and_its_faults_are_named() -> None:
    assert parse_ladder("before = [3, 7]\noverdue_every = 2").before == (7, 3)
    for text, fault in (
        ("before = [", "sai cú pháp"),
        ("bfore = [1]", "mục lạ: bfore"),
        ("before = [-1]", "mục before"),
        ("overdue_every = 0", "overdue_every"),
        ('check_in_days = "x"', "mục check_in_days"),
    ):
        with pytest.raises(BadSettings, match=fault):
            parse_ladder(text)
