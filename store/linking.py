"""Putting a plan under the item that it carries out: what is proposed, the lead's word, and changing it."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Text, cast, or_
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from models.assignment import Assignment
from models.errors import NotFound, Refused
from models.journal import AuditEvent
from models.obligation import Obligation
from models.plan import Plan
from rules.lineage import Lower, Paper, Ranked, UpperItem, agreement, check_link, rank_items
from store.audit import note
from store.lineage import parents
from store.lookups import get_item
from store.plans import get_plan
from store.registry import find_name

CARRIES, NONE, LOWER = "plan.carries-out", "plan.carries-none", "plan.lower-linked"
# Plans that are looked at when an upper plan asks who cites it.
_MOST_CITING = 500


@dataclass(frozen=True, slots=True)
class Choice:
    """An item of an upper plan to choose, with what speaks for it."""

    item: Assignment
    ranked: Ranked


@dataclass(frozen=True, slots=True)
class Proposal:
    """A plan that another one cites: the lower one, the upper one, how many facts fit, the items ranked."""

    lower: Plan
    upper: Plan
    facts: int
    choices: tuple[Choice, ...]


def upper_proposals(session: Session, plan: Plan) -> list[Proposal]:
    """Return the plans in force that a plan cites and about which nobody has decided, the best first."""
    if not _may_be_linked(plan) or plan.carries_out_id is not None or not plan.upper:
        return []
    left = _left(session, [plan.id or 0])[plan.id or 0]
    heads = {digits for one in plan.upper if (digits := _digits(_cited(one).number))}
    if not heads:
        return []
    known = session.exec(
        select(Plan)
        .where(Plan.state == "active", or_(*(col(Plan.number).contains(one) for one in sorted(heads))))
        .order_by(col(Plan.id))
    )
    found = [(_facts(plan, one), one) for one in known if one.id not in left and one.id != plan.id]
    best = sorted((pair for pair in found if pair[0]), key=lambda pair: (-pair[0], -(pair[1].id or 0)))
    above = parents(session) if best else {}
    return [
        Proposal(plan, one, facts, tuple(choices(session, plan, one.id or 0)))
        for facts, one in best
        if _is_free(above, plan.id or 0, one.id or 0)
    ]


def lower_proposals(session: Session, upper: Plan) -> list[Proposal]:
    """Return the plans without a place that cite this one, which is in force, the newest first."""
    digits = _digits(upper.number)
    if upper.state != "active" or not digits:
        return []
    query = (
        select(Plan)
        .where(
            col(Plan.state).in_(["draft", "active"]),
            col(Plan.carries_out_id).is_(None),
            col(Plan.breaks_down_id).is_(None),
            col(Plan.id) != upper.id,
            cast(col(Plan.upper), Text).contains(digits),
        )
        .order_by(col(Plan.id).desc())
        .limit(_MOST_CITING)
    )
    citing = [(facts, one) for one in session.exec(query) if (facts := _facts(one, upper))]
    if not citing:
        return []
    left, links = _left(session, [one.id or 0 for _, one in citing]), parents(session)
    items = _upper_items(session, upper.id or 0)
    return [
        Proposal(one, upper, facts, _ranked(session, one, items))
        for facts, one in citing
        if upper.id not in left[one.id or 0]
        and _may_be_linked(one)
        and _is_free(links, one.id or 0, upper.id or 0)
    ]


def choices(session: Session, plan: Plan, upper_id: int) -> tuple[Choice, ...]:
    """Return the items of an upper plan that a plan may carry out, the likeliest first."""
    return _ranked(session, plan, _upper_items(session, upper_id))


def link_up(session: Session, *, plan_id: int, item_id: int, by: str, now: datetime) -> Plan:
    """Put a plan under an item of a plan in force, with an audit row in both plans, and return the plan.

    Raises Refused for a plan that is over or breaks down an obligation, for an item that was dropped or of
    a plan that is not in force, and where plans would stand in a ring or too deep; NotFound for no item.
    """
    plan = get_plan(session, plan_id)
    _check_linkable(plan)
    item = get_item(session, item_id)
    upper = get_plan(session, item.plan_id)
    if upper.state != "active":
        raise Refused(
            f"{upper.label} không phải kế hoạch đang được theo dõi.", hint="Chọn kế hoạch đang theo dõi."
        )
    if item.is_dropped:
        raise Refused("Mục này không còn được theo dõi.", hint="Chọn mục khác của kế hoạch cấp trên.")
    if plan.carries_out_id == item_id:
        return plan
    check_link(parents(session), plan_id, upper.id or 0)
    before, plan.carries_out_id = plan.carries_out_id, item_id
    session.add(plan)
    note(session, what=CARRIES, by=by, now=now, plan_id=plan_id, item=item_id, upper=upper.id, before=before)
    note(session, what=LOWER, by=by, now=now, plan_id=upper.id, item=item_id, lower=plan_id)
    session.flush()
    return plan


def stand_alone(session: Session, *, plan_id: int, by: str, now: datetime) -> Plan:
    """Store that a plan carries out none of the plans that are proposed for it now, and return it.

    A plan that it cites and that is activated later is proposed again.
    """
    plan = get_plan(session, plan_id)
    _check_linkable(plan)
    if plan.carries_out_id is not None:
        item = session.get(Assignment, plan.carries_out_id)
        left = [] if item is None else [item.plan_id]
    else:
        left = [one.upper.id or 0 for one in upper_proposals(session, plan)]
    before, plan.carries_out_id = plan.carries_out_id, None
    session.add(plan)
    note(session, what=NONE, by=by, now=now, plan_id=plan_id, left=left, before=before)
    session.flush()
    return plan


def _check_linkable(plan: Plan) -> None:
    if plan.breaks_down_id is not None:
        raise Refused("Kế hoạch này phân rã một phần việc nên đã có cấp trên.", hint="Xem phần việc đó.")
    if not _may_be_linked(plan):
        raise Refused("Kế hoạch đã kết thúc hoặc đã nhận vào kế hoạch khác nên không đổi liên kết.")


def _may_be_linked(plan: Plan) -> bool:
    return plan.state in ("draft", "active") and plan.breaks_down_id is None and plan.amends_id is None


def _is_free(links: dict[int, int], plan_id: int, upper_id: int) -> bool:
    try:
        check_link(links, plan_id, upper_id)
    except Refused:
        return False
    return True


def _digits(number: str | None) -> str:
    """Return a number's first digits: letters vary, and JSON writes some of them as escapes."""
    found = re.search(r"[1-9][0-9]*", number or "")
    return found[0] if found else ""


def _facts(lower: Plan, upper: Plan) -> int:
    known = Paper(upper.number, upper.issued_on, upper.issuer)
    return max((agreement(_cited(one), known) for one in lower.upper), default=0)


def _cited(row: dict[str, object]) -> Paper:
    day = row.get("issued_on")
    return Paper(
        str(row.get("number") or ""),
        date.fromisoformat(day) if isinstance(day, str) and day else None,
        str(row.get("issuer") or ""),
    )


def _left(session: Session, plan_ids: Sequence[int]) -> dict[int, set[int]]:
    """Return for every plan the upper plans that a person has said it does not carry out."""
    rows = session.exec(
        select(AuditEvent)
        .where(AuditEvent.what == NONE, col(AuditEvent.plan_id).in_(list(plan_ids)))
        .order_by(col(AuditEvent.id))
    )
    found: dict[int, set[int]] = defaultdict(set)
    for row in rows:
        ids = row.detail.get("left")
        found[row.plan_id or 0].update(ids if isinstance(ids, list) else ())
    return found


def _upper_items(session: Session, upper_id: int) -> list[tuple[Assignment, UpperItem]]:
    rows = session.exec(
        select(Assignment)
        .where(Assignment.plan_id == upper_id, col(Assignment.is_dropped).is_(False))
        .order_by(col(Assignment.position))
    ).all()
    query: Any = (
        select_columns(col(Obligation.assignment_id), col(Obligation.part), col(Obligation.agency_id))
        .where(col(Obligation.plan_id) == upper_id)
        .distinct()
    )
    held: dict[tuple[int, str], set[int]] = defaultdict(set)
    for item, part, agency in session.execute(query):
        held[item, part].add(agency)
    return [
        (
            row,
            UpperItem(
                row.id or 0,
                row.text,
                frozenset(held[row.id or 0, "owner"]),
                frozenset(held[row.id or 0, "coordinator"]),
            ),
        )
        for row in rows
    ]


def _ranked(
    session: Session, plan: Plan, items: Iterable[tuple[Assignment, UpperItem]]
) -> tuple[Choice, ...]:
    issuer = plan.issuer_agency_id
    if issuer is None and plan.issuer:
        issuer = find_name(session, plan.issuer, on=plan.issued_on).agency_id
    by_id = {item.item_id: row for row, item in items}
    lower = Lower(issuer, plan.lead_agency_id, plan.title)
    return tuple(Choice(by_id[one.item_id], one) for one in rank_items(lower, [i for _, i in items]))


def find_item(session: Session, plan_id: int, ref: str) -> Assignment:
    """Return the item of a plan by its reference, or its place in the list; raises NotFound or Refused."""
    rows = session.exec(
        select(Assignment)
        .where(Assignment.plan_id == plan_id, col(Assignment.is_dropped).is_(False))
        .order_by(col(Assignment.position))
    ).all()
    named = [row for row in rows if row.ref.casefold() == ref.strip().casefold() and row.ref]
    if not named:
        named = [row for row in rows if str(row.position + 1) == ref.strip()]
    if len(named) > 1:
        raise Refused(f"Có {len(named)} mục mang số {ref}.", hint="Dùng số thứ tự của mục trong danh sách.")
    if not named:
        raise NotFound(f"Kế hoạch không có mục {ref}.", hint="Xem danh sách mục: dondoc review.")
    return named[0]
