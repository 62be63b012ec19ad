"""Plain text and Markdown: bytes of every age come out as NFC lines with the file's line numbers."""

import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from extract.reading import read_document
from extract.reading.encodings import TCVN3

ROOT = Path(__file__).resolve().parents[3]
PLAN = "KẾ HOẠCH\nTổ chức Hội nghị y tế cơ sở năm 2026\n\n1. Sở Y tế\n- Báo cáo trước ngày 20/11/2026.\n"
TO_TCVN3 = {unicode: code for code, unicode in TCVN3.items()}


def lines_of(data: bytes, name: str = "ke-hoach.txt") -> list[str]:
    return [line.text for line in read_document(data, name).lines]


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_unicode_encoding_gives_the_same_lines(codec: str) -> None:
    assert lines_of(PLAN.encode(codec)) == PLAN.splitlines()


def test_decomposed_letters_come_out_composed() -> None:
    assert lines_of(unicodedata.normalize("NFD", PLAN).encode()) == PLAN.splitlines()


def test_windows_1258_is_read_with_its_tone_marks() -> None:
    # This code page holds ê but writes the tone after the letter.
    decomposed = "".join(_tone_apart(char) for char in PLAN)
    assert lines_of(decomposed.encode("cp1258")) == PLAN.splitlines()


def _tone_apart(char: str) -> str:
    for tone in "\u0300\u0301\u0303\u0309\u0323":
        parts = unicodedata.normalize("NFD", char)
        if tone in parts:
            return unicodedata.normalize("NFC", parts.replace(tone, "")) + tone
    return char


TYPED = "ủy ban nhân dân tỉnh\nban hành kế hoạch phòng, chống dịch bệnh trên địa bàn\n"


def test_tcvn3_bytes_are_converted() -> None:
    assert lines_of(TYPED.translate(TO_TCVN3).encode("latin-1")) == TYPED.splitlines()


def test_tcvn3_seen_as_latin_letters_is_converted_by_its_density() -> None:
    seen = TYPED.translate(TO_TCVN3)
    assert lines_of(seen.encode("utf-8")) == TYPED.splitlines()


def test_a_copyright_sign_in_unicode_text_stays() -> None:
    assert lines_of((PLAN + "© 2026 Sở Y tế\n").encode())[-1] == "© 2026 Sở Y tế"


def test_line_numbers_are_those_of_the_file_blank_lines_included() -> None:
    source = read_document(PLAN.replace("\n", "\r\n").encode(), "a.txt")
    assert [line.number for line in source.lines] == [1, 2, 3, 4, 5]
    assert source.lines[2].text == ""
    assert source.text == PLAN.rstrip("\n")


def test_leading_spaces_stay_because_they_may_be_the_only_sign_of_a_level() -> None:
    assert lines_of("- Tham mưu:\n - Phối hợp với Sở Nội vụ\n".encode())[1] == " - Phối hợp với Sở Nội vụ"


def test_invisible_marks_and_odd_spaces_disappear() -> None:
    assert lines_of("Sở\u00a0Y\u200b tế\u00ad.\n".encode()) == ["Sở Y tế."]


def test_tab_separated_rows_carry_their_cells() -> None:
    table = "TT\tNội dung\tCơ quan\nI\tĐÀO TẠO\n1\tTập huấn\tSở Y tế\n2\tBáo cáo\t\n"
    rows = read_document(table.encode(), "bang.txt").lines
    assert [row.cells for row in rows] == [
        ("TT", "Nội dung", "Cơ quan"),
        ("I", "ĐÀO TẠO"),
        ("1", "Tập huấn", "Sở Y tế"),
        ("2", "Báo cáo", ""),
    ]
    assert all(row.text == "\t".join(row.cells) for row in rows)


def test_a_tab_after_a_number_makes_no_table() -> None:
    lines = read_document("1.\tSở Y tế\n2.\tSở Nội vụ\n".encode(), "a.txt").lines
    assert [(line.text, line.cells) for line in lines] == [("1. Sở Y tế", ()), ("2. Sở Nội vụ", ())]


def test_markdown_marks_are_taken_off_and_its_tables_become_rows() -> None:
    text = (
        "## **V. TỔ CHỨC THỰC HIỆN**\n\n1\\. *Sở Y tế*\n\n| TT | Việc |\n|---|:---:|\n| 1 | **Báo cáo** |\n"
    )
    source = read_document(text.encode(), "ke-hoach.md")
    assert source.kind == "md"
    assert [line.text for line in source.lines] == [
        "V. TỔ CHỨC THỰC HIỆN", "", "1. Sở Y tế", "", "TT\tViệc", "", "1\tBáo cáo",
    ]  # fmt: skip
    assert source.lines[6].cells == ("1", "Báo cáo")


def test_reading_a_text_file_imports_no_heavy_library() -> None:
    check = (
        "import sys; from extract.reading import read_document; read_document('Sở Y tế'.encode(), 'a.txt');"
        "print([m for m in ('docx', 'pypdf', 'pdfplumber', 'lxml', 'PIL', 'puremagic') if m in sys.modules])"
    )
    printed = subprocess.run(
        [sys.executable, "-c", check], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert printed.stdout.strip() == "[]"


def test_form_feeds_begin_pages_and_are_no_part_of_a_line() -> None:
    lines = read_document("trang một\n\fSở Y tế\n- báo cáo\n".encode(), "a.txt").lines
    assert [(line.text, line.page, line.number) for line in lines] == [
        ("trang một", 1, 1),
        ("Sở Y tế", 2, 2),
        ("- báo cáo", 2, 3),
    ]
