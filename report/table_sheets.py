"""An office's own workbook or CSV as sheets of text, within limits: what a tracking table is read from.

Formulas are read for the value that the office's program computed last, because its tables count days and
numbers by them; a formula that was never computed gives nothing. Real days are written dd/mm/yyyy.
"""

import re
import zipfile
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from openpyxl.utils.cell import column_index_from_string

from models.errors import BadDocument
from report.opening import ARCHIVE, csv_rows, opened_workbook

# Bytes of a table that is sent in.
TABLE_LIMIT = 10 * 1024 * 1024
# Rows of all sheets together, columns of one, sheets of one workbook.
MOST_ROWS, MOST_COLUMNS, MOST_SHEETS = 20_000, 60, 30
LONGEST_CELL = 4_000
# A table of so many rows unpacks to far less; more is a bomb. Bytes.
MOST_UNPACKED = 120 * 1024 * 1024
_MOST_MERGES = 20_000
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s[^<>]{0,40}?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_HINT = "Lưu bảng dạng .xlsx hoặc .csv (UTF-8) rồi nạp lại."


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet by its name; ``rows`` are its cells from the first row and column on, without empty ends."""

    name: str
    rows: tuple[tuple[str, ...], ...]


def read_sheets(content: bytes) -> list[Sheet]:
    """Return the visible sheets of a workbook that hold something, or a CSV text as one sheet.

    A merged cell has its words in each of its cells. Raises BadDocument for anything else, and for more
    than a table may be.
    """
    if not content.startswith(ARCHIVE):
        rows = csv_rows(content, most_rows=MOST_ROWS, most_columns=MOST_COLUMNS)
        sheets = [Sheet("CSV", _trimmed([[_text(cell) for cell in row] for row in rows]))]
    else:
        sheets = _workbook(content)
    found = [one for one in sheets if one.rows]
    if not found:
        raise BadDocument("Bảng không có dòng nào.", hint="Chọn lại tệp.")
    return found


def _workbook(content: bytes) -> list[Sheet]:
    with opened_workbook(content, computed=True, most_unpacked=MOST_UNPACKED) as (book, archive):
        shown = [one for one in book.worksheets if one.sheet_state == "visible"][:MOST_SHEETS]
        found, left = [], MOST_ROWS
        for one in shown:
            rows = _cells(one, left)
            left -= len(rows)
            _spread(rows, _merges(archive, one))
            found.append(Sheet(one.title, _trimmed(rows)))
        return found


def _cells(sheet: Any, left: int) -> list[list[str]]:
    """Return the cells of a sheet as text, rows formatted far below left out."""
    rows: list[list[str]] = []
    empty = 0
    for number, values in enumerate(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS)):
        row = [_text(value) for value in values]
        if any(row):
            # Rows left out between two filled ones keep their place: an office counts them.
            rows += [[] for _ in range(empty)]
            rows.append(row)
            empty = 0
        else:
            empty += 1
        if len(rows) > left or number > MOST_ROWS * 2:
            raise BadDocument(f"Bảng dài hơn {MOST_ROWS} dòng.", hint="Chia thành nhiều tệp.")
    return rows


def _merges(archive: zipfile.ZipFile, sheet: Any) -> list[tuple[int, int, int, int]]:
    """Return the merged ranges of a sheet: first row, first column, last row, last column, from 0.

    Reading without them in memory, the package does not tell them.
    """
    path = str(sheet._worksheet_path).lstrip("/")
    found = []
    for match in _MERGE.finditer(archive.read(path)):
        left, top, right, bottom = match.groups()
        columns = (column_index_from_string(one.decode()) - 1 for one in (left, right))
        first, last = columns
        found.append((int(top) - 1, first, int(bottom) - 1, last))
        if len(found) == _MOST_MERGES:
            break
    return found


def _spread(rows: list[list[str]], merges: list[tuple[int, int, int, int]]) -> None:
    for top, left, bottom, right in merges:
        if top >= len(rows) or left >= len(rows[top]) or not (words := rows[top][left]):
            continue
        for row in rows[top : min(bottom + 1, len(rows))]:
            last = min(right, MOST_COLUMNS - 1)
            row += [""] * (last + 1 - len(row))
            for place in range(left, last + 1):
                row[place] = row[place] or words


def _trimmed(rows: list[list[str]]) -> tuple[tuple[str, ...], ...]:
    width = max((place + 1 for row in rows for place, cell in enumerate(row) if cell), default=0)
    found = [tuple(row[:width]) + ("",) * (width - len(row)) for row in rows]
    while found and not any(found[-1]):
        found.pop()
    return tuple(found) if width else ()


def _text(value: object) -> str:
    """Return a cell as a person reads it: days as 30/11/2026, whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, bool):
        return "x" if value else ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value).strip()
    # What Excel shows for a formula that failed is no word of the office.
    return "" if text.startswith("#") and text.endswith(("!", "?", "/A", "A")) else text[:LONGEST_CELL]
