"""How names of bodies are compared: folding, and telling a group from a single body."""

import re
import unicodedata

_SHORT_FORMS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\bubnd\b"), "uy ban nhan dan"),
    (re.compile(r"\bhdnd\b"), "hoi dong nhan dan"),
    (re.compile(r"\bubmttqvn\b"), "uy ban mat tran to quoc viet nam"),
    (re.compile(r"\bubmttq\b"), "uy ban mat tran to quoc"),
    (re.compile(r"\bmttq\b"), "mat tran to quoc"),
    (re.compile(r"\btp\b"), "thanh pho"),
    (re.compile(r"&"), " va "),
)
_GROUP_START = re.compile(
    r"^(cac|nhung|tat ca|toan bo|thu truong cac|lanh dao cac"
    r"|(uy ban nhan dan|dang uy|chu tich|cap uy\b.*?) cac)\b"
)
_PLACE_TAIL = re.compile(r"\s+(tinh|thanh pho)(\s+[\w ]+)?$")


def fold(text: str) -> str:
    """Return the text without diacritics, in lower case, its words parted by single spaces.

    For search and matching only; "hoà" and "hòa", "TP." and "tp" become the same.
    """
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    plain = "".join(c for c in plain if not unicodedata.combining(c)).lower()
    return " ".join(re.findall(r"[\w&]+", plain))


def agency_key(name: str) -> str:
    """Return the folded name with the usual short forms written out, for comparing bodies."""
    key = fold(name)
    for pattern, full in _SHORT_FORMS:
        key = pattern.sub(full, key)
    return " ".join(key.split())


def without_province(key: str) -> str:
    """Return an agency key without "tỉnh …" or "thành phố …" at its end ("Sở Y tế tỉnh X" is "Sở Y tế")."""
    return _PLACE_TAIL.sub("", key)


def is_group_name(name: str) -> bool:
    """Return whether the words name a set of bodies ("UBND các xã, phường") rather than one."""
    return bool(_GROUP_START.match(agency_key(name))) or "," in name.split("(")[0]


_KINDS: tuple[tuple[str, str], ...] = (
    ("uy ban nhan dan xa", "ubnd-xa"),
    ("uy ban nhan dan phuong", "ubnd-xa"),
    ("uy ban nhan dan dac khu", "ubnd-xa"),
    ("uy ban nhan dan", "ubnd"),
    ("uy ban mat tran", "mat-tran"),
    ("so ", "so"),
    ("ban ", "ban"),
    ("van phong", "van-phong"),
    ("cong an", "cong-an"),
    ("bo chi huy", "quan-su"),
    ("bo tu lenh", "quan-su"),
    ("trung tam", "don-vi"),
    ("benh vien", "don-vi"),
    ("hoi ", "doan-the"),
    ("doan ", "doan-the"),
    ("lien doan", "doan-the"),
    ("dai ", "bao-chi"),
    ("bao ", "bao-chi"),
)
# Kinds that a People's Committee or its department asks and does not order (domain practice: "Đề nghị").
ASKED_KINDS = frozenset({"mat-tran", "doan-the", "quan-su", "dang"})


def kind_of(name: str) -> str:
    """Return the kind of body that a name's first words tell, ``khac`` where they tell nothing."""
    key = agency_key(name)
    return next((kind for start, kind in _KINDS if key.startswith(start)), "khac")
