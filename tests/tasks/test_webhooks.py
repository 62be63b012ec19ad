"""Telling other systems: what is told, once or at least once, and what becomes of those that take nothing."""

import hashlib
import hmac
import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import String, type_coerce
from sqlalchemy import select as select_columns
from sqlmodel import col

from models.connection import Webhook, WebhookDelivery
from models.errors import NotFound, Refused
from models.journal import AuditEvent
from models.obligation import Obligation
from rules.webhooks import GIVEN_UP_AFTER, LEASE, SWITCHED_OFF_AFTER
from store.closing import close_plan, reopen_plan
from store.database import reading, writing
from store.webhook_deliveries import (
    AT_ONCE_EACH,
    KEPT,
    ClaimedDelivery,
    claim_due,
    deliveries,
    forget_deliveries,
    record,
    send_again,
)
from store.webhook_events import write_deliveries, write_test
from store.webhooks import (
    MOST,
    add_webhook,
    choose_events,
    get_webhook,
    new_secret,
    remove_webhook,
    switch,
    webhooks,
)
from tasks.webhooks import tell_other_systems
from tests.cast import NOON, Cast, item
from tests.notify.event_receiver import Receiver, open_receiver
from tests.tasks.webhook_process import Standing

DAY = date(2026, 11, 3)
NOW = datetime(2026, 11, 3, 3, tzinfo=UTC)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with open_receiver() as opened:
        yield opened


@pytest.fixture
def province(cast: Cast) -> Cast:
    cast.settle_province()
    return cast


def added(cast: Cast, url: str, *events: str) -> tuple[int, str]:
    with writing(cast.engine) as session:
        row, secret = add_webhook(session, url=url, events=events, by="vanhanh", now=NOON)
        return row.id or 0, secret


def told(cast: Cast, *, at: datetime = NOW) -> int:
    return tell_other_systems(cast.engine, Standing(at=at), may_be_private=True, wall=Standing(at=at))


def kept(cast: Cast, webhook_id: int) -> list[WebhookDelivery]:
    with reading(cast.engine) as session:
        return [row.delivery for row in deliveries(session, webhook_id)[0]][::-1]


def works(cast: Cast, count: int = 1) -> list[Obligation]:
    plan_id = cast.tracked_plan(
        *(item(f"Việc {n}", "Sở Nội vụ", due=date(2026, 11, 20), ref=f"I.{n}") for n in range(1, count + 1))
    )
    return cast.obligations(plan_id)


def test_what_happens_is_told_signed_and_in_the_words_of_the_api(province: Cast, receiver: Receiver) -> None:
    webhook_id, secret = added(province, receiver.url)
    (work,) = works(province)
    province.move(work, "in_progress", on=DAY, text="Ông Nguyễn Văn A đang làm")
    assert told(province) == 3
    bodies = [json.loads(body) for _, _, body in receiver.seen]
    assert {one["event"] for one in bodies} == {
        "obligation.assigned",
        "obligation.in_progress",
        "plan.activated",
    }
    for _, headers, body in receiver.seen:
        second, made = headers["x-dondoc-signature"].removeprefix("t=").split(",v1=")
        expected = hmac.new(secret.encode(), f"{second}.".encode() + body, hashlib.sha256).hexdigest()
        assert (int(second), made) == (int(NOW.timestamp()), expected)
        assert headers["x-dondoc-event"] == json.loads(body)["event"]
        assert headers["content-type"] == "application/json"
    (moved,) = [one for one in bodies if one["event"] == "obligation.in_progress"]
    assert moved["version"] == "1" and moved["occurred_at"].endswith("Z")
    assert moved["obligation"] == {
        "id": work.id,
        "url": f"/api/v1/obligations/{work.id}",
        "plan": {"id": work.plan_id, "label": "01/KH-UBND"},
        "agency": {"id": work.agency_id, "code": "so-noi-vu", "name": "Sở Nội vụ"},
        "ref": "I.1",
        "kind": "dated",
        "part": "owner",
        "from_status": "assigned",
        "status": "in_progress",
        "status_words": "Đang thực hiện",
        "due_on": "2026-11-20",
    }
    # Neither who did it nor what was written leaves the house.
    everything = b"".join(body for _, _, body in receiver.seen).decode()
    assert "Nguyễn" not in everything and "Người báo cáo" not in everything and "Việc 1" not in everything
    assert [(row.state, row.attempts, row.answered) for row in kept(province, webhook_id)] == [
        ("sent", 1, 204)
    ] * 3
    assert told(province) == 0 and len(receiver.seen) == 3


def test_only_what_was_chosen_is_told_and_only_from_then_on(province: Cast, receiver: Receiver) -> None:
    (before,) = works(province)
    webhook_id, _ = added(province, receiver.url, "obligation.done")
    province.move(before, "reported", on=DAY, text="Xong")
    province.move(before, "done", on=DAY, by="lead")
    assert told(province) == 1
    assert [row.event for row in kept(province, webhook_id)] == ["obligation.done"]
    with writing(province.engine) as session:
        choose_events(session, webhook_id, ["plan.activated"], by="vanhanh", now=NOW)
    (after,) = works(province)
    assert told(province) == 1
    assert json.loads(receiver.seen[-1][2])["plan"] == {
        "id": after.plan_id,
        "label": "02/KH-UBND",
        "url": f"/api/v1/plans/{after.plan_id}",
    }


def test_the_end_of_a_plans_tracking_and_its_return_are_told(province: Cast, receiver: Receiver) -> None:
    (work,) = works(province)
    added(province, receiver.url, "plan.closed", "plan.reopened")
    with writing(province.engine) as session:
        close_plan(session, plan_id=work.plan_id, with_open=True, by="lan", now=NOON)
        reopen_plan(session, plan_id=work.plan_id, by="lan", now=NOON)
    assert told(province) == 2
    bodies = [json.loads(body) for _, _, body in receiver.seen]
    assert {(one["event"], one["plan"]["id"]) for one in bodies} == {
        ("plan.closed", work.plan_id),
        ("plan.reopened", work.plan_id),
    }


def test_the_same_event_has_one_id_for_all_and_each_delivery_its_own(province: Cast) -> None:
    with open_receiver() as one, open_receiver() as other:
        added(province, one.url, "obligation.assigned")
        added(province, other.url, "obligation.assigned")
        works(province)
        assert told(province) == 2
        assert one.seen[0][2] == other.seen[0][2]
        assert one.deliveries != other.deliveries


def test_what_was_refused_is_tried_again_under_the_same_id(province: Cast, receiver: Receiver) -> None:
    webhook_id, _ = added(province, receiver.url, "obligation.assigned")
    works(province)
    receiver.status, receiver.answer = 503, "đang bảo trì".encode()
    assert told(province) == 1
    (row,) = kept(province, webhook_id)
    assert (row.state, row.answered, row.outcome) == ("queued", 503, "đang bảo trì")
    assert row.not_before_at == NOW + timedelta(minutes=1)
    assert told(province, at=NOW + timedelta(seconds=59)) == 0
    receiver.status, receiver.answer = 200, b"ok"
    assert told(province, at=NOW + timedelta(seconds=60)) == 1
    (row,) = kept(province, webhook_id)
    assert (row.state, row.attempts, row.answered, row.outcome) == ("sent", 2, 200, "")
    assert len(set(receiver.deliveries)) == 1 and len(receiver.deliveries) == 2
    assert [headers["x-dondoc-attempt"] for _, headers, _ in receiver.seen] == ["1", "2"]
    # Signed anew: the receiver may refuse what is old.
    assert len({headers["x-dondoc-signature"] for _, headers, _ in receiver.seen}) == 2


def claimed(cast: Cast, at: datetime) -> list[ClaimedDelivery]:
    with writing(cast.engine) as session:
        return claim_due(session, now=at)


def recorded(cast: Cast, one: ClaimedDelivery, status: int | None, at: datetime) -> str | None:
    with writing(cast.engine) as session:
        return record(session, one, answered=status, words="", now=at)


def is_on(cast: Cast, webhook_id: int) -> bool:
    with reading(cast.engine) as session:
        return get_webhook(session, webhook_id).is_active


def test_an_event_that_nobody_takes_is_given_up_and_later_the_address_switched_off(province: Cast) -> None:
    webhook_id, _ = added(province, "http://localhost:1/", "obligation.assigned", "obligation.acknowledged")
    first, second = works(province, 2)
    at = NOW
    with writing(province.engine) as session:
        write_deliveries(session, now=at)
    end = at + GIVEN_UP_AFTER
    states: list[str | None] = []
    while at <= end + timedelta(hours=12):
        states += [recorded(province, one, 500, at) for one in claimed(province, at)]
        at += timedelta(hours=6)
    assert states.count("failed") == 2 and is_on(province, webhook_id)
    # Another event, days later: nothing was ever taken.
    province.move(first, "acknowledged", on=DAY)
    with writing(province.engine) as session:
        write_deliveries(session, now=at)
    for days in (0, 3):
        (one,) = claimed(province, at + timedelta(days=days))
        state = recorded(province, one, None, at + timedelta(days=days))
    assert state == "failed" and not is_on(province, webhook_id)
    with reading(province.engine) as session:
        assert "webhook.worn-out" in {row.what for row in session.exec(select_columns(AuditEvent)).scalars()}
    assert SWITCHED_OFF_AFTER > GIVEN_UP_AFTER
    province.move(second, "acknowledged", on=DAY)
    with writing(province.engine) as session:
        assert write_deliveries(session, now=at) == 0
        assert claim_due(session, now=at + timedelta(days=9)) == []


def test_a_success_keeps_an_address_on(province: Cast) -> None:
    webhook_id, _ = added(province, "http://localhost:1/", "obligation.assigned")
    works(province, 2)
    with writing(province.engine) as session:
        write_deliveries(session, now=NOW)
    lost, taken = claimed(province, NOW)
    assert recorded(province, taken, 200, NOW + timedelta(days=4)) == "sent"
    assert recorded(province, lost, 500, NOW + timedelta(days=6)) == "failed"
    assert is_on(province, webhook_id)


def test_who_answers_gone_wants_no_more(province: Cast, receiver: Receiver) -> None:
    webhook_id, _ = added(province, receiver.url, "obligation.assigned")
    works(province)
    receiver.status = 410
    told(province)
    assert kept(province, webhook_id)[0].state == "failed" and not is_on(province, webhook_id)


def test_one_that_is_claimed_is_left_alone_until_the_lease_is_over(province: Cast) -> None:
    added(province, "http://localhost:1/", "obligation.assigned")
    works(province)
    with writing(province.engine) as session:
        write_deliveries(session, now=NOW)
    (first,) = claimed(province, NOW)
    assert claimed(province, NOW + LEASE - timedelta(seconds=1)) == []
    (second,) = claimed(province, NOW + LEASE)
    assert (first.delivery_id, first.attempt, second.attempt) == (second.delivery_id, 1, 2)
    # Whoever comes back late changes nothing any more.
    assert recorded(province, first, 200, NOW + LEASE) is None
    assert recorded(province, second, 500, NOW + LEASE) == "queued"


def test_one_address_does_not_keep_the_others_waiting(province: Cast) -> None:
    added(province, "http://localhost:1/", "obligation.assigned")
    added(province, "http://localhost:2/", "obligation.assigned")
    works(province, AT_ONCE_EACH + 3)
    with writing(province.engine) as session:
        write_deliveries(session, now=NOW)
    addresses = [one.url for one in claimed(province, NOW)]
    assert addresses == ["http://localhost:1/"] * AT_ONCE_EACH + ["http://localhost:2/"] * AT_ONCE_EACH


def started(cast: Cast, at: datetime) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.tasks.webhook_process", str(cast.settings.home), at.isoformat()],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def ended(process: subprocess.Popen[str]) -> int:
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    return int(out)


def test_two_processes_tell_each_event_once(province: Cast, receiver: Receiver) -> None:
    added(province, receiver.url, "obligation.assigned")
    works(province, AT_ONCE_EACH)
    both = [started(province, NOW) for _ in range(2)]
    for one in both:
        assert one.stdin is not None
        one.stdin.write("\n")
        one.stdin.flush()
    assert sum(map(ended, both)) == AT_ONCE_EACH
    assert len(receiver.deliveries) == len(set(receiver.deliveries)) == AT_ONCE_EACH


def test_a_process_that_is_killed_leaves_nothing_untold(province: Cast, receiver: Receiver) -> None:
    webhook_id, _ = added(province, receiver.url, "obligation.assigned")
    works(province)
    receiver.hangs = True
    doomed = started(province, NOW)
    assert doomed.stdin is not None and doomed.stdout is not None
    doomed.stdin.write("\n")
    doomed.stdin.flush()
    assert receiver.came.wait(60)
    doomed.kill()
    doomed.wait(60)
    doomed.stdin.close()
    doomed.stdout.close()
    receiver.hangs = False
    receiver.released.set()
    assert told(province) == 0
    assert told(province, at=NOW + LEASE) == 1
    # Taken perhaps twice, but under one id: the other system can tell.
    assert len(receiver.deliveries) == 2 and len(set(receiver.deliveries)) == 1
    assert [(row.state, row.attempts) for row in kept(province, webhook_id)] == [("sent", 2)]


def test_a_test_event_goes_to_one_address_only(province: Cast, receiver: Receiver) -> None:
    webhook_id, _ = added(province, receiver.url, "obligation.done")
    with open_receiver() as other:
        added(province, other.url)
        with writing(province.engine) as session:
            write_test(session, webhook_id, by="vanhanh", now=NOW)
        assert told(province) == 1 and other.seen == []
    assert json.loads(receiver.seen[0][2])["event"] == "webhook.test"


def test_an_address_that_is_off_is_told_nothing_and_later_nothing_of_that_time(
    province: Cast, receiver: Receiver
) -> None:
    webhook_id, _ = added(province, receiver.url, "obligation.assigned", "obligation.acknowledged")
    with writing(province.engine) as session:
        switch(session, webhook_id, on=False, by="vanhanh", now=NOW)
        with pytest.raises(Refused, match="đang tắt"):
            write_test(session, webhook_id, by="vanhanh", now=NOW)
    (work,) = works(province)
    assert told(province) == 0
    with writing(province.engine) as session:
        switch(session, webhook_id, on=True, by="vanhanh", now=NOW)
    province.move(work, "acknowledged", on=DAY)
    assert told(province) == 1
    assert json.loads(receiver.seen[0][2])["event"] == "obligation.acknowledged"


def test_one_that_was_sent_is_sent_again_under_the_same_id(province: Cast, receiver: Receiver) -> None:
    webhook_id, _ = added(province, receiver.url, "obligation.assigned")
    works(province)
    told(province)
    (row,) = kept(province, webhook_id)
    with writing(province.engine) as session:
        assert send_again(session, row.id or 0, by="vanhanh", now=NOW) == webhook_id
        with pytest.raises(NotFound):
            send_again(session, (row.id or 0) + 1, by="vanhanh", now=NOW)
    assert told(province) == 1 and len(set(receiver.deliveries)) == 1


def test_the_inside_is_not_reached_unless_the_operator_allows_it(province: Cast, receiver: Receiver) -> None:
    webhook_id, _ = added(province, receiver.url, "obligation.assigned")
    works(province)
    clock = Standing(at=NOW)
    assert tell_other_systems(province.engine, clock, may_be_private=False) == 1
    assert receiver.seen == []
    (row,) = kept(province, webhook_id)
    assert row.answered is None and "mạng nội bộ" in row.outcome and row.state == "queued"


def test_the_secret_is_sealed_in_the_database_and_may_be_renewed(province: Cast, receiver: Receiver) -> None:
    webhook_id, secret = added(province, receiver.url)
    with reading(province.engine) as session:
        (stored,) = session.execute(select_columns(type_coerce(col(Webhook.secret), String))).scalars()
        assert secret not in stored and get_webhook(session, webhook_id).secret == secret
        log = " ".join(str(row.detail) for row in session.exec(select_columns(AuditEvent)).scalars())
        assert secret not in log
    with writing(province.engine) as session:
        _, renewed = new_secret(session, webhook_id, by="vanhanh", now=NOW)
        write_test(session, webhook_id, by="vanhanh", now=NOW)
    told(province)
    _, headers, body = receiver.seen[0]
    second, _, made = headers["x-dondoc-signature"].removeprefix("t=").partition(",v1=")
    assert made == hmac.new(renewed.encode(), f"{second}.".encode() + body, hashlib.sha256).hexdigest()


def test_what_cannot_be_added_is_said(province: Cast) -> None:
    added(province, "https://mot.vn/")
    with pytest.raises(Refused, match="đã có"):
        added(province, "https://mot.vn/")
    with pytest.raises(Refused, match=r"obligation\.khac"):
        added(province, "https://hai.vn/", "obligation.khac")
    for n in range(MOST - 1):
        added(province, f"https://nhan-{n}.vn/")
    with pytest.raises(Refused, match=str(MOST)):
        added(province, "https://thua.vn/")


def test_a_removed_address_takes_its_deliveries_with_it(province: Cast, receiver: Receiver) -> None:
    webhook_id, _ = added(province, receiver.url)
    works(province)
    told(province)
    with writing(province.engine) as session:
        assert remove_webhook(session, webhook_id, by="vanhanh", now=NOW) == receiver.url
        with pytest.raises(NotFound):
            remove_webhook(session, webhook_id, by="vanhanh", now=NOW)
    with reading(province.engine) as session:
        assert webhooks(session) == [] and deliveries(session) == ([], 0)


def test_old_deliveries_are_forgotten(province: Cast, receiver: Receiver) -> None:
    webhook_id, _ = added(province, receiver.url, "obligation.assigned")
    works(province)
    told(province)
    with writing(province.engine) as session:
        assert forget_deliveries(session, now=NOW + KEPT) == 0
        assert forget_deliveries(session, now=NOW + KEPT + timedelta(seconds=1)) == 1
    assert kept(province, webhook_id) == []
