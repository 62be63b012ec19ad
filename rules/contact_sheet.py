"""A sheet of contacts as an office fills it in, and what storing it would change: pure.

A row names an agency by code or name, a person or post, a role and an address; further columns may name more
channels, quiet hours and whether summaries are taken (``rules.contact_columns``). The sheet adds and changes;
it takes nobody away.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Literal

from models.errors import DondocError, Refused
from rules.contact_columns import FURTHER, Kept, Wishes, differing, read_wishes
from rules.contacts import ROLE_NAMES, clean_name, masked
from rules.naming import fold

# What every sheet has; the code or the name of the agency, and the role, may be missing.
FIRST = ("Mã cơ quan", "Tên cơ quan", "Người liên hệ", "Vai trò", "Kênh liên hệ")
COLUMNS = (*FIRST, *FURTHER)
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
    """One filled row as typed; ``number`` is its row in the sheet, as the office sees it.

    ``further`` holds the filled cells of ``rules.contact_columns`` by the names of their columns.
    """

    number: int
    code: str
    agency: str
    name: str
    role: str
    channel: str
    further: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Known:
    """An active contact that is stored already."""

    contact_id: int
    agency_id: int
    name: str
    role: str
    channel: str
    kept: Kept = field(default_factory=Kept)


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
    wishes: Wishes = field(default_factory=Wishes)

    @property
    def shown_channel(self) -> str:
        """Return the address as it may be shown."""
        return masked(self.channel) if self.channel else ""

    @property
    def shown_wishes(self) -> list[str]:
        """Return what the row wants besides, in words; addresses as they may be shown."""
        wishes = self.wishes
        found = [f"dự phòng {n}: {masked(c)}" for n, c in enumerate(wishes.fallbacks or (), 1)]
        if wishes.fallbacks == ():
            found.append("không có kênh dự phòng")
        if wishes.quiet is not None:
            start, end = wishes.quiet
            found.append(f"yên lặng {start}–{end}" if start else "không có giờ yên lặng")
        if wishes.summaries is not None:
            found.append("nhận thư tổng hợp" if wishes.summaries else "không nhận thư tổng hợp")
        return found


def find_columns(header: Sequence[str]) -> dict[str, int]:
    """Return the place of each of our columns in a sheet's first row, by its name.

    Order, capitals and diacritics do not matter; further columns are left alone. Raises Refused where
    one is missing: the agency needs its code or its name; the role and the further columns are not needed.
    """
    keys = [fold(cell) for cell in header]
    places = {name: keys.index(fold(name)) for name in COLUMNS if fold(name) in keys}
    missing = [name for name in FIRST[2:] if name not in places and name != "Vai trò"]
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
            further = zip(FURTHER, values[len(FIRST) :], strict=True)
            filled = {name: text for name, text in further if text}
            code, agency, name, role, channel = values[: len(FIRST)]
            rows.append(SheetRow(number, code, agency, name, role, channel, filled))
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
    wishes = read_wishes(row.further, row.channel, check_channel=check_channel)
    theirs = [k for k in known if k.agency_id == agency_id and k.contact_id not in taken]
    same = [k for k in theirs if k.channel == row.channel]
    alike = [k for k in theirs if (fold(k.name), k.role) == (fold(name), role)]
    old = same[0] if same else alike[0] if len(alike) == 1 else None
    if old is None:
        return Change(row.number, "add", agency_id, agency_name, name, role, row.channel, 0, "", wishes)
    changed = [
        word
        for word, is_new in (
            ("tên", old.name != name),
            ("vai trò", old.role != role),
            ("kênh", old.channel != row.channel),
        )
        if is_new
    ]
    changed += differing(wishes, old.kept)
    fate: Fate = "change" if changed else "same"
    why = f"Đổi {', '.join(changed)}." if changed else ""
    key = old.contact_id
    return Change(row.number, fate, agency_id, agency_name, name, role, row.channel, key, why, wishes)


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
