"""Tables of Word and HTML documents: layout tables become lines, data tables become rows of cells.

The letterhead (Nghị định 30/2020/NĐ-CP, Phụ lục I) and the block "Nơi nhận | ký" are usually tables
without borders; their cells are read one after another, left before right.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from extract.reading.lines import Lines, one_line

_LAYOUT_WORDS = re.compile(
    r"C[ỘO]NG H(ÒA|OÀ) XÃ HỘI|ĐỘC LẬP\s*[-–]\s*TỰ DO|^\s*NƠI NHẬN|ĐẢNG CỘNG SẢN VIỆT NAM"
    r"|^(TM|KT|TL|TUQ|Q)\.\s*\w",
    re.I | re.M,
)
MAX_COLUMNS = 64


@dataclass(slots=True)
class Block:
    """A paragraph of a cell, or a table nested in it."""

    text: str = ""
    table: "Grid | None" = None
    page: int = 1


@dataclass(slots=True)
class Cell:
    """One cell: its blocks in order, the columns that it spans, whether it continues the cell above."""

    blocks: list[Block] = field(default_factory=list)
    span: int = 1
    continues_above: bool = False

    def text(self) -> str:
        """Return the words of the cell, nested tables included, on one line."""
        return join_paragraphs([part for block in self.blocks for part in _texts(block)])


@dataclass(slots=True)
class Grid:
    """A table as its rows of cells."""

    rows: list[list[Cell]] = field(default_factory=list)
    bordered: bool = True
    page: int = 1


def _texts(block: Block) -> list[str]:
    if block.table is None:
        return block.text.splitlines()
    return [cell.text() for row in block.table.rows for cell in row]


def join_paragraphs(paragraphs: Sequence[str]) -> str:
    """Return the paragraphs of a cell on one line, a semicolon where two stand unparted.

    Stacked owners ("Sở Y tế" above "Sở Tài chính") stay two owners; a paragraph that goes on in
    lower case is one sentence broken by hand.
    """
    joined = ""
    for paragraph in map(one_line, paragraphs):
        if not paragraph:
            continue
        if not joined:
            joined = paragraph
        elif joined[-1] in ".;,:?!/-–" or paragraph[0].islower() or paragraph[0] in ",;.)&":
            joined += " " + paragraph
        else:
            joined += "; " + paragraph
    return joined


def add_table(lines: Lines, grid: Grid) -> None:
    """Add a table to the lines: row by row, or cell by cell where it only serves the layout."""
    grid.rows = [row for row in grid.rows if row]
    if not grid.rows:
        return
    if _is_layout(grid):
        for row in grid.rows:
            for cell in row:
                _add_blocks(lines, cell)
        return
    above: list[str] = []
    for row in grid.rows:
        cells = _row_texts(row, above)
        if any(
            block.table is not None and len(block.table.rows) > 1 for cell in row for block in cell.blocks
        ):
            # A whole table inside a row cannot be one line: its own rows follow those of the outer table.
            _add_outer_row(lines, row, above, grid.page)
        else:
            lines.add_row(cells, page=_page(row, grid.page))
        above = cells


def _add_outer_row(lines: Lines, row: Sequence[Cell], above: Sequence[str], page: int) -> None:
    plain = [
        Cell([block for block in cell.blocks if block.table is None], cell.span, cell.continues_above)
        for cell in row
    ]
    lines.add_row(_row_texts(plain, above), page=_page(row, page))
    for cell in row:
        for block in cell.blocks:
            if block.table is not None:
                add_table(lines, block.table)


def _add_blocks(lines: Lines, cell: Cell) -> None:
    for block in cell.blocks:
        if block.table is not None:
            add_table(lines, block.table)
        else:
            lines.add(block.text, page=block.page)


def _page(row: Sequence[Cell], otherwise: int) -> int:
    return next((block.page for cell in row for block in cell.blocks), otherwise)


def _row_texts(row: Sequence[Cell], above: Sequence[str]) -> list[str]:
    """Return the texts by column: a cell over several columns fills the first of them.

    A cell merged downwards counts for each row that it spans, except in the first column: there the
    number belongs to its first row, and a row without number continues the row above.
    """
    texts: list[str] = []
    for cell in row:
        place = len(texts)
        shared = above[place] if 0 < place < len(above) else ""
        texts.append(shared if cell.continues_above else cell.text())
        texts.extend([""] * (min(cell.span, MAX_COLUMNS) - 1))
    return texts[:MAX_COLUMNS]


def _is_layout(grid: Grid) -> bool:
    columns = max(sum(cell.span for cell in row) for row in grid.rows)
    cells = max(len(row) for row in grid.rows)
    if columns == 1 or cells == 1:
        return True
    if cells <= 3 and len(grid.rows) <= 8:
        text = "\n".join(
            part for row in grid.rows for cell in row for block in cell.blocks for part in _texts(block)
        )
        if _LAYOUT_WORDS.search(text):
            return True
    return not grid.bordered and cells <= 2
