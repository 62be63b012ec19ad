"""What cannot be read gives one Vietnamese sentence that says what is wrong and what to do."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest

from extract.reading import MAX_BYTES, Tools, read_document
from models.errors import BadDocument, MissingTool
from tests.extract.reading.documents import bytes_of, pdf_of

SAMPLES = Path(__file__).resolve().parents[3] / "samples"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c63f80f00010101001bb6ee56"
    "0000000049454e44ae426082"
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600


def sample(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()


def zipped(**members: bytes) -> bytes:
    holder = io.BytesIO()
    with zipfile.ZipFile(holder, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            name = name.replace("content_types", "[Content_Types]_xml").replace("__", "/")
            archive.writestr(name.replace("_xml", ".xml"), content)
    return holder.getvalue()


def locked_pdf() -> bytes:
    import pypdf

    writer = pypdf.PdfWriter(io.BytesIO(sample("ke-hoach-hoi-nghi.pdf")))
    writer.encrypt("mat-khau", algorithm="AES-256")
    holder = io.BytesIO()
    writer.write(holder)
    return holder.getvalue()


def bomb() -> bytes:
    return zipped(word__document_xml=b" " * 230_000_000)


def many_members() -> bytes:
    return zipped(content_types=b"", **{f"word__{number}_xml": b"" for number in range(10_001)})


def lying_bomb() -> bytes:
    """An archive that declares 10 bytes where 60 MB come out."""
    data = bytearray(zipped(word__document_xml=b" " * 60_000_000))
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = data.index(mark) + offset
        data[place : place + 4] = (10).to_bytes(4, "little")
    return bytes(data)


CASES: list[tuple[str, str, Callable[[], bytes], str]] = [
    ("empty", "a.docx", bytes, "rỗng"),
    ("too many lines", "a.txt", lambda: b"a\n" * 60_001, "quá nhiều"),
    ("white space", "a.txt", lambda: b" \n\t\r\n ", "không có chữ nào"),
    ("word without a word", "a.docx", lambda: bytes_of(docx.Document()), "không có chữ nào"),
    ("picture named docx", "a.docx", lambda: PNG, "ảnh PNG"),
    ("pdf named docx", "a.docx", lambda: sample("ke-hoach-hoi-nghi.pdf"), "nội dung là PDF"),
    ("word named txt", "a.txt", lambda: sample("ke-hoach-hoi-nghi.docx"), "nội dung là Word"),
    ("text named pdf", "a.pdf", lambda: "Sở Y tế báo cáo".encode("utf-8-sig"), "không phải loại đó"),
    ("locked pdf", "a.pdf", locked_pdf, "mật khẩu"),
    ("locked docx", "a.docx", lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "mật khẩu"),
    ("old excel", "a.doc", lambda: OLE + "Workbook".encode("utf-16-le"), "không phải văn bản Word"),
    ("half a docx", "a.docx", lambda: sample("ke-hoach-hoi-nghi.docx")[:20_000], "hỏng"),
    ("half a pdf", "a.pdf", lambda: sample("ke-hoach-hoi-nghi.pdf")[:30_000], "hỏng"),
    ("a pdf without its last bytes", "a.pdf", lambda: sample("ke-hoach-hoi-nghi.pdf")[:-40], "hỏng"),
    ("too large", "a.pdf", lambda: b"%PDF-1.4" + b"\x00" * 50_000_000, "quá giới hạn 40 MB"),
    ("zip bomb", "a.docx", bomb, "bung ra quá lớn"),
    ("zip bomb that lies", "a.docx", lying_bomb, "Tệp"),
    (
        "too many members",
        "a.docx",
        many_members,
        "bung ra quá lớn",
    ),
    ("xlsx", "a.xlsx", lambda: zipped(xl__workbook_xml=b"<a/>"), "bảng tính"),
    ("zip", "a.zip", lambda: zipped(a_xml=b"<a/>"), "tệp nén"),
    ("program", "a.exe", lambda: b"MZ" + b"\x00" * 100, "chương trình"),
    ("5,000 pages", "a.pdf", lambda: pdf_of(5000), "5000 trang"),
    ("noise named txt", "a.txt", lambda: bytes(range(256)) * 20, "nhị phân"),
    ("noise without a name", "", lambda: bytes(range(255, -1, -1)) * 20, "nhị phân"),
    ("broken picture", "a.png", lambda: PNG[:40], ""),
    ("saved web page", "a.mht", lambda: b"MIME-Version: 1.0\r\n\r\n<html></html>", "MHTML"),
    (
        "docx without its document",
        "a.docx",
        lambda: zipped(content_types=b"", word__styles_xml=b"<a/>"),
        "hỏng",
    ),
    ("gif", "a.gif", lambda: b"GIF89a" + b"\x00" * 40, "ảnh"),
]


@pytest.mark.parametrize(
    ("name", "make", "says"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_a_bad_file_gives_a_sentence_that_says_what_to_do(
    name: str, make: Callable[[], bytes], says: str
) -> None:
    with pytest.raises(BadDocument) as raised:
        read_document(make(), name, tools=Tools(tesseract="/bin/false"))
    assert says in raised.value.sentence
    assert raised.value.hint, "the person is not told what to do"


def test_a_picture_needs_recognition_and_the_sentence_names_the_command() -> None:
    with pytest.raises(MissingTool) as raised:
        read_document(PNG, "anh.png", tools=Tools())
    assert "apt-get install" in raised.value.hint
    assert "tesseract-ocr-vie" in raised.value.hint


def test_a_pdf_without_letters_but_with_a_picture_needs_recognition() -> None:
    from PIL import Image

    holder = io.BytesIO()
    Image.new("L", (600, 800), 200).save(holder, "PDF")
    with pytest.raises(MissingTool):
        read_document(holder.getvalue(), "quet.pdf", tools=Tools())


@pytest.mark.parametrize("name", ["a.doc", "a.rtf"])
def test_an_old_word_file_needs_libreoffice_and_the_sentence_names_the_command(name: str) -> None:
    data = b"{\\rtf1 a}" if name.endswith("rtf") else OLE + "WordDocument".encode("utf-16-le")
    with pytest.raises(MissingTool, match="libreoffice-writer"):
        read_document(data, name, tools=Tools())


def test_the_limit_itself_is_not_too_large() -> None:
    text = ("Sở Y tế " * (MAX_BYTES // 10 + 10)).encode()[:MAX_BYTES]
    assert len(text) == MAX_BYTES
    assert read_document(text[: MAX_BYTES // 40 * 40], "a.txt").kind == "txt"


def test_a_locked_pdf_that_opens_without_a_password_is_read() -> None:
    import pypdf

    writer = pypdf.PdfWriter(io.BytesIO(sample("ke-hoach-hoi-nghi.pdf")))
    writer.encrypt("", "chu-so-huu", algorithm="AES-256")
    holder = io.BytesIO()
    writer.write(holder)
    assert "231/KH-UBND" in read_document(holder.getvalue(), "a.pdf").text
