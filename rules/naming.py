"""How names of bodies are compared: keys of growing tolerance, and telling a group from a single body."""

import re
import unicodedata

from rapidfuzz import fuzz

_SHORT_FORMS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\bubnd\b"), "uy ban nhan dan"),
    (re.compile(r"\bhdnd\b"), "hoi dong nhan dan"),
    (re.compile(r"\bubmttqvn\b"), "uy ban mat tran to quoc viet nam"),
    (re.compile(r"\bubmttq\b"), "uy ban mat tran to quoc"),
    (re.compile(r"\bmttq\b"), "mat tran to quoc"),
    (re.compile(r"\btp\b"), "thanh pho"),
    (re.compile(r"&"), " va "),
)
_PLAIN_SHORT_FORMS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\bubnd\b"), "ủy ban nhân dân"),
    (re.compile(r"\bhđnd\b"), "hội đồng nhân dân"),
    (re.compile(r"\bmttq\b"), "mặt trận tổ quốc"),
    (re.compile(r"\btp\b"), "thành phố"),
    (re.compile(r"&"), " và "),
)
_GROUP_START = re.compile(
    r"^(cac|nhung|tat ca|toan bo|thu truong cac|lanh dao cac|to chuc chinh tri xa hoi"
    r"|(uy ban nhan dan|dang uy|chu tich|cap uy\b.*?) cac|uy ban nhan dan cap (xa|huyen))\b"
)
# "Sở Văn hóa, Thể thao và Du lịch" has a comma and is one body; "sở, ban, ngành" is not.
_ONE_BODY = re.compile(r"^(so|hoi|truong|trung tam|benh vien|phong) (?!ban\b|nganh\b|va\b|so\b)")
_UNITS_BY_SLASH = re.compile(r"\b(quan|huyen|thi xa|thanh pho|xa|phuong|thi tran|dac khu)$")
_PLACE_TAIL = re.compile(r"\s+(tinh|thanh pho)(\s+[\w ]+)?$")
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_SMALL_WORDS = frozenset({"va", "cac"})
# "kỹ" and "kĩ", "Quy Nhơn" and "Qui Nhơn": the same syllable by either spelling.
_FINAL_Y = re.compile(r"\b([bcdghklmnprstvx]{1,3}|qu)y\b")
# A difference in a place's name is another place; in the long name of a department it is a slip.
_PLACE_WORDS = re.compile(
    r"^uy ban nhan dan\b|^(?!so ).*\b(quan|huyen|thi xa|xa|phuong|thi tran|dac khu|khu vuc)\b"
)
# "Nội" and "Ngoại" are 75 alike, "chính" with one letter misread 80.
_SLIP = 80.0


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


def plain_key(name: str) -> str:
    """Return the name with its diacritics, lower case, short forms written out, tones in one place.

    "Hoà" and "Hòa" are one key, "Cẩm Giang" and "Cẩm Giàng" are two: it tells apart what folding joins.
    """
    text = unicodedata.normalize("NFC", name).lower()
    for pattern, full in _PLAIN_SHORT_FORMS:
        text = pattern.sub(full, text)
    return " ".join(_tone_last(word) for word in re.findall(r"\w+", text))


def _tone_last(word: str) -> str:
    letters = unicodedata.normalize("NFD", word)
    tones = "".join(c for c in letters if c in _TONES)
    return unicodedata.normalize("NFC", "".join(c for c in letters if c not in _TONES)) + tones


def loose_key(key: str) -> str:
    """Return an agency key without spaces, "và" and "các", with one spelling of final i and y.

    "Sở Khoa học - Công nghệ", "Sở Khoa học & Công nghệ" and "Sở Khoa học và Công nghệ" become one.
    """
    words = _FINAL_Y.sub(r"\1i", key).split()
    return "".join(w for w in words if w not in _SMALL_WORDS)


def without_province(key: str) -> str:
    """Return an agency key without "tỉnh …" or "thành phố …" at its end ("Sở Y tế tỉnh X" is "Sở Y tế")."""
    return _PLACE_TAIL.sub("", key)


def resemblance(key: str, other: str) -> float:
    """Return how alike two agency keys are, 0 to 100; 90 and more is a slip of the pen or of OCR.

    Long shared words hide a difference ("Ủy ban nhân dân xã An Bình", "… An Ninh" share 95 %), so
    what differs is compared once more by itself: strictly where the names are of places, of which
    neighbours differ in one letter, and more gently in the names of departments.
    """
    if key.replace(" ", "") == other.replace(" ", ""):
        return 100.0
    # Far below any likeness that counts; spares the comparison word by word.
    whole = fuzz.ratio(key, other, score_cutoff=60)
    if not whole:
        return 0.0
    differing = fuzz.ratio(*_difference(key.split(), other.split()))
    if _PLACE_WORDS.search(key) or _PLACE_WORDS.search(other):
        return min(whole, differing)
    return whole if differing >= _SLIP else min(whole, differing)


def _difference(words: list[str], others: list[str]) -> tuple[str, str]:
    shorter = min(len(words), len(others))
    start = next((i for i in range(shorter) if words[i] != others[i]), shorter)
    end = next((i for i in range(shorter - start) if words[-1 - i] != others[-1 - i]), shorter - start)
    return " ".join(words[start : len(words) - end]), " ".join(others[start : len(others) - end])


def is_group_name(name: str) -> bool:
    """Return whether the words name a set of bodies ("UBND các xã, phường") rather than one."""
    key = agency_key(name)
    if _GROUP_START.match(key):
        return True
    words = name.split("(")[0]
    if "/" in words and _UNITS_BY_SLASH.search(agency_key(words)):
        return True
    return "," in words and not _ONE_BODY.match(key)


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
    ("bao hiem", "nganh-doc"),
    ("bao ", "bao-chi"),
)
# Kinds that a People's Committee or its department asks and does not order (domain practice: "Đề nghị").
ASKED_KINDS = frozenset(
    {"mat-tran", "doan-the", "quan-su", "dang", "dan-cu", "nganh-doc", "tu-phap", "doanh-nghiep"}
)


def kind_of(name: str) -> str:
    """Return the kind of body that a name's first words tell, ``khac`` where they tell nothing."""
    key = agency_key(name)
    return next((kind for start, kind in _KINDS if key.startswith(start)), "khac")
