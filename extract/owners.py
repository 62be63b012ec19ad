"""Whose an item is: its own words against the heading that it stands under."""

import re

from extract.subjects import Subject
from extract.words import lowered
from rules.naming import agency_key

_SUPERIOR = re.compile(
    r"(?:chính phủ|thủ tướng|quốc hội|bộ (?!phận|chỉ huy|chqs|tư lệnh)|trung ương|ubnd (?:tỉnh"
    r"|thành phố)$|ủy ban nhân dân (?:tỉnh|thành phố)$"
    r"|hđnd|hội đồng nhân dân|cấp có|chủ tịch ubnd (?:tỉnh|thành phố)|cơ quan có thẩm quyền|cấp thẩm quyền)"
)
_BARE_GROUP = re.compile(
    r"(?:các |những )?(?:đơn vị|cơ quan|địa phương|cơ quan, đơn vị|sở|ngành|sở, ngành|cơ sở"
    r"|cơ quan, đơn vị, địa phương)$"
)


def resolve_owners(subject: Subject, heading: tuple[str, ...], text: str) -> tuple[str, ...]:
    """Return the owners of an item under ``heading`` () for none.

    An item that names another owner has that one; a short repetition of the heading ("các đơn vị",
    an abbreviation, the same names) is written in the heading's form; a request to a superior body
    leaves the heading's owner in charge.
    """
    if not subject.owners:
        return heading
    if not heading:
        return subject.owners
    if subject.surety < 0.8:
        return heading
    if subject.is_ordered and all(_SUPERIOR.match(lowered(name)) for name in subject.owners):
        return heading
    if all(_repeats_in_short(name, heading) for name in subject.owners):
        return heading
    matched = [_same(name, heading) for name in subject.owners]
    if all(matched) and _names_the_rest(text, subject, heading):
        return heading
    if all(matched):
        return tuple(dict.fromkeys(name for name in matched if name))
    return subject.owners


def _repeats_in_short(name: str, heading: tuple[str, ...]) -> bool:
    """Whether a bare group stands for the heading's bodies; "các địa phương" stands for no department."""
    low = lowered(name)
    if not _BARE_GROUP.match(low):
        return _is_each_of(name, heading)
    return not low.endswith("các địa phương") or any(_PLACES.search(lowered(entry)) for entry in heading)


_PLACES = re.compile(r"ubnd|ủy ban nhân dân|địa phương|chính quyền|^(?:các|những)\s|đơn vị")


def _is_each_of(name: str, heading: tuple[str, ...]) -> bool:
    """Whether "mỗi trường" speaks to each of the heading's group ("Các trường học trên địa bàn")."""
    each = re.match(r"(?:mỗi|từng)\s+(\w+)", lowered(name))
    return each is not None and any(
        re.match(rf"(?:các|những)\s+{each[1]}\b", lowered(entry)) for entry in heading
    )


_EACH = re.compile(r"\b(?:cac|tung) ")


def _same(name: str, heading: tuple[str, ...]) -> str:
    """Return the heading's entry that ``name`` repeats in full, in short or abbreviated, "" for none."""
    key = agency_key(name)
    for entry in heading:
        whole = agency_key(entry)
        # "UBND các xã, phường" in the text and "UBND xã, phường" in the heading are the same group.
        if _EACH.sub("", key) == _EACH.sub("", whole):
            return entry
        if key == whole or whole.startswith(key + " "):
            return entry
        if key.startswith(whole + " ") and not _names_places(name, entry):
            return entry
        if _initials_match(name, entry):
            return entry
    return ""


def _names_places(name: str, entry: str) -> bool:
    """Whether ``name`` is a part of the group ``entry``, its places named ("UBND các xã Tân An, Giao Hà")."""
    is_group = re.search(r"\b(?:các|từng)\b", lowered(entry)) is not None
    return is_group and _capitals(name) > _capitals(entry)


def _capitals(name: str) -> int:
    return sum(word[0].isupper() for word in name.split())


def _initials_match(short: str, long: str) -> bool:
    """Whether ``short`` ends in the initials of ``long``: "Sở GD&ĐT" for "Sở Giáo dục và Đào tạo"."""
    token = short.split()[-1]
    capitals = re.sub(r"[^\w]", "", token)
    if len(capitals) < 2 or not capitals.isupper() or short.split()[0].lower() != long.split()[0].lower():
        return False
    initials = "".join(w[0] for w in re.findall(r"\w+", long)[1:] if lowered(w) != "và").upper()
    without = iter(initials)
    return all(letter in without for letter in capitals.upper()) and initials[:1] == capitals[:1]


def _names_the_rest(text: str, subject: Subject, heading: tuple[str, ...]) -> bool:
    """Whether later clauses order the heading's other bodies ("các sở …; UBND các xã …")."""
    rest = agency_key(text[subject.end :])
    left = [entry for entry in heading if not any(_same(name, (entry,)) for name in subject.owners)]
    return bool(left) and ";" in text[subject.end :] and all(agency_key(entry) in rest for entry in left)
