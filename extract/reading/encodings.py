"""Bytes to Vietnamese text: UTF-8, UTF-16, Windows-1258, and the old TCVN3 (ABC) fonts.

TCVN3 is the character set of TCVN 5712:1993 (VN3) that fonts named ``.VnTime`` use: such text, read
as Latin-1, looks like ``ñy ban nh©n d©n``. Fonts whose name ends in H draw capitals from lower-case codes.
"""

import re
import unicodedata

from models.errors import BadDocument

_LATIN = (
    "µ¸¶·¹" "¨»¾¼½Æ" "©ÇÊÈÉË" "®" "ÌÐÎÏÑ" "ªÒÕÓÔÖ" "×ÝØÜÞ" "ßãáâä" "«åèæçé" "¬êíëìî" "ïóñòô" "\u00adõøö÷ù"
    "úýûüþ" "¡¢§£¤¥¦"
)  # fmt: skip
_UNICODE = (
    "àáảãạ" "ăằắẳẵặ" "âầấẩẫậ" "đ" "èéẻẽẹ" "êềếểễệ" "ìíỉĩị" "òóỏõọ" "ôồốổỗộ" "ơờớởỡợ" "ùúủũụ" "ưừứửữự"
    "ỳýỷỹỵ" "ĂÂĐÊÔƠƯ"
)  # fmt: skip
TCVN3 = str.maketrans(_LATIN, _UNICODE)

# Codes that every TCVN3 text is full of (â ơ đ ô à á ả ã) and that no Unicode Vietnamese text holds.
_MARKERS = re.compile("[©¬®«µ¸¶·\u00ad]")
_PRECOMPOSED = re.compile("[\u1ea0-\u1ef9]")
_VIETNAMESE = frozenset(
    "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"
    "ÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬĐÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ"
)
_TYPOGRAPHIC = frozenset("–—‘’“”…•\u00a0½°±×²³€")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


def from_tcvn3(text: str, *, capitals: bool = False) -> str:
    """Return text typed with a TCVN3 font as Unicode; ``capitals`` for the fonts named ``…H``."""
    converted = text.translate(TCVN3)
    return converted.upper() if capitals else converted


def repair_tcvn3(text: str) -> str:
    """Return the text with the lines that are TCVN3 converted; other text unchanged.

    Decided by density: at least 2 % of the characters are TCVN3 codes. A line that already holds
    Vietnamese letters of Unicode is left alone (documents pasted together hold both).
    """
    markers = len(_MARKERS.findall(text))
    if markers < 3 or markers < 0.02 * len(text):
        return text
    lines = text.split("\n")
    return "\n".join(line if _PRECOMPOSED.search(line) else from_tcvn3(line) for line in lines)


def vietnamese_share(text: str) -> float:
    """Return the share of Vietnamese letters among the characters beyond ASCII; 1.0 where all is ASCII."""
    beyond = [char for char in text if ord(char) > 127]
    if not beyond:
        return 1.0
    return sum(char in _VIETNAMESE or char in _TYPOGRAPHIC for char in beyond) / len(beyond)


def decode(data: bytes) -> str:
    """Return the bytes as text in NFC; raise BadDocument when they are no text that we know."""
    text = _decode_unicode(data)
    if text is None:
        text = _decode_old(data)
    if text is None or _looks_binary(text):
        raise BadDocument(
            "Tệp mang tên văn bản thuần nhưng nội dung là dữ liệu nhị phân, không phải chữ.",
            hint="Hãy mở tệp bằng chương trình đã tạo ra nó, lưu lại thành .docx, .pdf hoặc .txt (UTF-8).",
        )
    return unicodedata.normalize("NFC", repair_tcvn3(text))


def _decode_unicode(data: bytes) -> str | None:
    if data.startswith(b"\xef\xbb\xbf"):
        codec = "utf-8-sig"
    elif data.startswith((b"\xff\xfe", b"\xfe\xff")):
        codec = "utf-16"
    else:
        codec = _utf16_without_mark(data) or "utf-8"
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return None


def _utf16_without_mark(data: bytes) -> str | None:
    """Return the UTF-16 variant whose high bytes are mostly zero, as spaces and ASCII letters make them."""
    sample = data[:4000]
    half = len(sample) // 2
    if half < 8:
        return None
    if sample[1::2].count(0) > 0.4 * half and sample[0::2].count(0) < 0.05 * half:
        return "utf-16-le"
    if sample[0::2].count(0) > 0.4 * half and sample[1::2].count(0) < 0.05 * half:
        return "utf-16-be"
    return None


def _decode_old(data: bytes) -> str | None:
    """Return the reading, as Windows-1258 or TCVN3, in which nearly all accents are Vietnamese."""
    readings = []
    for codec in ("cp1258", "latin-1"):
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        text = from_tcvn3(text) if codec == "latin-1" else unicodedata.normalize("NFC", text)
        readings.append((vietnamese_share(text), text))
    best, text = max(readings, key=lambda reading: reading[0], default=(0.0, ""))
    return text if best >= 0.8 else None


def _looks_binary(text: str) -> bool:
    sample = text[:200_000]
    if not sample:
        return False
    letters = sum(char.isalnum() or char.isspace() for char in sample)
    return len(_CONTROLS.findall(sample)) > 0.01 * len(sample) or letters < 0.4 * len(sample)
