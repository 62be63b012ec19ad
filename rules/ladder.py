"""When an agency is reminded of one obligation: pure steps over the calendar.

The ladder is data (``config/ladder.toml``); the day is always an argument. A look covers the days
after the last look up to today, so that missed mornings are caught up, and asks for one reminder at
most: the most pressing step in that window. Every step has a key (rule and day), so that a look
repeated for the same day asks for nothing new.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from models.errors import BadSettings
from rules.status import OPEN
from rules.workday import WorkCalendar

# The most pressing first; decides which step speaks where several fall into one look.
PRECEDENCE = ("overdue", "due-day", "before", "unacknowledged", "stale", "check-in", "assigned")


@dataclass(frozen=True, slots=True)
class LadderRules:
    """The steps, in working days except ``check_in_days`` and ``stale_days`` (calendar days)."""

    before: tuple[int, ...] = (10, 5, 3, 1)
    on_day: bool = True
    overdue_first: int = 1
    overdue_every: int = 3
    unacknowledged_after: int = 3
    check_in_days: int = 30
    stale_days: int = 30


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


@dataclass(frozen=True, slots=True)
class Step:
    """One reminder that the ladder asks for: its rule, the day it belongs to."""

    rule: str
    on: date

    @property
    def family(self) -> str:
        """Return the rule without its number: ``before`` for ``before-5``."""
        return self.rule if self.rule in PRECEDENCE else self.rule.rsplit("-", 1)[0]


def parse_ladder(text: str) -> LadderRules:
    """Return the ladder written in a TOML text; raises BadSettings that names the fault."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise BadSettings(
            f"Tệp ladder.toml sai cú pháp: {fault}.", hint="Sửa dòng đó rồi chạy lại."
        ) from fault
    known = {name: table[name] for name in LadderRules.__dataclass_fields__ if name in table}
    if unknown := sorted(set(table) - set(known)):
        raise BadSettings(
            f"Tệp ladder.toml có mục lạ: {', '.join(unknown)}.",
            hint=f"Các mục hợp lệ: {', '.join(LadderRules.__dataclass_fields__)}.",
        )
    for name, value in known.items():
        numbers = value if isinstance(value, list) else [value]
        wanted = bool if name == "on_day" else int
        if not all(type(n) is wanted and n >= 0 for n in numbers) or (name != "before" and len(numbers) != 1):
            raise BadSettings(
                f"Tệp ladder.toml: mục {name} phải là số nguyên không âm.", hint="Sửa rồi chạy lại."
            )
    if known.get("overdue_every") == 0:
        raise BadSettings("Tệp ladder.toml: overdue_every phải từ 1 trở lên.", hint="Sửa rồi chạy lại.")
    if "before" in known:
        known["before"] = tuple(sorted(set(known["before"]), reverse=True))
    return LadderRules(**known)


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
    if facts.status == "assigned":
        # Work that is acknowledged already (a further occurrence of a rhythm) is not announced again.
        yield Step("assigned", calendar.next_working(facts.assigned_on))
    if facts.acknowledged_on is None and facts.status == "assigned" and ladder.unacknowledged_after:
        yield Step(
            "unacknowledged", calendar.add_working_days(facts.assigned_on, ladder.unacknowledged_after)
        )
    if facts.due_on is not None:
        yield from _dated(facts, facts.due_on, ladder, calendar, start, end)
    elif facts.kind in ("undated", "ongoing", "event"):
        yield from _undated(facts, ladder, calendar, end)


def _dated(
    facts: ObligationFacts,
    due_on: date,
    ladder: LadderRules,
    calendar: WorkCalendar,
    start: date,
    end: date,
) -> Iterator[Step]:
    last_chance = calendar.previous_working(due_on)
    for days in ladder.before:
        on = calendar.add_working_days(last_chance, -days)
        # Steps from before the work was given are void: the notice of assignment stands for them.
        if on > facts.assigned_on:
            yield Step(f"before-{days}", on)
    if ladder.on_day and last_chance >= facts.assigned_on:
        yield Step("due-day", last_chance)
    if not ladder.overdue_first or end <= due_on:
        return
    late = calendar.add_working_days(due_on, ladder.overdue_first)
    if late < start:
        # Jump close to the window instead of walking years of steps.
        passed = calendar.working_days_between(late, start)
        late = calendar.add_working_days(late, passed // ladder.overdue_every * ladder.overdue_every)
    while late <= end:
        yield Step("overdue", late)
        late = calendar.add_working_days(late, ladder.overdue_every)


def _undated(
    facts: ObligationFacts, ladder: LadderRules, calendar: WorkCalendar, end: date
) -> Iterator[Step]:
    """Yield check-ins from the last word heard: a report, else the assignment."""
    period = ladder.stale_days if facts.kind == "ongoing" else ladder.check_in_days
    if not period:
        return
    since = max(facts.reported_on or facts.assigned_on, facts.assigned_on)
    rule = "stale" if facts.kind == "ongoing" else "check-in"
    count = 1
    while (on := calendar.next_working(since + timedelta(days=period * count))) <= end:
        yield Step(rule, on)
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
    start = facts.assigned_on if last_looked_on is None else last_looked_on + timedelta(days=1)
    found = list(steps(facts, ladder, calendar, start=start, end=today))
    if not found:
        return None
    pressing = min(PRECEDENCE.index(s.family) for s in found)
    return max((s for s in found if PRECEDENCE.index(s.family) == pressing), key=lambda s: s.on)


# Beyond this many calendar days ahead the next look is a plain check-up.
HORIZON_DAYS = 400


def next_look_on(
    facts: ObligationFacts, ladder: LadderRules, calendar: WorkCalendar, *, today: date
) -> date | None:
    """Return the next day after ``today`` on which a step falls, or None where only a person can move it."""
    if facts.status not in OPEN:
        return None
    start = today + timedelta(days=1)
    reach = 45
    while reach <= HORIZON_DAYS:
        ahead = [s.on for s in steps(facts, ladder, calendar, start=start, end=today + timedelta(days=reach))]
        if ahead:
            return min(ahead)
        reach *= 3
    if facts.due_on is not None and facts.due_on > today:
        return today + timedelta(days=HORIZON_DAYS // 2)
    return None
