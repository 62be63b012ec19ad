"""An office's own tracking table becomes draft plans: read as mapped, bodies told by the registry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import Engine
from sqlmodel import Session

from config.office import Office
from extract.labels import read_doer, read_partners
from models.draft import SourceLine, SourceText
from models.errors import BadDocument
from report.contact_sheet import MEDIA_TYPE
from report.table_sheets import Sheet, read_sheets
from rules.table_columns import Heading, find_heading, heading_at, mapped
from rules.table_plans import Cut, PlanFacts, TablePlan, make_plans
from rules.table_rows import TableRow, read_rows
from store.database import reading, writing
from store.drafts import keep_document, keep_plan
from store.imported_states import keep_states
from store.registry import find_name

# Items of one draft: more nobody reviews on a page.
MOST_ITEMS = 3_000


@dataclass(frozen=True, slots=True)
class SheetChoice:
    """What a person says of one sheet: whether it is read, its heading's rows (from 1), its columns."""

    is_read: bool | None = None
    first: int | None = None
    last: int | None = None
    columns: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SheetReading:
    """A sheet as read: its heading (None where it has none), its rows, whether it is taken."""

    name: str
    sheet: Sheet
    heading: Heading | None
    rows: tuple[TableRow, ...]
    is_read: bool

    @property
    def tasks(self) -> int:
        """Return how many of the rows are tasks."""
        return sum(row.task is not None for row in self.rows)


@dataclass(frozen=True, slots=True)
class TableReading:
    """A table as it would be taken in: its sheets, the plans, and the names that the registry lacks."""

    sheets: tuple[SheetReading, ...]
    plans: tuple[TablePlan, ...]
    unknown: tuple[str, ...]

    @property
    def faults(self) -> list[tuple[str, int, str]]:
        """Return (sheet, row, sentence) for all that a person should look at."""
        return [
            (one.name, row.number, fault)
            for one in self.sheets
            if one.is_read
            for row in one.rows
            for fault in row.faults
        ]


def read_table(
    session: Session,
    office: Office,
    content: bytes,
    *,
    choices: Mapping[int, SheetChoice],
    cut: Cut,
    facts: PlanFacts,
    today: date,
) -> TableReading:
    """Return how a table is read, nothing stored; ``choices`` are what a person said of sheets by place.

    Raises BadDocument for what is no table, Refused for columns that do not go together.
    """
    sheets = tuple(
        _sheet(one, choices.get(place, SheetChoice()), today)
        for place, one in enumerate(read_sheets(content))
    )
    names = _Names(session, facts.issued_on or today)
    plans = make_plans(
        _numbered(sheets), cut=cut, facts=facts, read_bodies=names.read, calendar=office.calendar
    )
    return TableReading(sheets, tuple(plans), names.unknown(plans))


def take_table(
    engine: Engine,
    office: Office,
    content: bytes,
    filename: str,
    *,
    choices: Mapping[int, SheetChoice],
    cut: Cut,
    facts: PlanFacts,
    today: date,
    now: datetime,
    by: str,
) -> list[int]:
    """Store a table's plans as drafts, with how far their work is, and return their ids.

    Raises BadDocument where it holds no task, and where the same file is under tracking already.
    """
    with reading(engine) as session:
        found = read_table(session, office, content, choices=choices, cut=cut, facts=facts, today=today)
    if not any(plan.draft.items for plan in found.plans):
        raise BadDocument(
            "Không đọc được nhiệm vụ nào trong bảng.", hint="Chọn lại trang tính, dòng tiêu đề và các cột."
        )
    if any(len(plan.draft.items) > MOST_ITEMS for plan in found.plans):
        raise BadDocument(
            f"Một dự thảo có hơn {MOST_ITEMS} nhiệm vụ.", hint="Tách theo văn bản giao, hoặc chia tệp."
        )
    with writing(engine) as session:
        document = keep_document(
            session,
            source=_source(found.sheets),
            notes=[f"Nhập từ bảng theo dõi: {len(found.plans)} dự thảo."],
            data=content,
            filename=filename,
            media_type=MEDIA_TYPE if content.startswith(b"PK") else "text/csv",
            now=now,
            by=by,
        )
        ids = []
        for plan in found.plans:
            plan_id, items = keep_plan(session, plan.draft, document, is_urgent=False, now=now, by=by)
            states = dict(zip(items, plan.states, strict=True))
            keep_states(session, plan_id, states, filename=filename, now=now)
            ids.append(plan_id)
    return ids


def _sheet(sheet: Sheet, choice: SheetChoice, today: date) -> SheetReading:
    heading = find_heading(sheet.rows)
    if choice.first is not None and 1 <= choice.first <= len(sheet.rows):
        first = choice.first - 1
        last = min(max((choice.last or choice.first) - 1, first), first + 2, len(sheet.rows) - 1)
        heading = heading_at(sheet.rows, first, last)
    if heading is not None:
        heading = mapped(heading, choice.columns)
    is_read = (heading is not None and heading.is_usable) if choice.is_read is None else choice.is_read
    is_read = is_read and heading is not None and "text" in heading.columns
    rows = read_rows(sheet.rows, heading, today=today) if heading is not None and is_read else []
    return SheetReading(sheet.name, sheet, heading, tuple(rows), is_read)


def _numbered(sheets: Sequence[SheetReading]) -> list[tuple[TableRow, int, int]]:
    """Return the rows with their line in the stored document and their page: sheets one after another."""
    found, before = [], 0
    for page, one in enumerate(sheets, 1):
        found += [(row, before + row.number, page) for row in one.rows]
        before += len(one.sheet.rows)
    return found


def _source(sheets: Sequence[SheetReading]) -> SourceText:
    lines: list[SourceLine] = []
    for page, one in enumerate(sheets, 1):
        for row in one.sheet.rows:
            # A merged cell stands once in the words of its row.
            words = " | ".join(dict.fromkeys(cell.replace("\n", " ") for cell in row if cell))
            lines.append(SourceLine(words, len(lines) + 1, page, row))
    return SourceText(tuple(lines), "xlsx")


class _Names:
    """Reads cells of bodies, with the registry as of a day: a cell that is one known name is that name."""

    def __init__(self, session: Session, on: date) -> None:
        self._session, self._on = session, on
        self._known: dict[str, bool] = {}
        self._read: dict[tuple[str, bool], tuple[tuple[str, ...], tuple[str, ...]]] = {}

    def read(self, cell: str, owns: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
        key = (cell, owns)
        if key not in self._read:
            self._read[key] = self._bodies(cell, owns)
        return self._read[key]

    def _bodies(self, cell: str, owns: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
        owners: list[str] = []
        partners: list[str] = []
        for line in filter(None, (part.strip(" -+•*\t") for part in cell.replace(";", "\n").split("\n"))):
            if self._knows(line):
                owners.append(line)
            elif owns:
                found = read_doer(line, is_lead=True)
                owners += found.owners
                partners += found.coordinators
            else:
                owners += read_partners(line)
        return tuple(dict.fromkeys(owners)), tuple(dict.fromkeys(partners))

    def _knows(self, name: str) -> bool:
        if name not in self._known:
            self._known[name] = find_name(self._session, name, on=self._on).how != ""
        return self._known[name]

    def unknown(self, plans: Sequence[TablePlan]) -> tuple[str, ...]:
        named = {share.name for plan in plans for shares in plan.states for share in shares}
        return tuple(sorted(name for name in named if not self._knows(name)))
