"""Columns of an assignment table: what each header says, over one header row or two."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extract.words import bare, squeeze

# The first rule that fits a header names its column.
_COLUMNS: tuple[tuple[str, str], ...] = (
    ("number", r"(?:stt|tt|so tt|so thu tu|#)\.?$"),
    # Who supervises, signs or approves does not do the work; a unit of measure is no body.
    (
        "note",
        r"(?:don vi tinh|dvt\b|don vi do|lanh dao|nguoi chi dao|dong chi|tham quyen|don vi nhan"
        r"|(?:cap|co quan|noi) (?:trinh|phe duyet|ban hanh|quyet dinh|nhan)"
        r"|(?:co quan|don vi)(?:,? (?:co quan|don vi))? (?:theo doi|don doc|kiem tra|giam sat"
        r"|tham dinh|tham tra))",
    ),
    ("lead_partner", r".*chu tri.{0,12}phoi hop|.*thuc hien.{0,12}phoi hop"),
    (
        "partner",
        r".*phoi hop|(?:cac )?(?:co quan|don vi)(?:,? (?:co quan|don vi))? (?:lien quan|cung thuc hien|ho tro"
        r"|tham gia)",
    ),
    ("lead", r".*(?:chu tri|dau moi|chiu trach nhiem chinh)"),
    ("start", r"tu ngay|(?:(?:thoi gian|thoi diem|ngay)(?: thuc hien)? )?(?:bat dau|khoi dong|khoi cong)"),
    (
        "time",
        r"(?:thoi gian|thoi han|tien do|han|thoi diem|hoan thanh|ket thuc|ky han|moc thoi gian|lo trinh"
        r"|(?:ngay|nam|moc) (?:hoan thanh|ket thuc|thuc hien)|ke hoach thoi gian|den ngay)",
    ),
    ("product", r"(?:san pham|ket qua|dau ra|du kien san pham|hinh thuc van ban|yeu cau san pham)"),
    (
        "doer",
        r"(?:(?:co quan|don vi|bo phan|phong|nguoi|to chuc|ca nhan)[\w, ]*(?:thuc hien|trien khai"
        r"|phu trach|chiu trach nhiem|tham muu|giao)"
        r"|thuc hien|trach nhiem|phan cong|don vi|co quan)",
    ),
    (
        "task",
        r"(?:(?:cac )?(?:noi dung|nhiem vu|cong viec|hoat dong|dau viec|giai phap|bien phap|viec can"
        r"|cong tac)|(?:ten|danh muc) (?:cac )?(?:nhiem vu|cong viec|hoat dong|noi dung|van ban|de an"
        r"|ke hoach|chuong trinh|bao cao|nghi quyet)|viec$)",
    ),
    ("note", r"(?:ghi chu|can cu|kinh phi|nguon|dia diem|muc tieu|chi tieu|van ban)"),
)
_COLUMN_RULES = tuple((name, re.compile(pattern)) for name, pattern in _COLUMNS)
_INDICATOR = re.compile(r"(?:ten |cac )?(?:chi tieu|muc tieu)\b")
_GROUPING = re.compile(r"(?:nhom|linh vuc|mang|loai|phan loai|chuyen de|chu de)\b")
LONGEST_TITLE = 90
_BY_WHOM = frozenset({"lead", "doer", "lead_partner"})
_PARTS = _BY_WHOM | {"partner", "time", "start", "product"}


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
        return "task" in self.names and bool(_BY_WHOM & set(self.names))


def read_columns(cells: Sequence[str], below: Sequence[Sequence[str]] = ()) -> Columns:
    """Return what a header row says about its columns; ``below`` are the rows beneath it.

    Serves "STT | Nhóm nhiệm vụ | Nội dung công việc | Chủ trì …": a column that only groups gives
    the task where no other does; of several task columns ("Nhiệm vụ | Hoạt động cụ thể") the one
    whose cells are longest is the task, the first where nothing tells them apart.
    """
    names: list[str] = []
    for cell in cells:
        plain = _plain(cell)
        fits = plain and len(plain) < LONGEST_TITLE
        name = next((n for n, rule in _COLUMN_RULES if fits and rule.match(plain)), "")
        if fits and not name and _GROUPING.match(plain):
            name = "group"
        if name == "number" and name in names:
            name = "note"
        names.append(name)
    tasks = [index for index, name in enumerate(names) if name == "task"]
    if not tasks:
        tasks = [i for i, name in enumerate(names) if name == "group" and "nhiem vu" in _plain(cells[i])]
    if not tasks and "lead" in names:
        # An indicator with a body that leads is that body's to reach; beside "Đơn vị" it may be a measure.
        tasks = [i for i, cell in enumerate(cells) if _INDICATOR.match(_plain(cell))]
    kept = max(tasks, key=lambda index: (_mean_length(index, below), -index), default=-1)
    for index, name in enumerate(names):
        if index == kept:
            names[index] = "task"
        elif name in ("task", "group"):
            names[index] = "note"
    return Columns(tuple(names))


def _plain(cell: str) -> str:
    return squeeze(re.sub(r"[^\w, ]", " ", bare(cell)))


def _mean_length(index: int, rows: Sequence[Sequence[str]]) -> float:
    # Rows of another shape, and titles of groups, say nothing about a column.
    cells = [row[index].strip() for row in rows if index < len(row) and sum(map(bool, row)) > 2]
    filled = [cell for cell in cells if cell]
    return sum(map(len, filled)) / len(filled) if filled else 0.0


def refined(columns: Columns, cells: Sequence[str]) -> Columns | None:
    """Return the columns with what a second header row adds, None where the row is none.

    Serves "Phân công" above "Chủ trì | Phối hợp" and "Thời gian" above "Bắt đầu | Kết thúc"; titles
    of merged cells may stand again in the second row.
    """
    names = read_columns(cells).names
    filled = [index for index, cell in enumerate(cells) if cell.strip()]
    before = list(columns.names) + [""] * (len(cells) - len(columns.names))
    parts = [index for index in filled if names[index] in _PARTS]
    same = [index for index in filled if names[index] and names[index] == before[index]]
    if len(cells) < 2 or not parts or set(filled) - set(parts) - set(same):
        return None
    for index in parts:
        before[index] = names[index]
    return Columns(tuple(before))
