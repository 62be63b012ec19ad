"""The grammar of phrases that name groups of bodies: which kinds they take in, and which are open.

"UBND các quận, huyện, thị xã", "Ủy ban nhân dân quận/huyện", "các xã, phường, đặc khu trên địa bàn
tỉnh", "Thủ trưởng các sở, ban, ngành" all come down to a set of kinds; who they are follows from
province and day. "các sở, ngành liên quan" stays open: the lead agency chooses, no list is right.
"""

import re
from dataclasses import dataclass

from rules.naming import agency_key

DISTRICT_KINDS = ("quan", "huyen", "thi-xa", "thanh-pho")
COMMUNE_KINDS = ("xa", "phuong", "thi-tran", "dac-khu")
UNIT_KINDS = (*DISTRICT_KINDS, *COMMUNE_KINDS)
UNIT_WORDS = {
    "quan": "quận",
    "huyen": "huyện",
    "thi-xa": "thị xã",
    "thanh-pho": "thành phố",
    "xa": "xã",
    "phuong": "phường",
    "thi-tran": "thị trấn",
    "dac-khu": "đặc khu",
}

_COMMA = "xcommax"
# Words of the grammar, longest first; what a run of words stands for.
_SKIPPED = (
    "uy ban nhan dan",
    "nguoi dung dau",
    "thu truong",
    "lanh dao",
    "chu tich",
    "chinh quyen",
    "tat ca",
    "toan bo",
    "de nghi",
    "yeu cau",
    "giao",
    "va",
    _COMMA,
)
_MEMBERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("to chuc chinh tri xa hoi", ("doan-the",)),
    ("to chuc doan the", ("doan-the",)),
    ("hoi doan the", ("doan-the",)),
    ("doan the", ("doan-the",)),
    ("cap huyen", DISTRICT_KINDS),
    ("cap xa", COMMUNE_KINDS),
    ("thi xa", ("thi-xa",)),
    ("thi tran", ("thi-tran",)),
    ("dac khu", ("dac-khu",)),
    ("quan", ("quan",)),
    ("huyen", ("huyen",)),
    ("phuong", ("phuong",)),
    ("xa", ("xa",)),
    ("so", ("so",)),
    ("ban", ("ban-nganh",)),
    ("nganh", ("ban-nganh",)),
)
_OPEN = ("co lien quan", "lien quan", "don vi", "co quan", "dia phuong", "doanh nghiep", "to chuc", "khac")
_LINKS = ("tren dia ban", "truc thuoc", "thuoc", "trong", "toan", "cua", "cap")
_PLURAL = ("cac", "nhung")
_PLURAL_BY_NATURE = ("to chuc chinh tri xa hoi", "cap huyen", "cap xa")
_HEAD_OF_LIST = re.compile(r"^(?:cac )?(bao|dai|truong|benh vien|cong ty)$")


@dataclass(frozen=True, slots=True)
class GroupPhrase:
    """What a group phrase takes in.

    ``kinds`` are unit kinds (``quan`` … ``dac-khu``) and provincial sets (``so``, ``ban-nganh``,
    ``doan-the``); ``is_open`` is True where the words leave the members to a choice; ``place`` is the
    folded name of the province that the phrase names, or "".
    """

    kinds: frozenset[str]
    is_open: bool = False
    place: str = ""


def parse_group(name: str) -> GroupPhrase | None:
    """Return what the phrase takes in, or None where it is no group phrase of this grammar."""
    words = agency_key(re.sub(r"[,;/]", f" {_COMMA} ", name.split("(")[0])).split()
    kinds: list[str] = []
    is_open, plural, place, at = False, False, "", 0
    while at < len(words):
        before = words[at - 1] if at else ""
        if run := _one_of(words, at, _SKIPPED):
            at += run
        elif words[at] in _PLURAL:
            plural, at = True, at + 1
        elif run := _place(words, at, before, after_member=bool(kinds)):
            tail = words[at : at + run]
            is_open = is_open or tail[-2:] == ["lien", "quan"]
            place, at = place or _name_in(tail), at + run
        elif words[at : at + 2] == ["thanh", "pho"]:
            kinds.append("thanh-pho")
            at += 2
        elif found := next(((t, k) for t, k in _MEMBERS if _one_of(words, at, (t,))), None):
            kinds += found[1]
            plural = plural or found[0] in _PLURAL_BY_NATURE
            at += len(found[0].split())
        elif run := _one_of(words, at, _OPEN):
            is_open, at = True, at + run
        else:
            return None
    if not (kinds or is_open) or not (plural or is_open or len(kinds) > 1):
        return None
    return GroupPhrase(frozenset(kinds), is_open, place)


def _one_of(words: list[str], at: int, runs: tuple[str, ...]) -> int:
    for run in runs:
        parts = run.split()
        if words[at : at + len(parts)] == parts:
            return len(parts)
    return 0


def _place(words: list[str], at: int, before: str, *, after_member: bool) -> int:
    """Return how many words name the place whose members are meant ("trên địa bàn tỉnh X"), or 0."""
    if not after_member or (words[at] == "cap" and words[at + 1 : at + 2] not in (["tinh"], ["thanh"])):
        return 0
    start = at
    while at < len(words) and (run := _one_of(words, at, _LINKS)):
        at += run
    linked = at > start
    run = _one_of(words, at, ("tinh", "thanh pho"))
    # "các huyện, thành phố": after a comma the city is a member; after a member it is the place.
    if not run or (not linked and words[at] == "thanh" and before in (_COMMA, "va", "cac")):
        return 0
    at += run
    while at < len(words) and words[at] not in (_COMMA, "va", "uy"):
        at += 1
    return at - start


def _name_in(tail: list[str]) -> str:
    text = " ".join(tail)
    text = re.sub(r"( co)? lien quan$", "", text)
    return re.sub(r"^.*?\b(tinh|thanh pho)\b ?", "", text)


def listed_names(name: str) -> tuple[str, ...]:
    """Return the full names of a list after a colon ("Các Sở: Y tế, Nội vụ" gives "Sở Y tế", …).

    Empty where there is no such list, or where its head does not say what stands before each name.
    """
    head, colon, tail = name.partition(":")
    prefix = _prefix(head) if colon else ""
    if not prefix:
        return ()
    parts = [p.strip(" .") for p in re.split(r";" if ";" in tail else r",", tail)]
    return tuple(p if agency_key(p).startswith(agency_key(prefix)) else f"{prefix} {p}" for p in parts if p)


def _prefix(head: str) -> str:
    if found := _HEAD_OF_LIST.match(agency_key(head)):
        words = head.split()[-len(found[1].split()) :]
        return " ".join(words).capitalize()
    phrase = parse_group(head) or parse_group(f"các {head}")
    if phrase is None or phrase.is_open:
        return ""
    if "so" in phrase.kinds:
        return "Sở"
    (kind, *others) = sorted(phrase.kinds)
    return f"UBND {UNIT_WORDS[kind]}" if not others and kind in UNIT_WORDS else ""


def group_name(kinds: tuple[str, ...]) -> str:
    """Return the usual wording for units of these kinds ("UBND các quận, huyện, thị xã")."""
    return "UBND các " + ", ".join(UNIT_WORDS[k] for k in UNIT_KINDS if k in kinds)
