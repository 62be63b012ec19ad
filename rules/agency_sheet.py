"""A sheet of agencies as an office fills it in, and what storing it would change: pure.

A row names one body by its code, or by its name where it has none yet. The sheet adds and changes; it takes
nobody away, and other names that a body has already stay its names.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Literal

from models.errors import Refused
from rules.levels import LEVEL_NAMES
from rules.naming import agency_key, fold, kind_of
from rules.table_states import read_day

# The columns of the sheet by the field that they fill; the first two are looked for by name only.
COLUMNS: dict[str, str] = {
    "code": "Mã cơ quan",
    "name": "Tên cơ quan",
    "aliases": "Tên gọi khác, viết tắt",
    "level": "Cấp",
    "kind": "Loại",
    "parent": "Cơ quan cấp trên",
    "valid_from": "Có từ ngày",
    "valid_to": "Đến hết ngày",
}
_ALSO: dict[str, tuple[str, ...]] = {
    "code": ("ma",),
    "name": ("ten", "co quan don vi", "ten co quan don vi", "ten don vi", "don vi", "co quan"),
    "aliases": ("viet tat", "ten viet tat", "ten goi khac", "ten khac"),
    "level": ("cap co quan",),
    "kind": ("loai co quan", "loai hinh"),
    "parent": ("truc thuoc", "cap tren", "co quan chu quan"),
    "valid_from": ("tu ngay", "hieu luc tu", "thanh lap"),
    "valid_to": ("den ngay", "hieu luc den", "ket thuc"),
}
LEVELS: dict[str, str] = {
    "tinh": "Cấp tỉnh",
    "huyen": "Cấp huyện",
    "xa": "Cấp xã",
    "don-vi": "Đơn vị trực thuộc",
    "tw": "Cấp trung ương",
}
FATE_NAMES = {"add": "Thêm", "change": "Sửa", "same": "Giữ nguyên", "refuse": "Không nhận"}
Fate = Literal["add", "change", "same", "refuse"]
_CODE = re.compile(r"[a-z0-9]+([-/][a-z0-9]+)*")
_LEVEL_WORDS = (
    {fold(name): key for key, name in LEVELS.items()}
    | {fold(key): key for key in LEVELS}
    | {fold(name): key for key, name in LEVEL_NAMES.items() if key in LEVELS}
    | {"trung uong": "tw", "trung-uong": "tw", "don vi": "don-vi", "truc thuoc": "don-vi"}
)
SEARCHED = 20
LONGEST_NAME = 300


@dataclass(frozen=True, slots=True)
class AgencySheetRow:
    """One filled row as typed; ``number`` is its row in the sheet, from 1."""

    number: int
    code: str = ""
    name: str = ""
    aliases: tuple[str, ...] = ()
    level: str = ""
    kind: str = ""
    parent: str = ""
    valid_from: str = ""
    valid_to: str = ""


@dataclass(frozen=True, slots=True)
class KnownAgency:
    """A body of the registry; ``parent`` is the code of the body above it, "" where there is none."""

    agency_id: int
    code: str
    name: str
    kind: str
    level: str
    parent: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AgencyChange:
    """What becomes of one row: the body as it would stand, and a sentence on what changes or why not.

    ``agency_id`` is 0 for a body that is added; ``new_aliases`` are those that it does not have yet.
    """

    number: int
    fate: Fate
    body: KnownAgency
    new_aliases: tuple[str, ...] = ()
    why: str = ""


def read_agency_rows(table: Sequence[Sequence[str]]) -> list[AgencySheetRow]:
    """Return the filled rows beneath the header, which stands among the first rows.

    Raises Refused where there is no column of names, or no row.
    """
    places, first = _header(table)
    rows = []
    for number, cells in enumerate(table[first + 1 :], first + 2):
        values = {
            name: " ".join(cells[place].split())
            for name, place in places.items()
            if place < len(cells) and name != "aliases"
        }
        words = cells[places["aliases"]] if "aliases" in places and places["aliases"] < len(cells) else ""
        if any(values.values()) or words.strip():
            aliases = tuple(dict.fromkeys(filter(None, (p.strip() for p in re.split(r"[;\n|]", words)))))
            rows.append(AgencySheetRow(number, aliases=aliases, **values))
    if not rows:
        raise Refused("Bảng chưa có cơ quan nào.", hint="Tải mẫu về, điền vào rồi nạp lại.")
    return rows


def _header(table: Sequence[Sequence[str]]) -> tuple[dict[str, int], int]:
    for number, row in enumerate(table[:SEARCHED]):
        keys = [fold(cell) for cell in row]
        places: dict[str, int] = {}
        for name, title in COLUMNS.items():
            for key in (fold(title), *_ALSO[name]):
                if key in keys and keys.index(key) not in places.values():
                    places[name] = keys.index(key)
                    break
        if "name" in places:
            return places, number
    raise Refused("Bảng thiếu cột “Tên cơ quan”.", hint="Tải mẫu về, điền vào rồi nạp lại.")


def plan_agencies(
    rows: Sequence[AgencySheetRow],
    known: Sequence[KnownAgency],
    *,
    today: date,
    unfinished: Mapping[int, int],
) -> list[AgencyChange]:
    """Return what becomes of every row, in order.

    ``unfinished`` says how many obligations are open at a body, by its id: such a body cannot end. An empty
    cell leaves what is stored, in a new body it takes the usual value. A parent may stand in the same sheet,
    in any row.
    """
    names = _Names(known)
    drafts = [_draft(row, names, today, unfinished) for row in rows]
    coming = {one.body.code for one in drafts if one.fate != "refuse"}
    found: list[AgencyChange] = []
    # Of rows with one code or name the first counts; bodies that are to come may be parents.
    for one, row in zip(drafts, rows, strict=True):
        found.append(_with_parent(one, row, names, drafts, coming) if one.fate != "refuse" else one)
    return _without_orphans(_first_of_each(found), names)


@dataclass(slots=True)
class _Names:
    known: Sequence[KnownAgency]
    by_code: dict[str, KnownAgency] = field(init=False)
    by_key: dict[str, list[KnownAgency]] = field(init=False)

    def __post_init__(self) -> None:
        self.by_code = {one.code: one for one in self.known}
        self.by_key = {}
        for one in self.known:
            for key in {agency_key(name) for name in (one.name, *one.aliases)}:
                self.by_key.setdefault(key, []).append(one)

    def alive(self, name: str) -> list[KnownAgency]:
        """Return the bodies of that name that have not ended."""
        return [one for one in self.by_key.get(agency_key(name), []) if one.valid_to is None]


def _draft(row: AgencySheetRow, names: _Names, today: date, unfinished: Mapping[int, int]) -> AgencyChange:
    stored = names.by_code.get(row.code) if row.code else _by_name(row.name, names)
    try:
        body = _body(row, stored)
        _check_days(body, stored, today, unfinished)
        new = _new_aliases(row, body, names)
        _check_name(body, names)
    except Refused as fault:
        return AgencyChange(
            row.number, "refuse", _shown(row, stored), why=f"{fault.sentence} {fault.hint}".strip()
        )
    if stored is None:
        return AgencyChange(row.number, "add", body, new)
    return AgencyChange(row.number, "same", body, new)


def _by_name(name: str, names: _Names) -> KnownAgency | None:
    exact = [one for one in names.alive(name) if agency_key(one.name) == agency_key(name)] if name else []
    return exact[0] if len(exact) == 1 else None


def _shown(row: AgencySheetRow, stored: KnownAgency | None) -> KnownAgency:
    return stored or KnownAgency(0, row.code, row.name, "", "")


def _body(row: AgencySheetRow, stored: KnownAgency | None) -> KnownAgency:
    name = row.name or (stored.name if stored else "")
    if not agency_key(name):
        raise Refused("Chưa ghi tên cơ quan.")
    if len(name) > LONGEST_NAME:
        raise Refused(f"Tên cơ quan dài hơn {LONGEST_NAME} ký tự.")
    code = row.code or (stored.code if stored else code_of(name))
    if not _CODE.fullmatch(code) or len(code) > 80:
        raise Refused(f"Mã “{code}” không đúng.", hint="Mã gồm chữ thường không dấu, số và gạch nối.")
    level = _LEVEL_WORDS.get(fold(row.level)) if row.level else stored.level if stored else _usual_level(name)
    if level is None:
        raise Refused(f"Cấp “{row.level}” không đúng.", hint=f"Ghi một trong: {', '.join(LEVELS.values())}.")
    return KnownAgency(
        agency_id=stored.agency_id if stored else 0,
        code=code,
        name=name,
        kind=fold(row.kind).replace(" ", "-") if row.kind else stored.kind if stored else kind_of(name),
        level=level,
        parent=stored.parent if stored else "",
        valid_from=_day(row.valid_from, "Có từ ngày") or (stored.valid_from if stored else None),
        valid_to=_day(row.valid_to, "Đến hết ngày") or (stored.valid_to if stored else None),
        aliases=stored.aliases if stored else (),
    )


def code_of(name: str) -> str:
    """Return the code that a new body has by its name: "so-dan-toc-va-ton-giao"."""
    return "-".join(re.findall(r"[a-z0-9]+", agency_key(name).replace("uy ban nhan dan", "ubnd")))[:80].strip(
        "-"
    )


def _usual_level(name: str) -> str:
    return {"ubnd-xa": "xa", "don-vi": "don-vi"}.get(kind_of(name), "tinh")


def _day(text: str, what: str) -> date | None:
    day = read_day(text)
    if text and day is None:
        raise Refused(f"“{text}” ở cột “{what}” không phải là ngày.")
    return day


def _check_days(
    body: KnownAgency, stored: KnownAgency | None, today: date, unfinished: Mapping[int, int]
) -> None:
    if body.valid_from and body.valid_to and body.valid_to < body.valid_from:
        raise Refused("Ngày kết thúc đứng trước ngày bắt đầu.")
    ends = body.valid_to is not None and body.valid_to < today
    if stored and ends and body.valid_to != stored.valid_to and (count := unfinished.get(stored.agency_id)):
        raise Refused(f"Còn {count} phần việc chưa xong.", hint="Dùng “Thay bằng cơ quan khác” trước.")


def _check_name(body: KnownAgency, names: _Names) -> None:
    others = [one for one in names.alive(body.name) if one.agency_id != body.agency_id]
    if body.valid_to is None and others:
        raise Refused(f"Tên này đã là của “{others[0].name}” (mã {others[0].code}).", hint="Ghi mã cơ quan.")
    if body.agency_id == 0 and (taken := names.by_code.get(body.code)):
        raise Refused(f"Mã “{body.code}” đã là của “{taken.name}”.", hint="Ghi mã khác.")


def _new_aliases(row: AgencySheetRow, body: KnownAgency, names: _Names) -> tuple[str, ...]:
    own = {agency_key(name) for name in (body.name, *body.aliases)}
    new: dict[str, str] = {}
    for alias in row.aliases:
        key = agency_key(alias)
        if not key or key in own:
            continue
        if others := [one for one in names.alive(alias) if one.agency_id != body.agency_id]:
            raise Refused(f"“{alias}” đang là tên của “{others[0].name}”.", hint="Một tên chỉ một cơ quan.")
        new.setdefault(key, alias)
    return tuple(new.values())


def _with_parent(
    one: AgencyChange,
    row: AgencySheetRow,
    names: _Names,
    drafts: Sequence[AgencyChange],
    coming: set[str],
) -> AgencyChange:
    if row.parent:
        parent = _parent_code(row.parent, names, drafts, coming)
        if parent is None or parent == one.body.code:
            why = f"Không rõ cơ quan cấp trên “{row.parent}”." if parent is None else "Cấp trên là chính nó."
            return replace(one, fate="refuse", why=why)
        one = replace(one, body=replace(one.body, parent=parent))
    stored = names.by_code.get(one.body.code) if one.fate != "add" else None
    if stored is None:
        return one
    changed = [
        f"{COLUMNS[name].lower()}: {_words(getattr(stored, name))} → {_words(getattr(one.body, name))}"
        for name in ("name", "level", "kind", "parent", "valid_from", "valid_to")
        if getattr(stored, name) != getattr(one.body, name)
    ]
    changed += [f"thêm tên: {'; '.join(one.new_aliases)}"] if one.new_aliases else []
    return replace(one, fate="change" if changed else "same", why="; ".join(changed))


def _words(value: object) -> str:
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return LEVELS.get(str(value), str(value)) if value else "–"


def _parent_code(words: str, names: _Names, drafts: Sequence[AgencyChange], coming: set[str]) -> str | None:
    if words in names.by_code or words in coming:
        return words
    alive = names.alive(words)
    if len(alive) == 1:
        return alive[0].code
    key = agency_key(words)
    new = {one.body.code for one in drafts if one.fate != "refuse" and agency_key(one.body.name) == key}
    return new.pop() if not alive and len(new) == 1 else None


def _first_of_each(changes: Sequence[AgencyChange]) -> list[AgencyChange]:
    codes: dict[str, int] = {}
    keys: dict[str, int] = {}
    found = []
    for one in changes:
        if one.fate != "refuse":
            mine = (
                [agency_key(name) for name in (one.body.name, *one.new_aliases)]
                if one.body.valid_to is None
                else []
            )
            clash = codes.get(one.body.code) or next((keys[k] for k in mine if k in keys), None)
            if clash is not None:
                one = replace(one, fate="refuse", why=f"Trùng mã hoặc tên với dòng {clash}.")
            else:
                codes[one.body.code] = one.number
                keys.update(dict.fromkeys(mine, one.number))
        found.append(one)
    return found


def _without_orphans(changes: Sequence[AgencyChange], names: _Names) -> list[AgencyChange]:
    """Refuse what hangs on a body that is refused, or on itself through others."""
    found = list(changes)
    while True:
        parents = {one.code: one.parent for one in names.known}
        parents |= {one.body.code: one.body.parent for one in found if one.fate != "refuse"}
        bad = next(
            (
                place
                for place, one in enumerate(found)
                if one.fate != "refuse" and one.body.parent and not _climbs_out(one.body.code, parents)
            ),
            None,
        )
        if bad is None:
            return found
        why = f"Cơ quan cấp trên “{found[bad].body.parent}” không được nhận hoặc nối thành vòng."
        found[bad] = replace(found[bad], fate="refuse", why=why)


def _climbs_out(code: str, parents: Mapping[str, str]) -> bool:
    seen = set()
    while code:
        if code in seen or code not in parents:
            return False
        seen.add(code)
        code = parents[code]
    return True


def tally(changes: Sequence[AgencyChange]) -> dict[str, int]:
    """Return how many rows have each fate, every fate named."""
    return {fate: sum(one.fate == fate for one in changes) for fate in FATE_NAMES}


def seal(changes: Sequence[AgencyChange]) -> str:
    """Return a hash (hex) of what the rows do, so that nothing else is stored than what was shown."""
    told = json.dumps([asdict(one) for one in changes], ensure_ascii=False, default=str)
    return hashlib.sha256(told.encode()).hexdigest()
