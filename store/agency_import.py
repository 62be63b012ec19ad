"""Agencies from a sheet: what storing it would change, and storing just that in one transaction."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import Session, col, select

from models.agency import Agency, AgencyAlias
from models.errors import OutOfDate
from rules.agency_sheet import AgencyChange, AgencySheetRow, KnownAgency, plan_agencies, seal
from rules.naming import ASKED_KINDS, agency_key
from store.audit import note
from store.drafts import rematch_drafts
from store.succession_plan import unfinished_shares


def known_agencies(session: Session) -> list[KnownAgency]:
    """Return every body of the registry as a sheet speaks of it, by name."""
    rows = session.exec(select(Agency).order_by(Agency.name, col(Agency.id))).all()
    codes = {row.id: row.code for row in rows}
    aliases: dict[int, list[str]] = {}
    query = select(AgencyAlias).where(col(AgencyAlias.agency_id).is_not(None))
    for alias in session.exec(query.order_by(col(AgencyAlias.id))):
        aliases.setdefault(alias.agency_id or 0, []).append(alias.text)
    return [
        KnownAgency(
            row.id or 0,
            row.code,
            row.name,
            row.kind,
            row.level,
            codes.get(row.parent_id, ""),
            row.valid_from,
            row.valid_to,
            tuple(aliases.get(row.id or 0, ())),
        )
        for row in rows
    ]


def plan_agency_import(
    session: Session, rows: Sequence[AgencySheetRow], *, today: date
) -> list[AgencyChange]:
    """Return what becomes of every row of a sheet; nothing is stored."""
    known = known_agencies(session)
    ending = {row.code for row in rows if row.valid_to} | {row.name for row in rows if row.valid_to}
    unfinished = {
        one.agency_id: len(unfinished_shares(session, one.agency_id))
        for one in known
        if one.code in ending or one.name in ending
    }
    return plan_agencies(rows, known, today=today, unfinished=unfinished)


def store_agencies(
    session: Session,
    rows: Sequence[AgencySheetRow],
    *,
    seen: str,
    by: str,
    now: datetime,
    today: date,
) -> list[AgencyChange]:
    """Store what a sheet adds and changes, and return it; ``seen`` is the seal of what was shown.

    Raises OutOfDate, with nothing stored, where that is no longer what the sheet would do. Refused rows
    are left out, as was shown. A body that came from a plan's words is a confirmed one from now on.
    """
    changes = plan_agency_import(session, rows, today=today)
    if seal(changes) != seen:
        raise OutOfDate(
            "Danh bạ đã thay đổi từ lúc xem thử nên chưa lưu gì.", hint="Xem lại bảng dưới đây rồi xác nhận."
        )
    taken = [one for one in changes if one.fate in ("add", "change")]
    stored = {one.body.code: _put(session, one) for one in taken}
    for one in taken:
        row, parent = stored[one.body.code], one.body.parent
        above = stored.get(parent) or _by_code(session, parent) if parent else None
        row.parent_id = above.id if above is not None else None
        session.add(row)
    session.flush()
    if taken:
        counts = {fate: sum(one.fate == fate for one in taken) for fate in ("add", "change")}
        note(session, what="agencies.imported", by=by, now=now, added=counts["add"], changed=counts["change"])
        rematch_drafts(session)
    return changes


def _put(session: Session, one: AgencyChange) -> Agency:
    body = one.body
    row = session.get_one(Agency, body.agency_id) if body.agency_id else Agency(code="", name="", folded="")
    row.code, row.name, row.folded = body.code, body.name, agency_key(body.name)
    if not body.agency_id or row.kind != body.kind:
        row.is_ordered = body.kind not in ASKED_KINDS
    row.kind, row.level = body.kind, body.level
    row.valid_from, row.valid_to, row.is_confirmed = body.valid_from, body.valid_to, True
    session.add(row)
    session.flush()
    for text in one.new_aliases:
        session.add(AgencyAlias(text=text, folded=agency_key(text), agency_id=row.id))
    return row


def _by_code(session: Session, code: str) -> Agency:
    return session.exec(select(Agency).where(Agency.code == code)).one()
