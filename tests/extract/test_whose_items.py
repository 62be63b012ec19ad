"""Whose an item is: heads that direct others, groups that the text repeats, clauses before the subject."""

from extract.duties import read_coordinators
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


def test_a_duty_laid_on_whoever_is_concerned_names_its_doer() -> None:
    subject = read_subject("Trường hợp gửi chậm số liệu, đơn vị chịu trách nhiệm trước UBND tỉnh.")
    assert subject.owners == ("đơn vị",)


def test_bodies_are_named_by_their_part_in_the_work() -> None:
    assert read_subject("Cơ quan chủ trì có trách nhiệm tổng hợp.").owners == ("Cơ quan chủ trì",)
    assert read_subject("Các cơ quan phối hợp có trách nhiệm trả lời.").owners == ("Các cơ quan phối hợp",)
    assert read_subject("Các đơn vị chủ trì, phối hợp thực hiện.").owners == ("Các đơn vị",)
    assert read_coordinators("Có trách nhiệm phối hợp với cơ quan chủ trì thực hiện các việc được giao.") == (
        "cơ quan chủ trì",
    )


def test_how_a_group_acts_is_no_part_of_its_name_in_a_heading() -> None:
    assert read_heading("Các sở, ngành theo chức năng, nhiệm vụ được giao") == ("Các sở, ngành",)
