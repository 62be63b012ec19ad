"""Periods counted from a day or to an event: "trong vòng 10 ngày làm việc kể từ ngày ký".

Sources: Bộ luật Dân sự 2015, Điều 147 (the first day is not counted), Điều 148 khoản 3 to 5 (a month
without the day ends on its last; a last day off moves to the next working day).
"""

import re
from datetime import date, timedelta

import pendulum

from rules.deadlines.certainty import COMES, DECIDES, SURE_END
from rules.deadlines.points import find_points
from rules.deadlines.reading import CIVIL_CODE, Reading, Setting
from rules.deadlines.spans import settle
from rules.deadlines.words import NUMBER, Passage, number, rx

COUNTED = f"{CIVIL_CODE}, Điều 147 khoản 2 và Điều 148 khoản 5"
BACKWARD = f"{CIVIL_CODE}, Điều 147 khoản 3"
LONGEST = 999

# Events that a plan organises: where the plan's event has a day, a period counts from it.
EVENT_NOUN = (
    r"(?:hội nghị|hội thảo|đại hội|lễ|hội thi|hội diễn|hội chợ|cuộc thi|cuộc họp|kỳ họp|phiên họp|diễn tập"
    r"|sự kiện|chương trình|buổi|ngày hội|liên hoan|triển lãm|festival|giải|diễn đàn|tọa đàm|toạ đàm|khai mạc"
    r"|tập huấn|gặp mặt|tuần lễ|tháng hành động|kỳ thi|bầu cử|cuộc bầu cử)"
)
_UNIT = r"(?P<unit>ngày làm việc|ngày công tác|giờ làm việc|ngày|tuần|tháng|quý|năm|giờ|h)(?!\w)"
AMOUNT = rf"(?:\d{{1,3}}\s*-\s*)?(?P<n>{NUMBER})\s*{_UNIT}(?: \([^()]{{1,24}}\))?"
_LEAD = (
    r"(?:trong (?:vòng|thời hạn|thời gian|khoảng thời gian)|trong|(?:chậm|muộn|trễ|lâu) nhất(?: là)?"
    r"|không quá"
    r"|tối đa|thời hạn(?: là)?|đến hết|cho đến hết|sau|ngay sau)(?: (?:tối đa|không quá|là|sau|khoảng"
    r"|vòng|trong"
    r"|thời hạn|hết))*"
)
_FROM = (
    r",?(?: liên tục)?,? (?:(?:được )?(?:kể|tính|kế)(?: bắt đầu)? (?:từ|tử)|từ|bắt đầu từ|sau)"
    r"(?: (?:khi|ngày|lúc|thời điểm|sau|có|mốc))*"
)
# Without "trong vòng, chậm nhất …" before the count only a full "kể từ, sau khi" makes it a period.
_FULL_FROM = (
    r",?(?: liên tục)?,? (?:(?:được )?(?:kể|tính|kế)(?: bắt đầu)? (?:từ|tử)(?: (?:khi|ngày|lúc|thời điểm"
    r"|sau|có))*"
    r"|sau (?:khi|ngày)(?: có)?)"
)
WITHIN = (
    rx(rf"(?<!\w){_LEAD}\s*{AMOUNT}{_FROM}(?P<anchor>[^.;]{{0,70}})"),
    rx(rf"(?<!\w){AMOUNT}{_FULL_FROM}(?P<anchor>[^.;]{{0,70}})"),
)

_SIGNED = rx(
    r"\s*(?:ký(?: (?:ban hành|phát hành))?|ban hành|phát hành|được ban hành|được ký)?\s*"
    r"(?:(?:kế hoạch|quyết định|công văn|chỉ thị|văn bản|thông báo|công điện|đề án|phương án|quy chế"
    r"|nghị quyết)"
    r"(?: này)?)?\s*(?:được )?(?:ký(?: ban hành)?|ban hành|phát hành|có hiệu lực)?(?: này)?(?!\w)(?P<rest>.*)"
)
_SIGN = rx(r"(?<!\w)(?:ký|ban hành|phát hành|hiệu lực|này)(?!\w)")
# Somebody's own illness, birth or journey: a rule of care, not the day of this work.
_PERSONAL = rx(
    r"(?:khỏi bệnh|khỏi|ra viện|xuất viện|nhập viện|sinh|tiêm|mắc|phơi nhiễm|tiếp xúc|nhập cảnh|xét nghiệm"
    r"|điều trị|cách ly|khởi phát|phát bệnh|tử vong|về địa phương|phẫu thuật|chẩn đoán)(?!\w)"
)
_EVENT_AHEAD = rx(
    r"\s*(?:(?:kết thúc|bế mạc|tổ chức|diễn ra|khai mạc|hoàn thành|hết)\s*)*(?:các |cuộc |buổi )?"
    + EVENT_NOUN
    + r"(?!\w)"
)
_TO_EVENT = (
    r"(?: (?:khi|ngày|thời điểm|lúc|so với))*(?: (?:diễn ra|tổ chức|khai mạc|bắt đầu))*"
    rf" (?P<event>{EVENT_NOUN})(?!\w)"
)
LEAST = r"(?:(?:ít nhất|tối thiểu|chậm nhất|muộn nhất)(?: là)? )?"
_NOT_FAR = r"(?: (?!(?:trước|trong|sau)(?!\w))[^\s.,;:()]+){0,10}?"
BEFORE_EVENT = (
    # "trước (ít nhất) 03 ngày diễn ra Hội nghị"
    rx(rf"(?<!\w){LEAST}trước (?:thời hạn )?{LEAST}{AMOUNT}(?: (?:trước|so với))?{_TO_EVENT}"),
    # "chậm nhất 03 ngày trước khi tổ chức Hội nghị", "02 ngày trước Hội nghị"
    rx(rf"(?<!\w){LEAST}{AMOUNT} trước{_TO_EVENT}"),
    # "trước Hội nghị 03 ngày", "trước ngày tổ chức Hội nghị ít nhất 05 ngày làm việc"
    rx(rf"(?<!\w){LEAST}trước{_TO_EVENT}{_NOT_FAR} {LEAST}{AMOUNT}"),
)
_OTHER_DOCUMENT = rx(r"\s*(?:của )?(?:nghị định|thông tư|luật|nghị quyết|quyết định số|hướng dẫn)")
_NEEDS = ("kể từ", "kế từ", "kế tử", "kể tử", "tính từ", " từ ", " sau ", "trước")
# A quick look for a count of days or months, before the longer patterns are tried.
_COUNT = rx(
    r"(?:[\d)]|mười|mươi|lăm|một|hai|ba|bốn|năm|sáu|bảy|tám|chín)\s*(?:ngày|tuần|tháng|quý|năm|giờ|h)(?!\w)"
)
NO_SIGNING_DAY = "Thời hạn tính từ ngày ký nhưng văn bản chưa rõ ngày ký; đề nghị bổ sung ngày ban hành."
NO_ANCHOR = "Thời hạn không nói tính từ ngày nào; đề nghị xác định ngày bắt đầu."


def read_periods(passage: Passage, setting: Setting) -> list[Reading]:
    """Return the counted periods of ``passage`` and wipe their words from it."""
    found: list[Reading] = []
    if not any(word in passage.lower for word in _NEEDS) or not _COUNT.search(passage.lower):
        return found
    for pattern in BEFORE_EVENT:
        for match in pattern.finditer(passage.lower):
            found.append(_before_event(match, setting))
            passage.blank(match.start(), match.end())
    for pattern in WITHIN:
        for match in pattern.finditer(passage.lower):
            reading = _within(match, passage, setting)
            if reading is not None:
                found.append(reading)
            passage.blank(match.start(), reading.end if reading else match.start("anchor"))
    return found


def add_period(start: date, count: int, unit: str, setting: Setting) -> date | None:
    """Return the last day of ``count`` units after ``start``, or None where there is no such day.

    The first day is not counted (Điều 147); a last day off moves to the next working day (Điều 148).
    """
    if unit in ("ngày làm việc", "ngày công tác"):
        return setting.calendar.add_working_days(start, min(count, LONGEST))
    day = pendulum.date(start.year, start.month, start.day)
    try:
        if unit == "tuần":
            day = day.add(weeks=count)
        elif unit in ("tháng", "quý"):
            day = day.add(months=count * (3 if unit == "quý" else 1))
        elif unit == "năm":
            day = day.add(years=count)
        else:
            day = day.add(days=count)
    except (OverflowError, ValueError):
        return None
    return setting.calendar.next_working(date(day.year, day.month, day.day))


def take_period(event: date, count: int, unit: str, setting: Setting) -> date:
    """Return the day ``count`` units before ``event``; calendar days are not moved."""
    if unit in ("ngày làm việc", "ngày công tác"):
        return setting.calendar.add_working_days(event, -min(count, LONGEST))
    if unit in ("giờ", "h", "giờ làm việc"):
        return event - timedelta(days=-(-count // 24))
    start = pendulum.date(event.year, event.month, event.day)
    months = count * {"tháng": 1, "quý": 3, "năm": 12}.get(unit, 0)
    days = count * {"ngày": 1, "tuần": 7}.get(unit, 0)
    day = start.subtract(months=months, days=days)
    return date(day.year, day.month, day.day)


def unit_of(match: re.Match[str]) -> str:
    """Return the unit of a matched ``AMOUNT`` in its plain form."""
    return " ".join(match["unit"].split())


def _before_event(match: re.Match[str], setting: Setting) -> Reading:
    start, end = match.start(), match.end()
    if setting.event_on is None:
        return Reading(start, end, "event", "N_BEFORE_EVENT", BACKWARD)
    due = take_period(setting.event_on, number(match["n"]), unit_of(match), setting)
    return Reading(start, end, "date", "N_BEFORE_EVENT", BACKWARD, due, literal=False, by_event=True)


def _within(match: re.Match[str], passage: Passage, setting: Setting) -> Reading | None:
    anchor, at = match["anchor"], match.start("anchor")
    start, unit = match.start(), unit_of(match)
    count = number(match["n"])
    if _PERSONAL.match(anchor.lstrip()) and not _LED_UNTIL.match(match.group()):
        return None
    from_day, by_event = _anchor_day(passage, at, setting), False
    if from_day is not None:
        day, end = from_day
    elif (signed := _signing(anchor)) is not None:
        if setting.issued_on is None:
            return Reading(start, at + signed, "none", "WITHIN_PERIOD", COUNTED, question=NO_SIGNING_DAY)
        day, end = setting.issued_on, at + signed
    elif setting.event_on is not None and (ahead := _EVENT_AHEAD.match(anchor)):
        day, end, by_event = setting.event_on, at + ahead.end(), True
    else:
        words = re.match(r"[^,.;:()]*", anchor)
        clause = words.group() if words else ""
        if _may_never_come(clause):
            return None
        return Reading(start, at + len(clause), "event", "WITHIN_PERIOD_EVENT", COUNTED)
    if unit in ("giờ", "h", "giờ làm việc"):
        unit, count = "ngày", -(-count // 24)
    due = add_period(day, count, unit, setting)
    if due is None:
        return None
    return Reading(start, end, "date", "WITHIN_PERIOD", COUNTED, due, literal=False, by_event=by_event)


def _may_never_come(clause: str) -> bool:
    """Whether the count begins with what may never happen: "kể từ khi phát hiện ca bệnh"."""
    if COMES.match(clause) or SURE_END.search(clause):
        return False
    decided = DECIDES.search(clause)
    return decided is not None and decided["unsure"] is not None


_LED_UNTIL = rx(r"(?:cho )?đến hết")


def _anchor_day(passage: Passage, at: int, setting: Setting) -> tuple[date, int] | None:
    """Return the full date that stands at ``at`` and where it ends, if one does."""
    nearby = Passage(passage.written[max(0, at - 6) : at + 40])
    shift = max(0, at - 6)
    for point in find_points(nearby, setting.issued_on):
        if point.unit == "day" and at - 6 <= point.start + shift <= at + 1:
            settled = settle(point, setting.issued_on, after=False)
            if not isinstance(settled, str):
                return settled.first, point.end + shift
    return None


def _signing(anchor: str) -> int | None:
    """Return where the words for the signing of this plan end in ``anchor``, if it begins with them."""
    match = _SIGNED.match(anchor)
    if match is None:
        return None
    said = anchor[: match.start("rest")]
    if not _SIGN.search(said):
        return None
    # "kể từ ngày ban hành Nghị định …": another document's day, unknown to us.
    return None if _OTHER_DOCUMENT.match(match["rest"]) else match.start("rest")
