"""One round of telling other systems: writing down, claiming, sending, recording."""

import asyncio
import logging
from datetime import datetime

from sqlalchemy import Engine

from config.clock import Clock
from notify.webhook import Posting, Reply, post
from rules.webhooks import signature
from store.database import reading, writing
from store.webhook_deliveries import ClaimedDelivery, claim_due, has_work, record
from store.webhook_events import BATCH, write_deliveries

log = logging.getLogger("dondoc.webhooks")
AGENT = "Dondoc-Webhook/1"
# Batches of rows gone over before something is sent: a large plan must not keep the first event waiting.
ROUNDS = 20


def tell_other_systems(
    engine: Engine,
    clock: Clock,
    *,
    may_be_private: bool,
    wall: Clock | None = None,
    only: int | None = None,
) -> int:
    """Write what is to be told and send what is due (``only`` that delivery); return the number of attempts.

    Safe in several processes at once and after a kill at any moment: what was not recorded is sent again
    under the same delivery id. ``wall`` gives the second that is signed, the true one also where a
    demonstration's day stands still, because the other system compares it with its own clock.
    """
    with reading(engine) as session:
        if not has_work(session, now=clock.now()):
            return 0
    for _ in range(ROUNDS):
        with writing(engine) as session:
            if write_deliveries(session, now=clock.now()) < BATCH:
                break
    with writing(engine) as session:
        claimed = claim_due(session, now=clock.now(), only=only)
    if claimed:
        signed_at = (wall or Clock()).now()
        asyncio.run(_send_all(engine, clock, claimed, signed_at=signed_at, may_be_private=may_be_private))
    return len(claimed)


async def _send_all(
    engine: Engine, clock: Clock, claimed: list[ClaimedDelivery], *, signed_at: datetime, may_be_private: bool
) -> None:
    """Send side by side; each outcome is written as soon as it is known."""

    async def one(delivery: ClaimedDelivery) -> None:
        reply = await post(posting_of(delivery, signed_at=signed_at), may_be_private=may_be_private)
        await asyncio.to_thread(_record, engine, clock, delivery, reply)

    await asyncio.gather(*(one(delivery) for delivery in claimed))


def posting_of(delivery: ClaimedDelivery, *, signed_at: datetime) -> Posting:
    """Return the request of an attempt, signed for that second."""
    body = delivery.body.encode()
    return Posting(
        delivery.url,
        body,
        {
            "Content-Type": "application/json",
            "User-Agent": AGENT,
            "X-Dondoc-Event": delivery.event,
            "X-Dondoc-Delivery": delivery.delivery_id,
            "X-Dondoc-Attempt": str(delivery.attempt),
            "X-Dondoc-Signature": signature(delivery.secret, body, at=int(signed_at.timestamp())),
        },
    )


def _record(engine: Engine, clock: Clock, delivery: ClaimedDelivery, reply: Reply) -> None:
    with writing(engine) as session:
        state = record(session, delivery, answered=reply.status, words=reply.words, now=clock.now())
    told = (delivery.id, delivery.webhook_id, delivery.attempt, reply.status or "no answer")
    if state is None:
        log.warning("delivery %s to webhook %s: attempt %s (%s) was no longer ours", *told)
    elif state == "sent":
        log.info("delivery %s to webhook %s taken at attempt %s (%s)", *told)
    else:
        log.warning("delivery %s to webhook %s: attempt %s failed (%s), %s", *told, state)
