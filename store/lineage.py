"""Plans under plans as pages read them: what stands above a plan, the trees below, and their counts.

A plan stands under an item (``Plan.carries_out_id``) or under an obligation (``Plan.breaks_down_id``). What
was merged into another plan, and a draft that was thrown away, stands nowhere.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Integer, Select, func, literal_column, or_
from sqlalchemy import select as select_columns
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from models.assignment import Assignment
from models.obligation import Obligation
from models.plan import Plan, plan_label
from models.standing import RollupCounts
from rules.lineage import MOST_LEVELS
from rules.rollup import Rollup, total_of
from store.plan_tallies import tally_plans


@dataclass(frozen=True, slots=True)
class Above:
    """The plan above another one and the item that the lower one carries out or breaks down."""

    plan_id: int
    label: str
    title: str
    state: str
    item_id: int
    ref: str
    text: str
    is_dropped: bool
    # Of a plan that breaks down an obligation.
    obligation_id: int | None = None


@dataclass(frozen=True, slots=True)
class Below:
    """A plan under an item, with its own owners' counts and the plans under it.

    ``depth`` counts from 1; ``bodies`` are the agencies that issued and lead it.
    """

    plan_id: int
    upper_id: int
    depth: int
    label: str
    title: str
    state: str
    item_id: int
    obligation_id: int | None
    bodies: frozenset[int]
    lead_name: str
    counts: RollupCounts
    below: tuple["Below", ...]

    @property
    def all_plans(self) -> tuple["Below", ...]:
        """Return this plan and everything below it, each plan before those under it."""
        return (self, *(one for lower in self.below for one in lower.all_plans))


@dataclass(frozen=True, slots=True)
class ItemTree:
    """An item of a plan with the plans that carry it out or break down its obligations."""

    item_id: int
    ref: str
    text: str
    is_dropped: bool
    plans: tuple[Below, ...]

    @property
    def sum(self) -> RollupCounts:
        """Return the counts of everything below the item, at every level."""
        return together(self.plans)


def together(plans: Iterable[Below]) -> RollupCounts:
    """Return the sum of the counts of these plans and of all below them: each plan once."""
    return total_of(one.counts for plan in plans for one in plan.all_plans)


def edges_of_plans() -> Select[Any]:
    """Return (lower_id, upper_id, item_id, obligation_id) of every plan that stands under another."""
    item, share = aliased(Assignment), aliased(Obligation)
    query: Any = select_columns(
        col(Plan.id).label("lower_id"),
        func.coalesce(item.plan_id, share.plan_id).label("upper_id"),
        func.coalesce(item.id, share.assignment_id).label("item_id"),
        col(share.id).label("obligation_id"),
    )
    return (  # type: ignore[no-any-return]
        query.select_from(Plan)
        .outerjoin(item, col(item.id) == col(Plan.carries_out_id))
        .outerjoin(share, col(share.id) == col(Plan.breaks_down_id))
        .where(
            or_(col(Plan.carries_out_id).is_not(None), col(Plan.breaks_down_id).is_not(None)),
            or_(col(item.id).is_not(None), col(share.id).is_not(None)),
            col(Plan.state).not_in(["merged", "dropped"]),
        )
    )


def parents(session: Session) -> dict[int, int]:
    """Return for every plan that stands under another the plan above it."""
    edges = edges_of_plans().subquery()
    query: Any = select_columns(edges.c.lower_id, edges.c.upper_id)
    return {row.lower_id: row.upper_id for row in session.execute(query)}


def above(session: Session, plan: Plan) -> Above | None:
    """Return what stands above a plan, or None."""
    if plan.carries_out_id is None and plan.breaks_down_id is None:
        return None
    edges = edges_of_plans().where(col(Plan.id) == plan.id).subquery()
    query: Any = (
        select_columns(Plan.number, Plan.title, Plan.state, Assignment, edges.c.obligation_id)  # type: ignore[call-overload]
        .select_from(edges)
        .join(Plan, col(Plan.id) == edges.c.upper_id)
        .join(Assignment, col(Assignment.id) == edges.c.item_id)
    )
    found = session.execute(query).first()
    if found is None:
        return None
    number, title, state, item, obligation_id = found
    label = plan_label(number, title)
    ref = item.ref or str(item.position + 1)
    return Above(
        item.plan_id, label, title, state, item.id or 0, ref, item.text, item.is_dropped, obligation_id
    )


def trees(
    session: Session, plan_id: int, *, today: date, item_ids: Collection[int] | None = None
) -> list[ItemTree]:
    """Return the items of a plan that have plans under them, in the document's order, with whole trees.

    ``item_ids``: only these items. The number of questions does not follow the size of the trees.
    """
    edges = edges_of_plans().subquery("edges")
    start: Any = select_columns(
        edges.c.lower_id, edges.c.upper_id, edges.c.item_id, edges.c.obligation_id
    ).where(edges.c.upper_id == plan_id)
    if item_ids is not None:
        start = start.where(edges.c.item_id.in_(sorted(item_ids)))
    facts = _walk(session, start, edges)
    if not facts:
        return []
    counted = [f.id for f in facts if f.state != "draft"]
    tallies = tally_plans(session, today=today, plan_ids=counted, most=0) if counted else {}
    under: dict[int, list[Any]] = defaultdict(list)
    for fact in facts:
        under[fact.upper_id].append(fact)
    found = [_below(one, under, tallies, 1) for one in under[plan_id]]
    items = _items(session, {one.item_id for one in found})
    return [
        ItemTree(
            row.id,
            row.ref or str(row.position + 1),
            row.text,
            row.is_dropped,
            tuple(one for one in found if one.item_id == row.id),
        )
        for row in items
    ]


def _walk(session: Session, start: Any, edges: Any) -> list[Any]:
    """Return the edges that a start leads to with the facts of their lower plans, in one question."""
    tree = start.add_columns(literal_column("1", Integer).label("depth")).cte("tree", recursive=True)
    further: Any = (
        select_columns(
            edges.c.lower_id, edges.c.upper_id, edges.c.item_id, edges.c.obligation_id, tree.c.depth + 1
        )
        .join(tree, edges.c.upper_id == tree.c.lower_id)
        .where(tree.c.depth < MOST_LEVELS)
    )
    tree = tree.union_all(further)
    facts: tuple[Any, ...] = (Plan.id, Plan.number, Plan.title, Plan.state, Plan.lead_name)
    query: Any = (
        select_columns(
            *facts,
            col(Plan.issuer_agency_id),
            col(Plan.lead_agency_id),
            tree.c.upper_id,
            tree.c.item_id,
            tree.c.obligation_id,
        )
        .join(tree, tree.c.lower_id == col(Plan.id))
        .order_by(col(Plan.id))
        .distinct()
    )
    return list(session.execute(query))


def _below(fact: Any, under: dict[int, list[Any]], tallies: dict[int, Any], depth: int) -> Below:
    # A damaged store may hold a ring: nothing goes deeper than the levels that links may have.
    lower = under.get(fact.id, []) if depth < MOST_LEVELS else []
    return Below(
        plan_id=fact.id,
        upper_id=fact.upper_id,
        depth=depth,
        label=plan_label(fact.number, fact.title),
        title=fact.title,
        state=fact.state,
        item_id=fact.item_id,
        obligation_id=fact.obligation_id,
        bodies=bodies_of(fact.issuer_agency_id, fact.lead_agency_id),
        lead_name=fact.lead_name or "",
        counts=tallies[fact.id].rollup.sum if fact.id in tallies else RollupCounts(),
        below=tuple(_below(one, under, tallies, depth + 1) for one in lower),
    )


def bodies_of(*agencies: int | None) -> frozenset[int]:
    """Return those of the agencies that are known."""
    return frozenset(one for one in agencies if one is not None)


def _items(session: Session, ids: Collection[int]) -> list[Any]:
    facts: tuple[Any, ...] = (
        Assignment.id,
        Assignment.ref,
        Assignment.position,
        Assignment.text,
        Assignment.is_dropped,
    )
    query: Any = select_columns(*facts).where(col(Assignment.id).in_(sorted(ids)))
    return list(session.execute(query.order_by(col(Assignment.position), col(Assignment.id))))


def summed(plans: Sequence[Below], *, today: date) -> Rollup:
    """Return the counts of these plans and all below them as a table by plan, whose cells sum."""
    rows = tuple((_row_name(one), one.counts) for plan in plans for one in plan.all_plans)
    return Rollup(today, rows, total_of(counts for _, counts in rows), "plan")


def _row_name(plan: Below) -> str:
    return "– " * (plan.depth - 1) + plan.label
