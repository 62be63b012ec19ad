"""The calendar and the ladder on pages: what is saved holds at once, what is wrong changes nothing."""

import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlmodel import select

from config.clock import Clock
from config.office import OfficeFiles, load_office
from config.settings import Settings
from models.account import User
from models.errors import BadSettings
from rules.workday import load_entries
from store.accounts import open_session
from store.database import writing
from tests.cast import Cast
from tests.web.conftest import ROLES, TODAY, Browser, Furniture, TestClient, no_ingest
from web.app import create_app
from web.forms import SESSION_COOKIE
from web.office_rules import _quoted

CALENDAR, LADDER = "/quan-tri/lich", "/quan-tri/bac-thang"
DAY = {"viec": "them", "la": "nghi", "ten": "Nghỉ bù", "nguon": "Thông báo 12/TB-UBND", "nam": "2026"}


@pytest.fixture
def operator(settings: Settings, engine: Engine, clock: Clock, furniture: Furniture) -> Iterator[Browser]:
    """The operator's browser, at pages that read the office's files as they stand."""
    with TestClient(create_app(settings, clock, OfficeFiles(settings), ingest=no_ingest)) as client:
        with writing(engine) as session:
            user = session.exec(select(User).where(User.username == ROLES["operator"])).one()
            token = open_session(session, user_id=user.id or 0, now=Cast.at(TODAY, 0), hours=30)
        client.cookies.set(SESSION_COOKIE, token)
        yield Browser(client)


def test_a_day_added_on_the_page_is_off_at_once_and_keeps_the_shipped_days(
    operator: Browser, settings: Settings
) -> None:
    before = load_office(settings).calendar
    day = date(2026, 12, 1)
    assert before.is_working(day)
    answer = operator.send(CALENDAR, {**DAY, "tu": day.isoformat(), "xac_nhan": "1"})
    assert "Đã lưu lịch làm việc." in operator.text_after(answer)
    shown = operator.get(f"{CALENDAR}?nam=2026").text
    assert "thứ Ba, 01/12/2026" in shown and "Nghỉ bù" in shown
    after = load_office(settings).calendar
    assert not after.is_working(day)
    assert set(before.entries) < set(after.entries)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"tu": "2026-12-05", "den": "2026-12-01"}, "“to” phải từ ngày"),
        ({"tu": "", "den": ""}, "Chưa đủ ngày"),
        ({"tu": "2026-12-05", "nguon": ""}, "Chưa đủ ngày"),
        ({"tu": "hôm nay"}, "không phải là ngày"),
    ],
)
def test_a_day_that_cannot_be_is_refused_with_what_was_typed(
    operator: Browser, settings: Settings, typed: dict[str, str], sentence: str
) -> None:
    answer = operator.send(CALENDAR, {**DAY, **typed})
    assert answer.status_code == 409 and sentence in answer.text
    assert 'value="Nghỉ bù"' in answer.text
    assert not OfficeFiles(settings).is_own("holidays.toml")


def test_a_broken_file_is_refused_and_stays_on_the_page_to_be_mended(
    operator: Browser, settings: Settings
) -> None:
    answer = operator.send(LADDER, {"tep": "before = [5"})
    assert answer.status_code == 409 and "before = [5" in answer.text
    strange = operator.send(CALENDAR, {"viec": "luu", "nam": "2026", "tep": "[lạ]"})
    assert strange.status_code == 409
    assert not OfficeFiles(settings).is_own("ladder.toml")


def test_a_ladder_saved_on_the_page_holds_for_the_next_look_and_keeps_the_one_before(
    operator: Browser, settings: Settings
) -> None:
    for days in ("[7]", "[4]"):
        operator.send(LADDER, {"tep": f"before = {days}\r\n"})
    assert load_office(settings).ladder.before == (4,)
    assert "before = [7]" in (settings.office_folder / "ladder.toml.truoc").read_text("utf-8")
    assert "Cơ quan đang dùng bậc thang riêng" in operator.get(LADDER).text


def test_a_file_that_breaks_behind_the_pages_leaves_the_last_good_rules_in_force(settings: Settings) -> None:
    rules = OfficeFiles(settings)
    rules.save("ladder.toml", "before = [2]")
    assert rules().ladder.before == (2,)
    (settings.office_folder / "ladder.toml").write_text("hỏng", "utf-8")
    assert rules().ladder.before == (2,)
    with pytest.raises(BadSettings):
        load_office(settings)


def test_a_backup_takes_the_offices_files_along(settings: Settings, cast: Cast, tmp_path: Path) -> None:
    from console.backup import write_backup
    from console.desk import Desk

    OfficeFiles(settings).save("ladder.toml", "before = [6]")
    desk = Desk(settings, cast.engine, load_office(settings), Clock(TODAY), "người thử")
    write_backup(desk, tmp_path / "sao-luu.zip")
    with zipfile.ZipFile(tmp_path / "sao-luu.zip") as archive:
        assert archive.read("office/ladder.toml").decode() == "before = [6]\n"


def test_every_change_is_in_the_log(operator: Browser, sign_in: Callable[[str], Browser]) -> None:
    operator.send(LADDER, {"tep": "before = [3]"})
    assert "sửa lịch làm việc hoặc bậc thang" in sign_in("operator").get("/quan-tri/nhat-ky").text


@given(name=st.text(max_size=60))
def test_whatever_is_typed_is_a_name_and_nothing_else_in_the_file(name: str) -> None:
    text = f"[[entry]]\nday = 2026-12-01\nworking = false\nname = {_quoted('x' + name)}\n"
    (entry,) = load_entries(text + 'source = "s"\nconfirmed = true\n')
    assert entry.name.startswith("x") and entry.day == date(2026, 12, 1)
