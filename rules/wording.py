"""What a digest to an agency says: values in, sentences out; laying them out is ``notify.compose``.

A body that may be ordered is told what it has to do; a body that is asked (Đảng, Mặt trận, đoàn thể,
ngành dọc) reads "trân trọng đề nghị" and never "yêu cầu".
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Literal

from models.standing import Standing, StandingName

Urgency = Literal["overdue", "due_today", "due_soon", "upcoming", "undated"]

# The order in which a reader meets them, with the heading and the words of the subject.
URGENCIES: dict[Urgency, tuple[str, str]] = {
    "overdue": ("Quá hạn", "quá hạn"),
    "due_today": ("Đến hạn hôm nay", "đến hạn hôm nay"),
    "due_soon": ("Sắp đến hạn", "sắp đến hạn"),
    "upcoming": ("Còn trong hạn", "còn trong hạn"),
    "undated": ("Không xác định thời hạn, thường xuyên", "không xác định thời hạn"),
}
_URGENCY_OF: dict[StandingName, Urgency] = {
    "overdue": "overdue",
    "due_today": "due_today",
    "due_soon": "due_soon",
    "upcoming": "upcoming",
}
_WITHOUT_DAY: dict[str, str] = {
    "ongoing": "Việc thường xuyên",
    "event": "Chờ sự kiện, chưa có ngày",
}
_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
# Characters of an item's words that a digest shows; the whole text is on the report page.
ITEM_WIDTH = 240


@dataclass(frozen=True, slots=True)
class RemindedItem:
    """One obligation that a digest reminds of; ``standing`` is that of the day of reading."""

    plan: str
    ref: str
    text: str
    part: str
    kind: str
    status: str
    due_on: date | None
    standing: Standing
    # The rule of the reminder (before-5, overdue …) and which reminder of this obligation it is.
    rule: str
    number: int


@dataclass(frozen=True, slots=True)
class DigestFacts:
    """What a digest to one agency is made of, on the day on which it is read."""

    agency: str
    is_ordered: bool
    on: date
    items: tuple[RemindedItem, ...]
    # Open obligations of the agency that nobody is reminded of today, and how many of those are late.
    other_open: int = 0
    other_overdue: int = 0
    # Days for which the report link works.
    link_days: int = 14


@dataclass(frozen=True, slots=True)
class WordedItem:
    """One item as read: where it stands, its words, its day, how long, what is asked."""

    place: str
    text: str
    when: str
    left: str
    reminder: str
    ask: str


@dataclass(frozen=True, slots=True)
class WordedSection:
    """Items of one urgency under their heading, which tells how many they are."""

    urgency: Urgency
    heading: str
    items: tuple[WordedItem, ...]


@dataclass(frozen=True, slots=True)
class DigestWords:
    """A digest in words, from the subject to the last line."""

    subject: str
    greeting: str
    opening: str
    sections: tuple[WordedSection, ...]
    others: str
    invitation: str
    button: str
    closing: str
    footer: str


def word_digest(facts: DigestFacts) -> DigestWords:
    """Return the digest in words, the most pressing items first."""
    return DigestWords(
        subject=_subject(facts),
        greeting=f"Kính gửi: {facts.agency}",
        opening=_opening(facts),
        sections=_sections(facts),
        others=_others(facts),
        invitation=_invitation(facts),
        button="Báo cáo kết quả" if facts.is_ordered else "Phản hồi kết quả",
        closing="Trân trọng." if facts.is_ordered else "Trân trọng cảm ơn sự phối hợp của Quý cơ quan.",
        footer=(
            f"Địa chỉ báo cáo có hiệu lực {facts.link_days} ngày và dành riêng cho {facts.agency}; "
            "xin không chuyển tiếp ra ngoài cơ quan. Thư do phần mềm Đôn đốc gửi tự động."
        ),
    )


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


def when_words(due_on: date | None, kind: str) -> str:
    """Return the due day in words, or why there is none."""
    if due_on is None:
        return _WITHOUT_DAY.get(kind, "Không xác định thời hạn")
    return f"Hạn: {day_words(due_on)}"


def _urgency(item: RemindedItem) -> Urgency:
    return _URGENCY_OF.get(item.standing.name, "undated")


def _subject(facts: DigestFacts) -> str:
    counts = Counter(_urgency(i) for i in facts.items)
    told = ", ".join(f"{counts[u]} việc {words}" for u, (_, words) in URGENCIES.items() if counts[u])
    return f"[Đôn đốc] {facts.agency}: {told} ({facts.on:%d/%m/%Y})"


def _opening(facts: DigestFacts) -> str:
    count = len(facts.items)
    if facts.is_ordered:
        return (
            f"Đến {day_words(facts.on)}, cơ quan có {count} việc được giao cần lưu ý dưới đây. "
            "Yêu cầu cơ quan thực hiện và báo cáo đúng thời hạn."
        )
    return (
        f"Trân trọng đề nghị Quý cơ quan quan tâm {count} việc dưới đây (tính đến "
        f"{day_words(facts.on)}) và cho biết kết quả."
    )


def _sections(facts: DigestFacts) -> tuple[WordedSection, ...]:
    groups: dict[Urgency, list[RemindedItem]] = {urgency: [] for urgency in URGENCIES}
    for item in sorted(facts.items, key=_rank):
        groups[_urgency(item)].append(item)
    return tuple(
        WordedSection(
            urgency,
            f"{URGENCIES[urgency][0]} ({len(items)} việc)",
            tuple(_worded(item, facts.is_ordered) for item in items),
        )
        for urgency, items in groups.items()
        if items
    )


def _rank(item: RemindedItem) -> tuple[int, date, str, str]:
    late = item.standing.days if item.standing.name == "overdue" else 0
    return (-late, item.due_on or date.max, item.plan, item.ref)


def _worded(item: RemindedItem, is_ordered: bool) -> WordedItem:
    part = " (phối hợp)" if item.part == "coordinator" else ""
    label = "Cần làm" if is_ordered else "Đề nghị"
    return WordedItem(
        place=place_words(item.plan, item.ref) + part,
        text=shorten(item.text),
        when=when_words(item.due_on, item.kind),
        left=left_words(item.standing),
        reminder=f"nhắc lần {item.number}",
        ask=f"{label}: {_ask(item, is_ordered)}",
    )


def _ask(item: RemindedItem, is_ordered: bool) -> str:
    """Return what is asked, from what people said of the work and what the calendar says of it."""
    receive = "tiếp nhận" if is_ordered else "xác nhận đã nhận"
    tell = "báo cáo kết quả" if is_ordered else "cho biết kết quả"
    late = item.standing.name == "overdue"
    if item.status == "returned":
        return f"bổ sung rồi {tell}"
    if not late and item.rule in ("assigned", "unacknowledged"):
        return receive
    if not late and item.rule in ("check-in", "stale"):
        return "cho biết tình hình thực hiện"
    wanted = f"{tell}, hoặc nêu rõ vướng mắc" if late else tell
    return f"{receive}, {wanted}" if item.status == "assigned" else wanted


def _others(facts: DigestFacts) -> str:
    if not facts.other_open:
        return ""
    late = f", trong đó {facts.other_overdue} việc quá hạn" if facts.other_overdue else ""
    return f"Ngoài các việc trên, cơ quan còn {facts.other_open} việc đang theo dõi{late}."


def _invitation(facts: DigestFacts) -> str:
    if facts.is_ordered:
        return "Cơ quan tiếp nhận việc và gửi báo cáo tại địa chỉ sau, không cần tài khoản:"
    return "Quý cơ quan có thể xem và phản hồi tại địa chỉ sau, không cần tài khoản:"
