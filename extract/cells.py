"""Cells of an assignment table: whom they name, and which lines of two cells belong together."""

import re
from itertools import pairwise

from extract.agencies import begins_body, read_bodies
from extract.labels import DOERS, DoerLine, read_doer, read_partners
from extract.segments import read_segments
from extract.words import lowered, sentences, squeeze

_BULLETS = " -+•"
_GOES_ON = re.compile(r"(?:[,(:–-]|\b(?:và|với|cùng|của|các))$", re.I)


def paired(cells: dict[str, str], doers: str) -> list[dict[str, str]]:
    """Return the cells of each item of a row: several where as many tasks as stacked doers stand in it.

    ``doers`` names the cell of the doers. The tasks stand on lines of their own or are sentences; what
    else stands stacked as often (partners, times) goes with them in order, the rest holds for each.
    """
    owners = _stacked(cells[doers])
    tasks = _lines(cells["task"])
    if len(tasks) < 2 and all(begins_body(name, 0) for name in owners):
        tasks = [cells["task"][start:end] for start, end in sentences(cells["task"])]
    if len(owners) < 2 or len(tasks) != len(owners):
        return [{**cells, "task": squeeze(cells["task"])}]
    shared = {name: _stacked(cell) for name, cell in cells.items() if name in ("partner", "time", "product")}
    return [
        {
            **cells,
            **{name: parts[index] for name, parts in shared.items() if len(parts) == len(tasks)},
            "task": squeeze(task),
            doers: owners[index],
        }
        for index, task in enumerate(tasks)
    ]


def _lines(cell: str) -> list[str]:
    return [line.strip(_BULLETS) for line in cell.split("\n") if line.strip(_BULLETS)]


def _stacked(cell: str) -> list[str]:
    """Return the names that stand one above the other; where the line breaks are lost no comma parts them."""
    lines = _lines(cell)
    if len(lines) > 1:
        # A comma or "và" at the end of a line goes on with the same list.
        return [cell] if any(_GOES_ON.search(line) for line in lines[:-1]) else lines
    parts: list[str] = []
    begun = 0
    entries = read_bodies(cell, 0, loose=True).entries
    for last, entry in pairwise(entries):
        if entry.start > last.end and not cell[last.end : entry.start].strip():
            parts.append(cell[begun : last.end].strip())
            begun = entry.start
    return [*parts, cell[begun:].strip()]


_SUPPORTS = re.compile(r"chủ trì\s*[;,].*phối hợp(?:\s+thực hiện)?\W*$")


def read_doers(cell: str, *, is_lead: bool) -> DoerLine:
    """Return the doers of a cell, its lines and the parts between semicolons read one by one.

    Labels within the cell ("Chủ trì: A; Phối hợp: B") and clauses of support ("A chủ trì; B phối hợp") tell
    who leads and who works with them.
    """
    whole = squeeze(cell.replace("\n", "; "))
    segments = read_segments(whole)
    if segments[0].kind in DOERS:
        doers = read_doer(segments[0].text.rstrip("; "), is_lead=is_lead or segments[0].kind == "lead")
        named = [read_partners(one.text.rstrip("; ")) for one in segments[1:] if one.kind == "partner"]
        partners = dict.fromkeys((*doers.coordinators, *(name for names in named for name in names)))
        return DoerLine(doers.owners, doers.role, tuple(partners))
    if _SUPPORTS.search(lowered(whole)):
        return read_doer(whole, is_lead=is_lead)
    lines = [read_doer(part, is_lead=is_lead) for part in _parts(cell)]
    if len(lines) == 1:
        return lines[0]
    return DoerLine(
        tuple(dict.fromkeys(name for line in lines for name in line.owners)),
        "lead" if any(line.role == "lead" for line in lines) else lines[0].role,
        tuple(dict.fromkeys(name for line in lines for name in line.coordinators)),
    )


def read_partner_cell(cell: str) -> tuple[str, ...]:
    """Return the bodies of a partner cell, identical wordings once."""
    return tuple(dict.fromkeys(name for part in _parts(cell) for name in read_partners(part)))


def _parts(cell: str) -> list[str]:
    """Return the parts of a cell between ";" outside brackets, one part where a list of places is shared.

    Serves "Sở Nội vụ (người có công); Sở Y tế (bảo trợ xã hội); BHXH thành phố"; "UBND các xã: A; B"
    stays whole.
    """
    cell = squeeze(cell.replace("\n", "; "))
    parts: list[str] = []
    depth = start = 0
    for index, sign in enumerate(cell):
        depth += (sign == "(") - (sign == ")" and depth > 0)
        if sign == ";" and depth == 0:
            parts.append(cell[start:index].strip())
            start = index + 1
    parts = [part for part in (*parts, cell[start:].strip()) if part]
    outside = re.sub(r"\([^()]*\)", "", cell)
    return [cell] if ":" in outside or not parts else parts
