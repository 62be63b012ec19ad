"""Word documents: order, drawn numbers, tables, and what is left out."""

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from extract.reading import read_document
from extract.reading.encodings import TCVN3
from tests.extract.reading.documents import HEAD, add_item, add_list, add_xml, bytes_of, rows, texts


def test_automatic_numbers_of_lists_are_written_out() -> None:
    document = docx.Document()
    add_list(document, 50, ("upperRoman", "%1."), ("decimal", "%2."), ("lowerLetter", "%3)"), ("bullet", "-"))
    for text, level in [
        ("MỤC ĐÍCH", 0), ("TỔ CHỨC THỰC HIỆN", 0), ("Sở Y tế", 1), ("Tham mưu", 2), ("Hướng dẫn", 2),
        ("Báo cáo", 3), ("Sở Tài chính", 1), ("Thẩm định", 2), ("KINH PHÍ", 0), ("Ngân sách", 1),
    ]:  # fmt: skip
        add_item(document, text, 50, level)
    assert texts(document) == [
        "I. MỤC ĐÍCH", "II. TỔ CHỨC THỰC HIỆN", "1. Sở Y tế", "a) Tham mưu", "b) Hướng dẫn",
        "- Báo cáo", "2. Sở Tài chính", "a) Thẩm định", "III. KINH PHÍ", "1. Ngân sách",
    ]  # fmt: skip


def test_numbers_of_several_levels_are_joined() -> None:
    document = docx.Document()
    add_list(document, 50, ("decimal", "%1."), ("decimal", "%1.%2."))
    for text, level in [("A", 0), ("B", 0), ("C", 1), ("D", 1)]:
        add_item(document, text, 50, level)
    assert texts(document) == ["1. A", "2. B", "2.1. C", "2.2. D"]


def test_lists_over_one_abstract_list_count_on_and_restart_where_told() -> None:
    document = docx.Document()
    add_list(document, 50, ("decimal", "%1."))
    add_list(document, 51, of=50)
    add_list(document, 52, of=50, start=1)
    for number in (50, 50, 51, 52, 52):
        add_item(document, "việc", number)
    assert texts(document) == ["1. việc", "2. việc", "3. việc", "1. việc", "2. việc"]


def test_symbol_bullets_become_a_hyphen_and_below_it_a_plus() -> None:
    document = docx.Document()
    add_list(document, 50, ("bullet", "\uf0b7"), ("bullet", "o"))
    add_item(document, "Tham mưu:", 50)
    add_item(document, "Dự thảo kế hoạch", 50, 1)
    assert texts(document) == ["- Tham mưu:", "+ Dự thảo kế hoạch"]


def test_a_list_that_a_style_names_is_numbered_and_number_zero_takes_it_off() -> None:
    document = docx.Document()
    add_list(document, 50, ("decimal", "%1."))
    style = document.styles.add_style("Khoan", 1)
    style.element.get_or_add_pPr().append(
        parse_xml(f'<w:numPr {nsdecls("w")}><w:numId w:val="50"/></w:numPr>')
    )
    document.add_paragraph("Sở Y tế", style="Khoan")
    add_item(document, "Lời dẫn", 0).style = style
    document.add_paragraph("Sở Nội vụ", style="Khoan")
    assert texts(document) == ["1. Sở Y tế", "Lời dẫn", "2. Sở Nội vụ"]


def test_letterhead_cells_come_out_as_lines_left_before_right() -> None:
    document = docx.Document()
    table = document.add_table(2, 2)
    for cell, text in zip(table.rows[0].cells, HEAD, strict=True):
        cell.text = text
    table.cell(1, 0).text, table.cell(1, 1).text = "Số: 12/KH-UBND", "Lam Giang, ngày 05 tháng 01 năm 2026"
    assert texts(document) == [
        "ỦY BAN NHÂN DÂN", "TỈNH LAM GIANG", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc", "Số: 12/KH-UBND", "Lam Giang, ngày 05 tháng 01 năm 2026",
    ]  # fmt: skip
    assert rows(document) == []


def test_a_ruled_letterhead_is_a_letterhead_too() -> None:
    document = docx.Document()
    table = document.add_table(1, 2, style="Table Grid")
    for cell, text in zip(table.rows[0].cells, HEAD, strict=True):
        cell.text = text
    assert rows(document) == []


def test_rows_of_an_annex_carry_cells_and_stand_in_their_place() -> None:
    document = docx.Document()
    document.add_paragraph("PHỤ LỤC")
    table = document.add_table(2, 3, style="Table Grid")
    for row, filling in zip(
        table.rows, [("TT", "Nội dung", "Cơ quan chủ trì"), ("1", "Tập huấn", "Sở Y tế")], strict=True
    ):
        for cell, text in zip(row.cells, filling, strict=True):
            cell.text = text
    document.add_paragraph("Hết")
    assert texts(document) == ["PHỤ LỤC", "TT\tNội dung\tCơ quan chủ trì", "1\tTập huấn\tSở Y tế", "Hết"]


def test_stacked_owners_in_a_cell_stay_apart_and_a_broken_sentence_is_joined() -> None:
    document = docx.Document()
    table = document.add_table(1, 3, style="Table Grid")
    table.cell(0, 0).text = "1"
    table.cell(0, 1).text = "Xây dựng\nkế hoạch tuyên truyền"
    table.cell(0, 2).text = "Sở Y tế\nSở Nội vụ"
    assert rows(document) == [("1", "Xây dựng kế hoạch tuyên truyền", "Sở Y tế; Sở Nội vụ")]


def test_a_cell_merged_downwards_holds_for_each_row_but_its_number_for_the_first() -> None:
    document = docx.Document()
    table = document.add_table(3, 3, style="Table Grid")
    for index, row in enumerate(table.rows):
        row.cells[1].text = f"việc {index}"
    table.cell(0, 0).merge(table.cell(1, 0)).text = "1"
    table.cell(0, 2).merge(table.cell(2, 2)).text = "Sở Y tế"
    assert rows(document) == [
        ("1", "việc 0", "Sở Y tế"),
        ("", "việc 1", "Sở Y tế"),
        ("", "việc 2", "Sở Y tế"),
    ]


def test_a_cell_merged_across_keeps_the_columns_in_place() -> None:
    document = docx.Document()
    table = document.add_table(2, 4, style="Table Grid")
    table.cell(0, 0).text = "I"
    table.cell(0, 1).merge(table.cell(0, 3)).text = "ĐÀO TẠO"
    for cell, text in zip(table.rows[1].cells, ["1", "Tập huấn", "Sở Y tế", "2026"], strict=True):
        cell.text = text
    assert rows(document) == [("I", "ĐÀO TẠO", "", ""), ("1", "Tập huấn", "Sở Y tế", "2026")]


def test_a_table_within_a_layout_cell_is_read_as_a_table() -> None:
    document = docx.Document()
    outer = document.add_table(1, 1)
    inner = outer.cell(0, 0).add_table(2, 3)
    inner.style = "Table Grid"
    for row, filling in zip(inner.rows, [("TT", "Việc", "Cơ quan"), ("1", "Họp", "Sở Y tế")], strict=True):
        for cell, text in zip(row.cells, filling, strict=True):
            cell.text = text
    assert rows(document) == [("TT", "Việc", "Cơ quan"), ("1", "Họp", "Sở Y tế")]


def test_headers_footers_deleted_and_hidden_words_are_left_out_inserted_ones_are_read() -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "2"
    document.sections[0].footer.paragraphs[0].text = "chân trang"
    add_xml(
        document,
        "<w:p><w:r><w:t xml:space='preserve'>Sở </w:t></w:r>"
        "<w:del w:id='1' w:author='a'><w:r><w:delText>Nội vụ</w:delText></w:r></w:del>"
        "<w:ins w:id='2' w:author='a'><w:r><w:t>Y tế</w:t></w:r></w:ins>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>ẩn</w:t></w:r></w:p>",
    )
    assert texts(document) == ["Sở Y tế"]


def test_content_controls_line_breaks_and_drawn_capitals_are_read() -> None:
    document = docx.Document()
    add_xml(
        document,
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>KẾ HOẠCH</w:t><w:br/><w:t>năm 2026</w:t></w:r></w:p>"
        "</w:sdtContent></w:sdt>",
    )
    document.add_paragraph().add_run("Tổ chức thực hiện").font.all_caps = True
    assert texts(document) == ["KẾ HOẠCH", "năm 2026", "TỔ CHỨC THỰC HIỆN"]


def test_text_in_an_old_font_is_converted_and_its_capital_font_gives_capitals() -> None:
    codes = {unicode: code for code, unicode in TCVN3.items()}
    typed = "ủy ban nhân dân tỉnh".translate(codes)
    document = docx.Document()
    document.add_paragraph().add_run(typed).font.name = ".VnTimeH"
    document.add_paragraph().add_run(typed).font.name = ".VnTime"
    assert texts(document) == ["ỦY BAN NHÂN DÂN TỈNH", "ủy ban nhân dân tỉnh"]


def test_page_breaks_are_counted() -> None:
    document = docx.Document()
    document.add_paragraph("trang một")
    document.add_page_break()
    document.add_paragraph("trang hai")
    lines = read_document(bytes_of(document), "a.docx").lines
    assert [(line.text, line.page) for line in lines] == [("trang một", 1), ("trang hai", 2)]
