"""Whose an item is: heads that direct others, groups that the text repeats, clauses before the subject."""

from extract.subjects import read_heading, read_subject
from tests.extract.paper import row, under


def test_who_directs_and_who_acts_both_own_the_works_below() -> None:
    draft = under(
        "1. Sở Xây dựng chỉ đạo Chi cục Giám định thực hiện các nội dung sau:\n\n"
        "- Lập dự toán kinh phí năm 2026.\n\n- Tổ chức lựa chọn đơn vị tư vấn.\n\n"
        "2. Sở Nội vụ\n\n- Chỉ đạo các phòng tổng hợp kết quả."
    )
    assert [row(item)[2] for item in draft.items] == [
        ("Sở Xây dựng", "Chi cục Giám định"),
        ("Sở Xây dựng", "Chi cục Giám định"),
        ("Sở Nội vụ",),
    ]


def test_a_bracket_that_says_who_acts_stays_within_the_entry() -> None:
    assert read_heading("Sở Nội vụ (giao Phòng Công tác thanh niên):") == (
        "Sở Nội vụ (giao Phòng Công tác thanh niên)",
    )


def test_a_group_repeated_with_the_plural_word_keeps_the_form_of_the_heading() -> None:
    draft = under("1. UBND xã, phường\n\n- UBND các xã, phường phân công người trực.")
    assert [row(item)[2] for item in draft.items] == [("UBND xã, phường",)]


def test_a_ground_that_names_a_ministry_ends_before_the_subject() -> None:
    subject = read_subject(
        "Căn cứ Chương trình theo Quyết định số 12/QĐ-BCA của Bộ Công an và Kế hoạch này, các sở, ban, "
        "ngành, đoàn thể tổ chức quán triệt."
    )
    assert subject.owners == ("các sở, ban, ngành, đoàn thể",)
