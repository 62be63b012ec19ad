"""Times found in a passage: the forms tried in their order, each place read once."""

import re
from collections.abc import Sequence
from datetime import date

from rules.deadlines.forms import FORMS, LUNAR, Form
from rules.deadlines.spans import Point, day, month_end, month_part
from rules.deadlines.words import BLANK, Passage, rx

# "tháng này", "cuối tháng này", "ngày 20 tháng này": counted from the month of issue.
_THIS_MONTH = rx(r"(?<!\w)(?:(?P<part>đầu|giữa|cuối) |ngày (?P<d>\d{1,2}) )?tháng (?P<rel>này|sau)(?!\w)")
_FIGURES = re.compile(r"[\d…]|\.\.")
_RANGE = re.compile(r"-|đến|tới")
_LUNAR_AFTER = re.compile(r"[\s,(]*âm lịch")
# "người đứng đầu năm 2026", "bước đầu quý II": "đầu" belongs to the word before it.
_COMPOUND = re.compile(r"(?<!\w)(?:đứng|dẫn|bước|lần|cầm|khởi|đối|(?<!giao )ban)\s+$")


def find_points(passage: Passage, issued_on: date | None) -> list[Point]:
    """Return the times named in what is left of ``passage``, in the text's order."""
    text = passage.lower
    found: list[Point] = []
    # Without figures only times in words are left: "tháng Sáu", "quý III", "cuối năm", "hết năm".
    figures = _FIGURES.search(text) is not None
    for form in FORMS:
        if not (figures or any(word in text for word in form.words)):
            continue
        read = [_point(form, match, passage, issued_on) for match in form.pattern.finditer(text)]
        points = [point for point in read if point is not None]
        found += points
        text = _blanked(text, points)
    if issued_on is not None:
        found += [_month_from_issue(match, issued_on) for match in _THIS_MONTH.finditer(text)]
    return sorted(found, key=lambda point: point.start)


def _blanked(text: str, points: Sequence[Point]) -> str:
    """Return the text with the places of those points blanked, in one pass over it."""
    if not points:
        return text
    pieces, end = [], 0
    for point in points:
        pieces += [text[end : point.start], BLANK * (point.end - point.start)]
        end = point.end
    return "".join([*pieces, text[end:]])


def _point(form: Form, match: re.Match[str], passage: Passage, issued_on: date | None) -> Point | None:
    groups = match.groupdict()
    in_words = groups.get("m") or "0"
    if not in_words.isdigit() and not groups.get("y") and not passage.cased[match.start("m")].isupper():
        return None
    is_head = (groups.get("part") or "").startswith("đầu")
    if is_head and _COMPOUND.search(passage.lower, max(0, match.start() - 12), match.start("part")):
        return None
    span = form.span(match)
    if span is None:
        return None
    year, literal = _year_of(groups, issued_on), form.literal
    if groups.get("y") and len(groups["y"]) < 4:
        literal = False
    flaw = form.flaw or (LUNAR if _LUNAR_AFTER.match(passage.lower, match.end()) else "")
    ranged = "d0" in groups or (form.unit != "phase" and bool(_RANGE.search(groups.get("list") or "")))
    return Point(match.start(), match.end(), form.unit, year, span, form.bare, literal, ranged, flaw)


def _year_of(groups: dict[str, str | None], issued_on: date | None) -> int | None:
    written, relative = groups.get("y"), groups.get("rel")
    if written:
        return int(written) if len(written) == 4 else 2000 + int(written)
    if relative and issued_on is not None:
        return issued_on.year + (0 if relative.endswith("nay") else 1)
    return None


def _month_from_issue(match: re.Match[str], issued_on: date) -> Point:
    ahead = match["rel"] == "sau"
    year = issued_on.year + (ahead and issued_on.month == 12)
    month = issued_on.month % 12 + 1 if ahead else issued_on.month
    if match["d"]:
        span, unit = day(month, int(match["d"])), "day"
    elif match["part"]:
        span, unit = month_part(match["part"], month), "part"
    else:
        span, unit = (lambda y: (date(y, month, 1), month_end(y, month))), "month"
    return Point(match.start(), match.end(), unit, year, span, literal=False)
