"""Telling Prefect of every change in the journal, as events that automations can react to."""

from datetime import datetime
from uuid import UUID, uuid5

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.events import Event
from sqlalchemy import Engine

from store.announcing import (
    Change,
    changes_after,
    cursor,
    move_cursor,
    start_at_the_end,
    without_holes,
)
from store.database import reading, writing

# Rows told in one request; a plan's activation writes some hundred at once.
BATCH = 100
# The space in which the ids of our events are made.
SPACE = UUID("6f9d3a52-6f0b-4a0e-9a53-2d1f60f3c7de")
# What an event of a row is called in which the status did not move (a new due day, another agency).
UNMOVED = "changed"


def announce(engine: Engine, *, now: datetime, limit: int = BATCH, dated: bool = True) -> int:
    """Tell Prefect of the next journal rows, in order, and return how many were told.

    ``dated`` False lets the events occur when they are told: on a demonstration's fixed day, which may be
    years away, nobody would find them in Prefect's pages.

    The cursor moves after the server has taken the events, so that a crash between tells them again under
    the same ids, which Prefect knows. A fresh installation starts at the present end of the journal.
    Raises httpx.HTTPError where the server does not take them; the cursor stays.
    """
    with reading(engine) as session:
        after = cursor(session)
        found = [] if after is None else changes_after(session, after, limit=limit)
    if after is None:
        with writing(engine) as session:
            start_at_the_end(session, now=now)
        return 0
    told = without_holes(found, after=after, now=now)
    if not told:
        return 0
    with get_client(sync_client=True) as client:
        _post(client, [event_of(one, dated=dated) for one in told])
    with writing(engine) as session:
        move_cursor(session, before=after, to=told[-1].id, now=now)
    return len(told)


def announce_all(engine: Engine, *, now: datetime, dated: bool = True, rounds: int = 50) -> int:
    """Tell Prefect of everything that waits, at most ``rounds`` batches of it; return how many were told.

    Raises like ``announce``.
    """
    told = 0
    for _ in range(rounds):
        made = announce(engine, now=now, dated=dated)
        told += made
        if made < BATCH:
            break
    return told


def event_of(change: Change, *, dated: bool = True) -> Event:
    """Return the event of a journal row: ``dondoc.obligation.<status>``, the same id whenever it is made.

    Without personal data: it tells what moved, not who moved it nor in which words.
    """
    name = UNMOVED if change.source == change.target else change.target
    related = [
        _related("plan", f"dondoc.plan.{change.plan_id}", change.plan_label),
        _related("agency", f"dondoc.agency.{change.agency_code}", change.agency_name),
    ]
    if change.lead_code and change.lead_name:
        related.append(_related("lead", f"dondoc.agency.{change.lead_code}", change.lead_name))
    return Event.model_validate(
        {
            "id": uuid5(SPACE, f"{change.id} {change.at.isoformat()} {change.obligation_id}"),
            **({"occurred": change.at} if dated else {}),
            "event": f"dondoc.obligation.{name}",
            "resource": {
                "prefect.resource.id": f"dondoc.obligation.{change.obligation_id}",
                "prefect.resource.name": f"{change.plan_label} · {change.ref or '–'} · {change.agency_name}",
            },
            "related": related,
            "payload": {
                "journal": change.id,
                "obligation": change.obligation_id,
                "plan": change.plan_id,
                "number": change.plan_label,
                "ref": change.ref,
                "kind": change.kind,
                "part": change.part,
                "from": change.source,
                "to": change.target,
                "due_on": change.due_on.isoformat() if change.due_on else None,
            },
        }
    )


def _related(role: str, key: str, name: str) -> dict[str, str]:
    return {"prefect.resource.id": key, "prefect.resource.role": role, "prefect.resource.name": name}


def _post(client: SyncPrefectClient, events: list[Event]) -> None:
    # Not emit_event: that hands events to a thread and never tells whether they arrived.
    answer = client.request("POST", "/events", json=[one.model_dump(mode="json") for one in events])
    answer.raise_for_status()
