"""Two sides of one work are proposed; works that only share a subject or a partner are not."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract import draft_plan
from extract.reading import read_document
from rules.mirrors import ALIKE, Side, own_words, propose
from rules.naming import agency_key
from rules.shares import is_undecided
from rules.workday import vietnam_calendar
from tests.conftest import SHARED


def side(key: int, text: str, owner: str, partner: str, role: str = "do") -> Side:
    return Side(key, text, role, frozenset({owner}), frozenset({partner}), (owner, partner))


RADIO = side(
    1, "Phối hợp với Đài tỉnh xây dựng phóng sự về y tế cơ sở vùng cao", "Sở Y tế", "Đài tỉnh", "support"
)
FILM = side(
    2,
    "Chủ trì, phối hợp với Sở Y tế xây dựng phóng sự về y tế cơ sở vùng cao, phát sóng trước Hội nghị",
    "Đài tỉnh",
    "Sở Y tế",
    "lead",
)


def test_the_work_counts_where_somebody_is_in_charge() -> None:
    (pair,) = propose([RADIO, FILM])
    assert (pair.counts, pair.mirror) == (2, 1)
    assert pair.likeness >= ALIKE


def test_among_equals_it_counts_where_the_plan_names_it_first() -> None:
    (pair,) = propose([RADIO, replace(FILM, role="support")])
    assert (pair.counts, pair.mirror) == (1, 2)


def test_bodies_that_do_not_meet_crosswise_make_no_pair() -> None:
    assert propose([RADIO, replace(FILM, coordinators=frozenset({"Sở Nội vụ"}))]) == []
    assert propose([RADIO, replace(FILM, owners=frozenset({"Sở Y tế"}))]) == []


def test_other_work_of_the_same_two_bodies_makes_no_pair() -> None:
    other = side(3, "Phối hợp với Sở Y tế bố trí xe truyền hình lưu động tại điểm cầu", "Đài tỉnh", "Sở Y tế")
    assert propose([RADIO, other]) == []


def test_names_and_set_phrases_are_no_part_of_the_works_words() -> None:
    assert own_words(RADIO) == "xay dung phong su y te co so vung cao"


@given(
    st.lists(
        st.builds(side, st.integers(), st.text(max_size=30), st.sampled_from("AB"), st.sampled_from("AB"))
    )
)
def test_no_pair_is_proposed_twice_or_with_itself(sides: list[Side]) -> None:
    numbered = [replace(one, key=n) for n, one in enumerate(sides)]
    pairs = [frozenset((p.counts, p.mirror)) for p in propose(numbered)]
    assert len(pairs) == len(set(pairs))
    assert all(len(p) == 2 for p in pairs)


@pytest.mark.needs("shared")
def test_the_real_plans_give_few_pairs_and_the_known_ones() -> None:
    """Read one by one, all of them share their work or a clause of it; see the docstring of ALIKE."""
    found: dict[str, list[set[str]]] = {}
    for path in sorted((SHARED / "plans").glob("*.txt")):
        draft = draft_plan(read_document(path.read_bytes(), path.name), vietnam_calendar())
        sides = [
            Side(
                n,
                one.text,
                one.role,
                frozenset(agency_key(o) for o in one.owners),
                frozenset(agency_key(c) for c in one.coordinators if not is_undecided(c)),
                (*one.owners, *one.coordinators),
            )
            for n, one in enumerate(draft.items)
        ]
        found[path.name[:2]] = [
            {draft.items[p.counts].ref, draft.items[p.mirror].ref} for p in propose(sides)
        ]
    assert {name for name, pairs in found.items() if pairs} == {"01", "05"}
    assert [len(found["01"]), len(found["05"])] == [3, 5]
    assert {"VIII.1", "VIII.5"} in found["01"] and {"VIII.3", "VIII.4"} in found["01"]
    assert {"III.2", "III.3"} in found["05"]
