"""How many may talk to the mail server at once, over all processes and machines."""

import logging
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

import httpx
from prefect.concurrency.asyncio import AcquireConcurrencySlotTimeoutError, ConcurrencySlotAcquisitionError
from prefect.concurrency.sync import concurrency

log = logging.getLogger("dondoc.delivery")
# The global concurrency limit in Prefect, and how many senders it lets in where nobody has changed it.
MAIL_LIMIT, SENDERS = "dondoc-mail", 2
# Seconds after which the slot of a sender that died is free again; a living one renews it.
LEASE_SECONDS = 60
# Seconds that Prefect may take to answer before the mail goes out without asking it.
ANSWER_SECONDS = 10
# Seconds between two questions while all slots are taken.
PAUSE_SECONDS = 2


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
        timeout_seconds=ANSWER_SECONDS,
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
