"""Counts in the official classes: the one place where obligations are counted."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, timedelta
from functools import lru_cache
from operator import attrgetter
from typing import Any, Literal

from models.errors import Refused
from models.standing import RollupCounts
from rules.levels import level_place
from rules.naming import fold
from rules.periods import Cut, Period
from rules.standing import standing

By = Literal["agency", "level", "plan", "group"]
# What a row of the table stands for, as the head of its first column.
BY_NAMES: dict[By, str] = {
    "agency": "Cơ quan, đơn vị",
    "level": "Cấp",
    "plan": "Kế hoạch",
    "group": "Khối cơ quan",
}

# Columns of the official summary, in its words (Quyết định 42/2014/QĐ-TTg and practice).
CLASS_NAMES: dict[str, str] = {
    "done_on_time": "Hoàn thành đúng hạn",
    "done_late": "Hoàn thành quá hạn",
    "open_in_time": "Chưa hoàn thành trong hạn",
    "open_overdue": "Chưa hoàn thành quá hạn",
    "no_deadline": "Không xác định thời hạn",
    "ongoing": "Thường xuyên",
}
# The further columns of a period's table; they stand before the total, which is their sum.
PERIOD_NAMES: dict[str, str] = {
    "carried_over": "Chuyển từ kỳ trước sang",
    "newly_given": "Giao mới trong kỳ",
}
RATE_NAMES: dict[str, str] = {
    "on_time_of_done": "Đúng hạn / đã hoàn thành",
    "on_time_of_due": "Đúng hạn / đã đến hạn",
    "freshness": "Có báo cáo mới / chưa hoàn thành",
}
# Calendar days for which a report counts as new, where the office's ladder (stale_days) says nothing.
FRESH_DAYS = 30

_CELLS = tuple(f.name for f in fields(RollupCounts))
# The cells as a tuple: asdict copies each of them deeply, and a morning adds up tens of thousands of rows.
_values: Callable[[RollupCounts], tuple[int, ...]] = attrgetter(*_CELLS)
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
# What ends an obligation: it is not carried from one period into the next.
OVER = frozenset({"done", "withdrawn"})


@dataclass(frozen=True, slots=True)
class CountedObligation:
    """What counting needs to know of an obligation; ``key`` is the row it is counted in.

    ``times`` says how many there are whose facts are alike: they are counted at once. ``since`` is, in the
    counts of a period, carried_over or newly_given (see ``origin``).
    """

    key: str
    kind: str
    status: str
    due_on: date | None
    first_due_on: date | None
    reported_on: date | None
    times: int = 1
    since: str = ""


@dataclass(frozen=True, slots=True)
class Rollup:
    """Counts per key (an agency's name …) and their sum, as of a day.

    ``fresh_days`` is for how many days a report counts as new; None in tables frozen before that was counted.
    """

    as_of: date
    rows: tuple[tuple[str, RollupCounts], ...]
    sum: RollupCounts
    by: By = "agency"
    period: Period | None = None
    fresh_days: int | None = FRESH_DAYS


def count(
    obligations: Iterable[CountedObligation],
    *,
    today: date,
    fresh_days: int = FRESH_DAYS,
    by: By = "agency",
    period: Period | None = None,
) -> Rollup:
    """Return the counts per key, in the keys' order, and over all.

    Raises Refused when the cells do not sum, which would be a fault of the program: a wrong table
    must not be printed.
    """
    tallies: dict[str, dict[str, int]] = {}
    seen = 0
    for one in obligations:
        tally = tallies.setdefault(one.key, dict.fromkeys(_CELLS, 0))
        for name in _cells(one, today, fresh_days):
            tally[name] += one.times
        seen += one.times
    rows = tuple((key, RollupCounts(**tally)) for key, tally in sorted(tallies.items(), key=_by_name))
    found = Rollup(today, rows, total_of(c for _, c in rows), by, period, fresh_days)
    if found.sum.total + found.sum.aside != seen:
        raise _does_not_sum()
    return checked(found)


def origin(before: str | None, after: str) -> str | None:
    """Return where a period's table counts an obligation, by its status at the period's two ends.

    ``before`` is its status when the period began, None where it was given in the period. Work that was
    over (done or withdrawn) then and is over now belongs to an earlier period: None. Work reopened in the
    period is carried over.
    """
    if before is None:
        return "newly_given"
    return None if before in OVER and after in OVER else "carried_over"


def total_of(counts: Iterable[RollupCounts]) -> RollupCounts:
    """Return the sum of the counts, cell by cell."""
    columns = zip(*(_values(one) for one in counts), strict=True)
    return RollupCounts(**dict(zip(_CELLS, map(sum, columns), strict=False)))


def checked(rollup: Rollup) -> Rollup:
    """Return the roll-up, or raise Refused where its cells do not sum: then it must not be printed.

    Every cell of the sum is the sum of its column, flags are no more than what they are flags of, and in a
    period what was carried over and what was given make the total.
    """
    if total_of(c for _, c in rollup.rows) != rollup.sum:
        raise _does_not_sum()
    for _, one in (*rollup.rows, ("", rollup.sum)):
        in_period = one.carried_over + one.newly_given
        if (
            min(_values(one)) < 0
            or in_period != (one.total if rollup.period else 0)
            or one.done_by_first_day > one.done
            or one.due_soon + one.due_today > one.open_in_time
            or (rollup.fresh_days is not None and not _open_sums(one))
        ):
            raise _does_not_sum()
    return rollup


def _open_sums(one: RollupCounts) -> bool:
    dated = one.open_in_time + one.open_overdue
    return one.fresh <= one.open and dated <= one.open <= one.total - one.done


def _does_not_sum() -> Refused:
    return Refused("Bảng tổng hợp không khớp tổng nên không được in.", hint="Báo cho người quản trị.")


def regrouped(rollup: Rollup, by: By, name: Callable[[str], str]) -> Rollup:
    """Return the same counts in other rows: those whose new names are alike are added up."""
    parts: dict[str, list[RollupCounts]] = {}
    for key, counts in rollup.rows:
        parts.setdefault(name(key), []).append(counts)
    rows = tuple((key, total_of(parts[key])) for key, _ in sorted(parts.items(), key=_by_name))
    if by == "level":
        rows = tuple(sorted(rows, key=lambda row: level_place(row[0])))
    return checked(replace(rollup, rows=rows, by=by))


def _by_name(row: tuple[str, object]) -> tuple[str, str]:
    """Return the sort key of a row: Vietnamese names without their marks, so that Đ stands by D."""
    return (_folded(row[0]), row[0])


# A morning sorts the same names into hundreds of tables.
_folded = lru_cache(maxsize=8192)(fold)


def _cells(one: CountedObligation, today: date, fresh_days: int) -> tuple[str, ...]:
    """Return the class of one obligation and the flags that hold for it."""
    days = (one.due_on, one.first_due_on, one.reported_on)
    return _cells_of(one.kind, one.status, *days, one.since, today, fresh_days)


# Obligations of one plan, and of hundreds, share their days: the same facts come again and again.
@lru_cache(maxsize=8192)
def _cells_of(
    kind: str,
    status: str,
    due_on: date | None,
    first_due_on: date | None,
    reported_on: date | None,
    since: str,
    today: date,
    fresh_days: int,
) -> tuple[str, ...]:
    where = standing(kind=kind, status=status, due_on=due_on, reported_on=reported_on, today=today)
    if where.name == "aside":
        return ("aside",)
    if where.name == "done":
        # Finished without ever having had a day: it stays in its own class, or the rates would flatter.
        cells = ["ongoing" if kind == "ongoing" else "no_deadline"]
    else:
        cells = [_CLASS_OF[where.name]]
    if where.name in ("due_soon", "due_today"):
        cells.append(where.name)
    if status == "reported":
        cells.append("reported")
    if status == "assigned":
        cells.append("unacknowledged")
    if status != "done":
        cells.append("open")
        if reported_on is not None and reported_on > fresh_since(today, fresh_days):
            cells.append("fresh")
    first = first_due_on or due_on
    if status == "done" and due_on and first and (reported_on or today) <= first:
        cells.append("done_by_first_day")
    if since:
        cells.append(since)
    return tuple(cells)


def fresh_since(today: date, fresh_days: int) -> date:
    """Return the last day on which a report is no longer new: the ladder calls the work stale from then."""
    return today - timedelta(days=fresh_days)


def as_table(rollup: Rollup) -> dict[str, object]:
    """Return the roll-up as a JSON-ready table: ``as_of``, ``rows``, ``sum``; Refused if it does not sum."""
    checked(rollup)
    table: dict[str, object] = {
        "as_of": rollup.as_of.isoformat(),
        "by": rollup.by,
        "rows": [{rollup.by: key, **_with_totals(counts)} for key, counts in rollup.rows],
        "sum": _with_totals(rollup.sum),
    }
    if rollup.fresh_days is not None:
        table["fresh_days"] = rollup.fresh_days
    if rollup.period:
        table["period"] = {
            "name": rollup.period.name,
            "cut": rollup.period.cut,
            "from": rollup.period.first_on.isoformat(),
            "to": rollup.period.last_on.isoformat(),
        }
    return table


def _with_totals(counts: RollupCounts) -> dict[str, object]:
    return {"total": counts.total, "done": counts.done, "dated": counts.dated, **asdict(counts)}


def from_table(table: Mapping[str, Any]) -> Rollup:
    """Return the roll-up that ``as_table`` wrote: a frozen day reads as it was counted.

    Tables frozen by an older program lack the newer cells; they read as nought.
    """
    by: By = table.get("by", "agency")
    rows = tuple((str(row[by]), _counts(row)) for row in table["rows"])
    return Rollup(
        date.fromisoformat(table["as_of"]),
        rows,
        _counts(table["sum"]),
        by,
        _period(table["period"]) if table.get("period") else None,
        table.get("fresh_days"),
    )


def _counts(row: Mapping[str, Any]) -> RollupCounts:
    return RollupCounts(**{name: row.get(name, 0) for name in _CELLS})


def _period(row: Mapping[str, Any]) -> Period:
    cut: Cut = row["cut"]
    return Period(row["name"], cut, date.fromisoformat(row["from"]), date.fromisoformat(row["to"]))


def seal(table: Mapping[str, object]) -> str:
    """Return the SHA-256 (hex) of the table's canonical JSON, so that a frozen roll-up can be checked."""
    text = json.dumps(table, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def percent(share: float | None) -> str:
    """Return a share as people read it ("87,5 %"), or a dash where there is nothing to divide by."""
    if share is None:
        return "–"
    return f"{share * 100:.1f}".replace(".", ",").removesuffix(",0") + " %"


def column_names(*, in_period: bool) -> dict[str, str]:
    """Return the counted columns of the table in their order: field of the counts -> words."""
    return {**(PERIOD_NAMES if in_period else {}), "total": "Tổng số", **CLASS_NAMES}


def days_fresh(stale_days: int) -> int:
    """Return for how many days a report counts as new: the ladder's, or 30 where the ladder has it off."""
    return stale_days or FRESH_DAYS
