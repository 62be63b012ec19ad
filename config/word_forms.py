"""The shipped Word templates, made by code: ``python -m config.word_forms`` writes them anew.

The form is that of Phụ lục I of Nghị định 30/2020/NĐ-CP: paper, margins, letterhead, type sizes, page
numbers, Nơi nhận. The words between {{ }} and {% %} are filled in by ``report.letters`` (docxtpl);
docs/papers.md names them for an office that makes templates of its own.
"""

from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

FOLDER = Path(__file__).resolve().parent / "templates" / "word"
URGING, REPORT, ANNEX = "cong-van-don-doc.docx", "bao-cao-tinh-hinh.docx", "phu-luc-phan-cong.docx"
FONT = "Times New Roman"
# Centimetres: top, bottom, left, right (20–25, 20–25, 30–35 and 15–20 mm are allowed).
MARGINS = (2.0, 2.0, 3.0, 1.52)
SIZE, TABLE_SIZE = 14, 12
_NATION, _MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"
# Widths of the letterhead's two columns, and how far its rules stand in from their column's edges.
_HEAD = (6.3, 10.2)
_RULES = (2.1, 1.75)


def urging() -> Any:
    """Return the công văn that urges one body on (mẫu 1.5)."""
    document = _paper()
    _letterhead(document, subject="V/v {{ trich_yeu }}")
    _line(document, "Kính gửi: {{ kinh_gui }}", align=ALIGN.CENTER, before=12, after=12)
    _body(document, "{%p for mot in ke_hoach %}")
    _body(document, "Thực hiện {{ mot }};")
    _body(document, "{%p endfor %}")
    _body(
        document,
        "Qua theo dõi, đến ngày {{ tinh_den }}, {{ co_quan }} chưa nhận được báo cáo hoàn thành của "
        "{{ kinh_gui }} đối với {{ so_viec }} nhiệm vụ đã quá thời hạn sau đây:",
    )
    heads = ("TT", "Nội dung nhiệm vụ", "Văn bản giao", "Thời hạn", "Số ngày quá hạn", "Đã đôn đốc")
    fields = ("mot.tt", "mot.noi_dung", "mot.van_ban", "mot.thoi_han", "mot.qua_han", "mot.don_doc")
    _table(document, heads, fields, (1.0, 4.8, 2.7, 2.6, 1.5, 3.9), "viec", left=(1, 5))
    _body(
        document,
        "{{ co_quan }} {{ de_nghi }} {{ kinh_gui }} khẩn trương thực hiện các nhiệm vụ nêu trên, nêu rõ kết "
        "quả, nguyên nhân chậm và ngày hoàn thành, gửi báo cáo về {{ co_quan }} ",
        ("trước ngày {{ tra_loi }}", "bold"),
        " để tổng hợp, báo cáo {{ noi_bao_cao }}./.",
        before=8,
    )
    _closing(document)
    return document


def report() -> Any:
    """Return the báo cáo on how a plan is being carried out (mẫu 1.4)."""
    document = _paper()
    _letterhead(document)
    _line(document, "BÁO CÁO", bold=True, align=ALIGN.CENTER, before=12, after=0)
    _line(document, "{{ trich_yeu }}", bold=True, align=ALIGN.CENTER, after=0)
    _rule(document.add_paragraph(), 6.3)
    _line(document, "Kính gửi: {{ kinh_gui }}", align=ALIGN.CENTER, before=8, after=10)
    _body(
        document,
        "Thực hiện {{ ke_hoach }}, {{ co_quan }} báo cáo tình hình thực hiện tính đến ngày {{ tinh_den }}:",
    )
    _heading(document, "I. KẾT QUẢ THỰC HIỆN")
    _body(
        document,
        "Tổng số phần việc đã giao cho các cơ quan, đơn vị: {{ tong_so }}. Trong đó: "
        "đã hoàn thành {{ hoan_thanh }} (đúng hạn {{ dung_han }}, quá hạn {{ xong_qua_han }}); chưa "
        "hoàn thành {{ chua_hoan_thanh }} (trong hạn {{ trong_han }}, quá hạn {{ qua_han }}); không xác "
        "định thời hạn {{ khong_thoi_han }}; thường xuyên {{ thuong_xuyen }}.",
    )
    _body(
        document,
        "Tỷ lệ đúng hạn trên số đã hoàn thành: {{ ty_le_da_xong }}; tỷ lệ đúng hạn trên số đã đến hạn: "
        "{{ ty_le_den_han }}; chưa hoàn thành có báo cáo mới: {{ ty_le_bao_cao_moi }}.",
    )
    _heading(document, "II. CƠ QUAN, ĐƠN VỊ CÓ NHIỆM VỤ QUÁ HẠN")
    _body(document, "{%p if cham %}")
    heads = (
        "TT",
        "Cơ quan, đơn vị",
        "Tổng số",
        "Đã hoàn thành",
        "Chưa hoàn thành quá hạn",
        "Đúng hạn / đã đến hạn",
    )
    fields = ("mot.tt", "mot.co_quan", "mot.tong_so", "mot.hoan_thanh", "mot.qua_han", "mot.ty_le")
    _table(document, heads, fields, (1.0, 6.5, 1.9, 2.2, 2.5, 2.4), "cham", left=(1,))
    _body(document, "{%p else %}")
    _body(document, "Không có cơ quan, đơn vị nào có nhiệm vụ quá hạn.")
    _body(document, "{%p endif %}")
    _heading(document, "III. ĐỀ XUẤT, KIẾN NGHỊ")
    _body(document, "{%p for mot in de_xuat %}")
    _body(document, "{{ loop.index }}. {{ mot }}")
    _body(document, "{%p endfor %}")
    _body(
        document,
        "Trên đây là báo cáo tình hình thực hiện {{ ten_ke_hoach }}, {{ co_quan }} kính "
        "báo cáo {{ kinh_gui }}./.",
    )
    _closing(document)
    return document


def annex() -> Any:
    """Return the phụ lục that assigns a plan's items, landscape because its table is wide."""
    document = _paper()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21.0)
    _line(document, "PHỤ LỤC", bold=True, align=ALIGN.CENTER, after=0)
    _line(document, "PHÂN CÔNG NHIỆM VỤ", bold=True, align=ALIGN.CENTER, after=0)
    _line(document, "(Kèm theo {{ ke_hoach }})", italic=True, align=ALIGN.CENTER, after=0)
    _rule(document.add_paragraph(), 10.5)
    _line(document, "", size=6, after=0)
    heads = (
        "TT",
        "Nội dung nhiệm vụ",
        "Cơ quan chủ trì",
        "Cơ quan phối hợp",
        "Thời hạn",
        "Sản phẩm",
        "Ghi chú",
    )
    names = ("tt", "noi_dung", "chu_tri", "phoi_hop", "thoi_han", "san_pham", "ghi_chu")
    fields = tuple(f"mot.{name}" for name in names)
    _table(document, heads, fields, (1.1, 8.4, 4.0, 4.0, 2.9, 2.9, 1.9), "viec", left=(1, 2, 3, 5, 6))
    return document


def main() -> None:
    """Write every template."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, make in ((URGING, urging), (REPORT, report), (ANNEX, annex)):
        make().save(str(FOLDER / name))


def _paper() -> Any:
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


def _letterhead(document: Any, *, subject: str = "") -> None:
    table = document.add_table(rows=2, cols=2)
    _set_widths(table, _HEAD)
    left, right = table.rows[0].cells
    _line(left, "{{ co_quan_chu_quan }}", size=13, align=ALIGN.CENTER, after=0, is_first=True)
    _line(left, "{{ co_quan_ban_hanh }}", size=13, bold=True, align=ALIGN.CENTER, after=0)
    _rule(left.add_paragraph(), _RULES[0])
    _line(right, _NATION, size=13, bold=True, align=ALIGN.CENTER, after=0, is_first=True)
    _line(right, _MOTTO, size=14, bold=True, align=ALIGN.CENTER, after=0)
    _rule(right.add_paragraph(), _RULES[1])
    left, right = table.rows[1].cells
    _line(left, "Số: {{ so_ky_hieu }}", size=13, align=ALIGN.CENTER, after=0, before=4, is_first=True)
    if subject:
        _line(left, subject, size=12, align=ALIGN.CENTER, after=0, before=4)
    day = "{{ dia_danh }}, ngày {{ ngay }} tháng {{ thang }} năm {{ nam }}"
    _line(right, day, size=13, italic=True, align=ALIGN.CENTER, after=0, before=4, is_first=True)


def _closing(document: Any) -> None:
    """Add Nơi nhận on the left and the place of the signature, which people fill in, on the right.

    They keep the last words of the body beside them: nobody signs a page that says nothing.
    """
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    _line(document, "", size=6, after=0).paragraph_format.keep_with_next = True
    table = document.add_table(rows=1, cols=2)
    _set_widths(table, (8.0, 8.5))
    # The block is one: Nơi nhận and the signature are not parted by the end of a page.
    row = table.rows[0]._tr.get_or_add_trPr()
    row.append(OxmlElement("w:cantSplit"))
    left, right = table.rows[0].cells
    _line(left, "Nơi nhận:", size=12, bold=True, italic=True, after=0, is_first=True)
    for text in ("- {{ noi_nhan_chinh }};", "- {{ noi_nhan_biet }};", "- Lưu: VT."):
        _line(left, text, size=11, after=0)
    _line(right, "{{ quyen_han }}", bold=True, align=ALIGN.CENTER, after=0, is_first=True)
    for _ in range(4):
        _line(right, "", after=0)
    _line(right, "{{ nguoi_ky }}", bold=True, align=ALIGN.CENTER, after=0)


def _line(
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


def _body(document: Any, *parts: str | tuple[str, str], before: int = 0) -> None:
    """Add a justified paragraph with its first line set in; a part with "bold" beside it is bold."""
    paragraph = document.add_paragraph()
    form = paragraph.paragraph_format
    form.alignment, form.first_line_indent = ALIGN.JUSTIFY, Cm(1.27)
    form.space_before, form.space_after, form.line_spacing = Pt(before), Pt(6), 1.1
    for part in parts:
        run = paragraph.add_run(part if isinstance(part, str) else part[0])
        run.bold = None if isinstance(part, str) else True


def _heading(document: Any, text: str) -> None:
    paragraph = _line(document, text, bold=True, before=6)
    paragraph.paragraph_format.first_line_indent = Cm(1.27)
    paragraph.paragraph_format.keep_with_next = True


def _rule(paragraph: Any, inset: float) -> None:
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


def _table(
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
    _set_widths(table, widths)
    head = table.rows[0]._tr.get_or_add_trPr()
    head.append(OxmlElement("w:cantSplit"))
    head.append(OxmlElement("w:tblHeader"))
    table.rows[2]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for place, (text, name) in enumerate(zip(heads, fields, strict=True)):
        cells = [row.cells[place] for row in table.rows]
        form: dict[str, Any] = {"size": TABLE_SIZE, "after": 0, "is_first": True}
        _line(cells[0], text, bold=True, align=ALIGN.CENTER, **form)
        side = ALIGN.LEFT if place in left else ALIGN.CENTER
        _line(cells[2], "{{ " + name + " }}", align=side, **form)
    table.rows[1].cells[0].paragraphs[0].add_run("{%tr for mot in " + rows + " %}")
    table.rows[3].cells[0].paragraphs[0].add_run("{%tr endfor %}")


def _set_widths(table: Any, widths: tuple[float, ...]) -> None:
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
        for cell in column.cells:
            cell.width = Cm(width)


if __name__ == "__main__":
    main()
