"""Sets the sample plans in the layout of Nghị định 30/2020/NĐ-CP: .docx by python-docx, .pdf by LibreOffice.

    python samples/typeset.py [--no-pdf] [FOLDER]

A4, margins and sizes of Phụ lục I; letterhead and signature as tables without borders; real Word
tables and automatic list marks; the page number centred in the top margin, not on the first page.
"""

import argparse
import io
import re
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt

FONT = "Liberation Serif"
SECTION = re.compile(r"^[IVX]+\. ")
NUMBERED = re.compile(r"^\d+\. ")
CENTER, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
JUSTIFY = WD_ALIGN_PARAGRAPH.JUSTIFY
# Widths of the columns of an annex in millimetres, by their number.
WIDTHS = {3: (40, 75, 50), 6: (12, 78, 42, 46, 36, 38)}


def write(paragraph: Any, text: str, *, size: float = 14, bold: bool = False, italic: bool = False) -> Any:
    """Add a run in the decree's font; return the paragraph."""
    run = paragraph.add_run(text)
    run.font.size, run.bold, run.italic = Pt(size), bold, italic
    return paragraph


def centered(document: Any, text: str, **look: Any) -> None:
    """Add a centred paragraph."""
    write(document.add_paragraph(), text, **look).alignment = CENTER


def new_document() -> Any:
    """Return an empty A4 document with margins, font, hyphen list and page number."""
    document = docx.Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(14)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(3)
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(20)
    section.header_distance = Mm(10)
    section.different_first_page_header_footer = True
    number = section.header.paragraphs[0]
    number.alignment = CENTER
    for kind, instruction in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = number.add_run()
        run.font.size = Pt(13)
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = instruction
        run._r.append(element)
    return document


def hyphen_list(document: Any) -> str:
    """Add a list whose automatic mark is a hyphen; return its number."""
    root = document.part.numbering_part.element
    abstract = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90"><w:multiLevelType w:val="singleLevel"/>'
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:suff w:val="space"/>'
        '<w:lvlText w:val="-"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="0" w:firstLine="720"/></w:pPr>'
        f'<w:rPr><w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}"/></w:rPr></w:lvl></w:abstractNum>'
    )
    root.insert(0, abstract)
    root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))
    return "90"


def bullet(document: Any, text: str, list_id: str) -> None:
    """Add a paragraph of the hyphen list."""
    paragraph = write(document.add_paragraph(), text)
    paragraph.alignment = JUSTIFY
    paragraph._p.get_or_add_pPr().append(
        parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="{list_id}"/></w:numPr>')
    )


def body(document: Any, text: str, **look: Any) -> None:
    """Add a justified paragraph with its first line indented by 1.27 cm."""
    paragraph = write(document.add_paragraph(), text, **look)
    paragraph.alignment = JUSTIFY
    paragraph.paragraph_format.first_line_indent = Mm(12.7)


def pair(document: Any, left_mm: float, right_mm: float, rows: int) -> Any:
    """Return a table of two columns without borders."""
    table = document.add_table(rows, 2)
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, (left_mm, right_mm), strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    return table


def fill(cell: Any, lines: list[tuple[str, dict[str, Any]]], alignment: Any = CENTER) -> None:
    """Write one paragraph per line into a cell."""
    for index, (text, look) in enumerate(lines):
        paragraph = cell.paragraphs[0] if index == 0 else cell.add_paragraph()
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(0)
        write(paragraph, text, **look).alignment = alignment


def letterhead(document: Any, lines: list[str]) -> None:
    """Set issuer, national heading, number, place and date (the first six lines)."""
    table = pair(document, 62, 103, 2)
    fill(table.cell(0, 0), [(lines[0], {"size": 13, "bold": True}), (lines[1], {"size": 13, "bold": True})])
    fill(table.cell(0, 1), [(lines[2], {"size": 12.5, "bold": True}), (lines[3], {"size": 14, "bold": True})])
    fill(table.cell(1, 0), [(lines[4], {"size": 13})])
    fill(table.cell(1, 1), [(lines[5], {"size": 14, "italic": True})])
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def signature(document: Any, lines: list[str]) -> None:
    """Set recipients on the left, title and name of the signer on the right."""
    split = next(i for i, line in enumerate(lines) if i and not line.startswith("- "))
    recipients, signer = lines[:split], lines[split:]
    table = pair(document, 82, 83, 1)
    fill(
        table.cell(0, 0),
        [(recipients[0], {"size": 12, "bold": True, "italic": True})],
        WD_ALIGN_PARAGRAPH.LEFT,
    )
    for text in recipients[1:]:
        paragraph = write(table.cell(0, 0).add_paragraph(), text, size=11)
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(0)
    space = [("", {})] * 4
    fill(
        table.cell(0, 1),
        [*((text, {"bold": True}) for text in signer[:-1]), *space, (signer[-1], {"bold": True})],
    )


def annex_table(document: Any, rows: list[list[str]]) -> None:
    """Set rows of cells as a ruled table whose header is printed again on each page."""
    widths = WIDTHS[len(rows[0])]
    table = document.add_table(len(rows), len(rows[0]), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for index, (row, texts) in enumerate(zip(table.rows, rows, strict=True)):
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        if index == 0:
            row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        for column, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
            cell.width = Mm(widths[column])
            middle = index == 0 or column == 0
            fill(
                cell,
                [(text, {"size": 12, "bold": index == 0 or (len(texts) > 3 and not any(texts[2:]))})],
                CENTER if middle else None,
            )


def landscape(document: Any) -> None:
    """Begin a section of landscape pages for the annex."""
    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.different_first_page_header_footer = False
    section.left_margin, section.right_margin = Mm(20), Mm(20)


def typeset(text: str) -> bytes:
    """Return the plan, given as plain text, as a .docx."""
    document = new_document()
    list_id = hyphen_list(document)
    lines = text.splitlines()
    letterhead(document, lines[:6])
    index = 6
    annex = False
    while index < len(lines):
        line = lines[index]
        end = index + 1
        if "\t" in line:
            while end < len(lines) and "\t" in lines[end]:
                end += 1
            annex_table(document, [row.split("\t") for row in lines[index:end]])
        elif line == "Nơi nhận:":
            while end < len(lines) and lines[end]:
                end += 1
            signature(document, lines[index:end])
        elif line in ("KẾ HOẠCH", "PHỤ LỤC"):
            annex = line == "PHỤ LỤC"
            if annex:
                landscape(document)
            centered(document, line, bold=True)
            while end < len(lines) and lines[end]:
                centered(
                    document,
                    lines[end],
                    bold=not lines[end].startswith("("),
                    italic=lines[end].startswith("("),
                )
                end += 1
        elif line.startswith("- "):
            bullet(document, line[2:], list_id)
        elif line:
            heading = SECTION.match(line) or (NUMBERED.match(line) and line[-1] not in ".;:")
            body(
                document, line, bold=bool(heading), italic=line.startswith(("Căn cứ", "Xét ", "Theo đề nghị"))
            )
        index = end
    return saved(document)


def saved(document: Any) -> bytes:
    """Return the document's bytes, the same for the same text: no time of today in them."""
    document.core_properties.author = "Đôn đốc"
    document.core_properties.created = document.core_properties.modified = datetime(2026, 1, 1, tzinfo=UTC)
    draft, final = io.BytesIO(), io.BytesIO()
    document.save(draft)
    with zipfile.ZipFile(draft) as source, zipfile.ZipFile(final, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(
                zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), source.read(name), zipfile.ZIP_DEFLATED
            )
    return final.getvalue()


def to_pdf(source: Path) -> None:
    """Write the .pdf beside the .docx with LibreOffice."""
    import subprocess
    import tempfile

    with tempfile.TemporaryDirectory() as profile:
        subprocess.run(
            [
                "soffice",
                f"-env:UserInstallation={Path(profile).as_uri()}",
                *("--headless", "--convert-to", "pdf", "--outdir", str(source.parent), str(source)),
            ],
            check=True,
            capture_output=True,
            timeout=180,
        )


def main() -> int:
    """Typeset every sample plan of the folder."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=Path(__file__).parent)
    parser.add_argument("--no-pdf", action="store_true")
    options = parser.parse_args()
    for source in sorted(options.folder.glob("*.txt")):
        target = source.with_suffix(".docx")
        target.write_bytes(typeset(source.read_text("utf-8")))
        if not options.no_pdf:
            to_pdf(target)
        print(target.name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
