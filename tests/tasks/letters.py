"""What really went out, read from the letters themselves, beside what a rehearsal says goes out."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Engine
from sqlmodel import col, select

from models.agency import Agency, Contact
from models.reminder import Message
from rules.rehearsal import RehearsedMessage, leaders_of
from rules.sending import TO_LEADERS
from store.database import reading

KINDS = ("agency-digest", "urgent-digest", *sorted(TO_LEADERS))
_TOLD = r"\((?:(?:nhắc lần|đã nhắc) (\d+)(?: lần)?|chưa nhắc được lần nào)\)"
_LINE = re.compile(rf"^   (?:.+, )?mục (\S+)(?: \(phối hợp\))?\n   (.+) {_TOLD}$", re.MULTILINE)
_DAY = re.compile(r"\d\d/\d\d/\d{4}")
_LEFT = re.compile(r"(quá hạn|còn) (\d+) ngày$")


@dataclass(frozen=True, slots=True, order=True)
class Line:
    """One item of a letter: where it stands, its day, days left (negative once late), which letter of it."""

    ref: str
    due_on: date | None
    days_left: int | None
    number: int


@dataclass(frozen=True, slots=True, order=True)
class Sent:
    """One message to agencies or leaders, sent or rehearsed."""

    on: date
    to: str
    kind: str
    lines: tuple[Line, ...]


def really_sent(engine: Engine) -> list[Sent]:
    """Return the messages written so far, read from their text; several contacts of one desk count once."""
    with reading(engine) as session:
        rows = session.exec(
            select(Message, Agency.name, Contact.role)
            .join(Agency, col(Agency.id) == col(Message.agency_id))
            .join(Contact, col(Contact.id) == col(Message.contact_id))
            .where(col(Message.kind).in_(KINDS))
        ).all()
    found = {
        Sent(
            message.on,
            leaders_of(agency) if message.kind in TO_LEADERS and role == "head" else agency,
            message.kind,
            _lines(message.body_text),
        )
        for message, agency, role in rows
    }
    return sorted(found, key=_order)


def _lines(text: str) -> tuple[Line, ...]:
    return tuple(sorted((_line(*found) for found in _LINE.findall(text)), key=repr))


def _line(ref: str, when: str, number: str) -> Line:
    day = _DAY.search(when)
    left = _LEFT.search(when)
    days = 0 if when.endswith("đến hạn hôm nay") else None
    if left:
        days = int(left[2]) * (-1 if left[1] == "quá hạn" else 1)
    due = datetime.strptime(day[0], "%d/%m/%Y").date() if day else None  # noqa: DTZ007 - a civil day
    return Line(ref, due, days, int(number or 0))


def rehearsed(messages: Iterable[RehearsedMessage]) -> list[Sent]:
    """Return what a rehearsal says, in the same shape."""
    found = [
        Sent(
            m.on,
            m.to,
            m.kind,
            tuple(sorted((Line(i.ref, i.due_on, i.days_left, i.number) for i in m.items), key=repr)),
        )
        for m in messages
    ]
    return sorted(found, key=_order)


def _order(sent: Sent) -> tuple[date, str, str]:
    return sent.on, sent.to, sent.kind
