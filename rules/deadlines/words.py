"""Vietnamese text folded for matching, place for place, so that every match can be quoted as written."""

import re
import unicodedata

# What a mask or a rule has read is replaced by this mark: no word, no space, no punctuation.
BLANK = "\x00"

_SAME = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("⁄∕／", "/"),
        **dict.fromkeys("\x00\x1c\x1d\x1e\x1f\t\n\r\x0b\x0c\u00a0\u2007\u202f\u200b\ufeff*`", " "),
        "_": "…",
    }
)
# Digits misread by OCR next to a digit: "l5 ngày", "I6 giờ", "2O/11".
_READ_AS_ONE = re.compile(r"(?<![\w.])[lI](?=\d)|(?<=\d)[lI](?!\w)")
_READ_AS_NOUGHT = re.compile(r"(?<![\w.])O(?=\d)|(?<=\d)[oO](?=[\d/])")
_FIGURE = re.compile(r"\d")
# "hoà", "khoẻ", "thuỷ" beside "hòa", "khỏe", "thủy": only where the syllable ends there.
_NEW_TONES = re.compile(r"(?:o[àáảãạèéẻẽẹ]|(?<!q)u[ỳýỷỹỵ])(?!\w)")
_PLAIN = dict(zip("àáảãạèéẻẽẹỳýỷỹỵ", "aaaaaeeeeeyyyyy", strict=True))
_MARK = dict(zip("àáảãạèéẻẽẹỳýỷỹỵ", "\u0300\u0301\u0309\u0303\u0323" * 3, strict=True))
_SPELLINGS = re.compile(r"(?<!\w)(?:kì|quí)(?!\w)")


def rx(pattern: str) -> re.Pattern[str]:
    """Compile ``pattern`` in which one space stands for any run of white space."""
    return re.compile(pattern.replace(" ", r"\s+"))


def _old_tone(match: re.Match[str]) -> str:
    vowel, marked = match.group()[0], match.group()[1]
    return unicodedata.normalize("NFC", vowel + _MARK[marked]) + _PLAIN[marked]


def _lower(text: str) -> str:
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


class Passage:
    """A text under reading: ``written`` (NFC), ``cased`` and ``lower`` (folded), all of one length.

    Folding joins dashes and slashes, undoes OCR's letters for digits and writes tones the old way
    ("hòa"). ``blank`` wipes what has been read from ``cased`` and ``lower``.
    """

    def __init__(self, text: str) -> None:
        self.written = unicodedata.normalize("NFC", text)
        folded = self.written.translate(_SAME)
        if _FIGURE.search(folded):
            folded = _READ_AS_NOUGHT.sub("0", _READ_AS_ONE.sub("1", folded))
        self.cased = folded
        low = _NEW_TONES.sub(_old_tone, _lower(folded))
        self.lower = _SPELLINGS.sub(lambda m: "kỳ" if m.group() == "kì" else "quý", low)

    def blank(self, start: int, end: int) -> None:
        """Wipe the places from ``start`` up to ``end``."""
        gap = BLANK * (end - start)
        self.cased = self.cased[:start] + gap + self.cased[end:]
        self.lower = self.lower[:start] + gap + self.lower[end:]

    def quote(self, start: int, end: int) -> str:
        """Return the words as written, on one line, without marks of emphasis."""
        words = self.written[start:end]
        if words.count("(") > words.count(")") and (rest := _TO_BRACKET.match(self.written, end)):
            words += rest[0]
        return " ".join(words.replace("*", "").split()).strip(" ,;:")

    def sentence(self, place: int) -> tuple[int, int]:
        """Return where the sentence (or the part between semicolons) around ``place`` begins and ends."""
        start = 0
        for match in _STOP.finditer(self.lower):
            if match.start() >= place:
                return start, match.start()
            start = match.end()
        return start, len(self.lower)


_TO_BRACKET = re.compile(r"[^().;]{0,80}\)")
_STOP = re.compile(r";|[.!?](?=\s|$)")

_ONES = "một|hai|ba|bốn|tư|năm|sáu|bảy|bẩy|tám|chín"
_VALUE = {"một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "sáu": 6}
_VALUE |= {"bảy": 7, "bẩy": 7, "tám": 8, "chín": 9}
# A count in figures or words, up to 999: "05", "10 (mười)", "mười lăm", "ba mươi".
NUMBER = (
    rf"(?:\d{{1,3}}(?: ?\([^()]{{1,24}}\))?|mười(?: (?:{_ONES}|lăm))?"
    rf"|(?:{_ONES})(?: mươi(?: (?:{_ONES}|mốt|lăm))?)?)"
).replace(" ?", r"\s*")


def number(words: str) -> int:
    """Return the value of a count matched by ``NUMBER``."""
    digits = re.match(r"\d+", words)
    if digits:
        return int(digits.group())
    total = 0
    for word in words.split():
        if word == "mười":
            total += 10
        elif word == "mươi":
            total *= 10
        else:
            total += _VALUE[word]
    return total
