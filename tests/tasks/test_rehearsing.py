"""What is rehearsed is what happens: the real mornings send the rehearsed digests, line by line."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from models.agency import Agency
from models.draft import DraftPlan
from models.obligation import Obligation
from models.reminder import Message, Reminder
from rules.ladder import LadderRules
from rules.rehearsal import SCENARIOS, RehearsedMessage, rehearse
from rules.workday import vietnam_calendar
from store.database import reading
from tasks.composing import compose_digests
from tasks.rehearsing import works_of_document, works_of_plan
from tests.cast import ISSUED_ON, Cast, item

Told = list[tuple[date, str, list[tuple[int, str, int]]]]


@pytest.fixture
def province(cast: Cast) -> Cast:
    cast.settle_province()
    return cast


def really_sent(cast: Cast, until: date) -> Told:
    """Live day by day up to ``until`` without an answer from anybody; return what digests carried."""
    day = ISSUED_ON
    while day <= until:
        if cast.office.calendar.is_working(day):
            cast.look(day)
            compose_digests(cast.engine, cast.settings, cast.office, today=day, now=cast.at(day, 7, 0))
        day += timedelta(days=1)
    with reading(cast.engine) as session:
        rows = session.exec(
            select(Message, Agency.name, Reminder)
            .where(Message.id == Reminder.message_id, Message.agency_id == Agency.id)
            .order_by(Reminder.obligation_id)  # type: ignore[arg-type]
        ).all()
    told: dict[tuple[date, str], list[tuple[int, str, int]]] = {}
    for message, agency, reminder in rows:
        told.setdefault((message.on, agency), []).append(
            (reminder.obligation_id, reminder.rule, reminder.number)
        )
    return [(on, to, lines) for (on, to), lines in sorted(told.items())]


def rehearsed(messages: list[RehearsedMessage]) -> Told:
    return [(m.on, m.to, sorted((i.key, i.rule, i.number) for i in m.items)) for m in messages]


def test_the_real_mornings_send_what_was_rehearsed(province: Cast) -> None:
    plan_id = province.tracked_plan(
        item("Có ngày", "Sở Nội vụ", "Sở Tài chính", due=date(2026, 11, 20)),
        item("Xa hơn", "Sở Nội vụ", due=date(2026, 12, 28)),
        item("Không ngày", "UBND các xã, phường"),
        item("Thường xuyên", "Sở Y tế", kind="ongoing"),
    )
    until = date(2027, 1, 20)
    with reading(province.engine) as session:
        works = works_of_plan(session, plan_id, start=ISSUED_ON, calendar=province.office.calendar)
    messages = rehearse(
        works, province.office.ladder, province.office.calendar, first_morning=ISSUED_ON, until=until
    )
    assert rehearsed(messages) == really_sent(province, until)
    assert len(messages) > 30


def test_a_draft_rehearses_as_it_will_live(province: Cast) -> None:
    items = (item("A", "UBND các xã, phường", due=date(2026, 11, 20)), item("B", "Sở Y tế"))
    plan_id = province.draft(*items)
    province.open_groups(plan_id)
    calendar, ladder = province.office.calendar, province.office.ladder

    def play() -> list[tuple[date, str, list[str]]]:
        with reading(province.engine) as session:
            works = works_of_plan(session, plan_id, start=ISSUED_ON, calendar=calendar)
        found = rehearse(works, ladder, calendar, first_morning=ISSUED_ON, until=date(2026, 12, 31))
        return sorted((m.on, m.to, sorted(i.rule for i in m.items)) for m in found)

    before = play()
    province.activate(plan_id)
    assert play() == before


def test_rehearsing_stores_nothing(province: Cast) -> None:
    plan_id = province.draft(item("A", due=date(2026, 11, 20)))
    with reading(province.engine) as session:
        works_of_plan(session, plan_id, start=ISSUED_ON, calendar=province.office.calendar)
    with reading(province.engine) as session:
        assert session.exec(select(Obligation)).all() == []
        assert session.exec(select(Message)).all() == []


CALENDAR, LADDER = vietnam_calendar(), LadderRules()


def played(name: str, due: date) -> list[str]:
    draft = DraftPlan(items=(item("A", "Sở Nội vụ", due=due),))
    works = works_of_document(draft, start=ISSUED_ON, calendar=CALENDAR)
    found = rehearse(
        works,
        LADDER,
        CALENDAR,
        first_morning=ISSUED_ON,
        until=due + timedelta(days=30),
        scenario_of=lambda agency: SCENARIOS[name],
    )
    return [i.rule for m in found for i in m.items]


def test_agencies_that_answer_in_time_are_left_alone_afterwards() -> None:
    due = date(2026, 11, 20)
    assert played("dung-han", due)[-1] == "due-day"
    assert "overdue" not in played("som", due)
    assert played("tre", due).count("overdue") == 1
    assert "unacknowledged" not in played("chi-tiep-nhan", due)
    assert played("khong", due).count("overdue") > 5


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(days=st.lists(st.integers(0, 90), min_size=1, max_size=5), scenario=st.sampled_from(sorted(SCENARIOS)))
def test_one_digest_per_agency_and_day_on_working_days_only(days: list[int], scenario: str) -> None:
    draft = DraftPlan(
        items=tuple(item(f"Việc {n}", "Sở A", "Sở B", due=ISSUED_ON + timedelta(days=n)) for n in days)
    )
    works = works_of_document(draft, start=ISSUED_ON, calendar=CALENDAR)
    found = rehearse(
        works,
        LADDER,
        CALENDAR,
        first_morning=ISSUED_ON,
        until=ISSUED_ON + timedelta(days=150),
        scenario_of=lambda agency: SCENARIOS[scenario],
    )
    assert len({(m.on, m.to) for m in found}) == len(found)
    assert all(CALENDAR.is_working(m.on) for m in found)
    assert all(len({i.key for i in m.items}) == len(m.items) for m in found)
