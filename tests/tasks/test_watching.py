"""The account of a morning, and the ping to an address outside."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from config.clock import Clock
from models.errors import Refused
from models.running import MorningRun
from store.database import reading
from store.runs import MorningCounts, newest_run, newest_success
from tasks.watching import cause, kept_account, newest_id, note_that_none_began, ping
from tests.cast import Cast

DAY = date(2026, 11, 23)


class Watchman(ThreadingHTTPServer):
    """A dead-man service on the loopback that remembers what it was asked for."""

    def __init__(self, status: int = 200) -> None:
        super().__init__(("127.0.0.1", 0), Asked)
        self.status = status
        self.paths: list[str] = []
        self.may_answer = threading.Event()
        self.may_answer.set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/a-secret"


class Asked(BaseHTTPRequestHandler):
    server: Watchman

    def do_GET(self) -> None:
        self.server.paths.append(self.path)
        self.server.may_answer.wait(10)
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def watchman(status: int = 200) -> Iterator[Watchman]:
    service = Watchman(status)
    thread = threading.Thread(target=service.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield service
    finally:
        service.may_answer.set()
        service.shutdown()
        thread.join()
        service.server_close()


def last(cast: Cast) -> MorningRun:
    with reading(cast.engine) as session:
        run = newest_run(session)
    assert run is not None
    return run


def test_a_finished_morning_is_stored_with_its_counts_and_pinged(cast: Cast) -> None:
    with watchman() as service:
        settings = cast.settings.model_copy(update={"ping_url": service.url})
        with kept_account(cast.engine, settings, Clock(DAY), on=DAY) as account:
            assert last(cast).finished_at is None
            account.counts = MorningCounts(claimed=5, written=3, sent=2)
        assert service.paths == ["/a-secret"]
    run = last(cast)
    assert (run.on, run.claimed, run.written, run.sent, run.failure) == (DAY, 5, 3, 2, "")
    assert run.finished_at is not None
    assert run.finished_at >= run.started_at


def test_a_failed_morning_is_stored_with_its_cause_and_pinged_as_failed(cast: Cast) -> None:
    with watchman() as service:
        settings = cast.settings.model_copy(update={"ping_url": service.url + "/"})
        with (
            pytest.raises(Refused),
            kept_account(cast.engine, settings, Clock(DAY), on=DAY),
        ):
            raise Refused("Mẫu thư sai.", hint="Sửa mẫu thư.")
        assert service.paths == ["/a-secret/fail"]
    assert last(cast).failure == "Mẫu thư sai."
    with reading(cast.engine) as session:
        assert newest_success(session) is None


def test_faults_of_single_steps_make_the_morning_a_failed_one(cast: Cast) -> None:
    with watchman() as service:
        settings = cast.settings.model_copy(update={"ping_url": service.url})
        with kept_account(cast.engine, settings, Clock(DAY), on=DAY) as account:
            account.faults += ["Gửi thư: hỏng", "Soạn thư: hỏng"]
        assert service.paths == ["/a-secret/fail"]
    assert last(cast).failure == "Gửi thư: hỏng; Soạn thư: hỏng"


def test_a_service_that_is_down_or_hangs_or_refuses_harms_nothing(cast: Cast) -> None:
    with watchman() as service:
        address = service.url
        service.may_answer.clear()
        assert ping(address, failed=False, seconds=0.2) is False
    assert ping(address, failed=False) is False
    with watchman(status=500) as service:
        assert ping(service.url, failed=False) is False
        assert ping(service.url, failed=True) is False
    settings = cast.settings.model_copy(update={"ping_url": address})
    with kept_account(cast.engine, settings, Clock(DAY), on=DAY):
        pass
    assert last(cast).failure == ""


def test_without_an_address_nobody_is_asked() -> None:
    assert ping("", failed=True) is False


def test_a_morning_that_prefect_did_not_let_begin_is_noted_once(cast: Cast) -> None:
    clock = Clock(DAY)
    fault = ConnectionError("connection refused")
    before = newest_id(cast.engine)
    note_that_none_began(cast.engine, cast.settings, clock, on=DAY, before=before, fault=fault)
    assert last(cast).failure == "ConnectionError: connection refused"
    first = newest_id(cast.engine)
    note_that_none_began(cast.engine, cast.settings, clock, on=DAY, before=before, fault=fault)
    assert newest_id(cast.engine) == first


def test_a_cause_is_one_short_line() -> None:
    assert cause(ValueError("a\n  b")) == "ValueError: a b"
    assert cause(KeyboardInterrupt()) == "KeyboardInterrupt"
    assert len(cause(ValueError("x" * 1000))) == 300
