"""Whose the work is: nobody has one work twice, and open sets give nobody a share."""

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.draft import Rhythm
from rules.breakdown import ItemTerms
from rules.shares import NamedItem, Shares, is_undecided, owed_by_part, share_out
from rules.workday import vietnam_calendar

TODAY = date(2026, 11, 2)
CALENDAR = vietnam_calendar()
bodies = st.lists(st.tuples(st.integers(1, 8), st.sampled_from([None, 1])), max_size=8)
some_terms = st.sampled_from(
    [
        ItemTerms("date", date(2026, 12, 15)),
        ItemTerms("none", None),
        ItemTerms("ongoing", None),
        ItemTerms("recurring", None, Rhythm("month", day=20)),
    ]
)


@pytest.mark.parametrize(
    "name",
    [
        "các đơn vị liên quan",
        "các sở, ngành có liên quan",
        "Cơ quan, địa phương liên quan",
        "báo, đài",
        "các tổ chức quốc tế",
    ],
)
def test_an_open_set_is_nobody_in_particular(name: str) -> None:
    assert is_undecided(name)


@pytest.mark.parametrize("name", ["Sở Y tế", "UBND các xã, phường", "Sở Văn hóa, Thể thao và Du lịch"])
def test_a_body_and_a_closed_set_are_somebody(name: str) -> None:
    assert not is_undecided(name)


@given(owners=bodies, coordinators=bodies, terms=some_terms)
def test_no_agency_owes_twice_for_the_same_item_and_occurrence(
    owners: list[tuple[int, int | None]], coordinators: list[tuple[int, int | None]], terms: ItemTerms
) -> None:
    shares = share_out([NamedItem(1, owners, coordinators)])[1]
    owed = list(owed_by_part(terms, shares, today=TODAY, until=None, calendar=CALENDAR))
    assert max(Counter((o.agency_id, o.occurrence) for _, o in owed).values(), default=1) == 1
    assert {o.agency_id for part, o in owed if part == "owner"} == {a for a, _ in owners}
    assert {o.agency_id for _, o in owed} == {a for a, _ in (*owners, *coordinators)}


links = st.lists(st.one_of(st.none(), st.integers(1, 5)), min_size=4, max_size=4)


@given(
    named=st.lists(st.tuples(bodies, bodies), min_size=4, max_size=4),
    linked=links,
)
def test_nobody_has_a_work_twice_however_its_items_are_linked(
    named: list[tuple[list[tuple[int, int | None]], list[tuple[int, int | None]]]],
    linked: list[int | None],
) -> None:
    items = [NamedItem(n, *named[n - 1], mirror_of=linked[n - 1]) for n in range(1, 5)]
    found = share_out(items)
    assert set(found) == {1, 2, 3, 4}

    def work_of(key: int) -> frozenset[int]:
        seen = {key}
        while (onward := items[key - 1].mirror_of) in {1, 2, 3, 4} and onward not in seen:
            assert onward is not None
            seen.add(onward)
            key = onward
        return frozenset(seen)

    for one in (i for i in items if i.mirror_of not in {1, 2, 3, 4}):
        work = [i.key for i in items if one.key in work_of(i.key)]
        had = [a for key in work for a, _ in (*found[key].owners, *found[key].coordinators)]
        assert len(had) == len(set(had))
        assert {a for a, _ in found[one.key].owners} == {a for a, _ in one.owners}
        assert all(not found[key].owners for key in work if key != one.key)


def test_the_linked_items_owner_is_a_coordinator_under_its_own_words_only() -> None:
    first = NamedItem(1, [(10, None)], [(20, None), (30, None)])
    second = NamedItem(2, [(20, None)], [(10, None), (40, None)], mirror_of=1)
    assert share_out([first, second]) == {
        1: Shares(((10, None),), ((30, None),)),
        2: Shares((), ((20, None), (40, None))),
    }
