"""Automatic numbers of Word lists: the marks "1.", "a)", "-" that Word draws but does not store as text.

Counting follows ECMA-376 Part 1, 17.9: the paragraphs of one abstract list share their counters, a
level starts over after a lower level, ``startOverride`` restarts a list where it is first used.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from docx.oxml.ns import qn

MAX_LEVEL = 8
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
          (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_PRINTED_BULLETS = frozenset("-+*–—")


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: where it starts, how its number is written, its text ("%1.%2")."""

    start: int = 1
    number_format: str = "decimal"
    text: str = ""
    style: str = ""
    legal: bool = False
    restarts: bool = True


@dataclass(slots=True)
class _List:
    """A list in use (``w:num``): its abstract list and what it overrides."""

    abstract: str
    levels: dict[int, Level] = field(default_factory=dict)
    starts: dict[int, int] = field(default_factory=dict)


def roman(number: int) -> str:
    """Return the number in lower-case Roman digits."""
    digits = ""
    for value, mark in _ROMAN:
        count, number = divmod(number, value)
        digits += mark * count
    return digits


def letters(number: int) -> str:
    """Return a, b … z, aa, bb … as Word counts letters."""
    if number < 1:
        return ""
    turns, place = divmod(number - 1, 26)
    return chr(ord("a") + place) * (turns + 1)


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02d}",
    "lowerRoman": roman,
    "upperRoman": lambda number: roman(number).upper(),
    "lowerLetter": letters,
    "upperLetter": lambda number: letters(number).upper(),
    "none": lambda _: "",
    "bullet": lambda _: "",
}


class Numbering:
    """The lists of one document; ``label`` must be asked for each paragraph in reading order."""

    def __init__(self, root: Any, style_lists: dict[str, tuple[str, int | None]] | None = None) -> None:
        self._abstract: dict[str, dict[int, Level]] = {}
        self._lists: dict[str, _List] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._used: set[tuple[str, int]] = set()
        if root is not None:
            self._read(root, style_lists or {})

    def _read(self, root: Any, style_lists: dict[str, tuple[str, int | None]]) -> None:
        links: dict[str, str] = {}
        for element in root.findall(qn("w:abstractNum")):
            name = element.get(qn("w:abstractNumId"), "")
            self._abstract[name] = dict(_levels(element))
            if (link := _value(element, "w:numStyleLink")) is not None:
                links[name] = link
        for element in root.findall(qn("w:num")):
            chosen = _List(_value(element, "w:abstractNumId") or "")
            for override in element.findall(qn("w:lvlOverride")):
                level = _integer(override.get(qn("w:ilvl")), 0)
                chosen.levels.update(_levels(override))
                if (start := _value(override, "w:startOverride")) is not None:
                    chosen.starts[level] = _integer(start, 1)
            self._lists[element.get(qn("w:numId"), "")] = chosen
        # A list that only names a numbering style takes the levels of that style's list.
        for name, style in links.items():
            target = self._lists.get(style_lists.get(style, ("", None))[0])
            if target is not None:
                self._abstract[name] = self._abstract.get(target.abstract, {})

    def level_of_style(self, list_id: str, style: str) -> int:
        """Return the level of the list that is linked to a paragraph style; 0 where none is."""
        chosen = self._lists.get(list_id)
        levels = self._abstract.get(chosen.abstract, {}) if chosen else {}
        return next((number for number, level in levels.items() if level.style and level.style == style), 0)

    def label(self, list_id: str, level: int) -> str:
        """Return the mark that Word draws before the next paragraph of this list ("" where none)."""
        chosen = self._lists.get(list_id)
        if chosen is None or not 0 <= level <= MAX_LEVEL:
            return ""
        levels = {**self._abstract.get(chosen.abstract, {}), **chosen.levels}
        if level not in levels:
            return ""
        counts = self._count(list_id, chosen, levels, level)
        if levels[level].number_format == "bullet":
            return _bullet(levels, level)
        return _written(levels, level, counts)

    def _count(self, list_id: str, chosen: _List, levels: dict[int, Level], level: int) -> dict[int, int]:
        counts = self._counts.setdefault(chosen.abstract, {})
        if level in chosen.starts and (list_id, level) not in self._used:
            counts[level] = chosen.starts[level]
        elif level in counts:
            counts[level] += 1
        else:
            counts[level] = levels[level].start
        self._used.add((list_id, level))
        for lower in range(level + 1, MAX_LEVEL + 1):
            if lower in counts and (lower not in levels or levels[lower].restarts):
                del counts[lower]
        return counts


def _written(levels: dict[int, Level], level: int, counts: dict[int, int]) -> str:
    text = levels[level].text
    for place in range(MAX_LEVEL + 1):
        if f"%{place + 1}" not in text:
            continue
        other = levels.get(place, Level())
        number = counts.get(place, other.start)
        as_written = str if levels[level].legal else _FORMATS.get(other.number_format, str)
        text = text.replace(f"%{place + 1}", as_written(min(max(number, 0), 9999)))
    return text.strip()


def _bullet(levels: dict[int, Level], level: int) -> str:
    """Return the bullet: as printed where it is a typed mark, else "-" for the first level, "+" below."""
    if (mark := levels[level].text.strip()) in _PRINTED_BULLETS:
        return mark
    above = sum(levels[place].number_format == "bullet" for place in levels if place < level)
    return "+" if above else "-"


def _levels(element: Any) -> Iterator[tuple[int, Level]]:
    for found in element.findall(qn("w:lvl")):
        yield (
            _integer(found.get(qn("w:ilvl")), 0),
            Level(
                start=_integer(_value(found, "w:start"), 1),
                number_format=_value(found, "w:numFmt") or "decimal",
                text=_value(found, "w:lvlText") or "",
                style=_value(found, "w:pStyle") or "",
                legal=found.find(qn("w:isLgl")) is not None,
                restarts=_value(found, "w:lvlRestart") != "0",
            ),
        )


def _value(element: Any, tag: str) -> str | None:
    child = element.find(qn(tag))
    return None if child is None else child.get(qn("w:val"))


def _integer(text: str | None, otherwise: int) -> int:
    try:
        return int(text or "")
    except ValueError:
        return otherwise
