"""From words with their places on a page to paragraphs: lines, columns, running text.

Coordinates run from the top left corner, in any unit that is the same for the whole page (points in
a PDF, pixels in a scan); all tolerances are shares of the height of the text.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

_LABEL = re.compile(r"^([-+*•–—]|\d{1,3}(\.\d{1,3}){0,4}[.)]?|[IVXLC]{1,6}\.|[a-zđ]{1,2}\)|[A-ZĐ]\.)$")
_STARTS = re.compile(
    r"^([-+*•–—]\s|\d{1,3}(\.\d{1,3}){0,4}[.)]\s|[IVXLC]{1,6}\.\s|[a-zđ]{1,2}\)\s|[A-ZĐ]\.\s)"
)
_DASHES = ("- ", "– ", "— ")
_BREAKABLE = re.compile(r"\w[-/]$")
_RECIPIENTS = re.compile(r"^N[ơo]i\s*nh[ậâa]n\b", re.I)
_PAGE_NUMBER = re.compile(r"^[-–—]?\s*(trang\s+)?\d{1,4}(\s*/\s*\d{1,4})?\s*[-–—]?$", re.I)


@dataclass(frozen=True, slots=True)
class Word:
    """A word and its box."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Line:
    """Words on one base line, left to right."""

    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        """Return the words joined by spaces."""
        return " ".join(word.text for word in self.words)

    @property
    def x0(self) -> float:
        """Return the left edge."""
        return self.words[0].x0

    @property
    def x1(self) -> float:
        """Return the right edge."""
        return self.words[-1].x1

    @property
    def top(self) -> float:
        """Return the upper edge."""
        return min(word.top for word in self.words)

    @property
    def bottom(self) -> float:
        """Return the lower edge."""
        return max(word.bottom for word in self.words)

    @property
    def height(self) -> float:
        """Return the usual height of its words."""
        return median(word.bottom - word.top for word in self.words)


@dataclass(frozen=True, slots=True)
class Frame:
    """The text area of a document's pages: where full lines begin and end, the usual gap between lines."""

    left: float
    right: float
    gap: float | None = None


def group_lines(words: Iterable[Word]) -> list[Line]:
    """Return words given in reading order as lines: a new one where the base line changes or x jumps back."""
    lines: list[Line] = []
    current: list[Word] = []
    for word in words:
        if current and not _same_line(current[-1], word):
            lines.append(Line(tuple(current)))
            current = []
        current.append(word)
    if current:
        lines.append(Line(tuple(current)))
    return lines


def _same_line(before: Word, word: Word) -> bool:
    height = max(min(before.bottom - before.top, word.bottom - word.top), 1e-6)
    overlap = min(before.bottom, word.bottom) - max(before.top, word.top)
    return overlap > 0.5 * height and word.x0 >= before.x1 - height


def frame_of(lines: Sequence[Line]) -> Frame:
    """Return the text area: the left edge that many lines share, the right edge that full lines reach."""
    if not lines:
        return Frame(0.0, 0.0)
    long = sorted(lines, key=lambda line: line.x1 - line.x0)[len(lines) // 2 :]
    rights = sorted(line.x1 for line in long)
    lefts = sorted(line.x0 for line in long)
    gaps = sorted(
        below.top - line.bottom
        for line, below in pairwise(lines)
        if abs(below.top - line.bottom) < 1.1 * line.height and below.x0 < line.x1
    )
    # Gaps within paragraphs are the smaller ones; where every line is a paragraph all are alike.
    usual = gaps[len(gaps) * 3 // 10] if len(gaps) >= 8 else None
    return Frame(lefts[len(lefts) // 20], rights[(len(rights) * 19) // 20], usual)


def is_page_number(line: Line, page_height: float) -> bool:
    """Return whether the line is a page number: digits alone in a margin (Nghị định 30/2020, Phụ lục I)."""
    in_margin = line.bottom < 0.09 * page_height or line.top > 0.91 * page_height
    return in_margin and _PAGE_NUMBER.match(line.text.strip()) is not None


def order_columns(lines: Sequence[Line]) -> list[Line]:
    """Return the lines with two-column stretches (letterhead, "Nơi nhận | ký") read left column first.

    A stretch is a run of lines that leave one gutter free, at least two of them with words on both
    sides of it; a single line counts when its gap is wider than any justified space.
    """
    ordered: list[Line] = []
    index = 0
    while index < len(lines):
        if _RECIPIENTS.match(lines[index].text) and (columns := _recipients(lines[index:])):
            return ordered + columns
        width, gutter = _widest_gap(lines[index])
        end = index
        if width > 1.2 * lines[index].height:
            end = _end_of_columns(lines, index, gutter)
        if end == index and width > 3 * lines[index].height:
            end = index + 1
        if end == index:
            ordered.append(lines[index])
            index += 1
            continue
        left, right = _two_columns(lines[index:end], gutter)
        ordered += [*left, *right]
        index = end
    return ordered


def _recipients(lines: Sequence[Line]) -> list[Line]:
    """Return "Nơi nhận" and then the signature, which stands on its right with base lines of its own.

    [] where no upright gutter parts the rest of the page in two.
    """
    left, right = min(line.x0 for line in lines), max(line.x1 for line in lines)
    height = lines[0].height
    for share in range(30, 72, 2):
        gutter = left + (right - left) * share / 100
        words = [word for line in lines for word in line.words]
        if any(word.x0 - 0.4 * height < gutter < word.x1 + 0.4 * height for word in words):
            continue
        before, after = _two_columns(lines, gutter)
        if len(before) >= 2 and len(after) >= 2:
            return before + after
    return []


def _widest_gap(line: Line) -> tuple[float, float]:
    """Return the width and the middle of the widest gap between two words of the line."""
    pairs = pairwise(line.words)
    return max(
        ((after.x0 - before.x1, (after.x0 + before.x1) / 2) for before, after in pairs), default=(0.0, 0.0)
    )


def _end_of_columns(lines: Sequence[Line], start: int, gutter: float) -> int:
    """Return the index after the stretch, ``start`` when fewer than two lines have words on both sides."""
    end, both, last_top = start, 0, lines[start].top
    for index in range(start, len(lines)):
        line = lines[index]
        crossing = any(word.x0 < gutter < word.x1 for word in line.words)
        near = any(
            before.x1 < gutter < after.x0 and after.x0 - before.x1 < 0.8 * line.height
            for before, after in pairwise(line.words)
        )
        if crossing or near or line.top - last_top > 8 * line.height or line.top < last_top - line.height:
            break
        both += line.x0 < gutter < line.x1
        last_top, end = line.top, index + 1
    return end if both >= 2 else start


def _two_columns(lines: Sequence[Line], gutter: float) -> tuple[list[Line], list[Line]]:
    left, right = [], []
    for line in lines:
        before = tuple(word for word in line.words if word.x1 <= gutter)
        after = tuple(word for word in line.words if word.x1 > gutter)
        if before:
            left.append(Line(before))
        if after:
            right.append(Line(after))
    return left, right


def continues(before: Line, line: Line, first: Line, frame: Frame, *, new_page: bool = False) -> bool:
    """Return whether ``line`` goes on with the paragraph whose first line is ``first`` and last ``before``.

    The typesetter breaks a line only where the next word no longer fits; a break with room left was
    meant. An indented line, a list mark or a wide gap begins a paragraph as well.
    """
    height = before.height
    room = frame.right - before.x1
    if room > (line.words[0].x1 - line.words[0].x0) + 0.6 * height:
        return False
    if before.text.endswith("./.") or (
        _STARTS.match(line.text) and not _broken_hyphen(before, line, first, frame)
    ):
        return False
    widest = 1.1 * height if frame.gap is None else min(1.1 * height, frame.gap + 0.28 * height)
    if not new_page and not -0.5 * height < line.top - before.bottom < widest:
        return False
    if max(height, line.height) > 1.35 * min(height, line.height):
        return False
    starts = [frame.left]
    if before is not first:
        starts.append(before.x0)
    hanging = before is first and _LABEL.match(first.words[0].text) is not None
    hanging = hanging and -0.5 * height < line.x0 - first.x0 < 4 * height
    if not hanging and not any(abs(line.x0 - start) < 0.5 * height for start in starts):
        return False
    # A full line that ends in a colon introduces what follows; the list may stand without indent.
    return not (before.text.endswith(":") and line.words[0].text[:1].isupper())


def _broken_hyphen(before: Line, line: Line, first: Line, frame: Frame) -> bool:
    """Return whether the line begins with a hyphen within a name ("Phát thanh - Truyền hình"), no bullet."""
    return (
        line.text.startswith(_DASHES)
        and before.text[-1] not in ".;:!?,"
        and first.x0 > frame.left + 0.5 * first.height > line.x0
    )


def joined(before: str, after: str) -> str:
    """Return two lines as one: with a space, but none where the line broke within "COVID-19" or "KH-UBND"."""
    within = _BREAKABLE.search(before) is not None and after[:1].isalnum()
    return before + after if within else f"{before} {after}"


def cell_text(lines: Sequence[Line], right: float) -> list[str]:
    """Return the paragraphs of a cell that ends at ``right``: lines broken for want of room are joined."""
    paragraphs: list[str] = []
    before: Line | None = None
    for line in lines:
        if before is not None:
            fits = right - before.x1 > (line.words[0].x1 - line.words[0].x0) + 0.8 * before.height
            hyphen = (
                line.text.startswith(_DASHES)
                and not _STARTS.match(paragraphs[-1])
                and before.text[-1] not in ".;:"
            )
            if not fits and (hyphen or not _STARTS.match(line.text)):
                paragraphs[-1] = joined(paragraphs[-1], line.text)
                before = line
                continue
        paragraphs.append(line.text)
        before = line
    return paragraphs
