"""The long-lived process beside Prefect: serves the deployments, retries the outbox, tells of changes."""

import logging
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
from prefect import serve
from prefect.deployments.runner import RunnerDeployment
from prefect.exceptions import PrefectException
from prefect.schedules import Cron
from sqlalchemy.exc import SQLAlchemyError

from config.clock import ZONE
from config.logs import set_up_logs
from config.settings import RUNNER_SIGN
from flows.following import follow
from flows.ingest_plan import ingest_plan
from flows.keeping import keep_prefect_small
from flows.mailbox import read_answers
from flows.morning import morning
from flows.plan_batch import plan_batch
from flows.publish_rollup import publish_rollup
from flows.reacting import set_up_prefect
from flows.run_plan import run_plan
from flows.tell_lead import tell_lead
from flows.webhooks import tell_webhooks
from store.database import reading
from store.sending import has_work
from tasks.announcing import BATCH, announce
from tasks.mail_slots import deliver_in_turn
from tasks.steps import here

log = logging.getLogger("dondoc.serve")
# Seconds between two looks at the outbox for messages whose waiting time is over.
OUTBOX_SECONDS = 15
# Seconds between two looks at the journal for changes that nobody was told of.
JOURNAL_SECONDS = 3
# Flow runs that one machine carries at a time.
AT_ONCE = 4


def retry_outbox(stop: threading.Event) -> None:
    """Send queued messages whose time has come, until told to stop."""
    while not stop.wait(OUTBOX_SECONDS):
        try:
            _send_round()
        except Exception:
            # The loop must outlive a locked database or a broken channel; the cause goes to the log.
            log.exception("outbox round failed")


def _send_round() -> None:
    """Send what is due, within the mail slots; with nothing due, or every slot taken, do nothing."""
    settings, engine, _, clock = here()
    with reading(engine) as session:
        if not has_work(session, now=clock.now()):
            return
    tally = deliver_in_turn(engine, settings, clock, wait_seconds=0)
    if tally is not None and (tally.sent or tally.refused):
        log.info("outbox: %s sent, %s refused, %s waiting", tally.sent, tally.refused, tally.waiting)


def tell_of_changes(stop: threading.Event) -> None:
    """Set up what reacts in Prefect, then tell it of every change in the journal, until told to stop.

    The setting up comes first, so that no event passes before anything can react to it; where Prefect does
    not answer, both wait and nothing is lost.
    """
    is_set_up = False
    told = 0
    while not stop.wait(0 if told == BATCH else JOURNAL_SECONDS):
        told = 0
        try:
            if not is_set_up:
                set_up_prefect()
                is_set_up = True
            settings, engine, _, clock = here()
            told = announce(engine, now=clock.now(), dated=settings.today is None)
        except (httpx.HTTPError, PrefectException, SQLAlchemyError) as fault:
            log.warning("Prefect was not told of changes (%s), again in a moment", type(fault).__name__)
        except Exception:
            # As above: the loop must outlive what nobody has foreseen.
            log.exception("a round of telling changes failed")


def give_signs_of_life(stop: threading.Event) -> None:
    """Touch a file whose age the pages' /healthz looks at, until told to stop.

    In a thread of its own: a round of the outbox may wait minutes for a hanging mail server.
    """
    sign = here()[0].home / RUNNER_SIGN
    # Where the database is elsewhere nobody may have made the data folder yet.
    sign.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    sign.touch()
    while not stop.wait(OUTBOX_SECONDS):
        sign.touch()


def deployments() -> list[RunnerDeployment]:
    """Return what is served: the scheduled morning and the flows that people start by hand."""
    made = [
        morning.to_deployment(
            name="buoi-sang",
            schedule=Cron("0 7 * * *", timezone=ZONE),
            tags=["dondoc"],
            concurrency_limit=1,
        ),
        plan_batch.to_deployment(name="nhom-ke-hoach", tags=["dondoc"]),
        run_plan.to_deployment(name="ke-hoach", tags=["dondoc"]),
        publish_rollup.to_deployment(name="tong-hop", tags=["dondoc"]),
        tell_lead.to_deployment(name="bao-co-quan-chu-tri", tags=["dondoc"]),
        ingest_plan.to_deployment(name="doc-van-ban", tags=["dondoc"]),
    ]
    # to_deployment answers with a coroutine only where an event loop runs, which is not here.
    return [one for one in made if isinstance(one, RunnerDeployment)]


# The threads, each until told to stop.
PARTS = (
    retry_outbox,
    tell_of_changes,
    follow,
    tell_webhooks,
    read_answers,
    keep_prefect_small,
    give_signs_of_life,
)


@contextmanager
def working_beside() -> Iterator[None]:
    """Send, tell and give signs of life in threads for as long as the block lasts."""
    stop = threading.Event()
    threads = [threading.Thread(target=work, args=(stop,), name=work.__name__, daemon=True) for work in PARTS]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        (here()[0].home / RUNNER_SIGN).unlink(missing_ok=True)
        for thread in threads:
            thread.join(timeout=5)


def main() -> None:
    """Serve every flow until stopped; the morning runs at 07:00 in Asia/Ho_Chi_Minh."""
    os.umask(0o077)
    # Who starts us in the background of a script has switched interrupts off, and we are stopped by one.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    set_up_logs(here()[0])
    with working_beside():
        # Not paused at the end: a morning that fell due while the machine was off runs at the next start.
        serve(
            *deployments(),
            limit=AT_ONCE,
            pause_on_shutdown=False,
            # A table for people, which no gatherer of logs could read.
            print_starting_message=here()[0].log_format == "text",
        )


if __name__ == "__main__":
    main()
