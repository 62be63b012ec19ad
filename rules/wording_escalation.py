"""What leaders read of work that is late for long: what, whose, how late, how often urged, what is asked.

The words are those of a submission ("kính trình", "đề nghị chỉ đạo"), never of an order: a leader is asked.
"""

from dataclasses import dataclass, replace
from datetime import date

from models.standing import Standing
from rules.escalation import HEAD, ISSUER, LEAD, LEVELS, Level
from rules.phrases import WordedItem, day_words, left_words, place_words, shorten, when_words

URGENT_MARK = "[HỎA TỐC] "
_HEADINGS: dict[Level, str] = {
    HEAD: "Việc của cơ quan quá hạn kéo dài",
    LEAD: "Việc các cơ quan chậm kéo dài, thuộc kế hoạch do cơ quan chủ trì",
    ISSUER: "Việc chậm kéo dài dù cơ quan chủ trì kế hoạch đã đôn đốc",
}
_ASKS: dict[Level, str] = {
    HEAD: "chỉ đạo hoàn thành và báo cáo kết quả, hoặc nêu rõ vướng mắc để được xem xét gia hạn",
    LEAD: "đôn đốc, cùng cơ quan được giao tháo gỡ vướng mắc, hoặc quyết định gia hạn",
    ISSUER: "xem xét, chỉ đạo cơ quan được giao và cơ quan chủ trì kế hoạch",
}
# Who should have read it, where that level has nobody to write to.
_MISSING: dict[Level, str] = {
    HEAD: "lãnh đạo cơ quan",
    LEAD: "lãnh đạo cơ quan chủ trì kế hoạch",
    ISSUER: "cơ quan ban hành kế hoạch",
}


@dataclass(frozen=True, slots=True)
class EscalatedItem:
    """One obligation that leaders are to hear of; ``number`` counts the letters to its agency.

    ``is_relayed``: the level has nobody to tell, so who reads it is asked to submit it upwards.
    """

    level: Level
    agency: str
    plan: str
    ref: str
    text: str
    kind: str
    due_on: date | None
    standing: Standing
    number: int
    is_relayed: bool = False


@dataclass(frozen=True, slots=True)
class EscalationFacts:
    """What a letter to the leaders of one body is made of, on the day on which it is read."""

    agency: str
    on: date
    items: tuple[EscalatedItem, ...]
    # The address leads to the agency's own report page, not to the board.
    is_own: bool = False
    link_days: int = 14
    is_urgent: bool = False


@dataclass(frozen=True, slots=True)
class WordedLevel:
    """The items of one level under their heading, and what is asked of the reader."""

    heading: str
    ask: str
    items: tuple[WordedItem, ...]


@dataclass(frozen=True, slots=True)
class EscalationWords:
    """A letter to leaders in words, from the subject to the last line."""

    subject: str
    greeting: str
    opening: str
    levels: tuple[WordedLevel, ...]
    invitation: str
    button: str
    closing: str
    footer: str


def word_escalation(facts: EscalationFacts) -> EscalationWords:
    """Return the letter in words: the level next to the work first, the latest work first."""
    count = len(facts.items)
    mark = URGENT_MARK if facts.is_urgent else ""
    found = {level: [i for i in facts.items if i.level == level] for level in LEVELS}
    mine = f" Địa chỉ báo cáo có hiệu lực {facts.link_days} ngày." if facts.is_own else ""
    return EscalationWords(
        subject=(
            f"{mark}[Đôn đốc] Kính trình lãnh đạo {facts.agency}: {count} việc quá hạn kéo dài "
            f"({facts.on:%d/%m/%Y})"
        ),
        greeting=f"Kính gửi: Lãnh đạo {facts.agency}",
        opening=(
            f"Đến {day_words(facts.on)}, {count} việc dưới đây đã quá hạn kéo dài mà chưa có báo cáo hoàn "
            "thành. Kính trình lãnh đạo cơ quan xem xét, cho ý kiến."
        ),
        levels=tuple(_worded_level(level, items, facts.agency) for level, items in found.items() if items),
        invitation=(
            "Tình hình chi tiết và nơi báo cáo, không cần tài khoản:"
            if facts.is_own
            else "Tình hình chi tiết xem tại bảng theo dõi:"
        ),
        button="Xem và báo cáo" if facts.is_own else "Mở bảng theo dõi",
        closing="Trân trọng.",
        footer=f"Thư do phần mềm Đôn đốc gửi tự động tới lãnh đạo {facts.agency}.{mine}",
    )


def _worded_level(level: Level, items: list[EscalatedItem], reader: str) -> WordedLevel:
    ranked = sorted(items, key=lambda i: (-i.standing.days, i.agency, i.plan, i.ref))
    return WordedLevel(
        heading=f"{_HEADINGS[level]} ({len(ranked)} việc)",
        ask=f"Kính đề nghị lãnh đạo {reader} {_ASKS[level]}.",
        items=tuple(_worded(i, _relayed(i), reader) for i in ranked),
    )


def worded_in_digest(item: EscalatedItem, *, reader: str) -> WordedItem:
    """Return one item as it stands in a digest: with what is asked of whoever reads it there."""
    ask = f"Kính đề nghị lãnh đạo {reader} {_ASKS[item.level]}"
    if item.is_relayed:
        ask = f"Đề nghị trình {_MISSING[item.level]}: {_ASKS[item.level]}"
    # The digest itself is a letter about the obligation: the next one.
    return replace(_worded(item, ask, reader), reminder=f"nhắc lần {item.number}")


def relayed_line(item: EscalatedItem) -> str:
    """Return one item as a line of the lead agency's roll-up."""
    told = _worded(item, "", item.agency)
    ask = f"đề nghị trình {_MISSING[item.level]}"
    return f"{told.left}, đã nhắc {item.number} lần, {ask}. {told.when}. {told.place}: {told.text}"


def _worded(item: EscalatedItem, ask: str, reader: str) -> WordedItem:
    return WordedItem(
        place=place_words(item.plan, item.ref),
        text=shorten(item.text),
        when=when_words(item.due_on, item.kind),
        left=left_words(item.standing),
        reminder=f"đã nhắc {item.number} lần" if item.number else "chưa nhắc được lần nào",
        ask=ask,
        note="" if item.agency == reader else f"Cơ quan thực hiện: {item.agency}",
    )


def _relayed(item: EscalatedItem) -> str:
    return f"Đề nghị trình {_MISSING[item.level]}." if item.is_relayed else ""
