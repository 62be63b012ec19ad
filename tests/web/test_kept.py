"""Kept pages: never older than the database, never somebody else's."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread

import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, create_engine

from store.accounts import Person
from store.database import writing
from store.identities import SEEN_EVERY
from store.memory import database_version
from tests.cast import Cast
from tests.web.conftest import Browser, Furniture
from web.kept import MOST_BROWSERS, MOST_KEPT, Drawn, KeptPages

TOKEN = re.compile(r'name="ma_bieu_mau" value="([0-9a-f]+)"')


def kept(app: FastAPI) -> int:
    """Return how many pages the application keeps."""
    pages: KeptPages = app.state.kept_pages
    return len(pages._pages)


@pytest.mark.parametrize(("role", "at"), [("lead", "/bang"), ("agency", "/viec")])
def test_the_same_page_again_is_the_same_but_for_nothing(
    sign_in: Callable[[str], Browser], app: FastAPI, role: str, at: str
) -> None:
    browser = sign_in(role)
    browser.get("/tai-khoan")
    first, again = browser.get(at), browser.get(at)
    assert first.text == again.text and kept(app) == 1
    assert first.headers["content-security-policy"] == again.headers["content-security-policy"]


def test_each_browser_gets_a_form_token_of_its_own_and_it_works(
    sign_in: Callable[[str], Browser], furniture: Furniture
) -> None:
    one, other = sign_in("agency"), sign_in("agency")
    tokens = {TOKEN.findall(b.get("/viec").text)[0] for b in (one, other)}
    assert len(tokens) == 2
    answer = other.send("/viec/tiep-nhan", page="/viec")
    assert answer.status_code == 303


def test_a_report_shows_on_the_very_next_page(lead: Browser, cast: Cast, furniture: Furniture) -> None:
    before = lead.get("/bang?phan_loai=tat-ca").text
    (mine,) = [o for o in cast.obligations(furniture.active_plan) if o.id == furniture.own]
    cast.move(mine, "in_progress", on=date(2026, 11, 23), text="Đang gom số liệu.")
    after = lead.get("/bang?phan_loai=tat-ca").text
    assert "Đang gom số liệu." in after and "Đang gom số liệu." not in before


def test_another_process_changing_anything_makes_every_page_old(
    lead: Browser, engine: Engine, furniture: Furniture
) -> None:
    assert "Sở Tài chính" in lead.get("/bang?phan_loai=tat-ca").text
    change = f"UPDATE agency SET name = 'Sở Tài chính mới' WHERE id = {furniture.foreign_agency}"
    # An engine of its own, as another process has it; the database is told by its whole address.
    stranger = create_engine(engine.url)
    with stranger.begin() as connection:
        connection.exec_driver_sql(change)
    stranger.dispose()
    assert "Sở Tài chính mới" in lead.get("/bang?phan_loai=tat-ca").text


def test_a_page_of_one_role_is_never_given_to_another(sign_in: Callable[[str], Browser]) -> None:
    lead, leader = sign_in("lead"), sign_in("leader")
    assert "Người lead" in lead.get("/bang").text
    assert "Người leader" in leader.get("/bang").text
    assert "Người lead<" not in leader.get("/bang").text


def test_a_notice_is_shown_once_and_never_kept(lead: Browser, app: FastAPI) -> None:
    lead.send("/tai-khoan/phien", page="/tai-khoan")
    assert "phiên ở nơi khác" in lead.get("/bang").text
    assert kept(app) == 0
    assert "phiên ở nơi khác" not in lead.get("/bang").text


def test_old_pages_make_room_for_new_ones() -> None:
    pages = KeptPages()
    large = Drawn((b"x" * (MOST_KEPT // 3),), False)
    for key in range(5):
        pages.keep(key, 1, large)
    assert [pages.find(key, 1) is not None for key in range(5)] == [False, False, True, True, True]
    pages.keep(4, 2, Drawn((b"y",), False))
    assert pages.find(4, 1) is None and pages.find(4, 2) == Drawn((b"y",), False)


@given(st.lists(st.text(alphabet="aăâ<>", max_size=20), min_size=1, max_size=5))
def test_a_token_stands_in_every_slot_and_nothing_else_changes(texts: list[str]) -> None:
    drawn = Drawn.cut("|slot|".join(texts), "|slot|", has_charts=False)
    assert drawn.with_token("khóa") == "khóa".join(texts).encode()


def test_the_version_changes_with_every_change_and_with_nothing_else(cast: Cast) -> None:
    first = database_version(cast.engine)
    assert first is not None and database_version(cast.engine) == first
    cast.settle_province()
    second = database_version(cast.engine)
    assert second != first
    with writing(cast.engine):
        pass
    assert database_version(cast.engine) == second
    found: list[int | None] = []
    thread = Thread(target=lambda: found.append(database_version(cast.engine)))
    thread.start()
    thread.join()
    assert found == [second]


def test_a_database_in_memory_has_no_version() -> None:
    engine = create_engine("sqlite://")
    assert database_version(engine) is None
    engine.dispose()


def test_an_ended_session_gets_no_kept_page(sign_in: Callable[[str], Browser], engine: Engine) -> None:
    browser = sign_in("lead")
    assert browser.get("/bang").status_code == 200
    with writing(engine) as session:
        session.connection().exec_driver_sql("UPDATE user_session SET ended_at = '2026-11-23 00:30:00'")
    answer = browser.get("/bang")
    assert answer.status_code == 303 and answer.headers["location"].startswith("/dang-nhap")


def test_a_browser_is_known_only_until_it_is_to_be_marked_as_seen_again_or_its_session_ends() -> None:
    pages = KeptPages()
    seen = datetime(2026, 11, 23, 1, tzinfo=UTC)
    someone = Person(1, "lan", "Lan", "lead", None, None, seen_at=seen, ends_at=seen + timedelta(hours=8))
    pages.remember_visitor("khóa", 7, someone)
    assert pages.visitor("khóa", 7, now=seen) == someone
    assert pages.visitor("khóa", 8, now=seen) is None
    assert pages.visitor("khác", 7, now=seen) is None
    assert pages.visitor("khóa", 7, now=seen + SEEN_EVERY) is None
    short = replace(someone, ends_at=seen + timedelta(seconds=1))
    pages.remember_visitor("khóa", 7, short)
    assert pages.visitor("khóa", 7, now=seen + timedelta(seconds=1)) is None


def test_no_more_browsers_are_remembered_than_may_be() -> None:
    pages = KeptPages()
    seen = datetime(2026, 11, 23, 1, tzinfo=UTC)
    someone = Person(1, "lan", "Lan", "lead", None, None, seen_at=seen, ends_at=seen + timedelta(hours=8))
    for number in range(MOST_BROWSERS + 1):
        pages.remember_visitor(str(number), 1, someone)
    assert pages.visitor("0", 1, now=seen) is None
    assert pages.visitor("1", 1, now=seen) == someone


def test_of_many_who_want_the_same_page_one_draws_it() -> None:
    pages, drawn, together = KeptPages(), [], Barrier(8)

    def ask() -> None:
        together.wait()
        with pages.one_draws("trang"):
            if pages.find("trang", 1) is None:
                drawn.append("x")
                pages.keep("trang", 1, Drawn((b"x",), False))

    threads = [Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert drawn == ["x"]
