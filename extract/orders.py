"""All orders of a document: its parts read one after the other, then what stands outside of them."""

from extract import collected as why
from extract.closings import is_closing
from extract.collected import Collected, Found
from extract.items import Reader
from extract.letters import gives_orders_throughout, is_letter, read_letter
from extract.lines import Paragraph
from extract.outline import Part, ref_of, section_of
from extract.outside import overlap, read_outside
from extract.scopes import Scope
from extract.sections import order_sections
from extract.segments import read_segments
from extract.tables import read_table
from extract.tasktitles import has_doer_line, is_programme, names_doers, says_doers
from extract.words import words_of
from rules.naming import agency_key

_LONGEST_LABELLED = 600
# Fewer words are found in many a text.
_LEAST_WORDS = 8


def read_orders(parts: list[Part], issuer: str, form: str) -> Collected:
    """Return the items, headings and leftovers of the document's parts, in the order they were met."""
    collected = Collected()
    letters = [gives_orders_throughout(part, form) and not _has_doer_lines(part.root) for part in parts]
    sections = [[] if whole else _sections(part) for part, whole in zip(parts, letters, strict=True)]
    # The articles of a decision only put the attached plan into force, and that gives the orders.
    enacts = form == "quyết định" and any(sections)
    for part, found, whole in zip(parts, sections, letters, strict=True):
        as_letter = whole or (is_letter(part, form) and not (enacts and _has_articles(part)))
        _read_part(part, found, Reader(collected, issuer), as_letter)
    _drop_repeated(collected)
    _read_outside(parts, collected)
    _leave_the_rest(parts, sections, collected)
    return collected


def _has_articles(part: Part) -> bool:
    return any(node.mark is not None and node.mark.kind == "article" for node in part.root.children)


def _read_part(part: Part, sections: list[Paragraph], reader: Reader, as_letter: bool) -> None:
    collected = reader.collected
    before = len(collected.items)
    for table in part.tables:
        read_table(table, collected, "PL" if part.is_annex else _ref_above(table[0], part))
    for section in sections:
        reader.read_section(section, Scope())
    tasks = _task_sections(part, sections)
    for section in tasks:
        if has_doer_line(section):
            reader.read_measure(section, Scope(needs_doer_line=True))
        else:
            reader.read_section(section, Scope(needs_doer_line=True))
    if not sections and not tasks and as_letter:
        read_letter(part, reader)
    if len(collected.items) == before:
        return
    if part.has_sections:
        _read_closings(part, reader)
    for note in part.notes:
        collected.leave(note, why.NOTE)


def _ref_above(row: Paragraph, part: Part) -> str:
    """Return the reference of the division that a table of the body stands in."""
    above = [p for p in part.root.walk() if p.mark and p.mark.in_ref and p.lines[0] < row.lines[0]]
    return ref_of(above[-1]) if above else "PL"


def _task_sections(part: Part, sections: list[Paragraph]) -> list[Paragraph]:
    """Return the body sections built of tasks with doer lines, outside the implementation sections."""
    inside = {id(paragraph) for section in sections for paragraph in section.walk()}
    return [
        child
        for child in part.root.children
        if id(child) not in inside and child.children and _has_doer_lines(child) and not is_programme(child)
    ]


def _sections(part: Part) -> list[Paragraph]:
    """Return the implementation sections; a task with doer lines inside a section of such tasks is none."""
    return [
        section
        for section in order_sections(part)
        if section.parent is part.root or not _belongs_to_task(section)
    ]


def _belongs_to_task(section: Paragraph) -> bool:
    """Whether the title is a label of a task ("b) Phân công thực hiện:"), or a task among such tasks."""
    if names_doers(section) and all(read_segments(child.body)[0].kind for child in section.children):
        return True
    return _has_doer_lines(section) and _has_doer_lines(section_of(section), without=section)


def _has_doer_lines(node: Paragraph, without: Paragraph | None = None) -> bool:
    left = {id(paragraph) for paragraph in without.walk()} if without is not None else set()
    return any(
        says_doers(paragraph)
        for paragraph in node.walk()
        if len(paragraph.body) < _LONGEST_LABELLED and id(paragraph) not in left
    )


def _read_closings(part: Part, reader: Reader) -> None:
    """Read the closing paragraphs of a part whose last section is no implementation section."""
    trailing: list[Paragraph] = []
    for paragraph in reversed(part.root.walk()):
        if paragraph.mark is not None or paragraph is part.root:
            break
        trailing.append(paragraph)
    for paragraph in reversed(trailing):
        unread = id(paragraph) not in reader.collected.seen
        if unread and is_closing(paragraph, paragraph.text, has_agency=False):
            reader.read_closing(paragraph)


def _drop_repeated(collected: Collected) -> None:
    """A narrative item that repeats a table row (same doer, same work) goes; the row stays."""
    rows = [item for item in collected.items if item.is_row]
    kept: list[Found] = []
    for item in collected.items:
        if item.source is not None and not item.is_row and any(_repeats(item, row) for row in rows):
            collected.leave(item.source, why.REPEATED, item.text)
        else:
            kept.append(item)
    collected.items = kept


def _repeats(item: Found, row: Found) -> bool:
    if {agency_key(name) for name in item.owners} != {agency_key(name) for name in row.owners}:
        return False
    return overlap(item.text, row.text) >= 0.7 or _holds(item.text, row.text)


def _holds(text: str, row: str) -> bool:
    """Whether the text is the row in more words: it has all of the row's, and no more than as many again."""
    whole, part = set(words_of(text)), set(words_of(row))
    shared = len(whole & part)
    return len(part) >= _LEAST_WORDS and shared >= 0.95 * len(part) and 2 * shared >= len(whole)


def _read_outside(parts: list[Part], collected: Collected) -> None:
    """Read what no section has read, and the tasks that waited for a doer line in vain."""
    unread = [
        paragraph
        for part in parts
        if part.has_sections or _has_articles(part)
        for section in part.root.children
        if section.mark is not None
        for paragraph in section.walk()
        if id(paragraph) not in collected.seen
    ]
    waiting = [found.source for found in collected.waiting if found.source is not None]
    taken = read_outside([*unread, *waiting], collected.items)
    sources = {id(found.source) for found in taken}
    collected.items += taken
    for found in collected.waiting:
        if found.source is not None and id(found.source) not in sources:
            collected.leave(found.source, why.NO_DOER, found.text)


def _leave_the_rest(parts: list[Part], sections: list[list[Paragraph]], collected: Collected) -> None:
    """Leave, with the reason, what stands unread behind the first implementation section of a part."""
    collected.seen |= {id(item.source) for item in collected.items}
    for part, found in zip(parts, sections, strict=True):
        if not found:
            continue
        first = found[0].lines[0]
        for paragraph in part.root.walk():
            if paragraph.lines[0] > first and id(paragraph) not in collected.seen:
                collected.leave(paragraph, why.OUTSIDE)
