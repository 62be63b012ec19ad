"""What ties a time to the work ordered: the links, and two times that "đến" joins into one."""

import re
from dataclasses import dataclass
from itertools import zip_longest

from rules.deadlines.spans import Point
from rules.deadlines.words import rx

_CLOCK = (
    r"(?P<hour>\d{1,2})\s*(?:giờ|h|g|:)\s*(?P<minute>\d{2})?\s*(?:phút|')?(?:\s*(?:sáng|trưa|chiều|tối))?"
)
_WEEKDAY = r"(?:(?:thứ (?:hai|ba|tư|năm|sáu|bảy|bẩy|[2-7])|chủ nhật)[\s,]*)?"
_TIED_TO = rf"[\s:,(]*{_WEEKDAY}(?:ngày )?$"


@dataclass(frozen=True, slots=True)
class Link:
    """A word that ties a time to the work: id, pattern (it ends where the time begins), meaning."""

    id: str
    pattern: re.Pattern[str]
    meaning: str


LINKS: tuple[Link, ...] = (
    Link(
        "BEFORE_TIME",
        rx(
            r"(?<!\w)(?:(?:(?:chậm|muộn|trễ) nhất|trước|đến|không quá|muộn hơn|hạn cuối|vào|hạn chót|xong)"
            r"(?: (?:là|vào|trước|hết|lúc|đến))*)"
            rf"\s*{_CLOCK},?\s*(?:cùng |của |trong |vào )?\s*{_TIED_TO}"
        ),
        "trước một giờ của ngày X: hết giờ đó, vẫn là ngày X",
    ),
    Link(
        "AT_TIME",
        rx(rf"(?<!\w)(?:(?:vào )?lúc |đúng |từ )?{_CLOCK},?\s*{_TIED_TO}"),
        "giờ và ngày ghi trống: ngày X",
    ),
    Link(
        "LATEST",
        rx(
            r"(?<!\w)(?:trước hoặc (?:trong|đúng)"
            r"|không (?:quá|muộn hơn|chậm hơn|trễ hơn|chậm quá|được quá|vượt quá))"
            rf"(?: (?:là|hết))*{_TIED_TO}"
        ),
        "không quá ngày X: tính cả X",
    ),
    Link(
        "BEFORE",
        rx(
            r"(?<!\w)(?:(?:(?:chậm|muộn|trễ) nhất|đến|hạn cuối|hạn chót)(?: là)? )?trước"
            rf"(?: (?:thời điểm|mốc|thời hạn))?{_TIED_TO}"
        ),
        "trước X: hết ngày liền trước",
    ),
    Link(
        "LATEST",
        rx(
            r"(?<!\w)(?:(?:chậm|muộn|trễ|lâu) nhất|hạn chót|hạn cuối(?: cùng)?|thời hạn(?: cuối| cuối cùng)?)"
            rf"(?:[\s:,]+(?:là|vào|đến|trong|tới|cũng|hết|không quá))*{_TIED_TO}"
        ),
        "chậm nhất X: tính cả X",
    ),
    Link("THROUGH", rx(rf"(?<!\w)(?:(?:cho )?(?:đến|tới)(?: khi)? )?hết{_TIED_TO}"), "đến hết X: tính cả X"),
    Link("UNTIL", rx(rf"(?<!\w)(?:cho )?(?:đến|tới){_TIED_TO}"), "đến X: tính cả X"),
    Link("FROM", rx(rf"(?<!\w)(?:kể từ|bắt đầu từ|tính từ|từ){_TIED_TO}"), "từ X: không có ngày cuối"),
    Link(
        "IN",
        rx(rf"(?<!\w)(?:ngay |nội )?(?:trong|vào|cả)(?: (?:lúc|các|cả))?{_TIED_TO}"),
        "trong X: đến hết X",
    ),
)
BARE = Link("IN", rx(r"$"), "chỉ ghi X: đến hết X")
FROM = next(link for link in LINKS if link.id == "FROM")
# How far before a time its link is looked for, in signs.
REACH = 75
OPEN_END = rx(
    r"\s*(?:,|và|-|đến)*\s*(?:(?:các|những|cả các) (?:năm|tháng|quý|giai đoạn|năm sau)(?: (?:tiếp theo"
    r"|sau|kế tiếp|tiếp|tới))+"
    r"|trở đi|về sau|trở về sau)"
)
_JOIN = rx(r"[\s)]*(?:-|(?:cho )?(?:đến|tới)(?P<all>(?: cuối| hết)*)(?P<before> trước)?)[\s(]*(?:ngày\s*)?$")


@dataclass(frozen=True, slots=True)
class Stretch:
    """One time, or two joined by "đến": its points, its days, and what ties it to the work."""

    start: int
    end: int
    unit: str
    first: Point
    last: Point
    joined: bool = False
    before_last: bool = False


def stretches_of(points: list[Point], text: str) -> list[Stretch]:
    """Join neighbours that "đến" or a dash ties into one time from the first to the last."""
    made: list[Stretch] = []
    skip = False
    for point, following in zip_longest(points, points[1:]):
        if skip:
            skip = False
            continue
        join = following and _JOIN.fullmatch(text, point.end, following.start)
        if following and join and (_kin(point, following) or _from_before(text, point)):
            until = join["before"] is not None
            made.append(Stretch(point.start, following.end, following.unit, point, following, True, until))
            skip = True
        else:
            made.append(Stretch(point.start, point.end, point.unit, point, point, point.ranged))
    return made


def _kin(a: Point, b: Point) -> bool:
    rough = ("month", "quarter", "half", "part", "year", "phase")
    return a.unit == b.unit or (a.unit in rough and b.unit in rough)


def _from_before(text: str, point: Point) -> bool:
    return FROM.pattern.search(text, max(0, point.start - REACH), point.start) is not None


def link_of(stretch: Stretch, text: str) -> tuple[Link, int]:
    """Return the word that ties the stretch to the work, and where that word begins."""
    left = max(0, stretch.start - REACH)
    for link in LINKS:
        match = link.pattern.search(text, left, stretch.start)
        if match:
            if link.id in ("BEFORE_TIME", "AT_TIME") and stretch.unit != "day":
                continue
            return link, match.start()
    return BARE, stretch.start
