"""Urgent messages go out on every day and at any hour; the others wait beside them."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from config.settings import Settings
from tasks.delivering import DeliveryTally, deliver_due
from tests.notify.post_office import free_port
from tests.tasks.post_room import NINE, delivered, messages, queue_for

EARLIER = NINE - timedelta(days=9)
# A Monday evening, a Sunday, a Monday before seven, in Viet Nam.
AFTER_HOURS = ("2026-11-23T10:30:00", "2026-11-22T02:00:00", "2026-11-22T23:59:00")


@pytest.mark.parametrize("moment", AFTER_HOURS)
def test_only_urgent_messages_go_out_after_hours(engine: Engine, settings: Settings, moment: str) -> None:
    queue_for(engine, "outbox://a", not_before_at=EARLIER)
    queue_for(engine, "outbox://gap", not_before_at=EARLIER, is_urgent=True)
    queue_for(engine, "outbox://b", not_before_at=EARLIER)
    now = datetime.fromisoformat(moment + "+00:00")
    assert deliver_due(engine, settings, now=now) == DeliveryTally(sent=1, waiting=2)
    assert [entry.mailbox for entry in delivered(engine)] == ["gap"]
    assert deliver_due(engine, settings, now=now) == DeliveryTally(waiting=2)


def test_within_the_hours_what_has_been_due_longest_goes_first(engine: Engine, settings: Settings) -> None:
    queue_for(engine, "outbox://gap", is_urgent=True)
    queue_for(engine, "outbox://a", not_before_at=EARLIER)
    assert deliver_due(engine, settings, now=NINE) == DeliveryTally(sent=2)
    assert [entry.mailbox for entry in reversed(delivered(engine))] == ["a", "gap"]


def test_an_urgent_message_that_failed_at_night_is_tried_again_at_night(
    engine: Engine, settings: Settings
) -> None:
    night = datetime.fromisoformat("2026-11-22T16:00:00+00:00")
    queue_for(
        engine,
        f"mailto://127.0.0.1:{free_port()}/?to=a@x.example.vn",
        not_before_at=EARLIER,
        is_urgent=True,
    )
    assert deliver_due(engine, settings, now=night) == DeliveryTally(waiting=1)
    (message,) = messages(engine)
    assert message.not_before_at is not None
    assert timedelta(minutes=1) <= message.not_before_at - night < timedelta(minutes=2)


def test_an_urgent_message_counts_its_day_of_failure_from_the_night(
    engine: Engine, settings: Settings
) -> None:
    queue_for(engine, f"mailto://127.0.0.1:{free_port()}/?to=a@x.example.vn", is_urgent=True)
    deliver_due(engine, settings, now=NINE + timedelta(hours=24))
    assert messages(engine)[0].outcome.startswith("Đã quá 24 giờ chưa gửi được")
