"""Papers in the form of Nghị định 30/2020: read back as Word, and printed by LibreOffice."""

import io
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from pypdf import PdfReader

from config import word_forms
from models.errors import Refused
from report.letters import (
    ANNEX,
    COURSE,
    URGING,
    annex,
    course_report,
    letter_name,
    letters_archive,
    urging_letter,
)
from report.period_papers import NOTICE, PERIOD, conclusion_notice, period_report
from rules.rollup import Rollup
from tests.report.word_facts import (
    LETTERS,
    PLAN,
    annex_rows,
    course,
    letter,
    notice,
    overdue,
    period_course,
)

FOLDER = word_forms.FOLDER


def opened(content: bytes) -> Any:
    return Document(io.BytesIO(content))


def words(document: Any) -> str:
    """Return all that a reader sees, tables included, in order."""

    def inside(place: Any) -> list[str]:
        found = []
        for part in place.iter_inner_content():
            if hasattr(part, "rows"):
                found += [text for row in part.rows for cell in row.cells for text in inside(cell)]
            else:
                found.append(part.text)
        return found

    return "\n".join(inside(document))


def grid(document: Any, place: int) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in document.tables[place].rows]


PAPERS: dict[str, Callable[[], bytes]] = {
    URGING: lambda: urging_letter(letter(), FOLDER / URGING),
    COURSE: lambda: course_report(course(), FOLDER / COURSE),
    ANNEX: lambda: annex(PLAN, annex_rows(), FOLDER / ANNEX),
    PERIOD: lambda: period_report(period_course(), FOLDER / PERIOD),
    NOTICE: lambda: conclusion_notice(notice(), FOLDER / NOTICE),
}


@pytest.mark.parametrize("name", PAPERS)
def test_paper_margins_type_and_page_numbers_are_those_of_the_decree(name: str) -> None:
    document = opened(PAPERS[name]())
    section = document.sections[0]
    assert sorted((round(section.page_width.mm), round(section.page_height.mm))) == [210, 297]
    assert 20 <= section.top_margin.mm <= 25 and 20 <= section.bottom_margin.mm <= 25
    assert 30 <= section.left_margin.mm <= 35 and 15 <= section.right_margin.mm <= 20
    normal = document.styles["Normal"]
    assert normal.font.name == "Times New Roman" and normal.font.size.pt in (13, 14)
    assert normal.element.rPr.rFonts.get(qn("w:cs")) == "Times New Roman"
    assert section.different_first_page_header_footer
    assert section.first_page_header.paragraphs[0].text == ""
    assert "PAGE" in section.header._element.xml and section.header.paragraphs[0].alignment == 1
    assert "{{" not in words(document) and "{%" not in words(document)


def test_a_letter_has_its_letterhead_its_items_and_what_is_asked() -> None:
    document = opened(PAPERS[URGING]())
    head = grid(document, 0)
    assert head[0][0].split("\n")[:2] == ["ỦY BAN NHÂN DÂN TỈNH LAM GIANG", "SỞ Y TẾ"]
    assert head[0][1].startswith("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc")
    assert "Số: ………/………" in head[1][0] and "V/v đôn đốc thực hiện Kế hoạch số 12/KH-UBND" in head[1][0]
    day = document.tables[0].rows[1].cells[1].paragraphs[0]
    assert day.text == "Lam Giang, ngày …… tháng 11 năm 2026" and day.runs[0].italic
    rows = grid(document, 1)
    assert rows[0] == ["TT", "Nội dung nhiệm vụ", "Văn bản giao", "Thời hạn", "Số ngày quá hạn", "Đã đôn đốc"]
    assert len(rows) == 3
    assert rows[1] == [
        "1",
        "Rà soát, lập danh sách cán bộ & gửi về <Sở Y tế>",
        "12/KH-UBND, mục IV.1",
        "16/11/2026",
        "7",
        "Lần 1: 17/11/2026\nLần 2: 20/11/2026",
    ]
    text = words(document)
    assert "Kính gửi: Sở Nội vụ" in text and PLAN in text
    assert "Sở Y tế đề nghị Sở Nội vụ" in text and "trước ngày 30/11/2026" in text
    assert "báo cáo Ủy ban nhân dân tỉnh Lam Giang./." in text


def test_the_rules_stand_under_the_letterhead_and_the_closing_in_its_place() -> None:
    document = opened(PAPERS[URGING]())
    for cell in document.tables[0].rows[0].cells:
        assert "w:pBdr" in cell.paragraphs[-1]._p.xml
    left, right = document.tables[-1].rows[0].cells
    title = left.paragraphs[0].runs[0]
    assert (title.text, title.bold, title.italic, title.font.size.pt) == ("Nơi nhận:", True, True, 12)
    assert [p.text for p in left.paragraphs[1:]] == [
        "- Như trên;",
        "- Ủy ban nhân dân tỉnh Lam Giang (b/c);",
        "- Lưu: VT.",
    ]
    assert {p.runs[0].font.size.pt for p in left.paragraphs[1:]} == {11}
    assert set(right.text) <= set("…\n")


def test_a_body_that_is_asked_is_asked() -> None:
    asked = replace(letter(), is_ordered=False)
    assert "Sở Y tế trân trọng đề nghị Sở Nội vụ" in words(opened(urging_letter(asked, FOLDER / URGING)))


def test_an_item_that_nobody_was_reminded_of_says_so() -> None:
    facts = replace(letter(1), items=(replace(overdue(1), reminders=()),))
    assert grid(opened(urging_letter(facts, FOLDER / URGING)), 1)[1][-1] == "Chưa"


def test_words_of_a_document_are_never_read_as_a_template() -> None:
    for strange in ("{{ 7 * 7 }}", "{% for x in y %}", "<w:p>&amp;</w:p>", "a\x0bb\x00c"):
        facts = replace(letter(1), items=(overdue(1, strange),))
        row = grid(opened(urging_letter(facts, FOLDER / URGING)), 1)[1]
        assert row[1] == strange.replace("\x0b", "").replace("\x00", "")


def test_letters_to_many_are_a_file_each() -> None:
    many = [letter(1, code="so-noi-vu"), letter(1, code="so-noi-vu"), letter(1, code="xa-an-binh")]
    assert letter_name(many[0]) == "CV-don-doc_so-noi-vu_20261123.docx"
    with zipfile.ZipFile(io.BytesIO(letters_archive(many, FOLDER / URGING))) as archive:
        assert archive.namelist() == [
            "CV-don-doc_so-noi-vu_20261123.docx",
            "CV-don-doc_so-noi-vu_20261123_2.docx",
            "CV-don-doc_xa-an-binh_20261123.docx",
        ]
        assert "Kính gửi: Sở Nội vụ" in words(opened(archive.read(archive.namelist()[0])))


def test_a_report_has_counts_rates_and_who_is_late() -> None:
    document = opened(PAPERS[COURSE]())
    text = words(document)
    assert "BÁO CÁO" in text and "Tình hình thực hiện Kế hoạch số 12/KH-UBND" in text
    assert "các cơ quan, đơn vị: 11." in text and "đã hoàn thành 7 (đúng hạn 6, quá hạn 1)" in text
    assert "trên số đã hoàn thành: 85,7 %" in text and "trên số đã đến hạn: 60 %" in text
    assert grid(document, 1)[1:] == [["1", "Sở Nội vụ", "6", "3", "3", "33,3 %"]]
    assert text.rstrip("…\n").count("./.") == 1


def test_a_report_in_which_nobody_is_late_says_so() -> None:
    facts = course()
    calm = facts.rollup.rows[1]
    found = replace(facts, rollup=Rollup(facts.today, (calm,), calm[1]), proposals=())
    document = opened(course_report(found, FOLDER / COURSE))
    text = words(document)
    assert "Không có cơ quan, đơn vị nào có nhiệm vụ quá hạn." in text
    assert "1. Không có đề xuất, kiến nghị." in text
    assert len(document.tables) == 2


def test_a_phu_luc_is_a_wide_table_whose_head_is_repeated() -> None:
    document = opened(PAPERS[ANNEX]())
    section = document.sections[0]
    assert section.page_width > section.page_height
    rows = grid(document, 0)
    assert rows[0] == [
        "TT",
        "Nội dung nhiệm vụ",
        "Cơ quan chủ trì",
        "Cơ quan phối hợp",
        "Thời hạn",
        "Sản phẩm",
        "Ghi chú",
    ]
    assert rows[1] == [
        "1",
        "Rà soát, lập danh sách",
        "Sở Nội vụ",
        "Sở Tài chính",
        "27/11/2026",
        "Báo cáo",
        "",
    ]
    assert "w:tblHeader" in document.tables[0].rows[0]._tr.xml
    assert f"(Kèm theo {PLAN})" in words(document)


def test_an_offices_own_template_is_used_and_a_broken_one_refused_in_a_sentence(tmp_path: Path) -> None:
    own = Document()
    own.add_paragraph("Mẫu riêng: {{ kinh_gui }}")
    own.save(str(tmp_path / URGING))
    assert words(opened(urging_letter(letter(), tmp_path / URGING))) == "Mẫu riêng: Sở Nội vụ"
    for wrong in (
        "{{ khong_co }}",
        "{{ kinh_gui",
        "{% for x %}",
        "{{ so_viec / 0 }}",
        "{{ kinh_gui.__class__ }}",
    ):
        own = Document()
        own.add_paragraph(wrong)
        own.save(str(tmp_path / URGING))
        with pytest.raises(Refused, match=f"Mẫu Word “{URGING}” không dùng được"):
            urging_letter(letter(), tmp_path / URGING)
    for content in (b"", b"not a Word file", b"PK\x03\x04broken"):
        (tmp_path / URGING).write_bytes(content)
        with pytest.raises(Refused, match="không dùng được"):
            urging_letter(letter(), tmp_path / URGING)
    with pytest.raises(Refused, match="không dùng được"):
        urging_letter(letter(), tmp_path / "không có.docx")


@pytest.mark.parametrize(("name", "make"), word_forms.FORMS.items())
def test_the_shipped_templates_are_those_that_the_code_makes(name: str, make: Callable[[], Any]) -> None:
    kept = io.BytesIO()
    make().save(kept)
    with zipfile.ZipFile(kept) as made, zipfile.ZipFile(FOLDER / name) as shipped:
        for part in made.namelist():
            if part.startswith("word/"):
                assert made.read(part) == shipped.read(part), part


@pytest.mark.needs("libreoffice")
def test_printed_by_libreoffice_every_letter_is_there_in_the_fonts_of_the_form(tmp_path: Path) -> None:
    many = urging_letter(letter(12), FOLDER / URGING)
    for name, content in {
        "cv": many,
        "bc": PAPERS[COURSE](),
        "pl": annex(PLAN, annex_rows(40), FOLDER / ANNEX),
        "ky": PAPERS[PERIOD](),
        "tb": PAPERS[NOTICE](),
    }.items():
        (tmp_path / f"{name}.docx").write_bytes(content)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    files = [str(p) for p in sorted(tmp_path.glob("*.docx"))]
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), *files],
        check=True,
        capture_output=True,
        timeout=150,
    )
    for name, pages in (("cv", 2), ("bc", 2), ("pl", 2), ("ky", 2), ("tb", 2)):
        reader = PdfReader(tmp_path / f"{name}.pdf")
        text = "".join(page.extract_text() for page in reader.pages)
        missing = {c for c in LETTERS + LETTERS.upper() if c not in text}
        assert not missing, (name, missing)
        assert len(reader.pages) <= pages, name
        fonts = {
            str(font["/BaseFont"]).split("+")[-1]
            for page in reader.pages
            for font in (f.get_object() for f in page["/Resources"]["/Font"].values())
        }
        assert all(f.startswith(("LiberationSerif", "TimesNewRoman")) for f in fonts), (name, fonts)
        # The first page bears no number, the second its own at the top.
        assert not reader.pages[0].extract_text().lstrip().startswith("1\n")
        for place, page in enumerate(reader.pages[1:], 2):
            assert page.extract_text().lstrip().split()[0] == str(place)
