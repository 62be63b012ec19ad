"""The people through whom agencies are reached: who they are, when they are away, who stands in.

Contacts are personal data: audit rows name them by their number only.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime
from typing import get_args

from sqlmodel import Session, col, func, select

from models.agency import Agency, Contact, ContactRole
from models.errors import BadSettings, NotFound, Refused
from rules.contacts import Reach, check_absence, check_leaving, clean_name, ranked_channels
from rules.quiet import read_quiet
from store.audit import note

# Returns a description of the address, raises BadSettings where nothing can be sent to it.
CheckChannel = Callable[[str], object]


def contacts_of(session: Session, agency_id: int) -> list[Contact]:
    """Return an agency's active contacts, officers first."""
    return [c for c in all_contacts(session, agency_id) if c.is_active]


def all_contacts(session: Session, agency_id: int) -> list[Contact]:
    """Return every contact that an agency ever had: the active ones first, officers before others."""
    found = session.exec(
        select(Contact).where(Contact.agency_id == agency_id).order_by(col(Contact.id))
    ).all()
    return sorted(found, key=lambda c: (not c.is_active, c.role != "officer"))


def contact_counts(session: Session, agency_ids: Collection[int]) -> dict[int, int]:
    """Return how many active contacts each of these agencies has; one that has none is left out."""
    query = (
        select(Contact.agency_id, func.count())
        .where(col(Contact.agency_id).in_(agency_ids), col(Contact.is_active))
        .group_by(col(Contact.agency_id))
    )
    return {agency_id: int(count) for agency_id, count in session.exec(query)}


def get_contact(session: Session, agency_id: int, contact_id: int) -> Contact:
    """Return a contact of that agency; raises NotFound."""
    row = session.get(Contact, contact_id)
    if row is None or row.agency_id != agency_id:
        raise NotFound("Không có người liên hệ này ở cơ quan đó.", hint="Tải lại trang cơ quan.")
    return row


def add_contact(
    session: Session,
    agency_id: int,
    *,
    name: str,
    role: str,
    channel: str,
    check_channel: CheckChannel,
    by: str,
    now: datetime,
) -> Contact:
    """Store a new contact and return it; raises Refused where a field or the address is no good."""
    if session.get(Agency, agency_id) is None:
        raise NotFound("Không có cơ quan này.", hint="Quay lại danh bạ.")
    channel = _checked(channel, check_channel)
    _refuse_twice(session, agency_id, channel, None)
    row = Contact(agency_id=agency_id, name=clean_name(name), role=_role(role), channel=channel)
    session.add(row)
    session.flush()
    note(session, what="contact.added", by=by, now=now, agency=agency_id, contact=row.id, role=row.role)
    return row


def edit_contact(
    session: Session,
    agency_id: int,
    contact_id: int,
    *,
    name: str,
    role: str,
    channel: str,
    check_channel: CheckChannel,
    by: str,
    now: datetime,
) -> Contact:
    """Change a contact and return it; an empty ``channel`` leaves the address as it is.

    The page never shows the address, so nobody could send it back unchanged. Raises Refused.
    """
    row = get_contact(session, agency_id, contact_id)
    changed = []
    for field, value in (("name", clean_name(name)), ("role", _role(role))):
        if getattr(row, field) != value:
            setattr(row, field, value)
            changed.append(field)
    if channel.strip() and channel.strip() != row.channel:
        row.channel = _checked(channel, check_channel)
        _refuse_twice(session, agency_id, row.channel, contact_id)
        changed.append("channel")
    if changed:
        session.add(row)
        session.flush()
        note(session, what="contact.edited", by=by, now=now, agency=agency_id, contact=contact_id, on=changed)
    return row


def set_away(
    session: Session,
    agency_id: int,
    contact_id: int,
    *,
    away_from: date | None,
    away_to: date | None,
    substitute_id: int | None,
    by: str,
    now: datetime,
) -> Contact:
    """Store when a contact is away and who stands in, or that the contact is here (no days); return it.

    Raises Refused where only one day is given, or as ``rules.contacts.check_absence`` does.
    """
    row = get_contact(session, agency_id, contact_id)
    if (away_from is None) != (away_to is None):
        raise Refused("Kỳ vắng mặt cần cả ngày đầu và ngày cuối.", hint="Nhập đủ hai ngày, hoặc bỏ cả hai.")
    if away_from is None or away_to is None:
        substitute_id = None
    else:
        check_absence(contact_id, away_from, away_to, substitute_id, _reaches(session, agency_id))
    wanted = (away_from, away_to, substitute_id)
    if wanted != (row.away_from, row.away_to, row.substitute_id):
        row.away_from, row.away_to, row.substitute_id = wanted
        session.add(row)
        session.flush()
        what = "contact.away" if away_from else "contact.back"
        note(
            session, what=what, by=by, now=now, agency=agency_id, contact=contact_id, stands_in=substitute_id
        )
    return row


def set_fallbacks(
    session: Session,
    agency_id: int,
    contact_id: int,
    *,
    places: Sequence[int | None],
    added: str,
    check_channel: CheckChannel,
    by: str,
    now: datetime,
) -> Contact:
    """Store a contact's further channels, ordered by ``places`` (None drops one), and one more; return it.

    Raises Refused for an address that is no good, for one that the contact has, and for too many.
    """
    row = get_contact(session, agency_id, contact_id)
    wanted = ranked_channels(places, added, row.fallbacks)
    if row.channel in wanted:
        raise Refused("Kênh này đã là kênh chính của người đó.", hint="Ghi kênh khác.")
    if added.strip():
        _checked(added, check_channel)
    if wanted != row.fallbacks:
        row.fallbacks = wanted
        session.add(row)
        session.flush()
        note(
            session,
            what="contact.fallbacks",
            by=by,
            now=now,
            agency=agency_id,
            contact=contact_id,
            count=len(wanted),
        )
    return row


def set_quiet(
    session: Session,
    agency_id: int,
    contact_id: int,
    *,
    quiet_from: str,
    quiet_to: str,
    by: str,
    now: datetime,
) -> Contact:
    """Store the hours in which nothing is sent to a contact, or none (two empty texts), and return it.

    Raises Refused as ``rules.quiet.read_quiet`` does.
    """
    row = get_contact(session, agency_id, contact_id)
    wanted = read_quiet(quiet_from, quiet_to)
    if wanted != (row.quiet_from, row.quiet_to):
        row.quiet_from, row.quiet_to = wanted
        session.add(row)
        session.flush()
        note(session, what="contact.quiet", by=by, now=now, agency=agency_id, contact=contact_id)
    return row


def set_active(
    session: Session,
    agency_id: int,
    contact_id: int,
    *,
    active: bool,
    check_channel: CheckChannel,
    by: str,
    now: datetime,
    today: date,
) -> Contact:
    """Write to a contact no more, or again, and return it; nobody is deleted: what was sent stays theirs."""
    row = get_contact(session, agency_id, contact_id)
    if row.is_active == active:
        return row
    if active:
        _checked(row.channel, check_channel)
        _refuse_twice(session, agency_id, row.channel, contact_id)
    else:
        check_leaving(contact_id, _reaches(session, agency_id), today=today)
    row.is_active = active
    session.add(row)
    session.flush()
    what = "contact.activated" if active else "contact.deactivated"
    note(session, what=what, by=by, now=now, agency=agency_id, contact=contact_id)
    return row


def _checked(channel: str, check_channel: CheckChannel) -> str:
    try:
        check_channel(channel.strip())
    except BadSettings as fault:
        raise Refused(fault.sentence, hint=fault.hint) from fault
    return channel.strip()


def _role(role: str) -> str:
    if role not in get_args(ContactRole):
        raise Refused("Vai trò của người liên hệ không đúng.", hint="Chọn lại trong danh sách.")
    return role


def _refuse_twice(session: Session, agency_id: int, channel: str, contact_id: int | None) -> None:
    # Compared here: sealed addresses cannot be compared in the database.
    if any(one.channel == channel and one.id != contact_id for one in contacts_of(session, agency_id)):
        raise Refused(
            "Cơ quan này đã có người liên hệ dùng đúng địa chỉ đó.", hint="Sửa người đó thay vì thêm mới."
        )


def _reaches(session: Session, agency_id: int) -> list[Reach]:
    return [
        Reach(c.id or 0, c.is_active, c.away_from, c.away_to, c.substitute_id)
        for c in all_contacts(session, agency_id)
    ]
