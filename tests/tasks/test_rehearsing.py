"""What is rehearsed is what happens: the real mornings send the rehearsed digests, line by line."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from models.agency import Agency, Contact
from models.draft import DraftPlan, Rhythm
from models.obligation import Obligation
from models.plan import Plan
from models.reminder import Message
from rules.escalation import Reach
from rules.ladder import LadderRules
from rules.rehearsal import SCENARIOS, RehearsedMessage, Stage, rehearse
from rules.workday import vietnam_calendar
from store.database import reading, writing
from store.replanning import set_plan_ladder
from tasks.composing import compose_digests
from tasks.delivering import deliver_due
from tasks.rehearsing import works_of_document, works_of_plan
from tasks.reminding import claim_reminders, top_up_occurrences
from tasks.staging import stage_of_plan
from tests.cast import ISSUED_ON, Cast, item
from tests.tasks.letters import Sent, really_sent, rehearsed

pytestmark = pytest.mark.long

UNTIL = date(2027, 1, 20)


@pytest.fixture
def province(cast: Cast) -> Cast:
    cast.settle_province()
    return cast


def live(cast: Cast, until: date, since: date = ISSUED_ON) -> list[Sent]:
    """Live every day up to ``until``, days off too, without an answer; return what was written."""
    day = since
    while day <= until:
        top_up_occurrences(cast.engine, cast.office, as_of=day, now=cast.at(day, 7))
        claim_reminders(cast.engine, cast.office, as_of=day)
        compose_digests(cast.engine, cast.settings, cast.office, today=day, now=cast.at(day, 7, 0))
        deliver_due(cast.engine, cast.settings, now=cast.at(day, 7, 30))
        day += timedelta(days=1)
    return really_sent(cast.engine)


def played_from(cast: Cast, plan_id: int, start: date = ISSUED_ON) -> list[RehearsedMessage]:
    with reading(cast.engine) as session:
        works = works_of_plan(session, plan_id, start=start, calendar=cast.office.calendar)
        stage = stage_of_plan(session, plan_id, on=start)
    return rehearse(
        works,
        cast.office.ladder,
        cast.office.calendar,
        first_morning=start,
        until=UNTIL,
        stage=stage,
    )


def add_contact(cast: Cast, agency: str, role: str) -> None:
    with writing(cast.engine) as session:
        found = session.exec(select(Agency).where(Agency.name == agency)).one()
        channel = f"outbox://{found.code}-{role}"
        session.add(Contact(agency_id=found.id or 0, name="Người khác", role=role, channel=channel))


def only_head(cast: Cast, agency: str) -> None:
    """Let the only contact of an agency be its head."""
    with writing(cast.engine) as session:
        found = session.exec(select(Contact, Agency).where(Contact.agency_id == Agency.id)).all()
        for contact, owner in found:
            if owner.name == agency:
                contact.role = "head"
                session.add(contact)


def set_plan(cast: Cast, plan_id: int, **values: object) -> None:
    with writing(cast.engine) as session:
        plan = session.get_one(Plan, plan_id)
        for name, value in values.items():
            setattr(plan, name, value)
        session.add(plan)


def busy_plan(cast: Cast, **more: object) -> int:
    return cast.tracked_plan(
        item("Có ngày", "Sở Nội vụ", "Sở Tài chính", due=date(2026, 11, 20), coordinators=("Sở Y tế",)),
        item("Xa hơn", "Sở Nội vụ", due=date(2026, 12, 28), ref="IV.2"),
        item("Không ngày", "UBND các xã, phường", ref="IV.3"),
        item("Thường xuyên", "Sở Y tế", kind="ongoing", ref="IV.4"),
        item("Của chủ trì", "Sở Y tế", due=date(2026, 11, 13), ref="IV.5"),
        item("Hằng tuần", "Sở Tài chính", rhythm=Rhythm("week", weekday=4), ref="IV.6"),
        **more,
    )


CIRCUMSTANCES = ("officers", "heads", "heads-only", "issuer", "issuer-without-heads", "urgent", "own-ladder")


@pytest.mark.parametrize("circumstance", CIRCUMSTANCES)
def test_the_real_mornings_send_what_was_rehearsed(province: Cast, circumstance: str) -> None:
    if circumstance in ("heads", "issuer", "urgent"):
        for agency in ("Sở Nội vụ", "Sở Y tế"):
            add_contact(province, agency, "head")
    if circumstance == "heads-only":
        only_head(province, "Sở Nội vụ")
        only_head(province, "Sở Y tế")
    draft = province.draft(item("Nháp"), title="Dự thảo khác")
    plan_id = busy_plan(province)
    if circumstance.startswith("issuer"):
        with reading(province.engine) as session:
            front = session.exec(select(Agency.id).where(Agency.code == "mttq")).one()
        set_plan(province, plan_id, issuer_agency_id=front)
        if circumstance == "issuer":
            add_contact(province, "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh", "head")
    if circumstance == "urgent":
        set_plan(province, plan_id, is_urgent=True)
    if circumstance == "own-ladder":
        own: dict[str, object] = {"before": [2], "escalate_head": 2, "coordinator": {"overdue_every": 2}}
        with writing(province.engine) as session:
            set_plan_ladder(
                session,
                plan_id=plan_id,
                overrides=own,
                by="chuyên viên",
                now=province.at(ISSUED_ON),
                calendar=province.office.calendar,
                ladder=province.office.ladder,
            )
    played = played_from(province, plan_id)
    assert rehearsed(played) == live(province, UNTIL)
    kinds = {m.kind for m in played}
    assert kinds >= {"urgent-digest" if circumstance == "urgent" else "agency-digest"}
    letter = "urgent-escalation" if circumstance == "urgent" else "escalation"
    assert (letter in kinds) == (circumstance not in ("officers", "own-ladder"))
    assert len(played) > 30
    assert draft != plan_id


def test_a_plan_in_force_is_rehearsed_from_its_last_look(province: Cast) -> None:
    add_contact(province, "Sở Nội vụ", "head")
    plan_id = busy_plan(province)
    until = date(2026, 11, 24)
    before = live(province, until)
    played = rehearsed(played_from(province, plan_id, until + timedelta(days=1)))
    assert live(province, UNTIL, until + timedelta(days=1)) == sorted(
        before + played, key=lambda s: (s.on, s.to, s.kind)
    )
    assert any(s.kind == "escalation" for s in played)


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


def test_a_coordinator_is_told_softly_and_no_leader_hears_of_it(province: Cast) -> None:
    plan_id = busy_plan(province)
    rules = [
        i.rule
        for m in played_from(province, plan_id)
        for i in m.items
        if m.to.endswith("Sở Y tế") and i.ref == "IV.1"
    ]
    assert rules[:4] == ["assigned", "before-3", "due-day", "overdue"]
    assert set(rules[4:]) == {"overdue"}


def test_no_two_messages_of_a_day_have_one_recipient() -> None:
    draft = DraftPlan(
        items=tuple(item(f"Việc {n}", "Sở A", due=ISSUED_ON + timedelta(days=n)) for n in range(9)),
        lead_agency="Sở A",
        issuer="UBND tỉnh",
    )
    works = works_of_document(draft, start=ISSUED_ON, calendar=CALENDAR)
    for reach in (Reach(), Reach(heads=False), Reach(one_desk=True), Reach(officers=False)):
        stage = Stage(lead="Sở A", issuer="UBND tỉnh", reach={"Sở A": reach})
        found = rehearse(works, LADDER, CALENDAR, first_morning=ISSUED_ON, until=UNTIL, stage=stage)
        assert len({(m.on, m.to) for m in found}) == len(found) > 20


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
