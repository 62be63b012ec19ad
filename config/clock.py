"""The only module that asks the machine for the time."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

import pendulum

ZONE = "Asia/Ho_Chi_Minh"


@dataclass(frozen=True, slots=True)
class Clock:
    """Gives the civil day in Asia/Ho_Chi_Minh and the UTC instant.

    With ``fixed_day`` set (a demonstration) the day stands still while the hours go on, so that rows
    written one after the other stay in order.
    """

    fixed_day: date | None = None

    def now(self) -> datetime:
        """Return the current UTC instant, moved to the fixed day where there is one."""
        local = pendulum.now(ZONE)
        if self.fixed_day is not None:
            local = local.set(year=self.fixed_day.year, month=self.fixed_day.month, day=self.fixed_day.day)
        return datetime.fromtimestamp(local.timestamp(), UTC)

    def today(self) -> date:
        """Return the civil day in Asia/Ho_Chi_Minh."""
        return civil_day(self.now())


def civil_day(instant: datetime) -> date:
    """Return the civil day in Asia/Ho_Chi_Minh on which a UTC instant falls."""
    local = pendulum.instance(instant).in_timezone(ZONE)
    return date(local.year, local.month, local.day)


def instant(day: date, at: time) -> datetime:
    """Return the UTC instant of a wall-clock time in Asia/Ho_Chi_Minh (UTC+7, no summer time)."""
    local = pendulum.datetime(day.year, day.month, day.day, at.hour, at.minute, at.second, tz=ZONE)
    return datetime.fromtimestamp(local.timestamp(), UTC)
