"""A document with its items marked, as one HTML page for eyes: nothing outside it is needed."""

from collections.abc import Iterator
from html import escape

from models.draft import DraftItem, DraftPlan, SourceText

_STYLE = """
:root { color-scheme: light dark; }
body { font: 17px/1.6 system-ui, "Noto Sans", "Liberation Sans", sans-serif; margin: 2rem auto;
  max-width: 78rem; padding: 0 1rem; }
.line { display: grid; grid-template-columns: 4rem minmax(0, 1fr) 22rem; gap: 0 1rem; }
.number { color: #767676; text-align: right; font-size: .8rem; padding-top: .25rem; }
.item { background: #fff3c4; color: #1a1a1a; border-left: 4px solid #b7791f; padding-left: .5rem; }
.heading { font-weight: 600; border-left: 4px solid #2b6cb0; padding-left: .5rem; }
.leftover { color: #767676; border-left: 4px solid #a0aec0; padding-left: .5rem; }
.plain { padding-left: calc(.5rem + 4px); }
.note { font-size: .85rem; }
.page { border-top: 1px dashed #a0aec0; margin: .8rem 0 .2rem; color: #767676; font-size: .8rem; }
.unsure { outline: 2px solid #c53030; outline-offset: -2px; }
@media (max-width: 50rem) { .line { grid-template-columns: 2.5rem minmax(0, 1fr); }
  .note { grid-column: 2; } }
"""
_KINDS = {
    "date": "",
    "recurring": "định kỳ",
    "ongoing": "thường xuyên",
    "event": "theo sự kiện",
    "none": "chưa có hạn",
}


def marked_page(source: SourceText, draft: DraftPlan) -> str:
    """Return the page: every line of the document in order, items, headings and leftovers marked.

    The word for what a line is stands beside it, so that nothing depends on colour alone.
    """
    title = escape(draft.number or draft.title or "Văn bản")
    body = "\n".join(_lines(source, draft))
    return (
        f'<!doctype html>\n<html lang="vi"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head><body>'
        f"<h1>{title}</h1><p>{escape(draft.title or '')}</p>"
        f"<p>{len(draft.items)} nhiệm vụ, {len(draft.leftovers)} đoạn không phải nhiệm vụ. "
        f"Cơ quan thường trực: {escape(draft.lead_agency or 'chưa rõ')}.</p>\n{body}\n</body></html>\n"
    )


def _lines(source: SourceText, draft: DraftPlan) -> Iterator[str]:
    items = _starts(draft)
    inside = {n: i for i in draft.items for n in range(i.lines[0], i.lines[1] + 1)}
    headings = {n for h in draft.headings for n in range(h.lines[0], h.lines[1] + 1)}
    left = {n: w.reason for w in draft.leftovers for n in range(w.lines[0], w.lines[1] + 1)}
    page = 0
    for line in source.lines:
        if line.page != page:
            page = line.page
            yield f'<div class="page">trang {page}</div>'
        if not line.text.strip():
            continue
        kind, note = "plain", ""
        if line.number in inside:
            item = inside[line.number]
            kind = "item unsure" if item.confidence < 0.7 or item.deadline.question else "item"
            note = "<br>".join(_about(i) for i in items.get(line.number, ()))
        elif line.number in headings:
            kind, note = "heading", "đề mục"
        elif line.number in left:
            kind, note = "leftover", f"không phải nhiệm vụ: {escape(left[line.number])}"
        yield (
            f'<div class="line" id="L{line.number}"><div class="number">{line.number}</div>'
            f'<div class="{kind}">{escape(line.text)}</div><div class="note">{note}</div></div>'
        )


def _starts(draft: DraftPlan) -> dict[int, list[DraftItem]]:
    found: dict[int, list[DraftItem]] = {}
    for item in draft.items:
        found.setdefault(item.lines[0], []).append(item)
    return found


def _about(item: DraftItem) -> str:
    """Return what was read in one item, in one line for the margin."""
    when = f"hạn {item.deadline.due_on:%d/%m/%Y}" if item.deadline.due_on else _KINDS[item.deadline.kind]
    parts = [
        f"<b>{escape(item.ref or '–')}</b>",
        escape("; ".join(item.owners) or "chưa rõ cơ quan"),
        f"phối hợp: {escape('; '.join(item.coordinators))}" if item.coordinators else "",
        escape(when),
        f"hỏi lại: {escape(item.deadline.question)}" if item.deadline.question else "",
        f"lưu ý: {escape(', '.join(item.flags))}" if item.flags else "",
    ]
    return " · ".join(p for p in parts if p)
