"""Signing in at the office's identity provider: a real one, over loopback."""

import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs, urlsplit

import httpx2 as httpx
import pytest
from pydantic import SecretStr, ValidationError
from sqlmodel import select

from config.clock import Clock
from config.office import Office
from config.settings import Settings
from models.account import User
from models.agency import Agency
from store.accounts import add_user
from store.database import reading, writing
from tests.cast import Cast
from tests.web.conftest import Browser, TestClient, no_ingest
from tests.web.identity_provider import CLIENT_ID, CLIENT_SECRET, PASSWORD, PEOPLE
from web.app import create_app

BASE = "http://127.0.0.1:8000"
BACK = "/dang-nhap/co-quan/ve"
KNOWN, STRANGER = PEOPLE


@contextmanager
def serving(*options: str) -> Iterator[str]:
    """Give the address of an identity provider that runs meanwhile."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = [sys.executable, "-m", "tests.web.identity_provider", str(port), BASE + BACK, *options]
    with subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "ready"
        yield f"http://localhost:{port}"
        process.terminate()


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """The address of an identity provider that runs while these tests do."""
    with serving() as address:
        yield address


@pytest.fixture
def office_settings(settings: Settings, provider: str) -> Settings:
    """Settings of an office that has an identity provider."""
    return settings.model_copy(
        update={
            "oidc_issuer": provider,
            "oidc_client_id": CLIENT_ID,
            "oidc_client_secret": SecretStr(CLIENT_SECRET),
            "public_url": BASE,
        }
    )


@pytest.fixture
def visitor(office_settings: Settings, clock: Clock, office: Office, cast: Cast) -> Iterator[Browser]:
    """A browser at the sign-in page of that office, in which nobody is signed in."""
    cast.settle_province()
    with TestClient(create_app(office_settings, clock, office, ingest=no_ingest), base_url=BASE) as client:
        yield Browser(client)


def make_account(cast: Cast, name: str, *, password: str | None = None) -> int:
    """Store an account of Sở Nội vụ; without a password it is one of the provider's."""
    with writing(cast.engine) as session:
        agency = session.exec(select(Agency).where(Agency.code == "so-noi-vu")).one()
        user = add_user(
            session,
            username=name,
            password=password,
            display_name="Cán bộ Lan",
            role="agency",
            agency_id=agency.id,
        )
        return user.id or 0


def at_provider(start: str, who: str) -> str:
    """Sign in at the provider's own pages and return the address to which it sends the browser."""
    with httpx.Client(follow_redirects=False, timeout=20) as client:
        answer = client.get(start)
        for _ in range(10):
            location = answer.headers.get("location", "")
            if location.startswith(BASE):
                return location
            if location:
                answer = client.get(str(answer.url.join(location)))
                continue
            token = re.search(r'name="csrf_token" value="([^"]+)"', answer.text)
            assert token, answer.text
            field = {"password": PASSWORD} if 'name="password"' in answer.text else {"login": who}
            answer = client.post(str(answer.url), data={"csrf_token": token.group(1), **field})
        raise AssertionError("the provider never sent the browser back")


def sign_in_at_provider(visitor: Browser, who: str, wanted: str = "/") -> httpx.Response:
    """Go the whole way and return our answer to the provider's redirect."""
    away = visitor.get(f"/dang-nhap/co-quan?tiep={wanted}")
    assert away.status_code == 302, away.text
    back = at_provider(away.headers["location"], who)
    return visitor.get(back.removeprefix(BASE))


def test_the_sign_in_page_offers_the_provider_only_where_there_is_one(visitor: Browser, app: object) -> None:
    assert "Tài khoản của cơ quan" in visitor.get("/dang-nhap").text
    with TestClient(app) as plain:  # type: ignore[arg-type]
        assert "Tài khoản của cơ quan" not in plain.get("/dang-nhap").text
        assert plain.get("/dang-nhap/co-quan").status_code == 404


def test_an_officer_signs_in_at_the_provider_and_lands_where_they_wanted(
    visitor: Browser, cast: Cast
) -> None:
    user_id = make_account(cast, KNOWN)
    answer = sign_in_at_provider(visitor, KNOWN, "/viec?loai=tre")
    assert (answer.status_code, answer.headers["location"]) == (303, "/viec?loai=tre")
    assert "Cán bộ Lan" in visitor.get("/viec").text
    shown = visitor.get("/tai-khoan").text
    assert "bằng tài khoản của cơ quan" in shown and "Đổi mật khẩu" not in shown
    with reading(cast.engine) as session:
        bound = session.get_one(User, user_id).oidc_subject
    assert bound is not None and bound.startswith("http://localhost:")


def test_the_way_there_carries_state_nonce_and_a_challenge(visitor: Browser) -> None:
    away = visitor.get("/dang-nhap/co-quan").headers["location"]
    query = parse_qs(urlsplit(away).query)
    assert query["code_challenge_method"] == ["S256"]
    assert all(query[name][0] for name in ("state", "nonce", "code_challenge"))
    assert query["redirect_uri"] == [BASE + BACK]


def test_somebody_without_an_account_is_told_whom_to_ask(visitor: Browser, cast: Cast) -> None:
    answer = sign_in_at_provider(visitor, STRANGER)
    assert answer.status_code == 403
    assert "chưa được cấp quyền" in answer.text
    assert visitor.get("/viec").status_code == 303


def test_an_account_with_a_password_is_not_taken_over_by_its_name(visitor: Browser, cast: Cast) -> None:
    make_account(cast, KNOWN, password="mật khẩu của người khác")
    answer = sign_in_at_provider(visitor, KNOWN)
    assert answer.status_code == 403
    assert "chưa được cấp quyền" in answer.text


def test_an_account_of_the_provider_has_no_password_that_opens_it(visitor: Browser, cast: Cast) -> None:
    make_account(cast, KNOWN)
    for password in ("", "x", PASSWORD):
        answer = visitor.send("/dang-nhap", {"ten": KNOWN, "mat_khau": password})
        assert answer.status_code == 403


def test_an_answer_that_this_browser_never_asked_for_opens_nothing(visitor: Browser, cast: Cast) -> None:
    make_account(cast, KNOWN)
    stolen = at_provider(visitor.get("/dang-nhap/co-quan").headers["location"], KNOWN).removeprefix(BASE)
    cookie = visitor.client.cookies.get("dondoc_duong_vao")
    visitor.client.cookies.clear()
    assert visitor.get(stolen).status_code == 403
    # With the cookie of another journey the state does not fit.
    visitor.get("/dang-nhap/co-quan")
    assert visitor.client.cookies.get("dondoc_duong_vao") != cookie
    answer = visitor.get(stolen)
    assert answer.headers["location"] == "/dang-nhap"
    assert visitor.get("/viec").status_code == 303


def test_a_token_made_for_nobody_opens_nothing(
    office_settings: Settings, clock: Clock, office: Office, cast: Cast
) -> None:
    cast.settle_province()
    make_account(cast, KNOWN)
    with serving("--no-audience") as address:
        careless = office_settings.model_copy(update={"oidc_issuer": address})
        with TestClient(create_app(careless, clock, office, ingest=no_ingest), base_url=BASE) as client:
            answer = sign_in_at_provider(Browser(client), KNOWN)
            assert answer.headers["location"] == "/dang-nhap"
            assert Browser(client).get("/viec").status_code == 303


def test_a_provider_that_does_not_answer_leaves_the_way_by_password(
    office_settings: Settings, clock: Clock, office: Office
) -> None:
    gone = office_settings.model_copy(update={"oidc_issuer": "http://localhost:9"})
    with TestClient(create_app(gone, clock, office, ingest=no_ingest), base_url=BASE) as client:
        browser = Browser(client)
        answer = browser.get("/dang-nhap/co-quan")
        assert "Không đăng nhập được bằng tài khoản của cơ quan" in browser.text_after(answer)


def test_half_a_provider_stops_the_start() -> None:
    with pytest.raises(ValidationError, match="phải có đủ cả ba"):
        Settings(_env_file=None, oidc_issuer="https://id.example")  # type: ignore[call-arg]
    with pytest.raises(ValidationError, match="https://"):
        Settings(_env_file=None, oidc_issuer="http://id.example")  # type: ignore[call-arg]
