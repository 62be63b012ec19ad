"""What kind of file was sent in, by its content."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import UploadFile

from models.errors import BadDocument, Refused
from web.uploads import KINDS, clean_name, kind_of, read_upload, report_files

OLE = bytes.fromhex("d0cf11e0a1b11ae1")


def archive(**files: bytes | str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        for name, content in files.items():
            target.writestr(name.replace("__", "/"), content)
    return buffer.getvalue()


def office(inner: str, **more: str) -> bytes:
    return archive(**{"[Content_Types].xml": "<Types/>", inner: "<x/>", **more})


def stream(name: str) -> bytes:
    return OLE + bytes(64) + name.encode("utf-16-le")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n", "pdf"),
        (b"\x89PNG\r\n\x1a\nxxxx", "png"),
        (b"\xff\xd8\xff\xe0xxxx", "jpg"),
        (office("word/document.xml"), "docx"),
        (office("xl/workbook.xml"), "xlsx"),
        (archive(mimetype=KINDS["odt"], content="x"), "odt"),
        (archive(mimetype=KINDS["ods"], content="x"), "ods"),
        (stream("WordDocument"), "doc"),
        (stream("Workbook"), "xls"),
        ("Kết quả: đã xong\r\n".encode(), "txt"),
        ("Kết quả".encode("utf-16"), "txt"),
    ],
)
def test_the_content_tells_the_kind(content: bytes, kind: str) -> None:
    assert kind_of(content) == kind


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\x00\x03",
        b"\x7fELF\x02\x01",
        b"GIF89a....\x00",
        b"PK\x03\x04 no archive at all",
        archive(readme="nothing of an office"),
        archive(mimetype="application/epub+zip"),
        office("word/document.xml", **{"word/vbaProject.bin": "macro"}),
        office("ppt/presentation.xml"),
        stream("WordDocument") + "_VBA_PROJECT".encode("utf-16-le"),
        stream("PowerPoint Document"),
        OLE,
        b"text with \x00 inside",
        b"   \n",
        b"\xff\xfe\x00",
    ],
)
def test_anything_else_is_of_no_accepted_kind(content: bytes) -> None:
    assert kind_of(content) is None


def test_a_zip_bomb_is_told_by_its_names_without_being_opened() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("[Content_Types].xml", "<Types/>")
        target.writestr("word/document.xml", bytes(50_000_000))
    assert kind_of(bomb.getvalue()) == "docx"


@given(st.binary(max_size=300))
def test_no_content_breaks_the_telling(content: bytes) -> None:
    assert kind_of(content) in {None, *KINDS}


@pytest.mark.parametrize(
    ("name", "kind", "kept"),
    [
        ("Báo cáo.pdf", "pdf", "Báo cáo.pdf"),
        ("ảnh.JPEG", "jpg", "ảnh.jpg"),
        ("hoa-don.pdf.exe", "txt", "hoa-don.pdf.exe.txt"),
        ("../../etc/passwd", "txt", "passwd.txt"),
        ("C:\\Users\\a\\tệp.docx", "docx", "tệp.docx"),
        ("gọn\u202efdp.exe", "pdf", "gọnfdp.exe.pdf"),
        ("\r\nX: y.txt", "txt", "X y.txt"),
        ("", "pdf", "tep.pdf"),
    ],
)
def test_the_name_keeps_no_folders_and_gets_its_true_ending(name: str, kind: str, kept: str) -> None:
    assert clean_name(name, kind) == kept


@given(st.text(max_size=400), st.sampled_from(sorted(KINDS)))
def test_every_name_becomes_a_safe_one(name: str, kind: str) -> None:
    kept = clean_name(name, kind)
    assert kept.endswith(f".{kind}") and len(kept) <= 130
    assert not set(kept) & set('/\\<>:"|?*\x00\r\n')


def upload(content: bytes, name: str = "a.txt") -> UploadFile:
    return UploadFile(io.BytesIO(content), filename=name)


def test_a_file_above_the_limit_or_empty_is_refused() -> None:
    assert read_upload(upload(b"x" * 10), limit=10).content == b"x" * 10
    with pytest.raises(BadDocument, match="lớn hơn"):
        read_upload(upload(b"x" * 11), limit=10)
    with pytest.raises(BadDocument, match="không có nội dung"):
        read_upload(upload(b""), limit=10)


def test_files_need_a_word_beside_them() -> None:
    with pytest.raises(Refused, match="chưa có nội dung"):
        report_files([upload(b"x")], limit=10, text="")
    assert report_files([], limit=10, text="") == ()
