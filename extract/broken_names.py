"""Names of bodies that a wrapped line breaks: behind the kind of body, or before a dash."""

import re

from extract.vocabulary import FIELD
from extract.words import lowered

# Names and set phrases with a dash inside, which a wrapped line may break before it.
_DASHED_NAMES = (
    ("lao động", "thương binh"),
    ("thi đua", "khen thưởng"),
    ("quốc hội", "hội đồng nhân dân"),
    ("kinh tế", "xã hội"),
    ("chính trị", "xã hội"),
    ("phát thanh", "truyền hình"),
    ("khoa học", "công nghệ"),
    ("văn hóa", "xã hội"),
    ("tổ chức", "hành chính"),
)
# Kinds of body at the end of a line, and what goes on with each of them; with the rest a field does.
_NAME_AHEAD = {
    "hội liên hiệp": re.compile(r"(?:phụ nữ|thanh niên|các hội)(?!\w)"),
    "mặt trận": re.compile(r"tổ quốc(?!\w)"),
    "ủy ban": re.compile(r"(?:nhân dân|mặt trận|mttq)(?!\w)"),
    "hội đồng": re.compile(r"nhân dân(?!\w)"),
    "bảo hiểm": re.compile(r"xã hội(?!\w)"),
}
_KIND_AT_END = re.compile(rf"(?<!\w)(?:sở|bộ|{'|'.join(_NAME_AHEAD)})$")


def breaks_name(before: str, after: str) -> bool:
    """Return whether a line breaks a body's name behind its kind ("… Sở / Tư pháp", "Ủy ban / nhân dân")."""
    if not after[0].isupper() or (kind := _KIND_AT_END.search(before[-20:].lower())) is None:
        return False
    follows = _NAME_AHEAD.get(kind[0])
    return bool((follows or FIELD).match(lowered(after)))


def breaks_dashed_name(before: str, after: str) -> bool:
    """Return whether a name is broken before its dash; ``after`` is what follows the dash, lowered."""
    low = before.lower()
    return any(low.endswith(head) and after.startswith(tail) for head, tail in _DASHED_NAMES)
