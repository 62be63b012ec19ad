"""A sheet of contacts as an office fills it in, and what storing it would change: pure.

A row names an agency by code or name, a person or post, a role and an address. The sheet adds and
changes; it takes nobody away.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Literal

from models.errors import DondocError, Refused
from rules.contacts import ROLE_NAMES, clean_name, masked
from rules.naming import fold

COLUMNS = ("Mã cơ quan", "Tên cơ quan", "Người liên hệ", "Vai trò", "Kênh liên hệ")
_ROLES = (
    {fold(name): key for key, name in ROLE_NAMES.items()}
    | {key: key for key in ROLE_NAMES}
    | {
        "dau moi": "officer",
        "": "officer",
    }
)
# What people read of what becomes of a row.
FATE_NAMES = {"add": "Thêm", "change": "Sửa", "same": "Giữ nguyên", "refuse": "Không nhận"}
Fate = Literal["add", "change", "same", "refuse"]


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One filled row as typed; ``number`` is its row in the sheet, as the office sees it."""

    number: int
    code: str
    agency: str
    name: str
    role: str
    channel: str


@dataclass(frozen=True, slots=True)
class Known:
    """An active contact that is stored already."""

    contact_id: int
    agency_id: int
    name: str
    role: str
    channel: str


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of one row; ``why`` says in a sentence why it is refused or what changes."""

    number: int
    fate: Fate
    agency_id: int
    agency_name: str
    name: str
    role: str
    channel: str
    contact_id: int
    why: str

    @property
    def shown_channel(self) -> str:
        """Return the address as it may be shown."""
        return masked(self.channel) if self.channel else ""


def find_columns(header: Sequence[str]) -> dict[str, int]:
    """Return the place of each of our columns in a sheet's first row, by its name.

    Order, capitals and diacritics do not matter; further columns are left alone. Raises Refused where
    one is missing: the agency needs its code or its name, all others are needed.
    """
    keys = [fold(cell) for cell in header]
    places = {name: keys.index(fold(name)) for name in COLUMNS if fold(name) in keys}
    missing = [name for name in COLUMNS[2:] if name not in places and name != "Vai trò"]
    if not {"Mã cơ quan", "Tên cơ quan"} & set(places):
        missing.insert(0, "Mã cơ quan")
    if missing:
        raise Refused(
            f"Bảng thiếu cột: {', '.join(missing)}.", hint="Tải mẫu về, điền vào rồi nạp lại.", place="dòng 1"
        )
    return places


def read_rows(table: Sequence[Sequence[str]]) -> list[SheetRow]:
    """Return the filled rows of a table whose first row is the header; raises Refused as above."""
    if not table:
        raise Refused("Bảng không có dòng nào.", hint="Tải mẫu về, điền vào rồi nạp lại.")
    places = find_columns(table[0])
    rows = []
    for number, cells in enumerate(table[1:], 2):
        values = [
            cells[places[name]].strip() if name in places and places[name] < len(cells) else ""
            for name in COLUMNS
        ]
        # Code and name alone are what the template brings: nothing was filled in there.
        if any(values[2:]):
            rows.append(SheetRow(number, *values))
    if not rows:
        raise Refused("Bảng chưa có dòng nào được điền.", hint="Điền người liên hệ và kênh rồi nạp lại.")
    return rows


def plan_import(
    rows: Sequence[SheetRow],
    *,
    find_agency: Callable[[SheetRow], tuple[int, str]],
    known: Sequence[Known],
    check_channel: Callable[[str], object],
) -> list[Change]:
    """Return what becomes of every row, in order.

    ``find_agency`` gives the id and name of a row's agency, ``check_channel`` judges an address; both
    raise a DondocError whose sentence is then the row's reason. A row is one contact by agency and
    address; where the address is new but the agency has just one active contact of that name and role, the
    address of that one changes.
    """
    seen: dict[tuple[int, str], int] = {}
    taken: set[int] = set()
    changes = []
    for row in rows:
        try:
            agency_id, agency_name = find_agency(row)
        except DondocError as fault:
            changes.append(_refused(row, str(fault), row.agency or row.code))
            continue
        try:
            one = _judge(row, agency_id, agency_name, known, taken, check_channel)
        except DondocError as fault:
            changes.append(_refused(row, str(fault), agency_name))
            continue
        first = seen.setdefault((agency_id, one.channel), row.number)
        if first != row.number:
            changes.append(_refused(row, f"Trùng với dòng {first}.", agency_name))
            continue
        taken |= {one.contact_id} - {0}
        changes.append(one)
    return changes


def _refused(row: SheetRow, why: str, agency: str) -> Change:
    return Change(row.number, "refuse", 0, agency, row.name, row.role, "", 0, why)


def _judge(
    row: SheetRow,
    agency_id: int,
    agency_name: str,
    known: Sequence[Known],
    taken: set[int],
    check_channel: Callable[[str], object],
) -> Change:
    name, role = clean_name(row.name), _role(row.role)
    if not row.channel:
        raise Refused("Chưa ghi kênh liên hệ.")
    check_channel(row.channel)
    theirs = [k for k in known if k.agency_id == agency_id and k.contact_id not in taken]
    same = [k for k in theirs if k.channel == row.channel]
    alike = [k for k in theirs if (fold(k.name), k.role) == (fold(name), role)]
    old = same[0] if same else alike[0] if len(alike) == 1 else None
    if old is None:
        return Change(row.number, "add", agency_id, agency_name, name, role, row.channel, 0, "")
    differing = [
        word
        for word, is_new in (
            ("tên", old.name != name),
            ("vai trò", old.role != role),
            ("kênh", old.channel != row.channel),
        )
        if is_new
    ]
    fate: Fate = "change" if differing else "same"
    why = f"Đổi {', '.join(differing)}." if differing else ""
    return Change(row.number, fate, agency_id, agency_name, name, role, row.channel, old.contact_id, why)


def _role(text: str) -> str:
    role = _ROLES.get(fold(text)) or _ROLES.get(text)
    if role is None:
        raise Refused(f"Không có vai trò “{text}”.", hint=f"Các vai trò: {', '.join(ROLE_NAMES.values())}.")
    return role


def seal(changes: Sequence[Change]) -> str:
    """Return the SHA-256 (hex) of these changes: what was shown is what is stored, or nothing is."""
    text = json.dumps([asdict(c) for c in changes], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def tally(changes: Sequence[Change]) -> Mapping[str, int]:
    """Return how many rows have each fate, every fate named."""
    return {fate: sum(c.fate == fate for c in changes) for fate in FATE_NAMES}
