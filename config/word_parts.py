"""Parts of which the Word templates are made: paper, letterhead, paragraphs, tables, closing.

Sizes and places are those of Phụ lục I of Nghị định 30/2020/NĐ-CP.
"""

from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

FONT = "Times New Roman"
# Centimetres: top, bottom, left, right (20–25, 20–25, 30–35 and 15–20 mm are allowed).
MARGINS = (2.0, 2.0, 3.0, 1.52)
SIZE, TABLE_SIZE = 14, 12
_NATION, _MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"
# Widths of the letterhead's two columns, and how far its rules stand in from their column's edges.
_HEAD = (6.3, 10.2)
_RULES = (2.1, 1.75)


def paper() -> Any:
    """Return an empty A4 document with its margins, type, and page numbers from the second page on."""
    document = Document()
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(SIZE)
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        normal.element.rPr.rFonts.set(qn(script), FONT)
    normal.paragraph_format.space_after = Pt(6)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    top, bottom, left, right = (Cm(n) for n in MARGINS)
    section.top_margin, section.bottom_margin = top, bottom
    section.left_margin, section.right_margin = left, right
    section.header_distance = Cm(1.0)
    section.different_first_page_header_footer = True
    number = section.header.paragraphs[0]
    number.alignment = ALIGN.CENTER
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = number.add_run()
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._r.append(part)
    core = document.core_properties
    core.author, core.title, core.comments = "", "", ""
    return document


def letterhead(document: Any, *, subject: str = "") -> None:
    """Add the letterhead: who writes on the left, the nation on the right, số and the day below."""
    table = document.add_table(rows=2, cols=2)
    set_widths(table, _HEAD)
    left, right = table.rows[0].cells
    line(left, "{{ co_quan_chu_quan }}", size=13, align=ALIGN.CENTER, after=0, is_first=True)
    line(left, "{{ co_quan_ban_hanh }}", size=13, bold=True, align=ALIGN.CENTER, after=0)
    rule(left.add_paragraph(), _RULES[0])
    line(right, _NATION, size=13, bold=True, align=ALIGN.CENTER, after=0, is_first=True)
    line(right, _MOTTO, size=14, bold=True, align=ALIGN.CENTER, after=0)
    rule(right.add_paragraph(), _RULES[1])
    left, right = table.rows[1].cells
    line(left, "Số: {{ so_ky_hieu }}", size=13, align=ALIGN.CENTER, after=0, before=4, is_first=True)
    if subject:
        line(left, subject, size=12, align=ALIGN.CENTER, after=0, before=4)
    day = "{{ dia_danh }}, ngày {{ ngay }} tháng {{ thang }} năm {{ nam }}"
    line(right, day, size=13, italic=True, align=ALIGN.CENTER, after=0, before=4, is_first=True)


def closing(document: Any) -> None:
    """Add Nơi nhận on the left and the place of the signature, which people fill in, on the right.

    They keep the last words of the body beside them: nobody signs a page that says nothing.
    """
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    line(document, "", size=6, after=0).paragraph_format.keep_with_next = True
    table = document.add_table(rows=1, cols=2)
    set_widths(table, (8.0, 8.5))
    # The block is one: Nơi nhận and the signature are not parted by the end of a page.
    row = table.rows[0]._tr.get_or_add_trPr()
    row.append(OxmlElement("w:cantSplit"))
    left, right = table.rows[0].cells
    line(left, "Nơi nhận:", size=12, bold=True, italic=True, after=0, is_first=True)
    for text in ("- {{ noi_nhan_chinh }};", "- {{ noi_nhan_biet }};", "- Lưu: VT."):
        line(left, text, size=11, after=0)
    line(right, "{{ quyen_han }}", bold=True, align=ALIGN.CENTER, after=0, is_first=True)
    for _ in range(4):
        line(right, "", after=0)
    line(right, "{{ nguoi_ky }}", bold=True, align=ALIGN.CENTER, after=0)


def line(
    place: Any,
    text: str,
    *,
    size: int = SIZE,
    bold: bool = False,
    italic: bool = False,
    align: Any = None,
    before: int = 0,
    after: int = 6,
    is_first: bool = False,
) -> Any:
    """Add a paragraph of one run; ``is_first`` takes the empty one that every cell begins with."""
    paragraph = place.paragraphs[0] if is_first else place.add_paragraph()
    run = paragraph.add_run(text)
    run.font.size, run.bold, run.italic = Pt(size), bold or None, italic or None
    form = paragraph.paragraph_format
    form.space_before, form.space_after = Pt(before), Pt(after)
    form.alignment = align
    return paragraph


def body(document: Any, *parts: str | tuple[str, str], before: int = 0) -> None:
    """Add a justified paragraph with its first line set in; a part with "bold" beside it is bold."""
    paragraph = document.add_paragraph()
    form = paragraph.paragraph_format
    form.alignment, form.first_line_indent = ALIGN.JUSTIFY, Cm(1.27)
    form.space_before, form.space_after, form.line_spacing = Pt(before), Pt(6), 1.1
    for part in parts:
        run = paragraph.add_run(part if isinstance(part, str) else part[0])
        run.bold = None if isinstance(part, str) else True


def heading(document: Any, text: str) -> None:
    """Add a bold heading that stays with what follows it."""
    paragraph = line(document, text, bold=True, before=6)
    paragraph.paragraph_format.first_line_indent = Cm(1.27)
    paragraph.paragraph_format.keep_with_next = True


def rule(paragraph: Any, inset: float) -> None:
    """Make an empty paragraph the rule that stands under a heading, so far in from both edges."""
    form = paragraph.paragraph_format
    form.left_indent = form.right_indent = Cm(inset)
    form.space_before = form.space_after = Pt(0)
    form.line_spacing = Pt(3)
    borders, line = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    paragraph._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def table(
    document: Any,
    heads: tuple[str, ...],
    fields: tuple[str, ...],
    widths: tuple[float, ...],
    rows: str,
    *,
    left: tuple[int, ...],
) -> None:
    """Add a ruled table: its head on every page, a row for each of ``rows``; ``left``: not centred."""
    table = document.add_table(rows=4, cols=len(heads))
    table.style = "Table Grid"
    set_widths(table, widths)
    head = table.rows[0]._tr.get_or_add_trPr()
    head.append(OxmlElement("w:cantSplit"))
    head.append(OxmlElement("w:tblHeader"))
    table.rows[2]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for place, (text, name) in enumerate(zip(heads, fields, strict=True)):
        cells = [row.cells[place] for row in table.rows]
        form: dict[str, Any] = {"size": TABLE_SIZE, "after": 0, "is_first": True}
        line(cells[0], text, bold=True, align=ALIGN.CENTER, **form)
        side = ALIGN.LEFT if place in left else ALIGN.CENTER
        line(cells[2], "{{ " + name + " }}", align=side, **form)
    table.rows[1].cells[0].paragraphs[0].add_run("{%tr for mot in " + rows + " %}")
    table.rows[3].cells[0].paragraphs[0].add_run("{%tr endfor %}")


def set_widths(table: Any, widths: tuple[float, ...]) -> None:
    """Give a table's columns these widths (centimetres), whatever stands in them."""
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
        for cell in column.cells:
            cell.width = Cm(width)
