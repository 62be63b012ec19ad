"""From a confirmed draft to obligations."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlmodel import Session

from models.assignment import Assignment, AssignmentParty
from models.errors import Refused
from models.obligation import Obligation, Part
from models.plan import Plan
from rules.breakdown import ItemTerms, Owed
from rules.deadline import is_periods, rhythm_of
from rules.ladder import LadderRules
from rules.shares import Body, NamedItem, Shares, is_undecided, owed_by_part, share_out
from rules.workday import WorkCalendar
from store.audit import note
from store.drafts import rematch
from store.hindrances import problems
from store.imported_states import carry_over
from store.journal import birth
from store.looking import first_look_at
from store.moving import Act
from store.plans import ReviewItem, draft_items, get_plan
from store.registry import ensure_agency, find_name, group_members


def activate(
    session: Session,
    *,
    plan_id: int,
    by: str,
    now: datetime,
    today: date,
    calendar: WorkCalendar,
    ladder: LadderRules,
) -> int:
    """Make the obligations of a draft plan, one per agency and item, and return how many.

    Owners owe the items; coordinators that are known or named as one body have a share of their own beside
    them; of two linked items the owners of the second are coordinators of the first (rules.shares). Raises
    Refused when the plan is no draft, breaks an obligation down (its agency activates it) or a stop remains.
    """
    plan = get_plan(session, plan_id)
    if plan.breaks_down_id is not None:
        raise Refused("Bản phân rã do chính cơ quan được giao rà soát và kích hoạt.", hint="Chỉ xem ở đây.")
    if plan.state != "draft":
        if plan.state == "merged":
            raise Refused("Văn bản này đã được nhận vào kế hoạch mà nó sửa đổi.", hint="Xem kế hoạch đó.")
        raise Refused("Kế hoạch này đã được kích hoạt.", hint="Xem bảng theo dõi.")
    rematch(session, plan)
    return put_in_force(session, plan, Act(by, "lead", now, today, calendar, ladder))


def put_in_force(session: Session, plan: Plan, act: Act) -> int:
    """Make the obligations of a draft whose names are matched and return how many; who may is checked before.

    Raises Refused while a stop remains.
    """
    plan_id = plan.id or 0
    if stops := [p.sentence for p in problems(session, plan_id, today=act.today) if p.severity == "stop"]:
        raise Refused("Chưa kích hoạt được. " + " ".join(stops))
    items = draft_items(session, plan_id, with_dropped=False)
    shares = share_out(named_items(session, plan, items))
    made = sum(oblige(session, plan, i.assignment, shares[i.assignment.id or 0], act) for i in items)
    carry_over(session, plan_id, act)
    _forget_dead_links(session, items)
    if plan.lead_agency_id is None and plan.lead_name:
        plan.lead_agency_id = ensure_agency(session, plan.lead_name, on=plan.issued_on).id
    if plan.issuer_agency_id is None and plan.issuer:
        plan.issuer_agency_id = find_name(session, plan.issuer, on=plan.issued_on).agency_id
    plan.state, plan.activated_at, plan.activated_by = "active", act.now, act.by
    session.add(plan)
    note(session, what="plan.activated", by=act.by, now=act.now, plan_id=plan_id, obligations=made)
    return made


def named_items(session: Session, plan: Plan, items: Sequence[ReviewItem]) -> list[NamedItem]:
    """Return the items with the agencies that their names stand for; unknown bodies are stored by this."""

    def agencies(parties: Iterable[AssignmentParty]) -> list[Body]:
        return [pair for party in parties for pair in _agencies_of(session, party, plan.issued_on)]

    return [
        NamedItem(
            i.assignment.id or 0,
            agencies(i.owners),
            agencies(p for p in i.coordinators if p.is_known or not is_undecided(p.name)),
            i.assignment.mirror_of_id,
        )
        for i in items
    ]


def _forget_dead_links(session: Session, items: Sequence[ReviewItem]) -> None:
    """Unlink items whose other side was dropped at review: they count by themselves."""
    live = {i.assignment.id for i in items}
    for row in (i.assignment for i in items):
        if row.mirror_of_id is not None and row.mirror_of_id not in live:
            row.mirror_of_id = None
            session.add(row)


def oblige(session: Session, plan: Plan, row: Assignment, shares: Shares, act: Act) -> int:
    """Make what an item gives its owners and coordinators, each with its journal row; return how many."""
    terms = terms_of(row, plan)
    owed = owed_by_part(terms, shares, today=act.today, until=plan.period_to, calendar=act.calendar)
    return give(session, plan, row, owed, act, why="kích hoạt")


def give(
    session: Session, plan: Plan, row: Assignment, owed: Iterable[tuple[Part, Owed]], act: Act, *, why: str
) -> int:
    """Make these obligations of an item, each with its journal row that says why; return how many."""
    rows = [
        Obligation(
            plan_id=plan.id or 0,
            assignment_id=row.id or 0,
            agency_id=one.agency_id,
            group_id=one.group_id,
            part=part,
            occurrence=one.occurrence,
            kind=one.kind,
            first_due_on=one.due_on,
            due_on=one.due_on,
            assigned_on=act.today,
            # A further occurrence of a rhythm: the first one tells the agency of the work.
            status="assigned" if one.is_first else "acknowledged",
            acknowledged_on=None if one.is_first else act.today,
        )
        for part, one in owed
    ]
    for made in rows:
        made.next_look_at = first_look_at(made, act.calendar, is_urgent=plan.is_urgent)
        session.add(made)
    session.flush()
    session.add_all(
        birth(
            made,
            by=act.by,
            role=act.role,
            now=act.now,
            why=why if made.status == "assigned" else f"{why}, kỳ tiếp theo",
        )
        for made in rows
    )
    session.flush()
    return len(rows)


def _agencies_of(session: Session, party: AssignmentParty, on: date | None) -> list[Body]:
    """Return (agency, group) pairs for one named body; an unopened group is one addressee."""
    if party.group_id is not None and party.is_expanded:
        return [(a.id or 0, party.group_id) for a in group_members(session, party.group_id, on)]
    if party.agency_id is None:
        party.agency_id = ensure_agency(session, party.name, on=on).id
        session.add(party)
    return [(party.agency_id or 0, party.group_id)]


def terms_of(row: Assignment, plan: Plan) -> ItemTerms:
    """Return what an item says of its time as the rules take it, and how its plan counts periods."""
    rhythm = rhythm_of(row.rhythm) if row.rhythm else None
    periods = plan.report_periods if is_periods(plan.report_periods) else "calendar"
    return ItemTerms(row.deadline_kind, row.due_on, rhythm, periods)
