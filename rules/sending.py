"""When a message may go out, when it is tried again, and when its sender counts as gone.

Messages go out on working days from 07:00 to 17:30 in Asia/Ho_Chi_Minh. The calendar and every
instant are arguments; instants are UTC.
"""

from datetime import date, datetime, time, timedelta

import pendulum

from rules.workday import WorkCalendar

_ZONE = "Asia/Ho_Chi_Minh"
OPENS, CLOSES = time(7, 0), time(17, 30)
# What was written outside these hours goes out when people have come in.
NEXT_MORNING = time(7, 30)

# Minutes until the next attempt after the first, second … failure; the last one stands for all later.
WAITS = (1, 5, 15, 60, 180, 360)
# After this long without success a person is told that something is wrong.
LONG = timedelta(hours=24)
# A claim by another computer, whose processes cannot be seen from here, is given up after this long.
FOREIGN_CLAIM = timedelta(minutes=10)
# No single attempt takes this long: a claim of a living process that is older was lost in it.
OLDEST_CLAIM = timedelta(hours=1)


def day_of(instant: datetime) -> date:
    """Return the civil day in Asia/Ho_Chi_Minh of a UTC instant."""
    local = pendulum.instance(instant).in_timezone(_ZONE)
    return date(local.year, local.month, local.day)


def may_send(instant: datetime, calendar: WorkCalendar) -> bool:
    """Return whether messages go out at that instant."""
    local = pendulum.instance(instant).in_timezone(_ZONE)
    at = local.time().replace(tzinfo=None)
    return OPENS <= at < CLOSES and calendar.is_working(day_of(instant))


def send_from(instant: datetime, calendar: WorkCalendar) -> datetime:
    """Return the first instant from ``instant`` on at which a message may go out.

    Within the hours that is the instant itself; else 07:30 on the next working morning, which before
    07:00 on a working day is that same morning.
    """
    if may_send(instant, calendar):
        return instant
    local = pendulum.instance(instant).in_timezone(_ZONE)
    day = day_of(instant)
    if local.time().replace(tzinfo=None) >= OPENS:
        day += timedelta(days=1)
    day = calendar.next_working(day)
    morning = pendulum.datetime(
        day.year, day.month, day.day, NEXT_MORNING.hour, NEXT_MORNING.minute, tz=_ZONE
    )
    return datetime.fromtimestamp(morning.timestamp(), tz=instant.tzinfo)


def retry_at(instant: datetime, attempts: int, calendar: WorkCalendar) -> datetime:
    """Return when to try again after the ``attempts``-th attempt failed at ``instant``, within the hours."""
    wait = WAITS[min(max(attempts, 1), len(WAITS)) - 1]
    return send_from(instant + timedelta(minutes=wait), calendar)


def has_failed_long(first_possible: datetime, instant: datetime) -> bool:
    """Return whether a message that could go out from ``first_possible`` on has waited too long."""
    return instant - first_possible >= LONG


def claim_is_lost(*, age: timedelta, seen_from_here: bool, claimant_lives: bool) -> bool:
    """Return whether a message being sent may be claimed by somebody else.

    ``seen_from_here`` tells that the claimant is a process of this computer, so that
    ``claimant_lives`` is known; another computer's claim is judged by its age alone.
    """
    if not seen_from_here:
        return age > FOREIGN_CLAIM
    return not claimant_lives or age > OLDEST_CLAIM
