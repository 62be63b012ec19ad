"""Quiet hours of a contact: between two times of the day nothing is sent to it, over midnight too.

Times are "HH:MM" in Asia/Ho_Chi_Minh, instants UTC. Urgent messages (công điện, hỏa tốc) are excepted, as
they are from the office hours.
"""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import lru_cache

from models.errors import Refused
from rules.civil import ZONE
from rules.sending import CLOSES, OPENS, send_from
from rules.workday import WorkCalendar

_TIME = re.compile(r"([01]?[0-9]|2[0-3])[:hH]([0-5][0-9])")
# Of the hours in which messages go out, so much must stay free: what cannot be sent must not be set.
LEAST_FREE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Quiet:
    """From one time of the day up to another, over midnight where that is earlier; the end is not quiet."""

    start: time
    end: time

    def holds(self, at: time) -> bool:
        """Return whether that time of the day is quiet."""
        if self.start <= self.end:
            return self.start <= at < self.end
        return at >= self.start or at < self.end


def quiet_hours(start: str | None, end: str | None) -> Quiet | None:
    """Return stored quiet hours, or None where none are set or what is stored is no time."""
    if not start or not end:
        return None
    try:
        return Quiet(time.fromisoformat(start), time.fromisoformat(end))
    except ValueError:
        return None


def is_time(typed: str) -> bool:
    """Return whether a person typed a time of the day: 21:00, 6h30."""
    return _TIME.fullmatch(typed.strip()) is not None


def read_quiet(start: str, end: str) -> tuple[str | None, str | None]:
    """Return what a person typed (21:00, 6h30) as it is stored; two empty fields set none.

    Raises Refused for what is no time, for one time without the other, and for hours that leave less than
    an hour of those in which messages go out.
    """
    if not start.strip() and not end.strip():
        return None, None
    found = [_TIME.fullmatch(text.strip()) for text in (start, end)]
    first, last = found
    if first is None or last is None:
        raise Refused("Giờ yên lặng cần đủ hai giờ, dạng 21:00.", hint="Sửa lại, hoặc bỏ trống cả hai.")
    quiet = Quiet(*(time(int(one[1]), int(one[2])) for one in (first, last)))
    if quiet.start == quiet.end:
        raise Refused("Giờ bắt đầu và giờ kết thúc trùng nhau.", hint="Sửa lại, hoặc bỏ trống cả hai.")
    if _free(quiet) < LEAST_FREE:
        raise Refused(
            f"Giờ yên lặng phủ gần hết giờ gửi ({OPENS:%H:%M} đến {CLOSES:%H:%M}).",
            hint="Chừa lại ít nhất một giờ, hoặc ngừng gửi thư cho người này.",
        )
    return f"{quiet.start:%H:%M}", f"{quiet.end:%H:%M}"


@lru_cache(maxsize=256)
def _free(quiet: Quiet) -> timedelta:
    """Return how much of the hours in which messages go out is not quiet."""
    first, last = OPENS.hour * 60 + OPENS.minute, CLOSES.hour * 60 + CLOSES.minute
    return timedelta(minutes=sum(not quiet.holds(time(m // 60, m % 60)) for m in range(first, last)))


def free_from(
    instant: datetime, calendar: WorkCalendar, quiet: Quiet | None, *, is_urgent: bool = False
) -> datetime:
    """Return the first instant from ``instant`` on that is within the hours and not quiet.

    Urgent messages go out at any hour. Hours that leave less than an hour for sending do not hold.
    """
    at = send_from(instant, calendar, is_urgent=is_urgent)
    if is_urgent or quiet is None or _free(quiet) < LEAST_FREE:
        return at
    local = at.astimezone(ZONE)
    if not quiet.holds(local.time()):
        return at
    ends = datetime.combine(local.date(), quiet.end, ZONE)
    if ends <= local:
        ends += timedelta(days=1)
    # The end may lie on a day off, and the morning after it be quiet again: but then its end is that day's.
    return free_from(ends.astimezone(instant.tzinfo), calendar, quiet)
