"""What hinders activating a draft plan, or should be looked at first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlmodel import Session, col, select

from models.agency import Agency, Contact
from models.assignment import LOOKED, AssignmentParty
from models.plan import Plan
from rules.naming import fold
from rules.shares import is_undecided
from store.plans import ReviewItem, draft_items, get_plan
from store.registry import group_members, namesakes_of, successors

# As many are named, the others are counted.
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Problem:
    """What hinders an activation (``stop``) or should be looked at first (``ask``)."""

    severity: Literal["stop", "ask"]
    sentence: str
    assignment_id: int | None = None


def problems(session: Session, plan_id: int, *, today: date) -> list[Problem]:
    """Return what hinders activating the plan, the stops first; ``today`` tells which bodies have ended."""
    plan = get_plan(session, plan_id)
    items = draft_items(session, plan_id, with_dropped=False)
    found = _plan_problems(plan, items)
    for item in items:
        found.extend(_item_problems(item))
    found.extend(_closed_groups(items))
    found.extend(_unsure_names(session, plan, items))
    found.extend(_undecided_coordinators(items))
    bodies = _bodies(session, plan, items)
    found.extend(_ended(session, [body for body in bodies if body.has_ended(today)], today))
    found.extend(_unreachable(session, plan, [body for body in bodies if not body.has_ended(today)]))
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
        yield from (p for p in item.coordinators if p.is_known or not is_undecided(p.name))


def _unsure_names(session: Session, plan: Plan, items: list[ReviewItem]) -> list[Problem]:
    """Return a stop for every name that several bodies bear, and an ask for every name nobody knows."""
    unmatched = {p.name for p in _everybody(items) if not p.is_known}
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
    names = {p.name for i in items for p in i.coordinators if not p.is_known and is_undecided(p.name)}
    return [
        Problem("ask", f"Phối hợp “{name}”: chưa xác định là cơ quan nào, không giao phần việc.")
        for name in sorted(names, key=fold)
    ]


def _bodies(session: Session, plan: Plan, items: list[ReviewItem]) -> list[Agency]:
    """Return the agencies that would be given work, those of opened groups too, by name."""
    parties = list(_everybody(items))
    ids = {p.agency_id for p in parties if p.agency_id is not None}
    for group_id in {p.group_id for p in parties if p.group_id is not None and p.is_expanded}:
        ids |= {a.id or 0 for a in group_members(session, group_id, plan.issued_on)}
    return list(session.exec(select(Agency).where(col(Agency.id).in_(ids)).order_by(Agency.name)))


def _ended(session: Session, ended: list[Agency], today: date) -> list[Problem]:
    """Return an ask naming the bodies that a plan of an earlier day gives work and that are no more."""
    if not ended:
        return []
    told = []
    for body in ended[:_NAMED]:
        heirs = [heir.name for heir, _ in successors(session, body.id or 0, today)]
        told.append(f"{body.name} (nay là {_named(heirs)})" if heirs else body.name)
    told += [body.name for body in ended[_NAMED:]]
    return [
        Problem(
            "ask",
            f"Đã kết thúc hoạt động: {_named(told)}. Việc sẽ đứng tên cơ quan cũ: sửa tên ở mục đó,"
            " hoặc kích hoạt rồi thay bằng cơ quan mới ở trang Danh bạ.",
        )
    ]


def _unreachable(session: Session, plan: Plan, bodies: list[Agency]) -> list[Problem]:
    """Return an ask naming the agencies that no letter would reach, the lead agency first."""
    reached = set(session.exec(select(Contact.agency_id).where(col(Contact.is_active))))
    found = []
    if plan.lead_agency_id is not None and plan.lead_agency_id not in reached:
        found.append(
            Problem("ask", "Cơ quan thường trực chưa có địa chỉ liên hệ nên không nhận được bản tổng hợp.")
        )
    silent = [body.name for body in bodies if body.id not in reached]
    if silent:
        found.append(Problem("ask", f"Chưa có địa chỉ liên hệ, sẽ không nhận được thư: {_named(silent)}."))
    return found


def _named(names: list[str]) -> str:
    more = f" và {len(names) - _NAMED} cơ quan khác" if len(names) > _NAMED else ""
    return "; ".join(names[:_NAMED]) + more
