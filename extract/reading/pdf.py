"""PDF with a text layer: words in the order of the file, tables by their ruled lines.

pypdf opens the file and guards its limits; pdfplumber gives words with their places. Pages without
usable text go to character recognition (``scan``).
"""

import io
from collections.abc import Sequence
from typing import Any

from extract.reading.encodings import repair_tcvn3, vietnamese_share
from extract.reading.layout import Word, group_lines
from extract.reading.lines import Lines
from extract.reading.pages import Page, Table, add_pages
from extract.reading.quiet import quietly
from extract.reading.ruled import rows_of
from extract.reading.tools import Tools
from models.draft import SourceLine
from models.errors import BadDocument, MissingTool
from models.reading import ReadingStep, Tell, nobody

MAX_PAGES = 500
# One page's drawing instructions; a typed page has some ten kilobytes, a map some megabytes.
MAX_PAGE_BYTES = 30 * 1024 * 1024
MIN_LETTERS = 50
"""A page with fewer letters than this and a picture on it is taken for a scan."""


def read_pdf(
    data: bytes, filename: str, tools: Tools, tell: Tell = nobody
) -> tuple[tuple[SourceLine, ...], str, tuple[str, ...]]:
    """Return the lines of a PDF, its kind (``pdf`` or ``ocr``) and notes on pages read by recognition.

    Raises BadDocument for a damaged or locked file and for more than MAX_PAGES pages, MissingTool
    when pages are scans and the programs for them are not installed.
    """
    # A file cut off on its way opens by repair without its last pages: half a plan is worse than none.
    if b"%%EOF" not in data.rstrip(b"\x00\r\n\t ")[-4096:]:
        raise _damaged(filename)
    try:
        with quietly():
            count = _check(data, filename)
            pages = _pages(data, count, tell)
    except BadDocument:
        raise
    except Exception as error:  # pypdf and pdfminer raise nearly anything for a damaged file
        raise _damaged(filename) from error
    scanned = [number for number, page in enumerate(pages, 1) if page.needs_recognition]
    notes: list[str] = []
    if scanned:
        pages = _recognised(data, filename, pages, scanned, tools, notes, tell)
    lines = Lines()
    notes += add_pages(lines, pages)
    return lines.done(), "ocr" if scanned and len(scanned) == len(pages) else "pdf", tuple(notes)


def _damaged(filename: str) -> BadDocument:
    return BadDocument(
        "Tệp PDF bị hỏng hoặc tải lên chưa hết.",
        place=filename,
        hint="Hãy mở bằng trình đọc PDF, in lại ra PDF rồi tải lên lần nữa.",
    )


def _check(data: bytes, filename: str) -> int:
    """Return the number of pages after looking at what can be refused without drawing anything."""
    import pypdf

    reader = pypdf.PdfReader(io.BytesIO(data), strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        raise BadDocument(
            "Tệp PDF được đặt mật khẩu nên không đọc được.",
            place=filename,
            hint="Hãy mở bằng mật khẩu, in lại ra PDF không có mật khẩu rồi tải lên.",
        )
    count = reader.get_num_pages()
    if count > MAX_PAGES:
        raise BadDocument(
            f"Tệp PDF có {count} trang, quá giới hạn {MAX_PAGES} trang.",
            place=filename,
            hint="Hãy tách riêng phần kế hoạch và phụ lục phân công rồi tải lên.",
        )
    if count == 0:
        raise BadDocument("Tệp PDF không có trang nào.", place=filename, hint="Hãy xuất lại PDF từ tệp gốc.")
    for page in reader.pages:
        contents = page.get_contents()
        if contents is not None and len(contents.get_data()) > MAX_PAGE_BYTES:
            raise BadDocument("Một trang của tệp PDF lớn bất thường nên không được mở.", place=filename)
    return count


def _pages(data: bytes, count: int, tell: Tell) -> list[Page]:
    import pdfplumber

    from extract.reading.unpacking import bound_pdfminer

    bound_pdfminer()
    pages: list[Page] = []
    with pdfplumber.open(io.BytesIO(data)) as document:
        for number, page in enumerate(document.pages[:count], 1):
            tell(ReadingStep("pages", number, count))
            pages.append(_page(page))
            # Keeps the memory of a long document at that of one page.
            page.close()
    return pages


def _page(page: Any) -> Page:
    words = [
        Word(word["text"], word["x0"], word["x1"], word["top"], word["bottom"])
        for word in page.extract_words(use_text_flow=True, keep_blank_chars=False, x_tolerance_ratio=0.15)
    ]
    words = _without_tcvn3(words)
    tables = [table for found in page.find_tables() if (table := _table(found, words)) is not None]
    outside = [word for word in words if not any(table.holds(word) for table in tables)]
    text = " ".join(word.text for word in words)
    letters = sum(char.isalpha() for char in text)
    # Some programs draw the letters as curves: no text at all, and no picture either.
    drawn = bool(page.images) or (letters == 0 and bool(page.curves))
    needs = (letters < MIN_LETTERS and drawn) or _garbled(text, letters)
    return Page(group_lines(outside), tables, float(page.height), float(page.width), needs)


def _garbled(text: str, letters: int) -> bool:
    """Return whether the file maps its glyphs to wrong characters: other accents, or codes for letters."""
    if letters < 200:
        return False
    broken = text.count("\ufffd") + text.count("(cid:")
    accented = sum(ord(char) > 127 for char in text if char.isalpha())
    # A fifth of the letters of Vietnamese carry marks; English has none and is no plan, but readable.
    return broken > 0.02 * letters or (accented > 0.02 * letters and vietnamese_share(text) < 0.6)


def _without_tcvn3(words: list[Word]) -> list[Word]:
    text = "\n".join(word.text for word in words)
    fixed = repair_tcvn3(text)
    if fixed == text:
        return words
    return [
        Word(new, word.x0, word.x1, word.top, word.bottom)
        for word, new in zip(words, fixed.split("\n"), strict=True)
    ]


def _table(found: Any, words: Sequence[Word]) -> Table | None:
    """Return a ruled table of two columns and more; a box around text is none."""
    rows = [row.cells for row in found.rows]
    columns = max((len(cells) for cells in rows), default=0)
    if columns < 2:
        return None
    x0, top, x1, bottom = found.bbox
    inside = [
        word
        for word in words
        if x0 <= (word.x0 + word.x1) / 2 <= x1 and top <= (word.top + word.bottom) / 2 <= bottom
    ]
    texts = list(rows_of(rows, inside))
    edges = tuple(sorted({round(cell[0]) for cells in rows for cell in cells if cell}))
    return Table(texts, (x0, top, x1, bottom), edges)


def _recognised(
    data: bytes,
    filename: str,
    pages: list[Page],
    scanned: Sequence[int],
    tools: Tools,
    notes: list[str],
    tell: Tell,
) -> list[Page]:
    """Return the pages with the scanned ones read from their picture."""
    from extract.reading.scan import recognise_pdf

    try:
        read = recognise_pdf(data, filename, scanned, tools, tell)
    except MissingTool:
        # Doubtful text is better than none, as long as a person is told.
        if all(pages[number - 1].lines for number in scanned):
            notes.append(f"Chữ ở {_numbers(scanned)} có thể sai phông; cài OCR để đọc lại từ hình ảnh.")
            return pages
        raise
    if len(scanned) == len(pages):
        notes.append("Bản quét: toàn bộ văn bản đọc bằng nhận dạng chữ (OCR), cần đối chiếu với bản gốc.")
    else:
        notes.append(f"Đọc bằng nhận dạng chữ (OCR), cần đối chiếu với bản gốc: {_numbers(scanned)}.")
    return [read.get(number, page) for number, page in enumerate(pages, 1)]


def _numbers(pages: Sequence[int]) -> str:
    return "trang " + ", ".join(map(str, pages))
