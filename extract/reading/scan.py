"""Scans and photographs: character recognition by Tesseract with its Vietnamese model.

Pages are drawn at 200 dpi in grey, the resolution that Nghị định 30/2020/NĐ-CP asks of scans. Ruled
tables are read cell by cell, because a recogniser that reads across a table mixes its columns.
"""

import io
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from extract.reading.layout import Word, group_lines
from extract.reading.lines import Lines
from extract.reading.pages import Page, Table, add_pages
from extract.reading.quiet import quietly
from extract.reading.row_numbers import renumbered
from extract.reading.ruled import Box, rows_of
from extract.reading.rulings import RuledTable, find_ruled_tables
from extract.reading.straight import straightened
from extract.reading.tools import Tools, need, run
from models.draft import SourceLine
from models.errors import BadDocument
from models.reading import ReadingStep, Tell, nobody

if TYPE_CHECKING:
    from PIL.Image import Image

DPI = 200
MAX_SCANNED_PAGES = 100
MAX_PIXELS = 80_000_000
_SECONDS = 90
_GAP = 40
# What Tesseract makes of a hyphen that opens a line, and of Roman numbers.
_BULLET = frozenset("~—–_=«»•·¬¢°")
_QUARTER = re.compile(r"^(?=[1l|]{0,2}I)[I1l|]{2,3}(?=[-/.]\d{4})")
_ROMAN = re.compile(r"^[IH|l!]{1,4}\.$")


def recognise_pdf(
    data: bytes, filename: str, numbers: Sequence[int], tools: Tools, tell: Tell = nobody
) -> dict[int, Page]:
    """Return the named pages (from 1) read from their pictures; steps count the pages to be recognised.

    Raises MissingTool without pdftoppm or tesseract, BadDocument for more than MAX_SCANNED_PAGES pages.
    """
    from PIL import Image

    tesseract = need(tools.tesseract, "tesseract", "đọc bản quét")
    pdftoppm = need(tools.pdftoppm, "pdftoppm", "đọc bản PDF quét")
    if len(numbers) > MAX_SCANNED_PAGES:
        raise BadDocument(
            f"Bản quét có {len(numbers)} trang, quá giới hạn {MAX_SCANNED_PAGES} trang cho nhận dạng chữ.",
            place=filename,
            hint="Hãy tách riêng phần kế hoạch và phụ lục phân công rồi tải lên.",
        )
    pages: dict[int, Page] = {}
    with tempfile.TemporaryDirectory(prefix="dondoc-ocr-") as folder:
        source = Path(folder) / "source.pdf"
        source.write_bytes(data)
        for count, number in enumerate(numbers, 1):
            tell(ReadingStep("recognising", count, len(numbers)))
            command = [pdftoppm, "-r", str(DPI), "-gray", "-f", str(number), "-l", str(number), "-singlefile"]
            run(
                [*command, str(source), str(Path(folder) / "page")],
                seconds=_SECONDS,
                what=f"vẽ trang {number}",
            )
            with quietly(), Image.open(Path(folder) / "page.pgm") as picture:
                picture.load()
            pages[number] = _recognise(picture, tesseract)
    return pages


def read_image(data: bytes, filename: str, tools: Tools, tell: Tell = nobody) -> tuple[SourceLine, ...]:
    """Return the lines of a PNG, JPEG or TIFF (each frame of a TIFF is a page)."""
    tesseract = need(tools.tesseract, "tesseract", "đọc chữ trong ảnh")
    lines = Lines()
    pages: list[Page] = []
    frames = _frames(data, filename)
    for count, picture in enumerate(frames, 1):
        tell(ReadingStep("recognising", count, len(frames)))
        pages.append(_recognise(picture, tesseract))
    add_pages(lines, pages)
    return lines.done()


def _frames(data: bytes, filename: str) -> list["Image"]:
    from PIL import Image, ImageOps, ImageSequence

    frames: list[Image.Image] = []
    try:
        with quietly(), Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "TIFF")) as picture:
            for frame in ImageSequence.Iterator(picture):
                if frame.width * frame.height > MAX_PIXELS or len(frames) >= MAX_SCANNED_PAGES:
                    raise BadDocument(
                        "Ảnh quá lớn hoặc có quá nhiều trang.",
                        place=filename,
                        hint="Hãy quét lại ở 200 dpi, thang xám.",
                    )
                frames.append(_scaled(ImageOps.exif_transpose(frame)))
    except BadDocument:
        raise
    except Exception as error:  # Pillow raises many kinds for damaged pictures
        raise BadDocument(
            "Ảnh bị hỏng hoặc tải lên chưa hết.", place=filename, hint="Hãy quét hoặc chụp lại rồi tải lên."
        ) from error
    return frames


def _scaled(picture: "Image") -> "Image":
    """Return the picture in grey on white, at about the size of an A4 page at 200 dpi."""
    from PIL import Image

    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        flat = Image.new("RGBA", picture.size, "white")
        flat.alpha_composite(picture.convert("RGBA"))
        picture = flat
    grey = picture.convert("L")
    shorter = min(grey.size)
    if 200 < shorter < 1100:
        grey = grey.resize((grey.width * 2, grey.height * 2), Image.Resampling.LANCZOS)
    elif shorter > 2600:
        share = 1654 / shorter
        grey = grey.resize((round(grey.width * share), round(grey.height * share)), Image.Resampling.LANCZOS)
    return grey


def _recognise(picture: "Image", tesseract: str) -> Page:
    picture = straightened(picture.convert("L"))
    ruled = find_ruled_tables(picture)
    tables = [_read_table(picture, table, tesseract) for table in ruled]
    rest = picture.copy()
    for table in ruled:
        x0, top, x1, bottom = (round(edge) for edge in table.box)
        rest.paste(255, (max(x0 - 6, 0), max(top - 6, 0), x1 + 6, bottom + 6))
    words = _words(rest, tesseract, mode=4)
    return Page(
        group_lines(words),
        [table for table in tables if table.rows],
        float(picture.height),
        float(picture.width),
    )


def _words(picture: "Image", tesseract: str, *, mode: int) -> list[Word]:
    """Return the words that Tesseract reads, each with the height of its line."""
    holder = io.BytesIO()
    picture.save(holder, "PPM")
    command = [tesseract, "stdin", "stdout", "-l", "vie", "--psm", str(mode), "--dpi", str(DPI), "tsv"]
    printed = run(command, seconds=_SECONDS, what="nhận dạng chữ", given=holder.getvalue())
    return _same_height(_words_of(printed))


def _words_of(printed: bytes) -> list[Word]:
    words: list[Word] = []
    top = bottom = 0.0
    opens = True
    for row in printed.decode("utf-8", errors="replace").splitlines()[1:]:
        level, *_, left, upper, width, height, confidence, text = row.split("\t", 11)
        if level == "4":
            top, bottom, opens = float(upper), float(upper) + float(height), True
        elif level == "5" and text.strip() and _is_text(text, float(confidence)):
            x0 = float(left)
            words.append(Word(_mended(text.strip(), opens), x0, x0 + float(width), top, bottom))
            opens = False
    return words


def _same_height(words: Sequence[Word]) -> list[Word]:
    """Return the words with the usual height: a line of digits is no smaller type than one with accents."""
    usual = median([word.bottom - word.top for word in words]) if words else 0.0
    evened = []
    for word in words:
        middle, height = (word.top + word.bottom) / 2, word.bottom - word.top
        half = usual / 2 if 0.5 * usual < height < 1.6 * usual else height / 2
        evened.append(Word(word.text, word.x0, word.x1, middle - half, middle + half))
    return evened


def _is_text(text: str, confidence: float) -> bool:
    """Return whether this is more than a speck or the edge of a seal."""
    return confidence > 30 or sum(char.isalnum() for char in text) >= 2


def _mended(text: str, opens_line: bool) -> str:
    # "Quý III/2026" comes out as "II1/2026".
    text = _QUARTER.sub(lambda found: re.sub("[1l|]", "I", found[0]), text)
    if not opens_line:
        return text
    if set(text) <= _BULLET:
        return "-"
    if _ROMAN.match(text):
        return re.sub("[|l!]", "I", text).replace("H", "II")
    return {"†": "+", "‡": "+"}.get(text, text)


def _read_table(picture: "Image", table: RuledTable, tesseract: str) -> Table:
    """Read each cell by itself: the cells are set one below another in one picture, read at once."""
    boxes = [box for row in table.cells for box in row if box is not None]
    words: list[Word] = []
    batch: list[Box] = []
    for box in boxes:
        batch.append(box)
        if sum(b[3] - b[1] + _GAP for b in batch) > 8000:
            words += _read_cells(picture, batch, tesseract)
            batch = []
    words += _read_cells(picture, batch, tesseract)
    edges = tuple(sorted({round(box[0]) for box in boxes}))
    return Table(renumbered([row for row in rows_of(table.cells, words) if any(row)]), table.box, edges)


def _read_cells(picture: "Image", boxes: Sequence[Box], tesseract: str) -> list[Word]:
    from PIL import Image

    crops = [(box, picture.crop(_inside(box))) for box in boxes]
    crops = [
        (box, crop)
        for box, crop in crops
        if crop.width > 8 and crop.height > 8 and any(crop.histogram()[:128])
    ]
    if not crops:
        return []
    height = sum(crop.height + _GAP for _, crop in crops) + _GAP
    sheet = Image.new("L", (max(crop.width for _, crop in crops) + 2 * _GAP, height), 255)
    places: list[tuple[float, float, Box]] = []
    y = _GAP
    for box, crop in crops:
        sheet.paste(crop, (_GAP, y))
        places.append((y - _GAP / 2, y + crop.height + _GAP / 2, box))
        y += crop.height + _GAP
    words: list[Word] = []
    empty = {box for box, _ in crops}
    for word in _words(sheet, tesseract, mode=6):
        middle = (word.top + word.bottom) / 2
        place = next((p for p in places if p[0] <= middle < p[1]), None)
        if place is not None:
            empty.discard(place[2])
            words.append(_moved(word, place[2], place[0] + _GAP / 2))
    for box, crop in crops:
        if box in empty:
            words += _read_alone(crop, box, tesseract)
    return words


def _read_alone(crop: "Image", box: Box, tesseract: str) -> list[Word]:
    """Read a cell that gave nothing among the others: a lone digit is easily taken for a speck."""
    from PIL import ImageOps

    sheet = ImageOps.expand(crop, border=_GAP, fill=255)
    return [_moved(word, box, _GAP) for word in _words(sheet, tesseract, mode=7 if crop.height < 90 else 6)]


def _inside(box: Box) -> tuple[int, int, int, int]:
    return round(box[0]) + 5, round(box[1]) + 5, round(box[2]) - 5, round(box[3]) - 5


def _moved(word: Word, box: Box, y: float) -> Word:
    """Return the word at its place on the page."""
    dx, dy = box[0] + 5 - _GAP, box[1] + 5 - y
    return Word(word.text, word.x0 + dx, word.x1 + dx, word.top + dy, word.bottom + dy)
