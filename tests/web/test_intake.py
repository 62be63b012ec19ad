"""Documents on their way in: progress, outcomes, and what a restart leaves."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta

import httpx2 as httpx
import pytest
from sqlalchemy import Engine
from sqlmodel import select

from config.clock import Clock
from config.office import Office
from config.settings import Settings
from models.account import User
from models.draft import DraftPlan, SourceLine, SourceText
from models.errors import BadDocument
from models.plan import Plan
from models.reading import ReadingStep, Tell
from store.accounts import open_session
from store.database import reading, writing
from store.drafts import store_draft
from store.intakes import KEPT_DAYS, begin_intake, end_intake, intakes_of
from store.plans import get_document
from tests.cast import Cast, item
from tests.web.conftest import TODAY, Browser, Furniture, TestClient
from web.app import create_app
from web.forms import SESSION_COOKIE
from web.readings import AT_ONCE, MOST_WAITING, Readings

AT = "/ke-hoach/dang-doc"


@dataclass
class Reader:
    """A reader that stops on page 3 of 12 until it is let go, and reads or refuses as the text says."""

    engine: Engine
    cast: Cast
    go_on: threading.Event = field(default_factory=threading.Event)
    begun: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    stopped: set[str] = field(default_factory=set)

    def __call__(self, data: bytes, filename: str, by: str, tell: Tell) -> int:
        text = data.decode()
        if text.startswith("quét"):
            tell(ReadingStep("recognising", 3, 12))
            self.begun.release()
            assert self.go_on.wait(20)
        if "hỏng" in text:
            raise BadDocument("Ảnh bị hỏng.", hint="Hãy quét lại.", place=filename)
        if "lỗi" in text:
            raise ValueError("a fault of the program itself")
        with writing(self.engine) as session:
            return store_draft(
                session,
                draft=DraftPlan(title=text, items=(item(text, "Sở Nội vụ"),)),
                source=SourceText((SourceLine(text, 1),), "txt"),
                data=data,
                filename=filename,
                media_type="text/plain",
                now=self.cast.at(TODAY),
                by=by,
            )


@pytest.fixture
def reader(engine: Engine, cast: Cast) -> Iterator[Reader]:
    """The reader, let go at the end whatever happened."""
    one = Reader(engine, cast)
    yield one
    one.go_on.set()


@pytest.fixture
def office_of(
    settings: Settings,
    clock: Clock,
    office: Office,
    engine: Engine,
    furniture: Furniture,
    cast: Cast,
    reader: Reader,
) -> Iterator[Callable[[], Browser]]:
    """Start the program anew and give the lead's browser before it."""
    with ExitStack() as stack:

        def start() -> Browser:
            client = stack.enter_context(TestClient(create_app(settings, clock, office, ingest=reader)))
            with writing(engine) as session:
                user = session.exec(select(User).where(User.username == "chuyenvien")).one()
                token = open_session(session, user_id=user.id or 0, now=cast.at(TODAY, 0), hours=30)
            client.cookies.set(SESSION_COOKIE, token)
            return Browser(client)

        yield start


@pytest.fixture
def browser(office_of: Callable[[], Browser]) -> Browser:
    """The lead's browser before a program just started."""
    return office_of()


def upload(browser: Browser, *texts: str) -> httpx.Response:
    files = [("van_ban", (f"tệp {n}.txt", text.encode(), "text/plain")) for n, text in enumerate(texts, 1)]
    return browser.send("/ke-hoach", files=files)


def titles(engine: Engine) -> list[str]:
    with reading(engine) as session:
        return [p.title for p in session.exec(select(Plan))]


def readings_of(browser: Browser) -> Readings:
    readings: Readings = browser.client.app.state.desk.readings  # type: ignore[attr-defined]
    return readings


def until_over(browser: Browser) -> None:
    readings = readings_of(browser)
    for key in list(readings.steps()):
        assert readings.wait(key, 20)


def test_a_long_reading_answers_at_once_shows_its_page_and_leads_on_to_the_review(
    browser: Browser, reader: Reader, engine: Engine
) -> None:
    readings_of(browser).patience = 0.05
    answer = upload(browser, "quét kế hoạch dài")
    waiting = answer.headers["location"]
    assert waiting.startswith(f"{AT}?cho=") and reader.begun.acquire(timeout=20)
    shown = browser.get(waiting)
    assert "đang đọc trang 3/12 bằng OCR" in shown.text and 'value="2" max="12"' in shown.text
    assert shown.headers["refresh"] == "3" and "script" not in shown.text
    assert "quét kế hoạch dài" not in titles(engine)
    assert "refresh" not in browser.get(f"{AT}?dung=1").headers
    assert "1 văn bản đang đọc" in browser.get("/ke-hoach").text
    reader.go_on.set()
    until_over(browser)
    on = browser.get(waiting)
    assert on.status_code == 303 and on.headers["location"].startswith("/ke-hoach/")
    assert "Rà soát: quét kế hoạch dài" in browser.text_after(on)


def test_who_closed_the_browser_finds_the_outcome_later(
    browser: Browser, reader: Reader, engine: Engine
) -> None:
    readings_of(browser).patience = 0.05
    upload(browser, "quét kế hoạch")
    reader.go_on.set()
    until_over(browser)
    later = browser.get(AT)
    assert later.status_code == 200 and "Đã đọc xong" in later.text and "refresh" not in later.headers
    assert "quét kế hoạch" in titles(engine)


def test_several_files_at_once_have_a_line_each_with_its_own_outcome(
    browser: Browser, reader: Reader, engine: Engine
) -> None:
    reader.go_on.set()
    answer = upload(browser, "Kế hoạch một", "tệp hỏng", "có lỗi")
    assert answer.headers["location"] == AT
    until_over(browser)
    html = browser.get(AT).text
    assert all(f"tệp {n}.txt" in html for n in (1, 2, 3))
    assert "Ảnh bị hỏng. (tệp 2.txt)" in html and "Hãy quét lại." in html
    assert "Chương trình gặp lỗi khi đọc văn bản (mã " in html and "a fault of the program" not in html
    assert html.count("Đã đọc xong") == 1 and "Kế hoạch một" in titles(engine)
    assert "2 văn bản không đọc được" in browser.get("/ke-hoach").text


def test_a_document_that_is_quickly_read_or_refused_needs_no_waiting(browser: Browser) -> None:
    read = upload(browser, "Kế hoạch ngắn")
    assert "Đã đọc văn bản, chưa gửi gì cho ai" in browser.text_after(read)
    refused = upload(browser, "tệp hỏng")
    assert refused.status_code == 422 and "Hãy quét lại." in refused.text
    assert "Không có văn bản nào đang đọc" in browser.get(AT).text


def test_few_are_read_at_a_time_and_the_others_wait(browser: Browser, reader: Reader) -> None:
    upload(browser, *(f"quét {n}" for n in range(AT_ONCE + 2)))
    for _ in range(AT_ONCE):
        assert reader.begun.acquire(timeout=20)
    html = browser.get(AT).text
    assert html.count("trang 3/12") == AT_ONCE and html.count("đang chờ đến lượt") == 2
    reader.go_on.set()
    until_over(browser)
    assert browser.get(AT).text.count("Đã đọc xong") == AT_ONCE + 2


def test_more_than_can_wait_are_refused(browser: Browser, reader: Reader) -> None:
    for _ in range(MOST_WAITING // 10):
        upload(browser, *(f"quét {n}" for n in range(10)))
    answer = upload(browser, "quét thêm")
    assert answer.status_code == 429 and "văn bản chờ đọc" in answer.text
    reader.go_on.set()
    until_over(browser)


def test_after_a_restart_the_page_says_what_was_cut_off_and_that_nothing_of_it_is_stored(
    browser: Browser, office_of: Callable[[], Browser], reader: Reader, engine: Engine, cast: Cast
) -> None:
    with writing(engine) as session:
        begin_intake(session, "mất", filename="quét.pdf", sha256="0", by="chuyenvien", now=cast.at(TODAY))
    html = browser.get(AT).text
    assert "quét.pdf" in html and "Chương trình đã khởi động lại khi đang đọc tệp này" in html
    browser.send(AT, {"ma": "mất"})
    assert "quét.pdf" not in browser.get(AT).text


def test_a_draft_that_was_stored_just_before_the_program_ended_counts_as_read(
    browser: Browser, engine: Engine, cast: Cast, furniture: Furniture
) -> None:
    with writing(engine) as session:
        plan = session.get_one(Plan, furniture.draft_plan)
        sha256 = get_document(session, plan.id or 0)[0].sha256
        begin_intake(session, "k", filename="a.txt", sha256=sha256, by="chuyenvien", now=cast.at(TODAY))
    html = browser.get(AT).text
    assert "Đã đọc xong" in html and f'href="/ke-hoach/{furniture.draft_plan}"' in html


def test_nobody_sees_or_takes_off_what_another_sent_in(browser: Browser, engine: Engine, cast: Cast) -> None:
    with writing(engine) as session:
        begin_intake(session, "k", filename="mật.pdf", sha256="0", by="nguoikhac", now=cast.at(TODAY))
    assert "mật.pdf" not in browser.get(AT).text
    upload(browser, "tệp hỏng", "tệp hỏng nữa")
    browser.send(AT, {"ma": "k"})
    with reading(engine) as session:
        assert [one.filename for one in intakes_of(session, "nguoikhac")] == ["mật.pdf"]


def test_what_nobody_takes_off_the_list_goes_by_itself(engine: Engine, cast: Cast) -> None:
    now = cast.at(TODAY)
    with writing(engine) as session:
        begin_intake(session, "cũ", filename="a", sha256="0", by="x", now=now - timedelta(days=KEPT_DAYS + 1))
        begin_intake(session, "mới", filename="b", sha256="0", by="x", now=now)
        end_intake(session, "cũ", now=now, fault="quá muộn")
        assert [one.key for one in intakes_of(session, "x")] == ["mới"]


def test_an_empty_file_is_refused_by_name(browser: Browser, engine: Engine) -> None:
    before = titles(engine)
    answer = upload(browser, "Kế hoạch", "")
    assert answer.status_code == 422 and "tệp 2.txt" in answer.text
    assert titles(engine) == before
