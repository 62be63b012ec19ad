"""Due days of an agency's units once its own day has moved: proposed, and moved where the agency says so."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from models.agency import Agency
from models.assignment import Assignment
from models.errors import NotFound, Refused
from models.extension import Extension
from models.obligation import Obligation
from models.plan import Plan
from rules.lineage import LowerDay, proposed_days
from rules.status import OPEN
from store.audit import note
from store.extensions import ask_extension, extensions_of, grant_extension, undecided
from store.moving import Act


@dataclass(frozen=True, slots=True)
class DayProposal:
    """A unit's open work, its due day, and the day to which it may move with the agency's own."""

    obligation_id: int
    plan_id: int
    agency_name: str
    text: str
    due_on: date
    proposed_on: date


def day_proposals(session: Session, share: Obligation, *, today: date) -> list[DayProposal]:
    """Return how the units' days may follow the last extension of an obligation, in the plan's order.

    Nothing moves by itself: a unit may well keep its day.
    """
    granted = _last_grant(session, share)
    if granted is None or granted.granted_on is None or granted.replaced_on is None:
        return []
    rows = _open_rows(session, share.id or 0)
    moved = _moved_since(session, [one.id for one, *_ in rows], granted)
    days = proposed_days(
        granted.replaced_on,
        granted.granted_on,
        [LowerDay(one.id or 0, one.due_on, one.id in moved) for one, *_ in rows if one.due_on is not None],
    )
    return [
        DayProposal(one.id or 0, one.plan_id, name, text, one.due_on, days[one.id or 0])
        for one, name, text in rows
        if one.due_on is not None and days.get(one.id or 0, today) > today
    ]


def take_days(
    session: Session, *, obligation_id: int, agency_id: int, chosen: Collection[int], act: Act
) -> int:
    """Move the days of the chosen units as proposed, by the decision on the agency's day; return how many.

    Each is an extension with its journal row. Raises NotFound for an obligation of another agency, Refused
    where nothing was chosen or a chosen one is not proposed any more.
    """
    share = session.get(Obligation, obligation_id)
    if share is None or share.agency_id != agency_id:
        raise NotFound("Không có phần việc này.", hint="Quay lại danh sách việc của bạn.")
    known = {one.obligation_id: one for one in day_proposals(session, share, today=act.today)}
    if not chosen or not set(chosen) <= set(known):
        raise Refused("Chưa chọn việc nào, hoặc hạn vừa được đổi.", hint="Tải lại trang rồi chọn lại.")
    granted = _last_grant(session, share)
    number = granted.decision_number if granted else ""
    for key in sorted(set(chosen)):
        _move(session, known[key], number, act)
    for plan_id in sorted({known[key].plan_id for key in chosen}):
        ids = sorted(key for key in chosen if known[key].plan_id == plan_id)
        note(session, what="plan.child-days-moved", by=act.by, now=act.now, plan_id=plan_id, obligations=ids)
    return len(set(chosen))


def _move(session: Session, one: DayProposal, number: str, act: Act) -> None:
    request = undecided(session, one.obligation_id)
    if request is None:
        request = ask_extension(
            session,
            obligation_id=one.obligation_id,
            proposed_on=one.proposed_on,
            reason="hạn của phần việc cấp trên đã được gia hạn",
            by=act.by,
            now=act.now,
            today=act.today,
        )
    session.flush()
    grant_extension(
        session,
        extension_id=request.id or 0,
        granted_on=one.proposed_on,
        number=number,
        by=act.by,
        now=act.now,
        today=act.today,
        calendar=act.calendar,
        ladder=act.ladder,
    )


def _last_grant(session: Session, share: Obligation) -> Extension | None:
    granted = [one for one in extensions_of(session, share.id or 0) if one.state == "granted"]
    last = max(granted, key=lambda one: one.id or 0, default=None)
    # A day that was changed since by other means is no longer this decision's.
    return last if last is not None and last.granted_on == share.due_on else None


def _open_rows(session: Session, obligation_id: int) -> list[tuple[Obligation, str, str]]:
    query: Any = (
        select(Obligation, Agency.name, Assignment.text)
        .join(Plan, col(Plan.id) == col(Obligation.plan_id))
        .join(Agency, col(Agency.id) == col(Obligation.agency_id))
        .join(Assignment, col(Assignment.id) == col(Obligation.assignment_id))
        .where(
            col(Plan.breaks_down_id) == obligation_id,
            col(Plan.state) == "active",
            col(Obligation.status).in_(sorted(OPEN)),
            col(Obligation.due_on).is_not(None),
        )
        .order_by(col(Obligation.plan_id), col(Assignment.position), col(Obligation.id))
    )
    return [(row, name, text) for row, name, text in session.exec(query)]


def _moved_since(session: Session, ids: Collection[int | None], granted: Extension) -> set[int]:
    query: Any = (
        select_columns(col(Extension.obligation_id), func.max(Extension.decided_at))
        .where(col(Extension.obligation_id).in_(list(ids)), col(Extension.state) == "granted")
        .group_by(col(Extension.obligation_id))
    )
    return {
        key for key, at in session.execute(query) if granted.decided_at and at and at >= granted.decided_at
    }
