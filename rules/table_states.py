"""How far a work is, as a tracking table writes it, and the moves that bring an obligation there: pure."""

import re
from datetime import date, timedelta

from rules.naming import fold
from rules.status import NAMES

# The moves from "assigned" to each status; every step is in the table of transitions (rules.status).
PATHS: dict[str, tuple[str, ...]] = {
    "assigned": (),
    "acknowledged": ("acknowledged",),
    "in_progress": ("in_progress",),
    "reported": ("reported",),
    "returned": ("reported", "returned"),
    "refused": ("refused",),
    "suspended": ("suspended",),
    "withdrawn": ("withdrawn",),
    "done": ("reported", "done"),
}
_OWN = {fold(name): status for status, name in NAMES.items()}
# The first that is found decides.
_WORDS: tuple[tuple[str, str], ...] = (
    ("withdrawn", r"\b(?:rut|huy bo|bai bo|thoi khong|khong thuc hien nua|khong con phu hop)\b"),
    ("suspended", r"\btam (?:dung|ngung|hoan)\b"),
    ("refused", r"\b(?:tu choi|de nghi khong nhan|khong nhan)\b"),
    ("returned", r"\b(?:tra lai|can bo sung)\b"),
    ("in_progress", r"\b(?:co ban hoan thanh|hoan thanh (?:mot phan|co ban))\b"),
    (
        "assigned",
        r"\b(?:chua|khong) (?:\w+ ){0,2}(?:hoan thanh|thuc hien|trien khai|xong|co ket qua|bao cao"
        r"|bat dau)\b",
    ),
    ("reported", r"\b(?:cho xac nhan|da bao cao|cho tham dinh|cho phe duyet)\b"),
    ("in_progress", r"\b(?:dang|tiep tuc|trong qua trinh)\b"),
    ("done", r"\b(?:hoan thanh|da xong|xong|da thuc hien|da trien khai|da ban hanh|da gui|da nop|dat)\b"),
    ("done", r"^(?:roi|dung han|da lam)$"),
    ("acknowledged", r"\b(?:da (?:tiep )?nhan|tiep nhan)\b"),
    ("assigned", r"\b(?:moi giao|chua|trong han|qua han|den han|cham|tre han)\b"),
)
_COMPILED = tuple((status, re.compile(pattern)) for status, pattern in _WORDS)
_SHARE = re.compile(r"(\d{1,3})(?:[.,]\d+)?\s*%")
_MARK = re.compile(r"[xX✓✔√vV]|\[x\]")
_NUMBERS = re.compile(
    r"(?<!\d)(?:(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})|(?P<d2>\d{1,2})\s*[/.\-]\s*(?P<m2>\d{1,2})"
    r"\s*[/.\-]\s*(?P<y2>\d{4}|\d{2}))(?!\d)"
)
_WRITTEN = re.compile(r"ngay (\d{1,2}) thang (\d{1,2}) nam (\d{4})")
_SERIAL = re.compile(r"[34]\d{4}|5\d{4}")
# Day 1 of Excel's calendar; it believes in a 29 February 1900.
_EPOCH = date(1899, 12, 30)


def read_status(words: str) -> str | None:
    """Return the status that words of a table tell, None where they tell none ("" included)."""
    plain = fold(words)
    if not plain:
        return None
    if plain in _OWN:
        return _OWN[plain]
    if (share := _SHARE.search(words)) and "hoan thanh" not in plain.replace("chua hoan thanh", ""):
        return "done" if int(share[1]) >= 100 else "in_progress" if int(share[1]) else "assigned"
    if share and int(share[1]) < 100:
        return "in_progress"
    return next((status for status, rule in _COMPILED if rule.search(plain)), None)


def is_mark(cell: str) -> bool:
    """Return whether a cell only ticks its column: "x" under "Đã hoàn thành"."""
    return bool(_MARK.fullmatch(cell.strip()))


def read_day(text: str) -> date | None:
    """Return the first full day in a cell: 30/11/2026, 30.11.26, 2026-11-30, in words, or Excel's number."""
    text = text.strip()
    if _SERIAL.fullmatch(text):
        return _EPOCH + timedelta(days=int(text))
    for match in _NUMBERS.finditer(text):
        year = int(match["y"] or match["y2"])
        parts = (year if year > 99 else 2000 + year, match["m"] or match["m2"], match["d"] or match["d2"])
        if (day := _day(*map(int, parts))) is not None:
            return day
    written = _WRITTEN.search(fold(text))
    return _day(int(written[3]), int(written[2]), int(written[1])) if written else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if 1900 < year < 2200 else None
    except ValueError:
        return None
