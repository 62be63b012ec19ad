"""A plan's document as text with numbered lines, its items marked where they stand."""

from collections.abc import Iterable
from dataclasses import dataclass

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


def shown_lines(document: SourceDocument, items: Iterable[Assignment]) -> list[ShownLine]:
    """Return the document's lines with the marks of these items."""
    begins: dict[int, list[Assignment]] = {}
    held: set[int] = set()
    for item in items:
        begins.setdefault(item.line_first, []).append(item)
        held.update(range(item.line_first, item.line_last + 1))
    lines: list[ShownLine] = []
    for number, (text, leaf) in enumerate(document.lines, 1):
        is_new = not lines or lines[-1].page != leaf
        here = tuple(begins.get(number, ()))
        lines.append(ShownLine(number, str(text), int(leaf), is_new, here, number in held))
    return lines
