"""The operator's work on accounts."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import get_args

from sqlmodel import Session, col, func, select

from models.account import User, UserRole, UserSession
from models.agency import Agency
from models.errors import NotFound, Refused
from store.accounts import add_user, end_sessions, set_password
from store.audit import note

# A password to be told by telephone and changed at once: long, without letters that look alike.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP = 4, 4


@dataclass(frozen=True, slots=True)
class Account:
    """An account as the operator sees it; ``signed_in`` counts its browsers now."""

    user: User
    agency_name: str | None
    signed_in: int


def accounts(session: Session, *, now: datetime) -> list[Account]:
    """Return every account, those in use first, by name."""
    open_now = dict(
        session.exec(
            select(UserSession.user_id, func.count())
            .where(col(UserSession.ended_at).is_(None), UserSession.expires_at > now)
            .group_by(col(UserSession.user_id))
        ).all()
    )
    rows = session.exec(
        select(User, Agency.name)
        .outerjoin(Agency, col(Agency.id) == col(User.agency_id))
        .order_by(col(User.is_active).desc(), User.username)
    ).all()
    return [Account(user, name, open_now.get(user.id or 0, 0)) for user, name in rows]


def get_user(session: Session, user_id: int) -> User:
    """Return the account; raises NotFound."""
    user = session.get(User, user_id)
    if user is None:
        raise NotFound("Không có tài khoản này.", hint="Xem danh sách tài khoản.")
    return user


def new_password() -> str:
    """Return a password of four groups of four that nobody can guess, easy to read out."""
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)


def give_account(
    session: Session,
    *,
    username: str,
    display_name: str,
    role: UserRole,
    agency_id: int | None,
    at_provider: bool,
    by: str,
    now: datetime,
) -> tuple[User, str]:
    """Store a new account and return it with its first password ("" for one of the identity provider's).

    The password has to be changed at the first sign-in.
    """
    password = "" if at_provider else new_password()
    user = add_user(
        session,
        username=username,
        password=password or None,
        display_name=display_name.strip() or username.strip(),
        role=role,
        agency_id=agency_id,
        must_change=not at_provider,
    )
    note(session, what="user.added", by=by, now=now, username=user.username, role=role)
    return user, password


def change_account(
    session: Session,
    *,
    user_id: int,
    display_name: str,
    role: UserRole,
    agency_id: int | None,
    is_active: bool,
    by: str,
    now: datetime,
) -> User:
    """Change an account and return it; what it may no longer do ends its signed-in browsers.

    Raises Refused for a role without its agency, and where no operator would be left.
    """
    user = get_user(session, user_id)
    if role not in get_args(UserRole):
        raise Refused(f"Không có vai trò “{role}”.", hint=f"Chọn: {', '.join(get_args(UserRole))}.")
    if (role == "agency") != (agency_id is not None):
        raise Refused("Chỉ cán bộ cơ quan gắn với một cơ quan.", hint="Chọn cơ quan cho cán bộ cơ quan.")
    if user.role == "operator" and (role != "operator" or not is_active):
        _check_operator_is_left(session, user_id)
    loses = (user.role, user.agency_id) != (role, agency_id) or not is_active
    user.display_name = display_name.strip() or user.username
    user.role, user.agency_id, user.is_active = role, agency_id, is_active
    session.add(user)
    ended = end_sessions(session, user_id=user_id, now=now) if loses else 0
    note(
        session,
        what="user.changed",
        by=by,
        now=now,
        username=user.username,
        role=role,
        active=is_active,
        ended=ended,
    )
    return user


def _check_operator_is_left(session: Session, user_id: int) -> None:
    others = select(User.id).where(User.role == "operator", col(User.is_active), User.id != user_id)
    if session.exec(others.limit(1)).first() is None:
        raise Refused(
            "Đây là người vận hành duy nhất còn dùng được.", hint="Thêm người vận hành khác trước đã."
        )


def reset_password(session: Session, *, user_id: int, by: str, now: datetime) -> str:
    """Give an account a new first password, end its browsers and return the password.

    Raises Refused for an account of the identity provider's, which has none.
    """
    user = get_user(session, user_id)
    if not user.password_hash:
        raise Refused("Tài khoản này đăng nhập bằng tài khoản của cơ quan, không có mật khẩu ở đây.")
    password = new_password()
    set_password(session, user_id=user_id, password=password, by=by, now=now, must_change=True)
    return password
