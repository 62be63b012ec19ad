"""Due days as a calendar: what another program reads of the bytes that we write."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from unicodedata import category

import icalendar
import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from models.obligation import Status
from report.ical import CalendarFacts, DueDay, alarms, calendar_bytes, uid

TODAY = date(2026, 11, 23)
AT = datetime(2026, 11, 2, 1, 30, tzinfo=UTC)
DAY = DueDay(
    obligation_id=7,
    occurrence="",
    revision=3,
    due_on=date(2026, 12, 4),
    status="acknowledged",
    changed_at=AT,
    title="Rà soát, lập danh sách; gửi về Sở",
    lines=("Rà soát, lập danh sách; gửi về Sở", "Kế hoạch: 12/KH-UBND, mục IV.1"),
    address="http://127.0.0.1:8000/phan-viec/7",
)


def facts(*days: DueDay) -> CalendarFacts:
    return CalendarFacts("Hạn: Việc của Sở Nội vụ", "Hạn của từng phần việc.", "dondoc.example", days)


def write(*days: DueDay, today: date = TODAY) -> bytes:
    return calendar_bytes(facts(*days), today=today)


def read(data: bytes) -> list[vobject.base.Component]:
    """Return the events as the second parser reads them."""
    whole = vobject.readOne(data.decode(), validate=True)
    return list(getattr(whole, "vevent_list", []))


statuses = st.sampled_from(Status.__args__)  # type: ignore[attr-defined]
days = st.builds(
    DueDay,
    obligation_id=st.integers(1, 10**9),
    occurrence=st.sampled_from(["", "2026-12-15", "2027-01-15"]),
    revision=st.integers(0, 99),
    due_on=st.dates(date(2020, 1, 1), date(2035, 1, 1)),
    status=statuses,
    changed_at=st.integers(1_577_836_800, 2_051_222_400).map(
        lambda seconds: datetime.fromtimestamp(seconds, UTC)
    ),
    title=st.text(max_size=300),
    lines=st.lists(st.text(max_size=120), max_size=4).map(tuple),
    address=st.integers(1, 10**9).map(lambda n: f"https://dondoc.example/phan-viec/{n}"),
)


def test_an_event_says_what_is_due_and_where_to_look() -> None:
    (event,) = read(write(DAY))
    assert event.summary.value == "Hạn: Rà soát, lập danh sách; gửi về Sở"
    assert event.description.value == "\n".join(DAY.lines)
    assert event.dtstart.value == DAY.due_on and event.dtend.value == DAY.due_on + timedelta(days=1)
    assert event.url.value == DAY.address
    assert (event.sequence.value, event.status.value) == ("3", "CONFIRMED")
    assert event.dtstamp.value == AT


def test_the_calendar_names_itself_and_how_often_to_look_again() -> None:
    whole = icalendar.Calendar.from_ical(write(DAY))
    assert whole["METHOD"] == "PUBLISH" and whole["VERSION"] == "2.0"
    assert whole["NAME"] == whole["X-WR-CALNAME"] == "Hạn: Việc của Sở Nội vụ"
    assert whole["REFRESH-INTERVAL"].dt == timedelta(hours=4)
    assert whole["REFRESH-INTERVAL"].params["VALUE"] == "DURATION"
    assert whole["X-WR-TIMEZONE"] == "Asia/Ho_Chi_Minh"


def test_alarms_ring_five_days_and_one_day_before_at_eight_in_viet_nam() -> None:
    (event,) = read(write(DAY))
    rung = [alarm.trigger.value for alarm in event.valarm_list]
    assert rung == [datetime(2026, 11, 29, 1, tzinfo=UTC), datetime(2026, 12, 3, 1, tzinfo=UTC)]
    assert {alarm.action.value for alarm in event.valarm_list} == {"DISPLAY"}
    assert b"TRIGGER;VALUE=DATE-TIME:20261129T010000Z\r\n" in write(DAY)


@pytest.mark.parametrize(("days_left", "count"), [(6, 2), (5, 2), (4, 1), (1, 1), (0, 0), (-3, 0)])
def test_an_alarm_of_a_day_that_is_over_is_left_out(days_left: int, count: int) -> None:
    due_on = TODAY + timedelta(days=days_left)
    assert len(alarms(due_on, today=TODAY)) == count
    assert write(replace(DAY, due_on=due_on)).count(b"BEGIN:VALARM") == count


@pytest.mark.parametrize(
    ("status", "says", "rings"),
    [
        ("withdrawn", "CANCELLED", False),
        ("suspended", "CANCELLED", False),
        ("done", "CONFIRMED", False),
        ("reported", "CONFIRMED", False),
        ("refused", "CONFIRMED", False),
        ("returned", "CONFIRMED", True),
        ("assigned", "CONFIRMED", True),
    ],
)
def test_work_that_is_called_off_is_cancelled_and_only_open_work_rings(
    status: str, says: str, rings: bool
) -> None:
    (event,) = read(write(replace(DAY, status=status)))
    assert event.status.value == says
    assert hasattr(event, "valarm_list") is rings


def test_an_extension_moves_the_event_and_keeps_its_identifier() -> None:
    (before,) = read(write(DAY))
    (after,) = read(write(replace(DAY, due_on=date(2026, 12, 31), revision=4)))
    assert before.uid.value == after.uid.value == "phan-viec-7@dondoc.example"
    assert int(after.sequence.value) > int(before.sequence.value)
    assert after.dtstart.value == date(2026, 12, 31)


def test_an_empty_calendar_is_a_calendar() -> None:
    assert read(write()) == []
    assert write().endswith(b"END:VCALENDAR\r\n")


@given(days)
def test_another_program_reads_the_words_that_were_written(day: DueDay) -> None:
    (event,) = read(write(day))
    (other,) = icalendar.Calendar.from_ical(write(day)).walk("VEVENT")
    written = "\n".join(day.lines)
    kept = "".join(c for c in written if c == "\n" or category(c) not in ("Cc", "Zl", "Zp"))
    assert event.description.value == kept
    assert str(other["DESCRIPTION"]) == kept
    assert event.dtstart.value == day.due_on == other["DTSTART"].dt
    assert other["DTSTAMP"].dt == day.changed_at


@given(st.lists(days, max_size=8))
def test_every_line_is_short_and_ends_as_the_standard_says(some: list[DueDay]) -> None:
    data = write(*some)
    for line in data.removesuffix(b"\r\n").split(b"\r\n"):
        assert len(line) <= 75 and b"\n" not in line and b"\r" not in line
        line.decode()


@given(st.lists(days, max_size=8), st.randoms(use_true_random=False))
def test_the_same_facts_give_the_same_bytes_in_whatever_order(some: list[DueDay], chance: object) -> None:
    unique = list({(d.obligation_id, d.occurrence): d for d in some}.values())
    shuffled = sorted(unique, key=lambda d: hash((chance.random(), d.obligation_id)))  # type: ignore[attr-defined]
    assert write(*unique) == write(*shuffled)


@given(
    st.sets(st.tuples(st.integers(1, 999), st.sampled_from(["", "2026-12-15", "2026-12-16"])), max_size=30)
)
def test_no_two_obligations_share_an_identifier(keys: set[tuple[int, str]]) -> None:
    assert len({uid(key, occurrence, "dondoc.example") for key, occurrence in keys}) == len(keys)


@given(days, st.dates(date(2020, 1, 1), date(2035, 1, 1)), st.integers(0, 99), statuses)
def test_whatever_happens_to_an_obligation_its_identifier_stays(
    day: DueDay, due_on: date, revision: int, status: str
) -> None:
    changed = replace(day, due_on=due_on, revision=revision, status=status)
    (before,), (after,) = read(write(day)), read(write(changed))
    assert before.uid.value == after.uid.value


@given(days)
def test_the_package_would_write_the_same_event(day: DueDay) -> None:
    """Unfolded, the event is what ``icalendar`` itself makes of it."""
    (event,) = icalendar.Calendar.from_ical(write(day)).walk("VEVENT")

    def lines(data: bytes) -> list[bytes]:
        return sorted(data.replace(b"\r\n ", b"").split(b"\r\n"))

    ours = write(day)
    start, end = ours.index(b"BEGIN:VEVENT"), ours.index(b"END:VCALENDAR")
    assert lines(ours[start:end]) == lines(event.to_ical())
