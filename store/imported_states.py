"""How far work was in the table that a plan was taken from: kept with the draft, carried over at activation.

It is a marker of the plan until then. What a person changes at review is stronger: an item that is gone
takes its states with it, a body that was named anew has the state that all of its part had.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime

from sqlmodel import Session, col, select

from models.assignment import AssignmentParty
from models.journal import ProgressReport
from models.obligation import Obligation
from models.running import Marker
from rules.status import Actor, check_move
from rules.table_plans import ShareState
from rules.table_rows import State
from rules.table_states import PATHS
from store.following import ENDED, follow_work
from store.journal import entry
from store.looking import later_look_at
from store.moving import Act, carry_out, compare_and_set

_PREFIX = "imported."
# How a report that stood in a table came to us (models.journal.ProgressReport.via).
VIA = "table"


def keep_states(
    session: Session,
    plan_id: int,
    states: Mapping[int, Sequence[ShareState]],
    *,
    filename: str,
    now: datetime,
) -> None:
    """Store how far the shares of a draft's items are, by the items' ids."""
    told = {
        str(item): [[one.part, one.name, _as_json(one.state)] for one in shares]
        for item, shares in states.items()
        if any(one.state != State() for one in shares)
    }
    if told:
        value = json.dumps({"filename": filename, "items": told}, ensure_ascii=False)
        session.merge(Marker(name=f"{_PREFIX}{plan_id}", value=value, at=now))


def carry_over(session: Session, plan_id: int, act: Act) -> int:
    """Bring a plan's new obligations to where their table said they are, and return how many moved.

    Every move is written to the journal, with the table named as the one who told it. Coordinators of whom
    the table said nothing follow their owners.
    """
    marker = session.get(Marker, f"{_PREFIX}{plan_id}")
    if marker is None:
        return 0
    kept = json.loads(marker.value)
    told = {int(item): _shares(rows) for item, rows in kept["items"].items()}
    by = Act(
        f"{act.by} (nhập từ bảng {kept['filename']})", act.role, act.now, act.today, act.calendar, act.ladder
    )
    rows = session.exec(
        select(Obligation).where(Obligation.plan_id == plan_id).order_by(col(Obligation.id))
    ).all()
    names = _names(session, list(told))
    moved = 0
    ended: set[int] = set()
    for row in rows:
        state = _state_of(row, told.get(row.assignment_id, []), names.get(row.assignment_id, []))
        if state is None:
            continue
        moved += _bring(session, row, state, by)
        if row.part == "owner" and row.status in ENDED:
            ended.add(row.assignment_id)
    for assignment_id in sorted(ended):
        follow_work(session, assignment_id, by)
    session.delete(marker)
    session.flush()
    return moved


def _state_of(
    row: Obligation, shares: Sequence[ShareState], parties: Sequence[AssignmentParty]
) -> State | None:
    """Return how far an obligation was: by the name of its body, else where all of its part were alike.

    A further occurrence of recurring work had not begun; what is over for good is no rhythm.
    """
    own = [one for one in shares if one.part == row.part]
    called = {p.name for p in parties if p.part == row.part and _is_whose(p, row)}
    found = [one.state for one in own if one.name in called] or [one.state for one in own]
    if not found or any(state != found[0] for state in found[1:]):
        return None
    if row.kind == "recurring" and (row.status != "assigned" or found[0].status in ("done", "reported")):
        return None
    return found[0] if found[0] != State() else None


def _is_whose(party: AssignmentParty, row: Obligation) -> bool:
    if row.group_id is not None:
        return party.group_id == row.group_id
    return party.agency_id == row.agency_id


def _names(session: Session, items: Sequence[int]) -> dict[int, list[AssignmentParty]]:
    found: dict[int, list[AssignmentParty]] = {}
    for first in range(0, len(items), 500):
        query = select(AssignmentParty).where(
            col(AssignmentParty.assignment_id).in_(items[first : first + 500])
        )
        for party in session.exec(query):
            found.setdefault(party.assignment_id, []).append(party)
    return found


def _bring(session: Session, row: Obligation, state: State, act: Act) -> bool:
    why = f"theo bảng: {state.words}" if state.words else "theo bảng đã nhập"
    moved = _grant(session, row, state.due_on, act)
    for target in PATHS[state.status]:
        report_id = None
        facts: dict[str, date | None] = {}
        # What only an agency may say is the agency's word, as its table had it.
        role: Actor = "agency" if target == "refused" else "lead"
        if target in ("in_progress", "reported"):
            report_id = _report(session, row, target, state, act)
            facts["reported_on"] = state.told_on
        if target == "done":
            facts["done_on"] = state.told_on
        if target != "done" and row.acknowledged_on is None:
            facts["acknowledged_on"] = state.told_on or act.today
        check_move(row.status, target, actor=role, why=why, has_report=report_id is not None)
        said = Act(act.by, role, act.now, act.today, act.calendar, act.ladder)
        carry_out(session, row, target, said, why=why, report_id=report_id, **facts)
        moved = True
    return moved


def _grant(session: Session, row: Obligation, due_on: date | None, act: Act) -> bool:
    """Move the due day to one that was granted before; the first one stays."""
    if due_on is None or row.due_on is None or due_on == row.due_on:
        return False
    row.due_on = due_on
    next_look_at = later_look_at(row, act.calendar, act.ladder, today=act.today)
    compare_and_set(session, row, due_on=due_on, next_look_at=next_look_at)
    why = f"theo bảng: đã gia hạn đến {due_on:%d/%m/%Y}"
    session.add(entry(row, by=act.by, role=act.role, now=act.now, why=why))
    return True


def _report(session: Session, row: Obligation, says: str, state: State, act: Act) -> int:
    report = ProgressReport(
        obligation_id=row.id or 0,
        at=act.now,
        reported_on=state.told_on or act.today,
        says=says,
        text=state.told or state.words or "Theo bảng đã nhập.",
        reporter=act.by,
        via=VIA,
    )
    session.add(report)
    session.flush()
    return report.id or 0


def _as_json(state: State) -> dict[str, str]:
    found = {
        name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(state).items()
    }
    return {name: value for name, value in found.items() if value}


def _shares(rows: Sequence[Sequence[object]]) -> list[ShareState]:
    return [ShareState(part, name, _state(told)) for part, name, told in rows]  # type: ignore[arg-type]


def _state(told: dict[str, str]) -> State:
    days = {name: date.fromisoformat(told[name]) for name in ("told_on", "due_on") if name in told}
    return State(
        told.get("status", "assigned"),
        days.get("told_on"),
        told.get("told", ""),
        days.get("due_on"),
        told.get("words", ""),
    )
