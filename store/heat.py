"""What fell due when, and how it stands: per agency and week, and along one plan's time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, case, func
from sqlalchemy import select as select_columns
from sqlmodel import Session, col

from models.obligation import Obligation
from rules.weeks import Span, spans_over
from store.choices import uncounted_plans
from store.memory import remembered
from store.urgency import condition


@dataclass(frozen=True, slots=True)
class DueCounts:
    """How the work that fell due in some days stands: finished on time or late, overdue."""

    on_time: int = 0
    late: int = 0
    overdue: int = 0

    @property
    def come(self) -> int:
        """Return how many are finished or overdue: what the share is a share of."""
        return self.on_time + self.late + self.overdue

    @property
    def behind(self) -> int:
        """Return how many were not on time."""
        return self.late + self.overdue

    @property
    def share(self) -> float | None:
        """Return the share on time, or None where nothing is finished or overdue."""
        return self.on_time / self.come if self.come else None


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One agency's weeks, in their order, and all of them together."""

    agency_id: int
    weeks: tuple[DueCounts, ...]
    sum: DueCounts


def heat_rows(session: Session, *, today: date, weeks: Sequence[Span]) -> tuple[HeatRow, ...]:
    """Return every agency with owners' work of tracked plans due in these weeks, the most behind first.

    Counted by the due day and the standing that each obligation has today. Among equals the lower id first.
    """
    asked = tuple(weeks)
    return remembered(session, ("heat", today, asked), lambda: _heat(session, today, asked))


def _heat(session: Session, today: date, weeks: tuple[Span, ...]) -> tuple[HeatRow, ...]:
    due_on = col(Obligation.due_on)
    place = case(*((due_on <= week.last_on, n) for n, week in enumerate(weeks)))
    each: Any = select_columns(
        col(Obligation.agency_id).label("agency"), place.label("place"), _class(today).label("class")
    ).where(col(Obligation.part) == "owner", due_on >= weeks[0].first_on, due_on <= weeks[-1].last_on)
    if out := uncounted_plans(session):
        each = each.where(col(Obligation.plan_id).not_in(out))
    rows = each.subquery()
    query: Any = select_columns(rows.c.agency, rows.c.place, rows.c["class"], func.count())
    cells: dict[int, dict[int, dict[str, int]]] = {}
    for agency, at, name, number in session.execute(query.group_by(*rows.c)):
        if name in _CELLS:
            cells.setdefault(agency, {}).setdefault(at, {})[name] = number
    found = []
    for agency, by_week in cells.items():
        row = tuple(DueCounts(**by_week.get(n, {})) for n in range(len(weeks)))
        found.append(HeatRow(agency, row, _sum(row)))
    return tuple(sorted(found, key=lambda row: (-row.sum.behind, row.agency_id)))


_CELLS = ("on_time", "late", "overdue")


def _class(today: date) -> ColumnElement[str]:
    """Return the cell in which dated work is counted, by the rule of standing; "open" where none is."""
    return case(
        (condition("done_on_time", today), "on_time"),
        (condition("done_late", today), "late"),
        (condition("overdue", today), "overdue"),
        (condition("aside", today), "aside"),
        else_="open",
    )


def _sum(cells: Sequence[DueCounts]) -> DueCounts:
    return DueCounts(*(sum(getattr(cell, name) for cell in cells) for name in _CELLS))


@dataclass(frozen=True, slots=True)
class DueSpan:
    """A week or month of a plan: what is due in it is done, open (in time) or overdue."""

    span: Span
    done: int
    open: int
    overdue: int


def plan_timeline(session: Session, plan_id: int, *, today: date) -> tuple[DueSpan, ...]:
    """Return a plan's owners' work by the week in which it is due (by month where it is long)."""
    query: Any = (
        select_columns(col(Obligation.due_on), _class(today).label("class"), func.count())
        .where(
            col(Obligation.plan_id) == plan_id,
            col(Obligation.part) == "owner",
            col(Obligation.due_on).is_not(None),
        )
        .group_by(col(Obligation.due_on), "class")
    )
    rows = [row for row in session.execute(query) if row[1] != "aside"]
    spans = spans_over([day for day, _, _ in rows])

    def number(span: Span, *names: str) -> int:
        return sum(n for day, name, n in rows if name in names and span.first_on <= day <= span.last_on)

    return tuple(
        DueSpan(span, number(span, "on_time", "late"), number(span, "open"), number(span, "overdue"))
        for span in spans
    )
