"""The thread that follows the mornings whose plans other machines look at."""

import logging
import threading

import httpx
from prefect.exceptions import PrefectException
from sqlalchemy.exc import SQLAlchemyError

from tasks.batches import follow_mornings
from tasks.steps import here

log = logging.getLogger("dondoc.batches")
# Seconds between two looks at mornings that have begun and not ended.
SECONDS = 5


def follow(stop: threading.Event) -> None:
    """Begin again what a dead machine left of a morning, and close mornings, until told to stop."""
    while not stop.wait(SECONDS):
        settings, engine, _, clock = here()
        try:
            follow_mornings(engine, settings, clock)
        except (httpx.HTTPError, PrefectException, SQLAlchemyError) as fault:
            log.warning("the mornings were not followed (%s), again in a moment", type(fault).__name__)
        except Exception:
            # The thread must outlive what nobody has foreseen; the cause goes to the log.
            log.exception("following the mornings failed")
