"""When an agency is reminded of one obligation: pure steps over the calendar.

The ladder is data (``config/ladder.toml``); the day is always an argument. A look covers the days
after the last look up to today, so that missed mornings are caught up, and asks for one reminder at
most: the most pressing step in that window. Every step has a key (rule and day), so that a look
repeated for the same day asks for nothing new.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from rules.escalation import Level, levels_falling
from rules.rungs import CoordinatorRules, LadderRules, adapted, parse_ladder
from rules.status import OPEN
from rules.workday import EVERY_DAY, WorkCalendar

__all__ = [
    "PRECEDENCE",
    "LadderRules",
    "ObligationFacts",
    "PlanRules",
    "Step",
    "adapted",
    "escalations_due",
    "next_look_on",
    "parse_ladder",
    "rules_of_plan",
    "step_due",
    "steps",
]

# The most pressing first; decides which step speaks where several fall into one look.
PRECEDENCE = (
    "overdue",
    "due-day",
    "turned-back",
    "before",
    "unacknowledged",
    "stale",
    "check-in",
    "assigned",
)
_RANK = {family: place for place, family in enumerate(PRECEDENCE)}
# After this many working days the agency is told that its work came back.
TURNED_BACK_AFTER = 1
_ONE_DAY = timedelta(days=1)


class PlanRules(NamedTuple):
    """What one plan is looked at by: the days that count as worked for it, and its ladder."""

    calendar: WorkCalendar
    ladder: LadderRules


def rules_of_plan(
    calendar: WorkCalendar,
    ladder: LadderRules,
    *,
    is_urgent: bool,
    overrides: dict[str, object] | None,
) -> PlanRules:
    """Return the office's rules as they hold for one plan; raises BadSettings for rungs that are none.

    An urgent plan (công điện; hỏa tốc, thượng khẩn, khẩn) counts every day as worked.
    """
    return PlanRules(EVERY_DAY if is_urgent else calendar, adapted(ladder, overrides))


@dataclass(frozen=True, slots=True)
class ObligationFacts:
    """What the ladder needs to know of one obligation."""

    kind: str
    status: str
    due_on: date | None
    assigned_on: date
    acknowledged_on: date | None = None
    reported_on: date | None = None
    part: str = "owner"
    # The day on which the lead turned it back to the agency; see models.obligation.
    turned_on: date | None = None


class Step(NamedTuple):
    """One reminder that the ladder asks for: its rule, the day it belongs to."""

    rule: str
    on: date

    @property
    def family(self) -> str:
        """Return the rule without its number: ``before`` for ``before-5``."""
        return self.rule if self.rule in _RANK else self.rule.rsplit("-", 1)[0]


def steps(
    facts: ObligationFacts, ladder: LadderRules, calendar: WorkCalendar, *, start: date, end: date
) -> Iterator[Step]:
    """Yield the steps that fall on working days from ``start`` to ``end``, both counted, in no order.

    A step whose day is not a working day moves to the working day before it while the due day is
    ahead, and to the next one afterwards, so that nobody is reminded on a holiday or after the fact.
    """
    if facts.status not in OPEN:
        return
    for step in _candidates(facts, ladder, calendar, start, end):
        if start <= step.on <= end:
            yield step


def _candidates(
    facts: ObligationFacts, ladder: LadderRules, calendar: WorkCalendar, start: date, end: date
) -> Iterator[Step]:
    is_owner = facts.part != "coordinator"
    if facts.status == "assigned" or facts.turned_on is not None:
        yield from _announcements(facts, ladder, calendar)
    if facts.due_on is not None:
        rungs = ladder if is_owner else ladder.coordinator
        yield from _dated(facts.assigned_on, facts.due_on, rungs, calendar, start, end)
    elif is_owner and facts.kind in ("undated", "ongoing", "event"):
        yield from _undated(facts, ladder, calendar, end)


def _announcements(facts: ObligationFacts, ladder: LadderRules, calendar: WorkCalendar) -> Iterator[Step]:
    """Yield the steps that follow the giving of the work, the first time or again."""
    if facts.status == "assigned":
        # Work that is acknowledged already (a further occurrence of a rhythm) is not announced again.
        yield Step("assigned", calendar.next_working(facts.assigned_on))
        is_owner = facts.part != "coordinator"
        if is_owner and ladder.unacknowledged_after and facts.acknowledged_on is None:
            # Work given again is waited for anew.
            given_on = facts.turned_on or facts.assigned_on
            yield Step("unacknowledged", calendar.add_working_days(given_on, ladder.unacknowledged_after))
    if facts.turned_on is not None:
        yield Step("turned-back", calendar.add_working_days(facts.turned_on, TURNED_BACK_AFTER))


def _dated(
    assigned_on: date,
    due_on: date,
    rungs: LadderRules | CoordinatorRules,
    calendar: WorkCalendar,
    start: date,
    end: date,
) -> Iterator[Step]:
    if start <= due_on:
        last_chance = calendar.previous_working(due_on)
        # A step n working days before is in the window where that many lie between it and the day: so only
        # those are worked out, for most work is far from its day.
        nearest = calendar.working_days_between(end, last_chance)
        furthest = calendar.working_days_between(start - _ONE_DAY, last_chance)
        for days in rungs.before:
            if nearest <= days < furthest:
                on = calendar.add_working_days(last_chance, -days)
                # Steps from before the work was given are void: the notice of assignment stands for them.
                if on > assigned_on:
                    yield Step(f"before-{days}", on)
        if rungs.on_day and nearest <= 0 and last_chance >= assigned_on:
            yield Step("due-day", last_chance)
    if rungs.overdue_first and end > due_on:
        late = _first_late(due_on, rungs, calendar, start)
        while late <= end:
            yield Step("overdue", late)
            late = calendar.add_working_days(late, rungs.overdue_every)


def _first_late(
    due_on: date, rungs: LadderRules | CoordinatorRules, calendar: WorkCalendar, start: date
) -> date:
    """Return an overdue step near ``start``: none between it and ``start`` is left out."""
    late = calendar.add_working_days(due_on, rungs.overdue_first)
    if late < start:
        # Jump close to the window instead of walking years of steps.
        passed = calendar.working_days_between(late, start)
        late = calendar.add_working_days(late, passed // rungs.overdue_every * rungs.overdue_every)
    return late


class _Rhythm(NamedTuple):
    """How often work without a day is asked about, since when, under which rule."""

    rule: str
    since: date
    days: int


def _rhythm(facts: ObligationFacts, ladder: LadderRules) -> _Rhythm:
    """Return the rhythm from the last word heard: a report, else the assignment."""
    since = max(facts.reported_on or facts.assigned_on, facts.assigned_on)
    if facts.kind == "ongoing":
        return _Rhythm("stale", since, ladder.stale_days)
    return _Rhythm("check-in", since, ladder.check_in_days)


def _undated(
    facts: ObligationFacts, ladder: LadderRules, calendar: WorkCalendar, end: date
) -> Iterator[Step]:
    rhythm = _rhythm(facts, ladder)
    count = 1
    while (
        rhythm.days
        and (on := calendar.next_working(rhythm.since + timedelta(days=rhythm.days * count))) <= end
    ):
        yield Step(rhythm.rule, on)
        count += 1


def step_due(
    facts: ObligationFacts,
    ladder: LadderRules,
    calendar: WorkCalendar,
    *,
    last_looked_on: date | None,
    today: date,
) -> Step | None:
    """Return the one step to act on today, or None.

    The window runs from the day after the last look (from the assignment where there was none) to
    today. Of several steps the most pressing family speaks, and of one family the latest.
    """
    start = _window_start(facts, last_looked_on)
    found = list(steps(facts, ladder, calendar, start=start, end=today))
    if not found:
        return None
    return found[0] if len(found) == 1 else min(found, key=lambda s: (_RANK[s.family], -s.on.toordinal()))


def escalations_due(
    facts: ObligationFacts,
    ladder: LadderRules,
    calendar: WorkCalendar,
    *,
    last_looked_on: date | None,
    today: date,
) -> list[Level]:
    """Return the levels that are to hear of the delay today, beside the step of the same look.

    The window is that of ``step_due``: what fell on missed mornings is made good, every level of it.
    """
    if facts.due_on is None or facts.part == "coordinator" or facts.status not in OPEN:
        return []
    start = _window_start(facts, last_looked_on)
    falling = levels_falling(facts.due_on, ladder, calendar, start=start, end=today)
    return [level for _, level in falling]


def _window_start(facts: ObligationFacts, last_looked_on: date | None) -> date:
    return facts.assigned_on if last_looked_on is None else last_looked_on + _ONE_DAY


def next_look_on(
    facts: ObligationFacts, ladder: LadderRules, calendar: WorkCalendar, *, today: date
) -> date | None:
    """Return the next day after ``today`` on which a step falls, or None where only a person can move it.

    However far ahead the due day is, the first step before it is found: what is looked at too late loses
    the steps that have passed.
    """
    if facts.status not in OPEN:
        return None
    start = today + _ONE_DAY
    ahead = [on for on in _days_ahead(facts, ladder, calendar, start) if on >= start]
    level = _next_level_on(facts, ladder, calendar, start)
    if level is not None:
        ahead.append(level)
    return min(ahead, default=None)


def _days_ahead(
    facts: ObligationFacts, ladder: LadderRules, calendar: WorkCalendar, start: date
) -> Iterator[date]:
    """Yield days of steps, among them the first from ``start`` on of every family."""
    if facts.status == "assigned" or facts.turned_on is not None:
        yield from (s.on for s in _announcements(facts, ladder, calendar))
    is_owner = facts.part != "coordinator"
    if facts.due_on is not None:
        rungs = ladder if is_owner else ladder.coordinator
        if start <= facts.due_on:
            yield from _days_before(facts.assigned_on, facts.due_on, rungs, calendar, start)
        if rungs.overdue_first:
            late = _first_late(facts.due_on, rungs, calendar, start)
            yield late if late >= start else calendar.add_working_days(late, rungs.overdue_every)
    elif is_owner and facts.kind in ("undated", "ongoing", "event"):
        yield from _check_ins(facts, ladder, calendar, start)


def _days_before(
    assigned_on: date,
    due_on: date,
    rungs: LadderRules | CoordinatorRules,
    calendar: WorkCalendar,
    start: date,
) -> Iterator[date]:
    """Yield the first step before the due day from ``start`` on, and the due day's own."""
    last_chance = calendar.previous_working(due_on)
    furthest = calendar.working_days_between(start - _ONE_DAY, last_chance)
    for days in sorted(rungs.before, reverse=True):
        if days < furthest and (on := calendar.add_working_days(last_chance, -days)) > assigned_on:
            yield on
            break
    if rungs.on_day and last_chance >= assigned_on:
        yield last_chance


def _check_ins(
    facts: ObligationFacts, ladder: LadderRules, calendar: WorkCalendar, start: date
) -> Iterator[date]:
    """Yield the first check-in from ``start`` on, and what comes just before it."""
    rhythm = _rhythm(facts, ladder)
    if rhythm.days:
        # One earlier than the plain count: its day may move over days off to ``start`` or beyond.
        count = max((start - rhythm.since).days // rhythm.days - 1, 1)
        while (on := calendar.next_working(rhythm.since + timedelta(days=rhythm.days * count))) < start:
            count += 1
        yield on


def _next_level_on(
    facts: ObligationFacts, ladder: LadderRules, calendar: WorkCalendar, start: date
) -> date | None:
    """Return the next day from ``start`` on that a level of escalation falls on, however far ahead."""
    if facts.due_on is None or facts.part == "coordinator":
        return None
    falling = levels_falling(facts.due_on, ladder, calendar, start=start, end=date.max)
    return min((on for on, _ in falling), default=None)
