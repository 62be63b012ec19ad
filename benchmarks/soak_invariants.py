"""What must hold on every day of a soak: values in, sentences about what is wrong out; nothing is read here.

The reminders are judged by rules written anew from docs/ladder.md, not by ``rules.ladder``: a fault of the
ladder must not excuse itself. Days are civil days in Viet Nam, instants UTC.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from models.errors import Refused
from rules.ladder import LadderRules, ObligationFacts
from rules.rollup import Rollup, checked
from rules.sending import TO_LEADERS
from rules.status import OPEN, TRANSITIONS, Actor
from rules.workday import WorkCalendar

ONE_DAY = timedelta(days=1)
_TABLE: dict[tuple[str, str], frozenset[Actor]] = {(t.source, t.target): t.actors for t in TRANSITIONS}
_ENDED = frozenset({"sent", "refused", "superseded"})
# Of these a recipient gets one a day; other letters are about one obligation each.
DIGESTS = frozenset({"agency-digest", "urgent-digest", "lead-digest", *TO_LEADERS})


@dataclass(frozen=True, slots=True)
class Watched:
    """An obligation as the morning finds it: its facts, its last look, and what its plan is looked at by."""

    facts: ObligationFacts
    last_looked_on: date | None
    calendar: WorkCalendar
    ladder: LadderRules

    def begins(self) -> date:
        """Return the first day that a look of today covers."""
        return self.facts.assigned_on if self.last_looked_on is None else self.last_looked_on + ONE_DAY


@dataclass(frozen=True, slots=True)
class Made:
    """A reminder that a morning stored; ``number`` is its place in the obligation's ledger."""

    obligation_id: int
    rule: str
    step_on: date
    number: int

    @property
    def key(self) -> tuple[int, str, date]:
        """Return what no two reminders may share."""
        return self.obligation_id, self.rule, self.step_on


@dataclass(frozen=True, slots=True)
class Moved:
    """One row of the journal; ``source`` is None for an obligation's first row."""

    obligation_id: int
    source: str | None
    target: str
    role: str


@dataclass(frozen=True, slots=True)
class Posted:
    """A message as it stands after the day's last delivery."""

    message_id: int
    state: str
    outcome: str
    not_before_at: datetime | None
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class Received:
    """A letter that the mail server took, or that stands in the outbox: which one, to whom, of which day."""

    kind: str
    to: str
    on: date
    reference: str


def reminder_faults(
    works: Mapping[int, Watched], made: Sequence[Made], ledger: Mapping[int, int], *, today: date
) -> Iterator[str]:
    """Yield what is wrong with a morning's reminders: each stands in a rule, once, and is numbered on.

    ``works`` are the obligations whose look was due, as they were before the morning; ``ledger`` how many
    reminders each had then.
    """
    for key, times in Counter(one.key for one in made).items():
        if times > 1:
            yield f"reminder {key} was stored {times} times"
    numbers = dict(ledger)
    steps: Counter[int] = Counter()
    for one in sorted(made, key=lambda m: (m.obligation_id, m.number)):
        work = works.get(one.obligation_id)
        if work is None:
            yield f"reminder {one.key}: its look was not due on {today}"
            continue
        if not stands(one.rule, one.step_on, work, today):
            told = f"{work.facts}, looked {work.last_looked_on}"
            yield f"reminder {one.key} stands in no rule on {today}: {told}"
        numbers[one.obligation_id] = numbers.get(one.obligation_id, 0) + 1
        if one.number != numbers[one.obligation_id]:
            yield f"reminder {one.key} has number {one.number}, not {numbers[one.obligation_id]}"
        steps[one.obligation_id] += not one.rule.startswith("escalate-")
    for obligation_id, count in steps.items():
        if count > 1:
            yield f"obligation {obligation_id} was reminded {count} times on {today}"


def stands(rule: str, on: date, work: Watched, today: date) -> bool:
    """Return whether a rule of the ladder asks for a reminder under that day when today is looked at."""
    facts, calendar, ladder = work.facts, work.calendar, work.ladder
    if facts.status not in OPEN:
        return False
    if rule.startswith("escalate-"):
        grace = {
            "escalate-head": ladder.escalate_head,
            "escalate-lead": ladder.escalate_lead,
            "escalate-issuer": ladder.escalate_issuer,
        }.get(rule, 0)
        if not grace or facts.due_on is None or on != facts.due_on or facts.part == "coordinator":
            return False
        return work.begins() <= calendar.add_working_days(facts.due_on, grace) <= today
    if not work.begins() <= on <= today:
        return False
    family, _, number = rule.partition("-") if rule.startswith("before-") else (rule, "", "")
    return family in _RULES and _RULES[family](work, on, int(number or 0))


def _assigned(work: Watched, on: date, _: int) -> bool:
    given = work.calendar.next_working(work.facts.assigned_on)
    return work.facts.status == "assigned" and on == given


def _unacknowledged(work: Watched, on: date, _: int) -> bool:
    facts, days = work.facts, work.ladder.unacknowledged_after
    if facts.status != "assigned" or facts.acknowledged_on or facts.part == "coordinator" or not days:
        return False
    return on == work.calendar.add_working_days(facts.turned_on or facts.assigned_on, days)


def _turned_back(work: Watched, on: date, _: int) -> bool:
    turned = work.facts.turned_on
    return turned is not None and on == work.calendar.add_working_days(turned, 1)


def _before(work: Watched, on: date, days: int) -> bool:
    facts, calendar = work.facts, work.calendar
    rungs = work.ladder.coordinator if facts.part == "coordinator" else work.ladder
    if facts.due_on is None or days not in rungs.before or on <= facts.assigned_on:
        return False
    return on == calendar.add_working_days(calendar.previous_working(facts.due_on), -days)


def _due_day(work: Watched, on: date, _: int) -> bool:
    facts = work.facts
    rungs = work.ladder.coordinator if facts.part == "coordinator" else work.ladder
    return facts.due_on is not None and rungs.on_day and on == work.calendar.previous_working(facts.due_on)


def _overdue(work: Watched, on: date, _: int) -> bool:
    facts, calendar = work.facts, work.calendar
    rungs = work.ladder.coordinator if facts.part == "coordinator" else work.ladder
    if facts.due_on is None or not rungs.overdue_first or not calendar.is_working(on):
        return False
    first = calendar.add_working_days(facts.due_on, rungs.overdue_first)
    return on >= first and calendar.working_days_between(first, on) % rungs.overdue_every == 0


def _asked_now_and_then(work: Watched, on: date, every: int) -> bool:
    facts = work.facts
    if facts.part == "coordinator" or facts.due_on is not None or not every:
        return False
    since = max(facts.reported_on or facts.assigned_on, facts.assigned_on)
    times = range(1, (on - since).days // every + 1)
    return any(on == work.calendar.next_working(since + timedelta(days=every * n)) for n in times)


_RULES: Mapping[str, Callable[[Watched, date, int], bool]] = {
    "assigned": _assigned,
    "unacknowledged": _unacknowledged,
    "turned-back": _turned_back,
    "before": _before,
    "due-day": _due_day,
    "overdue": _overdue,
    "check-in": lambda work, on, _: (
        work.facts.kind in ("undated", "event") and _asked_now_and_then(work, on, work.ladder.check_in_days)
    ),
    "stale": lambda work, on, _: (
        work.facts.kind == "ongoing" and _asked_now_and_then(work, on, work.ladder.stale_days)
    ),
}


def forgotten_faults(
    asked: Iterable[tuple[int, str, date]], stored: Collection[tuple[int, str, date]]
) -> Iterator[str]:
    """Yield the reminders that the ladder asked for and that stand nowhere."""
    for key in asked:
        if key not in stored:
            yield f"reminder {key} was asked for and is not stored"


def look_faults(open_looks: Mapping[int, datetime | None], *, until: datetime) -> Iterator[str]:
    """Yield the open obligations whose next look lies in the past after a morning, at ``until``."""
    for key, look in open_looks.items():
        if look is not None and look <= until:
            yield f"obligation {key} is to be looked at {look:%d/%m/%Y}, in the past after the morning"


def move_faults(rows: Sequence[Moved], before: Mapping[int, str], after: Mapping[int, str]) -> Iterator[str]:
    """Yield the moves outside the table, breaks in an obligation's story, and statuses no row led to.

    ``rows`` are the journal's of a day in their order; ``before`` and ``after`` the statuses of the
    obligations that they tell of, those born in the day missing from ``before``.
    """
    now = dict(before)
    for row in rows:
        told = f"obligation {row.obligation_id}: {row.source} -> {row.target} by {row.role}"
        if row.source != now.get(row.obligation_id):
            yield f"{told}, but it stood at {now.get(row.obligation_id)}"
        if row.source is not None and row.source != row.target:
            actors = _TABLE.get((row.source, row.target), frozenset())
            # An operator enters what the lead decides (a succession).
            if ("lead" if row.role == "operator" else row.role) not in actors:
                yield f"{told} is not in the table"
        now[row.obligation_id] = row.target
    for key in sorted(now.keys() | after.keys()):
        if now.get(key) != after.get(key):
            yield f"obligation {key} stands at {after.get(key)}, its journal at {now.get(key)}"


def count_faults(*, before: int, born: int, stored: int, keys: int, births: int) -> Iterator[str]:
    """Yield what is lost or doubled: obligations of yesterday, born today, stored now.

    ``keys`` are the distinct (item, agency, part, occurrence) of the stored ones and ``births`` the
    obligations that have exactly one first row in the journal.
    """
    if stored != before + born:
        lost = before + born - stored
        yield f"{stored} obligations are stored, {before} were and {born} came: {lost:+} lost"
    if keys != stored:
        yield f"{stored} obligations stand for {keys} shares: some are doubled"
    if births != stored:
        yield f"{births} of {stored} obligations have one birth in the journal"


def first_day_faults(rows: Iterable[tuple[int, date | None, date | None]]) -> Iterator[str]:
    """Yield the obligations whose first due day is another than the first that their journal names."""
    for key, told, stored in rows:
        if told is not None and told != stored:
            yield f"obligation {key}: first due on {told:%d/%m/%Y} by its journal, now {stored}"


def message_faults(messages: Iterable[Posted], *, now: datetime, is_healthy: bool) -> Iterator[str]:
    """Yield the messages that have neither an outcome nor a place in the queue.

    ``now`` is the instant of the day's last delivery; ``is_healthy`` that nothing held it up: then nothing
    that is due waits.
    """
    for one in messages:
        if one.state == "queued":
            if one.not_before_at is None:
                yield f"message {one.message_id} is queued for no instant"
            elif is_healthy and one.not_before_at <= now:
                yield f"message {one.message_id} was due and was not sent"
        elif one.state not in _ENDED:
            yield f"message {one.message_id} stands at {one.state} after the day's last delivery"
        elif one.state == "sent" and one.sent_at is None:
            yield f"message {one.message_id} was sent at no instant"
        elif one.state != "sent" and not one.outcome:
            yield f"message {one.message_id} is {one.state} without a word why"


def digest_faults(received: Sequence[Received], *, kills: int) -> Iterator[str]:
    """Yield recipients with two letters of one kind and day, and copies beyond what kills explain."""
    ids: dict[tuple[str, str, date], set[str]] = {}
    for one in (one for one in received if one.kind in DIGESTS):
        ids.setdefault((one.kind, one.to, one.on), set()).add(one.reference)
    for key, found in ids.items():
        if len(found) > 1:
            yield f"{key} received {len(found)} letters"
    copies = sum(Counter(one.reference for one in received).values()) - len({r.reference for r in received})
    if copies > kills:
        yield f"{copies} copies of letters arrived, {kills} kills explain at most as many"


def carried_faults(uncarried: Iterable[int]) -> Iterator[str]:
    """Yield the reminders of a whole morning that no message carries, though their readers can be reached."""
    for key in uncarried:
        yield f"reminder {key} is carried by no message"


def rollup_faults(name: str, tables: Sequence[Rollup], recounted: Sequence[Rollup]) -> Iterator[str]:
    """Yield the tables that do not sum, or that the journal counts otherwise; owners' and coordinators'."""
    for part, one, again in zip(("owners", "coordinators"), tables, recounted, strict=True):
        for table in (one, again):
            try:
                checked(table)
            except Refused:
                yield f"{name}, {part}: the cells do not sum"
        if _cells(one) != _cells(again):
            yield f"{name}, {part}: {one.sum} counted, {again.sum} by the journal"


def _cells(table: Rollup) -> dict[str, object]:
    return {key: counts for key, counts in table.rows if counts.total or counts.aside}
