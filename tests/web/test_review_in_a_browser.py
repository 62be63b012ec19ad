"""From an uploaded file to an activated plan in Chromium, with JavaScript switched off."""

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine
from sqlmodel import select

from config.clock import Clock
from config.office import Office
from config.settings import Settings
from models.plan import Plan
from models.reading import ReadingStep, Tell
from store.database import reading, writing
from store.plans import draft_items
from tasks.ingesting import ingest
from tests.cast import Cast, item
from tests.web.conftest import Furniture
from tests.web.test_in_a_browser import chromium, enter, serving
from web.app import create_app

pytestmark = [pytest.mark.long, pytest.mark.needs("browser")]
__all__ = ["chromium"]
SAMPLES = Path(__file__).resolve().parents[2] / "samples"


@pytest.fixture
def go_on() -> Iterator[threading.Event]:
    """Lets the reader go on; it is set at the end whatever happens."""
    event = threading.Event()
    yield event
    event.set()


@pytest.fixture
def served(
    settings: Settings,
    engine: Engine,
    clock: Clock,
    office: Office,
    furniture: Furniture,
    go_on: threading.Event,
) -> Iterator[str]:
    """The address of the application with the real reader, which waits on a file named "quét"."""

    def take(data: bytes, filename: str, by: str, tell: Tell) -> int:
        if filename.startswith("quét"):
            tell(ReadingStep("recognising", 2, 5))
            go_on.wait(30)
        return ingest(engine, office, data, filename, by=by, now=clock.now(), tell=tell)

    with serving(create_app(settings, clock, office, ingest=take)) as address:
        yield address


@pytest.fixture
def page(chromium: Browser, served: str) -> Iterator[Page]:
    """The lead officer's page, without JavaScript."""
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto(f"{served}/dang-nhap")
    page.locator("input[name=ten]").fill("chuyenvien")
    page.locator("input[type=password]").fill("mật khẩu để thử")
    page.get_by_role("button", name="Đăng nhập").click()
    yield page
    context.close()


def test_a_plan_is_in_force_five_clicks_after_its_file_was_chosen(
    page: Page, served: str, engine: Engine
) -> None:
    begun = time.monotonic()
    page.goto(f"{served}/ke-hoach")
    page.locator("input[type=file]").set_input_files(SAMPLES / "ke-hoach-tiem-chung.docx")
    page.get_by_role("button", name="Đọc văn bản").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Rà soát", timeout=20_000)
    page.locator("select[name=pham_vi]").select_option("chua-co-han")
    page.locator("#chon input[name=han]").fill("31/12/2026")
    page.get_by_role("button", name="Ấn định hạn", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Đã ấn định hạn 31/12/2026")
    page.get_by_role("link", name="Diễn tập: xem trước").click()
    expect(page.locator("table.month").first).to_be_visible()
    page.get_by_role("link", name="Về rà soát để kích hoạt").click()
    page.get_by_role("button", name="Kích hoạt và giao").click()
    expect(page.get_by_role("status")).to_contain_text("Đã kích hoạt")
    assert time.monotonic() - begun < 60
    with reading(engine) as session:
        newest = session.exec(select(Plan).order_by(Plan.id.desc())).first()  # type: ignore[union-attr]
        assert newest is not None and newest.state == "active"


def test_a_long_reading_shows_its_page_and_goes_on_to_the_review_by_itself(
    page: Page, served: str, go_on: threading.Event
) -> None:
    page.goto(f"{served}/ke-hoach")
    data = (SAMPLES / "ke-hoach-hoi-nghi.txt").read_bytes()
    page.locator("input[type=file]").set_input_files(
        {"name": "quét.txt", "mimeType": "text/plain", "buffer": data}
    )
    page.get_by_role("button", name="Đọc văn bản").click()
    expect(page.get_by_text("đang đọc trang 2/5 bằng OCR")).to_be_visible(timeout=20_000)
    go_on.set()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Rà soát", timeout=30_000)


def test_choosing_an_item_marks_all_its_lines_and_choosing_a_line_shows_the_item(
    page: Page, served: str, engine: Engine, cast: Cast
) -> None:
    plan_id = cast.draft(
        *(replace(item(f"Việc số {n}", ref=str(n)), lines=(2 * n - 1, 2 * n)) for n in range(1, 31)),
        *(replace(item("Chữ thêm dòng"), lines=(0, 0)) for _ in range(30)),
    )
    with reading(engine) as session:
        row = draft_items(session, plan_id)[19].assignment
    page.goto(f"{served}/ke-hoach/{plan_id}?xep=van-ban")
    page.locator(f"#muc-{row.id}").get_by_role("link", name="dòng 39–40").click()
    piece = page.locator(".piece", has=page.locator("#L39"))
    expect(piece).to_be_in_viewport()
    plain = page.locator(".piece", has=page.locator("#L1")).evaluate(
        "e => getComputedStyle(e).backgroundColor"
    )
    marked = piece.evaluate("e => getComputedStyle(e).backgroundColor")
    assert marked != plain and page.locator("#L40").count() == 1
    page.locator("#L1 .mark").click()
    expect(page.locator("tr:target")).to_be_in_viewport()
    assert "Việc số 1" in page.locator("tr:target").inner_text()


def test_an_item_is_split_and_joined_again_without_a_keyboard(
    page: Page, served: str, engine: Engine, cast: Cast
) -> None:
    plan_id = cast.draft(item("Lập danh sách hộ; gửi Sở Y tế.", "Sở Nội vụ"), item("Việc sau", "Sở Nội vụ"))
    page.goto(f"{served}/ke-hoach/{plan_id}")
    page.get_by_role("link", name="Sửa, tách, gộp").first.click()
    page.get_by_text("Tách mục này").click()
    page.get_by_role("checkbox", name="gửi Sở Y tế.").check()
    page.get_by_role("button", name="Tách trước các câu đã đánh dấu").click()
    expect(page.get_by_role("status")).to_contain_text("Đã tách thành 2 mục")
    page.get_by_role("link", name="Sửa, tách, gộp").first.click()
    page.get_by_text("Gộp với mục sau").click()
    page.get_by_role("button", name="Gộp hai mục").click()
    expect(page.get_by_role("status")).to_contain_text("Đã gộp hai mục")
    with reading(engine) as session:
        texts = [i.assignment.text for i in draft_items(session, plan_id)]
    assert texts == ["Lập danh sách hộ; gửi Sở Y tế.", "Việc sau"]


def test_the_pages_of_the_review_fit_a_phone_and_keep_to_their_policy(
    chromium: Browser, served: str, engine: Engine, furniture: Furniture
) -> None:
    with writing(engine) as session:
        plan = session.get_one(Plan, furniture.draft_plan)
        plan.leftovers = [{"text": "Chữ còn lại " * 20, "lines": [2, 2], "reason": "không rõ ai làm"}]
        session.add(plan)
    draft = f"/ke-hoach/{furniture.draft_plan}"
    context = chromium.new_context()
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda told: complaints.append(f"{told.type}: {told.text}"))
    enter(page, served, "chuyenvien")
    for at in (
        draft,
        f"{draft}?loc=can-xem",
        f"{draft}/muc/{furniture.draft_item}",
        f"{draft}/muc-moi",
        f"{draft}/dien-tap",
        "/ke-hoach/dang-doc",
    ):
        answer = page.goto(served + at)
        assert answer is not None and answer.status == 200, at
        for width in (1280, 375):
            page.set_viewport_size({"width": width, "height": 800})
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, (at, width, wide)
    context.close()
    assert complaints == []
