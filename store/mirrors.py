"""Linking items that are two sides of one work: what is proposed, what was decided, and carrying it out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from models.assignment import Assignment, AssignmentParty
from models.errors import NotFound, Refused
from models.journal import AuditEvent, StatusChange
from models.obligation import Obligation
from models.plan import Plan
from rules.mirrors import Side, propose
from rules.naming import agency_key
from rules.shares import NamedItem, Shares, is_undecided, share_out
from rules.status import OPEN, check_move
from store.activation import named_items, oblige
from store.audit import note
from store.following import ENDED, ended_by_system, follow_work, reopen
from store.journal import entry
from store.looking import later_look_at
from store.moving import Act, carry_out, compare_and_set
from store.plans import ReviewItem, draft_items, get_plan

LEFT, LINKED, UNLINKED = "plan.mirror-left", "plan.mirror-linked", "plan.mirror-unlinked"


@dataclass(frozen=True, slots=True)
class ItemPair:
    """Two items of a plan: where the work counts (``first``), and its other side."""

    first: Assignment
    second: Assignment


def proposals(session: Session, plan_id: int, items: Sequence[ReviewItem] | None = None) -> list[ItemPair]:
    """Return the pairs of a plan that look like one work and about which nobody has decided, best first."""
    found = draft_items(session, plan_id) if items is None else items
    kept = {i.assignment.id or 0: i for i in found if not i.assignment.is_dropped}
    decided = _left(session, plan_id)
    first_of = {key: i.assignment.mirror_of_id for key, i in kept.items()}
    pairs = []
    for pair in propose(_side(i) for i in kept.values() if first_of[i.assignment.id or 0] is None):
        # What already counts for others cannot be the other side; the rest may still join it.
        first, second = pair.counts, pair.mirror
        if second in first_of.values():
            first, second = second, first
        if second not in first_of.values() and frozenset((first, second)) not in decided:
            pairs.append(ItemPair(kept[first].assignment, kept[second].assignment))
    return pairs


def _left(session: Session, plan_id: int) -> set[frozenset[int]]:
    """Return the pairs that a person has left as two works."""
    rows = session.exec(select(AuditEvent).where(AuditEvent.plan_id == plan_id, AuditEvent.what == LEFT))
    return {frozenset(ids) for row in rows if isinstance(ids := row.detail.get("items"), list)}


def _side(item: ReviewItem) -> Side:
    row = item.assignment

    def keys(parties: Sequence[AssignmentParty]) -> frozenset[str]:
        return frozenset(_body_key(p) for p in parties if p.is_known or not is_undecided(p.name))

    names = [p.name for p in (*item.owners, *item.coordinators)]
    return Side(row.id or 0, row.text, row.role, keys(item.owners), keys(item.coordinators), names)


def _body_key(party: AssignmentParty) -> str:
    if party.group_id is not None:
        return f"group {party.group_id}"
    return f"agency {party.agency_id}" if party.agency_id is not None else agency_key(party.name)


def links(items: Sequence[ReviewItem]) -> list[ItemPair]:
    """Return the pairs that are linked, in the document's order."""
    rows = {i.assignment.id: i.assignment for i in items}
    return [
        ItemPair(rows[row.mirror_of_id], row)
        for row in rows.values()
        if row.mirror_of_id in rows and row.mirror_of_id is not None
    ]


def leave(session: Session, *, plan_id: int, first_id: int, second_id: int, by: str, now: datetime) -> None:
    """Remember that two items are two works, so that nobody is asked again."""
    _pair(session, plan_id, first_id, second_id)
    note(session, what=LEFT, by=by, now=now, plan_id=plan_id, items=[first_id, second_id])


def link(session: Session, *, plan_id: int, first_id: int, second_id: int, act: Act) -> int:
    """Let the second item count as the other side of the first; return how many obligations changed.

    In a draft this is kept for the activation. Of a plan in force, the second item's owners become
    coordinators (what is done or withdrawn stays as it is), and who would have the work twice has it
    once: the second share is withdrawn. Raises Refused for items that already belong to other links.
    """
    plan = get_plan(session, plan_id)
    first, second = _pair(session, plan_id, first_id, second_id)
    _check_linkable(session, first, second)
    second.mirror_of_id = first.id
    session.add(second)
    note(session, what=LINKED, by=act.by, now=act.now, plan_id=plan_id, items=[first_id, second_id])
    if plan.state != "active":
        return 0
    session.flush()
    shares = _shares_of_work(session, plan, [first_id, second_id])
    why = f"hai mặt của một việc: tính ở mục {_label(first)}"
    changed = _take_parts(session, second_id, "owner", "coordinator", None, why, act)
    changed += _withdraw_doubles(session, [first_id, second_id], shares, why, act)
    follow_work(session, first_id, act)
    return changed


def unlink(session: Session, *, plan_id: int, second_id: int, act: Act) -> int:
    """Let a linked item count by itself again; return how many obligations changed or were made."""
    plan = get_plan(session, plan_id)
    second = session.get(Assignment, second_id)
    if second is None or second.plan_id != plan_id or second.mirror_of_id is None:
        raise NotFound("Mục này không liên kết với mục nào.", hint="Tải lại trang.")
    first = session.get_one(Assignment, second.mirror_of_id)
    first_id = first.id or 0
    second.mirror_of_id = None
    session.add(second)
    note(session, what=UNLINKED, by=act.by, now=act.now, plan_id=plan_id, items=[first_id, second_id])
    if plan.state != "active":
        return 0
    session.flush()
    shares = _shares_of_work(session, plan, [first_id, second_id])
    why = f"tính riêng, không còn là mặt kia của mục {_label(first)}"
    _reopen_ended(session, second_id, act)
    changed = _give_back(session, [first_id, second_id], why, act)
    owners = {agency for agency, _ in shares[second_id].owners}
    changed += _take_parts(session, second_id, "coordinator", "owner", owners, why, act)
    changed += _make_missing(session, plan, (first, second), shares, act)
    follow_work(session, first_id, act)
    follow_work(session, second_id, act)
    return changed


def _pair(session: Session, plan_id: int, first_id: int, second_id: int) -> tuple[Assignment, Assignment]:
    rows = [session.get(Assignment, key) for key in (first_id, second_id)]
    first, second = rows
    if first is None or second is None or {first.plan_id, second.plan_id} != {plan_id} or first is second:
        raise NotFound("Không có hai mục này trong kế hoạch.", hint="Tải lại trang.")
    return first, second


def _check_linkable(session: Session, first: Assignment, second: Assignment) -> None:
    if first.is_dropped or second.is_dropped:
        raise Refused("Mục đã bỏ khỏi theo dõi thì không liên kết được.", hint="Lấy lại mục đó trước.")
    others = session.exec(select(Assignment.id).where(Assignment.mirror_of_id == second.id)).first()
    if first.mirror_of_id is not None or second.mirror_of_id is not None or others is not None:
        raise Refused(
            "Một trong hai mục đã liên kết với mục khác.", hint="Bỏ liên kết cũ trước, hoặc chọn mục chính."
        )


def _label(row: Assignment) -> str:
    return row.ref or str(row.position + 1)


def _shares_of_work(session: Session, plan: Plan, ids: Sequence[int]) -> dict[int, Shares]:
    """Return who has these items now that their links have changed, the work's other items considered."""
    items = draft_items(session, plan.id or 0, with_dropped=False)
    named: list[NamedItem] = named_items(session, plan, items)
    return {key: value for key, value in share_out(named).items() if key in ids}


def _obligations(session: Session, ids: Sequence[int], part: str) -> list[Obligation]:
    return list(
        session.exec(
            select(Obligation)
            .where(col(Obligation.assignment_id).in_(list(ids)), Obligation.part == part)
            .order_by(col(Obligation.id))
        )
    )


def _take_parts(
    session: Session, item_id: int, old: str, new: str, agencies: set[int] | None, why: str, act: Act
) -> int:
    """Give an item's running obligations another part; with ``agencies``, only what they have, or had."""
    rows = [o for o in _obligations(session, [item_id], old) if o.status not in ENDED]
    had = _first_agencies(session, rows)
    changed = 0
    for row in rows:
        if agencies is not None and not {row.agency_id, had.get(row.id or 0)} & agencies:
            continue
        row.part = new
        # A look that is due already stays due: the agency may not have been told yet.
        looks = (row.next_look_at, later_look_at(row, act.calendar, act.ladder, today=act.today))
        look = min((at for at in looks if at is not None), default=None)
        compare_and_set(session, row, part=new, next_look_at=look)
        session.add(entry(row, by=act.by, role=act.role, now=act.now, why=why))
        changed += 1
    session.flush()
    return changed


def _first_agencies(session: Session, rows: Sequence[Obligation]) -> dict[int, int | None]:
    """Return whose each obligation was when it was made: a successor may have it by now."""
    found: dict[int, int | None] = {}
    for one, agency in session.exec(
        select(StatusChange.obligation_id, StatusChange.agency_id)
        .where(col(StatusChange.obligation_id).in_([r.id for r in rows]))
        .order_by(col(StatusChange.id))
    ):
        found.setdefault(one, agency)
    return found


def _withdraw_doubles(
    session: Session, ids: Sequence[int], shares: dict[int, Shares], why: str, act: Act
) -> int:
    """Withdraw what an agency would have a second time, where it has not answered for it yet."""
    changed = 0
    for row in _obligations(session, ids, "coordinator"):
        named = {agency for agency, _ in shares[row.assignment_id].coordinators}
        if row.agency_id in named or row.status not in OPEN:
            continue
        check_move(row.status, "withdrawn", actor=act.role, why=why)
        carry_out(session, row, "withdrawn", act, why=why)
        changed += 1
    return changed


def _give_back(session: Session, ids: Sequence[int], why: str, act: Act) -> int:
    """Give again what linking had withdrawn."""
    rows = [o for o in _obligations(session, ids, "coordinator") if o.status == "withdrawn"]
    if not rows:
        return 0
    last: dict[int, StatusChange] = {}
    for one in session.exec(
        select(StatusChange)
        .where(col(StatusChange.obligation_id).in_([r.id for r in rows]))
        .order_by(col(StatusChange.id))
    ):
        last[one.obligation_id] = one
    given = [r for r in rows if last[r.id or 0].why.startswith("hai mặt của một việc")]
    for row in given:
        check_move(row.status, "assigned", actor=act.role, why=why)
        carry_out(session, row, "assigned", act, why=why)
    return len(given)


def _reopen_ended(session: Session, item_id: int, act: Act) -> None:
    """Open again what the system had ended with the other item's work."""
    rows = _obligations(session, [item_id], "coordinator")
    ended = ended_by_system(session, rows)
    for row in rows:
        if row.id in ended:
            reopen(session, row, ended[row.id], act)


def _make_missing(
    session: Session, plan: Plan, items: Sequence[Assignment], shares: dict[int, Shares], act: Act
) -> int:
    """Make the shares of items linked before the plan was in force, which nobody was given then."""
    made = 0
    for item in items:
        key = item.id or 0
        had = set(
            session.exec(select(Obligation.agency_id).where(Obligation.assignment_id == key).distinct())
        )
        had |= {a for a in _first_agencies(session, _all_of(session, key)).values() if a is not None}
        fresh = Shares(
            tuple(b for b in shares[key].owners if b[0] not in had),
            tuple(b for b in shares[key].coordinators if b[0] not in had),
        )
        made += oblige(session, plan, item, fresh, act)
    return made


def _all_of(session: Session, item_id: int) -> list[Obligation]:
    return list(session.exec(select(Obligation).where(Obligation.assignment_id == item_id)))
