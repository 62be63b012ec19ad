"""Rows of a tracking table as tasks: what each says, and what is doubtful about it: pure.

Cells are text (a real day of Excel is written dd/mm/yyyy by the reader); cells that were merged hold the
same words in each of their rows.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from rules.naming import fold
from rules.status import NAMES
from rules.table_columns import Heading
from rules.table_states import is_mark, read_day, read_status

_DITTO = re.compile(r"\W*(?:n\.?t|như trên)\W*|[\"”“〃]+|//", re.I)
_SUM = re.compile(r"(?:tong(?: cong| so| hop)?|cong)\b")
_COUNTING = re.compile(r"\(?(?:\d{1,2}|[A-Za-z])\)?")
_MORE_TIME = re.compile(r"(?:gia hạn|điều chỉnh|lùi)\D{0,30}(?P<day>\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2,4})", re.I)
_NUMBER = re.compile(r"\d[\w.]*/[\w.\-]*[A-ZĐ][\w\-]*")
# Characters of a cell that names a document; more is something else.
LONGEST_DOCUMENT = 400
# A group's title may hold the document: "I. Kế hoạch số 12/KH-UBND".
_GROUP_MARK = re.compile(r"^(?:[IVXLC]{1,6}|\d{1,2}|[A-Z])[.)]\s*")
_TAKEN_FROM_ABOVE = ("owners", "coordinators", "document", "document_on", "due")


@dataclass(frozen=True, slots=True)
class State:
    """How far a share of the work is: its status, the day of its last report, and what was said.

    ``due_on`` is the day that was granted later than the first one, None where there is none. ``words`` is
    the status as the table writes it.
    """

    status: str = "assigned"
    told_on: date | None = None
    told: str = ""
    due_on: date | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class TableTask:
    """One row that is a task. ``due`` is the deadline in the table's words, a day as dd/mm/yyyy.

    ``part`` is owner or coordinator where the row is the share of one body, "" where it names everybody.
    """

    ref: str
    text: str
    owners: str
    coordinators: str
    part: str
    document: str
    document_on: date | None
    due: str
    state: State
    deliverable: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row as read: ``number`` as the office counts it (from 1), its task or None, and its faults.

    ``title`` holds the words of a row that is the title of those beneath it.
    """

    number: int
    task: TableTask | None
    faults: tuple[str, ...] = ()
    title: str = ""


def read_rows(rows: Sequence[Sequence[str]], heading: Heading, *, today: date) -> list[TableRow]:
    """Return the rows beneath a heading that say something, in order; ``today`` judges days."""
    return list(_rows(rows, heading, today))


def _rows(rows: Sequence[Sequence[str]], heading: Heading, today: date) -> Iterator[TableRow]:
    above: dict[str, str] = {}
    group = ""
    head = [tuple(c.strip() for c in row) for row in rows[heading.first : heading.last + 1]]
    for place, row in enumerate(rows[heading.last + 1 :], heading.last + 2):
        filled = [cell.strip() for cell in row if cell.strip()]
        if not filled or tuple(c.strip() for c in row) in head or _is_count(filled, above):
            continue
        title = _title(filled, row, heading)
        if title is not None:
            if not _SUM.match(fold(title)):
                group = title[:LONGEST_DOCUMENT]
                yield TableRow(place, None, title=title)
            continue
        cells = {name: heading.cell(row, name) for name in set(heading.columns) if name}
        for name in _TAKEN_FROM_ABOVE:
            if _DITTO.fullmatch(cells.get(name, "")):
                cells[name] = above.get(name, "")
        if not cells.get("text"):
            yield TableRow(place, None, ("Không có nội dung nhiệm vụ nên không đọc.",))
            continue
        if "document" not in heading.columns and _NUMBER.search(group):
            cells["document"] = _GROUP_MARK.sub("", group)
        above = cells
        yield _read(place, row, cells, heading, today)


def _is_count(filled: Sequence[str], above: dict[str, str]) -> bool:
    """A row "(1) (2) (3)" beneath the heading numbers the columns."""
    return not above and len(filled) >= 3 and all(_COUNTING.fullmatch(cell) for cell in filled)


def _title(filled: Sequence[str], row: Sequence[str], heading: Heading) -> str | None:
    """Return the words of a row that only names a group or sums up, None for any other row."""
    words = [cell for cell in dict.fromkeys(filled) if not re.fullmatch(r"[IVXLC]{1,6}\.?|[A-Z]\.?", cell)]
    if _SUM.match(fold(filled[0])) and not heading.cell(row, "owners"):
        return filled[0]
    if len(words) != 1:
        return None
    if "number" in heading.columns and not heading.cell(row, "number"):
        return words[0]
    # One cell of words, merged over the row or alone in it: a task has at least somebody or some day.
    return words[0] if heading.cell(row, "text") != words[0] or len(words) < len(filled) else None


def _read(place: int, row: Sequence[str], cells: dict[str, str], heading: Heading, today: date) -> TableRow:
    faults: list[str] = []
    due, granted = _due(cells)
    state = replace(_state(row, cells, heading, due, today, faults), due_on=granted)
    if "owners" in heading.columns and not cells.get("owners"):
        faults.append("Chưa ghi cơ quan chủ trì.")
    document_on = read_day(cells.get("document_on", ""))
    if cells.get("document_on") and document_on is None:
        faults.append(f"Không đọc được ngày văn bản “{cells['document_on']}”.")
    task = TableTask(
        ref=cells.get("ref", ""),
        text=" ".join(cells["text"].split()),
        owners=cells.get("owners", ""),
        coordinators=cells.get("coordinators", ""),
        part=_part(cells.get("part", ""), faults),
        document=" ".join(cells.get("document", "").split())[:LONGEST_DOCUMENT],
        document_on=document_on,
        due=due,
        state=state,
        deliverable=" ".join(cells.get("deliverable", "").split()),
        note=cells.get("note", ""),
    )
    return TableRow(place, task, tuple(faults))


def _due(cells: dict[str, str]) -> tuple[str, date | None]:
    """Return the first deadline in words, and the day granted later where the row names one."""
    due, first = _as_written(cells.get("due", "")), _as_written(cells.get("first_due", ""))
    more = _MORE_TIME.search(due)
    if more is not None and (granted := read_day(more["day"])) is not None:
        start = due[: more.start()].strip(" (;,-")
        return first or start or f"{granted:%d/%m/%Y}", granted if first or start else None
    if first and due and first != due:
        return first, read_day(due)
    return first or due or _without_day(cells.get("kind", "")), None


def _as_written(text: str) -> str:
    """Return a deadline's words; a cell that is nothing but a day as dd/mm/yyyy."""
    text = " ".join(text.split())
    day = read_day(text)
    return f"{day:%d/%m/%Y}" if day and re.fullmatch(r"[\d/.\-]+(?: 00:00(?::00)?)?", text) else text


def _without_day(words: str) -> str:
    """Return a class of the official table that stands in the place of a day."""
    return "Thường xuyên" if fold(words).startswith("thuong xuyen") else ""


def _part(words: str, faults: list[str]) -> str:
    plain = fold(words)
    if not plain:
        return ""
    if "phoi hop" in plain and "chu tri" not in plain:
        return "coordinator"
    if "chu tri" not in plain and "thuc hien" not in plain:
        faults.append(f"Không rõ tư cách “{words}”: coi là chủ trì.")
    return "owner"


def _state(
    row: Sequence[str], cells: dict[str, str], heading: Heading, due: str, today: date, faults: list[str]
) -> State:
    words = _status_words(row, heading)
    kind, result = cells.get("kind", ""), cells.get("result", "")
    done_on, told_on = (_told_day(cells, name, today, faults) for name in ("done_on", "told_on"))
    status = read_status(words) or read_status(kind)
    if status is None:
        status = "done" if done_on is not None else read_status(result) if not words else None
    if status is None:
        status = "in_progress" if words or result else "assigned"
        if words:
            faults.append(f"Không rõ tình trạng “{words}”: coi là “{NAMES[status]}”.")
    day = done_on or told_on
    if status == "done" and day is None:
        day = _day_of_end(f"{words} {kind}", due, today, faults)
    if status == "assigned" and done_on is not None:
        faults.append("Có ngày hoàn thành mà tình trạng là chưa hoàn thành: theo tình trạng.")
        day = None
    return State(status, day, result or words, words=words or kind)


def _status_words(row: Sequence[str], heading: Heading) -> str:
    """Return the words of the status; where a column is only ticked, its own heading."""
    found = []
    for place, name in enumerate(heading.columns):
        cell = row[place].strip() if name == "status" and place < len(row) else ""
        if cell:
            found.append(heading.titles[place] if is_mark(cell) else cell)
    return "; ".join(dict.fromkeys(found))


def _told_day(cells: dict[str, str], name: str, today: date, faults: list[str]) -> date | None:
    text = cells.get(name, "")
    day = read_day(text)
    what = "ngày hoàn thành" if name == "done_on" else "ngày báo cáo"
    if text and day is None:
        faults.append(f"Không đọc được {what} “{text}”.")
    elif day is not None and day > today:
        faults.append(f"{what.capitalize()} {day:%d/%m/%Y} ở phía trước nên không lấy.")
        return None
    return day


def _day_of_end(words: str, due: str, today: date, faults: list[str]) -> date:
    """Return the day on which finished work counts as reported where the table names none.

    On time by the table's own words: the due day. Otherwise today, the day on which it was said to us.
    """
    last, plain = read_day(due), fold(words)
    if last is not None and last <= today and ("dung han" in plain or "truoc han" in plain):
        faults.append(f"Đã hoàn thành đúng hạn mà không ghi ngày: lấy ngày hết hạn {last:%d/%m/%Y}.")
        return last
    faults.append(f"Đã hoàn thành mà không ghi ngày: lấy ngày nhập {today:%d/%m/%Y}.")
    return today
