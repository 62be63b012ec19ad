"""Orders that stand outside the implementation part: they count only with a doer and a day of their own."""

import re
from collections.abc import Iterable

from extract.abbreviations import KNOWN
from extract.collected import Found
from extract.duties import read_coordinators, read_role
from extract.lines import Paragraph
from extract.outline import ref_of, section_of
from extract.subjects import is_open_class, read_subject
from extract.timing import has_time_words, time_mark
from extract.words import bare, lowered, sentences, words_of

_DEFINITE = re.compile(
    r"\b(?:sở|ubnd|ủy ban|công an|trung tâm|bệnh viện|đài|báo|hội|phòng|ban|bộ|cục|chi cục"
    r"|văn phòng|trạm|mặt trận"
    r"|đoàn thanh niên|thanh tra|viện|thành viên|ngành|trường|bảo hiểm|kho bạc|liên đoàn|tỉnh đoàn"
    r"|thành đoàn)\b"
)
_NO_DOER = re.compile(r"(?:cấp|\d|100 ?%)")
_GOAL = re.compile(r"\b\d+(?:[.,]\d+)?\s?%|\bphấn đấu\b|\bđạt\b|\bđã\b")
_TITLES = re.compile(
    r"(?:danh gia|tinh hinh|ket qua|can cu|thoi gian|chuong trinh|thanh phan|quy trinh|kinh phi du)"
)


def read_outside(paragraphs: Iterable[Paragraph], inside: list[Found]) -> list[Found]:
    """Return the sentences that name a definite body, order it something and set a date or a rhythm.

    Left out: goals and shares, procedures and reports on the past, and what an item of the
    implementation part covers (same doer or work, same deadline).
    """
    found: list[Found] = []
    for paragraph in paragraphs:
        if not has_time_words(paragraph.body) or paragraph.noise or paragraph.cells:
            continue
        if _in_descriptive_section(paragraph):
            continue
        for start, end in sentences(paragraph.body):
            item = _read(paragraph, paragraph.body[start:end].strip())
            if item is not None and not is_covered(item, inside):
                found.append(item)
    return found


def _in_descriptive_section(paragraph: Paragraph) -> bool:
    node: Paragraph | None = paragraph
    while node is not None:
        if node.children and _TITLES.match(bare(node.body)):
            return True
        node = node.parent
    return False


# "Trước ngày 15 tháng 7 hằng năm" is the day of somebody's work, "hằng năm" alone the budget's.
_OWN_DAY = re.compile(r"ngày\s+\d{1,2}(?!\d)|(?<![\d/])\d{1,2}/\d{1,2}(?![\d/])")
# A year alone is the budget's, too.
_OWN_TIME = re.compile(rf"{_OWN_DAY.pattern}|(?<!\w)(?:tháng|quý)\s+(?:\d|[ivx]+\b)")


# "Đối với các nhiệm vụ triển khai trong năm 2026, các sở …": the time tells which works are meant.
_OF_WORKS = re.compile(r"^(?:Đối với|Riêng)\s[^,.;:]{5,160},\s")


# "Hằng năm, các sở, ngành lập dự toán …": the rhythm is that of the work and not of the budget.
_OPENS_YEARLY = re.compile(r"(?:[^:.;,]{2,60}:\s+)?(?:định kỳ\s+)?h[àằ]ng (?:năm|quý|tháng)\s*,")


def _in_funding_section(paragraph: Paragraph) -> bool:
    """Whether the section is about money: a rhythm or a year without a day there is the budget's."""
    return bool(re.match(r"(?:nguon )?kinh phi|du toan", bare(section_of(paragraph).body)))


def _read(paragraph: Paragraph, sentence: str) -> Found | None:
    subject = read_subject(sentence)
    if not subject.owners or subject.surety < 1.0 or is_open_class(sentence):
        return None
    low = lowered(sentence)
    if (
        _NO_DOER.match(low)
        or _GOAL.search(low)
        or not any(_DEFINITE.search(lowered(o)) or KNOWN.search(o) for o in subject.owners)
    ):
        return None
    if sentence[subject.end : subject.end + 1] == ":":
        return None
    kind, _, said = time_mark(_OF_WORKS.sub("", sentence)).partition(" ")
    if kind not in ("date", "recurring"):
        return None
    if _in_funding_section(paragraph):
        is_yearly = kind == "recurring"
        own = (
            _OWN_DAY.search(lowered(said)) or _OPENS_YEARLY.match(low) if is_yearly else _OWN_TIME.search(low)
        )
        if own is None:
            return None
    return Found(
        ref=ref_of(paragraph),
        text=sentence,
        owners=subject.owners,
        coordinators=read_coordinators(sentence),
        role=read_role(sentence, subject.end),
        lines=paragraph.lines,
        page=paragraph.page,
        surety=0.8,
        flags=["outside_section"],
        source=paragraph,
    )


def overlap(first: str, second: str) -> float:
    """Return the smaller share of words that each text has in the other (0 to 1)."""
    one, two = set(words_of(first)), set(words_of(second))
    if not one or not two:
        return 0.0
    return len(one & two) / max(len(one), len(two))


def is_covered(item: Found, inside: list[Found]) -> bool:
    """Return whether the section has the same work with the same deadline, even in other words."""
    mark = time_mark(item.text)
    for other in inside:
        same_time = mark == time_mark(f"{other.text} {other.time_text}")
        share = overlap(item.text, other.text)
        if share >= 0.7 or (same_time and share >= 0.35 and set(item.owners) & set(other.owners)):
            return True
    return False
