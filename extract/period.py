"""The period in which a plan is carried out: the closing words of its title, or its time line."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from extract.lines import Paragraph
from extract.words import lowered

_YEARS = re.compile(
    r"(?:giai đoạn|trong (?:thời gian )?(?:\d+ năm|các năm)|các năm|từ năm)\s*(\d{4})\s*(?:[-–]"
    r"|đến(?: năm)?)\s*(\d{4})"
)
_TIME_LINE = re.compile(r"thời gian(?P<work> (?:thực hiện|triển khai|tổ chức))?[^:]{0,20}:")
_TO = r"\s*(?:đến|tới|[-–])\s*(?:hết\s+)?"
_DAY = r"(?:ngày\s+)?(?P<d{0}>\d{{1,2}})"
_MONTH = r"(?:\s*/\s*|\s+tháng\s+)(?P<m{0}>\d{{1,2}})"
_YEAR = r"(?:\s*/\s*|,?\s+năm\s+)(?P<y{0}>\d{{4}})"
# "từ ngày 20 đến ngày 30/6/2026", "từ ngày 20/6 - 30/6/2026", "từ ngày 20 tháng 6 năm 2026 đến ngày …".
_DAYS = re.compile(
    rf"{_DAY.format(0)}(?:{_MONTH.format(0)}(?:{_YEAR.format(0)})?)?{_TO}"
    rf"{_DAY.format(1)}{_MONTH.format(1)}{_YEAR.format(1)}"
)
# "từ tháng 6 đến tháng 8 năm 2026", "tháng 11/2025 đến hết tháng 02/2026".
_MONTHS = re.compile(
    rf"tháng\s+(?P<m0>\d{{1,2}})(?:{_YEAR.format(0)})?{_TO}tháng\s+(?P<m1>\d{{1,2}}){_YEAR.format(1)}"
)


def read_period(title: str | None, paragraphs: Sequence[Paragraph]) -> tuple[date, date] | None:
    """Return the first and last day of the plan's period: closing words of the title, or its time line."""
    return _of_title(title) or next(filter(None, map(_of_line, paragraphs)), None)


def _of_title(title: str | None) -> tuple[date, date] | None:
    low = lowered(title or "").strip(' .”"*')
    low = re.sub(r"\s*\([^()]*\)$", "", low)
    if match := re.search(
        r"giai đoạn\s*(\d{4})\s*[-–]\s*(\d{4})(?: và định hướng.*| và những năm tiếp theo)?$", low
    ):
        return date(int(match[1]), 1, 1), date(int(match[2]), 12, 31)
    if match := re.search(r"(?<!\d )(?:^|\s)(?<!tháng)năm\s*(\d{4})$", low):
        before = low[: match.start()]
        if not re.search(
            r"(?:tháng\s*\d{1,2}|cuối|đầu|ngày[^,]{0,20}|quý\s*\w+|tháng \w+|đến)$", before.rstrip(" ,")
        ):
            return date(int(match[1]), 1, 1), date(int(match[1]), 12, 31)
    return None


def _of_line(paragraph: Paragraph) -> tuple[date, date] | None:
    """Return the stretch that a time line of the plan itself gives, not that of one of its parts."""
    label = _TIME_LINE.match(words := lowered(paragraph.body))
    if label is None or not _is_of_plan(paragraph):
        return None
    if label["work"] and (match := _YEARS.search(words)):
        return date(int(match[1]), 1, 1), date(int(match[2]), 12, 31)
    if (match := _DAYS.search(words, label.end())) or (match := _MONTHS.search(words, label.end())):
        try:
            return _stretch(match)
        except ValueError:
            return None
    return None


def _is_of_plan(paragraph: Paragraph) -> bool:
    """Whether the line is a numbered one of its own, or a bullet beneath a title about the time."""
    mark, above = paragraph.mark, paragraph.parent
    if mark is not None and mark.in_ref:
        return True
    is_beneath = above is not None and above.mark is not None and above.mark.in_ref
    return is_beneath and above is not None and lowered(above.body).startswith("thời gian")


def _stretch(match: re.Match[str]) -> tuple[date, date]:
    """Return the days of a match; what the first time leaves out it shares with the last."""
    said = match.groupdict()
    year, month = int(said["y1"]), int(said["m1"])
    first_month = int(said["m0"] or month)
    first_year = int(said["y0"] or year - (first_month > month))
    if "d1" in said:
        first, last = date(first_year, first_month, int(said["d0"])), date(year, month, int(said["d1"]))
    else:
        first = date(first_year, first_month, 1)
        last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    if last < first:
        raise ValueError(match[0])
    return first, last
