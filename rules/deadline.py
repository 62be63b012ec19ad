"""Deadlines: from the words of a plan to the last day on which the work is on time.

``read_deadline`` reads a phrase, a whole item or a time cell; ``due_by_event`` resolves a phrase that
waited for an event; ``occurrences`` gives the due days of a rhythm, ``period_of`` the period that an
occurrence is about and ``rhythm_of`` a rhythm back from its stored fields; ``batch`` reads many rows.
The rules and their law are in ``docs/deadlines.md``.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from models.draft import Deadline, Provenance
from models.errors import BadDocument
from rules.deadlines.events import due_by_event, trigger_of
from rules.deadlines.links import read_links
from rules.deadlines.masks import wipe
from rules.deadlines.occurrences import occurrences, rhythm_of
from rules.deadlines.periods import read_periods
from rules.deadlines.reading import Reading, Setting, choose
from rules.deadlines.reporting import is_periods, period_of
from rules.deadlines.rhythms import read_rhythms
from rules.deadlines.states import read_states
from rules.deadlines.words import Passage, rx
from rules.workday import WorkCalendar

__all__ = [
    "batch",
    "due_by_event",
    "is_periods",
    "occurrences",
    "period_of",
    "read_deadline",
    "rhythm_of",
    "trigger_of",
]

# Characters of one item that are looked at.
LONGEST = 12_000

# "Thời gian hoàn thành: Quý IV/2025." — a label makes what follows a time cell, wherever it stands.
_LABEL = rx(
    r"(?<!\w)(?:thời gian|thời hạn|tiến độ|kỳ hạn|hạn)(?: (?:thực hiện|hoàn thành|triển khai|báo cáo"
    r"|tổ chức|xong"
    r"|dự kiến|gửi|nộp|gửi báo cáo|ban hành|trình|và|bắt đầu"
    r"|kết thúc))*\s*:\s*(?P<time>[^.;]*(?:\.(?=\d)[^.;]*)*)"
)


def read_deadline(
    phrase: str,
    *,
    issued_on: date | None,
    event_on: date | None,
    calendar: WorkCalendar,
    before_is_inclusive: bool = False,
    whole_is_time: bool = False,
) -> Deadline:
    """Return the deadline that the words set, with the rule that read them and the law it follows.

    ``phrase`` is a phrase or a whole item; ``whole_is_time`` marks a time cell or a labelled time
    line. Days are civil dates in Asia/Ho_Chi_Minh; ``issued_on`` supplies a missing year and the day
    of signing, ``event_on`` the day of the plan's event; ``before_is_inclusive`` makes "trước ngày X"
    count X itself. Words that name no day of the calendar give kind "none" with a question. Never
    raises on text.
    """
    # The longest item of a real plan has some 2,000 characters; beyond this it is a fault of the file.
    passage = Passage(phrase[:LONGEST])
    setting = Setting(issued_on, event_on, calendar, before_is_inclusive, whole_is_time)
    label = _LABEL.search(passage.lower)
    if label and label["time"].strip():
        passage = Passage(passage.written[label.start("time") : label.end("time")])
        setting = Setting(issued_on, event_on, calendar, before_is_inclusive, cell=True)
    reading = choose(_readings(passage, setting))
    return Deadline() if reading is None else _deadline(reading, passage, setting)


def _readings(passage: Passage, setting: Setting) -> list[Reading]:
    wipe(passage, cell=setting.cell)
    return [
        *read_rhythms(passage, setting),
        *read_periods(passage, setting),
        *read_states(passage),
        *read_links(passage, setting),
    ]


def _deadline(reading: Reading, passage: Passage, setting: Setting) -> Deadline:
    return Deadline(
        kind=reading.kind,
        due_on=reading.due_on if reading.kind == "date" else None,
        raw=passage.quote(reading.start, reading.end) or None,
        rule=reading.rule,
        law=reading.law,
        next=reading.next,
        rhythm=reading.rhythm,
        literal=reading.literal,
        provenance=_provenance(reading, setting),
        question=reading.question,
    )


def _provenance(reading: Reading, setting: Setting) -> Provenance:
    if reading.kind == "none":
        return "none"
    if setting.cell:
        return "table"
    return "event" if reading.by_event else "item"


def batch(rows: Sequence[Mapping[str, Any]], calendar: WorkCalendar) -> list[dict[str, Any]]:
    """Return ``{kind, due_on, next, rule}`` for each row, in order, with ISO dates.

    A row has ``phrase`` and, as ISO dates or None, ``issued_on`` and ``event_on``. Raises
    BadDocument, whose place names the row, where a row has another form.
    """
    return [_row(number, row, calendar) for number, row in enumerate(rows, start=1)]


def _row(number: int, row: Mapping[str, Any], calendar: WorkCalendar) -> dict[str, Any]:
    place = f"dòng {number}"
    if not isinstance(row, Mapping) or not isinstance(row.get("phrase"), str):
        raise BadDocument("Mỗi dòng phải có “phrase” là một chuỗi chữ.", place=place)
    deadline = read_deadline(
        row["phrase"],
        issued_on=_iso(row.get("issued_on"), place),
        event_on=_iso(row.get("event_on"), place),
        calendar=calendar,
    )
    return {
        "kind": deadline.kind,
        "due_on": deadline.due_on.isoformat() if deadline.due_on else None,
        "next": [day.isoformat() for day in deadline.next],
        "rule": deadline.rule,
    }


def _iso(value: Any, place: str) -> date | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise BadDocument(f"Ngày “{value}” phải có dạng 2025-11-20.", place=place) from error
