"""A digest that could not be sent in time, beside a newer one for the same reader."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pytest
from sqlmodel import col, select

from models.agency import Contact
from models.errors import Refused
from models.reminder import Message, Reminder
from rules.sending import TO_LEADERS
from store.database import reading, writing
from store.messages import NewMessage, put_words, queue_message, resend
from store.sending import Claimed, claim_next, count_unsent
from tests.cast import Cast, item

FRIDAY, MONDAY = date(2026, 11, 6), date(2026, 11, 9)
NOW = datetime.fromisoformat("2026-11-09T02:00:00+00:00")


class Post:
    """One agency with two obligations, its contacts, and digests that carry reminders of them."""

    def __init__(self, cast: Cast) -> None:
        cast.settle_province()
        self.cast, self.engine = cast, cast.engine
        self.plan_id = cast.tracked_plan(
            item("A", ref="IV.1", due=date(2026, 11, 3)), item("B", ref="IV.2", due=date(2026, 11, 4))
        )
        self.a, self.b = (o.id or 0 for o in cast.obligations(self.plan_id))
        with reading(self.engine) as session:
            self.contact = session.exec(select(Contact).where(Contact.name == "Đầu mối Sở Nội vụ")).one()
        self.reminders = 0

    def queue(
        self, on: date, *obligations: int, kind: str = "agency-digest", contact: Contact | None = None
    ) -> int:
        """Queue a digest of that day that carries a reminder of each of these obligations."""
        contact = contact or self.contact
        new = NewMessage(kind, contact.id or 0, contact.agency_id, on, "so-y-te.example.vn", NOW)
        with writing(self.engine) as session:
            row = queue_message(session, new, now=NOW - timedelta(days=3))
            assert row is not None
            put_words(session, row, subject="thư", text="thư", html="<p>thư</p>")
            for one in obligations:
                self.reminders += 1
                session.add(
                    Reminder(
                        obligation_id=one,
                        rule="overdue",
                        step_on=on,
                        looked_on=on,
                        number=self.reminders,
                        message_id=row.id,
                    )
                )
            return row.id or 0

    def second_contact(self) -> Contact:
        """Return another contact of the same agency."""
        with writing(self.engine) as session:
            one = Contact(agency_id=self.contact.agency_id, name="Văn phòng", channel="outbox://van-phong")
            session.add(one)
            session.flush()
            return one

    def claim_all(self) -> list[Claimed]:
        """Claim one message after the other until none is left."""
        found = []
        with writing(self.engine) as session:
            while (one := claim_next(session, claimant="mot", now=NOW)) is not None:
                found.append(one)
        return found

    def carried(self) -> dict[int | None, list[int]]:
        """Return the obligations whose reminders each message carries."""
        with reading(self.engine) as session:
            found: dict[int | None, list[int]] = {}
            for one in session.exec(select(Reminder).order_by(col(Reminder.id))):
                found.setdefault(one.message_id, []).append(one.obligation_id)
            return found

    def message(self, message_id: int) -> Message:
        """Return a message as it is stored."""
        with reading(self.engine) as session:
            return session.get_one(Message, message_id)


@pytest.fixture
def post(cast: Cast) -> Post:
    return Post(cast)


def ids(claimed: Sequence[Claimed]) -> list[int]:
    return [one.message_id for one in claimed]


def test_what_the_newer_digest_tells_too_is_not_sent_again(post: Post) -> None:
    old = post.queue(FRIDAY, post.a)
    new = post.queue(MONDAY, post.a, post.b)
    assert ids(post.claim_all()) == [new]
    stored = post.message(old)
    assert (stored.state, stored.attempts, stored.claimed_by) == ("superseded", 0, None)
    assert stored.outcome == "Đã gộp vào thư ngày 09/11/2026."
    assert post.carried() == {new: [post.a, post.a, post.b]}


def test_what_the_newer_digest_does_not_tell_is_sent(post: Post) -> None:
    old = post.queue(FRIDAY, post.a, post.b)
    new = post.queue(MONDAY, post.a)
    assert ids(post.claim_all()) == [old, new]
    assert post.carried() == {old: [post.a, post.b], new: [post.a]}


def test_two_newer_digests_cover_together(post: Post) -> None:
    post.queue(FRIDAY, post.a, post.b)
    first = post.queue(MONDAY, post.a)
    second = post.queue(MONDAY + timedelta(days=1), post.b)
    assert ids(post.claim_all()) == [first, second]


def test_what_was_answered_meanwhile_needs_no_cover_and_was_told_by_nobody(post: Post) -> None:
    post.queue(FRIDAY, post.a, post.b)
    (work,) = (o for o in post.cast.obligations(post.plan_id) if o.id == post.b)
    post.cast.move(work, "reported", on=MONDAY, text="Đã xong.")
    new = post.queue(MONDAY, post.a)
    assert ids(post.claim_all()) == [new]
    assert post.carried() == {new: [post.a, post.a], None: [post.b]}


def test_a_newer_digest_that_reached_nobody_covers_nothing(post: Post) -> None:
    old = post.queue(FRIDAY, post.a)
    new = post.queue(MONDAY, post.a)
    with writing(post.engine) as session:
        refused = session.get_one(Message, new)
        refused.state = "refused"
        session.add(refused)
    assert ids(post.claim_all()) == [old]
    with writing(post.engine) as session:
        resend(session, new, by="chuyên viên", now=NOW, not_before_at=NOW)
    assert ids(post.claim_all()) == [new]


def test_a_newer_digest_that_went_out_first_still_covers(post: Post) -> None:
    old = post.queue(FRIDAY, post.a)
    new = post.queue(MONDAY, post.a)
    with writing(post.engine) as session:
        late = session.get_one(Message, old)
        late.not_before_at = NOW + timedelta(minutes=30)
        session.add(late)
    assert ids(post.claim_all()) == [new]
    with writing(post.engine) as session:
        assert claim_next(session, claimant="mot", now=NOW + timedelta(hours=1)) is None
    assert post.message(old).state == "superseded"


def test_each_reader_is_judged_alone_and_the_days_letter_stays_the_days(post: Post) -> None:
    other = post.second_contact()
    first = post.queue(FRIDAY, post.a)
    second = post.queue(FRIDAY, contact=other)
    with writing(post.engine) as session:
        told = session.get_one(Message, second)
        told.state = "sent"
        session.add(told)
    new = post.queue(MONDAY, post.a)
    post.queue(MONDAY, contact=other)
    assert first not in ids(post.claim_all())
    # On Friday the agency did have a letter: by its other contact.
    assert post.carried() == {second: [post.a], new: [post.a]}


def test_the_second_contacts_digest_says_what_the_first_ones_says(post: Post) -> None:
    other = post.second_contact()
    old = [post.queue(FRIDAY, post.b), post.queue(FRIDAY, contact=other)]
    new = [post.queue(MONDAY, post.a), post.queue(MONDAY, contact=other)]
    assert ids(post.claim_all()) == old + new


def test_a_lead_agency_reads_how_things_stand_now_and_not_how_they_stood(post: Post) -> None:
    old = post.queue(FRIDAY, kind="lead-digest")
    new = post.queue(MONDAY, kind="lead-digest")
    assert ids(post.claim_all()) == [new]
    assert post.message(old).state == "superseded"


@pytest.mark.parametrize("kind", [*sorted(TO_LEADERS), "refusal", "test"])
def test_letters_that_are_no_digests_all_go_out(post: Post, kind: str) -> None:
    both = [post.queue(FRIDAY, kind=kind), post.queue(MONDAY, kind=kind)]
    assert ids(post.claim_all()) == both


def test_another_readers_newer_digest_changes_nothing(post: Post) -> None:
    old = post.queue(FRIDAY, post.a)
    new = post.queue(MONDAY, post.a, contact=post.second_contact())
    assert ids(post.claim_all()) == [old, new]


def test_what_is_set_aside_no_longer_waits(post: Post) -> None:
    post.queue(FRIDAY, post.a)
    post.queue(MONDAY, post.a)
    post.claim_all()
    with reading(post.engine) as session:
        assert count_unsent(session) == 1
    with pytest.raises(Refused, match="bị từ chối"), writing(post.engine) as session:
        resend(session, 1, by="chuyên viên", now=NOW, not_before_at=NOW)


def test_the_set_aside_is_undone_with_its_transaction(post: Post) -> None:
    old = post.queue(FRIDAY, post.a)
    post.queue(MONDAY, post.a)
    with pytest.raises(KeyError), writing(post.engine) as session:
        claim_next(session, claimant="mot", now=NOW)
        raise KeyError
    assert post.message(old).state == "queued"
    assert post.carried()[old] == [post.a]
