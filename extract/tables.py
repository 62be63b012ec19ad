"""Assignment tables of annexes: which columns say what, which rows are items."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from extract import collected as why
from extract.cells import paired, read_doers, read_partner_cell
from extract.collected import Collected, Found
from extract.columns import LONGEST_TITLE, Columns, read_columns, refined
from extract.lines import Paragraph
from extract.numbering import read_mark
from extract.rows import aligned
from extract.words import is_upper, squeeze
from models.draft import DraftHeading

_CLOCK = re.compile(r"\d{1,2}\s*(?:[:hg]|giờ)\s*\d{0,2}", re.I)
_DITTO = re.compile(r"\W*(?:n\.?t|như trên)\W*|[\"”“〃]+|//", re.I)
_CODE = re.compile(r"[A-Z]\.?\d{1,2}\.?")
_ROW_NUMBER = re.compile(r"\d{1,3}(?:\.\d{1,3}){0,3}\.?|[a-zđ]\)")
# Rows beneath a header that tell whether it lacks a cell.
_LOOKED_AT = 8
_CELLS = ("task", "lead", "doer", "lead_partner", "partner", "time", "product")


@dataclass(slots=True)
class _State:
    columns: Columns
    prefix: str
    head: tuple[str, ...] = ()
    group: str = ""
    number: str = ""
    # The row above, for rows without a number; the row that "1.1" and "a" stand beneath, by its number.
    row: dict[str, str] = field(default_factory=dict)
    above: dict[str, str] = field(default_factory=dict)
    above_number: str = ""
    last_number: int = 0


def read_table(rows: Sequence[Paragraph], collected: Collected, prefix: str) -> int:
    """Read one run of rows into ``collected``; return how many items it gave.

    ``prefix`` opens each reference ("PL" for an annex). A group row ("II. …") enters it; dots that
    stand for left-out rows, or numbers that start again, end a group that is known. The header may
    take two rows and may stand again on each page.
    """
    state: _State | None = None
    found = 0
    before: tuple[str, ...] = ()
    for index, row in enumerate(rows):
        if not row.cells:
            if state is not None:
                _between(row, state, collected)
            continue
        if state is not None and row.cells == state.head:
            collected.leave(row, why.TABLE_HEAD)
            continue
        below = [other.cells for other in rows[index + 1 :] if other.cells]
        header = _header(row, before, below)
        if header is not None:
            state = _State(header, prefix, row.cells)
            collected.headings.append(DraftHeading(prefix, row.text, row.lines))
            collected.seen.add(id(row))
        elif state is None:
            before = row.cells
        elif _refines(row, state):
            collected.leave(row, why.TABLE_HEAD)
        else:
            found += _row(row, below[0] if below else (), state, collected)
    if state is not None and _is_programme(rows, state):
        _take_back(rows, collected)
        return 0
    return found


def _header(row: Paragraph, before: Sequence[str], below: Sequence[Sequence[str]]) -> Columns | None:
    """Return the columns where the row is the header of an assignment table, or the second row of one.

    Serves "STT | Nội dung | Tổ chức | Thời gian" above "Chủ trì | Phối hợp": only both rows name a doer.
    """
    if any(len(cell) > LONGEST_TITLE for cell in row.cells) or re.match(r"\d", row.cells[0].strip()):
        return None
    header = read_columns(row.cells, below)
    if header.assigns:
        return _with_numbers(header, row.cells, below)
    if not any(before) or any(len(cell) > LONGEST_TITLE for cell in before):
        return None
    both = refined(read_columns(before, below), row.cells)
    return both if both is not None and both.assigns else None


def _with_numbers(header: Columns, cells: Sequence[str], below: Sequence[Sequence[str]]) -> Columns:
    """Put a number column before those of a header that lacks its cell: the rows beneath have one more.

    So it stands in tables whose header is repeated beneath the title of a group, "STT" merged with it.
    """
    rows = [row for row in below[:_LOOKED_AT] if sum(map(bool, row)) > 2]
    longer = [row for row in rows if len(row) == len(cells) + 1 and _ROW_NUMBER.fullmatch(row[0].strip())]
    if "number" in header.names or 2 * len(longer) <= len(rows):
        return header
    return Columns(("number", *header.names))


def _refines(row: Paragraph, state: _State) -> bool:
    """Read a second header row, which parts a column ("Phân công": "Chủ trì | Phối hợp")."""
    if state.row or state.group:
        return False
    both = refined(state.columns, row.cells)
    if both is not None:
        state.columns = both
    return both is not None


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
    if state.group and _CODE.fullmatch(number) and number.startswith(state.group[:1]):
        # "B1" stands beneath "B".
        number = f"{state.group[:1]}.{number}"
    state.group, state.number, state.last_number, state.row = number, "", 0, {}
    state.above, state.above_number = {}, ""
    ref = ".".join(filter(None, (state.prefix, number)))
    collected.headings.append(DraftHeading(ref, row.text, row.lines))
    collected.seen.add(id(row))


def _row(row: Paragraph, following: Sequence[str], state: _State, collected: Collected) -> int:
    cells, merged = _unmerged(row.cells), frozenset[str]()
    if sum(map(bool, cells)) > 1 and state.row:
        cells, merged = aligned(cells, state.columns.names)
    filled = [cell for cell in cells if cell]
    number = state.columns.cell(cells, "number")
    here = {name: state.columns.cell(cells, name) for name in _CELLS}
    for name in merged & set(_CELLS):
        here[name] = here[name] or state.row.get(name, "")
    is_alone = not any(here[name] for name in _CELLS[1:])
    group = _group_number(cells, number)
    if group is not None and (len(filled) <= 2 or (is_alone and here["task"])):
        _open_group(row, group, state, collected)
        return 0
    if _is_column_count(filled):
        collected.leave(row, why.TABLE_HEAD)
        return 0
    if len(filled) <= 1 and not (number and here["task"]):
        mark = read_mark(filled[0]) if filled else None
        _open_group(row, mark.number if mark and mark.in_ref else "", state, collected)
        return 0
    if "number" not in state.columns.names:
        number, here["task"] = _numbered(here["task"])
    if not here["task"]:
        collected.leave(row, why.TABLE_OTHER)
        return 0
    if not here["time"] and (start := state.columns.cell(cells, "start")):
        here["time"] = f"từ {start}"
    is_sub = _is_beneath(number, state.above_number)
    if is_alone and number and _only_introduces(here["task"], number, following, state):
        _introduce(row, here, number, state, collected)
        return 0
    _take_over(here, number, is_sub, state)
    if here["task"].endswith(":") and number and _is_beneath(_number_of(following, state), number):
        _introduce(row, here, number, state, collected)
        return 0
    return _emit(row, here, number, is_sub, state, collected)


def _emit(
    row: Paragraph, here: dict[str, str], number: str, is_sub: bool, state: _State, collected: Collected
) -> int:
    is_counted = bool(re.match(r"\d", number))
    if is_counted and not is_sub:
        _count(number, state)
        state.above, state.above_number = here, number
    elif not is_counted:
        # Letters and bullets do not enter a reference.
        number = state.above_number if is_sub and number else state.number
    state.row, state.number = here, number
    items = _items(row, here, number, state)
    collected.items += items
    collected.seen.add(id(row))
    return len(items)


def _unmerged(cells: Sequence[str]) -> list[str]:
    """Return the cells stripped; a title merged over the row, which some readers repeat, stands once."""
    found = [cell.strip() for cell in cells]
    filled = {cell for cell in found if cell}
    if len(filled) == 1 and sum(map(bool, found)) > 2:
        return [*filled, *([""] * (len(found) - 1))]
    return found


def _group_number(cells: Sequence[str], number: str) -> str | None:
    """Return the number of a group row: "II", "A", or "B1" beneath "B"."""
    if _CODE.fullmatch(number):
        return number.rstrip(".")
    mark = read_mark(number.rstrip(".") + ". x") if number else read_mark(cells[0]) if cells else None
    if mark is not None and mark.kind in ("roman", "capital"):
        return mark.number
    return None


def _number_of(cells: Sequence[str], state: _State) -> str:
    return state.columns.cell(cells, "number")


def _is_beneath(number: str, above: str) -> bool:
    """Whether a row numbered "1.1", "a)" or "-" stands beneath the row "1"."""
    if not above[:1].isdigit():
        return False
    if re.fullmatch(r"[a-zđ]\W?|[-+•*–]", number):
        return True
    return number.startswith(above.rstrip(".") + ".") and number != above


def _numbered(task: str) -> tuple[str, str]:
    """Return number and words of a task cell in a table without a number column ("1. Xây dựng …")."""
    mark = read_mark(task)
    if mark is None:
        return "", task
    return mark.number if mark.in_ref else "", task[mark.length :].strip()


def _only_introduces(task: str, number: str, following: Sequence[str], state: _State) -> bool:
    """Whether a numbered row with nothing but words is the title of the rows beneath it.

    Serves "1 | Rà soát thủ tục hành chính:" above 1.1, a), "-" or rows without a number that have
    their own doers. A row whose cells are merely merged with those above is none of these.
    """
    if task.endswith(":") or is_upper(task):
        return True
    next_number = _number_of(following, state)
    if _is_beneath(next_number, number):
        return True
    by_whom = state.columns.cell(following, "lead", "doer", "lead_partner")
    return not next_number and bool(by_whom) and "number" in state.columns.names


def _introduce(
    row: Paragraph, here: dict[str, str], number: str, state: _State, collected: Collected
) -> None:
    if not _is_beneath(number, state.above_number):
        _count(number, state)
        state.above, state.above_number = here, number
    state.row, state.number = {**here, "task": ""} if any(here[n] for n in _CELLS[1:]) else {}, number
    ref = ".".join(filter(None, (state.prefix, state.group, number.rstrip(".)"))))
    collected.headings.append(DraftHeading(ref, row.text, row.lines))
    collected.seen.add(id(row))


def _take_over(here: dict[str, str], number: str, is_sub: bool, state: _State) -> None:
    """Fill the cells that a row takes from another: a part from its row, an unnumbered row from above.

    "-nt-" ("như trên") in a cell stands for the cell above.
    """
    source: dict[str, str] = {}
    if is_sub:
        source = state.above
    elif not number and state.row and "number" in state.columns.names:
        source = state.row
    for name in _CELLS[1:]:
        if _DITTO.fullmatch(here[name]):
            here[name] = state.row.get(name, "")
        here[name] = here[name] or source.get(name, "")


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
    doers = next((name for name in ("lead", "lead_partner") if here[name]), "doer")
    return [_item(row, cells, doers, number, state) for cells in paired(here, doers)]


def _item(row: Paragraph, here: dict[str, str], doers: str, number: str, state: _State) -> Found:
    line = read_doers(here[doers], is_lead=doers != "doer")
    return Found(
        ref=".".join(filter(None, (state.prefix, state.group, number.rstrip(".)")))),
        text=here["task"],
        owners=line.owners,
        coordinators=read_partner_cell(here["partner"]) or line.coordinators,
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
