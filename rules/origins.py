"""Where a due day comes from, in words: kept with every item and shown beside every day."""

from datetime import date

PROVENANCES = {
    "item": "ghi trong câu",
    "heading": "ghi ở tiêu đề",
    "table": "ghi trong bảng",
    "event": "tính theo sự kiện",
    "period": "theo thời gian thực hiện kế hoạch",
    "lead": "do cơ quan chủ trì ấn định",
    "none": "văn bản không ghi",
}


def origin_words(provenance: str, *, event_on: date | None = None) -> str:
    """Return where a due day comes from, an event with its day: "tính theo sự kiện ngày 05/11/2026"."""
    said = PROVENANCES.get(provenance, "")
    return f"{said} ngày {event_on:%d/%m/%Y}" if provenance == "event" and event_on else said


def share_provenance(item: str, *, kind: str, has_day: bool, item_has_day: bool) -> str:
    """Return where the day of one agency's share comes from: the item's, or the lead's own for that agency.

    A day on a dated share of an item that has none itself was set for some of its agencies only.
    """
    return "lead" if kind == "dated" and has_day and not item_has_day else item


def origin_in_letters(
    provenance: str, *, event_on: date | None, due_on: date | None, first_due_on: date | None
) -> str:
    """Return where a due day comes from as a letter says it, or "" where there is no day.

    A reader of letters need not know where in the document it stands; a day that was moved since it was
    first given was granted by extension, unless it follows the day of an event.
    """
    if due_on is None:
        return ""
    if provenance != "event" and first_due_on is not None and due_on != first_due_on:
        return f"đã gia hạn, hạn ban đầu {first_due_on:%d/%m/%Y}"
    if provenance in ("item", "heading", "table"):
        return "theo văn bản"
    return "" if provenance == "none" else origin_words(provenance, event_on=event_on)
