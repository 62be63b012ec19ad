"""Plain text and Markdown, line by line: line numbers are those of the file."""

import re
from collections.abc import Sequence
from itertools import accumulate, pairwise

from extract.reading.encodings import decode
from extract.reading.lines import Lines
from models.draft import SourceLine

_LINE_END = re.compile(r"\r\n|\n|\r")
_RULE_CELL = re.compile(r":?-{2,}:?")
_ESCAPE = re.compile(r"\\([-\\`*_{}\[\]()#+.!|>~])")
_HEADING = re.compile(r"^\s{0,3}#{1,6}\s+")
_EMPHASIS = re.compile(r"(\*{1,3}|_{2,3})(?=\S)([^*_\n]{1,400}?)(?<=\S)\1")


def read_plain(data: bytes, *, markdown: bool) -> tuple[SourceLine, ...]:
    """Return the lines of a text file; rows of tab-separated and of Markdown tables carry ``cells``.

    ``markdown`` also takes off heading marks, emphasis and backslashes; list marks stay.
    """
    raw = _LINE_END.split(decode(data))
    if raw and raw[-1] == "":
        raw.pop()
    # Programs that turn a document into text begin each further page with a form feed.
    pages = list(accumulate((line.count("\f") for line in raw), initial=1))[1:]
    raw = [line.replace("\f", "") for line in raw]
    tabbed = _tabbed_rows(raw)
    piped = _piped_rows(raw)
    lines = Lines()
    for index, line in enumerate(raw):
        if index in piped:
            cells = piped[index]
            lines.add_as_written("\t".join(cells), page=pages[index], cells=cells)
        elif index in tabbed:
            cells = [_unmarked(cell.strip(), markdown) for cell in line.split("\t")]
            lines.add_as_written("\t".join(cells), page=pages[index], cells=cells)
        else:
            lines.add_as_written(_unmarked(line.replace("\t", " "), markdown), page=pages[index])
    return lines.done()


def _unmarked(line: str, markdown: bool) -> str:
    if not markdown:
        return line
    line = _HEADING.sub("", line.rstrip().removesuffix("\\"))
    for _ in range(3):
        line = _EMPHASIS.sub(r"\2", line)
    return _ESCAPE.sub(r"\1", line.replace("<br>", " ").replace("<br/>", " "))


def _tabbed_rows(raw: Sequence[str]) -> set[int]:
    """Return the indexes of table rows: three cells or more, and rows of two cells beside such rows.

    Two parts alone are no row: "1.<tab>Sở Y tế" is a numbered heading.
    """
    filled = [index for index, line in enumerate(raw) if line.strip()]
    rows = {index for index in filled if raw[index].strip("\n").count("\t") >= 2}
    for order in (filled, filled[::-1]):
        for before, here in pairwise(order):
            if before in rows and "\t" in raw[here].strip():
                rows.add(here)
    return rows


def _piped_rows(raw: Sequence[str]) -> dict[int, list[str]]:
    """Return the rows of Markdown tables by index; the line of dashes becomes an empty row."""
    rows: dict[int, list[str]] = {}
    for index, line in enumerate(raw):
        cells = _pipe_cells(line)
        if index == 0 or not cells or not all(_RULE_CELL.fullmatch(cell) for cell in cells):
            continue
        if len(_pipe_cells(raw[index - 1])) != len(cells):
            continue
        rows[index - 1], rows[index] = _pipe_cells(raw[index - 1]), []
        below = index + 1
        while below < len(raw) and "|" in raw[below]:
            rows[below] = _pipe_cells(raw[below])
            below += 1
    return {index: [_unmarked(cell, True) for cell in cells] for index, cells in rows.items()}


def _pipe_cells(line: str) -> list[str]:
    if "|" not in line:
        return []
    line = line.strip().removeprefix("|").removesuffix("|")
    return [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)]
