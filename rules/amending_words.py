"""Whether a document says that it amends or replaces an earlier plan, which one, and in part or whole.

Read from the title, the preamble and the closing sentences; everything here is a proposal to the officer.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from rapidfuzz import fuzz

from rules.amendment import Mode
from rules.naming import fold

_DAY = re.compile(r"(?:ngay\s+)?(\d{1,2})(?:\s*/\s*|\s+thang\s+)(\d{1,2})(?:\s*/\s*|\s+nam\s+)(\d{4})")
# Words by which a document says what it does to another one, without diacritics.
_IN_PART = r"sua doi|bo sung|dieu chinh|dinh chinh|bai bo mot phan"
_REPLACES = r"thay the|thay cho|thay the cho|huy bo"
_AMENDS = re.compile(rf"\b(?:{_IN_PART}|{_REPLACES})\b")
# "(V/v) (ban hành Kế hoạch) sửa đổi …": the document's own purpose, and not a word of its subject.
_PURPOSE = re.compile(rf"^(?:ke hoach |quyet dinh |ve viec |ve |v v |ban hanh |cong van )*(?:{_IN_PART})\b")
_ANEW = re.compile(rf"\b(?:{_REPLACES}|ban hanh lai|(?:sua doi|dieu chinh|bo sung) toan bo)\b")
_REST_STAYS = re.compile(
    r"\b(?:noi dung|nhiem vu|muc|dieu khoan|phan|quy dinh)(?: \w+){0,4}? (?:khac|con lai)\b.{0,120}?"
    r"\b(?:giu nguyen|khong thay doi|van thuc hien|tiep tuc thuc hien|thuc hien theo|co hieu luc)\b"
)
# Between a number and the word that says what is done to it lie at most so many characters.
_NEAR = 160
# How much alike two titles are, the words of amending apart, when they name one plan (0 to 100).
_SAME_TITLE = 92


@dataclass(frozen=True, slots=True)
class KnownPlan:
    """A plan under tracking as a document may name it."""

    plan_id: int
    number: str | None
    title: str
    issued_on: date | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """A tracked plan that the document seems to amend, and the words that say so."""

    plan_id: int
    because: str


def proposed(title: str, lines: Sequence[str], known: Iterable[KnownPlan]) -> list[Named]:
    """Return the plans that the document says it amends or replaces, the likeliest first.

    A plan that is only cited ("Thực hiện Kế hoạch số …") is none of them, nor is one of that number but
    of another day.
    """
    known = list(known)
    found = {n.plan_id: n for n in _by_number([title], known, is_title=True)}
    for one in _by_number(_sentences(lines), known, is_title=False):
        found.setdefault(one.plan_id, one)
    for one in _by_title(title, known):
        found.setdefault(one.plan_id, one)
    return list(found.values())


def _by_number(texts: Iterable[str], known: list[KnownPlan], *, is_title: bool) -> Iterator[Named]:
    keys = {one.plan_id: re.sub(r"\s+", "", fold_number(one.number)) for one in known if one.number}
    for text in texts:
        # Hardly any line amends, and folding a line at once takes a tenth of folding its words one by one.
        if not _AMENDS.search(fold(text)) or not _AMENDS.search(plain := _plain(text)):
            continue
        for one in known:
            number = keys.get(one.plan_id)
            at = _position(number, plain) if number else -1
            if at < 0 or _is_other_day(plain[at : at + 80], one.issued_on):
                continue
            if is_title or any(at - _NEAR <= m.start() < at for m in _AMENDS.finditer(plain)):
                yield Named(one.plan_id, text.strip())


def fold_number(number: str | None) -> str:
    """Return a document's number for comparing: no diacritics, lower case, no zero in front."""
    return re.sub(r"^0+(?=\d)", "", _plain(number or "").replace(" ", ""))


def _plain(text: str) -> str:
    """Return the text without diacritics, in lower case, with its slashes, hyphens and points."""
    words = re.split(r"([^\w&]+)", text.replace("–", "-"))
    return re.sub(r"\s+", " ", "".join(fold(w) if w and (w[0].isalnum()) else w for w in words))


def _position(number: str, plain: str) -> int:
    """Return where the number stands as a whole ("7/kh-ubnd" is not in "187/kh-ubnd"), or -1."""
    written = re.escape(number).replace("/", r"\s?/\s?")
    pattern = rf"(?<![\w/])0*{written}(?![\w-])"
    match = re.search(pattern, plain)
    return match.start() if match else -1


def _is_other_day(tail: str, issued_on: date | None) -> bool:
    match = _DAY.search(tail)
    if match is None or issued_on is None:
        return False
    day, month, year = (int(part) for part in match.groups())
    return (day, month, year) != (issued_on.day, issued_on.month, issued_on.year)


def _by_title(title: str, known: list[KnownPlan]) -> Iterator[Named]:
    """Yield plans of the same subject where the title says that it amends, but gives no number."""
    if not _AMENDS.search(fold(title)):
        return
    subject = _subject(title)
    alike = [(fuzz.token_set_ratio(subject, _subject(one.title)), one) for one in known if one.title]
    for score, one in sorted(alike, key=lambda pair: -pair[0]):
        if score >= _SAME_TITLE and len(_subject(one.title).split()) >= 4:
            yield Named(one.plan_id, title.strip())


def _subject(title: str) -> str:
    words = re.sub(
        rf"\b(?:{_IN_PART}|{_REPLACES}|mot so noi dung|mot so dieu|cua ke hoach|ke hoach)\b", " ", fold(title)
    )
    return " ".join(words.split())


def _sentences(lines: Sequence[str]) -> Iterator[str]:
    """Yield each line, and each joined with the next two: a number may stand behind a line's end."""
    for at, line in enumerate(lines):
        if line.strip():
            yield line
            yield " ".join([line, *lines[at + 1 : at + 3]])


def default_mode(title: str, lines: Sequence[str]) -> Mode:
    """Return whether the document amends in part, or stands in place of the whole plan.

    A document that says that the rest stays in force amends in part, and one that says that it replaces
    the plan does not; else the purpose in its title decides, and a plan issued anew is a whole one.
    """
    text = " ".join(fold(line) for line in lines)
    if _REST_STAYS.search(text):
        return "partial"
    plain_title = fold(title)
    if _ANEW.search(plain_title) or _replaces_in_text(lines):
        return "whole"
    return "partial" if _PURPOSE.match(plain_title) else "whole"


def _replaces_in_text(lines: Sequence[str]) -> bool:
    """Return whether a sentence says "Kế hoạch này thay thế Kế hoạch số …"."""
    pattern = re.compile(rf"\b(?:ke hoach|quyet dinh|van ban|chi thi) nay(?: \w+){{0,8}}? (?:{_REPLACES})\b")
    return any(pattern.search(fold(text)) for text in _sentences(lines))
