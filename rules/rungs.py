"""The rungs of the ladder as data: the office's file, and what one plan lays over it."""

import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from models.errors import BadSettings

# The field of the office's ladder, and of a plan's own, under which the coordinators' rungs stand.
COORDINATOR = "coordinator"
# A rung further away than this is a slip of the pen.
FURTHEST = 365


@dataclass(frozen=True, slots=True)
class CoordinatorRules:
    """The softer rungs of a body that works with the owner, in working days."""

    before: tuple[int, ...] = (3,)
    on_day: bool = True
    overdue_first: int = 1
    overdue_every: int = 6


@dataclass(frozen=True, slots=True)
class LadderRules:
    """The rungs, in working days except ``check_in_days`` and ``stale_days`` (calendar days).

    The three of escalation count past the due day: to the agency's own head, to the head of the lead
    agency, to the body that issued the plan. 0 switches a rung off.
    """

    before: tuple[int, ...] = (10, 5, 3, 1)
    on_day: bool = True
    overdue_first: int = 1
    overdue_every: int = 3
    unacknowledged_after: int = 3
    check_in_days: int = 30
    stale_days: int = 30
    escalate_head: int = 5
    escalate_lead: int = 10
    escalate_issuer: int = 20
    coordinator: CoordinatorRules = CoordinatorRules()


def parse_ladder(text: str) -> LadderRules:
    """Return the ladder written in a TOML text; raises BadSettings that names the fault."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise BadSettings(
            f"Tệp ladder.toml sai cú pháp: {fault}.", hint="Sửa dòng đó rồi chạy lại."
        ) from fault
    return _laid_over(LadderRules(), table, "Tệp ladder.toml")


def adapted(ladder: LadderRules, overrides: Mapping[str, object] | None) -> LadderRules:
    """Return the office's ladder with a plan's own rungs laid over it; None or {} changes nothing.

    Raises BadSettings that names the field at fault.
    """
    return _laid_over(ladder, overrides, "Bậc thang của kế hoạch") if overrides else ladder


def differing(ladder: LadderRules, office: LadderRules) -> dict[str, object]:
    """Return the rungs in which a ladder differs from the office's: what ``adapted`` lays over it.

    JSON-ready: lists for tuples, the coordinators' rungs in a dict of their own.
    """
    found: dict[str, object] = {}
    theirs = asdict(office)
    for name, value in asdict(ladder).items():
        if name == COORDINATOR:
            inner = {key: _plain(one) for key, one in value.items() if one != theirs[name][key]}
            if inner:
                found[name] = inner
        elif value != theirs[name]:
            found[name] = _plain(value)
    return found


def _plain(value: Any) -> object:
    return list(value) if isinstance(value, tuple) else value


def _laid_over(ladder: LadderRules, table: Mapping[str, object], where: str) -> LadderRules:
    own = dict(table)
    inner = own.pop(COORDINATOR, {})
    if not isinstance(inner, Mapping):
        raise BadSettings(f"{where}: mục {COORDINATOR} phải là một bảng.", hint="Sửa rồi chạy lại.")
    known = _checked(own, LadderRules, "", where)
    soft = _checked(dict(inner), CoordinatorRules, f"{COORDINATOR}.", where)
    return replace(ladder, **known, coordinator=replace(ladder.coordinator, **soft))


def _checked(
    table: dict[str, object], kind: type[LadderRules] | type[CoordinatorRules], prefix: str, where: str
) -> dict[str, Any]:
    names = [f.name for f in fields(kind) if f.name != COORDINATOR]
    if unknown := sorted(set(table) - set(names)):
        listed = ", ".join(prefix + name for name in unknown)
        raise BadSettings(f"{where} có mục lạ: {listed}.", hint=f"Các mục hợp lệ: {', '.join(names)}.")
    return {name: _value(name, table[name], prefix + name, where) for name in table}


def _value(name: str, value: object, shown: str, where: str) -> object:
    if name == "on_day":
        if not isinstance(value, bool):
            raise BadSettings(f"{where}: mục {shown} phải là true hoặc false.", hint="Sửa rồi chạy lại.")
        return value
    is_list = name == "before" and isinstance(value, list | tuple)
    numbers = value if is_list else [value]
    assert isinstance(numbers, list | tuple)  # noqa: S101 - told just above
    if not all(type(n) is int and 0 <= n <= FURTHEST for n in numbers):
        what = f"số nguyên từ 0 đến {FURTHEST}"
        raise BadSettings(f"{where}: mục {shown} phải là {what}.", hint="Sửa rồi chạy lại.")
    if name == "before":
        # A step of 0 days is the due day's own, which has a rung of its own.
        return tuple(sorted({n for n in numbers if n}, reverse=True))
    if name == "overdue_every" and value == 0:
        raise BadSettings(f"{where}: mục {shown} phải từ 1 trở lên.", hint="Sửa rồi chạy lại.")
    return value
