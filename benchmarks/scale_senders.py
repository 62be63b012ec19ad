"""Senders that share one outbox on PostgreSQL: letters per second of 1, 2 and 4 processes.

python -m benchmarks.scale_senders send URL      one sender, let go by a line on its standard input
python -m benchmarks.scale_senders sink SECONDS  the mail server, which thinks that long about each letter
"""

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from aiosmtpd.controller import Controller
from sqlmodel import col, func, select, update

from benchmarks.engine_delivery import _one_digest, _queue
from benchmarks.measure import Figure
from benchmarks.postgres_here import postgres
from config.settings import Settings
from models.reminder import Message
from store.database import migrate, open_database, reading, writing
from store.sealing import open_with_key, seal_of
from tasks.delivering import deliver_due
from tests.notify.post_office import free_port

LETTERS = 800
SENDERS = (1, 2, 4)
# Seconds that the mail server thinks about a letter: none, and as much as one that looks for harm.
THINKING = (0.0, 0.02)
NINE = datetime(2026, 11, 2, 2, tzinfo=UTC)
KEY = "a-key-for-benchmarks-and-nothing-else"


class _Thinking:
    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.seconds:
            await asyncio.sleep(self.seconds)
        return "250 OK"


def run(turns: int = 5) -> list[Figure]:
    """Return letters per second by number of senders and by the server's thinking, over that many turns."""
    found: dict[tuple[float, int], list[float]] = defaultdict(list)
    loads: list[float] = []
    with postgres() as server, tempfile.TemporaryDirectory() as folder:
        with psycopg.connect(f"postgresql:{server}/postgres", autocommit=True) as desk:
            desk.execute(b"CREATE DATABASE letters")
        settings = _settings(f"postgresql+psycopg:{server}/letters", Path(folder))
        engine = open_with_key(settings)
        migrate(engine)
        words = _one_digest(engine, settings)
        for seconds in THINKING:
            with _sink(seconds) as port:
                # Contacts of their own for each server: their numbers follow one another.
                place = int(seconds * 10_000_000)
                first = 1_000_000 + place
                _queue(engine, words, port, place, LETTERS)
                for _ in range(turns):
                    for senders in SENDERS:
                        found[seconds, senders].append(LETTERS / _send(settings, senders))
                        loads.append(os.getloadavg()[0])
                        with writing(engine) as session:
                            again = {"state": "queued", "attempts": 0, "sent_at": None}
                            mine = col(Message.not_before_at) == NINE, col(Message.contact_id) >= first
                            session.execute(update(Message).where(*mine).values(**again))
                with writing(engine) as session:
                    session.execute(update(Message).values(state="sent"))
        engine.dispose()
    figures = [
        Figure(
            f"letters/s, server thinks {seconds * 1000:.0f} ms, senders: {senders}",
            statistics.median(rates),
            min(rates),
            max(rates),
            len(rates),
            "/s",
        )
        for (seconds, senders), rates in found.items()
    ]
    return [
        *figures,
        Figure("load of the machine", statistics.median(loads), min(loads), max(loads), len(loads), ""),
    ]


def _settings(url: str, home: Path) -> Settings:
    return Settings(
        _env_file=None,
        home=home,
        database_url=url,
        secret_key=KEY,  # type: ignore[arg-type]
        data_key=KEY,  # type: ignore[arg-type]
        mail_from="Đôn đốc <dondoc@tinh.example.vn>",
    )


def _send(settings: Settings, count: int) -> float:
    """Let that many senders go at once; return the seconds until the last has nothing more to do."""
    argv = [sys.executable, "-m", "benchmarks.scale_senders", "send", settings.database_url]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    made = [subprocess.Popen(argv, **pipes) for _ in range(count)]  # type: ignore[call-overload]
    for one in made:
        assert one.stdout.readline() == "ready\n"
    begun = time.perf_counter()
    for one in made:
        one.stdin.write("go\n")
        one.stdin.flush()
    sent = [int(one.stdout.readline()) for one in made]
    seconds = time.perf_counter() - begun
    for one in made:
        one.communicate(timeout=60)
    # Each letter by one of them.
    assert sum(sent) == LETTERS, sent
    return seconds


def send(url: str) -> None:
    """Send what is due once, when told to; a connection stands before."""
    settings = _settings(url, Path(tempfile.gettempdir()))
    engine = open_database(url, seal=seal_of(settings))
    with reading(engine) as session:
        session.exec(select(func.count(col(Message.id)))).one()
    print("ready", flush=True)
    sys.stdin.readline()
    print(deliver_due(engine, settings, now=NINE).sent, flush=True)


@contextmanager
def _sink(seconds: float) -> Iterator[int]:
    command = [sys.executable, "-m", "benchmarks.scale_senders", "sink", str(seconds)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        yield int(server.stdout.readline())
        assert server.stdin is not None
        server.stdin.close()


def serve(seconds: float) -> None:
    """Run the mail server until the other side of the standard input ends."""
    controller = Controller(_Thinking(seconds), hostname="127.0.0.1", port=free_port())
    controller.start()
    print(controller.port, flush=True)
    sys.stdin.read()
    controller.stop()


if __name__ == "__main__":
    what, given = sys.argv[1:]
    if what == "send":
        send(given)
    else:
        serve(float(given))
