"""Labelled lines and table cells."""

import pytest

from extract.labels import read_doer, read_partners
from extract.segments import read_segments


def kinds(text: str) -> list[tuple[str, str]]:
    return [(segment.kind, segment.text) for segment in read_segments(text)]


def test_a_paragraph_is_cut_at_its_labels() -> None:
    assert kinds("Đơn vị chủ trì: Sở A. Đơn vị phối hợp: Sở B; thời gian: Quý I.") == [
        ("lead", "Sở A."),
        ("partner", "Sở B;"),
        ("time", "Quý I."),
    ]
    assert kinds("Tổng hợp, gửi Bộ Tài chính. Thời gian hoàn thành: Trước ngày 31/5/2026.") == [
        ("", "Tổng hợp, gửi Bộ Tài chính."),
        ("time", "Trước ngày 31/5/2026."),
    ]
    assert kinds("Cơ quan chủ trì tham mưu thực hiện: Sở Nội vụ.")[0][0] == "lead"
    assert kinds("Cơ quan thực hiện: Sở Y tế")[0][0] == "doer"
    assert kinds("Sở Y tế: Chủ trì việc này")[0][0] == ""


def test_a_doer_line_in_brackets_counts_only_when_it_says_who_does_it() -> None:
    assert [k for k, _ in kinds("(Sở Xây dựng chủ trì, phối hợp với Sở B; hoàn thành trong năm 2026)")] == [
        "doer",
        "time",
    ]
    assert [k for k, _ in kinds("(Chi tiết tại Phụ lục kèm theo)")] == [""]


def test_a_doer_cell_gives_owners_part_and_partners() -> None:
    line = read_doer(
        "Sở Y tế chủ trì, phối hợp với các sở, ban, ngành và các đơn vị có liên quan.", is_lead=False
    )
    assert (line.owners, line.role) == (("Sở Y tế",), "lead")
    assert line.coordinators == ("các sở, ban, ngành", "các đơn vị có liên quan")
    assert read_doer("Các Sở, ngành, đơn vị, UBND cấp xã.", is_lead=True).owners == (
        "Các Sở, ngành, đơn vị",
        "UBND cấp xã",
    )
    assert read_doer("Các cơ quan, đơn vị theo quy định.", is_lead=True).owners == (
        "Các cơ quan, đơn vị theo quy định",
    )
    assert read_doer("Sở Xây dựng đăng tải thông điệp trên bảng quang báo.", is_lead=False).is_task


def test_a_partner_cell_is_copied_entry_by_entry() -> None:
    assert read_partners("Sở Tài chính và cơ quan, địa phương liên quan") == (
        "Sở Tài chính",
        "cơ quan, địa phương liên quan",
    )
    assert read_partners("Sở Tư pháp; các cơ quan, đơn vị liên quan.") == (
        "Sở Tư pháp",
        "các cơ quan, đơn vị liên quan",
    )
    assert read_partners("-") == ()


@pytest.mark.parametrize(
    "text",
    [
        "Sở Xây dựng: Cấp phép.",
        "Ban Tổ chức: Mời đại biểu.",
        "Các cơ quan, tổ chức: Rà soát số liệu.",
        "Đơn vị chủ trì: Xây dựng kế hoạch chi tiết.",
        "Đơn vị phối hợp: Cử cán bộ tham gia.",
        "Phối hợp: Sở Tài chính cấp kinh phí.",
        "Thực hiện: Công an tỉnh kiểm tra theo quy định.",
        "Kiểm tra các chợ (Sở Tài chính chủ trì phần kinh phí).",
        "Sở Y tế chủ trì xây dựng quy chế.",
    ],
)
def test_words_before_a_colon_that_orders_follow_are_no_label(text: str) -> None:
    assert kinds(text) == [("", text)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Cơ quan thực hiện: theo phân công của UBND tỉnh.", "doer"),
        ("Cơ quan phối hợp: Không.", "partner"),
        ("Thực hiện thường xuyên, hằng năm.", "time"),
        ("Hoàn thành trước ngày 30/6/2026.", "time"),
        ("Đơn vị thực hiện", "doer"),
        ("Cấp có thẩm quyền ban hành quyết định.", ""),
        ("Hoàn thành hồ sơ trước ngày 30/6/2026.", ""),
    ],
)
def test_lines_with_and_without_a_colon_are_told_from_orders(text: str, kind: str) -> None:
    assert kinds(text)[0][0] == kind
