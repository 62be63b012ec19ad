"""Cutting an item of a draft in several, and joining two neighbours to one."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import cast

from sqlmodel import Session, col, select

from models.assignment import LOOKED, Assignment, AssignmentParty
from models.document import SourceDocument
from models.draft import Deadline, DeadlineKind, Provenance
from models.errors import Refused
from models.plan import Plan
from rules.deadline import read_deadline, rhythm_of
from rules.naming import agency_key, fold
from rules.placing import lines_of_parts
from rules.workday import WorkCalendar
from store.audit import note
from store.lookups import get_item
from store.plans import ReviewItem, draft_items, get_draft

# More parts than this are no item but a chapter typed into one field.
MOST_PARTS = 40
# Signs of doubt about the length or the words of the whole, which its parts are free of.
_OF_THE_WHOLE = frozenset({"long", LOOKED})
CARRIED = "Câu này không ghi thời hạn: hạn giữ theo mục trước khi tách."
DIFFERENT = "Hai mục gộp lại có thời hạn khác nhau: hãy xem lại và chọn một hạn."


def split_item(
    session: Session,
    *,
    plan_id: int,
    assignment_id: int,
    parts: Sequence[str],
    calendar: WorkCalendar,
    by: str,
    now: datetime,
) -> list[Assignment]:
    """Cut an item of a draft into these parts, in order, and return them; the first keeps its row.

    Each part has the lines on which its words stand, and all the bodies of the whole. A deadline that was
    set by a person, a heading or a table holds for every part; one that stands in the words goes with
    them, and a part without words of time keeps the whole's deadline with a question. Raises Refused for
    fewer than two parts or more than MOST_PARTS.
    """
    plan = get_draft(session, plan_id)
    row = get_item(session, assignment_id, plan_id=plan_id)
    wanted = [p.strip() for p in parts if p.strip()]
    if not 2 <= len(wanted) <= MOST_PARTS:
        raise Refused(
            "Chưa chọn chỗ tách." if len(wanted) < 2 else f"Tách thành quá nhiều phần ({len(wanted)}).",
            hint="Đánh dấu ít nhất một chỗ tách, hoặc viết từng phần, cách nhau một dòng trống.",
        )
    (whole,) = (i for i in draft_items(session, plan_id) if i.assignment.id == assignment_id)
    deadline = _deadline_of(row)
    spans = lines_of_parts(wanted, _lines(session, plan, row))
    make_room(session, plan_id, behind=row.position, count=len(wanted) - 1)
    made = [row, *(_copy(row, row.position + n) for n in range(1, len(wanted)))]
    for one, text, span in zip(made, wanted, spans, strict=True):
        one.text, (one.line_first, one.line_last) = text, span
        one.page = page_of(session, plan, span[0]) or row.page
        one.flags = [f for f in row.flags if f not in _OF_THE_WHOLE]
        put_deadline(one, _part_deadline(text, deadline, plan, calendar))
        session.add(one)
    _share_deliverable(made)
    session.flush()
    for one in made[1:]:
        _copy_parties(session, (*whole.owners, *whole.coordinators), one.id or 0)
    ids = [one.id for one in made]
    note(session, what="plan.item-split", by=by, now=now, plan_id=plan_id, items=ids)
    return made


def join_items(
    session: Session, *, plan_id: int, assignment_id: int, by: str, now: datetime
) -> tuple[Assignment, str]:
    """Join an item of a draft with the next one and return the one that remains, and the other's ref.

    It has the words, lines and bodies of both. Of two different deadlines the earlier day holds, with a
    question for the person. Items left out between the two do not count. Raises Refused for the last item.
    """
    get_draft(session, plan_id)
    row = get_item(session, assignment_id, plan_id=plan_id)
    kept = draft_items(session, plan_id, with_dropped=False)
    place = next((n for n, i in enumerate(kept) if i.assignment.id == row.id), None)
    if place is None or place + 1 >= len(kept):
        raise Refused("Sau mục này không còn mục nào để gộp.", hint="Gộp từ mục đứng trước.")
    first, second = kept[place], kept[place + 1]
    other = second.assignment
    deadline = _joined_deadline(_deadline_of(row), _deadline_of(other))
    row.role = other.role if row.role == "support" else row.role
    row.text = f"{_closed(row.text)} {other.text}"
    row.line_first, row.line_last = _span(row, other)
    row.deliverable = "; ".join(dict.fromkeys(d for d in (row.deliverable, other.deliverable) if d))
    row.details = "\n".join(dict.fromkeys(d for d in (row.details, other.details) if d))
    row.confidence = min(row.confidence, other.confidence)
    row.flags = [f for f in dict.fromkeys((*row.flags, *other.flags)) if f != LOOKED]
    put_deadline(row, deadline)
    session.add(row)
    _take_parties(session, first, second)
    _forget(session, other, instead=row.id or 0)
    note(session, what="plan.items-joined", by=by, now=now, plan_id=plan_id, item=row.id, gone=other.id)
    return row, other.ref


def make_room(session: Session, plan_id: int, *, behind: int, count: int) -> None:
    """Move the items behind that position down by so many places."""
    session.flush()
    rows = session.exec(
        select(Assignment).where(Assignment.plan_id == plan_id, col(Assignment.position) > behind)
    ).all()
    for row in rows:
        row.position += count
        session.add(row)
    session.flush()


def put_deadline(row: Assignment, found: Deadline) -> None:
    """Write a deadline into an item."""
    row.deadline_raw, row.deadline_kind, row.due_on = found.raw, found.kind, found.due_on
    row.deadline_rule, row.deadline_law, row.deadline_literal = found.rule, found.law, found.literal
    row.provenance, row.question = found.provenance, found.question
    row.rhythm = asdict(found.rhythm) if found.rhythm else None


def page_of(session: Session, plan: Plan, line: int) -> int:
    """Return the page of a line of the plan's document, 0 where there is no such line."""
    lines = session.get_one(SourceDocument, plan.document_id).lines
    return int(lines[line - 1][1]) if 1 <= line <= len(lines) else 0


def _lines(session: Session, plan: Plan, row: Assignment) -> list[tuple[int, str]]:
    lines = session.get_one(SourceDocument, plan.document_id).lines
    last = min(row.line_last, len(lines))
    return [(n, str(lines[n - 1][0])) for n in range(max(row.line_first, 1), last + 1)]


def _copy(row: Assignment, position: int) -> Assignment:
    # What mirrors the whole stays with its first part: the work counts once there.
    kept = row.model_dump(exclude={"id", "position", "folded", "mirror_of_id"})
    return Assignment(**kept, position=position)


def _deadline_of(row: Assignment) -> Deadline:
    return Deadline(
        kind=cast(DeadlineKind, row.deadline_kind),
        due_on=row.due_on,
        raw=row.deadline_raw,
        rule=row.deadline_rule,
        law=row.deadline_law,
        rhythm=rhythm_of(row.rhythm) if row.rhythm else None,
        literal=row.deadline_literal,
        provenance=cast(Provenance, row.provenance),
        question=row.question,
    )


def _part_deadline(text: str, whole: Deadline, plan: Plan, calendar: WorkCalendar) -> Deadline:
    if whole.provenance in ("lead", "heading", "table", "period"):
        return whole
    if whole.raw and fold(whole.raw) in fold(text):
        return whole
    own = read_deadline(
        text,
        issued_on=plan.issued_on,
        event_on=plan.event_on,
        calendar=calendar,
        before_is_inclusive=plan.before_is_inclusive,
    )
    if own.kind != "none" or own.question:
        return own
    return whole if whole.kind == "none" else replace(whole, literal=False, question=CARRIED)


def _joined_deadline(first: Deadline, second: Deadline) -> Deadline:
    if second.kind == "none":
        return first
    if first.kind == "none":
        return second
    if (first.kind, first.due_on, first.rhythm) == (second.kind, second.due_on, second.rhythm):
        return first
    dated = [d for d in (first, second) if d.due_on is not None]
    chosen = min(dated, key=lambda d: d.due_on or date.max, default=first)
    return replace(chosen, question=DIFFERENT)


def _closed(text: str) -> str:
    """Return the text with an end, so that what is put behind it begins anew."""
    return text if text.endswith((".", ";", ":", "!", "?", "…")) else f"{text};"


def _span(row: Assignment, other: Assignment) -> tuple[int, int]:
    """Return the lines of both; one without lines adds none."""
    spans = [(r.line_first, r.line_last) for r in (row, other) if r.line_first > 0]
    return (min(s[0] for s in spans), max(s[1] for s in spans)) if spans else (0, 0)


def _share_deliverable(parts: Sequence[Assignment]) -> None:
    """Leave the deliverable with the part that names it, the first where none does."""
    deliverable = parts[0].deliverable
    holder = next((p for p in parts if fold(deliverable) in fold(p.text)), parts[0])
    for part in parts:
        part.deliverable = deliverable if part is holder else ""


def _copy_parties(session: Session, parties: Iterable[AssignmentParty], assignment_id: int) -> None:
    for party in parties:
        kept = party.model_dump(exclude={"id", "assignment_id"})
        session.add(AssignmentParty(**kept, assignment_id=assignment_id))
    session.flush()


def _take_parties(session: Session, first: ReviewItem, second: ReviewItem) -> None:
    """Give the first item the bodies of both; who owns one of them owns the whole."""
    seen: set[str] = set()
    for part, parties in (
        ("owner", (*first.owners, *second.owners)),
        ("coordinator", (*first.coordinators, *second.coordinators)),
    ):
        position = 0
        for party in parties:
            key = agency_key(party.name)
            if key in seen:
                session.delete(party)
                continue
            seen.add(key)
            party.assignment_id, party.part, party.position = first.assignment.id or 0, part, position
            position += 1
            session.add(party)
    session.flush()


def _forget(session: Session, row: Assignment, *, instead: int) -> None:
    """Take an item out for good; what was its other side is that of the item that holds its words."""
    mirrors = session.exec(select(Assignment).where(Assignment.mirror_of_id == row.id)).all()
    kept = session.get_one(Assignment, instead)
    kept.mirror_of_id = kept.mirror_of_id or row.mirror_of_id
    for one in mirrors:
        one.mirror_of_id = instead
        session.add(one)
    if kept.mirror_of_id in (row.id, kept.id):
        kept.mirror_of_id = None
    row.mirror_of_id = None
    session.add_all([kept, row])
    session.flush()
    session.delete(row)
    session.flush()
