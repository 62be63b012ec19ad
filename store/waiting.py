"""What waits for somebody's decision: lists and counts of owners' work, where nothing else is said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, true
from sqlmodel import Session, col, func, select

from models.extension import Extension
from models.obligation import Obligation, Part
from models.plan import Plan
from store.boards import Filters, obligation_rows
from store.finding import ItemsFound
from store.obligation_rows import ObligationRow


def asking_count(
    session: Session,
    *,
    part: Part = "owner",
    plan_id: int | None = None,
    agency_id: int | None = None,
    found_items: ItemsFound | None = None,
) -> int:
    """Return how many requests for more time wait for a decision, under active plans."""
    query = (
        select(func.count())
        .select_from(Extension)
        .join(Obligation, col(Obligation.id) == col(Extension.obligation_id))
        .join(Plan, col(Plan.id) == col(Obligation.plan_id))
        .where(Extension.state == "asked", Plan.state == "active", Obligation.part == part)
    )
    if plan_id is not None:
        query = query.where(Obligation.plan_id == plan_id)
    # What an agency's units ask for, that agency decides (store.choices.uncounted_plans).
    own = col(Plan.breaks_down_id).is_(None) if agency_id is None else Obligation.agency_id == agency_id
    query = query.where(own)
    if found_items is not None:
        query = query.where(found_items.condition())
    return session.exec(query).one()


def undecided_extensions(session: Session, obligation_ids: Sequence[int]) -> dict[int, Extension]:
    """Return the request that waits for a decision, for those of the obligations that have one."""
    found = session.exec(
        select(Extension).where(
            Extension.state == "asked", col(Extension.obligation_id).in_(list(obligation_ids))
        )
    )
    return {one.obligation_id: one for one in found}


def agency_extensions(session: Session, agency_id: int) -> dict[int, list[Extension]]:
    """Return an agency's requests for more time by obligation, the oldest first."""
    requests: dict[int, list[Extension]] = {}
    for one in session.exec(
        select(Extension)
        .join(Obligation, col(Obligation.id) == col(Extension.obligation_id))
        .where(Obligation.agency_id == agency_id)
        .order_by(col(Extension.id))
    ):
        requests.setdefault(one.obligation_id, []).append(one)
    return requests


@dataclass(frozen=True, slots=True)
class Waiting:
    """The first few obligations that wait for the same decision, the longest first, and how many do."""

    rows: tuple[ObligationRow, ...]
    total: int


def waiting_reports(session: Session, *, today: date, days: int, limit: int) -> Waiting:
    """Return obligations whose report has waited for a confirmation for more than that many days."""
    before = today - timedelta(days=days)
    return _waiting(session, today, limit, "reported", col(Obligation.reported_on) < before)


def refused_work(session: Session, *, today: date, limit: int) -> Waiting:
    """Return obligations that agencies have asked not to be given."""
    return _waiting(session, today, limit, "refused", true())


def waiting_requests(session: Session, *, today: date, limit: int) -> Waiting:
    """Return obligations for which more time was asked and not decided yet."""
    query: Any = (
        select(col(Obligation.id))
        .join(Extension, col(Extension.obligation_id) == col(Obligation.id))
        .join(Plan, col(Plan.id) == col(Obligation.plan_id))
        .where(Extension.state == "asked", Plan.state == "active", Obligation.part == "owner")
        .where(col(Plan.breaks_down_id).is_(None))
        .order_by(col(Extension.id))
        .limit(limit)
    )
    return Waiting(_in_that_order(session, today, list(session.exec(query))), asking_count(session))


def _waiting(session: Session, today: date, limit: int, status: str, where: ColumnElement[bool]) -> Waiting:
    query: Any = (
        select(col(Obligation.id))
        .join(Plan, col(Plan.id) == col(Obligation.plan_id))
        .where(Obligation.status == status, Plan.state == "active", Obligation.part == "owner", where)
        .where(col(Plan.breaks_down_id).is_(None))
    )
    total: Any = query.with_only_columns(func.count())
    oldest = query.order_by(
        func.coalesce(Obligation.reported_on, Obligation.acknowledged_on, Obligation.assigned_on),
        col(Obligation.id),
    ).limit(limit)
    ids = list(session.execute(oldest).scalars())
    return Waiting(_in_that_order(session, today, ids), session.execute(total).scalar_one())


def _in_that_order(session: Session, today: date, ids: list[int]) -> tuple[ObligationRow, ...]:
    found = obligation_rows(session, today=today, filters=Filters(obligation_ids=tuple(ids)))
    return tuple(sorted(found, key=lambda row: ids.index(row.obligation_id)))
