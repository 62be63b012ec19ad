"""``/metrics``: what Prometheus reads; numbers by class and state, no body, person or plan among them."""

import hmac
import shutil
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from threading import Lock

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse
from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from store.database import reading
from store.gauges import MESSAGE_DAYS, MORNING_DAYS, Gauges, take_gauges
from web.desk import Desk, DeskDep
from web.nearness import is_near

router = APIRouter()
# Seconds for which numbers are kept, and how many times as long as counting them took, where that is more:
# whoever scrapes without a pause takes a twentieth of the database's time at most.
KEPT_SECONDS, TIMES_AS_LONG = 15, 20
# Upper bounds in seconds.
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


@router.get("/metrics")
def metrics(request: Request, desk: DeskDep) -> Response:
    """Answer with the metrics in Prometheus's text form.

    With ``DONDOC_METRICS_TOKEN`` set whoever asks shows it; without one only this machine may ask.
    """
    token = desk.settings.metrics_token.get_secret_value()
    if token:
        shown = request.headers.get("authorization", "")
        if not hmac.compare_digest(shown.encode(), f"Bearer {token}".encode()):
            return PlainTextResponse("metrics need a token\n", 401, {"WWW-Authenticate": "Bearer"})
    elif not is_near(request):
        return PlainTextResponse("metrics are read on this machine only\n", 403)
    gauges: Metrics = request.app.state.metrics
    return Response(generate_latest(gauges.registry), media_type=CONTENT_TYPE_PLAIN_0_0_4)


class Metrics:
    """The metrics of one application: its requests as they are answered, the rest counted when asked for."""

    def __init__(self, desk: Desk) -> None:
        self.registry = CollectorRegistry(auto_describe=True)
        self.requests = Counter(
            "dondoc_requests",
            "Requests answered, by route template, method and status.",
            ["route", "method", "status"],
            registry=self.registry,
        )
        self.seconds = Histogram(
            "dondoc_request_seconds",
            "Seconds from a request to the end of its answer, by route template.",
            ["route"],
            buckets=BUCKETS,
            registry=self.registry,
        )
        ProcessCollector(registry=self.registry)
        self.registry.register(_Counted(desk))

    def note(self, *, route: str, method: str, status: int, seconds: float) -> None:
        """Count one answered request."""
        self.requests.labels(route, method, str(status)).inc()
        self.seconds.labels(route).observe(seconds)


@dataclass(eq=False)
class _Counted(Collector):
    """What is counted in the database and on the disk, kept for some seconds."""

    desk: Desk
    _kept: Gauges | None = None
    _good_until: float = 0
    _lock: Lock = field(default_factory=Lock)

    def describe(self) -> Iterable[GaugeMetricFamily]:
        """Return nothing: the names need no database to be known, and none is asked at the start."""
        return ()

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield every family; without a database only that it is down, and what does not need it."""
        yield from _disk(self.desk)
        found = self._gauges()
        yield _one("dondoc_database_up", "Whether the database answered when last asked.", found is not None)
        if found is not None:
            yield from _work(found)
            yield from _mail(found)
            yield from _mornings(found)

    def _gauges(self) -> Gauges | None:
        with self._lock:
            start = time.monotonic()
            if start >= self._good_until:
                self._kept = self._take()
                took = time.monotonic() - start
                self._good_until = start + max(KEPT_SECONDS, took * TIMES_AS_LONG)
            return self._kept

    def _take(self) -> Gauges | None:
        try:
            with reading(self.desk.engine) as session:
                is_working = self.desk.office.calendar.is_working
                return take_gauges(session, now=self.desk.now, is_working=is_working)
        except SQLAlchemyError:
            return None


def _disk(desk: Desk) -> Iterator[GaugeMetricFamily]:
    home = desk.settings.home
    try:
        usage = shutil.disk_usage(home)
    except OSError:
        return
    yield _one("dondoc_disk_free_bytes", "Free bytes where the data folder stands.", usage.free)
    yield _one("dondoc_disk_bytes", "Size of that disk in bytes.", usage.total)
    own = home / "prefect" / "prefect.db"
    if own.exists():
        yield _one("dondoc_prefect_database_bytes", "Size of Prefect's own SQLite file.", own.stat().st_size)


def _work(found: Gauges) -> Iterator[GaugeMetricFamily]:
    by_class = GaugeMetricFamily(
        "dondoc_obligations",
        "Obligations of tracked plans by part (owner, coordinator) and class; the classes are disjoint.",
        labels=["part", "class"],
    )
    for labels, count in found.classes.items():
        by_class.add_metric(list(labels), count)
    yield by_class
    flagged = GaugeMetricFamily(
        "dondoc_obligations_flagged",
        "Open obligations by part and flag; flags overlap.",
        labels=["part", "flag"],
    )
    for labels, count in found.flags.items():
        flagged.add_metric(list(labels), count)
    yield flagged
    yield _by("dondoc_plans", "Plans by state.", "state", found.plans)
    yield _one(
        "dondoc_unreached_agencies", "Agencies with open work and no contact.", found.unreached_agencies
    )
    yield _one("dondoc_database_bytes", "Size of the program's database.", found.database_bytes)


def _mail(found: Gauges) -> Iterator[GaugeMetricFamily]:
    name = "dondoc_messages_recent"
    recent = GaugeMetricFamily(
        name,
        f"Messages written for the last {MESSAGE_DAYS} days by kind and outcome.",
        labels=["kind", "outcome"],
    )
    for labels, count in found.messages.items():
        recent.add_metric(list(labels), count)
    yield recent
    about = "Unsent messages by what they wait for: due, hours (its hour has not come), retry."
    yield _by("dondoc_messages_waiting", about, "reason", found.waiting)
    about = "Seconds since the oldest unsent message was written."
    yield _one("dondoc_oldest_queued_message_age_seconds", about, found.oldest_queued)
    about = "Seconds for which an unsent message could have gone out already."
    yield _one("dondoc_oldest_due_message_age_seconds", about, found.oldest_due)
    yield _by("dondoc_webhook_deliveries", "Deliveries to other systems by state.", "state", found.deliveries)
    about = "Letters that came in and wait for a person."
    yield _one("dondoc_inbound_mail_waiting", about, found.inbound_waiting)


def _mornings(found: Gauges) -> Iterator[GaugeMetricFamily]:
    if (last := found.last_morning) is not None:
        about = "When the last morning ended (Unix time)."
        yield _one("dondoc_last_morning_timestamp_seconds", about, last.finished_at.timestamp())
        yield _one("dondoc_last_morning_success", "Whether it ended well.", last.is_good)
        yield _one("dondoc_last_morning_duration_seconds", "Seconds that it took.", last.seconds)
        yield _one("dondoc_last_morning_sent", "Messages that it sent.", last.sent)
    if found.last_good_at is not None:
        about = "When the last morning that ended well ended (Unix time)."
        yield _one("dondoc_last_good_morning_timestamp_seconds", about, found.last_good_at.timestamp())
    about = f"Working days of the last {MORNING_DAYS} days without a morning that ended well."
    yield _one("dondoc_missed_mornings", about, found.missed_mornings)
    about = "Whether today is a working day of the office's calendar in Asia/Ho_Chi_Minh."
    yield _one("dondoc_working_day", about, found.is_working_day)


def _one(name: str, about: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, about, value=float(value))


def _by(name: str, about: str, label: str, counts: dict[str, int]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, about, labels=[label])
    for key, count in counts.items():
        family.add_metric([key], count)
    return family
