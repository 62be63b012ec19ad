"""``make soak``: simulated years of a province, everything checked every simulated day, memory watched.

python -m benchmarks.soak --minutes 120 --seed 1

One process lives day after day on a clock of its own: plans are issued, read, activated and amended, people
report, refuse, ask for time, write and answer by mail, bodies take over from each other; mornings run, are
killed, shut out or missed; the mail server is down or refuses. The rules of ``soak_invariants`` are held to
every day, the vitals of the process taken every month. Ends with one JSON line; exit code 1 where a rule was
broken or memory or handles were not flat.
"""

import argparse
import json
import logging
import random
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from benchmarks import soak_facts as facts
from benchmarks import soak_invariants as rules
from benchmarks.soak_people import People
from benchmarks.soak_province import AFTERNOON, COUNTED, Machine, settle
from benchmarks.soak_vitals import Vitals, judge, sample
from config.clock import instant
from config.office import load_office
from rules.rollup import Rollup
from store.database import migrate, reading
from store.pastdays import past_tallies
from store.reminders import as_of_instant
from store.sealing import open_with_key
from store.tallies import tallies
from tests.storm.lanes import Lane
from tests.storm.morning_process import storm_settings
from tests.storm.sink import Sink, open_sink

FIRST_DAY = date(2026, 1, 5)
# Letters of so many days are looked at together for doubles; so many faults are told one by one.
KEPT_DAYS, TOLD = 4, 40


@dataclass
class Soak:
    """One province under soak: its machine, its people, and what was found so far."""

    machine: Machine
    people: People
    say: Callable[[str], None]
    faults: list[str] = field(default_factory=list)
    samples: list[Vitals] = field(default_factory=list)
    days: int = 0
    checks: int = 0
    stored: int = 0
    letters: int = 0
    received: list[rules.Received] = field(default_factory=list)
    kills: list[int] = field(default_factory=list)
    evening: tuple[date, tuple[Rollup, Rollup]] | None = None

    @property
    def engine(self) -> Engine:
        return self.machine.engine

    def live(self, day: date) -> None:
        """Live one day and check it."""
        machine = self.machine
        before = facts.marks(self.engine)
        machine.weather()
        self.kills.append(self._morning(day, before))
        self.people.live(day)
        machine.evening(day)
        self._check_evening(day, before)
        self.days += 1
        if day.day == 1:
            self.samples.append(sample())

    def _morning(self, day: date, before: facts.Marks) -> int:
        machine = self.machine
        way = machine.choose(day)
        works = facts.due_now(self.engine, machine.office, day)
        kills = machine.morning(day, way)
        if way == "missed":
            return kills
        works |= facts.born_since(self.engine, machine.office, before.obligations)
        made = facts.made_since(self.engine, before.reminders)
        ledger = facts.reminders_of(self.engine, works.keys() | {one.obligation_id for one in made})
        fresh = {one.key for one in made}
        counts = {key: sum(one.key not in fresh for one in rows) for key, rows in ledger.items()}
        keys = {one.key for rows in ledger.values() for one in rows}
        looks = facts.open_looks(self.engine, machine.office, day)
        self._hold(day, rules.reminder_faults(works, made, counts, today=day))
        self._hold(day, rules.forgotten_faults(facts.asked(works, day), keys))
        self._hold(day, rules.look_faults(looks, until=as_of_instant(day)))
        self._hold(day, rules.carried_faults(facts.uncarried(self.engine, machine.office, day)))
        return kills

    def _check_evening(self, day: date, before: facts.Marks) -> None:
        engine = self.engine
        rows = facts.moved_since(engine, before.journal)
        touched = {row.obligation_id for row in rows}
        stood = facts.statuses_by(engine, touched, before.journal)
        self._hold(day, rules.move_faults(rows, stood, facts.statuses(engine, touched)))
        self._hold(day, rules.first_day_faults(facts.first_days(engine, touched)))
        stock = facts.stock(engine)
        born = sum(row.source is None for row in rows)
        counts = {"stored": stock.stored, "keys": stock.keys, "births": stock.births}
        self._hold(day, rules.count_faults(before=self.stored, born=born, **counts))
        self.stored = stock.stored
        self._check_messages(day, before)
        self._check_rollups(day)

    def _check_messages(self, day: date, before: facts.Marks) -> None:
        machine = self.machine
        took_all = machine.is_healthy and machine.office.calendar.is_working(day)
        messages = facts.posted(self.engine, before.messages)
        now = instant(day, AFTERNOON)
        self._hold(day, rules.message_faults(messages, now=now, is_healthy=took_all))
        taken = machine.take_mail() + facts.put_in_outbox_since(self.engine, before.outbox)
        self.letters += len(taken)
        self.received = [one for one in self.received if one.on > day - timedelta(days=KEPT_DAYS)] + taken
        self._hold(day, rules.digest_faults(self.received, kills=sum(self.kills[-KEPT_DAYS - 3 :])))

    def _check_rollups(self, day: date) -> None:
        with reading(self.engine) as session:
            tables = tallies(session, today=day, is_named=False)
            self._hold(day, rules.rollup_faults("today", tables, past_tallies(session, day=day)))
            if self.evening is not None:
                past, kept = self.evening
                again = past_tallies(session, day=past)
                self._hold(day, rules.rollup_faults(f"as of {past}", kept, again))
        self.evening = (day, tables)

    def _hold(self, day: date, found: Any) -> None:
        self.checks += 1
        for fault in found:
            if len(self.faults) < TOLD:
                self.say(f"{day}: {fault}")
            self.faults.append(f"{day}: {fault}")

    def result(self, seconds: float) -> dict[str, Any]:
        """Return the figures of the whole soak."""
        counts, acts = self.machine.counts, self.people.acts
        done = sum(n for name, n in acts.items() if not name.endswith(", refused"))
        reached = facts.marks(self.engine)
        return {
            "seconds": round(seconds),
            "days": self.days,
            "years": round(self.days / 365.25, 2),
            "faults": len(self.faults),
            "checks": self.checks,
            "plans": acts["plan issued"],
            "amendments": acts["plan amended"],
            "successions": acts["body replaced"],
            "obligations": self.stored,
            "reminders": reached.reminders,
            "messages": reached.messages,
            "letters": self.letters,
            "journal": reached.journal,
            "acts": done,
            "acts_refused": acts.total() - done,
            **{name.replace(" ", "_"): counts[name] for name in COUNTED},
            **(judge(self.samples) if self.samples else {"samples": 0}),
        }


def run_soak(
    home: Path,
    *,
    seed: int,
    seconds: float = float("inf"),
    days: int | None = None,
    say: Callable[[str], None] = print,
) -> Soak:
    """Live simulated days until the seconds or the days are over; return what was found."""
    chance = random.Random(seed)
    settings = storm_settings(home)
    engine = open_with_key(settings)
    migrate(engine)
    with ExitStack() as stack:
        stack.callback(engine.dispose)
        sink = stack.enter_context(open_sink(Sink()))
        lane = stack.enter_context(Lane(home))
        office = load_office(settings)
        settle(engine, sink)
        machine = Machine(home, engine, settings, office, sink, lane, chance)
        soak = Soak(machine, People(engine, settings, office, chance), say)
        began, day = time.monotonic(), FIRST_DAY
        while time.monotonic() - began < seconds and (days is None or soak.days < days):
            soak.live(day)
            day += timedelta(days=1)
            if day.day == 1 and soak.samples:
                say(_line(day, soak, time.monotonic() - began))
        return soak


def _line(day: date, soak: Soak, seconds: float) -> str:
    last = soak.samples[-1]
    return (
        f"{day:%m/%Y} {seconds:6.0f} s  {soak.stored:6} obligations  {soak.letters:7} letters "
        f"{last.megabytes:7.1f} MB  {last.handles:3} handles  {len(soak.faults)} faults"
    )


def main() -> int:
    """Run a soak and print its figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    length = parser.add_mutually_exclusive_group()
    length.add_argument("--minutes", type=float, default=120)
    length.add_argument("--hours", type=float)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    # Failing mail is part of it and counted.
    logging.getLogger("dondoc").setLevel(logging.ERROR)
    minutes = asked.hours * 60 if asked.hours else asked.minutes
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        soak = run_soak(Path(folder), seed=asked.seed, seconds=minutes * 60)
        result = {"seed": asked.seed, **soak.result(time.monotonic() - began)}
    print("people:", ", ".join(f"{name} {n}" for name, n in soak.people.acts.most_common()))
    print(json.dumps(result))
    flat = (result.get("memory_is_flat"), result.get("handles_are_flat"), result.get("threads_are_flat"))
    return int(bool(soak.faults) or False in flat)


if __name__ == "__main__":
    sys.exit(main())
