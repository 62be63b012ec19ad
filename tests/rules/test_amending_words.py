"""Which plan a document amends, and whether in part: read from its words, proposed to the officer."""

from datetime import date

import pytest

from rules.amending_words import KnownPlan, default_mode, fold_number, proposed

PLAN = KnownPlan(7, "187/KH-UBND", "Tiêm chủng bù liều trên địa bàn tỉnh năm 2026", date(2026, 9, 21))
OTHER = KnownPlan(8, "87/KH-UBND", "Phòng, chống dịch trên địa bàn tỉnh năm 2026", date(2026, 3, 2))


def ids(title: str, *lines: str) -> list[int]:
    return [one.plan_id for one in proposed(title, lines, [PLAN, OTHER])]


@pytest.mark.parametrize(
    "title",
    [
        "Sửa đổi, bổ sung một số nội dung của Kế hoạch số 187/KH-UBND ngày 21/9/2026",
        "Điều chỉnh Kế hoạch số 187 /KH–UBND ngày 21 tháng 9 năm 2026 của UBND tỉnh",
        "V/v bổ sung nhiệm vụ vào Kế hoạch số 0187/KH-UBND",
        "Kế hoạch tiêm chủng (thay thế Kế hoạch số 187/KH-UBND)",
    ],
)
def test_a_title_that_amends_a_number_names_its_plan(title: str) -> None:
    assert ids(title) == [7]


def test_a_number_is_taken_as_a_whole() -> None:
    assert ids("Sửa đổi Kế hoạch số 87/KH-UBND") == [8]


def test_a_plan_of_that_number_and_another_day_is_another_plan() -> None:
    assert ids("Sửa đổi Kế hoạch số 187/KH-UBND ngày 21/9/2025") == []


def test_a_plan_that_is_only_cited_is_not_amended() -> None:
    assert (
        ids("Triển khai tiêm chủng", "Thực hiện Kế hoạch số 187/KH-UBND ngày 21/9/2026 của UBND tỉnh;") == []
    )


def test_a_sentence_of_the_text_may_name_it_over_a_line_break() -> None:
    lines = ("Kế hoạch này thay thế Kế hoạch", "số 187/KH-UBND ngày 21/9/2026.")
    assert ids("Tiêm chủng trên địa bàn tỉnh", *lines) == [7]


def test_a_number_before_the_words_of_amending_is_no_proposal() -> None:
    line = "Thực hiện Kế hoạch số 187/KH-UBND, Sở Tài chính bổ sung kinh phí."
    assert ids("Triển khai tiêm chủng", line) == []


def test_a_title_of_the_same_subject_that_amends_names_its_plan_without_a_number() -> None:
    assert ids("Sửa đổi, bổ sung Kế hoạch tiêm chủng bù liều trên địa bàn tỉnh năm 2026") == [7]
    assert ids("Tiêm chủng bù liều trên địa bàn tỉnh năm 2026") == []


def test_the_title_speaks_before_the_text() -> None:
    assert ids("Sửa đổi Kế hoạch số 87/KH-UBND", "thay thế Kế hoạch số 187/KH-UBND") == [8, 7]


@pytest.mark.parametrize(
    ("title", "lines", "mode"),
    [
        ("Sửa đổi, bổ sung một số nội dung của Kế hoạch số 187/KH-UBND", (), "partial"),
        ("Về việc điều chỉnh, bổ sung Kế hoạch số 187/KH-UBND", (), "partial"),
        ("Bổ sung nhiệm vụ phòng, chống dịch", (), "partial"),
        ("Tiêm chủng bù liều năm 2026", (), "whole"),
        ("Tiêm chủng bù liều năm 2026 (điều chỉnh)", (), "whole"),
        ("Sửa đổi, bổ sung toàn bộ Kế hoạch số 187/KH-UBND", (), "whole"),
        ("Thay thế Kế hoạch số 187/KH-UBND", (), "whole"),
        (
            "Điều chỉnh Kế hoạch",
            ("Kế hoạch này có hiệu lực từ ngày ký và thay thế", "Kế hoạch số 5."),
            "whole",
        ),
        ("Tiêm chủng", ("Các nội dung khác của Kế hoạch số 187/KH-UBND giữ nguyên.",), "partial"),
        ("Tiêm chủng", ("Những nội dung còn lại thực hiện theo Kế hoạch số 187.",), "partial"),
    ],
)
def test_the_words_tell_whether_it_amends_in_part(title: str, lines: tuple[str, ...], mode: str) -> None:
    assert default_mode(title, lines) == mode


def test_numbers_are_compared_without_their_looks() -> None:
    assert fold_number("0187 / KH–UBND") == fold_number("187/KH-UBND") == "187/kh-ubnd"
    assert fold_number("1301/QĐ-UBND") == "1301/qd-ubnd"
