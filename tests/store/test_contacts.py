"""Contacts changed by hand: checked, told in the audit log, without a name or an address there."""

from datetime import date
from typing import Any

import pytest
from sqlmodel import select

from models.agency import Agency, Contact
from models.errors import BadSettings, NotFound, Refused
from models.journal import AuditEvent
from store.contacts import add_contact, all_contacts, contacts_of, edit_contact, set_active, set_away
from store.database import reading, writing
from tests.cast import Cast

TODAY = date(2026, 11, 23)
SECRET = "outbox://hop-bi-mat"


def check(channel: str) -> None:
    if not channel.startswith("outbox://"):
        raise BadSettings("Kênh liên hệ này không dùng được ở đây.", hint="Dùng outbox://.")


@pytest.fixture
def agency(cast: Cast) -> int:
    """Sở Nội vụ, which has one contact."""
    cast.settle_province()
    with reading(cast.engine) as session:
        return session.exec(select(Agency.id).where(Agency.code == "so-noi-vu")).one() or 0


def do(cast: Cast, act: Any, *args: Any, **more: Any) -> Contact:
    with writing(cast.engine) as session:
        found: Contact = act(session, *args, by="vanhanh", now=cast.at(TODAY), **more)
        return found


def add(cast: Cast, agency: int, name: str = "Trần Bí Mật", channel: str = SECRET) -> int:
    row = do(cast, add_contact, agency, name=name, role="head", channel=channel, check_channel=check)
    return row.id or 0


def test_a_contact_is_added_and_changed_and_the_log_knows_no_person(cast: Cast, agency: int) -> None:
    key = add(cast, agency)
    do(cast, edit_contact, agency, key, name="Lê Kín", role="officer", channel="", check_channel=check)
    with reading(cast.engine) as session:
        row = session.get_one(Contact, key)
        assert (row.name, row.role, row.channel) == ("Lê Kín", "officer", SECRET)
        events = session.exec(select(AuditEvent)).all()
        assert [e.what for e in events] == ["contact.added", "contact.edited"]
        told = repr([e.detail for e in events])
        assert "Mật" not in told and "Kín" not in told and "bi-mat" not in told


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": "  "}, "Chưa ghi tên"),
        ({"role": "vua"}, "Vai trò"),
        ({"channel": "json://x"}, "không dùng được"),
        ({"channel": "outbox://so-noi-vu"}, "đã có người liên hệ"),
    ],
)
def test_a_contact_that_is_no_good_is_refused(
    cast: Cast, agency: int, changes: dict[str, str], said: str
) -> None:
    fields = {"name": "Văn thư", "role": "officer", "channel": "outbox://moi"} | changes
    with pytest.raises(Refused, match=said):
        do(cast, add_contact, agency, check_channel=check, **fields)
    with reading(cast.engine) as session:
        assert len(all_contacts(session, agency)) == 1


def test_a_contact_of_another_agency_is_not_found(cast: Cast, agency: int) -> None:
    with reading(cast.engine) as session:
        foreign = session.exec(select(Contact.id).where(Contact.agency_id != agency)).first()
    with pytest.raises(NotFound):
        do(cast, edit_contact, agency, foreign, name="X", role="head", channel="", check_channel=check)


def test_an_absence_with_a_substitute_is_stored_and_ended(cast: Cast, agency: int) -> None:
    key = add(cast, agency)
    with reading(cast.engine) as session:
        other = contacts_of(session, agency)[0].id
    days = {"away_from": date(2026, 11, 24), "away_to": date(2026, 11, 30)}
    row = do(cast, set_away, agency, key, substitute_id=other, **days)
    assert (row.away_from, row.away_to, row.substitute_id) == (*days.values(), other)
    with pytest.raises(Refused, match="cả ngày đầu và ngày cuối"):
        do(cast, set_away, agency, key, away_from=TODAY, away_to=None, substitute_id=other)
    with pytest.raises(Refused, match="đang thay cho"):
        do(cast, set_away, agency, other, substitute_id=None, **days)
    with pytest.raises(Refused, match="đang hoặc sắp thay"):
        do(cast, set_active, agency, other, active=False, check_channel=check, today=TODAY)
    row = do(cast, set_away, agency, key, away_from=None, away_to=None, substitute_id=other)
    assert (row.away_from, row.away_to, row.substitute_id) == (None, None, None)
    do(cast, set_active, agency, other, active=False, check_channel=check, today=TODAY)


def test_who_is_written_to_no_more_is_not_deleted_and_comes_back(cast: Cast, agency: int) -> None:
    key = add(cast, agency)
    for active in (False, False, True):
        do(cast, set_active, agency, key, active=active, check_channel=check, today=TODAY)
    with reading(cast.engine) as session:
        assert key in {c.id for c in contacts_of(session, agency)}
        said = [e.what for e in session.exec(select(AuditEvent))]
        assert said == ["contact.added", "contact.deactivated", "contact.activated"]


def test_an_address_taken_meanwhile_does_not_come_back_twice(cast: Cast, agency: int) -> None:
    key = add(cast, agency)
    do(cast, set_active, agency, key, active=False, check_channel=check, today=TODAY)
    add(cast, agency, name="Người kế")
    with pytest.raises(Refused, match="đã có người liên hệ"):
        do(cast, set_active, agency, key, active=True, check_channel=check, today=TODAY)


def test_officers_come_first_and_those_who_left_last(cast: Cast, agency: int) -> None:
    head = add(cast, agency)
    gone = add(cast, agency, name="Người cũ", channel="outbox://cu")
    do(cast, set_active, agency, gone, active=False, check_channel=check, today=TODAY)
    with reading(cast.engine) as session:
        assert [c.id for c in all_contacts(session, agency)][1:] == [head, gone]
