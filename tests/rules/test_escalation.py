"""Who hears of long delay, and where that word goes when a level has nobody to tell."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.escalation import (
    HEAD,
    ISSUER,
    LEAD,
    LEVELS,
    NOBODY,
    Level,
    Place,
    Reach,
    highest,
    levels_falling,
    place_of,
)
from rules.ladder import LadderRules, ObligationFacts, escalations_due, next_look_on
from rules.workday import EVERY_DAY, vietnam_calendar

CALENDAR, LADDER = vietnam_calendar(), LadderRules()
GIVEN, DUE = date(2026, 10, 1), date(2026, 10, 30)
ALL, OFFICERS = Reach(), Reach(heads=False)


def late(**more: object) -> ObligationFacts:
    facts: dict[str, object] = {
        "kind": "dated",
        "status": "acknowledged",
        "due_on": DUE,
        "assigned_on": GIVEN,
    }
    return ObligationFacts(**(facts | more))  # type: ignore[arg-type]


def walk(facts: ObligationFacts, ladder: LadderRules = LADDER, days: int = 80) -> dict[Level, date]:
    """Look every day and return when each level was told."""
    told: dict[Level, date] = {}
    looked = None
    for n in range(days):
        day = GIVEN + timedelta(days=n)
        for level in escalations_due(facts, ladder, CALENDAR, last_looked_on=looked, today=day):
            assert level not in told
            told[level] = day
        looked = day
    return told


def test_each_level_is_told_once_after_its_grace_in_working_days() -> None:
    # 24/11 is a day off in the calendar.
    assert walk(late()) == {HEAD: date(2026, 11, 6), LEAD: date(2026, 11, 13), ISSUER: date(2026, 11, 30)}


def test_a_level_of_zero_is_switched_off() -> None:
    assert walk(late(), LadderRules(escalate_lead=0)).keys() == {HEAD, ISSUER}


@pytest.mark.parametrize(
    "facts",
    [
        late(part="coordinator"),
        late(status="reported"),
        late(status="done"),
        late(due_on=None, kind="undated"),
    ],
)
def test_nobody_is_escalated_who_is_not_an_owner_in_delay(facts: ObligationFacts) -> None:
    assert walk(facts) == {}


def test_an_extension_begins_anew() -> None:
    assert walk(late(due_on=date(2026, 11, 6)))[HEAD] == date(2026, 11, 13)


def test_all_levels_of_missed_mornings_are_made_good() -> None:
    found = escalations_due(late(), LADDER, CALENDAR, last_looked_on=DUE, today=date(2026, 11, 20))
    assert found == [HEAD, LEAD]


def test_an_urgent_plan_counts_every_day() -> None:
    falling = levels_falling(DUE, LADDER, EVERY_DAY, start=GIVEN, end=date(2026, 12, 31))
    assert [day for day, _ in falling] == [DUE + timedelta(days=n) for n in (5, 10, 20)]


@given(
    graces=st.tuples(*[st.integers(0, 200)] * 3),
    first=st.integers(0, 5),
    looked=st.integers(0, 120),
)
def test_looking_when_told_to_misses_no_level(graces: tuple[int, int, int], first: int, looked: int) -> None:
    ladder = LadderRules((), False, first, 3, 0, 0, 0, *graces)
    facts = late()
    told: list[tuple[date, Level]] = []
    last, day = None, GIVEN + timedelta(days=looked)
    end = GIVEN + timedelta(days=400)
    while day is not None and day <= end:
        due = escalations_due(facts, ladder, CALENDAR, last_looked_on=last, today=day)
        told += [(day, level) for level in due]
        last = day
        day = next_look_on(facts, ladder, CALENDAR, today=day)
    wanted = levels_falling(DUE, ladder, CALENDAR, start=GIVEN, end=end)
    start = GIVEN + timedelta(days=looked)
    assert sorted(told) == sorted((max(on, start), level) for on, level in wanted)


@pytest.mark.parametrize(
    ("level", "own", "lead", "issuer", "place"),
    [
        (HEAD, ALL, ALL, ALL, Place("own", "heads")),
        (HEAD, OFFICERS, ALL, ALL, Place("own", "digest", True)),
        (HEAD, NOBODY, ALL, ALL, Place("lead", "heads", True)),
        (HEAD, NOBODY, OFFICERS, ALL, Place("lead", "lead-digest", True)),
        (LEAD, ALL, ALL, ALL, Place("lead", "heads")),
        (LEAD, ALL, OFFICERS, ALL, Place("lead", "lead-digest", True)),
        (LEAD, ALL, NOBODY, ALL, Place("own", "heads", True)),
        (LEAD, OFFICERS, NOBODY, ALL, Place("own", "digest", True)),
        (ISSUER, ALL, ALL, ALL, Place("issuer", "heads")),
        (ISSUER, ALL, ALL, OFFICERS, Place("issuer", "office")),
        (ISSUER, ALL, ALL, NOBODY, Place("lead", "heads", True)),
        (ISSUER, ALL, OFFICERS, NOBODY, Place("lead", "lead-digest", True)),
        (ISSUER, OFFICERS, NOBODY, NOBODY, Place("own", "digest", True)),
        (ISSUER, NOBODY, NOBODY, NOBODY, None),
    ],
)
def test_a_level_with_nobody_to_tell_falls_to_the_one_below(
    level: Level, own: Reach, lead: Reach, issuer: Reach, place: Place | None
) -> None:
    assert place_of(level, own=own, lead=lead, issuer=issuer) == place


REACHES = st.sampled_from([ALL, OFFICERS, NOBODY, Reach(officers=False)])


@given(level=st.sampled_from(LEVELS), own=REACHES, lead=REACHES, issuer=REACHES)
def test_nothing_is_lost_while_the_agency_or_the_lead_can_be_reached(
    level: Level, own: Reach, lead: Reach, issuer: Reach
) -> None:
    place = place_of(level, own=own, lead=lead, issuer=issuer)
    is_reached = any(one.officers or one.heads for one in (own, lead))
    assert place is not None or not is_reached
    if place is not None:
        reach = {"own": own, "lead": lead, "issuer": issuer}[place.desk]
        assert reach.heads if place.paper == "heads" else reach.officers
        straight = {HEAD: "own", LEAD: "lead", ISSUER: "issuer"}[level]
        assert place.is_relayed == (place.desk != straight or place.paper in ("digest", "lead-digest"))


def test_the_highest_level_speaks() -> None:
    assert highest((LEAD, HEAD)) == LEAD
    assert highest(iter(LEVELS)) == ISSUER
