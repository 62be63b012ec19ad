"""Who of an agency is written to on a day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.escalation import Reach
from rules.recipients import Person, Recipients, recipients

DAY = date(2026, 11, 23)
AWAY = {"away_from": DAY - timedelta(days=1), "away_to": DAY + timedelta(days=1)}


def test_heads_get_no_digests_while_the_agency_has_anybody_else() -> None:
    assert recipients([Person(1, "head"), Person(2)], on=DAY) == Recipients((2,), (1,))
    assert recipients([Person(1, "head"), Person(2, "substitute")], on=DAY) == Recipients((2,), (1,))
    assert recipients([Person(1, "head")], on=DAY) == Recipients((1,), (1,))


def test_substitutes_read_nothing_while_everybody_is_there() -> None:
    assert recipients([Person(1), Person(2, "substitute"), Person(3)], on=DAY).digests == (1, 3)


@pytest.mark.parametrize(
    ("days", "is_away"), [((0, 0), True), ((-3, 0), True), ((0, 5), True), ((-3, -1), False), ((1, 9), False)]
)
def test_both_days_of_an_absence_are_counted(days: tuple[int, int], is_away: bool) -> None:
    first, last = (DAY + timedelta(days=n) for n in days)
    people = [Person(1, away_from=first, away_to=last, substitute_id=2), Person(2, "substitute")]
    assert recipients(people, on=DAY).digests == ((2,) if is_away else (1,))


def test_without_one_named_the_agencys_substitutes_stand_in() -> None:
    people = [Person(1, **AWAY), Person(2), Person(3, "substitute"), Person(4, "substitute", **AWAY)]
    assert recipients(people, on=DAY).digests == (3, 2)
    gone = Person(5, is_active=False)
    named_gone = [Person(1, substitute_id=5, **AWAY), gone, Person(3, "substitute")]
    assert recipients(named_gone, on=DAY).digests == (3,)


def test_a_head_away_is_stood_in_for_and_the_officer_reads_both_letters() -> None:
    found = recipients([Person(1, "head", substitute_id=2, **AWAY), Person(2)], on=DAY)
    assert found == Recipients((2,), (2,))
    assert found.reach == Reach(True, True, one_desk=True)


def test_who_is_away_with_nobody_to_stand_in_is_written_to_unless_others_are_there() -> None:
    assert recipients([Person(1, **AWAY)], on=DAY).digests == (1,)
    assert recipients([Person(1, **AWAY), Person(2)], on=DAY).digests == (2,)


def test_nobody_active_is_nobody() -> None:
    assert recipients([Person(1, is_active=False)], on=DAY) == Recipients()
    assert Recipients().reach == Reach(False, False)


PEOPLE = st.lists(
    st.builds(
        Person,
        contact_id=st.integers(1, 6),
        role=st.sampled_from(["officer", "head", "substitute"]),
        is_active=st.booleans(),
        away_from=st.one_of(st.none(), st.just(DAY)),
        away_to=st.one_of(st.none(), st.just(DAY)),
        substitute_id=st.one_of(st.none(), st.integers(1, 6)),
    ),
    max_size=6,
    unique_by=lambda p: p.contact_id,
)


@given(people=PEOPLE)
def test_an_agency_with_anybody_active_is_always_reached_and_nobody_twice(people: list[Person]) -> None:
    found = recipients(people, on=DAY)
    active = {p.contact_id for p in people if p.is_active}
    assert bool(found.digests) == bool(active)
    assert bool(found.heads) == any(p.role == "head" for p in people if p.is_active)
    for some in (found.digests, found.heads):
        assert len(set(some)) == len(some)
        assert set(some) <= active
