"""Keeping account of the mornings, and telling somebody outside that they were."""

import logging
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Engine

from config import logs, tracing
from config.clock import Clock
from config.settings import Settings
from models.errors import DondocError
from store.database import reading, writing
from store.runs import MorningCounts, begin_run, close_run, end_run, newest_run, note_run

log = logging.getLogger("dondoc.morning")
# Seconds that the address may take to answer: a morning waits for nobody.
PING_SECONDS = 10
# Characters of a cause that are kept.
CAUSE_WIDTH = 300


@dataclass
class Account:
    """What a morning has done so far, and the faults that did not end it.

    ``is_handed_out`` tells that other machines look at its plans: whoever follows them closes it.
    """

    run_id: int
    counts: MorningCounts = field(default_factory=MorningCounts)
    faults: list[str] = field(default_factory=list)
    is_handed_out: bool = False


@contextmanager
def kept_account(engine: Engine, settings: Settings, clock: Clock, *, on: date) -> Iterator[Account]:
    """Store that a morning begins and how it ends, and ping ``settings.ping_url``.

    What goes through is stored as the cause and goes on upwards. A process that is killed leaves a row
    without an end, and no ping: both are seen. So does one that has handed its plans out, until
    ``close_account``.
    """
    start = time.perf_counter()
    with writing(engine) as session:
        run_id = begin_run(session, on=on, now=clock.now())
    account = Account(run_id)
    with logs.about(run_id=run_id), tracing.span("morning", run_id=run_id) as span:
        log.info("the morning of %s begins", on)
        try:
            yield account
        except BaseException as fault:
            account.faults.append(cause(fault))
            account.is_handed_out = False
            raise
        finally:
            failure = "; ".join(account.faults)[:CAUSE_WIDTH]
            with writing(engine) as session:
                if account.is_handed_out:
                    note_run(session, run_id, counts=account.counts, failure=failure)
                else:
                    end_run(session, run_id, counts=account.counts, failure=failure, now=clock.now())
            outcome = "handed out" if account.is_handed_out else "failed" if failure else "done"
            span.set(outcome=outcome, claimed=account.counts.claimed, sent=account.counts.sent)
            _tell_the_end(account, outcome, time.perf_counter() - start)
            if not account.is_handed_out:
                ping(settings.ping_url, failed=bool(failure))


def close_account(
    engine: Engine,
    settings: Settings,
    clock: Clock,
    run_id: int,
    faults: Sequence[str],
    *,
    again: bool = False,
) -> bool:
    """Store that a morning is over whose plans others looked at, ping, and return whether it was open.

    ``again`` tells that it is begun once more at once: then nobody is told yet.
    """
    failure = "; ".join(faults)[:CAUSE_WIDTH]
    with writing(engine) as session:
        row = close_run(session, run_id, failure=failure, now=clock.now())
        if row is None:
            return False
        has_failed = bool(row.failure)
    outcome = "failed" if has_failed else "done"
    words = "the machines have done with the morning (%s): %s faults"
    log.info(words, outcome, len(faults), extra={"run_id": run_id, "outcome": outcome})
    if not again:
        ping(settings.ping_url, failed=has_failed)
    return True


def _tell_the_end(account: Account, outcome: str, seconds: float) -> None:
    """Write how a morning ended to the log: counts only, for causes may repeat what somebody wrote."""
    done = account.counts
    words = "the morning ends (%s): %s claimed, %s written, %s sent, %s faults"
    facts = {"outcome": outcome, "seconds": round(seconds, 3)}
    log.info(words, outcome, done.claimed, done.written, done.sent, len(account.faults), extra=facts)


def note_that_none_began(
    engine: Engine, settings: Settings, clock: Clock, *, on: date, before: int | None, fault: Exception
) -> None:
    """Store a failed morning where Prefect fell out before the flow could keep its own account.

    ``before`` is the newest morning's id before the attempt (``newest_id``).
    """
    if newest_id(engine) != before:
        return
    with writing(engine) as session:
        run_id = begin_run(session, on=on, now=clock.now())
        end_run(session, run_id, counts=MorningCounts(), failure=cause(fault), now=clock.now())
    ping(settings.ping_url, failed=True)


def newest_id(engine: Engine) -> int | None:
    """Return the id of the morning that began last, or None."""
    with reading(engine) as session:
        run = newest_run(session)
        return run.id if run else None


def cause(fault: BaseException) -> str:
    """Return a fault in one line, as short as the doctor can show it."""
    if isinstance(fault, DondocError):
        return fault.sentence[:CAUSE_WIDTH]
    words = " ".join(str(fault).split())
    name = type(fault).__name__
    return (f"{name}: {words}" if words else name)[:CAUSE_WIDTH]


def ping(address: str, *, failed: bool, seconds: float = PING_SECONDS) -> bool:
    """Ask for the address (with ``/fail`` behind it after a failure) and return whether it answered well.

    In the manner of dead-man services such as healthchecks: silence means trouble, so an address that
    does not answer is written to the log and nothing more.
    """
    if not address:
        return False
    try:
        target = f"{address.rstrip('/')}/fail" if failed else address
        with urllib.request.urlopen(target, timeout=seconds) as reply:  # noqa: S310 - http(s) by settings
            return bool(reply.status < 300)
    except (urllib.error.URLError, OSError, ValueError) as fault:
        # The address itself is a secret of the service and stays out of the log.
        log.warning("the ping after the morning was not taken: %s", type(fault).__name__)
        return False
