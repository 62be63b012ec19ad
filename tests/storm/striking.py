"""When a morning is killed, and what was seen of it at that moment."""

import random
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Engine, Row, text

from tests.storm.lanes import KILLED, Morning
from tests.storm.sink import TOO_LATE, Sink

PHASES = (
    "before the first step",
    "making occurrences",
    "claiming, nothing stored yet",
    "claiming, some plans stored",
    "composing, nothing stored yet",
    "composing, some messages stored",
    "delivering, between two messages",
    "delivering, not yet taken by the server",
    "delivering, taken by the server and not yet recorded",
    "after the last step",
)
# Where a kill may be aimed: at random, at a step, at a state of the database, at the mail server.
AIMS = (
    "random",
    "occurrences",
    "claiming",
    "composing",
    "delivering",
    "some claimed",
    "some composed",
    "all composed",
    "at sender",
    "at recipient",
    "before taking",
    "after taking",
    "after answering",
)
SERVER_AIMS = AIMS[-5:]
EARLY_AIMS = AIMS[:7]
_SOME_CLAIMED = "SELECT 1 FROM reminder WHERE looked_on = :day LIMIT 1"
_QUERIES = {
    "some claimed": "SELECT 1 FROM reminder WHERE looked_on = :day AND message_id IS NULL LIMIT 1",
    "some composed": 'SELECT 1 FROM message WHERE "on" = :day LIMIT 1',
    "all composed": "SELECT 1 FROM message WHERE \"on\" = :day AND kind = 'lead-digest' LIMIT 1",
}


@dataclass(frozen=True)
class Kill:
    """One kill that hit: when, after which step, and the message that the victim had claimed."""

    aim: str
    step: str
    claimed: bool
    composed: bool
    # The Message-ID of the message that stood as being sent by the victim.
    in_flight: str | None
    began: float
    died: float

    def was_taken(self, sink: Sink) -> bool:
        """Return whether the server took the message that the victim was sending."""
        return self.in_flight is not None and sink.took(self.in_flight, since=self.began, until=self.died)

    def phase(self, sink: Sink) -> str:
        """Return the phase of the morning that the kill hit."""
        if self.step == "delivering":
            if self.in_flight is None:
                return PHASES[6]
            return PHASES[8] if self.was_taken(sink) else PHASES[7]
        if self.step == "claiming":
            return PHASES[3] if self.claimed else PHASES[2]
        if self.step == "composing":
            return PHASES[5] if self.composed else PHASES[4]
        return {"start": PHASES[0], "occurrences": PHASES[1]}.get(self.step, PHASES[9])


@dataclass
class Striker:
    """Kills one of the running mornings, once, when its aim is reached.

    The others stand still while the victim dies and the database is read, so that what is read is what
    the victim left.
    """

    database: Engine
    sink: Sink
    day: date
    mornings: Sequence[Morning] = ()
    victim: Morning | None = None
    seen: dict[str, Any] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def strike(self, victim: Morning) -> None:
        """Kill that morning, unless one has been struck already, and note what it leaves."""
        with self._lock:
            if self.victim is not None or victim.over.is_set():
                return
            self.victim = victim
            others = [m for m in self.mornings if m is not victim]
            for one in others:
                one.freeze()
            victim.kill()
            self.seen = {"died": time.monotonic(), **self._look(victim)}
            for one in others:
                one.thaw()

    def _look(self, victim: Morning) -> dict[str, Any]:
        row = self.first(
            "SELECT reference FROM message WHERE state = 'sending' AND claimed_by LIKE :who",
            who=f"%:{victim.pid}:%",
        )
        day = self.day.isoformat()
        return {
            "in_flight": row[0] if row else None,
            "claimed": self.first(_SOME_CLAIMED, day=day) is not None,
            "composed": self.first(_QUERIES["some composed"], day=day) is not None,
        }

    def first(self, query: str, **values: str) -> Row[Any] | None:
        """Return the first row that the query finds now."""
        with self.database.connect() as connection:
            return connection.execute(text(query), values).first()

    def result(self, aim: str) -> Kill | None:
        """Return the kill once the victim's end is known, or None where nobody died of it."""
        # A strike from the server's thread may still be looking at what it left.
        with self._lock:
            if self.victim is None or self.victim.finish() != KILLED:
                return None
            return Kill(aim=aim, step=self.victim.step, began=self.victim.began, **self.seen)


def aim_at_step(striker: Striker, step: str, delay: float) -> None:
    """Strike some seconds after one of the mornings has reached the step."""
    _watch(striker, lambda: next((m for m in striker.mornings if m.step == step), None), delay)


def aim_at_state(striker: Striker, state: str, delay: float) -> None:
    """Strike some seconds after the database shows the state."""
    query, day = _QUERIES[state], striker.day.isoformat()
    _watch(striker, lambda: striker.mornings[0] if striker.first(query, day=day) else None, delay)


def _watch(striker: Striker, find: Callable[[], Morning | None], delay: float) -> None:
    while not all(m.over.is_set() for m in striker.mornings):
        if (victim := find()) is not None:
            time.sleep(delay)
            striker.strike(victim)
            return
        time.sleep(0.0005)


def aim_at_time(striker: Striker, delay: float, chance: random.Random) -> None:
    """Strike after some seconds, wherever the morning is."""
    victim = chance.choice(striker.mornings)
    if not victim.wait(delay):
        striker.strike(victim)


def arm_server(sink: Sink, striker: Striker, aim: str, number: int, chance: random.Random) -> None:
    """Let the mail server strike at the ``number``-th time that the aim's moment comes."""
    left = [number]

    def comes() -> bool:
        left[0] -= 1
        return left[0] == 0 and bool(striker.mornings)

    def strike_and_refuse(session: Any) -> str | None:
        if not comes():
            return None
        striker.strike(chance.choice(striker.mornings))
        return TOO_LATE

    def strike_and_take(session: Any) -> None:
        if comes():
            striker.strike(chance.choice(striker.mornings))

    def take_then_strike(session: Any) -> None:
        if comes():
            victim = chance.choice(striker.mornings)
            threading.Timer(chance.uniform(0, 0.012), striker.strike, [victim]).start()

    if aim == "at sender":
        sink.at_sender = strike_and_refuse
    elif aim == "at recipient":
        sink.at_recipient = strike_and_refuse
    elif aim == "before taking":
        sink.at_data = strike_and_refuse
    elif aim == "after taking":
        sink.at_data = strike_and_take
    else:
        sink.at_data = take_then_strike
