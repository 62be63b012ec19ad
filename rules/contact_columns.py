"""The further columns of a sheet of contacts: more channels, quiet hours, summaries. Pure.

A sheet without these columns, and a cell left empty, change nothing; "không" takes away what there is. What
is wrong is told with the name of its column; the row is told by who reads the row.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from models.errors import DondocError, Refused
from rules.contacts import MOST_FALLBACKS
from rules.naming import fold
from rules.quiet import is_time, read_quiet

FALLBACKS = tuple(f"Kênh dự phòng {number}" for number in range(1, MOST_FALLBACKS + 1))
QUIET_FROM, QUIET_TO, SUMMARIES = "Yên lặng từ", "Yên lặng đến", "Thư tổng hợp"
FURTHER = (*FALLBACKS, QUIET_FROM, QUIET_TO, SUMMARIES)
YES, NO = "có", "không"
_TAKES = {"co": True, "khong": False}
# A time as Excel and CSV write it: 21:00:00, or the part of a day (0.875).
_SECONDS = re.compile(r"([0-9]{1,2}):([0-9]{2}):([0-9]{2})")
_DAY_PART = re.compile(r"0?[.,][0-9]{1,20}")
_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a row wants of a contact beside name, role and channel; None leaves what there is.

    ``quiet`` holds two times "HH:MM" in Asia/Ho_Chi_Minh, or (None, None) for no quiet hours.
    """

    fallbacks: tuple[str, ...] | None = None
    quiet: tuple[str | None, str | None] | None = None
    summaries: bool | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """The same of a contact that is stored already; what a new one has by itself."""

    fallbacks: tuple[str, ...] = ()
    quiet: tuple[str | None, str | None] = (None, None)
    summaries: bool = True


def read_wishes(cells: Mapping[str, str], channel: str, *, check_channel: Callable[[str], object]) -> Wishes:
    """Return what the further cells of a row (by column name) want of the contact with that channel.

    Raises Refused with the column's name for an address that is no good, stands twice or is the first
    channel, for what is no time, and for an answer other than có and không.
    """
    return Wishes(_fallbacks(cells, channel, check_channel), _quiet(cells), _summaries(cells))


def differing(wishes: Wishes, kept: Kept) -> list[str]:
    """Return what these wishes would change, in words."""
    named = (
        ("kênh dự phòng", wishes.fallbacks, kept.fallbacks),
        ("giờ yên lặng", wishes.quiet, kept.quiet),
        ("nhận thư tổng hợp", wishes.summaries, kept.summaries),
    )
    return [word for word, wanted, there in named if wanted is not None and wanted != there]


def clock_words(text: str) -> str:
    """Return a time as a person would type it (21:00) where Excel or CSV writes it otherwise."""
    if found := _SECONDS.fullmatch(text):
        hours, minutes, seconds = map(int, found.groups())
        return _clock(hours * 60 + minutes + seconds / 60)
    if _DAY_PART.fullmatch(text):
        return _clock(float(text.replace(",", ".")) * _DAY)
    return text


def _clock(minutes: float) -> str:
    # Excel keeps 08:00 as 0.333…: a second less is no other minute.
    whole = round(minutes)
    return f"{whole // 60:02d}:{whole % 60:02d}"


def _fallbacks(
    cells: Mapping[str, str], channel: str, check_channel: Callable[[str], object]
) -> tuple[str, ...] | None:
    filled = [(name, cells[name]) for name in FALLBACKS if cells.get(name)]
    if not filled:
        return None
    if [fold(text) for _, text in filled] == ["khong"]:
        return ()
    seen = {channel: "Kênh liên hệ"}
    for name, text in filled:
        if text in seen:
            raise _wrong(name, f"trùng với cột “{seen[text]}”.")
        seen[text] = name
        try:
            check_channel(text)
        except DondocError as fault:
            raise _wrong(name, str(fault)) from fault
    return tuple(text for _, text in filled)


def _quiet(cells: Mapping[str, str]) -> tuple[str | None, str | None] | None:
    start, end = (clock_words(cells.get(name, "")) for name in (QUIET_FROM, QUIET_TO))
    if not start and not end:
        return None
    if {fold(text) for text in (start, end) if text} == {"khong"}:
        return None, None
    for name, text in ((QUIET_FROM, start), (QUIET_TO, end)):
        if not text:
            raise _wrong(name, "giờ yên lặng cần đủ hai giờ, dạng 21:00.")
        if not is_time(text):
            raise _wrong(name, f"“{text}” không phải là giờ, ghi dạng 21:00.")
    try:
        return read_quiet(start, end)
    except Refused as fault:
        raise _wrong(QUIET_FROM, fault.sentence) from fault


def _summaries(cells: Mapping[str, str]) -> bool | None:
    text = cells.get(SUMMARIES, "")
    if text and fold(text) not in _TAKES:
        raise _wrong(SUMMARIES, f"“{text}” không phải “{YES}” hay “{NO}”.")
    return _TAKES[fold(text)] if text else None


def _wrong(column: str, words: str) -> Refused:
    return Refused(f"Cột “{column}”: {words}")
