"""Coordinators and two sides of one work are rehearsed as they will live."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from models.agency import Agency
from models.draft import DraftPlan
from models.obligation import Obligation
from models.reminder import Reminder
from rules.rehearsal import rehearse
from rules.workday import vietnam_calendar
from store.database import reading, writing
from store.mirrors import link
from store.moving import Act
from store.plans import draft_items
from tasks.rehearsing import works_of_document, works_of_plan
from tests.cast import ISSUED_ON, Cast, item

CALENDAR = vietnam_calendar()


@pytest.fixture
def province(cast: Cast) -> Cast:
    cast.settle_province()
    return cast


def test_what_coordinators_are_told_on_real_mornings_was_rehearsed(province: Cast) -> None:
    plan_id = province.tracked_plan(
        item(
            "Có ngày",
            "Sở Nội vụ",
            due=date(2026, 11, 20),
            coordinators=["Sở Tài chính", "đơn vị liên quan"],
        ),
        item("Cả nhóm", "Sở Y tế", due=date(2026, 12, 1), coordinators=["UBND các xã, phường"]),
        item("Không ngày", "Sở Y tế", coordinators=["Sở Nội vụ"]),
        item("Thường xuyên", "Sở Y tế", kind="ongoing", coordinators=["Sở Nội vụ"]),
    )
    until = date(2027, 1, 20)
    with reading(province.engine) as session:
        works = works_of_plan(session, plan_id, start=ISSUED_ON, calendar=province.office.calendar)
    found = rehearse(
        works, province.office.ladder, province.office.calendar, first_morning=ISSUED_ON, until=until
    )
    day = ISSUED_ON
    while day <= until:
        if province.office.calendar.is_working(day):
            province.look(day)
        day += timedelta(days=1)
    with reading(province.engine) as session:
        query: Any = (
            select(Reminder, Agency.name)
            .join(Obligation, col(Obligation.id) == col(Reminder.obligation_id))
            .join(Agency, col(Agency.id) == col(Obligation.agency_id))
            .where(col(Reminder.rule).not_like("escalate%"))
        )
        told = sorted((r.looked_on, name, r.obligation_id, r.rule) for r, name in session.exec(query))
    to_agencies = [m for m in found if m.kind == "agency-digest"]
    assert sorted((m.on, m.to, i.key, i.rule) for m in to_agencies for i in m.items) == told
    assert any(name == "Sở Tài chính" for _, name, *_ in told)


def test_a_draft_with_coordinators_and_two_sides_of_a_work_rehearses_as_it_will_live(province: Cast) -> None:
    plan_id = province.draft(
        item("A", "Sở Y tế", due=date(2026, 11, 20), coordinators=["Sở Nội vụ", "các đơn vị liên quan"]),
        item("B", "Sở Nội vụ", due=date(2026, 11, 24), coordinators=["SYT", "UBND các xã, phường"]),
        item("C", "chi cục Lạ", coordinators=["Chi cục lạ", "UBND các xã, phường"]),
    )
    calendar, ladder = province.office.calendar, province.office.ladder
    with writing(province.engine) as session:
        first, second, _ = (i.assignment.id or 0 for i in draft_items(session, plan_id))
        act = Act("x", "lead", province.at(ISSUED_ON), ISSUED_ON, calendar, ladder)
        link(session, plan_id=plan_id, first_id=first, second_id=second, act=act)

    def play() -> list[tuple[date, str, list[tuple[str, str]]]]:
        with reading(province.engine) as session:
            works = works_of_plan(session, plan_id, start=ISSUED_ON, calendar=calendar)
        found = rehearse(works, ladder, calendar, first_morning=ISSUED_ON, until=date(2026, 12, 31))
        told = [m for m in found if m.kind == "agency-digest"]
        return sorted((m.on, m.to, sorted((i.text, i.rule) for i in m.items)) for m in told)

    before = play()
    province.activate(plan_id)
    assert play() == before
    assert {to for _, to, _ in before} == {"Sở Y tế", "Sở Nội vụ", "Chi cục Lạ", "UBND các xã, phường"}
    assert len([1 for _, to, items in before if to == "Sở Nội vụ" for text, _ in items if text == "A"]) == 0


def test_a_documents_coordinators_are_played_but_for_open_sets() -> None:
    draft = DraftPlan(
        items=(
            item("A", "Sở A", due=date(2026, 11, 20), coordinators=["Sở B", "các đơn vị liên quan", "SỞ A"]),
        )
    )
    works = works_of_document(draft, start=ISSUED_ON, calendar=CALENDAR)
    assert [(w.agency, w.facts.part) for w in works] == [("Sở A", "owner"), ("Sở B", "coordinator")]
