"""PDF with text: paragraphs whole, columns apart, tables as rows, page numbers gone."""

from pathlib import Path

import pytest

from extract.reading import read_document
from extract.reading.layout import (
    Frame,
    Line,
    Word,
    cell_text,
    continues,
    group_lines,
    is_page_number,
    order_columns,
)
from extract.reading.lines import Lines
from extract.reading.pages import Page, Table, add_pages
from samples.typeset import new_document, to_pdf, write

SAMPLES = Path(__file__).resolve().parents[3] / "samples"
STEMS = sorted(path.stem for path in SAMPLES.glob("*.txt"))


def line(text: str, x0: float, top: float, *, size: float = 12.0) -> Line:
    """Return a line of words set in a type whose letters are half as wide as high."""
    words, x = [], x0
    for part in text.split():
        words.append(Word(part, x, x + len(part) * size / 2, top, top + size))
        x += (len(part) + 1) * size / 2
    return Line(tuple(words))


@pytest.mark.parametrize("stem", STEMS)
def test_the_lines_of_a_sample_are_those_of_its_text(stem: str) -> None:
    written = [one.text for one in read_document((SAMPLES / f"{stem}.txt").read_bytes(), f"{stem}.txt").lines]
    read = read_document((SAMPLES / f"{stem}.pdf").read_bytes(), f"{stem}.pdf")
    # Of the centred title and of the recipients' column the typeset lines stay as they are.
    missing = {text for text in written if text.strip()} - {one.text for one in read.lines}
    assert len(missing) <= 2
    assert read.kind == "pdf"
    assert max(one.page for one in read.lines) >= (3 if stem.startswith("ke-hoach") else 2)
    assert not any(one.text.isdecimal() for one in read.lines), "a page number stayed"


def test_a_full_line_goes_on_and_a_line_with_room_left_ends_its_paragraph() -> None:
    frame = Frame(80, 500)
    full, rest = line("a" * 69, 110, 100), line("tiếp theo", 80, 116)
    assert continues(full, rest, full, frame)
    assert not continues(line("ngắn", 110, 100), rest, line("ngắn", 110, 100), frame)


def test_a_list_mark_or_an_indent_begins_a_paragraph_after_a_full_line() -> None:
    frame = Frame(80, 500)
    full = line("a" * 69, 110, 100)
    assert not continues(full, line("- Phối hợp với Sở Y tế", 80, 116), line("a" * 73, 80, 100), frame)
    assert not continues(full, line("Căn cứ Luật", 110, 116), full, frame)


def test_a_name_broken_at_its_hyphen_goes_on() -> None:
    full = line("b" * 69, 110, 100)
    assert continues(full, line("- Truyền hình Lam Giang", 80, 116), full, Frame(80, 500))


def test_two_columns_are_read_one_after_the_other() -> None:
    both = [
        Line(line("UBND TỈNH", 80, 50).words + line("CỘNG HÒA", 320, 50).words),
        Line(line("SỞ Y TẾ", 80, 66).words + line("Độc lập", 330, 66).words),
    ]
    assert [one.text for one in order_columns(both)] == ["UBND TỈNH", "SỞ Y TẾ", "CỘNG HÒA", "Độc lập"]


def test_the_signature_does_not_mix_with_the_recipients() -> None:
    lines = [
        line("Nơi nhận:", 80, 100), line("TM. ỦY BAN", 330, 104), line("- Bộ Y tế;", 80, 114),
        line("CHỦ TỊCH", 335, 120), line("- Lưu: VT.", 80, 128), line("Tên Người Ký", 325, 180),
    ]  # fmt: skip
    assert [one.text for one in order_columns(lines)] == [
        "Nơi nhận:", "- Bộ Y tế;", "- Lưu: VT.", "TM. ỦY BAN", "CHỦ TỊCH", "Tên Người Ký",
    ]  # fmt: skip


def test_only_digits_in_a_margin_are_a_page_number() -> None:
    assert is_page_number(line("12", 290, 30), 842)
    assert is_page_number(line("- 3 -", 290, 800), 842)
    assert not is_page_number(line("12", 290, 400), 842)
    assert not is_page_number(line("12 đơn vị", 290, 30), 842)


def test_a_paragraph_is_joined_across_a_page_break() -> None:
    full = [line("c" * 70, 80, 100 + 16 * n) for n in range(3)]
    lines = Lines()
    add_pages(
        lines, [Page(full, height=842), Page([line("2", 290, 30), line("phần còn lại.", 80, 80)], height=842)]
    )
    assert [(one.text[-13:], one.page) for one in lines.done()] == [("phần còn lại.", 1)]


def test_a_table_cut_by_a_page_break_is_one_table_again() -> None:
    head = ("TT", "Nội dung", "Cơ quan")
    box = (80.0, 100.0, 500.0, 700.0)
    first = Table([head, ("1", "Tập huấn cho", "Sở")], box, (80, 110, 300))
    second = Table([head, ("", "các trạm y tế", "Y tế"), ("2", "Báo cáo", "Sở Y tế")], box, (80, 110, 300))
    lines = Lines()
    add_pages(lines, [Page([], [first]), Page([], [second])])
    assert [one.cells for one in lines.done()] == [
        head, ("1", "Tập huấn cho các trạm y tế", "Sở Y tế"), ("2", "Báo cáo", "Sở Y tế"),
    ]  # fmt: skip


def test_lines_of_a_cell_are_joined_unless_the_break_was_meant() -> None:
    cell = group_lines(
        [
            *line("Sở Giáo dục và", 300, 100).words,
            *line("Đào tạo", 300, 114).words,
            *line("Sở Y tế", 300, 128).words,
        ]
    )
    assert cell_text(cell, right=300 + 18 * 6) == ["Sở Giáo dục và Đào tạo", "Sở Y tế"]


@pytest.mark.needs("shared", "libreoffice")
@pytest.mark.parametrize("first_line_mm", [12.7, 0])
def test_the_paragraphs_of_a_long_real_plan_survive_typesetting(first_line_mm: float, tmp_path: Path) -> None:
    """Nearly all paragraphs come back whole: a line that only seems to begin with a mark costs two."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm, Pt

    source = (SAMPLES.parents[1] / "shared" / "plans" / "05-ha-noi-134-kh-ubnd-2022.txt").read_text("utf-8")
    paragraphs = [" ".join(text.replace("*", "").replace("#", "").split()) for text in source.split("\n\n")]
    paragraphs = [text for text in paragraphs if text]
    document = new_document()
    for text in paragraphs:
        paragraph = write(document.add_paragraph(), text)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        paragraph.paragraph_format.first_line_indent = Mm(first_line_mm)
        paragraph.paragraph_format.space_after = Pt(6)
    document.save(str(tmp_path / "plan.docx"))
    to_pdf(tmp_path / "plan.docx")
    read = read_document((tmp_path / "plan.pdf").read_bytes(), "plan.pdf")
    whole = {one.text for one in read.lines} & set(paragraphs)
    assert len(whole) >= 0.97 * len(set(paragraphs))
