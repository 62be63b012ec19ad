"""What the words of a tracking table tell of how far a work is, and on which day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.status import NAMES, TRANSITIONS
from rules.table_states import PATHS, is_mark, read_day, read_status


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("Đã hoàn thành", "done"),
        ("Hoàn thành đúng hạn", "done"),
        ("hoàn thành quá hạn 3 ngày", "done"),
        ("Chưa hoàn thành", "assigned"),
        ("Chưa hoàn thành, quá hạn", "assigned"),
        ("Đang thực hiện", "in_progress"),
        ("Đang hoàn thành hồ sơ", "in_progress"),
        ("Cơ bản hoàn thành", "in_progress"),
        ("Hoàn thành 80%", "in_progress"),
        ("100%", "done"),
        ("35 %", "in_progress"),
        ("0%", "assigned"),
        ("Hoàn thành 100%", "done"),
        ("Chưa triển khai", "assigned"),
        ("Trong hạn", "assigned"),
        ("Tạm dừng theo ý kiến của Ủy ban", "suspended"),
        ("Không còn phù hợp", "withdrawn"),
        ("Đã báo cáo", "reported"),
        ("Đã ban hành Quyết định số 15/QĐ-SYT", "done"),
        ("Xong", "done"),
        ("", None),
        ("Ông A theo dõi", None),
    ],
)
def test_words_tell_a_status(words: str, status: str | None) -> None:
    assert read_status(words) == status


@pytest.mark.parametrize("status", NAMES)
def test_our_own_words_come_back_as_they_went_out(status: str) -> None:
    assert read_status(NAMES[status]) == status


@pytest.mark.parametrize("status", NAMES)
def test_every_status_is_reached_by_lawful_moves(status: str) -> None:
    allowed = {(t.source, t.target) for t in TRANSITIONS if {"lead", "agency"} & t.actors}
    at = "assigned"
    for target in PATHS[status]:
        assert (at, target) in allowed
        at = target
    assert at == status


@given(st.dates(date(1990, 1, 1), date(2150, 1, 1)))
def test_a_day_is_read_however_it_is_written(day: date) -> None:
    for text in (
        f"{day:%d/%m/%Y}",
        f"{day.day}/{day.month}/{day.year}",
        f"{day:%d.%m.%Y}",
        f"{day:%d-%m-%Y}",
        day.isoformat(),
        f"ngày {day.day} tháng {day.month} năm {day.year}",
        f"Báo cáo {day:%d/%m/%Y}, sau đó",
    ):
        assert read_day(text) == day
    if date(1982, 3, 1) < day < date(2064, 1, 1):
        assert read_day(str((day - date(1899, 12, 30)) // timedelta(days=1))) == day


@given(st.text(max_size=40))
def test_no_text_is_a_fault(text: str) -> None:
    assert read_status(text) is None or read_status(text) in NAMES
    assert read_day(text) is None or isinstance(read_day(text), date)


def test_what_is_no_day_gives_none() -> None:
    for text in ("", "31/6/2026", "12345678", "Quý IV/2026", "30/11", "99999"):
        assert read_day(text) is None
    assert read_day("30/11/26") == date(2026, 11, 30)


def test_a_tick_is_a_tick() -> None:
    assert is_mark("x") and is_mark(" ✓ ") and not is_mark("xong") and not is_mark("")
