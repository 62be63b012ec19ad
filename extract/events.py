"""The day of the event that a plan organises: its time line, or the launch of its campaign."""

import re
from collections.abc import Sequence
from datetime import date

from extract.lines import Paragraph
from extract.planfields import day_in
from extract.words import bare, lowered

_EVENTS = re.compile(
    r"hoi nghi|hoi thao|le |dai hoi|hoi thi|ngay hoi|mit tinh|toa dam|lien hoan|gap mat|hop mat|hoi dien"
    r"|^(?:dien tap|ra quan|ky hop|to chuc ky hop)\b"
    r"|\bto chuc\b.{0,60}\b(?:dien tap|giai (?!doan|phap|quyet)|cuoc thi|hoi cho|trien lam"
    r"|festival|phat dong)"
)
# The day of what goes before or after the event itself.
_ASIDE = re.compile(
    r"[^:]*\b(?:luyen tap|hop luyen|chuan bi|dang ky|hoan thanh|bao cao|gui|nop|khao sat|so khao|tap huan)"
)


def read_event(title: str | None, paragraphs: Sequence[Paragraph]) -> date | None:
    """Return the day of the event that the plan organises, where a line "Thời gian: …" gives a full day."""
    if not title:
        return None
    if not _EVENTS.search(bare(title)):
        launches = map(_launched_on, paragraphs) if _CAMPAIGN.search(bare(title)) else ()
        return next(filter(None, launches), None)
    for paragraph in paragraphs:
        match = _EVENT_TIME.match(lowered(paragraph.body))
        if match and not _ASIDE.match(bare(match[0])):
            words = paragraph.body[match.end() :] or _first_beneath(paragraph)
            days = re.findall(r"ng[àa]y\s*\d", bare(words))
            day = day_in(words) or _short_day(words)
            if day is not None and not re.search(r"\bđến\b.*\bngày\b", lowered(words)) and len(days) <= 2:
                return day
    return None


# A campaign's own event is its launch: "3. Lễ phát động: 07 giờ 30 phút ngày 16/4/2026 tại …".
_CAMPAIGN = re.compile(
    r"thang (?:hanh dong|cao diem|nhan dao)|tuan le|chien dich|huong ung|phong trao|dot thi dua"
)
_LAUNCH = re.compile(r"(?:to chuc )?le (?:phat dong|ra quan|mit tinh|khai mac|huong ung)[^:.;]{0,60}:")
_CLOCK = re.compile(r"\d{1,2}\s*(?:gio|h)\b|\d{1,2}h\d{2}")


def _launched_on(paragraph: Paragraph) -> date | None:
    launch = _LAUNCH.match(bare(paragraph.body))
    words = paragraph.body[launch.end() :].split(";")[0] if launch else ""
    return (day_in(words) or _short_day(words)) if _CLOCK.search(bare(words)) else None


# A line, or a title with its line beneath it.
_EVENT_TIME = re.compile(
    r"(?:thời gian|ngày tổ chức|thời gian tổ chức|thời gian, địa điểm)[^:]{0,40}(?::\s*|$)"
)


def _first_beneath(paragraph: Paragraph) -> str:
    """Return the words of an unmarked paragraph that stands first beneath a title, "" for none."""
    first = paragraph.children[0] if paragraph.children else None
    return first.body if first is not None and first.mark is None else ""


def _short_day(words: str) -> date | None:
    match = re.search(r"(\d{1,2})/(\d{1,2})/(\d{4})", words)
    try:
        return date(int(match[3]), int(match[2]), int(match[1])) if match else None
    except ValueError:
        return None
