"""Cleaning of characters, and the list of lines that every reader fills."""

import re
import unicodedata
from collections.abc import Sequence

from models.draft import SourceLine

# Zero-width marks and the soft hyphen: invisible, and inside words they break every comparison.
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\ufffe"))
_SPACES = dict.fromkeys(
    map(
        ord,
        "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000",
    ),
    " ",
)
# Bullets of Word's Symbol and Wingdings fonts live in the private-use area.
_BULLETS = {
    0xF02B: "+",
    0xF0B7: "-",
    0xF02D: "-",
    0xF0A7: "-",
    0xF0D8: "-",
    0xF0FC: "-",
    0x2011: "-",
    0x2022: "-",
    0xF076: "-",
}
_TABLE = {**_INVISIBLE, **_SPACES, **_BULLETS}
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_BREAKS = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")


def clean(text: str) -> str:
    """Return the text in NFC, without invisible marks and controls, every kind of space as a space."""
    return unicodedata.normalize("NFC", _CONTROL.sub("", text.translate(_TABLE)))


def one_line(text: str) -> str:
    """Return cleaned text on one line: runs of white space become one space."""
    return " ".join(clean(_BREAKS.sub(" ", text)).split())


def split_lines(text: str) -> list[str]:
    """Return the lines of a text, whatever mark ends them."""
    return _BREAKS.split(text)


class Lines:
    """Collects the lines of a document in reading order and numbers them from 1."""

    def __init__(self) -> None:
        self._lines: list[SourceLine] = []

    def add(self, text: str, *, page: int = 1) -> None:
        """Add running text: each of its lines that is not blank, on one line each."""
        for part in split_lines(text):
            if line := one_line(part):
                self._lines.append(SourceLine(line, len(self._lines) + 1, page))

    def add_as_written(self, text: str, *, page: int = 1, cells: Sequence[str] = ()) -> None:
        """Add one line with its leading spaces, blank or not, so that numbers stay those of the file."""
        row = tuple(one_line(cell) for cell in cells)
        line = "\t".join(row) if row else clean(_BREAKS.sub(" ", text)).rstrip()
        self._lines.append(SourceLine(line, len(self._lines) + 1, page, row))

    def add_row(self, cells: Sequence[str], *, page: int = 1) -> None:
        """Add a table row: its cells on one line each, its text the cells joined by a tab."""
        row = tuple(one_line(cell) for cell in cells)
        if any(row):
            self._lines.append(SourceLine("\t".join(row), len(self._lines) + 1, page, row))

    def extend(self, lines: Sequence[SourceLine]) -> None:
        """Add lines of another reading, numbered on."""
        for line in lines:
            self._lines.append(SourceLine(line.text, len(self._lines) + 1, line.page, line.cells))

    def done(self) -> tuple[SourceLine, ...]:
        """Return the collected lines."""
        return tuple(self._lines)
