"""A document that says of itself that it is urgent."""

import pytest

from models.draft import SourceLine
from rules.urgency import HEAD_LINES, is_urgent


def lines(*texts: str, at: int = 3) -> list[SourceLine]:
    blank = [SourceLine("ỦY BAN NHÂN DÂN", n) for n in range(at)]
    return blank + [SourceLine(text, at + n) for n, text in enumerate(texts)]


@pytest.mark.parametrize(
    "mark", ["HỎA TỐC", "HOẢ TỐC", "THƯỢNG KHẨN", "KHẨN", " [KHẨN] ", "HỎA TỐC HẸN GIỜ: 15H NGÀY 20/11"]
)
def test_a_mark_on_a_line_of_its_own_near_the_head_makes_it_urgent(mark: str) -> None:
    assert is_urgent("công văn", lines(mark))
    assert is_urgent("kế hoạch", [SourceLine("Số: 12", 1, cells=("Số: 12", mark))])


def test_a_telegram_is_urgent_by_its_form() -> None:
    assert is_urgent("công điện", [])


@pytest.mark.parametrize(
    "text",
    ["Khẩn trương triển khai", "KHẨN TRƯƠNG", "TÌNH TRẠNG KHẨN CẤP", "khẩn", "Hỏa tốc", "GỬI HỎA TỐC CÁC SỞ"],
)
def test_words_of_the_text_are_no_mark(text: str) -> None:
    assert not is_urgent("kế hoạch", lines(text))


def test_a_mark_far_below_the_head_is_none() -> None:
    assert not is_urgent("kế hoạch", lines("KHẨN", at=HEAD_LINES))
