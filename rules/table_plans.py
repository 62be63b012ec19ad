"""Tasks of a tracking table as draft plans: one for each document that assigns them, or one for all: pure.

Rows that are the shares of single bodies in one task ("chủ trì", "phối hợp") come together in one item.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from models.draft import Deadline, DraftItem, DraftPlan
from rules.deadline import read_deadline
from rules.naming import agency_key, fold
from rules.table_rows import State, TableRow, TableTask
from rules.table_states import read_day
from rules.workday import WorkCalendar

Cut = Literal["one", "by-document"]
# Reads a cell of bodies: (its words, whether they own the task) -> owners, coordinators.
ReadBodies = Callable[[str, bool], tuple[Sequence[str], Sequence[str]]]
TABLE_FORM = "bảng theo dõi"
_FORMS = ("kế hoạch", "quyết định", "chỉ thị", "công văn", "công điện", "thông báo", "nghị quyết")
_SHORT_FORMS = {"KH": "kế hoạch", "QĐ": "quyết định", "CT": "chỉ thị", "CĐ": "công điện", "TB": "thông báo"}
_NUMBER = re.compile(r"\d[\w.]*/(?:\d{4}/)?[\w\-]*[A-ZĐ][\w\-]*")
_ISSUER = re.compile(r"\bcủa\s+(?P<who>[^,;()]{3,120})")


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """What a person says of the plans that a table becomes; "" and None where nothing."""

    title: str = ""
    number: str = ""
    issuer: str = ""
    lead: str = ""
    issued_on: date | None = None


@dataclass(frozen=True, slots=True)
class ShareState:
    """How far one named body's share of an item is; ``name`` as the item writes it."""

    part: Literal["owner", "coordinator"]
    name: str
    state: State


@dataclass(frozen=True, slots=True)
class TablePlan:
    """A draft plan of a table, and how far the shares of each of its items are, item by item."""

    draft: DraftPlan
    states: tuple[tuple[ShareState, ...], ...]


@dataclass(slots=True)
class _Item:
    task: TableTask
    lines: list[tuple[int, int]]
    shares: list[ShareState] = field(default_factory=list)

    def names(self, part: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one.name for one in self.shares if one.part == part))

    def knows(self, name: str, part: str) -> bool:
        return any(one.part == part and agency_key(one.name) == agency_key(name) for one in self.shares)


def make_plans(
    rows: Iterable[tuple[TableRow, int, int]],
    *,
    cut: Cut,
    facts: PlanFacts,
    read_bodies: ReadBodies,
    calendar: WorkCalendar,
) -> list[TablePlan]:
    """Return the draft plans of a table, in the order in which its documents appear.

    ``rows`` are the rows read, each with its line in the stored document and its page. Where there is one
    plan for all, an item says in its details which document assigned it.
    """
    piles: dict[str, list[tuple[TableTask, int, int]]] = {}
    for row, line, page in rows:
        if row.task is not None:
            key = fold(row.task.document) if cut == "by-document" else ""
            piles.setdefault(key, []).append((row.task, line, page))
    return [_plan(pile, cut, facts, read_bodies, calendar) for pile in piles.values()]


def _plan(
    pile: Sequence[tuple[TableTask, int, int]],
    cut: Cut,
    facts: PlanFacts,
    read_bodies: ReadBodies,
    calendar: WorkCalendar,
) -> TablePlan:
    items = _items(pile, cut, read_bodies)
    head = _head(pile[0][0], facts) if cut == "by-document" else _of_table(facts)
    drafts = tuple(_draft_item(one, cut, head.issued_on, calendar) for one in items)
    return TablePlan(replace(head, items=drafts), tuple(tuple(one.shares) for one in items))


def _of_table(facts: PlanFacts) -> DraftPlan:
    return DraftPlan(
        number=facts.number or None,
        issuer=facts.issuer or None,
        issued_on=facts.issued_on,
        title=facts.title or "Bảng theo dõi nhiệm vụ",
        lead_agency=facts.lead or None,
        form=TABLE_FORM,
    )


def _head(first: TableTask, facts: PlanFacts) -> DraftPlan:
    """Return what the words of a document in a table say of it; without any it is the table's own plan."""
    words = first.document
    if not words:
        return _of_table(facts)
    number = _NUMBER.search(words)
    issuer = _ISSUER.search(words)
    told = next((form for form in _FORMS if words.lower().startswith(form)), "")
    sign = re.split(r"[/\-]", number[0])[1:] if number else []
    form = told or next(
        (_SHORT_FORMS[one] for one in sign if one in _SHORT_FORMS), "công văn" if sign else ""
    )
    return DraftPlan(
        number=number[0] if number else None,
        issuer=" ".join(issuer["who"].split()) if issuer else facts.issuer or None,
        issued_on=first.document_on or read_day(words) or facts.issued_on,
        title=words,
        lead_agency=facts.lead or None,
        form=form or TABLE_FORM,
    )


def _items(pile: Sequence[tuple[TableTask, int, int]], cut: Cut, read_bodies: ReadBodies) -> list[_Item]:
    found: list[_Item] = []
    open_ones: dict[tuple[str, ...], list[_Item]] = {}
    for task, line, page in pile:
        shares = _shares(task, read_bodies)
        key = (task.ref, fold(task.text), task.due, fold(task.document) if cut == "one" else "")
        # Only single shares come together: a row that names everybody is an item of its own.
        same = open_ones.setdefault(key, []) if task.part else []
        item = next((i for i in same if not any(i.knows(s.name, s.part) for s in shares)), None)
        if item is None:
            item = _Item(task, [])
            found.append(item)
            same.append(item)
        item.lines.append((line, page))
        item.shares += shares
    return found


def _shares(task: TableTask, read_bodies: ReadBodies) -> list[ShareState]:
    if task.part:
        owners, more = read_bodies(task.owners, task.part == "owner")
        part: Literal["owner", "coordinator"] = "owner" if task.part == "owner" else "coordinator"
        return [ShareState(part, name, task.state) for name in (*owners, *more)]
    owners, more = read_bodies(task.owners, True)
    partners, _ = read_bodies(task.coordinators, False)
    taken = {agency_key(name) for name in owners}
    beside = [n for n in dict.fromkeys((*partners, *more)) if agency_key(n) not in taken]
    # A helper's share follows the owners': the table says how far these are.
    return [
        *(ShareState("owner", name, task.state) for name in dict.fromkeys(owners)),
        *(ShareState("coordinator", name, State()) for name in beside),
    ]


def _draft_item(one: _Item, cut: Cut, issued_on: date | None, calendar: WorkCalendar) -> DraftItem:
    task = one.task
    deadline = _deadline(task.due, issued_on, calendar)
    owners = one.names("owner")
    details = [f"Văn bản giao: {task.document}"] if cut == "one" and task.document else []
    details += [f"Ghi chú: {task.note}"] if task.note else []
    flags = [*([] if owners else ["no_owner"]), *(["deadline_question"] if deadline.question else [])]
    lines = [line for line, _ in one.lines]
    return DraftItem(
        ref=task.ref,
        text=task.text,
        owners=owners,
        coordinators=one.names("coordinator"),
        deadline=deadline,
        lines=(min(lines), max(lines)),
        page=one.lines[0][1],
        confidence=1.0 if not flags else 0.5,
        flags=tuple(flags),
        deliverable=task.deliverable,
        details="\n".join(details),
    )


def _deadline(words: str, issued_on: date | None, calendar: WorkCalendar) -> Deadline:
    """Return the deadline of a time cell; words that are none of time are a question for a person."""
    if not words:
        return Deadline()
    found = read_deadline(words, issued_on=issued_on, event_on=None, calendar=calendar, whole_is_time=True)
    if found.kind != "none" or found.question or fold(words).startswith(("khong", "chua")):
        return found
    return replace(found, raw=words, question=f"Không rõ thời hạn “{words}”.")
