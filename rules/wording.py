"""What a digest to an agency says: values in, sentences out; laying them out is ``notify.compose``.

A body that may be ordered is told what it has to do; a body that is asked (Đảng, Mặt trận, đoàn thể,
ngành dọc) reads "trân trọng đề nghị" and never "yêu cầu".
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Literal

from models.standing import Standing, StandingName
from rules.phrases import (
    WordedItem,
    day_words,
    left_words,
    place_words,
    rule_words,
    shorten,
    when_words,
)
from rules.wording_comments import CommentItem, comment_lines, comments_heading
from rules.wording_escalation import URGENT_MARK, EscalatedItem, worded_in_digest

__all__ = [
    "URGENCIES",
    "DigestFacts",
    "DigestWords",
    "RemindedItem",
    "WordedItem",
    "WordedSection",
    "day_words",
    "left_words",
    "place_words",
    "rule_words",
    "shorten",
    "when_words",
    "word_digest",
]

Urgency = Literal["overdue", "due_today", "due_soon", "upcoming", "undated"]

# The heading of what an agency does together with the owner of the work.
SUPPORT = "Phối hợp thực hiện"
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
    # Why the lead turned the work back, where the agency has not answered since.
    reason: str = ""
    # Where the due day comes from, and the reporting period that the work is about, in words.
    origin: str = ""
    period: str = ""


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
    # What is late for so long that leaders are to hear of it, where this digest carries the word; none of
    # them is among the items.
    escalated: tuple[EscalatedItem, ...] = ()
    # Công điện, hỏa tốc: marked in the subject.
    is_urgent: bool = False
    # What the lead wrote since the last digest, the oldest first.
    comments: tuple[CommentItem, ...] = ()


@dataclass(frozen=True, slots=True)
class WordedSection:
    """Items under one heading, which tells how many they are; ``urgency`` is that of the most pressing."""

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
    # New comments under their heading; none where nothing was written.
    comments_heading: str = ""
    comments: tuple[str, ...] = ()


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
        comments_heading=comments_heading(len(facts.comments)) if facts.comments else "",
        comments=comment_lines(facts.comments),
    )


def _urgency(item: RemindedItem) -> Urgency:
    return _URGENCY_OF.get(item.standing.name, "undated")


def _subject(facts: DigestFacts) -> str:
    own = [i for i in facts.items if i.part != "coordinator"]
    counts = Counter(_urgency(i) for i in own)
    counts["overdue"] += len(facts.escalated)
    told = [f"{counts[u]} việc {words}" for u, (_, words) in URGENCIES.items() if counts[u]]
    if support := len(facts.items) - len(own):
        told.append(f"{support} việc phối hợp")
    mark = URGENT_MARK if facts.is_urgent else ""
    return f"{mark}[Đôn đốc] {facts.agency}: {', '.join(told)} ({facts.on:%d/%m/%Y})"


def _opening(facts: DigestFacts) -> str:
    count = len(facts.items) + len(facts.escalated)
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
    """Return the owner's work by urgency, what leaders are to hear of, then the work with others."""
    groups: dict[Urgency, list[RemindedItem]] = {urgency: [] for urgency in URGENCIES}
    support: list[RemindedItem] = []
    for item in sorted(facts.items, key=_rank):
        if item.part == "coordinator":
            support.append(item)
        else:
            groups[_urgency(item)].append(item)
    found = [_section(u, URGENCIES[u][0], items, facts) for u, items in groups.items() if items]
    if facts.escalated:
        found.append(_escalated(facts))
    if support:
        worst = min((_urgency(i) for i in support), key=list(URGENCIES).index)
        found.append(_section(worst, SUPPORT, support, facts))
    return tuple(found)


def _section(urgency: Urgency, name: str, items: list[RemindedItem], facts: DigestFacts) -> WordedSection:
    worded = tuple(_worded(item, facts.is_ordered) for item in items)
    return WordedSection(urgency, f"{name} ({len(items)} việc)", worded)


def _escalated(facts: DigestFacts) -> WordedSection:
    """Return what is late for long; where the level itself reads the digest, it is asked for its word."""
    is_relayed = any(i.is_relayed for i in facts.escalated)
    name = "Quá hạn kéo dài, đề nghị trình lãnh đạo" if is_relayed else "Quá hạn kéo dài, kính trình lãnh đạo"
    items = sorted(facts.escalated, key=lambda i: (-i.standing.days, i.plan, i.ref))
    worded = tuple(worded_in_digest(i, reader=facts.agency) for i in items)
    return WordedSection("overdue", f"{name} ({len(items)} việc)", worded)


def _rank(item: RemindedItem) -> tuple[int, date, str, str]:
    late = item.standing.days if item.standing.name == "overdue" else 0
    return (-late, item.due_on or date.max, item.plan, item.ref)


def _worded(item: RemindedItem, is_ordered: bool) -> WordedItem:
    part = " (phối hợp)" if item.part == "coordinator" else ""
    label = "Cần làm" if is_ordered else "Đề nghị"
    return WordedItem(
        place=place_words(item.plan, item.ref) + part,
        text=shorten(item.text),
        when=when_words(item.due_on, item.kind, origin=item.origin, period=item.period),
        left=left_words(item.standing),
        reminder=f"nhắc lần {item.number}",
        ask=f"{label}: {_ask(item, is_ordered)}",
        note=f"Ý kiến của cơ quan chủ trì kế hoạch: {shorten(item.reason)}" if item.reason else "",
    )


def _ask(item: RemindedItem, is_ordered: bool) -> str:
    """Return what is asked, from what people said of the work and what the calendar says of it."""
    receive = "tiếp nhận" if is_ordered else "xác nhận đã nhận"
    tell = "báo cáo kết quả" if is_ordered else "cho biết kết quả"
    late = item.standing.name == "overdue"
    if item.status == "returned":
        return f"bổ sung rồi {tell}"
    if item.rule == "turned-back" and item.status != "assigned":
        return f"tiếp tục thực hiện rồi {tell}"
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
