"""The engine: pure rules, a morning over a province, delivery beside a bare smtplib loop."""

import random
import statistics
import time
from collections.abc import Callable
from datetime import date, timedelta

from benchmarks import engine_delivery, engine_morning
from benchmarks.measure import Figure
from config.office import load_office
from config.settings import Settings
from rules.ladder import ObligationFacts, next_look_on, step_due
from rules.standing import standing

TODAY = date(2026, 11, 23)
FACTS, RUNS = 20_000, 9
KINDS = {"dated": 70, "undated": 8, "ongoing": 7, "recurring": 10, "event": 5}
STATUSES = {
    "assigned": 15, "acknowledged": 20, "in_progress": 30, "returned": 3,
    "reported": 8, "done": 22, "suspended": 2,
}  # fmt: skip


def run() -> list[Figure]:
    """Return the figures of the rules, of the morning and of the delivery."""
    return [*_rules(), *engine_morning.run(), *engine_delivery.run()]


def _rules() -> list[Figure]:
    office = load_office(Settings(_env_file=None))
    facts = list(_facts())
    still_open = [one for one in facts if one[0].status in ("assigned", "acknowledged", "in_progress")]

    def stand() -> None:
        for one, _ in facts:
            standing(
                kind=one.kind,
                status=one.status,
                due_on=one.due_on,
                reported_on=one.reported_on,
                today=TODAY,
            )

    def decide(some: list[tuple[ObligationFacts, date]]) -> None:
        for one, looked in some:
            step_due(one, office.ladder, office.calendar, last_looked_on=looked, today=TODAY)
            next_look_on(one, office.ladder, office.calendar, today=TODAY)

    return [
        _rate("standings per second, one core", len(facts), stand, "≥ 200000"),
        _rate("ladder decisions per second, of all", len(facts), lambda: decide(facts), "≥ 50000"),
        _rate("ladder decisions per second, open ones", len(still_open), lambda: decide(still_open)),
    ]


def _facts() -> list[tuple[ObligationFacts, date]]:
    """Return obligations of every kind and status, each with the day of its last look."""
    chance = random.Random(3)
    found = []
    for _ in range(FACTS):
        (kind,) = chance.choices(list(KINDS), list(KINDS.values()))
        (status,) = chance.choices(list(STATUSES), list(STATUSES.values()))
        due = TODAY + timedelta(days=chance.randrange(-60, 200)) if kind in ("dated", "recurring") else None
        given = min(TODAY - timedelta(days=chance.randrange(1, 200)), due or TODAY)
        told = None
        if status in ("reported", "done", "in_progress"):
            told = TODAY - timedelta(days=chance.randrange(40))
        facts = ObligationFacts(kind, status, due, given, None if status == "assigned" else given, told)
        found.append((facts, TODAY - timedelta(days=chance.choice((1, 1, 1, 3, 8)))))
    return found


def _rate(name: str, count: int, work: Callable[[], None], aim: str = "") -> Figure:
    """Return how many per second of processor time: of one core, whatever else the machine does."""
    work()
    rates = []
    for _ in range(RUNS):
        begun = time.process_time()
        work()
        rates.append(count / (time.process_time() - begun))
    return Figure(name, statistics.median(rates), min(rates), max(rates), RUNS, "/s", aim)
