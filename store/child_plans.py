"""An agency breaks an obligation down for its own units: a child plan, which it alone reviews and activates.

Every function here checks whose obligation it is; the pages check it, too. What belongs to another agency
and what does not exist give the same answer.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, delete, func, select

from models.agency import Agency
from models.assignment import BY_HAND, Assignment, AssignmentParty
from models.document import SourceDocument
from models.draft import DraftPlan, SourceLine, SourceText
from models.errors import NotFound, Refused
from models.obligation import Obligation
from models.plan import Plan
from rules.access import reaches, side_of
from rules.lineage import check_link
from rules.status import OPEN, Actor
from store.activation import put_in_force
from store.audit import note
from store.boards import Filters, obligation_rows
from store.drafts import put_blob, store_draft
from store.lineage import parents
from store.moving import Act
from store.obligation_rows import ObligationRow
from store.own_units import find_unit, own_units, store_unit
from store.plans import get_plan

# More rows than this are a plan of its own.
MOST_ROWS = 60
BROKEN_DOWN, CHANGED, DROPPED = "plan.broken-down", "plan.breakdown-changed", "plan.breakdown-dropped"


@dataclass(frozen=True, slots=True)
class UnitWork:
    """One row of a break-down: what, for which units (as typed), what comes of it, by when."""

    text: str
    units: tuple[str, ...]
    deliverable: str = ""
    due_on: date | None = None


def child_lead(session: Session, plan_id: int) -> int | None:
    """Return the agency whose break-down a plan is, or None for a plan that breaks nothing down."""
    plan = get_plan(session, plan_id)
    return plan.lead_agency_id if plan.breaks_down_id is not None else None


def is_child(session: Session, plan_id: int) -> bool:
    """Return whether a plan breaks an obligation down; False for a plan that is not there."""
    query = select(Plan.id).where(Plan.id == plan_id, col(Plan.breaks_down_id).is_not(None))
    return session.exec(query).first() is not None


def children_among(session: Session, plan_ids: Collection[int]) -> set[int]:
    """Return those of the plans that break an obligation down."""
    query = select(Plan.id).where(col(Plan.id).in_(plan_ids), col(Plan.breaks_down_id).is_not(None))
    return {key for key in session.exec(query) if key is not None}


def led_children(session: Session, plan_ids: Collection[int], agency_id: int) -> set[int]:
    """Return those of the plans by which that agency breaks its own obligations down."""
    query = select(Plan.id).where(
        col(Plan.id).in_(plan_ids),
        col(Plan.breaks_down_id).is_not(None),
        Plan.lead_agency_id == agency_id,
    )
    return {key for key in session.exec(query) if key is not None}


def side_in(
    session: Session, *, plan_id: int, owner_id: int, role: str, own_agency_id: int | None
) -> Actor | None:
    """Return on whose side a person moves the obligation of an agency under that plan, None for neither.

    Raises NotFound where the person may not even know of it.
    """
    lead_id = child_lead(session, plan_id)
    if not reaches(role, own_agency_id, owner_id, lead_id):
        raise _gone()
    return side_of(role, own_agency_id, owner_id, lead_id)


def child_plans(session: Session, obligation_id: int) -> list[Plan]:
    """Return the plans that break an obligation down, the oldest first; none that was thrown away."""
    query = select(Plan).where(Plan.breaks_down_id == obligation_id, Plan.state != "dropped")
    return list(session.exec(query.order_by(col(Plan.id))))


def save_breakdown(
    session: Session,
    *,
    obligation_id: int,
    agency_id: int,
    rows: Sequence[UnitWork],
    by: str,
    now: datetime,
    today: date,
) -> Plan:
    """Store the break-down of an obligation as a draft, in place of the draft there is, and return it.

    Nobody is told. Raises NotFound for an obligation of another agency, and Refused for work that is not
    running, for rows without words or units, and for bodies that are no units of the agency.
    """
    share, upper = _running(session, obligation_id, agency_id)
    agency = session.get_one(Agency, agency_id)
    _check_rows(rows)
    known = own_units(session, agency_id)
    units = [[find_unit(session, name, agency, known, on=today) for name in row.units] for row in rows]
    draft = next((p for p in child_plans(session, obligation_id) if p.state == "draft"), None)
    lines = _lines(session, share, agency, rows, now)
    if draft is None:
        draft = _new_draft(session, share, upper, agency, lines, by=by, now=now, today=today)
        check_link(parents(session), draft.id or 0, upper.id or 0)
        what = BROKEN_DOWN
    else:
        _clear(session, draft)
        draft.document_id, draft.issued_on = _new_document(session, draft, lines, by, now), today
        what = CHANGED
    _put_rows(session, draft, rows, units)
    session.add(draft)
    note(session, what=what, by=by, now=now, plan_id=draft.id, obligation=obligation_id, items=len(rows))
    session.flush()
    return draft


def activate_breakdown(
    session: Session, *, plan_id: int, obligation_id: int, agency_id: int, act: Act
) -> int:
    """Make the units' obligations of a child draft and return how many; units nobody knows are stored now.

    Raises NotFound for a draft of another obligation or agency, Refused for work that is not running.
    """
    _running(session, obligation_id, agency_id)
    plan = _own_child(session, plan_id, obligation_id, agency_id)
    if plan.state != "draft":
        raise Refused("Bản phân rã này đã được kích hoạt.", hint="Xem tiến độ các đơn vị bên dưới.")
    agency = session.get_one(Agency, agency_id)
    for party in _parties(session, plan_id):
        unit = store_unit(session, party.name, agency, on=plan.issued_on)
        party.agency_id, party.matched_by = unit.id, "exact"
        session.add(party)
    session.flush()
    return put_in_force(session, plan, act)


def drop_breakdown(
    session: Session, *, plan_id: int, obligation_id: int, agency_id: int, by: str, now: datetime
) -> None:
    """Throw a child draft away: nobody was told of it, and another can be written.

    Its rows are deleted; its documents stay, as every document does, and the plan's number is not given
    again. It may go also where the work above no longer runs. Raises NotFound for a draft of another
    obligation or agency, Refused for what is in force.
    """
    share = session.get(Obligation, obligation_id)
    if share is None or share.agency_id != agency_id:
        raise _gone()
    plan = _own_child(session, plan_id, obligation_id, agency_id)
    if plan.state != "draft":
        raise Refused(
            "Bản phân rã này đã được kích hoạt nên không xóa được.",
            hint="Việc không cần nữa thì rút ở từng phần việc của đơn vị.",
        )
    items = session.exec(select(func.count()).where(Assignment.plan_id == plan_id)).one()
    _clear(session, plan)
    plan.state = "dropped"
    session.add(plan)
    note(session, what=DROPPED, by=by, now=now, plan_id=plan_id, obligation=obligation_id, items=items)
    session.flush()


def _own_child(session: Session, plan_id: int, obligation_id: int, agency_id: int) -> Plan:
    """Return the plan by which that agency breaks that obligation down; raises NotFound for any other."""
    plan = next((one for one in child_plans(session, obligation_id) if one.id == plan_id), None)
    if plan is None or plan.lead_agency_id != agency_id:
        raise _gone()
    return plan


def _gone() -> NotFound:
    return NotFound("Không có phần việc này.", hint="Quay lại danh sách việc của bạn.")


def _running(session: Session, obligation_id: int, agency_id: int) -> tuple[Obligation, Plan]:
    share = session.get(Obligation, obligation_id)
    if share is None or share.agency_id != agency_id:
        raise _gone()
    plan = get_plan(session, share.plan_id)
    if plan.state != "active":
        raise Refused("Kế hoạch này không còn được theo dõi nên không phân rã nữa.")
    if share.status not in OPEN:
        raise Refused(
            "Phần việc này đã báo cáo, tạm dừng hoặc đã đóng nên không phân rã nữa.",
            hint="Khi được mở lại thì phân rã tiếp.",
        )
    return share, plan


def _check_rows(rows: Sequence[UnitWork]) -> None:
    if not rows:
        raise Refused("Chưa có dòng nào.", hint="Ghi ít nhất một việc và đơn vị thực hiện.")
    if len(rows) > MOST_ROWS:
        raise Refused(f"Quá {MOST_ROWS} dòng.", hint="Chia thành nhiều lần phân rã.")
    for number, row in enumerate(rows, 1):
        if not row.text.strip():
            raise Refused(f"Dòng {number} chưa ghi việc phải làm.", hint="Ghi nội dung, hoặc xóa cả dòng.")
        if not row.units:
            raise Refused(f"Dòng {number} chưa ghi đơn vị thực hiện.", hint="Chọn đơn vị trực thuộc.")


def _lines(
    session: Session, share: Obligation, agency: Agency, rows: Sequence[UnitWork], now: datetime
) -> list[str]:
    """Return the break-down as a document: its first line is the work, then a line for every row."""
    item = session.get_one(Assignment, share.assignment_id)
    head = f"{agency.name} phân công đơn vị trực thuộc thực hiện: {item.text}"
    foot = f"Phần việc số {share.id}, lập lúc {now:%Y-%m-%d %H:%M:%S.%f} UTC."
    return [head, *(_line(n, row) for n, row in enumerate(rows, 1)), foot]


def _line(number: int, row: UnitWork) -> str:
    parts = [f"{number}. {row.text}", f"Đơn vị: {'; '.join(row.units)}"]
    parts += [f"Sản phẩm: {row.deliverable}"] if row.deliverable else []
    parts += [f"Hạn: {row.due_on:%d/%m/%Y}"] if row.due_on else []
    return ". ".join(parts)


def _new_draft(
    session: Session,
    share: Obligation,
    upper: Plan,
    agency: Agency,
    lines: list[str],
    *,
    by: str,
    now: datetime,
    today: date,
) -> Plan:
    item = session.get_one(Assignment, share.assignment_id)
    title = f"Phân công thực hiện: {item.text}"
    draft = DraftPlan(issuer=agency.name, issued_on=today, title=title[:300], lead_agency=agency.name)
    plan_id = store_draft(
        session,
        draft=draft,
        source=SourceText(tuple(SourceLine(text, n) for n, text in enumerate(lines, 1)), "txt"),
        data="\n".join(lines).encode(),
        filename=_filename(share),
        media_type="text/plain",
        now=now,
        by=by,
    )
    plan = get_plan(session, plan_id)
    plan.breaks_down_id, plan.is_urgent = share.id, upper.is_urgent
    plan.lead_agency_id = plan.issuer_agency_id = agency.id
    return plan


def _filename(share: Obligation) -> str:
    return f"phan-ra-phan-viec-{share.id}.txt"


def _new_document(session: Session, draft: Plan, lines: list[str], by: str, now: datetime) -> int:
    document = SourceDocument(
        sha256=put_blob(session, "\n".join(lines).encode(), "text/plain"),
        filename=session.get_one(SourceDocument, draft.document_id).filename,
        kind="txt",
        lines=[[text, 1] for text in lines],
        received_at=now,
        received_by=by,
    )
    session.add(document)
    session.flush()
    return document.id or 0


def _clear(session: Session, draft: Plan) -> None:
    items = select(Assignment.id).where(Assignment.plan_id == draft.id)
    session.exec(delete(AssignmentParty).where(col(AssignmentParty.assignment_id).in_(items)))
    session.exec(delete(Assignment).where(col(Assignment.plan_id) == draft.id))
    session.flush()


def _put_rows(
    session: Session, draft: Plan, rows: Sequence[UnitWork], units: Sequence[Sequence[Agency | None]]
) -> None:
    for place, row in enumerate(rows):
        item = Assignment(
            plan_id=draft.id or 0,
            position=place,
            ref=str(place + 1),
            text=row.text.strip(),
            deliverable=row.deliverable.strip(),
            deadline_kind="date" if row.due_on else "none",
            due_on=row.due_on,
            deadline_rule="set-by-lead" if row.due_on else "",
            provenance="lead" if row.due_on else "none",
            # The first line of the document is the work that is broken down.
            line_first=place + 2,
            line_last=place + 2,
            flags=[BY_HAND],
        )
        session.add(item)
        session.flush()
        for position, (name, unit) in enumerate(zip(row.units, units[place], strict=True)):
            session.add(
                AssignmentParty(
                    assignment_id=item.id or 0,
                    part="owner",
                    position=position,
                    name=unit.name if unit else name,
                    agency_id=unit.id if unit else None,
                    matched_by="exact" if unit else "",
                )
            )
    session.flush()


def _parties(session: Session, plan_id: int) -> list[AssignmentParty]:
    query = (
        select(AssignmentParty)
        .join(Assignment, col(Assignment.id) == col(AssignmentParty.assignment_id))
        .where(Assignment.plan_id == plan_id)
        .order_by(col(AssignmentParty.id))
    )
    return list(session.exec(query))


def child_rows(session: Session, obligation_id: int, *, today: date) -> list[ObligationRow]:
    """Return what the units have under the break-downs of an obligation, the most pressing first."""
    query = (
        select(Obligation.id)
        .join(Plan, col(Plan.id) == col(Obligation.plan_id))
        .where(Plan.breaks_down_id == obligation_id)
    )
    ids = tuple(one for one in session.exec(query) if one is not None)
    return obligation_rows(session, today=today, filters=Filters(obligation_ids=ids)) if ids else []
