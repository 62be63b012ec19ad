"""What the lead agency reads when an agency declines a work: which, why, and where to decide."""

from dataclasses import dataclass
from datetime import date

from rules.wording import day_words, place_words, shorten, when_words

# Characters of the work's and of the reason's words that the letter shows; the page shows them all.
WIDTH = 400


@dataclass(frozen=True, slots=True)
class RefusalFacts:
    """A refused work as the letter needs it; ``reason`` is the agency's own words."""

    lead: str
    agency: str
    plan: str
    ref: str
    text: str
    kind: str
    due_on: date | None
    reason: str
    refused_on: date
    address: str


@dataclass(frozen=True, slots=True)
class RefusalWords:
    """The letter in words; ``lines`` are pairs of a name and what stands for it."""

    subject: str
    greeting: str
    opening: str
    lines: tuple[tuple[str, str], ...]
    ask: str
    button: str
    address: str
    closing: str
    footer: str


def word_refusal(facts: RefusalFacts) -> RefusalWords:
    """Return the letter to the lead agency about one refused work."""
    place = place_words(facts.plan, facts.ref)
    return RefusalWords(
        subject=f"[Đôn đốc] {facts.agency} đề nghị không nhận việc: {place}",
        greeting=f"Kính gửi: {facts.lead}",
        opening=f"{facts.agency} đã đề nghị không nhận một phần việc, {day_words(facts.refused_on)}:",
        lines=(
            ("Phần việc", f"{place}: {shorten(facts.text, WIDTH)}"),
            ("Thời hạn", day_words(facts.due_on) if facts.due_on else when_words(None, facts.kind)),
            ("Lý do của cơ quan", shorten(facts.reason, WIDTH) or "không ghi"),
        ),
        ask="Đề nghị cơ quan chủ trì quyết định: chấp nhận và rút việc, hoặc giao lại kèm lý do. "
        "Chừng nào chưa quyết định, phần việc này không được nhắc.",
        button="Mở phần việc để quyết định",
        address=facts.address,
        closing="Trân trọng.",
        footer="Thư do phần mềm Đôn đốc gửi tự động, mỗi phần việc một thư trong ngày.",
    )
