"""``/healthz`` and ``/readyz``."""

from collections.abc import Callable

from jinja2 import DictLoader
from sqlalchemy import Engine

from config.clock import Clock
from config.office import Office
from config.settings import Settings
from store.database import migrate
from tests.web.conftest import TestClient, no_ingest
from web.app import create_app


def down() -> None:
    raise ConnectionError("nobody answers")


def test_all_parts_up_is_200(settings: Settings, clock: Clock, office: Office) -> None:
    app = create_app(settings, clock, office, ingest=no_ingest, health={"Prefect": lambda: None})
    with TestClient(app, client=("127.0.0.1", 5)) as client:
        answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {"ok": True, "parts": {"database": "up", "Prefect": "up"}, "faults": {}}


def test_a_part_that_is_down_is_named(settings: Settings, clock: Clock, office: Office) -> None:
    app = create_app(
        settings, clock, office, ingest=no_ingest, health={"Prefect": down, "mail": lambda: None}
    )
    with TestClient(app, client=("127.0.0.1", 5)) as client:
        answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["parts"] == {"database": "up", "Prefect": "down", "mail": "up"}
    assert answer.json()["faults"] == {"Prefect": "ConnectionError"}


def test_strangers_hear_which_part_is_down_and_not_why(
    settings: Settings, clock: Clock, office: Office
) -> None:
    app = create_app(settings, clock, office, ingest=no_ingest, health={"Prefect": down})
    with TestClient(app, client=("192.0.2.7", 5)) as client:
        assert client.get("/healthz").json() == {
            "ok": False,
            "parts": {"database": "up", "Prefect": "down"},
        }
    with TestClient(app, client=("127.0.0.1", 5)) as client:
        through_a_proxy = client.get("/healthz", headers={"x-forwarded-for": "192.0.2.7"})
    assert "faults" not in through_a_proxy.json()


def test_a_database_at_another_revision_is_down(
    settings: Settings, clock: Clock, office: Office, new_database: Callable[[], Engine]
) -> None:
    engine = new_database()
    url = engine.url.render_as_string(hide_password=False)
    app = create_app(settings.model_copy(update={"database_url": url}), clock, office, ingest=no_ingest)
    with TestClient(app) as client:
        before = client.get("/healthz")
        migrate(engine)
        after = client.get("/healthz")
    assert before.status_code == 503 and before.json()["parts"]["database"] == "down"
    assert after.status_code == 200


def test_a_database_that_does_not_answer_is_down(settings: Settings, clock: Clock, office: Office) -> None:
    gone = settings.model_copy(update={"database_url": f"sqlite:///{settings.home}/secret.key/x.db"})
    (settings.home / "secret.key").mkdir()
    (settings.home / "secret.key" / "x.db").mkdir()
    with TestClient(create_app(gone, clock, office, ingest=no_ingest)) as client:
        assert client.get("/healthz").status_code == 503


def test_a_process_that_can_serve_is_ready_though_another_part_is_down(
    settings: Settings, clock: Clock, office: Office, engine: Engine
) -> None:
    app = create_app(settings, clock, office, ingest=no_ingest, health={"Prefect": down})
    with TestClient(app) as client:
        answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {
        "ready": True,
        "parts": {"templates": "up", "database": "up", "revision": "head"},
    }


def test_a_database_at_another_revision_says_on_which_side(
    settings: Settings, clock: Clock, office: Office, engine: Engine
) -> None:
    told: list[tuple[int, str]] = []
    with TestClient(create_app(settings, clock, office, ingest=no_ingest)) as client:
        for revision in ("0001", "9999"):
            with engine.begin() as connection:
                connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{revision}'")
            answer = client.get("/readyz")
            told.append((answer.status_code, answer.json()["parts"]["revision"]))
    assert told == [(503, "older"), (503, "newer")]


def test_without_a_database_or_a_template_nobody_is_ready(
    settings: Settings, clock: Clock, office: Office
) -> None:
    gone = settings.model_copy(update={"database_url": f"sqlite:///{settings.home}/no/x.db"})
    (settings.home / "no" / "x.db").mkdir(parents=True)
    app = create_app(gone, clock, office, ingest=no_ingest)
    with TestClient(app) as client:
        first = client.get("/readyz")
        # An environment of its own: the other is every application's.
        app.state.pages = app.state.pages.overlay(loader=DictLoader({"base.html": "{% broken"}))
        second = client.get("/readyz")
    assert (first.status_code, first.json()["parts"]) == (503, {"templates": "up", "database": "down"})
    assert second.json()["parts"]["templates"] == "down"
