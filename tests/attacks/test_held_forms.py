"""What is kept of a form whose session had ended: foreign forms, forged fields, other places, logs."""

import logging

import pytest
from itsdangerous import URLSafeSerializer
from sqlalchemy import Engine
from sqlmodel import select

from models.journal import Comment
from store.database import reading
from tests.web.conftest import KEY, PASSWORD, SCRIPT, Browser, Furniture
from tests.web.test_held import OWN_PAGE, hidden, post
from web.forms import FORM_COOKIE, SESSION_COOKIE

TYPED = "Câu chữ riêng của cán bộ 0912345678"
CONFIRMATION, KEPT = "Gửi lại điều vừa viết", "được giữ trong trang này"


def ended(browser: Browser) -> str:
    """Return the token of a form whose session this browser no longer has."""
    token = browser.token("/lich")
    del browser.client.cookies[SESSION_COOKIE]
    return token


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"sec-fetch-site": "same-origin, cross-site"},
        {"sec-fetch-site": "cross-site", "origin": "http://127.0.0.1:8000"},
        {"origin": "https://la.example.net"},
        {"origin": "null"},
        {"origin": "https://la.example.net", "host": "la.example.net"},
        {"origin": "http://127.0.0.1:8000@la.example.net"},
        {},
    ],
)
def test_a_form_of_another_site_is_never_kept_nor_asked_about(
    headers: dict[str, str], officer: Browser, lead: Browser, furniture: Furniture
) -> None:
    """Even one that knew the token of a page of this browser."""
    at = f"/phan-viec/{furniture.own}/trao-doi"
    sent = {"ma_bieu_mau": ended(officer), "trao_doi": TYPED}
    answer = post(officer, at, sent, headers=headers)
    assert answer.status_code == 303 and TYPED not in answer.text
    # Somebody who is signed in gets the refusal of every form that is none of ours.
    first = lead.token("/lich")
    sent = {"ma_bieu_mau": "0" * 64 + first[64:], "trao_doi": TYPED}
    assert CONFIRMATION in post(lead, at, sent).text
    refused = post(lead, at, sent, headers=headers)
    assert refused.status_code == 403 and "Biểu mẫu đã cũ" in refused.text and TYPED not in refused.text


def test_a_form_without_a_token_that_this_browser_was_given_is_never_asked_about(
    lead: Browser, officer: Browser, furniture: Furniture
) -> None:
    """A page of ours into which a stranger could write would send foreign forms from our own site."""
    at = f"/phan-viec/{furniture.own}/trao-doi"
    for token in ("", "0" * 128, officer.token("/lich"), lead.token("/lich")[:64]):
        answer = post(lead, at, {"ma_bieu_mau": token, "trao_doi": TYPED})
        assert answer.status_code == 403 and CONFIRMATION not in answer.text and TYPED not in answer.text


def test_a_sealed_form_opens_in_the_browser_that_sent_it_and_nowhere_else(
    officer: Browser, lead: Browser, furniture: Furniture
) -> None:
    at = f"/phan-viec/{furniture.own}/trao-doi"
    kept = post(officer, at, {"ma_bieu_mau": ended(officer), "trao_doi": TYPED})
    sealed = hidden(kept.text, "/gui-lai")["giu_lai"][0]
    assert KEPT in post(officer, "/gui-lai", {"giu_lai": sealed}).text
    nonce = lead.client.cookies.get(FORM_COOKIE) or ""
    lead.token("/lich")
    content = [at, "https://la.example.net/", "comment_obligation", [["trao_doi", "Chữ của kẻ lạ"]], []]
    forged = [
        sealed,
        sealed[:-1],
        "." + sealed,
        "",
        "a.b",
        URLSafeSerializer("another-key-of-some-length-here", salt=f"dondoc.held|{nonce}").dumps(content),
        URLSafeSerializer(KEY, salt="dondoc.held|").dumps(content),
        URLSafeSerializer(KEY, salt="dondoc.notice").dumps(content),
    ]
    for one in forged:
        answer = post(lead, "/gui-lai", {"giu_lai": one})
        assert answer.status_code == 403 and "Biểu mẫu đã cũ" in answer.text, one
    for one in forged[:6:5]:
        fields = {"ma_bieu_mau": lead.token("/tai-khoan"), "giu_lai": one}
        signed = post(lead, "/dang-nhap", fields | {"ten": "chuyenvien", "mat_khau": PASSWORD})
        assert signed.status_code == 303 and signed.headers["location"] == "/", one


def test_what_is_kept_leads_nowhere_but_to_a_form_of_ours(officer: Browser, furniture: Furniture) -> None:
    at = f"/phan-viec/{furniture.own}/trao-doi"
    token = ended(officer)
    sent = {"ma_bieu_mau": token, "trao_doi": TYPED}
    for path in (f"//la.example.net{at}", f"/\\la.example.net{at}", f"{at}/", "/dang-xuat", "/tai-khoan"):
        assert TYPED not in post(officer, f"http://testserver{path}", sent).text, path
    sealed: dict[str, dict[str, list[str]]] = {}
    for referer in (
        "https://la.example.net//la.example.net/x",
        "http://127.0.0.1:8000//la.example.net",
        "http://127.0.0.1:8000/\\la.example.net",
        "javascript:alert(1)",
        "http://[",
        'http://x/"><script>',
    ):
        headers = OWN_PAGE | {"referer": referer, "host": "la.example.net"}
        kept = post(officer, f"{at}?x=//la.example.net%22%3E", sent, headers=headers)
        assert kept.status_code == 403
        sealed[referer] = hidden(kept.text, "/gui-lai")
    officer.send("/dang-nhap", {"ten": "sonoivu", "mat_khau": PASSWORD})
    for referer, fields in sealed.items():
        asked = post(officer, "/gui-lai", fields)
        assert f'action="{at}?x=//la.example.net%22%3E"' in asked.text, referer
        assert not any(one in asked.text for one in ('href="//', 'href="/\\', "javascript", "https://la."))
        assert "<script" not in asked.text


def test_what_is_kept_is_text_on_every_page_and_in_no_log(
    officer: Browser, engine: Engine, furniture: Furniture, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    at = f"/phan-viec/{furniture.own}/trao-doi"
    token = ended(officer)
    odd = f'{TYPED} "{SCRIPT}\0</textarea>\x1b[2J {{{{7777*7777}}}} \r\n\r\nhết'
    sent = {"ma_bieu_mau": token, "trao_doi": odd, f'a"{SCRIPT}': odd}
    kept = post(officer, at, sent, files=[("tep", (f'"{SCRIPT}.txt', b"x", "text/plain"))])
    fields = hidden(kept.text, "/dang-nhap") | {"ten": "sonoivu", "mat_khau": PASSWORD}
    asked = post(officer, "/dang-nhap", fields)
    for page in (kept, asked):
        assert TYPED in page.text and "<script" not in page.text and "60481729" not in page.text
        assert "\0" not in page.text and page.headers["cache-control"] == "no-store"
    assert post(officer, at, hidden(asked.text, at)).status_code == 303
    with reading(engine) as session:
        assert TYPED in session.exec(select(Comment)).one().text
    assert caplog.records and "0912345678" not in caplog.text and "Câu chữ riêng" not in caplog.text


def test_strange_bodies_to_an_ended_session_are_answered(officer: Browser, furniture: Furniture) -> None:
    at = f"/phan-viec/{furniture.own}/trao-doi"
    token = ended(officer)
    part = '--x\r\ncontent-disposition: form-data; name="{}"\r\n\r\n{}\r\n'
    fields = {"_charset_": "utf-7", "ma_bieu_mau": token, "a b": "+2AA-"}
    halves = "".join(part.format(name, value) for name, value in fields.items())
    for kind, body in (
        ("multipart/form-data; boundary=x", (halves + "--x--\r\n").encode()),
        ("multipart/form-data; boundary=x; charset=utf-7", (halves + "--x--\r\n").encode()),
        ("multipart/form-data; boundary=x; charset=no-such", (halves + "--x--\r\n").encode()),
        ("multipart/form-data", b"--x\r\n" * 1000),
        ("application/x-www-form-urlencoded", f"ma_bieu_mau={token}&a=%ff%fe%00%ed%a0%80".encode()),
        ("application/x-www-form-urlencoded", b"&".join(b"f=1" for _ in range(100_000))),
        ("application/json", b'{"ma_bieu_mau": 1}'),
        ("", b"x"),
    ):
        headers = OWN_PAGE | {"content-type": kind}
        answer = officer.client.post(at, content=body, headers=headers, follow_redirects=False)
        assert answer.status_code in (303, 400, 403), (kind, answer.status_code)
