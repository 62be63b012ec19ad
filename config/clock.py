"""The only module that asks the machine for the time."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import pendulum

from rules.civil import day_of

ZONE = "Asia/Ho_Chi_Minh"


@dataclass(frozen=True, slots=True)
class Clock:
    """Gives the civil day in Asia/Ho_Chi_Minh and the UTC instant.

    With ``fixed_day`` set (a demonstration) the day stands still while the time goes on at a third of its
    pace from 08:00 to 16:00: rows written one after the other stay in order, and a demonstration shown
    at night is still within working hours, so that its mails go out.
    """

    fixed_day: date | None = None

    def now(self) -> datetime:
        """Return the current UTC instant, moved to the fixed day where there is one."""
        local = pendulum.now(ZONE)
        if self.fixed_day is not None:
            passed = (local - local.start_of("day")).total_seconds()
            return instant(self.fixed_day, time(8)) + timedelta(seconds=passed / 3)
        return datetime.fromtimestamp(local.timestamp(), UTC)

    def today(self) -> date:
        """Return the civil day in Asia/Ho_Chi_Minh."""
        return day_of(self.now())


def instant(day: date, at: time) -> datetime:
    """Return the UTC instant of a wall-clock time in Asia/Ho_Chi_Minh (UTC+7, no summer time)."""
    local = pendulum.datetime(day.year, day.month, day.day, at.hour, at.minute, at.second, tz=ZONE)
    return datetime.fromtimestamp(local.timestamp(), UTC)
