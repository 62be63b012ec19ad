"""Webhooks: what an event is called, how it is signed, when it is tried again, when it is given up.

Instants are arguments, in UTC. The signature is over the second of the attempt and the body, so that what
was overheard cannot be sent again later as if it were new.
"""

import hashlib
import hmac
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID, uuid5

from rules.status import NAMES

# Minutes until the next attempt after the first, second … failure; the last one stands for all later.
WAITS = (1, 5, 15, 60, 180, 360, 720)
# An event that nobody has taken for so long is given up.
GIVEN_UP_AFTER = timedelta(days=3)
# An address that has taken nothing for so long is switched off when the next event is given up.
SWITCHED_OFF_AFTER = timedelta(days=5)
# Nobody else takes up an attempt before this is over: much longer than an attempt may last.
LEASE = timedelta(minutes=2)
# The answer of a system that wants no more: 410 Gone.
GONE = 410

# Where nothing but the due day, the agency or the words of an obligation changed.
CHANGED = "obligation.changed"
TEST = "webhook.test"
# Events of plans, by what the audit log calls them.
PLAN_EVENTS: dict[str, str] = {
    "plan.activated": "kế hoạch được kích hoạt, việc được giao",
    "plan.amended": "văn bản sửa đổi được nhận vào kế hoạch",
    "plan.closed": "kế hoạch kết thúc theo dõi",
    "plan.reopened": "kế hoạch được theo dõi trở lại",
}
# What people read for each event that may be chosen.
EVENTS: dict[str, str] = {
    **{f"obligation.{status}": f"phần việc: {name[0].lower()}{name[1:]}" for status, name in NAMES.items()},
    CHANGED: "phần việc: đổi hạn, đổi cơ quan hoặc ghi thêm vào nhật ký",
    **PLAN_EVENTS,
}

# The space in which the ids of events and deliveries are made.
SPACE = UUID("3b6f1f0e-5d2c-4a34-9d0a-0f6b6f0c7a11")
Verdict = Literal["sent", "again", "gone"]


def event_name(source: str | None, target: str, *, has_report: bool) -> str:
    """Return what a journal row is called outside: by the status that it led to.

    A row in which the status stayed is a further report where it has one, and else a change.
    """
    return CHANGED if source == target and not has_report else f"obligation.{target}"


def wants(chosen: list[str], event: str) -> bool:
    """Return whether an address that chose these events (none: all) is told of this one."""
    return not chosen or event in chosen


def id_of(*parts: object) -> str:
    """Return the id of the thing that these parts name: the same always, another for anything else."""
    return str(uuid5(SPACE, " ".join(map(str, parts))))


def signature(secret: str, body: bytes, *, at: int) -> str:
    """Return the header ``t=…,v1=…``: HMAC-SHA256 (hex) over the Unix second, a full stop and the body."""
    made = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256)
    return f"t={at},v1={made.hexdigest()}"


def verdict(status: int | None) -> Verdict:
    """Return what an answer means: taken (2xx), to be tried again, or no more wanted (410).

    None is no answer at all. A redirect is no success: it is not followed.
    """
    if status is not None and 200 <= status < 300:
        return "sent"
    return "gone" if status == GONE else "again"


def next_attempt(attempts: int, *, written_at: datetime, now: datetime) -> datetime | None:
    """Return when to try again after the ``attempts``-th attempt failed at ``now``; None: given up.

    ``written_at`` is when the event was written down, or when an operator asked to send it again.
    """
    if now - written_at >= GIVEN_UP_AFTER:
        return None
    return now + timedelta(minutes=WAITS[min(max(attempts, 1), len(WAITS)) - 1])


def is_worn_out(last_success_at: datetime | None, *, failing_from: datetime, now: datetime) -> bool:
    """Return whether an address is to be switched off, now that one more event was given up.

    ``failing_from`` is when the first event was written that it has not taken since its last success.
    """
    begun = max(last_success_at, failing_from) if last_success_at is not None else failing_from
    return now - begun >= SWITCHED_OFF_AFTER
