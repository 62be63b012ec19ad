"""What the calendar says of one obligation on one day."""

from datetime import date

from models.standing import Standing, StandingName
from rules.status import OPEN

# Calendar days before the due day from which an obligation is "sắp đến hạn".
SOON_DAYS = 7

NAMES: dict[StandingName, str] = {
    "no_deadline": "Không xác định thời hạn",
    "ongoing": "Thường xuyên",
    "awaiting_event": "Chờ sự kiện",
    "upcoming": "Trong hạn",
    "due_soon": "Sắp đến hạn",
    "due_today": "Đến hạn hôm nay",
    "overdue": "Quá hạn",
    "done": "Đã hoàn thành",
    "done_on_time": "Hoàn thành đúng hạn",
    "done_late": "Hoàn thành quá hạn",
    "aside": "Không còn theo dõi",
}

_WITHOUT_DAY: dict[str, StandingName] = {"ongoing": "ongoing", "event": "awaiting_event"}


def standing(
    *, kind: str, status: str, due_on: date | None, reported_on: date | None, today: date
) -> Standing:
    """Return where an obligation stands on ``today`` (a civil date in Asia/Ho_Chi_Minh).

    Finishing on the due day is on time (Quyết định 42/2014/QĐ-TTg and practice). Timeliness is judged
    on the day of the agency's report, not on the day of its confirmation: while a report waits, its
    day stands in for today; a returned report does not count.
    """
    if status in ("withdrawn", "suspended"):
        return Standing("aside")
    if due_on is None:
        if status == "done":
            return Standing("done")
        return Standing(_WITHOUT_DAY.get(kind, "no_deadline"))
    if status == "done":
        late_by = max(((reported_on or today) - due_on).days, 0)
        return Standing("done_late" if late_by else "done_on_time", late_by)
    judged = reported_on if status == "reported" and reported_on is not None else today
    days = (due_on - judged).days
    if days < 0:
        return Standing("overdue", -days)
    if status == "reported":
        return Standing("upcoming", days)
    if days == 0:
        return Standing("due_today")
    return Standing("due_soon" if days <= SOON_DAYS else "upcoming", days)


def silent_days(
    *,
    kind: str,
    status: str,
    due_on: date | None,
    reported_on: date | None,
    assigned_on: date,
    today: date,
    after: int,
) -> int:
    """Return for how many days nothing was heard of an ongoing duty, once they are ``after`` or more; else 0.

    Calendar days since the last report, or since the assignment where there is none. An ongoing duty is
    never overdue, but it goes stale; 0 as ``after`` asks for nothing, as it does on the ladder.
    """
    if not after or kind != "ongoing" or due_on is not None or status not in OPEN:
        return 0
    days = (today - max(reported_on or assigned_on, assigned_on)).days
    return days if days >= after else 0


def sentence(value: Standing) -> str:
    """Return the standing as a person reads it, with its days: "Quá hạn 3 ngày"."""
    name = NAMES[value.name]
    if value.name in ("overdue", "done_late"):
        return f"{name} {value.days} ngày"
    if value.name in ("due_soon", "upcoming") and value.days:
        return f"{name}, còn {value.days} ngày"
    return name
