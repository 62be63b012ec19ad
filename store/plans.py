"""Plans and their items at review: reading them and what an officer changes before activation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, delete, select

from models.agency import Agency
from models.assignment import Assignment, AssignmentParty
from models.document import Blob, SourceDocument
from models.errors import NotFound, Refused
from models.plan import STATES_IN_ORDER, Plan
from rules.workday import WorkCalendar
from store.audit import note
from store.drafts import add_parties, rematch
from store.registry import find_name, group_members
from store.rereading import DECIDING, reread_deadlines

# Opening a group to more members than this asks first: nobody should mail 579 communes by mistake.
LARGE_GROUP = 60

_EDITABLE = frozenset(
    {
        "number",
        "title",
        "issuer",
        "place",
        "issued_on",
        "signer",
        "event_on",
        "period_from",
        "period_to",
        "lead_name",
        "before_is_inclusive",
        "is_urgent",
    }
)


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """One item at review with the bodies that it names, in the document's order."""

    assignment: Assignment
    owners: list[AssignmentParty]
    coordinators: list[AssignmentParty]


def get_plan(session: Session, plan_id: int) -> Plan:
    """Return the plan; raises NotFound, for a draft that was thrown away, too."""
    plan = session.get(Plan, plan_id)
    if plan is None or plan.state == "dropped":
        raise NotFound(f"Không có kế hoạch mang mã {plan_id}.", hint="Xem danh sách kế hoạch.")
    return plan


def get_document(session: Session, plan_id: int) -> tuple[SourceDocument, Blob]:
    """Return the plan's document and its bytes; raises NotFound."""
    plan = get_plan(session, plan_id)
    document = session.get_one(SourceDocument, plan.document_id)
    return document, session.get_one(Blob, document.sha256)


def find_plan(session: Session, key: str) -> Plan:
    """Return the plan of that id or number; raises NotFound, or Refused where a number fits several."""
    # Longer ones are no ids (32 bits), and "²" is a digit to str.isdigit.
    if key.isascii() and key.isdecimal() and len(key) <= 9:
        return get_plan(session, int(key))
    found = session.exec(select(Plan).where(Plan.number == key)).all()
    if len(found) > 1:
        ids = ", ".join(str(p.id) for p in found)
        raise Refused(f"Có {len(found)} kế hoạch mang số {key}.", hint=f"Dùng mã: {ids}.")
    if not found:
        raise NotFound(f"Không có kế hoạch số {key}.", hint="Xem `dondoc plans`.")
    return found[0]


def plans(session: Session) -> list[Plan]:
    """Return every plan but drafts that were thrown away, drafts first, then the newest."""
    rows = session.exec(select(Plan).where(Plan.state != "dropped").order_by(col(Plan.id).desc())).all()
    return sorted(rows, key=lambda p: STATES_IN_ORDER.index(p.state))


def draft_items(session: Session, plan_id: int, *, with_dropped: bool = True) -> list[ReviewItem]:
    """Return the plan's items in the document's order."""
    rows = session.exec(
        select(Assignment).where(Assignment.plan_id == plan_id).order_by(col(Assignment.position))
    ).all()
    parties = session.exec(
        select(AssignmentParty)
        .join(Assignment, col(Assignment.id) == AssignmentParty.assignment_id)
        .where(Assignment.plan_id == plan_id)
        .order_by(col(AssignmentParty.position), col(AssignmentParty.id))
    ).all()
    by_item: dict[int, dict[str, list[AssignmentParty]]] = {}
    for party in parties:
        by_item.setdefault(party.assignment_id, {"owner": [], "coordinator": []})[party.part].append(party)
    return [
        ReviewItem(row, named["owner"], named["coordinator"])
        for row in rows
        if with_dropped or not row.is_dropped
        for named in [by_item.get(row.id or 0, {"owner": [], "coordinator": []})]
    ]


def edit_plan(
    session: Session,
    *,
    plan_id: int,
    by: str,
    now: datetime,
    calendar: WorkCalendar | None = None,
    **changes: Any,
) -> Plan:
    """Change fields of a draft plan and return it; raises Refused for an active one.

    With a calendar, the items' deadline words are resolved anew where their meaning depends on what
    changed (the day of issue, the event's day, whether "trước ngày X" counts X).
    """
    plan = get_draft(session, plan_id)
    if unknown := set(changes) - _EDITABLE:
        raise Refused(f"Không sửa được: {', '.join(sorted(unknown))}.")
    for name, value in changes.items():
        setattr(plan, name, value)
    if "lead_name" in changes:
        lead = changes["lead_name"]
        plan.lead_agency_id = find_name(session, lead, on=plan.issued_on).agency_id if lead else None
    session.add(plan)
    moved = 0
    if calendar is not None and DECIDING & set(changes):
        moved = reread_deadlines(session, plan, calendar)
    note(session, what="plan.edited", by=by, now=now, plan_id=plan_id, fields=sorted(changes), moved=moved)
    return plan


def set_due(
    session: Session, *, plan_id: int, assignment_ids: Sequence[int], due_on: date, by: str, now: datetime
) -> int:
    """Set one due day on many items of a draft ("ấn định hạn") and return how many.

    The day is marked as set by the lead agency. Raises Refused for a day before the day of issue.
    """
    plan = get_draft(session, plan_id)
    if plan.issued_on is not None and due_on < plan.issued_on:
        raise Refused(
            f"Hạn {due_on:%d/%m/%Y} trước ngày ban hành {plan.issued_on:%d/%m/%Y}.", hint="Chọn ngày khác."
        )
    rows = items_of_plan(session, plan_id, assignment_ids)
    for row in rows:
        row.due_on, row.deadline_kind, row.provenance = due_on, "date", "lead"
        row.deadline_rule, row.deadline_law, row.deadline_literal, row.question = "set-by-lead", "", True, ""
        session.add(row)
    ids = [r.id for r in rows]
    note(session, what="plan.due-set", by=by, now=now, plan_id=plan_id, items=ids, due_on=due_on.isoformat())
    return len(rows)


def clear_due(
    session: Session, *, plan_id: int, assignment_ids: Sequence[int], by: str, now: datetime
) -> int:
    """Take the due day off items of a draft, so that they stand without one; return how many."""
    get_draft(session, plan_id)
    rows = items_of_plan(session, plan_id, assignment_ids)
    for row in rows:
        row.due_on, row.deadline_kind, row.provenance, row.rhythm = None, "none", "lead", None
        row.deadline_rule, row.question = "", ""
        session.add(row)
    note(session, what="plan.due-cleared", by=by, now=now, plan_id=plan_id, items=[r.id for r in rows])
    return len(rows)


def drop_items(
    session: Session, *, plan_id: int, assignment_ids: Sequence[int], by: str, now: datetime
) -> int:
    """Leave items out of tracking (they stay readable) and return how many."""
    return _set_dropped(session, plan_id, assignment_ids, True, by, now)


def restore_items(
    session: Session, *, plan_id: int, assignment_ids: Sequence[int], by: str, now: datetime
) -> int:
    """Take dropped items in again and return how many."""
    return _set_dropped(session, plan_id, assignment_ids, False, by, now)


def _set_dropped(
    session: Session, plan_id: int, ids: Sequence[int], dropped: bool, by: str, now: datetime
) -> int:
    get_draft(session, plan_id)
    rows = items_of_plan(session, plan_id, ids)
    for row in rows:
        row.is_dropped = dropped
        session.add(row)
    what = "plan.items-dropped" if dropped else "plan.items-restored"
    note(session, what=what, by=by, now=now, plan_id=plan_id, items=[r.id for r in rows])
    return len(rows)


def edit_item(
    session: Session,
    *,
    plan_id: int,
    assignment_id: int,
    by: str,
    now: datetime,
    text: str | None = None,
    role: str | None = None,
    deliverable: str | None = None,
    owners: Sequence[str] | None = None,
    coordinators: Sequence[str] | None = None,
) -> Assignment:
    """Change an item of a draft (None leaves a field as it is) and return it.

    Raises Refused for an empty text or an empty list of owners.
    """
    plan = get_draft(session, plan_id)
    (row,) = items_of_plan(session, plan_id, [assignment_id])
    if text is not None and not text.strip():
        raise Refused("Nội dung nhiệm vụ không được để trống.", hint="Bỏ mục này thay vì xóa nội dung.")
    row.text = text.strip() if text is not None else row.text
    row.role = role or row.role
    row.deliverable = deliverable if deliverable is not None else row.deliverable
    session.add(row)
    for part, names in (("owner", owners), ("coordinator", coordinators)):
        if names is not None:
            _replace_parties(session, assignment_id, part, names, on=plan.issued_on)
    note(session, what="plan.item-edited", by=by, now=now, plan_id=plan_id, item=assignment_id)
    return row


def _replace_parties(
    session: Session, assignment_id: int, part: str, names: Sequence[str], *, on: date | None
) -> None:
    wanted = tuple(dict.fromkeys(n.strip() for n in names if n.strip()))
    if part == "owner" and not wanted:
        raise Refused(
            "Nhiệm vụ phải có cơ quan thực hiện.", hint="Nhập ít nhất một cơ quan, hoặc bỏ mục này."
        )
    kept = session.exec(
        select(AssignmentParty).where(
            AssignmentParty.assignment_id == assignment_id, AssignmentParty.part == part
        )
    ).all()
    if tuple(p.name for p in sorted(kept, key=lambda p: p.position)) == wanted:
        return
    opened = {p.group_id for p in kept if p.group_id is not None and p.is_expanded}
    session.exec(
        delete(AssignmentParty).where(
            col(AssignmentParty.assignment_id) == assignment_id, col(AssignmentParty.part) == part
        )
    )
    add_parties(session, assignment_id, part, wanted, on=on)
    # A group that was open stays open beside the names that changed.
    again = session.exec(
        select(AssignmentParty).where(
            AssignmentParty.assignment_id == assignment_id, AssignmentParty.part == part
        )
    ).all()
    for party in again:
        party.is_expanded = party.group_id in opened and party.group_id is not None
        session.add(party)


def get_party(session: Session, plan_id: int, party_id: int) -> AssignmentParty:
    """Return a body named by an item of that plan; raises NotFound."""
    party = session.get(AssignmentParty, party_id)
    item = session.get(Assignment, party.assignment_id) if party else None
    if party is None or item is None or item.plan_id != plan_id:
        raise NotFound("Không có cơ quan này trong kế hoạch.", hint="Tải lại trang.")
    return party


def members_of_party(session: Session, plan_id: int, party_id: int) -> list[Agency]:
    """Return the agencies to which a named group would open, as of the plan's day."""
    party = get_party(session, plan_id, party_id)
    if party.group_id is None:
        return []
    return group_members(session, party.group_id, get_plan(session, plan_id).issued_on)


def set_expanded(
    session: Session,
    *,
    plan_id: int,
    party_id: int,
    expanded: bool,
    by: str,
    now: datetime,
    confirmed: bool = False,
) -> int:
    """Open a group to its members, or close it, wherever the plan names it; return the members' number.

    Raises Refused for a group unknown to the registry, and for one of more than LARGE_GROUP members
    unless ``confirmed``.
    """
    rematch(session, get_draft(session, plan_id))
    party = get_party(session, plan_id, party_id)
    members = members_of_party(session, plan_id, party_id)
    if expanded and not members:
        raise Refused(
            f"Chưa có danh sách thành viên của “{party.name}”.", hint="Khai báo nhóm trong danh bạ cơ quan."
        )
    if expanded and len(members) > LARGE_GROUP and not confirmed:
        raise Refused(
            f"“{party.name}” gồm {len(members)} cơ quan.",
            hint="Xác nhận nếu thật sự muốn mở ra từng cơ quan.",
        )
    same = session.exec(
        select(AssignmentParty)
        .join(Assignment, col(Assignment.id) == AssignmentParty.assignment_id)
        .where(Assignment.plan_id == plan_id, AssignmentParty.group_id == party.group_id)
    ).all()
    for one in same:
        one.is_expanded = expanded
        session.add(one)
    note(session, what="plan.group-opened", by=by, now=now, plan_id=plan_id, name=party.name, open=expanded)
    return len(members)


def get_draft(session: Session, plan_id: int) -> Plan:
    """Return the plan while it is a draft; raises NotFound, and Refused for any other.

    Also for the draft by which an agency breaks its obligation down: that agency alone changes it.
    """
    plan = get_plan(session, plan_id)
    if plan.breaks_down_id is not None:
        raise Refused("Bản phân rã do chính cơ quan được giao lập và sửa.", hint="Chỉ xem ở đây.")
    if plan.state != "draft":
        raise Refused(
            "Kế hoạch đã kích hoạt nên không sửa được ở bước rà soát.",
            hint="Dùng gia hạn, tạm dừng hoặc rút việc trên từng phần việc.",
        )
    return plan


def items_of_plan(session: Session, plan_id: int, ids: Sequence[int]) -> list[Assignment]:
    """Return the plan's items of those ids; raises NotFound where one is missing or none is asked for."""
    rows = session.exec(
        select(Assignment).where(Assignment.plan_id == plan_id, col(Assignment.id).in_(list(ids)))
    ).all()
    if not ids or len(rows) != len(set(ids)):
        raise NotFound("Có mục không thuộc kế hoạch này, hoặc chưa chọn mục nào.", hint="Tải lại trang.")
    return list(rows)
