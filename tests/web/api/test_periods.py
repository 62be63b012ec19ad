"""Roll-ups of periods: by name or by their two days, the same table as on the pages."""

from datetime import date

import pytest
from sqlalchemy import Engine

from config.office import Office
from rules.periods import period_named
from store.database import writing
from store.freezing import freeze
from store.rollups import Question
from tests.cast import Cast
from tests.web.api.conftest import System
from tests.web.conftest import TODAY, Furniture


def test_a_period_says_what_it_is_and_where_its_work_comes_from(system: System, furniture: Furniture) -> None:
    told = system.get("/rollups?period=2026-11").json()
    assert told["period"] == {
        "name": "2026-11",
        "cut": "calendar",
        "first_on": "2026-11-01",
        "last_on": "2026-11-30",
        "words": "tháng 11/2026",
    }
    # It still runs: counted as of today.
    assert (told["as_of"], told["source"]) == (TODAY.isoformat(), "now")
    counts = told["owners"]
    assert counts["total"] == counts["carried_over"] + counts["newly_given"] > 0
    assert system.get("/rollups").json()["period"] is None


@pytest.mark.parametrize(
    ("days", "name", "cut"),
    [
        ("from=2026-11-01&to=2026-11-30", "2026-11", "calendar"),
        ("from=2026-10-15&to=2026-11-14", "2026-11", "nd09"),
        ("from=2025-12-15&to=2026-12-14", "2026", "nd09"),
        ("from=2026-01-01&to=2026-12-31", "2026", "calendar"),
        ("from=2026-11-03&to=2026-11-20", "2026-11-03..2026-11-20", "calendar"),
    ],
)
def test_two_days_are_the_period_that_they_make(
    days: str, name: str, cut: str, system: System, furniture: Furniture
) -> None:
    told = system.get(f"/rollups?{days}").json()
    assert (told["period"]["name"], told["period"]["cut"]) == (name, cut)
    if "." not in name:
        assert system.get(f"/rollups?period={name}&cut={cut}").json() == told


def test_a_frozen_period_is_given_as_it_was_frozen(
    system: System, engine: Engine, cast: Cast, office: Office, furniture: Furniture
) -> None:
    asked = Question("agency", None, period_named("2026-11", "nd09"))
    with writing(engine) as session:
        kept = freeze(
            session,
            asked,
            as_of=date(2026, 11, 14),
            now=cast.at(TODAY),
            fresh_days=office.fresh_days,
            by="lead",
        )
        sha256 = kept.sha256
    told = system.get("/rollups?from=2026-10-15&to=2026-11-14").json()
    assert (told["source"], told["sha256"]) == ("frozen", sha256)


@pytest.mark.parametrize(
    "asked",
    [
        "from=2026-11-01",
        "to=2026-11-01",
        "from=2026-11-01&to=2026-10-01",
        "from=2026-11-01&to=2026-11-30&period=2026-11",
        "period=2026-13",
        "period=2027",
        "from=0001-01-01&to=0001-02-01",
        "from=9999-01-01&to=9999-12-31",
        "from=1950-01-01&to=2026-11-01",
        "period=2026-10&day=2026-11-05",
    ],
)
def test_what_is_no_period_is_said(asked: str, system: System, furniture: Furniture) -> None:
    answer = system.get(f"/rollups?{asked}")
    assert (answer.status_code, answer.json()["code"]) == (409, "refused"), answer.text


def test_the_key_of_an_agency_asks_for_no_period(own: System) -> None:
    for asked in ("period=2026-11", "from=2026-11-01&to=2026-11-30"):
        answer = own.get(f"/rollups?{asked}")
        assert (answer.status_code, answer.json()["code"]) == (403, "not-allowed")
