"""Where the name of a body ends: at a verb, a joining word, behind its place, at a new body."""

import re

from extract import vocabulary as v
from extract.clauses import clause_end
from extract.commas import WORD, goes_on, tiers_behind
from extract.heads import begins_named, read_head
from extract.stops import stops_name, takes_work
from extract.verbs import KEPT_STOPS, PREDICATE, ROLE_NAMES, STOP
from extract.words import is_upper, lowered

_DASH = re.compile(r"\s*[-–—]\s*(?=\w)")
_COMMA = re.compile(r"\s*,\s*(?=\w)")
# "các sở/ban/ngành", "các cơ quan/đơn vị".
_SECOND_MATTER = re.compile(
    r"\s+và\s+([A-ZĐÀ-Ỹ][a-zđà-ỹ]+(?:\s+thị|\s+trường|\s+tầng|\s+lịch|\s+chính)?)(?!\w)"
)
_SLASH = re.compile(r"\s*/\s*(?:ban ngành|ban|ngành|đơn vị|địa phương|đoàn thể|tổ chức|cơ quan)(?!\w)")
_DESCRIBES = re.compile(r"(?:là\s+)?(?:cơ quan|đơn vị|bộ phận) (?:thường trực|đầu mối|chủ trì)|thường trực")
_BRACKET = re.compile(r"\s*\(([^()]{2,200})\)")
_KEPT = re.compile(r"\s+" + KEPT_STOPS.pattern)


def read_tail(text: str, low: str, start: int, end: int, kind: str) -> int:
    """Return where the name ends that began at ``start`` and whose head ends at ``end``."""
    if kind == "field":
        if (more := _SECOND_MATTER.match(text, end)) and low.startswith("phòng", start):
            # "Phòng Kinh tế - Hạ tầng và Đô thị".
            end = more.end() if not read_head(text, low, more.start(1), True)[0] else end
        end = _place(text, low, end)
        comma = _COMMA.match(low, end)
        while comma is not None and (tiers := tiers_behind(text, low, start, end, comma.end())) is not None:
            end = tiers
            comma = _COMMA.match(low, end)
        if not _adds_matter(text, low, end):
            return end
        kind = "named"
    first = True
    caps = is_upper(text[start : start + 40])
    while end < len(low):
        if (clause := clause_end(text, low, start, end, kind)) is not None:
            end, first = clause, False
            continue
        if (tiers := _tiers_at(low, end)) is not None:
            end, first = tiers, False
            continue
        if kind == "group" and (slash := _SLASH.match(low, end)) is not None:
            end, first = slash.end(), False
            continue
        if (dash := _DASH.match(low, end)) and not _DESCRIBES.match(low, dash.end()):
            if kind != "group" and _parts_bodies(text, low, start, end, dash):
                return end
            word = WORD.match(low, dash.end())
            end, first = (word.end() if word else dash.end()), False
            continue
        if (comma := _COMMA.match(low, end)) is not None:
            if not goes_on(text, low, start, end, comma.end(), kind):
                return end
            word = WORD.match(low, comma.end())
            more = v.GROUP_MORE.match(low, comma.end()) or v.SOCIAL_MORE.match(low, comma.end())
            end = max(word.end() if word else comma.end(), more.end() if more else 0)
            first = False
            continue
        if (kept := _KEPT.match(low, end)) is not None:
            end, first = kept.end(), False
            continue
        word = WORD.match(low, end)
        if word is None or not low[end : word.start(1)].isspace():
            return end
        at = word.start(1)
        role = ROLE_NAMES.match(low, at) if first and not _INFORMS.match(low, at) else None
        if role is not None and takes_work(low, start, at):
            end, first = role.end(), False
            continue
        if word[1] in ("và", "hoặc", "va"):
            if not _and_goes_on(text, low, start, word.end(), kind):
                return end
        elif stops_name(text, low, at, end, first, kind, caps, start):
            return end
        end, first = word.end(), False
    return end


# "các cơ sở thông tin về Trung tâm": here the word is no name of the body's work.
_INFORMS = re.compile(r"thông tin\s+(?:về|cho|tới|đến|kịp thời|ngay)(?!\w)")


def _adds_matter(text: str, low: str, end: int) -> bool:
    """Whether a dash adds a further matter to a department's name ("Ban Tuyên giáo - Nữ công")."""
    dash = _DASH.match(low, end)
    return (
        dash is not None
        and text[dash.end()].isupper()
        and not _DESCRIBES.match(low, dash.end())
        and not PREDICATE.match(low, dash.end())
        and not read_head(text, low, dash.end(), True)[0]
    )


def _parts_bodies(text: str, low: str, start: int, end: int, dash: re.Match[str]) -> bool:
    """Whether the dash parts two bodies; within "Đoàn đại biểu Quốc hội - Hội đồng nhân dân" it does not."""
    if not dash[0].endswith(" ") or not begins_named(text, low, dash.end()):
        return False
    return not _JOINT_OFFICE.search(low[start:end]) and not low.startswith("tập đoàn", start)


_JOINT_OFFICE = re.compile(r"(?:quốc hội|thành ủy|hđnd|nhân dân)\s*$")


def _tiers_at(low: str, end: int) -> int | None:
    if end >= len(low) or not low[end].isspace():
        return None
    match = v.TIER_LIST.match(low, end + 1)
    if match is None or re.match(r"(?:thành phố|tỉnh)\s+(?:và|hoặc)", match[0]):
        return None
    return match.end() if re.search(r"[,/]| và ", match[0]) else None


def _place(text: str, low: str, end: int) -> int:
    """Return the end of the place that may follow a department's name ("tỉnh Hà Nam", "Thành phố")."""
    match = _PLACE_WORD.match(low, end)
    if match:
        end = match.end()
    while (word := WORD.match(text, end)) and text[end : word.start(1)].isspace():
        if (
            not word[1][0].isupper()
            or begins_named(text, low, word.start(1))
            or (not match and word[1].isupper())
        ):
            break
        if not match and PREDICATE.match(low, word.start(1)):
            break
        end = word.end()
    return end


_PLACE_WORD = re.compile(
    r"\s+(?:tỉnh ủy|thành ủy|huyện ủy|quận ủy|thị ủy|trung ương đảng|tỉnh|thành phố|tp\.?|huyện"
    r"|quận|thị xã|xã|phường|cấp tỉnh|cấp huyện|cấp xã|trung ương"
    r"|các tỉnh, thành phố(?: trực thuộc trung ương)?"
    r"|các huyện, thành phố|các (?:huyện|quận|xã|tỉnh)(?:\s*,\s*(?:thành phố|thị xã|huyện"
    r"|phường))*|phường/xã|quận/huyện)(?!\w)"
)


# One office serves two bodies: "Văn phòng HĐND và UBND xã", "Chánh Văn phòng Đoàn ĐBQH và HĐND tỉnh".
_TWO_IN_OFFICE = re.compile(
    r"(?:(?:lãnh đạo|chánh|phó chánh|công chức|bộ phận|chuyên viên)\s+)?(?:văn phòng|vp)\s+"
    r"(?:đảng ủy|đoàn|hđnd|hội đồng nhân dân|ubnd|ủy ban nhân dân)"
)
_PEOPLE = re.compile(r"(?:nhân dân|người dân|cộng đồng|quần chúng)(?!\w)")
_RESCUE = re.compile(r"(?:tìm kiếm,? cứu nạn|cứu nạn,? cứu hộ|chữa cháy)(?!\w)")
_COUNCILS = re.compile(r"(?:hđnd|hội đồng nhân dân|ubnd|ủy ban nhân dân)(?!\w)")


# "các cơ quan, đơn vị và địa phương": nothing but the general nouns, the last joined by "và".
_GENERAL = re.compile(r"(?:các\s+)?(?:(?:cơ quan|đơn vị|tổ chức|địa phương)(?:,\s*)?)+\s+(?:và|va)\s+")
_GENERAL_LAST = re.compile(
    r"(?:đơn vị|địa phương|tổ chức|cơ quan)(?=\s*(?:[,;.:)]|$)|\s+(?!liên quan|có|trên|khác))"
)


def _and_goes_on(text: str, low: str, start: int, after: int, kind: str) -> bool:
    """Whether "và" stands inside the name: "Giáo dục và Đào tạo", "Thành viên Ban A và Tổ B"."""
    while after < len(low) and low[after].isspace():
        after += 1
    if after >= len(low):
        return False
    head = low[start:after]
    if re.match(r"(?:các\s+)?thành viên\b", head) or re.match(r"(?:văn phòng|vp) đoàn\b", head):
        return True
    if head.startswith("ban quản lý") and re.match(r"(?:các )?(?:khu|cụm)\b", low[after:]):
        return True
    if _TWO_IN_OFFICE.match(head) and _COUNCILS.match(low, after):
        return True
    if kind == "group" and _GENERAL.fullmatch(low, start, after) and _GENERAL_LAST.match(low, after):
        return True
    if read_head(text, low, after, True)[0]:
        return False
    if kind in ("group", "tiers") and re.match(r"(?:cá nhân|các cá nhân|người lao động)(?!\w)", low[after:]):
        return True
    if _PEOPLE.match(low, after):
        return False
    if kind == "named" and _RESCUE.match(low, after):
        return True
    if PREDICATE.match(low, after) and not text[after].isupper():
        return False
    if STOP.match(low, after) and not KEPT_STOPS.match(low, after):
        return False
    return text[after].isupper() or kind in ("named", "group", "person")


# "Sở A (trực tiếp là Chi cục B)", "Sở A (giao Chi cục B)".
_ACTING = re.compile(
    r"(?:(?:mà\s+)?trực tiếp(?:\s+là)?|giao(?:\s+cho)?|chỉ đạo|đầu mối là|đơn vị thực hiện:?)\s+"
)


def read_bracket(text: str, low: str, end: int) -> int:
    """Return the end of the entry with a bracket that names the acting unit or the bodies meant."""
    match = _BRACKET.match(text, end)
    if match is None:
        return end
    inner = lowered(match[1].strip())
    if _DESCRIBES.match(inner) or inner.startswith(("gọi tắt", "viết tắt", "sau đây", "gồm")):
        return end
    acting = _ACTING.match(inner)
    names_body = (
        inner.startswith("bao gồm")
        or read_head(match[1].strip(), inner, acting.end() if acting else 0, False)[0]
    )
    return match.end() if names_body else end
