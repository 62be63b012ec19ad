"""A plan's life on a fake clock: every digest that would go out, from the rules of the real ones.

Nothing is stored and nothing sent. The walk is that of the real mornings: on every working day the
obligations whose look is due are looked at, the ladder decides, and what it asks for on one day goes to
each agency as one digest.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from rules.ladder import LadderRules, ObligationFacts, next_look_on, step_due
from rules.workday import WorkCalendar


@dataclass(frozen=True, slots=True)
class Scenario:
    """How an agency answers: working days until it acknowledges, and calendar days before its due day
    on which it reports (negative: late). None: never.
    """

    acknowledges_after: int | None = None
    reports_before: int | None = None


NEVER = Scenario()
SCENARIOS: dict[str, Scenario] = {
    "khong": NEVER,
    "dung-han": Scenario(1, 0),
    "som": Scenario(1, 3),
    "tre": Scenario(3, -5),
    "chi-tiep-nhan": Scenario(1, None),
}


@dataclass(frozen=True, slots=True)
class RehearsedWork:
    """One obligation to be played: whose it is, what it is called, and its facts as it begins."""

    key: int
    agency: str
    ref: str
    text: str
    facts: ObligationFacts
    last_looked_on: date | None = None
    # Reminders that letters have carried already: the numbers go on from there.
    told: int = 0


@dataclass(frozen=True, slots=True)
class RehearsedItem:
    """One line of a digest; ``days_left`` counts calendar days to the due day, negative once late."""

    key: int
    ref: str
    text: str
    rule: str
    number: int
    due_on: date | None
    days_left: int | None


@dataclass(frozen=True, slots=True)
class RehearsedMessage:
    """One digest that would go to one agency on one day."""

    on: date
    to: str
    kind: str
    items: tuple[RehearsedItem, ...]


def rehearse(
    works: Iterable[RehearsedWork],
    ladder: LadderRules,
    calendar: WorkCalendar,
    *,
    first_morning: date,
    until: date,
    scenario_of: Callable[[str], Scenario] = lambda agency: NEVER,
) -> list[RehearsedMessage]:
    """Return the digests from the first morning to ``until``, by day and agency."""
    told: dict[tuple[date, str], list[RehearsedItem]] = defaultdict(list)
    # Most obligations of a plan share their terms (a group's members, an undated block): one walk each.
    walks: dict[tuple[ObligationFacts, date | None, Scenario], list[_Turn]] = {}
    for work in works:
        terms = (work.facts, work.last_looked_on, scenario_of(work.agency))
        if terms not in walks:
            walks[terms] = list(_walk(*terms, ladder, calendar, first_morning, until))
        for number, turn in enumerate(walks[terms], work.told + 1):
            told[turn.on, work.agency].append(_line(work, turn, number))
    return [
        RehearsedMessage(day, agency, "agency-digest", tuple(sorted(items, key=_order)))
        for (day, agency), items in sorted(told.items())
    ]


@dataclass(frozen=True, slots=True)
class _Turn:
    """A morning on which the ladder speaks, whoever the obligation belongs to."""

    on: date
    rule: str
    due_on: date | None


def _line(work: RehearsedWork, turn: _Turn, number: int) -> RehearsedItem:
    left = (turn.due_on - turn.on).days if turn.due_on else None
    return RehearsedItem(work.key, work.ref, work.text, turn.rule, number, turn.due_on, left)


def _order(item: RehearsedItem) -> tuple[bool, date, int]:
    return (item.due_on is None, item.due_on or date.max, item.key)


def _walk(
    start: ObligationFacts,
    looked: date | None,
    scenario: Scenario,
    ladder: LadderRules,
    calendar: WorkCalendar,
    first_morning: date,
    until: date,
) -> Iterator[_Turn]:
    """Yield the mornings on which one obligation is told about."""
    day: date | None = calendar.next_working(max(first_morning, start.assigned_on))
    while day is not None and day <= until:
        # An answer given on a day is known the morning after.
        facts = answered(start, scenario, calendar, by=day - timedelta(days=1))
        step = step_due(facts, ladder, calendar, last_looked_on=looked, today=day)
        looked = day
        if step is not None:
            yield _Turn(day, step.rule, facts.due_on)
        day = _next_day(facts, scenario, start, ladder, calendar, day)


def _next_day(
    facts: ObligationFacts,
    scenario: Scenario,
    start: ObligationFacts,
    ladder: LadderRules,
    calendar: WorkCalendar,
    day: date,
) -> date | None:
    """Return the next morning to look: the ladder's, or the one after the agency's next answer."""
    ahead = next_look_on(facts, ladder, calendar, today=day)
    turns = [
        calendar.next_working(turn + timedelta(days=1))
        for turn in _turning_days(start, scenario, calendar)
        if turn >= day
    ]
    days = [d for d in (*turns, ahead) if d is not None and d > day]
    return min(days) if days else None


def _turning_days(facts: ObligationFacts, scenario: Scenario, calendar: WorkCalendar) -> list[date]:
    days = []
    if scenario.acknowledges_after is not None:
        days.append(calendar.add_working_days(facts.assigned_on, scenario.acknowledges_after))
    if scenario.reports_before is not None and facts.due_on is not None:
        days.append(max(facts.due_on - timedelta(days=scenario.reports_before), facts.assigned_on))
    return days


def answered(
    facts: ObligationFacts, scenario: Scenario, calendar: WorkCalendar, *, by: date
) -> ObligationFacts:
    """Return the facts as the agency's answers up to a day have made them."""
    if facts.status not in ("assigned", "acknowledged"):
        return facts
    if scenario.reports_before is not None and facts.due_on is not None:
        reported = max(facts.due_on - timedelta(days=scenario.reports_before), facts.assigned_on)
        if reported <= by:
            return replace(facts, status="reported", reported_on=reported)
    if facts.status == "assigned" and scenario.acknowledges_after is not None:
        acknowledged = calendar.add_working_days(facts.assigned_on, scenario.acknowledges_after)
        if acknowledged <= by:
            return replace(facts, status="acknowledged", acknowledged_on=acknowledged)
    return facts
