"""What holds of every deadline, whatever its words: laws checked on made-up days and texts."""

import json
import time
import unicodedata
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.draft import Rhythm
from rules.deadline import occurrences, read_deadline, rhythm_of
from rules.deadlines.occurrences import JoinedRhythm
from rules.workday import load_entries, vietnam_calendar

CALENDAR = vietnam_calendar(
    load_entries((Path(__file__).parents[2] / "config" / "holidays.toml").read_text(encoding="utf-8"))
)
DAYS = st.dates(min_value=date(2015, 1, 1), max_value=date(2035, 12, 31))
AHEAD = st.integers(min_value=1, max_value=700)
VOCABULARY = (
    "trước sau trong đến hết từ ngày tháng quý năm hằng hàng mỗi định kỳ thường xuyên khi có của và "
    "- / , . ; ( ) 20 11 2025 20/11/2025 III 6 đầu cuối giữa giờ 17h00 lần kể ký làm việc chậm nhất "
    "thứ Sáu tuần Hội nghị … theo kế hoạch giai đoạn 2021-2025 ngân sách số 12/QĐ-UBND"
)
WORDS = st.lists(st.sampled_from(VOCABULARY.split()), max_size=40).map(" ".join)


def read(words, issued_on=date(2025, 1, 2), *, event_on=None, inclusive=False, cell=False):
    return read_deadline(
        words,
        issued_on=issued_on,
        event_on=event_on,
        calendar=CALENDAR,
        before_is_inclusive=inclusive,
        whole_is_time=cell,
    )


def styles(day: date) -> list[str]:
    d, m, y = day.day, day.month, day.year
    return [
        f"{d}/{m}/{y}",
        f"{d:02}/{m:02}/{y}",
        f"{d}.{m}.{y}",
        f"{d}-{m}-{y}",
        f"{d:02} / {m:02} / {y}",
        f"{d} tháng {m} năm {y}",
        f"{d:02} tháng {m:02} năm {y}",
        f"{d} tháng {m}/{y}",
    ]


@given(DAYS, AHEAD)
def test_a_fixed_date_is_never_moved(issued_on, ahead):
    day = issued_on + timedelta(days=ahead)
    for words in ("chậm nhất ngày", "đến hết ngày", "trong ngày", "đến ngày"):
        assert read(f"{words} {day:%d/%m/%Y}", issued_on).due_on == day


@given(DAYS, AHEAD)
def test_before_a_day_is_the_day_before_unless_the_plan_counts_it(issued_on, ahead):
    day = issued_on + timedelta(days=ahead)
    words = f"trước ngày {day:%d/%m/%Y}"
    assert read(words, issued_on).due_on == day - timedelta(days=1)
    assert read(words, issued_on, inclusive=True).due_on == day


@given(DAYS, AHEAD)
def test_one_date_in_any_style_gives_one_day(issued_on, ahead):
    day = issued_on + timedelta(days=ahead)
    for style in styles(day):
        for word in ("ngày ", "**ngày** "):
            assert read(f"trước {word}{style} để tổng hợp", issued_on).due_on == day - timedelta(days=1)


@given(DAYS, AHEAD)
def test_a_date_after_a_citation_is_not_the_citations(issued_on, ahead):
    day = issued_on + timedelta(days=ahead)
    cited = issued_on - timedelta(days=30)
    words = f"theo Quyết định số 15/QĐ-UBND ngày {cited:%d/%m/%Y}, xong trước ngày {day:%d/%m/%Y}"
    assert read(words, issued_on).due_on == day - timedelta(days=1)


@given(
    DAYS, st.integers(min_value=1, max_value=90), st.sampled_from(["ngày", "ngày làm việc", "tháng", "tuần"])
)
def test_a_period_ends_on_a_working_day_and_does_not_count_its_first(issued_on, count, unit):
    deadline = read(f"trong vòng {count:02} {unit} kể từ ngày ký", issued_on)
    assert CALENDAR.is_working(deadline.due_on)
    assert deadline.due_on > issued_on
    if unit == "ngày làm việc":
        assert CALENDAR.working_days_between(issued_on, deadline.due_on) == count
    if unit == "ngày":
        assert deadline.due_on == CALENDAR.next_working(issued_on + timedelta(days=count))


@given(DAYS, st.integers(min_value=1, max_value=12), st.integers(min_value=1, max_value=28))
def test_a_day_without_a_year_is_the_first_after_the_date_of_issue(issued_on, month, day):
    named = read(f"chậm nhất ngày {day}/{month}", issued_on).due_on
    assert (named.day, named.month) == (day, month)
    assert 0 <= (named - issued_on).days <= 366
    strictly = read(f"trước ngày {day}/{month}", issued_on).due_on + timedelta(days=1)
    assert 0 < (strictly - issued_on).days <= 366


@given(DAYS, DAYS)
def test_before_and_after_the_event_count_from_its_day(issued_on, event_on):
    before = read("trước 03 ngày diễn ra Hội nghị", issued_on, event_on=event_on)
    assert before.due_on == event_on - timedelta(days=3)
    after = read("trong vòng 05 ngày kể từ ngày kết thúc Hội nghị", issued_on, event_on=event_on)
    assert after.due_on == CALENDAR.next_working(event_on + timedelta(days=5))


TONES = [("hoà", "hòa"), ("thuỷ", "thủy"), ("quý", "quí"), ("kỳ", "kì"), ("khoẻ", "khỏe")]


@pytest.mark.parametrize(
    "words",
    [
        "thuỷ lợi, khoẻ mạnh, hoà giải xong trước ngày 20/11/2025",
        "định kỳ hằng quý, trước ngày 20 tháng cuối quý",
        "trong quý III/2025",
        "thường xuyên, liên tục",
        "sau khi có hướng dẫn của Bộ Thuỷ sản",
        "trong vòng 10 ngày làm việc kể từ ngày ký",
    ],
)
def test_decomposed_letters_and_the_place_of_the_tone_change_nothing(words):
    plain = read(words)
    other = words
    for new, old in TONES:
        other = other.replace(new, old)
    for variant in (unicodedata.normalize("NFD", words), other, unicodedata.normalize("NFD", other)):
        again = read(variant)
        assert (again.kind, again.due_on, again.next, again.rule) == (
            plain.kind,
            plain.due_on,
            plain.next,
            plain.rule,
        )


@given(st.text(max_size=200) | WORDS, st.none() | st.dates(), st.none() | st.dates(), st.booleans())
def test_no_text_raises_and_a_day_comes_only_with_kind_date(words, issued_on, event_on, cell):
    deadline = read(words, issued_on, event_on=event_on, cell=cell)
    assert (deadline.due_on is not None) == (deadline.kind == "date")
    assert (deadline.rhythm is not None) == (deadline.kind == "recurring")
    assert deadline.kind != "none" or not deadline.next
    if deadline.raw:
        folded = " ".join(unicodedata.normalize("NFC", words).replace("*", "").split())
        assert deadline.raw in folded


@pytest.mark.parametrize(
    "piece",
    [
        *("trước ", "ngày ", "1/1/", "từ ngày đến ", "hằng ", "tháng 1, ", "kế hoạch ", "20/11 và "),
        *("khi ", "(", "…/", "năm ", "Ngày A ", "1-A", "Thời hạn:"),
    ],
)
def test_a_long_repetition_takes_no_long_time(piece):
    text = (piece * 4000)[:8000]
    start = time.perf_counter()
    read(text)
    assert time.perf_counter() - start < 5


# --- rhythms ---------------------------------------------------------------------------------------

RHYTHMS = (
    st.builds(
        Rhythm,
        unit=st.sampled_from(["day", "week", "month", "quarter", "half", "year"]),
        every=st.integers(min_value=1, max_value=4),
        before=st.booleans(),
    )
    | st.builds(
        Rhythm,
        unit=st.just("year"),
        day=st.integers(min_value=1, max_value=31),
        month=st.integers(min_value=1, max_value=12),
        before=st.booleans(),
    )
    | st.builds(Rhythm, unit=st.just("week"), weekday=st.integers(min_value=0, max_value=6))
)


@given(RHYTHMS, DAYS, st.integers(min_value=0, max_value=8))
def test_occurrences_come_in_order_after_the_day_and_as_many_as_asked(rhythm, after, count):
    days = occurrences(rhythm, after=after, count=count, calendar=CALENDAR)
    assert len(days) == count
    assert list(days) == sorted(set(days))
    assert all(day > after for day in days)


@given(RHYTHMS, DAYS)
def test_asking_in_two_parts_gives_the_same_days(rhythm, after):
    together = occurrences(rhythm, after=after, count=6, calendar=CALENDAR)
    first = occurrences(rhythm, after=after, count=3, calendar=CALENDAR)
    assert together == first + occurrences(rhythm, after=first[-1], count=3, calendar=CALENDAR)


def test_a_rhythm_without_a_day_is_due_at_its_periods_end_on_a_working_day():
    after = date(2025, 1, 2)
    assert occurrences(Rhythm("month"), after=after, count=3, calendar=CALENDAR) == (
        date(2025, 2, 3),
        date(2025, 2, 28),
        date(2025, 3, 31),
    )
    assert occurrences(Rhythm("half"), after=after, count=2, calendar=CALENDAR) == (
        date(2025, 6, 30),
        date(2025, 12, 31),
    )
    assert occurrences(Rhythm("week"), after=after, count=1, calendar=CALENDAR) == (date(2025, 1, 6),)
    daily = occurrences(Rhythm("day"), after=date(2025, 1, 24), count=3, calendar=CALENDAR)
    assert daily == (date(2025, 2, 3), date(2025, 2, 4), date(2025, 2, 5))


def test_a_day_that_a_month_lacks_is_its_last_day_and_is_not_moved():
    rhythm = Rhythm("month", day=31)
    days = occurrences(rhythm, after=date(2025, 1, 31), count=3, calendar=CALENDAR)
    assert days == (date(2025, 2, 28), date(2025, 3, 31), date(2025, 4, 30))
    saturday = Rhythm("year", day=28, month=2)
    assert occurrences(saturday, after=date(2026, 1, 1), count=1, calendar=CALENDAR) == (date(2026, 2, 28),)


def test_two_days_of_a_year_alternate():
    rhythm = read("định kỳ trước ngày 01/4 và 15/10 hằng năm").rhythm
    assert isinstance(rhythm, JoinedRhythm)
    assert occurrences(rhythm, after=date(2025, 1, 2), count=4, calendar=CALENDAR) == (
        date(2025, 3, 31),
        date(2025, 10, 14),
        date(2026, 3, 31),
        date(2026, 10, 14),
    )


@pytest.mark.parametrize(
    "words",
    [
        "hằng quý",
        "trước ngày 20 hằng tháng",
        "ngày 10, 25 hằng tháng",
        "thứ Hai và thứ Năm hằng tuần",
        "3 ngày/lần",
    ],
)
def test_a_rhythm_comes_back_from_its_stored_fields(words):
    rhythm = read(words).rhythm
    stored = json.loads(json.dumps(asdict(rhythm)))
    assert rhythm_of(stored) == rhythm
    with pytest.raises(TypeError):
        rhythm_of({**stored, "hour": 3})


def test_only_so_much_of_an_endless_item_is_looked_at() -> None:
    """A damaged file may hold one item of a megabyte; a deadline in its beginning is still read."""
    endless = (
        "Nộp báo cáo trước ngày 20/12/2026. " + "rà soát danh sách; " * 50_000 + "chậm nhất ngày 01/12/2026"
    )
    read = read_deadline(endless, issued_on=date(2026, 11, 2), event_on=None, calendar=vietnam_calendar())
    assert read.due_on == date(2026, 12, 19)
