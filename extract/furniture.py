"""Page furniture: numbers, rules and stamps, running heads and feet that recur beside page numbers."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from extract.numbering import read_mark
from extract.words import bare, squeeze

_PAGE = re.compile(r"\btrang\s*\d+(?:\s*/\s*\d+)?")
_LONGEST_HEAD = 120
# How many lines a running head or foot has at most.
_DEPTH = 3
# The least signs between two page numbers; a full page of a plan has some 2,500.
_LEAST_PAGE = 600
_RULE = re.compile(r"^[\s\-_=*.…·|:+]{3,}$")
_DOTS = re.compile(r"^[\s.…]{6,}$")
_PAGE_NUMBER = re.compile(r"^\s*(?:[-–—]\s*)?(?:trang\s*)?\d{1,3}(?:\s*/\s*\d{1,3})?\s*(?:[-–—]\s*)?$", re.I)
# What an electronic signature or a portal prints upon a page: who signed, at which second.
_SIGNED = re.compile(
    r"^\W*(?:ký bởi|người ký|thời gian ký|ngày ký|digitally signed|signed by)\s*:"
    r"|^[^.;]{0,80}(?<!\d)\d{1,2}[/\-]\d{1,2}[/\-]\d{4}\s+\d{1,2}:\d{2}:\d{2}(?:\s*[+\-]\d{2}:?\d{2}\W?)?\W*$",
    re.I,
)


def noise_of(text: str) -> str:
    """Return what piece of page furniture a line is ("page", "rule", "stamp" …), "" for none."""
    if _DOTS.match(text):
        return "dots"
    if not re.search(r"\w", text) and not is_bare_mark(text):
        return "junk"
    if _RULE.match(text):
        return "rule"
    if ":" in text and _SIGNED.match(text):
        return "stamp"
    return "page" if _PAGE_NUMBER.match(text) else ""


def is_bare_mark(text: str) -> bool:
    """Return whether the line holds nothing but a mark ("a)", "-"), whose words stand on the next one."""
    return len(text) <= 6 and read_mark(text + " x") is not None and read_mark(text) is None


def same_head(text: str) -> str:
    """Return the key under which a line recurs: without case, marks and its page ("Trang 3" is "Trang 4")."""
    return _PAGE.sub("trang", squeeze(bare(text)))


def may_be_head(text: str) -> bool:
    """Return whether a line may be a running head or foot: short, unnumbered, no end of a sentence."""
    return len(text) <= _LONGEST_HEAD and text[-1:] not in ".;:" and read_mark(text) is None


def running(edges: Sequence[Sequence[str]]) -> frozenset[str]:
    """Return the keys of the lines that recur at the edges of half the pages at least, and of two.

    Each edge is given from the page's end; between a head and the end stand only other heads.
    """
    counts: Counter[str] = Counter()
    least = max(2, (len(edges) + 1) // 2)
    for edge in edges:
        for text in edge[:_DEPTH]:
            if not may_be_head(text):
                break
            counts[same_head(text)] += 1
    return frozenset(key for key, count in counts.items() if count >= least and re.search(r"[^\W\d_]", key))


def depth_of(edge: Sequence[str], keys: frozenset[str]) -> int:
    """Return how many lines of an edge, counted from the page's end, are running heads or feet."""
    depth = 0
    while depth < min(len(edge), _DEPTH) and may_be_head(edge[depth]) and same_head(edge[depth]) in keys:
        depth += 1
    return depth


def running_lines(texts: Sequence[str], numbers: Sequence[int]) -> frozenset[int]:
    """Return the indices of the running heads and feet among ``texts``.

    ``numbers`` are the lines that hold figures alone; those with a page of text before them are page
    numbers, the others may number the rows of a table.
    """
    pages = [at for before, at in pairwise((-1, *numbers)) if _signs(texts, before + 1, at) >= _LEAST_PAGE]
    if len(pages) < 2:
        return frozenset()
    below = {at: texts[at + 1 : at + 1 + _DEPTH] for at in pages}
    above = {at: texts[max(0, at - _DEPTH) : at][::-1] for at in pages}
    heads, feet = running([*below.values()]), running([*above.values()])
    found: set[int] = set()
    for at in pages:
        found.update(range(at + 1, at + 1 + depth_of(below[at], heads)))
        found.update(range(at - depth_of(above[at], feet), at))
    return frozenset(found)


def _signs(texts: Sequence[str], start: int, end: int) -> int:
    return sum(map(len, texts[start:end]))


def left_out(heads: Iterable[str]) -> tuple[str, ...]:
    """Return the note that tells a person which running heads were left out, () for none."""
    named = list({same_head(head): squeeze(head) for head in heads}.values())
    if not named:
        return ()
    return ("Đã bỏ dòng lặp lại ở đầu hoặc cuối trang: " + "; ".join(f"“{head}”" for head in named) + ".",)
