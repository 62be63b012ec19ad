"""What an amending document changes in a plan under tracking: its items paired with the plan's own.

A document that amends in part ("sửa đổi, bổ sung một số nội dung") changes what it names and leaves the
rest in force, so it drops nothing by itself; one that replaces the plan drops what it no longer names.
"""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from rapidfuzz.distance import Indel

from models.draft import Rhythm
from rules.naming import fold, plain_key
from rules.pairing import best_pairs

# partial: only what the document names changes; whole: what it leaves out is dropped.
Mode = Literal["partial", "whole"]
Facet = Literal["text", "owners", "coordinators", "deadline", "deliverable"]

# What people read for each part of an item that may change.
FACET_NAMES: dict[Facet, str] = {
    "text": "nội dung",
    "owners": "cơ quan thực hiện",
    "coordinators": "cơ quan phối hợp",
    "deadline": "thời hạn",
    "deliverable": "sản phẩm",
}
# A share whose item differs in these has to be told anew, even where its day stays.
REWORDED: frozenset[Facet] = frozenset({"text", "coordinators", "deliverable"})

# From how much alike two wordings may be one item (share of common words in order, 0 to 1): with an owner
# in common; with other owners, where the words must speak for themselves; less where the number is the same.
_ALIKE, _ALIKE_ELSEWHERE, _LESS_IN_PLACE = 0.6, 0.85, 0.1
# What each likeness weighs. Words decide; owners, place and day settle between items of like words.
_WORDS, _OWNERS, _PLACE, _REST = 10_000, 2_000, 500, 200


@dataclass(frozen=True, slots=True)
class Body:
    """A body that an item names; two names of one body have the same ``key``."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Terms:
    """The deadline of an item; ``by_person`` where an officer set it and not the document."""

    kind: str = "none"
    due_on: date | None = None
    rhythm: Rhythm | None = None
    raw: str = ""
    by_person: bool = False


@dataclass(frozen=True, slots=True)
class VersionItem:
    """One item of a version of the plan, as far as versions differ; ``key`` is the caller's own."""

    key: int
    text: str
    owners: tuple[Body, ...] = ()
    ref: str = ""
    coordinators: tuple[Body, ...] = ()
    terms: Terms = Terms()
    deliverable: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """The same item in both versions and what of it differs; nothing but the number may."""

    old: VersionItem
    new: VersionItem
    changed: tuple[Facet, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions side by side, each list in the order of its own document.

    Every old item stands in one of ``same``, ``changed`` and ``dropped``, every new one in one of
    ``same``, ``changed`` and ``added``.
    """

    same: tuple[Pair, ...]
    changed: tuple[Pair, ...]
    added: tuple[VersionItem, ...]
    # Old items that the document does not name: dropped by a whole version, left alone by a partial one.
    dropped: tuple[VersionItem, ...]


@dataclass(frozen=True, slots=True)
class _Facts:
    """What an item is compared by, and where it stands in its document."""

    item: VersionItem
    place: int
    words: tuple[str, ...]
    owners: frozenset[str]
    coordinators: frozenset[str]
    deliverable: str
    told: tuple[str, ...]

    @property
    def identity(self) -> tuple[Hashable, ...]:
        return (self.words, self.owners, self.coordinators, self.deliverable, self.told)

    @property
    def order(self) -> tuple[object, ...]:
        """Return what sorts items by content, so that their order in a document has no say."""
        owners, coordinators = sorted(self.owners), sorted(self.coordinators)
        return (self.words, owners, coordinators, self.deliverable, self.told, self.item.ref, self.place)


def _facts(items: Sequence[VersionItem]) -> list[_Facts]:
    found = [
        _Facts(
            item=one,
            place=place,
            words=tuple(plain_key(_without_deadline(one)).split()),
            owners=frozenset(b.key for b in one.owners),
            coordinators=frozenset(b.key for b in one.coordinators),
            deliverable=plain_key(one.deliverable),
            told=(one.terms.kind, str(one.terms.due_on), repr(one.terms.rhythm), fold(one.terms.raw)),
        )
        for place, one in enumerate(items)
    ]
    return sorted(found, key=lambda one: one.order)


def _without_deadline(item: VersionItem) -> str:
    """Return the words of an item but those of its deadline: another day is not another text."""
    raw = item.terms.raw
    at = item.text.find(raw) if raw else -1
    return item.text if at < 0 else f"{item.text[:at]} {item.text[at + len(raw) :]}"


def compare(old: Sequence[VersionItem], new: Sequence[VersionItem]) -> Comparison:
    """Return what became of every item of the old version, and which items are new.

    Items that say the same are one item whatever their number; the others are paired one to one so
    that likeness in words, owners, place and day is the greatest in all. The order of the lists has no say.
    """
    left, right = _facts(old), _facts(new)
    pairs = _equal_pairs(left, right)
    pairs |= best_pairs(_weights(left, right, pairs))
    made = sorted(pairs.items(), key=lambda pair: right[pair[1]].place)
    found = [_pair(left[i], right[j]) for i, j in made]
    named, met = {left[i].place for i in pairs}, {right[j].place for j in pairs.values()}
    return Comparison(
        same=tuple(p for p in found if not p.changed),
        changed=tuple(p for p in found if p.changed),
        added=tuple(one for place, one in enumerate(new) if place not in met),
        dropped=tuple(one for place, one in enumerate(old) if place not in named),
    )


def _equal_pairs(left: list[_Facts], right: list[_Facts]) -> dict[int, int]:
    """Pair what says the same: first with the same number, then whatever the number."""
    pairs: dict[int, int] = {}
    for with_ref in (True, False):
        taken = set(pairs.values())
        waiting: dict[Hashable, list[int]] = defaultdict(list)
        for j, one in enumerate(right):
            if j not in taken:
                waiting[one.identity, one.item.ref if with_ref else ""].append(j)
        for i, one in enumerate(left):
            free = waiting.get((one.identity, one.item.ref if with_ref else ""))
            if i not in pairs and free:
                pairs[i] = free.pop(0)
    return pairs


def _weights(left: list[_Facts], right: list[_Facts], pairs: dict[int, int]) -> dict[tuple[int, int], int]:
    """Return how alike the items that may be one are, those already paired left out."""
    rights = [j for j in range(len(right)) if j not in set(pairs.values())]
    found = {}
    for i in (i for i in range(len(left)) if i not in pairs):
        for j in rights:
            if weight := _likeness(left[i], right[j]):
                found[i, j] = weight
    return found


def _likeness(one: _Facts, other: _Facts) -> int:
    """Return how alike two items are, 0 where they cannot be the same one."""
    together, either = one.owners & other.owners, one.owners | other.owners
    in_place = bool(one.item.ref) and one.item.ref == other.item.ref
    least = (_ALIKE if together or not either else _ALIKE_ELSEWHERE) - _LESS_IN_PLACE * in_place
    words = Indel.normalized_similarity(one.words, other.words, score_cutoff=least)
    if not words:
        return 0
    owners = len(together) / len(either) if either else 1.0
    rest = (one.told == other.told) + (one.coordinators == other.coordinators)
    return round(_WORDS * words + _OWNERS * owners) + _PLACE * in_place + _REST * rest


def _pair(one: _Facts, other: _Facts) -> Pair:
    differs: dict[Facet, bool] = {
        "text": one.words != other.words,
        "owners": one.owners != other.owners,
        "coordinators": one.coordinators != other.coordinators,
        "deadline": is_other_deadline(one.item.terms, other.item.terms),
        "deliverable": one.deliverable != other.deliverable,
    }
    return Pair(one.item, other.item, tuple(name for name in FACET_NAMES if differs[name]))


def is_other_deadline(old: Terms, new: Terms) -> bool:
    """Return whether the new version sets another deadline.

    A day that an officer gave the old item stays where the new document says what the old one said.
    """
    if (old.kind, old.due_on, old.rhythm) == (new.kind, new.due_on, new.rhythm):
        return old.kind == "event" and fold(old.raw) != fold(new.raw)
    if old.by_person and not new.by_person and fold(old.raw) == fold(new.raw):
        return not old.raw and new.due_on is not None
    return True
