"""The thread that reads the mailbox for answers and returned letters."""

import logging
import threading

from sqlalchemy.exc import SQLAlchemyError

from models.errors import DondocError
from tasks.mailroom import read_mailbox
from tasks.steps import here

log = logging.getLogger("dondoc.mailbox")
# Seconds before the first look; the others follow after the minutes of the settings.
FIRST_LOOK = 10


def read_answers(stop: threading.Event) -> None:
    """Read the mailbox every so many minutes until told to stop; without one in the settings do nothing.

    What fails is tried again at the next look: letters stay on the server until the database has them.
    """
    settings = here()[0]
    if settings.mailbox is None:
        return
    wait = FIRST_LOOK
    while not stop.wait(wait):
        wait = settings.imap_minutes * 60
        try:
            _, engine, _, clock = here()
            tally = read_mailbox(engine, settings, now=clock.now())
            if tally.total:
                log.info("mailbox: %s", tally)
        except DondocError as fault:
            # Its sentences hold neither addresses nor passwords.
            log.warning("the mailbox was not read: %s", fault.sentence)
        except SQLAlchemyError as fault:
            log.warning("the mailbox was not read (%s)", type(fault).__name__)
        except Exception as fault:  # noqa: BLE001 - the loop must outlive what nobody has foreseen
            # Not the whole fault: it may repeat words of a letter.
            log.error("a look into the mailbox failed (%s)", type(fault).__name__)
