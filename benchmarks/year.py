"""A year of 34 provinces on paper: arrivals from the ladder itself, mornings as queues with measured times.

python -m benchmarks.year [--claim S] [--letter S] [--plan S] [--server S] [--seed N]

Every province has plans with due days as offices set them (ends of months, quarters and the year weigh most)
and agencies that acknowledge and report early, on time or late. The real ladder and calendar say on which
days an obligation is looked at. A sample of the plans is lived and weighed. A morning is then three queues:
looking and composing (one process), letters (so many senders, first come first served, times exponential),
plans to show (so many workers in batches; beside them the Prefect server, which takes one thing at a time).
"""

import argparse
import heapq
import math
import random
import statistics
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from config.office import load_office
from config.settings import Settings
from rules.batches import divide
from rules.ladder import LadderRules, ObligationFacts, next_look_on
from rules.workday import WorkCalendar

PROVINCES, PLANS, OBLIGATIONS, BODIES, AGENCIES = 34, 2_000, 20, 10, 150
# Plans of each province that are lived; the others are taken to be like them.
SAMPLE = 50
FIRST, LAST = date(2027, 1, 1), date(2027, 12, 31)
# How due days are set: share of ends of month, of quarter, of the year; the rest anywhere.
MONTHS, QUARTERS, YEAR = 0.3, 0.25, 0.15
# How agencies answer: the share that reports before the day, and working days of lateness of the others.
ON_TIME, LATE_DAYS = 0.65, 12
# Bytes on PostgreSQL with their indexes, measured after a morning of benchmarks/scale.py: of a reminder, a
# letter, a frozen table; of what Prefect writes of one plan (10 agencies) and keeps so many days; of events.
PER_REMINDER, PER_LETTER, PER_FROZEN = 355, 9_600, 2_700
PREFECT_PER_PLAN, PREFECT_DAYS = 111_000, 30
EVENTS_PER_PLAN, EVENT_DAYS = 240_000, 7


@dataclass(frozen=True)
class Times:
    """Measured seconds: a look with its share of composing, a letter, a plan for a worker and the server."""

    claim: float
    letter: float
    plan: float
    server: float


@dataclass(frozen=True)
class Layout:
    """How machines are given out: senders and workers per province, provinces to one Prefect server.

    ``stagger`` seconds lie between the mornings of two provinces on one server.
    """

    name: str
    senders: int
    workers: int
    provinces: int
    stagger: float = 0


@dataclass(frozen=True)
class Load:
    """What one province's morning has to do."""

    looks: int
    letters: int
    plans: int


LAYOUTS = (
    Layout("one server for all", 1, 1, PROVINCES),
    Layout("one server for all, 2 workers and senders, a minute apart", 2, 2, PROVINCES, 60),
    Layout("a server per 4 provinces, 2 workers and senders", 2, 2, 4),
    Layout("the same, 2 minutes apart", 2, 2, 4, 120),
    Layout("a server per province", 1, 1, 1),
    Layout("a server per province, 2 workers and senders", 2, 2, 1),
    Layout("a server per province, 4 workers and senders", 4, 4, 1),
)


def lived(province: int, seed: int) -> dict[date, Load]:
    """Return what each working day of the year asks of one province's morning."""
    office = load_office(Settings(_env_file=None))
    rng = random.Random(seed * 1_000 + province)
    weight = PLANS / SAMPLE
    looks: Counter[date] = Counter()
    plans: Counter[date] = Counter()
    pairs: Counter[date] = Counter()
    for _ in range(SAMPLE):
        touched: dict[date, set[int]] = {}
        issued = FIRST + timedelta(days=rng.randrange(-180, 330))
        bodies = rng.sample(range(AGENCIES), BODIES)
        for number in range(OBLIGATIONS):
            agency = bodies[number % BODIES]
            for day in _looks(rng, issued, office.calendar, office.ladder):
                looks[day] += 1
                touched.setdefault(day, set()).add(agency)
        plans.update(touched.keys())
        pairs.update({day: len(some) for day, some in touched.items()})
    found = {}
    for day in sorted(looks):
        # Of so many pairs (plan, agency) how many agencies there are, each with one digest; and the leads'.
        digests = AGENCIES * (1 - (1 - 1 / AGENCIES) ** (pairs[day] * weight))
        leads = min(20.0, plans[day] * weight)
        found[day] = Load(round(looks[day] * weight), math.ceil(digests + leads), round(plans[day] * weight))
    return found


def _looks(rng: random.Random, issued: date, calendar: WorkCalendar, ladder: LadderRules) -> Iterator[date]:
    """Yield the days of the year on which one obligation is looked at, as its agency acts meanwhile."""
    due = _due_day(rng, issued)
    acknowledged = issued + timedelta(days=rng.randrange(1, 12))
    if rng.random() < ON_TIME:
        reported = due - timedelta(days=rng.randrange(0, 10))
    else:
        reported = due + timedelta(days=round(rng.expovariate(1 / LATE_DAYS)) + 1)
    day = issued
    while True:
        known = day >= acknowledged
        facts = ObligationFacts(
            kind="date",
            status="acknowledged" if known else "assigned",
            due_on=due,
            assigned_on=issued,
            acknowledged_on=acknowledged if known else None,
        )
        following = next_look_on(facts, ladder, calendar, today=day)
        if following is None or following >= reported or following > LAST:
            return
        day = following
        if day >= FIRST:
            yield day if calendar.is_working(day) else calendar.next_working(day)


def _due_day(rng: random.Random, issued: date) -> date:
    ahead = issued + timedelta(days=rng.randrange(10, 200))
    kind = rng.random()
    if kind < YEAR:
        return date(ahead.year, 12, 15)
    if kind < YEAR + QUARTERS:
        return _end_of_month(ahead.replace(day=1, month=3 * ((ahead.month + 2) // 3)))
    return _end_of_month(ahead) if kind < YEAR + QUARTERS + MONTHS else ahead


def _end_of_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def last_end(jobs: Iterable[tuple[float, float]], servers: int) -> float:
    """Return when the last of the jobs (arrival, seconds of service) ends, first come first served."""
    free = [0.0] * servers
    end = 0.0
    for arrival, seconds in sorted(jobs):
        begun = max(arrival, heapq.heappop(free))
        end = max(end, begun + seconds)
        heapq.heappush(free, begun + seconds)
    return end


@dataclass
class Result:
    """The mornings of a year: seconds until the last letter and the last plan, and the server's busy part."""

    letters: list[float]
    shown: list[float]
    # Of the hour after seven, by morning and server; and of the whole year.
    peak: list[float]
    year: float


def play(loads: list[dict[date, Load]], layout: Layout, times: Times, rng: random.Random) -> Result:
    """Return what the year's mornings take under a layout."""
    letters: list[float] = []
    shown: list[float] = []
    peak: list[float] = []
    busy = 0.0
    days = sorted({day for one in loads for day in one})
    for day in days:
        for start in range(0, len(loads), layout.provinces):
            group = [one.get(day, Load(0, 0, 0)) for one in loads[start : start + layout.provinces]]
            server: list[tuple[float, float]] = []
            ends: list[tuple[float, float]] = []
            for number, load in enumerate(group):
                begun = number * layout.stagger
                written = begun + load.looks * times.claim
                post = ((written, rng.expovariate(1 / times.letter)) for _ in range(load.letters))
                letters.append(max(last_end(post, layout.senders) - begun, 0.0))
                batches = [(written, len(one) * times.plan) for one in divide(range(load.plans))]
                ends.append((begun, last_end(batches, layout.workers)))
                server += [(written, times.server)] * load.plans
            work = sum(seconds for _, seconds in server)
            last = last_end(server, 1)
            busy += work
            peak.append(min(work / 3_600, 1.0))
            # A province alone on its server waits for whichever is later; several share the server evenly.
            shown += [max(end, last) - begun for begun, end in ends]
    servers = math.ceil(len(loads) / layout.provinces)
    return Result(letters, shown, peak, busy / (365 * 86_400 * servers))


def main() -> None:
    """Print the year's load, the table of layouts and the growth of the databases."""
    ask = argparse.ArgumentParser()
    ask.add_argument("--claim", type=float, default=0.002)
    ask.add_argument("--letter", type=float, default=0.03)
    ask.add_argument("--plan", type=float, default=0.8)
    ask.add_argument("--server", type=float, default=0.5)
    ask.add_argument("--seed", type=int, default=7)
    given = ask.parse_args()
    times = Times(given.claim, given.letter, given.plan, given.server)
    loads = [lived(n, given.seed) for n in range(PROVINCES)]
    _tell_load(loads)
    print("| layout | letters p50 | p95 | longest | plans p50 | p95 | longest | busiest hour | year |")
    print("|---|---|---|---|---|---|---|---|---|")
    for layout in LAYOUTS:
        done = play(loads, layout, times, random.Random(given.seed))
        cells = [*_spread(done.letters), *_spread(done.shown), f"{max(done.peak):.0%}", f"{done.year:.1%}"]
        print(f"| {layout.name} | {' | '.join(cells)} |")
    _tell_growth(loads)


def _tell_load(loads: list[dict[date, Load]]) -> None:
    every = [load for one in loads for load in one.values()]
    peak = max(every, key=lambda load: load.plans)
    print(f"{PROVINCES} provinces, {PLANS} plans of {OBLIGATIONS} obligations of {BODIES} agencies each")
    for what in ("looks", "letters", "plans"):
        values = sorted(getattr(load, what) for load in every)
        total = sum(values) / PROVINCES
        print(
            f"{what} of a morning: median {statistics.median(values):,.0f},"
            f" p95 {values[int(len(values) * 0.95)]:,}, most {values[-1]:,}; of a year {total:,.0f}"
        )
    print(f"the busiest morning: {peak}")


def _spread(values: list[float]) -> list[str]:
    ordered = sorted(values)
    return [_told(v) for v in (statistics.median(ordered), ordered[int(len(ordered) * 0.95)], ordered[-1])]


def _told(seconds: float) -> str:
    return (
        f"{seconds:.0f} s"
        if seconds < 180
        else f"{seconds / 60:.0f} min"
        if seconds < 7_200
        else f"{seconds / 3_600:.1f} h"
    )


def _tell_growth(loads: list[dict[date, Load]]) -> None:
    ours, kept = [], []
    for one in loads:
        days = list(one.values())
        bytes_of = (
            load.looks * PER_REMINDER + load.letters * PER_LETTER + load.plans * PER_FROZEN for load in days
        )
        ours.append(sum(bytes_of) / 1e9)
        runs = _most(one, PREFECT_DAYS) * PREFECT_PER_PLAN
        kept.append((runs + _most(one, EVENT_DAYS) * EVENTS_PER_PLAN) / 1e9)
    print(f"our database grows by {statistics.mean(ours):.2f} GB a year and province")
    print(f"Prefect's is at most {max(kept):.2f} GB for a province, {sum(kept):.0f} GB for all")


def _most(load: dict[date, Load], days: int) -> int:
    """Return the most plans that were shown within so many days of one another."""
    return max(
        sum(one.plans for day, one in load.items() if timedelta() <= day - first < timedelta(days=days))
        for first in load
    )


if __name__ == "__main__":
    main()
