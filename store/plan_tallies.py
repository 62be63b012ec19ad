"""The counts of many plans at once, for lead digests: the latest agencies, and the others together."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import case, func
from sqlalchemy import select as select_columns
from sqlmodel import Session, col

from models.obligation import Obligation
from rules.rollup import FRESH_DAYS, CountedObligation, Rollup, count
from rules.wording_lead import others_row
from store.choices import agency_names
from store.tallies import side
from store.urgency import condition


@dataclass(frozen=True, slots=True)
class PlanTally:
    """A plan's counts per agency; agencies that have no row of their own stand together in the last one.

    ``others`` says how many those are, ``late_others`` how many of them have late work.
    """

    rollup: Rollup
    others: int = 0
    late_others: int = 0


@dataclass(slots=True)
class _Plan:
    """What one plan's obligations are grouped into: (agency, sort of obligation) and how many there are."""

    groups: list[tuple[int, tuple[Any, ...], tuple[Any, ...], int]]
    late: dict[int, int]
    total: dict[int, int]


def tally_plans(
    session: Session,
    *,
    today: date,
    plan_ids: Collection[int],
    most: int,
    fresh_days: int = FRESH_DAYS,
) -> dict[int, PlanTally]:
    """Return the owners' counts of each of these plans, with a row for ``most`` agencies at most.

    Those with the most late work have rows of their own, then those with the most work. Counting follows
    how many sorts of obligations there are, not how many obligations.
    """
    names = agency_names(session)
    plans = {key: _Plan([], defaultdict(int), defaultdict(int)) for key in plan_ids}
    for plan_id, agency_id, is_late, alike, times, *facts in _groups(session, plan_ids, today, fresh_days):
        plan = plans[plan_id]
        plan.groups.append((agency_id, (*facts[:2], alike), tuple(facts), times))
        plan.late[agency_id] += is_late * times
        plan.total[agency_id] += times
    return {key: _tally(plan, names, today, most, fresh_days) for key, plan in plans.items()}


def _tally(plan: _Plan, names: dict[int, str], today: date, most: int, fresh_days: int) -> PlanTally:
    ranked = sorted(plan.total, key=lambda a: (-plan.late[a], -plan.total[a], names[a]))
    shown, hidden = set(ranked[:most]), ranked[most:]
    rollup = count(_counted(plan, names, shown, len(hidden)), today=today, fresh_days=fresh_days)
    return PlanTally(rollup, len(hidden), sum(plan.late[a] > 0 for a in hidden))


def _counted(plan: _Plan, names: dict[int, str], shown: set[int], hidden: int) -> Iterable[CountedObligation]:
    together: dict[tuple[Any, ...], list[Any]] = {}
    for agency, sort, facts, times in plan.groups:
        if agency in shown:
            yield _one(names[agency], facts, times)
        else:
            known = together.setdefault(sort, [facts, 0])
            known[1] += times
    for facts, times in together.values():
        yield _one(others_row(hidden), facts, times)


def _one(key: str, facts: tuple[Any, ...], times: int) -> CountedObligation:
    kind, status, due_on, first_due_on, reported_on = facts
    return CountedObligation(key, kind, status, due_on, first_due_on, reported_on, times)


def _groups(session: Session, plan_ids: Collection[int], today: date, fresh_days: int) -> Any:
    """Return (plan, agency, late, sort, times, facts) for every sort of obligation of every agency.

    Obligations of one kind, status and sort are counted alike: one of them gives the facts.
    """
    alike = side(today, fresh_days)
    one: Any = (
        select_columns(
            func.min(Obligation.id).label("one"), func.count().label("times"), alike.label("alike")
        )
        .where(col(Obligation.part) == "owner", col(Obligation.plan_id).in_(sorted(plan_ids)))
        .group_by(
            col(Obligation.plan_id),
            col(Obligation.agency_id),
            col(Obligation.kind),
            col(Obligation.status),
            alike,
        )
    )
    found = one.subquery()
    query: Any = select_columns(
        col(Obligation.plan_id),
        col(Obligation.agency_id),
        case((condition("overdue", today), 1), else_=0),
        found.c.alike,
        found.c.times,
        col(Obligation.kind),
        col(Obligation.status),
        col(Obligation.due_on),
        col(Obligation.first_due_on),
        col(Obligation.reported_on),
    ).join(found, found.c.one == col(Obligation.id))
    return session.execute(query)
