"""From the lines of a document to a draft plan: the one door of the reader."""

from datetime import date

from extract import collected as why
from extract.assembly import assemble
from extract.closings import is_closing
from extract.collected import Collected, Found
from extract.items import Reader, Scope
from extract.labels import read_segments
from extract.letters import is_letter, read_letter
from extract.lines import Line, Paragraph, read_lines, read_paragraphs
from extract.outline import Part, order_sections, read_parts
from extract.outside import overlap, read_outside
from extract.planfields import Head, read_annexed, read_head, read_signer
from extract.planwords import read_event, read_issuer, read_lead_agency, read_period, read_reports, read_upper
from extract.tables import read_table
from models.draft import DraftPlan, SourceText
from models.errors import BadDocument
from rules.workday import WorkCalendar


def draft_plan(source: SourceText, calendar: WorkCalendar) -> DraftPlan:
    """Return the plan that the document holds: its fields, its assignments, and what is left over.

    Serves plans, decisions with an attached plan, directives, official letters and telegrams in the
    form of Nghị định 30/2020/NĐ-CP. Every word of the implementation part is in an item, a heading or
    a leftover with its reason. Days are civil dates in Asia/Ho_Chi_Minh.

    Raises BadDocument where the document is empty or orders nothing.
    """
    lines = read_lines(source.lines)
    if not lines:
        raise BadDocument("Văn bản không có chữ nào.", hint="Hãy kiểm tra lại tệp gốc.")
    paragraphs = read_paragraphs(lines)
    parts = read_parts(paragraphs)
    head = _head(lines, paragraphs, parts)
    issuer = read_issuer(_preamble(parts), lines[:40], head.place, head.form)
    collected = Collected()
    for part in parts:
        _read_part(part, collected, issuer or "", head)
    _drop_repeated(collected)
    collected.items += read_outside(_unread(parts, collected), collected.items)
    _leave_the_rest(parts, collected)
    if not collected.items:
        raise BadDocument(
            "Không tìm thấy nhiệm vụ nào được giao trong văn bản.",
            hint="Hãy kiểm tra đây có phải kế hoạch, quyết định, chỉ thị hoặc công văn giao việc không; "
            "nếu là bản quét, hãy quét lại rõ hơn.",
        )
    return _plan(source, calendar, lines, parts, head, issuer, collected)


def _head(lines: list[Line], paragraphs: list[Paragraph], parts: list[Part]) -> Head:
    head = read_head(lines)
    number, issued_on, _ = read_annexed(paragraphs)
    head.number = head.number or number
    head.issued_on = head.issued_on or issued_on
    if head.form == "quyết định":
        # A decision's title is the attached plan's.
        for index, line in enumerate(lines):
            if index > 20 and line.text.strip("* ").upper() in ("KẾ HOẠCH", "KÉ HOẠCH"):
                attached = read_head(lines[index:])
                head.title = attached.title or head.title
                break
    return head


def _preamble(parts: list[Part]) -> list[Paragraph]:
    found: list[Paragraph] = []
    for paragraph in parts[0].paragraphs if parts else []:
        if paragraph.mark is not None and paragraph.mark.kind in ("roman", "number", "article", "capital"):
            break
        found.append(paragraph)
    return found


def _read_part(part: Part, collected: Collected, issuer: str, head: Head) -> None:
    before = len(collected.items)
    for table in part.tables:
        read_table(table, collected, "PL" if part.is_annex else _table_ref(table, part))
    reader = Reader(collected, issuer)
    sections = order_sections(part)
    if sections:
        for section in sections:
            reader.read_section(section, Scope())
    for task in _task_sections(part, sections):
        reader.read_section(task, Scope(needs_doer_line=True))
    if not sections and is_letter(part, head.form):
        read_letter(part, reader)
    if len(collected.items) > before and part.has_sections:
        _read_closings(part, reader)
    if len(collected.items) > before:
        for note in part.notes:
            collected.leave(note, why.NOTE)


def _table_ref(table: list[Paragraph], part: Part) -> str:
    from extract.outline import ref_of

    first = table[0].lines[0]
    above = [p for p in part.root.walk() if p.mark and p.mark.in_ref and p.lines[0] < first]
    return ref_of(above[-1]) if above else "PL"


def _task_sections(part: Part, sections: list[Paragraph]) -> list[Paragraph]:
    """Return body sections built of tasks with doer lines, outside the implementation sections."""
    inside = {id(p) for section in sections for p in section.walk()}
    return [
        child
        for child in part.root.children
        if id(child) not in inside and child.children and _has_doer_lines(child)
    ]


def _has_doer_lines(node: Paragraph) -> bool:
    return any(read_segments(p.body)[0].kind in ("lead", "doer") for p in node.walk() if len(p.body) < 600)


def _read_closings(part: Part, reader: Reader) -> None:
    """Read the closing paragraphs of a part whose last section is no implementation section."""
    trailing: list[Paragraph] = []
    for paragraph in reversed(part.root.walk()):
        if paragraph.mark is not None or paragraph is part.root:
            break
        trailing.append(paragraph)
    for paragraph in reversed(trailing):
        if id(paragraph) not in reader.collected.seen and is_closing(
            paragraph, paragraph.text, has_agency=False
        ):
            reader.read_closing(paragraph)


def _drop_repeated(collected: Collected) -> None:
    """A narrative item that repeats a table row (same doer, same work) goes; the row stays."""
    rows = [item for item in collected.items if item.is_row]
    if not rows:
        return
    kept: list[Found] = []
    for item in collected.items:
        if not item.is_row and any(
            set(item.owners) == set(row.owners) and overlap(item.text, row.text) >= 0.7 for row in rows
        ):
            if item.source is not None:
                collected.leave(item.source, why.REPEATED, item.text)
            continue
        kept.append(item)
    collected.items = kept


def _unread(parts: list[Part], collected: Collected) -> list[Paragraph]:
    """Return the paragraphs of the divided parts that no section has read."""
    return [
        paragraph
        for part in parts
        if part.has_sections
        for section in part.root.children
        if section.mark is not None
        for paragraph in section.walk()
        if id(paragraph) not in collected.seen
    ]


def _leave_the_rest(parts: list[Part], collected: Collected) -> None:
    """Leave, with the reason, what stands unread behind the first implementation section of a part."""
    for item in collected.items:
        if item.source is not None:
            collected.seen.add(id(item.source))
    for part in parts:
        sections = order_sections(part)
        if not sections:
            continue
        first = sections[0].lines[0]
        for paragraph in part.root.walk():
            if paragraph.lines[0] > first and id(paragraph) not in collected.seen:
                collected.leave(paragraph, why.OUTSIDE)


def _plan(
    source: SourceText,
    calendar: WorkCalendar,
    lines: list[Line],
    parts: list[Part],
    head: Head,
    issuer: str | None,
    collected: Collected,
) -> DraftPlan:
    everything = [p for part in parts for p in part.root.walk() if p is not part.root]
    event_on = read_event(head.title, everything)
    items = assemble(collected, everything, source, head.issued_on, event_on, calendar)
    to, via = read_reports([item.text for item in reversed(items)])
    preamble = _preamble(parts)
    return DraftPlan(
        number=head.number,
        issuer=issuer,
        place=head.place or _place_of(issuer),
        issued_on=head.issued_on,
        title=head.title,
        signer=read_signer(lines),
        lead_agency=read_lead_agency(collected.items, everything),
        event_on=event_on,
        period=_period(head, everything),
        form=head.form,
        items=items,
        headings=tuple(sorted(collected.headings, key=lambda heading: heading.lines)),
        leftovers=tuple(sorted(collected.leftovers, key=lambda left: left.lines)),
        upper=read_upper(preamble),
        reports_to=to,
        reports_via=via,
        notes=source.notes,
    )


def _period(head: Head, everything: list[Paragraph]) -> tuple[date, date] | None:
    return read_period(head.title, everything)


def _place_of(issuer: str | None) -> str | None:
    """Return the place in the issuer's name ("Ủy ban nhân dân tỉnh X"), None where it has none."""
    import re

    match = re.search(r"\b(?:tỉnh|thành phố|huyện|quận|thị xã)\s+([A-ZĐÀ-Ỹ].*)$", issuer or "", re.I)
    if match:
        return match[1]
    return None
