"""Deliveries written from the journal and the audit log, before anything is sent."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select as select_columns
from sqlalchemy import update
from sqlmodel import Session, col, select

from models.connection import Webhook, WebhookDelivery
from models.errors import Refused
from models.event_body import (
    AgencyRef,
    ObligationEvent,
    ObligationNow,
    PlanEvent,
    PlanNow,
    PlanRef,
    TestEvent,
)
from models.journal import AuditEvent
from models.plan import Plan
from models.running import Marker
from rules.status import NAMES
from rules.webhooks import PLAN_EVENTS, event_name, id_of, wants
from store.announcing import Change, changes_after, without_holes
from store.webhooks import cursor_name, get_webhook

# Rows read at once for one webhook.
BATCH = 200
API = "/api/v1"


@dataclass(frozen=True, slots=True)
class _Noted:
    """A row of the audit log, as far as events of plans need it."""

    id: int
    at: datetime
    what: str
    plan_id: int | None


def write_deliveries(session: Session, *, now: datetime, limit: int = BATCH) -> int:
    """Write what the active webhooks are to be told of the next rows; return how many rows were gone over.

    Each webhook's cursors move in the same transaction, by compare-and-set: of two processes one writes.
    """
    gone_over = 0
    for row in session.exec(select(Webhook).where(col(Webhook.is_active)).order_by(col(Webhook.id))).all():
        gone_over += _from_journal(session, row, now, limit)
        gone_over += _from_audit(session, row, now, limit)
    return gone_over


def _from_journal(session: Session, row: Webhook, now: datetime, limit: int) -> int:
    before, found = row.last_change_id, changes_after(session, row.last_change_id, limit=limit)
    told = without_holes(found, after=before, now=now)
    if not told:
        return 0
    moved = session.connection().execute(
        update(Webhook)
        .where(col(Webhook.id) == row.id, col(Webhook.last_change_id) == before, col(Webhook.is_active))
        .values(last_change_id=told[-1].id)
    )
    if moved.rowcount != 1:
        return 0
    for one in told:
        body = body_of_change(one)
        if wants(row.events, body.event):
            _write(session, row, one.id, body, now)
    return len(told)


def _from_audit(session: Session, row: Webhook, now: datetime, limit: int) -> int:
    cursor = session.get_one(Marker, cursor_name(row.id or 0))
    before = cursor.value
    columns = (AuditEvent.id, AuditEvent.at, AuditEvent.what, AuditEvent.plan_id)
    query: Any = (
        select_columns(*columns)  # type: ignore[call-overload]
        .where(col(AuditEvent.id) > int(before))
        .order_by(col(AuditEvent.id))
        .limit(limit)
    )
    found = [_Noted(*noted) for noted in session.execute(query)]
    told = without_holes(found, after=int(before), now=now)
    if not told:
        return 0
    moved = session.connection().execute(
        update(Marker)
        .where(col(Marker.name) == cursor.name, col(Marker.value) == before)
        .values(value=str(told[-1].id), at=now)
    )
    if moved.rowcount != 1:
        return 0
    for one in told:
        if one.what in PLAN_EVENTS and one.plan_id is not None and wants(row.events, one.what):
            # Below nought, so that rows of the audit log and of the journal are not mistaken for each other.
            _write(session, row, -one.id, _body_of_plan(session, one, one.plan_id), now)
    return len(told)


def body_of_change(change: Change) -> ObligationEvent:
    """Return what is told of a journal row: what moved, neither who moved it nor in which words."""
    return ObligationEvent(
        id=id_of("journal", change.id, change.at.isoformat(), change.obligation_id),
        occurred_at=change.at,
        event=event_name(change.source, change.target, has_report=change.has_report),
        journal_id=change.id,
        obligation=ObligationNow.model_validate(
            {
                "id": change.obligation_id,
                "url": f"{API}/obligations/{change.obligation_id}",
                "plan": PlanRef(id=change.plan_id, label=change.plan_label),
                "agency": AgencyRef(id=change.agency_id, code=change.agency_code, name=change.agency_name),
                "ref": change.ref,
                "kind": change.kind,
                "part": change.part,
                "from_status": change.source,
                "status": change.target,
                "status_words": NAMES[change.target],
                "due_on": change.due_on,
            }
        ),
    )


def _body_of_plan(session: Session, noted: _Noted, plan_id: int) -> PlanEvent:
    plan = session.get_one(Plan, plan_id)
    return PlanEvent(
        id=id_of("audit", noted.id, noted.at.isoformat(), plan_id),
        occurred_at=noted.at,
        event=noted.what,
        plan=PlanNow(id=plan_id, label=plan.label, url=f"{API}/plans/{plan_id}"),
    )


def write_test(session: Session, webhook_id: int, *, by: str, now: datetime) -> WebhookDelivery:
    """Write a test event for one address, to be sent like any other; raises NotFound, Refused where off."""
    row = get_webhook(session, webhook_id)
    if not row.is_active:
        raise Refused("Địa chỉ này đang tắt nên không gửi gì.", hint="Bật lại rồi gửi thử.")
    noted = AuditEvent(at=now, actor=by, what="webhook.tested", detail={"webhook": webhook_id})
    session.add(noted)
    session.flush()
    body = TestEvent(id=id_of("audit", noted.id, now.isoformat()), occurred_at=now)
    made = _write(session, row, -(noted.id or 0), body, now)
    session.flush()
    return made


def _write(
    session: Session,
    row: Webhook,
    change_id: int,
    body: ObligationEvent | PlanEvent | TestEvent,
    now: datetime,
) -> WebhookDelivery:
    made = WebhookDelivery(
        webhook_id=row.id or 0,
        change_id=change_id,
        event=body.event,
        body=body.model_dump_json(),
        created_at=now,
    )
    session.add(made)
    return made
