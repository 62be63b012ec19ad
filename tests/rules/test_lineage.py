"""Which document a plan carries out, which item, no rings, and what lower work says of the work above."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import Refused
from rules.lineage import (
    MOST_LEVELS,
    Lower,
    LowerDay,
    Paper,
    UpperItem,
    agreement,
    ancestors,
    answers_for,
    check_link,
    day_warnings,
    flags,
    proposed_days,
    rank_items,
    unit_key,
)

DAY = date(2026, 10, 5)
KNOWN = Paper("194/KH-UBND", DAY, "Ủy ban nhân dân tỉnh Lam Giang")


@pytest.mark.parametrize(
    ("cited", "facts"),
    [
        (Paper("194/KH-UBND", DAY, "Ủy ban nhân dân tỉnh Lam Giang"), 3),
        (Paper("0194 / kh-ubnd", DAY, "UBND tỉnh"), 3),
        (Paper("194/KH–UBND", DAY, ""), 2),
        (Paper("194/KH-UBND", None, "UBND tỉnh"), 2),
        (Paper("194/KH-UBND"), 1),
        # The day fits: other words for the issuer do not speak against it.
        (Paper("194/KH-UBND", DAY, "tỉnh nhà"), 2),
        (Paper("194/KH-UBND", None, "UBND tỉnh Bắc Ninh"), 0),
        (Paper("194/KH-UBND", date(2025, 10, 5), "UBND tỉnh"), 0),
        (Paper("94/KH-UBND", DAY, "UBND tỉnh"), 0),
        (Paper("194/QĐ-UBND", DAY, "UBND tỉnh"), 0),
        (Paper("", DAY, "UBND tỉnh"), 0),
    ],
)
def test_a_citation_is_matched_by_number_day_and_issuer(cited: Paper, facts: int) -> None:
    assert agreement(cited, KNOWN) == facts


def test_two_documents_without_a_number_are_not_one() -> None:
    assert agreement(Paper(None), Paper(None)) == 0


HEALTH, HOME, COMMUNE = 1, 2, 3
ITEMS = [
    UpperItem(10, "Rà soát hồ sơ cán bộ", frozenset({HOME})),
    UpperItem(11, "Tổ chức tiêm chủng cho trẻ em", frozenset({HEALTH}), frozenset({COMMUNE})),
    UpperItem(12, "Báo cáo kết quả hằng quý", frozenset({HEALTH})),
    UpperItem(13, "Tuyên truyền tiêm chủng", frozenset({HOME})),
]


def test_the_items_of_whoever_issued_the_plan_come_first_and_then_words_decide() -> None:
    ranked = rank_items(Lower(HEALTH, None, "Kế hoạch tổ chức tiêm chủng cho trẻ em năm 2026"), ITEMS)
    assert [(one.item_id, one.why) for one in ranked[:2]] == [(11, "issuer"), (12, "issuer")]
    assert ranked[0].likeness > ranked[1].likeness


def test_the_lead_agency_speaks_for_an_item_less_than_the_issuer_and_more_than_a_coordinator() -> None:
    ranked = rank_items(Lower(HOME, HEALTH, "Không giống mục nào"), ITEMS)
    assert [one.why for one in ranked] == ["issuer", "issuer", "lead", "lead"]
    assert rank_items(Lower(COMMUNE, None, "Khác hẳn"), ITEMS)[0].why == "coordinator"


def test_without_known_bodies_the_words_alone_rank() -> None:
    ranked = rank_items(Lower(None, None, "Kế hoạch rà soát hồ sơ cán bộ"), ITEMS)
    assert (ranked[0].item_id, ranked[0].why) == (10, "words")
    assert {one.item_id for one in ranked} == {10, 11, 12, 13}


def test_a_plan_is_not_put_under_itself_or_under_what_stands_below_it() -> None:
    parents = {2: 1, 3: 2}
    for upper in (1, 2, 3):
        with pytest.raises(Refused, match="vòng"):
            check_link(parents, 1, upper)
    check_link(parents, 3, 1)
    check_link(parents, 4, 3)


def test_too_many_levels_are_refused_whether_they_stand_above_or_below() -> None:
    chain = {n + 1: n for n in range(1, MOST_LEVELS)}
    with pytest.raises(Refused, match="cấp"):
        check_link(chain, 100, MOST_LEVELS)
    with pytest.raises(Refused, match="cấp"):
        check_link(chain, 1, 100)
    check_link(chain, 100, MOST_LEVELS - 1)


@given(st.lists(st.tuples(st.integers(1, 12), st.integers(1, 12)), max_size=40))
def test_links_that_are_let_through_never_close_a_ring(wishes: list[tuple[int, int]]) -> None:
    parents: dict[int, int] = {}
    for plan, upper in wishes:
        try:
            check_link(parents, plan, upper)
        except Refused:
            continue
        parents[plan] = upper
    for plan in parents:
        above = list(ancestors(parents, plan))
        assert plan not in above
        assert parents.get(above[-1]) is None
        assert len(above) + 1 <= MOST_LEVELS


@given(st.dictionaries(st.integers(1, 9), st.integers(1, 9)), st.integers(1, 9))
def test_a_ring_in_a_damaged_store_is_walked_once(parents: dict[int, int], start: int) -> None:
    found = list(ancestors(parents, start))
    assert len(found) == len(set(found))
    assert start not in found


def test_a_plan_stands_under_the_share_of_its_own_body_or_under_the_whole_item() -> None:
    assert answers_for(HEALTH, {HEALTH}, {HEALTH, HOME})
    assert not answers_for(HOME, {HEALTH}, {HEALTH, HOME})
    assert answers_for(HOME, {COMMUNE}, {HEALTH, HOME})
    assert answers_for(HOME, set(), {HOME})


def told(status: str, *, kind: str = "dated", total: int = 3, still_open: int = 0, late: int = 0) -> set[str]:
    return set(
        flags(status=status, kind=kind, total=total, still_open=still_open, late=late, is_breakdown=False)
    )


def test_work_reported_done_above_while_lower_work_is_open_is_flagged() -> None:
    assert told("reported", still_open=1) == {"done_above"}
    assert told("done", still_open=2, late=1) == {"done_above", "late_below"}
    assert told("done") == set()


def test_late_lower_work_is_flagged_and_all_done_asks_for_a_report() -> None:
    assert told("in_progress", still_open=2, late=1) == {"late_below"}
    assert told("in_progress") == {"all_done"}
    assert told("in_progress", total=0) == set()
    assert told("reported") == set()


def test_lower_work_of_what_was_withdrawn_above_is_told_of() -> None:
    assert told("withdrawn", still_open=1, late=1) == {"gone_above"}
    assert told("suspended", still_open=1) == {"gone_above"}
    assert told("withdrawn") == set()


def test_one_periods_report_is_not_held_against_a_plan_for_all_periods() -> None:
    assert told("done", kind="recurring", still_open=2, late=1) == set()
    assert told("acknowledged", kind="recurring") == set()
    broken_down = flags(status="done", kind="recurring", total=2, still_open=1, late=0, is_breakdown=True)
    assert broken_down == ("done_above",)


def test_lower_days_keep_their_distance_to_the_upper_day() -> None:
    old, new = date(2026, 11, 20), date(2026, 12, 10)
    lower = [
        LowerDay(1, old),
        LowerDay(2, old - timedelta(days=5)),
        LowerDay(3, old + timedelta(days=1)),
        LowerDay(4, old, is_moved=True),
    ]
    assert proposed_days(old, new, lower) == {1: new, 2: new - timedelta(days=5)}


@given(
    st.dates(date(2026, 1, 1), date(2027, 1, 1)),
    st.integers(-60, 60),
    st.lists(st.integers(-90, 90), max_size=5),
)
def test_a_proposed_day_is_later_than_before_and_never_after_the_upper_day(
    old: date, by: int, offsets: list[int]
) -> None:
    new = old + timedelta(days=by)
    lower = [LowerDay(n, old + timedelta(days=d)) for n, d in enumerate(offsets)]
    for key, day in proposed_days(old, new, lower).items():
        assert lower[key].due_on < day <= new


def test_a_unit_is_known_with_and_without_its_agencys_name() -> None:
    agency = "UBND xã An Bình"
    assert unit_key("Phòng Văn hóa - Xã hội (UBND xã An Bình)", agency) == unit_key(
        "Phòng Văn hoá - Xã hội", agency
    )
    assert unit_key("Phòng Kinh tế (UBND xã An Ninh)", agency) != unit_key("Phòng Kinh tế", agency)


def test_a_row_due_after_the_upper_work_is_warned_of_and_one_on_the_day_is_not() -> None:
    upper, today = date(2026, 11, 27), date(2026, 11, 23)
    days = [upper, upper + timedelta(days=1), None, today - timedelta(days=1), today]
    assert day_warnings(upper, days, today=today) == [
        "Dòng 2: hạn 28/11/2026 sau hạn 27/11/2026 của phần việc này.",
        "Dòng 4: hạn 22/11/2026 đã qua.",
    ]
    assert day_warnings(None, days[:2], today=today) == []
