"""Asking for more time and deciding it."""

from datetime import date, datetime

from sqlmodel import Session, col, select, update

from models.errors import NotFound, OutOfDate, Refused
from models.extension import Extension, ExtensionState
from models.obligation import Obligation
from models.plan import Plan
from rules.extension import check_grant, check_request
from rules.ladder import LadderRules
from rules.status import OPEN, Actor
from rules.workday import WorkCalendar
from store.journal import entry
from store.looking import later_look_at
from store.obligations import compare_and_set, get_obligation


def ask_extension(
    session: Session,
    *,
    obligation_id: int,
    proposed_on: date,
    reason: str,
    by: str,
    now: datetime,
    today: date,
) -> Extension:
    """Store an agency's request and return it; raises Refused where it may not ask, or already has."""
    row = get_obligation(session, obligation_id)
    if session.get_one(Plan, row.plan_id).state != "active":
        raise Refused("Kế hoạch này không còn được theo dõi.")
    check_request(status=row.status, due_on=row.due_on, proposed_on=proposed_on, reason=reason, today=today)
    if undecided(session, obligation_id) is not None:
        raise Refused("Đã có đề nghị gia hạn đang chờ quyết định.", hint="Chờ cơ quan chủ trì trả lời.")
    request = Extension(
        obligation_id=obligation_id, asked_at=now, asked_by=by, proposed_on=proposed_on, reason=reason.strip()
    )
    session.add(request)
    why = f"đề nghị gia hạn đến {proposed_on:%d/%m/%Y}: {reason.strip()}"
    _journal(session, row, by=by, role="agency", now=now, why=why)
    session.flush()
    return request


def grant_extension(
    session: Session,
    *,
    extension_id: int,
    granted_on: date,
    number: str,
    by: str,
    now: datetime,
    today: date,
    calendar: WorkCalendar,
    ladder: LadderRules,
    note: str = "",
) -> Obligation:
    """Move the due day by the lead's decision and return the obligation; the first due day stays."""
    request = _undecided(session, extension_id)
    row = get_obligation(session, request.obligation_id)
    if session.get_one(Plan, row.plan_id).state != "active":
        raise Refused("Kế hoạch này không còn được theo dõi.")
    check_grant(status=row.status, due_on=row.due_on, granted_on=granted_on, number=number)
    _take(session, request, "granted")
    request.granted_on, request.replaced_on = granted_on, row.due_on
    _decide(session, request, by=by, now=now, number=number, note=note)
    row.due_on = granted_on
    compare_and_set(
        session, row, due_on=granted_on, next_look_at=later_look_at(row, calendar, ladder, today=today)
    )
    why = f"gia hạn đến {granted_on:%d/%m/%Y} theo văn bản {number.strip()}"
    _journal(session, row, by=by, role="lead", now=now, why=why)
    session.flush()
    return row


def refuse_extension(session: Session, *, extension_id: int, note: str, by: str, now: datetime) -> Extension:
    """Store the lead's refusal with its reason; the due day stays."""
    request = _undecided(session, extension_id)
    if not note.strip():
        raise Refused("Phải ghi lý do khi không chấp thuận gia hạn.", hint="Nhập lý do rồi gửi lại.")
    _take(session, request, "refused")
    _decide(session, request, by=by, now=now, number="", note=note)
    row = get_obligation(session, request.obligation_id)
    _journal(session, row, by=by, role="lead", now=now, why=f"không chấp thuận gia hạn: {note.strip()}")
    session.flush()
    return request


def _take(session: Session, request: Extension, state: ExtensionState) -> None:
    """Move the request out of "asked", unless somebody else has just done so."""
    result = session.exec(
        update(Extension)
        .where(col(Extension.id) == request.id, col(Extension.state) == "asked")
        .values(state=state)
    )
    if result.rowcount != 1:
        raise OutOfDate("Đề nghị này vừa được người khác quyết định.", hint="Tải lại trang.")
    session.refresh(request)


def _decide(session: Session, request: Extension, *, by: str, now: datetime, number: str, note: str) -> None:
    request.decided_at, request.decided_by = now, by
    request.decision_number, request.decision_note = number.strip(), note.strip()
    session.add(request)


def _journal(session: Session, row: Obligation, *, by: str, role: Actor, now: datetime, why: str) -> None:
    """Write a journal row that moves no status: the story of an obligation is read in one place."""
    session.add(entry(row, by=by, role=role, now=now, why=why))


def _undecided(session: Session, extension_id: int) -> Extension:
    request = session.get(Extension, extension_id)
    if request is None:
        raise NotFound("Không có đề nghị gia hạn này.", hint="Tải lại trang.")
    if request.state != "asked":
        raise Refused("Đề nghị này đã được quyết định.", hint="Tải lại trang.")
    return request


def undecided(session: Session, obligation_id: int) -> Extension | None:
    """Return the obligation's request that waits for a decision, if any."""
    return session.exec(
        select(Extension).where(Extension.obligation_id == obligation_id, Extension.state == "asked")
    ).first()


def extensions_of(session: Session, obligation_id: int) -> list[Extension]:
    """Return every request of an obligation, the oldest first."""
    return list(
        session.exec(
            select(Extension).where(Extension.obligation_id == obligation_id).order_by(col(Extension.id))
        )
    )


def waiting_extensions(session: Session, *, plan_id: int | None = None) -> list[tuple[Extension, Obligation]]:
    """Return the requests that wait for the lead, the oldest first."""
    query = (
        select(Extension, Obligation)
        .join(Obligation, col(Obligation.id) == col(Extension.obligation_id))
        # Work that was reported or withdrawn in the meantime needs no decision any more.
        .where(Extension.state == "asked", col(Obligation.status).in_(sorted(OPEN)))
        .order_by(col(Extension.id))
    )
    if plan_id is not None:
        query = query.where(Obligation.plan_id == plan_id)
    return list(session.exec(query).all())
