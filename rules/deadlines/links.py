"""Days, months, quarters and years tied to the work by a word: "trước", "chậm nhất", "trong", "từ … đến"."""

import re
from dataclasses import replace
from datetime import timedelta

from rules.deadlines.counts import DONE, OPENING, alone, counts
from rules.deadlines.points import find_points
from rules.deadlines.reading import CIVIL_CODE, DAY_ENDS, Reading, Setting
from rules.deadlines.spans import Point, Settled, settle
from rules.deadlines.ties import BARE, OPEN_END, REACH, Link, Stretch, link_of, stretches_of
from rules.deadlines.words import Passage, rx

PARTS_OF_TIME = f"{CIVIL_CODE}, Điều 146 khoản 3"
BEFORE_LAW = f"{CIVIL_CODE}, Điều 148 khoản 6, cho ngày liền trước"

# "đến khi …" has been read, and wiped, by then.
_UNTIL_ACT = re.compile(r"\s*\x00+[^,.;()]*")
_SAME = rx(r"\s*(?:và|hoặc|,|;)\s*(?:trước |ngày )*$")


def read_links(passage: Passage, setting: Setting) -> list[Reading]:
    """Return the dated deadlines of ``passage``, and questions for days that cannot be read."""
    points = find_points(passage, setting.issued_on)
    found: list[Reading] = []
    before: tuple[int, Link] | None = None
    for stretch in stretches_of(points, passage.lower):
        link, start = link_of(stretch, passage.lower)
        if link is BARE and before and _SAME.fullmatch(passage.lower, before[0], stretch.start):
            link = before[1]
        reading = _read(stretch, link, start, passage.lower, setting, points)
        before = (stretch.end, link)
        if reading is not None:
            found.append(reading)
    return found


def _read(
    stretch: Stretch, link: Link, start: int, text: str, setting: Setting, points: list[Point]
) -> Reading | None:
    from_hour = link.id == "AT_TIME" and text.startswith("từ", start)
    if from_hour and not stretch.joined and (until := _UNTIL_ACT.match(text, stretch.end)):
        # "từ 06 giờ ngày 27/9 cho đến khi bão tan": the end is an act.
        return Reading(start, until.end(), "event", "FROM_TO_EVENT", f"{CIVIL_CODE}, Điều 144 khoản 2")
    if not counts(stretch, link, start, text, setting):
        return None
    rule = f"{_link_name(stretch, link)}_{_UNIT_NAMES[stretch.unit]}"
    onward = OPEN_END.match(text, stretch.end)
    if onward or (link.id == "FROM" and not stretch.joined):
        until = _UNTIL_ACT.match(text, stretch.end)
        if link.id == "FROM" and until:
            return Reading(start, until.end(), "event", "FROM_TO_EVENT", f"{CIVIL_CODE}, Điều 144 khoản 2")
        return _open(stretch, start, onward.end() if onward else stretch.end, text, setting)
    settled = _settle(stretch, link, setting, points, text)
    if isinstance(settled, str):
        return Reading(start, stretch.end, "none", rule, question=settled)
    return _dated(stretch, link, start, rule, settled, setting, text)


def _settle(stretch: Stretch, link: Link, setting: Setting, points: list[Point], text: str) -> Settled | str:
    """Return the days of the stretch's end, in the year that its words or its neighbours say."""
    year = _shared_year(stretch, points, text)
    settled = settle(stretch.last, setting.issued_on, after=_is_before(stretch, link), year=year)
    begin = stretch.first
    if begin.year is not None and stretch.last.year is None and not isinstance(settled, str):
        # "từ ngày 15/12/2025 đến ngày 15/01": the end lies in the year after.
        start = settle(begin, setting.issued_on, after=False)
        if not isinstance(start, str) and settled.last < start.first:
            return settle(stretch.last, setting.issued_on, after=False, year=begin.year + 1)
    return settled


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
    weekday = _WEEKDAY_IN.search(text, reading.start, stretch.start) or _WEEKDAY_AFTER.match(
        text, stretch.end
    )
    if stretch.unit == "day" and weekday and _NUMBERS[weekday[1]] != settled.last.weekday():
        said = f"Thứ trong tuần không khớp với ngày {settled.last:%d/%m/%Y}; đề nghị xem lại."
        return replace(reading, question=said)
    return reading


_WEEKDAY_IN = rx(r"thứ (hai|ba|tư|năm|sáu|bảy|[2-7])(?!\w)")
_WEEKDAY_AFTER = rx(r"[\s,]*\(?thứ (hai|ba|tư|năm|sáu|bảy|[2-7])(?!\w)")
_NUMBERS = {"hai": 0, "ba": 1, "tư": 2, "năm": 3, "sáu": 4, "bảy": 5} | {str(n): n - 2 for n in range(2, 8)}
_UNIT_NAMES = {"day": "DATE", "month": "MONTH", "quarter": "QUARTER", "half": "HALF"}
_UNIT_NAMES |= {"part": "PART", "year": "YEAR", "phase": "PHASE"}


def _link_name(stretch: Stretch, link: Link) -> str:
    return "FROM_TO" if stretch.joined and link.id in ("FROM", "IN") else link.id


def _is_before(stretch: Stretch, link: Link) -> bool:
    whole = stretch.first is stretch.last
    return stretch.before_last or (link.id == "BEFORE" and (whole or not stretch.joined))


def _midnight(link: Link, text: str, stretch: Stretch) -> bool:
    clock = link.pattern.search(text, max(0, stretch.start - REACH), stretch.start)
    return clock is not None and int(clock["hour"]) == 0 and int(clock["minute"] or 0) == 0


def _open(stretch: Stretch, start: int, end: int, text: str, setting: Setting) -> Reading | None:
    """Return "ongoing" for a first day without a last one."""
    if not setting.cell and not alone(text, start, end):
        settled = settle(stretch.first, setting.issued_on, after=False)
        old = not isinstance(settled, str) and setting.issued_on and settled.last < setting.issued_on
        begins = OPENING.match(text[:start]) or DONE.search(text, max(0, start - 40), start)
        if old or (setting.issued_on is None and not begins):
            return None
    return Reading(start, end, "ongoing", "FROM_ON", f"{CIVIL_CODE}, Điều 147")


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
