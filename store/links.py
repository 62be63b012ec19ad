"""Report links: signed, for one agency, with an end, revocable."""

from datetime import datetime, timedelta

from itsdangerous import BadSignature, URLSafeSerializer
from sqlmodel import Session

from models.errors import BadLink, ExpiredLink, NotFound
from models.reminder import ReportLink
from rules.civil import day_of
from store.audit import note

_SALT = "dondoc.report-link"


def issue_link(
    session: Session, *, agency_id: int, message_id: int | None, now: datetime, days: int, key: str
) -> str:
    """Store a new link for that agency and return its signed token (URL-safe)."""
    row = ReportLink(
        agency_id=agency_id, message_id=message_id, issued_at=now, expires_at=now + timedelta(days=days)
    )
    session.add(row)
    session.flush()
    return URLSafeSerializer(key, salt=_SALT).dumps([row.id, agency_id])


def open_link(session: Session, token: str, *, now: datetime, key: str) -> ReportLink:
    """Return the link's row; raises BadLink for a forged, expired or revoked one."""
    try:
        link_id, agency_id = URLSafeSerializer(key, salt=_SALT).loads(token)
    except (BadSignature, ValueError, TypeError) as fault:
        raise BadLink(
            "Đường dẫn báo cáo không đúng.", hint="Mở lại từ thư nhắc việc, chú ý chép đủ đường dẫn."
        ) from fault
    row = session.get(ReportLink, link_id)
    if row is None or row.agency_id != agency_id:
        raise BadLink("Đường dẫn báo cáo không đúng.", hint="Mở lại từ thư nhắc việc gần nhất.")
    if row.revoked_at is not None:
        raise ExpiredLink("Đường dẫn báo cáo đã bị thu hồi.", hint="Liên hệ cơ quan chủ trì kế hoạch.")
    if row.expires_at <= now:
        raise ExpiredLink(
            f"Đường dẫn báo cáo đã hết hạn ngày {day_of(row.expires_at):%d/%m/%Y}.",
            hint="Dùng đường dẫn trong thư nhắc việc gần nhất.",
        )
    return row


def agency_of_token(session: Session, token: str, *, key: str) -> ReportLink | None:
    """Return the row of a link that we signed, however old or revoked; None for any other text.

    It tells who was written to, and lets nobody in.
    """
    try:
        link_id, agency_id = URLSafeSerializer(key, salt=_SALT).loads(token)
    except (BadSignature, ValueError, TypeError):
        return None
    row = session.get(ReportLink, link_id)
    return row if row is not None and row.agency_id == agency_id else None


def revoke_link(session: Session, link_id: int, *, by: str, now: datetime) -> None:
    """End a link at once; doing it twice changes nothing. Raises NotFound."""
    row = session.get(ReportLink, link_id)
    if row is None:
        raise NotFound("Không có đường dẫn này.")
    if row.revoked_at is None:
        row.revoked_at = now
        session.add(row)
        note(session, what="link.revoked", by=by, now=now, link=link_id)
