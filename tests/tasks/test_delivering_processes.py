"""Exactly once across real processes: killed at the worst moments, and two at a time."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from config.settings import Settings
from models.reminder import Message
from tasks.delivering import DeliveryTally, deliver_due
from tests.notify.post_office import PostOffice, open_post_office
from tests.tasks.post_room import NINE, delivered, messages, queue_for

pytestmark = pytest.mark.long

ROOT = Path(__file__).resolve().parents[2]


def start(settings: Settings, now: datetime = NINE) -> subprocess.Popen[str]:
    """Start a process that delivers what is due at ``now`` once it is let go."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.tasks.delivery_process", settings.database, now.isoformat()],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process: subprocess.Popen[str]) -> tuple[int, ...]:
    """Let the process go, wait for it and return the tally it printed."""
    out, err = process.communicate("go\n", timeout=60)
    assert process.returncode == 0, err
    return tuple(int(n) for n in out.split())


class Killer:
    """Kills the one process it was shown, the first time it is asked to."""

    def __init__(self) -> None:
        self.victim: subprocess.Popen[str] | None = None
        self.seen: list[Message] = []
        self.look: Callable[[], list[Message]] = list

    def strike(self, session: Any) -> None:
        """Note how the messages stand, then kill the process at once; does nothing the second time."""
        if self.victim is not None:
            self.seen = self.look()
            os.kill(self.victim.pid, signal.SIGKILL)
            self.victim.wait(timeout=10)
            self.victim = None

    def kill_one(self, engine: Engine, settings: Settings) -> None:
        """Start a delivering process and wait until it has been killed."""
        self.look = lambda: messages(engine)
        process = self.victim = start(settings)
        process.communicate("go\n", timeout=60)
        assert process.returncode == -signal.SIGKILL


def test_killed_between_claim_and_sending_it_is_sent_by_the_next(engine: Engine, settings: Settings) -> None:
    killer = Killer()
    # The server strikes while the sender is still being introduced: nothing has been said yet.
    with open_post_office(PostOffice(at_sender=killer.strike)) as office:
        queue_for(engine, office.url())
        killer.kill_one(engine, settings)
        assert office.mails == []
        assert [m.state for m in killer.seen] == ["sending"]
        assert [m.state for m in messages(engine)] == ["sending"]
        assert finish(start(settings)) == (1, 0, 0)
        assert finish(start(settings)) == (0, 0, 0)
    (message,) = messages(engine)
    assert office.references == [message.reference]
    assert (message.state, message.attempts) == ("sent", 2)


def test_killed_after_the_server_took_it_it_is_sent_once_more_as_the_same_message(
    engine: Engine, settings: Settings
) -> None:
    killer = Killer()
    with open_post_office(PostOffice(at_data=killer.strike)) as office:
        queue_for(engine, office.url(), "outbox://a", "outbox://b")
        killer.kill_one(engine, settings)
        assert len(office.mails) == 1
        assert finish(start(settings)) == (3, 0, 0)
        assert finish(start(settings)) == (0, 0, 0)
    mailed, *others = messages(engine)
    # A receiver sees one message: the second copy has the first one's Message-ID.
    assert office.references == [mailed.reference] * 2
    assert office.mails[0]["Subject"] == office.mails[1]["Subject"]
    assert Counter(e.reference for e in delivered(engine)) == {m.reference: 1 for m in others}


def test_a_message_that_a_living_process_is_sending_is_left_to_it(engine: Engine, settings: Settings) -> None:
    found: list[DeliveryTally] = []

    def deliver_meanwhile(session: Any) -> None:
        found.append(deliver_due(engine, settings, now=NINE + timedelta(minutes=30)))

    with open_post_office(PostOffice(at_data=deliver_meanwhile)) as office:
        queue_for(engine, office.url())
        assert finish(start(settings)) == (1, 0, 0)
    assert found == [DeliveryTally(waiting=1)]
    assert len(office.mails) == 1


def test_while_one_process_waits_for_a_slow_server_another_sends_the_rest(
    engine: Engine, settings: Settings
) -> None:
    meanwhile: list[int] = []

    def hold(session: Any) -> None:
        until = time.monotonic() + 40
        while len(delivered(engine)) < 12 and time.monotonic() < until:
            time.sleep(0.05)
        meanwhile.append(len(delivered(engine)))

    with open_post_office(PostOffice(at_data=hold)) as office:
        queue_for(engine, office.url(), *(f"outbox://hop-{n}" for n in range(12)))
        both = [start(settings), start(settings)]
        with ThreadPoolExecutor() as pool:
            tallies = list(pool.map(finish, both))
    # The server let go of the one letter when everything else had gone out.
    assert meanwhile == [12]
    assert sorted(tally[0] for tally in tallies) == [1, 12]


def test_two_processes_at_once_send_each_message_once(engine: Engine, settings: Settings) -> None:
    with open_post_office(PostOffice()) as office:
        channels = [office.url(f"van-thu-{n}@xa.example.vn") for n in range(75)]
        channels += [f"outbox://hop-{n}" for n in range(75)]
        queue_for(engine, *channels)
        both = [start(settings), start(settings)]
        with ThreadPoolExecutor() as pool:
            tallies = list(pool.map(finish, both))
        assert sum(tally[0] for tally in tallies) == 150
        assert finish(start(settings)) == (0, 0, 0)
    wanted = {m.reference for m in messages(engine)}
    got = Counter(office.references) + Counter(e.reference for e in delivered(engine))
    assert got == dict.fromkeys(wanted, 1)
    assert {(m.state, m.attempts) for m in messages(engine)} == {("sent", 1)}
