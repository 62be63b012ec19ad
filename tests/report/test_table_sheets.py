"""Workbooks and CSV of other programs, read within limits."""

import io
import zipfile
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from models.errors import BadDocument
from report import table_sheets
from report.table_sheets import Sheet, read_sheets


def saved(book: Workbook) -> bytes:
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def test_merged_cells_stand_in_each_of_their_cells_and_rows_keep_their_place() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["A3"], sheet["B3"] = "Bảng", "Thời hạn", None
    sheet["A4"], sheet["B4"] = date(2026, 11, 30), 12.0
    sheet["C4"], sheet["C5"] = "Sở Y tế", None
    sheet.merge_cells("A1:C1")
    sheet.merge_cells("A3:B3")
    sheet.merge_cells("C4:C5")
    sheet["A5"] = date(2026, 12, 1)
    hidden = book.create_sheet("Ẩn")
    hidden["A1"], hidden.sheet_state = "x", "hidden"
    book.create_sheet("Trống")
    assert read_sheets(saved(book)) == [
        Sheet(
            "Sheet",
            (
                ("Bảng", "Bảng", "Bảng"),
                ("", "", ""),
                ("Thời hạn", "Thời hạn", ""),
                ("30/11/2026", "12", "Sở Y tế"),
                ("01/12/2026", "", "Sở Y tế"),
            ),
        )
    ]


def test_a_formula_gives_what_was_computed_and_a_failed_one_nothing() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for place, value in enumerate(("=A2+1", "#N/A", "#REF!", True, "# 5"), 1):
        sheet.cell(1, place, value)
    assert read_sheets(saved(book))[0].rows == (("", "", "", "x", "# 5"),)


@pytest.mark.parametrize("mark", [";", ",", "\t"])
def test_csv_is_one_sheet(mark: str) -> None:
    lines = ["BẢNG, TÍNH ĐẾN 30/11", mark.join(("STT", "Việc", "Hạn")), mark.join(("1", '"a, b; c"', "x"))]
    (sheet,) = read_sheets("\r\n".join(lines).encode("utf-8-sig"))
    assert sheet.rows[-1] == ("1", "a, b; c", "x") and sheet.rows[-2] == ("STT", "Việc", "Hạn")


def test_what_is_no_table_or_too_large_is_refused() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (table_sheets.MOST_UNPACKED + 1))
    for content, why in (
        (b"PK\x03\x04broken", "Không đọc được"),
        (b"\x00\x01", "không phải bảng tính"),
        (b"", "không có dòng nào"),
        (bomb.getvalue(), "quá lớn khi mở ra"),
        (b"x\n" * (table_sheets.MOST_ROWS + 2), "dài hơn"),
    ):
        with pytest.raises(BadDocument, match=why):
            read_sheets(content)


def test_rows_beyond_the_limit_are_refused_and_rows_formatted_far_below_are_not_there() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = "STT"
    sheet["A9000"] = None
    assert len(read_sheets(saved(book))[0].rows) == 1
    sheet.cell(table_sheets.MOST_ROWS + 5, 1, "x")
    with pytest.raises(BadDocument, match="dài hơn"):
        read_sheets(saved(book))


def small() -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["STT", "Nội dung"])
    sheet.merge_cells("A1:B1")
    return saved(book)


SMALL = small()


@settings(max_examples=60)
@given(st.lists(st.tuples(st.floats(0.001, 0.999), st.integers(0, 255)), min_size=1, max_size=6))
def test_a_damaged_workbook_is_refused_or_read_and_nothing_else(changes: list[tuple[float, int]]) -> None:
    content = bytearray(SMALL)
    for place, value in changes:
        content[max(int(place * len(content)), 4)] = value
    try:
        assert read_sheets(bytes(content))
    except BadDocument as fault:
        assert fault.sentence
