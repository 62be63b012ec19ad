"""Labelled lines: "Cơ quan chủ trì: …", "Đơn vị phối hợp: …", "Thời gian: …", "Sản phẩm: …"."""

import re
from functools import lru_cache

from extract.agencies import begins_body, read_bodies
from extract.labels import DOERS, LabelKind, Segment
from extract.unpointed import read_unpointed, said_of_doers, value_of
from extract.verbs import PREDICATE
from extract.words import lowered

# "Sở", "ban", "phòng", "tổ chức" alone begin names and verbs: "Sở Xây dựng:", "Ban Tổ chức:", "Tổ chức …:".
_BODY = (
    r"(?:cơ quan|đơn vị|địa phương|bộ phận|đầu mối|lực lượng|người|cá nhân|cán bộ|sở, (?:ban, )?ngành"
    r"|các tổ chức|phòng,? ban|phòng chuyên môn|phòng(?= (?:chủ trì|phối hợp|thực hiện|phụ trách)))"
)
_WHO = (
    rf"(?:(?:các\s+)?{_BODY}(?:(?:\s*[,/]\s*|\s+(?:và|hoặc)\s+)(?:{_BODY}|tổ chức)){{0,5}},?\s+"
    r"(?:(?:được\s+(?:giao|phân công)|có\s+trách nhiệm|trực tiếp|chính)\s+)*)"
)
_AND = r"(?:\s*[,/]\s*|\s+(?:và\s+)?)"
_WORK = (
    r"(?:thực hiện|triển khai|tham mưu|tổ chức|xây dựng|soạn thảo|biên soạn|thi hành|tiến hành|đề xuất"
    r"|hướng dẫn|chủ trì|chính|nhiệm vụ|công việc|trình|ban hành|báo cáo)"
)
_TAIL = rf"(?:{_AND}{_WORK})*"
_TIME = (
    r"(?:thực hiện|hoàn thành|triển khai|báo cáo|tổ chức|dự kiến|kết thúc|gửi|ban hành|trình|thi hành"
    r"|nhiệm vụ|công việc|hoàn tất|xong|cụ thể|chậm nhất|yêu cầu|giải quyết|xây dựng|tiến hành|công bố|nộp"
    r"|áp dụng|phê duyệt|thông qua|thời hạn|tiến độ|lộ trình|địa điểm)"
)
_PRODUCT = (
    r"(?:sản phẩm|kết quả|dự kiến|đầu ra|cần đạt|phải đạt|hoàn thành|thực hiện|chính|chủ yếu|đạt được"
    r"|mong đợi|công việc|nhiệm vụ|cụ thể)"
)
_PATTERNS: tuple[tuple[LabelKind, str], ...] = (
    # Who watches over the work, signs it or approves it does not do it.
    (
        "other",
        r"lãnh đạo(?:\s+\w+){0,4}?\s+(?:phụ trách|chỉ đạo|theo dõi)(?:,?\s+(?:phụ trách|chỉ đạo|theo dõi))*"
        rf"|(?:{_WHO}|(?:cấp|thẩm quyền)\s+)(?:theo dõi|đôn đốc|kiểm tra"
        r"|giám sát|chỉ đạo|phê duyệt|quyết định|thẩm định|thẩm tra|ký|thụ hưởng|tiếp nhận|trình|ban hành)"
        r"(?:(?:\s*[,/]\s*|\s+(?:và\s+)?)(?:theo dõi|đôn đốc|kiểm tra|giám sát|chỉ đạo|phê duyệt|quyết định"
        r"|thẩm định|ban hành|ký|trình|thực hiện|chung))*",
    ),
    ("doer", rf"{_WHO}chủ trì\s*(?:,|/|và|-)\s*(?:{_BODY}\s+)?phối hợp{_TAIL}"),
    (
        "lead",
        rf"(?:{_WHO}|trách nhiệm\s+)?chủ trì{_TAIL}|(?:{_WHO}|cơ quan\s+|đơn vị\s+)đầu mối{_TAIL}"
        rf"|{_WHO}chịu trách nhiệm chính{_TAIL}",
    ),
    ("partner", rf"(?:{_WHO})?(?:cùng\s+)?phối hợp{_TAIL}|(?:cơ quan|đơn vị)\s+(?:tham gia|hỗ trợ){_TAIL}"),
    (
        "doer",
        rf"{_WHO}(?:thực hiện|triển khai|tham mưu|chịu trách nhiệm|phụ trách|được (?:giao|phân công)"
        rf"|(?<!, )tổ chức|soạn thảo|xây dựng|thi hành|đảm nhiệm|đảm nhận|tiến hành){_TAIL}"
        r"|(?:phân công|trách nhiệm|giao)\s+(?:thực hiện|triển khai)",
    ),
    (
        "time",
        rf"(?:thời gian|thời hạn|tiến độ|kỳ hạn|hạn|lộ trình|thời điểm|mốc thời gian)(?:{_AND}{_TIME})*",
    ),
    ("product", rf"(?:sản phẩm|kết quả|đầu ra)(?:{_AND}{_PRODUCT})*"),
    (
        "content",
        r"(?:nội dung|nhiệm vụ|công việc|hoạt động)(?:(?:\s*,\s*|\s+(?:và\s+)?)(?:nội dung|nhiệm vụ|công việc"
        r"|thực hiện|cụ thể|triển khai|chính|chủ yếu|hoạt động|tuyên truyền|phổ biến|tập huấn|kiểm tra"
        r"|đào tạo|bồi dưỡng|truyền thông|khảo sát|rà soát))*",
    ),
    (
        "other",
        r"(?:kinh phí|nguồn kinh phí|địa điểm|hình thức|đối tượng|số lượng|phạm vi|nguồn lực|nguồn vốn)"
        r"(?:,?\s+(?:và\s+)?(?:thực hiện|triển khai|tổ chức|địa điểm|phạm vi|kinh phí|áp dụng|thụ hưởng"
        r"|tham gia|tham dự))*",
    ),
    (
        "aside",
        r"(?:mục tiêu|mục đích|yêu cầu|căn cứ|cơ sở pháp lý|cách thức|phương thức|phương pháp|chỉ tiêu"
        r"|sự cần thiết|lý do"
        r"|thành phần(?: tham dự| tham gia)?|quy mô|đại biểu|khách mời|tài liệu|phương tiện)"
        r"(?:(?:\s*,\s*|\s+(?:và\s+)?)(?:thực hiện|triển khai|cụ thể|yêu cầu|pháp lý"
        r"|cần đạt|mục đích|tổ chức))*",
    ),
)
_NOTE = r"(?:\s*\((?:dự kiến|nếu có|tham mưu|hoàn thành|thực hiện|chính)\))?"
_NAMES = [f"k{index}" for index in range(len(_PATTERNS))]
_KINDS: dict[str, LabelKind] = {name: kind for name, (kind, _) in zip(_NAMES, _PATTERNS, strict=True)}
_WORDS = "|".join(f"(?P<{name}>{pattern})" for name, (_, pattern) in zip(_NAMES, _PATTERNS, strict=True))
# Where a label may stand: at the start, behind the end of a sentence, behind a comma, a dash or a bracket.
_LABEL = re.compile(
    rf"(?:(?P<soft>,\s*|\s[-–—+]\s+|\(\s*)|(?<=[.;])\s+(?:[-–—+]\s*)?|^[\s(\-+*•]*)(?:{_WORDS}){_NOTE}\s*:\s*"
)


def read_segments(text: str) -> list[Segment]:
    """Return the paragraph cut at its labels; one plain segment where it has none.

    A label stands at the start of the paragraph or of a sentence ("… gửi Bộ. Thời gian hoàn thành: …"), in
    a bracket that closes the task ("… (Cơ quan chủ trì: Sở X; thời gian: Quý I)"), or behind another one.
    """
    return list(_segments(text))


@lru_cache(maxsize=4096)
def _segments(text: str) -> tuple[Segment, ...]:
    low = lowered(text)
    marks = _marks(text, low) if ":" in text else []
    if not marks:
        return tuple(read_unpointed(text)) or (Segment("", text, 0, len(text)),)
    found: list[Segment] = []
    head = text[: marks[0].start()].strip()
    if head:
        found.append(Segment("", head, 0, marks[0].start()))
    for index, mark in enumerate(marks):
        end = marks[index + 1].start() if index + 1 < len(marks) else len(text)
        found.append(Segment(_kind(mark), value_of(text[mark.end() : end]), mark.start(), end))
    return tuple(found)


def _kind(mark: re.Match[str]) -> LabelKind:
    return next(_KINDS[name] for name in _NAMES if mark[name])


def _marks(text: str, low: str) -> list[re.Match[str]]:
    """Return the labels; behind a comma, a dash or a bracket only those that name a body or a time."""
    found: list[re.Match[str]] = []
    for mark in _LABEL.finditer(low):
        kind = _kind(mark)
        if mark["soft"] is not None:
            opens = mark["soft"].lstrip()[:1] == "("
            is_group = kind in ("lead", "doer", "partner", "time", "product")
            is_closed = opens and text.rstrip(" .;").endswith(")")
            if not is_group or not (found or is_closed or _names_who(text, mark, kind)):
                continue
        elif kind == "aside" and found:
            continue
        if kind in ("lead", "doer", "partner") and _orders_work(text, low, mark):
            continue
        found.append(mark)
    return found


def _names_who(text: str, mark: re.Match[str], kind: LabelKind) -> bool:
    """Whether a label in the course of the text says whom it names ("…, cơ quan thực hiện: Sở X")."""
    is_full = re.search(r"(?:cơ quan|đơn vị)\s", mark[0]) is not None
    return kind in DOERS and is_full and begins_body(text, mark.end())


def _orders_work(text: str, low: str, mark: re.Match[str]) -> bool:
    """Whether work stands behind the colon: "Đơn vị chủ trì: Xây dựng …", "Phối hợp: Sở X cung cấp …"."""
    at = mark.end()
    if at >= len(text):
        return False
    if not begins_body(text, at):
        is_order = PREDICATE.match(low, at) is not None or text[at].islower()
        return is_order and not _ELSEWHERE.match(low, at)
    is_word = re.match(r"\W*(?:chủ trì|phối hợp)\W*$", mark[0]) is not None
    bodies = read_bodies(text, at, loose=True)
    behind = low[bodies.end :].lstrip(" ,")
    is_order = PREDICATE.match(behind) is not None and said_of_doers(text[at:], low[at:], 0) is None
    return is_word and is_order and not behind.startswith(("chủ trì", "phối hợp"))


# "Cơ quan thực hiện: theo phân công của UBND tỉnh."
_ELSEWHERE = re.compile(r"(?:theo|như|do|tùy|căn cứ|toàn|không)(?!\w)")
