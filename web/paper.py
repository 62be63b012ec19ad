"""A plan's document as text with numbered lines, its items marked where they stand."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from models.assignment import Assignment
from models.document import SourceDocument


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One line of a document as read, with its number from 1 and whether a new page begins.

    ``begins`` are the items whose words begin here; ``is_held`` says whether any item holds the line.
    """

    number: int
    text: str
    page: int
    begins_page: bool
    begins: tuple[Assignment, ...]
    is_held: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """Consecutive lines that the same items hold, marked as one; lines of no item are a piece too."""

    lines: tuple[ShownLine, ...]
    is_held: bool


def shown_pieces(document: SourceDocument, items: Iterable[Assignment]) -> list[Piece]:
    """Return the document's lines with the marks of these items."""
    begins: dict[int, list[Assignment]] = {}
    holders: dict[int, set[int]] = {}
    for item in items:
        begins.setdefault(item.line_first, []).append(item)
        for number in range(item.line_first, item.line_last + 1):
            holders.setdefault(number, set()).add(item.id or 0)
    lines: list[ShownLine] = []
    for number, (text, leaf) in enumerate(document.lines, 1):
        is_new = not lines or lines[-1].page != leaf
        here = tuple(begins.get(number, ()))
        lines.append(ShownLine(number, str(text), int(leaf), is_new, here, number in holders))
    return [
        Piece(tuple(found), bool(held))
        for held, found in groupby(lines, key=lambda line: sorted(holders.get(line.number, ())))
    ]
