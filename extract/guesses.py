"""Titles that name a body of an unknown kind: told from themes by their place among agency headings."""

import re

from extract.lines import Paragraph
from extract.outline import is_agency_heading
from extract.verbs import PREDICATE
from extract.words import bare, is_upper, lowered

_NO_NAME = re.compile(
    r"(?:cong tac|ve |che do|kinh phi|noi dung|nhiem vu|giai phap|thoi gian|muc |yeu cau|to chuc"
    r"|cac (?:nhiem vu|giai phap|noi dung)"
    r"|tuyen|trach nhiem chung|trach nhiem cu the|hoat dong|quy dinh|bao cao|kiem tra|giam sat"
    r"|nguon|doi tuong|dia diem|phuong an)"
)


def stands_among_agencies(paragraph: Paragraph) -> bool:
    """Return whether most of the paragraph's numbered siblings, two at least, are agency headings.

    Beside a title that can hardly be but a name ("Ga Lam Giang") one is enough, where it is half of them.
    """
    siblings = [p for p in (paragraph.parent.children if paragraph.parent else []) if p is not paragraph]
    titles = [p for p in siblings if p.mark and p.mark.in_ref and p.children and len(p.body) < 250]
    named = sum(is_agency_heading(title) for title in titles)
    if named >= 2 and 3 * named >= 2 * len(titles):
        return True
    return named >= 1 and 2 * named >= len(titles) and _is_proper_name(paragraph.body)


_NO_MARK = re.compile(r"[\d:;]")
_TITLE_WORD = re.compile(r"[^\W\d_]+")
_LONGEST_NAME = 9
# Named in capitals, and no bodies.
_THING = re.compile(
    r"(?:chuong trinh|de an|du an|phong trao|chien dich|giai doan|linh vuc|thang|quy|nam|ngay|tuan|dot|luat"
    r"|nghi quyet|quyet dinh|chi thi|ke hoach|phu luc|hoi nghi|le|nguon|nhan luc|khu vuc|dia ban|cap)(?!\w)"
)


def _is_proper_name(title: str) -> bool:
    """Whether the title is short, has no verb, and has a further word in capitals or ends in a tier."""
    words = list(_TITLE_WORD.finditer(title))
    if (
        not 1 < len(words) <= _LONGEST_NAME
        or is_upper(title)
        or _NO_MARK.search(title)
        or _THING.match(bare(title))
    ):
        return False
    low = lowered(title)
    if any(title[w.start()].islower() and PREDICATE.match(low, w.start()) for w in words):
        return False
    return words[-1][0][0].isupper() or low.rstrip(" .").endswith((" tỉnh", " huyện", " xã", " phường"))


def may_name_body(title: str) -> bool:
    """Return whether a title can be a name: it begins with a capital, with no verb and no word of themes."""
    return title[:1].isupper() and not PREDICATE.match(lowered(title)) and not _NO_NAME.match(bare(title))
