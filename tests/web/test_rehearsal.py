"""The rehearsal's page says what the rehearsal's rules say."""

import re

from sqlalchemy import Engine

from config.office import Office
from rules.rehearsal import SCENARIOS, rehearse
from store.database import reading
from tasks.rehearsing import close_day, works_of_plan
from tasks.staging import stage_of_plan
from tests.cast import Cast, item
from tests.web.conftest import TODAY, Browser, Furniture
from tests.web.test_report_link import everything


def letters(engine: Engine, office: Office, plan_id: int, scenario: str) -> int:
    with reading(engine) as session:
        works = works_of_plan(session, plan_id, start=TODAY, calendar=office.calendar)
        stage = stage_of_plan(session, plan_id, on=TODAY)
    found = rehearse(
        works,
        office.ladder,
        office.calendar,
        first_morning=TODAY,
        until=close_day(works, start=TODAY),
        scenario_of=lambda _: SCENARIOS[scenario],
        stage=stage,
    )
    return len(found)


def shown(html: str) -> int:
    return int(re.findall(r"<strong>([\d.]+) thư</strong>", html)[0].replace(".", ""))


def test_the_page_counts_the_letters_of_a_draft_and_of_a_plan_in_force(
    lead: Browser, engine: Engine, office: Office, furniture: Furniture
) -> None:
    for plan_id in (furniture.draft_plan, furniture.active_plan):
        counts = {}
        for scenario in SCENARIOS:
            html = lead.get(f"/ke-hoach/{plan_id}/dien-tap?tra_loi={scenario}").text
            counts[scenario] = shown(html)
            assert counts[scenario] == letters(engine, office, plan_id, scenario) > 0
        assert counts["khong"] > counts["som"]


def test_one_agencys_letters_can_be_read_alone(lead: Browser, furniture: Furniture) -> None:
    html = lead.get(f"/ke-hoach/{furniture.draft_plan}/dien-tap?co_quan=Sở Tài chính").text
    assert "<strong>Sở Tài chính</strong>" in html and "<strong>Sở Nội vụ</strong>" not in html
    assert "giao việc" in html and re.search(r"quá hạn \d+ ngày", html)


def test_a_rehearsal_stores_nothing(lead: Browser, engine: Engine, furniture: Furniture) -> None:
    lead.get("/bang")
    before = everything(engine)
    assert lead.get(f"/ke-hoach/{furniture.draft_plan}/dien-tap").status_code == 200
    assert everything(engine) == before


def test_a_very_large_plan_is_played_one_agency_at_a_time(
    lead: Browser, cast: Cast, furniture: Furniture
) -> None:
    draft = cast.draft(*(item(f"Việc {n}", "UBND các xã, phường") for n in range(340)))
    cast.open_groups(draft)
    assert "Chọn một cơ quan ở trên" in lead.get(f"/ke-hoach/{draft}/dien-tap").text
    assert shown(lead.get(f"/ke-hoach/{draft}/dien-tap?co_quan=UBND xã An Bình").text) > 0
