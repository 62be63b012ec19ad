"""Contacts from a sheet: what storing it would change, and storing just that."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from sqlmodel import Session, col, select

from models.agency import Agency, Contact
from models.errors import BadSettings, NotFound, OutOfDate, Refused
from rules.contact_columns import Kept, Wishes
from rules.contact_sheet import Change, Known, SheetRow, plan_import, seal
from rules.naming import agency_key
from store.agency_lists import exists_on
from store.audit import note
from store.registry import find_name


def plan_contacts(
    session: Session, rows: Sequence[SheetRow], *, today: date, check_channel: Callable[[str], object]
) -> list[Change]:
    """Return what becomes of every row of a sheet; nothing is stored."""
    by_code = {a.code: a for a in session.exec(select(Agency))}

    def find_agency(row: SheetRow) -> tuple[int, str]:
        agency = _by_code(by_code, row) if row.code else _by_name(session, row.agency, today)
        if not exists_on(agency, today):
            raise Refused(f"“{agency.name}” đã kết thúc hoạt động.", hint="Ghi cơ quan thay thế.")
        return agency.id or 0, agency.name

    def check(channel: str) -> object:
        try:
            return check_channel(channel)
        except BadSettings as fault:
            raise Refused(fault.sentence) from fault

    known = [
        Known(c.id or 0, c.agency_id, c.name, c.role, c.channel, _kept(c))
        for c in session.exec(select(Contact).where(col(Contact.is_active)).order_by(col(Contact.id)))
    ]
    return plan_import(rows, find_agency=find_agency, known=known, check_channel=check)


def _kept(row: Contact) -> Kept:
    return Kept(tuple(row.fallbacks), (row.quiet_from, row.quiet_to), row.takes_summaries)


def _by_code(by_code: dict[str, Agency], row: SheetRow) -> Agency:
    agency = by_code.get(row.code)
    if agency is None:
        raise NotFound(f"Không có cơ quan mang mã “{row.code}”.")
    if row.agency and agency_key(row.agency) != agency.folded:
        # A row that slipped by one line would send one body's letters to another.
        raise Refused(f"Mã “{row.code}” là của “{agency.name}”, không phải “{row.agency}”.")
    return agency


def _by_name(session: Session, name: str, today: date) -> Agency:
    if not name:
        raise Refused("Chưa ghi mã hay tên cơ quan.")
    match = find_name(session, name, on=today)
    # A likeness is good enough for a draft that a person looks at, not for an address.
    if match.agency_id is None or match.how == "fuzzy":
        raise NotFound(f"Không rõ “{name}” là cơ quan nào trong danh bạ.", hint="Ghi mã cơ quan.")
    return session.get_one(Agency, match.agency_id)


def store_contacts(
    session: Session,
    rows: Sequence[SheetRow],
    *,
    seen: str,
    by: str,
    now: datetime,
    today: date,
    check_channel: Callable[[str], object],
) -> list[Change]:
    """Store what a sheet adds and changes, and return it; ``seen`` is the seal of what was shown.

    Raises OutOfDate, with nothing stored, where that is no longer what the sheet would do. Refused rows
    are left out, as was shown.
    """
    changes = plan_contacts(session, rows, today=today, check_channel=check_channel)
    if seal(changes) != seen:
        raise OutOfDate(
            "Danh bạ đã thay đổi từ lúc xem thử nên chưa lưu gì.", hint="Xem lại bảng dưới đây rồi xác nhận."
        )
    done = {"add": 0, "change": 0}
    for one in changes:
        if one.fate not in done:
            continue
        row = (
            session.get_one(Contact, one.contact_id)
            if one.contact_id
            else Contact(agency_id=one.agency_id, name="", channel="")
        )
        row.name, row.role, row.channel, row.is_active = one.name, one.role, one.channel, True
        _grant(row, one.wishes)
        session.add(row)
        done[one.fate] += 1
    session.flush()
    if any(done.values()):
        note(session, what="contacts.imported", by=by, now=now, added=done["add"], changed=done["change"])
    return changes


def _grant(row: Contact, wishes: Wishes) -> None:
    """Give a contact what its row wants besides; what the row leaves open stays."""
    if wishes.fallbacks is not None:
        row.fallbacks = list(wishes.fallbacks)
    if wishes.quiet is not None:
        row.quiet_from, row.quiet_to = wishes.quiet
    if wishes.summaries is not None:
        row.takes_summaries = wishes.summaries
