"""Keeps the warnings and the log noise of reading libraries to themselves."""

import logging
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

# catch_warnings swaps state of the whole process: two threads in it at once would leave it wrong.
_ONE_AT_A_TIME = threading.RLock()
_NOISY = ("pypdf", "pdfminer", "pdfplumber", "PIL", "docx", "fontTools")


@contextmanager
def quietly() -> Iterator[None]:
    """Silence warnings and log records of the reading libraries while the block runs.

    A damaged document is reported by an error in Vietnamese; what the libraries grumble on the way
    is of no use to anybody. One thread at a time.
    """
    with _ONE_AT_A_TIME, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        loggers = [logging.getLogger(name) for name in _NOISY]
        levels = [logger.level for logger in loggers]
        for logger in loggers:
            logger.setLevel(logging.CRITICAL + 1)
        try:
            yield
        finally:
            for logger, level in zip(loggers, levels, strict=True):
                logger.setLevel(level)
