"""Messages in the database: one per recipient, kind and day, and one claimant each."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from models.errors import NotFound, Refused
from models.journal import AuditEvent
from models.reminder import Message
from store.database import reading, writing
from store.messages import NewMessage, outbox_entries, put_in_outbox, queue_message, resend
from store.sending import (
    Claimed,
    claim_next,
    count_unsent,
    has_work,
    record_failure,
    record_refused,
    record_sent,
    release_lost,
)
from tests.tasks.post_room import DAY, NINE, messages, queue_for

pytestmark = pytest.mark.both_databases

LATER = NINE + timedelta(minutes=5)


def claim(engine: Engine, who: str = "mot") -> Claimed | None:
    with writing(engine) as session:
        return claim_next(session, claimant=who, now=NINE)


def claimed(engine: Engine, who: str = "mot") -> Claimed:
    found = claim(engine, who)
    assert found is not None
    return found


def test_a_recipient_gets_one_message_of_a_kind_a_day(engine: Engine) -> None:
    queue_for(engine, "outbox://a")
    (first,) = messages(engine)
    same = NewMessage("agency-digest", first.contact_id or 0, first.agency_id or 0, DAY, "x.vn", NINE)
    next_day = NewMessage(
        "agency-digest", first.contact_id or 0, first.agency_id or 0, DAY + timedelta(days=1), "x.vn", NINE
    )
    with writing(engine) as session:
        assert queue_message(session, same, now=NINE) is None
        # The refusal leaves the rest of the transaction whole.
        assert queue_message(session, next_day, now=NINE) is not None
    assert len(messages(engine)) == 2


def test_every_message_has_a_reference_of_its_own(engine: Engine) -> None:
    queue_for(engine, *["outbox://a"] * 20)
    references = {m.reference for m in messages(engine)}
    assert len(references) == 20
    assert all(
        r.startswith("<agency-digest.20261123.") and r.endswith("@so-y-te.example.vn>") for r in references
    )


def test_a_message_is_claimed_once(engine: Engine) -> None:
    queue_for(engine, "outbox://a")
    assert claimed(engine).attempt == 1
    assert claim(engine, "hai") is None
    with reading(engine) as session:
        assert count_unsent(session) == 1
        assert has_work(session, now=NINE)


def test_what_has_been_due_longest_goes_first(engine: Engine) -> None:
    queue_for(engine, "outbox://sau")
    queue_for(engine, "outbox://truoc", not_before_at=NINE - timedelta(hours=1))
    assert [claimed(engine).channel, claimed(engine).channel] == ["outbox://truoc", "outbox://sau"]


def test_ten_claimants_at_once_share_without_overlap(engine: Engine) -> None:
    queue_for(engine, *(f"outbox://hop-{n}" for n in range(40)))
    got: list[int] = []

    def work(name: str) -> None:
        while (one := claim(engine, name)) is not None:
            got.append(one.message_id)

    threads = [threading.Thread(target=work, args=(f"luong-{n}",)) for n in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == [m.id for m in messages(engine)]


def test_a_claim_of_a_living_process_is_not_released(engine: Engine) -> None:
    queue_for(engine, "outbox://a")
    claimed(engine)
    with writing(engine) as session:
        assert release_lost(session, is_lost=lambda who, since: False, now=LATER) == 0
        asked = []
        assert release_lost(session, is_lost=lambda who, since: asked.append((who, since)) is None, now=LATER)
    assert asked == [("mot", NINE)]
    assert messages(engine)[0].state == "queued"


def test_the_outcome_of_a_lost_claim_changes_nothing(engine: Engine) -> None:
    queue_for(engine, "outbox://a")
    slow = claimed(engine)
    with writing(engine) as session:
        release_lost(session, is_lost=lambda who, since: True, now=NINE)
    again = claimed(engine)
    assert (again.reference, again.attempt) == (slow.reference, 2)
    with writing(engine) as session:
        assert not record_refused(session, slow, outcome="muộn")
        assert not record_failure(session, slow, outcome="muộn", not_before_at=LATER)
        assert not record_sent(session, slow, now=LATER)
        assert record_sent(session, again, now=LATER)
        assert not record_sent(session, again, now=LATER)
    (message,) = messages(engine)
    assert (message.state, message.sent_at, message.outcome) == ("sent", LATER, "")


def test_only_a_refused_message_is_sent_again_and_that_is_noted(engine: Engine) -> None:
    (message_id,) = queue_for(engine, "outbox://a")
    with pytest.raises(Refused), writing(engine) as session:
        resend(session, message_id, by="chuyên viên", now=NINE, not_before_at=NINE)
    with writing(engine) as session:
        record_refused(session, claim_next(session, claimant="mot", now=NINE), outcome="550")  # type: ignore[arg-type]
    with writing(engine) as session:
        resend(session, message_id, by="chuyên viên", now=NINE, not_before_at=LATER)
    (message,) = messages(engine)
    assert (message.state, message.outcome, message.not_before_at) == ("queued", "", LATER)
    with reading(engine) as session:
        events = session.exec(select(AuditEvent)).all()
    assert [(e.what, e.actor, e.detail) for e in events] == [
        ("message.resent", "chuyên viên", {"message": message_id})
    ]
    with pytest.raises(NotFound), writing(engine) as session:
        resend(session, 999, by="chuyên viên", now=NINE, not_before_at=NINE)


def test_a_mailbox_is_listed_newest_first(engine: Engine) -> None:
    for number, mailbox in enumerate(("a", "b", "a")):
        put_in_outbox(engine, mailbox=mailbox, reference=f"<{number}>", subject="s", body="b", at=NINE)
    with reading(engine) as session:
        assert [e.reference for e in outbox_entries(session)] == ["<2>", "<1>", "<0>"]
        assert [e.reference for e in outbox_entries(session, "a")] == ["<2>", "<0>"]
        assert [e.reference for e in outbox_entries(session, "a", limit=1)] == ["<2>"]


# On PostgreSQL: tests/store/test_postgres_plans.py.
@pytest.mark.sqlite_only
def test_the_queue_is_searched_by_its_index(engine: Engine) -> None:
    with engine.connect() as connection:
        plan = connection.exec_driver_sql(
            f"EXPLAIN QUERY PLAN SELECT id FROM {Message.__tablename__} WHERE state = 'queued' "
            "AND (not_before_at IS NULL OR not_before_at <= '2026-11-23') ORDER BY not_before_at, id LIMIT 1"
        ).all()
    assert "ix_message_state_due" in str(plan)
