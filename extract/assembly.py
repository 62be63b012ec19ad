"""From found items to draft items: deadlines, flags, confidence, references, order of the document."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from extract.collected import Collected, Found
from extract.lines import Paragraph
from extract.references import resolve_references
from extract.timing import item_deadline
from models.draft import DraftItem, SourceText
from rules.workday import WorkCalendar

# What each sign of doubt takes off the confidence of a clean reading.
_DOUBTS = {
    "no_owner": 0.5,
    "owner_guessed": 0.3,
    "ocr": 0.15,
    "no_lead": 0.05,
    "outside_section": 0.2,
    "deadline_question": 0.2,
    "long": 0.1,
    "deadline_guessed": 0.1,
}
_LONG = 1500


def assemble(
    collected: Collected,
    paragraphs: Sequence[Paragraph],
    source: SourceText,
    issued_on: date | None,
    event_on: date | None,
    calendar: WorkCalendar,
) -> tuple[DraftItem, ...]:
    """Return the draft items in the order of the document, deadlines read, doubts flagged."""
    is_ocr = source.kind == "ocr"
    items: list[DraftItem] = []
    for found in sorted(collected.items, key=lambda one: (one.lines[0], one.lines[1])):
        deadline = item_deadline(
            found.text, found.time_text, issued_on=issued_on, event_on=event_on, calendar=calendar
        )
        if found.time_text and deadline.kind != "none":
            deadline = replace(deadline, provenance="table" if found.is_row else "item")
        draft = DraftItem(
            ref=f"PL.{found.ref}" if found.is_row and not found.ref else found.ref,
            text=found.text,
            owners=found.owners,
            coordinators=found.coordinators,
            role=found.role,
            deadline=deadline,
            lines=found.lines,
            page=found.page,
            deliverable=found.deliverable,
            details="\n".join(filter(None, (found.details, resolve_references(found.text, paragraphs)))),
        )
        flags = _flags(found, draft, is_ocr)
        items.append(replace(draft, flags=flags, confidence=_confidence(flags)))
    return tuple(items)


def _flags(found: Found, draft: DraftItem, is_ocr: bool) -> tuple[str, ...]:
    flags = list(found.flags)
    if not draft.owners:
        flags.append("no_owner")
    elif found.surety < 1.0:
        flags.append("owner_guessed")
    if is_ocr:
        flags.append("ocr")
    if draft.role == "support" and draft.coordinators:
        # Whoever supports works for somebody: nobody here is said to lead.
        flags.append("no_lead")
    if draft.deadline.question:
        flags.append("deadline_question")
    if draft.deadline.kind == "date" and not draft.deadline.literal:
        flags.append("deadline_guessed")
    if len(draft.text) > _LONG:
        flags.append("long")
    return tuple(dict.fromkeys(flags))


def _confidence(flags: tuple[str, ...]) -> float:
    return round(max(0.05, 1.0 - sum(_DOUBTS.get(flag, 0.0) for flag in flags)), 2)
