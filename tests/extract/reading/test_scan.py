"""Scans, pictures and old Word files, with the real programs."""

import io
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from extract.reading import find_tools, read_document
from extract.reading.rulings import find_ruled_tables
from extract.reading.straight import straightened

SAMPLES = Path(__file__).resolve().parents[3] / "samples"


def pictures(stem: str, *, first: int = 1, last: int = 99) -> list[Any]:
    """Return the pages of a sample as a scanner would give them: grey, 200 dpi."""
    from PIL import Image

    with tempfile.TemporaryDirectory() as folder:
        command = ["pdftoppm", "-r", "200", "-gray", "-f", str(first), "-l", str(last)]
        subprocess.run([*command, str(SAMPLES / f"{stem}.pdf"), f"{folder}/p"], check=True, timeout=60)
        return [
            Image.open(io.BytesIO(path.read_bytes())).convert("L") for path in sorted(Path(folder).iterdir())
        ]


def scan(stem: str, **pages: int) -> bytes:
    """Return a PDF that holds nothing but pictures of the pages."""
    first, *others = pictures(stem, **pages)
    holder = io.BytesIO()
    first.save(holder, "PDF", save_all=True, append_images=others, resolution=200)
    return holder.getvalue()


@pytest.mark.needs("tesseract")
def test_a_scanned_page_is_read_and_says_that_it_was_recognised() -> None:
    source = read_document(scan("ke-hoach-tiem-chung", first=1, last=1), "quet.pdf")
    assert source.kind == "ocr"
    assert "OCR" in source.notes[0]
    texts = [line.text for line in source.lines]
    assert {
        "Số: 187/KH-UBND",
        "Lam Giang, ngày 21 tháng 9 năm 2026",
        "KẾ HOẠCH",
        "I. MỤC ĐÍCH, YÊU CẦU",
    } <= set(texts)


@pytest.mark.needs("tesseract")
def test_a_scanned_table_comes_out_row_by_row() -> None:
    source = read_document(scan("ke-hoach-bang-phan-cong", first=3, last=3), "quet.pdf")
    rows = [line.cells for line in source.lines if line.cells]
    assert rows[0][2:5] == ("Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian hoàn thành")
    numbered = {row[0]: row for row in rows if row[0].isdecimal()}
    assert list(numbered) == [str(number) for number in range(1, 12)]
    assert numbered["7"][2:5] == ("Công an tỉnh", "Sở Y tế, UBND các xã, phường", "Trước ngày 24/11/2026")


@pytest.mark.needs("tesseract")
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF"])
def test_a_picture_of_a_page_is_read(kind: str) -> None:
    holder = io.BytesIO()
    pictures("ke-hoach-hoi-nghi", first=1, last=1)[0].save(holder, kind)
    source = read_document(holder.getvalue(), f"anh.{kind.lower()}")
    assert source.kind == "ocr"
    assert "231/KH-UBND" in source.text


@pytest.mark.needs("tesseract")
def test_ruled_tables_are_found_in_a_picture_and_plain_pages_have_none() -> None:
    plain, annex = pictures("ke-hoach-bang-phan-cong", first=2, last=3)
    assert find_ruled_tables(plain) == []
    (table,) = find_ruled_tables(annex)
    assert {len(row) for row in table.cells} == {6}


@pytest.mark.needs("tesseract")
def test_only_the_scanned_page_of_a_mixed_file_is_recognised() -> None:
    import pypdf

    writer = pypdf.PdfWriter(io.BytesIO((SAMPLES / "ke-hoach-hoi-nghi.pdf").read_bytes()))
    writer.append(io.BytesIO(scan("ke-hoach-hoi-nghi", first=3, last=3)))
    holder = io.BytesIO()
    writer.write(holder)
    source = read_document(holder.getvalue(), "lan.pdf")
    assert source.kind == "pdf"
    assert "trang 4" in source.notes[0]
    assert any("khó khăn, vướng mắc" in line.text for line in source.lines if line.page == 4)


def converted(stem: str, kind: str) -> bytes:
    """Return a sample as another word processor would save it."""
    return _saved_as(kind)[stem]


@cache
def _saved_as(kind: str) -> dict[str, bytes]:
    # All samples at once: most of the time goes into starting the word processor.
    with tempfile.TemporaryDirectory() as folder:
        soffice = find_tools().soffice
        assert soffice
        profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
        command = [soffice, profile, "--headless", "--convert-to", kind, "--outdir", folder]
        subprocess.run([*command, *SAMPLES.glob("*.docx")], check=True, capture_output=True, timeout=120)
        return {path.stem: path.read_bytes() for path in Path(folder).glob(f"*.{kind}")}


@pytest.mark.needs("libreoffice")
@pytest.mark.parametrize("kind", ["doc", "odt", "rtf"])
def test_old_word_files_give_the_lines_of_the_text(kind: str) -> None:
    stem = "ke-hoach-bang-phan-cong"
    source = read_document(converted(stem, kind), f"{stem}.{kind}")
    written = [
        line.text
        for line in read_document((SAMPLES / f"{stem}.txt").read_bytes(), "a.txt").lines
        if line.text
    ]
    assert source.kind == kind
    assert [line.text for line in source.lines] == written


@pytest.mark.needs("libreoffice")
def test_two_files_at_once_are_converted_one_after_the_other() -> None:
    from concurrent.futures import ThreadPoolExecutor

    data = converted("ke-hoach-hoi-nghi", "rtf")
    with ThreadPoolExecutor(2) as pool:
        texts = list(pool.map(lambda name: read_document(data, name).text, ["a.rtf", "b.rtf"]))
    assert texts[0] == texts[1]
    assert "231/KH-UBND" in texts[0]


def sheet_of_lines() -> Any:
    from PIL import Image, ImageDraw

    sheet = Image.new("L", (1200, 1600), 255)
    pen = ImageDraw.Draw(sheet)
    for top in range(150, 1450, 45):
        for left in range(120, 1050, 70):
            pen.rectangle((left, top, left + 50, top + 18), fill=20)
    return sheet


@pytest.mark.parametrize("angle", [-2.0, -0.4, 0.7, 1.5])
def test_a_sheet_laid_askew_is_turned_upright(angle: float) -> None:
    from PIL import Image

    askew = sheet_of_lines().rotate(angle, resample=Image.Resampling.BICUBIC, fillcolor=255)
    upright = straightened(askew)
    # Turning back leaves rows of pure paper between the lines again.
    paper = sum(min(upright.crop((150, y, 1050, y + 1)).tobytes()) > 200 for y in range(300, 1300))
    assert paper > 400


def test_a_level_sheet_is_left_as_it_is() -> None:
    sheet = sheet_of_lines()
    assert straightened(sheet) is sheet


@pytest.mark.needs("tesseract")
def test_a_tilted_and_noisy_table_keeps_its_rows_and_numbers() -> None:
    from PIL import Image

    holder = io.BytesIO()
    (page,) = pictures("ke-hoach-bang-phan-cong", first=4, last=4)
    tilted = page.rotate(0.4, resample=Image.Resampling.BICUBIC, fillcolor=255)
    noisy = Image.blend(tilted, Image.effect_noise(tilted.size, 36), 0.3)
    noisy.save(holder, "PNG")
    rows = [line.cells for line in read_document(holder.getvalue(), "quet.png").lines if line.cells]
    assert [row[0] for row in rows if sum(map(bool, row)) > 3][1:] == ["12", "13", "14", "15", "16"]
    assert {len(row) for row in rows} == {6}
