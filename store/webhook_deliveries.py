"""Deliveries on their way: claimed by one process, recorded after the attempt, listed for the operator.

A claim is a lease: the attempt is counted and the delivery put off before anything is sent. A process that is
killed leaves a delivery that becomes due again when the lease is over, under the same delivery id.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_, update
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, delete, func, select

from models.connection import Webhook, WebhookDelivery
from models.errors import NotFound, Refused
from models.journal import AuditEvent, StatusChange
from models.running import Marker
from rules.webhooks import LEASE, id_of, is_worn_out, next_attempt, verdict
from store.audit import note
from store.webhooks import cursor_name

# Sent at once, and of those for one address: one that hangs must not keep the others waiting.
AT_ONCE, AT_ONCE_EACH = 24, 8
# Deliveries that were sent or given up are kept this long for the page.
KEPT = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class ClaimedDelivery:
    """One event for one address, claimed for its ``attempt``-th attempt."""

    id: int
    delivery_id: str
    webhook_id: int
    url: str
    secret: str
    event: str
    body: str
    attempt: int
    written_at: datetime


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """A delivery as the operator sees it, with the id that the other system was given."""

    delivery: WebhookDelivery
    delivery_id: str


def has_work(session: Session, *, now: datetime) -> bool:
    """Return whether an active webhook has something that is due, or rows that were not gone over."""
    newest, noted = (session.exec(select(func.max(t))).one() or 0 for t in (StatusChange.id, AuditEvent.id))
    for row in session.exec(select(Webhook).where(col(Webhook.is_active))):
        read_to = session.get(Marker, cursor_name(row.id or 0))
        if row.last_change_id < newest or (read_to is not None and int(read_to.value) < noted):
            return True
    due = (
        select(WebhookDelivery.id)
        .join(Webhook, col(Webhook.id) == col(WebhookDelivery.webhook_id))
        .where(col(WebhookDelivery.state) == "queued", _is_due(now), col(Webhook.is_active))
    )
    return session.exec(due.limit(1)).first() is not None


def _is_due(now: datetime) -> ColumnElement[bool]:
    return or_(col(WebhookDelivery.not_before_at).is_(None), col(WebhookDelivery.not_before_at) <= now)


def claim_due(session: Session, *, now: datetime, only: int | None = None) -> list[ClaimedDelivery]:
    """Claim what is due at the active webhooks (``only`` that delivery), the oldest first, a few at once."""
    query: Any = (
        select_columns(WebhookDelivery, Webhook)
        .join(Webhook, col(Webhook.id) == col(WebhookDelivery.webhook_id))
        .where(
            col(WebhookDelivery.state) == "queued",
            _is_due(now),
            col(Webhook.is_active),
        )
        .order_by(col(WebhookDelivery.id))
    )
    if only is not None:
        query = query.where(col(WebhookDelivery.id) == only)
    claimed: list[ClaimedDelivery] = []
    for (webhook_id,) in session.execute(select_columns(col(Webhook.id)).where(col(Webhook.is_active))).all():
        own = query.where(col(WebhookDelivery.webhook_id) == webhook_id).limit(AT_ONCE_EACH)
        for delivery, webhook in session.execute(own).all():
            if len(claimed) < AT_ONCE and _claim(session, delivery, now):
                claimed.append(_claimed(delivery, webhook))
    return claimed


def _claim(session: Session, one: WebhookDelivery, now: datetime) -> bool:
    changed = session.connection().execute(
        update(WebhookDelivery)
        .where(
            col(WebhookDelivery.id) == one.id,
            col(WebhookDelivery.state) == "queued",
            col(WebhookDelivery.attempts) == one.attempts,
            col(WebhookDelivery.not_before_at).is_not_distinct_from(one.not_before_at),
        )
        .values(attempts=one.attempts + 1, not_before_at=now + LEASE)
    )
    return changed.rowcount == 1


def _claimed(one: WebhookDelivery, webhook: Webhook) -> ClaimedDelivery:
    return ClaimedDelivery(
        id=one.id or 0,
        delivery_id=delivery_id(one),
        webhook_id=one.webhook_id,
        url=webhook.url,
        secret=webhook.secret,
        event=one.event,
        body=one.body,
        attempt=one.attempts + 1,
        written_at=one.created_at,
    )


def delivery_id(one: WebhookDelivery) -> str:
    """Return the id of a delivery, the same at every attempt."""
    return id_of("delivery", one.webhook_id, one.change_id, one.created_at.isoformat())


def record(
    session: Session, claimed: ClaimedDelivery, *, answered: int | None, words: str, now: datetime
) -> str | None:
    """Write what came of an attempt and return the delivery's state; None where the claim was lost.

    One that is given up switches its address off where that has taken nothing for days, or wants no more.
    """
    found = verdict(answered)
    again = (
        next_attempt(claimed.attempt, written_at=claimed.written_at, now=now) if found == "again" else None
    )
    state = "sent" if found == "sent" else "queued" if again else "failed"
    changed = session.connection().execute(
        update(WebhookDelivery)
        .where(
            col(WebhookDelivery.id) == claimed.id,
            col(WebhookDelivery.state) == "queued",
            col(WebhookDelivery.attempts) == claimed.attempt,
        )
        .values(
            state=state,
            not_before_at=again,
            sent_at=now if state == "sent" else None,
            answered=answered,
            outcome=words,
        )
    )
    if changed.rowcount != 1:
        return None
    if state == "failed" and (found == "gone" or _worn_out(session, claimed.webhook_id, now)):
        _switch_off(session, claimed.webhook_id, now)
    return state


def _worn_out(session: Session, webhook_id: int, now: datetime) -> bool:
    own = col(WebhookDelivery.webhook_id) == webhook_id
    last: Any = session.exec(select(func.max(WebhookDelivery.sent_at)).where(own)).one()
    failing: Any = select(func.min(WebhookDelivery.created_at)).where(
        own, col(WebhookDelivery.state) != "sent", col(WebhookDelivery.attempts) > 0
    )
    return is_worn_out(last, failing_from=session.exec(failing).one() or now, now=now)


def _switch_off(session: Session, webhook_id: int, now: datetime) -> None:
    row = session.get(Webhook, webhook_id)
    if row is None or not row.is_active:
        return
    row.is_active = False
    session.add(row)
    note(session, what="webhook.worn-out", by="hệ thống", now=now, webhook=webhook_id)


def deliveries(
    session: Session, webhook_id: int | None = None, *, first: int = 0, limit: int = 50, state: str = ""
) -> tuple[list[DeliveryRow], int]:
    """Return a page of the deliveries (of one webhook, in one state), the newest first, and their number."""
    wanted = [col(WebhookDelivery.webhook_id) == webhook_id] if webhook_id is not None else []
    if state:
        wanted.append(col(WebhookDelivery.state) == state)
    rows = session.exec(
        select(WebhookDelivery)
        .where(*wanted)
        .order_by(col(WebhookDelivery.id).desc())
        .offset(first)
        .limit(limit)
    )
    total = session.exec(select(func.count()).select_from(WebhookDelivery).where(*wanted)).one()
    return [DeliveryRow(one, delivery_id(one)) for one in rows], int(total)


def send_again(session: Session, delivery_key: int, *, by: str, now: datetime) -> int:
    """Let a delivery be sent at once, under the same delivery id, and return whose webhook's it is.

    One that is just being sent may so arrive twice. Raises NotFound, and Refused where the address is off.
    """
    row = session.get(WebhookDelivery, delivery_key)
    if row is None:
        raise NotFound("Không có lần báo sự kiện này.", hint="Tải lại trang.")
    if not session.get_one(Webhook, row.webhook_id).is_active:
        raise Refused("Địa chỉ này đang tắt nên không gửi gì.", hint="Bật lại rồi gửi lại.")
    row.state, row.not_before_at = "queued", now
    session.add(row)
    note(session, what="webhook.resent", by=by, now=now, webhook=row.webhook_id, delivery=row.id)
    return row.webhook_id


def forget_deliveries(session: Session, *, now: datetime) -> int:
    """Delete what was written long ago and return how many; also what waits at an address switched off."""
    gone = session.exec(delete(WebhookDelivery).where(col(WebhookDelivery.created_at) < now - KEPT))
    return int(gone.rowcount)
