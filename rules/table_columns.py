"""Columns of an office's own tracking table, told by their headings: pure.

The heading stands below titles, over one row or two (a merged cell repeats its words in each of its
columns); what a person maps by hand stands before every guess.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from models.errors import Refused
from rules.naming import fold

# What a column may hold: its word on the command line, and what people read.
FIELDS: dict[str, tuple[str, str]] = {
    "number": ("stt", "STT"),
    "ref": ("muc", "Mục, mã số"),
    "text": ("noi-dung", "Nhiệm vụ, nội dung"),
    "owners": ("chu-tri", "Cơ quan chủ trì, thực hiện"),
    "coordinators": ("phoi-hop", "Cơ quan phối hợp"),
    "part": ("tu-cach", "Tư cách (chủ trì hay phối hợp)"),
    "document": ("van-ban", "Văn bản giao"),
    "document_on": ("ngay-van-ban", "Ngày văn bản"),
    "first_due": ("han-dau", "Thời hạn ban đầu"),
    "due": ("thoi-han", "Thời hạn"),
    "status": ("tinh-trang", "Tình trạng"),
    "kind": ("phan-loai", "Phân loại"),
    "result": ("ket-qua", "Kết quả, nội dung báo cáo"),
    "told_on": ("ngay-bao-cao", "Ngày báo cáo"),
    "done_on": ("ngay-hoan-thanh", "Ngày hoàn thành"),
    "deliverable": ("san-pham", "Sản phẩm"),
    "note": ("ghi-chu", "Ghi chú"),
}
# Fields for which several columns may stand: their words are put together.
MANY = frozenset({"status", "result", "note"})
# Rows in which the heading is looked for, and the longest heading of a column.
SEARCHED, LONGEST_HEADING = 40, 90

# The first rule that fits names the column; "-" is a column that is left alone.
_RULES: tuple[tuple[str, str], ...] = (
    ("number", r"(?:stt|tt|so tt|so thu tu)$"),
    ("-", r"(?:so ngay|ty le|so luong|don vi tinh|kinh phi|lanh dao|nguoi theo doi)"),
    ("done_on", r"(?:ngay|thoi gian|thoi diem) (?:da |thuc te )?(?:hoan thanh thuc te|hoan thanh xong)"),
    ("done_on", r"(?:ngay (?:da |thuc te )?(?:hoan thanh|xong|ket thuc)|hoan thanh (?:thuc te|ngay))"),
    ("told_on", r"ngay (?:bao cao|cap nhat)"),
    ("document_on", r"(?:ngay(?: thang)?(?: nam)? (?:van ban|ban hanh|ky)|thoi gian ban hanh)"),
    ("-", r"ngay (?:giao|nhan)"),
    ("first_due", r"(?:thoi han|han|ngay het han)(?: \w+){0,2} (?:ban dau|goc|cu)$"),
    ("result", r"(?:noi dung|ket qua|tom tat) bao cao|tinh hinh va ket qua|tinh hinh ket qua"),
    ("status", r"(?:tinh trang|trang thai|tinh hinh|tien do (?:thuc hien|xu ly|cong viec))"),
    (
        "status",
        r"(?:da|chua|dang) (?:hoan thanh|thuc hien|trien khai|xu ly)|hoan thanh (?:dung|qua|truoc|trong) han",
    ),
    ("kind", r"phan loai"),
    ("coordinators", r".*phoi hop(?! \w+ chu tri)"),
    ("part", r"(?:tu cach|vai tro)"),
    ("document", r"(?:van ban|so(?: va)? ky hieu|so van ban|can cu|ke hoach$|nguon giao|quyet dinh$)"),
    (
        "due",
        r"(?:thoi han|thoi gian|thoi diem|han |han$|ky han|ngay het han|ngay den han|tien do(?: hoan thanh)?$"
        r"|moc thoi gian)",
    ),
    ("deliverable", r"(?:san pham|dau ra|ket qua (?:dau ra|can dat|du kien))"),
    ("result", r"ket qua(?! gui)"),
    ("owners", r".*(?:chu tri|dau moi)"),
    (
        "owners",
        r"(?:co quan|don vi|bo phan|phong ban|nguoi|to chuc|ca nhan|phan cong|thuc hien|trach nhiem)",
    ),
    ("ref", r"(?:muc$|ma$|ma so|ma nhiem vu|so muc|ky hieu$)"),
    (
        "text",
        r"(?:cac |ten )?(?:nhiem vu|noi dung|cong viec|dau viec|viec|y kien chi dao|hoat dong|giai phap)",
    ),
    ("note", r"(?:ghi chu|kho khan|vuong mac|kien nghi|nguyen nhan|de xuat)"),
)
_COMPILED = tuple((name, re.compile(pattern)) for name, pattern in _RULES)
_LETTER = re.compile(r"[A-Za-z]{1,2}")


@dataclass(frozen=True, slots=True)
class Heading:
    """Where a sheet's heading stands (rows from 0, both counted) and what each column holds ("" nothing).

    ``titles`` are the columns' own words.
    """

    first: int
    last: int
    columns: tuple[str, ...]
    titles: tuple[str, ...]

    @property
    def is_usable(self) -> bool:
        """Return whether tasks can be read: their words, and at least who, by when or how far."""
        return "text" in self.columns and bool({"owners", "due", "status", "result"} & set(self.columns))

    def cell(self, row: Sequence[str], name: str) -> str:
        """Return the cell of a field, the cells of its columns one after another where there are several."""
        parts = [
            row[place].strip()
            for place, column in enumerate(self.columns)
            if column == name and place < len(row) and row[place].strip()
        ]
        return "; ".join(dict.fromkeys(parts))


def guess_field(title: str) -> str:
    """Return the field that a column's heading names, "" where it names none."""
    plain = fold(title)
    if not plain or len(plain) > LONGEST_HEADING:
        return ""
    found = next((name for name, rule in _COMPILED if rule.match(plain)), "")
    return found.removeprefix("-")


def find_heading(rows: Sequence[Sequence[str]]) -> Heading | None:
    """Return the heading of a sheet, or None where no row of the first ones reads like one."""
    best: Heading | None = None
    for place in range(min(len(rows), SEARCHED)):
        for last in (place, place + 1):
            if last < len(rows):
                found = heading_at(rows, place, last)
                if found.is_usable and (best is None or _rank(found) > _rank(best)):
                    best = found
    return best


def heading_at(rows: Sequence[Sequence[str]], first: int, last: int) -> Heading:
    """Return what the rows from first to last say of the columns, as a heading."""
    width = max((len(row) for row in rows[first : last + 1]), default=0)
    upper = _filled_right(rows[first], width) if last > first else [""] * width
    titles, columns = [], []
    for place in range(width):
        above = upper[place]
        below = rows[last][place].strip() if place < len(rows[last]) else ""
        below = "" if fold(below) == fold(above) else below
        titles.append(" ".join(filter(None, (above, below))))
        columns.append(_guess_both(above, below))
    return Heading(first, last, _single(columns, rows[last + 1 : last + 40]), tuple(titles))


def mapped(heading: Heading, chosen: Mapping[int, str]) -> Heading:
    """Return the heading with the fields that a person chose for columns (by place; "" leaves one out).

    Raises Refused for an unknown field, and for a field that only one column may hold given to two.
    """
    columns = list(heading.columns)
    for place, name in chosen.items():
        if name and name not in FIELDS:
            raise Refused(f"Không có loại cột “{name}”.", hint="Chọn trong danh sách.")
        columns += [""] * (place + 1 - len(columns))
        columns[place] = name
    for name in FIELDS:
        if columns.count(name) > 1 and name not in MANY:
            raise Refused(
                f"Hai cột cùng được chọn là “{FIELDS[name][1]}”.", hint="Mỗi loại chỉ chọn cho một cột."
            )
    titles = heading.titles + ("",) * (len(columns) - len(heading.titles))
    return replace(heading, columns=tuple(columns), titles=titles)


def read_map(text: str) -> dict[int, str]:
    """Return column places by field from words such as "noi-dung=C,chu-tri=D"; raises Refused.

    "=C" alone leaves the column out.
    """
    slugs = {slug: name for name, (slug, _) in FIELDS.items()}
    found: dict[int, str] = {}
    for part in filter(None, (p.strip() for p in text.split(","))):
        slug, sign, letter = (one.strip() for one in part.partition("="))
        if not sign or (slug and slug not in slugs) or not _LETTER.fullmatch(letter):
            raise Refused(
                f"“{part}” không đúng.", hint=f"Viết như noi-dung=C. Loại cột: {', '.join(sorted(slugs))}."
            )
        found[_place(letter)] = slugs.get(slug, "")
    return found


def column_letter(place: int) -> str:
    """Return the letters of a column by its place from 0: A, B … Z, AA."""
    head, tail = divmod(place, 26)
    return (column_letter(head - 1) if head else "") + chr(65 + tail)


def _place(letters: str) -> int:
    place = 0
    for letter in letters.upper():
        place = place * 26 + ord(letter) - 64
    return place - 1


def _filled_right(row: Sequence[str], width: int) -> list[str]:
    """Return the upper row of two with its words over the empty cells to their right.

    A file without merged cells (CSV) has the words of a heading over several columns in the first only.
    """
    cells = [cell.strip() for cell in row] + [""] * (width - len(row))
    for place in range(1, width):
        cells[place] = cells[place] or cells[place - 1]
    return cells


def _guess_both(above: str, below: str) -> str:
    if not below:
        return guess_field(above)
    if not above:
        return guess_field(below)
    together = guess_field(f"{above} {below}")
    own = guess_field(below)
    # "Thời hạn" over "Ban đầu": together; "Đơn vị" over "Phối hợp": the lower one says it.
    return own if own and own != "text" else together or own


def _single(columns: Sequence[str], below: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Return the columns with each field once, but for MANY: of several tasks the one with most words."""
    found = list(columns)
    for name in FIELDS:
        places = [place for place, column in enumerate(found) if column == name]
        if len(places) < 2 or name in MANY:
            continue
        kept = max(places, key=lambda p: _words(p, below)) if name == "text" else places[0]
        for place in places:
            if place != kept:
                found[place] = "note" if name == "text" else ""
    return tuple(found)


def _words(place: int, rows: Sequence[Sequence[str]]) -> int:
    return sum(len(row[place]) for row in rows if place < len(row))


def _rank(heading: Heading) -> tuple[int, bool]:
    """Return how many fields a heading names; of equals one row is a better heading than two."""
    return len({name for name in heading.columns if name}), heading.first == heading.last
