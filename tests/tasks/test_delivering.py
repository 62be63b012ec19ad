"""Delivery in one process: each message once, outcomes written, failures that pass tried again."""

import logging
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from config.settings import Settings
from models.agency import Contact
from models.errors import Refused
from store.database import reading, writing
from store.messages import MessageFilters, count_messages, message_rows, resend
from tasks.claimants import lost_at, this_process
from tasks.delivering import PATIENCE, DeliveryTally, deliver_due
from tests.notify.post_office import PostOffice, answers, free_port, open_post_office
from tests.tasks.post_room import NINE, delivered, messages, queue_for


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def test_a_due_message_goes_out_once(engine: Engine, settings: Settings) -> None:
    queue_for(engine, "outbox://so-noi-vu")
    assert deliver_due(engine, settings, now=NINE) == DeliveryTally(sent=1)
    assert deliver_due(engine, settings, now=NINE + minutes(5)) == DeliveryTally()
    (message,) = messages(engine)
    (entry,) = delivered(engine)
    assert (message.state, message.attempts, message.outcome) == ("sent", 1, "")
    assert message.sent_at is not None
    assert timedelta() <= message.sent_at - NINE < minutes(1)
    assert message.claimed_by is None
    assert (entry.mailbox, entry.reference) == ("so-noi-vu", message.reference)
    assert (entry.subject, entry.body) == (message.subject, message.body_text)


def test_a_message_that_is_not_due_waits(engine: Engine, settings: Settings) -> None:
    queue_for(engine, "outbox://a", not_before_at=NINE + minutes(1))
    assert deliver_due(engine, settings, now=NINE) == DeliveryTally(waiting=1)
    assert deliver_due(engine, settings, now=NINE + minutes(1)) == DeliveryTally(sent=1)


@pytest.mark.parametrize("moment", ["2026-11-23T10:30:00", "2026-11-22T02:00:00", "2026-11-22T23:59:00"])
def test_nothing_goes_out_outside_working_hours(engine: Engine, settings: Settings, moment: str) -> None:
    queue_for(engine, "outbox://a", not_before_at=NINE - timedelta(days=9))
    now = datetime.fromisoformat(moment + "+00:00")
    assert deliver_due(engine, settings, now=now) == DeliveryTally(waiting=1)
    assert delivered(engine) == []


def test_a_limit_is_kept_and_every_sending_is_told(engine: Engine, settings: Settings) -> None:
    ids = queue_for(engine, *(f"outbox://hop-{n}" for n in range(5)))
    told: list[int] = []
    assert deliver_due(engine, settings, now=NINE, limit=2, on_sent=told.append) == DeliveryTally(2, 0, 3)
    assert deliver_due(engine, settings, now=NINE, on_sent=told.append) == DeliveryTally(3, 0, 0)
    assert told == ids


def test_a_caller_that_fails_leaves_no_message_claimed(engine: Engine, settings: Settings) -> None:
    queue_for(engine, "outbox://a", "outbox://b")

    def fail(message_id: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        deliver_due(engine, settings, now=NINE, on_sent=fail)
    assert [m.state for m in messages(engine)] == ["sent", "queued"]
    assert deliver_due(engine, settings, now=NINE + minutes(1)) == DeliveryTally(sent=1)


def test_a_server_that_is_away_is_tried_again_with_growing_waits(engine: Engine, settings: Settings) -> None:
    queue_for(engine, f"mailto://127.0.0.1:{free_port()}/?to=van-thu@xa.example.vn")
    now = NINE
    for attempt, wait in enumerate((1, 5, 15, 60), 1):
        assert deliver_due(engine, settings, now=now) == DeliveryTally(waiting=1)
        (message,) = messages(engine)
        assert (message.state, message.attempts) == ("queued", attempt)
        assert message.outcome.startswith(f"Lần {attempt}: Không kết nối được máy chủ thư")
        assert message.not_before_at is not None
        assert minutes(wait) <= message.not_before_at - now < minutes(wait + 1)
        assert deliver_due(engine, settings, now=now + minutes(0.5)) == DeliveryTally(waiting=1)
        now = message.not_before_at
    with open_post_office(PostOffice(port=0)) as office:
        with writing(engine) as session:
            contact = session.get(Contact, message.contact_id)
            assert contact is not None
            contact.channel = office.url()
            session.add(contact)
        assert deliver_due(engine, settings, now=now) == DeliveryTally(sent=1)
    assert office.references == [message.reference]


def test_a_retry_never_leaves_working_hours(engine: Engine, settings: Settings) -> None:
    queue_for(engine, f"mailto://127.0.0.1:{free_port()}/?to=van-thu@xa.example.vn")
    evening = datetime.fromisoformat("2026-11-23T10:29:30+00:00")
    deliver_due(engine, settings, now=evening)
    # 24 November is a holiday in the shipped calendar.
    assert messages(engine)[0].not_before_at == datetime.fromisoformat("2026-11-25T00:30:00+00:00")


@pytest.mark.parametrize("line", ["421 4.3.2 closing", "451 4.3.0 later"])
def test_an_answer_of_4xx_passes(engine: Engine, settings: Settings, line: str) -> None:
    with open_post_office(PostOffice(at_data=answers(line))) as office:
        queue_for(engine, office.url())
        assert deliver_due(engine, settings, now=NINE) == DeliveryTally(waiting=1)
        assert line[:3] in messages(engine)[0].outcome
        office.at_data = lambda session: None
        assert deliver_due(engine, settings, now=NINE + minutes(2)) == DeliveryTally(sent=1)


def test_a_refused_recipient_waits_for_a_person(engine: Engine, settings: Settings) -> None:
    with open_post_office(PostOffice(at_recipient=answers("550 <van-thu@xa.example.vn> unknown"))) as office:
        (message_id,) = queue_for(engine, office.url())
        assert deliver_due(engine, settings, now=NINE) == DeliveryTally(refused=1)
        (message,) = messages(engine)
        assert message.state == "refused"
        assert "550" in message.outcome
        assert "van-thu" not in message.outcome
        assert deliver_due(engine, settings, now=NINE + timedelta(days=2)) == DeliveryTally()
        office.at_recipient = lambda session: None
        with writing(engine) as session:
            resend(session, message_id, by="chuyên viên", now=NINE, not_before_at=NINE)
        assert deliver_due(engine, settings, now=NINE) == DeliveryTally(sent=1)
    assert office.references == [message.reference]
    with pytest.raises(Refused), writing(engine) as session:
        resend(session, message_id, by="chuyên viên", now=NINE, not_before_at=NINE)


def test_a_contact_that_was_switched_off_gets_nothing(engine: Engine, settings: Settings) -> None:
    queue_for(engine, "outbox://a")
    with writing(engine) as session:
        contact = session.get(Contact, messages(engine)[0].contact_id)
        assert contact is not None
        contact.is_active = False
        session.add(contact)
    assert deliver_due(engine, settings, now=NINE) == DeliveryTally(refused=1)
    assert delivered(engine) == []


def test_a_faulty_channel_is_a_refusal_with_its_sentence(engine: Engine, settings: Settings) -> None:
    queue_for(engine, "file:///tmp/thu")
    assert deliver_due(engine, settings, now=NINE) == DeliveryTally(refused=1)
    assert messages(engine)[0].outcome.startswith("Kênh liên hệ sai: ")


def test_one_bad_recipient_does_not_hold_up_the_others(engine: Engine, settings: Settings) -> None:
    queue_for(
        engine,
        "outbox://a",
        "file:///x",
        f"mailto://127.0.0.1:{free_port()}/?to=a@x.example.vn",
        "outbox://b",
    )
    assert deliver_due(engine, settings, now=NINE) == DeliveryTally(sent=2, refused=1, waiting=1)


def test_a_server_that_is_down_ends_the_run_early(engine: Engine, settings: Settings) -> None:
    queue_for(engine, *[f"mailto://127.0.0.1:{free_port()}/?to=a@x.example.vn"] * (PATIENCE + 3))
    assert deliver_due(engine, settings, now=NINE) == DeliveryTally(waiting=PATIENCE + 3)
    assert [m.attempts for m in messages(engine)] == [1] * PATIENCE + [0] * 3


def test_after_a_day_of_failure_a_person_is_told(engine: Engine, settings: Settings) -> None:
    queue_for(engine, f"mailto://127.0.0.1:{free_port()}/?to=a@x.example.vn")
    deliver_due(engine, settings, now=NINE)
    assert "24 giờ" not in messages(engine)[0].outcome
    deliver_due(engine, settings, now=NINE + timedelta(days=2))
    (message,) = messages(engine)
    assert message.state == "queued"
    assert message.outcome.startswith("Đã quá 24 giờ chưa gửi được")


def test_a_full_mailbox_database_puts_the_message_back_and_is_heard(
    engine: Engine, settings: Settings
) -> None:
    queue_for(engine, "outbox://a")
    refusing = {
        "sqlite": "CREATE TRIGGER full BEFORE INSERT ON outbox_entry BEGIN SELECT RAISE(ABORT, 'full'); END",
        "postgresql": 'ALTER TABLE outbox_entry ADD CONSTRAINT "full" CHECK (false)',
    }
    with engine.begin() as connection:
        connection.exec_driver_sql(refusing[engine.dialect.name])
    with pytest.raises(Exception, match="full"):
        deliver_due(engine, settings, now=NINE)
    (message,) = messages(engine)
    assert (message.state, message.claimed_by) == ("queued", None)
    assert message.outcome.startswith("Lần 1: Lỗi chương trình khi gửi")


def test_what_was_composed_is_what_arrives(engine: Engine, settings: Settings) -> None:
    with open_post_office(PostOffice()) as office:
        queue_for(engine, office.url())
        deliver_due(engine, settings, now=NINE)
    (mail,), (message,) = office.mails, messages(engine)
    assert (mail["Subject"], mail["Message-ID"]) == (message.subject, message.reference)
    for kind, body in (("plain", message.body_text), ("html", message.body_html)):
        part = mail.get_body((kind,))
        assert part is not None
        assert part.get_content().replace("\r\n", "\n") == body


def test_a_claim_of_this_process_is_alive_and_of_a_gone_one_is_not() -> None:
    lost = lost_at(NINE)
    me = this_process()
    place, pid, start = me.split(":")
    assert not lost(me, NINE - minutes(30))
    assert lost(f"{place}:{pid}:1-{start.rpartition('-')[2]}", NINE)
    assert lost(f"{place}:999999999:{start}", NINE)
    assert lost(f"{place}:hỏng:{start}", NINE - minutes(11))
    assert not lost(f"may-khac.1:{pid}:{start}", NINE - minutes(9))
    assert lost(f"may-khac.1:{pid}:{start}", NINE - minutes(11))


def test_the_list_names_agency_and_outcome(engine: Engine, settings: Settings) -> None:
    queue_for(engine, "outbox://a", "file:///x")
    deliver_due(engine, settings, now=NINE)
    with reading(engine) as session:
        refused, sent = message_rows(session)
        assert (sent.state, refused.state) == ("sent", "refused")
        assert (sent.agency, sent.recipient) == ("Sở Nội vụ", "Văn thư")
        assert message_rows(session, MessageFilters(state="refused")) == [refused]
        assert message_rows(session, limit=1, offset=1) == [sent]
        assert count_messages(session) == {"sent": 1, "refused": 1}


def test_no_log_of_a_delivery_names_a_recipient(
    engine: Engine, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with open_post_office(PostOffice(at_recipient=answers("550 <van-thu@xa.example.vn> unknown"))) as office:
        queue_for(engine, office.url("van-thu@xa.example.vn"))
        deliver_due(engine, settings, now=NINE)
    logged = [r.getMessage() for r in caplog.records if r.name.split(".")[0] in ("apprise", "dondoc")]
    assert any("refused" in line for line in logged)
    assert not any("van-thu" in line for line in logged)
