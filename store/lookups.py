"""Single rows, and the append-only rows around them, as pages read them."""

from sqlmodel import Session, col, func, select

from models.agency import Agency
from models.assignment import Assignment
from models.errors import NotFound
from models.journal import AuditEvent
from models.reminder import Message, OutboxEntry, ReportLink


def get_agency(session: Session, agency_id: int) -> Agency:
    """Return the agency; raises NotFound."""
    row = session.get(Agency, agency_id)
    if row is None:
        raise NotFound("Không có cơ quan này.", hint="Tải lại trang.")
    return row


def get_item(session: Session, assignment_id: int, *, plan_id: int | None = None) -> Assignment:
    """Return an item, of that plan where one is given; raises NotFound."""
    row = session.get(Assignment, assignment_id)
    if row is None or plan_id not in (None, row.plan_id):
        raise NotFound("Không có mục này trong kế hoạch.", hint="Quay lại trang kế hoạch.")
    return row


def plan_events(session: Session, plan_id: int) -> list[AuditEvent]:
    """Return what was done to a plan, the newest first."""
    return list(
        session.exec(
            select(AuditEvent).where(AuditEvent.plan_id == plan_id).order_by(col(AuditEvent.id).desc())
        )
    )


def links_of_message(session: Session, message_id: int) -> list[ReportLink]:
    """Return the report links that a message carried, the newest first."""
    return list(
        session.exec(
            select(ReportLink).where(ReportLink.message_id == message_id).order_by(col(ReportLink.id).desc())
        )
    )


def get_message(session: Session, message_id: int) -> Message:
    """Return the message; raises NotFound."""
    row = session.get(Message, message_id)
    if row is None:
        raise NotFound("Không có thư này.", hint="Quay lại danh sách thư.")
    return row


def mailboxes(session: Session) -> dict[str, int]:
    """Return how many messages stand in each mailbox of the ``outbox://`` channel, by its name."""
    found = session.exec(
        select(OutboxEntry.mailbox, func.count())
        .group_by(col(OutboxEntry.mailbox))
        .order_by(col(OutboxEntry.mailbox))
    )
    return dict(found.all())
