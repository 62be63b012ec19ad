"""Coordinators follow the owners: their shares of a work end with it and begin again with it.

The system closes and reopens; what people did with a share of their own stays theirs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from models.assignment import Assignment
from models.journal import StatusChange
from models.obligation import Obligation
from rules.status import OPEN, check_move
from store.moving import Act, carry_out

SYSTEM = "Đôn đốc"
CLOSED_WHY = "cơ quan chủ trì đã hoàn thành"
WITHDRAWN_WHY = "việc của cơ quan chủ trì đã rút khỏi kế hoạch"
REOPENED_WHY = "việc của cơ quan chủ trì được mở lại"

ENDED = frozenset({"done", "withdrawn"})


@dataclass(frozen=True, slots=True)
class _End:
    """How the owners' work stands as a whole: its end ("done", "withdrawn") or None, and the last report."""

    status: str | None
    reported_on: date | None


def follow_owners(session: Session, row: Obligation, *, source: str, act: Act) -> None:
    """Close or reopen what coordinators have of a work, after a move of one of its owners from ``source``."""
    if (row.status in ENDED) != (source in ENDED):
        follow_work(session, row.assignment_id, act)


def follow_work(session: Session, assignment_id: int, act: Act) -> None:
    """Bring the coordinators' shares of a work, its linked items included, to where its owners stand.

    A share belongs to the owners' shares of the same occurrence; where there is none such, to all of
    them. Where nobody owns anything of the work, nothing is closed.
    """
    items = items_of_work(session, assignment_id)
    shares = _coordinators(session, items)
    if not shares:
        return
    ends = _Ends(session, items[0])
    ended = ended_by_system(session, shares)
    for share in shares:
        end = ends.of(share.occurrence)
        if share.status in OPEN and end.status is not None:
            _close(session, share, end, act)
        elif share.id in ended and end.status is None:
            reopen(session, share, ended[share.id], act)


def items_of_work(session: Session, assignment_id: int) -> list[int]:
    """Return the ids of the items that are one work with this one: where it counts, then the linked ones."""
    item = session.get_one(Assignment, assignment_id)
    first = item.mirror_of_id or assignment_id
    linked = session.exec(
        select(Assignment.id)
        .where(Assignment.mirror_of_id == first, col(Assignment.is_dropped).is_(False))
        .order_by(col(Assignment.position))
    ).all()
    return [first, *(i for i in linked if i is not None)]


def _coordinators(session: Session, items: Sequence[int]) -> list[Obligation]:
    return list(
        session.exec(
            select(Obligation)
            .where(
                col(Obligation.assignment_id).in_(items),
                Obligation.part == "coordinator",
                col(Obligation.status).in_(sorted(OPEN | ENDED)),
            )
            .order_by(col(Obligation.id))
        )
    )


class _Ends:
    """How the owners' shares of an item stand, by occurrence."""

    def __init__(self, session: Session, assignment_id: int) -> None:
        rows = session.exec(
            select(col(Obligation.occurrence), col(Obligation.status), col(Obligation.reported_on)).where(
                Obligation.assignment_id == assignment_id, Obligation.part == "owner"
            )
        ).all()
        self._all = [(status, reported_on) for _, status, reported_on in rows]
        self._by_occurrence: dict[str, list[tuple[str, date | None]]] = {}
        for occurrence, status, reported_on in rows:
            self._by_occurrence.setdefault(occurrence, []).append((status, reported_on))

    def of(self, occurrence: str) -> _End:
        """Return how the owners' work of one occurrence stands."""
        theirs = self._by_occurrence.get(occurrence, self._all)
        if not theirs or any(status not in ENDED for status, _ in theirs):
            return _End(None, None)
        done = [reported_on for status, reported_on in theirs if status == "done"]
        return _End("done" if done else "withdrawn", max((d for d in done if d), default=None))


def _close(session: Session, share: Obligation, end: _End, act: Act) -> None:
    if end.status == "withdrawn":
        _by_system(session, share, "withdrawn", act, WITHDRAWN_WHY)
    else:
        # The work was done on the day that its owner reported it: a coordinator is not late after that.
        _by_system(session, share, "done", act, CLOSED_WHY, reported_on=end.reported_on or act.today)


def reopen(session: Session, share: Obligation, before: StatusChange, act: Act) -> None:
    """Put a share that the system ended back to where it stood; ``before`` is its journal row from then."""
    if share.status == "withdrawn":
        _by_system(session, share, "assigned", act, REOPENED_WHY)
    else:
        _by_system(session, share, before.to_status, act, REOPENED_WHY, reported_on=before.reported_on)


def _by_system(session: Session, share: Obligation, target: str, act: Act, why: str, **facts: Any) -> None:
    check_move(share.status, target, actor="system", why=why)
    by = Act(SYSTEM, "system", act.now, act.today, act.calendar, act.ladder)
    carry_out(session, share, target, by, why=why, **facts)


def ended_by_system(session: Session, shares: Sequence[Obligation]) -> dict[int | None, StatusChange]:
    """Return, for those of the shares that the system ended, the journal row of how each stood before."""
    ids = [s.id for s in shares if s.status in ENDED]
    if not ids:
        return {}
    rows = session.exec(
        select(StatusChange).where(col(StatusChange.obligation_id).in_(ids)).order_by(col(StatusChange.id))
    ).all()
    found: dict[int | None, StatusChange] = {}
    before: dict[int, StatusChange] = {}
    for row in rows:
        if row.from_status != row.to_status:
            found.pop(row.obligation_id, None)
            by_system = row.actor_role == "system" and row.to_status in ENDED
            if by_system and row.obligation_id in before:
                found[row.obligation_id] = before[row.obligation_id]
        before[row.obligation_id] = row
    return found
