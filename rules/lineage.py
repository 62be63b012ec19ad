"""Plans under plans: which document a plan carries out, which item of it, and what the lower work says above.

A plan has at most one plan above it: that of the item which it carries out, or that of the obligation which
it breaks down. Plans are therefore trees, and a tree is never closed to a ring.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from rapidfuzz import fuzz

from models.errors import Refused
from rules.amending_words import fold_number
from rules.mirrors import Side, own_words
from rules.naming import agency_key
from rules.status import OPEN

# Levels of a tree: ministry, province, department or commune, unit … and room for more.
MOST_LEVELS = 8
# Words of an item and of a plan's title from here up (0 to 100) speak for the item by themselves.
ALIKE = 60.0

Why = Literal["issuer", "lead", "coordinator", "words", ""]
# The better reason first; "" is an item that nothing speaks for.
_REASONS: tuple[Why, ...] = ("issuer", "lead", "coordinator", "words", "")
Flag = Literal["done_above", "late_below", "gone_above", "all_done"]
FLAG_NAMES: dict[Flag, str] = {
    "done_above": "đã báo cáo xong nhưng cấp dưới còn việc chưa xong",
    "late_below": "cấp dưới có việc quá hạn",
    "gone_above": "việc cấp trên đã tạm dừng hoặc rút, cấp dưới còn việc chưa xong",
    "all_done": "cấp dưới đã hoàn thành cả: có thể báo cáo",
}


@dataclass(frozen=True, slots=True)
class Paper:
    """A document as another one cites it, or as it stands under tracking."""

    number: str | None
    issued_on: date | None = None
    issuer: str | None = None


@dataclass(frozen=True, slots=True)
class Lower:
    """A plan that looks for its item above: who issued it, who leads it (ids), what it is called."""

    issuer_id: int | None
    lead_id: int | None
    title: str


@dataclass(frozen=True, slots=True)
class UpperItem:
    """An item that a lower plan may carry out, with the agencies that have it."""

    item_id: int
    text: str
    owners: frozenset[int] = frozenset()
    coordinators: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Ranked:
    """An item with what speaks for it, and how alike its words are (0 to 100)."""

    item_id: int
    why: Why
    likeness: float


def agreement(cited: Paper, known: Paper) -> int:
    """Return how many facts of a citation fit a document: 0 where it is another one, 3 where all fit.

    Numbers are compared folded (no diacritics, spaces or zeros in front); they repeat every year and with
    every issuer, so another day is another document. Where the day fits, an issuer in other words does not
    speak against it; where it is not known, it does.
    """
    number = fold_number(cited.number)
    if not number or number != fold_number(known.number):
        return 0
    has_days = cited.issued_on is not None and known.issued_on is not None
    if has_days and cited.issued_on != known.issued_on:
        return 0
    is_same_issuer = _same_body(cited.issuer, known.issuer)
    if is_same_issuer is False and not has_days:
        return 0
    return 1 + has_days + (is_same_issuer is True)


def _same_body(one: str | None, other: str | None) -> bool | None:
    """Return whether two names may be one body ("UBND tỉnh", "UBND tỉnh X"), None where one is unknown."""
    keys = [agency_key(name or "") for name in (one, other)]
    if not all(keys):
        return None
    short, long = sorted(keys, key=len)
    return long == short or long.startswith(short + " ")


def rank_items(lower: Lower, items: Iterable[UpperItem]) -> list[Ranked]:
    """Return the items of an upper plan, the likeliest first.

    Whoever issued the lower plan and owns the item comes first, then whoever leads it, then who is among
    the coordinators; among equals the words decide, then the document's order.
    """
    ranked = [_ranked(lower, item) for item in items]
    return sorted(ranked, key=lambda one: (_REASONS.index(one.why), -one.likeness))


def _ranked(lower: Lower, item: UpperItem) -> Ranked:
    likeness = fuzz.token_set_ratio(_words(item.text), _words(lower.title))
    bodies = {lower.issuer_id, lower.lead_id} - {None}
    why: Why = "words" if likeness >= ALIKE else ""
    if bodies & item.coordinators:
        why = "coordinator"
    if lower.lead_id in item.owners:
        why = "lead"
    if lower.issuer_id in item.owners:
        why = "issuer"
    return Ranked(item.item_id, why, likeness)


def _words(text: str) -> str:
    return own_words(Side(0, text, "do", frozenset(), frozenset()))


def check_link(parents: Mapping[int, int], plan_id: int, upper_id: int) -> None:
    """Raise Refused where the plan under that upper one would close a ring or make too many levels.

    ``parents`` gives for every linked plan the plan above it; what it says of ``plan_id`` itself is about
    to be replaced.
    """
    above = list(ancestors(parents, upper_id))
    if plan_id in (upper_id, *above):
        raise Refused(
            "Không liên kết vòng: kế hoạch này đang ở cấp trên của kế hoạch kia.",
            hint="Kiểm tra lại văn bản nào thực hiện văn bản nào.",
        )
    if len(above) + 2 + _height(parents, plan_id) > MOST_LEVELS:
        raise Refused(f"Cây kế hoạch quá {MOST_LEVELS} cấp.", hint="Liên kết với kế hoạch ở cấp gần hơn.")


def ancestors(parents: Mapping[int, int], plan_id: int) -> Iterator[int]:
    """Yield the plans above a plan, the nearest first; a ring that a damaged store holds ends it."""
    seen = {plan_id}
    while (above := parents.get(plan_id)) is not None and above not in seen:
        yield above
        seen.add(above)
        plan_id = above


def _height(parents: Mapping[int, int], plan_id: int) -> int:
    """Return how many levels stand below a plan."""
    chains = ([one, *ancestors(parents, one)] for one in parents)
    return max((chain.index(plan_id) for chain in chains if plan_id in chain), default=0)


def answers_for(agency_id: int, bodies: Collection[int], holders: Collection[int]) -> bool:
    """Return whether a lower plan of these bodies stands under the share that an agency has of the item.

    A plan stands under the share of the body that issued or leads it; where none of them has a share, it
    stands under the item as a whole.
    """
    return agency_id in bodies or not set(bodies) & set(holders)


def flags(
    *, status: str, kind: str, total: int, still_open: int, late: int, is_breakdown: bool
) -> tuple[Flag, ...]:
    """Return what the lower work (owners' counts: all, not finished, late) says of an upper obligation.

    One period's report does not end the work of a recurring item: a plan under the whole item may still be
    open then, and only what breaks down that very obligation is held against its report.
    """
    found: list[Flag] = []
    is_one_of_many = kind == "recurring" and not is_breakdown
    if status in ("reported", "done") and still_open and not is_one_of_many:
        found.append("done_above")
    if status in ("suspended", "withdrawn") and still_open:
        found.append("gone_above")
    elif late and not (status == "done" and is_one_of_many):
        found.append("late_below")
    if status in OPEN and total and not still_open and not is_one_of_many:
        found.append("all_done")
    return tuple(found)


@dataclass(frozen=True, slots=True)
class LowerDay:
    """The due day of an open lower obligation; ``is_moved``: by a decision after that on the upper one."""

    obligation_id: int
    due_on: date
    is_moved: bool = False


def proposed_days(old: date, new: date, lower: Iterable[LowerDay]) -> dict[int, date]:
    """Return the days to which lower work may move once the upper day has moved from ``old`` to ``new``.

    Each keeps its distance to the upper day (calendar days). Nothing is proposed where the upper day came
    nearer, for work already due after the old day, and for what was moved since.
    """
    if new <= old:
        return {}
    return {
        one.obligation_id: one.due_on + (new - old) for one in lower if not one.is_moved and one.due_on <= old
    }


def day_warnings(upper: date | None, days: Iterable[date | None], *, today: date) -> list[str]:
    """Return a sentence for every row whose day is past or after the upper work's; none of them stops."""
    found = []
    for number, day in enumerate(days, 1):
        if day is not None and upper is not None and day > upper:
            found.append(f"Dòng {number}: hạn {day:%d/%m/%Y} sau hạn {upper:%d/%m/%Y} của phần việc này.")
        if day is not None and day < today:
            found.append(f"Dòng {number}: hạn {day:%d/%m/%Y} đã qua.")
    return found


def unit_key(name: str, agency: str) -> str:
    """Return the key of a unit's name, the agency it belongs to left out ("Phòng X (UBND xã A)": Phòng X).

    Communes have units of the same names; new ones are stored with their agency's name behind.
    """
    key, tail = agency_key(name), agency_key(agency)
    return key.removesuffix(" " + tail) if tail else key
