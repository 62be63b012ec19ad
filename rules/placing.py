"""Where the parts of an item stand in the document's lines, and how its text may be cut."""

import re
import unicodedata
from collections.abc import Sequence

# The end of a sentence or of a clause that can stand alone; a point between digits ends nothing.
_ENDS = re.compile(r"[.;:!?…]+[)”\"’]*(?=\s|$)|\n+")
_NUMBERED = re.compile(r"(?:^|\s)(?:\d{1,3}|[a-zđA-ZĐ]|[IVX]+)\.$")


def cuts_of(text: str) -> tuple[str, ...]:
    """Return the stretches between which an item may be cut: sentences, clauses behind ";", lines.

    Joined they hold every word of the text, in order; none is blank.
    """
    found: list[str] = []
    start = 0
    for match in _ENDS.finditer(text):
        # "1." and "a." open what follows.
        if _NUMBERED.search(text[start : match.end()]):
            continue
        found.append(text[start : match.end()].strip())
        start = match.end()
    found.append(text[start:].strip())
    return tuple(piece for piece in found if re.search(r"\w", piece))


def lines_of_parts(parts: Sequence[str], lines: Sequence[tuple[int, str]]) -> list[tuple[int, int]]:
    """Return for each part the first and last number of the lines on which its words stand.

    ``lines`` are the numbered lines that the whole item held. A part is sought behind the part before it;
    one whose words a person has changed so that they stand nowhere gets all the lines.
    """
    whole = (lines[0][0], lines[-1][0]) if lines else (0, 0)
    words: list[tuple[str, int]] = [(w, number) for number, text in lines for w in _words(text)]
    found: list[tuple[int, int]] = []
    start = 0
    for part in parts:
        wanted = _words(part)
        at = _find(wanted, [w for w, _ in words], start)
        if at is None:
            found.append(whole)
            continue
        first, last = at
        found.append((words[first][1], words[last][1]))
        start = last + 1
    return found


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", unicodedata.normalize("NFC", text).casefold())


def _find(wanted: Sequence[str], words: Sequence[str], start: int) -> tuple[int, int] | None:
    """Return the places of the first and last word of ``wanted`` from ``start`` on, or None."""
    count = len(wanted)
    for first in range(start, len(words) - count + 1) if count else ():
        if words[first] == wanted[0] and list(words[first : first + count]) == list(wanted):
            return first, first + count - 1
    return None
