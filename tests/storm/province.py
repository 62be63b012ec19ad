"""The storm's province, what the rules ask to be sent to it, and what came in."""

import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from email.message import EmailMessage
from pathlib import Path

from sqlalchemy import make_url
from sqlmodel import select

from config.office import Office, load_office
from models.draft import DraftItem, Rhythm
from models.reminder import Message
from rules.breakdown import AHEAD, ItemTerms, Owed, break_down
from rules.deadline import occurrences
from rules.escalation import Reach
from rules.ladder import ObligationFacts
from rules.rehearsal import RehearsedItem, RehearsedMessage, RehearsedWork, Stage, rehearse
from store.database import migrate, reading, writing
from store.registry import load_registry
from store.sealing import open_with_key
from tests.cast import ISSUED_ON, Cast, item
from tests.storm.lanes import Lane, Morning
from tests.storm.morning_process import storm_settings
from tests.storm.sink import Sink

OWNERS_EACH = 4
EIGHT = time(8, 0)
MONTHLY = Rhythm("month", day=20)
_LINE = re.compile(r"^   \S+, mục (\S+)\n   (.*) \(nhắc lần (\d+)\)$", re.MULTILINE)
_DAY = re.compile(r"\d\d/\d\d/\d{4}")


@dataclass(frozen=True, slots=True, order=True)
class Line:
    """One item of a digest as its reader sees it: where it stands, its day, which reminder of it."""

    ref: str
    due: str
    number: int


@dataclass(frozen=True, slots=True, order=True)
class Digest:
    """One digest, expected or received: whose, of which day, its lines (none for a lead's)."""

    kind: str
    to: str
    on: date
    lines: tuple[Line, ...] = ()

    @property
    def key(self) -> tuple[str, str, date]:
        """Return what no two digests may share."""
        return self.kind, self.to, self.on


@dataclass
class Province:
    """A made-up province in files of its own, whose mail goes to a sink."""

    home: Path
    cast: Cast
    sink: Sink
    url: str
    plans: list[tuple[DraftItem, ...]] = field(default_factory=list)

    @property
    def office(self) -> Office:
        """Return the calendar and the ladder."""
        return self.cast.office

    def track(self, *items: DraftItem) -> None:
        """Activate a plan with these items on the first day."""
        self.cast.tracked_plan(*items, lead=name_of(0))
        self.plans.append(items)

    def start(self, lane: Lane, day: date, at: time = EIGHT, *, file_limit: int | None = None) -> Morning:
        """Start the morning of that day as a process in a lane."""
        return lane.start(self.home, self.url, day, at, file_limit=file_limit)

    def messages(self) -> list[Message]:
        """Return every message in order of writing."""
        with reading(self.cast.engine) as session:
            return list(session.exec(select(Message).order_by(Message.id)))  # type: ignore[arg-type]

    def mornings(self, start: date = ISSUED_ON) -> Iterator[date]:
        """Yield working days from ``start`` on, without end."""
        day = self.office.calendar.next_working(start)
        while True:
            yield day
            day = self.office.calendar.next_working(day + timedelta(days=1))

    def expected(self, mornings: Sequence[date]) -> list[Digest]:
        """Return the digests that the rules ask for on these mornings, nobody answering.

        From the items alone: the database is not asked. The mornings are working days without a gap.
        """
        calendar = self.office.calendar
        works = self.works(mornings)
        # Nobody's head has an address: what leaders should hear stands in the digests.
        reach = {w.agency: Reach(heads=False) for w in works} | {address_of(0): Reach(heads=False)}
        told = rehearse(
            works,
            self.office.ladder,
            calendar,
            first_morning=mornings[0],
            until=mornings[-1],
            stage=Stage(lead=address_of(0), reach=reach),
        )
        digests = [_as_digest(one) for one in told]
        return sorted(digests + _lead_digests(works, told, mornings))

    def works(self, mornings: Sequence[date]) -> list[RehearsedWork]:
        """Return what is owed after these mornings, from the items alone."""
        return list(_works(self.plans, mornings, self.office))

    def received(self) -> dict[str, Digest]:
        """Return what came in by Message-ID; copies of one message must say the same."""
        found: dict[str, Digest] = {}
        for mail in self.sink.mails:
            digest = _read(mail)
            assert found.setdefault(str(mail["Message-ID"]), digest) == digest
        return found


def name_of(number: int) -> str:
    """Return the name of the agency of that number; 0 leads the plans."""
    return f"Cơ quan số {number:03d}"


def address_of(number: int) -> str:
    """Return the mail address of an agency's contact."""
    return f"co-quan-{number:03d}@tinh.example.vn"


@contextmanager
def open_province(
    home: Path,
    sink: Sink,
    *,
    agencies: int,
    database: Callable[[Path], str] | None = None,
    arguments: str = "",
    busy_seconds: float = 30,
) -> Iterator[Province]:
    """Make a province with that many agencies; ``arguments`` go to the mail addresses (``&cto=1``).

    ``busy_seconds`` is how long its mornings wait for a locked database. ``database`` gives a data folder a
    migrated, empty one and returns its URL; without it one is made.
    """
    settings = storm_settings(home, database(home) if database is not None else "")
    engine = open_with_key(settings)
    if database is None:
        migrate(engine)
    cast = Cast(engine, settings, load_office(settings))
    province = Province(home, cast, sink, _patient(settings.database, busy_seconds))
    with writing(engine) as session:
        load_registry(session, "\n".join(_registry(sink, agencies, arguments)))
    try:
        yield province
    finally:
        engine.dispose()


def _patient(url: str, seconds: float) -> str:
    """Return the URL with which a writer waits that long for others."""
    if url.startswith("sqlite"):
        return f"{url}?timeout={seconds}"
    options = {"options": f"-c lock_timeout={round(seconds * 1000)}"}
    return make_url(url).update_query_dict(options).render_as_string(hide_password=False)


def _registry(sink: Sink, agencies: int, arguments: str) -> Iterator[str]:
    for n in range(agencies):
        yield f'[[agencies]]\ncode = "co-quan-{n:03d}"\nname = "{name_of(n)}"'
        channel = sink.url(address_of(n)) + arguments
        yield f'[[contacts]]\nagency = "co-quan-{n:03d}"\nname = "Đầu mối {n:03d}"\nchannel = "{channel}"'


def track_many(province: Province, *, agencies: int, items: int, seed: int) -> int:
    """Activate three plans of mixed items, each owned by four agencies; return how many obligations.

    Of 25 items one recurs monthly, one is without end and two are without a day; the days of the rest
    are spread over 120 days.
    """
    chance = random.Random(seed)
    made: list[DraftItem] = []
    for n in range(items):
        owners = [name_of(a) for a in chance.sample(range(agencies), OWNERS_EACH)]
        ref = f"IV.{n + 1}"
        if n % 25 == 0:
            made.append(item(f"Báo cáo tháng {n}", *owners, ref=ref, rhythm=MONTHLY))
        elif n % 25 == 1:
            made.append(item(f"Việc thường xuyên {n}", *owners, ref=ref, kind="ongoing"))
        elif n % 25 in (2, 3):
            made.append(item(f"Việc chưa có hạn {n}", *owners, ref=ref))
        else:
            due = ISSUED_ON + timedelta(days=chance.randint(1, 120))
            made.append(item(f"Việc có hạn {n}", *owners, ref=ref, due=due))
    third = -(-items // 3)
    for start in range(0, items, third):
        province.track(*made[start : start + third])
    return sum(len(list(_owed(one, ISSUED_ON, province.office))) for one in made)


def _owed(one: DraftItem, today: date, office: Office) -> Iterator[Owed]:
    terms = ItemTerms(one.deadline.kind, one.deadline.due_on, one.deadline.rhythm)
    owners = [(int(name[-3:]), None) for name in one.owners]
    yield from break_down(terms, owners, today=today, until=None, calendar=office.calendar)


def _works(
    plans: Iterable[Sequence[DraftItem]], mornings: Sequence[date], office: Office
) -> Iterator[RehearsedWork]:
    """Yield what is owed: from the activation, and the occurrences that mornings add."""
    key = 0
    for one in (one for plan in plans for one in plan):
        shares = [
            (ISSUED_ON, owed.agency_id, owed.kind, owed.due_on, owed.is_first)
            for owed in _owed(one, ISSUED_ON, office)
        ]
        if one.deadline.rhythm is not None:
            # Each day of the rhythm comes into the books on the first morning that sees so far ahead.
            known = {share[3] for share in shares}
            for morning in mornings:
                ahead = occurrences(one.deadline.rhythm, after=morning, count=AHEAD, calendar=office.calendar)
                for on in (day for day in ahead if day not in known):
                    known.add(on)
                    shares += [(morning, int(name[-3:]), "recurring", on, False) for name in one.owners]
        for assigned_on, agency, kind, due, is_first in shares:
            key += 1
            # Only the first occurrence is news; the further ones count as acknowledged.
            status, acknowledged = ("assigned", None) if is_first else ("acknowledged", assigned_on)
            facts = ObligationFacts(kind, status, due, assigned_on, acknowledged)
            yield RehearsedWork(key, address_of(agency), one.ref, one.text, facts)


def _as_digest(told: RehearsedMessage) -> Digest:
    return Digest(told.kind, told.to, told.on, tuple(sorted(_as_line(i) for i in told.items)))


def _as_line(one: RehearsedItem) -> Line:
    return Line(one.ref, f"{one.due_on:%d/%m/%Y}" if one.due_on else "", one.number)


def _lead_digests(
    works: Sequence[RehearsedWork], told: Sequence[RehearsedMessage], mornings: Sequence[date]
) -> list[Digest]:
    """Return the lead's digests: on mornings with a reminder or with late work."""
    with_reminders = {one.on for one in told}
    dues = [w.facts.due_on for w in works if w.facts.due_on is not None]
    first_late = min(dues, default=date.max)
    return [
        Digest("lead-digest", address_of(0), day)
        for day in mornings
        if day in with_reminders or day > first_late
    ]


def _read(mail: EmailMessage) -> Digest:
    kind, on = str(mail["Message-ID"]).strip("<>").split(".")[:2]
    day = datetime.strptime(on, "%Y%m%d").date()  # noqa: DTZ007 - a civil day
    body = mail.get_body(("plain",))
    assert body is not None
    assert f"{day:%d/%m/%Y}" in str(mail["Subject"]), mail["Subject"]
    lines = [] if kind == "lead-digest" else _LINE.findall(body.get_content().replace("\r\n", "\n"))
    return Digest(
        kind, str(mail["To"]), day, tuple(sorted(Line(ref, _due(when), int(n)) for ref, when, n in lines))
    )


def _due(when: str) -> str:
    found = _DAY.search(when)
    return found[0] if found else ""


@dataclass(frozen=True)
class Count:
    """Expected held against received, by Message-ID and by recipient and day."""

    expected: int
    # Expected and never received.
    lost: tuple[tuple[str, str, date], ...]
    # Received, and nobody expected it on that day.
    unexpected: tuple[tuple[str, str, date], ...]
    # Received with other lines than the rules ask for.
    differing: tuple[tuple[str, str, date], ...]
    # Copies beyond the first of each Message-ID.
    again: dict[str, int]
    # Recipients and days that got more than one Message-ID.
    with_new_id: tuple[tuple[str, str, date], ...]


def hold_against(expected: Sequence[Digest], received: dict[str, Digest], copies: dict[str, int]) -> Count:
    """Return what was lost, doubled or different."""
    got: dict[tuple[str, str, date], list[Digest]] = defaultdict(list)
    for digest in received.values():
        got[digest.key].append(digest)
    wanted = {digest.key: digest for digest in expected}
    return Count(
        expected=len(wanted),
        lost=tuple(sorted(k for k in wanted if k not in got)),
        unexpected=tuple(sorted(k for k in got if k not in wanted)),
        differing=tuple(
            sorted(k for k, d in wanted.items() if k in got and any(one.lines != d.lines for one in got[k]))
        ),
        again={reference: n - 1 for reference, n in copies.items() if n > 1},
        with_new_id=tuple(sorted(k for k, found in got.items() if len(found) > 1)),
    )
