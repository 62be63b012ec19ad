"""Every change in the journal becomes an event in Prefect: in order, once, nothing lost, nobody named."""

import json
import time
from datetime import date

import httpx
import pytest

from store.announcing import changes_after, cursor, move_cursor
from store.database import reading, writing
from tests.cast import NOON, Cast, item
from tests.flows.prefects_side import our_events, until

DUE = date(2026, 11, 20)
# Behind the age at which a hole in the journal is waited for.
LATER = Cast.at(date(2026, 11, 23))


@pytest.fixture
def started(province: Cast) -> Cast:
    """The province, with the cursor at the beginning of its journal."""
    from tasks.announcing import announce

    assert announce(province.engine, now=NOON) == 0
    return province


def where(cast: Cast) -> int | None:
    with reading(cast.engine) as session:
        return cursor(session)


def resource(cast: Cast, plan: int, *, agency: str = "Sở Nội vụ") -> str:
    return f"dondoc.obligation.{cast.obligations(plan, agency)[0].id}"


def story(cast: Cast, number: str) -> int:
    """Let one work be given, taken, and declined with a reason."""
    plan = cast.tracked_plan(item("Nộp báo cáo", "Sở Nội vụ", due=DUE), number=number)
    (one,) = cast.obligations(plan)
    one = cast.move(one, "acknowledged", on=date(2026, 11, 4))
    cast.move(one, "refused", on=date(2026, 11, 5), why="Ông Trần Văn Nam nói việc của sở khác")
    return plan


def ids_of(cast: Cast) -> set[str]:
    from tasks.announcing import event_of

    with reading(cast.engine) as session:
        return {str(event_of(one).id) for one in changes_after(session, 0, limit=100)}


def mine(cast: Cast, key: str) -> list[dict[str, object]]:
    """Return the events of this test's journal: other tests' obligations have the same numbers."""
    known = ids_of(cast)
    return [one for one in our_events(key) if one["id"] in known]


def test_a_story_is_told_in_order_with_its_plan_agency_and_lead(started: Cast) -> None:
    from tasks.announcing import announce

    plan = story(started, "71/KH-UBND")
    assert announce(started.engine, now=LATER) == 3
    key = resource(started, plan)
    told = until(lambda: found if len(found := mine(started, key)) == 3 else None)
    assert [one["event"] for one in told] == [
        "dondoc.obligation.assigned",
        "dondoc.obligation.acknowledged",
        "dondoc.obligation.refused",
    ]
    refused = told[-1]
    assert refused["resource"]["prefect.resource.name"] == "71/KH-UBND · IV.1 · Sở Nội vụ"
    roles = {r["prefect.resource.role"]: r["prefect.resource.id"] for r in refused["related"]}
    assert roles == {
        "plan": f"dondoc.plan.{plan}",
        "agency": "dondoc.agency.so-noi-vu",
        "lead": "dondoc.agency.so-y-te",
    }
    assert refused["payload"] == {
        "journal": 3,
        "obligation": 1,
        "plan": plan,
        "number": "71/KH-UBND",
        "ref": "IV.1",
        "kind": "dated",
        "part": "owner",
        "from": "acknowledged",
        "to": "refused",
        "due_on": "2026-11-20",
    }
    assert refused["occurred"].startswith("2026-11-05T01:00:00")


def test_nobody_is_named_and_no_words_of_people_are_told(started: Cast) -> None:
    from tasks.announcing import event_of

    story(started, "72/KH-UBND")
    with reading(started.engine) as session:
        told = json.dumps(
            [event_of(one).model_dump(mode="json") for one in changes_after(session, 0, limit=10)],
            ensure_ascii=False,
        )
    for personal in ("người thử", "Trần Văn Nam", "sở khác", "chuyên viên", "Đầu mối", "Nộp báo cáo"):
        assert personal not in told


def test_a_fresh_installation_tells_nothing_of_the_past(province: Cast) -> None:
    from tasks.announcing import announce

    story(province, "73/KH-UBND")
    assert announce(province.engine, now=LATER) == 0
    assert announce(province.engine, now=LATER) == 0
    assert where(province) == 3


def test_a_crash_before_the_cursor_moved_tells_again_what_prefect_knows_already(started: Cast) -> None:
    from tasks.announcing import announce

    plan = story(started, "74/KH-UBND")
    announce(started.engine, now=LATER)
    with writing(started.engine) as session:
        assert move_cursor(session, before=3, to=1, now=LATER)
    assert announce(started.engine, now=LATER) == 2
    key = resource(started, plan)
    until(lambda: len(mine(started, key)) >= 3)
    # Longer than the server takes to write down what came in.
    time.sleep(2.5)
    assert len(mine(started, key)) == 3


def test_a_round_is_bounded_and_the_next_goes_on(started: Cast) -> None:
    from tasks.announcing import announce, announce_all

    story(started, "75/KH-UBND")
    assert announce(started.engine, now=LATER, limit=2) == 2
    assert where(started) == 2
    assert announce_all(started.engine, now=LATER) == 1
    assert where(started) == 3


def test_with_the_server_down_the_cursor_stays(started: Cast) -> None:
    from prefect.settings import PREFECT_API_URL, PREFECT_CLIENT_MAX_RETRIES, temporary_settings

    from tasks.announcing import announce

    story(started, "76/KH-UBND")
    dead = {PREFECT_API_URL: "http://127.0.0.1:9/api", PREFECT_CLIENT_MAX_RETRIES: 0}
    with temporary_settings(updates=dead), pytest.raises(httpx.HTTPError):
        announce(started.engine, now=LATER)
    assert where(started) == 0
    assert announce(started.engine, now=LATER) == 3


def test_a_change_that_moves_no_status_has_a_name_of_its_own(started: Cast) -> None:
    from dataclasses import replace

    from tasks.announcing import event_of

    story(started, "77/KH-UBND")
    with reading(started.engine) as session:
        last = changes_after(session, 2, limit=1)[0]
    assert event_of(last).event == "dondoc.obligation.refused"
    assert event_of(replace(last, source="refused")).event == "dondoc.obligation.changed"


def test_on_a_fixed_day_events_occur_when_they_are_told(started: Cast) -> None:
    from tasks.announcing import event_of

    story(started, "78/KH-UBND")
    with reading(started.engine) as session:
        one = changes_after(session, 0, limit=1)[0]
    assert event_of(one).occurred == one.at
    assert event_of(one, dated=False).occurred != one.at
    assert event_of(one, dated=False).id == event_of(one).id


def test_the_morning_tells_what_the_serving_process_has_not(started: Cast) -> None:
    from flows.morning import morning

    story(started, "79/KH-UBND")
    assert morning(date(2026, 11, 23), return_state=True).is_completed()
    assert where(started) == 3
