"""From a confirmed draft to obligations: what hinders it, and doing it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sqlmodel import Session, col, select

from models.agency import Agency, Contact
from models.assignment import Assignment, AssignmentParty
from models.errors import Refused
from models.obligation import Obligation
from models.plan import Plan
from rules.breakdown import ItemTerms, break_down
from rules.deadline import rhythm_of
from rules.ladder import LadderRules
from rules.workday import WorkCalendar
from store.audit import note
from store.drafts import rematch
from store.journal import birth
from store.looking import first_look_at
from store.plans import ReviewItem, draft_items, get_plan
from store.registry import ensure_agency, group_members, namesakes


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
    found.extend(_unreachable(session, plan, items))
    return sorted(found, key=lambda p: p.severity != "stop")


def _plan_problems(plan: Plan, items: list[ReviewItem]) -> list[Problem]:
    found = []
    if plan.issued_on is None:
        found.append(
            Problem("stop", "Chưa có ngày ban hành: dự thảo chưa ký thì không giao việc. Nhập ngày ban hành.")
        )
    if not plan.lead_name:
        found.append(Problem("stop", "Chưa rõ cơ quan thường trực nhận báo cáo. Nhập tên cơ quan."))
    if not items:
        found.append(Problem("stop", "Không còn nhiệm vụ nào để theo dõi."))
    if not plan.number:
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
    if row.question:
        return [Problem("ask", f"Mục {row.ref or row.position + 1}: {row.question}", row.id)]
    return []


def _closed_groups(items: list[ReviewItem]) -> list[Problem]:
    closed = {p.name: p for i in items for p in i.owners if p.group_id and not p.is_expanded}
    return [
        Problem("ask", f"“{name}” chưa được mở ra từng cơ quan: cả nhóm là một đầu mối.") for name in closed
    ]


def _unsure_names(session: Session, plan: Plan, items: list[ReviewItem]) -> list[Problem]:
    """Return a stop for every name that several bodies bear, and an ask for every name nobody knows."""
    unmatched = {p.name for i in items for p in i.owners if p.group_id is None and p.agency_id is None}
    found = []
    for name in sorted(unmatched):
        if len(namesakes(session, name, on=plan.issued_on)) > 1:
            found.append(Problem("stop", f"Có nhiều cơ quan cùng tên “{name}”: sửa tên cho rõ ở mục đó."))
        else:
            why = "theo dõi như một đầu mối, chưa có địa chỉ liên hệ"
            found.append(Problem("ask", f"“{name}” chưa có trong danh bạ: {why}."))
    return found


def _unreachable(session: Session, plan: Plan, items: list[ReviewItem]) -> list[Problem]:
    """Return an ask naming the agencies that no letter would reach, the lead agency first."""
    ids = {p.agency_id for i in items for p in i.owners if p.agency_id is not None}
    for party in (p for i in items for p in i.owners if p.group_id is not None and p.is_expanded):
        ids |= {a.id or 0 for a in group_members(session, party.group_id or 0, plan.issued_on)}
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
    """Make the obligations of a draft plan, one per agency, and return how many.

    Raises Refused when the plan is no draft or a stop remains.
    """
    plan = get_plan(session, plan_id)
    if plan.state != "draft":
        raise Refused("Kế hoạch này đã được kích hoạt.", hint="Xem bảng theo dõi.")
    rematch(session, plan)
    if stops := [p.sentence for p in problems(session, plan_id) if p.severity == "stop"]:
        raise Refused("Chưa kích hoạt được. " + " ".join(stops))
    made = sum(
        _oblige(session, plan, item, by=by, now=now, today=today, calendar=calendar, ladder=ladder)
        for item in draft_items(session, plan_id, with_dropped=False)
    )
    if plan.lead_agency_id is None and plan.lead_name:
        plan.lead_agency_id = ensure_agency(session, plan.lead_name, on=plan.issued_on).id
    plan.state, plan.activated_at, plan.activated_by = "active", now, by
    session.add(plan)
    note(session, what="plan.activated", by=by, now=now, plan_id=plan_id, obligations=made)
    return made


def _oblige(
    session: Session,
    plan: Plan,
    item: ReviewItem,
    *,
    by: str,
    now: datetime,
    today: date,
    calendar: WorkCalendar,
    ladder: LadderRules,
) -> int:
    row = item.assignment
    owners = [pair for party in item.owners for pair in _agencies_of(session, party, plan.issued_on)]
    owed = break_down(terms_of(row), owners, today=today, until=plan.period_to, calendar=calendar)
    rows = [
        Obligation(
            plan_id=plan.id or 0,
            assignment_id=row.id or 0,
            agency_id=one.agency_id,
            group_id=one.group_id,
            occurrence=one.occurrence,
            kind=one.kind,
            first_due_on=one.due_on,
            due_on=one.due_on,
            assigned_on=today,
            # A further occurrence of a rhythm: the first one tells the agency of the work.
            status="assigned" if one.is_first else "acknowledged",
            acknowledged_on=None if one.is_first else today,
        )
        for one in owed
    ]
    for made in rows:
        made.next_look_at = first_look_at(made, calendar, ladder)
        session.add(made)
    session.flush()
    session.add_all(
        birth(
            made,
            by=by,
            role="lead",
            now=now,
            why="kích hoạt" if made.status == "assigned" else "kích hoạt, kỳ tiếp theo",
        )
        for made in rows
    )
    session.flush()
    return len(rows)


def _agencies_of(session: Session, party: AssignmentParty, on: date | None) -> list[tuple[int, int | None]]:
    """Return (agency, group) pairs for one named body; an unopened group is one addressee."""
    if party.group_id is not None and party.is_expanded:
        return [(a.id or 0, party.group_id) for a in group_members(session, party.group_id, on)]
    if party.agency_id is None:
        party.agency_id = ensure_agency(session, party.name, on=on).id
        session.add(party)
    return [(party.agency_id or 0, party.group_id)]


def terms_of(row: Assignment) -> ItemTerms:
    """Return what an item says of its time as the rules take it."""
    return ItemTerms(row.deadline_kind, row.due_on, rhythm_of(row.rhythm) if row.rhythm else None)
