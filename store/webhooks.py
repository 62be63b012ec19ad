"""Addresses that are told of events: made, changed and removed by the operator."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, delete, func, select

from models.connection import Webhook, WebhookDelivery
from models.errors import NotFound, Refused
from models.journal import AuditEvent, StatusChange
from models.running import Marker
from rules.webhooks import EVENTS
from store.audit import note

# Marks our secrets, as keys to the API have their mark.
PREFIX = "dondoc_whsec_"
# Addresses that may stand side by side: each event is written once for each.
MOST = 20
# Under this name with the webhook's id: the row of the audit log up to which plan events were written.
_CURSOR = "webhook.audit."


@dataclass(frozen=True, slots=True)
class WebhookRow:
    """A webhook as the operator sees it, with its deliveries by what became of them."""

    webhook: Webhook
    queued: int
    sent: int
    failed: int
    last_sent_at: datetime | None


def add_webhook(
    session: Session, *, url: str, events: Collection[str], by: str, now: datetime
) -> tuple[Webhook, str]:
    """Store an address (checked by the caller) and return it with its secret, which is shown this once.

    It is told of what happens from now on. Raises Refused for unknown events, for an address that is
    there already, and past 20 of them.
    """
    known = list(session.exec(select(Webhook)))
    if any(one.url == url for one in known):
        raise Refused("Địa chỉ này đã có trong danh sách.", hint="Sửa hoặc bật lại địa chỉ đã có.")
    if len(known) >= MOST:
        raise Refused(f"Đã có {MOST} địa chỉ nhận sự kiện.", hint="Gỡ một địa chỉ không dùng nữa.")
    secret = PREFIX + secrets.token_urlsafe(32)
    row = Webhook(url=url, secret=secret, events=chosen(events), made_at=now, made_by=by)
    session.add(row)
    session.flush()
    _start_at_the_end(session, row, now)
    note(session, what="webhook.added", by=by, now=now, webhook=row.id, events=list(row.events))
    return row, secret


def chosen(events: Collection[str]) -> list[str]:
    """Return these events in the order of the table; raises Refused for one that is none."""
    if unknown := sorted(set(events) - set(EVENTS)):
        raise Refused(f"Không có sự kiện “{unknown[0][:60]}”.", hint=f"Chọn trong: {', '.join(EVENTS)}.")
    return [name for name in EVENTS if name in events]


def get_webhook(session: Session, webhook_id: int) -> Webhook:
    """Return the webhook; raises NotFound."""
    row = session.get(Webhook, webhook_id)
    if row is None:
        raise NotFound("Không có địa chỉ nhận sự kiện này.", hint="Xem danh sách webhook.")
    return row


def webhooks(session: Session) -> list[WebhookRow]:
    """Return every webhook with the counts of its deliveries, the oldest first."""
    states: list[Any] = [func.sum(case((col(WebhookDelivery.state) == s, 1), else_=0)) for s in _STATES]
    last: Any = func.max(WebhookDelivery.sent_at)
    whose: Any = col(WebhookDelivery.webhook_id)
    counted = select_columns(whose, *states, last).group_by(whose)
    found = {row[0]: (*map(int, row[1:-1]), row[-1]) for row in session.execute(counted)}
    rows = session.exec(select(Webhook).order_by(col(Webhook.id)))
    return [WebhookRow(one, *found.get(one.id or 0, (0, 0, 0, None))) for one in rows]


_STATES = ("queued", "sent", "failed")


def choose_events(
    session: Session, webhook_id: int, events: Collection[str], *, by: str, now: datetime
) -> Webhook:
    """Store which events it is told of from now on (none: all); raises NotFound and Refused."""
    row = get_webhook(session, webhook_id)
    row.events = chosen(events)
    session.add(row)
    note(session, what="webhook.changed", by=by, now=now, webhook=webhook_id, events=list(row.events))
    return row


def switch(session: Session, webhook_id: int, *, on: bool, by: str, now: datetime) -> Webhook:
    """Switch an address on or off; doing it twice changes nothing. Raises NotFound.

    Switched on again it is told of what happens from then on, and of what still waited for it.
    """
    row = get_webhook(session, webhook_id)
    if row.is_active == on:
        return row
    row.is_active = on
    session.add(row)
    if on:
        _start_at_the_end(session, row, now)
    what = "webhook.switched-on" if on else "webhook.switched-off"
    note(session, what=what, by=by, now=now, webhook=webhook_id)
    return row


def new_secret(session: Session, webhook_id: int, *, by: str, now: datetime) -> tuple[Webhook, str]:
    """Give an address a new secret and return both; the old one signs nothing any more. Raises NotFound."""
    row = get_webhook(session, webhook_id)
    secret = PREFIX + secrets.token_urlsafe(32)
    row.secret = secret
    session.add(row)
    note(session, what="webhook.secret-renewed", by=by, now=now, webhook=webhook_id)
    return row, secret


def remove_webhook(session: Session, webhook_id: int, *, by: str, now: datetime) -> str:
    """Remove an address with its deliveries and return what it was; raises NotFound."""
    row = get_webhook(session, webhook_id)
    session.exec(delete(WebhookDelivery).where(col(WebhookDelivery.webhook_id) == webhook_id))
    if (cursor := session.get(Marker, cursor_name(webhook_id))) is not None:
        session.delete(cursor)
    session.delete(row)
    session.flush()
    note(session, what="webhook.removed", by=by, now=now, webhook=webhook_id)
    return row.url


def cursor_name(webhook_id: int) -> str:
    """Return under which name it is kept up to where the audit log was read for a webhook."""
    return f"{_CURSOR}{webhook_id}"


def _start_at_the_end(session: Session, row: Webhook, now: datetime) -> None:
    row.last_change_id = session.exec(select(func.max(StatusChange.id))).one() or 0
    session.add(row)
    newest = session.exec(select(func.max(AuditEvent.id))).one() or 0
    session.merge(Marker(name=cursor_name(row.id or 0), value=str(newest), at=now))
