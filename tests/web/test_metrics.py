"""``/metrics``: numbers for Prometheus, for those who may have them, and nobody's name among them."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import Engine, event
from sqlmodel import select

from config.clock import Clock
from config.office import Office
from config.settings import Settings
from models.agency import Agency, Contact
from models.reminder import Message
from store.database import reading, writing
from store.gauges import CLASSES, take_gauges
from store.runs import MorningCounts, begin_run, end_run
from tests.cast import Cast, item
from tests.web.conftest import TODAY, Furniture, TestClient, no_ingest
from web.app import create_app

TOKEN = "a-token-for-tests-only"


@pytest.fixture
def near(app: FastAPI) -> Iterator[TestClient]:
    """A monitor on this machine."""
    with TestClient(app, client=("127.0.0.1", 5)) as client:
        yield client


def families(client: TestClient) -> dict[str, dict[tuple[str, ...], float]]:
    """Return every sample by its name and the values of its labels, in the order of the labels' names."""
    answer = client.get("/metrics")
    assert answer.status_code == 200, answer.text
    found: dict[str, dict[tuple[str, ...], float]] = {}
    for family in text_string_to_metric_families(answer.text):
        for sample in family.samples:
            found.setdefault(sample.name, {})[tuple(v for _, v in sorted(sample.labels.items()))] = (
                sample.value
            )
    return found


def test_only_this_machine_reads_them_where_there_is_no_token(app: FastAPI) -> None:
    with TestClient(app, client=("192.0.2.7", 5)) as client:
        assert client.get("/metrics").status_code == 403
    with TestClient(app, client=("127.0.0.1", 5)) as client:
        assert client.get("/metrics").status_code == 200
        # A proxy on this machine hands on what strangers ask.
        assert client.get("/metrics", headers={"x-forwarded-for": "192.0.2.7"}).status_code == 403
    with TestClient(app, client=("::1", 5)) as client:
        assert client.get("/metrics").status_code == 200


@pytest.mark.parametrize(
    "shown", ["", "Bearer ", "Bearer another-token-of-somebody", TOKEN, f"Basic {TOKEN}"]
)
def test_with_a_token_nobody_reads_them_without_it(
    settings: Settings, engine: Engine, clock: Clock, office: Office, shown: str
) -> None:
    given = Settings(_env_file=None, home=settings.home, secret_key=settings.secret_key, metrics_token=TOKEN)  # type: ignore[arg-type]
    given = given.model_copy(update={"database_url": settings.database_url})
    with TestClient(create_app(given, clock, office, ingest=no_ingest), client=("127.0.0.1", 5)) as client:
        assert client.get("/metrics", headers={"authorization": shown}).status_code == 401
        assert client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"}).status_code == 200


def test_the_classes_are_those_of_the_rollup_and_every_obligation_is_in_one(
    near: TestClient, furniture: Furniture, cast: Cast
) -> None:
    counted = families(near)["dondoc_obligations"]
    assert {name for name, _ in counted} == set(CLASSES)
    assert counted["open_overdue", "owner"] == 2
    assert counted["ongoing", "owner"] == 1
    assert sum(counted.values()) == len(cast.obligations(furniture.active_plan))


def test_nothing_names_a_body_a_plan_or_a_person(
    near: TestClient, furniture: Furniture, engine: Engine
) -> None:
    near.get("/r/a-token-that-nobody-may-see")
    text = near.get("/metrics").text
    with reading(engine) as session:
        names = [a.name for a in session.exec(select(Agency))] + [
            a.code for a in session.exec(select(Agency))
        ]
        names += [c.name for c in session.exec(select(Contact))]
    assert names
    assert [n for n in names if n in text] == []
    assert "12/KH-UBND" not in text and "a-token" not in text


def test_numbers_are_counted_once_in_fifteen_seconds(near: TestClient, engine: Engine) -> None:
    asked: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        near.get("/metrics")
        first = len(asked)
        for _ in range(5):
            near.get("/metrics")
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert 0 < first <= 25
    assert len(asked) == first


def test_requests_are_counted_by_the_template_of_their_route(near: TestClient, furniture: Furniture) -> None:
    near.get("/phan-viec/1", follow_redirects=False)
    near.get("/phan-viec/2", follow_redirects=False)
    near.head("/healthz")
    near.get("/nobody/wrote/this")
    near.get("/api/v1/plans")
    near.get("/static/style.css")
    near.request("STRANGE", "/healthz")
    found = families(near)
    counted = found["dondoc_requests_total"]
    assert counted["GET", "/phan-viec/{obligation_id}", "303"] == 2
    assert counted["HEAD", "/healthz", "200"] == 1
    assert counted["GET", "none", "404"] == 1
    assert counted["GET", "/api/v1/plans", "401"] == 1
    assert ("GET", "/static", "200") in counted
    assert any(method == "other" for method, _, _ in counted)
    assert found["dondoc_request_seconds_count"][("/phan-viec/{obligation_id}",)] == 2


def test_a_database_that_is_gone_is_told_and_requests_are_still_counted(
    settings: Settings, clock: Clock, office: Office
) -> None:
    gone = settings.model_copy(update={"database_url": f"sqlite:///{settings.home}/no/x.db"})
    (settings.home / "no" / "x.db").mkdir(parents=True)
    with TestClient(create_app(gone, clock, office, ingest=no_ingest), client=("127.0.0.1", 5)) as client:
        found = families(client)
    assert found["dondoc_database_up"] == {(): 0}
    assert "dondoc_plans" not in found and "dondoc_disk_free_bytes" in found


def queue(engine: Engine, cast: Cast, number: int, **facts: Any) -> None:
    row = {
        "kind": "agency-digest",
        "recipient": f"contact:{number}",
        "on": TODAY,
        "reference": f"<{number}@x>",
    }
    words = {"subject": "x", "body_text": "x", "body_html": "x"}
    with writing(engine) as session:
        session.add(Message(**{**row, **words, "created_at": cast.at(TODAY, 6), **facts}))


@pytest.mark.both_databases
def test_messages_are_counted_by_what_came_of_them_and_by_what_they_wait_for(
    cast: Cast, engine: Engine, office: Office
) -> None:
    now = cast.at(TODAY, 10)
    queue(engine, cast, 1)
    queue(engine, cast, 2, not_before_at=cast.at(TODAY, 9))
    queue(engine, cast, 3, not_before_at=cast.at(TODAY, 11), attempts=2)
    queue(engine, cast, 4, not_before_at=cast.at(TODAY, 14), created_at=cast.at(TODAY, 1))
    queue(engine, cast, 5, state="sent", sent_at=now)
    queue(engine, cast, 6, state="sent", sent_at=now, bounced_at=now)
    queue(engine, cast, 7, state="refused", kind="lead-digest")
    queue(engine, cast, 8, state="refused", on=TODAY - timedelta(days=8))
    with reading(engine) as session:
        found = take_gauges(session, now=now, is_working=office.calendar.is_working)
    assert found.waiting == {"due": 2, "retry": 1, "hours": 1}
    assert (found.oldest_queued, found.oldest_due) == (9 * 3600, 4 * 3600)
    assert found.messages == {
        ("agency-digest", "queued"): 4,
        ("agency-digest", "sent"): 1,
        ("agency-digest", "bounced"): 1,
        ("lead-digest", "refused"): 1,
    }
    assert found.database_bytes > 100_000


@pytest.mark.both_databases
def test_the_last_morning_and_the_missed_ones(cast: Cast, engine: Engine, office: Office) -> None:
    cast.settle_province()
    # Activated on a Monday; of the four working days since, one had a good morning and one a failed one.
    cast.tracked_plan(item("Gửi báo cáo", "Sở Nội vụ", due=date(2026, 12, 4)))
    friday = date(2026, 11, 20)
    with writing(engine) as session:
        for day, failure in ((date(2026, 11, 18), ""), (friday, "không gửi được")):
            run = begin_run(session, on=day, now=cast.at(day, 7))
            done = cast.at(day, 7) + timedelta(seconds=90)
            end_run(session, run, counts=MorningCounts(1, 1, 5), failure=failure, now=done)
    with reading(engine) as session:
        early = take_gauges(session, now=cast.at(TODAY, 8), is_working=office.calendar.is_working)
        late = take_gauges(session, now=cast.at(TODAY, 10), is_working=office.calendar.is_working)
    assert late.last_morning is not None
    assert (late.last_morning.is_good, late.last_morning.seconds, late.last_morning.sent) == (False, 90, 5)
    assert late.last_good_at == cast.at(date(2026, 11, 18), 7) + timedelta(seconds=90)
    assert late.missed_mornings == early.missed_mornings + 1
    assert late.is_working_day


@pytest.mark.both_databases
def test_an_agency_with_work_and_nobody_who_reads_is_counted(
    cast: Cast, engine: Engine, office: Office
) -> None:
    cast.settle_province()
    cast.tracked_plan(item("Gửi báo cáo", "Sở Nội vụ", due=date(2026, 12, 4)))

    def unreached() -> int:
        with reading(engine) as session:
            return take_gauges(
                session, now=cast.at(TODAY, 10), is_working=office.calendar.is_working
            ).unreached_agencies

    before = unreached()
    with writing(engine) as session:
        for contact in session.exec(select(Contact)):
            contact.is_active = False
    assert unreached() == before + 1


def test_every_name_is_ours_and_says_its_unit(near: TestClient, furniture: Furniture) -> None:
    for name in families(near):
        assert re.match(r"(dondoc|process)_[a-z_]+$", name), name
