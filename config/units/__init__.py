"""Provinces, districts and communes with their days, as generated into this folder (see README.md)."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

from models.errors import NotFound
from rules.bodies import Province
from rules.group_phrases import UNIT_WORDS
from rules.naming import agency_key, fold

FOLDER = Path(__file__).parent
# Luật 72/2025/QH15, Nghị quyết 203/2025/QH15: provinces and communes only, from this day.
TWO_TIERS_FROM = date(2025, 7, 1)
_LENGTHS = {"province": 2, "district": 3, "commune": 5}


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit under one name: ``code`` is the statistics office's, which later units may bear again."""

    code: str
    name: str
    kind: str
    parent: str
    valid_from: date | None
    valid_to: date | None

    @property
    def level(self) -> str:
        """Return ``province``, ``district`` or ``commune``."""
        return next(level for level, length in _LENGTHS.items() if length == len(self.code))

    @property
    def full_name(self) -> str:
        """Return the name with its kind in front ("huyện Cư Jút")."""
        return f"{'tỉnh' if self.kind == 'tinh' else UNIT_WORDS[self.kind]} {self.name}"

    def holds(self, on: date) -> bool:
        """Return whether the unit existed under this name on that day."""
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_to is None or on <= self.valid_to
        )


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t")


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@lru_cache(maxsize=1)
def units() -> tuple[Unit, ...]:
    """Return every unit of every time, provinces first; the file is read once, when first asked for."""
    return tuple(
        Unit(r["code"], r["name"], r["kind"], r["parent"], _day(r["valid_from"]), _day(r["valid_to"]))
        for r in _rows("units.tsv")
    )


@lru_cache(maxsize=1)
def _successors() -> dict[tuple[str, date], tuple[str, ...]]:
    return {
        (r["code"], date.fromisoformat(r["valid_to"])): tuple(r["successors"].split())
        for r in _rows("successors.tsv")
    }


@lru_cache(maxsize=1)
def _by_code() -> dict[str, list[Unit]]:
    found: dict[str, list[Unit]] = {}
    for unit in units():
        found.setdefault(unit.code, []).append(unit)
    return found


def followers(unit: Unit) -> list[Unit]:
    """Return the units that took over what this one was, from the day after it ended."""
    if unit.valid_to is None:
        return []
    after = unit.valid_to + timedelta(days=1)
    codes = _successors().get((unit.code, unit.valid_to), ())
    return [u for code in codes for u in _by_code()[code] if u.holds(after)]


@dataclass(frozen=True, slots=True)
class ProvinceUnits:
    """What one office's registry needs: its province's names in time, its districts and communes."""

    province: Province
    # The province as it was and, where it was merged or renamed, as it became; oldest first.
    states: tuple[Unit, ...]
    districts: tuple[Unit, ...]
    communes: tuple[Unit, ...]


def province_units(name: str) -> ProvinceUnits:
    """Return the units of that province: its own districts, and the communes of what it became in 2025.

    The name may stand with or without "tỉnh", "thành phố", "TP."; a province that ended on 30/6/2025
    is known too. Raises NotFound.
    """
    wanted = agency_key(name).removeprefix("tinh ").removeprefix("thanh pho ")
    own = [u for u in units() if u.level == "province" and fold(u.name) == wanted]
    if not own:
        raise NotFound(f"Không có tỉnh, thành phố “{name}”.", hint="Viết đủ tên, ví dụ: Hà Nội.")
    before = [u for u in own if u.valid_from is None or u.valid_from < TWO_TIERS_FROM]
    # The city of Huế was the province of Thừa Thiên Huế under the same code until 31/12/2024.
    codes = {u.code for u in before}
    earlier = [u for u in _by_code_before(codes) if u not in before]
    after = [u for u in own if u.holds(TWO_TIERS_FROM)]
    latest = after or [f for u in before for f in _latest(u)]
    found = dict.fromkeys([*earlier, *before, *latest])
    states = tuple(sorted(found, key=lambda u: u.valid_to or date.max))
    now = {u.code for u in latest}
    districts = tuple(u for u in units() if u.level == "district" and u.parent in codes)
    communes = tuple(u for u in units() if u.level == "commune" and u.parent in now)
    named = Province(own[0].name, own[0].kind == "thanh-pho")
    return ProvinceUnits(named, states, districts, communes)


def _by_code_before(codes: set[str]) -> list[Unit]:
    return [
        u
        for code in sorted(codes)
        for u in _by_code()[code]
        if u.valid_from is None or u.valid_from < TWO_TIERS_FROM
    ]


def _latest(unit: Unit) -> list[Unit]:
    following = followers(unit)
    return [last for f in following for last in _latest(f)] if following else [unit]
