"""Kept pages: never older than the database, never somebody else's."""

import re
import sqlite3
from collections.abc import Callable
from datetime import date
from threading import Thread

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine, create_engine

from store.database import writing
from store.memory import database_version
from tests.cast import Cast
from tests.web.conftest import Browser, Furniture
from web.kept import MOST_KEPT, Drawn, KeptPages

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
    with sqlite3.connect(str(engine.url.database)) as stranger:
        stranger.execute(
            "UPDATE agency SET name = 'Sở Tài chính mới' WHERE id = ?", (furniture.foreign_agency,)
        )
    stranger.close()
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
    large = Drawn("x" * (MOST_KEPT // 3), False)
    for key in range(5):
        pages.keep(key, 1, large)
    assert [pages.find(key, 1) is not None for key in range(5)] == [False, False, True, True, True]
    pages.keep(4, 2, Drawn("y", False))
    assert pages.find(4, 1) is None and pages.find(4, 2) == Drawn("y", False)


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
