"""The operator's pages of accounts, the own sessions, rates, and the audit log."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from models.account import User, UserSession
from store.accounts import session_user
from store.database import reading
from store.identities import keep_seen
from tests.cast import Cast
from tests.web.conftest import PASSWORD, ROLES, TODAY, Browser, Furniture
from web.forms import SESSION_COOKIE
from web.rates import BAD_LINK, SIGN_IN
from web.wording import EVENTS

USERS = "/quan-tri/tai-khoan"


@pytest.fixture
def operator(sign_in: Callable[[str], Browser]) -> Browser:
    """The operator's browser."""
    return sign_in("operator")


def user_id(cast: Cast, role: str) -> int:
    """Return the id of the account of that role."""
    with reading(cast.engine) as session:
        return session.exec(select(User).where(User.username == ROLES[role])).one().id or 0


def add(operator: Browser, name: str, **more: str) -> str:
    """Add an account and return its first password as the page shows it."""
    answer = operator.send(USERS, {"ten": name, "ho_ten": "Người mới", "vai_tro": "lead", **more})
    assert answer.status_code == 200, answer.text
    found = re.search(r"Mật khẩu lần đầu: <code>([^<]+)</code>", answer.text)
    assert found, answer.text
    return found.group(1)


def test_a_new_account_opens_with_its_first_password_and_has_to_change_it(
    operator: Browser, visitor: Browser, cast: Cast
) -> None:
    password = add(operator, "nguoimoi")
    assert password not in operator.get(USERS).text
    visitor.send("/dang-nhap", {"ten": "nguoimoi", "mat_khau": password})
    sent = visitor.get("/bang")
    assert (sent.status_code, sent.headers["location"]) == (303, "/tai-khoan")
    assert "hãy đổi mật khẩu trước đã" in visitor.text_after(sent)
    visitor.send("/tai-khoan", {"cu": password, "moi": "mật khẩu riêng", "nhac_lai": "mật khẩu riêng"})
    assert visitor.get("/bang").status_code == 200


def test_an_officer_is_given_an_agency_by_its_name(operator: Browser, cast: Cast) -> None:
    add(operator, "sotaichinh", vai_tro="agency", co_quan="Sở Tài chính")
    with reading(cast.engine) as session:
        made = session.exec(select(User).where(User.username == "sotaichinh")).one()
        assert made.agency_id is not None
    bad = operator.send(USERS, {"ten": "la", "vai_tro": "agency", "co_quan": "Sở Không Có"})
    assert bad.status_code == 409 and "Không rõ cơ quan" in bad.text and 'value="la"' in bad.text


def test_an_account_switched_off_is_out_at_once(
    operator: Browser, sign_in: Callable[[str], Browser], cast: Cast
) -> None:
    leader = sign_in("leader")
    assert leader.get("/lanh-dao").status_code == 200
    at = f"{USERS}/{user_id(cast, 'leader')}"
    operator.send(at, {"viec": "luu", "ho_ten": "x", "vai_tro": "leader"})
    assert leader.get("/lanh-dao").status_code == 303
    assert "Đã khóa" in operator.get(USERS).text


def test_another_role_ends_what_the_old_one_had_open(
    operator: Browser, sign_in: Callable[[str], Browser], cast: Cast
) -> None:
    lead = sign_in("lead")
    at = f"{USERS}/{user_id(cast, 'lead')}"
    operator.send(at, {"viec": "luu", "ho_ten": "x", "vai_tro": "leader", "dung_duoc": "1"})
    assert lead.get("/bang").status_code == 303


def test_the_last_operator_cannot_be_taken_away(operator: Browser, cast: Cast) -> None:
    at = f"{USERS}/{user_id(cast, 'operator')}"
    for data in ({"vai_tro": "lead", "dung_duoc": "1"}, {"vai_tro": "operator"}):
        answer = operator.send(at, {"viec": "luu", "ho_ten": "x", **data})
        assert answer.status_code == 409 and "người vận hành duy nhất" in answer.text
    assert operator.get(USERS).status_code == 200


def test_a_password_set_anew_ends_every_session_and_the_old_password(
    operator: Browser, visitor: Browser, sign_in: Callable[[str], Browser], cast: Cast
) -> None:
    lead = sign_in("lead")
    answer = operator.send(f"{USERS}/{user_id(cast, 'lead')}", {"viec": "mat-khau"})
    assert re.search(r"Mật khẩu mới: <code>[a-z2-9-]{19}</code>", answer.text)
    assert lead.get("/bang").status_code == 303
    assert visitor.send("/dang-nhap", {"ten": "chuyenvien", "mat_khau": PASSWORD}).status_code == 403


def test_the_own_sessions_are_listed_and_ended_one_by_one_or_all(
    lead: Browser, sign_in: Callable[[str], Browser], cast: Cast
) -> None:
    one, two = sign_in("lead"), sign_in("lead")
    shown = lead.get("/tai-khoan").text
    assert "Đang đăng nhập ở 3 nơi" in shown and "(trang này)" in shown
    keys = re.findall(r'name="phien" value="([0-9a-f]{64})"', shown)
    assert len(keys) == 2
    lead.send("/tai-khoan/phien", {"phien": keys[0]}, page="/tai-khoan")
    still = [b.get("/bang").status_code == 200 for b in (one, two)]
    assert sorted(still) == [False, True]
    lead.send("/tai-khoan/phien", page="/tai-khoan")
    assert [b.get("/bang").status_code for b in (one, two, lead)] == [303, 303, 200]


def test_nobody_ends_the_session_of_another(
    lead: Browser, sign_in: Callable[[str], Browser], cast: Cast
) -> None:
    leader = sign_in("leader")
    sign_in("leader")
    key = re.findall(r'name="phien" value="([0-9a-f]{64})"', leader.get("/tai-khoan").text)[0]
    assert lead.send("/tai-khoan/phien", {"phien": key}, page="/tai-khoan").status_code == 404
    assert "Đang đăng nhập ở 2 nơi" in leader.get("/tai-khoan").text


def test_an_address_that_keeps_guessing_passwords_has_to_wait(visitor: Browser, furniture: Furniture) -> None:
    for n in range(SIGN_IN.amount):
        answer = visitor.send("/dang-nhap", {"ten": f"ten{n}", "mat_khau": "sai"})
        assert answer.status_code == 403
    waiting = visitor.send("/dang-nhap", {"ten": "chuyenvien", "mat_khau": PASSWORD})
    assert waiting.status_code == 429 and "Hãy chờ 5 phút" in waiting.text


def test_an_address_that_keeps_guessing_links_has_to_wait(visitor: Browser, furniture: Furniture) -> None:
    for n in range(BAD_LINK.amount):
        assert visitor.get(f"/r/sai-{n}").status_code in (403, 410)
    assert visitor.get("/r/sai").status_code == 429


def test_the_log_is_searched_by_words_and_days_and_shows_every_deed(
    operator: Browser, lead: Browser, cast: Cast
) -> None:
    lead.send("/tai-khoan/phien", page="/tai-khoan")
    log = "/quan-tri/nhat-ky"
    assert "kích hoạt, giao phần việc" in operator.get(log).text
    found = operator.get(f"{log}?q=kích hoạt").text
    assert "kích hoạt, giao phần việc" in found and "kết thúc phiên đăng nhập" not in found
    for before in ("2020-01-01", "01/01/2020"):
        assert "Không có dòng nào khớp" in operator.get(f"{log}?den={before}").text
    journal = operator.get(f"{log}?loai=phan-viec").text
    assert "Rà soát danh sách cán bộ" in journal and "Sở Nội vụ" in journal
    assert "<script>alert" not in journal
    assert "Không có dòng nào khớp" in operator.get(f"{log}?loai=phan-viec&q=100%25").text


def test_every_deed_that_the_program_notes_has_words_for_people() -> None:
    root = Path(__file__).parents[2]
    code = "\n".join(
        path.read_text("utf-8")
        for folder in ("store", "web", "console", "tasks", "flows")
        for path in (root / folder).rglob("*.py")
    )
    noted = set(re.findall(r'what="([a-z]+\.[a-z-]+)"', code))
    assert noted
    assert noted <= set(EVENTS)


def test_a_session_that_was_seen_is_written_at_most_every_ten_minutes(cast: Cast, lead: Browser) -> None:
    token = lead.client.cookies[SESSION_COOKIE]
    start = cast.at(TODAY)

    def seen_after(minutes: int) -> object:
        now = start + timedelta(minutes=minutes)
        with reading(cast.engine) as session:
            person = session_user(session, token, now=now)
        assert person is not None
        keep_seen(cast.engine, person, token, now=now)
        with reading(cast.engine) as session:
            return session.exec(select(UserSession.last_seen_at)).first()

    first = seen_after(0)
    assert seen_after(5) == first
    assert seen_after(11) != first
