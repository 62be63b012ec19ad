"""A morning whose plans other machines look at: open until they have done, closed once."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from config.clock import Clock
from config.settings import Settings
from models.running import MorningRun
from store.database import reading, writing
from store.runs import MorningCounts, begin_run, open_runs
from tasks.claimants import has_ended, this_process
from tasks.watching import Account, close_account, kept_account
from tests.tasks.test_watching import watchman

DAY = date(2026, 11, 23)
CLOCK = Clock(DAY)


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """The address of a dead-man service, and the paths that it was asked for."""
    with watchman() as service:
        yield f"http://127.0.0.1:{service.server_port}/ping", service.paths


def handed_out(engine: Engine, settings: Settings, *faults: str) -> Account:
    with kept_account(engine, settings, CLOCK, on=DAY) as account:
        account.counts = MorningCounts(3, 2, 1)
        account.faults += faults
        account.is_handed_out = True
    return account


def only_run(engine: Engine) -> MorningRun:
    with reading(engine) as session:
        return session.exec(select(MorningRun)).one()


@pytest.mark.both_databases
def test_it_stays_open_with_what_it_did_and_is_closed_and_pinged_once(
    engine: Engine, settings: Settings, asked: tuple[str, list[str]]
) -> None:
    address, paths = asked
    settings = settings.model_copy(update={"ping_url": address})
    account = handed_out(engine, settings)
    run = only_run(engine)
    assert (run.finished_at, run.claimed, run.written, run.sent, run.failure) == (None, 3, 2, 1, "")
    assert paths == []
    assert close_account(engine, settings, CLOCK, account.run_id, [])
    assert not close_account(engine, settings, CLOCK, account.run_id, ["too late"])
    run = only_run(engine)
    assert run.finished_at is not None
    assert (run.sent, run.failure, paths) == (1, "", ["/ping"])


def test_faults_of_the_machines_stand_behind_its_own_and_the_ping_says_so(
    engine: Engine, settings: Settings, asked: tuple[str, list[str]]
) -> None:
    address, paths = asked
    settings = settings.model_copy(update={"ping_url": address})
    account = handed_out(engine, settings, "Gửi thư: hỏng")
    close_account(engine, settings, CLOCK, account.run_id, ["Nhóm 1/2: lỗi", "Nhóm 2/2: lỗi"])
    assert only_run(engine).failure == "Gửi thư: hỏng; Nhóm 1/2: lỗi; Nhóm 2/2: lỗi"
    assert paths == ["/ping/fail"]


def test_one_that_begins_again_is_closed_without_a_word_to_anybody(
    engine: Engine, settings: Settings, asked: tuple[str, list[str]]
) -> None:
    address, paths = asked
    settings = settings.model_copy(update={"ping_url": address})
    account = handed_out(engine, settings)
    assert close_account(engine, settings, CLOCK, account.run_id, ["dừng giữa chừng"], again=True)
    assert only_run(engine).failure == "dừng giữa chừng"
    assert paths == []


def test_what_breaks_a_morning_after_handing_out_closes_it(engine: Engine, settings: Settings) -> None:
    with pytest.raises(ValueError, match="broken"), kept_account(engine, settings, CLOCK, on=DAY) as account:
        account.is_handed_out = True
        raise ValueError("broken")
    assert only_run(engine).failure == "ValueError: broken"
    assert only_run(engine).finished_at is not None


def test_open_mornings_are_those_without_an_end_that_began_lately(engine: Engine) -> None:
    now = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
    with writing(engine) as session:
        old, new = (begin_run(session, on=DAY, now=now + timedelta(hours=n)) for n in (-13, 0))
    with reading(engine) as session:
        assert open_runs(session, since=now - timedelta(hours=12)) == [new]
        assert open_runs(session, since=now - timedelta(hours=14)) == [old, new]


def test_only_a_process_of_this_machine_is_known_to_have_ended() -> None:
    mine = this_process()
    place, pid, start = mine.split(":")
    assert not has_ended(mine)
    assert has_ended(f"{place}:{pid}:another-start")
    assert not has_ended(f"may-khac.1:{pid}:{start}")
    assert not has_ended("")
