"""The sheet of contacts goes out and comes back; nothing in it is a formula."""

import io
import zipfile
from datetime import time, timedelta

import pytest
from openpyxl import Workbook, load_workbook

from models.errors import BadDocument
from report.contact_sheet import MOST_ROWS, read_table, template
from rules.contact_sheet import COLUMNS

ODD = ["=cmd|' /c calc'!A0", "+84 24", "-1+2", "@SUM(A1)"]


def workbook(*rows: list[object]) -> bytes:
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def test_the_template_has_a_row_for_each_agency_and_no_formula() -> None:
    content = template([("so-y-te", "Sở Y tế"), ("x", ODD[0])])
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    assert [c.value for c in sheet[1]] == list(COLUMNS)
    assert (sheet["B2"].value, sheet["B3"].value, sheet["B3"].data_type) == ("Sở Y tế", ODD[0], "s")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
    assert read_table(content)[1][:2] == ["so-y-te", "Sở Y tế"]


@pytest.mark.parametrize("text", ODD)
def test_what_begins_like_a_formula_is_read_as_its_text(text: str) -> None:
    assert read_table(workbook(["Tên"], [text])) == [["Tên"], [text]]
    assert read_table(f"Tên;x\r\n{text};y\r\n".encode()) == [["Tên", "x"], [text, "y"]]


def test_numbers_and_empty_cells_are_text() -> None:
    assert read_table(workbook(["a", None, 12, 3.0, "  b "], [None], ["'cd"])) == [
        ["a", "", "12", "3", "b"],
        [],
        ["cd"],
    ]


def test_times_are_text_however_their_cells_are_formatted() -> None:
    seconds_short = time(20, 59, 59, 999_000)
    rows = read_table(workbook(["08:00", time(8), time(21, 30), seconds_short, timedelta(hours=6), 0.875]))
    assert rows == [["08:00", "08:00", "21:30", "21:00", "06:00", "0.875"]]


def test_the_template_offers_roles_and_whether_summaries_are_taken() -> None:
    sheet = load_workbook(io.BytesIO(template([("so-y-te", "Sở Y tế")]))).active
    assert sheet is not None
    offered = {str(one.sqref): one.formula1 for one in sheet.data_validations.dataValidation}
    assert offered == {
        "D2:D502": '"Cán bộ đầu mối,Thủ trưởng,Người thay khi vắng"',
        "L2:L502": '"có,không"',
    }
    assert (sheet["D1"].value, sheet["L1"].value) == ("Vai trò", "Thư tổng hợp")


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_csv_of_any_region_is_read(mark: str, encoding: str) -> None:
    text = mark.join(["Mã cơ quan", "Người liên hệ"]) + "\n" + mark.join(["a", '"Văn, thư; Sở"'])
    assert read_table(text.encode(encoding)) == [["Mã cơ quan", "Người liên hệ"], ["a", "Văn, thư; Sở"]]


def bomb() -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * (41 * 1024 * 1024))
    return kept.getvalue()


@pytest.mark.parametrize(
    "content",
    [b"PK\x03\x04 hong", b"\xff\xd8\xff\xe0 anh", b"a\0b", workbook(["x"])[:-400], b"%PDF-1.7 \xe2\xe3"],
    ids=["zip", "jpeg", "nul", "cut", "pdf"],
)
def test_what_is_no_table_is_refused_with_a_sentence(content: bytes) -> None:
    with pytest.raises(BadDocument):
        read_table(content)


def test_a_bomb_is_not_unpacked() -> None:
    with pytest.raises(BadDocument, match="quá lớn"):
        read_table(bomb())


def test_too_many_rows_are_refused() -> None:
    with pytest.raises(BadDocument, match="dài hơn"):
        read_table(b"x\n" * (MOST_ROWS + 2))
