"""The catalogue of provincial bodies, and what one province has of it."""

import tomllib
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from models.errors import BadSettings
from rules.naming import ASKED_KINDS, agency_key, kind_of

_NAMING_KEYS = {"code", "name", "kind", "parent", "short", "aliases", "sets"}
_KEYS = _NAMING_KEYS | {"from", "to", "only", "except", "some", "successors"}


@dataclass(frozen=True, slots=True)
class Heir:
    """What took over a body's work, and which part of it ("" for all)."""

    code: str
    scope: str = ""


@dataclass(frozen=True, slots=True)
class BodyKind:
    """A provincial body as one province has it, its names written out."""

    code: str
    name: str
    kind: str
    parent: str
    aliases: tuple[str, ...]
    sets: frozenset[str]
    valid_from: date | None
    valid_to: date | None
    heirs: tuple[Heir, ...]
    # False: only some provinces have it; its name is known, and no group takes it in.
    is_everywhere: bool = True

    @property
    def is_ordered(self) -> bool:
        """Return whether a provincial committee orders this body ("giao") or asks it ("đề nghị")."""
        return self.kind not in ASKED_KINDS


@dataclass(frozen=True, slots=True)
class BodyGroup:
    """A group of provincial bodies: those of some sets, or the units of one department."""

    code: str
    name: str
    aliases: tuple[str, ...]
    sets: frozenset[str]
    children_of: str

    def takes(self, body: BodyKind) -> bool:
        """Return whether the body belongs to the group."""
        if not body.is_everywhere:
            return False
        if self.children_of:
            return body.parent == self.children_of and body.kind == "don-vi"
        return bool(body.sets & self.sets)


@dataclass(frozen=True, slots=True)
class Province:
    """A province by name, and how its own bodies write it: "tỉnh" or "thành phố"."""

    name: str
    is_city: bool

    def written_out(self, text: str) -> str:
        """Return a name of the catalogue with this province's words for {cap}, {ten}, {uy} and {doan}."""
        words = ("Thành phố", "Thành ủy", "Thành đoàn") if self.is_city else ("tỉnh", "Tỉnh ủy", "Tỉnh đoàn")
        cap, committee, youth = words
        return text.format(cap=cap, ten=self.name, uy=committee, doan=youth)


def bodies_of(text: str, province: Province) -> tuple[list[BodyKind], list[BodyGroup]]:
    """Return the bodies and groups that the catalogue (TOML) gives this province.

    Raises BadSettings that names the fault: a wrong key, a code given twice, a successor or parent
    that no entry bears.
    """
    try:
        table = tomllib.loads(text)
        rows = table["bodies"]
        _check(rows)
        bodies = [_body(row, province) for row in rows if _is_in(row, province)]
        groups = [_group(row) for row in table.get("groups", [])]
    except (tomllib.TOMLDecodeError, KeyError, ValueError, TypeError) as fault:
        raise BadSettings(f"Danh mục cơ quan sai: {fault}.", hint="Sửa config/bodies.toml.") from fault
    here = {b.code for b in bodies}
    bodies = [replace(b, heirs=tuple(h for h in b.heirs if h.code in here)) for b in bodies]
    return bodies, groups


def _check(rows: list[dict[str, Any]]) -> None:
    codes = [row["code"] for row in rows]
    if twice := {c for c in codes if codes.count(c) > 1}:
        raise ValueError(f"mã lặp lại: {', '.join(sorted(twice))}")
    for row in rows:
        if unknown := set(row) - _KEYS:
            raise ValueError(f"{row['code']}: không có khóa {', '.join(sorted(unknown))}")
        named = {h["code"] for h in row.get("successors", [])} | {row.get("parent", row["code"])}
        if missing := named - set(codes):
            raise ValueError(f"{row['code']}: không có mã {', '.join(sorted(missing))}")


def _is_in(row: dict[str, Any], province: Province) -> bool:
    only, excepted = row.get("only"), row.get("except", [])
    return (only is None or province.name in only) and province.name not in excepted


def _body(row: dict[str, Any], province: Province) -> BodyKind:
    name = province.written_out(row["name"])
    shorts = [f"Sở {s}" for s in row.get("short", [])]
    aliases = [*shorts, *(province.written_out(a) for a in row.get("aliases", []))]
    return BodyKind(
        code=row["code"],
        name=name,
        kind=row.get("kind", kind_of(name)),
        parent=row.get("parent", ""),
        aliases=tuple(a for a in dict.fromkeys(aliases) if agency_key(a) != agency_key(name)),
        sets=frozenset(row.get("sets", ())),
        valid_from=row.get("from"),
        valid_to=row.get("to"),
        heirs=tuple(
            Heir(h["code"], h.get("scope", "")) for h in row.get("successors", []) if _is_in(h, province)
        ),
        is_everywhere=not row.get("some", False),
    )


def _group(row: dict[str, Any]) -> BodyGroup:
    return BodyGroup(
        code=row["code"],
        name=row["name"],
        aliases=tuple(row.get("aliases", ())),
        sets=frozenset(row.get("sets", ())),
        children_of=row.get("children_of", ""),
    )
