"""Counts in the official classes: the one place where obligations are counted."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from models.errors import Refused
from models.standing import RollupCounts
from rules.naming import fold
from rules.standing import standing

# Columns of the official summary, in its words (Quyết định 42/2014/QĐ-TTg and practice).
CLASS_NAMES: dict[str, str] = {
    "done_on_time": "Hoàn thành đúng hạn",
    "done_late": "Hoàn thành quá hạn",
    "open_in_time": "Chưa hoàn thành trong hạn",
    "open_overdue": "Chưa hoàn thành quá hạn",
    "no_deadline": "Không xác định thời hạn",
    "ongoing": "Thường xuyên",
}

_CLASS_OF: dict[str, str] = {
    "done_on_time": "done_on_time",
    "done_late": "done_late",
    "upcoming": "open_in_time",
    "due_soon": "open_in_time",
    "due_today": "open_in_time",
    "overdue": "open_overdue",
    "no_deadline": "no_deadline",
    "awaiting_event": "no_deadline",
    "ongoing": "ongoing",
    "aside": "aside",
}


@dataclass(frozen=True, slots=True)
class CountedObligation:
    """What counting needs to know of an obligation; ``key`` is the row it is counted in.

    ``times`` says how many there are whose facts are alike: they are counted at once.
    """

    key: str
    kind: str
    status: str
    due_on: date | None
    first_due_on: date | None
    reported_on: date | None
    times: int = 1


@dataclass(frozen=True, slots=True)
class Rollup:
    """Counts per key (an agency's name) and their sum, as of a day."""

    as_of: date
    rows: tuple[tuple[str, RollupCounts], ...]
    sum: RollupCounts


def count(obligations: Iterable[CountedObligation], *, today: date) -> Rollup:
    """Return the counts per key, in the keys' order, and over all.

    Raises Refused when the cells do not sum, which would be a fault of the program: a wrong table
    must not be printed.
    """
    tallies: dict[str, dict[str, int]] = {}
    seen = 0
    for one in obligations:
        tally = tallies.setdefault(one.key, {f.name: 0 for f in fields(RollupCounts)})
        for name in _cells(one, today):
            tally[name] += one.times
        seen += one.times
    rows = tuple((key, RollupCounts(**tally)) for key, tally in sorted(tallies.items(), key=_by_name))
    total = RollupCounts(**{f.name: sum(getattr(c, f.name) for _, c in rows) for f in fields(RollupCounts)})
    if total.total + total.aside != seen or sum(c.total for _, c in rows) != total.total:
        raise Refused("Bảng tổng hợp không khớp tổng nên không được in.", hint="Báo cho người quản trị.")
    return Rollup(today, rows, total)


def _by_name(row: tuple[str, object]) -> tuple[str, str]:
    """Return the sort key of a row: Vietnamese names without their marks, so that Đ stands by D."""
    return (fold(row[0]), row[0])


def _cells(one: CountedObligation, today: date) -> list[str]:
    """Return the class of one obligation and the flags that hold for it."""
    where = standing(
        kind=one.kind, status=one.status, due_on=one.due_on, reported_on=one.reported_on, today=today
    )
    if where.name == "done":
        # Finished without ever having had a day: it stays in its own class, or the rates would flatter.
        cells = ["ongoing" if one.kind == "ongoing" else "no_deadline"]
    else:
        cells = [_CLASS_OF[where.name]]
    if where.name in ("due_soon", "due_today"):
        cells.append(where.name)
    if one.status == "reported":
        cells.append("reported")
    if one.status == "assigned":
        cells.append("unacknowledged")
    first = one.first_due_on or one.due_on
    if one.status == "done" and one.due_on and first and (one.reported_on or today) <= first:
        cells.append("done_by_first_day")
    return cells


def as_table(rollup: Rollup) -> dict[str, object]:
    """Return the roll-up as a JSON-ready table: ``as_of``, ``rows`` and ``sum``."""
    return {
        "as_of": rollup.as_of.isoformat(),
        "rows": [{"agency": key, **_with_totals(counts)} for key, counts in rollup.rows],
        "sum": _with_totals(rollup.sum),
    }


def _with_totals(counts: RollupCounts) -> dict[str, object]:
    return {"total": counts.total, "done": counts.done, "dated": counts.dated, **asdict(counts)}


def from_table(table: Mapping[str, Any]) -> Rollup:
    """Return the roll-up that ``as_table`` wrote: a frozen day reads as it was counted."""
    names = [f.name for f in fields(RollupCounts)]
    rows = tuple(
        (str(row["agency"]), RollupCounts(**{n: row.get(n, 0) for n in names})) for row in table["rows"]
    )
    total = RollupCounts(**{n: table["sum"].get(n, 0) for n in names})
    return Rollup(date.fromisoformat(table["as_of"]), rows, total)


def seal(table: dict[str, object]) -> str:
    """Return the SHA-256 (hex) of the table's canonical JSON, so that a frozen roll-up can be checked."""
    text = json.dumps(table, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def percent(share: float | None) -> str:
    """Return a share as people read it ("87,5 %"), or a dash where there is nothing to divide by."""
    if share is None:
        return "–"
    return f"{share * 100:.1f}".replace(".", ",").removesuffix(",0") + " %"
