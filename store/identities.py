"""Accounts of the office's identity provider, and the browsers signed in to an account."""

from datetime import datetime, timedelta

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from models.account import User, UserSession
from models.errors import NotAllowed, NotFound
from store.accounts import Person, digest
from store.audit import note
from store.database import writing

# A session's last sign of life is written at most this often.
SEEN_EVERY = timedelta(minutes=10)


def person_at_provider(session: Session, *, issuer: str, subject: str, username: str, now: datetime) -> int:
    """Return the id of the account that belongs to somebody signed in at the identity provider.

    The account is the one bound to (issuer, subject). At the first sign-in that is the account of the
    claimed name, if it was made for the provider (it has no password): an account with a password is
    never taken over by a name alone. Raises NotAllowed where there is none, or it is switched off.
    """
    key = f"{issuer}|{subject}"
    user = session.exec(select(User).where(User.oidc_subject == key)).first()
    if user is None:
        user = session.exec(
            select(User).where(
                User.username == username.strip().lower(),
                col(User.oidc_subject).is_(None),
                User.password_hash == "",
            )
        ).first()
        if user is not None:
            user.oidc_subject = key
            session.add(user)
            note(session, what="user.bound", by=user.username, now=now)
    if user is None or not user.is_active:
        raise NotAllowed(
            "Tài khoản này chưa được cấp quyền dùng Đôn đốc.",
            hint="Liên hệ người vận hành để được cấp quyền.",
        )
    return user.id or 0


def signed_in_browsers(session: Session, *, user_id: int, now: datetime) -> list[UserSession]:
    """Return the browsers in which an account is signed in now, the last seen first."""
    rows = session.exec(
        select(UserSession).where(
            UserSession.user_id == user_id,
            col(UserSession.ended_at).is_(None),
            UserSession.expires_at > now,
        )
    ).all()
    return sorted(rows, key=lambda r: r.last_seen_at or r.created_at, reverse=True)


def end_browser(session: Session, *, user_id: int, key: str, now: datetime) -> None:
    """End one signed-in browser of an account, named by the hash of its token; raises NotFound."""
    row = session.get(UserSession, key)
    if row is None or row.user_id != user_id or row.ended_at is not None:
        raise NotFound("Phiên này đã kết thúc.", hint="Tải lại trang.")
    row.ended_at = now
    session.add(row)


def keep_seen(engine: Engine, person: Person, token: str, *, now: datetime) -> None:
    """Write that a signed-in browser was seen, where that was last written a while ago."""
    if person.seen_at is not None and now - person.seen_at < SEEN_EVERY:
        return
    with writing(engine) as session:
        row = session.get(UserSession, digest(token))
        if row is not None:
            row.last_seen_at = now
            session.add(row)
