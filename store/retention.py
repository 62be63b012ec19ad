"""What need not last is deleted after days.

Sign-ins that are over, links that open nothing any more, the mailbox of demonstrations, old mornings.

Never deleted: the journal, the audit log, obligations, reports and their files, messages, frozen roll-ups,
documents. How long answers to writes and deliveries to other systems are kept stands in
``store.idempotency`` and ``store.webhook_deliveries``.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_
from sqlalchemy import select as select_columns
from sqlmodel import Session, SQLModel, col, delete

from models.account import UserSession
from models.reminder import OutboxEntry, ReportLink
from models.running import MorningRun

# Days after the end of each, as docs/monitoring.md says. Who follows a link that is over hears for that
# long that it is over, and how to get a new one; afterwards that it is none.
SESSION_DAYS, LINK_DAYS, OUTBOX_DAYS, MORNING_DAYS = 30, 180, 90, 730
# Rows of one table in one transaction, so that nobody who writes waits long.
MOST = 2_000


def forget_rows(session: Session, *, now: datetime, most: int = MOST) -> dict[str, int]:
    """Delete at most so many rows of each table that are past their days; return how many, by table."""
    ended = now - timedelta(days=SESSION_DAYS)
    over = now - timedelta(days=LINK_DAYS)
    past: dict[type[SQLModel], tuple[Any, ColumnElement[bool]]] = {
        UserSession: (
            col(UserSession.token_sha256),
            or_(col(UserSession.expires_at) < ended, col(UserSession.ended_at) < ended),
        ),
        # Never the newest: SQLite would give its id again, and a link of long ago would open the new one's.
        ReportLink: (
            col(ReportLink.id),
            and_(
                col(ReportLink.expires_at) < over,
                col(ReportLink.id) < select_columns(func.max(ReportLink.id)).scalar_subquery(),
            ),
        ),
        OutboxEntry: (col(OutboxEntry.id), col(OutboxEntry.at) < now - timedelta(days=OUTBOX_DAYS)),
        MorningRun: (col(MorningRun.id), col(MorningRun.started_at) < now - timedelta(days=MORNING_DAYS)),
    }
    return {
        str(table.__tablename__): _forget(session, table, key, is_past, most)
        for table, (key, is_past) in past.items()
    }


def _forget(
    session: Session, table: type[SQLModel], key: Any, is_past: ColumnElement[bool], most: int
) -> int:
    keys = list(session.execute(select_columns(key).where(is_past).limit(most)).scalars())
    if keys:
        session.execute(delete(table).where(key.in_(keys)))
    return len(keys)
