"""What the charts of several pages say in words, beside their tables."""

from collections.abc import Sequence

from rules.wording import day_words
from store.heat import DueSpan
from store.trends import DayCounts
from web.wording import thousands

# Weeks that trends and the heat table look back.
WEEKS = 12
# A line of a chart's table: its head, the head in short for the axis, and its numbers.
Line = tuple[str, str, list[int]]


def trend_says(points: Sequence[DayCounts]) -> str:
    """Return the sentence that a chart of weeks is for somebody who does not see it."""
    if not points:
        return ""
    first, last = points[0], points[-1]
    return (
        f"Số phần việc quá hạn từ {thousands(first.overdue)} ngày {day_words(first.on)} "
        f"thành {thousands(last.overdue)} ngày {day_words(last.on)}; "
        f"đến nay {thousands(last.done)} trên {thousands(last.given)} phần việc đã hoàn thành."
    )


def trend_lines(points: Sequence[DayCounts], *names: str) -> list[Line]:
    """Return the lines of a table of weeks: the day, and the named counts of it."""
    return [
        (f"{one.on:%d/%m/%Y}", f"{one.on:%d/%m}", [getattr(one, name) for name in names]) for one in points
    ]


def timeline_lines(spans: Sequence[DueSpan]) -> list[Line]:
    """Return the lines of a plan's timeline: the week or month, and what is due in it."""
    return [
        (one.span.words, f"{one.span.first_on:%d/%m}", [one.done, one.open, one.overdue]) for one in spans
    ]


def timeline_says(spans: Sequence[DueSpan]) -> str:
    """Return the sentence of a plan's timeline."""
    if not spans:
        return ""
    most = max(spans, key=lambda one: one.done + one.open + one.overdue)
    return (
        f"Việc đến hạn theo thời gian, nhiều nhất {most.span.words}: "
        f"{thousands(most.done + most.open + most.overdue)} phần việc; "
        f"cả kế hoạch còn {thousands(sum(one.overdue for one in spans))} phần việc quá hạn."
    )


def burn_says(points: Sequence[DayCounts]) -> str:
    """Return the sentence of a plan's burn-up."""
    if not points:
        return ""
    last = points[-1]
    return (
        f"Đến {day_words(last.on)}: đã giao {thousands(last.given)}, đã báo cáo {thousands(last.reported)}, "
        f"đã xác nhận hoàn thành {thousands(last.done)} phần việc."
    )
