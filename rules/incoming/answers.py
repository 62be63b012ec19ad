"""What a letter answers: the message behind its headers, and the obligation that its words name."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

# "Re:", "Trả lời:" and their like, as often as programs put them before a subject.
_ANSWER = re.compile(
    r"\s*(?:re|sv|aw|fw|fwd|tr|rv|trả lời|phản hồi|chuyển tiếp|tl)\s*(?:\[\d{1,3}\])?\s*:", re.I
)
_DAY = re.compile(r"\((\d{2})/(\d{2})/(\d{4})\)")
# The words before an item's number.
_NAMED = re.compile(
    r"(?:mục|nhiệm vụ|phần việc|công việc|việc|điểm|khoản|nội dung|stt|item)\s{0,3}(?:số|thứ)?"
    r"\s{0,3}[:.]?\s{0,3}"
    r"((?:[0-9]{1,3}|[ivxlc]{1,7}|[a-zđ])(?:[.,)/-]{1,2}(?:[0-9]{1,3}|[ivxlc]{1,7}|[a-zđ])){0,5})(?![\w])",
    re.I,
)
_SEPARATORS = re.compile(r"[.,)/\-]+")


@dataclass(frozen=True, slots=True)
class ToldItem:
    """An obligation that an answer may be about: its number within the plan, and the plan's."""

    obligation_id: int
    ref: str
    plan: str = ""


def answered_subject(subject: str) -> str:
    """Return a subject without the signs of answering and forwarding."""
    while (found := _ANSWER.match(subject)) is not None:
        subject = subject[found.end() :]
    return " ".join(subject.split())


def day_in_subject(subject: str) -> date | None:
    """Return the day in brackets at the end of the subjects of our messages, or None."""
    found = _DAY.search(subject)
    if found is None:
        return None
    try:
        return date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        return None


def named_item(text: str, items: Sequence[ToldItem]) -> int | None:
    """Return the obligation that an answer names, or the only one that it can be about; else None.

    A number counts where it stands behind "mục", "việc", "điểm" … and belongs to one of the items. A plan's
    number in the words decides between items of the same number.
    """
    ids = {one.obligation_id for one in items}
    if len(ids) == 1:
        return next(iter(ids))
    named = {_folded(found) for found in _NAMED.findall(text)}
    fitting = [one for one in items if _folded(one.ref) in named]
    if len({one.obligation_id for one in fitting}) > 1:
        low = text.lower()
        fitting = [one for one in fitting if one.plan and one.plan.lower() in low]
    return _only({one.obligation_id for one in fitting})


def _only(ids: Collection[int]) -> int | None:
    return next(iter(ids)) if len(ids) == 1 else None


def _folded(ref: str) -> str:
    return _SEPARATORS.sub(".", ref.lower()).strip(". ")
