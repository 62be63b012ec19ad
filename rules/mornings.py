"""Whether the mornings go as they should: judged from what was stored and from the hour."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

import pendulum

from rules.civil import day_of

_ZONE = "Asia/Ho_Chi_Minh"
# The morning starts at 07:00; by this hour of a working day one must have ended well.
LATEST = time(9, 0)

Severity = Literal["ok", "note", "wrong"]


@dataclass(frozen=True, slots=True)
class MorningFacts:
    """One run of the morning: for which day, its UTC instants, and its cause of failure ("" for none)."""

    on: date
    started_at: datetime
    finished_at: datetime | None
    failure: str = ""
    sent: int = 0


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is told of the mornings: how bad it is, the sentence, and what to do."""

    severity: Severity
    words: str
    todo: str = ""


def judge_mornings(
    newest: MorningFacts | None,
    newest_success: MorningFacts | None,
    *,
    now: datetime,
    is_working: bool,
    tracked_since: datetime | None,
) -> Judgement:
    """Return how the mornings stand at a UTC instant; ``is_working`` tells of the civil day of ``now``.

    Late means: at ``LATEST`` of a working day no morning for that day has ended well, though a plan was
    tracked before the day began. ``tracked_since`` is the first activation, None where nothing is tracked.
    """
    today = day_of(now)
    is_awaited = (
        is_working
        and _hour(now) >= LATEST
        and tracked_since is not None
        and day_of(tracked_since) < today
        and (newest_success is None or newest_success.on < today)
    )
    if newest is not None and newest.finished_at is not None and newest.failure:
        return Judgement("wrong", f"buổi sáng {_when(newest)} bị lỗi: {newest.failure}", _AGAIN)
    if (
        newest is not None
        and newest.finished_at is None
        and (is_awaited or day_of(newest.started_at) < today)
    ):
        return Judgement("wrong", f"buổi sáng {_when(newest)} bắt đầu nhưng không kết thúc", _AGAIN)
    if is_awaited:
        last = f"lần cuối xong {_when(newest_success)}" if newest_success else "chưa lần nào xong"
        words = f"đã quá {LATEST:%H:%M} mà buổi sáng hôm nay chưa xong ({last})"
        return Judgement("wrong", words, "kiểm tra dondoc up có đang chạy không; " + _AGAIN)
    if newest_success is None:
        return Judgement("note", "chưa có buổi sáng nào chạy xong", "dondoc up chạy buổi sáng lúc 07:00")
    return Judgement("ok", f"buổi sáng gần nhất xong {_when(newest_success)}, gửi {newest_success.sent} thư")


def missed_days(
    done_on: Collection[date], *, first: date, now: datetime, is_working: Callable[[date], bool]
) -> list[date]:
    """Return the working days from ``first`` on for which no morning has ended well, the oldest first.

    ``done_on`` are the days for which one has; today counts from ``LATEST`` on (``now`` is a UTC instant).
    """
    last = day_of(now) - timedelta(days=0 if _hour(now) >= LATEST else 1)
    days = (first + timedelta(n) for n in range((last - first).days + 1))
    return [day for day in days if is_working(day) and day not in done_on]


_AGAIN = "xem nhật ký rồi chạy lại: dondoc morning (chạy lại không gửi trùng)"


def _hour(instant: datetime) -> time:
    return pendulum.instance(instant).in_timezone(_ZONE).time().replace(tzinfo=None)


def _when(run: MorningFacts) -> str:
    """Return the instant at which a run ended, or began where it did not end."""
    local = pendulum.instance(run.finished_at or run.started_at).in_timezone(_ZONE)
    of_day = f" (cho ngày {run.on:%d/%m/%Y})" if run.on != local.date() else ""
    return f"lúc {local:%H:%M} ngày {local:%d/%m/%Y}{of_day}"
