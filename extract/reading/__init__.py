"""Bytes of a document to its lines: the one door is ``read_document``."""

from pathlib import PurePath

from extract.reading.kinds import MAX_BYTES, READABLE, kind_of
from extract.reading.tools import Tools, find_tools
from models.draft import SourceLine, SourceText
from models.errors import BadDocument
from models.reading import ReadingStep, Tell, nobody

# A plan of a province with every annex has some 5,000 lines.
MAX_LINES = 60_000

__all__ = ["MAX_BYTES", "MAX_LINES", "READABLE", "Tools", "find_tools", "read_document"]


def read_document(
    data: bytes, filename: str, *, tools: Tools | None = None, tell: Tell = nobody
) -> SourceText:
    """Return the document as lines in reading order, in NFC.

    What the file is follows from its content (``kind``: txt, md, html, docx, doc, odt, rtf, pdf, or ocr
    for scans and pictures); a name that claims something else is refused. Rows of tables carry
    ``cells``. In txt and md a line is a line of the file, blank ones included; in every other kind it is
    a whole paragraph or row, joined from its typeset lines. ``tools`` are the optional programs, looked up
    on PATH when not given. ``tell`` hears of every page of a PDF or a scan before it is read.

    Raises BadDocument for what cannot be read, MissingTool when a program has to be installed first;
    nothing else, whatever the bytes.
    """
    tell(ReadingStep("opening"))
    kind = kind_of(data, filename)
    lines, kind, notes = _read(data, kind, PurePath(filename).name, tools, tell)
    if not any(line.text.strip() for line in lines):
        raise BadDocument(
            "Văn bản không có chữ nào.",
            place=PurePath(filename).name,
            hint="Hãy kiểm tra lại tệp gốc; nếu là bản quét mờ, hãy quét lại ở 200 dpi.",
        )
    if len(lines) > MAX_LINES:
        raise BadDocument(
            f"Văn bản có {len(lines)} dòng, quá nhiều để là một kế hoạch.",
            place=PurePath(filename).name,
            hint=f"Tối đa {MAX_LINES} dòng; hãy kiểm tra lại tệp.",
        )
    return SourceText(lines, kind, notes)


def _read(
    data: bytes, kind: str, filename: str, tools: Tools | None, tell: Tell
) -> tuple[tuple[SourceLine, ...], str, tuple[str, ...]]:
    # The readers import their libraries when they are first needed: a text file needs none of them.
    if kind in ("txt", "md"):
        from extract.reading.plain import read_plain

        return read_plain(data, markdown=kind == "md"), kind, ()
    if kind == "html":
        from extract.reading.markup import read_html

        return read_html(data, filename), kind, ()
    if kind == "docx":
        from extract.reading.word import read_word

        return read_word(data, filename), kind, ()
    tools = tools or find_tools()
    if kind == "pdf":
        from extract.reading.pdf import read_pdf

        return read_pdf(data, filename, tools, tell)
    if kind in ("doc", "odt", "rtf"):
        from extract.reading.archive import check_archive
        from extract.reading.office import to_docx
        from extract.reading.word import read_word

        if kind == "odt":
            check_archive(data, filename)
        return read_word(to_docx(data, kind, filename, tools), filename), kind, ()
    from extract.reading.scan import read_image

    note = "Đọc từ ảnh bằng nhận dạng chữ (OCR), cần đối chiếu với bản gốc."
    return read_image(data, filename, tools, tell), "ocr", (note,)
