"""Deadlines of items: a cheap look whether words of time are there, then the rules of deadlines."""

import re
from datetime import date
from functools import lru_cache

from extract.words import bare
from models.draft import Deadline
from rules.deadline import read_deadline
from rules.workday import WorkCalendar, vietnam_calendar

# No deadline without one of these; most items have none, and reading them is most of the work.
_CUE = re.compile(
    r"\b(?:"
    r"\d{1,2}\s*[/.⁄-]\s*\d|(?:19|20)\d\d\b|\d+\s*(?:ngay|thang|tuan|nam|gio|h\b|phut|lan|ky|dot|cuoc|buoi|so|tin|bai)"
    r"|(?:ngay|thang|nam|quy|tuan)\s+\d|(?:h.ng|moi) (?:ngay|tuan|thang|quy|nam|ky|dip|hoc ky|dot)"
    r"|thuong xuyen|lien tuc|quanh nam|dinh ky|truoc|sau (?!day\b|do\b|\W|$)|khi|xuyen suot|suot"
    r"|tu (?:dau )?nam hoc|trong (?:(?:cac|nhung) (?:dip|dot|ngay)|mua"
    r"|vong|thoi han|ky nghi|qua trinh|thoi gian|thang|quy|nam|ngay|tuan|dip|giai doan|dot)"
    # "theo quý", without its marks, is "theo quy định" as well.
    r"|theo (?:tung )?(?:tuan|thang|quy)\b(?! (?:dinh|che|trinh|hoach|mo|luat|chuan|tac|uoc|dong))"
    r"|(?<=/)\s*(?:mot )?(?:tuan|thang|quy|nam|hoc ky)"
    r"|(?:cuoi|dau) (?:nam|thang|quy)|giua (?:nam|thang)|het (?:nam|thang|quy)"
    r"|thang (?:gieng|hai|ba|tu|nam|sau|bay|tam|chin|muoi|chap)|quy (?:i|ii|iii|iv)\b"
    r"|quy,? (?:va )?(?:6 thang|ca nam|nam)\b|(?:tuan|thang|quy|nam) mot lan"
    r"|thu (?:hai|ba|tu|nam|sau|bay)|chu nhat|den (?:het|khi|nay)|ngay sau)"
)
# Every cue holds one of these; the look costs little where none is there.
_FIRST_LOOK = re.compile(
    r"\d|hang|moi |quanh|xuyen|tuc|dinh ky|truoc|sau|khi|suot|trong|nam|thang|quy"
    r"|tuan|ngay|het|den"
)


# "Theo kế hoạch bồi dưỡng … hàng năm": another plan sets the time, so this item has none of its own.
_ELSEWHERE = re.compile(r"theo (?:ke hoach|chuong trinh|lich|tien do|lo trinh|quy dinh|huong dan)\b(?!.*\d)")


@lru_cache(maxsize=1)
def _plain_calendar() -> WorkCalendar:
    return vietnam_calendar()


def has_time_words(text: str) -> bool:
    """Return whether the text may set a deadline at all."""
    plain = bare(text)
    return _FIRST_LOOK.search(plain) is not None and _CUE.search(plain) is not None


@lru_cache(maxsize=1024)
def time_mark(text: str) -> str:
    """Return a key of the deadline that the sentence sets, "" for none; equal keys, equal deadlines."""
    if not has_time_words(text):
        return ""
    deadline = read_deadline(text, issued_on=None, event_on=None, calendar=_plain_calendar())
    return "" if deadline.kind == "none" else f"{deadline.kind} {deadline.due_on or deadline.raw}"


def item_deadline(
    text: str, time_text: str, *, issued_on: date | None, event_on: date | None, calendar: WorkCalendar
) -> Deadline:
    """Return the deadline of an item: its time line or time cell wins over its own words.

    Raises nothing; without words of time the deadline is "none".
    """
    if time_text and _ELSEWHERE.match(bare(time_text)):
        return Deadline()
    if time_text:
        return read_deadline(
            time_text, issued_on=issued_on, event_on=event_on, calendar=calendar, whole_is_time=True
        )
    if not has_time_words(text):
        return Deadline()
    return read_deadline(text, issued_on=issued_on, event_on=event_on, calendar=calendar)
