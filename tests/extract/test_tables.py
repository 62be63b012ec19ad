"""Assignment tables, and tables that are none."""

import pytest

from extract.tables import read_columns
from models.errors import BadDocument
from tests.extract.paper import plan, row

HEAD = (
    "KẾ HOẠCH\nThử nghiệm\n\nUBND tỉnh Lam Giang ban hành Kế hoạch như sau:\n\nI. NỘI "
    "DUNG\n\nTheo Phụ lục.\n\nNơi nhận:\n- Lưu.\n\nPHỤ LỤC\nDANH MỤC NHIỆM VỤ\n\n"
)


def rows(table: str) -> list[tuple[str, str, tuple[str, ...], tuple[str, ...], str, str]]:
    return [row(item) for item in plan(HEAD + table).items]


def test_columns_are_told_by_their_titles() -> None:
    titles = (
        "STT",
        "Nội dung",
        "Đơn vị chủ trì",
        "Đơn vị phối hợp",
        "Thời hạn hoàn thành",
        "Sản phẩm",
        "Ghi chú",
    )
    assert read_columns(titles).names == ("number", "task", "lead", "partner", "time", "product", "note")
    assert read_columns(("TT", "Nhiệm vụ", "Cơ quan thực hiện", "Tiến độ")).names == (
        "number",
        "task",
        "doer",
        "time",
    )
    assert not read_columns(("TT", "Tên trường", "Huyện/TP", "Lý do")).assigns


def test_the_lead_column_makes_a_lead_whatever_the_task_begins_with() -> None:
    table = (
        "TT\tNhiệm vụ\tChủ trì\tPhối hợp\tThời gian\n1\tPhối hợp tổ chức hội thảo\tSở Y "
        "tế\tSở Tài chính\t2026"
    )
    assert rows(table) == [
        ("PL.1", "Phối hợp tổ chức", ("Sở Y tế",), ("Sở Tài chính",), "lead", "date 2026-12-31")
    ]


def test_the_time_column_wins_over_time_words_in_the_task() -> None:
    table = (
        "TT\tNhiệm vụ\tChủ trì\tThời gian\n1\tTriển khai khi có Thông tư mới\tSở Y tế\tTrước ngày 30/11/2026"
    )
    assert rows(table)[0][5] == "date 2026-11-29"


def test_group_rows_enter_the_reference_and_dots_end_a_group() -> None:
    table = (
        "TT\tNhiệm vụ\tChủ trì\tThời gian\nI\tNHÓM MỘT\t\t\n1\tViệc một\tSở A\t2026\n2\tViệc "
        "hai\tSở A\t2026\n\n"
        "….................................\n\n2\tViệc ba\tSở A\t2026\nVII\tNHÓM BẢY\t\t\n1\t"
        "Việc bốn\tSở A\t2026"
    )
    assert [ref for ref, *_ in rows(table)] == ["PL.I.1", "PL.I.2", "PL.2", "PL.VII.1"]


def test_a_row_without_a_number_takes_what_it_lacks_from_above() -> None:
    table = (
        "TT\tNhiệm vụ\tChủ trì\tPhối hợp\tThời gian\n1\tViệc một\tSở Y tế\tSở Xây dựng\t"
        "Quý I/2026\n\tViệc hai\t\t\tQuý II/2026"
    )
    assert rows(table) == [
        ("PL.1", "Việc một", ("Sở Y tế",), ("Sở Xây dựng",), "lead", "date 2026-03-31"),
        ("PL.1", "Việc hai", ("Sở Y tế",), ("Sở Xây dựng",), "lead", "date 2026-06-30"),
    ]


def test_the_programme_of_an_event_is_no_assignment_table() -> None:
    table = (
        "Thời gian\tNội dung\tThực hiện\n07:30-08:00\tĐón tiếp đại biểu\tSở Y tế\n08:00\t"
        "Khai mạc\tLãnh đạo tỉnh"
    )
    with pytest.raises(BadDocument, match="Không tìm thấy nhiệm vụ"):
        rows(table)


def test_a_list_without_task_and_doer_is_no_assignment_table() -> None:
    table = (
        "TT\tTên trường\tHuyện/TP\tThời gian\n1\tTrường A\tLam Sơn\tTháng 10/2026\n2\t"
        "Trường B\tAn Lâm\tTháng 11/2026"
    )
    with pytest.raises(BadDocument):
        rows(table)


def test_the_product_is_kept() -> None:
    table = "TT\tNhiệm vụ\tChủ trì\tSản phẩm\n1\tKhảo sát\tSở Y tế\tBáo cáo khảo sát"
    assert plan(HEAD + table).items[0].deliverable == "Báo cáo khảo sát"


def test_a_narrative_item_that_repeats_a_row_goes() -> None:
    text = (
        "KẾ HOẠCH\nThử nghiệm\n\nUBND tỉnh Lam Giang ban hành Kế hoạch như sau:\n\nIV. TỔ "
        "CHỨC THỰC HIỆN\n\n1. Sở Y tế\n\n"
        "- Khảo sát hiện trạng phần mềm tại các bệnh viện và trạm y tế.\n\n- Kiểm tra việc "
        "thực hiện.\n\nNơi nhận:\n- Lưu.\n\n"
        "PHỤ LỤC\n\nTT\tNhiệm vụ\tChủ trì\tThời gian\n1\tKhảo sát hiện trạng phần mềm tại "
        "các bệnh viện, trạm y tế\tSở Y tế\t2026"
    )
    draft = plan(text)
    assert [item.ref for item in draft.items] == ["IV.1", "PL.1"]
    assert [left.reason for left in draft.leftovers] == ["trùng với một dòng trong bảng phân công"]
