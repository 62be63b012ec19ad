"""What waits for somebody's decision."""

from collections.abc import Sequence

from sqlmodel import Session, col, func, select

from models.extension import Extension
from models.obligation import Obligation
from models.plan import Plan


def asking_count(session: Session, *, plan_id: int | None = None, agency_id: int | None = None) -> int:
    """Return how many requests for more time wait for a decision, under active plans."""
    query = (
        select(func.count())
        .select_from(Extension)
        .join(Obligation, col(Obligation.id) == col(Extension.obligation_id))
        .join(Plan, col(Plan.id) == col(Obligation.plan_id))
        .where(Extension.state == "asked", Plan.state == "active")
    )
    if plan_id is not None:
        query = query.where(Obligation.plan_id == plan_id)
    if agency_id is not None:
        query = query.where(Obligation.agency_id == agency_id)
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
