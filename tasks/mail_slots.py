"""How many may talk to the mail server at once, over all processes and machines."""

import logging
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta

import httpx
from prefect.concurrency.asyncio import AcquireConcurrencySlotTimeoutError, ConcurrencySlotAcquisitionError
from prefect.concurrency.sync import concurrency
from sqlalchemy import Engine

from config.clock import Clock
from config.settings import Settings
from notify.lines import ANSWER_SECONDS
from store.database import reading
from store.runs import somebody_sends
from tasks.delivering import DeliveryTally, deliver_due

log = logging.getLogger("dondoc.delivery")
# The global concurrency limit in Prefect, and how many senders it lets in where nobody has changed it.
MAIL_LIMIT, SENDERS = "dondoc-mail", 2
# Seconds after which the slot of a sender that died is free again; a living one renews it.
LEASE_SECONDS = 60
# Seconds that Prefect may take to answer before the mail goes out without asking it.
PREFECT_SECONDS = 10
# Seconds between two questions while all slots are taken.
PAUSE_SECONDS = 2
# Where every slot is taken and nobody has begun or ended a sending for this long, their holders are dead:
# a mail server's longest silence is over by then.
SILENCE = timedelta(seconds=ANSWER_SECONDS + 60)


def deliver_in_turn(
    engine: Engine, settings: Settings, clock: Clock, *, wait_seconds: float
) -> DeliveryTally | None:
    """Send what is due within the mail slots; None where others hold them all and are sending.

    They send from the same outbox. Slots whose holders died (a power cut, a server that forgot their
    leases) hold nobody up: where nobody sends, this process does.
    """
    with mail_slot(wait_seconds=wait_seconds) as is_free:
        if not is_free:
            with reading(engine) as session:
                if somebody_sends(session, since=clock.now() - SILENCE):
                    return None
            log.warning("every mail slot is taken and nobody sends; sending without one")
        return deliver_due(engine, settings, now=clock.now())


@contextmanager
def mail_slot(*, wait_seconds: float) -> Iterator[bool]:
    """Hold one of the slots of ``MAIL_LIMIT`` and give True; False where all stay taken for that long.

    Where Prefect has no such limit, does not answer or refuses, True is given without a slot: mail does
    not wait for bookkeeping.
    """
    end = time.monotonic() + wait_seconds
    held, is_taken = _ask()
    while is_taken and time.monotonic() < end:
        time.sleep(PAUSE_SECONDS)
        held, is_taken = _ask()
    try:
        yield not is_taken
    finally:
        if held is not None:
            _give_back(held)


def _ask() -> tuple[AbstractContextManager[None] | None, bool]:
    """Return a held slot or None, and whether there was none because others hold them all."""
    slot = concurrency(
        MAIL_LIMIT,
        timeout_seconds=PREFECT_SECONDS,
        max_retries=0,
        lease_duration=LEASE_SECONDS,
        raise_on_lease_renewal_failure=False,
    )
    try:
        slot.__enter__()
    except ConcurrencySlotAcquisitionError as fault:
        answer = fault.__cause__
        if isinstance(answer, httpx.HTTPStatusError) and answer.response.status_code == httpx.codes.LOCKED:
            return None, True
        log.warning("no mail slot could be asked for (%s); sending without one", type(answer).__name__)
        return None, False
    except AcquireConcurrencySlotTimeoutError:
        log.warning("Prefect did not answer about mail slots; sending without one")
        return None, False
    return slot, False


def _give_back(slot: AbstractContextManager[None]) -> None:
    try:
        slot.__exit__(None, None, None)
    except httpx.HTTPError as fault:
        log.warning("a mail slot was not given back (%s); its lease ends by itself", type(fault).__name__)
