"""Labelled lines: "Cơ quan chủ trì: …", "Đơn vị phối hợp: …", "Thời gian: …", "Sản phẩm: …"."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from extract.agencies import read_bodies
from extract.words import lowered

# "aside" says something about a task (its aim, its basis) and counts only beside a doer line.
LabelKind = Literal["lead", "doer", "partner", "time", "product", "content", "other", "aside"]

# "Sở", "ban", "phòng", "tổ chức" alone begin names and verbs: "Sở Xây dựng:", "Ban Tổ chức:", "Tổ chức …:".
_BODY = (
    r"(?:cơ quan|đơn vị|địa phương|bộ phận|đầu mối|lực lượng|người|cá nhân|cán bộ|sở, (?:ban, )?ngành"
    r"|các tổ chức|phòng,? ban|phòng chuyên môn|phòng(?= (?:chủ trì|phối hợp|thực hiện|phụ trách)))"
)
_WHO = (
    rf"(?:(?:các\s+)?{_BODY}(?:(?:\s*[,/]\s*|\s+(?:và|hoặc)\s+)(?:{_BODY}|tổ chức))*,?\s+"
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
    r"|áp dụng|phê duyệt|thông qua|thời hạn|tiến độ|lộ trình)"
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
        r"|thực hiện|cụ thể|triển khai|chính|chủ yếu|hoạt động))*",
    ),
    (
        "other",
        r"(?:kinh phí|nguồn kinh phí|địa điểm|hình thức|đối tượng|số lượng|phạm vi|nguồn lực|nguồn vốn)"
        r"(?:,?\s+(?:và\s+)?(?:thực hiện|triển khai|tổ chức|địa điểm|phạm vi|kinh phí|áp dụng))*",
    ),
    (
        "aside",
        r"(?:mục tiêu|mục đích|yêu cầu|căn cứ|cơ sở pháp lý|cách thức|phương thức|phương pháp|chỉ tiêu"
        r"|sự cần thiết|lý do)(?:(?:\s*,\s*|\s+(?:và\s+)?)(?:thực hiện|triển khai|cụ thể|yêu cầu|pháp lý"
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
# Bare words that are labels only where nothing but names of bodies follows them.
_WEAK = re.compile(
    r"^[\s(\-+*•]*(?:(?:tổ chức\s+)?(?:thực hiện|triển khai)|tham mưu|phụ trách|trách nhiệm(?:\s+thuộc về)?"
    r"|phân công|giao(?:\s+cho)?|đơn vị|cơ quan|đầu mối)\s*:\s*"
)
# Labels whose colon was forgotten: "Cơ quan chủ trì là Sở X", "Thời gian hoàn thành trước ngày …".
_UNPOINTED_WHO = re.compile(
    rf"^[\s(\-+*•]*(?:(?P<lead>(?:cơ quan|đơn vị)\s+chủ trì{_TAIL})|(?P<partner>(?:cơ quan|đơn vị)\s+phối hợp"
    rf"{_TAIL})|(?P<doer>(?:cơ quan|đơn vị)\s+(?:thực hiện|triển khai)))\s+(?:là\s+|gồm\s+|[-–—]\s+)?"
)
_UNPOINTED_TIME = re.compile(
    rf"^[\s(\-+*•]*(?:thời gian|thời hạn|tiến độ|hạn)(?:{_AND}{_TIME})+\s+(?:là\s+|[-–—]\s+)?"
    r"(?=(?:trước|trong|sau|từ|đến|chậm nhất|ngày|tháng|quý|năm|h[àằ]ng|thường xuyên|vào|định kỳ|ngay)(?!\w))"
)
_LONGEST_UNPOINTED = 220


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a paragraph: its label kind ("" for the words before the first label) and span."""

    kind: LabelKind | Literal[""]
    text: str
    start: int
    end: int


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
        return tuple(_weak(text, low) or _unpointed(text, low) or _bracketed(text)) or (
            Segment("", text, 0, len(text)),
        )
    found: list[Segment] = []
    head = text[: marks[0].start()].strip()
    if head:
        found.append(Segment("", head, 0, marks[0].start()))
    for index, mark in enumerate(marks):
        end = marks[index + 1].start() if index + 1 < len(marks) else len(text)
        found.append(Segment(_kind(mark), _value(text[mark.end() : end]), mark.start(), end))
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
            if not is_group or not (found or (opens and text.rstrip(" .;").endswith(")"))):
                continue
        elif kind == "aside" and found:
            continue
        found.append(mark)
    return found


def _value(text: str) -> str:
    """Return the words of a label without the bracket or the dash that closes them."""
    text = text.strip()
    while (text.endswith(")") or text.endswith((").", ");"))) and text.count(")") > text.count("("):
        cut = text.rfind(")")
        text = (text[:cut] + text[cut + 1 :]).strip()
    return text.rstrip(" -–—,") if text.endswith(("-", "–", "—", ",")) else text


def _names_only(text: str, start: int) -> bool:
    bodies = read_bodies(text, start, loose=True)
    return bool(bodies.entries) and not text[bodies.end :].strip(" .;:)")


def _weak(text: str, low: str) -> list[Segment]:
    mark = _WEAK.match(low)
    if mark is None or not _names_only(text, mark.end()):
        return []
    return [Segment("doer", _value(text[mark.end() :]), mark.start(), len(text))]


def _unpointed(text: str, low: str) -> list[Segment]:
    if len(text) > _LONGEST_UNPOINTED:
        return []
    if (mark := _UNPOINTED_WHO.match(low)) is not None and _names_only(text, mark.end()):
        if mark["lead"]:
            return [Segment("lead", _value(text[mark.end() :]), 0, len(text))]
        return [Segment("partner" if mark["partner"] else "doer", _value(text[mark.end() :]), 0, len(text))]
    if (mark := _UNPOINTED_TIME.match(low)) is not None:
        return [Segment("time", _value(text[mark.end() :]), 0, len(text))]
    return []


_BRACKETED = re.compile(r"\((?P<who>[^();]+)(?:;\s*(?P<time>[^();]+))?\)\W*$")


def _bracketed(text: str) -> list[Segment]:
    """Read a doer line in the closing bracket: "… (Sở A chủ trì, phối hợp với Sở B; hoàn thành trong …)"."""
    match = _BRACKETED.search(text)
    if match is None:
        return []
    low = lowered(match["who"]).strip()
    bodies = read_bodies(match["who"].strip(), 0)
    doing = low[bodies.end :].strip()
    head = text[: match.start()].strip()
    # Behind a point of a programme "(Sở A thực hiện)" says who speaks; alone on its line it is a doer line.
    is_alone = not head and doing in ("thực hiện", "phụ trách")
    if not bodies.entries or not (doing.startswith("chủ trì") or is_alone):
        return []
    found = [Segment("", head, 0, match.start())] if head else []
    found.append(Segment("doer", match["who"].strip(), match.start() if head else 0, match.end("who")))
    if match["time"]:
        found.append(Segment("time", match["time"].strip(), match.start("time"), match.end("time")))
    return found
