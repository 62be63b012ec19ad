"""Rules, dashboard and page of the monitoring speak of metrics that there are, and explain every alert."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from config.clock import Clock
from config.office import Office
from config.settings import Settings
from models.connection import Webhook, WebhookDelivery
from store import retention
from store.database import writing
from store.gauges import CLASSES, MESSAGE_DAYS, MORNING_DAYS
from store.runs import MorningCounts, begin_run, end_run
from tests.cast import NOON, Cast
from tests.conftest import ROOT
from web.app import create_app
from web.metrics import KEPT_SECONDS

FOLDER = ROOT / "deploy" / "monitoring"
PAGE = (ROOT / "docs" / "monitoring.md").read_text("utf-8")
RULES = yaml.safe_load((FOLDER / "alerts.yml").read_text("utf-8"))
SCRAPE = yaml.safe_load((FOLDER / "prometheus.yml").read_text("utf-8"))
BOARD = json.loads((FOLDER / "dashboard.json").read_text("utf-8"))
ALERTS: list[dict[str, Any]] = [rule for group in RULES["groups"] for rule in group["rules"]]
QUERIES = [rule["expr"] for rule in ALERTS]
QUERIES += [target["expr"] for panel in BOARD["panels"] for target in panel["targets"]]
# What Prometheus and its blackbox_exporter make.
FOREIGN = {"up": {"job"}, "probe_success": {"job"}, "probe_ssl_earliest_cert_expiry": {"job"}}
# Words of the language with an underscore in them.
FUNCTIONS = {"histogram_quantile"}


def no_ingest(data: bytes, filename: str, by: str, tell: object) -> int:
    raise AssertionError("no document is read here")


@pytest.fixture(scope="module")
def metrics(tmp_path_factory: pytest.TempPathFactory, office: Office) -> dict[str, set[str]]:
    """Every sample that a program with something of each writes, with its labels."""
    from store.database import migrate
    from store.sealing import open_with_key

    home: Path = tmp_path_factory.mktemp("watched")
    settings = Settings(_env_file=None, home=home, secret_key="a-key-for-tests-and-nothing-else")
    engine = open_with_key(settings)
    migrate(engine)
    (home / "prefect").mkdir()
    (home / "prefect" / "prefect.db").touch()
    cast = Cast(engine, settings, office)
    cast.settle_province()
    cast.draft()
    with writing(engine) as session:
        run = begin_run(session, on=NOON.date(), now=NOON)
        end_run(session, run, counts=MorningCounts(), failure="", now=NOON)
        hook = Webhook(url="https://x.example.vn", secret="x", made_at=NOON, made_by="x")
        session.add(hook)
        session.flush()
        row = {"event": "x", "body": "x", "created_at": NOON}
        session.add(WebhookDelivery(webhook_id=hook.id or 0, change_id=1, **row))
    _queue(engine)
    app = create_app(settings, Clock(NOON.date()), office, ingest=no_ingest)
    found: dict[str, set[str]] = {}
    with TestClient(app, client=("127.0.0.1", 5)) as client:
        client.get("/readyz")
        for family in text_string_to_metric_families(client.get("/metrics").text):
            for sample in family.samples:
                found.setdefault(sample.name, set()).update(sample.labels)
    engine.dispose()
    return found


def _queue(engine: Any) -> None:
    from models.reminder import Message

    row = {"subject": "x", "body_text": "x", "body_html": "x", "reference": "<x>", "created_at": NOON}
    with writing(engine) as session:
        session.add(Message(kind="agency-digest", recipient="contact:1", on=NOON.date(), **row))


def asked(query: str) -> dict[str, set[str]]:
    """Return the metrics that a query names, each with the labels by which it chooses."""
    bare = re.sub(r'"[^"]*"', '""', query)
    found: dict[str, set[str]] = {}
    for name, chosen in re.findall(r"\b([a-z][a-z_]*)\b(?:\{([^}]*)\})?", re.sub(r"\[\w+\]", "", bare)):
        if ("_" in name and name not in FUNCTIONS) or name == "up":
            found.setdefault(name, set()).update(re.findall(r"(\w+)\s*[=!]", chosen))
    return found


@pytest.mark.parametrize("query", QUERIES)
def test_every_query_names_metrics_and_labels_that_there_are(
    query: str, metrics: dict[str, set[str]]
) -> None:
    named = asked(query)
    assert named
    for name, labels in named.items():
        assert name in metrics or name in FOREIGN, name
        # Prometheus adds where a sample comes from.
        assert labels <= metrics.get(name, set()) | FOREIGN.get(name, set()) | {"job", "instance"}
    grouped = {one.strip() for words in re.findall(r"by \(([^)]*)\)", query) for one in words.split(",")}
    known = set().union(*(metrics.get(name, set()) for name in named))
    assert grouped <= known | {"job", "instance"}
    assert query.count("(") == query.count(")") and query.count("{") == query.count("}")


def test_every_rule_is_whole() -> None:
    assert len({rule["alert"] for rule in ALERTS}) == len(ALERTS)
    for rule in ALERTS:
        assert set(rule) <= {"alert", "expr", "for", "labels", "annotations"}, rule["alert"]
        assert re.fullmatch(r"\d+[mh]", rule.get("for", "1m"))
        assert rule["labels"]["severity"] in ("page", "ticket")
        assert rule["annotations"]["summary"]
        assert rule["annotations"]["runbook"] == f"docs/monitoring.md#{rule['alert'].lower()}"


def test_every_alert_is_explained_and_no_other() -> None:
    explained = re.findall(r"^### (Dondoc\w+)$", PAGE, re.MULTILINE)
    assert sorted(explained) == sorted(rule["alert"] for rule in ALERTS)


def test_every_metric_is_in_the_table_and_no_other(metrics: dict[str, set[str]]) -> None:
    ours = {
        re.sub(r"_(bucket|sum|count|created)$", "", name) for name in metrics if name.startswith("dondoc")
    }
    ours = {name if name != "dondoc_requests" else "dondoc_requests_total" for name in ours}
    table = PAGE[PAGE.index("| metric |") : PAGE.index("`deploy/monitoring/`")]
    assert set(re.findall(r"`(dondoc_\w+)`", table)) == ours


def test_the_scrape_asks_what_there_is() -> None:
    jobs = {one["job_name"]: one for one in SCRAPE["scrape_configs"]}
    assert jobs["dondoc"]["metrics_path"] == "/metrics"
    assert all((FOLDER / name).is_file() for name in SCRAPE["rule_files"])
    named = {job for query in QUERIES for job in re.findall(r'job="([^"]+)"', query)}
    assert named == set(jobs)
    # Asked more seldom than numbers are kept, each answer is new.
    assert int(SCRAPE["global"]["scrape_interval"].rstrip("s")) >= KEPT_SECONDS


def test_the_dashboard_can_be_loaded_and_nothing_covers_another() -> None:
    ids = [panel["id"] for panel in BOARD["panels"]]
    assert len(set(ids)) == len(ids)
    places: set[tuple[int, int]] = set()
    for panel in BOARD["panels"]:
        at = panel["gridPos"]
        cells = {(at["x"] + i, at["y"] + k) for i in range(at["w"]) for k in range(at["h"])}
        assert not cells & places and at["x"] + at["w"] <= 24
        places |= cells
        assert panel["datasource"]["uid"] == "${source}" and panel["title"]
    assert [one["name"] for one in BOARD["templating"]["list"]] == ["source"]


def test_the_page_says_the_programs_numbers() -> None:
    words = " ".join(PAGE.split())
    for sentence in (
        f"(`user_session`) | {retention.SESSION_DAYS} days after",
        f"(`report_link`) | {retention.LINK_DAYS} days after",
        f"(`outbox_entry`) | {retention.OUTBOX_DAYS} days",
        f"(`morning_run`) | {retention.MORNING_DAYS} days",
        f"`DONDOC_PREFECT_RUN_DAYS`, {Settings.model_fields['prefect_run_days'].default} |",
        f"`DONDOC_PREFECT_EVENT_DAYS`, {Settings.model_fields['prefect_event_days'].default} |",
        f"the last {MESSAGE_DAYS} days; `bounced`",
        f"of the last {MORNING_DAYS} days without",
        f"kept for {KEPT_SECONDS} seconds",
    ):
        assert sentence in words, sentence
    assert len(CLASSES) == 7


def test_the_page_on_prefect_shows_what_the_days_as_shipped_cost() -> None:
    page = (ROOT / "docs" / "prefect.md").read_text("utf-8")
    shipped = Settings.model_fields
    days = shipped["prefect_run_days"].default, shipped["prefect_event_days"].default
    assert "| **runs after {} days, events after {}** (as shipped) |".format(*days) in page


def test_the_fields_of_a_line_are_those_of_the_page() -> None:
    from config.logs import FACTS

    table = PAGE[PAGE.index("| field |") : PAGE.index("A record is cleaned")]
    cells = re.findall(r"^\|([^|]+)\|", table, re.MULTILINE)
    named = [name for cell in cells for name in re.findall(r"`(\w+)`", cell)]
    assert named == ["at", "level", "logger", "event", *FACTS, "pid", "trace"]
