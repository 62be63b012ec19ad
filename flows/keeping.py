"""The thread that keeps Prefect's database small."""

import logging
import threading
from datetime import date

import httpx

from tasks.forgetting import prune_daily
from tasks.steps import here

log = logging.getLogger("dondoc.forgetting")
# Seconds between two looks whether a day has begun; a first look comes after as long, when all have started.
SECONDS = 600


def keep_prefect_small(stop: threading.Event) -> None:
    """Once a day delete old runs in Prefect, until told to stop; what fails is tried again in a while."""
    done_on: date | None = None
    while not stop.wait(SECONDS):
        settings, _, _, clock = here()
        if done_on == clock.today():
            continue
        try:
            pruned = prune_daily(settings, clock)
        except httpx.HTTPError as fault:
            log.warning("Prefect's old runs were not deleted (%s), again in a while", type(fault).__name__)
            continue
        except Exception:
            # The thread must outlive what nobody has foreseen; the cause goes to the log.
            log.exception("deleting Prefect's old runs failed")
            continue
        done_on = clock.today() if pruned.is_all else None
