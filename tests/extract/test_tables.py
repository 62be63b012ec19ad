"""Assignment tables, and tables that are none."""

import pytest

from extract.columns import read_columns
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


def test_a_column_that_groups_is_no_task_column() -> None:
    titles = ("TT", "Nhóm nhiệm vụ", "Nội dung công việc", "Chủ trì", "Phối hợp")
    assert read_columns(titles).names == ("number", "note", "task", "lead", "partner")
    assert read_columns(("TT", "Nhóm nhiệm vụ", "Cơ quan thực hiện")).assigns
    table = "TT\tLĩnh vực\tNhiệm vụ\tĐơn vị thực hiện\n1\tPháp lý\tTrình ban hành Quy chế\tSở Tư pháp"
    assert rows(table)[0][:3] == ("PL.1", "Trình ban hành Quy", ("Sở Tư pháp",))


def test_of_two_task_columns_the_one_with_the_longer_cells_is_the_task() -> None:
    table = (
        "TT\tNhiệm vụ\tHoạt động\tCơ quan tham mưu\n"
        "1\tTruyền thông\tXây dựng chuyên mục trên sóng phát thanh\tSở Y tế\n"
        "2\tĐào tạo\tMở lớp tập huấn cho cán bộ cơ sở\tSở Nội vụ"
    )
    assert [words for _, words, *_ in rows(table)] == ["Xây dựng chuyên mục", "Mở lớp tập huấn"]


def test_who_supervises_signs_or_measures_is_no_doer() -> None:
    titles = (
        "STT",
        "Nhiệm vụ",
        "Đơn vị tính",
        "Lãnh đạo phụ trách",
        "Cấp trình",
        "Cơ quan tham mưu",
        "Kinh phí",
    )
    assert read_columns(titles).names == ("number", "task", "note", "note", "note", "doer", "note")


def test_a_first_day_and_a_last_day_have_columns_of_their_own() -> None:
    table = (
        "TT\tNhiệm vụ\tChủ trì\tThời gian bắt đầu\tThời gian hoàn thành\n"
        "1\tKhảo sát\tSở A\t02/2026\tTháng 6/2026\n2\tVận hành\tSở A\t3/2026\t"
    )
    assert [line[5] for line in rows(table)] == ["date 2026-06-30", "ongoing"]


def test_two_header_rows_are_read_as_one() -> None:
    table = (
        "STT\tNội dung\tPhân công\t\tThời gian\t\n\t\tChủ trì\tPhối hợp\tBắt đầu\tKết thúc\n"
        "1\tKhảo sát hiện trạng\tSở Y tế\tSở Nội vụ\t01/2026\t30/4/2026"
    )
    assert rows(table) == [
        ("PL.1", "Khảo sát hiện trạng", ("Sở Y tế",), ("Sở Nội vụ",), "lead", "date 2026-04-30")
    ]
    parted = (
        "STT\tNội dung\tCác bên tham gia\t\n\t\tChủ trì\tPhối hợp\n1\tKhảo sát hiện trạng\tSở Y tế\tSở Nội vụ"
    )
    assert rows(parted)[0][2:5] == (("Sở Y tế",), ("Sở Nội vụ",), "lead")


def test_a_header_printed_again_on_the_next_page_changes_nothing() -> None:
    head = "TT\tNhiệm vụ\tChủ trì\tThời gian\n"
    table = f"{head}I\tNHÓM MỘT\t\t\n1\tViệc một\tSở A\t2026\n{head}2\tViệc hai\tSở A\t2026"
    assert [ref for ref, *_ in rows(table)] == ["PL.I.1", "PL.I.2"]


def test_coded_groups_stand_beneath_their_letter() -> None:
    table = (
        "TT\tNhiệm vụ\tChủ trì\tThời gian\nB\tTHEO LĨNH VỰC\t\t\n"
        "B1\tLĩnh vực y tế\t\t\n1\tViệc một\tSở A\t2026\n"
        "B2\tLĩnh vực giáo dục\t\t\n2\tViệc hai\tSở A\t2026"
    )
    assert [ref for ref, *_ in rows(table)] == ["PL.B.B1.1", "PL.B.B2.2"]


def test_a_title_merged_over_the_row_is_a_group() -> None:
    table = "TT\tNhiệm vụ\tChủ trì\nII. TUYÊN TRUYỀN\tII. TUYÊN TRUYỀN\tII. TUYÊN TRUYỀN\n1\tViệc một\tSở A"
    assert [ref for ref, *_ in rows(table)] == ["PL.II.1"]


def test_a_row_that_introduces_gives_its_cells_to_the_rows_beneath() -> None:
    table = (
        "TT\tNhiệm vụ\tChủ trì\tThời gian\n1\tRà soát thủ tục:\t\t\n1.1\tLĩnh vực đất đai\tSở A\t2026\n"
        "1.2\tLĩnh vực đầu tư\tSở B\t2027\n2\tTổ chức tập huấn:\tSở C\tQuý I/2026\na)\tCho cấp tỉnh\t\t\n"
        "b)\tCho cấp xã\tSở D\t"
    )
    assert [(ref, owners, due) for ref, _, owners, _, _, due in rows(table)] == [
        ("PL.1.1", ("Sở A",), "date 2026-12-31"),
        ("PL.1.2", ("Sở B",), "date 2027-12-31"),
        ("PL.2", ("Sở C",), "date 2026-03-31"),
        ("PL.2", ("Sở D",), "date 2026-03-31"),
    ]


def test_a_title_row_above_rows_without_numbers_is_no_item() -> None:
    table = "TT\tNhiệm vụ\tChủ trì\n1\tCông tác truyền thông\t\t\n\t- In tờ rơi\tSở A\n\t- Phát thanh\tSở B"
    assert [(ref, owners) for ref, _, owners, *_ in rows(table)] == [
        ("PL.1", ("Sở A",)),
        ("PL.1", ("Sở B",)),
    ]


def test_ditto_marks_stand_for_the_cell_above() -> None:
    table = "TT\tNhiệm vụ\tChủ trì\tThời gian\n1\tViệc một\tSở A\t2026\n2\tViệc hai\t-nt-\tNhư trên"
    assert rows(table)[1][2:] == (("Sở A",), (), "lead", "date 2026-12-31")


def test_a_table_without_a_number_column_numbers_its_tasks() -> None:
    table = (
        "Nhiệm vụ\tĐơn vị chủ trì\tThời hạn\n1. Xây dựng quy chế\tSở A\t2026\n2. Ban hành quy chế\tSở B\t2026"
    )
    assert [(ref, words) for ref, words, *_ in rows(table)] == [
        ("PL.1", "Xây dựng quy chế"),
        ("PL.2", "Ban hành quy chế"),
    ]


def test_owners_of_a_cell_are_parted_outside_brackets() -> None:
    table = (
        "TT\tNhiệm vụ\tChủ trì\n1\tChi trả trợ cấp\tSở Nội vụ (người có công; hưu trí); "
        "Sở Y tế (bảo trợ xã hội); "
        "Công an tỉnh"
    )
    assert rows(table)[0][2] == (
        "Sở Nội vụ (người có công; hưu trí)",
        "Sở Y tế (bảo trợ xã hội)",
        "Công an tỉnh",
    )


def test_two_sentences_and_two_doers_that_lost_their_line_break_are_paired() -> None:
    table = (
        "TT\tNhiệm vụ\tChủ trì\tPhối hợp\tThời gian\n"
        "1\tBố trí kho lưu trữ hồ sơ. Mua sắm máy quét cho các xã.\tCác sở, ngành Sở Tài chính\t"
        "Sở Tài chính Các sở, ngành\t2026"
    )
    assert rows(table) == [
        ("PL.1", "Bố trí kho lưu", ("Các sở, ngành",), ("Sở Tài chính",), "lead", "date 2026-12-31"),
        ("PL.1", "Mua sắm máy quét", ("Sở Tài chính",), ("Các sở, ngành",), "lead", "date 2026-12-31"),
    ]


def test_two_sentences_and_one_list_of_doers_stay_one_item() -> None:
    table = (
        "TT\tNhiệm vụ\tChủ trì\tThời gian\n"
        "1\tBố trí kho lưu trữ hồ sơ. Mua sắm máy quét.\tSở Tài chính, Sở Nội vụ\t2026"
    )
    assert [item[2] for item in rows(table)] == [("Sở Tài chính", "Sở Nội vụ")]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Danh mục nhiệm vụ", "task"),
        ("Tên văn bản", "task"),
        ("Biện pháp khắc phục", "task"),
        ("Đơn vị chịu trách nhiệm chính", "lead"),
        ("Cơ quan liên quan", "partner"),
        ("Đơn vị cùng thực hiện", "partner"),
        ("Cơ quan theo dõi, đôn đốc", "note"),
        ("Năm hoàn thành", "time"),
        ("Đến ngày", "time"),
        ("Từ ngày", "start"),
    ],
)
def test_a_title_in_other_words_names_its_column(title: str, name: str) -> None:
    assert read_columns((title,)).names == (name,)


def test_a_cell_that_says_who_leads_and_who_helps_gives_both() -> None:
    table = (
        "TT\tNhiệm vụ\tĐơn vị chủ trì/phối hợp\tThời gian\n"
        "1\tXây dựng phần mềm\tSở Xây dựng chủ trì; các sở, ngành phối hợp\t2026\n"
        "2\tMở lớp bồi dưỡng\tChủ trì: Sở Nội vụ; Phối hợp: UBND các xã\t2026"
    )
    assert [item[2:5] for item in rows(table)] == [
        (("Sở Xây dựng",), ("các sở, ngành",), "lead"),
        (("Sở Nội vụ",), ("UBND các xã",), "lead"),
    ]


def test_a_repeated_header_without_the_cell_of_the_numbers_keeps_its_columns() -> None:
    rows = (
        "STT\tNhiệm vụ\tĐơn vị thực hiện\tĐơn vị phối hợp\tThời gian\n"
        "1\tLập danh sách trạm y tế\tSở Y tế\tUBND các xã\tQuý I năm 2026\n"
        "Nội dung\tĐơn vị thực hiện\tĐơn vị phối hợp\tThời gian\n"
        "2\tMua thiết bị cho trạm y tế\tSở Tài chính\tUBND các xã\tQuý II năm 2026\n"
        "3\tTập huấn cho trạm y tế\tSở Nội vụ\tUBND các xã\tQuý II năm 2026\n"
    )
    found = plan(f"KẾ HOẠCH\nThử nghiệm\n\nPHỤ LỤC\nPHÂN CÔNG NHIỆM VỤ\n\n{rows}").items
    assert [(i.text[:8], i.owners) for i in found] == [
        ("Lập danh", ("Sở Y tế",)),
        ("Mua thiế", ("Sở Tài chính",)),
        ("Tập huấn", ("Sở Nội vụ",)),
    ]


def test_an_indicator_with_a_body_that_leads_is_that_bodys_to_reach() -> None:
    def read(last: str) -> list[tuple[str, ...]]:
        rows = f"TT\tChỉ tiêu\t{last}\n1\tTỷ lệ trạm y tế có bác sĩ đạt 95%\tSở Y tế\n"
        orders = "IV. TỔ CHỨC THỰC HIỆN\n\n1. Sở Nội vụ\n\n- Báo cáo kết quả.\n\n"
        return [i.owners for i in plan(f"KẾ HOẠCH\nThử nghiệm\n\n{orders}PHỤ LỤC\n\n{rows}").items]

    assert read("Cơ quan chủ trì") == [("Sở Nội vụ",), ("Sở Y tế",)]
    assert read("Đơn vị") == [("Sở Nội vụ",)]
