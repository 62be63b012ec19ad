"""Accounts and signed-in browsers."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from models.account import User, UserSession
from models.errors import NotFound, Refused
from store.accounts import (
    FAILURES_BEFORE_WAIT,
    LONGEST_WAIT,
    add_user,
    check_password,
    end_session,
    open_session,
    session_user,
    set_password,
)
from store.database import reading, writing

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
RIGHT, WRONG = "mật khẩu đúng đây", "mật khẩu sai đây"


@pytest.fixture
def user_id(engine: Engine) -> int:
    with writing(engine) as session:
        user = add_user(
            session, username=" ChuyenVien ", password=RIGHT, display_name="Chuyên viên", role="lead"
        )
        return user.id or 0


def fail(engine: Engine, times: int, *, now: datetime = NOW) -> datetime | None:
    outcome = None
    for _ in range(times):
        outcome = check_password(engine, username="chuyenvien", password=WRONG, now=now).locked_until
    return outcome


def test_the_right_password_opens_whatever_the_case_of_the_name(engine: Engine, user_id: int) -> None:
    assert check_password(engine, username="CHUYENVIEN", password=RIGHT, now=NOW).user_id == user_id


def test_neither_a_wrong_password_nor_an_unknown_name_opens(engine: Engine, user_id: int) -> None:
    assert check_password(engine, username="chuyenvien", password=WRONG, now=NOW).user_id is None
    assert check_password(engine, username="khong-ai", password=RIGHT, now=NOW).user_id is None


def test_the_password_is_kept_as_argon2_only(engine: Engine, user_id: int) -> None:
    with reading(engine) as session:
        stored = session.get_one(User, user_id).password_hash
        assert stored.startswith("$argon2id$") and RIGHT not in stored


def test_the_fifth_failure_makes_the_account_wait_and_then_even_the_right_password_is_not_tried(
    engine: Engine, user_id: int
) -> None:
    assert fail(engine, FAILURES_BEFORE_WAIT - 1) is None
    until = fail(engine, 1)
    assert until == NOW + timedelta(minutes=1)
    waiting = check_password(engine, username="chuyenvien", password=RIGHT, now=NOW)
    assert waiting.user_id is None and waiting.locked_until == until
    assert check_password(engine, username="chuyenvien", password=RIGHT, now=until).user_id == user_id


def test_the_wait_doubles_up_to_a_limit(engine: Engine, user_id: int) -> None:
    now, waits = NOW, []
    fail(engine, FAILURES_BEFORE_WAIT - 1)
    for _ in range(6):
        until = fail(engine, 1, now=now)
        assert until is not None
        waits.append(until - now)
        now = until
    assert waits[:3] == [timedelta(minutes=m) for m in (1, 2, 4)]
    assert waits[-1] == LONGEST_WAIT


def test_a_success_forgets_the_failures(engine: Engine, user_id: int) -> None:
    fail(engine, FAILURES_BEFORE_WAIT - 1)
    assert check_password(engine, username="chuyenvien", password=RIGHT, now=NOW).user_id == user_id
    assert fail(engine, FAILURES_BEFORE_WAIT - 1) is None


def test_an_account_switched_off_opens_no_more_and_its_sessions_end(engine: Engine, user_id: int) -> None:
    with writing(engine) as session:
        token = open_session(session, user_id=user_id, now=NOW)
    with writing(engine) as session:
        user = session.get_one(User, user_id)
        user.is_active = False
        session.add(user)
    assert check_password(engine, username="chuyenvien", password=RIGHT, now=NOW).user_id is None
    with reading(engine) as session:
        assert session_user(session, token, now=NOW) is None


def test_a_session_says_who_it_is_until_it_ends(engine: Engine, user_id: int) -> None:
    with writing(engine) as session:
        token = open_session(session, user_id=user_id, now=NOW, hours=12)
    with reading(engine) as session:
        person = session_user(session, token, now=NOW + timedelta(hours=11))
        assert person is not None and (person.username, person.role) == ("chuyenvien", "lead")
        assert session_user(session, token, now=NOW + timedelta(hours=12)) is None
        assert session_user(session, token + "x", now=NOW) is None
    with writing(engine) as session:
        end_session(session, token, now=NOW)
    with reading(engine) as session:
        assert session_user(session, token, now=NOW) is None


def test_the_database_does_not_hold_the_token_itself(engine: Engine, user_id: int) -> None:
    with writing(engine) as session:
        token = open_session(session, user_id=user_id, now=NOW)
    with reading(engine) as session:
        (row,) = session.exec(select(UserSession)).all()
        assert token not in row.token_sha256 and len(row.token_sha256) == 64


def test_another_password_ends_every_session_and_lifts_the_wait(engine: Engine, user_id: int) -> None:
    with writing(engine) as session:
        token = open_session(session, user_id=user_id, now=NOW)
    fail(engine, FAILURES_BEFORE_WAIT)
    with writing(engine) as session:
        set_password(session, user_id=user_id, password="mật khẩu khác", by="vanhanh", now=NOW)
    with reading(engine) as session:
        assert session_user(session, token, now=NOW) is None
    assert check_password(engine, username="chuyenvien", password=RIGHT, now=NOW).user_id is None
    assert check_password(engine, username="chuyenvien", password="mật khẩu khác", now=NOW).user_id == user_id


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"username": "chuyenvien"}, "đã có người dùng"),
        ({"username": "  "}, "trống"),
        ({"password": "ngắn"}, "ít nhất 10 ký tự"),
        ({"role": "agency"}, "gắn với một cơ quan"),
        ({"role": "lead", "agency_id": 1}, "gắn với một cơ quan"),
        ({"role": "vua"}, "Không có vai trò"),
    ],
)
def test_an_account_that_makes_no_sense_is_refused(
    engine: Engine, user_id: int, changes: dict[str, object], said: str
) -> None:
    fields: dict[str, object] = {
        "username": "moi",
        "password": RIGHT,
        "display_name": "Mới",
        "role": "leader",
    }
    with pytest.raises(Refused, match=said), writing(engine) as session:
        add_user(session, **(fields | changes))  # type: ignore[arg-type]


def test_the_password_of_nobody_cannot_be_set(engine: Engine) -> None:
    with pytest.raises(NotFound), writing(engine) as session:
        set_password(session, user_id=99, password=RIGHT, by="vanhanh", now=NOW)
