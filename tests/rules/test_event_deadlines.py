"""Deadlines that hang on an event: the day that follows once the event has its day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.deadline import due_by_event, read_deadline, trigger_of
from rules.deadlines.events import trigger_key
from rules.workday import CalendarEntry, vietnam_calendar

CALENDAR = vietnam_calendar()
# A Monday; the Saturday before it is 31/10/2026.
EVENT_ON = date(2026, 11, 2)


def due(phrase: str, event_on: date = EVENT_ON) -> date | None:
    found = due_by_event(phrase, event_on=event_on, calendar=CALENDAR)
    return found.due_on if found else None


@pytest.mark.parametrize(
    ("phrase", "day"),
    [
        ("trong vòng 05 ngày làm việc kể từ ngày nhận được văn bản", date(2026, 11, 9)),
        ("sau khi có kết quả thẩm định 10 ngày", date(2026, 11, 12)),
        ("sau khi được phê duyệt, chậm nhất 15 ngày", date(2026, 11, 17)),
        ("sau 15 ngày kể từ ngày kết thúc chiến dịch", date(2026, 11, 17)),
        ("mười lăm ngày kể từ ngày nhận đủ hồ sơ", date(2026, 11, 17)),
        ("chậm nhất là 15 (mười lăm) ngày sau ngày bầu cử", date(2026, 11, 17)),
        ("trong thời hạn 01 tháng kể từ ngày có Quyết định phê duyệt", date(2026, 12, 2)),
        ("trong vòng 2 tuần kể từ khi có hướng dẫn", date(2026, 11, 16)),
        ("trong vòng 24 giờ kể từ khi nhận được thông báo", date(2026, 11, 3)),
        ("trong vòng 36 giờ kể từ khi nhận được thông báo", date(2026, 11, 4)),
        ("trước ngày khai mạc 10 ngày", date(2026, 10, 23)),
        ("trước 10 ngày so với ngày bàn giao", date(2026, 10, 23)),
        ("trước khi tổ chức thanh tra ít nhất 07 ngày", date(2026, 10, 26)),
        ("chậm nhất 05 ngày làm việc trước khi trình Hội đồng nhân dân tỉnh", date(2026, 10, 26)),
        ("03 ngày trước khi diễn ra hội nghị", date(2026, 10, 30)),
    ],
)
def test_a_length_is_counted_from_the_day_of_the_event(phrase: str, day: date) -> None:
    assert due(phrase) == day


@pytest.mark.parametrize(
    "phrase",
    [
        "ngay sau khi có chỉ đạo của Trung ương",
        "trước khi trình Ủy ban nhân dân tỉnh",
        "khi có chỉ đạo của Trung ương",
        "trước, trong và sau thời gian tổ chức Hội nghị 03 ngày",
        "sau khi kết thúc Hội nghị ngày 05 tháng 11 năm 2026",
        "sau khi kết thúc 6 tháng đầu năm",
        "sau khi kết thúc năm học 2026",
        "từ 06 giờ ngày 27/11/2026 cho đến khi bão tan",
        "999 năm trước khi khai mạc",
        "",
    ],
)
def test_a_phrase_without_a_length_proposes_nothing(phrase: str) -> None:
    assert due(phrase) is None


def test_a_last_day_off_goes_to_the_next_working_day_only_when_counted_on() -> None:
    # 12/11/2026 is a Thursday; two days before Monday 02/11 is a Saturday, which stays.
    assert due("trong vòng 12 ngày kể từ ngày nhận được văn bản") == date(2026, 11, 16)
    assert due("trước 02 ngày diễn ra Hội nghị") == date(2026, 10, 31)


def test_a_make_up_saturday_counts_as_a_working_day() -> None:
    makes_up = vietnam_calendar((CalendarEntry(date(2026, 11, 7), True, "làm bù", "thông báo", True),))
    found = due_by_event(
        "trong vòng 05 ngày làm việc kể từ ngày nhận được văn bản", event_on=EVENT_ON, calendar=makes_up
    )
    assert found is not None and found.due_on == date(2026, 11, 7)


def test_the_law_is_named() -> None:
    on = due_by_event("05 ngày kể từ ngày nhận", event_on=EVENT_ON, calendar=CALENDAR)
    back = due_by_event("trước 05 ngày so với ngày nhận", event_on=EVENT_ON, calendar=CALENDAR)
    assert on is not None and "Điều 147 khoản 2" in on.law and "Điều 148 khoản 5" in on.law
    assert back is not None and "Điều 147 khoản 3" in back.law


@given(
    event_on=st.dates(date(2024, 1, 1), date(2030, 12, 31)),
    count=st.integers(1, 90),
    unit=st.sampled_from(["ngày", "ngày làm việc", "tuần", "tháng"]),
)
def test_counting_on_ends_after_the_event_on_a_working_day(event_on: date, count: int, unit: str) -> None:
    found = due(f"trong vòng {count:02d} {unit} kể từ ngày có kết quả", event_on)
    assert found is not None and found > event_on and CALENDAR.is_working(found)
    later = due(f"trong vòng {count:02d} {unit} kể từ ngày có kết quả", event_on + timedelta(days=1))
    assert later is not None and later >= found


@given(event_on=st.dates(date(2024, 1, 1), date(2030, 12, 31)), count=st.integers(1, 90))
def test_counting_back_gives_exactly_so_many_days(event_on: date, count: int) -> None:
    assert due(f"trước khi khai mạc {count} ngày", event_on) == event_on - timedelta(days=count)


@given(words=st.text(alphabet="trước sau khi kể từ ngày 0123456789 làm việc tháng/,.;()\n", max_size=80))
def test_no_text_raises(words: str) -> None:
    due(words)
    assert isinstance(trigger_of(words), str) and isinstance(trigger_key(words), str)


@pytest.mark.parametrize(
    ("phrase", "trigger"),
    [
        ("trong vòng 05 ngày làm việc kể từ ngày nhận được văn bản", "nhận được văn bản"),
        ("sau khi nhận được văn bản, chậm nhất 10 ngày", "nhận được văn bản"),
        ("chậm nhất 05 ngày làm việc trước khi trình Hội đồng", "trình Hội đồng"),
        ("ngay sau khi có chỉ đạo của Trung ương", "có chỉ đạo của Trung ương"),
        ("trước, trong và sau thời gian tổ chức Hội nghị", "tổ chức Hội nghị"),
        ("05 ngày", "05 ngày"),
    ],
)
def test_the_trigger_is_what_is_left_without_the_length(phrase: str, trigger: str) -> None:
    assert trigger_of(phrase) == trigger


def test_phrases_about_one_event_share_a_key() -> None:
    same = ["trước 03 ngày diễn ra Hội nghị", "sau khi tổ chức hội  nghị", "trước và sau Hội nghị"]
    assert {trigger_key(p) for p in same} == {"hội nghị"}
    assert trigger_key("sau khi kết thúc Hội nghị") == "kết thúc hội nghị"


@pytest.mark.parametrize(
    ("words", "raw"),
    [
        (
            "Gửi hồ sơ chậm nhất 05 ngày làm việc trước khi trình Hội đồng nhân dân tỉnh.",
            "chậm nhất 05 ngày làm việc trước khi trình Hội đồng nhân dân tỉnh",
        ),
        (
            "Ban hành hướng dẫn sau khi Nghị quyết được thông qua, chậm nhất 15 ngày.",
            "sau khi Nghị quyết được thông qua, chậm nhất 15 ngày",
        ),
        ("Bàn giao trước 10 ngày so với ngày khai mạc.", "trước 10 ngày so với ngày khai mạc"),
    ],
)
def test_the_length_stays_with_the_words_of_the_event(words: str, raw: str) -> None:
    found = read_deadline(words, issued_on=EVENT_ON, event_on=None, calendar=CALENDAR)
    assert (found.kind, found.raw) == ("event", raw)
    assert due(raw) is not None


def test_a_day_that_follows_the_plans_event_says_so() -> None:
    read = {"issued_on": EVENT_ON, "event_on": date(2026, 12, 18), "calendar": CALENDAR}
    for words in ("trước 03 ngày diễn ra Hội nghị", "trong vòng 05 ngày sau khi kết thúc Hội nghị"):
        assert read_deadline(words, **read).provenance == "event"  # type: ignore[arg-type]
    assert read_deadline("trước ngày 20/11/2026", **read).provenance == "item"  # type: ignore[arg-type]
    assert read_deadline("trước 03 ngày diễn ra Hội nghị", **read, whole_is_time=True).provenance == "table"  # type: ignore[arg-type]
