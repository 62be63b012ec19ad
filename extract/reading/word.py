"""Word documents (.docx): the body in order, with the numbers that Word draws itself.

Headers, footers, footnotes, deleted and hidden text are left out; inserted text, content controls,
text boxes and nested tables are read.
"""

import io
from collections.abc import Iterator
from typing import Any

from extract.reading.archive import check_archive
from extract.reading.encodings import from_tcvn3, repair_tcvn3
from extract.reading.lines import Lines
from extract.reading.numbering import Numbering
from extract.reading.quiet import quietly
from extract.reading.tables import Block, Cell, Grid, add_table
from extract.reading.word_styles import Styles, ns
from models.draft import SourceLine
from models.errors import BadDocument

_SKIPPED = frozenset(
    ns(tag) for tag in ("w:del", "w:moveFrom", "w:instrText", "w:delText", "mc:Fallback", "w:pPr", "w:rPr",
                        "w:footnoteReference", "w:endnoteReference", "w:commentReference", "w:sectPr")
)  # fmt: skip
_WRAPPERS = frozenset(
    ns(tag) for tag in ("w:sdt", "w:sdtContent", "w:customXml", "w:ins", "w:moveTo", "w:smartTag")
)
_PARAGRAPH, _TABLE, _ROW, _CELL = ns("w:p"), ns("w:tbl"), ns("w:tr"), ns("w:tc")
_PAGE_MARK, _BREAK = ns("w:lastRenderedPageBreak"), ns("w:br")


def read_word(data: bytes, filename: str) -> tuple[SourceLine, ...]:
    """Return the lines of a .docx; raise BadDocument when it is damaged or unpacks to too much."""
    check_archive(data, filename)
    try:
        with quietly():
            return _Reader(data).lines()
    except BadDocument:
        raise
    except Exception as error:  # python-docx and lxml raise many kinds for a damaged package
        raise BadDocument(
            "Tệp Word bị hỏng: không đọc được nội dung bên trong.",
            place=filename,
            hint="Hãy mở bằng Word (Mở và sửa chữa), lưu lại rồi tải lên lần nữa.",
        ) from error


class _Reader:
    """One pass over the body; knows the page and the counters of the lists."""

    def __init__(self, data: bytes) -> None:
        import docx

        document = docx.Document(io.BytesIO(data))
        self._body = document.element.body
        self._styles = Styles(document.styles.element)
        root = next((part for part in _related(document.part, "/numbering")), None)
        self._numbering = Numbering(root, self._styles.lists())
        self._page = 1
        # Where Word noted its page ends, only these count; typed page breaks say the same once more.
        self._marked = next(self._body.iter(_PAGE_MARK), None) is not None

    def lines(self) -> tuple[SourceLine, ...]:
        lines = Lines()
        for block in self._blocks(self._body):
            if block.table is not None:
                add_table(lines, block.table)
            else:
                lines.add(block.text, page=block.page)
        return _repaired(lines.done())

    def _blocks(self, container: Any) -> Iterator[Block]:
        for element in container:
            if element.tag == _PARAGRAPH:
                yield from self._paragraph(element)
            elif element.tag == _TABLE:
                yield Block(table=self._table(element), page=self._page)
            elif element.tag in _WRAPPERS:
                yield from self._blocks(element)

    def _paragraph(self, paragraph: Any) -> Iterator[Block]:
        page = self._page
        boxes: list[Any] = []
        style = self._styles.paragraph(paragraph)
        text = "".join(self._pieces(paragraph, style, boxes))
        if text.strip():
            # The number is asked for only here: Word counts an empty list paragraph too, but shows it as
            # a bare mark that the typist then removed; plans never hold one.
            label = self._label(paragraph, style)
            yield Block(f"{label} {text.strip()}" if label else text, page=page)
        for box in boxes:
            yield from self._blocks(box)

    def _label(self, paragraph: Any, style: str) -> str:
        list_id, level = self._styles.list_of(paragraph)
        if not list_id or list_id == "0":
            return ""
        if level is None:
            level = self._numbering.level_of_style(list_id, style)
        return self._numbering.label(list_id, level)

    def _pieces(self, element: Any, style: str, boxes: list[Any]) -> Iterator[str]:
        for child in element:
            tag = child.tag
            if tag in _SKIPPED or not isinstance(tag, str):
                continue
            if tag == ns("w:r"):
                yield from self._run(child, style, boxes)
            elif tag == ns("w:txbxContent"):
                boxes.append(child)
            elif tag != _TABLE:
                yield from self._pieces(child, style, boxes)

    def _run(self, run: Any, style: str, boxes: list[Any]) -> Iterator[str]:
        face = self._styles.face(run, style)
        for child in run:
            tag = child.tag
            if tag == _PAGE_MARK or (tag == _BREAK and child.get(ns("w:type")) == "page"):
                self._page += (tag == _PAGE_MARK) == self._marked
                yield "\n" if tag == _BREAK else ""
            elif tag in _SKIPPED or not isinstance(tag, str) or face.hidden:
                continue
            elif tag == ns("w:t"):
                yield face.shown(child.text or "")
            elif tag in (_BREAK, ns("w:cr")):
                yield "\n"
            elif tag == ns("w:tab"):
                yield " "
            elif tag == ns("w:noBreakHyphen"):
                yield "-"
            elif tag == ns("w:sym"):
                yield _symbol(child)
            else:
                yield from self._pieces(child, style, boxes)

    def _table(self, table: Any) -> Grid:
        grid = Grid(bordered=self._styles.bordered(table), page=self._page)
        for row in _within(table, _ROW):
            cells = [self._cell(cell) for cell in _within(row, _CELL)]
            before = row.find(f"{ns('w:trPr')}/{ns('w:gridBefore')}")
            if before is not None and cells:
                cells.insert(0, Cell(span=_span(before)))
            grid.rows.append(cells)
        return grid

    def _cell(self, cell: Any) -> Cell:
        made = Cell()
        properties = cell.find(ns("w:tcPr"))
        if properties is not None:
            span, merge = properties.find(ns("w:gridSpan")), properties.find(ns("w:vMerge"))
            made.span = _span(span) if span is not None else 1
            made.continues_above = merge is not None and merge.get(ns("w:val"), "continue") != "restart"
        made.blocks = list(self._blocks(cell))
        return made


def _related(part: Any, ending: str) -> Iterator[Any]:
    for relation in part.rels.values():
        if not relation.is_external and relation.reltype.endswith(ending):
            yield relation.target_part.element


def _within(container: Any, wanted: str) -> Iterator[Any]:
    """Return the rows of a table (cells of a row), also those wrapped in content controls."""
    for element in container:
        if element.tag == wanted:
            yield element
        elif element.tag in _WRAPPERS:
            yield from _within(element, wanted)


def _span(element: Any) -> int:
    value = element.get(ns("w:val"), "1")
    return max(1, min(int(value), 64)) if value.isdigit() else 1


def _symbol(element: Any) -> str:
    """Return a character of a symbol font; the usual bullets become "-" when the line is cleaned."""
    try:
        return chr(int(element.get(ns("w:char"), ""), 16))
    except ValueError:
        return ""


def _repaired(lines: tuple[SourceLine, ...]) -> tuple[SourceLine, ...]:
    """Convert what is TCVN3 without a font that says so (the font name was lost on the way)."""
    text = "\n".join(line.text for line in lines)
    fixed = repair_tcvn3(text)
    if fixed == text:
        return lines
    return tuple(
        SourceLine(
            new,
            line.number,
            line.page,
            tuple(from_tcvn3(cell) for cell in line.cells) if new != line.text else line.cells,
        )
        for line, new in zip(lines, fixed.split("\n"), strict=True)
    )
