"""Rows of a table that are shorter than its header: which columns a merged cell left without one."""

import re
from collections.abc import Sequence
from itertools import combinations

from extract.agencies import read_bodies
from extract.subjects import read_heading
from extract.words import lowered

_NUMBER = re.compile(r"(?:\d{1,3}(?:\.\d{1,2})*|[ivxlc]{1,6}|[a-zđ]{1,2}|[-+*•])?[.)]?")
# What a cell of a time column begins with, or holds.
_TIME = re.compile(
    r"(?:quý|tháng|năm|ngày|tuần|giai đoạn|thường xuyên|h[àằ]ng|định kỳ|trước|sau|trong|đến|từ|khi|theo"
    r"|ngay|chậm nhất|cả năm|liên tục|đột xuất|\d{1,2}[/.-]\d|20\d\d)"
)
_SHORTEST_TASK = 12
# Wider tables are tables of figures.
_MOST_COLUMNS = 12
_BODIES = frozenset({"lead", "doer", "lead_partner", "partner"})


def aligned(cells: Sequence[str], names: Sequence[str]) -> tuple[list[str], frozenset[str]]:
    """Return the cells of a short row in the columns that they fit best, and the columns left out inside.

    Text files leave a cell out that is merged with the one above it; at the end of a row that tells
    nothing, inside it moves the others. ``names`` are the meanings of the columns. Of equal fits the one
    that leaves out the last columns is taken.
    """
    if not 1 < len(cells) < len(names) <= _MOST_COLUMNS:
        return list(cells), frozenset()
    fits = [[_fits(cell, name) for name in names] for cell in cells]
    choices = combinations(range(len(names)), len(cells))
    best = max(choices, key=lambda kept: sum(fit[at] for fit, at in zip(fits, kept, strict=True)))
    row = [""] * len(names)
    for cell, index in zip(cells, best, strict=True):
        row[index] = cell
    return row, frozenset(names[index] for index in range(best[-1]) if index not in best)


def _fits(cell: str, name: str) -> int:
    """Return how well a cell's words fit its column, below zero where they contradict it."""
    low = lowered(cell.strip())
    if not low:
        return 0
    is_time = _TIME.match(low) is not None
    if name == "number":
        return 2 if _NUMBER.fullmatch(low) else -4
    if name in _BODIES:
        return 2 if not is_time and read_bodies(cell.strip(), 0, loose=True, short=True).entries else -2
    if name in ("time", "start"):
        return 2 if is_time else -2
    if name == "task":
        return -3 if len(low) < _SHORTEST_TASK or is_time or read_heading(cell) else 2
    return 0 if not _NUMBER.fullmatch(low) else -1
