"""The thread that tells other systems of events, and once a day forgets what is long past."""

import logging
import threading
from datetime import date

from sqlalchemy.exc import SQLAlchemyError

from models.errors import DondocError
from tasks.forgetting import forget_old
from tasks.steps import here
from tasks.webhooks import tell_other_systems

log = logging.getLogger("dondoc.webhooks")
# Seconds between two looks at what other systems are to be told; none while there is more.
SECONDS = 3


def tell_webhooks(stop: threading.Event) -> None:
    """Tell other systems of what happens, until told to stop; whatever fails is tried again in a moment."""
    told = 0
    forgotten_on: date | None = None
    while not stop.wait(0 if told else SECONDS):
        told = 0
        try:
            settings, engine, _, clock = here()
            if forgotten_on != clock.today():
                forget_old(engine, now=clock.now())
                forgotten_on = clock.today()
            told = tell_other_systems(engine, clock, may_be_private=settings.allow_private_channels)
        except (SQLAlchemyError, DondocError) as fault:
            log.warning("other systems were not told (%s), again in a moment", type(fault).__name__)
        except Exception:
            # The loop must outlive what nobody has foreseen; the cause goes to the log.
            log.exception("a round of telling other systems failed")
