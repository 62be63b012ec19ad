"""Two items of one plan that are two sides of one work: pairs to be shown to a person, never joined alone.

A plan that speaks to each body by turns names the same work twice: "Sở A: phối hợp với Sở B làm X" and
"Sở B: chủ trì, phối hợp với Sở A làm X". Counted twice, one delay would be blamed on two bodies.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from rapidfuzz import fuzz

from rules.naming import fold

# 0 to 100, of the words that are left without names and set phrases. In the fourteen plans of the gold
# set, of the 18 pairs whose bodies meet crosswise, the eight from 70 up share their work or a clause of
# it and the ten up to 65 share none but the plan's own subject.
ALIKE = 68.0

_SET_PHRASES = re.compile(r"\b(chu tri|phoi hop( chat che)?( voi)?|tiep tuc|chu dong)\b")
_SMALL = "va voi cac cua tai tren trong den cho theo de tu o thuoc duoc chu nhung ve la"
_SMALL_WORDS = frozenset(re.findall(r"\w+", _SMALL))
_ROLES = ("lead", "do", "support")


@dataclass(frozen=True, slots=True)
class Side:
    """An item as it is compared.

    ``owners`` and ``coordinators`` are keys of the bodies it names, equal for one body; ``names`` are all
    its bodies as the text writes them, which are no part of the work's own words.
    """

    key: int
    text: str
    role: str
    owners: frozenset[str]
    coordinators: frozenset[str]
    names: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class MirrorPair:
    """Two items that look like one work: where it would count, the other side, and how alike (0 to 100)."""

    counts: int
    mirror: int
    likeness: float


def propose(sides: Iterable[Side]) -> list[MirrorPair]:
    """Return the pairs whose owners and coordinators meet crosswise and whose words are alike, best first.

    The work counts where somebody is in charge ("chủ trì"), then where somebody does it, then where the
    plan names it first.
    """
    found = []
    for one, other in combinations(sides, 2):
        if not (one.owners & other.coordinators and other.owners & one.coordinators):
            continue
        likeness = fuzz.token_set_ratio(own_words(one), own_words(other))
        if likeness >= ALIKE:
            first, second = sorted((one, other), key=lambda s: _ROLES.index(s.role))
            found.append(MirrorPair(first.key, second.key, likeness))
    return sorted(found, key=lambda p: -p.likeness)


def own_words(side: Side) -> str:
    """Return the folded words of an item without the bodies that it names, set phrases and small words."""
    text = fold(side.text)
    for name in sorted((fold(n) for n in side.names), key=len, reverse=True):
        text = re.sub(rf"\b{re.escape(name)}\b", " ", text) if name else text
    return " ".join(w for w in _SET_PHRASES.sub(" ", text).split() if w not in _SMALL_WORDS)
