"""What may go wrong on a morning, with real processes, sockets and files: nothing is lost or doubled."""

import sqlite3
import threading
from contextlib import ExitStack, closing
from datetime import date, time, timedelta
from itertools import islice
from typing import Any

import pytest
from sqlmodel import col, select

from models.reminder import Reminder
from rules.ladder import ObligationFacts, step_due
from store.database import reading, writing
from store.messages import resend
from tests.cast import ISSUED_ON, Cast, item
from tests.notify.post_office import Answer, accepts, free_port
from tests.storm.conftest import MakeProvince
from tests.storm.lanes import KILLED, Lane, Morning
from tests.storm.province import Count, Province, hold_against, name_of, track_many
from tests.storm.sink import Sink, open_sink
from tests.storm.striking import Kill, Striker

pytestmark = pytest.mark.long

EIGHT, NINE, TEN, ELEVEN = (time(h) for h in (8, 9, 10, 11))


def track_few(province: Province, agencies: int = 6) -> int:
    """Give every agency two things to do; return how many mails the first morning sends."""
    owners = [name_of(n) for n in range(agencies)]
    province.track(
        item("Việc gần", *owners, ref="IV.1", due=ISSUED_ON + timedelta(days=4)),
        item("Việc chưa có hạn", *owners, ref="IV.2"),
    )
    return agencies + 1


def counted(province: Province, *mornings: date) -> Count:
    """Return what came in held against the rules."""
    sink = province.sink
    return hold_against(province.expected(mornings), province.received(), sink.copies())


def assert_all_once(province: Province, *mornings: date) -> Count:
    """Every digest of these mornings came in exactly once and says what the rules ask for."""
    count = counted(province, *mornings)
    assert (count.lost, count.unexpected, count.differing) == ((), (), ())
    assert (count.again, count.with_new_id) == ({}, ())
    assert {m.state for m in province.messages()} == {"sent"}
    return count


def first_ones(line: str, number: int) -> Answer:
    """Return an answer that is that line the first times and nothing special afterwards."""
    left = [number]

    def answer(session: Any) -> str | None:
        left[0] -= 1
        return line if left[0] >= 0 else None

    return answer


def test_a_server_that_refuses_connections_gets_everything_once_it_is_back(
    make_province: MakeProvince, lane: Lane
) -> None:
    sink = Sink(port=free_port())
    with make_province(sink, agencies=6) as province:
        track_few(province)
        assert province.start(lane, ISSUED_ON, EIGHT).finish() == 0
        assert {m.state for m in province.messages()} == {"queued"}
        with open_sink(sink, port=sink.port):
            assert province.start(lane, ISSUED_ON, NINE).finish() == 0
            assert province.start(lane, ISSUED_ON, TEN).finish() == 0
        assert assert_all_once(province, ISSUED_ON).expected == 7


def test_a_server_that_hangs_gets_everything_once_it_answers_again(
    make_province: MakeProvince, lane: Lane
) -> None:
    with open_sink() as sink, make_province(sink, agencies=6, arguments="&cto=0.3") as province:
        track_few(province)
        sink.waits_at_sender = 1
        assert province.start(lane, ISSUED_ON, EIGHT).finish() == 0
        assert sink.mails == []
        sink.waits_at_sender = 0
        assert province.start(lane, ISSUED_ON, NINE).finish() == 0
        assert_all_once(province, ISSUED_ON)


def test_a_server_that_answers_late_for_a_mail_that_it_took_gets_it_once(
    make_province: MakeProvince, lane: Lane
) -> None:
    with open_sink() as sink, make_province(sink, agencies=1, arguments="&cto=0.3") as province:
        track_few(province, agencies=1)
        sink.waits_after_taking = 1
        assert province.start(lane, ISSUED_ON, EIGHT).finish() == 0
        sink.waits_after_taking = 0
        assert province.start(lane, ISSUED_ON, NINE).finish() == 0
        assert_all_once(province, ISSUED_ON)


@pytest.mark.parametrize("moment", ["at_sender", "at_recipient", "at_data"])
def test_what_a_server_puts_off_goes_out_later(make_province: MakeProvince, lane: Lane, moment: str) -> None:
    with open_sink() as sink, make_province(sink, agencies=6) as province:
        track_few(province)
        setattr(sink, moment, first_ones("451 4.7.1 later", 3))
        assert province.start(lane, ISSUED_ON, EIGHT).finish() == 0
        assert len(sink.mails) == 4
        assert province.start(lane, ISSUED_ON, NINE).finish() == 0
        assert_all_once(province, ISSUED_ON)


@pytest.mark.parametrize("moment", ["at_recipient", "at_data"])
def test_what_a_server_refuses_waits_for_a_person_and_keeps_its_number(
    make_province: MakeProvince, lane: Lane, moment: str
) -> None:
    with open_sink() as sink, make_province(sink, agencies=6) as province:
        track_few(province)
        setattr(sink, moment, first_ones("550 5.1.1 unknown", 2))
        for at in (EIGHT, NINE):
            assert province.start(lane, ISSUED_ON, at).finish() == 0
        assert [m.state for m in province.messages()].count("refused") == 2
        assert len(counted(province, ISSUED_ON).lost) == 2
        ten = Cast.at(ISSUED_ON, 10)
        with writing(province.cast.engine) as session:
            for one in province.messages():
                if one.state == "refused":
                    resend(session, one.id or 0, by="chuyên viên", now=ten, not_before_at=ten)
        assert province.start(lane, ISSUED_ON, TEN).finish() == 0
        assert_all_once(province, ISSUED_ON)
        assert set(sink.copies()) == {m.reference for m in province.messages()}


def test_a_sender_that_the_server_refuses_is_mended_by_the_office_and_nothing_is_lost(
    make_province: MakeProvince, lane: Lane
) -> None:
    with open_sink() as sink, make_province(sink, agencies=6) as province:
        track_few(province)
        sink.at_sender = first_ones("550 5.7.1 sender not accepted", 5)
        assert province.start(lane, ISSUED_ON, EIGHT).finish() == 0
        assert sink.mails == []
        assert province.start(lane, ISSUED_ON, NINE).finish() == 0
        assert_all_once(province, ISSUED_ON)


@pytest.mark.sqlite_only
def test_a_disk_that_is_full_at_any_point_loses_nothing(make_province: MakeProvince, lane: Lane) -> None:
    kills: list[Kill] = []
    stopped_at: list[str] = []
    with open_sink() as sink, make_province(sink, agencies=20) as province:
        track_many(province, agencies=20, items=20, seed=3)
        with closing(sqlite3.connect(province.home / "dondoc.db")) as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        # The file to which SQLite appends may grow ever larger: the disk is full ever later.
        for kilobytes in (*range(16, 4096, 64), None):
            limit = kilobytes * 1024 if kilobytes and stopped_at.count("delivering") < 3 else None
            morning = province.start(lane, ISSUED_ON, EIGHT, file_limit=limit)
            striker = Striker(province.cast.engine, sink, ISSUED_ON, [morning])
            if not wait_unless_it_waits(morning):
                # It holds an outcome that it cannot write: somebody switches the machine off.
                striker.strike(morning)
            if kill := striker.result("disk full"):
                kills.append(kill)
            if morning.finish() == 0:
                break
            stopped_at.append(morning.step)
        count = counted(province, ISSUED_ON)
        assert (count.lost, count.unexpected, count.differing, count.with_new_id) == ((), (), (), ())
        taken = [kill.in_flight for kill in kills if kill.was_taken(sink)]
        assert all(copies <= taken.count(reference) for reference, copies in count.again.items())
    assert {"claiming", "composing", "delivering"} <= set(stopped_at), stopped_at


def wait_unless_it_waits(morning: Morning) -> bool:
    """Return True where the process ends by itself, False where it stays with the delivery."""
    while not morning.wait(0.05):
        if morning.step == "delivering" and not morning.wait(1.5):
            return False
    return True


@pytest.mark.sqlite_only
def test_a_disk_that_is_full_just_after_the_server_took_a_mail_doubles_nothing_once_there_is_space(
    make_province: MakeProvince, lane: Lane
) -> None:
    with open_sink() as sink, make_province(sink, agencies=6) as province:
        track_few(province)
        started = threading.Event()
        morning: list[Morning] = []
        lifted = threading.Event()

        def fill_the_disk(session: Any) -> None:
            sink.at_data = accepts
            assert started.wait(30)
            morning[0].limit_files(1)
            threading.Timer(1.5, make_space).start()

        def make_space() -> None:
            morning[0].limit_files(-1)
            lifted.set()

        sink.at_data = fill_the_disk
        morning.append(province.start(lane, ISSUED_ON, EIGHT))
        started.set()
        assert morning[0].finish() == 0
        assert lifted.is_set()
        assert_all_once(province, ISSUED_ON)


def test_a_database_that_stays_locked_stops_the_morning_and_the_next_one_does_it(
    make_province: MakeProvince, lane: Lane
) -> None:
    with open_sink() as sink, make_province(sink, agencies=6, busy_seconds=0.3) as province:
        track_few(province)
        with writing(province.cast.engine):
            assert province.start(lane, ISSUED_ON, EIGHT).finish() == 1
            assert province.messages() == []
        assert province.start(lane, ISSUED_ON, NINE).finish() == 0
        assert_all_once(province, ISSUED_ON)


def test_a_database_locked_just_after_the_server_took_a_mail_doubles_nothing(
    make_province: MakeProvince, lane: Lane
) -> None:
    with open_sink() as sink, make_province(sink, agencies=6, busy_seconds=0.3) as province:
        track_few(province)
        other = ExitStack()
        let_go = threading.Timer(1.5, other.close)

        def lock(session: Any) -> None:
            sink.at_data = accepts
            other.enter_context(writing(province.cast.engine))
            let_go.start()

        sink.at_data = lock
        assert province.start(lane, ISSUED_ON, EIGHT).finish() == 0
        let_go.join()
        assert_all_once(province, ISSUED_ON)


def test_two_mornings_at_once_send_each_digest_once(make_province: MakeProvince, lanes: list[Lane]) -> None:
    with open_sink() as sink, make_province(sink, agencies=20) as province:
        track_many(province, agencies=20, items=30, seed=5)
        days = list(islice(province.mornings(), 4))
        for day in days:
            both = [province.start(lane, day) for lane in lanes]
            assert [one.finish() for one in both] == [0, 0]
        assert assert_all_once(province, *days).expected > 50


def test_a_machine_off_for_five_days_tells_on_its_return_what_is_asked_then(
    make_province: MakeProvince, lane: Lane
) -> None:
    with open_sink() as sink, make_province(sink, agencies=20) as province:
        track_many(province, agencies=20, items=30, seed=6)
        first, second, *_, back = islice(province.mornings(), 8)
        assert province.start(lane, first).finish() == 0
        # On the second day the machine goes off after the reminders were claimed and before any digest.
        assert province.cast.look(second)
        for at in (EIGHT, NINE):
            assert province.start(lane, back, at).finish() == 0
        assert {d.on for d in province.received().values()} == {first, back}
        told = {
            (d.to, line.ref, line.due, line.number)
            for d in province.received().values()
            if d.on == back
            for line in d.lines
        }
        assert told == set(asked_on_return(province, first, second, back))
        assert max(sink.copies().values()) == 1
        with reading(province.cast.engine) as session:
            assert session.exec(select(Reminder).where(col(Reminder.message_id).is_(None))).all() == []


def asked_on_return(province: Province, *looks: date) -> list[tuple[str, str, str, int]]:
    """Return the lines that the ladder asks for after the first look, each with its letter's number."""
    lines = []
    office = province.office
    for work in province.works(looks):
        asked: list[date] = []
        last: date | None = None
        for day in looks:
            facts: ObligationFacts = work.facts
            if step_due(facts, office.ladder, office.calendar, last_looked_on=last, today=day):
                asked.append(day)
            last = day
        if any(day > looks[0] for day in asked):
            due = f"{work.facts.due_on:%d/%m/%Y}" if work.facts.due_on else ""
            # A letter counts the letters before it: of the looks so far only the first had one.
            carried = sum(day == looks[0] for day in asked)
            lines.append((work.agency, work.ref, due, carried + 1))
    return lines


def test_a_clock_set_back_an_hour_after_a_kill_doubles_nothing(
    make_province: MakeProvince, lane: Lane
) -> None:
    with open_sink() as sink, make_province(sink, agencies=6) as province:
        track_few(province)
        striker = Striker(province.cast.engine, sink, ISSUED_ON)
        striker.mornings = [killed_at_recipient(province, lane, striker, 3)]
        kill = striker.result("at recipient")
        assert kill is not None
        assert kill.in_flight is not None
        for at in (EIGHT, time(9, 30)):
            assert province.start(lane, ISSUED_ON, at).finish() == 0
        assert_all_once(province, ISSUED_ON)


def killed_at_recipient(province: Province, lane: Lane, striker: Striker, number: int) -> Morning:
    """Start a morning at nine, have it killed before its ``number``-th mail and return it."""
    started = threading.Event()
    morning: list[Morning] = []
    left = [number]

    def strike(session: Any) -> str | None:
        left[0] -= 1
        if left[0]:
            return None
        assert started.wait(30)
        striker.strike(morning[0])
        return "421 too late"

    province.sink.at_recipient = strike
    morning.append(province.start(lane, ISSUED_ON, NINE))
    started.set()
    assert morning[0].finish() == KILLED
    province.sink.at_recipient = accepts
    return morning[0]


def test_a_clock_set_back_over_midnight_looks_at_no_day_twice(
    make_province: MakeProvince, lane: Lane
) -> None:
    with open_sink() as sink, make_province(sink, agencies=6) as province:
        track_few(province)
        days = list(islice(province.mornings(), 4))
        for day in days[:-1]:
            assert province.start(lane, day).finish() == 0
        last = days[-1]
        for day, at in ((last, time(0, 30)), (days[-2], time(23, 30)), (last, time(0, 30)), (last, EIGHT)):
            assert province.start(lane, day, at).finish() == 0
        assert assert_all_once(province, *days).expected > 7
