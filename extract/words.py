"""Forms of a text for matching: every form has the length of the text, so that positions carry over."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

# Both ways to place the tone are in use (hoà/hòa, thuý/thúy): fold the old one into the new one.
_TONE_PAIRS = {
    first + accented: toned + second
    for first, second, tones in (
        ("o", "a", ("àáảãạ", "òóỏõọ")),
        ("o", "e", ("èéẻẽẹ", "òóỏõọ")),
        ("u", "y", ("ỳýỷỹỵ", "ùúủũụ")),
    )
    for accented, toned in zip(*tones, strict=True)
}
_TONE = re.compile(r"(?<!q)(?:" + "|".join(_TONE_PAIRS) + r")(?!\w)")
_BARE = {
    ord(letter): (
        "d"
        if letter in "đĐ"
        else unicodedata.normalize("NFD", letter)[0].lower()
        if unicodedata.normalize("NFD", letter)[0].isascii()
        else letter
    )
    for letter in map(chr, (*range(0xC0, 0x250), *range(0x1EA0, 0x1EFA)))
    if letter.isalpha()
}
_WORD = re.compile(r"\w+")
_ABBREVIATED = re.compile(r"(?:\b(?:TP|TT|Tp|GS|TS|BS|PGS|ThS|KT|TM|TL|St|No)|\b[A-HJ-UWYZĐ])\.$")
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"”)]?\s+(?=[\"“(]?[A-ZÀ-ỸĐ*])")


@lru_cache(maxsize=4096)
def lowered(text: str) -> str:
    """Return the text in lower case with tones placed one way; same length as the NFC text."""
    low = text.lower()
    if len(low) != len(text):
        low = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return _TONE.sub(lambda match: _TONE_PAIRS[match[0]], low)


@lru_cache(maxsize=4096)
def bare(text: str) -> str:
    """Return the text in lower case without diacritics (OCR loses them); same length as the NFC text."""
    low = text.translate(_BARE).lower()
    return low if len(low) == len(text) else "".join(c.lower()[:1] or c for c in text.translate(_BARE))


def listed(block: str) -> list[str]:
    """Return the entries of a word list written with "|" and line ends between them."""
    return [" ".join(entry.split()) for entry in block.replace("\n", "|").split("|") if entry.strip()]


def either(entries: Iterable[str]) -> str:
    """Return a pattern that matches any of the entries, the longest first."""
    return "|".join(re.escape(entry) for entry in sorted(set(entries), key=len, reverse=True))


def words_of(text: str) -> list[str]:
    """Return the words of the text, lowered, without marks."""
    return _WORD.findall(lowered(text))


def squeeze(text: str) -> str:
    """Return the text with every run of white space as one space and none at its ends."""
    return " ".join(text.split())


def sentences(text: str) -> list[tuple[int, int]]:
    """Return the spans of the sentences: after ". ", "! " or "? " before a capital, brackets kept whole."""
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _SENTENCE_END.finditer(text):
        head = text[start : match.start()]
        if _ABBREVIATED.search(head[-6:]) or head.endswith("..") or head.count("(") > head.count(")"):
            continue
        if head.count("“") > head.count("”"):
            continue
        spans.append((start, match.start()))
        start = match.end()
    if start < len(text):
        spans.append((start, len(text)))
    return spans


def is_upper(text: str) -> bool:
    """Return whether the letters of the text are capitals (a title in the form of Nghị định 30/2020)."""
    head = text[:160]
    capitals, small = sum(map(str.isupper, head)), sum(map(str.islower, head))
    return capitals + small >= 3 and capitals >= 0.85 * (capitals + small)


def inside(spans: list[tuple[int, int]], position: int) -> bool:
    """Return whether the position lies in one of the spans."""
    return any(start <= position < end for start, end in spans)


def brackets(text: str) -> list[tuple[int, int]]:
    """Return the spans of the outermost round brackets, marks included; an unclosed one is left out."""
    found: list[tuple[int, int]] = []
    depth = start = 0
    for index, char in enumerate(text):
        if char == "(":
            if depth == 0:
                start = index
            depth += 1
        elif char == ")" and depth:
            depth -= 1
            if depth == 0:
                found.append((start, index + 1))
    return found
