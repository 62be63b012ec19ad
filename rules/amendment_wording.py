"""What an amendment means, in sentences; and two wordings with the words that differ marked."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from rapidfuzz.distance import Indel

from rules.amendment import FACET_NAMES, Facet
from rules.amendment_effects import Effects, Fated, agencies_told
from rules.naming import plain_key


@dataclass(frozen=True, slots=True)
class Run:
    """Words that stand together, and whether the other wording lacks them."""

    text: str
    is_marked: bool


def marked(old: str, new: str) -> tuple[list[Run], list[Run]]:
    """Return both wordings in runs of words, those that the other one lacks marked."""
    left, right = re.findall(r"\S+", old), re.findall(r"\S+", new)
    keys = [[plain_key(w) or w for w in words] for words in (left, right)]
    gone, come = [False] * len(left), [False] * len(right)
    for one in Indel.opcodes(*keys):
        if one.tag != "equal":
            gone[one.src_start : one.src_end] = [True] * (one.src_end - one.src_start)
            come[one.dest_start : one.dest_end] = [True] * (one.dest_end - one.dest_start)
    return _runs(left, gone), _runs(right, come)


def _runs(words: list[str], flags: list[bool]) -> list[Run]:
    pairs = groupby(zip(words, flags, strict=True), key=lambda pair: pair[1])
    return [Run(" ".join(word for word, _ in group), flag) for flag, group in pairs]


def summary(found: Mapping[int, Effects], reworded: int) -> str:
    """Return what taking the chosen changes does, in one sentence.

    ``found`` are the effects by item, ``reworded`` how many items read otherwise without another day.
    """
    every = list(found.values())
    fates = [f for one in every for f in one.fates]
    parts = [
        _made(every),
        _moved(fates),
        f"{reworded} nhiệm vụ đổi nội dung" if reworded else "",
        _count(fates, "restore", "phần việc giao lại"),
        _count(fates, "reopen", "phần việc mở lại để làm theo nội dung mới"),
        _count(fates, "withdraw", "phần việc rút"),
        _count(fates, "keep", "phần việc đã báo cáo hoặc hoàn thành giữ nguyên"),
    ]
    text = "; ".join(part for part in parts if part)
    if not text:
        return "Không có gì thay đổi."
    told = len(agencies_told(every))
    return f"{text}. " + (f"{told} cơ quan được báo." if told else "Không cơ quan nào phải làm gì thêm.")


def _made(every: Iterable[Effects]) -> str:
    made = [owed for one in every for _, owed in one.made]
    agencies = {owed.agency_id for owed in made}
    return f"{len(made)} phần việc mới cho {len(agencies)} cơ quan" if made else ""


def _count(fates: list[Fated], fate: str, words: str) -> str:
    number = sum(f.fate == fate for f in fates)
    return f"{number} {words}" if number else ""


def _moved(fates: list[Fated]) -> str:
    """Return the days that move, those of one move counted together."""
    moves = Counter((f.held.due_on, f.due_on) for f in fates if f.fate in ("change", "reopen") and f.is_moved)
    return "; ".join(
        f"{n} hạn chuyển {_from_to(*days)}" for days, n in sorted(moves.items(), key=_move_order)
    )


def _move_order(move: tuple[tuple[date | None, date | None], int]) -> tuple[date, date]:
    (old, new), _ = move
    return old or date.max, new or date.max


def _from_to(old: date | None, new: date | None) -> str:
    return f"từ {_day(old)} sang {_day(new)}"


def _day(value: date | None) -> str:
    return f"{value:%d/%m/%Y}" if value else "không ngày"


def reason(name: str, fated: Fated, changed: Iterable[Facet], *, is_dropped: bool = False) -> str:
    """Return what the journal says of one obligation; ``name`` is the amending document's."""
    if fated.fate == "withdraw":
        what = "nhiệm vụ không còn trong kế hoạch" if is_dropped else "không còn được giao việc này"
        return f"theo {name}: {what}"
    if fated.fate == "keep":
        return f"theo {name}: việc đã báo cáo hoặc hoàn thành nên giữ nguyên"
    if fated.fate == "restore":
        return f"theo {name}: được giao lại việc này"
    parts = [FACET_NAMES[one] for one in changed if one != "deadline"]
    told = [f"hạn chuyển {_from_to(fated.held.due_on, fated.due_on)}"] if fated.is_moved else []
    if not fated.is_moved and "deadline" in set(changed):
        told = ["giữ hạn đã gia hạn" if fated.held.is_extended else "thời hạn ghi lại"]
    if parts:
        told.append(f"thay đổi {', '.join(parts)}")
    what = "; ".join(told) or "nhiệm vụ được sửa đổi"
    return f"theo {name}: {what}" + ("; mở lại để làm theo nội dung mới" if fated.fate == "reopen" else "")
