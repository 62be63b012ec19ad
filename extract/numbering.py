"""Marks at the start of a paragraph: numbers and bullets, and their rank (Nghị định 30/2020, Phụ lục I)."""

import re
from dataclasses import dataclass
from typing import Literal

from extract.words import is_upper

Kind = Literal["part", "chapter", "capital", "roman", "article", "number", "letter", "bracket", "bullet"]

# Rank of the kinds: a smaller rank stands above a greater one. Numbers add their depth, bullets
# rank by the order in which a block uses them.
RANKS: dict[Kind, int] = {
    "part": 0,
    "chapter": 1,
    "capital": 2,
    "roman": 3,
    "article": 4,
    "number": 10,
    "letter": 20,
    "bracket": 25,
    "bullet": 30,
}

_PATTERNS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("part", re.compile(r"(?:PHẦN|Phần)\s+(?:thứ\s+)?(?P<no>[IVX]+|\d+|nhất|hai|ba|bốn)\b[.:]?\s*")),
    ("chapter", re.compile(r"(?:CHƯƠNG|Chương)\s+(?P<no>[IVX]+|\d+)\b[.:]?\s*")),
    ("article", re.compile(r"(?:ĐIỀU|Điều)\s+(?P<no>\d+)\s*[.:]\s*")),
    ("roman", re.compile(r"(?P<no>[IVXLH]{1,6})\s*(?:[./)]\s*|\s-\s+)(?=[^\s\d.,])")),
    ("number", re.compile(r"(?P<no>\d{1,2}(?:[.,]\s?\d{1,2}){1,4})\s*[.,):](?!\d)\s*(?=[^\s\d%])")),
    ("number", re.compile(r"(?P<no>\d{1,2}(?:\.\d{1,2}){1,4})\s+(?=[A-ZÀ-ỸĐ“\"(])")),
    ("number", re.compile(r"(?P<no>\d{1,2})\s*(?:[.)](?!\d)\s*|/\s+|\s?[-–]\s+)(?=[^\s\d])")),
    ("letter", re.compile(r"(?P<no>[a-zđ])\s*[).]\s*(?=[^\s.)\d])")),
    ("bracket", re.compile(r"\((?P<no>\d{1,2}|[a-zđ]|[ivx]{2,4})\)\s*[.:]?\s*(?=[^\s.;,)\d])")),
    ("capital", re.compile(r"(?P<no>[A-HK])\s*[.)]\s+(?=\S)")),
    (
        "bullet",
        re.compile(
            r"(?P<no>[-–—−+*•·●▪■◦○➢►✓✔]|>|o(?=\s)|_+~|\[(?![^\]]*\]))(?P<more>\s*[-–—+*•])?\s*(?=\S)"
        ),
    ),
)
_DASHES = dict.fromkeys("–—−_", "-")


@dataclass(frozen=True, slots=True)
class Mark:
    """A printed mark: its kind, the number without its point ("III", "1.2", "a", "-"), its length."""

    kind: Kind
    number: str
    length: int

    @property
    def depth(self) -> int:
        """How many numbers the mark has: 1 for "2.", 2 for "2.1."."""
        return self.number.count(".") + 1

    @property
    def rank(self) -> int:
        """Where the mark stands in the order of divisions; the smaller, the higher."""
        return RANKS[self.kind] + (self.depth if self.kind == "number" else 0)

    @property
    def in_ref(self) -> bool:
        """Whether the mark enters a reference; letters, "(1)" and bullets do not."""
        return self.kind not in ("letter", "bracket", "bullet")


def read_mark(text: str) -> Mark | None:
    """Return the mark that the paragraph begins with, or None.

    "- 2030", "1,5 lần" and "01/4" are no marks; a doubled bullet ("- +") counts as its second sign,
    which is how converted lists print a second level.
    """
    for kind, pattern in _PATTERNS:
        match = pattern.match(text)
        if match is None or (kind == "roman" and not _is_roman(match, text)):
            continue
        number = match["no"]
        if kind == "number":
            number = re.sub(r"\s", "", number).replace(",", ".")
        if kind == "bullet":
            if text[match.end() : match.end() + 1].isdigit() and not text[match.start("no") + 1].isspace():
                return None
            number = (match["more"] or number).strip()
            number = _DASHES.get(number, number)[:1].replace("_", "-")
        return Mark(kind, number, match.end())
    return None


def _is_roman(match: re.Match[str], text: str) -> bool:
    # OCR reads "II" as "H"; a lone letter is a capital division ("C.") unless it is I, V or X.
    number = match["no"]
    if number in ("L", "H") or text[:3].lower() == "v/v":
        return False
    if "H" in number or "L" in number:
        return is_upper(text[match.end() : match.end() + 60])
    return True
