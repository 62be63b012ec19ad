"""Documents made to do harm: what unpacks without end, refers outside, calls itself, or lies about itself."""

import gzip
import io
import re
import resource
import struct
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable

import docx
import openpyxl
import pytest
from sqlalchemy import Engine

from extract.reading import Tools, read_document
from models.errors import BadDocument, DondocError, MissingTool, Refused
from report.contact_sheet import read_table
from report.table_sheets import read_sheets
from rules.file_kinds import kind_of
from rules.incoming.mime import read_letter
from store.backups import load, read_manifest

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
DTD = (
    f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "haha">{LAUGHS}<!ENTITY f SYSTEM "file:///etc/passwd">'
    + ('<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd">]>')
)
NO_TOOLS = Tools(tesseract="/bin/false")


def zipped(members: dict[str, bytes], times: int = 1) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            for _ in range(times):
                archive.writestr(name, content)
    return held.getvalue()


def changed(original: bytes, part: str, content: bytes) -> bytes:
    """Return an Office file with one of its parts exchanged."""
    with zipfile.ZipFile(io.BytesIO(original)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    return zipped(members | {part: content})


def word(text: str = "Sở Y tế báo cáo") -> bytes:
    document, held = docx.Document(), io.BytesIO()
    document.add_paragraph(text)
    document.save(held)
    return held.getvalue()


def excel() -> bytes:
    book, held = openpyxl.Workbook(), io.BytesIO()
    book.worksheets[0].append(["Tên", "Hạn"])
    book.save(held)
    return held.getvalue()


def part(data: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode()


def with_entities(data: bytes, name: str, mark: str, entity: str) -> bytes:
    xml = part(data, name)
    body = re.sub(r"<\?xml.*?\?>", "", xml).replace(mark, f"{mark}&{entity};", 1)
    return changed(data, name, (DTD + body).encode())


@pytest.mark.parametrize("entity", ["l9", "f"])
def test_entities_of_a_word_document_are_neither_expanded_nor_fetched(entity: str) -> None:
    data = with_entities(word(), "word/document.xml", "Sở Y tế", entity)
    try:
        text = read_document(data, "a.docx", tools=NO_TOOLS).text
    except BadDocument:
        return
    assert "root:" not in text and text.count("haha") == 0


@pytest.mark.parametrize("entity", ["l9", "f"])
@pytest.mark.parametrize("name", ["xl/worksheets/sheet1.xml", "xl/workbook.xml"])
def test_entities_of_a_workbook_are_neither_expanded_nor_fetched(name: str, entity: str) -> None:
    data = excel()
    mark = "<sheetData>" if "sheet1" in name else "<sheets>"
    assert mark in part(data, name)
    bad = with_entities(data, name, mark, entity)
    for read in (read_sheets, read_table):
        try:
            found = str(read(bad))
        except BadDocument:
            continue
        assert "root:" not in found and "hahahaha" not in found


def test_entities_of_a_page_are_neither_expanded_nor_fetched() -> None:
    entities = DTD.partition("[")[2].rpartition("]")[0]
    page = f"<!DOCTYPE html [{entities}]><html><body><p>Sở &l9; &f;</p></body></html>"
    text = read_document(page.encode(), "a.html", tools=NO_TOOLS).text
    assert "root:" not in text and "hahahaha" not in text


def png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * 1_000_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def pdf(*objects: bytes) -> bytes:
    """Return a PDF of these objects, numbered from 1; the first is the catalogue."""
    held, places = io.BytesIO(), []
    held.write(b"%PDF-1.7\n")
    for number, one in enumerate(objects, 1):
        places.append(held.tell())
        held.write(b"%d 0 obj\n%s\nendobj\n" % (number, one))
    start = held.tell()
    held.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    held.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    held.write(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))
    return held.getvalue()


def stream(content: bytes, more: bytes = b"", layers: int = 1) -> bytes:
    for _ in range(layers):
        content = zlib.compress(content, 9)
    filters = b"/FlateDecode " * layers
    return b"<< /Length %d /Filter [%s] %s >>\nstream\n%s\nendstream" % (len(content), filters, more, content)


def page_of(contents: bytes, resources: bytes = b"", *more: bytes) -> bytes:
    return pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << %s >> >>"
        % resources,
        contents,
        *more,
    )


FORM = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9]"
FONT = b"/Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>"


def laughing_forms() -> bytes:
    """Forms of which each draws the next one ten times: ten billion in all."""
    forms = [
        stream(b"/G Do " * 10, FORM + b" /Resources << /XObject << /G %d 0 R >> >>" % (number + 1))
        for number in range(5, 15)
    ]
    return page_of(stream(b"/G Do"), b"/XObject << /G 5 0 R >>", *forms, stream(b"q Q", FORM))


BOMBS: dict[str, Callable[[], bytes]] = {
    "a form that unpacks to 90 MB.pdf": lambda: page_of(
        stream(b"/G Do"), b"/XObject << /G 5 0 R >>", stream(b" " * 90_000_000, FORM)
    ),
    "packed twice.pdf": lambda: page_of(
        stream(b"/G Do"), b"/XObject << /G 5 0 R >>", stream(b" " * 90_000_000, FORM, layers=2)
    ),
    "a page that unpacks to 40 MB.pdf": lambda: page_of(stream(b" " * 40_000_000)),
    "an object stream of 90 MB.pdf": lambda: page_of(
        stream(b"/G Do"),
        b"/XObject << /G 5 0 R >>",
        stream(b" " * 90_000_000, b"/Type /ObjStm /N 1 /First 9"),
    ),
    "forms in forms.pdf": laughing_forms,
    "very many letters.pdf": lambda: page_of(
        stream(b"BT /F 1 Tf " + b"(" + b"a" * 120_000 + b") Tj " + b"ET"), FONT
    ),
    "its own parent.pdf": lambda: pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R] /Count 1 /Parent 2 0 R >>"
    ),
    "a picture of 2.5 thousand million points.png": lambda: png(50_000, 50_000),
    "a picture wider than memory.png": lambda: png(2_000_000_000, 2),
    "a Word file of spaces.docx": lambda: zipped({"word/document.xml": b" " * 210_000_000}),
    "a zip in a zip.docx": lambda: changed(word(), "word/document.xml", zipped({"a": b"0" * 50_000_000})),
    "a million parts.docx": lambda: b"PK\x03\x04" + b"PK\x01\x02" * 1_000_000,
    "deep tables.docx": lambda: changed(
        word(),
        "word/document.xml",
        part(word(), "word/document.xml")
        .replace("<w:p>", "<w:tbl><w:tr><w:tc>" * 9_000 + "<w:p>", 1)
        .encode(),
    ),
    "gzip named docx.docx": lambda: gzip.compress(b"0" * 10_000_000),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_in_words_with_little_memory(name: str) -> None:
    data = BOMBS[name]()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    try:
        text = read_document(data, name, tools=NO_TOOLS).text
    except (BadDocument, MissingTool) as fault:
        assert fault.sentence
    else:
        assert len(text) < 1_000_000
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 500_000, f"{grown} kB"


@pytest.mark.parametrize("read", [read_sheets, read_table])
def test_a_table_that_unpacks_to_very_much_is_refused(read: Callable[[bytes], object]) -> None:
    data = excel()
    for bad in (
        changed(data, "xl/worksheets/sheet1.xml", b" " * 130_000_000),
        data[: len(data) // 2],
        b"PK\x03\x04" + b"\0" * 100,
    ):
        with pytest.raises(DondocError):
            read(bad)


def test_a_report_file_is_told_without_unpacking_it() -> None:
    tracemalloc.start()
    bomb = zipped({"[Content_Types].xml": b"", "word/document.xml": b" " * 100_000_000})
    tracemalloc.reset_peak()
    assert kind_of(bomb) == "docx"
    assert kind_of(zipped({"mimetype": b"a" * 5_000_000})) is None
    assert kind_of(b"PK\x03\x04" + b"PK\x01\x02" * 1_000_000) is None
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 60_000_000


def test_a_backup_that_names_places_outside_writes_nothing_there(engine: Engine, tmp_path: object) -> None:
    """Zip slip: parts are read by their known names alone and nothing is unpacked into a folder."""
    evil = {"../../evil": b"x", "/etc/evil": b"x", "tables/../../evil": b"x", "office/../../evil.toml": b"x"}
    with zipfile.ZipFile(io.BytesIO(zipped(evil))) as archive:
        with pytest.raises(BadDocument):
            read_manifest(archive)
        with pytest.raises((BadDocument, Refused)):
            load(engine, archive)
    for manifest in (
        b"[]",
        b"null",
        b"{",
        b'{"format": 1}',
        b"[" * 100_000,
        b"\xff",
        b'{"format": 1, "revision": []}',
    ):
        held = io.BytesIO(zipped({"manifest.json": manifest}))
        with zipfile.ZipFile(held) as archive, pytest.raises((BadDocument, Refused)):
            read_manifest(archive)


def nested(depth: int) -> bytes:
    head = "".join(f"Content-Type: multipart/mixed; boundary={n}\r\n\r\n--{n}\r\n" for n in range(depth))
    return b"From: a@b.vn\r\n" + head.encode() + b"Content-Type: text/plain\r\n\r\nx"


HOSTILE_MAIL: dict[str, bytes] = {
    "nested": nested(1_500),
    "very many parts": b"Content-Type: multipart/mixed; boundary=a\r\n\r\n" + b"--a\r\n\r\nx\r\n" * 10_000,
    "a head without end": b"Subject: " + b"=?utf-8?b?4buH?= " * 60_000 + b"\r\n\r\nx",
    "very many addresses": b"To: " + b"a+aaaaaaaaaaaa@b.vn, " * 20_000 + b"\r\n\r\nx",
    "very many references": b"References: " + b"<a@b> " * 100_000 + b"\r\n\r\nx",
    "a bad boundary": b'Content-Type: multipart/mixed; boundary="' + b"a" * 100_000 + b'"\r\n\r\nx',
    "an unknown charset": b"Content-Type: text/plain; charset=\x00../../x\r\n\r\n\xff\xfe\x00",
    "a charset that runs": b"Content-Type: text/plain; charset=rot13\r\n\r\nuryyb",
    "base64 of a bomb": b"Content-Transfer-Encoding: base64\r\nContent-Type: a/gzip; name=a.gz\r\n\r\nH4sI",
    "a name that leads out": b'Content-Disposition: attachment; filename="../../../etc/cron.d/x"\r\n\r\nx',
    "a name in pieces": b"Content-Disposition: attachment; "
    + b"".join(b"filename*%d*=utf-8''%%2e%%2e%%2f; " % n for n in range(2_000))
    + b"\r\n\r\nx",
    "html": b"Content-Type: text/html\r\n\r\n" + b"<div>" * 60_000 + b"<script>alert(1)</script>x",
    "many open quotes": b"Content-Type: text/html\r\n\r\n" + b"<a href='" * 60_000,
    "uuencode": b"Content-Transfer-Encoding: x-uuencode\r\n\r\nbegin 644 ../../x\n" + b"M" * 100_000,
}


@pytest.mark.parametrize("name", HOSTILE_MAIL)
def test_a_hostile_letter_is_read_or_refused_in_words(name: str) -> None:
    try:
        letter = read_letter(HOSTILE_MAIL[name])
    except BadDocument as fault:
        assert fault.sentence
        return
    assert len(letter.files) <= 20 and len(letter.subject) <= 300 and "<script" not in letter.text
    assert "\r" not in letter.subject and "\n" not in letter.subject and "\0" not in letter.text
