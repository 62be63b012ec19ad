"""Personal data and passwords kept out of logs and outcomes."""

import logging
import re

_CREDENTIALS = re.compile(r"://[^\s/@]{1,500}@")
_ADDRESS = re.compile(r"[^\s@<>\"'(),;:\[\]/=]{1,100}@(?=[^\s@<>])")
_SECRET_ARGUMENT = re.compile(
    r"([?&](?:pass|password|token|key|user|to|from|name|reply)=)[^&\s]{1,500}", re.I
)


def redact(text: str) -> str:
    """Return the text without the names before an ``@`` and without what a URL keeps secret."""
    text = _CREDENTIALS.sub("://***@", text)
    text = _SECRET_ARGUMENT.sub(r"\1***", text)
    return _ADDRESS.sub("***@", text)


class RedactingFilter(logging.Filter):
    """Rewrites each record of a logger so that it names no recipient."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Return True: every record passes, redacted."""
        record.msg, record.args = redact(record.getMessage()), ()
        return True


def silence_addresses(logger_name: str) -> None:
    """Put the filter on that logger, once."""
    logger = logging.getLogger(logger_name)
    if not any(isinstance(one, RedactingFilter) for one in logger.filters):
        logger.addFilter(RedactingFilter())
