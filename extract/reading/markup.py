"""Web pages (HTML) to lines: blocks in order, list marks written out, tables as rows."""

from collections.abc import Callable, Iterator
from typing import Any

from extract.reading.encodings import decode
from extract.reading.lines import Lines
from extract.reading.numbering import letters, roman
from extract.reading.quiet import quietly
from extract.reading.tables import Block, Cell, Grid, add_table
from models.draft import SourceLine
from models.errors import BadDocument

_SKIPPED = frozenset(
    {
        "script",
        "style",
        "head",
        "title",
        "noscript",
        "template",
        "nav",
        "svg",
        "object",
        "iframe",
        "select",
        "button",
    }
)
_BLOCKS = frozenset(
    {
        *("address", "article", "aside", "blockquote", "body", "center", "dd", "div", "dl", "dt", "fieldset"),
        *("figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol"),
        *("p", "pre", "section", "ul"),
    }
)
_MARKS: dict[str, Callable[[int], str]] = {
    "1": str,
    "a": letters,
    "A": lambda n: letters(n).upper(),
    "i": roman,
    "I": lambda n: roman(n).upper(),
}


def read_html(data: bytes, filename: str) -> tuple[SourceLine, ...]:
    """Return the lines of a web page; raise BadDocument when nothing can be made of it."""
    from lxml import etree

    # Entities are never fetched or expanded beyond HTML's own; without huge_tree the depth is limited.
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False
    )
    try:
        with quietly():
            root = etree.fromstring(decode(data).encode("utf-8"), parser)
    except etree.LxmlError as error:
        raise _unreadable(filename) from error
    if root is None:
        raise _unreadable(filename)
    lines = Lines()
    for block in _Walk().blocks(root):
        if block.table is not None:
            add_table(lines, block.table)
        else:
            lines.add(block.text)
    return lines.done()


def _unreadable(filename: str) -> BadDocument:
    return BadDocument(
        "Trang HTML không đọc được.", place=filename, hint="Hãy mở trang, lưu lại dưới dạng .docx hoặc .pdf."
    )


class _Walk:
    """Collects inline text until a block begins or ends."""

    def __init__(self) -> None:
        self._text: list[str] = []

    def blocks(self, element: Any) -> Iterator[Block]:
        """Yield the paragraphs and tables of an element in order."""
        yield from self._inside(element, "")
        yield from self._flush()

    def _flush(self) -> Iterator[Block]:
        text = "\n".join(" ".join(line.split()) for line in "".join(self._text).split("\n"))
        self._text.clear()
        if text.strip():
            yield Block(text.strip())

    def _inside(self, element: Any, mark: str) -> Iterator[Block]:
        if mark:
            self._text.append(mark + " ")
        self._add(element.text)
        number = 0
        for child in element:
            tag = child.tag if isinstance(child.tag, str) else ""
            if tag == "br":
                self._text.append("\n")
            elif tag == "table":
                yield from self._flush()
                yield Block(table=_grid(child))
            elif tag in _BLOCKS:
                yield from self._flush()
                number += tag == "li"
                yield from self._inside(child, _mark(child, element, number) if tag == "li" else "")
                yield from self._flush()
            elif tag and tag not in _SKIPPED:
                yield from self._inside(child, "")
            self._add(child.tail)

    def _add(self, text: str | None) -> None:
        # Line ends in the source of a page are spaces; only <br> breaks a line.
        if text:
            self._text.append(" ".join(text.replace("\xa0", " ").split("\n")))


def _mark(item: Any, parent: Any, number: int) -> str:
    """Return what a browser draws before a list item."""
    if parent.tag == "ol":
        start = _integer(parent.get("start"), 1)
        kind = parent.get("type", "1")
        count = min(_integer(item.get("value"), start + number - 1), 9999)
        return _MARKS.get(kind, str)(max(count, 0)) + (")" if kind == "a" else ".")
    depth = sum(1 for above in parent.iterancestors("ul"))
    return "+" if depth else "-"


def _integer(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.strip().isdecimal() and len(text) < 6 else otherwise


def _grid(table: Any) -> Grid:
    grid = Grid(bordered=_bordered(table))
    waiting: dict[int, int] = {}
    for row in _rows(table):
        cells: list[Cell] = []
        place = 0
        for child in row:
            if child.tag not in ("td", "th"):
                continue
            place = _continue_above(cells, waiting, place)
            span = max(1, min(_integer(child.get("colspan"), 1), 64))
            cells.append(Cell(list(_Walk().blocks(child)), span))
            if (down := _integer(child.get("rowspan"), 1)) > 1:
                waiting[place] = min(down, 1000)
            place += span
        _continue_above(cells, waiting, place)
        for column in list(waiting):
            waiting[column] -= 1
            if waiting[column] <= 0:
                del waiting[column]
        grid.rows.append(cells)
    return grid


def _continue_above(cells: list[Cell], waiting: dict[int, int], place: int) -> int:
    """Fill the places that cells from rows above still cover; return the next free column."""
    while place in waiting:
        cells.append(Cell(continues_above=True))
        place += 1
    return place


def _rows(table: Any) -> Iterator[Any]:
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in ("tbody", "thead", "tfoot"):
            yield from _rows(child)


def _bordered(table: Any) -> bool:
    style = table.get("style", "").replace(" ", "")
    return table.get("border", "0") not in ("", "0") or ("border" in style and "border:none" not in style)
