"""``/healthz``."""

from config.clock import Clock
from config.office import Office
from config.settings import Settings
from store.database import migrate
from store.sealing import open_with_key
from tests.web.conftest import TestClient, no_ingest
from web.app import create_app


def down() -> None:
    raise ConnectionError("nobody answers")


def test_all_parts_up_is_200(settings: Settings, clock: Clock, office: Office) -> None:
    app = create_app(settings, clock, office, ingest=no_ingest, health={"Prefect": lambda: None})
    with TestClient(app) as client:
        answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {"ok": True, "parts": {"database": "up", "Prefect": "up"}, "faults": {}}


def test_a_part_that_is_down_is_named(settings: Settings, clock: Clock, office: Office) -> None:
    app = create_app(
        settings, clock, office, ingest=no_ingest, health={"Prefect": down, "mail": lambda: None}
    )
    with TestClient(app) as client:
        answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["parts"] == {"database": "up", "Prefect": "down", "mail": "up"}
    assert answer.json()["faults"] == {"Prefect": "ConnectionError"}


def test_a_database_at_another_revision_is_down(settings: Settings, clock: Clock, office: Office) -> None:
    (settings.home / "dondoc.db").unlink()
    engine = open_with_key(settings)
    app = create_app(settings, clock, office, ingest=no_ingest)
    with TestClient(app) as client:
        before = client.get("/healthz")
        migrate(engine)
        after = client.get("/healthz")
    engine.dispose()
    assert before.status_code == 503 and before.json()["parts"]["database"] == "down"
    assert after.status_code == 200


def test_a_database_that_does_not_answer_is_down(settings: Settings, clock: Clock, office: Office) -> None:
    gone = settings.model_copy(update={"database_url": f"sqlite:///{settings.home}/secret.key/x.db"})
    (settings.home / "secret.key").mkdir()
    (settings.home / "secret.key" / "x.db").mkdir()
    with TestClient(create_app(gone, clock, office, ingest=no_ingest)) as client:
        assert client.get("/healthz").status_code == 503
