"""Where the parts of an item stand, and where it may be cut."""

import re

from hypothesis import given
from hypothesis import strategies as st

from rules.placing import cuts_of, lines_of_parts

LINES = [
    (7, "Sở Nội vụ lập danh sách; gửi Sở Y tế"),
    (8, "trước ngày 05/12/2026. Sở Tài chính"),
    (9, "cấp kinh phí."),
]


def test_an_item_is_cut_at_sentences_clauses_and_lines() -> None:
    text = "Lập danh sách; gửi Sở Y tế trước ngày 05.12.2026. Cấp kinh phí\nTổng hợp"
    assert cuts_of(text) == (
        "Lập danh sách;",
        "gửi Sở Y tế trước ngày 05.12.2026.",
        "Cấp kinh phí",
        "Tổng hợp",
    )


def test_a_number_before_words_cuts_nothing_off() -> None:
    assert cuts_of("1. Lập danh sách. 2. Gửi Sở Y tế.") == ("1. Lập danh sách.", "2. Gửi Sở Y tế.")


@given(st.text(alphabet='aăbđ1.;:!?\n "”)', max_size=80))
def test_no_word_is_lost_between_the_cuts(text: str) -> None:
    assert re.findall(r"\w+", " ".join(cuts_of(text))) == re.findall(r"\w+", text)


def test_each_part_gets_the_lines_of_its_words() -> None:
    parts = ["Sở Nội vụ lập danh sách;", "gửi Sở Y tế trước ngày 05/12/2026.", "Sở Tài chính cấp kinh phí."]
    assert lines_of_parts(parts, LINES) == [(7, 7), (7, 8), (8, 9)]


def test_words_that_a_person_changed_keep_all_the_lines() -> None:
    assert lines_of_parts(["Nội dung mới", "cấp kinh phí"], LINES) == [(7, 9), (9, 9)]


def test_a_part_is_sought_behind_the_part_before_it() -> None:
    twice = [(1, "gửi báo cáo"), (2, "gửi báo cáo")]
    assert lines_of_parts(["gửi báo cáo", "gửi báo cáo"], twice) == [(1, 1), (2, 2)]


def test_an_item_on_no_line_has_parts_on_no_line() -> None:
    assert lines_of_parts(["một", "hai"], []) == [(0, 0), (0, 0)]


@given(
    st.lists(st.text(alphabet="ab 1.", max_size=12), max_size=4),
    st.lists(st.text(alphabet="ab 1.", max_size=12), min_size=1, max_size=5),
)
def test_every_span_lies_within_the_items_lines(parts: list[str], texts: list[str]) -> None:
    lines = list(enumerate(texts, 3))
    for first, last in lines_of_parts(parts, lines):
        assert 3 <= first <= last <= 2 + len(texts)
