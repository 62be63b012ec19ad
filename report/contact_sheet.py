"""The sheet of contacts as an Excel workbook or CSV: the template to fill in, and reading it back.

Nothing in a sheet is ever a formula to us: what begins with = + - @ is text, going out and coming in.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.datavalidation import DataValidation

from models.errors import BadDocument
from rules.agency_sheet import COLUMNS as AGENCY_COLUMNS
from rules.agency_sheet import LEVELS
from rules.contact_sheet import COLUMNS
from rules.contacts import ROLE_NAMES

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 5_000
_MOST_COLUMNS = 30
# A sheet of so many rows unpacks to far less; more is a bomb.
_MOST_UNPACKED = 40 * 1024 * 1024
_LONGEST_CELL = 1_000
# Lines of a CSV text by which its separator is told.
_LOOKED_AT = 12
_WIDTHS = (22, 48, 32, 22, 60)
_HINT = "Tải mẫu về, điền vào, lưu dạng .xlsx hoặc .csv (UTF-8) rồi nạp lại."


def template(agencies: Iterable[tuple[str, str]]) -> bytes:
    """Return a workbook with a row for each agency (code, name), its contact left to be filled in."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None  # noqa: S101 - a new workbook has a sheet
    sheet.title = "Liên hệ"
    sheet.append(COLUMNS)
    for code, name in agencies:
        sheet.append((code, name, None, None, None))
        for cell in sheet[sheet.max_row][:2]:
            # A name that a document brought could begin with "=": it stays text.
            cell.data_type, cell.quotePrefix = "s", True
    for column, width in zip("ABCDE", _WIDTHS, strict=True):
        sheet.column_dimensions[column].width = width
        head = sheet[f"{column}1"]
        head.font, head.fill = Font(bold=True), PatternFill("solid", fgColor="E2EFF1")
        head.alignment = Alignment(wrap_text=True)
    sheet.freeze_panes = "A2"
    roles = DataValidation(type="list", formula1='"' + ",".join(ROLE_NAMES.values()) + '"', allow_blank=True)
    sheet.add_data_validation(roles)
    roles.add(f"D2:D{max(sheet.max_row, 2) + 500}")
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def agency_template(rows: Iterable[Sequence[str | date | None]]) -> bytes:
    """Return a workbook with the bodies that are known, in the columns of ``rules.agency_sheet``."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None  # noqa: S101 - a new workbook has a sheet
    sheet.title = "Cơ quan"
    sheet.append(tuple(AGENCY_COLUMNS.values()))
    for row in rows:
        sheet.append(tuple(row))
        for cell in sheet[sheet.max_row]:
            if isinstance(cell.value, date):
                cell.number_format = "dd/mm/yyyy"
            elif cell.value is not None:
                cell.data_type, cell.quotePrefix = "s", True
    for column, width in zip("ABCDEFGH", (24, 44, 36, 18, 16, 34, 14, 14), strict=True):
        sheet.column_dimensions[column].width = width
        head = sheet[f"{column}1"]
        head.font, head.fill = Font(bold=True), PatternFill("solid", fgColor="E2EFF1")
        head.alignment = Alignment(wrap_text=True)
    sheet.freeze_panes = "C2"
    levels = DataValidation(type="list", formula1='"' + ",".join(LEVELS.values()) + '"', allow_blank=True)
    sheet.add_data_validation(levels)
    levels.add(f"D2:D{max(sheet.max_row, 2) + 500}")
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def read_table(content: bytes) -> list[list[str]]:
    """Return the cells of the first sheet of a workbook, or of a CSV text, as text, row by row.

    Empty rows stay, so that a row's place is the one the office sees. Raises BadDocument for anything
    else, and for more than MOST_ROWS rows.
    """
    return _workbook(content) if content.startswith(b"PK\x03\x04") else _csv(content)


def _workbook(content: bytes) -> list[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > _MOST_UNPACKED:
                raise BadDocument("Bảng tính quá lớn khi mở ra.", hint=_HINT)
        # Formulas are read as the text that they are, and never for a value that somebody computed.
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        try:
            sheet = book.worksheets[0]
            rows = sheet.iter_rows(values_only=True, max_row=MOST_ROWS + 2, max_col=_MOST_COLUMNS)
            return _limited([[_text(value) for value in row] for row in rows])
        finally:
            book.close()
    except (
        zipfile.BadZipFile,
        InvalidFileException,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        IndexError,
        SyntaxError,
        NotImplementedError,
        EOFError,
        OSError,
    ) as fault:
        raise BadDocument("Không đọc được bảng tính này.", hint=_HINT) from fault


def _csv(content: bytes) -> list[list[str]]:
    return _limited(csv_rows(content, most_rows=MOST_ROWS + 2, most_columns=_MOST_COLUMNS))


def csv_rows(content: bytes, *, most_rows: int, most_columns: int) -> list[list[str]]:
    """Return the cells of a CSV text (UTF-8, or UTF-16 with its mark), parted as its first lines are.

    Raises BadDocument for anything else, and for more rows than that.
    """
    try:
        text = content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as fault:
        raise BadDocument("Tệp này không phải bảng tính Excel hay CSV (UTF-8).", hint=_HINT) from fault
    if "\0" in text:
        raise BadDocument("Tệp này không phải bảng tính Excel hay CSV (UTF-8).", hint=_HINT)
    lines = text.split("\n", _LOOKED_AT)[:_LOOKED_AT]
    # Excel writes what the machine's region parts decimals by; titles above a table may hold commas.
    mark = max((";", ",", "\t"), key=lambda sign: _evenness([line.count(sign) for line in lines]))
    found: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=False):
            if len(found) > most_rows:
                raise BadDocument(
                    f"Bảng dài hơn {most_rows} dòng.", hint="Chia thành nhiều tệp rồi nạp từng tệp."
                )
            found.append([_text(cell) for cell in row[:most_columns]])
        return found
    except csv.Error as fault:
        raise BadDocument("Không đọc được tệp CSV này.", hint=_HINT) from fault


def _evenness(counts: list[int]) -> int:
    """Return how much a sign looks like what parts the cells: as often in one line as in the others."""
    return max((counts.count(one) * one for one in set(counts)), default=0)


def _limited(table: list[list[str]]) -> list[list[str]]:
    """Return the table without the empty cells and rows at its ends; a sheet may be formatted far below."""
    for row in table:
        while row and not row[-1]:
            row.pop()
    while table and not table[-1]:
        table.pop()
    if len(table) > MOST_ROWS + 1:
        raise BadDocument(f"Bảng dài hơn {MOST_ROWS} dòng.", hint="Chia thành nhiều tệp rồi nạp từng tệp.")
    return table


def _text(value: object) -> str:
    """Return a cell as a person typed it: whole numbers without a point, days as 30/11/2026."""
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    # A quote in front marks text to a spreadsheet; it is no part of it.
    return str(value).strip().removeprefix("'")[:_LONGEST_CELL]
