"""From a confirmed draft to obligations: what hinders it, and doing it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sqlmodel import Session, col, select

from models.agency import Agency, Contact
from models.assignment import LOOKED, Assignment, AssignmentParty
from models.errors import Refused
from models.obligation import Obligation, Part
from models.plan import Plan
from rules.breakdown import ItemTerms, Owed
from rules.deadline import is_periods, rhythm_of
from rules.ladder import LadderRules
from rules.naming import fold
from rules.shares import Body, NamedItem, Shares, is_undecided, owed_by_part, share_out
from rules.workday import WorkCalendar
from store.audit import note
from store.drafts import rematch
from store.imported_states import carry_over
from store.journal import birth
from store.looking import first_look_at
from store.moving import Act
from store.plans import ReviewItem, draft_items, get_plan
from store.registry import ensure_agency, find_name, group_members, namesakes_of


@dataclass(frozen=True, slots=True)
class Problem:
    """What hinders an activation (``stop``) or should be looked at first (``ask``)."""

    severity: Literal["stop", "ask"]
    sentence: str
    assignment_id: int | None = None


def problems(session: Session, plan_id: int) -> list[Problem]:
    """Return what hinders activating the plan, the stops first."""
    plan = get_plan(session, plan_id)
    items = draft_items(session, plan_id, with_dropped=False)
    found = _plan_problems(plan, items)
    for item in items:
        found.extend(_item_problems(item))
    found.extend(_closed_groups(items))
    found.extend(_unsure_names(session, plan, items))
    found.extend(_undecided_coordinators(items))
    found.extend(_unreachable(session, plan, items))
    return sorted(found, key=lambda p: p.severity != "stop")


def _plan_problems(plan: Plan, items: list[ReviewItem]) -> list[Problem]:
    found = []
    if plan.issued_on is None:
        found.append(
            Problem("stop", "Chưa có ngày ban hành: dự thảo chưa ký thì không giao việc. Nhập ngày ban hành.")
        )
    if plan.amends_id is not None:
        found.append(
            Problem(
                "stop",
                "Văn bản này sửa đổi một kế hoạch đang theo dõi: nhận các thay đổi vào kế hoạch đó,"
                " không kích hoạt riêng.",
            )
        )
    if not plan.lead_name:
        found.append(Problem("stop", "Chưa rõ cơ quan thường trực nhận báo cáo. Nhập tên cơ quan."))
    if not items:
        found.append(Problem("stop", "Không còn nhiệm vụ nào để theo dõi."))
    if not plan.number and plan.breaks_down_id is None:
        found.append(Problem("ask", "Chưa có số kế hoạch: thư nhắc sẽ gọi theo tên."))
    undated = sum(i.assignment.due_on is None and i.assignment.deadline_kind == "none" for i in items)
    if undated:
        found.append(
            Problem(
                "ask", f"{undated} nhiệm vụ chưa có thời hạn: ấn định hạn, hoặc để hỏi tình hình định kỳ."
            )
        )
    return found


def _item_problems(item: ReviewItem) -> list[Problem]:
    row = item.assignment
    if not item.owners:
        return [Problem("stop", f"Mục {row.ref or row.position + 1} chưa có cơ quan thực hiện.", row.id)]
    if row.question and LOOKED not in row.flags:
        return [Problem("ask", f"Mục {row.ref or row.position + 1}: {row.question}", row.id)]
    return []


def _closed_groups(items: list[ReviewItem]) -> list[Problem]:
    closed = {p.name for p in _everybody(items) if p.group_id and not p.is_expanded}
    return [
        Problem("ask", f"“{name}” chưa được mở ra từng cơ quan: cả nhóm là một đầu mối.")
        for name in sorted(closed)
    ]


def _everybody(items: list[ReviewItem]) -> Iterator[AssignmentParty]:
    """Yield every body that would be given a share: owners, and coordinators but for open sets."""
    for item in items:
        yield from item.owners
        yield from (p for p in item.coordinators if is_known(p) or not is_undecided(p.name))


def is_known(party: AssignmentParty) -> bool:
    """Return whether the registry knows the body or group."""
    return party.agency_id is not None or party.group_id is not None


def _unsure_names(session: Session, plan: Plan, items: list[ReviewItem]) -> list[Problem]:
    """Return a stop for every name that several bodies bear, and an ask for every name nobody knows."""
    unmatched = {p.name for p in _everybody(items) if not is_known(p)}
    known = namesakes_of(session, unmatched, on=plan.issued_on)
    found = []
    for name in sorted(unmatched):
        if len(known[name]) > 1:
            found.append(Problem("stop", f"Có nhiều cơ quan cùng tên “{name}”: sửa tên cho rõ ở mục đó."))
        else:
            why = "theo dõi như một đầu mối, chưa có địa chỉ liên hệ"
            found.append(Problem("ask", f"“{name}” chưa có trong danh bạ: {why}."))
    return found


def _undecided_coordinators(items: list[ReviewItem]) -> list[Problem]:
    names = {p.name for i in items for p in i.coordinators if not is_known(p) and is_undecided(p.name)}
    return [
        Problem("ask", f"Phối hợp “{name}”: chưa xác định là cơ quan nào, không giao phần việc.")
        for name in sorted(names, key=fold)
    ]


def _unreachable(session: Session, plan: Plan, items: list[ReviewItem]) -> list[Problem]:
    """Return an ask naming the agencies that no letter would reach, the lead agency first."""
    parties = list(_everybody(items))
    ids = {p.agency_id for p in parties if p.agency_id is not None}
    for group_id in {p.group_id for p in parties if p.group_id is not None and p.is_expanded}:
        ids |= {a.id or 0 for a in group_members(session, group_id, plan.issued_on)}
    reached = set(session.exec(select(Contact.agency_id).where(col(Contact.is_active))))
    found = []
    if plan.lead_agency_id is not None and plan.lead_agency_id not in reached:
        found.append(
            Problem("ask", "Cơ quan thường trực chưa có địa chỉ liên hệ nên không nhận được bản tổng hợp.")
        )
    silent = [i for i in ids if i not in reached]
    if silent:
        rows = session.exec(select(Agency.name).where(col(Agency.id).in_(silent)).order_by(Agency.name)).all()
        more = f" và {len(rows) - 3} cơ quan khác" if len(rows) > 3 else ""
        found.append(
            Problem("ask", f"Chưa có địa chỉ liên hệ, sẽ không nhận được thư: {'; '.join(rows[:3])}{more}.")
        )
    return found


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
    if stops := [p.sentence for p in problems(session, plan_id) if p.severity == "stop"]:
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
            agencies(p for p in i.coordinators if is_known(p) or not is_undecided(p.name)),
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
