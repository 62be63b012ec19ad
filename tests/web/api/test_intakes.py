"""Plans that other systems send in: read as on the pages, drafts only, once under each key."""

import time
from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine

from config.office import Office
from models.errors import BadDocument
from models.reading import Tell
from store.database import reading, writing
from store.intakes import begin_intake
from store.plans import get_plan
from tasks.ingesting import ingest
from tests.cast import Cast
from tests.conftest import ROOT
from tests.web.api.conftest import Calling, System
from tests.web.conftest import TODAY, Browser, Furniture
from web.desk import Desk
from web.readings import MOST_WAITING, Readings

SAMPLE: Path = min((ROOT / "samples").glob("*.txt"))


@pytest.fixture
def app(app: FastAPI, engine: Engine, office: Office, cast: Cast) -> FastAPI:
    """The application with the reader that it has in earnest."""

    def read(data: bytes, filename: str, by: str, tell: Tell) -> int:
        if data == b"hong":
            raise BadDocument("Không đọc được.", hint="Gửi bản khác.", place=filename)
        return ingest(engine, office, data, filename, by=by, now=cast.at(TODAY), tell=tell)

    desk: Desk = app.state.desk
    made = Desk(
        desk.settings,
        desk.clock,
        desk.rules_in_force,
        desk.engine,
        Readings(read, engine, desk.clock),
        desk.health,
    )
    app.state.desk = made
    (mounted,) = (route for route in app.routes if getattr(route, "name", "") == "api")
    mounted.app.state.desk = made  # type: ignore[attr-defined]
    return app


def outcome(system: System, key: str) -> dict[str, object]:
    """Return what became of a document, once its reading is over."""
    for _ in range(600):
        told: dict[str, object] = system.get(f"/intakes/{key}").json()
        if told["state"] != "reading":
            return told
        time.sleep(0.05)
    raise AssertionError("the reading takes too long")


def test_a_document_becomes_a_draft_that_a_person_reviews(
    system: System, engine: Engine, lead: Browser
) -> None:
    answer = system.send("/plans", {}, {"document": ("Kế hoạch mới.txt", SAMPLE.read_bytes())})
    assert answer.status_code == 202, answer.text
    begun = answer.json()
    assert begun["filename"] == "Kế hoạch mới.txt" and begun["state"] == "reading"
    assert answer.headers["location"] == f"/api/v1/intakes/{begun['id']}"
    told = outcome(system, begun["id"])
    assert told["state"] == "stored" and isinstance(told["plan_id"], int)
    with reading(engine) as session:
        assert get_plan(session, told["plan_id"]).state == "draft"
    # Never in force before a person has looked at it: the API does not even show it.
    assert system.get(f"/plans/{told['plan_id']}").status_code == 404
    assert lead.get(f"/ke-hoach/{told['plan_id']}").status_code == 200


def test_the_same_key_sends_a_document_in_once(system: System) -> None:
    files = {"document": ("a.txt", b"hong")}
    first, second = (system.send("/plans", {}, files, idempotency_key="mot") for _ in range(2))
    assert first.json() == second.json() and second.headers["idempotency-replayed"] == "true"
    assert first.headers["location"] == second.headers["location"]
    other = system.send("/plans", {}, {"document": ("a.txt", b"khac")}, idempotency_key="mot")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key")


def test_a_document_that_cannot_be_read_says_why(system: System) -> None:
    begun = system.send("/plans", {}, {"document": ("a.txt", b"hong")}).json()
    told = outcome(system, begun["id"])
    assert told == begun | {
        "state": "refused",
        "detail": "Không đọc được. (a.txt)",
        "hint": "Gửi bản khác.",
    }


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({"document": ("a.txt", b"")}, "bad-document"),
        ({"khac": ("a.txt", b"a")}, "bad-request"),
    ],
)
def test_nothing_is_no_document(files: dict[str, object], code: str, system: System) -> None:
    answer = system.send("/plans", {}, files)
    assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_a_refused_document_keeps_no_place(system: System) -> None:
    for n in range(MOST_WAITING + 1):
        answer = system.send("/plans", {}, {"document": ("a.txt", b"hong")}, idempotency_key=f"mot-{n % 2}")
        assert answer.status_code == 202
        answer = system.send("/plans", {}, {"document": ("b.txt", b"hong")}, idempotency_key="mot-0")
        assert answer.status_code == 422


def test_who_may_only_read_or_has_one_agency_sends_nothing_in(calling: Calling, own: System) -> None:
    files = {"document": ("a.txt", b"hong")}
    assert calling("plans:read").send("/plans", {}, files).status_code == 403
    assert own.send("/plans", {}, files).status_code == 403


def test_a_document_is_told_of_to_its_sender_only_and_a_cut_off_one_says_so(
    calling: Calling, engine: Engine, cast: Cast, furniture: Furniture
) -> None:
    first, second = calling(), calling()
    key = "0123456789abcdef"
    with writing(engine) as session:
        by = "Hệ thống văn bản (khóa API 1)"
        begin_intake(session, key, filename="a.txt", sha256="0" * 64, by=by, now=cast.at(TODAY))
    assert first.get(f"/intakes/{key}").json()["state"] == "cut-off"
    assert second.get(f"/intakes/{key}").status_code == 404
    assert first.get("/intakes/khong-co").status_code == 422
