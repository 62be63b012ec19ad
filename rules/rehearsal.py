"""A plan's life on a fake clock: every message that would go out, from the rules of the real ones.

Nothing is stored and nothing sent. The walk is that of the real mornings: on every working day (of an
urgent plan: on every day) the obligations whose look is due are looked at, the ladder decides, and what
it asks for on one day goes to each agency as one digest, and to leaders as one letter.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from rules.escalation import Level, Place, Reach, highest, place_of
from rules.ladder import (
    LadderRules,
    ObligationFacts,
    escalations_due,
    next_look_on,
    rules_of_plan,
    step_due,
)
from rules.rehearsed_works import RehearsedWork, with_occurrences
from rules.sending import ESCALATION, URGENT_ESCALATION
from rules.workday import WorkCalendar

__all__ = [
    "DIGEST",
    "ESCALATION",
    "NEVER",
    "SCENARIOS",
    "URGENT",
    "URGENT_ESCALATION",
    "RehearsedItem",
    "RehearsedMessage",
    "RehearsedWork",
    "Scenario",
    "Stage",
    "answered",
    "leaders_of",
    "rehearse",
]

DIGEST, URGENT = "agency-digest", "urgent-digest"


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
class RehearsedItem:
    """One line of a message; ``days_left`` counts calendar days to the due day, negative once late.

    ``number`` is that of the letter about the obligation; to leaders, how many there have been.
    """

    key: int
    ref: str
    text: str
    rule: str
    number: int
    due_on: date | None
    days_left: int | None


@dataclass(frozen=True, slots=True)
class RehearsedMessage:
    """One message that would go out on one day; no two of one day have the same recipient.

    ``to`` is the agency's name for its digest, and ``leaders_of`` it for the letter to its leaders.
    """

    on: date
    to: str
    kind: str
    items: tuple[RehearsedItem, ...]


@dataclass(frozen=True, slots=True)
class Stage:
    """What surrounds a plan's obligations: its own rungs, who leads it, who issued it, who can be reached.

    ``reach`` holds the agencies (by name) whose contacts are known; of another one it is taken that both
    its officers and its heads can be reached. A name that is None stands for nobody.
    """

    lead: str | None = None
    issuer: str | None = None
    is_urgent: bool = False
    overrides: dict[str, object] | None = None
    reach: Mapping[str, Reach] = field(default_factory=dict)

    def reach_of(self, agency: str | None) -> Reach:
        """Return whom an agency can be reached through."""
        return Reach(False, False) if agency is None else self.reach.get(agency, Reach())

    def place(self, level: Level, agency: str) -> Place | None:
        """Return where the word of a level about this agency's work goes."""
        own, lead, issuer = (self.reach_of(name) for name in (agency, self.lead, self.issuer))
        return place_of(level, own=own, lead=lead, issuer=issuer)

    def name_at(self, place: Place, agency: str) -> str:
        """Return the name of the body to which a word about this agency's work goes."""
        name = {"own": agency, "lead": self.lead, "issuer": self.issuer}[place.desk]
        return name or ""


def leaders_of(agency: str) -> str:
    """Return what the heads of an agency are called as recipients of a rehearsed message."""
    return f"Lãnh đạo {agency}"


def rehearse(
    works: Iterable[RehearsedWork],
    ladder: LadderRules,
    calendar: WorkCalendar,
    *,
    first_morning: date,
    until: date,
    scenario_of: Callable[[str], Scenario] = lambda agency: NEVER,
    stage: Stage | None = None,
) -> list[RehearsedMessage]:
    """Return the messages to agencies from the first morning to ``until``, by day, agency and kind.

    ``ladder`` and ``calendar`` are the office's; the stage says what the plan lays over them. Occurrences of
    recurring work come in as the mornings make them.
    """
    stage = stage or Stage()
    works = with_occurrences(works, calendar, first_morning=first_morning, until=until)
    calendar, ladder = rules_of_plan(calendar, ladder, is_urgent=stage.is_urgent, overrides=stage.overrides)
    # Most obligations of a plan share their terms (a group's members, an undated block): one walk each.
    walks: dict[tuple[ObligationFacts, date | None, Scenario], list[_Turn]] = {}
    played: list[tuple[RehearsedWork, list[_Turn]]] = []
    for work in works:
        terms = (work.facts, work.last_looked_on, scenario_of(work.agency))
        if terms not in walks:
            walks[terms] = list(_walk(*terms, ladder, calendar, first_morning, until))
        played.append((work, walks[terms]))
    return _messages(played, stage)


@dataclass(frozen=True, slots=True)
class _Turn:
    """A morning on which the ladder speaks, whoever the obligation belongs to; ``rule`` "" for no step."""

    on: date
    rule: str
    levels: tuple[Level, ...]
    due_on: date | None


def _messages(played: list[tuple[RehearsedWork, list[_Turn]]], stage: Stage) -> list[RehearsedMessage]:
    digest, letter = (URGENT, URGENT_ESCALATION) if stage.is_urgent else (DIGEST, ESCALATION)
    with_digest = {
        (turn.on, work.agency) for work, turns in played for turn in turns if _in_digest(turn, work, stage)
    }
    told: dict[tuple[date, str, str], dict[int, RehearsedItem]] = defaultdict(dict)
    for work, turns in played:
        letters = work.told
        for turn in turns:
            lines = list(_lines(work, turn, stage, with_digest, digest, letter))
            is_letter = any(kind == digest for _, kind, _ in lines)
            letters += is_letter
            for to, kind, rule in lines:
                told[turn.on, to, kind][work.key] = _line(work, turn, rule, letters)
    return [
        RehearsedMessage(day, to, kind, tuple(sorted(items.values(), key=_order)))
        for (day, to, kind), items in sorted(told.items())
    ]


def _in_digest(turn: _Turn, work: RehearsedWork, stage: Stage) -> bool:
    """Return whether the owing agency gets a digest because of this turn."""
    places = (stage.place(level, work.agency) for level in turn.levels)
    return bool(turn.rule) or any(p is not None and p.paper == "digest" for p in places)


def _lines(
    work: RehearsedWork,
    turn: _Turn,
    stage: Stage,
    with_digest: set[tuple[date, str]],
    digest: str,
    letter: str,
) -> Iterator[tuple[str, str, str]]:
    """Yield (to whom, on what kind of message, by which rule) an obligation stands on a morning.

    On one message it stands once: the highest level speaks, and any level before the step. The lead's
    own roll-up is no message of these kinds.
    """
    if turn.rule:
        yield work.agency, digest, turn.rule
    found: dict[tuple[str, str], list[Level]] = defaultdict(list)
    for level in turn.levels:
        place = stage.place(level, work.agency)
        if place is None or place.paper == "lead-digest":
            continue
        name = stage.name_at(place, work.agency)
        is_at_hand = place.paper == "office" or stage.reach_of(name).one_desk
        if place.paper == "digest" or (is_at_hand and (turn.on, name) in with_digest):
            found[name, digest].append(level)
        else:
            found[leaders_of(name) if place.paper == "heads" else name, letter].append(level)
    for (to, kind), levels in found.items():
        yield to, kind, highest(tuple(levels))


def _line(work: RehearsedWork, turn: _Turn, rule: str, number: int) -> RehearsedItem:
    left = (turn.due_on - turn.on).days if turn.due_on else None
    return RehearsedItem(work.key, work.ref, work.text, rule, number, turn.due_on, left)


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
        levels = tuple(escalations_due(facts, ladder, calendar, last_looked_on=looked, today=day))
        looked = day
        if step is not None or levels:
            yield _Turn(day, step.rule if step else "", levels, facts.due_on)
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
