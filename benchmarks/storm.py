"""``make storm``: mornings over 300 obligations, killed at random and at the worst moments, counted.

python -m benchmarks.storm --kills 60 --seed 1

Every morning is a process of its own. It is killed with SIGKILL, started again for the same day until
one lives through, and then the next working day comes. At the end every digest that the rules ask for is
held against what the mail server took. Ends with one JSON line; exit code 1 where the promise is broken.
"""

import argparse
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from typing import Any

from tests.notify.post_office import accepts
from tests.storm.lanes import KILLED, Lane
from tests.storm.province import Province, hold_against, open_province, track_many
from tests.storm.sink import Sink, open_sink
from tests.storm.striking import (
    AIMS,
    EARLY_AIMS,
    PHASES,
    SERVER_AIMS,
    Kill,
    Striker,
    aim_at_state,
    aim_at_step,
    aim_at_time,
    arm_server,
)

AGENCIES, ITEMS = 60, 75
# Kills on one day at most; two mornings at once, and a clock set back an hour, on so many of the runs.
KILLS_A_DAY, TWO_AT_ONCE, SET_BACK = 8, 0.2, 0.07
FIRST_RUN, LAST_RUN = clock_time(8, 30), clock_time(17, 0)


@dataclass
class Storm:
    """The state of one storm: its province, its lanes, its chances, and what was killed so far."""

    province: Province
    lanes: Sequence[Lane]
    chance: random.Random
    kills: list[Kill] = field(default_factory=list)
    runs: int = 0
    # Seconds that the latest undisturbed morning took.
    span: float = 0.6

    def live_day(self, day: date, wanted: int) -> None:
        """Live one day: mornings until that many have been killed, then one that lives through."""
        clock = FIRST_RUN
        hit = 0
        is_early = True
        while True:
            aim = self._aim(is_early=is_early) if hit < wanted else None
            kill, is_whole = self._live_once(day, clock, aim)
            is_early = kill is not None and is_early and not kill.composed
            if kill is not None:
                self.kills.append(kill)
                hit += 1
            elif is_whole and self._unsent() == 0:
                return
            clock = self._later(clock, was_killed=kill is not None)

    def _aim(self, *, is_early: bool) -> str:
        """Return where to aim; before anything is composed more often at what comes only then."""
        return self.chance.choice(EARLY_AIMS if is_early and self.chance.random() < 0.7 else AIMS)

    def _later(self, clock: clock_time, *, was_killed: bool) -> clock_time:
        """Return when the next run of the day begins: minutes later, or by the clock an hour earlier."""
        at = datetime.combine(date.min + timedelta(days=1), clock)
        if was_killed and self.chance.random() < SET_BACK:
            return max((at - timedelta(hours=1)).time(), FIRST_RUN)
        return min((at + timedelta(minutes=3 if was_killed else 61)).time(), LAST_RUN)

    def _live_once(self, day: date, clock: clock_time, aim: str | None) -> tuple[Kill | None, bool]:
        """Return the kill that hit, and whether no process was hurt and each did all of its work."""
        self.runs += 1
        sink = self.province.sink
        striker = Striker(self.province.cast.engine, sink, day)
        if aim in SERVER_AIMS:
            arm_server(sink, striker, aim, self.chance.choice((1, 1, 2, 3, 5, 8, 13)), self.chance)
        lanes = self.lanes if self.chance.random() < TWO_AT_ONCE else self.lanes[:1]
        mornings = [self.province.start(lane, day, clock) for lane in lanes]
        striker.mornings = mornings
        self._take_aim(striker, aim)
        codes = [one.finish() for one in mornings]
        kill = striker.result(aim or "")
        sink.at_sender = sink.at_recipient = sink.at_data = accepts
        if wrong := [c for c in codes if c not in (0, KILLED)]:
            raise RuntimeError(f"mornings ended with {wrong}: {[lane.said()[-2000:] for lane in self.lanes]}")
        if aim is None and len(mornings) == 1:
            self.span = time.monotonic() - mornings[0].began
        return kill, kill is None

    def _take_aim(self, striker: Striker, aim: str | None) -> None:
        chance = self.chance
        if aim == "random":
            aim_at_time(striker, chance.uniform(0, self.span), chance)
        elif aim in ("occurrences", "claiming", "composing", "delivering"):
            aim_at_step(striker, aim, chance.uniform(0, self.span / 8))
        elif aim in ("some claimed", "some composed", "all composed"):
            aim_at_state(striker, aim, chance.choice((0, 0, chance.uniform(0, 0.02))))

    def _unsent(self) -> int:
        return sum(m.state in ("queued", "sending") for m in self.province.messages())


def run_storm(
    home: Path,
    *,
    kills: int,
    seed: int,
    say: Callable[[str], None] = print,
    database: Callable[[Path], str] | None = None,
) -> dict[str, Any]:
    """Return what a storm of that many kills did, after telling it line by line."""
    chance = random.Random(seed)
    began = time.monotonic()
    with ExitStack() as stack:
        sink = stack.enter_context(open_sink(Sink()))
        province = stack.enter_context(open_province(home, sink, agencies=AGENCIES, database=database))
        obligations = track_many(province, agencies=AGENCIES, items=ITEMS, seed=seed)
        lanes = [stack.enter_context(Lane(home)) for _ in range(2)]
        storm = Storm(province, lanes, chance)
        mornings: list[date] = []
        for day in province.mornings():
            mornings.append(day)
            wanted = min(kills - len(storm.kills), chance.randint(0, KILLS_A_DAY))
            storm.live_day(day, wanted)
            if len(storm.kills) >= kills:
                break
        result = judge(storm, mornings)
    say(
        f"{obligations} obligations of {AGENCIES} agencies, {len(mornings)} days, {storm.runs} runs, "
        f"{time.monotonic() - began:.0f} s"
    )
    for line in histogram(storm.kills, sink):
        say(line)
    return result


def judge(storm: Storm, mornings: Sequence[date]) -> dict[str, Any]:
    """Return the counts; unexplained are copies without a kill between acceptance and record."""
    sink = storm.province.sink
    count = hold_against(storm.province.expected(mornings), storm.province.received(), sink.copies())
    explained = Counter(kill.in_flight for kill in storm.kills if kill.was_taken(sink))
    return {
        "kills": len(storm.kills),
        "digests": count.expected,
        "lost": len(count.lost),
        "duplicates": sum(count.again.values()),
        "duplicates_with_new_message_id": len(count.with_new_id),
        "kills_between_acceptance_and_record": explained.total(),
        "duplicates_unexplained": sum(max(0, n - explained[ref]) for ref, n in count.again.items()),
        "unexpected": len(count.unexpected),
        "with_other_lines": len(count.differing),
        "days": len(mornings),
        "runs": storm.runs,
    }


def histogram(kills: Sequence[Kill], sink: Sink) -> Iterator[str]:
    """Yield one line per phase: how many kills hit it."""
    found = Counter(kill.phase(sink) for kill in kills)
    for phase in PHASES:
        yield f"{phase:54} {found[phase]:4}  {'#' * (found[phase] * 60 // max(len(kills), 1))}".rstrip()


BROKEN = (
    "lost",
    "duplicates_with_new_message_id",
    "duplicates_unexplained",
    "unexpected",
    "with_other_lines",
)


def main() -> int:
    """Run a storm and print its counts."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        result = run_storm(Path(folder), kills=asked.kills, seed=asked.seed)
    print(json.dumps(result))
    return int(any(result[name] for name in BROKEN))


if __name__ == "__main__":
    sys.exit(main())
