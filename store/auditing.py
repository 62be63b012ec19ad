"""Reading what people did: the audit log and the journal of all obligations."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, String, cast, or_
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, func

from models.agency import Agency
from models.assignment import Assignment
from models.journal import AuditEvent, StatusChange
from models.obligation import Obligation
from models.plan import Plan
from rules.civil import end_of_day


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the log is looked for; days are civil days in Asia/Ho_Chi_Minh, both counted."""

    words: str = ""
    start: date | None = None
    end: date | None = None
    first: int = 0
    limit: int = 100


@dataclass(frozen=True, slots=True)
class Deed:
    """One line of the log: when, who, what (a dotted name), on which plan, and what it says of itself.

    ``plan_id`` is None also for a plan that has no page any more: a draft that was thrown away.
    """

    at: datetime
    actor: str
    what: str
    plan_id: int | None
    plan_label: str
    detail: dict[str, object]


@dataclass(frozen=True, slots=True)
class Move:
    """One line of the journal of obligations."""

    at: datetime
    actor: str
    actor_role: str
    from_status: str | None
    to_status: str
    why: str
    obligation_id: int
    text: str
    agency_name: str
    plan_label: str


def deeds(session: Session, asked: Asked, *, names: Sequence[str] = ()) -> tuple[list[Deed], int]:
    """Return the audit log's lines, the newest first, and how many there are.

    ``names`` are the dotted names whose words for people hold what is looked for.
    """
    found: list[ColumnElement[bool]] = list(_within(col(AuditEvent.at), asked))
    for word in asked.words.split():
        like = f"%{_literal(word)}%"
        found.append(
            or_(
                col(AuditEvent.actor).ilike(like, escape="\\"),
                col(AuditEvent.what).ilike(like, escape="\\"),
                col(AuditEvent.what).in_(names),
                col(Plan.number).ilike(like, escape="\\"),
                cast(col(AuditEvent.detail), String).ilike(like, escape="\\"),
            )
        )
    source = select_columns(AuditEvent, Plan).outerjoin(Plan, col(Plan.id) == col(AuditEvent.plan_id))
    total = select_columns(func.count()).select_from(AuditEvent)
    total = total.outerjoin(Plan, col(Plan.id) == col(AuditEvent.plan_id)).where(*found)
    query: Any = source.where(*found).order_by(col(AuditEvent.id).desc())
    rows = session.exec(query.offset(asked.first).limit(asked.limit)).all()
    counted: Any = total
    return [
        Deed(e.at, e.actor, e.what, _page_of(plan), plan.label if plan else "", dict(e.detail))
        for e, plan in rows
    ], session.exec(counted).scalar_one()


def _page_of(plan: Plan | None) -> int | None:
    return plan.id if plan is not None and plan.state != "dropped" else None


def moves(session: Session, asked: Asked) -> tuple[list[Move], int]:
    """Return the lines of the journal of all obligations, the newest first, and how many there are."""
    found: list[ColumnElement[bool]] = list(_within(col(StatusChange.at), asked))
    for word in asked.words.split():
        like = f"%{_literal(word)}%"
        found.append(
            or_(
                col(StatusChange.actor).ilike(like, escape="\\"),
                col(StatusChange.why).ilike(like, escape="\\"),
                col(Agency.name).ilike(like, escape="\\"),
                col(Plan.number).ilike(like, escape="\\"),
            )
        )
    query: Any = _journal(select_columns(StatusChange, col(Assignment.text), col(Agency.name), Plan)).where(
        *found
    )
    counted: Any = _journal(select_columns(func.count())).where(*found)
    rows = session.exec(query.order_by(col(StatusChange.id).desc()).offset(asked.first).limit(asked.limit))
    return [
        Move(
            c.at,
            c.actor,
            c.actor_role,
            c.from_status,
            c.to_status,
            c.why,
            c.obligation_id,
            text,
            agency,
            plan.label,
        )
        for c, text, agency, plan in rows
    ], session.exec(counted).scalar_one()


def _journal(query: Any) -> Any:
    """Return the query over the journal with each row's obligation, item, plan and agency of that time."""
    return (
        query.select_from(StatusChange)
        .join(Obligation, col(Obligation.id) == col(StatusChange.obligation_id))
        .join(Assignment, col(Assignment.id) == col(Obligation.assignment_id))
        .join(Plan, col(Plan.id) == col(Obligation.plan_id))
        .join(Agency, col(Agency.id) == func.coalesce(col(StatusChange.agency_id), col(Obligation.agency_id)))
    )


def _within(column: Any, asked: Asked) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if asked.start is not None:
        found.append(column >= end_of_day(asked.start - timedelta(days=1)))
    if asked.end is not None:
        found.append(column < end_of_day(asked.end))
    return found


def _literal(word: str) -> str:
    """Return a word in which the signs of LIKE stand for themselves."""
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
