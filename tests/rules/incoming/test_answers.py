"""Which obligation an answer names."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.incoming.answers import ToldItem, answered_subject, day_in_subject, named_item

ITEMS = (
    ToldItem(1, "IV.1", "01/KH-UBND"),
    ToldItem(2, "IV.2", "01/KH-UBND"),
    ToldItem(3, "IV.1", "02/KH-UBND"),
)


def test_the_only_item_is_meant_without_being_named() -> None:
    assert named_item("Đã xong.", ITEMS[:1]) == 1


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Mục IV.2: đã xong", 2),
        ("Báo cáo nhiệm vụ số IV.2.", 2),
        ("về việc IV-2, đã trình", 2),
        ("Đã xong.", None),
        ("Mục IV.1 đã xong", None),
        ("Mục IV.1 của 02/kh-ubnd đã xong", 3),
        ("Mục IV.1 và mục IV.2", None),
        ("Mục IX.9 đã xong", None),
    ],
)
def test_an_item_is_named_by_its_number_and_its_plan(text: str, meant: int | None) -> None:
    assert named_item(text, ITEMS) == meant


def test_signs_of_answering_are_taken_off_a_subject() -> None:
    ours = "[Đôn đốc] Sở Nội vụ: 1 việc quá hạn (23/11/2026)"
    assert answered_subject(f"RE: Trả lời: Re[2]: {ours}") == ours
    assert day_in_subject(ours) == date(2026, 11, 23)
    assert day_in_subject("(31/02/2026)") is None


@given(st.text(max_size=300))
def test_any_words_name_one_of_the_items_or_none(text: str) -> None:
    assert named_item(text, ITEMS) in (None, 1, 2, 3)
    answered_subject(text)
