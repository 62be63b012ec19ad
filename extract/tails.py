"""Where the name of a body ends: at a verb, a joining word, behind its place, at a new body."""

import re

from extract import vocabulary as v
from extract.clauses import clause_end
from extract.commas import WORD, goes_on, tiers_behind
from extract.heads import begins_named, read_head
from extract.verbs import BARE_PREDICATE, KEPT_STOPS, PREDICATE, ROLE_NAMES, STOP
from extract.words import bare, is_upper, lowered

_DASH = re.compile(r"\s*[-–—]\s*(?=\w)")
_COMMA = re.compile(r"\s*,\s*(?=\w)")
# "các sở/ban/ngành", "các cơ quan/đơn vị".
_SECOND_MATTER = re.compile(
    r"\s+và\s+([A-ZĐÀ-Ỹ][a-zđà-ỹ]+(?:\s+thị|\s+trường|\s+tầng|\s+lịch|\s+chính)?)(?!\w)"
)
_SLASH = re.compile(r"\s*/\s*(?:ban ngành|ban|ngành|đơn vị|địa phương|đoàn thể|tổ chức|cơ quan)(?!\w)")
_DESCRIBES = re.compile(r"(?:là\s+)?(?:cơ quan|đơn vị|bộ phận) (?:thường trực|đầu mối|chủ trì)|thường trực")
# Behind a place or "liên quan" a word in small letters goes on with the sentence and not with the name.
_PLACED = re.compile(
    r"(?:tỉnh|thành phố|huyện|quận|xã|phường|thị xã|thị trấn|đặc khu|liên quan|việt nam|trên địa bàn)\s+$"
)
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
        if role is not None and _takes_work(low, start, at):
            end, first = role.end(), False
            continue
        if word[1] in ("và", "hoặc", "va"):
            if not _and_goes_on(text, low, start, word.end(), kind):
                return end
        elif _stops(text, low, at, end, first, kind, caps, start):
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


def _stops(text: str, low: str, at: int, end: int, first: bool, kind: str, caps: bool, start: int) -> bool:
    if not caps and text[at].isupper():
        if first and low[start:end] in _OPEN_HEADS:
            return False
        if kind == "group":
            department = read_head(text, low, at, False)[0] in ("field", "named")
            return department and _DEPARTMENTS.search(low[start:at]) is not None
        if low.startswith(("viễn thông", "quân đội"), at) and low.endswith(
            ("bưu chính ", "viễn thông "), start, at
        ):
            return False
        return begins_named(text, low, at) and not _nested(low, start, at)
    # The patterns look at the last words of the name only.
    near = low[max(start, at - 48) : at]
    if _NAMED_BY_WORK.search(near) and _WORK_TO_END.match(low, at):
        return False
    if near.endswith("liên ngành ") and low.startswith("về ", at):
        # "Ban Chỉ đạo liên ngành về an toàn thực phẩm".
        return False
    if KEPT_STOPS.match(low, at) or low[:at].endswith((" các ", " những ")):
        return False
    if ROLE_NAMES.match(low, at) and re.search(r"(?:^|\s)(?:ban|tổ|đội|bộ)\s$", near):
        return False
    if not caps and _PLACED.search(near) and not v.AFTER_PLACE.match(low, at):
        return True
    if not caps and _SET_PHRASE.search(near) and not _qualifies(low, at):
        return True
    if caps:
        # A title in capitals holds names and no verbs.
        return False
    if _TRADING.match(low, start) and _TRADE.match(low, at) and _TRADES.search(low, max(start, at - 20), at):
        return False
    if _COMPOUND.match(low, low.rfind(" ", start, max(start, at - 1)) + 1):
        return False
    if low.startswith("phát triển", at) and _FURTHERED.search(near):
        return False
    if low.startswith("thường xuyên", at) and near.endswith("giáo dục "):
        return False
    return bool(PREDICATE.match(low, at) or STOP.match(low, at) or BARE_PREDICATE.match(bare(text), at))


# A bare kind of body takes what follows as its name: "Tập đoàn VNPT", "Đội QLTT số 1", "BCH BĐBP tỉnh".
_OPEN_HEADS = frozenset(v.NAMED_KINDS) | {
    "bch",
    "ban chỉ huy",
    "ban chấp hành",
    "bộ chỉ huy",
    "bộ tư lệnh",
    "bql",
    "btv",
    "vp",
}
# Nouns whose second syllable is a verb as well: "công trình", "trật tự".
_COMPOUND = re.compile(
    r"(?:(?:công|chương|quy|lộ|tiến|giáo)\s+trình|trật\s+tự|việc\s+làm|đường\s+thủy nội"
    r"|(?:công|dân)\s+lập)(?!\w)"
)
# "Quỹ Đầu tư phát triển", "Viện Nghiên cứu phát triển".
_FURTHERED = re.compile(r"(?:nghiên cứu|đầu tư|hỗ trợ|xúc tiến)\s+$")
# The trades of a company or a project's board in its name: "Công ty Quản lý khai thác công trình thủy lợi".
_TRADING = re.compile(r"(?:công ty|tổng công ty|ban quản lý (?:các )?dự án|ban qlda|bqlda)\s")
_TRADE = re.compile(
    r"(?:quản lý|khai thác|đầu tư|xây dựng|sản xuất|kinh doanh|cung cấp|vận hành|phát triển|vận tải|thu gom"
    r"|xử lý|chế biến|kinh doanh|dịch vụ)(?!\w)"
)
_TRADES = re.compile(rf"(?:{_TRADE.pattern}|dự án|qlda)\s+(?:và\s+)?$")
# A body named by its work, where nothing but a colon or the end of the cell follows: "Tổ công tác triển khai
# Đề án …:", "Các lực lượng tham gia".
_NAMED_BY_WORK = re.compile(
    r"(?:tổ công tác|tổ giúp việc|ban chỉ đạo|ban điều hành|lực lượng|đơn vị|bộ phận)\s+$"
)
_WORK_TO_END = re.compile(
    r"(?:(?:triển khai|thực hiện|thi hành)\s+(?:đề án|chương trình|dự án|nghị quyết|kế hoạch)[^,.;:]{0,50}"
    r"|(?:tham gia|phục vụ)(?:\s+\w+){0,3})\s*(?::|$)"
)
# The set phrase is closed: what follows in small letters is no matter of the last noun but the predicate.
_SET_PHRASE = re.compile(r"(?:sở|bộ|phòng|ban|sở, ban),\s*(?:ban,\s*)?ngành\s+$")


# No department belongs to another one: "các sở, ngành Sở Y tế" has lost its comma.
_DEPARTMENTS = re.compile(r"sở,\s*(?:ban,\s*)?ngành\s+$")


def _qualifies(low: str, at: int) -> bool:
    """Whether a word behind "các sở, ban, ngành" says which ones are meant ("tỉnh", "có liên quan")."""
    return bool(v.QUALIFIER.match(low, at) or v.AFTER_PLACE.match(low, at) or low.startswith("và ", at))


def _takes_work(low: str, start: int, at: int) -> bool:
    """Whether the head before ``at`` takes a verb as its name: "cơ quan quản lý", "Trung tâm kiểm soát"."""
    head = low[start:at].strip()
    if head.endswith(
        ("cơ quan", "bộ phận", "đội", "ban", "tổ", "trung tâm", "hội đồng", "cơ sở", "quan quan", "phòng")
    ):
        return not re.match(r"tổ chức|thực hiện|tuyên truyền", low[at:]) or head.endswith("ban")
    if head.endswith(("đơn vị", "lực lượng", "chi cục", "cục", "tổ chức")):
        return bool(
            re.match(
                r"quản lý (?!chặt|tốt)|chức năng|chuyên môn|vận chuyển|sự nghiệp|tư vấn|dự toán cấp", low[at:]
            )
            or _SUPPLIES.match(low, at)
        )
    if head.endswith("doanh nghiệp"):
        return _SUPPLIES.match(low, at) is not None
    return False


_SUPPLIES = re.compile(
    r"cung (?:cấp|ứng)\s+(?:các\s+)?(?:dịch vụ|nước|điện|vật tư|thuốc|thiết bị|giống|hàng hóa|suất ăn"
    r"|thực phẩm|nguyên liệu|lao động)(?!\w)"
)


def _nested(low: str, start: int, at: int) -> bool:
    """Whether the name so far takes another body as its own: "Văn phòng UBND", "Phòng … Sở Y tế"."""
    return bool(
        re.match(
            r"(?:văn phòng|vp|phòng|thanh tra|trạm trưởng|hiệu trưởng|viện trưởng"
            r"|cục trưởng|chủ tịch|phó chủ tịch|giám đốc|thủ trưởng|lãnh đạo"
            r"|bí thư|đảng ủy|công đoàn"
            r"|trung tâm|trưởng|thành viên|đại diện|ban thường|thường trực|người đứng|chánh"
            r"|hội đồng|viện|các|ban|ủy ban|báo|đài"
            r"|bộ|hội|đoàn|đội|khoa|đồng chí|tổ|chi cục|cục|liên|bệnh viện|hiệp hội)",
            low[start:at],
        )
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
