"""Traces: none and nothing loaded without a collector; with one, spans of ids and measures only."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from fastapi import FastAPI
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from config import tracing
from config.clock import Clock
from config.settings import Settings
from tasks.delivering import deliver_due
from tasks.watching import kept_account
from tests.cast import Cast
from tests.web.conftest import TODAY, Furniture


class Collector(ThreadingHTTPServer):
    """Takes what is exported, as an OpenTelemetry collector does."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Takes)
        self.taken: list[ExportTraceServiceRequest] = []

    @property
    def spans(self) -> list[Any]:
        """Return every span that came."""
        return [
            span
            for one in self.taken
            for resource in one.resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]


class _Takes(BaseHTTPRequestHandler):
    server: Collector

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        if self.headers.get("content-encoding") == "gzip":
            raise AssertionError("nothing was said about gzip")
        if self.path == "/v1/traces":
            self.server.taken.append(ExportTraceServiceRequest.FromString(body))
        self.send_response(200 if self.path == "/v1/traces" else 404)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def collector() -> Iterator[Collector]:
    """A collector on the loopback."""
    server = Collector()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def facts_of(span: Any) -> dict[str, Any]:
    return {one.key: getattr(one.value, one.value.WhichOneof("value")) for one in span.attributes}


def test_spans_reach_the_collector_and_name_nobody(
    app: FastAPI, cast: Cast, engine: Engine, furniture: Furniture, settings: Settings, collector: Collector
) -> None:
    traced = settings.model_copy(update={"otlp_endpoint": f"http://127.0.0.1:{collector.server_port}"})
    assert tracing.start_tracing(traced, engine, part="web")
    try:
        with TestClient(app, raise_server_exceptions=False) as client:
            client.get("/r/a-token-that-nobody-may-see?ten=Thi")
            client.get("/healthz")
        with kept_account(engine, settings, Clock(TODAY), on=TODAY):
            deliver_due(engine, settings, now=cast.at(TODAY, 9))
        with pytest.raises(ValueError, match="Bí Mật"), tracing.span("look at plan", plan_id=7):
            raise ValueError("Nguyễn Thị Bí Mật")
    finally:
        tracing.stop_tracing(engine)
    spans = {span.name: span for span in collector.spans}
    assert set(spans) == {"GET /r/{token}", "GET /healthz", "morning", "deliver message", "look at plan"}
    page = facts_of(spans["GET /r/{token}"])
    assert page["http.route"] == "/r/{token}" and page["http.response.status_code"] == 403
    assert page["db.statements"] >= 0
    health = facts_of(spans["GET /healthz"])
    assert health["db.statements"] > 0 and 0 < health["db.seconds"] < 5
    morning = facts_of(spans["morning"])
    assert morning["run_id"] == 1 and morning["outcome"] == "done" and morning["db.statements"] > 0
    letter = spans["deliver message"]
    assert facts_of(letter)["message_id"] == furniture.message
    assert letter.parent_span_id == spans["morning"].span_id
    assert facts_of(spans["look at plan"])["error.type"] == "ValueError"
    everything = b"".join(one.SerializeToString() for one in collector.taken)
    for secret in ("a-token", "Thi", "Bí Mật", "Sở Nội vụ", "so-noi-vu"):
        assert secret.encode() not in everything


def test_a_collector_that_is_gone_costs_no_request(
    app: FastAPI, engine: Engine, furniture: Furniture, settings: Settings
) -> None:
    traced = settings.model_copy(update={"otlp_endpoint": "http://127.0.0.1:1"})
    tracing.start_tracing(traced, engine, part="web")
    try:
        with TestClient(app) as client:
            assert client.get("/healthz").status_code == 200
    finally:
        tracing.stop_tracing(engine)


def test_without_a_collector_nothing_of_it_is_loaded() -> None:
    # FastAPI loads the bare names of OpenTelemetry by itself; what makes and sends spans is ours to leave.
    code = "import sys, web.serve; sys.exit(any(m.startswith('opentelemetry.sdk') for m in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_standards_own_variable_counts_where_ours_is_empty(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert tracing.endpoint_of(settings) == ""
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318/")
    assert tracing.endpoint_of(settings) == "http://127.0.0.1:4318"
