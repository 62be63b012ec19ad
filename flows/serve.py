"""The long-lived process beside Prefect: serves the deployments and retries the outbox."""

import logging
import os
import threading

from prefect import serve
from prefect.deployments.runner import RunnerDeployment
from prefect.schedules import Cron

from config.clock import ZONE
from config.settings import RUNNER_SIGN
from flows.ingest_plan import ingest_plan
from flows.morning import morning
from flows.publish_rollup import publish_rollup
from flows.run_plan import run_plan
from tasks.delivering import deliver_due
from tasks.steps import here

log = logging.getLogger("dondoc.serve")
# Seconds between two looks at the outbox for messages whose waiting time is over.
OUTBOX_SECONDS = 15


def retry_outbox(stop: threading.Event) -> None:
    """Send queued messages whose time has come, until told to stop."""
    settings, engine, _, clock = here()
    while not stop.wait(OUTBOX_SECONDS):
        try:
            tally = deliver_due(engine, settings, now=clock.now())
        except Exception:
            # The loop must outlive a locked database or a broken channel; the cause goes to the log.
            log.exception("outbox round failed")
        else:
            if tally.sent or tally.refused:
                log.info("outbox: %s sent, %s refused, %s waiting", tally.sent, tally.refused, tally.waiting)


def give_signs_of_life(stop: threading.Event) -> None:
    """Touch a file whose age the pages' /healthz looks at, until told to stop.

    In a thread of its own: a round of the outbox may wait minutes for a hanging mail server.
    """
    sign = here()[0].home / RUNNER_SIGN
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
        run_plan.to_deployment(name="ke-hoach", tags=["dondoc"]),
        publish_rollup.to_deployment(name="tong-hop", tags=["dondoc"]),
        ingest_plan.to_deployment(name="doc-van-ban", tags=["dondoc"]),
    ]
    # to_deployment answers with a coroutine only where an event loop runs, which is not here.
    return [one for one in made if isinstance(one, RunnerDeployment)]


def main() -> None:
    """Serve every flow until stopped; the morning runs at 07:00 in Asia/Ho_Chi_Minh."""
    os.umask(0o077)
    logging.basicConfig(level=logging.INFO)
    stop = threading.Event()
    threads = [
        threading.Thread(target=work, args=(stop,), name=work.__name__, daemon=True)
        for work in (retry_outbox, give_signs_of_life)
    ]
    for thread in threads:
        thread.start()
    try:
        # Not paused at the end: a morning that fell due while the machine was off runs at the next start.
        serve(*deployments(), limit=4, pause_on_shutdown=False)
    finally:
        stop.set()
        (here()[0].home / RUNNER_SIGN).unlink(missing_ok=True)
        for thread in threads:
            thread.join(timeout=5)


if __name__ == "__main__":
    main()
