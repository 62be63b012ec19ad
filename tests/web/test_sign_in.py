"""Signing in and out, the lock, and where people land."""

from collections.abc import Callable

import pytest
from fastapi import FastAPI

from config.clock import Clock
from config.office import Office
from config.settings import Settings
from store.accounts import DEMO_ACCOUNTS, DEMO_PASSWORD
from tests.web.conftest import PASSWORD, Browser, Furniture, TestClient, no_ingest
from web.app import create_app
from web.forms import SESSION_COOKIE
from web.render import local_address


def test_name_and_password_open_the_page_that_was_asked_for(visitor: Browser, furniture: Furniture) -> None:
    asked = visitor.get("/bang?phan_loai=overdue")
    assert asked.headers["location"] == "/dang-nhap?tiep=/bang%3Fphan_loai%3Doverdue"
    form = visitor.get(asked.headers["location"])
    assert 'value="/bang?phan_loai=overdue"' in form.text
    answer = visitor.send(
        "/dang-nhap", {"ten": "chuyenvien", "mat_khau": PASSWORD, "tiep": "/bang?phan_loai=overdue"}
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/bang?phan_loai=overdue")
    assert "Người lead" in visitor.get("/bang").text


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(
    visitor: Browser, furniture: Furniture
) -> None:
    answer = visitor.send("/dang-nhap", {"ten": "chuyenvien", "mat_khau": PASSWORD})
    (cookie,) = [c for c in answer.headers.get_list("set-cookie") if c.startswith(SESSION_COOKIE)]
    assert "HttpOnly" in cookie and "SameSite=lax" in cookie and "Secure" not in cookie


def test_over_https_every_cookie_is_secure(
    settings: Settings, clock: Clock, office: Office, furniture: Furniture
) -> None:
    over_https = settings.model_copy(update={"public_url": "https://dondoc.example"})
    app = create_app(over_https, clock, office, ingest=no_ingest)
    with TestClient(app, base_url="https://dondoc.example") as client:
        answer = Browser(client).send("/dang-nhap", {"ten": "chuyenvien", "mat_khau": PASSWORD})
        assert answer.status_code == 303
        set_by_form = client.get("/dang-xuat").headers.get_list("set-cookie")
        cookies = answer.headers.get_list("set-cookie") + set_by_form
        assert cookies and all("Secure" in c for c in cookies)


def test_a_wrong_password_says_so_without_telling_which_of_the_two_was_wrong(
    visitor: Browser, furniture: Furniture
) -> None:
    wrong = visitor.send("/dang-nhap", {"ten": "chuyenvien", "mat_khau": "sai"})
    unknown = visitor.send("/dang-nhap", {"ten": "khong-ai", "mat_khau": "sai"})
    assert wrong.status_code == unknown.status_code == 403
    for answer in (wrong, unknown):
        assert "Tên đăng nhập hoặc mật khẩu không đúng." in answer.text
    assert visitor.get("/bang").status_code == 303


def test_after_five_wrong_passwords_the_right_one_has_to_wait(visitor: Browser, furniture: Furniture) -> None:
    for _ in range(5):
        last = visitor.send("/dang-nhap", {"ten": "chuyenvien", "mat_khau": "sai"})
    assert "Hãy chờ đến" in last.text
    locked = visitor.send("/dang-nhap", {"ten": "chuyenvien", "mat_khau": PASSWORD})
    assert locked.status_code == 403 and "Hãy chờ đến" in locked.text
    other = visitor.send("/dang-nhap", {"ten": "lanhdao", "mat_khau": PASSWORD})
    assert other.status_code == 303


def test_signing_out_ends_the_session_for_good(lead: Browser) -> None:
    token = lead.client.cookies[SESSION_COOKIE]
    answer = lead.send("/dang-xuat", page="/tai-khoan")
    assert answer.headers["location"] == "/dang-nhap"
    assert "Đã đăng xuất." in lead.get("/dang-nhap").text
    lead.client.cookies.set(SESSION_COOKIE, token)
    assert lead.get("/bang").status_code == 303


@pytest.mark.parametrize(
    "address",
    ["https://example.org/", "//example.org", "/\\example.org", "javascript:alert(1)", "/a\nb", "", "bang"],
)
def test_signing_in_never_leads_to_another_site(address: str) -> None:
    assert local_address(address) == "/"


def test_an_address_of_our_own_is_kept() -> None:
    assert local_address("/bang?ke_hoach=1&phan_loai=overdue") == "/bang?ke_hoach=1&phan_loai=overdue"


def test_another_password_is_set_with_the_old_one_and_this_browser_stays_signed_in(
    lead: Browser, sign_in: Callable[[str], Browser]
) -> None:
    elsewhere = sign_in("lead")
    bad = lead.send("/tai-khoan", {"cu": "sai", "moi": "mật khẩu mới", "nhac_lai": "mật khẩu mới"})
    assert bad.status_code == 409
    unlike = lead.send("/tai-khoan", {"cu": PASSWORD, "moi": "mật khẩu mới", "nhac_lai": "mật khẩu khác"})
    assert unlike.status_code == 409
    done = lead.send("/tai-khoan", {"cu": PASSWORD, "moi": "mật khẩu mới", "nhac_lai": "mật khẩu mới"})
    assert "Đã đổi mật khẩu" in lead.text_after(done)
    assert elsewhere.get("/bang").status_code == 303


def test_demo_accounts_stand_on_the_sign_in_page_of_a_demonstration_only(
    settings: Settings, clock: Clock, office: Office, app: FastAPI, visitor: Browser
) -> None:
    assert DEMO_PASSWORD not in visitor.get("/dang-nhap").text
    demo = create_app(settings.model_copy(update={"demo": True}), clock, office, ingest=no_ingest)
    with TestClient(demo) as client:
        shown = Browser(client).get("/dang-nhap").text
    assert DEMO_PASSWORD in shown
    assert all(account.username in shown for account in DEMO_ACCOUNTS)


def test_a_fixed_day_stands_on_every_page(settings: Settings, clock: Clock, office: Office) -> None:
    fixed = settings.model_copy(update={"today": clock.today()})
    with TestClient(create_app(fixed, clock, office, ingest=no_ingest)) as client:
        for at in ("/dang-nhap", "/khong-co-trang-nay", "/r/sai"):
            assert "Bản trình diễn: hôm nay được đặt là thứ Hai, 23/11/2026" in client.get(at).text
    with TestClient(create_app(settings, clock, office, ingest=no_ingest)) as client:
        assert "Bản trình diễn" not in client.get("/dang-nhap").text
