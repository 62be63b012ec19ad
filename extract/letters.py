"""Directives, official letters and telegrams: documents that order without an implementation section."""

import re

from extract import collected as why
from extract.agencies import read_bodies
from extract.closings import is_closing
from extract.items import Reader
from extract.lines import Paragraph
from extract.outline import Part
from extract.scopes import Scope
from extract.subjects import read_subject
from extract.words import bare, is_upper, lowered

_LEAD_IN = re.compile(r"(?:yêu cầu|đề nghị|giao|chỉ đạo|chỉ thị)\b.*:$", re.S)
_ENFORCES = re.compile(
    r"chịu trách nhiệm (?:thi hành|tổ chức thực hiện|thực hiện)|có hiệu lực|ban hành kèm theo"
)
# Titles that a letter shares with a plan: then its implementation section gives the orders.
_PLAN_TITLE = re.compile(
    r"(?:muc dich|muc tieu|yeu cau|noi dung|thoi gian|dia diem|doi tuong|pham vi|thanh phan|quan diem"
    r"|su can thiet|danh gia|tinh hinh|ket qua)\b"
)
_ADDRESSEES = re.compile(r"kinh gui\s*:?\s*")


def gives_orders_throughout(part: Part, form: str) -> bool:
    """Return whether a letter, directive or telegram orders in all its divisions, whatever their titles.

    Serves "<issuer> yêu cầu các đơn vị … các nội dung sau:" before "1. Về khám bệnh", "I. Công tác …",
    "6. Chế độ báo cáo": the titles only group. A letter built like a plan ("1. Mục đích") does not.
    """
    if part.is_annex or form not in ("công văn", "chỉ thị", "công điện"):
        return False
    is_led_in = False
    divisions: list[Paragraph] = []
    for node in part.root.children:
        if node.mark is None:
            is_led_in = is_led_in or (not divisions and bool(_LEAD_IN.search(lowered(node.text))))
        elif node.mark.kind in ("number", "roman", "capital"):
            divisions.append(node)
    return is_led_in and len(divisions) > 1 and not any(_PLAN_TITLE.match(bare(d.body)) for d in divisions)


def is_letter(part: Part, form: str) -> bool:
    """Return whether the part orders paragraph by paragraph: no Roman divisions, no annex."""
    if part.is_annex or part.has_sections:
        return False
    if form in ("công văn", "chỉ thị", "công điện", "quyết định"):
        return True
    return any(p.mark and p.mark.kind == "number" for p in part.root.children)


def read_letter(part: Part, reader: Reader) -> None:
    """Read the ordering paragraphs of a letter, directive, telegram or decision.

    The bodies of the lead-in ("Chủ tịch UBND huyện yêu cầu … :") own the numbered measures that name
    no doer; an unmarked paragraph counts when it orders somebody by name or closes the letter.
    """
    owners: tuple[str, ...] = ()
    addressees = _addressees(part)
    for node in part.root.children:
        if node.mark is None and not owners and _LEAD_IN.search(lowered(node.text)):
            owners = _unmarked(node, reader) or addressees
            continue
        if node.mark is None or (node.mark.kind == "bullet" and not owners):
            new = _unmarked(node, reader)
            owners = new or owners
            continue
        if node.mark.kind == "bullet" and not owners:
            continue
        if node.mark.kind == "article" and _ENFORCES.search(lowered(node.body)):
            reader.collected.leave(node, why.FORMULA)
            continue
        reader.read_measure(node, Scope(owners=owners, is_letter=True))


def _addressees(part: Part) -> tuple[str, ...]:
    """Return whom the letter is sent to, who act where its lead-in names nobody ("đề nghị thực hiện …:")."""
    found: list[str] = []
    is_open = False
    for node in part.root.children:
        if opening := _ADDRESSEES.match(bare(node.text)):
            is_open = True
            found += read_bodies(node.text, opening.end(), loose=True).names
        elif is_open and node.mark is not None and node.mark.kind == "bullet":
            found += read_bodies(node.body, 0, loose=True).names
        elif is_open:
            break
    return tuple(dict.fromkeys(found))


def _unmarked(node: Paragraph, reader: Reader) -> tuple[str, ...]:
    """Read an unmarked paragraph of the letter; return the bodies that a lead-in orders."""
    text = node.body if node.mark is not None else node.text
    if is_upper(text):
        return ()
    if _LEAD_IN.search(lowered(text)):
        subject = read_subject(text)
        owners = subject.owners if subject.is_ordered else _ordered_last(text)
        if owners:
            reader.collected.heading(node)
            return owners
        return ()
    if node.mark is not None:
        return ()
    subject = read_subject(text)
    if subject.owners and subject.is_ordered:
        reader.read_measure(node, Scope(is_letter=True))
    elif reader.collected.items and is_closing(node, text, has_agency=False, is_letter=True):
        reader.read_closing(node)
    elif reader.collected.items or len(text) > 120:
        reader.collected.leave(node, why.INTRODUCES)
    return ()


def _ordered_last(text: str) -> tuple[str, ...]:
    """Return the bodies that the last order of a long lead-in names ("…; Chủ tịch UBND yêu cầu A; B …:")."""
    for start in [m.end() for m in re.finditer(r"[;.:]\s+", text)][::-1]:
        subject = read_subject(text[start:])
        if subject.is_ordered and subject.owners:
            return subject.owners
    found: tuple[str, ...] = ()
    for match in re.finditer(r"(?:yêu cầu|đề nghị|giao)\s+", lowered(text)):
        subject = read_subject(text[match.start() :])
        if subject.owners:
            found = tuple(
                dict.fromkeys((*subject.owners, *_after_semicolon(text, match.start() + subject.end)))
            )
    return found


def _after_semicolon(text: str, position: int) -> tuple[str, ...]:
    match = re.compile(r"\s*;\s*").match(text, position)
    return read_bodies(text, match.end()).names if match else ()
