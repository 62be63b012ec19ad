"""The days that a sentence fixes within a rhythm: "trước ngày 15/12", "ngày 25", "thứ Sáu", "tháng 6"."""

import re
from collections.abc import Iterator
from dataclasses import replace

from models.draft import Rhythm
from rules.deadlines.forms import QUARTER, TO, quarter_number
from rules.deadlines.masks import EACH
from rules.deadlines.occurrences import fixes_a_day
from rules.deadlines.reading import Setting
from rules.deadlines.words import Passage, rx

_WEEKDAYS = {"hai": 0, "2": 0, "ba": 1, "3": 1, "tư": 2, "4": 2, "năm": 3, "5": 3, "sáu": 4, "6": 4}
_WEEKDAYS |= {"bảy": 5, "bẩy": 5, "7": 5}
WEEKDAY = r"(?:thứ (?:hai|ba|tư|năm|sáu|bảy|bẩy|[2-7])|chủ nhật)(?!\w)"
_WEEKDAY_LIST = (
    rf"{WEEKDAY}(?:\s*(?:,|và|hoặc|-)\s*(?:thứ )?(?:{WEEKDAY}|(?:hai|ba|tư|năm|sáu|bảy|bẩy|[2-7])(?!\w)))*"
)
_CLOCK = r"(?:(?:lúc )?\d{1,2}\s*(?:giờ|h|g|:)\s*(?:\d{2})?\s*(?:phút)?,?\s*(?:sáng|trưa|chiều|tối)?,?\s*)"
_LINK = (
    r"(?:(?:định kỳ )?(?:(?:chậm|muộn|trễ) nhất(?: là)?(?: vào)?(?: trước| hết)?|không quá"
    r"|hạn cuối(?: là)?|trước"
    rf"|đến(?: hết)?|vào|trong|ngày)\s*{_CLOCK}?)"
)
_DM = r"(?:ngày\s*)?\d{1,2}(?:\s*[/\-.]\s*| tháng )\d{1,2}(?![\d/]|[.\-]\d|,? năm \d|\s*/\s*\d)"
_MARK_DATES = rx(rf"(?P<link>{_LINK}\s*)?(?P<dates>{_DM}(?:\s*(?:,|và|hoặc|;)\s*(?:{_LINK}\s*)?{_DM})*)")
_ONE_DM = re.compile(r"(\d{1,2})(?:\s*[/\-.]\s*|\s+tháng\s+)(\d{1,2})")
_MARK_DAYS = rx(
    rf"(?<!\w)(?P<link>{_LINK}\s*)?ngày "
    r"(?P<days>\d{1,2}(?:\s*(?:,|và|hoặc)\s*(?:ngày )?\d{1,2}(?![\w/.]))*)"
    r"(?![\d/]|[.\-]\d| tháng \d| ngày)"
)
_MARK_BARE_DAY = rx(rf"(?<![\w/.\-])(?P<link>(?:trước|chậm nhất|vào) )?(?P<days>\d{{1,2}})(?= {EACH} tháng)")
_MARK_LAST = rx(r"(?<!\w)(?:vào )?(?:ngày (?:làm việc )?cuối(?: cùng)?|cuối)(?: của)?\s*$")
_MARK_MONTHS = rx(
    r"(?P<link>(?:trước|trong|vào|chậm nhất|đầu|giữa|cuối)\s*)?tháng "
    rf"(?P<list>\d{{1,2}}(?:{TO}(?:tháng )?\d{{1,2}})*)(?![\d/])(?! năm \d)"
)
_MARK_QUARTERS = rx(
    rf"(?P<link>(?:trước|trong|vào|đầu|giữa|cuối) )?quý (?P<list>{QUARTER}(?:{TO}(?:quý )?{QUARTER})*)"
    r"(?!\s*[/\-.]?\s*\d{4})(?!,? năm \d)"
)
_MARK_WEEKDAYS = rx(rf"(?<!\w)(?P<link>{_LINK}\s*)?(?:các )?(?:sáng |chiều |ngày )?(?P<list>{_WEEKDAY_LIST})")
WEEKDAYS_ALONE = rx(rf"(?<!\w)(?:vào )?các (?:ngày |buổi )?(?P<list>{_WEEKDAY_LIST})")
_CLOCK_BEFORE = rx(rf"(?<!\w)(?:trước|chậm nhất|vào|đến)(?: lúc)?\s*{_CLOCK}$")
_CLOCK_AFTER = rx(rf"[\s,(]*(?:trước|chậm nhất|vào|đến)(?: (?:lúc|là))*\s*{_CLOCK}(?<=[\w)])")
# "từ ngày 10/11 đến ngày 10/12 hằng năm": only the last day is due.
_FROM_BEFORE = rx(r"(?<!\w)từ $")


def find_marks(
    base: Rhythm, match: re.Match[str], passage: Passage, setting: Setting
) -> tuple[list[Rhythm], int, int]:
    """Return the days that the sentence fixes for ``base``, and the whole stretch of words used."""
    text, start, end = passage.lower, match.start(), match.end()
    first, last = passage.sentence(start)
    found: list[Rhythm] = []
    for place in _near(_patterns(base), text, first, last, (match.start(), match.end())):
        made = list(_rhythms_of(place, base, setting))
        if made and not (place.start() < start and "(" in text[place.end() : start]):
            found += made
            start, end = min(start, place.start()), max(end, place.end())
    ending = _MARK_LAST.search(text, first, match.start())
    if ending and not found and base.unit not in ("day", "week"):
        found, start = [replace(base, day=31)], ending.start()
    if found:
        return found, start, end
    clock, later = _CLOCK_BEFORE.search(text, first, start), _CLOCK_AFTER.match(text, end, last)
    start, end = clock.start() if clock else start, later.end() if later else end
    return [base] if fixes_a_day(base) else [], start, end


def _patterns(base: Rhythm) -> tuple[re.Pattern[str], ...]:
    if base.unit == "week":
        return (_MARK_WEEKDAYS,)
    if base.unit == "month":
        return (_MARK_DAYS, _MARK_BARE_DAY)
    if base.unit in ("quarter", "half", "year"):
        return (_MARK_DATES, _MARK_QUARTERS, _MARK_MONTHS, _MARK_DAYS)
    return ()


# How far from its core a mark may stand, in signs: "hằng năm báo cáo Ủy ban nhân dân tỉnh trước ngày 15/12".
_REACH_BEFORE, _REACH_AFTER = 12, 90


def _near(
    patterns: tuple[re.Pattern[str], ...], text: str, first: int, last: int, core: tuple[int, int]
) -> Iterator[re.Match[str]]:
    """Yield the marks that belong to the core, none inside another; farther ones need a link."""
    taken = [core]
    for pattern in patterns:
        for mark in pattern.finditer(text, first, last):
            free = all(mark.end() <= start or mark.start() >= end for start, end in taken)
            if free and _belongs(mark, core):
                taken.append(mark.span())
                if not _FROM_BEFORE.search(text, first, mark.start()):
                    yield mark


def _belongs(mark: re.Match[str], core: tuple[int, int]) -> bool:
    link = mark.groupdict().get("link")
    if mark.end() <= core[0]:
        gap = core[0] - mark.end()
        return gap <= (_REACH_BEFORE if not link else 3 * _REACH_BEFORE)
    gap = mark.start() - core[1]
    return gap <= (_REACH_AFTER if link else 3)


def _rhythms_of(mark: re.Match[str], base: Rhythm, setting: Setting) -> Iterator[Rhythm]:
    groups = mark.groupdict()
    link = groups.get("link") or ""
    clock = re.search(r"\d", link) is not None
    before = "trước" in link and not clock and not setting.inclusive
    if mark.re is _MARK_DATES:
        for d, m in _ONE_DM.findall(groups["dates"]):
            if 1 <= int(d) <= 31 and 1 <= int(m) <= 12:
                yield Rhythm("year", day=int(d), month=int(m), before=before)
    elif mark.re in (_MARK_DAYS, _MARK_BARE_DAY):
        for d in re.findall(r"\d{1,2}", groups["days"]):
            if 1 <= int(d) <= 31:
                yield replace(base, day=int(d), before=before)
    elif mark.re is _MARK_WEEKDAYS:
        for weekday in weekday_numbers(groups["list"]):
            yield Rhythm("week", base.every, weekday=weekday, before=before)
    elif base.unit == "year":
        yield from _months_of(mark, link)


def _months_of(mark: re.Match[str], link: str) -> Iterator[Rhythm]:
    if mark.re is _MARK_QUARTERS:
        numbers = [
            3 * quarter_number(q) for q in re.findall(rf"(?<!\w){QUARTER}", mark["list"].replace("quý", " "))
        ]
        opening = {n: n - 2 for n in numbers}
    else:
        numbers = [int(n) for n in re.findall(r"\d+", mark["list"]) if 1 <= int(n) <= 12]
        opening = {n: n for n in numbers}
    for month in numbers:
        if "trước" in link:
            yield Rhythm("year", day=1, month=opening[month], before=True)
        elif "đầu" in link:
            yield Rhythm("year", day=1, month=opening[month])
        elif "giữa" in link:
            yield Rhythm("year", day=15, month=(opening[month] + month) // 2)
        else:
            yield Rhythm("year", day=31, month=month)


def weekday_numbers(words: str) -> list[int]:
    """Return the weekdays named in ``words``, Monday being 0."""
    found = re.findall(r"chủ\s+nhật|hai|ba|tư|năm|sáu|bảy|bẩy|[2-7]", words)
    return [_WEEKDAYS.get(word, 6) for word in found]
