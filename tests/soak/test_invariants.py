"""The soak's checker does not sleep: what holds passes, and every violation made up here is told."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from benchmarks.soak_invariants import (
    Made,
    Moved,
    Posted,
    Received,
    Watched,
    carried_faults,
    count_faults,
    digest_faults,
    first_day_faults,
    forgotten_faults,
    look_faults,
    message_faults,
    move_faults,
    reminder_faults,
    rollup_faults,
    stands,
)
from rules.ladder import LadderRules, ObligationFacts, step_due
from rules.rollup import CountedObligation, count
from rules.workday import vietnam_calendar

CALENDAR, LADDER = vietnam_calendar(), LadderRules()
# A Monday; the work is due on Friday of the week after.
TODAY, DUE = date(2026, 11, 16), date(2026, 11, 27)
NOW = datetime(2026, 11, 16, 9, 45, tzinfo=UTC)
HOUR = timedelta(hours=1)
FACTS = ObligationFacts("dated", "in_progress", DUE, date(2026, 11, 2), date(2026, 11, 3))
YESTERDAY = date(2026, 11, 13)
WORK = Watched(FACTS, YESTERDAY, CALENDAR, LADDER)


def late(**changes: object) -> Watched:
    """Return work that was due on Tuesday of the week before."""
    return replace(WORK, facts=replace(FACTS, due_on=date(2026, 11, 10), **changes))  # type: ignore[arg-type]


# The 24th of November is a day off.
TEN_BEFORE = date(2026, 11, 12)
RIGHT = [
    ("before-10", TEN_BEFORE, replace(WORK, last_looked_on=date(2026, 11, 11))),
    ("before-5", date(2026, 11, 19), replace(WORK, last_looked_on=date(2026, 11, 18))),
    ("due-day", DUE, WORK),
    ("overdue", date(2026, 11, 16), late()),
    ("escalate-head", date(2026, 11, 10), late()),
    ("assigned", TODAY, replace(WORK, facts=replace(FACTS, status="assigned", assigned_on=TODAY))),
    ("turned-back", TODAY, replace(WORK, facts=replace(FACTS, status="returned", turned_on=YESTERDAY))),
    (
        "unacknowledged",
        TODAY,
        replace(
            WORK,
            facts=replace(FACTS, status="assigned", assigned_on=date(2026, 11, 11), acknowledged_on=None),
        ),
    ),
    (
        "check-in",
        TODAY,
        replace(
            WORK, facts=replace(FACTS, kind="undated", due_on=None, assigned_on=TODAY - timedelta(days=30))
        ),
    ),
    (
        "stale",
        TODAY,
        replace(WORK, facts=replace(FACTS, kind="ongoing", due_on=None, assigned_on=date(2026, 10, 17))),
    ),
]


@pytest.mark.parametrize(("rule", "on", "work"), RIGHT)
def test_a_reminder_in_its_rule_and_on_its_day_is_right(rule: str, on: date, work: Watched) -> None:
    assert stands(rule, on, work, max(on, TODAY) if rule != "escalate-head" else date(2026, 11, 17))


@pytest.mark.parametrize(("rule", "on", "work"), RIGHT)
def test_the_same_reminder_on_another_day_or_of_closed_work_is_not(
    rule: str, on: date, work: Watched
) -> None:
    today = date(2026, 11, 17) if rule == "escalate-head" else max(on, TODAY)
    assert not stands(rule, on + timedelta(days=1), work, today + timedelta(days=1))
    assert not stands(rule, on - timedelta(days=1), work, today)
    assert not stands(rule, on, work, (today if rule == "escalate-head" else on) - timedelta(days=1))
    assert not stands(rule, on, replace(work, facts=replace(work.facts, status="done")), today)
    assert not stands(rule, on, replace(work, last_looked_on=today), today)


def test_rules_that_the_plans_own_ladder_or_the_part_switches_off_are_not_right() -> None:
    seven = replace(WORK, ladder=replace(LADDER, before=(7,)), last_looked_on=date(2026, 11, 12))
    assert not stands("before-10", TEN_BEFORE, seven, TODAY)
    assert not stands("escalate-head", date(2026, 11, 10), late(part="coordinator"), date(2026, 11, 17))
    assert not stands("before-4", TEN_BEFORE, WORK, TODAY)
    assert not stands("birthday", TODAY, WORK, TODAY)
    # A coordinator is told of delay every sixth day only.
    second = date(2026, 11, 16)
    assert stands("overdue", second, late(), TODAY)
    assert not stands("overdue", second, late(part="coordinator"), TODAY)


def test_the_checker_agrees_with_the_ladder_over_a_works_life() -> None:
    asked = 0
    for status in ("assigned", "acknowledged", "returned"):
        for due in (None, DUE):
            kind = "dated" if due else "undated"
            acknowledged = None if status == "assigned" else FACTS.acknowledged_on
            turned = date(2026, 11, 9) if status == "returned" else None
            facts = ObligationFacts(kind, status, due, FACTS.assigned_on, acknowledged, turned_on=turned)
            looked: date | None = None
            for n in range(120):
                today = FACTS.assigned_on + timedelta(days=n)
                if not CALENDAR.is_working(today) or n % 11 == 5:
                    continue
                step = step_due(facts, LADDER, CALENDAR, last_looked_on=looked, today=today)
                if step is not None:
                    asked += 1
                    assert stands(step.rule, step.on, Watched(facts, looked, CALENDAR, LADDER), today), step
                looked = today
    assert asked > 60


def test_reminders_are_told_that_are_doubled_unasked_misnumbered_or_two_of_one_day() -> None:
    work = replace(WORK, last_looked_on=date(2026, 11, 11))
    right = Made(1, "before-10", TEN_BEFORE, 4)
    assert not list(reminder_faults({1: work}, [right], {1: 3}, today=TODAY))
    twice = list(reminder_faults({1: work}, [right, replace(right, number=5)], {1: 3}, today=TODAY))
    assert any("stored 2 times" in fault for fault in twice)
    assert any("reminded 2 times" in fault for fault in twice)
    (foreign,) = reminder_faults({}, [replace(right, number=1)], {}, today=TODAY)
    assert "was not due" in foreign
    (wrong,) = reminder_faults({1: work}, [replace(right, step_on=TODAY)], {1: 3}, today=TODAY)
    assert "stands in no rule" in wrong
    (number,) = reminder_faults({1: work}, [replace(right, number=6)], {1: 3}, today=TODAY)
    assert "has number 6, not 4" in number


def test_a_reminder_that_was_asked_for_and_is_nowhere_is_told() -> None:
    key = Made(1, "before-10", TEN_BEFORE, 1).key
    assert not list(forgotten_faults([key], {key}))
    assert len(list(forgotten_faults([key], set()))) == 1


def test_a_next_look_in_the_past_is_told() -> None:
    assert not list(look_faults({1: NOW + HOUR, 2: None}, until=NOW))
    assert len(list(look_faults({1: NOW, 2: NOW - HOUR}, until=NOW))) == 2


def test_moves_outside_the_table_and_breaks_in_a_story_are_told() -> None:
    born = Moved(1, None, "assigned", "lead")
    taken = Moved(1, "assigned", "acknowledged", "agency")
    assert not list(move_faults([born, taken], {}, {1: "acknowledged"}))
    # A row that moves nothing (a grant of time) and an operator's decision are in order.
    noted, given = Moved(1, "assigned", "assigned", "lead"), Moved(1, "assigned", "withdrawn", "operator")
    assert not list(move_faults([noted, given], {1: "assigned"}, {1: "withdrawn"}))
    (jump,) = move_faults([Moved(1, "assigned", "done", "agency")], {1: "assigned"}, {1: "done"})
    assert "not in the table" in jump
    (foreign,) = move_faults([Moved(1, "reported", "done", "agency")], {1: "reported"}, {1: "done"})
    assert "not in the table" in foreign
    (broken,) = move_faults([taken], {1: "in_progress"}, {1: "acknowledged"})
    assert "but it stood at in_progress" in broken
    (silent,) = move_faults([taken], {1: "assigned"}, {1: "reported"})
    assert "its journal at acknowledged" in silent
    (gone,) = move_faults([taken], {1: "assigned"}, {})
    assert "stands at None" in gone


def test_lost_doubled_and_unborn_obligations_are_told() -> None:
    right = {"before": 5, "born": 2, "stored": 7, "keys": 7, "births": 7}
    assert not list(count_faults(**right))
    for name, value in (("stored", 6), ("keys", 6), ("births", 6)):
        assert list(count_faults(**{**right, name: value})), name


def test_a_first_due_day_that_changed_is_told() -> None:
    assert not list(first_day_faults([(1, DUE, DUE), (2, None, DUE)]))
    assert len(list(first_day_faults([(1, DUE, TODAY), (2, DUE, None)]))) == 2


def test_messages_without_outcome_or_place_in_the_queue_are_told() -> None:
    sent = Posted(1, "sent", "", NOW, NOW)
    waiting = Posted(2, "queued", "", NOW + HOUR, None)
    refused = Posted(3, "refused", "Địa chỉ không có.", None, None)
    assert not list(message_faults([sent, waiting, refused], now=NOW, is_healthy=True))
    due = replace(waiting, not_before_at=NOW)
    assert not list(message_faults([due], now=NOW, is_healthy=False))
    wrong = [
        due,
        replace(waiting, not_before_at=None),
        replace(sent, sent_at=None),
        replace(refused, outcome=""),
        replace(sent, state="sending"),
        replace(refused, state="superseded", outcome=""),
    ]
    for one in wrong:
        assert len(list(message_faults([one], now=NOW, is_healthy=True))) == 1, one


def test_two_digests_of_one_day_and_unexplained_copies_are_told() -> None:
    one = Received("agency-digest", "a@x.vn", TODAY, "<1>")
    other = Received("lead-digest", "a@x.vn", TODAY, "<2>")
    assert not list(digest_faults([one, other], kills=0))
    assert not list(digest_faults([one, one], kills=1))
    # Two refused works of one day are two letters.
    refusal = replace(one, kind="refusal", reference="<4>")
    assert not list(digest_faults([refusal, replace(refusal, reference="<5>")], kills=0))
    assert len(list(digest_faults([one, one], kills=0))) == 1
    assert len(list(digest_faults([one, replace(one, reference="<3>")], kills=9))) == 1


def test_a_reminder_that_no_message_carries_is_told() -> None:
    assert not list(carried_faults([]))
    assert len(list(carried_faults([7, 8]))) == 2


def test_a_rollup_that_does_not_sum_or_that_the_journal_counts_otherwise_is_told() -> None:
    facts = ("dated", "in_progress", DUE, DUE, None)
    one = count([CountedObligation("1", *facts, times=2)], today=TODAY)
    other = count([CountedObligation("1", *facts, times=3)], today=TODAY)
    assert not list(rollup_faults("today", (one, one), (one, one)))
    assert len(list(rollup_faults("today", (one, other), (one, one)))) == 1
    broken = replace(one, sum=other.sum)
    assert any("do not sum" in fault for fault in rollup_faults("today", (broken, one), (one, one)))
