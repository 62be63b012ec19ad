"""docs/examples: the client and the receiver of events, against a real server and a real sender."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import util
from types import ModuleType

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine

from config.clock import Clock
from rules.webhooks import signature
from store.database import reading, writing
from store.obligations import reports
from store.webhook_events import write_test
from store.webhooks import add_webhook
from tasks.webhooks import tell_other_systems
from tests.cast import Cast
from tests.conftest import ROOT
from tests.web.api.conftest import Calling
from tests.web.conftest import TODAY, Furniture

EXAMPLES = ROOT / "docs" / "examples"
PDF = b"%PDF-1.7\n%%EOF\n"


@pytest.fixture(scope="module")
def client() -> ModuleType:
    """The client's file, as it stands in docs/examples."""
    found = util.spec_from_file_location("dondoc_client_example", EXAMPLES / "dondoc_client.py")
    assert found is not None and found.loader is not None
    made = util.module_from_spec(found)
    found.loader.exec_module(made)
    return made


@contextmanager
def breaking(served: str, times: int) -> Iterator[tuple[str, list[str]]]:
    """Give an address before the server that hands requests on, and breaks off after the first answers."""
    import httpx2 as httpx

    handed: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            told = {k: v for k, v in self.headers.items() if k.lower() not in ("host", "content-length")}
            answer = httpx.post(served + self.path, content=body, headers=told)
            handed.append(self.headers["Idempotency-Key"])
            if len(handed) <= times:
                # The server has done it, and its answer is lost.
                self.close_connection = True
                return
            self.send_response(answer.status_code)
            self.send_header("Content-Type", answer.headers["content-type"])
            self.send_header("Content-Length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)

        def log_message(self, format: str, *args: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", handed
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_it_reads_page_after_page_and_what_has_not_changed_only_once(
    client: ModuleType, served: str, calling: Calling, furniture: Furniture
) -> None:
    with client.Dondoc(served, calling().key) as office:
        (plan,) = office.plans()
        assert plan["id"] == furniture.active_plan
        apart = [one["id"] for one in office.obligations(per_page=2)]
        assert apart == [one["id"] for one in office.obligations()] and len(apart) > 4
        both = {one["status"] for one in office.obligations(status=["assigned", "reported"])}
        assert both == {"assigned", "reported"}
        # The same object: the server has sent nothing anew.
        assert office.obligation(furniture.own) is office.obligation(furniture.own)
        assert office.rollup(period="2026-11")["period"]["name"] == "2026-11"


def test_it_reports_with_files_reads_them_again_and_hears_of_changes(
    client: ModuleType, served: str, calling: Calling, furniture: Furniture
) -> None:
    with client.Dondoc(served, calling().key) as office:
        read = office.obligation(furniture.own)
        office.acknowledge(read, reporter="Văn thư")
        with pytest.raises(client.Problem) as changed:
            office.report(read, says="reported", text="Xong")
        assert (changed.value.status, changed.value.code) == (412, "changed")
        now = office.obligation(furniture.own)
        done = office.report(now, says="reported", text="Xong", files=[("Quyết định.pdf", PDF)])
        assert done["status"] == "reported"
        assert office.file(done["reports"][-1]["files"][0]) == PDF
        with pytest.raises(client.Problem, match="bad-document"):
            office.send_plan(("a.txt", b""))
        with pytest.raises(client.Problem, match="refused: Tệp này không có chữ"):
            office.send_plan(("a.txt", b"a"))


def test_a_report_whose_answer_was_lost_is_sent_again_and_stored_once(
    client: ModuleType, served: str, calling: Calling, engine: Engine, furniture: Furniture
) -> None:
    key = calling().key
    with client.Dondoc(served, key) as office:
        read = office.obligation(furniture.own)
    with (
        breaking(served, times=2) as (address, handed),
        client.Dondoc(address, key, waits=(0.01, 0.01, 0.01)) as office,
    ):
        assert office.report(read, says="reported", text="Xong")["status"] == "reported"
    assert len(handed) == 3 and len(set(handed)) == 1
    with reading(engine) as session:
        assert len(reports(session, furniture.own)) == 1


def test_it_knows_our_signature_and_no_other(client: ModuleType) -> None:
    header = signature("dondoc_whsec_a", b"{}", at=1_000_000)
    assert client.check_signature("dondoc_whsec_a", header, b"{}", now=1_000_299)
    for secret, given, body, now in (
        ("dondoc_whsec_b", header, b"{}", 1_000_000),
        ("dondoc_whsec_a", header, b"{ }", 1_000_000),
        ("dondoc_whsec_a", header, b"{}", 1_000_301),
        ("dondoc_whsec_a", header, b"{}", 999_699),
        ("dondoc_whsec_a", header.replace("t=1000000", "t=1000001"), b"{}", 1_000_000),
        ("dondoc_whsec_a", header[:-1], b"{}", 1_000_000),
        ("dondoc_whsec_a", "", b"{}", 1_000_000),
        ("dondoc_whsec_a", "t=x,v1=é", b"{}", 1_000_000),
    ):
        assert not client.check_signature(secret, given, body, now=now)


def test_the_receiver_takes_events_once_and_nobody_elses(
    app: FastAPI, engine: Engine, cast: Cast, clock: Clock, furniture: Furniture
) -> None:
    given = {"by": "vanhanh", "now": clock.now()}
    with writing(engine) as session:
        row, secret = add_webhook(session, url="http://localhost:1/", events=[], **given)
        webhook_id = row.id or 0
    receiver = subprocess.Popen(
        [sys.executable, "-W", "error", EXAMPLES / "webhook_receiver.py", "0"],
        env=os.environ | {"DONDOC_SECRET": secret, "PYTHONIOENCODING": "utf-8"},
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    assert receiver.stdout is not None
    try:
        address = receiver.stdout.readline().strip()
        with writing(engine) as session:
            row.url = address
            session.merge(row)
            write_test(session, webhook_id, **given)
            other, _ = add_webhook(session, url=address + "khac", events=[], **given)
            write_test(session, other.id or 0, **given)
        work = next(one for one in cast.obligations(furniture.active_plan) if one.id == furniture.own)
        cast.move(work, "acknowledged", on=date(TODAY.year, TODAY.month, TODAY.day))
        assert tell_other_systems(engine, clock, may_be_private=True) == 4
        lines = [receiver.stdout.readline().strip().partition(" | ")[2] for _ in range(2)]
        # The other address has another secret: its events were refused and are not among the lines.
        assert sorted(lines) == ["obligation.acknowledged | Đã tiếp nhận", "webhook.test |"]
    finally:
        receiver.kill()
        receiver.wait(30)
        receiver.stdout.close()
