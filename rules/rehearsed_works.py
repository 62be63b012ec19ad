"""What a rehearsal plays: obligations as they begin, and the occurrences that mornings will add to them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import product

from models.draft import Rhythm
from rules.breakdown import following
from rules.deadlines.occurrences import Periods
from rules.ladder import ObligationFacts
from rules.workday import WorkCalendar


@dataclass(frozen=True, slots=True)
class Recurrence:
    """How an item repeats: its number, its rhythm, how its plan counts periods, the plan's last day."""

    item: int
    rhythm: Rhythm
    periods: Periods = "calendar"
    until: date | None = None


@dataclass(frozen=True, slots=True)
class RehearsedWork:
    """One obligation to be played: whose it is, what it is called, and its facts as it begins.

    ``occurrence_on`` is the day that an occurrence was made for, which an extension does not move.
    """

    key: int
    agency: str
    ref: str
    text: str
    facts: ObligationFacts
    last_looked_on: date | None = None
    # Letters that have told of it already: the numbers go on from there.
    told: int = 0
    recurs: Recurrence | None = None
    occurrence_on: date | None = None


def with_occurrences(
    works: Iterable[RehearsedWork], calendar: WorkCalendar, *, first_morning: date, until: date
) -> list[RehearsedWork]:
    """Return the works and those that the mornings up to ``until`` add; ``calendar`` is the office's."""
    found = list(works)
    items: dict[int, list[RehearsedWork]] = {}
    for work in found:
        if work.recurs is not None and work.occurrence_on is not None:
            items.setdefault(work.recurs.item, []).append(work)
    key = max((w.key for w in found), default=0)
    for shares in items.values():
        for one in _further(shares, calendar, first_morning, until):
            key += 1
            found.append(replace(one, key=key))
    return found


def _further(
    known: list[RehearsedWork], calendar: WorkCalendar, first_morning: date, until: date
) -> Iterator[RehearsedWork]:
    """Yield the occurrences to come of one item, for every agency that has the latest one.

    Only a morning on which an occurrence falls due sees further ahead than the one before it.
    """
    recurs = known[0].recurs
    assert recurs is not None  # noqa: S101 - chosen by it
    days = sorted({w.occurrence_on for w in known if w.occurrence_on is not None})
    shares = [w for w in known if w.occurrence_on == days[-1] and w.facts.status != "withdrawn"]
    morning: date | None = first_morning
    while morning is not None and morning <= until:
        added = following(
            recurs.rhythm,
            latest=days[-1],
            today=morning,
            until=recurs.until,
            calendar=calendar,
            periods=recurs.periods,
        )
        for share, day in product(shares, added):
            part = share.facts.part
            facts = ObligationFacts("recurring", "acknowledged", day, morning, morning, part=part)
            yield replace(share, facts=facts, last_looked_on=None, told=0, occurrence_on=day)
        days += added
        morning = next((day for day in days if day > morning), None)
