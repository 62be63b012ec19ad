"""A plan's items as lines: one per group that has the item, and one for the bodies given it by name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, case, func
from sqlalchemy import select as select_columns
from sqlmodel import Session, col

from models.agency import Agency, AgencyGroup
from models.assignment import Assignment
from models.obligation import Obligation
from rules.status import OPEN
from store.boards import Filters, obligation_rows
from store.obligation_rows import ObligationRow
from store.urgency import condition

# Of those who have not reported, so many are named in a line.
NAMED = 10
# Of one line, so many members are drawn; of one page of a plan, so many in all.
PER_LINE, PER_PAGE = 60, 400

_TOLD = ("reported", "done")
_ASIDE = ("suspended", "withdrawn")


@dataclass(frozen=True, slots=True)
class GroupLine:
    """How a group stands with one item (one occurrence of it), in numbers and names.

    ``members`` are those who have the work; who is suspended or withdrawn from it is in ``aside`` only.
    ``told`` have reported or finished, ``late`` are overdue, ``missing`` names the first of those who
    have not reported. A line without a group stands for the bodies that the item names one by one, with
    all their occurrences.
    """

    assignment_id: int
    part: str
    group_id: int | None
    name: str
    occurrence: str
    members: int
    told: int
    late: int
    aside: int
    missing: tuple[str, ...] = ()
    ref: str = ""
    text: str = ""

    @property
    def key(self) -> "Key":
        """Return what tells this line from the others."""
        return (self.assignment_id, self.part, self.group_id, self.occurrence)

    @property
    def is_group(self) -> bool:
        """Return whether several bodies stand behind the line because of one group."""
        return self.group_id is not None and self.members + self.aside > 1

    @property
    def is_over(self) -> bool:
        """Return whether everybody has reported or finished."""
        return self.told == self.members


Key = tuple[int, str, int | None, str]


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """A line with the members to draw, the most pressing first, and how many more there are."""

    line: GroupLine
    rows: tuple[ObligationRow, ...] = field(default=())

    @property
    def more(self) -> int:
        """Return how many of the line's obligations are not drawn."""
        return self.line.members + self.line.aside - len(self.rows)


def group_lines(session: Session, *, today: date, plan_id: int) -> list[GroupLine]:
    """Return the lines of a plan's groups, in the plan's order, the owners' first."""
    lines = [one for one in plan_lines(session, today=today, plan_id=plan_id) if one.is_group]
    missing = _missing(session, plan_id)
    return [_with_missing(one, missing) for one in lines]


def plan_lines(
    session: Session, *, today: date, plan_id: int, assignment_ids: Sequence[int] | None = None
) -> list[GroupLine]:
    """Return all lines of a plan (or of some of its items) with their numbers, in the plan's order."""
    key = _key()
    running = col(Obligation.status).not_in(_ASIDE)
    query: Any = (
        select_columns(
            *key,
            col(AgencyGroup.name),
            col(Assignment.ref),
            col(Assignment.text),
            func.sum(case((running, 1), else_=0)),
            func.sum(case((col(Obligation.status).in_(_TOLD), 1), else_=0)),
            func.sum(case((condition("overdue", today), 1), else_=0)),
            func.sum(case((running, 0), else_=1)),
        )
        .join(Assignment, col(Assignment.id) == col(Obligation.assignment_id))
        .outerjoin(AgencyGroup, col(AgencyGroup.id) == col(Obligation.group_id))
        .where(col(Obligation.plan_id) == plan_id)
        .group_by(
            *key, col(AgencyGroup.name), col(Assignment.ref), col(Assignment.text), col(Assignment.position)
        )
        .order_by(
            col(Assignment.position), col(Obligation.part).desc(), col(AgencyGroup.name).nulls_first(), key[3]
        )
    )
    if assignment_ids is not None:
        query = query.where(col(Obligation.assignment_id).in_(list(assignment_ids)))
    return [
        GroupLine(item, part, group, name or "", occurrence, members, told, late, aside, ref=ref, text=text)
        for item, part, group, occurrence, name, ref, text, members, told, late, aside in session.exec(query)
    ]


def _key() -> tuple[ColumnElement[Any], ...]:
    """Return the columns that tell lines apart; bodies named one by one share one for all occurrences."""
    occurrence: Any = case((col(Obligation.group_id).is_(None), ""), else_=col(Obligation.occurrence))
    columns: tuple[Any, ...] = (
        col(Obligation.assignment_id),
        col(Obligation.part),
        col(Obligation.group_id),
        occurrence.label("kept_occurrence"),
    )
    return columns


def _missing(session: Session, plan_id: int) -> dict[Key, list[str]]:
    """Return, by line of a group, the names of the first who have not reported."""
    key = _key()
    ranked = (
        select_columns(
            *key,
            col(Agency.name).label("agency_name"),
            func.row_number().over(partition_by=key, order_by=(col(Agency.name), col(Agency.id))).label("n"),
        )
        .join(Agency, col(Agency.id) == col(Obligation.agency_id))
        .where(
            col(Obligation.plan_id) == plan_id,
            col(Obligation.group_id).is_not(None),
            col(Obligation.status).in_(sorted(OPEN | {"refused"})),
        )
        .subquery()
    )
    query: Any = select_columns(*ranked.c).where(ranked.c.n <= NAMED).order_by(ranked.c.n)
    found: dict[Key, list[str]] = {}
    for item, part, group, occurrence, name, _ in session.exec(query):
        found.setdefault((item, part, group, occurrence), []).append(name)
    return found


def _with_missing(line: GroupLine, missing: dict[Key, list[str]]) -> GroupLine:
    return replace(line, missing=tuple(missing.get(line.key, ())))


def drawn_lines(
    session: Session, *, today: date, plan_id: int, assignment_ids: Sequence[int]
) -> dict[int, list[DrawnLine]]:
    """Return the lines of some items with the members to draw: bounded, however large the plan is.

    Of a line at most PER_LINE are drawn and of all together about PER_PAGE, those who have not reported
    and the latest first; ``DrawnLine.more`` says how many are left.
    """
    lines = plan_lines(session, today=today, plan_id=plan_id, assignment_ids=assignment_ids)
    ids = _first_ids(session, today, plan_id, assignment_ids)
    budget, wanted = PER_PAGE, {}
    for line in lines:
        wanted[line.key] = ids.get(line.key, [])[: max(budget, 0)]
        budget -= len(wanted[line.key])
    rows = _rows_by_id(session, today, [i for some in wanted.values() for i in some])
    missing = _missing(session, plan_id)
    drawn: dict[int, list[DrawnLine]] = {}
    for line in lines:
        members = tuple(rows[i] for i in wanted[line.key] if i in rows)
        drawn.setdefault(line.assignment_id, []).append(DrawnLine(_with_missing(line, missing), members))
    return drawn


def _first_ids(
    session: Session, today: date, plan_id: int, assignment_ids: Sequence[int]
) -> dict[Key, list[int]]:
    key = _key()
    pressing = (
        case((col(Obligation.status).in_([*_TOLD, *_ASIDE]), 1), else_=0),
        case((condition("overdue", today), 0), else_=1),
        func.coalesce(Obligation.due_on, date.max),
        col(Obligation.id),
    )
    ranked = (
        select_columns(
            *key,
            col(Obligation.id),
            func.row_number().over(partition_by=key, order_by=pressing).label("n"),
        )
        .where(col(Obligation.plan_id) == plan_id, col(Obligation.assignment_id).in_(list(assignment_ids)))
        .subquery()
    )
    query: Any = select_columns(*ranked.c).where(ranked.c.n <= PER_LINE).order_by(ranked.c.n)
    found: dict[Key, list[int]] = {}
    for item, part, group, occurrence, obligation_id, _ in session.exec(query):
        found.setdefault((item, part, group, occurrence), []).append(obligation_id)
    return found


def _rows_by_id(session: Session, today: date, ids: Iterable[int]) -> dict[int, ObligationRow]:
    wanted = tuple(ids)
    if not wanted:
        return {}
    found = obligation_rows(session, today=today, filters=Filters(obligation_ids=wanted))
    return {row.obligation_id: row for row in found}
