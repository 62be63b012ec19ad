"""What stands around every page."""

import logging
import re

import pytest
from fastapi import FastAPI
from starlette.requests import Request

from config.clock import Clock
from config.office import Office
from config.settings import Settings
from tests.web.conftest import Browser, Furniture, TestClient, no_ingest
from web.app import create_app
from web.guard import FORM_LIMIT, HideTokens, without_token


def test_every_answer_carries_the_headers(lead: Browser, furniture: Furniture) -> None:
    addresses = [
        "/dang-nhap",
        "/bang",
        "/lanh-dao",
        "/khong-co",
        "/healthz",
        "/static/style.css",
        f"/ke-hoach/{furniture.draft_plan}/van-ban/goc",
        f"/thu/{furniture.message}/html",
        "/r/sai",
    ]
    for at in addresses:
        headers = lead.get(at).headers
        assert headers["x-content-type-options"] == "nosniff", at
        assert headers["referrer-policy"] in ("same-origin", "no-referrer"), at
        policy = headers["content-security-policy"]
        assert "frame-ancestors" in policy and "default-src" in policy, at
        # A page with charts runs our own script; nothing else runs any.
        runs = "script-src 'self'" if at == "/lanh-dao" else "script-src 'none'"
        assert runs in policy or "sandbox" in policy, at
        assert "unsafe-eval" not in policy and "http" not in policy, at


def test_only_a_letter_may_bring_styles_of_its_own(lead: Browser, furniture: Furniture) -> None:
    assert "unsafe-inline" not in lead.get("/bang").headers["content-security-policy"]
    letter = lead.get(f"/thu/{furniture.message}/html").headers["content-security-policy"]
    assert letter.startswith("default-src 'none'") and letter.endswith("sandbox")


def test_pages_hold_no_script_no_inline_style_and_nothing_from_elsewhere(
    lead: Browser, furniture: Furniture
) -> None:
    for at in (
        "/bang",
        "/ke-hoach",
        f"/ke-hoach/{furniture.draft_plan}",
        f"/phan-viec/{furniture.own}",
        "/thu",
    ):
        html = lead.get(at).text
        assert "<script" not in html and " style=" not in html and "onclick" not in html
        assert "https://" not in html


def test_pages_with_charts_run_our_own_two_scripts_and_no_word_of_script_inside(
    lead: Browser, furniture: Furniture
) -> None:
    for at in ("/lanh-dao", "/xu-huong", f"/ke-hoach/{furniture.active_plan}"):
        answer = lead.get(at)
        assert "script-src 'self';" in answer.headers["content-security-policy"], at
        assert re.findall(r"<script([^>]*)>(.*?)</script>", answer.text, re.S) == [
            (' src="/static/vendor/uplot-1.6.32/uPlot.iife.min.js" defer', ""),
            (' src="/static/charts.js" defer', ""),
        ]
        assert " style=" not in answer.text and " onload" not in answer.text


def test_what_people_send_in_is_never_run_as_a_script(lead: Browser, furniture: Furniture) -> None:
    for at in (f"/tep/{furniture.own_file}", f"/ke-hoach/{furniture.draft_plan}/van-ban/goc"):
        headers = lead.get(at).headers
        assert headers["content-disposition"].startswith("attachment"), at
        assert headers["x-content-type-options"] == "nosniff" and "script" not in headers["content-type"], at
        assert "default-src 'none'; sandbox" in headers["content-security-policy"], at


def test_an_unknown_address_is_a_page_in_vietnamese(visitor: Browser) -> None:
    answer = visitor.get("/khong-co-trang-nay")
    assert answer.status_code == 404 and "Không có trang này." in answer.text
    assert visitor.client.put("/bang").status_code == 405


def test_a_form_that_is_too_large_is_refused(visitor: Browser) -> None:
    token = visitor.token("/dang-nhap")
    sent = {"ma_bieu_mau": token, "ten": "x" * (FORM_LIMIT + 1)}
    answer = visitor.client.post("/dang-nhap", data=sent)
    assert answer.status_code == 413 and "quá 2 MB" in answer.text


def test_a_large_body_without_a_told_length_is_refused_too(visitor: Browser) -> None:
    def pieces() -> object:
        for _ in range(40):
            yield b"x" * 100_000

    answer = visitor.client.post(
        "/dang-nhap",
        content=pieces(),  # type: ignore[arg-type]
        headers={"content-type": "application/x-www-form-urlencoded"},
    )
    assert answer.status_code == 413


@pytest.fixture
def failing(settings: Settings, clock: Clock, office: Office, furniture: Furniture) -> FastAPI:
    """An application with an address that fails in a way nobody foresaw."""
    app = create_app(settings, clock, office, ingest=no_ingest)

    @app.get("/r/{token}/hong")
    def fail(token: str, request: Request) -> None:
        raise ZeroDivisionError("a secret inside")

    return app


def test_a_fault_of_ours_is_a_page_with_an_id_that_the_log_has_too(
    failing: FastAPI, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, logger="dondoc.web"), TestClient(failing) as client:
        answer = client.get("/r/token-bi-mat/hong")
    assert answer.status_code == 500
    assert "ZeroDivisionError" not in answer.text and "a secret inside" not in answer.text
    fault_id = answer.text.split("mã lỗi ")[1][:8]
    assert fault_id in caplog.text and "ZeroDivisionError" in caplog.text
    assert "token-bi-mat" not in caplog.text
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_report_links_token_stays_out_of_the_access_log() -> None:
    record = logging.LogRecord(
        "uvicorn.access", logging.INFO, "", 0, '%s - "%s %s HTTP/%s" %d',
        ("127.0.0.1:1", "GET", "/r/WzEsMl0.abc?viec=3", "1.1", 200), None,
    )  # fmt: skip
    assert HideTokens().filter(record)
    assert record.getMessage() == '127.0.0.1:1 - "GET /r/…?viec=3 HTTP/1.1" 200'
    assert without_token("http://x/r/abc.def#a") == "http://x/r/…#a"
    assert (
        without_token('<a href="http://x/r/abc.def" style="color:#fff">a</a>')
        == '<a href="http://x/r/…" style="color:#fff">a</a>'
    )


def test_the_filter_is_on_the_access_log_once_the_application_is_made(app: FastAPI) -> None:
    filters = logging.getLogger("uvicorn.access").filters
    assert sum(isinstance(f, HideTokens) for f in filters) == 1


def test_a_scanner_that_asks_for_the_head_only_gets_the_same_answer(visitor: Browser) -> None:
    assert visitor.client.head("/dang-nhap").status_code == 200
    assert visitor.client.head("/r/sai").status_code == 403
