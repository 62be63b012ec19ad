"""Keys to the API: made and revoked by the operator, opened by other systems."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from models.agency import Agency
from models.connection import ApiToken
from models.errors import NotAllowed, NotFound, Refused
from store.accounts import digest
from store.audit import note
from store.database import reading, writing

# What a key may do, and what people read for it.
SCOPES: dict[str, str] = {
    "plans:read": "xem kế hoạch",
    "plans:write": "nạp văn bản thành dự thảo kế hoạch",
    "obligations:read": "xem phần việc, nhật ký, báo cáo, tệp kèm theo",
    "reports:write": "tiếp nhận việc, gửi báo cáo",
    "rollups:read": "xem bảng tổng hợp",
}
# Days that a key may live, and what it lives where nothing is said.
MOST_DAYS, DAYS = 731, 365
# Marks our keys, so that one that has leaked into a file is recognised by people and by scanners.
PREFIX = "dondoc_"
# The last use of a key is written at most this often.
USED_EVERY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Caller:
    """The system behind a key: what it may do, and of which agency (None: of all)."""

    token_id: int
    name: str
    scopes: frozenset[str]
    agency_id: int | None

    def reaches(self, agency_id: int) -> bool:
        """Return whether that agency's obligations are there for this key."""
        return self.agency_id is None or self.agency_id == agency_id


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A key as the operator sees it; ``agency_name`` is None where it is bound to none."""

    token: ApiToken
    agency_name: str | None


class BadToken(NotAllowed):
    """No key, or one that is unknown, expired or revoked: HTTP 401."""

    code = "bad-token"


def make_token(
    session: Session,
    *,
    name: str,
    scopes: Collection[str],
    agency_id: int | None,
    days: int,
    by: str,
    now: datetime,
) -> tuple[ApiToken, str]:
    """Store a new key and return it with its text, which is kept nowhere and cannot be shown again.

    Raises Refused for a blank or long name, no or unknown scopes, and a life of less than a day or more
    than ``MOST_DAYS``.
    """
    if not name.strip() or len(name.strip()) > 120:
        raise Refused("Khóa cần một tên, dài nhất 120 ký tự.", hint="Ghi tên hệ thống sẽ dùng khóa.")
    if unknown := sorted(set(scopes) - set(SCOPES)):
        raise Refused(f"Không có quyền “{unknown[0]}”.", hint=f"Chọn trong: {', '.join(SCOPES)}.")
    if not scopes:
        raise Refused("Khóa chưa có quyền nào.", hint=f"Chọn trong: {', '.join(SCOPES)}.")
    if not 1 <= days <= MOST_DAYS:
        raise Refused(f"Khóa sống từ 1 đến {MOST_DAYS} ngày.", hint="Ghi lại số ngày.")
    text = PREFIX + secrets.token_urlsafe(32)
    row = ApiToken(
        name=name.strip(),
        token_sha256=digest(text),
        scopes=[s for s in SCOPES if s in scopes],
        agency_id=agency_id,
        made_at=now,
        made_by=by,
        expires_at=now + timedelta(days=days),
    )
    session.add(row)
    session.flush()
    note(session, what="api-token.made", by=by, now=now, token=row.name, scopes=list(row.scopes))
    return row, text


def tokens(session: Session) -> list[TokenRow]:
    """Return every key, the newest first."""
    rows = session.exec(
        select(ApiToken, Agency.name)
        .outerjoin(Agency, col(Agency.id) == col(ApiToken.agency_id))
        .order_by(col(ApiToken.id).desc())
    ).all()
    return [TokenRow(token, name) for token, name in rows]


def revoke_token(session: Session, token_id: int, *, by: str, now: datetime) -> ApiToken:
    """End a key at once and return it; doing it twice changes nothing. Raises NotFound."""
    row = session.get(ApiToken, token_id)
    if row is None:
        raise NotFound("Không có khóa này.", hint="Xem danh sách khóa API.")
    if row.revoked_at is None:
        row.revoked_at = now
        session.add(row)
        note(session, what="api-token.revoked", by=by, now=now, token=row.name)
    return row


def open_token(engine: Engine, text: str, *, now: datetime) -> Caller:
    """Return who calls with that key, and note its use; raises BadToken for one that opens nothing.

    The answer does not say whether a key is unknown or was revoked: who holds it may be anybody.
    """
    with reading(engine) as session:
        row = session.exec(select(ApiToken).where(ApiToken.token_sha256 == digest(text))).first()
    if row is None or row.revoked_at is not None or row.expires_at <= now:
        raise BadToken(
            "Khóa API không đúng, đã hết hạn hoặc đã bị thu hồi.", hint="Xin người vận hành một khóa mới."
        )
    if row.last_used_at is None or now - row.last_used_at >= USED_EVERY:
        with writing(engine) as session:
            kept = session.get_one(ApiToken, row.id)
            kept.last_used_at = now
            session.add(kept)
    return Caller(row.id or 0, row.name, frozenset(row.scopes), row.agency_id)
