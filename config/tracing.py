"""Traces for OpenTelemetry where the settings name a collector; nothing of it is even imported otherwise.

A span holds ids and measures only, never a name, an address or a word that somebody wrote.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import Engine, event

from config.settings import Settings

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider

# The standard's own variable counts where ours is empty.
STANDARD = "OTEL_EXPORTER_OTLP_ENDPOINT"
EXPORT_SECONDS = 5

_provider: "TracerProvider | None" = None


@dataclass(slots=True)
class _DatabaseTime:
    """What the statements of one span took in the database."""

    seconds: float = 0
    statements: int = 0


_in_database: ContextVar[_DatabaseTime | None] = ContextVar("dondoc_database_time", default=None)


class Span:
    """A span as the program uses it; without a collector all of it does nothing."""

    def __init__(self, real: Any = None) -> None:
        self._real = real

    def set(self, **facts: str | int | float | bool | None) -> None:
        """Add facts, each under its name; None is left out."""
        if self._real is not None:
            self._real.set_attributes({name: v for name, v in facts.items() if v is not None})

    def rename(self, name: str) -> None:
        """Give it another name, where that is known at its end only."""
        if self._real is not None:
            self._real.update_name(name)


_NONE = Span()


def endpoint_of(settings: Settings) -> str:
    """Return the collector's base address, "" where there is none."""
    return settings.otlp_endpoint or os.environ.get(STANDARD, "").rstrip("/")


def start_tracing(settings: Settings, engine: Engine, *, part: str) -> bool:
    """Send the spans of this process to the collector from now on; return False where there is none.

    ``part`` names the process (web, runner …). Spans wait in memory and go out in batches by a thread of
    their own; a collector that does not answer costs spans and nothing else.
    """
    global _provider
    if not (address := endpoint_of(settings)):
        return False
    if _provider is not None:
        return True
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    resource = Resource.create({"service.name": "dondoc", "dondoc.part": part})
    # Not the process's global provider: Prefect would send spans of its own, with names in them.
    _provider = TracerProvider(resource=resource)
    exporter = OTLPSpanExporter(endpoint=f"{address}/v1/traces", timeout=EXPORT_SECONDS)
    _provider.add_span_processor(BatchSpanProcessor(exporter))
    event.listen(engine, "before_cursor_execute", _before)
    event.listen(engine, "after_cursor_execute", _after)
    return True


def stop_tracing(engine: Engine) -> None:
    """Send what waits and trace no more."""
    global _provider
    if _provider is None:
        return
    _provider.shutdown()
    _provider = None
    event.remove(engine, "before_cursor_execute", _before)
    event.remove(engine, "after_cursor_execute", _after)


@contextmanager
def _traced(name: str, kind: str, facts: dict[str, Any]) -> Iterator[Span]:
    from opentelemetry.trace import SpanKind, Status, StatusCode

    assert _provider is not None  # noqa: S101 - asked by span()
    spent = _DatabaseTime()
    before = _in_database.set(spent)
    tracer = _provider.get_tracer("dondoc")
    with tracer.start_as_current_span(
        name,
        kind=SpanKind.SERVER if kind == "server" else SpanKind.INTERNAL,
        # The words of an error may repeat what somebody typed: its kind is told, and no more.
        record_exception=False,
        set_status_on_exception=False,
    ) as real:
        made = Span(real)
        made.set(**facts)
        try:
            yield made
        except BaseException as fault:
            real.set_status(Status(StatusCode.ERROR))
            made.set(**{"error.type": type(fault).__name__})
            raise
        finally:
            _in_database.reset(before)
            outer = _in_database.get()
            if outer is not None:
                outer.seconds += spent.seconds
                outer.statements += spent.statements
            made.set(**{"db.seconds": round(spent.seconds, 6), "db.statements": spent.statements})


class _Nothing:
    """The block of a span that is not."""

    def __enter__(self) -> Span:
        return _NONE

    def __exit__(self, *fault: object) -> None:
        return None


_NOTHING = _Nothing()


def span(name: str, *, kind: Literal["internal", "server"] = "internal", **facts: str | int | None) -> Any:
    """Return a block that is one span and gives it; without a collector one that does nothing."""
    return _NOTHING if _provider is None else _traced(name, kind, facts)


def _before(connection: Any, *_: object) -> None:
    connection.info["dondoc.began"] = time.perf_counter()


def _after(connection: Any, *_: object) -> None:
    spent = _in_database.get()
    began = connection.info.pop("dondoc.began", None)
    if spent is not None and began is not None:
        spent.seconds += time.perf_counter() - began
        spent.statements += 1
