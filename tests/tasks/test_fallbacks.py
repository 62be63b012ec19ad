"""A message that a channel does not take goes on by the next, as the same message; quiet hours are kept."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from config.settings import Settings
from models.agency import Contact
from models.journal import AuditEvent
from models.reminder import Message, Reminder
from store.database import reading, writing
from store.messages import resend
from store.sealed_rows import reseal
from store.short_facts import short_facts
from tasks.composing import compose_digests
from tasks.delivering import DeliveryTally, deliver_due
from tests.cast import Cast, item
from tests.notify.gateway_stub import Stub, gateway
from tests.notify.post_office import PostOffice, answers, free_port, open_post_office
from tests.tasks.post_room import NINE, delivered, messages, queue_for
from tests.tasks.test_delivering_processes import Killer, finish, start

GONE = "550 <van-thu@xa.example.vn> unknown"


@pytest.fixture(scope="module")
def running() -> Iterator[Stub]:
    with gateway() as stub:
        yield stub


@pytest.fixture
def stub(running: Stub) -> Stub:
    return running.says({"CodeResult": "100"})


@pytest.fixture
def near(settings: Settings) -> Settings:
    """Settings that let channels stand on this machine."""
    return settings.model_copy(update={"allow_private_channels": True})


def change(engine: Engine, **fields: object) -> None:
    with writing(engine) as session:
        contact = session.exec(select(Contact)).one()
        for name, value in fields.items():
            setattr(contact, name, value)
        session.add(contact)


def one(engine: Engine) -> Message:
    (message,) = messages(engine)
    return message


def moves(engine: Engine) -> list[tuple[object, object, object]]:
    with reading(engine) as session:
        found = session.exec(select(AuditEvent).where(AuditEvent.what == "message.moved"))
        return [(e.detail["from_rank"], e.detail["to_rank"], e.detail["is_refusal"]) for e in found]


def sms(stub: Stub) -> str:
    return f"smsvn://AK:SK@SOYTE/0912345678?api={stub.host}&tls=no"


def test_a_refused_message_goes_by_the_next_channel_at_once(engine: Engine, settings: Settings) -> None:
    with open_post_office(PostOffice(at_recipient=answers(GONE))) as office:
        queue_for(engine, office.url())
        change(engine, fallbacks=["outbox://thu-hai", "outbox://thu-ba"])
        assert deliver_due(engine, settings, now=NINE) == DeliveryTally(sent=1)
    message = one(engine)
    assert (message.state, message.channel_rank, message.attempts) == ("sent", 1, 2)
    assert [(e.mailbox, e.reference) for e in delivered(engine)] == [("thu-hai", message.reference)]
    assert moves(engine) == [(0, 1, True)]


def test_the_short_text_goes_by_sms_and_names_nobody(engine: Engine, near: Settings, stub: Stub) -> None:
    queue_for(engine, "mailto://khong-co-gi")
    change(engine, fallbacks=[sms(stub)])
    assert deliver_due(engine, near, now=NINE) == DeliveryTally(sent=1)
    (asked,) = stub.asked
    text = asked.json["Content"]
    assert text.isascii() and len(text) <= 160 and "Kinh gui" not in text


def test_only_when_all_have_refused_has_it_failed(engine: Engine, near: Settings, stub: Stub) -> None:
    stub.says({"CodeResult": "104"})
    with open_post_office(PostOffice(at_recipient=answers(GONE))) as office:
        (message_id,) = queue_for(engine, office.url())
        change(engine, fallbacks=[sms(stub)])
        assert deliver_due(engine, near, now=NINE) == DeliveryTally(refused=1)
        message = one(engine)
        assert message.state == "refused"
        assert message.outcome.startswith("Cả 2 kênh đều từ chối. Cổng SMS không nhận tin")
        assert "0912" not in message.outcome and "van-thu" not in message.outcome
        # Sent again on a person's word it begins with the first channel, and the old refusals are forgotten.
        office.at_recipient = lambda session: None
        stub.says({"CodeResult": "99"})
        with writing(engine) as session:
            resend(session, message_id, by="chuyên viên", now=NINE, not_before_at=NINE)
        assert one(engine).channel_rank == 0
        assert deliver_due(engine, near, now=NINE) == DeliveryTally(sent=1)
    assert office.references == [message.reference]


def test_a_failure_that_lasts_a_day_moves_on_and_comes_round(engine: Engine, settings: Settings) -> None:
    gone = f"mailto://127.0.0.1:{free_port()}/?to=van-thu@xa.example.vn"
    queue_for(engine, gone)
    change(engine, fallbacks=[gone.replace("van-thu", "du-phong")])
    assert deliver_due(engine, settings, now=NINE) == DeliveryTally(waiting=1)
    assert one(engine).channel_rank == 0
    # 24 November is a holiday: the next day of work is the 25th.
    later = NINE + timedelta(days=2)
    assert deliver_due(engine, settings, now=later) == DeliveryTally(waiting=1)
    message = one(engine)
    assert moves(engine) == [(0, 1, False), (1, 0, False)]
    assert message.channel_rank == 0
    assert message.not_before_at is not None and message.not_before_at > later + timedelta(minutes=10)
    assert "Chuyển sang kênh chính." in message.outcome
    change(engine, channel="outbox://lai-duoc")
    assert deliver_due(engine, settings, now=later + timedelta(hours=6)) == DeliveryTally(sent=1)
    assert [e.reference for e in delivered(engine)] == [message.reference]


def test_a_channel_that_refused_is_not_tried_again_while_another_may_yet(
    engine: Engine, near: Settings, stub: Stub
) -> None:
    """The first fails for a day, the second refuses: the first is tried again, not the second."""
    stub.says({"CodeResult": "104"})
    queue_for(engine, f"mailto://127.0.0.1:{free_port()}/?to=van-thu@xa.example.vn")
    change(engine, fallbacks=[sms(stub)])
    assert deliver_due(engine, near, now=NINE + timedelta(days=2)) == DeliveryTally(waiting=1)
    assert moves(engine) == [(0, 1, False), (1, 0, True)]
    assert deliver_due(engine, near, now=NINE + timedelta(days=3)) == DeliveryTally(waiting=1)
    assert len(stub.asked) == 1
    assert one(engine).state == "queued"


def test_channels_taken_away_meanwhile_leave_the_first(engine: Engine, settings: Settings) -> None:
    queue_for(engine, "mailto://khong-co-gi")
    with writing(engine) as session:
        message = session.exec(select(Message)).one()
        message.channel_rank = 2
        session.add(message)
    change(engine, channel="outbox://con-lai")
    assert deliver_due(engine, settings, now=NINE) == DeliveryTally(sent=1)
    assert [e.mailbox for e in delivered(engine)] == ["con-lai"]


def test_a_contact_without_further_channels_is_refused_as_before(engine: Engine, settings: Settings) -> None:
    queue_for(engine, "mailto://khong-co-gi")
    assert deliver_due(engine, settings, now=NINE) == DeliveryTally(refused=1)
    assert one(engine).outcome.startswith("Kênh liên hệ sai")
    assert moves(engine) == []


def test_killed_on_the_second_channel_it_goes_on_there(engine: Engine, settings: Settings) -> None:
    killer = Killer()
    refusing = PostOffice(at_recipient=answers(GONE))
    with open_post_office(refusing) as first, open_post_office(PostOffice(at_data=killer.strike)) as second:
        queue_for(engine, first.url())
        change(engine, fallbacks=[second.url()])
        killer.kill_one(engine, settings)
        assert [(m.state, m.channel_rank) for m in killer.seen] == [("sending", 1)]
        assert finish(start(settings)) == (1, 0, 0)
        assert finish(start(settings)) == (0, 0, 0)
    # Struck before the server had answered: whether it kept the first copy, the Message-ID is the same.
    assert set(second.references) == {one(engine).reference}
    assert (first.references, moves(engine)) == ([], [(0, 1, True)])


def test_addresses_sealed_anew_meanwhile_change_nothing(engine: Engine, settings: Settings) -> None:
    queue_for(engine, *(f"outbox://hop-{n}" for n in range(3)))
    sent: list[int] = []

    def seal_again(message_id: int) -> None:
        sent.append(message_id)
        reseal(engine)

    assert deliver_due(engine, settings, now=NINE, on_sent=seal_again) == DeliveryTally(sent=3)
    assert len(set(sent)) == 3


def test_quiet_hours_hold_a_message_back_and_an_urgent_one_not(engine: Engine, settings: Settings) -> None:
    queue_for(engine, "outbox://yen-lang")
    change(engine, quiet_from="08:30", quiet_to="10:00")
    assert deliver_due(engine, settings, now=NINE) == DeliveryTally(waiting=1)
    message = one(engine)
    assert (message.attempts, message.outcome) == (0, "")
    assert message.not_before_at == datetime.fromisoformat("2026-11-23T03:00:00+00:00")
    assert deliver_due(engine, settings, now=message.not_before_at) == DeliveryTally(sent=1)


def test_an_urgent_message_knows_no_quiet_hours(engine: Engine, settings: Settings) -> None:
    queue_for(engine, "outbox://khan", is_urgent=True)
    change(engine, quiet_from="08:30", quiet_to="10:00")
    assert deliver_due(engine, settings, now=NINE) == DeliveryTally(sent=1)


def test_a_retry_waits_for_the_end_of_quiet_hours(engine: Engine, settings: Settings) -> None:
    queue_for(engine, f"mailto://127.0.0.1:{free_port()}/?to=van-thu@xa.example.vn")
    change(engine, quiet_from="09:01", quiet_to="11:00")
    assert deliver_due(engine, settings, now=NINE) == DeliveryTally(waiting=1)
    assert one(engine).not_before_at == datetime.fromisoformat("2026-11-23T04:00:00+00:00")


def test_short_facts_count_what_the_agencys_digest_reminds_of(cast: Cast) -> None:
    cast.settle_province()
    cast.tracked_plan(
        item("Rà soát nhân lực", ref="IV.1", due=date(2026, 11, 20)),
        item("Lập đề án", ref="IV.2", due=date(2026, 11, 25)),
        item("Báo cáo", ref="IV.3", due=date(2026, 11, 27)),
    )
    day = date(2026, 11, 23)
    cast.look(day)
    compose_digests(cast.engine, cast.settings, cast.office, today=day, now=cast.at(day))
    with reading(cast.engine) as session:
        found = session.exec(select(Message).where(Message.kind == "agency-digest")).all()
        reminded = len(session.exec(select(Reminder)).all())
        for message in found:
            facts = short_facts(session, message.id or 0, base="http://127.0.0.1:8000")
            assert facts.link in message.body_text
            assert facts.link.startswith("http://127.0.0.1:8000/r/")
            assert (facts.kind, facts.works, facts.late, facts.nearest) == (
                "agency-digest",
                reminded,
                1,
                date(2026, 11, 25),
            )
    assert found
