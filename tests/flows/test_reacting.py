"""What stands in Prefect beside the deployments: made once, mended, an operator's word kept."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date, timedelta
from typing import Any

import pytest

from models.reminder import Message
from store.database import reading, writing
from tests.cast import NOON, Cast
from tests.flows.prefects_side import ask


@pytest.fixture(scope="module")
def served(prefect_server: None) -> Iterator[None]:
    """The deployments as serving would apply them, and what is set up beside them."""
    from flows.reacting import set_up_prefect
    from flows.serve import deployments

    for one in deployments():
        one.apply()
    set_up_prefect()
    yield
    remove_limit("dondoc-mail")


def remove_limit(name: str) -> None:
    from prefect.client.orchestration import get_client

    with get_client(sync_client=True) as client:
        client.delete_global_concurrency_limit_by_name(name)


def automations() -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for one in ask("/automations/filter", {}):
        found.setdefault(one["name"], []).append(one)
    return found


def limit() -> Any:
    from prefect.client.orchestration import get_client

    with get_client(sync_client=True) as client:
        return client.read_global_concurrency_limit_by_name("dondoc-mail")


def test_it_is_made_once(served: None) -> None:
    from flows.reacting import CRASH_AUTOMATION, REFUSAL_AUTOMATION, set_up_prefect

    before = automations()
    assert set(before) == {CRASH_AUTOMATION, REFUSAL_AUTOMATION}
    set_up_prefect()
    after = automations()
    assert {name: [(a["id"], a["updated"]) for a in all_] for name, all_ in after.items()} == {
        name: [(a["id"], a["updated"]) for a in all_] for name, all_ in before.items()
    }
    assert limit().limit == 2


def test_what_was_changed_is_mended_doubles_go_and_a_paused_one_stays_paused(served: None) -> None:
    from prefect.client.orchestration import get_client
    from prefect.events.schemas.automations import AutomationCore

    from flows.reacting import REFUSAL_AUTOMATION, set_up_prefect

    with get_client(sync_client=True) as client:
        (one,) = client.read_automations_by_name(REFUSAL_AUTOMATION)
        other = AutomationCore.model_validate(
            {**one.model_dump(exclude={"id", "owner_resource"}), "description": "đã sửa", "enabled": False}
        )
        client.update_automation(one.id, other)
        client.create_automation(other)
    set_up_prefect()
    (left,) = automations()[REFUSAL_AUTOMATION]
    assert left["description"] != "đã sửa"
    assert left["enabled"] is False
    with get_client(sync_client=True) as client:
        client.resume_automation(left["id"])


def test_an_operators_number_of_senders_is_kept(served: None) -> None:
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.actions import GlobalConcurrencyLimitUpdate

    from flows.reacting import set_up_prefect

    with get_client(sync_client=True) as client:
        client.update_global_concurrency_limit("dondoc-mail", GlobalConcurrencyLimitUpdate(limit=7))
    set_up_prefect()
    assert limit().limit == 7
    with get_client(sync_client=True) as client:
        client.update_global_concurrency_limit("dondoc-mail", GlobalConcurrencyLimitUpdate(limit=2))


def test_any_named_end_of_a_run_counts_as_a_sign_of_life(served: None) -> None:
    """An end is named by its state, and ours have names of their own: none of them may look like silence."""
    from prefect.server.events.schemas.automations import EventTrigger

    from flows.reacting import crash_automation

    trigger = EventTrigger.model_validate(crash_automation().trigger.model_dump())
    for end in ("Đã xong", "2 cơ quan quá hạn", "Completed", "Crashed", "heartbeat"):
        assert trigger.expects(f"prefect.flow-run.{end}")
    assert trigger.starts_after("prefect.flow-run.heartbeat")
    assert not trigger.starts_after("prefect.flow-run.Đã xong")
    assert trigger.within == timedelta(minutes=3)


@pytest.fixture
def free_slots(served: None) -> None:
    """Every mail slot is free: a process that another test has killed holds its own until the lease ends."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.actions import GlobalConcurrencyLimitUpdate

    from tasks.mail_slots import MAIL_LIMIT

    with get_client(sync_client=True) as client:
        client.update_global_concurrency_limit(MAIL_LIMIT, GlobalConcurrencyLimitUpdate(active_slots=0))


def test_a_sender_too_many_is_sent_away_and_let_in_when_a_slot_is_free(free_slots: None) -> None:
    from tasks.mail_slots import mail_slot

    with mail_slot(wait_seconds=0) as first, mail_slot(wait_seconds=0) as second:
        assert (first, second) == (True, True)
        with mail_slot(wait_seconds=0) as third:
            assert third is False
    with mail_slot(wait_seconds=0) as again:
        assert again is True


def test_where_every_slot_is_taken_others_send_or_this_one_does(free_slots: None, province: Cast) -> None:
    from config.clock import Clock
    from tasks.mail_slots import SILENCE, deliver_in_turn, mail_slot

    clock = Clock(date(2026, 11, 23))
    first, second = messages(province, 2)
    with mail_slot(wait_seconds=0), mail_slot(wait_seconds=0):
        # Somebody is sending, so this one leaves it to them.
        settle(province, first, state="sending", claimed_by="elsewhere:1:-", claimed_at=clock.now())
        turn = deliver_in_turn(province.engine, province.settings, clock, wait_seconds=0)
        assert turn is None
        assert state(province, second) == "queued"
        # The slots stay taken and nobody sends: their holders are dead.
        settle(province, first, state="sent", sent_at=clock.now() - SILENCE * 2)
        turn = deliver_in_turn(province.engine, province.settings, clock, wait_seconds=0)
        assert turn is not None
        assert (turn.sent, turn.waiting) == (1, 0)
    assert state(province, second) == "sent"


def messages(cast: Cast, count: int) -> list[int]:
    """Return the ids of so many messages that are due."""
    with writing(cast.engine) as session:
        made = [
            Message(
                kind=f"test-{n}",
                recipient="contact:1",
                contact_id=1,
                on=date(2026, 11, 23),
                subject="Thử",
                body_text="Thử",
                body_html="",
                reference=f"<{n}@tinh.example.vn>",
                created_at=NOON,
            )
            for n in range(count)
        ]
        session.add_all(made)
        session.flush()
        return [one.id or 0 for one in made]


def settle(cast: Cast, message_id: int, **values: object) -> None:
    with writing(cast.engine) as session:
        row = session.get_one(Message, message_id)
        for name, value in {"claimed_by": None, "claimed_at": None, **values}.items():
            setattr(row, name, value)
        session.add(row)


def state(cast: Cast, message_id: int) -> str:
    with reading(cast.engine) as session:
        return session.get_one(Message, message_id).state


def test_without_the_limit_mail_still_goes_out(served: None) -> None:
    from flows.reacting import set_up_prefect
    from tasks.mail_slots import mail_slot

    remove_limit("dondoc-mail")
    with ExitStack() as senders:
        assert [senders.enter_context(mail_slot(wait_seconds=0)) for _ in range(3)] == [True, True, True]
    set_up_prefect()


def test_the_senders_fault_goes_through_and_gives_the_slot_back(served: None) -> None:
    from tasks.mail_slots import mail_slot

    for _ in range(3):
        with pytest.raises(RuntimeError, match="mail server"), mail_slot(wait_seconds=0) as is_free:
            assert is_free
            raise RuntimeError("mail server")


def test_every_deployment_is_tagged_and_the_morning_runs_once_at_a_time(prefect_server: None) -> None:
    from flows.serve import deployments

    made = {f"{one.flow_name}/{one.name}": one for one in deployments()}
    assert set(made) == {
        "morning/buoi-sang",
        "plan_batch/nhom-ke-hoach",
        "run_plan/ke-hoach",
        "publish_rollup/tong-hop",
        "ingest_plan/doc-van-ban",
        "tell_lead/bao-co-quan-chu-tri",
    }
    assert all(one.tags == ["dondoc"] for one in made.values())
    assert made["morning/buoi-sang"].concurrency_limit == 1
