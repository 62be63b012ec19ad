"""The draft as JSON: the form that the gold files have, with further keys."""

from typing import Any

from models.draft import Deadline, DraftItem, DraftPlan


def as_contract(draft: DraftPlan) -> dict[str, Any]:
    """Return the draft ready for ``json.dumps``: ``plan``, ``assignments``, ``headings``, ``leftovers``.

    Dates are ISO; ``period`` is a list of two dates or None; keys of an assignment beside the gold's
    form are ``lines``, ``page``, ``confidence``, ``flags``, ``deliverable`` and ``details``.
    """
    return {
        "plan": {
            "number": draft.number,
            "issuer": draft.issuer,
            "place": draft.place,
            "issued_on": draft.issued_on.isoformat() if draft.issued_on else None,
            "title": draft.title,
            "signer": draft.signer,
            "lead_agency": draft.lead_agency,
            "event_on": draft.event_on.isoformat() if draft.event_on else None,
            "period": [day.isoformat() for day in draft.period] if draft.period else None,
            "form": draft.form,
            "upper": [
                {
                    "number": upper.number,
                    "issued_on": upper.issued_on.isoformat() if upper.issued_on else None,
                    "issuer": upper.issuer,
                }
                for upper in draft.upper
            ],
            "reports_to": draft.reports_to,
            "reports_via": draft.reports_via,
            "notes": list(draft.notes),
        },
        "assignments": [_assignment(item) for item in draft.items],
        "headings": [{"ref": h.ref, "text": h.text, "lines": list(h.lines)} for h in draft.headings],
        "leftovers": [
            {"text": left.text, "lines": list(left.lines), "reason": left.reason} for left in draft.leftovers
        ],
    }


def _assignment(item: DraftItem) -> dict[str, Any]:
    return {
        "ref": item.ref,
        "text": item.text,
        "owners": list(item.owners),
        "coordinators": list(item.coordinators),
        "role": item.role,
        "deadline": _deadline(item.deadline),
        "lines": list(item.lines),
        "page": item.page,
        "confidence": item.confidence,
        "flags": list(item.flags),
        "deliverable": item.deliverable,
        "details": item.details,
    }


def _deadline(deadline: Deadline) -> dict[str, Any]:
    return {
        "raw": deadline.raw,
        "kind": deadline.kind,
        "due_on": deadline.due_on.isoformat() if deadline.due_on else None,
        "rule": deadline.rule,
        "literal": deadline.literal,
        "question": deadline.question,
    }
