"""Local accounts and signed-in browsers."""

import hashlib
import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import get_args
from weakref import WeakKeyDictionary

from pwdlib import PasswordHash
from sqlalchemy import Engine
from sqlmodel import Session, col, select, update

from models.account import User, UserRole, UserSession
from models.agency import Agency
from models.errors import NotFound, Refused
from store.audit import note
from store.database import reading, writing

SESSION_HOURS = 12
# Wrong passwords in a row before the account waits, the first wait, and the longest one.
FAILURES_BEFORE_WAIT = 5
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(minutes=15)
SHORTEST_PASSWORD = 10
MOST_STRANGERS = 10_000
# One comparison takes 64 MiB on purpose; many strangers at once must not take all there is.
_few_at_once = threading.BoundedSemaphore(2)


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account that a demonstration makes and shows on its sign-in page."""

    username: str
    display_name: str
    role: UserRole
    # Code of the agency to which an agency officer belongs.
    agency: str = ""


DEMO_PASSWORD = "dondoc-demo"  # noqa: S105 - printed on the demonstration's sign-in page
DEMO_ACCOUNTS = (
    DemoAccount("chuyenvien", "Chuyên viên Sở Y tế, cơ quan chủ trì (trình diễn)", "lead"),
    DemoAccount("lanhdao", "Lãnh đạo UBND tỉnh (trình diễn)", "leader"),
    DemoAccount("sonoivu", "Cán bộ Sở Nội vụ (trình diễn)", "agency", "so-noi-vu"),
    DemoAccount("vanhanh", "Người vận hành (trình diễn)", "operator"),
)


@dataclass(frozen=True, slots=True)
class SignIn:
    """What came of a password: the user's id, or None and until when the account waits."""

    user_id: int | None = None
    locked_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Who is signed in, as pages need it."""

    user_id: int
    username: str
    display_name: str
    role: str
    agency_id: int | None
    agency_name: str | None
    # A password that somebody else set has to be changed before anything else.
    must_change_password: bool = False
    seen_at: datetime | None = None
    # When the session ends by itself.
    ends_at: datetime | None = None


@lru_cache(maxsize=1)
def _hasher() -> PasswordHash:
    return PasswordHash.recommended()


@lru_cache(maxsize=1)
def _nobody() -> str:
    """Return a hash that no password opens, so that an unknown name takes as long as a known one."""
    return _hasher().hash(secrets.token_urlsafe(32))


def add_user(
    session: Session,
    *,
    username: str,
    password: str | None,
    display_name: str,
    role: UserRole,
    agency_id: int | None = None,
    must_change: bool = False,
) -> User:
    """Store an account and return it; without a password it is one of the identity provider's.

    Raises Refused for a name in use, a short password, an unknown role, or an agency officer without
    an agency.
    """
    name = username.strip().lower()
    if not name or find_user(session, name) is not None:
        raise Refused(f"Tên đăng nhập “{name}” trống hoặc đã có người dùng.", hint="Chọn tên khác.")
    if role not in get_args(UserRole):
        raise Refused(f"Không có vai trò “{role}”.", hint=f"Chọn: {', '.join(get_args(UserRole))}.")
    if (role == "agency") != (agency_id is not None):
        raise Refused("Chỉ cán bộ cơ quan gắn với một cơ quan.", hint="Chọn cơ quan cho vai trò agency.")
    user = User(
        username=name,
        display_name=display_name,
        password_hash=_checked_hash(password) if password is not None else "",
        must_change_password=must_change,
        role=role,
        agency_id=agency_id,
    )
    session.add(user)
    session.flush()
    return user


def _checked_hash(password: str) -> str:
    if len(password) < SHORTEST_PASSWORD:
        raise Refused(f"Mật khẩu phải có ít nhất {SHORTEST_PASSWORD} ký tự.", hint="Chọn mật khẩu dài hơn.")
    return _hasher().hash(password)


def find_user(session: Session, username: str) -> User | None:
    """Return the account of that name (upper and lower case are the same), or None."""
    return session.exec(select(User).where(User.username == username.strip().lower())).first()


def check_password(engine: Engine, *, username: str, password: str, now: datetime) -> SignIn:
    """Return whose account the password opens, counting what fails.

    From the fifth wrong password in a row the name waits (1 minute, doubling up to 15), whether somebody has
    it or not, and until then even the right password is not tried. The slow comparison holds no transaction.
    """
    with reading(engine) as session:
        user = find_user(session, username)
        known = user.id if user and user.is_active else None
        # An account of the identity provider's has no password here: nothing opens it.
        stored = (user.password_hash if user and user.is_active else "") or _nobody()
        locked_until = user.locked_until if user else None
    if known is None or stored == _nobody():
        locked_until = _strangers_of(engine).waits_until(username)
    if locked_until is not None and locked_until > now:
        return SignIn(locked_until=locked_until)
    with _few_at_once:
        is_right, better_hash = _hasher().verify_and_update(password, stored)
    if known is None or stored == _nobody():
        return SignIn(locked_until=_strangers_of(engine).count(username, now))
    with writing(engine) as session:
        user = session.get_one(User, known)
        if not is_right:
            return SignIn(locked_until=_count_failure(session, user, now))
        user.failed_attempts, user.locked_until = 0, None
        user.password_hash = better_hash or user.password_hash
        session.add(user)
    return SignIn(user_id=known)


def _count_failure(session: Session, user: User, now: datetime) -> datetime | None:
    user.failed_attempts += 1
    if (until := _wait_after(user.failed_attempts, now)) is not None:
        user.locked_until = until
        note(session, what="user.locked", by=user.username, now=now, failures=user.failed_attempts)
    session.add(user)
    return user.locked_until


def _wait_after(failures: int, now: datetime) -> datetime | None:
    """Return until when a name waits after so many wrong passwords in a row, None where it need not."""
    beyond = failures - FAILURES_BEFORE_WAIT
    return now + min(FIRST_WAIT * 2 ** min(beyond, 10), LONGEST_WAIT) if beyond >= 0 else None


class _Strangers:
    """Wrong passwords for names that open nothing: they wait like accounts, or it would be told who has one.

    Kept in this process alone, the names tried longest ago forgotten first.
    """

    def __init__(self) -> None:
        self._tried: OrderedDict[str, tuple[int, datetime | None]] = OrderedDict()
        self._lock = threading.Lock()

    def waits_until(self, username: str) -> datetime | None:
        with self._lock:
            return self._tried.get(_key(username), (0, None))[1]

    def count(self, username: str, now: datetime) -> datetime | None:
        with self._lock:
            failures = self._tried.pop(_key(username), (0, None))[0] + 1
            until = _wait_after(failures, now)
            self._tried[_key(username)] = (failures, until)
            if len(self._tried) > MOST_STRANGERS:
                self._tried.popitem(last=False)
            return until


def _key(username: str) -> str:
    return username.strip().lower()[:100]


_strangers: WeakKeyDictionary[Engine, _Strangers] = WeakKeyDictionary()
_strangers_lock = threading.Lock()


def _strangers_of(engine: Engine) -> _Strangers:
    with _strangers_lock:
        return _strangers.setdefault(engine, _Strangers())


def open_session(
    session: Session,
    *,
    user_id: int,
    now: datetime,
    hours: int = SESSION_HOURS,
    agent: str = "",
    method: str = "password",
) -> str:
    """Store a signed-in browser and return its token; the database keeps only the token's SHA-256.

    ``agent`` names the browser in a few words; ``method`` is password or oidc.
    """
    token = secrets.token_urlsafe(32)
    session.add(
        UserSession(
            token_sha256=digest(token),
            user_id=user_id,
            created_at=now,
            last_seen_at=now,
            agent=agent[:120],
            method=method,
            expires_at=now + timedelta(hours=hours),
        )
    )
    user = session.get_one(User, user_id)
    note(session, what="user.signed-in", by=user.username, now=now, method=method)
    return token


def session_user(session: Session, token: str, *, now: datetime) -> Person | None:
    """Return who the token belongs to, or None where it is unknown, ended, expired or switched off."""
    found = session.exec(
        select(UserSession, User, Agency)
        .join(User, col(User.id) == col(UserSession.user_id))
        .outerjoin(Agency, col(Agency.id) == col(User.agency_id))
        .where(UserSession.token_sha256 == digest(token))
    ).first()
    if found is None:
        return None
    row, user, agency = found
    if row.ended_at is not None or row.expires_at <= now or not user.is_active:
        return None
    name = agency.name if agency else None
    return Person(
        user.id or 0,
        user.username,
        user.display_name,
        user.role,
        user.agency_id,
        name,
        user.must_change_password,
        row.last_seen_at,
        row.expires_at,
    )


def end_session(session: Session, token: str, *, now: datetime) -> None:
    """End a signed-in browser; an unknown token changes nothing."""
    row = session.get(UserSession, digest(token))
    if row is not None and row.ended_at is None:
        row.ended_at = now
        session.add(row)


def set_password(
    session: Session, *, user_id: int, password: str, by: str, now: datetime, must_change: bool = False
) -> None:
    """Change an account's password, lift its waiting time and end all its signed-in browsers.

    ``must_change`` marks a password that somebody else chose: it opens nothing but its own change.
    Raises NotFound for an unknown account and Refused for a short password.
    """
    user = session.get(User, user_id)
    if user is None:
        raise NotFound("Không có tài khoản này.")
    user.password_hash = _checked_hash(password)
    user.failed_attempts, user.locked_until = 0, None
    user.must_change_password = must_change
    session.add(user)
    end_sessions(session, user_id=user_id, now=now)
    note(session, what="user.password-set", by=by, now=now, user=user.username)


def end_sessions(session: Session, *, user_id: int, now: datetime, but: str = "") -> int:
    """End every signed-in browser of an account but the one of that token; return how many."""
    result = session.exec(
        update(UserSession)
        .where(
            col(UserSession.user_id) == user_id,
            col(UserSession.ended_at).is_(None),
            col(UserSession.expires_at) > now,
            col(UserSession.token_sha256) != digest(but),
        )
        .values(ended_at=now)
    )
    return result.rowcount


def digest(token: str) -> str:
    """Return what the database keeps of a session's token: its SHA-256 (hex)."""
    return hashlib.sha256(token.encode()).hexdigest()
