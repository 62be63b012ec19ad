"""Assignment tables of annexes: which columns say what, which rows are items."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from extract import collected as why
from extract.collected import Collected, Found
from extract.labels import read_doer, read_partners
from extract.lines import Paragraph
from extract.numbering import read_mark
from extract.words import bare, squeeze
from models.draft import DraftHeading

_COLUMNS: tuple[tuple[str, str], ...] = (
    ("number", r"(?:stt|tt|so tt|so thu tu|#)\.?$"),
    ("lead_partner", r".*chu tri.{0,12}phoi hop|.*thuc hien.{0,12}phoi hop"),
    ("partner", r".*phoi hop"),
    ("lead", r".*(?:chu tri|dau moi)"),
    ("time", r"(?:thoi gian|thoi han|tien do|han|thoi diem|hoan thanh|ky han|moc thoi gian|lo trinh)"),
    ("product", r"(?:san pham|ket qua|dau ra|du kien san pham|hinh thuc van ban)"),
    (
        "doer",
        r"(?:(?:co quan|don vi|bo phan|phong|nguoi|to chuc|ca nhan)[\w, ]*(?:thuc hien|trien khai"
        r"|phu trach|chiu trach nhiem|tham muu|giao)"
        r"|thuc hien|trach nhiem|phan cong|don vi|co quan)",
    ),
    (
        "task",
        r"(?:noi dung|nhiem vu|ten nhiem vu|cong viec|hoat dong|ten cong viec|noi dung cong viec"
        r"|dau viec|nhom nhiem vu|giai phap)",
    ),
    ("note", r"(?:ghi chu|can cu|kinh phi|nguon|dia diem|muc tieu|chi tieu|van ban)"),
)
_COLUMN_RULES = tuple((name, re.compile(pattern)) for name, pattern in _COLUMNS)
_CLOCK = re.compile(r"\d{1,2}\s*(?:[:hg]|giờ)\s*\d{0,2}", re.I)


@dataclass(slots=True)
class Columns:
    """The meaning of each column by its index."""

    names: tuple[str, ...]

    def cell(self, row: Sequence[str], *names: str) -> str:
        """Return the cell of the first named column that the row has, "" where none."""
        for name in names:
            for index, column in enumerate(self.names):
                if column == name and index < len(row) and row[index].strip():
                    return row[index].strip()
        return ""

    @property
    def assigns(self) -> bool:
        """Whether the table has a task and a doer column (gold: no assignment table otherwise)."""
        return "task" in self.names and bool({"lead", "doer", "lead_partner"} & set(self.names))


def read_columns(cells: Sequence[str]) -> Columns:
    """Return what a header row says about its columns."""
    names: list[str] = []
    for cell in cells:
        plain = squeeze(re.sub(r"[^\w, ]", " ", bare(cell)))
        name = next((n for n, rule in _COLUMN_RULES if plain and len(plain) < 90 and rule.match(plain)), "")
        if name in ("task", "number") and name in names:
            name = "note"
        names.append(name)
    return Columns(tuple(names))


@dataclass(slots=True)
class _State:
    columns: Columns
    prefix: str
    group: str = ""
    number: str = ""
    row: dict[str, str] = field(default_factory=dict)
    last_number: int = 0


def read_table(rows: Sequence[Paragraph], collected: Collected, prefix: str) -> int:
    """Read one run of rows into ``collected``; return how many items it gave.

    ``prefix`` opens each reference ("PL" for an annex). A group row ("II. …") enters it; dots that
    stand for left-out rows, or numbers that start again, end a group that is known.
    """
    state: _State | None = None
    found = 0
    waiting: list[Paragraph] = []
    for row in rows:
        if not row.cells:
            if state is not None:
                _between(row, state, collected)
            continue
        header = read_columns(row.cells)
        if header.assigns and sum(bool(name) for name in header.names) >= 2 and not _is_full_row(row, header):
            state = _State(header, prefix)
            collected.headings.append(DraftHeading(prefix, row.text, row.lines))
            collected.seen.add(id(row))
            continue
        if state is None:
            waiting.append(row)
            continue
        if _refines(row, state):
            collected.leave(row, why.TABLE_HEAD)
            continue
        found += _row(row, state, collected)
    if state is not None and _is_programme(rows, state):
        _take_back(rows, collected)
        return 0
    del waiting
    return found


def _refines(row: Paragraph, state: _State) -> bool:
    """Read a second header row, which parts a column ("Phân công": "Chủ trì | Phối hợp")."""
    if state.row or state.group or len(row.cells) < 2:
        return False
    names = read_columns(row.cells).names
    filled = [index for index, cell in enumerate(row.cells) if cell.strip()]
    if not filled or not all(names[i] in ("lead", "partner", "doer", "time", "product") for i in filled):
        return False
    merged = list(state.columns.names) + [""] * (len(row.cells) - len(state.columns.names))
    for index in filled:
        merged[index] = names[index]
    state.columns = Columns(tuple(merged))
    return True


def _is_full_row(row: Paragraph, header: Columns) -> bool:
    return any(len(cell) > 90 for cell in row.cells)


def _is_programme(rows: Sequence[Paragraph], state: _State) -> bool:
    """Whether clock times stand in the time column: the programme of an event, no assignment table."""
    times = [state.columns.cell(row.cells, "time") for row in rows if row.cells][1:]
    filled = [time for time in times if time]
    return bool(filled) and 2 * sum(bool(_CLOCK.match(time)) for time in filled) > len(filled)


def _take_back(rows: Sequence[Paragraph], collected: Collected) -> None:
    mine = {id(row) for row in rows}
    collected.items = [item for item in collected.items if id(item.source) not in mine]
    spans = {row.lines for row in rows}
    collected.headings = [heading for heading in collected.headings if heading.lines not in spans]
    collected.leftovers = [left for left in collected.leftovers if left.lines not in spans]
    for row in rows:
        collected.leave(row, why.TABLE_OTHER)


def _between(row: Paragraph, state: _State, collected: Collected) -> None:
    if row.noise == "dots":
        state.group, state.last_number = "", 0
        collected.leave(row, why.DOTS)
    elif row.noise:
        collected.leave(row, why.PAGE)
    elif row.mark is not None and row.mark.in_ref:
        _open_group(row, row.mark.number, state, collected)
    else:
        collected.leave(row, why.NOTE)


def _open_group(row: Paragraph, number: str, state: _State, collected: Collected) -> None:
    state.group, state.last_number, state.row = number, 0, {}
    ref = ".".join(filter(None, (state.prefix, number)))
    collected.headings.append(DraftHeading(ref, row.text, row.lines))
    collected.seen.add(id(row))


def _row(row: Paragraph, state: _State, collected: Collected) -> int:
    cells = [cell.strip() for cell in row.cells]
    filled = [cell for cell in cells if cell]
    number = state.columns.cell(cells, "number")
    roman = _group_number(cells, number)
    if roman is not None and len(filled) <= 2:
        _open_group(row, roman, state, collected)
        return 0
    if _is_column_count(filled):
        collected.leave(row, why.TABLE_HEAD)
        return 0
    task = state.columns.cell(cells, "task")
    if len(filled) <= 1 and not (number and task):
        mark = read_mark(filled[0]) if filled else None
        _open_group(row, mark.number if mark and mark.in_ref else "", state, collected)
        return 0
    here = {
        name: state.columns.cell(cells, name)
        for name in ("task", "lead", "doer", "lead_partner", "partner", "time", "product")
    }
    if not number and state.row and "number" in state.columns.names:
        # A row without a number continues the row above and takes from it what it lacks.
        here = {name: value or state.row.get(name, "") for name, value in here.items()}
        if not task:
            collected.leave(row, why.TABLE_OTHER)
            return 0
        number = state.number
    if not task:
        collected.leave(row, why.TABLE_OTHER)
        return 0
    _count(number, state)
    state.row, state.number = here, number
    items = _items(row, here, number, state)
    collected.items += items
    collected.seen.add(id(row))
    return len(items)


def _group_number(cells: Sequence[str], number: str) -> str | None:
    mark = read_mark(number + ". x") if number else read_mark(cells[0]) if cells else None
    if mark is not None and mark.kind in ("roman", "capital"):
        return mark.number
    return None


def _is_column_count(filled: Sequence[str]) -> bool:
    """A row "(1) (2) (3)" numbers the columns."""
    return len(filled) >= 3 and all(re.fullmatch(r"\(?[\dA-Z]{1,2}\)?", cell) for cell in filled)


def _count(number: str, state: _State) -> None:
    digits = re.match(r"\d+", number)
    if digits is None:
        return
    if int(digits[0]) <= state.last_number and number != state.number and "." not in number and state.group:
        state.group = ""
    state.last_number = int(digits[0])


def _items(row: Paragraph, here: dict[str, str], number: str, state: _State) -> list[Found]:
    doers = here["lead"] or here["lead_partner"] or here["doer"]
    is_lead = bool(here["lead"] or here["lead_partner"])
    tasks, owners = _lines(here["task"]), _lines(doers)
    if len(tasks) > 1 and len(tasks) == len(owners):
        return [_item(row, t, o, is_lead, here, number, state) for t, o in zip(tasks, owners, strict=True)]
    return [_item(row, squeeze(here["task"]), doers, is_lead, here, number, state)]


def _lines(cell: str) -> list[str]:
    return [line.strip(" -+•") for line in cell.split("\n") if line.strip(" -+•")]


def _item(
    row: Paragraph, task: str, doers: str, is_lead: bool, here: dict[str, str], number: str, state: _State
) -> Found:
    line = read_doer(squeeze(doers.replace("\n", "; ")), is_lead=is_lead)
    partners = read_partners(squeeze(here["partner"].replace("\n", "; ")))
    return Found(
        ref=".".join(filter(None, (state.prefix, state.group, number.rstrip(".)")))),
        text=task,
        owners=line.owners,
        coordinators=partners or line.coordinators,
        role=line.role,
        time_text=squeeze(here["time"]),
        lines=row.lines,
        page=row.page,
        flags=[] if line.owners else ["no_owner"],
        deliverable=squeeze(here["product"]),
        source=row,
        is_row=True,
        has_doer_line=True,
    )
