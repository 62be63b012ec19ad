"""From the lines of a document to a draft plan: the one door of the reader."""

import re

from extract.assembly import assemble
from extract.collected import Collected
from extract.events import read_event
from extract.furniture import left_out
from extract.lead import read_lead_agency
from extract.lines import Line, Paragraph, read_lines, read_paragraphs
from extract.orders import read_orders
from extract.outline import Part, read_parts
from extract.period import read_period
from extract.planfields import Head, read_annexed, read_head, read_signer
from extract.planwords import read_issuer, read_reports, read_upper
from models.draft import DraftPlan, SourceText
from models.errors import BadDocument
from rules.workday import WorkCalendar

# Below the letterhead of a decision; a title "KẾ HOẠCH" behind it is that of the attached plan.
_LETTERHEAD = 20


def draft_plan(source: SourceText, calendar: WorkCalendar) -> DraftPlan:
    """Return the plan that the document holds: its fields, its assignments, and what is left over.

    Serves plans, decisions with an attached plan, directives, official letters and telegrams in the
    form of Nghị định 30/2020/NĐ-CP. Every word of the implementation part is in an item, a heading or
    a leftover with its reason. Days are civil dates in Asia/Ho_Chi_Minh.

    Raises BadDocument where the document is empty or orders nothing.
    """
    lines = read_lines(source.lines)
    if not any(re.search(r"\w", line.text) for line in lines):
        raise BadDocument("Văn bản không có chữ nào.", hint="Hãy kiểm tra lại tệp gốc.")
    paragraphs = read_paragraphs(lines)
    parts = read_parts(paragraphs)
    head = _head(lines, paragraphs)
    preamble = _preamble(parts)
    issuer = read_issuer(preamble, lines[:40], head.place, head.form)
    collected = read_orders(parts, issuer or "", head.form)
    if not collected.items:
        raise BadDocument(
            "Không tìm thấy nhiệm vụ nào được giao trong văn bản.",
            hint="Hãy kiểm tra đây có phải kế hoạch, quyết định, chỉ thị hoặc công văn giao việc không; "
            "nếu là bản quét, hãy quét lại rõ hơn.",
        )
    everything = [p for part in parts for p in part.root.walk() if p is not part.root]
    return _plan(source, calendar, lines, everything, preamble, head, issuer, collected)


def _head(lines: list[Line], paragraphs: list[Paragraph]) -> Head:
    head = read_head(lines)
    number, issued_on, _ = read_annexed(paragraphs)
    head.number = head.number or number
    head.issued_on = head.issued_on or issued_on
    if head.form == "quyết định":
        attached = _attached_title(lines)
        head.title = attached or head.title
    return head


def _attached_title(lines: list[Line]) -> str | None:
    """Return the title of the plan that a decision attaches, which is the plan that people know."""
    for index, line in enumerate(lines[_LETTERHEAD:], start=_LETTERHEAD):
        if line.text.upper().strip(" :") in ("KẾ HOẠCH", "KÉ HOẠCH"):
            return read_head(lines[index:]).title
    return None


def _preamble(parts: list[Part]) -> list[Paragraph]:
    """Return the paragraphs before the first numbered division: letterhead, title, bases."""
    found: list[Paragraph] = []
    for paragraph in parts[0].paragraphs if parts else []:
        if paragraph.mark is not None and paragraph.mark.kind in ("roman", "number", "article", "capital"):
            break
        found.append(paragraph)
    return found


def _plan(
    source: SourceText,
    calendar: WorkCalendar,
    lines: list[Line],
    everything: list[Paragraph],
    preamble: list[Paragraph],
    head: Head,
    issuer: str | None,
    collected: Collected,
) -> DraftPlan:
    event_on = read_event(head.title, everything)
    items = assemble(collected, everything, source, head.issued_on, event_on, calendar)
    reports_to, reports_via = read_reports([item.text for item in reversed(items)])
    return DraftPlan(
        number=head.number,
        issuer=issuer,
        place=head.place or _place_of(issuer),
        issued_on=head.issued_on,
        title=head.title,
        signer=read_signer(lines),
        lead_agency=read_lead_agency(collected.items, everything, issuer or ""),
        event_on=event_on,
        period=read_period(head.title, everything, head.issued_on),
        form=head.form,
        items=items,
        headings=tuple(sorted(collected.headings, key=lambda heading: heading.lines)),
        leftovers=tuple(sorted(collected.leftovers, key=lambda left: left.lines)),
        upper=read_upper(preamble),
        reports_to=reports_to,
        reports_via=reports_via,
        notes=(*source.notes, *left_out(line.text for line in lines if line.noise == "head")),
    )


def _place_of(issuer: str | None) -> str | None:
    """Return the place in the issuer's name ("Ủy ban nhân dân tỉnh X"), None where it has none."""
    match = re.search(r"\b(?:tỉnh|thành phố|huyện|quận|thị xã)\s+([A-ZĐÀ-Ỹ].*)$", issuer or "", re.I)
    return match[1] if match else None
