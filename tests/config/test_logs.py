"""Lines of the logs: stable fields, ids from what goes on around, and of errors no words."""

import io
import json
import logging
import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import uvicorn
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from config import logs
from config.settings import Settings

Told = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Iterator[Told]:
    """Set this process up to log JSON and give what it wrote; afterwards everything is as before."""
    root, made = logging.getLogger(), logging.getLogRecordFactory()
    handlers, level = list(root.handlers), root.level
    known = {name: logging.getLogger(name).level for name in ("dondoc", "dondoc.requests")}
    servers = [logging.getLogger(name) for name in logs.SERVERS]
    stood = [(list(one.handlers), one.propagate, one.level) for one in servers]
    monkeypatch.setenv("DONDOC_LOG_FORMAT", "text")
    logs.set_up_logs(Settings(_env_file=None, log_format="json"))
    (lines,) = (one for one in root.handlers if isinstance(one, logs.Lines))
    written = io.StringIO()
    lines.setStream(written)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, before in known.items():
        logging.getLogger(name).setLevel(before)
    for one, (theirs, propagates, stood_at) in zip(servers, stood, strict=True):
        one.handlers[:], one.propagate = theirs, propagates
        one.setLevel(stood_at)
    logging.setLogRecordFactory(made)


def test_a_line_has_its_fields_in_order_and_the_ids_around_it(told: Told) -> None:
    log = logging.getLogger("dondoc.delivery")
    with logs.about(run_id=7), logs.about(plan_id=3):
        log.info("message %s sent", 5, extra={"message_id": 5, "seconds": 0.25})
    log.info("after")
    first, second = told()
    assert list(first) == [
        "at",
        "level",
        "logger",
        "event",
        "plan_id",
        "message_id",
        "run_id",
        "seconds",
        "pid",
    ]
    assert (first["event"], first["plan_id"], first["run_id"], first["pid"]) == (
        "message 5 sent",
        3,
        7,
        os.getpid(),
    )
    assert first["at"].endswith("Z") and len(first["at"]) == len("2026-11-23T00:00:00.000Z")
    assert list(second) == ["at", "level", "logger", "event", "pid"]


def test_of_an_error_kinds_and_places_are_told_and_no_words(told: Told) -> None:
    try:
        try:
            raise ValueError("Nguyễn Thị Bí Mật, 0912345678")
        except ValueError as fault:
            raise KeyError("bi-mat@so.example.vn") from fault
    except KeyError:
        logging.getLogger("dondoc.web").exception("fault 12ab at POST /danh-ba")
    (row,) = told()
    kinds = [line for line in row["trace"] if not line.startswith("at ")]
    assert kinds == ["KeyError", "ValueError"]
    assert any("test_logs.py" in line for line in row["trace"])
    assert "Bí Mật" not in str(row) and "bi-mat" not in str(row)


def test_an_error_of_the_database_tells_its_code(told: Told) -> None:
    engine = create_engine("sqlite://", hide_parameters=True)
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT :name FROM nowhere"), {"name": "Bí Mật"})
    except OperationalError:
        logging.getLogger("dondoc.web").exception("a page failed")
    engine.dispose()
    (row,) = told()
    assert row["trace"][0] == "sqlalchemy.exc.OperationalError [SQLITE_ERROR]"
    assert "Bí Mật" not in str(row)


def test_other_programs_loggers_are_cleaned_and_written_as_ours(told: Told) -> None:
    uvicorn.Config("x:y", log_config=None, log_level="warning")
    logging.getLogger("uvicorn.error").warning("Invalid request from %s", "bi-mat@so.example.vn")
    logging.getLogger("apprise").warning("mailto://thi:mat-khau@mail.example.vn failed")
    assert [row["event"] for row in told()] == ["Invalid request from ***@***", "mailto://*** failed"]


def test_a_handler_that_somebody_else_puts_in_gets_no_more(told: Told) -> None:
    heard: list[logging.LogRecord] = []
    handler = logging.Handler()
    handler.emit = heard.append  # type: ignore[method-assign]
    log = logging.getLogger("dondoc.web")
    log.addHandler(handler)
    try:
        log.warning("to %s", "bi-mat@so.example.vn", exc_info=ValueError("Bí Mật"))
        log.warning("wrong %s %s", "bi-mat@so.example.vn")  # noqa: PLE1206 - a mistake that must not tell
    finally:
        log.removeHandler(handler)
    everything = "".join(logging.Formatter().format(one) + repr(vars(one)) for one in heard)
    assert len(heard) == 2 and "bi-mat" not in everything and "Bí Mật" not in everything


def test_set_up_twice_says_everything_once(told: Told) -> None:
    logs.set_up_logs(Settings(_env_file=None, log_format="json"))
    logging.getLogger("dondoc.web").warning("once")
    assert len(told()) == 1


def test_requests_are_told_in_json_only(told: Told) -> None:
    assert logs.requests.isEnabledFor(logging.INFO)
    logs.set_up_logs(Settings(_env_file=None, log_format="text"))
    assert not logs.requests.isEnabledFor(logging.INFO)
