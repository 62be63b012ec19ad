"""The sheets of contacts and of agencies, Excel or CSV: the templates to fill in, and reading them back.

Nothing in a sheet is ever a formula to us: what begins with = + - @ is text, going out and coming in.
"""

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from models.errors import BadDocument
from report.opening import ARCHIVE, csv_rows, opened_workbook
from rules.agency_sheet import COLUMNS as AGENCY_COLUMNS
from rules.agency_sheet import LEVELS
from rules.contact_columns import FALLBACKS, NO, SUMMARIES, YES
from rules.contact_sheet import COLUMNS
from rules.contacts import ROLE_NAMES

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 5_000
_MOST_COLUMNS = 30
# A sheet of so many rows unpacks to far less; more is a bomb.
_MOST_UNPACKED = 40 * 1024 * 1024
_LONGEST_CELL = 1_000


def template(agencies: Iterable[tuple[str, str]]) -> bytes:
    """Return a workbook with a row for each agency (code, name), its contact left to be filled in."""
    return _to_fill_in(
        "Liên hệ",
        COLUMNS,
        ((code, name) for code, name in agencies),
        widths=(22, 48, 32, 22, 60, *(40 for _ in FALLBACKS), 14, 14, 16),
        choices={"Vai trò": ROLE_NAMES.values(), SUMMARIES: (YES, NO)},
        frozen="A2",
    )


def agency_template(rows: Iterable[Sequence[str | date | None]]) -> bytes:
    """Return a workbook with the bodies that are known, in the columns of ``rules.agency_sheet``."""
    return _to_fill_in(
        "Cơ quan",
        tuple(AGENCY_COLUMNS.values()),
        rows,
        widths=(24, 44, 36, 18, 16, 34, 14, 14),
        choices={AGENCY_COLUMNS["level"]: LEVELS.values()},
        frozen="C2",
    )


def _to_fill_in(
    title: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[str | date | None]],
    *,
    widths: Sequence[int],
    choices: Mapping[str, Iterable[str]],
    frozen: str,
) -> bytes:
    """Return a workbook of one sheet whose columns offer their choices, some rows further down, too."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None  # noqa: S101 - a new workbook has a sheet
    sheet.title = title
    sheet.append(tuple(columns))
    for row in rows:
        sheet.append(tuple(row))
        for cell in sheet[sheet.max_row]:
            if isinstance(cell.value, date):
                cell.number_format = "dd/mm/yyyy"
            elif cell.value is not None:
                # A name that a document brought could begin with "=": it stays text.
                cell.data_type, cell.quotePrefix = "s", True
    for place, (head, width) in enumerate(zip(sheet[1], widths, strict=True), start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
        head.font, head.fill = Font(bold=True), PatternFill("solid", fgColor="E2EFF1")
        head.alignment = Alignment(wrap_text=True)
    sheet.freeze_panes = frozen
    for name, words in choices.items():
        column = get_column_letter(tuple(columns).index(name) + 1)
        offered = DataValidation(type="list", formula1='"' + ",".join(words) + '"', allow_blank=True)
        sheet.add_data_validation(offered)
        offered.add(f"{column}2:{column}{max(sheet.max_row, 2) + 500}")
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def read_table(content: bytes) -> list[list[str]]:
    """Return the cells of the first sheet of a workbook, or of a CSV text, as text, row by row.

    Empty rows stay, so that a row's place is the one the office sees. Raises BadDocument for anything
    else, and for more than MOST_ROWS rows.
    """
    return _workbook(content) if content.startswith(ARCHIVE) else _csv(content)


def _workbook(content: bytes) -> list[list[str]]:
    # Formulas are read as the text that they are, and never for a value that somebody computed.
    with opened_workbook(content, computed=False, most_unpacked=_MOST_UNPACKED) as (book, _):
        rows = book.worksheets[0].iter_rows(values_only=True, max_row=MOST_ROWS + 2, max_col=_MOST_COLUMNS)
        return _limited([[_text(value) for value in row] for row in rows])


def _csv(content: bytes) -> list[list[str]]:
    rows = csv_rows(content, most_rows=MOST_ROWS + 2, most_columns=_MOST_COLUMNS)
    return _limited([[_text(cell) for cell in row] for row in rows])


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
    """Return a cell as a person typed it: whole numbers without a point, days 30/11/2026, times 21:00."""
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, time):
        return _clock(timedelta(hours=value.hour, minutes=value.minute, seconds=value.second))
    if isinstance(value, timedelta):
        # A cell formatted as [h]:mm.
        return _clock(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    # A quote in front marks text to a spreadsheet; it is no part of it.
    return str(value).strip().removeprefix("'")[:_LONGEST_CELL]


def _clock(length: timedelta) -> str:
    # Excel keeps a time as a part of a day: what is a second short of a minute is that minute.
    minutes = round(length.total_seconds() / 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
