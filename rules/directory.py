"""Finding a name among the bodies and groups of one office, as of a day.

The order: the name as written, another name of the body, the name without diacritics and without
the province at its end, a group phrase by its grammar, and only then a likeness that is 90 or more
and the only one. What fits two bodies fits none: a wrong addressee is worse than a question.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from rapidfuzz import fuzz

from rules.group_phrases import UNIT_KINDS, UNIT_WORDS, GroupPhrase, parse_group
from rules.naming import agency_key, fold, loose_key, plain_key, resemblance, without_province

SURE = 90.0
# Below this a name is no help to a person who looks for the right one.
WORTH_SHOWING = 55.0

# A slip in "Sở Nội vụ" may be seen; in a short form of four letters every letter means something.
LONG_ENOUGH = 9

_UNIT = re.compile(
    r"^uy ban nhan dan (" + "|".join(fold(w) for w in sorted(UNIT_WORDS.values(), key=len)[::-1]) + r") \S"
)
_PROVINCE = re.compile(r"^uy ban nhan dan (tinh|thanh pho) (.+)$")
# What stands before a body's name where its head is spoken to, or the plan speaks to it.
_HEADS = re.compile(
    r"^(giao|de nghi|yeu cau|giam doc|thu truong|lanh dao|chu tich(?= uy ban nhan dan)) (?=\S+ \S)"
)


@dataclass(frozen=True, slots=True)
class Body:
    """An agency as matching sees it; ``names`` are its name and then its aliases."""

    id: int
    names: tuple[str, ...]
    level: str = "tinh"
    valid_from: date | None = None
    valid_to: date | None = None
    # False: made from a plan's own words, so that likeness to it proves nothing.
    is_confirmed: bool = True

    def holds(self, on: date | None) -> bool:
        """Return whether the body existed on that day (True where the day is unknown)."""
        return on is None or (
            (self.valid_from is None or self.valid_from <= on)
            and (self.valid_to is None or on <= self.valid_to)
        )

    @property
    def unit_kind(self) -> str:
        """Return the kind of unit whose committee this is (``huyen``, ``xa`` …), "" for other bodies.

        The committee of a city under central government is a provincial body and no unit.
        """
        found = _UNIT.match(agency_key(self.names[0]))
        kind = found[1].replace(" ", "-") if found else ""
        return "" if kind == "thanh-pho" and self.level == "tinh" else kind


@dataclass(frozen=True, slots=True)
class Group:
    """A group as matching sees it; ``names`` are its name and then its aliases."""

    id: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What a name is: a body or a group by id, and how: exact, alias, folded, phrase, fuzzy."""

    id: int
    is_group: bool
    how: str


@dataclass(frozen=True, slots=True)
class Near:
    """A body whose name is near to the one looked for; ``holds`` False where it did not exist that day."""

    id: int
    name: str
    score: float
    holds: bool


# One way of comparing: from a key to what bears it, each with whether it is an alias.
_Table = dict[str, dict[tuple[bool, int], bool]]


@dataclass
class Directory:
    """The bodies and groups of one office with their keys, ready for many look-ups."""

    bodies: Sequence[Body]
    groups: Sequence[Group]
    _by_id: dict[int, Body] = field(init=False)
    _tables: tuple[_Table, _Table, _Table] = field(init=False)
    # For each body its keys without the province, that of its name first.
    _keys: list[tuple[tuple[str, ...], Body]] = field(init=False)
    _units: list[tuple[str, Body]] = field(init=False)
    _phrases: list[tuple[GroupPhrase, Group]] = field(init=False)
    _places: list[tuple[str, str]] = field(init=False)

    def __post_init__(self) -> None:
        self._by_id = {b.id: b for b in self.bodies}
        self._places = [
            (m[1], m[2])
            for b in self.bodies
            if b.level == "tinh" and (m := _PROVINCE.match(agency_key(b.names[0])))
        ]
        self._keys = [(tuple(self._bare(agency_key(n)) for n in b.names), b) for b in self.bodies]
        self._units = [(kind, b) for b in self.bodies if (kind := b.unit_kind)]
        self._phrases = [
            (phrase, g)
            for g in self.groups
            if (phrase := parse_group(g.names[0])) is not None and not phrase.is_open
        ]
        self._tables = ({}, {}, {})
        for is_group, rows in ((False, self.bodies), (True, self.groups)):
            for row in rows:
                for number, name in enumerate(row.names):
                    self._enter(name, (is_group, row.id), is_alias=number > 0)

    def _enter(self, name: str, target: tuple[bool, int], *, is_alias: bool) -> None:
        key = agency_key(name)
        for table, entry in zip(
            self._tables, (plain_key(name), key, loose_key(self._bare(key))), strict=True
        ):
            bearers = table.setdefault(entry, {})
            bearers[target] = bearers.get(target, True) and is_alias

    def _bare(self, key: str) -> str:
        """Return the key without this office's province at its end; committees keep theirs."""
        if key.startswith("uy ban nhan dan"):
            return key
        for cap, name in self._places:
            for tail in (f" {cap} {name}", f" cap {cap}", f" {cap}", f" {name}"):
                if key.endswith(tail) and len(key) > len(tail):
                    return key[: -len(tail)]
        return key if self._places else without_province(key)

    def find(self, name: str, on: date | None) -> Found | None:
        """Return what the name is as of that day, or None where it is unknown or unsure."""
        key = agency_key(name)
        if not key:
            return None
        variants = [
            name,
            name.split("(")[0],
            _HEADS.sub("", key),
            _HEADS.sub("", agency_key(name.split("(")[0])),
        ]
        for number, variant in enumerate(dict.fromkeys(variants)):
            found, is_settled = self._exactly(variant, on, as_written=number == 0)
            if found is not None or is_settled:
                return found
        phrase = parse_group(name)
        if phrase is not None:
            return self._by_phrase(phrase, on)
        return self._by_likeness(_HEADS.sub("", key), on)

    def _exactly(self, name: str, on: date | None, *, as_written: bool) -> tuple[Found | None, bool]:
        key = agency_key(name)
        entries = (plain_key(name), key, loose_key(self._bare(key)))
        for number, (table, entry) in enumerate(zip(self._tables, entries, strict=True)):
            known = table.get(entry, {})
            bearers = {t: alias for t, alias in known.items() if t[0] or self._by_id[t[1]].holds(on)}
            bearers = {t: alias for t, alias in bearers.items() if t[0]} or bearers
            # Two bearers, or only such as did not exist that day: nothing looser may answer for them.
            if len(bearers) != 1 and known:
                return None, True
            for (is_group, one), is_alias in bearers.items():
                how = "folded" if number == 2 or not as_written else "exact" if number == 0 else "folded"
                return Found(one, is_group, "alias" if is_alias else how), False
        return None, False

    def _by_phrase(self, phrase: GroupPhrase, on: date | None) -> Found | None:
        if phrase.is_open or not self.is_ours(phrase):
            return None
        wanted = self._present(phrase.kinds, on)
        fitting = [
            (len(p.kinds ^ phrase.kinds), len(p.kinds), g.id)
            for p, g in self._phrases
            if self._present(p.kinds, on) == wanted
        ]
        return Found(min(fitting)[2], True, "phrase") if fitting else None

    def _present(self, kinds: frozenset[str], on: date | None) -> frozenset[str]:
        """Return the kinds without those of which there was no unit that day ("thị trấn" since 01/7/2025).

        Where none of them had a unit that day, the kinds that this office ever had.
        """
        here = {kind for kind, body in self._units if body.holds(on)} & kinds
        ever = here or {kind for kind, _ in self._units} & kinds
        return frozenset(ever | (kinds - set(UNIT_KINDS)))

    def is_ours(self, phrase: GroupPhrase) -> bool:
        """Return whether the phrase names no province, or one of this office's own."""
        return not phrase.place or not self._places or phrase.place in {name for _, name in self._places}

    def units(self, kinds: Iterable[str], on: date | None) -> list[int]:
        """Return the ids of the committees of units of these kinds as of that day."""
        wanted = set(kinds)
        return [body.id for kind, body in self._units if kind in wanted and body.holds(on)]

    def groups_of(self, kinds: Iterable[str]) -> list[int]:
        """Return the ids of the groups that stand for exactly one provincial set each."""
        wanted = {frozenset({k}) for k in kinds if k not in UNIT_KINDS}
        return [g.id for p, g in self._phrases if p.kinds in wanted]

    def _by_likeness(self, key: str, on: date | None) -> Found | None:
        bare = self._bare(key)
        close = {
            body.id
            for keys, body in self._keys
            if body.is_confirmed
            and body.holds(on)
            and any(resemblance(bare, k) >= SURE for k in keys if len(k) >= LONG_ENOUGH)
        }
        return Found(close.pop(), False, "fuzzy") if len(close) == 1 else None

    def near(self, name: str, on: date | None, limit: int) -> list[Near]:
        """Return the bodies whose names are nearest, best first; also those of other days, marked."""
        key = self._bare(_HEADS.sub("", agency_key(name)))
        scored = []
        for keys, body in self._keys:
            score = max(max(fuzz.ratio(key, k), fuzz.token_sort_ratio(key, k)) for k in keys)
            if score >= WORTH_SHOWING:
                scored.append(Near(body.id, body.names[0], round(score, 1), body.holds(on)))
        return sorted(scored, key=lambda n: (-n.score, not n.holds, n.name))[:limit]
