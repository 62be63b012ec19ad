"""The logs of every process of ours: lines for people, or JSON; nothing personal in either.

What a record says is cleaned when the record is made, whatever logger makes it and whatever handler takes
it. Of errors the kinds and the places in the code are told, never their words: those repeat what was typed.
"""

import contextlib
import json
import logging
import os
import sys
import traceback
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Literal

from config.private_words import blot
from config.settings import Settings

# A request answered each; told in JSON only, where somebody gathers them.
requests = logging.getLogger("dondoc.requests")
# The ids and measures that a line may carry besides its words, under these names for ever.
FACTS = (
    "plan_id",
    "agency_id",
    "obligation_id",
    "message_id",
    "run_id",
    "flow_run_id",
    "task_run_id",
    "kind",
    "outcome",
    "status",
    "seconds",
)
# They may have been given handlers of their own.
SERVERS = ("uvicorn", "uvicorn.error", "uvicorn.access", "fastapi")
_about: ContextVar[dict[str, object] | None] = ContextVar("dondoc_log_facts", default=None)
_Fault = tuple[type[BaseException], BaseException, TracebackType | None]
# Frames told of an error, the innermost.
FRAMES = 12


@contextlib.contextmanager
def about(**facts: object) -> Iterator[None]:
    """Let every line within the block carry these facts (names of ``FACTS``), besides its own."""
    token = _about.set({**(_about.get() or {}), **facts})
    try:
        yield
    finally:
        _about.reset(token)


def set_up_logs(settings: Settings) -> None:
    """Let this process log as the settings say, once; called again it changes nothing more."""
    clean_records()
    _write_as(settings.log_format)
    root = logging.getLogger()
    if not any(isinstance(one, Lines) for one in root.handlers):
        # Others that write to the same place would say everything twice.
        for one in list(root.handlers):
            if type(one) is logging.StreamHandler or type(one).__module__.startswith("prefect."):
                root.removeHandler(one)
        root.addHandler(Lines())
    for name in SERVERS:
        server = logging.getLogger(name)
        server.handlers.clear()
        # Somebody's own set-up of the logs may have switched off whatever it did not name.
        server.propagate, server.disabled = True, False
    logging.getLogger("dondoc").setLevel(settings.log_level)
    requests.setLevel(settings.log_level if settings.log_format == "json" else "WARNING")
    if root.level == logging.NOTSET or root.level > logging.WARNING:
        root.setLevel(logging.WARNING)


class Lines(logging.StreamHandler[Any]):
    """Writes to the standard error output; also what ``prefect_logging.yml`` names."""

    def __init__(self) -> None:
        super().__init__(sys.stderr)
        clean_records()
        self.setFormatter(_Formatter())


def _write_as(form: Literal["text", "json"]) -> None:
    # Where our formatters look, and the processes that this one starts.
    os.environ["DONDOC_LOG_FORMAT"] = form


class _Formatter(logging.Formatter):
    """JSON lines or lines for people, as the process is set up when the line is written."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record."""
        if os.environ.get("DONDOC_LOG_FORMAT") == "json":
            return json.dumps(as_row(record), ensure_ascii=False, default=str)
        return _for_people(record)


def as_row(record: logging.LogRecord) -> dict[str, object]:
    """Return a record as the fields of its JSON line, in their order."""
    at = datetime.fromtimestamp(record.created, UTC)
    row: dict[str, object] = {
        "at": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "level": record.levelname,
        "logger": record.name,
        "event": record.getMessage(),
    }
    row |= _facts(record)
    row["pid"] = record.process
    if trace := _trace(record):
        row["trace"] = trace
    return row


def _for_people(record: logging.LogRecord) -> str:
    at = datetime.fromtimestamp(record.created, UTC).astimezone()
    line = f"{at:%d/%m/%Y %H:%M:%S} {record.levelname:7} {record.name}: {_harmless(record.getMessage())}"
    trace = _trace(record)
    return line + "".join(f"\n    {place}" for place in trace)


def _harmless(words: str) -> str:
    """Return words in which no line looks like one of ours, and no mark tells a terminal what to do."""
    shown = "".join(c if c.isprintable() or c in "\n\t" else repr(c)[1:-1] for c in words)
    return "\n    | ".join(shown.split("\n"))


def _facts(record: logging.LogRecord) -> dict[str, object]:
    known = _about.get() or {}
    found = {name: getattr(record, name, known.get(name)) for name in FACTS}
    return {
        name: blot(value) if isinstance(value, str) else value
        for name, value in found.items()
        if value is not None
    }


def _trace(record: logging.LogRecord) -> list[str]:
    return record.exc_text.splitlines() if record.exc_text else []


_made: Callable[..., logging.LogRecord] = logging.getLogRecordFactory()


def clean_records() -> None:
    """Let every record of this process be clean from its making on, once."""
    if logging.getLogRecordFactory() is not _clean_record:
        global _made
        _made = logging.getLogRecordFactory()
        logging.setLogRecordFactory(_clean_record)


def _clean_record(*args: Any, **kwargs: Any) -> logging.LogRecord:
    record = _made(*args, **kwargs)
    try:
        words = record.getMessage()
    except (TypeError, ValueError, KeyError):
        # A wrong number of arguments: the words without them, rather than nothing.
        words = str(record.msg)
    record.msg, record.args = blot(words), ()
    if record.exc_info and record.exc_info[1] is not None:
        record.exc_text, record.exc_info = told(record.exc_info[1]), None
    return record


def told(fault: BaseException) -> str:
    """Return an error and what led to it, a line per place: kinds and places, no words."""
    lines: list[str] = []
    seen: set[int] = set()
    one: BaseException | None = fault
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        lines.append(_kind(one))
        for frame in traceback.extract_tb(one.__traceback__)[-FRAMES:]:
            lines.append(f"at {frame.filename}:{frame.lineno} in {frame.name}")
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
    return "\n".join(lines)


def _kind(fault: BaseException) -> str:
    """Return the kind of an error, with the system's or the database's own code where it has one."""
    inner = getattr(fault, "orig", None) or fault
    codes = (getattr(inner, name, None) for name in ("sqlite_errorname", "sqlstate", "errno", "code"))
    code = next((c for c in codes if isinstance(c, (str, int)) and not isinstance(c, bool)), None)
    name = f"{type(fault).__module__}.{type(fault).__qualname__}".removeprefix("builtins.")
    return f"{name} [{blot(str(code))}]" if code else name
