"""The doctor on mornings that failed and on messages that do not get out."""

from datetime import date, timedelta

import pytest

from config.clock import Clock
from console.doctor import Finding, findings
from models.reminder import Message
from models.running import MorningRun
from store.database import writing
from tests.cast import Cast, item

DAY = date(2026, 11, 23)
NOW = Clock(DAY).now()


@pytest.fixture
def office(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """A province with a plan, as the doctor of a demonstration's day finds it."""
    cast.settle_province()
    cast.tracked_plan(item("Nộp báo cáo", "Sở Nội vụ", due=date(2026, 12, 20)))
    monkeypatch.setenv("DONDOC_HOME", str(cast.settings.home))
    monkeypatch.setenv("DONDOC_TODAY", DAY.isoformat())
    return cast


def about(words: str) -> list[Finding]:
    return [one for one in findings() if words in one.what]


def store(cast: Cast, row: MorningRun | Message) -> None:
    with writing(cast.engine) as session:
        session.add(row)


def morning(**more: object) -> MorningRun:
    return MorningRun(on=DAY, started_at=NOW - timedelta(minutes=5), finished_at=NOW, **more)  # type: ignore[arg-type]


def queued(number: int, *, hours: float, **more: object) -> Message:
    return Message(  # type: ignore[arg-type]
        kind="test",
        recipient=f"contact:{number}",
        on=DAY,
        subject="",
        body_text="",
        body_html="",
        reference=f"<{number}@example.vn>",
        created_at=NOW - timedelta(hours=hours),
        **more,
    )


def test_before_the_first_morning_the_doctor_says_so(office: Cast) -> None:
    (one,) = about("chưa có buổi sáng nào chạy xong")
    assert one.severity == "note"


def test_a_morning_that_ended_well_is_named_with_its_letters(office: Cast) -> None:
    store(office, morning(sent=17))
    (one,) = about("buổi sáng gần nhất xong")
    assert one.severity == "ok"
    assert one.what.endswith("ngày 23/11/2026, gửi 17 thư")


def test_a_failed_morning_is_wrong_and_told_with_its_cause(office: Cast) -> None:
    store(office, morning())
    store(office, morning(failure="Soạn thư: Mẫu thư sai."))
    (one,) = about("bị lỗi")
    assert one.severity == "wrong"
    assert "Soạn thư: Mẫu thư sai." in one.what


def test_a_message_is_overdue_after_a_working_day_only(office: Cast) -> None:
    """The day is a Monday: what was written on Saturday could not go out before it."""
    store(office, queued(1, hours=48))
    assert about("thư chờ quá lâu") == []
    store(office, queued(2, hours=97))
    (one,) = about("thư chờ quá lâu")
    assert one.severity == "wrong"
    assert one.what == "1 thư chờ quá lâu, cũ nhất từ 19/11/2026"


def test_a_message_that_failed_before_counts_though_its_next_attempt_is_ahead(office: Cast) -> None:
    later = NOW + timedelta(hours=3)
    store(office, queued(1, hours=97, not_before_at=later, attempts=4))
    store(office, queued(2, hours=97, not_before_at=later))
    store(office, queued(3, hours=97, state="sent"))
    (one,) = about("thư chờ quá lâu")
    assert one.what.startswith("1 thư")


def test_without_an_address_to_ping_the_doctor_asks_for_one(
    office: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert about("buổi sáng im lặng")
    monkeypatch.setenv("DONDOC_PING_URL", "http://127.0.0.1:9/x")
    assert not about("buổi sáng im lặng")
