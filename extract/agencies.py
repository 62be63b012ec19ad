"""Names of bodies in running words: where a list of them begins, how it splits, where it ends."""

import re
from dataclasses import dataclass
from functools import lru_cache

from extract import vocabulary as v
from extract.abbreviations import unknown_end
from extract.heads import GROUP_WORD, read_head
from extract.holders import HONORIFICS, behind_honorific, read_holder
from extract.tails import read_bracket, read_tail
from extract.verbs import PREDICATE, STOP
from extract.words import lowered, squeeze


@dataclass(frozen=True, slots=True)
class Body:
    """One entry of a list: its words as written and their span."""

    name: str
    start: int
    end: int
    # group: "các …" and bare nouns; named: a body of its own; person: who stands for a body;
    # short: an abbreviation of an unknown kind.
    kind: str


@dataclass(frozen=True, slots=True)
class Bodies:
    """A list of bodies and where it ends; ``entries`` is empty where none begins."""

    entries: tuple[Body, ...]
    end: int

    @property
    def names(self) -> tuple[str, ...]:
        """The entries as written, a shared prefix supplied."""
        return tuple(body.name for body in self.entries)


def read_bodies(
    text: str, start: int = 0, *, loose: bool = False, unknown: bool = False, short: bool = False
) -> Bodies:
    """Return the bodies named from ``start`` on, split into entries (gold form: one agency or group each).

    ``loose``: bare group nouns without "các" count as well ("đơn vị", "báo, đài"), as they do after
    "phối hợp với" and in a doer cell. ``unknown``: so does a name in capitals whose kind of body the
    vocabulary does not hold, as behind "Giao" and "phối hợp với". ``short``: so does an abbreviation of an
    unknown kind with its tier or an order behind it, as in a heading and for a subject.
    """
    low = lowered(text)
    entries: list[Body] = []
    position = start
    while True:
        head = (
            _one(text, low, position, loose or bool(entries))
            or (_unknown(text, low, position) if unknown else None)
            or (_short(text, low, position) if short else None)
        )
        if head is None:
            break
        new, position = head
        entries.extend(new)
        following = _SEPARATOR.match(low, position)
        if following is None or not (
            _one(text, low, following.end(), True)
            or (unknown and following[0].strip() in (",", "và") and _unknown(text, low, following.end()))
            or (short and following[0].strip() and _short(text, low, following.end()))
        ):
            break
        if (
            not following[0].strip()
            and text[following.end()].islower()
            and (not GROUP_WORD.match(low, following.end()) or _EACH_OF_THEM.match(low, following.end()))
        ):
            break
        position = following.end()
    return Bodies(tuple(entries), position if entries else start)


# A missing comma is forgiven before "các" and before a capital.
_SEPARATOR = re.compile(r"\s*(?:[,;]\s*(?:và\s+|cùng\s+)?|v[àa]\s+|cùng với\s+|cùng\s+|&\s+)?\s*(?=\S)")


# "Hội A, Hội B mỗi đơn vị tổ chức …": the word stands for the bodies before it.
_EACH_OF_THEM = re.compile(r"(?:mỗi|từng)\s")


def begins_body(text: str, position: int, *, loose: bool = True) -> bool:
    """Return whether the name of a body begins at ``position``."""
    return _one(text, lowered(text), position, loose) is not None


@lru_cache(maxsize=8192)
def _one(text: str, low: str, start: int, loose: bool) -> tuple[tuple[Body, ...], int] | None:
    """Return the entry (several after a shared prefix) that begins at ``start``, and its end."""
    while start < len(low) and low[start].isspace():
        start += 1
    post = None
    if low.startswith(HONORIFICS, start):
        if (holder := read_holder(text, low, start)) is not None:
            return (Body(squeeze(text[start:holder]), start, holder, "person"),), holder
        post = behind_honorific(low, start)
    kind, head_end = read_head(text, low, start if post is None else post, loose or post is not None)
    if not kind:
        return None
    end = read_tail(text, low, start, head_end, kind)
    if low.startswith(("ngân hàng", "kho bạc", "quỹ"), start) and (branch := _BRANCH.match(low, end)):
        end = read_tail(text, low, start, branch.end(), kind)
    bracket = read_bracket(text, low, end)
    if bracket > end and (tiers := _TIERS_BEHIND.match(low, bracket)) is not None:
        # "Phòng Kinh tế (Phòng Kinh tế, Hạ tầng và Đô thị) các xã, phường".
        bracket = tiers.end()
    end = bracket
    colon = _shared_prefix(text, low, start, end)
    if colon is not None:
        return colon
    return _tiers_apart(text, low, start, end, kind), end


# "Ngân hàng Nhà nước Việt Nam - Chi nhánh Khu vực 7", with or without the dash.
_BRANCH = re.compile(
    r"\s*[-–—]?\s*chi nhánh\s+(?:khu vực\s+(?:\d{1,2}|[ivx]{1,5})(?!\w)|(?=(?:tỉnh|thành phố|huyện)\s))"
)
_TIERS_BEHIND = re.compile(rf"\s+(?=các\s|cấp\s){v.TIER_LIST.pattern}")


# What orders name in capitals and is no body.
_NO_BODY = re.compile(
    r"(?:kế hoạch|dự toán|chỉ tiêu|nhiệm vụ|kinh phí|quyền|đề án|chương trình|nghị quyết|quyết định|công văn"
    r"|chỉ thị|thông tư|nghị định|luật|hội nghị|lễ|tết|ngày|tháng|quý|năm|tuần|chiến dịch|dự án|ông|bà"
    r"|đảng|nhà nước|nhân dân|trung ương|phụ lục|điều|mục|phần|covid)(?!\w)"
)
_NAME_END = re.compile(r"\s*(?:[,;.:()]|$)")
_LONGEST_UNKNOWN = 9


def _unknown(text: str, low: str, start: int) -> tuple[tuple[Body, ...], int] | None:
    """Read a name in capitals of an unknown kind ("Ga X", "Hợp phần Y tế"), up to a verb or a mark."""
    while start < len(low) and low[start].isspace():
        start += 1
    if start >= len(low) or not text[start].isupper() or _NO_BODY.match(low, start):
        return None
    if PREDICATE.match(low, start) or STOP.match(low, start):
        return None
    end, count = start, 0
    while (word := _NAME_PART.match(text, end)) and count <= _LONGEST_UNKNOWN:
        at = word.start(1)
        if count and text[at].islower() and (PREDICATE.match(low, at) or STOP.match(low, at)):
            return ((Body(squeeze(text[start:end]), start, end, "named"),), end) if count > 1 else None
        if count and (word[1] in ("và", "cùng", "hoặc") or _one(text, low, at, False) is not None):
            break
        end, count = word.end(), count + 1
    is_closed = 1 < count <= _LONGEST_UNKNOWN and _NAME_END.match(text, end)
    return ((Body(squeeze(text[start:end]), start, end, "named"),), end) if is_closed else None


_NAME_PART = re.compile(r"\s*([\w&'’\-–]+)")


def _short(text: str, low: str, start: int) -> tuple[tuple[Body, ...], int] | None:
    """Read an abbreviation of an unknown kind of body with its tier ("ABCD tỉnh")."""
    head = unknown_end(text, low, start)
    if head is None:
        return None
    end = read_bracket(text, low, read_tail(text, low, start, head, "named"))
    return (Body(squeeze(text[start:end]), start, end, "short"),), end


def _tiers_apart(text: str, low: str, start: int, end: int, kind: str) -> tuple[Body, ...]:
    """Split "UBND các quận, huyện, thị xã và xã, phường, thị trấn" into its two tiers (gold: two groups)."""
    name = low[start:end]
    match = re.match(r"((?:ubnd|ủy ban nhân dân)\s+(?:các\s+)?)(.*?)\s+và\s+((?:các\s+)?.*)$", name)
    if match is None or not _are_two_tiers(match[2], match[3]):
        return (Body(squeeze(text[start:end]), start, end, kind),)
    middle = start + match.end(2)
    second = re.sub(r"^các\s+", "", text[start + match.start(3) : end])
    return (
        Body(squeeze(text[start:middle]), start, middle, kind),
        Body(squeeze(text[start : start + match.end(1)] + second), start + match.start(3), end, kind),
    )


def _are_two_tiers(first: str, second: str) -> bool:
    """Whether districts stand before "và" and communes behind it."""
    districts = v.DISTRICT.search(first) and not v.COMMUNE.search(first.replace("thị xã", ""))
    communes = v.COMMUNE.search(second) and not v.DISTRICT.search(second)
    return bool(districts and communes)


_PREFIXED = re.compile(
    r"(?:các|những)\s+(báo|sở, ban, ngành|sở, ngành|sở|huyện|xã|phường|quận|bộ|ban|trường|thôn|bản|ấp|buôn"
    r"|(?:bệnh viện|trung tâm|đồn|hạt|trạm|đội|phòng khám|chi nhánh)(?:\s+\w+){0,4}"
    r"|phòng|hội|khoa|viện|cục|chi cục|tổng công ty|công ty|ngân hàng|đài|tổ|cụm|tổ dân phố)$"
)
_PERSON_OF = re.compile(
    r"(giám đốc|phó giám đốc|lãnh đạo|thủ trưởng"
    r"|đại diện lãnh đạo)\s+các\s+(sở|bệnh viện|trung tâm)$"
)
_UNDER = re.compile(r"((?:ubnd|ủy ban nhân dân)\s+)các\s+([\w ,]+)$")
_NEXT_ITEM = re.compile(r"\s*(?:,|;|và)\s*(?=[A-ZĐÀ-Ỹ]|các (?:xã|phường|đặc khu|huyện|quận)\s*:)")
_COLON = re.compile(r"\s*:\s*(?=[A-ZĐÀ-Ỹ])")
_NAME_WORD = re.compile(r"\s+(?:và\s+(?=[A-ZĐÀ-Ỹ]))?([\w'’]+)")
_PLACE_ITEM = re.compile(r"\s*([A-ZĐÀ-Ỹ][\w'’]*(?:[ \-][A-ZĐÀ-Ỹ][\w'’]*)*)")


def _shared_prefix(text: str, low: str, start: int, end: int) -> tuple[tuple[Body, ...], int] | None:
    """Read "các Báo: A, B" and "UBND các huyện: A, B": each gets the shared word (gold form)."""
    colon = _COLON.match(text, end)
    if colon is None:
        return None
    head = low[start:end]
    after = colon.end()
    if match := _UNDER.search(head):
        prefix = text[start : start + match.end(1)] + match[2].split(",")[0].strip() + " "
        return _list_of(text, low, after, prefix, places=True)
    if match := _PERSON_OF.match(head):
        prefix = text[start : start + match.end(1)] + " " + match[2].capitalize() + " "
        return _list_of(text, low, after, prefix, places=False)
    if match := _PREFIXED.search(head):
        word = match[1].split(",")[0]
        kind = text[start + match.start(1) : start + match.start(1) + len(word)]
        places = word in ("huyện", "xã", "phường", "quận", "thôn", "bản", "ấp", "buôn", "tổ dân phố")
        prefix = (kind if places else kind[:1].upper() + kind[1:]) + " "
        return _list_of(text, low, after, prefix, places=places)
    return None


def _list_of(
    text: str, low: str, position: int, prefix: str, *, places: bool
) -> tuple[tuple[Body, ...], int] | None:
    """Return the items of the list, the prefix before each; a body in its own right keeps its name."""
    has_fields = prefix.endswith(("Sở ", "Bộ ", "Phòng ", "Ban "))
    entries: list[Body] = []
    end = position
    while True:
        if places and (tier := _NEXT_TIER.match(low, position)) and prefix.lower().startswith(("ubnd", "ủy")):
            # "UBND các phường: A, B; các xã: C, D".
            prefix, position = re.sub(r"\w+\s$", f"{tier[1]} ", prefix), tier.end()
        is_item = (places and not _OWN_BODY.match(low, position)) or _is_ministry(prefix, low, position)
        whole = None if is_item else _one(text, low, position, False)
        if whole is not None:
            entries.extend(whole[0])
            end = whole[1]
        else:
            field = v.FIELD.match(low, position) if has_fields else None
            stop = field.end() if field else _loose_name(text, low, position, is_first=not entries)
            if stop is None:
                break
            entries.append(Body(squeeze(prefix + text[position:stop]), position, stop, "named"))
            end = stop
        following = _NEXT_ITEM.match(text, end)
        if following is None:
            break
        position = following.end()
    return (tuple(entries), end) if entries else None


_NEXT_TIER = re.compile(r"các\s+(xã|phường|đặc khu|huyện|quận)\s*:\s*")
_OWN_BODY = re.compile(r"(?:ubnd|ủy ban|công an|sở|bộ|chủ tịch|trung tâm|hạt kiểm lâm|đồn biên phòng)\s")


def _is_ministry(prefix: str, low: str, position: int) -> bool:
    """Whether the item of "các Bộ: Công an, Quốc phòng" is the field of a ministry and no body of its own."""
    field = v.FIELD.match(low, position) if prefix == "Bộ " else None
    return field is not None and re.match(r"\s*(?:[,;.]|và\s|$)", low[field.end() :]) is not None


def _loose_name(text: str, low: str, position: int, *, is_first: bool) -> int | None:
    """Return the end of a name in capitals ("Kinh tế và Đô thị", "Cư Jút"), None where none begins.

    Behind a comma a capital makes a name also of a verb ("Dân tộc, Quản lý Khu kinh tế").
    """
    match = _PLACE_ITEM.match(text, position)
    if match is None or (is_first and PREDICATE.match(low, match.start(1))):
        return None
    end = match.end()
    while (word := _NAME_WORD.match(text, end)) is not None:
        at = word.start(1)
        ends = PREDICATE.match(low, at) or STOP.match(low, at) or word[1] == "và"
        if (text[at].islower() and ends) or (" và " in word[0] and read_head(text, low, at, False)[0]):
            break
        end = word.end()
    return end
