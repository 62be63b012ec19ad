"""What somebody typed while the session ended is kept, asked about, and sent once."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any
from urllib.parse import urlencode

import httpx2 as httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import Engine
from sqlmodel import select
from starlette.testclient import TestClient

from config.clock import Clock
from config.office import Office
from config.settings import Settings
from models.account import User
from models.assignment import Assignment
from models.journal import Comment, ProgressReport
from store.accounts import end_session
from store.database import reading, writing
from tests.cast import Cast
from tests.web.conftest import PASSWORD, ROLES, SCRIPT, TODAY, Browser, Furniture, no_ingest
from tests.web.test_access import EVERYBODY, EXPECTED, address
from web.app import create_app
from web.forms import FORM_COOKIE, SESSION_COOKIE
from web.guard import HEADERS
from web.held import MOST_KEPT, NAMES, PASSWORD_FIELDS
from web.rates import SIGN_IN
from web.render import FOLDER

OWN_PAGE = {"sec-fetch-site": "same-origin"}
LONG = "Đề nghị bổ sung danh sách\r\ntheo mẫu số 2 & gửi lại trước “thứ Năm”"


@pytest.fixture
def end(engine: Engine, cast: Cast) -> Callable[[Browser], None]:
    """End the session of a browser, which keeps its cookie."""

    def in_store(browser: Browser) -> None:
        with writing(engine) as session:
            end_session(session, browser.client.cookies[SESSION_COOKIE], now=cast.at(TODAY, 0))

    return in_store


def post(
    browser: Browser, at: str, fields: object, headers: dict[str, str] | None = None, files: Any = None
) -> httpx.Response:
    data: Any = fields
    sent = OWN_PAGE if headers is None else headers
    return browser.client.post(at, data=data, files=files, headers=sent, follow_redirects=False)


def late(
    browser: Browser, end: Callable[[Browser], None], at: str, fields: dict[str, Any], **more: Any
) -> httpx.Response:
    """Send a form of this browser after its session has ended."""
    token = browser.token("/lich")
    end(browser)
    return post(browser, at, {"ma_bieu_mau": token} | fields, **more)


def pairs(html: str, action: str) -> list[tuple[str, str]]:
    """Return the hidden fields of the form that goes there, as a browser would send them."""
    form = re.search(rf'<form method="post" action="{re.escape(action)}"[^>]*>(.*?)</form>', html, re.S)
    assert form, html
    found = re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', form.group(1))
    return [(unescape(name), unescape(value)) for name, value in found]


def hidden(html: str, action: str) -> dict[str, list[str]]:
    """Return them by name."""
    found: dict[str, list[str]] = {}
    for name, value in pairs(html, action):
        found.setdefault(name, []).append(value)
    return found


def sign_in_there(browser: Browser, kept: httpx.Response, username: str) -> httpx.Response:
    fields = hidden(kept.text, "/dang-nhap") | {"ten": username, "mat_khau": PASSWORD}
    return post(browser, "/dang-nhap", fields)


def comments(engine: Engine) -> list[str]:
    with reading(engine) as session:
        return [one.text for one in session.exec(select(Comment))]


def test_a_comment_typed_while_the_session_ended_is_sent_once_after_signing_in(
    officer: Browser, end: Callable[[Browser], None], engine: Engine, furniture: Furniture
) -> None:
    at = f"/phan-viec/{furniture.own}/trao-doi"
    page = f"http://127.0.0.1:8000/phan-viec/{furniture.own}?tu=bang"
    kept = late(officer, end, at, {"trao_doi": LONG}, headers=OWN_PAGE | {"referer": page})
    assert kept.status_code == 403 and "Phiên làm việc đã hết" in kept.text
    assert "Chưa có gì được lưu" in kept.text
    shown = re.search(r"<textarea readonly[^>]*>\n(.*?)</textarea>", kept.text, re.S)
    assert shown and unescape(shown.group(1)) == LONG.replace("\r\n", "\n")
    assert comments(engine) == []

    asked = sign_in_there(officer, kept, "sonoivu")
    assert asked.status_code == 200 and "Gửi lại điều vừa viết" in asked.text
    assert "Trao đổi về phần việc" in asked.text and "Người agency (Cán bộ cơ quan)" in asked.text
    assert f'href="/phan-viec/{furniture.own}?tu=bang"' in asked.text
    assert comments(engine) == []

    fields = hidden(asked.text, at)
    assert set(fields) == {"ma_bieu_mau", "trao_doi"}
    done = post(officer, at, fields)
    assert "Đã gửi trao đổi." in officer.text_after(done)
    assert comments(engine) == [LONG.replace("\r\n", "\n")]


def test_a_session_whose_cookie_the_browser_has_dropped_is_no_other_case(
    officer: Browser, engine: Engine, furniture: Furniture
) -> None:
    at, token = f"/phan-viec/{furniture.own}/trao-doi", officer.token("/lich")
    del officer.client.cookies[SESSION_COOKIE]
    kept = post(officer, at, {"ma_bieu_mau": token, "trao_doi": LONG})
    asked = sign_in_there(officer, kept, "sonoivu")
    assert post(officer, at, hidden(asked.text, at)).status_code == 303
    assert len(comments(engine)) == 1


def test_a_report_with_a_file_goes_again_without_the_file_which_is_named(
    officer: Browser, end: Callable[[Browser], None], engine: Engine, furniture: Furniture
) -> None:
    at = f"/phan-viec/{furniture.own}"
    revision = re.search(r'name="ban" value="(\d+)"', officer.get(at).text)
    assert revision
    typed = {"chuyen_sang": "in_progress", "noi_dung": "Đã xong một nửa", "ban": revision.group(1)}
    files = [("tep", ("Danh sách <b>.txt", b"mot nua", "text/plain"))]
    kept = late(officer, end, at, typed, files=files)
    assert kept.status_code == 403 and "Danh sách &lt;b&gt;.txt" in kept.text
    assert "Tệp không giữ được" in kept.text
    asked = sign_in_there(officer, kept, "sonoivu")
    assert "Danh sách &lt;b&gt;.txt" in asked.text and "mot nua" not in asked.text
    assert post(officer, at, hidden(asked.text, at)).status_code == 303
    with reading(engine) as session:
        told = [r.text for r in session.exec(select(ProgressReport)) if r.obligation_id == furniture.own]
    assert told == ["Đã xong một nửa"]


def test_a_long_edit_of_the_review_keeps_every_field_in_its_order(
    lead: Browser, end: Callable[[Browser], None], engine: Engine, furniture: Furniture
) -> None:
    at = f"/ke-hoach/{furniture.draft_plan}/muc/{furniture.draft_item}"
    typed: list[tuple[str, str]] = [
        ("han", "b"),
        ("text", f"Nội dung sửa rất dài {SCRIPT} " * 400),
        ("han", "a"),
        ("owners", "Sở Nội vụ\r\nSở Tài chính"),
        ("han", "b"),
        ("trong", ""),
    ]
    token = lead.token("/lich")
    end(lead)
    headers = OWN_PAGE | {"content-type": "application/x-www-form-urlencoded"}
    body = urlencode([("ma_bieu_mau", token), *typed])
    kept = lead.client.post(at, content=body, headers=headers, follow_redirects=False)
    assert "<script>" not in kept.text
    asked = sign_in_there(lead, kept, "chuyenvien")
    assert "<script>" not in asked.text and "Rà soát, sửa kế hoạch" in asked.text
    sent = [(name, value) for name, value in pairs(asked.text, at) if name != "ma_bieu_mau"]
    assert sent == [(name, value.replace("\r", "")) for name, value in typed]


def test_signing_in_in_another_tab_serves_as_well(
    officer: Browser, end: Callable[[Browser], None], engine: Engine, furniture: Furniture
) -> None:
    """The office's identity provider cannot carry the fields: the page that keeps them waits meanwhile."""
    at = f"/phan-viec/{furniture.own}/trao-doi"
    kept = late(officer, end, at, {"trao_doi": LONG})
    sealed = hidden(kept.text, "/gui-lai")
    still = post(officer, "/gui-lai", sealed)
    assert still.status_code == 403 and "Phiên làm việc đã hết" in still.text
    assert hidden(still.text, "/gui-lai") == sealed
    assert officer.send("/dang-nhap", {"ten": "sonoivu", "mat_khau": PASSWORD}).status_code == 303
    asked = post(officer, "/gui-lai", sealed)
    assert asked.status_code == 200 and "Gửi lại điều vừa viết" in asked.text
    assert post(officer, at, hidden(asked.text, at)).status_code == 303
    assert len(comments(engine)) == 1
    # The form of the page that keeps it is of the session before: it asks, too.
    again = sign_in_there(officer, kept, "sonoivu")
    assert again.status_code == 403 and "Gửi lại điều vừa viết" in again.text
    assert len(comments(engine)) == 1


def test_the_form_of_an_earlier_session_is_asked_about_and_never_just_taken(
    officer: Browser, sign_in: Callable[[str], Browser], engine: Engine, furniture: Furniture
) -> None:
    """Somebody has signed in in another tab and goes on in the first one."""
    at, token = f"/phan-viec/{furniture.own}/trao-doi", officer.token("/lich")
    del officer.client.cookies[SESSION_COOKIE]
    assert officer.send("/dang-nhap", {"ten": "sonoivu", "mat_khau": PASSWORD}).status_code == 303
    asked = post(officer, at, {"ma_bieu_mau": token, "trao_doi": LONG})
    assert asked.status_code == 403 and "Gửi lại điều vừa viết" in asked.text
    assert comments(engine) == []
    assert post(officer, at, hidden(asked.text, at)).status_code == 303
    assert len(comments(engine)) == 1


def test_a_wrong_password_and_too_many_tries_lose_nothing(
    officer: Browser, end: Callable[[Browser], None], app: FastAPI, furniture: Furniture
) -> None:
    kept = late(officer, end, f"/phan-viec/{furniture.own}/trao-doi", {"trao_doi": LONG})
    fields = hidden(kept.text, "/dang-nhap") | {"ten": "khong-ai", "mat_khau": "sai mật khẩu"}
    app.state.rates.limiter.hit(SIGN_IN, "sign-in", "testclient", cost=28)
    said = []
    for _ in range(3):
        answer = post(officer, "/dang-nhap", fields)
        assert "theo mẫu số 2" in answer.text and hidden(answer.text, "/gui-lai")
        assert "sai mật khẩu" not in answer.text
        said.append(answer.status_code)
    assert said == [403, 403, 429]


def test_who_may_not_do_it_or_must_change_the_password_first_is_told_and_loses_nothing(
    lead: Browser,
    end: Callable[[Browser], None],
    engine: Engine,
    furniture: Furniture,
) -> None:
    at = f"/phan-viec/{furniture.own}/trao-doi"
    kept = late(lead, end, at, {"trao_doi": LONG})
    other = sign_in_there(lead, kept, "lanhdao")
    assert other.status_code == 403 and "không được trao đổi về phần việc" in other.text
    assert "theo mẫu số 2" in other.text and f'action="{at}"' not in other.text
    with writing(engine) as session:
        user = session.exec(select(User).where(User.username == ROLES["lead"])).one()
        user.must_change_password = True
        session.add(user)
    del lead.client.cookies[SESSION_COOKIE]
    fresh = post(lead, "/gui-lai", hidden(kept.text, "/gui-lai"))
    must = sign_in_there(lead, fresh, "chuyenvien")
    assert must.status_code == 403 and "hãy đổi mật khẩu trước" in must.text
    assert f'action="{at}"' not in must.text
    new = "một mật khẩu khác"
    assert lead.send("/tai-khoan", {"cu": PASSWORD, "moi": new, "nhac_lai": new}).status_code == 303
    asked = post(lead, "/gui-lai", hidden(must.text, "/gui-lai"))
    assert "Người lead (Chuyên viên chủ trì)" in asked.text
    assert post(lead, at, hidden(asked.text, at)).status_code == 303
    assert len(comments(engine)) == 1


def test_what_is_too_long_to_be_carried_is_shown_to_be_copied(
    officer: Browser, end: Callable[[Browser], None], furniture: Furniture
) -> None:
    at = f"/phan-viec/{furniture.own}/trao-doi"
    token = officer.token("/lich")
    most = MOST_KEPT - len("trao_doi")
    end(officer)
    fits = post(officer, at, {"ma_bieu_mau": token, "trao_doi": "a" * most})
    assert "giu_lai" in fits.text and "quá dài" not in fits.text
    long = "chữ " * (most // 5) + "cuối cùng" * 9
    kept = post(officer, at, {"ma_bieu_mau": token, "trao_doi": long})
    assert kept.status_code == 403 and "quá dài" in kept.text and long in kept.text
    assert "giu_lai" not in kept.text and "/gui-lai" not in kept.text
    assert '<form method="post" action="/dang-nhap" class="stack panel" target="_blank"' in kept.text
    officer.send("/dang-nhap", {"ten": "sonoivu", "mat_khau": PASSWORD})
    signed = post(officer, at, {"ma_bieu_mau": token, "trao_doi": long})
    assert signed.status_code == 403 and long in signed.text and "quá dài" in signed.text


def test_every_form_behind_sign_in_is_kept_but_those_of_the_own_account(
    officer: Browser, end: Callable[[Browser], None], app: FastAPI, furniture: Furniture
) -> None:
    token = officer.token("/lich")
    end(officer)
    for (method, path), allowed in EXPECTED.items():
        if method != "POST":
            continue
        at = address(path, furniture)
        sent = {"ma_bieu_mau": token, "gi_do": "Một câu đã gõ", "mat_khau": "bí mật", "moi": "bí mật"}
        answer = post(officer, at, sent)
        assert "bí mật" not in answer.text, at
        if allowed == EVERYBODY or path.startswith("/tai-khoan"):
            assert "Một câu đã gõ" not in answer.text and "giu_lai" not in answer.text, at
        else:
            assert answer.status_code == 403 and "Một câu đã gõ" in answer.text, at
            assert answer.headers["cache-control"] == HEADERS["Cache-Control"] == "no-store"
    for at in ("/khong-co", "/gui-lai/khac", "/api/v1/plans", "/static/style.css"):
        answer = post(officer, at, {"ma_bieu_mau": token, "gi_do": "Một câu đã gõ"})
        assert answer.status_code >= 400 and "Một câu đã gõ" not in answer.text, at


def test_password_fields_stand_only_where_nothing_is_kept_and_every_text_has_a_name() -> None:
    asks = {"own_account.html", "_name_and_password.html"}
    for template in (FOLDER / "templates").glob("*.html"):
        html = template.read_text("utf-8")
        found = set(re.findall(r'<input type="password" name="(\w+)"', html))
        assert html.count('type="password"') == len(found)
        assert found <= PASSWORD_FIELDS and (not found or template.name in asks), template.name
        for name in re.findall(r'<textarea name="([^"]+)"', html):
            assert re.sub(r"_\{\{.*", "", name) in NAMES, (template.name, name)


def test_the_password_in_a_channels_address_is_carried_on_and_shown_to_nobody(
    lead: Browser, end: Callable[[Browser], None]
) -> None:
    at, channel = (
        "/danh-ba/co-quan/1/lien-he",
        "mailtos://so:mat-khau-kenh@thu.example.vn:587/?to=so@example.vn",
    )
    kept = late(lead, end, at, {"ten": "Văn thư", "kenh": channel})
    assert kept.status_code == 403 and "Văn thư" in kept.text and "mailtos://***" in kept.text
    asked = sign_in_there(lead, kept, "chuyenvien")
    assert hidden(asked.text, at)["kenh"] == [channel]
    shown = re.sub(r"<input[^>]*>", "", kept.text + asked.text)
    assert "mat-khau-kenh" not in shown and "so@example" not in shown


def test_on_an_address_without_https_the_origin_tells_whose_page_it_was(
    officer: Browser, end: Callable[[Browser], None], settings: Settings, furniture: Furniture
) -> None:
    at = f"/phan-viec/{furniture.own}/trao-doi"
    token = officer.token("/lich")
    end(officer)
    sent = {"ma_bieu_mau": token, "trao_doi": LONG}
    scheme = officer.client.base_url.scheme
    inside = {"origin": f"{scheme}://192.168.1.20:8000", "host": "192.168.1.20:8000"}
    for own in ({"origin": settings.base_url}, inside):
        kept = post(officer, at, sent, headers=own)
        assert kept.status_code == 403 and "theo mẫu số 2" in kept.text
    for origin in ("null", "https://la.example.net", f"{settings.base_url}.la.example.net", ""):
        gone = post(officer, at, sent, headers={"origin": origin})
        assert (gone.status_code, gone.headers["location"]) == (303, "/dang-nhap"), origin


def test_where_the_office_has_a_provider_its_way_opens_beside_the_page(
    settings: Settings, clock: Clock, office: Office, furniture: Furniture
) -> None:
    with_provider = settings.model_copy(
        update={
            "oidc_issuer": "http://localhost:9",
            "oidc_client_id": "x",
            "oidc_client_secret": SecretStr("y"),
        }
    )
    with TestClient(create_app(with_provider, clock, office, ingest=no_ingest)) as client:
        browser = Browser(client)
        token = browser.token("/dang-nhap")
        kept = post(
            browser,
            f"/phan-viec/{furniture.own}/trao-doi",
            {"ma_bieu_mau": token, "trao_doi": LONG},
            headers=OWN_PAGE | {"referer": "http://127.0.0.1:8000/viec?trang=2"},
        )
    assert '<a class="button" href="/dang-nhap/co-quan?tiep=/viec%3Ftrang%3D2" target="_blank"' in kept.text


def test_a_browser_that_never_had_a_page_of_ours_is_sent_to_sign_in(
    visitor: Browser, officer: Browser, furniture: Furniture
) -> None:
    at = f"/phan-viec/{furniture.own}/trao-doi"
    theirs = officer.token("/lich")
    assert FORM_COOKIE not in visitor.client.cookies
    for token in (theirs, "", "0" * 64, "0" * 128):
        answer = post(visitor, at, {"ma_bieu_mau": token, "trao_doi": LONG})
        assert (answer.status_code, answer.headers["location"]) == (303, "/dang-nhap")


def test_an_assignment_stands_as_it_was_until_the_press(
    lead: Browser, end: Callable[[Browser], None], engine: Engine, furniture: Furniture
) -> None:
    at = f"/ke-hoach/{furniture.draft_plan}/muc/{furniture.draft_item}"
    with reading(engine) as session:
        before = session.get_one(Assignment, furniture.draft_item).model_dump()
    kept = late(lead, end, at, {"text": "Câu mới", "owners": "Sở Nội vụ"})
    sign_in_there(lead, kept, "chuyenvien")
    with reading(engine) as session:
        assert session.get_one(Assignment, furniture.draft_item).model_dump() == before
