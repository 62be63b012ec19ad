"""Pages of words and tables, of a PDF or of a scan, to the lines of a document."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import reduce

from extract.furniture import depth_of, left_out, running
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
# The part of a page's height where heads and feet stand; Nghị định 30/2020 leaves 20 to 25 mm of 297.
_MARGIN = 0.1


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


def add_pages(lines: Lines, pages: Sequence[Page]) -> tuple[str, ...]:
    """Add the pages: paragraphs whole also across a page break, tables as rows, page numbers left out.

    So are running heads and feet; returned is the note that names them, () where there are none.
    """
    kept, heads = _without_furniture(pages)
    frames = _frames(pages, kept)
    paragraph: _Paragraph | None = None
    table_before: Table | None = None
    pending: list[tuple[tuple[str, ...], int]] = []
    for number, (page, page_lines) in enumerate(zip(pages, kept, strict=True), 1):
        frame = frames[number - 1]
        for piece in _in_order(order_columns(page_lines), page.tables):
            if isinstance(piece, Table):
                _close(lines, paragraph)
                paragraph = None
                table_before = _add_table(piece, table_before, pending, number)
                continue
            if pending:
                _flush(lines, pending)
                table_before = None
            if paragraph is not None and _goes_on(paragraph, piece, frame, number):
                paragraph.parts.append(piece.text)
                paragraph.last = piece
                continue
            _close(lines, paragraph)
            paragraph = _Paragraph(piece, piece, number, [piece.text])
    _close(lines, paragraph)
    _flush(lines, pending)
    return left_out(heads)


def _without_furniture(pages: Sequence[Page]) -> tuple[list[list[Line]], list[str]]:
    """Return the lines of each page without numbers, heads and feet in its margins, and what these say."""
    kept = [[line for line in page.lines if not is_page_number(line, page.height)] for page in pages]
    tops = [_margin(lines, page.height, at_top=True) for page, lines in zip(pages, kept, strict=True)]
    feet = [_margin(lines, page.height, at_top=False) for page, lines in zip(pages, kept, strict=True)]
    heads_found = running([[line.text for line in edge] for edge in tops])
    feet_found = running([[line.text for line in edge] for edge in feet])
    found: list[list[Line]] = []
    heads: list[str] = []
    for lines, top, foot in zip(kept, tops, feet, strict=True):
        gone = top[: depth_of([line.text for line in top], heads_found)]
        gone += foot[: depth_of([line.text for line in foot], feet_found)]
        heads += [line.text for line in gone]
        found.append([line for line in lines if not any(line is other for other in gone)])
    return found, heads


def _margin(lines: Sequence[Line], height: float, *, at_top: bool) -> list[Line]:
    """Return the lines in the upper or the lower margin, the outermost first."""
    if at_top:
        return sorted((line for line in lines if line.bottom < _MARGIN * height), key=lambda line: line.top)
    inside = (line for line in lines if line.top > (1 - _MARGIN) * height)
    return sorted(inside, key=lambda line: -line.top)


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
