"""Versions of a plan side by side: items are paired by what they say, and nothing is lost."""

from dataclasses import replace
from datetime import date
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from models.draft import Rhythm
from rules.amendment import Body, Comparison, Facet, Terms, VersionItem, compare
from rules.pairing import best_pairs

HEALTH, FINANCE, CULTURE = (
    Body(f"agency:{n}", name) for n, name in enumerate(("Sở Y tế", "Sở Tài chính", "Sở Văn hóa"), 1)
)
DAY = date(2026, 11, 20)


def on(day: date, raw: str = "", *, by_person: bool = False) -> Terms:
    return Terms("date", day, None, raw, by_person)


def row(
    key: int, text: str, *owners: Body, ref: str = "V.1", terms: Terms = Terms(), **more: object
) -> VersionItem:
    return VersionItem(key, text, owners or (HEALTH,), ref, terms=terms, **more)  # type: ignore[arg-type]


def facets(found: Comparison) -> dict[int, tuple[Facet, ...]]:
    return {p.new.key: p.changed for p in found.changed}


def test_a_new_day_in_the_words_is_a_change_of_the_deadline_alone() -> None:
    old = row(
        1, "Xây dựng 02 phóng sự, hoàn thành trước ngày 24/11/2026.", terms=on(DAY, "trước ngày 24/11/2026")
    )
    new = row(
        2,
        "Xây dựng 02 phóng sự, hoàn thành chậm nhất ngày 15/12/2026.",
        terms=on(date(2026, 12, 15), "chậm nhất ngày 15/12/2026"),
    )
    assert facets(compare([old], [new])) == {2: ("deadline",)}


def test_each_part_that_differs_is_named() -> None:
    old = row(1, "Rà soát danh sách đối tượng tiêm chủng trên địa bàn", coordinators=(FINANCE,))
    for change, facet in (
        ({"text": "Rà soát, lập danh sách đối tượng tiêm chủng trên địa bàn tỉnh"}, "text"),
        ({"owners": (CULTURE,)}, "owners"),
        ({"coordinators": (CULTURE,)}, "coordinators"),
        ({"deliverable": "Danh sách"}, "deliverable"),
        ({"terms": on(DAY)}, "deadline"),
    ):
        new = replace(old, key=2, **change)  # type: ignore[arg-type]
        assert facets(compare([old], [new])) == {2: (facet,)}


def test_spelling_and_punctuation_are_no_change() -> None:
    old = row(1, "UBND các xã hoà giải; kiểm tra, báo cáo.")
    new = row(2, "Ủy ban nhân dân các xã hòa giải, kiểm tra – báo cáo")
    assert [p.new.key for p in compare([old], [new]).same] == [2]


def test_a_renumbered_item_with_a_small_edit_is_neither_dropped_nor_added() -> None:
    old = [
        row(1, "Lập dự trù vắc xin cho toàn tỉnh", ref="V.8"),
        row(2, "Cấp phát vắc xin đến các trạm", ref="V.8"),
    ]
    new = [
        row(3, "Thành lập tổ kiểm tra liên ngành", ref="IV.1"),
        row(4, "Cấp phát vắc xin đến các trạm y tế", ref="IV.2"),
        row(5, "Lập dự trù vắc xin, vật tư cho toàn tỉnh", ref="IV.3"),
    ]
    found = compare(old, new)
    assert {(p.old.key, p.new.key) for p in found.changed} == {(1, 5), (2, 4)}
    assert [one.key for one in found.added] == [3] and not found.dropped


def test_items_of_other_words_are_dropped_and_added_even_with_one_owner_and_number() -> None:
    found = compare(
        [row(1, "Tổ chức tập huấn an toàn tiêm chủng cho nhân viên trạm y tế")],
        [row(2, "Báo cáo Ủy ban nhân dân tỉnh kết quả trước khi nghỉ Tết")],
    )
    assert [one.key for one in found.added] == [2] and [one.key for one in found.dropped] == [1]


def test_the_same_words_for_two_agencies_stay_with_their_agencies() -> None:
    text = "Phối hợp với Sở Y tế tổ chức thực hiện Kế hoạch"
    old = [row(1, text, FINANCE), row(2, text, CULTURE)]
    new = [row(3, f"{text} này", CULTURE), row(4, f"{text} này", FINANCE)]
    assert {(p.old.key, p.new.key) for p in compare(old, new).changed} == {(1, 4), (2, 3)}


def test_the_best_sum_wins_over_the_best_single_pair() -> None:
    # A greedy choice takes 9 and leaves the other two alone (or apart, with 0).
    assert best_pairs({(1, 1): 9, (1, 2): 8, (2, 1): 8}) == {1: 2, 2: 1}


def test_a_day_that_the_officer_set_stays_where_the_document_still_says_nothing() -> None:
    old = row(1, "Bố trí kinh phí", terms=on(DAY, by_person=True))
    assert not compare([old], [row(2, "Bố trí kinh phí")]).changed
    dated = row(2, "Bố trí kinh phí", terms=on(date(2026, 12, 1), "trước ngày 02/12/2026"))
    assert facets(compare([old], [dated])) == {2: ("deadline",)}


def test_another_event_is_another_deadline() -> None:
    old = row(1, "Báo cáo kết quả", terms=Terms("event", raw="sau hội nghị"))
    new = row(2, "Báo cáo kết quả", terms=Terms("event", raw="sau khi bàn giao"))
    assert facets(compare([old], [new])) == {2: ("deadline",)}


def test_another_rhythm_is_another_deadline() -> None:
    old = row(1, "Báo cáo số liệu", terms=Terms("recurring", rhythm=Rhythm("month", day=20)))
    new = row(2, "Báo cáo số liệu", terms=Terms("recurring", rhythm=Rhythm("month", day=25)))
    assert facets(compare([old], [new])) == {2: ("deadline",)}


# Laws.

WORDS = st.sampled_from(
    ["rà soát", "lập", "danh sách", "báo cáo", "tập huấn", "kiểm tra", "vắc xin", "địa bàn"]
)
TEXTS = st.lists(WORDS, min_size=1, max_size=12).map(" ".join)
BODIES = st.lists(st.sampled_from([HEALTH, FINANCE, CULTURE]), max_size=3, unique=True).map(tuple)
TERMS = st.one_of(
    st.just(Terms()),
    st.builds(Terms, st.just("date"), st.dates(DAY, date(2026, 12, 31)), by_person=st.booleans()),
    st.builds(Terms, st.just("event"), raw=st.sampled_from(["sau hội nghị", "trước hội nghị"])),
)
ITEMS = st.builds(
    VersionItem,
    key=st.just(0),
    text=TEXTS,
    owners=BODIES,
    ref=st.sampled_from(["", "V.1", "V.2", "V.3.a"]),
    coordinators=BODIES,
    terms=TERMS,
    deliverable=st.sampled_from(["", "Báo cáo", "Danh sách"]),
)
PLANS = st.lists(ITEMS, max_size=9).map(lambda items: [replace(one, key=n) for n, one in enumerate(items)])


def said(one: VersionItem) -> VersionItem:
    """Return the item without what has no say: its key, its number, who set the day."""
    return replace(one, key=0, ref="", terms=replace(one.terms, by_person=False))


@given(PLANS)
def test_a_plan_compared_with_itself_is_all_the_same(plan: list[VersionItem]) -> None:
    found = compare(plan, plan)
    assert len(found.same) == len(plan)
    assert not (found.changed or found.added or found.dropped)


@given(PLANS, PLANS)
def test_every_item_stands_in_exactly_one_list(old: list[VersionItem], new: list[VersionItem]) -> None:
    found = compare(old, new)
    pairs = [*found.same, *found.changed]
    assert sorted([p.old.key for p in pairs] + [one.key for one in found.dropped]) == [o.key for o in old]
    assert sorted([p.new.key for p in pairs] + [one.key for one in found.added]) == [n.key for n in new]
    assert all(p.changed for p in found.changed) and not any(p.changed for p in found.same)


@given(PLANS, st.randoms(use_true_random=False))
def test_moving_and_renumbering_changes_nothing_but_the_number(plan: list[VersionItem], dice: object) -> None:
    moved = [replace(one, key=100 + one.key, ref=f"I.{place}") for place, one in enumerate(plan)]
    dice.shuffle(moved)  # type: ignore[attr-defined]
    found = compare(plan, moved)
    assert len(found.same) == len(plan)
    assert all(said(p.old) == said(p.new) for p in found.same)


@given(PLANS, PLANS, st.randoms(use_true_random=False))
def test_the_order_of_the_items_has_no_say(
    old: list[VersionItem], new: list[VersionItem], dice: object
) -> None:
    def told(found: Comparison) -> list[str]:
        pairs = [*found.same, *found.changed]
        return sorted(
            [repr((said(p.old), said(p.new), p.changed)) for p in pairs]
            + [repr(said(one)) for one in (*found.added, *found.dropped)]
        )

    first = told(compare(old, new))
    dice.shuffle(old)  # type: ignore[attr-defined]
    dice.shuffle(new)  # type: ignore[attr-defined]
    assert told(compare(old, new)) == first


@given(st.dictionaries(st.tuples(st.integers(0, 3), st.integers(0, 3)), st.integers(1, 30), max_size=12))
def test_no_other_pairing_sums_to_more(weights: dict[tuple[int, int], int]) -> None:
    found = best_pairs(weights)
    assert all(pair in weights for pair in found.items())
    assert len(set(found.values())) == len(found)
    best = max(
        sum(weights.get((left, right), 0) for left, right in enumerate(order))
        for order in permutations(range(4))
    )
    assert sum(weights[pair] for pair in found.items()) == best
