"""Which word ends the name of a body: a verb, a joining word, another body; and which verbs belong to it."""

import re

from extract import vocabulary as v
from extract.heads import begins_named, read_head
from extract.verbs import BARE_PREDICATE, KEPT_STOPS, PREDICATE, ROLE_NAMES, STOP
from extract.words import bare

# Behind a place or "liên quan" a word in small letters goes on with the sentence and not with the name.
_PLACED = re.compile(
    r"(?:tỉnh|thành phố|huyện|quận|xã|phường|thị xã|thị trấn|đặc khu|liên quan|việt nam|trên địa bàn)\s+$"
)


def stops_name(
    text: str, low: str, at: int, end: int, first: bool, kind: str, caps: bool, start: int
) -> bool:
    """Return whether the word at ``at`` is none of the name that began at ``start`` and reaches to ``end``.

    ``first``: nothing but the head of the name has been read; ``caps``: it is printed in capitals.
    """
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
    r"|(?:công|dân)\s+lập|hậu\s+cần|hàng\s+không)(?!\w)"
)
# "Quỹ Đầu tư phát triển", "Viện Nghiên cứu phát triển".
_FURTHERED = re.compile(r"(?:nghiên cứu|đầu tư|hỗ trợ|xúc tiến)\s+$")
# The trades of a company or a project's board in its name: "Công ty Quản lý khai thác công trình thủy lợi".
_TRADING = re.compile(r"(?:các\s+)?(?:công ty|tổng công ty|ban quản lý (?:các )?dự án|ban qlda|bqlda)\s")
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


def takes_work(low: str, start: int, at: int) -> bool:
    """Return whether the head before ``at`` takes a verb as its name ("cơ quan quản lý")."""
    head = low[start:at].strip()
    if head.endswith(
        ("cơ quan", "bộ phận", "đội", "ban", "tổ", "trung tâm", "hội đồng", "cơ sở", "quan quan", "phòng")
    ):
        return not re.match(r"tổ chức|thực hiện|tuyên truyền", low[at:]) or head.endswith("ban")
    if head.endswith(("đơn vị", "lực lượng", "chi cục", "cục", "tổ chức")):
        return bool(
            re.match(
                r"quản lý (?!chặt|tốt)|cấp (?:nước|điện|thoát nước)|tổ chức sự kiện"
                r"|chức năng|chuyên môn|vận chuyển|sự nghiệp|tư vấn|dự toán cấp",
                low[at:],
            )
            or _SUPPLIES.match(low, at)
        )
    if head.endswith("nhà thầu"):
        return low.startswith(("thi công", "tư vấn", "xây dựng"), at)
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
