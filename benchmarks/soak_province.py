"""The machine room of a soak: mornings whole, killed, shut out or missed, and delivery to a fickle server."""

import random
import re
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from datetime import time as clock_time
from pathlib import Path

from sqlalchemy import Engine

from benchmarks.soak_facts import received
from benchmarks.soak_invariants import Received
from config.clock import instant
from config.office import Office
from config.settings import Settings
from store.database import writing
from store.registry import load_registry
from tasks.composing import compose_digests
from tasks.delivering import deliver_due
from tasks.forgetting import forget_old
from tasks.reminding import claim_reminders, plans_looked_at, top_up_occurrences
from tasks.reporting import freeze_rollup
from tests.conftest import ROOT
from tests.notify.post_office import accepts, answers
from tests.storm.lanes import KILLED, Lane
from tests.storm.sink import Sink

EIGHT, AFTERNOON = clock_time(8), clock_time(16, 45)
_OUTBOX = re.compile(r'"outbox://([a-z-]+)"')
# How likely a day's morning is killed, shut out by a lock, or missed from then on for some days.
KILLED_SHARE, LOCKED_SHARE, MISSED_SHARE = 0.07, 0.03, 0.02
MOST_KILLS, MOST_MISSED = 3, 5
# How likely the mail server is down for a day, or refuses letters for good now and then.
DOWN_SHARE, REFUSING_SHARE = 0.03, 0.03
# What is counted of a soak's machine room.
COUNTED = (
    "mornings whole",
    "mornings killed",
    "mornings locked",
    "mornings missed",
    "kills",
    "restarts",
    "days without mail",
    "days with refusals",
)


@dataclass
class Machine:
    """What runs for years: one process with the database, its mail server, a lane for those killed."""

    home: Path
    engine: Engine
    settings: Settings
    office: Office
    sink: Sink
    lane: Lane
    chance: random.Random
    counts: Counter[str] = field(default_factory=Counter)
    # Whether the mail server took everything since the last look.
    is_healthy: bool = True
    missed_until: date = date.min
    # Seconds that a morning of a process of its own took.
    span: float = 0.4

    def choose(self, day: date) -> str:
        """Return how this day's morning goes: whole, killed, locked or missed."""
        if day <= self.missed_until:
            return "missed"
        luck = self.chance.random()
        for way, share in (("killed", KILLED_SHARE), ("locked", LOCKED_SHARE), ("missed", MISSED_SHARE)):
            if luck < share:
                if way == "missed":
                    days = self.chance.randrange(MOST_MISSED)
                    self.missed_until = date.fromordinal(day.toordinal() + days)
                return way
            luck -= share
        return "whole"

    def weather(self) -> None:
        """Let the mail server be what it is on this day."""
        luck = self.chance.random()
        self.sink.at_recipient = accepts
        if luck < DOWN_SHARE:
            self.sink.at_recipient = answers("451 4.3.0 thử lại sau")
            self.counts["days without mail"] += 1
        elif luck < DOWN_SHARE + REFUSING_SHARE:
            turn = iter(range(1_000_000))
            self.sink.at_recipient = lambda _: "550 5.1.1 không có" if next(turn) % 7 == 3 else None
            self.counts["days with refusals"] += 1
        self.is_healthy = luck >= DOWN_SHARE

    def morning(self, day: date, way: str) -> int:
        """Live the morning of a day that way; return how many processes were killed."""
        self.counts[f"mornings {way}"] += 1
        if way == "missed":
            return 0
        kills = self._killed(day) if way == "killed" else 0
        if way == "locked":
            with self._locked():
                self._whole(day)
        elif way == "whole":
            self._whole(day)
        self._freeze(day)
        return kills

    def _whole(self, day: date) -> None:
        """Run in this process what the flow ``morning`` runs, step by step."""
        now = instant(day, EIGHT)
        top_up_occurrences(self.engine, self.office, as_of=day, now=now)
        claim_reminders(self.engine, self.office, as_of=day)
        compose_digests(self.engine, self.settings, self.office, today=day, now=now)
        deliver_due(self.engine, self.settings, now=now)

    def _freeze(self, day: date) -> None:
        for plan_id in plans_looked_at(self.engine, day=day):
            freeze_rollup(self.engine, plan_id=plan_id, as_of=day, now=instant(day, EIGHT))

    def _killed(self, day: date) -> int:
        """Kill the morning at random moments, and start it again until one lives through."""
        # Chances of its own: how often a kill is tried hangs on time, and the days after must not.
        chance = random.Random(self.chance.random())
        kills, wanted = 0, chance.randint(1, MOST_KILLS)
        while True:
            morning = self.lane.start(self.home, self.settings.database, day, EIGHT)
            if kills < wanted and not morning.wait(chance.uniform(0, self.span)):
                morning.kill()
            code = morning.finish()
            if code == 0:
                if kills == 0:
                    self.span = time.monotonic() - morning.began
                break
            if code != KILLED:
                raise RuntimeError(f"a morning ended with {code}: {self.lane.said()[-2000:]}")
            kills += 1
        self.counts["kills"] += kills
        self.counts["restarts"] += kills
        return kills

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Hold the database for a moment, so that the morning has to wait for it."""
        holds, seconds = threading.Event(), self.chance.uniform(0.1, 0.6)

        def hold() -> None:
            other = sqlite3.connect(self.home / "dondoc.db", isolation_level=None, timeout=30)
            with suppress(sqlite3.OperationalError):
                other.execute("BEGIN IMMEDIATE")
                holds.set()
                time.sleep(seconds)
                other.execute("ROLLBACK")
            holds.set()
            other.close()

        holder = threading.Thread(target=hold)
        holder.start()
        holds.wait(40)
        try:
            yield
        finally:
            holder.join(60)

    def evening(self, day: date) -> None:
        """Deliver what came up in the day, and forget what is past its days."""
        deliver_due(self.engine, self.settings, now=instant(day, AFTERNOON))
        forget_old(self.engine, now=instant(day, AFTERNOON))

    def take_mail(self) -> list[Received]:
        """Return what the mail server took since the last time, and let go of it."""
        taken = [received(str(mail["Message-ID"]), str(mail["To"])) for mail in self.sink.mails]
        self.sink.mails.clear()
        self.sink.receipts.clear()
        self.sink.peers.clear()
        return taken


def settle(engine: Engine, sink: Sink) -> None:
    """Store the samples' province; three of four bodies are written to by SMTP, the others in the outbox."""
    text = (ROOT / "samples" / "registry.toml").read_text("utf-8")
    text = _OUTBOX.sub(lambda found: _channel(found[1], sink), text)
    with writing(engine) as session:
        load_registry(session, text)


def _channel(name: str, sink: Sink) -> str:
    is_by_mail = len(name) % 4 != 0
    return f'"{sink.url(f"{name}@tinh.example.vn")}"' if is_by_mail else f'"outbox://{name}"'
