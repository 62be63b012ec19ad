"""Several sentences in one item: they stay together unless doers or deadlines differ."""

import re
from dataclasses import dataclass

from extract.subjects import is_open_class, read_subject
from extract.timing import time_mark
from extract.words import lowered, sentences
from rules.naming import agency_key

_INDEFINITE = re.compile(
    r"(?:các |những |tất cả các )?(?:cơ quan|đơn vị|tổ chức|địa phương|cơ sở|doanh nghiệp|trường"
    r"|bộ phận|đối tượng|lực lượng)\b"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a paragraph that is one item; ``owners`` are those of the piece before it."""

    text: str
    start: int
    owners: tuple[str, ...] = ()


def split_item(text: str, heading: tuple[str, ...] = ()) -> list[Piece]:
    """Return the items in the paragraph.

    A sentence starts a new item when it names another definite doer than the sentence before, or when
    both carry a deadline and these differ; a sentence without a doer keeps the doer before it.
    """
    spans = sentences(text)
    if len(spans) < 2:
        return [Piece(text, 0)]
    pieces = [[spans[0][0], spans[0][1]]]
    for start, end in spans[1:]:
        last = text[pieces[-1][0] : pieces[-1][1]]
        if _differs(last, text[start:end], heading):
            pieces.append([start, end])
        else:
            pieces[-1][1] = end
    first = read_subject(text[pieces[0][0] : pieces[0][1]]).owners
    found: list[Piece] = []
    owners = first
    for start, end in pieces:
        found.append(Piece(text[start:end].strip(), start, owners))
        owners = read_subject(text[start:end]).owners or owners
    return found


def _differs(before: str, sentence: str, heading: tuple[str, ...]) -> bool:
    if sentence.rstrip().endswith(":"):
        # It leads in what stands beneath, and orders nothing that its bullets do not.
        return False
    return _other_doer(before, sentence, heading) or _other_time(before, sentence)


def _other_doer(before: str, sentence: str, heading: tuple[str, ...]) -> bool:
    subject = read_subject(sentence)
    if not subject.owners or subject.surety < 1.0 or is_open_class(sentence):
        return False
    first = read_subject(before).owners
    if all(_INDEFINITE.match(lowered(name)) for name in subject.owners):
        return bool(first) and all(_is_other_kind(name, first) for name in subject.owners)
    named = {agency_key(name) for name in subject.owners}
    known = {agency_key(name) for name in (*first, *heading)}
    if known and not named & known:
        return True
    # "Mặt trận, các đoàn thể … . Mặt trận và các tổ chức thành viên …": one of them, with other bodies.
    if first and named & known and named - known and known - named:
        return True
    # Two bodies of a joint heading, each with a sentence of its own: "Công an … . Ban Chỉ huy Quân sự …".
    shared = {agency_key(name) for name in heading}
    return {agency_key(name) for name in first} <= shared and named <= shared and _disjoint(first, named)


def _is_other_kind(name: str, first: tuple[str, ...]) -> bool:
    """Whether "các địa phương" cannot speak of the bodies before it, as "các đơn vị" can."""
    kind = _OTHER_KIND.match(lowered(name))
    return kind is not None and not any(kind[1] in lowered(one) for one in first)


_OTHER_KIND = re.compile(r"(?:các|những|tất cả các)\s+(địa phương|cơ sở|doanh nghiệp|trường)\b")


def _disjoint(first: tuple[str, ...], named: set[str]) -> bool:
    return bool(first) and not any(agency_key(name) in named for name in first)


def _other_time(before: str, sentence: str) -> bool:
    first, second = time_mark(before), time_mark(sentence)
    return bool(first and second and first != second)
