"""Who did what, in rows that are only ever added."""

from datetime import datetime

from sqlmodel import Session

from models.journal import AuditEvent


def note(
    session: Session, *, what: str, by: str, now: datetime, plan_id: int | None = None, **detail: object
) -> None:
    """Add one audit row; ``detail`` must be JSON-ready and free of personal data."""
    session.add(AuditEvent(at=now, actor=by, what=what, plan_id=plan_id, detail=dict(detail)))
