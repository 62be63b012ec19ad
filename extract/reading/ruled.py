"""Rows of a ruled table from the boxes of its cells and the words on the page."""

from collections.abc import Iterator, Sequence

from extract.reading.layout import Word, cell_text, group_lines
from extract.reading.tables import join_paragraphs

Box = tuple[float, float, float, float]
"""x0, top, x1, bottom."""


def rows_of(boxes: Sequence[Sequence[Box | None]], words: Sequence[Word]) -> Iterator[tuple[str, ...]]:
    """Yield the texts of each row; ``boxes`` holds None where a merged cell covers the place.

    A cell merged downwards counts for each row that it reaches, except in the first column: there the
    number belongs to its first row, and a row without number continues the row above.
    """
    above: tuple[str, ...] = ()
    reach: list[float] = [0.0] * max((len(cells) for cells in boxes), default=0)
    for cells in boxes:
        if not any(cells):
            continue
        top = min(cell[1] for cell in cells if cell is not None)
        texts: list[str] = []
        for column, cell in enumerate(cells):
            if cell is not None:
                reach[column] = cell[3]
                texts.append(_text_in(cell, words))
            elif 0 < column < len(above) and reach[column] > top + 1:
                texts.append(above[column])
            else:
                texts.append("")
        above = tuple(texts)
        yield above


def _text_in(box: Box, words: Sequence[Word]) -> str:
    x0, top, x1, bottom = box
    inside = [
        word for word in words
        if x0 <= (word.x0 + word.x1) / 2 < x1 and top <= (word.top + word.bottom) / 2 < bottom
    ]  # fmt: skip
    lines = group_lines(inside)
    if not lines:
        return ""
    # The typesetter keeps the same distance from both edges of a cell.
    padding = min(min(line.x0 for line in lines) - x0, 0.6 * lines[0].height)
    return join_paragraphs(cell_text(lines, x1 - max(padding, 0.0)))
