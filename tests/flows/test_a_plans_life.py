"""Two real plans lived day by day, from their issue to their close: what goes out is what was rehearsed."""

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from config.office import load_office
from models.agency import Agency, Contact
from models.obligation import Obligation
from models.reminder import Message, OutboxEntry
from rules.rehearsal import rehearse
from store.database import reading, writing
from store.plans import edit_plan
from tasks.composing import compose_digests
from tasks.delivering import deliver_due
from tasks.ingesting import ingest
from tasks.rehearsing import close_day, works_of_plan
from tasks.reminding import claim_reminders, top_up_occurrences
from tasks.staging import stage_of_plan
from tests.cast import Cast
from tests.tasks.letters import KINDS, really_sent, rehearsed

PLANS = Path(__file__).parents[3] / "shared" / "plans"
# The day of issue, where the document leaves it blank.
ISSUED = {"01": date(2022, 1, 20), "02": date(2021, 11, 18)}
# Of so many mornings with something due the whole flow is run, spread over the plan's life; a run with its
# bookkeeping takes a second or two, and on the other days the same functions are called without it.
WITH_FLOW = 5


@pytest.mark.needs("shared")
@pytest.mark.parametrize("number", sorted(ISSUED))
def test_a_real_plan_sends_what_was_rehearsed(
    province: Cast, monkeypatch: pytest.MonkeyPatch, number: str
) -> None:
    begin = ISSUED[number]
    plan_id = take_in(province, number)
    made = province.activate(plan_id, on=begin)
    give_addresses(province, plan_id)
    with reading(province.engine) as session:
        works = works_of_plan(session, plan_id, start=begin, calendar=province.office.calendar)
        stage = stage_of_plan(session, plan_id, on=begin)
    until = close_day(works, start=begin)
    played = rehearse(
        works,
        province.office.ladder,
        province.office.calendar,
        first_morning=begin,
        until=until,
        stage=stage,
    )
    assert len(works) == made

    mornings = sorted({m.on for m in played})
    chosen = {mornings[n * len(mornings) // WITH_FLOW] for n in range(WITH_FLOW)}
    day = begin
    while day <= until:
        live = by_flow if day in chosen else by_hand
        live(province, monkeypatch, day)
        day += timedelta(days=1)

    sent = really_sent(province.engine)
    assert sent == rehearsed(played)
    assert Counter(s.kind for s in sent).keys() == {"agency-digest", "escalation"}
    assert everything_was_delivered(province)
    assert len(sent) > 60


def take_in(cast: Cast, number: str) -> int:
    """Read the document of that number and store it as a draft with its day of issue."""
    (path,) = PLANS.glob(f"{number}-*.txt")
    begin = ISSUED[number]
    plan_id = ingest(
        cast.engine, cast.office, path.read_bytes(), path.name, by="chuyên viên", now=cast.at(begin)
    )
    with writing(cast.engine) as session:
        edit_plan(
            session,
            plan_id=plan_id,
            by="chuyên viên",
            now=cast.at(begin),
            calendar=cast.office.calendar,
            issued_on=begin,
        )
    return plan_id


def give_addresses(cast: Cast, plan_id: int) -> None:
    """Give every agency of the plan an officer, and every second one a head too."""
    with writing(cast.engine) as session:
        owing = select(Obligation.agency_id).where(Obligation.plan_id == plan_id)
        reached = set(session.exec(select(Contact.agency_id)))
        found = session.exec(select(Agency).where(col(Agency.id).in_(owing)).order_by(col(Agency.id))).all()
        for place, agency in enumerate(found):
            if agency.id not in reached:
                session.add(
                    Contact(agency_id=agency.id or 0, name="Văn thư", channel=f"outbox://van-thu-{agency.id}")
                )
            if place % 2 == 0:
                name, channel = "Thủ trưởng", f"outbox://thu-truong-{agency.id}"
                session.add(Contact(agency_id=agency.id or 0, name=name, role="head", channel=channel))


def by_flow(cast: Cast, monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    """Live a morning as Prefect does."""
    from flows.morning import morning
    from tasks.steps import here

    monkeypatch.setenv("DONDOC_TODAY", day.isoformat())
    here.cache_clear()
    state = morning(return_state=True)
    assert state.is_completed(), (day, state.message)
    assert load_office(cast.settings) == cast.office


def by_hand(cast: Cast, monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    """Live a morning by the functions that the flow's tasks call."""
    now = cast.at(day, 8)
    top_up_occurrences(cast.engine, cast.office, as_of=day, now=now)
    claim_reminders(cast.engine, cast.office, as_of=day)
    compose_digests(cast.engine, cast.settings, cast.office, today=day, now=now)
    deliver_due(cast.engine, cast.settings, now=now)


def everything_was_delivered(cast: Cast) -> bool:
    """Return whether each message was sent once, on its own day."""
    with reading(cast.engine) as session:
        messages = session.exec(select(Message)).all()
        references = Counter(session.exec(select(OutboxEntry.reference)))
    assert {m.state for m in messages} == {"sent"}
    assert references == Counter(m.reference for m in messages)
    assert set(KINDS) & {m.kind for m in messages}
    return all(m.sent_at is not None and m.sent_at.date() == m.on for m in messages)
