"""Pages of words and tables, of a PDF or of a scan, to the lines of a document."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import reduce

from extract.reading.layout import (
    Frame,
    Line,
    Word,
    continues,
    frame_of,
    is_page_number,
    joined,
    order_columns,
)
from extract.reading.lines import Lines

_FULL_PAGE = 25


@dataclass(slots=True)
class Table:
    """A ruled table: its rows of texts, its box (x0, top, x1, bottom), the left edges of its columns."""

    rows: list[tuple[str, ...]]
    box: tuple[float, float, float, float]
    edges: tuple[int, ...] = ()

    def holds(self, word: Word) -> bool:
        """Return whether the middle of the word lies in the table."""
        x0, top, x1, bottom = self.box
        return x0 <= (word.x0 + word.x1) / 2 <= x1 and top <= (word.top + word.bottom) / 2 <= bottom


@dataclass(slots=True)
class Page:
    """One page: its lines outside tables in reading order, its tables, its height."""

    lines: list[Line]
    tables: list[Table] = field(default_factory=list)
    height: float = 842.0
    width: float = 595.0
    needs_recognition: bool = False

    @property
    def size(self) -> tuple[int, int]:
        """Return width and height in whole units."""
        return round(self.width), round(self.height)


@dataclass(slots=True)
class _Paragraph:
    first: Line
    last: Line
    page: int
    parts: list[str]


def add_pages(lines: Lines, pages: Sequence[Page]) -> None:
    """Add the pages: paragraphs whole also across a page break, tables as rows, page numbers left out."""
    kept = [[line for line in page.lines if not is_page_number(line, page.height)] for page in pages]
    frames = _frames(pages, kept)
    running: _Paragraph | None = None
    table_before: Table | None = None
    pending: list[tuple[tuple[str, ...], int]] = []
    for number, (page, page_lines) in enumerate(zip(pages, kept, strict=True), 1):
        frame = frames[number - 1]
        for piece in _in_order(order_columns(page_lines), page.tables):
            if isinstance(piece, Table):
                _close(lines, running)
                running = None
                table_before = _add_table(piece, table_before, pending, number)
                continue
            if pending:
                _flush(lines, pending)
                table_before = None
            if running is not None and _goes_on(running, piece, frame, number):
                running.parts.append(piece.text)
                running.last = piece
                continue
            _close(lines, running)
            running = _Paragraph(piece, piece, number, [piece.text])
    _close(lines, running)
    _flush(lines, pending)


def _frames(pages: Sequence[Page], kept: Sequence[list[Line]]) -> list[Frame]:
    """Return the text area of each page; a page with few lines takes that of the pages of its size.

    A scan and a typed page may stand in one file, and an annex may lie across: each size by itself.
    """
    shared: dict[tuple[int, int], Frame] = {}
    for size in {page.size for page in pages}:
        shared[size] = frame_of(
            [line for page, lines in zip(pages, kept, strict=True) if page.size == size for line in lines]
        )
    return [
        frame_of(lines) if len(lines) >= _FULL_PAGE else shared[page.size]
        for page, lines in zip(pages, kept, strict=True)
    ]


def _goes_on(paragraph: _Paragraph, line: Line, frame: Frame, page: int) -> bool:
    return continues(
        paragraph.last,
        line,
        paragraph.first,
        frame,
        new_page=page != paragraph.page and line.top < paragraph.last.top,
    )


def _close(lines: Lines, paragraph: _Paragraph | None) -> None:
    if paragraph is not None:
        lines.add(reduce(joined, paragraph.parts), page=paragraph.page)


def _flush(lines: Lines, pending: list[tuple[tuple[str, ...], int]]) -> None:
    for cells, page in pending:
        lines.add_row(cells, page=page)
    pending.clear()


def _in_order(lines: Sequence[Line], tables: Sequence[Table]) -> list[Line | Table]:
    """Return the lines with each table before the first line that stands below its top."""
    pieces: list[Line | Table] = []
    waiting = sorted(tables, key=lambda table: table.box[1])
    for line in lines:
        while waiting and line.top > waiting[0].box[1]:
            pieces.append(waiting.pop(0))
        pieces.append(line)
    return pieces + waiting


def _add_table(
    table: Table, before: Table | None, pending: list[tuple[tuple[str, ...], int]], page: int
) -> Table:
    """Add the rows, joined to those of a table that the page break cut: a header printed again is dropped."""
    rows = list(table.rows)
    same = (
        before is not None
        and bool(pending)
        and len(before.rows[0]) == len(rows[0])
        and _same_edges(before, table)
    )
    if same and before is not None:
        if _is_header_again(rows[0], before.rows[0]):
            rows.pop(0)
        if rows and _is_rest_of_row(rows[0], pending[-1][0]):
            last, last_page = pending.pop()
            merged = tuple(" ".join(filter(None, pair)) for pair in zip(last, rows.pop(0), strict=True))
            pending.append((merged, last_page))
        table = Table(before.rows, table.box, table.edges)
    pending.extend((row, page) for row in rows)
    return table


def _same_edges(before: Table, table: Table) -> bool:
    if len(before.edges) != len(table.edges):
        return False
    width = table.box[2] - table.box[0]
    return all(abs(a - b) < 0.02 * width for a, b in zip(before.edges, table.edges, strict=True))


def _is_header_again(row: tuple[str, ...], header: tuple[str, ...]) -> bool:
    """Return whether the row repeats the header; in a scan a cell or two may be read otherwise."""
    filled = [(text, other) for text, other in zip(row, header, strict=True) if text or other]
    return bool(filled) and 3 * sum(text == other for text, other in filled) >= 2 * len(filled)


def _is_rest_of_row(row: tuple[str, ...], above: tuple[str, ...]) -> bool:
    """Return whether a row at the top of a page is the rest of the row that the page break cut."""
    if row[0]:
        return False
    filled = [(text, upper) for text, upper in zip(row, above, strict=True) if text]
    return bool(filled) and any(
        text[0].islower() or text[0] in ",.;)" or upper[-1:] in (",", "-") for text, upper in filled
    )
