"""Days, months, quarters and years tied to the work by a word: "trước", "chậm nhất", "trong", "từ … đến"."""

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import zip_longest

from rules.deadlines.points import find_points
from rules.deadlines.reading import CIVIL_CODE, DAY_ENDS, Reading, Setting
from rules.deadlines.spans import Point, Settled, settle
from rules.deadlines.words import BLANK, Passage, rx

PARTS_OF_TIME = f"{CIVIL_CODE}, Điều 146 khoản 3"
BEFORE_LAW = f"{CIVIL_CODE}, Điều 148 khoản 6, cho ngày liền trước"

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
_BARE = Link("IN", rx(r"$"), "chỉ ghi X: đến hết X")
# Verbs after which a bare time is when the work is to be done.
_DONE = rx(
    r"(?<!\w)(?:hoàn thành|hoàn thiện|hoàn tất|xong|dự kiến|khoảng|thời gian|thời hạn|thực hiện"
    r"|triển khai|ban hành"
    r"|tổ chức|trình|khai mạc|phát động|khởi công|khánh thành|diễn ra|bắt đầu|kết thúc|tiến độ|hạn)[\s:(,]*$"
)
_FINISH = rx(r"(?<!\w)(?:hoàn thành|hoàn thiện|hoàn tất|xong|chậm nhất)(?!\w)[^.;]{0,80}$")
_OPENING = re.compile(r"^[\s\-+•–]*$")
# A result, a figure or a report *of* that time, not work due in it.
_OF_THAT_TIME = rx(
    r"(?<!\w)(?:kết quả|số liệu|tình hình|thành tích|đạt được|phát sinh|thu nhập|diễn biến|báo cáo|chỉ tiêu"
    r"|ghi nhận|xảy ra|đã|được giao|sinh|cấp)(?:\s+[^\s.,;:()]+){0,4}\s*$"
)
# A goal's figure is reached in a year; no work of this item is due in it.
_FIGURE = rx(r"(?:\d\s*%|(?<!\w)(?:đạt|tỷ lệ|tỉ lệ|chỉ tiêu|phấn đấu)(?!\w))[^.;]*$")
_WORK_OF = rx(r"(?<!\w)(?:nhiệm vụ|công tác|trọng tâm|giải pháp|kế hoạch|kỳ|đợt|phiên họp)\s*$")
_FIGURE_AHEAD = rx(
    r"[\s,:]*(?:có|đạt|100%|≥|trên|ít nhất|tối thiểu|phấn đấu|tổng số|tỷ lệ|tỉ lệ|[^\s,.;]+ đạt)(?!\w)"
    r"|[^.;]{0,60}\d\s*%"
)
_FILLER = rx(
    r"(?<!\w)(?:hoàn thành|hoàn tất|xong|thực hiện|triển khai|báo cáo|gửi|dự kiến|khoảng|thời gian"
    r"|thời hạn|tiến độ"
    r"|hạn|và|phải|cần|là|việc|bắt đầu|từ|trong|vào|trước|đến|hết|cho|chậm nhất|ngày|tháng|quý|năm|kỳ|đợt"
    r"|theo"
    r"|định kỳ|thường xuyên|hoặc)(?!\w)"
)
_OPEN_END = rx(
    r"\s*(?:,|và|-|đến)*\s*(?:(?:các|những|cả các) (?:năm|tháng|quý|giai đoạn|năm sau)(?: (?:tiếp theo"
    r"|sau|kế tiếp|tiếp|tới))+"
    r"|trở đi|về sau|trở về sau)"
)
# "đến khi …" has been read, and wiped, by then.
_UNTIL_ACT = re.compile(r"\s*\x00+[^,.;()]*")
_JOIN = rx(r"[\s)]*(?:-|(?:cho )?(?:đến|tới)(?P<all>(?: cuối| hết)*)(?P<before> trước)?)[\s(]*(?:ngày\s*)?$")
_NOW = rx(r"(?<!\w)từ (?:nay|bây giờ|ngày ký(?: ban hành)?) (?:cho )?$")
_SAME = rx(r"\s*(?:và|hoặc|,|;)\s*(?:trước |ngày )*$")
_SHARE = rx(
    r"\s*(?:ngày )?\s*(?:số|tổng|diện|dân|hộ|xã|phường|huyện|đơn vị|nhu cầu|lượng|mức|công suất"
    r"|thành viên|đại biểu)(?!\w)"
)
_AMONG = 75


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


def read_links(passage: Passage, setting: Setting) -> list[Reading]:
    """Return the dated deadlines of ``passage``, and questions for days that cannot be read."""
    points = find_points(passage, setting.issued_on)
    found: list[Reading] = []
    before: tuple[int, Link] | None = None
    for stretch in _stretches(points, passage.lower):
        link, start = _link_of(stretch, passage.lower)
        if link is _BARE and before and _SAME.fullmatch(passage.lower, before[0], stretch.start):
            link = before[1]
        reading = _read(stretch, link, start, passage.lower, setting, points)
        before = (stretch.end, link)
        if reading is not None:
            found.append(reading)
    return found


def _stretches(points: list[Point], text: str) -> list[Stretch]:
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
    return LINKS[-2].pattern.search(text, max(0, point.start - _AMONG), point.start) is not None


def _link_of(stretch: Stretch, text: str) -> tuple[Link, int]:
    left = max(0, stretch.start - _AMONG)
    for link in LINKS:
        match = link.pattern.search(text, left, stretch.start)
        if match:
            if link.id in ("BEFORE_TIME", "AT_TIME") and stretch.unit != "day":
                continue
            return link, match.start()
    return _BARE, stretch.start


def _read(
    stretch: Stretch, link: Link, start: int, text: str, setting: Setting, points: list[Point]
) -> Reading | None:
    if not _counts(stretch, link, start, text, setting):
        return None
    rule = f"{_link_name(stretch, link)}_{_UNIT_NAMES[stretch.unit]}"
    onward = _OPEN_END.match(text, stretch.end)
    if onward or (link.id == "FROM" and not stretch.joined):
        until = _UNTIL_ACT.match(text, stretch.end)
        if link.id == "FROM" and until:
            return Reading(start, until.end(), "event", "FROM_TO_EVENT", f"{CIVIL_CODE}, Điều 144 khoản 2")
        return _open(stretch, start, onward.end() if onward else stretch.end, text, setting)
    year = _shared_year(stretch, points, text)
    settled = settle(stretch.last, setting.issued_on, after=_is_before(stretch, link), year=year)
    if isinstance(settled, str):
        return Reading(start, stretch.end, "none", rule, question=settled)
    return _dated(stretch, link, start, rule, settled, setting, text)


def _dated(
    stretch: Stretch, link: Link, start: int, rule: str, settled: Settled, setting: Setting, text: str
) -> Reading:
    due, law = settled.last, DAY_ENDS
    if _is_before(stretch, link) and not (setting.inclusive and stretch.unit == "day"):
        due, law = settled.first - timedelta(days=1), BEFORE_LAW
    elif link.id == "BEFORE_TIME" and _midnight(link, text, stretch):
        due = settled.first - timedelta(days=1)
    if stretch.unit == "part":
        law = PARTS_OF_TIME
    closes = link.id in ("THROUGH", "UNTIL") or stretch.joined
    literal = settled.literal
    reading = Reading(start, stretch.end, "date", rule, law, due, literal=literal, closes=closes)
    return _doubt(reading, stretch, text, settled, setting)


def _doubt(reading: Reading, stretch: Stretch, text: str, settled: Settled, setting: Setting) -> Reading:
    """Turn a day long past into a question, and put one beside a day that looks wrong."""
    due, issued = reading.due_on, setting.issued_on
    if due is not None and issued is not None and due < issued:
        said = f"Thời hạn {due:%d/%m/%Y} đã qua trước ngày ban hành {issued:%d/%m/%Y}; đề nghị xem lại."
        if (issued - due).days > 366 and not setting.cell:
            return replace(reading, kind="none", due_on=None, question=said)
        return replace(reading, question=said)
    weekday = _WEEKDAY_BESIDE.search(text[max(0, reading.start) : stretch.end + 16])
    if stretch.unit == "day" and weekday and _NUMBERS[weekday[1]] != settled.last.weekday():
        said = f"Thứ trong tuần không khớp với ngày {settled.last:%d/%m/%Y}; đề nghị xem lại."
        return replace(reading, question=said)
    return reading


_WEEKDAY_BESIDE = rx(r"thứ (hai|ba|tư|năm|sáu|bảy|[2-7])(?!\w)")
_NUMBERS = {"hai": 0, "ba": 1, "tư": 2, "năm": 3, "sáu": 4, "bảy": 5} | {str(n): n - 2 for n in range(2, 8)}
_UNIT_NAMES = {"day": "DATE", "month": "MONTH", "quarter": "QUARTER", "half": "HALF"}
_UNIT_NAMES |= {"part": "PART", "year": "YEAR", "phase": "PHASE"}


def _link_name(stretch: Stretch, link: Link) -> str:
    return "FROM_TO" if stretch.joined and link.id in ("FROM", "IN") else link.id


def _is_before(stretch: Stretch, link: Link) -> bool:
    return stretch.before_last or (link.id == "BEFORE" and not stretch.joined)


def _midnight(link: Link, text: str, stretch: Stretch) -> bool:
    clock = link.pattern.search(text, max(0, stretch.start - _AMONG), stretch.start)
    return clock is not None and int(clock["hour"]) == 0 and int(clock["minute"] or 0) == 0


def _open(stretch: Stretch, start: int, end: int, text: str, setting: Setting) -> Reading | None:
    """Return "ongoing" for a first day without a last one."""
    if not setting.cell and not _alone(text, start, end):
        settled = settle(stretch.first, setting.issued_on, after=False)
        old = not isinstance(settled, str) and setting.issued_on and settled.last < setting.issued_on
        begins = _OPENING.match(text[:start]) or _DONE.search(text, max(0, start - 40), start)
        if old or (setting.issued_on is None and not begins):
            return None
    return Reading(start, end, "ongoing", "FROM_ON", DAY_ENDS)


def _shared_year(stretch: Stretch, points: list[Point], text: str) -> int | None:
    """Return the year that the next time in a list says for both: "15/6 và 15/12/2025"."""
    if stretch.joined and stretch.first is not stretch.last:
        return stretch.last.year if stretch.last.year is not None else stretch.first.year
    for point in points:
        if point.start >= stretch.end and point.year is not None and point.unit == stretch.unit:
            between = text[stretch.end : point.start]
            if len(between) < 30 and re.fullmatch(r"[\s,]*(?:và|hoặc|,|-|đến)?[\s\w]{0,16}", between):
                return point.year
            return None
    return None


def _counts(stretch: Stretch, link: Link, start: int, text: str, setting: Setting) -> bool:
    """Say whether this time is the deadline of the work and not part of a name or a figure."""
    onward = _OPEN_END.match(text, stretch.end)
    if setting.cell or _alone(text, start, onward.end() if onward else stretch.end):
        return True
    if stretch.first.bare and _SHARE.match(text, stretch.end):
        return False
    left = text[max(0, start - _AMONG) : start]
    if link is _BARE or link.id == "AT_TIME":
        return _bare_counts(stretch, left, text, start)
    if stretch.unit == "year" and link.id == "UNTIL" and not stretch.joined:
        # "đến năm 2030" in running text is a goal unless something is to be finished by then.
        return _FINISH.search(left) is not None
    if stretch.unit in ("year", "half", "phase") and not _FINISH.search(left):
        if stretch.first.year is None and link.id == "IN" and stretch.unit == "year":
            return False
        if _FIGURE.search(left) or _FIGURE_AHEAD.match(text, stretch.end):
            return False
    if link.id == "IN" and stretch.unit != "day":
        return not _OF_THAT_TIME.search(left)
    return True


def _bare_counts(stretch: Stretch, left: str, text: str, start: int) -> bool:
    """Say the same of a time without "trước, trong, đến": only its place in the sentence can tell."""
    if stretch.joined and not stretch.first.bare and stretch.unit == "day":
        return True
    if stretch.unit == "part":
        return not _OF_THAT_TIME.search(left) and not _WORK_OF.search(left)
    if stretch.unit in ("year", "phase", "half"):
        opening = _OPENING.match(text[:start]) and text[stretch.end :].lstrip().startswith((",", ":"))
        closing = not stretch.first.bare and _closing_bracket(stretch, text)
        return bool(opening or closing or _FINISHED.search(left))
    if _DONE.search(left):
        return True
    if stretch.unit == "day" or stretch.first.bare:
        return False
    return _closing_bracket(stretch, text) or left.rstrip().endswith((",", ":", ";"))


_FINISHED = rx(r"(?<!\w)(?:hoàn thành|hoàn tất|xong|dự kiến)[\s:(]*$")
_BRACKETED = re.compile(r"\s*\)\s*(?:$|[.;,])")


def _closing_bracket(stretch: Stretch, text: str) -> bool:
    """Say whether the time stands alone in brackets at the end of a clause: "… đề án (quý IV/2025);"."""
    return text[: stretch.start].rstrip().endswith("(") and _BRACKETED.match(text, stretch.end) is not None


def _alone(text: str, start: int, end: int) -> bool:
    """Say whether nothing but words of time and of finishing stands around the stretch."""
    rest = f"{text[:start]} {text[end:]}"
    if BLANK in rest or len(rest) > 60:
        return False
    return not re.search(r"\w", _FILLER.sub(" ", rest))
