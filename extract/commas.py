"""Whether the name of a body goes on behind a comma: set phrases, tiers, matters, places, holders."""

import re

from extract import vocabulary as v
from extract.heads import read_head
from extract.stops import takes_work
from extract.verbs import PREDICATE, ROLE_NAMES, STOP

WORD = re.compile(r"\s*([\wĐđ&'’]+(?:[./](?=[A-ZĐ])[\wĐđ&'’]+)*(?:/\w+)?)")


def goes_on(text: str, low: str, start: int, comma: int, after: int, kind: str) -> bool:
    """Whether the entry goes on behind a comma: bare group words, tiers, set phrases."""
    if v.is_set_comma(low, comma, after):
        return True
    if low[after].isdigit() and low[start:comma].rstrip()[-1:].isdigit():
        # Numbered places under one body: "tổ dân phố 3, 4, 5".
        return True
    if kind == "named" and (
        _lists_matters(text, low, start, after) or tiers_behind(text, low, start, comma, after) is not None
    ):
        return True
    if kind == "person" and _HOLDER.fullmatch(low[start:comma]) and _HOLDERS.match(low, after):
        return True
    is_placed = kind == "named" or _PLACED_GROUP.match(low, start) is not None
    if is_placed and _lists_in_capitals(text, low, comma, after):
        return True
    if kind not in ("group", "person", "tiers"):
        return False
    if v.SOCIAL.match(low[start:comma]) and v.SOCIAL_MORE.match(low, after):
        return not _OWN_SET.match(low, after)
    more = v.GROUP_MORE.match(low, after)
    if more and kind != "person" and _parts(low, start, comma, more):
        return False
    if more and more[0] == "ngành" and re.search(r"(?:^|\s)(?:sở|bộ|phòng|ban)$", low[start:comma]):
        return not (v.FIELD.match(low, more.end() + 1) and text[more.end() + 1].isupper())
    if more and text[after].isupper():
        # "…, Ban Chỉ đạo các xã": a body of its own that begins with a group's word.
        named, end = read_head(text, low, after, False)
        if named in ("named", "field") and end > more.end():
            return False
    return more is not None and _is_group_list(low, start, comma) and _is_bare(low, more)


# "các xã Tân Lập, An Bình": places under one group.
_PLACED_GROUP = re.compile(
    r"(?:các|từng)\s+(?:xã|phường|thị trấn|đặc khu|huyện|quận|thôn|bản|ấp|buôn)(?!\w|\s*,)"
)
# Holders of several offices share the bodies named behind the last one: "Giám đốc, Thủ trưởng các sở",
# "Bí thư chi bộ, tổ trưởng các tổ dân phố".
_HOLDER = re.compile(
    r"(?:các\s+)?(?:giám đốc|thủ trưởng|chủ tịch|bí thư|hiệu trưởng|chủ nhiệm|tổng giám đốc"
    r"|trưởng (?:thôn|bản|ấp|ban|phòng)|tổ trưởng|người đứng đầu)"
    r"(?:\s+(?:chi bộ|đảng bộ|đảng ủy|cấp ủy|chi đoàn|chi hội|thôn|bản))?"
)
_HOLDERS = re.compile(
    r"(?:phó\s+)?(?:giám đốc|thủ trưởng|chủ tịch|bí thư|hiệu trưởng|chủ nhiệm|tổng giám đốc|tổ trưởng"
    r"|trưởng (?:thôn|bản|ấp|khu|các)|trưởng ban công tác mặt trận|người đứng đầu)(?:\s+(?:các|những|thôn|bản"
    r"|ấp|khu|tổ|cơ quan|đơn vị|ubnd|ủy ban|công tác)|\s*,)(?!\w)"
)


def _lists_matters(text: str, low: str, start: int, after: int) -> bool:
    """Whether an office's name lists a further matter ("Phòng Thanh tra, pháp chế")."""
    if v.OFFICE.match(low, start) is None or read_head(text, low, after, False)[0]:
        return False
    if text[after].isupper() and (more := _MORE_MATTERS.match(text, after)) is not None:
        return not read_head(text, low, more.end(), True)[0]
    return v.MATTER.match(low, after) is not None


# Matters in capitals, the last joined by "và": "Thương mại và Du lịch".
_MATTER = r"[A-ZĐÀ-Ỹ][a-zđà-ỹ]+(?: [a-zđà-ỹ]+){0,3}"
_MORE_MATTERS = re.compile(rf"{_MATTER}(?:, {_MATTER}){{0,2}} và (?=[A-ZĐÀ-Ỹ][a-zđà-ỹ])")


def tiers_behind(text: str, low: str, start: int, comma: int, after: int) -> int | None:
    """Return where the tiers end that one body in the singular lists ("Công an xã, phường, thị trấn").

    None where what follows the comma is a place of its own ("Công an xã, phường Tân Hòa") or another level.
    """
    head = low[start:comma].rstrip()
    for level in v.LEVELS:
        if (tier := level.match(low, after)) is None or not level.search(head, max(0, len(head) - 11)):
            continue
        if not any(level.fullmatch(head, at) for at in range(max(0, len(head) - 11), len(head))):
            continue
        named = WORD.match(text, tier.end())
        if named is None or not named[1][0].isupper() or not text[tier.end()].isspace():
            return tier.end()
    return None


def _lists_in_capitals(text: str, low: str, comma: int, after: int) -> bool:
    """Whether the name lists its matters or places ("Trung tâm Kiểm nghiệm Thuốc, Mỹ phẩm, Thực phẩm")."""
    last = text[:comma].rstrip().rpartition(" ")[2]
    if not (last[:1].isupper() and text[after].isupper()) or last.isupper():
        return False
    word = WORD.match(text, after)
    is_shout = word is not None and word[1].isupper()
    # "Giao An", "Chi Lăng": a name whose first syllable is a verb as well goes on in capitals.
    is_verb = not _is_followed_by_capital(text, word) and (
        PREDICATE.match(low, after) or STOP.match(low, after)
    )
    return not (is_shout or is_verb) and not (read_head(text, low, after, True)[0])


def _is_followed_by_capital(text: str, word: re.Match[str] | None) -> bool:
    following = WORD.match(text, word.end()) if word is not None else None
    return following is not None and following[1][0].isupper() and text[following.start()].isspace()


# "tổ chức chính trị - xã hội, hội, đoàn thể": two words of one set phrase.
_OWN_SET = re.compile(r"hội, đoàn thể(?!\w)")
# What closes an entry: the next noun begins another ("các phòng chức năng, đơn vị liên quan").
_QUALIFIED = re.compile(
    r"(?:chức năng|chuyên môn|nghiệp vụ|tư nhân|công lập|tư thục|liên quan|trực thuộc|ngành hàng|ngành nghề)$"
)
# Bodies of their own kind, which no set phrase joins to others ("các doanh nghiệp, hợp tác xã").
_OF_OWN_KIND = (
    r"(?:doanh nghiệp|hợp tác xã|bệnh viện|phòng khám(?: (?:đa|chuyên) khoa| tư nhân)?|trường học|hiệp hội)"
)
_BODY = re.compile(rf"(?:^|\s){_OF_OWN_KIND}$")
_NEXT_BODY = re.compile(rf"{_OF_OWN_KIND}(?!\w)|(?:trường|viện|trung tâm|ngân hàng)(?!\w)")


def _parts(low: str, start: int, comma: int, more: re.Match[str]) -> bool:
    """Whether the comma parts two groups: the first is qualified, or both are bodies of their own kind."""
    head = low[start:comma].rstrip()
    if _QUALIFIED.search(head):
        return True
    return _BODY.search(head) is not None and _NEXT_BODY.match(low, more.start()) is not None


_OWN_KIND = re.compile(r"\b(?:ubnd|ủy ban nhân dân|ngoại giao|quốc tế|chính trị)\b")


def _is_group_list(low: str, start: int, comma: int) -> bool:
    return not _OWN_KIND.search(low[start:comma])


# Kinds of body whose second word is a verb as well.
_NAMED_BY_VERB = re.compile(r"viện nghiên cứu(?!\w)|ban (?:quản lý|chỉ đạo|chỉ huy|tổ chức)(?!\w)")
_WORKING = frozenset({"đơn vị", "doanh nghiệp", "tổ chức"})


def _is_bare(low: str, more: re.Match[str]) -> bool:
    """Whether nothing that would make it a body of its own follows the group word."""
    rest = low[more.end() :].lstrip(" ")
    if not rest or rest[0] in ",;.:)(/" or re.match(r"(?:và|hoặc|cùng|[-–])\s", rest):
        return True
    at = len(low) - len(rest)
    if v.QUALIFIER.match(low, at):
        return True
    if _NAMED_BY_VERB.match(low, more.start()):
        return False
    if more[0] in _WORKING and ROLE_NAMES.match(low, at) and takes_work(low, more.start(), at):
        # "…, đơn vị cấp nước" is a body named by its work.
        return False
    return bool(PREDICATE.match(low, at) or STOP.match(low, at))
