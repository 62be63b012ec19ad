"""Due days as an iCalendar (RFC 5545, 7986) that people's calendars subscribe to.

The calendar and the day are arguments: the same facts give the same bytes, so that a reader who asks again
is answered by their hash. The frame is written by the ``icalendar`` package; the events, of which there may
be thousands, are written here, because the package takes five times as long as a page may
(``benchmarks/calendars.py``). The tests hold them to what the package reads and writes itself.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone

from icalendar import Calendar, vDuration

from rules.status import OPEN

# Viet Nam keeps UTC+7 all the year round (IANA time zone Asia/Ho_Chi_Minh, since 1975).
_ZONE = timezone(timedelta(hours=7))
ZONE_NAME = "Asia/Ho_Chi_Minh"
# Days before the due day, and the hour of them in Viet Nam, at which a calendar speaks up.
ALARM_DAYS = (5, 1)
ALARM_AT = time(8)
# How often a subscribed calendar is asked to look again.
REFRESH = timedelta(hours=4)
SUMMARY_WIDTH = 120
# In these nothing is due any more: the day stands in the calendar as called off.
CANCELLED = frozenset({"suspended", "withdrawn"})
# RFC 5545, 3.1: octets of a line, its end not counted.
_LINE = 75
# No control character may stand in a text, and readers split lines at the separators of Unicode.
_FORBIDDEN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class DueDay:
    """One obligation with a due day: what a calendar shows of it.

    ``changed_at`` is the UTC instant of its last journal row; ``revision`` rises with every change.
    ``lines`` are what a person reads beside the title; ``address`` is the obligation's page.
    """

    obligation_id: int
    occurrence: str
    revision: int
    due_on: date
    status: str
    changed_at: datetime
    title: str
    lines: tuple[str, ...]
    address: str


@dataclass(frozen=True, slots=True)
class CalendarFacts:
    """A calendar: its name, what it says of itself, and the host that makes its identifiers unique."""

    name: str
    about: str
    host: str
    days: tuple[DueDay, ...]


def calendar_bytes(facts: CalendarFacts, *, today: date) -> bytes:
    """Return the calendar as UTF-8 with CRLF line ends, events by due day and obligation.

    Only what the agency still has to do is announced, and an alarm whose day lies before ``today`` (a
    civil date in Viet Nam) is left out: calendars would ring it at once on subscribing. The alarms are
    instants, not spans before the event, because a whole-day event begins at midnight of wherever its
    reader is.
    """
    head, end, rest = _frame(facts).partition(b"END:VCALENDAR")
    days = sorted(facts.days, key=lambda d: (d.due_on, d.obligation_id, d.occurrence))
    events = (line for day in days for line in _event(day, facts.host, today))
    return head + b"".join(map(_folded, events)) + end + rest


def uid(obligation_id: int, occurrence: str, host: str) -> str:
    """Return the identifier of an obligation's event, which neither an extension nor a report changes."""
    return f"phan-viec-{obligation_id}{'-' + occurrence if occurrence else ''}@{host}"


def alarms(due_on: date, *, today: date) -> list[datetime]:
    """Return the UTC instants at which a due day is announced, the earlier first; none before ``today``."""
    days = [due_on - timedelta(days=n) for n in ALARM_DAYS]
    return [datetime.combine(d, ALARM_AT, _ZONE).astimezone(UTC) for d in days if d >= today]


def _frame(facts: CalendarFacts) -> bytes:
    """Return the calendar without its events."""
    whole = Calendar()
    for name, value in (
        ("prodid", "-//dondoc//Don doc//VI"),
        ("version", "2.0"),
        ("calscale", "GREGORIAN"),
        ("method", "PUBLISH"),
        ("name", _plain(facts.name)),
        ("x-wr-calname", _plain(facts.name)),
        ("description", _plain(facts.about)),
        ("x-wr-caldesc", _plain(facts.about)),
        ("x-wr-timezone", ZONE_NAME),
    ):
        whole.add(name, value)
    refresh = vDuration(REFRESH)
    refresh.params["VALUE"] = "DURATION"
    whole["refresh-interval"] = refresh
    whole["x-published-ttl"] = vDuration(REFRESH)
    return bytes(whole.to_ical())


def _event(day: DueDay, host: str, today: date) -> Iterator[str]:
    changed = _instant(day.changed_at)
    title = _escaped(_short(day.title))
    yield "BEGIN:VEVENT"
    yield f"UID:{uid(day.obligation_id, day.occurrence, host)}"
    yield f"DTSTAMP:{changed}"
    yield f"LAST-MODIFIED:{changed}"
    yield f"SEQUENCE:{day.revision}"
    yield f"DTSTART;VALUE=DATE:{day.due_on:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{day.due_on + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:Hạn: {title}"
    yield f"DESCRIPTION:{_escaped(chr(10).join(day.lines))}"
    yield f"URL:{day.address}"
    yield f"STATUS:{'CANCELLED' if day.status in CANCELLED else 'CONFIRMED'}"
    # A due day takes nobody's time away.
    yield "TRANSP:TRANSPARENT"
    if day.status in OPEN:
        for at in alarms(day.due_on, today=today):
            yield "BEGIN:VALARM"
            yield "ACTION:DISPLAY"
            yield f"TRIGGER;VALUE=DATE-TIME:{_instant(at)}"
            yield f"DESCRIPTION:Hạn {day.due_on:%d/%m/%Y}: {title}"
            yield "END:VALARM"
    yield "END:VEVENT"


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SUMMARY_WIDTH else line[: SUMMARY_WIDTH - 1].rstrip() + "…"


def _plain(text: str) -> str:
    """Return a text on one line without control characters."""
    return " ".join(_FORBIDDEN.sub(" ", text).split())


def _escaped(text: str) -> str:
    """Return a text as RFC 5545, 3.3.11, writes it."""
    text = _FORBIDDEN.sub("", text)
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> bytes:
    """Return a line with its end, folded where it is too long, no character cut in two."""
    octets = line.encode()
    if len(octets) <= _LINE:
        return octets + b"\r\n"
    parts = []
    start, room = 0, _LINE
    while len(octets) - start > room:
        end = start + room
        while octets[end] & 0xC0 == 0x80:
            end -= 1
        parts.append(octets[start:end])
        # The blank that begins a further line counts too.
        start, room = end, _LINE - 1
    parts.append(octets[start:])
    return b"\r\n ".join(parts) + b"\r\n"
