"""Deadlines that hang on an event: what sets them off, and their last day once the event has its day.

Sources: Bộ luật Dân sự 2015, Điều 144 khoản 2 (a period may hang on an event), Điều 147 (the day of the
event is not counted), Điều 148 khoản 5 (a last day off moves to the next working day).
"""

import re
from dataclasses import dataclass
from datetime import date

from rules.deadlines.periods import AMOUNT, BACKWARD, COUNTED, add_period, take_period, unit_of
from rules.deadlines.reading import Setting
from rules.deadlines.spans import EARLIEST_YEAR, LATEST_YEAR
from rules.deadlines.words import BLANK, Passage, number, rx
from rules.workday import WorkCalendar

# A count of days that is a length: no part of a date ("ngày 05 tháng 11", "06 giờ ngày 27/11"), no share of a
# year ("6 tháng đầu năm").
_NO_LENGTH = r"(?:\d|(?:đầu|cuối|học|ngày|sáng|trưa|chiều|tối|phút)(?!\w))"
_LENGTH = rx(rf"(?<![\w/.])(?<!ngày\s)(?<!tháng\s)(?<!quý\s){AMOUNT}(?! {_NO_LENGTH})")
# Which way is counted: the last of these before the length, or what follows it at once.
_WAYS = rx(r"(?<!\w)(?:(?P<back>trước)|sau|kể từ|tính từ|kế từ|bắt đầu từ)(?!\w)")
_BACK_AHEAD = rx(r"\s*(?:,\s*)?(?:trước|so với)(?!\w)")
_ON_AHEAD = rx(r"[^.;]*?(?<!\w)(?:sau|kể từ|tính từ|kế từ|từ|khi|ngay)(?!\w)")
# "trước, trong và sau Hội nghị": before and after at once.
_AROUND = rx(r"(?<!\w)trước,? (?:và )?(?:trong|sau)(?!\w)")

_LEADS = rx(
    r"(?<!\w)(?:trong (?:vòng|thời hạn|thời gian|khoảng)|(?:chậm|muộn|trễ|lâu) nhất(?: là)?|ít nhất|tối thiểu"
    r"|tối đa|không quá|thời hạn(?: là)?)(?!\w)"
)
_OPENING = rx(
    r"(?:[\s,;:()\-\x00]|(?:ngay|trước|trong|sau|và|kể|kế|tính|bắt đầu từ|từ|so với|khi|ngày|lúc|thời điểm"
    r"|thời gian|cho|đến|tới|vào|vòng)(?!\w))+"
)
_MANNER = rx(r"(?:(?:tổ chức|diễn ra|khai mạc|bắt đầu|thời gian)\s+)+")


@dataclass(frozen=True, slots=True)
class EventDue:
    """The last day on time that follows from the day of an event, and the law that counts it."""

    due_on: date
    law: str


def due_by_event(phrase: str, *, event_on: date, calendar: WorkCalendar) -> EventDue | None:
    """Return the last day on time of a phrase that hangs on an event, or None where it names no length.

    "trong vòng 05 ngày làm việc kể từ ngày …" and "sau khi … 10 ngày" count on from ``event_on`` (a civil
    date in Asia/Ho_Chi_Minh): its day is not counted (Điều 147 khoản 2), a last day off moves to the next
    working day (Điều 148 khoản 5). "trước … 03 ngày" counts back and is never moved. Hours are whole
    days, rounded up. "ngay sau khi …" and "trước khi …" name no length: a person has to say the day.
    """
    text = Passage(phrase).lower
    if _AROUND.search(text):
        return None
    setting = Setting(None, None, calendar)
    for match in _LENGTH.finditer(text):
        way = _way(text, match)
        if way is None:
            continue
        count, unit = number(match["n"]), unit_of(match)
        if way == "back":
            due = _back(event_on, count, unit, setting)
        else:
            if unit in ("giờ", "h", "giờ làm việc"):
                unit, count = "ngày", -(-count // 24)
            due = add_period(event_on, count, unit, setting)
        if due is not None and EARLIEST_YEAR <= due.year <= LATEST_YEAR:
            return EventDue(due, BACKWARD if way == "back" else COUNTED)
    return None


def _way(text: str, length: re.Match[str]) -> str | None:
    """Return "back" or "on": which way the length is counted from the event; None where nothing says it."""
    if _BACK_AHEAD.match(text, length.end()):
        return "back"
    before = list(_WAYS.finditer(text, 0, length.start()))
    if before:
        return "back" if before[-1]["back"] else "on"
    return "on" if _ON_AHEAD.match(text, length.end()) else None


def _back(event_on: date, count: int, unit: str, setting: Setting) -> date | None:
    try:
        return take_period(event_on, count, unit, setting)
    except (OverflowError, ValueError):
        return None


def trigger_of(phrase: str) -> str:
    """Return the words for what sets a deadline off, without its length: "nhận được văn bản".

    Items whose words are equal (see ``trigger_key``) wait for the same event and are shown together. The
    whole phrase where nothing else is left of it.
    """
    passage = Passage(phrase)
    start, end = _trigger(passage)
    return passage.quote(start, end) or " ".join(phrase.split())


def trigger_key(phrase: str) -> str:
    """Return what two phrases that hang on one event have in common, for comparing only.

    "trước 03 ngày diễn ra Hội nghị" and "sau khi tổ chức Hội nghị" share one; letters' case, the place of
    the tone and white space do not matter.
    """
    passage = Passage(phrase)
    start, end = _trigger(passage)
    said = _MANNER.sub("", " ".join(passage.lower[start:end].replace(BLANK, " ").split()), count=1)
    return said.strip(" ,;:.()") or " ".join(passage.lower.split())


def _trigger(passage: Passage) -> tuple[int, int]:
    """Return where the words of the event begin and end in a phrase; wipes its lengths."""
    for pattern in (_LENGTH, _LEADS):
        for match in pattern.finditer(passage.lower):
            passage.blank(match.start(), match.end())
    opening = _OPENING.match(passage.lower)
    start = opening.end() if opening else 0
    # What follows a wiped length is no longer the event: "nhận được văn bản, chậm nhất 05 ngày".
    gap = passage.lower.find(BLANK, start)
    return start, gap if gap > start else len(passage.lower)
