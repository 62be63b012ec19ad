"""Calendar addresses: made, shown once, revoked, opened by whoever holds the token."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import select as select_columns
from sqlmodel import Session, col, func, select

from models.agency import Agency
from models.errors import NotFound, Refused
from models.feed import CalendarFeed
from models.plan import Plan, plan_label
from store.audit import note

Scope = Literal["agency", "plan", "lead"]
# Addresses in use at a time of one agency, one plan, or one lead.
MOST = 20
# A calendar asks every few hours: when it last did is written this seldom.
READ_EVERY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class FeedRow:
    """A calendar address as the list shows it; ``about`` is what it is a calendar of."""

    feed_id: int
    scope: str
    about: str
    made_at: datetime
    made_by: str
    last_read_at: datetime | None


def make_feed(
    session: Session, *, scope: Scope, agency_id: int | None, plan_id: int | None, by: str, now: datetime
) -> str:
    """Store a new address and return its token, which nobody can read again.

    An agency's has ``agency_id``, a plan's ``plan_id``; a lead's has the lead agency, or none for all plans
    that are tracked. Raises NotFound for what is not there, and Refused past 20 in use.
    """
    _check(session, scope, agency_id, plan_id)
    in_use = select(func.count()).where(
        CalendarFeed.scope == scope,
        CalendarFeed.agency_id == agency_id,
        CalendarFeed.plan_id == plan_id,
        col(CalendarFeed.revoked_at).is_(None),
    )
    if session.exec(in_use).one() >= MOST:
        raise Refused(f"Đã có {MOST} địa chỉ lịch đang dùng.", hint="Thu hồi một địa chỉ không dùng nữa.")
    token = secrets.token_urlsafe(32)
    row = CalendarFeed(
        scope=scope, agency_id=agency_id, plan_id=plan_id, token_sha256=_sha(token), made_at=now, made_by=by
    )
    session.add(row)
    session.flush()
    note(session, what="calendar.made", by=by, now=now, plan_id=plan_id, calendar=row.id, scope=scope)
    return token


def _check(session: Session, scope: Scope, agency_id: int | None, plan_id: int | None) -> None:
    given = (agency_id is not None, plan_id is not None)
    if given not in {"agency": {(True, False)}, "plan": {(False, True)}}.get(
        scope, {(True, False), (False, False)}
    ):
        raise ValueError(f"a calendar of scope {scope} has other owners")
    if agency_id is not None and session.get(Agency, agency_id) is None:
        raise NotFound("Không có cơ quan này.", hint="Tải lại trang.")
    if plan_id is not None:
        plan = session.get(Plan, plan_id)
        if plan is None or plan.state != "active":
            raise NotFound("Không có kế hoạch nào như vậy đang theo dõi.", hint="Tải lại trang.")


def feed_rows(session: Session, *, scopes: tuple[Scope, ...], agency_id: int | None = None) -> list[FeedRow]:
    """Return the addresses in use of these scopes, of one agency where one is named; the newest first."""
    query: Any = (
        select_columns(CalendarFeed, col(Agency.name), col(Plan.number), col(Plan.title))
        .outerjoin(Agency, col(Agency.id) == col(CalendarFeed.agency_id))
        .outerjoin(Plan, col(Plan.id) == col(CalendarFeed.plan_id))
        .where(col(CalendarFeed.scope).in_(scopes), col(CalendarFeed.revoked_at).is_(None))
        .order_by(col(CalendarFeed.id).desc())
    )
    if agency_id is not None:
        query = query.where(CalendarFeed.agency_id == agency_id)
    return [
        FeedRow(
            row.id, row.scope, _about(row, name, number, title), row.made_at, row.made_by, row.last_read_at
        )
        for row, name, number, title in session.execute(query)
    ]


def _about(row: CalendarFeed, agency: str | None, number: str | None, title: str | None) -> str:
    if row.scope == "plan":
        return f"Kế hoạch {plan_label(number, title or '')}"
    if row.scope == "lead":
        return f"Các kế hoạch do {agency} thường trực" if agency else "Mọi kế hoạch đang theo dõi"
    return f"Việc của {agency}"


def get_feed(session: Session, feed_id: int) -> CalendarFeed:
    """Return an address that is in use; raises NotFound."""
    row = session.get(CalendarFeed, feed_id)
    if row is None or row.revoked_at is not None:
        raise NotFound("Không có địa chỉ lịch này.", hint="Tải lại trang.")
    return row


def revoke_feed(session: Session, feed_id: int, *, by: str, now: datetime) -> None:
    """End an address at once; raises NotFound for one that is not in use."""
    row = get_feed(session, feed_id)
    row.revoked_at = now
    session.add(row)
    note(session, what="calendar.revoked", by=by, now=now, plan_id=row.plan_id, calendar=row.id)


def open_feed(session: Session, token: str) -> tuple[CalendarFeed, str]:
    """Return the address behind a token and what it is a calendar of.

    Raises NotFound in the same words for one that was revoked and one that never was.
    """
    row = session.exec(select(CalendarFeed).where(CalendarFeed.token_sha256 == _sha(token))).first()
    if row is None or row.revoked_at is not None:
        raise NotFound("Không có lịch này.", hint="Tạo địa chỉ lịch mới trên trang Lịch.")
    agency = session.get(Agency, row.agency_id) if row.agency_id is not None else None
    plan = session.get(Plan, row.plan_id) if row.plan_id is not None else None
    words = (agency.name if agency else None, plan.number if plan else None, plan.title if plan else None)
    return row, _about(row, *words)


def was_read_lately(row: CalendarFeed, now: datetime) -> bool:
    """Return whether its last reading is written down and not an hour old."""
    return row.last_read_at is not None and now - row.last_read_at < READ_EVERY


def note_read(session: Session, feed_id: int, *, now: datetime) -> None:
    """Write down that a calendar has just asked."""
    row = session.get(CalendarFeed, feed_id)
    if row is not None:
        row.last_read_at = now
        session.add(row)


def lead_agencies(session: Session) -> dict[int, str]:
    """Return the names of the agencies that lead an active plan, by id, in the order of the names."""
    query: Any = (
        select_columns(col(Agency.id), col(Agency.name))
        .join(Plan, col(Plan.lead_agency_id) == col(Agency.id))
        .where(col(Plan.state) == "active")
        .distinct()
        .order_by(col(Agency.name))
    )
    return {row.id: row.name for row in session.execute(query)}


def _sha(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
