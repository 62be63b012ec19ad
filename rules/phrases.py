"""Phrases that every letter and page shares: days, places, how late, which rule asked."""

from dataclasses import dataclass
from datetime import date

from models.standing import Standing

_WITHOUT_DAY: dict[str, str] = {
    "ongoing": "Việc thường xuyên",
    "event": "Chờ sự kiện, chưa có ngày",
}
# What became of a message, by its state.
MESSAGE_STATES = {
    "queued": "Chờ gửi",
    "sending": "Đang gửi",
    "sent": "Đã gửi",
    "refused": "Bị từ chối",
    "superseded": "Đã gộp vào thư sau",
}
_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
# Characters of an item's words that a digest shows; the whole text is on the report page.
ITEM_WIDTH = 240
_RULES: dict[str, str] = {
    "assigned": "giao việc",
    "due-day": "đến hạn",
    "overdue": "quá hạn",
    "unacknowledged": "chưa tiếp nhận",
    "turned-back": "trả lại, giao lại",
    "check-in": "hỏi tình hình",
    "stale": "lâu chưa báo cáo",
    "escalate-head": "báo thủ trưởng cơ quan",
    "escalate-lead": "báo lãnh đạo cơ quan chủ trì",
    "escalate-issuer": "báo cơ quan ban hành",
}


@dataclass(frozen=True, slots=True)
class WordedItem:
    """One item as read: where it stands, its words, its day, how long, what is asked, what else is told."""

    place: str
    text: str
    when: str
    left: str
    reminder: str
    ask: str
    note: str = ""


def rule_words(rule: str) -> str:
    """Return why a reminder was made, as people read it: "quá hạn", "còn 5 ngày làm việc"."""
    return _RULES.get(rule) or f"còn {rule.rsplit('-', 1)[-1]} ngày làm việc"


def day_words(day: date) -> str:
    """Return a day with its weekday: "thứ Hai, 23/11/2026"."""
    return f"{_WEEKDAYS[day.weekday()]}, {day:%d/%m/%Y}"


def shorten(text: str, width: int = ITEM_WIDTH) -> str:
    """Return the text on one line, within ``width`` characters.

    A longer one ends after a clause where a clause ends in its second half, else after a whole word,
    and says so with an ellipsis.
    """
    line = " ".join(text.split())
    if len(line) <= width:
        return line
    head = line[: width - 1]
    clause = max(head.rfind(mark) for mark in (". ", "; ", ", "))
    if clause < width // 2:
        clause = head.rfind(" ")
    return (head[:clause] if clause > 0 else head).rstrip(" ,;.:") + "…"


def place_words(plan: str, ref: str) -> str:
    """Return where an item stands: "12/KH-UBND, mục II.3", or less where less is known."""
    return f"{plan}, mục {ref}" if ref else plan


def left_words(standing: Standing) -> str:
    """Return how long is left or how late it is: "quá hạn 3 ngày", "còn 5 ngày"; "" without a day."""
    if standing.name == "overdue":
        return f"quá hạn {standing.days} ngày"
    if standing.name == "due_today":
        return "đến hạn hôm nay"
    if standing.name in ("due_soon", "upcoming"):
        return f"còn {standing.days} ngày"
    return ""


def when_words(due_on: date | None, kind: str, *, origin: str = "", period: str = "") -> str:
    """Return the due day in words, or why there is none; where it comes from, and the period it is about."""
    if due_on is None:
        return _WITHOUT_DAY.get(kind, "Không xác định thời hạn")
    said = f"Hạn: {day_words(due_on)}" + (f" ({origin})" if origin else "")
    return f"{said}; {period}" if period else said
