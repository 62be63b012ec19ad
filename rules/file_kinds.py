"""What kind of file something is, told by its content and never by its name: reports by page and by mail."""

import io
import re
import unicodedata
import zipfile
import zlib

_OPEN_XML = "application/vnd.openxmlformats-officedocument."
# Ending and media type of every kind that a report may bring.
KINDS: dict[str, str] = {
    "pdf": "application/pdf",
    "docx": f"{_OPEN_XML}wordprocessingml.document",
    "xlsx": f"{_OPEN_XML}spreadsheetml.sheet",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "png": "image/png",
    "jpg": "image/jpeg",
    "txt": "text/plain",
}
ACCEPTED = "PDF, Word, Excel, ODT, ODS, PNG, JPEG hoặc TXT"
_OLE2 = bytes.fromhex("d0cf11e0a1b11ae1")
_LONGEST_NAME = 120
# Control marks, marks that turn the direction of writing, halves of characters, what systems do not take.
_UNWANTED = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"|?*\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]')


def kind_of(content: bytes) -> str | None:
    """Return the ending that names the content's kind (a key of KINDS), or None for any other kind.

    Office files with macros are of no accepted kind.
    """
    if content.startswith(b"%PDF-"):
        return "pdf"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if content.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if content.startswith(_OLE2):
        return _ole_kind(content)
    if content.startswith(b"PK\x03\x04"):
        return _zip_kind(content)
    return "txt" if _is_text(content) else None


def _ole_kind(content: bytes) -> str | None:
    # Names of streams stand in the directory in UTF-16; macros stand in a storage of their own.
    if "_VBA_PROJECT".encode("utf-16-le") in content:
        return None
    if "WordDocument".encode("utf-16-le") in content:
        return "doc"
    if any(name.encode("utf-16-le") in content for name in ("Workbook", "Book")):
        return "xls"
    return None


def _zip_kind(content: bytes) -> str | None:
    """Return the kind by the list of names; nothing but ``mimetype`` (one line) is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                return None
            if "[Content_Types].xml" in names:
                found = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
                return next((kind for name, kind in found.items() if name in names), None)
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                told = archive.read("mimetype").decode("ascii", "replace").strip()
                return next((kind for kind in ("odt", "ods") if KINDS[kind] == told), None)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError, EOFError, zlib.error):
        return None
    return None


def _is_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8")
    except UnicodeDecodeError:
        return False
    return bool(text.strip()) and not any(c < " " and c not in "\t\n\r\f" for c in text)


def clean_name(name: str, kind: str) -> str:
    """Return a file name safe to store and to offer: no folders, no control marks, the true ending."""
    base = unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1])
    base = _UNWANTED.sub("", base).strip(" .")
    stem, dot, ending = base.rpartition(".")
    same = {"jpg": {"jpg", "jpeg"}}.get(kind, {kind})
    stem = stem if dot and ending.lower() in same else base
    return f"{stem[:_LONGEST_NAME] or 'tep'}.{kind}"
