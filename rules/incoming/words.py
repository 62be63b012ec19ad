"""Bytes and headers of letters as Vietnamese text, whatever the sender's program called its charset."""

import re
import unicodedata
from email.errors import HeaderParseError
from email.header import Header, decode_header

# Control characters (no database takes NUL) and those that turn the direction of text around.
_NO_TEXT = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)
_FOLD = re.compile(r"\r?\n(?=[ \t])")
_LONE = re.compile(r"[\ud800-\udfff]")
_UNTOLD = frozenset({"", "us-ascii", "ascii", "unknown-8bit", "x-unknown", "default", "8bit"})


def as_text(data: bytes, charset: str = "") -> str:
    """Return bytes as text in Unicode's composed form (NFC), without control characters.

    UTF-8 where the bytes are UTF-8, whatever was declared; else the declared charset; else Windows-1258,
    which reads Windows-1252 too where no accent follows a vowel. It never fails.
    """
    if _mostly_utf8(data):
        return clean(data.decode("utf-8", "replace"))
    declared = charset.strip().strip("\"'").lower()
    for name in ("utf-8", "" if declared in _UNTOLD else declared, "cp1258", "latin-1"):
        if not name or (
            name == "utf-8" and declared.startswith(("utf-16", "utf16", "utf-32", "utf-7", "iso-2022"))
        ):
            continue
        try:
            return clean(data.decode(name))
        except (LookupError, UnicodeError, ValueError):
            continue
    return clean(data.decode("utf-8", "replace"))


def _mostly_utf8(data: bytes) -> bool:
    """Return whether bytes are UTF-8 but for some damage: more letters beyond ASCII are whole than not."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    return sum(not c.isascii() for c in text) > 2 * broken > 0


def clean(text: str) -> str:
    """Return text composed (NFC), with plain line ends and without what is no text."""
    text = _LONE.sub("\ufffd", text).replace("\r\n", "\n").replace("\r", "\n").replace("\x85", "\n")
    return _NO_TEXT.sub("", unicodedata.normalize("NFC", text)).replace("\xa0", " ")


# Characters of a header that are read: decoding takes time that grows with the square of its length.
_LONGEST_HEADER = 20_000


def header_text(value: str | Header | None) -> str:
    """Return a header as one line of text; encoded words that are broken stand as they came."""
    if value is None:
        return ""
    # Unfolded first: decode_header drops the blank before an encoded word that begins a folded line.
    whole = _FOLD.sub("", value[:_LONGEST_HEADER]) if isinstance(value, str) else value
    try:
        pieces = decode_header(whole)
    except (HeaderParseError, ValueError):
        return " ".join(clean(str(value)).split())
    text = "".join(
        piece if isinstance(piece, str) else as_text(_bytes_of(piece), charset or "")
        for piece, charset in pieces
    )
    return " ".join(clean(text).split())


def _bytes_of(piece: bytes | str) -> bytes:
    return piece if isinstance(piece, bytes) else piece.encode("utf-8", "surrogateescape")
