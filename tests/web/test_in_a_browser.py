"""The pages in Chromium: they fit a phone, work by keyboard, and break no rule of their own policy."""

import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, expect, sync_playwright
from sqlalchemy import Engine
from sqlmodel import select

from config.clock import Clock
from config.office import Office
from config.settings import Settings
from models.journal import Comment
from models.reminder import Message
from store.database import reading, writing
from store.plans import draft_items
from tests.cast import Cast, item
from tests.web.conftest import PASSWORD, Furniture, no_ingest
from tests.web.visits import report_link, visits
from web.app import create_app
from web.forms import SESSION_COOKIE

pytestmark = [pytest.mark.long, pytest.mark.needs("browser")]


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """Serve the application on a free port of this machine and give its address."""
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(10)


@pytest.fixture
def served(app: FastAPI, furniture: Furniture) -> Iterator[str]:
    """The address of the application over the furnished database."""
    with serving(app) as address:
        yield address


@contextmanager
def running_browser() -> Iterator[Browser]:
    """Start Debian's browser and end it."""
    found = next(p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n)))
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def chromium() -> Iterator[Browser]:
    """Debian's browser."""
    with running_browser() as browser:
        yield browser


def enter(page: Page, served: str, username: str) -> None:
    """Sign in with the keyboard alone."""
    page.goto(f"{served}/dang-nhap")
    page.locator("input[name=ten]:focus").wait_for(timeout=5000)
    page.keyboard.type(username)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/dang-nhap" not in url, timeout=10_000)


@pytest.mark.usefixtures("units_mail")
def test_every_page_fits_a_phone_and_a_desk_and_keeps_to_its_policy(
    chromium: Browser, served: str, furniture: Furniture, engine: Engine, cast: Cast
) -> None:
    addresses_of = visits(furniture, report_link(engine, cast, furniture.own_agency))
    complaints: list[str] = []
    for username, addresses in addresses_of.items():
        context = chromium.new_context()
        page = context.new_page()
        page.on("console", lambda told: complaints.append(f"{told.type}: {told.text}"))
        page.on("pageerror", lambda fault: complaints.append(str(fault)))
        if username:
            enter(page, served, username)
        for address in addresses:
            answer = page.goto(served + address)
            assert answer is not None and answer.status == 200, address
            for width in (1280, 375):
                page.set_viewport_size({"width": width, "height": 800})
                wide = page.evaluate("document.documentElement.scrollWidth")
                assert wide <= width, (address, width, wide)
        context.close()
    assert complaints == []


def test_an_agency_reports_through_its_link_by_keyboard(
    chromium: Browser, served: str, furniture: Furniture, engine: Engine, cast: Cast
) -> None:
    link = report_link(engine, cast, furniture.own_agency)
    page = chromium.new_page()
    page.goto(f"{served}/r/{link}?viec={furniture.own}")
    page.locator(f"#viec-{furniture.own} input[name=bao][value=reported]").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("Đã gửi danh sách.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("Đã ghi nhận: đã hoàn thành. Xin cảm ơn.").wait_for(timeout=5000)
    page.close()


def test_what_was_written_as_the_session_ended_is_sent_after_signing_in_on_the_same_page(
    chromium: Browser, served: str, furniture: Furniture, engine: Engine
) -> None:
    written = "Dòng một “trong ngoặc” & <b>\n\nDòng ba"
    page = chromium.new_page()
    enter(page, served, "sonoivu")
    page.goto(f"{served}/phan-viec/{furniture.own}#trao-doi")
    page.locator("textarea[name=trao_doi]").fill(written)
    page.context.clear_cookies(name=SESSION_COOKIE)
    page.get_by_role("button", name="Gửi trao đổi").click()
    expect(page.locator("textarea[readonly]")).to_have_value(written)
    page.locator("input[name=ten]").fill("sonoivu")
    page.locator("input[name=mat_khau]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Gửi lại", exact=True).click()
    page.get_by_text("Đã gửi trao đổi.").wait_for(timeout=5000)
    with reading(engine) as session:
        assert session.exec(select(Comment)).one().text == written
    page.close()


def test_an_item_and_its_line_lead_to_each_other_beside_each_other(
    chromium: Browser, served: str, furniture: Furniture, engine: Engine, cast: Cast
) -> None:
    plan_id = cast.draft(*(replace(item(f"Việc số {n}", ref=str(n)), lines=(n, n)) for n in range(1, 90)))
    with reading(engine) as session:
        last = draft_items(session, plan_id)[-1].assignment
    page = chromium.new_page(viewport={"width": 1280, "height": 800})
    enter(page, served, "chuyenvien")
    page.goto(f"{served}/ke-hoach/{plan_id}")
    row, line = page.locator(f"#muc-{last.id}"), page.locator(f"#L{last.line_first}")
    row.get_by_role("link", name="dòng").click()
    assert page.url.endswith(f"#L{last.line_first}")
    expect(line).to_be_in_viewport()
    beside = page.locator(".paper").bounding_box()
    table = page.locator(".review").bounding_box()
    assert beside and table and beside["x"] + beside["width"] <= table["x"]
    page.locator("#L1 .mark").click()
    expect(page.locator("tr:target")).to_be_in_viewport()
    assert "Việc số 1" in page.locator("tr:target").inner_text()
    page.close()


def test_in_a_demonstration_the_letters_button_opens_the_report_page(
    chromium: Browser,
    settings: Settings,
    clock: Clock,
    office: Office,
    engine: Engine,
    furniture: Furniture,
) -> None:
    demo = settings.model_copy(update={"demo": True})
    with serving(create_app(demo, clock, office, ingest=no_ingest)) as address:
        with writing(engine) as session:
            row = session.get_one(Message, furniture.message)
            row.body_html = row.body_html.replace("http://127.0.0.1:8000", address)
            session.add(row)
        page = chromium.new_page()
        enter(page, address, "chuyenvien")
        page.goto(f"{address}/thu/{furniture.message}")
        with page.context.expect_page() as opened:
            page.frame_locator("iframe.letter").get_by_text("Báo cáo").click()
        opened.value.get_by_role("heading", name="Việc của Sở Nội vụ").wait_for(timeout=5000)
        page.close()
