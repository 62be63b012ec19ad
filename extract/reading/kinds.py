"""What a file is: decided by its content; its name may only agree or be refused."""

import io
import re
import zipfile
from pathlib import PurePath

from models.errors import BadDocument

MAX_BYTES = 40 * 1024 * 1024

# First bytes -> kind. The zip and OLE containers are looked into below.
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"{\\rtf", "rtf"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"GIF8", "other image"),
    (b"BM", "other image"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"\x1f\x8b", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"Rar!", "archive"),
    (b"%!PS", "postscript"),
)
_NAMES = {
    "txt": "văn bản thuần", "md": "Markdown", "html": "trang HTML", "docx": "Word (.docx)",
    "doc": "Word cũ (.doc)",
    "odt": "OpenDocument (.odt)", "rtf": "RTF", "pdf": "PDF", "png": "ảnh PNG", "jpeg": "ảnh JPEG",
    "tiff": "ảnh TIFF", "xlsx": "bảng tính Excel", "pptx": "bản trình chiếu", "zip": "tệp nén ZIP",
    "archive": "tệp nén", "program": "chương trình chạy được", "other image": "ảnh thuộc loại không đọc được",
    "postscript": "PostScript", "ole": "tệp Office đời cũ không phải văn bản Word",
    "mhtml": "trang web lưu trữ (MHTML)",
}  # fmt: skip
# What an extension claims. Word opens any of its family under any of its names, so they agree.
_CLAIMS = {
    ".txt": "text", ".text": "text", ".md": "text", ".markdown": "text", ".html": "text", ".htm": "text",
    ".docx": "word", ".docm": "word", ".doc": "word", ".odt": "word", ".rtf": "word", ".pdf": "pdf",
    ".png": "image", ".jpg": "image", ".jpeg": "image", ".tif": "image", ".tiff": "image",
}  # fmt: skip
_FAMILY = {
    "txt": "text", "md": "text", "html": "text", "docx": "word", "doc": "word", "odt": "word", "rtf": "word",
    "pdf": "pdf", "png": "image", "jpeg": "image", "tiff": "image",
}  # fmt: skip
_FAMILY_NAMES = {"text": "văn bản thuần", "word": "Word", "pdf": "PDF", "image": "ảnh"}
READABLE = "Đọc được: .docx, .doc, .odt, .rtf, .pdf, .txt, .md, .html và ảnh PNG, JPEG, TIFF."
_HTML = re.compile(
    rb"^\s*(<\?xml[^>]{0,200}>\s*)?(<!--.{0,500}?-->\s*)?<(!doctype html|html|head|body|meta)\b", re.I | re.S
)


def kind_of(data: bytes, filename: str) -> str:
    """Return txt, md, html, docx, doc, odt, rtf, pdf, png, jpeg or tiff.

    Raises BadDocument for a file that is empty, larger than MAX_BYTES, of a kind that cannot be read,
    protected by a password, or whose name claims another kind than its content.
    """
    name = PurePath(filename).name or "văn bản"
    if not data:
        raise BadDocument(
            "Tệp rỗng (0 byte).", place=name, hint="Hãy kiểm tra lại tệp gốc rồi tải lên lần nữa."
        )
    if len(data) > MAX_BYTES:
        raise BadDocument(
            f"Tệp lớn {len(data) / 1048576:.0f} MB, quá giới hạn {MAX_BYTES // 1048576} MB.",
            place=name,
            hint="Hãy tách phần phụ lục hoặc quét lại ở 200 dpi, thang xám.",
        )
    kind = _kind_by_content(data, filename)
    suffix = PurePath(filename).suffix.lower()
    if kind not in _FAMILY:
        raise BadDocument(f"Đây là {_NAMES[kind]}, không phải văn bản đọc được.", place=name, hint=READABLE)
    _agree(kind, suffix, name)
    if kind == "txt" and suffix in (".md", ".markdown"):
        return "md"
    return kind


def _agree(kind: str, suffix: str, name: str) -> None:
    claim, family = _CLAIMS.get(suffix), _FAMILY[kind]
    # A web page saved under a Word name is what "Lưu thành trang web" makes; Word opens it too.
    if claim is None or claim == family or (claim == "word" and kind == "html"):
        return
    if kind == "txt":
        raise BadDocument(
            f"Tên tệp ghi là {_FAMILY_NAMES[claim]} ({suffix}) nhưng nội dung không phải loại đó.",
            place=name,
            hint="Tệp có thể bị hỏng hoặc bị đổi tên; hãy mở tệp gốc, lưu lại đúng loại rồi tải lên.",
        )
    ocr = " Đặt tên theo loại ảnh thì có thể đọc bằng nhận dạng chữ (OCR)." if family == "image" else ""
    raise BadDocument(
        f"Tên tệp ghi là {_FAMILY_NAMES[claim]} ({suffix}) nhưng nội dung là {_NAMES[kind]}.",
        place=name,
        hint=f"Hãy kiểm tra xem có chọn nhầm tệp không, hoặc đổi tên cho đúng loại rồi tải lại.{ocr}",
    )


def _kind_by_content(data: bytes, filename: str) -> str:
    # PDF allows other bytes before its mark (scanners write them), within the first 1,024.
    if b"%PDF-" in data[:1024]:
        return "pdf"
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            if kind == "zip":
                return _kind_of_zip(data, filename)
            if kind == "ole":
                return _kind_of_ole(data, filename)
            # Two letters alone are too little for these: "BM" and "MZ" may open a text.
            if len(signature) == 2 and kind in ("other image", "program") and b"\x00" not in data[:64]:
                continue
            return kind
    if data[8:12] == b"WEBP" or data[4:12] in (b"ftypheic", b"ftypmif1", b"ftypavif"):
        return "other image"
    if data[:200].lstrip().lower().startswith(b"mime-version:"):
        return "mhtml"
    head = data[:2000].removeprefix(b"\xef\xbb\xbf")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = data[:4000].decode("utf-16", errors="ignore").encode()
    return "html" if _HTML.match(head) else "txt"


def _kind_of_zip(data: bytes, filename: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = set(archive.namelist())
            mimetype = archive.open("mimetype").read(100) if "mimetype" in members else b""
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError, EOFError) as error:
        raise _damaged(filename) from error
    except Exception as error:  # zlib.error, struct.error …: whatever a damaged archive makes zipfile raise
        raise _damaged(filename) from error
    if mimetype.startswith(b"application/vnd.oasis.opendocument.text"):
        return "odt"
    if "word/document.xml" in members or (
        "[Content_Types].xml" in members and any(m.startswith("word/") for m in members)
    ):
        return "docx"
    if any(member.startswith("xl/") for member in members):
        return "xlsx"
    return "pptx" if any(member.startswith("ppt/") for member in members) else "zip"


def _damaged(filename: str) -> BadDocument:
    return BadDocument(
        "Tệp bị hỏng hoặc tải lên chưa hết: không mở được phần nén bên trong.",
        place=PurePath(filename).name,
        hint="Hãy mở tệp bằng Word, lưu lại rồi tải lên lần nữa.",
    )


def _kind_of_ole(data: bytes, filename: str) -> str:
    """Tell apart what the OLE container holds by the names of its streams (UTF-16 in the directory)."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise BadDocument(
            "Tệp Word này được đặt mật khẩu nên không đọc được.",
            place=PurePath(filename).name,
            hint="Hãy mở bằng Word, bỏ mật khẩu (Tệp › Thông tin › Bảo vệ tài liệu), lưu lại rồi tải lên.",
        )
    return "doc" if "WordDocument".encode("utf-16-le") in data else "ole"
