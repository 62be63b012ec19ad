"""What stands below obligations: counted for whole lists at once, and what it says of each of them."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Integer, case, func, literal_column
from sqlalchemy import select as select_columns
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from models.obligation import Obligation
from models.plan import Plan
from rules.lineage import MOST_LEVELS, Flag, answers_for, flags
from store.lineage import Below, ItemTree, bodies_of, edges_of_plans
from store.obligation_rows import ObligationRow
from store.urgency import condition


@dataclass(frozen=True, slots=True)
class LowerWork:
    """What stands below one obligation: how many plans, their owners' work, and what that says of it."""

    plans: int
    total: int
    still_open: int
    late: int
    flags: tuple[Flag, ...]


def lower_work(session: Session, rows: Sequence[ObligationRow], *, today: date) -> dict[int, LowerWork]:
    """Return what stands below those of the obligations that have lower plans, by the obligation's id."""
    found = _counted(session, {row.assignment_id for row in rows}, today) if rows else []
    return _by_obligation(session, rows, found)


def own_lower_work(
    session: Session, rows: Sequence[ObligationRow], agency_id: int, *, today: date
) -> dict[int, LowerWork]:
    """Return what stands below an agency's obligations, of the plans of its own bodies alone."""
    found = [
        one
        for one in (_counted(session, {row.assignment_id for row in rows}, today) if rows else [])
        if agency_id in bodies_of(one.issuer_agency_id, one.lead_agency_id)
    ]
    return _by_obligation(session, rows, found)


def _by_obligation(
    session: Session, rows: Sequence[ObligationRow], found: Sequence[Any]
) -> dict[int, LowerWork]:
    if not found:
        return {}
    holders = _holders(session, {one.item_id for one in found})
    works: dict[int, LowerWork] = {}
    for row in rows:
        own = [one for one in found if _stands_under(one, row, holders)]
        if own:
            works[row.obligation_id] = _work(row, own)
    return works


def _stands_under(one: Any, row: ObligationRow, holders: dict[int, set[int]]) -> bool:
    if one.obligation_id is not None:
        return bool(one.obligation_id == row.obligation_id)
    bodies = bodies_of(one.issuer_agency_id, one.lead_agency_id)
    return one.item_id == row.assignment_id and answers_for(row.agency_id, bodies, holders[one.item_id])


def under_obligation(
    trees_of_item: Sequence[ItemTree], row: ObligationRow, holders: Collection[int]
) -> list[Below]:
    """Return those of an item's plans that stand under this obligation of it."""
    return [
        one
        for tree in trees_of_item
        for one in tree.plans
        if (
            one.obligation_id == row.obligation_id
            if one.obligation_id is not None
            else answers_for(row.agency_id, one.bodies, holders)
        )
    ]


def holders_of(session: Session, item_id: int) -> set[int]:
    """Return the agencies that have a share of an item."""
    return _holders(session, {item_id}).get(item_id, set())


def _work(row: ObligationRow, own: Sequence[Any]) -> LowerWork:
    parts = [
        _flagged(row, [o for o in own if (o.obligation_id is not None) is kind], kind)
        for kind in (True, False)
    ]
    total, still_open, late = (sum(getattr(o, name) for o in own) for name in ("total", "still_open", "late"))
    shown = set().union(*parts)
    # Asked to report only where nothing is open under either kind of plan.
    if still_open:
        shown.discard("all_done")
    return LowerWork(sum(o.plans for o in own), total, still_open, late, tuple(sorted(shown)))


def _flagged(row: ObligationRow, own: Sequence[Any], is_breakdown: bool) -> set[Flag]:
    sums = [sum(getattr(o, name) for o in own) for name in ("total", "still_open", "late")]
    if not own:
        return set()
    return set(
        flags(
            status=row.status,
            kind=row.kind,
            total=sums[0],
            still_open=sums[1],
            late=sums[2],
            is_breakdown=is_breakdown,
        )
    )


def _holders(session: Session, item_ids: Collection[int]) -> dict[int, set[int]]:
    query: Any = (
        select_columns(col(Obligation.assignment_id), col(Obligation.agency_id))
        .where(col(Obligation.assignment_id).in_(sorted(item_ids)))
        .distinct()
    )
    found: dict[int, set[int]] = defaultdict(set)
    for item, agency in session.execute(query):
        found[item].add(agency)
    return found


def _counted(session: Session, item_ids: Collection[int], today: date) -> list[Any]:
    """Return, for every plan directly under these items, the owners' work in it and in all below it."""
    edges = edges_of_plans().subquery("edges")
    start: Any = select_columns(
        edges.c.lower_id, edges.c.lower_id.label("root"), edges.c.item_id, edges.c.obligation_id
    )
    start = start.add_columns(literal_column("1", Integer).label("depth"))
    tree = start.where(edges.c.item_id.in_(sorted(item_ids))).cte("tree", recursive=True)
    further: Any = (
        select_columns(edges.c.lower_id, tree.c.root, tree.c.item_id, tree.c.obligation_id, tree.c.depth + 1)
        .join(tree, edges.c.upper_id == tree.c.lower_id)
        .where(tree.c.depth < MOST_LEVELS)
    )
    tree = tree.union_all(further)
    root, lower = aliased(Plan), aliased(Plan)
    keys: tuple[Any, ...] = (
        tree.c.root,
        tree.c.item_id,
        tree.c.obligation_id,
        col(root.issuer_agency_id),
        col(root.lead_agency_id),
    )
    counts = col(Obligation.status).not_in(["suspended", "withdrawn"])
    query: Any = (
        select_columns(
            *keys,
            func.count(tree.c.lower_id.distinct()).label("plans"),
            _how_many(counts).label("total"),
            _how_many(counts, col(Obligation.status) != "done").label("still_open"),
            _how_many(condition("overdue", today)).label("late"),
        )
        .select_from(tree)
        .join(root, col(root.id) == tree.c.root)
        .join(lower, col(lower.id) == tree.c.lower_id)
        .join(Obligation, col(Obligation.plan_id) == tree.c.lower_id)
        # Of a plan that is no longer tracked nothing can be open or late.
        .where(col(Obligation.part) == "owner", col(lower.state) == "active")
        .group_by(*keys)
    )
    return list(session.execute(query))


def _how_many(*where: ColumnElement[bool]) -> ColumnElement[int]:
    both = where[0] if len(where) == 1 else where[0] & where[1]
    return func.coalesce(func.sum(case((both, 1), else_=0)), 0)
