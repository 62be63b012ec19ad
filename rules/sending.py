"""When a message may go out, when it is tried again, and when its sender counts as gone.

Messages go out on working days from 07:00 to 17:30 in Asia/Ho_Chi_Minh; urgent ones (công điện, hỏa tốc)
on every day and at any hour. The calendar and every instant are arguments; instants are UTC.
"""

from collections.abc import Set
from datetime import datetime, time, timedelta

from rules.civil import ZONE
from rules.workday import WorkCalendar

OPENS, CLOSES = time(7, 0), time(17, 30)
# What was written outside these hours goes out when people have come in.
NEXT_MORNING = time(7, 30)

# Minutes until the next attempt after the first, second … failure; the last one stands for all later.
WAITS = (1, 5, 15, 60, 180, 360)
# Kinds whose digest is of no use once a newer one says all of it.
MERGING = frozenset({"agency-digest", "urgent-digest", "lead-digest"})
# Letters to leaders. Those of urgent plans are of a kind of their own: a leader whom they reach every day
# still hears of all others on the same day.
ESCALATION, URGENT_ESCALATION = "escalation", "urgent-escalation"
TO_LEADERS = frozenset({ESCALATION, URGENT_ESCALATION})
# After this long without success a person is told that something is wrong.
LONG = timedelta(hours=24)
# A claim by another computer, whose processes cannot be seen from here, is given up after this long.
FOREIGN_CLAIM = timedelta(minutes=10)
# No single attempt takes this long: a claim of a living process that is older was lost in it.
OLDEST_CLAIM = timedelta(hours=1)


# An obligation, and the level of escalation that is told of it ("" for the agency's own reminder).
Item = tuple[int, str]


def may_send(instant: datetime, calendar: WorkCalendar, *, is_urgent: bool = False) -> bool:
    """Return whether messages go out at that instant; urgent ones always do."""
    if is_urgent:
        return True
    local = instant.astimezone(ZONE)
    return OPENS <= local.time() < CLOSES and calendar.is_working(local.date())


def send_from(instant: datetime, calendar: WorkCalendar, *, is_urgent: bool = False) -> datetime:
    """Return the first instant from ``instant`` on at which a message may go out.

    For an urgent message, and within the hours, that is the instant itself; else 07:30 on the next
    working morning, which before 07:00 on a working day is that same morning.
    """
    if may_send(instant, calendar, is_urgent=is_urgent):
        return instant
    local = instant.astimezone(ZONE)
    day = local.date()
    if local.time() >= OPENS:
        day += timedelta(days=1)
    morning = datetime.combine(calendar.next_working(day), NEXT_MORNING, ZONE)
    return morning.astimezone(instant.tzinfo)


def retry_at(
    instant: datetime, attempts: int, calendar: WorkCalendar, *, is_urgent: bool = False
) -> datetime:
    """Return when to try again after the ``attempts``-th attempt failed at ``instant``.

    Within the hours, unless the message is urgent.
    """
    wait = WAITS[min(max(attempts, 1), len(WAITS)) - 1]
    return send_from(instant + timedelta(minutes=wait), calendar, is_urgent=is_urgent)


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


def is_covered(kind: str, older: Set[Item], newer: Set[Item]) -> bool:
    """Return whether a digest that could not be sent may be set aside for newer ones of its recipient.

    ``older`` is what it reminds of that is still open, ``newer`` what the newer digests remind of. A lead
    agency's digest reminds of nothing: it tells how things stand, and the newer one tells it better.
    """
    return kind in MERGING and older <= newer
