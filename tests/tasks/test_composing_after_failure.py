"""A day on which nothing could be sent: the next working day's digest says it all, once."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlmodel import col, select

from models.agency import Agency, Contact
from models.reminder import Message, Reminder
from store.database import reading, writing
from tasks.composing import compose_digests
from tasks.delivering import deliver_due
from tests.cast import Cast, item
from tests.notify.post_office import PostOffice, free_port, open_post_office

THURSDAY, FRIDAY, MONDAY = date(2026, 11, 5), date(2026, 11, 6), date(2026, 11, 9)


@pytest.fixture
def server() -> PostOffice:
    """A server that is away until it is opened."""
    return PostOffice(port=free_port())


@pytest.fixture
def province(cast: Cast, server: PostOffice) -> Iterator[Cast]:
    """Sở Nội vụ has three things to do, and a contact behind that server."""
    cast.settle_province()
    move_contacts(cast, server.url())
    cast.tracked_plan(
        item("Việc thứ sáu", ref="IV.1", due=FRIDAY),
        item("Việc thứ hai", ref="IV.2", due=MONDAY),
        # Asked about on that Friday, five working days before, and not on Monday.
        item("Việc tuần sau", ref="IV.3", due=date(2026, 11, 13)),
    )
    with open_post_office(server, port=server.port):
        live(cast, date(2026, 11, 2))
    server.mails.clear()
    yield cast


def move_contacts(cast: Cast, channel: str) -> None:
    with writing(cast.engine) as session:
        found = session.exec(
            select(Contact)
            .join(Agency, col(Agency.id) == col(Contact.agency_id))
            .where(Agency.name == "Sở Nội vụ")
        )
        for contact in found.all():
            contact.channel = channel
            session.add(contact)


def live(cast: Cast, day: date) -> None:
    """Claim, compose and deliver on a day, at eight and at half past."""
    cast.look(day)
    now = cast.at(day)
    compose_digests(cast.engine, cast.settings, cast.office, today=day, now=now)
    for minutes in (0, 30):
        deliver_due(cast.engine, cast.settings, now=now + timedelta(minutes=minutes))


def digests(cast: Cast, day: date) -> list[Message]:
    with reading(cast.engine) as session:
        query = select(Message).where(Message.kind == "agency-digest", Message.on == day)
        return list(session.exec(query))


def carried(cast: Cast, message: Message) -> list[str]:
    with reading(cast.engine) as session:
        return sorted(session.exec(select(Reminder.rule).where(Reminder.message_id == message.id)))


def test_mondays_digest_says_what_fridays_could_not(province: Cast, server: PostOffice) -> None:
    live(province, FRIDAY)
    (friday,) = digests(province, FRIDAY)
    assert (friday.state, friday.attempts > 0) == ("queued", True)
    asked = carried(province, friday)
    assert asked == ["before-1", "before-5", "due-day"]
    with open_post_office(server, port=server.port):
        live(province, MONDAY)
    (friday,), (monday,) = digests(province, FRIDAY), digests(province, MONDAY)
    assert (friday.state, monday.state) == ("superseded", "sent")
    assert friday.outcome == "Đã gộp vào thư ngày 09/11/2026."
    assert server.references == [monday.reference]
    assert carried(province, friday) == []
    assert set(asked) < set(carried(province, monday))
    # The letter that nobody got is none: the first one was that of the assignment.
    assert "Việc tuần sau" in monday.body_text
    assert monday.body_text.count("(nhắc lần 2)") == 3


def test_what_one_contact_has_read_is_not_told_again(province: Cast, server: PostOffice) -> None:
    with reading(province.engine) as session:
        agency = session.exec(select(Agency).where(Agency.name == "Sở Nội vụ")).one()
    with writing(province.engine) as session:
        session.add(Contact(agency_id=agency.id or 0, name="Văn phòng", channel="outbox://van-phong"))
    live(province, FRIDAY)
    assert sorted(m.state for m in digests(province, FRIDAY)) == ["queued", "sent"]
    asked = carried(province, digests(province, FRIDAY)[0])
    with open_post_office(server, port=server.port):
        live(province, MONDAY)
    assert carried(province, digests(province, FRIDAY)[0]) == asked
    # The contact who got nothing on Friday gets both, because Monday's leaves Friday's work out.
    assert len(server.references) == 2


def test_what_nobody_has_tried_to_send_is_on_its_way(province: Cast, server: PostOffice) -> None:
    province.look(FRIDAY)
    compose_digests(
        province.engine, province.settings, province.office, today=FRIDAY, now=province.at(FRIDAY)
    )
    (friday,) = digests(province, FRIDAY)
    asked = carried(province, friday)
    with open_post_office(server, port=server.port):
        live(province, MONDAY)
    assert carried(province, friday) == asked
    assert server.references[0] == friday.reference
