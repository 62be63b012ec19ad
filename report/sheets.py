"""Tables as printed sheets of one Excel workbook, however many rows they have.

``openpyxl`` writes everything but the rows: styles, widths, panes, filters, what is repeated on each printed
page. The rows are written here, straight into the archive, because a province's hundred thousand of them
take the package a minute and a half (``benchmarks/papers.py``); the tests read them with the package.
A text is stored as a text, so that one that begins with = + - @ is no formula to any reader.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

# What a cell holds, with its number format.
FORMATS = {"text": "General", "day": "dd/mm/yyyy", "number": "#,##0", "share": "0.0%"}
# The head of the table stands in this row, below the title and the day.
HEAD_ROW = 4
# Excel's own limits: characters of a cell, and rows of a sheet (less than its 1,048,576).
LONGEST_TEXT, MOST_ROWS = 32_767, 1_000_000
# Day 1 of Excel's calendar; it believes in a 29 February 1900, which no day here comes before.
_EPOCH = date(1899, 12, 30).toordinal()
_A4 = 9
_FONT = "Times New Roman"
_LINE = Side(style="thin", color="808080")
_BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_HEAD_FILL = PatternFill("solid", fgColor="E2EFF1")
_END, _DIMENSION = b"</sheetData>", re.compile(rb"<dimension [^>]*/>")
_TEXT_AT_ONCE = 1 << 18


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, its width in characters, and what its cells hold (a key of FORMATS)."""

    head: str
    width: float
    holds: str = "text"


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet: its name, title, the civil day it speaks of, its columns and rows.

    The rows are read once; ``sums``: the last one is the sum of the others, which no filter takes in.
    """

    name: str
    title: str
    day: date
    columns: Sequence[Column]
    rows: Iterable[Sequence[object]]
    sums: bool = False


def sheets(tables: Sequence[Table]) -> bytes:
    """Return the workbook (.xlsx) of the tables; at least one. Rows beyond MOST_ROWS are left out."""
    before, styles = _frame(tables, [0] * len(tables))
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:
        lengths, starts = [], _sheet_parts(before)
        for (name, start), table, style in zip(starts, tables, styles, strict=True):
            with archive.open(name, "w", force_zip64=True) as part:
                part.write(start)
                lengths.append(_write_rows(part, table, *style))
                # What follows the rows says how far the filter reaches, so it is made once that is known.
                part.write(_sheet_parts(_frame([table], [lengths[-1]])[0], after=True)[0][1])
        after, _ = _frame(tables, lengths)
        with zipfile.ZipFile(io.BytesIO(after)) as frame:
            for name in frame.namelist():
                if not name.startswith("xl/worksheets/sheet"):
                    archive.writestr(name, frame.read(name))
    return kept.getvalue()


def _sheet_parts(frame: bytes, *, after: bool = False) -> list[tuple[str, bytes]]:
    """Return each sheet's part up to its rows' end, or from there on."""
    with zipfile.ZipFile(io.BytesIO(frame)) as archive:
        names = [f"xl/worksheets/sheet{n}.xml" for n in range(1, len(archive.namelist()))]
        found = []
        for name in names:
            if name in archive.namelist():
                # A range written before the rows are known would be wrong; it may be left out.
                whole = _DIMENSION.sub(b"", archive.read(name))
                start, end, rest = whole.partition(_END)
                found.append((name, end + rest if after else start))
    return found


def _frame(
    tables: Sequence[Table], lengths: Sequence[int]
) -> tuple[bytes, list[tuple[list[int], list[int]]]]:
    """Return the workbook without its rows, and each sheet's styles: of a row's cells, of the sum's."""
    book = Workbook()
    book.remove(book.worksheets[0])
    styles = []
    for table, length in zip(tables, lengths, strict=True):
        sheet: Any = book.create_sheet(table.name)
        _lay_out(sheet, table, length)
        styles.append(
            (
                [_body_style(sheet, column, is_bold=False) for column in table.columns],
                [_body_style(sheet, column, is_bold=True) for column in table.columns],
            )
        )
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue(), styles


def _lay_out(sheet: Any, table: Table, length: int) -> None:
    sheet.freeze_panes = f"A{HEAD_ROW + 1}"
    for place, column in enumerate(table.columns, 1):
        sheet.column_dimensions[get_column_letter(place)].width = column.width
        head = sheet.cell(HEAD_ROW, place)
        head.value, head.font = column.head, Font(name=_FONT, size=11, bold=True)
        head.fill, head.border = _HEAD_FILL, _BORDER
        head.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", _A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.print_title_rows = f"{HEAD_ROW}:{HEAD_ROW}"
    sheet.oddFooter.center.text = "Trang &P / &N"
    for row, text, font in (
        (1, table.title, Font(name=_FONT, size=14, bold=True)),
        (2, f"Tính đến ngày {table.day:%d/%m/%Y}", Font(name=_FONT, size=11, italic=True)),
    ):
        cell = sheet.cell(row, 1)
        cell.value, cell.data_type = ILLEGAL_CHARACTERS_RE.sub("", text)[:LONGEST_TEXT], "s"
        cell.font, cell.quotePrefix = font, True
    last = HEAD_ROW + max(length - (1 if table.sums else 0), 0)
    sheet.auto_filter.ref = f"A{HEAD_ROW}:{get_column_letter(len(table.columns))}{last}"


def _body_style(sheet: Any, column: Column, *, is_bold: bool) -> int:
    """Return the number of the style of a column's cells, made known to the workbook."""
    cell: Any = Cell(sheet, row=HEAD_ROW + 1, column=1)
    cell.font, cell.border = Font(name=_FONT, size=11, bold=is_bold), _BORDER
    side = "left" if column.holds == "text" else "center"
    cell.alignment = Alignment(horizontal=side, vertical="top", wrap_text=True)
    cell.number_format = FORMATS[column.holds]
    # The mark of a text that was typed behind an apostrophe: whoever edits the cell makes no formula of it.
    cell.quotePrefix = column.holds == "text"
    return int(cell.style_id)


def _write_rows(part: Any, table: Table, plain: Sequence[int], bold: Sequence[int]) -> int:
    """Write the rows below the head and return how many they were."""
    letters = [get_column_letter(n) for n in range(1, len(table.columns) + 1)]
    written, waiting, size = 0, [], 0
    for row, is_last in _with_last(table.rows):
        if written == MOST_ROWS:
            break
        written += 1
        styles = bold if is_last and table.sums else plain
        waiting.append(_row(HEAD_ROW + written, letters, styles, row))
        size += len(waiting[-1])
        if size > _TEXT_AT_ONCE:
            part.write("".join(waiting).encode())
            waiting, size = [], 0
    part.write("".join(waiting).encode())
    return written


def _with_last(rows: Iterable[Sequence[object]]) -> Iterator[tuple[Sequence[object], bool]]:
    """Return the rows, each with whether it is the last."""
    found = iter(rows)
    for kept in found:
        for row in found:
            yield kept, False
            kept = row
        yield kept, True


def _row(number: int, letters: Sequence[str], styles: Sequence[int], row: Sequence[object]) -> str:
    cells = "".join(
        _cell(f'r="{letter}{number}" s="{style}"', value)
        for letter, style, value in zip(letters, styles, row, strict=True)
    )
    return f'<row r="{number}">{cells}</row>'


def _cell(place: str, value: object) -> str:
    if value is None or value == "":
        return f"<c {place}/>"
    if isinstance(value, str):
        text = escape(ILLEGAL_CHARACTERS_RE.sub("", value)[:LONGEST_TEXT])
        return f'<c {place} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
    if isinstance(value, date):
        return f"<c {place}><v>{value.toordinal() - _EPOCH}</v></c>"
    return f"<c {place}><v>{value}</v></c>"
