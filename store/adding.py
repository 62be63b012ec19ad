"""Items that an officer adds to a draft: words that the reader left over, or words of the officer's own."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from models.assignment import BY_HAND, LOOKED, Assignment
from models.errors import OutOfDate, Refused
from models.plan import Plan
from rules.deadline import read_deadline
from rules.workday import WorkCalendar
from store.audit import note
from store.drafts import add_parties
from store.lookups import get_item
from store.plans import ReviewItem, draft_items, get_draft, items_of_plan
from store.splitting import make_room, page_of, put_deadline


def add_item(
    session: Session,
    *,
    plan_id: int,
    text: str,
    owners: Sequence[str],
    coordinators: Sequence[str] = (),
    behind_id: int | None = None,
    calendar: WorkCalendar,
    by: str,
    now: datetime,
) -> Assignment:
    """Add an item of an officer's own words to a draft, behind another one or at the end, and return it.

    It stands on no line of the document; its deadline is what its words say. Raises Refused without words
    or owners.
    """
    plan = get_draft(session, plan_id)
    text, names = text.strip(), _names(owners)
    if not text:
        raise Refused("Chưa có nội dung nhiệm vụ.", hint="Viết nội dung rồi lưu lại.")
    if not names:
        raise Refused("Nhiệm vụ phải có cơ quan thực hiện.", hint="Nhập ít nhất một cơ quan.")
    behind = get_item(session, behind_id, plan_id=plan_id) if behind_id else None
    kept = draft_items(session, plan_id)
    last = kept[-1].assignment.position if kept else -1
    row = _put(session, plan, text, behind.position if behind else last, calendar)
    row.ref = behind.ref if behind else ""
    add_parties(session, row.id or 0, "owner", names, on=plan.issued_on)
    add_parties(session, row.id or 0, "coordinator", _names(coordinators), on=plan.issued_on)
    note(session, what="plan.item-added-at-review", by=by, now=now, plan_id=plan_id, item=row.id)
    return row


def follow_leftover(
    session: Session,
    *,
    plan_id: int,
    index: int,
    text: str,
    owners: Sequence[str],
    calendar: WorkCalendar,
    by: str,
    now: datetime,
) -> Assignment:
    """Make an item of words that the reader left over and return it; they are a leftover no longer.

    ``owners`` are those that the words themselves name. Where they name none, the item has the owners of
    the items before and behind it if these are the same, else none: then activation waits for a person.
    ``index`` and ``text`` say which leftover is meant; raises OutOfDate where it is no longer there.
    """
    plan = get_draft(session, plan_id)
    left = list(plan.leftovers)
    if not 0 <= index < len(left) or str(left[index]["text"]).split() != text.split():
        raise OutOfDate("Câu này không còn trong phần chữ chưa xếp.", hint="Tải lại trang rà soát.")
    first, last = _span(left.pop(index))
    before, after = _neighbours(draft_items(session, plan_id, with_dropped=False), first)
    behind = max(
        (
            i.assignment.position
            for i in draft_items(session, plan_id)
            if 0 < i.assignment.line_first <= first
        ),
        default=-1,
    )
    row = _put(session, plan, text.strip(), behind, calendar)
    row.line_first, row.line_last, row.page = first, last, page_of(session, plan, first) or 1
    row.ref = before.assignment.ref if before else ""
    names = _names(owners)
    if not names and before and after and _owner_names(before) == _owner_names(after):
        names = _owner_names(before)
        row.flags, row.confidence = [BY_HAND, "owner_guessed"], 0.7
    session.add(row)
    plan.leftovers = left
    session.add(plan)
    add_parties(session, row.id or 0, "owner", names, on=plan.issued_on)
    note(session, what="plan.item-added-at-review", by=by, now=now, plan_id=plan_id, item=row.id, line=first)
    return row


def mark_looked(
    session: Session, *, plan_id: int, assignment_ids: Sequence[int], looked: bool, by: str, now: datetime
) -> int:
    """Say that an officer has looked at items and lets them stand (or not yet), and return how many changed.

    It is kept among the item's flags; what changes the item's deadline afterwards takes it off again.
    """
    get_draft(session, plan_id)
    rows = items_of_plan(session, plan_id, assignment_ids)
    changed = [row for row in rows if (LOOKED in row.flags) != looked]
    for row in changed:
        row.flags = [*row.flags, LOOKED] if looked else [f for f in row.flags if f != LOOKED]
        session.add(row)
    if changed:
        what = "plan.items-looked-at" if looked else "plan.items-to-look-at"
        note(session, what=what, by=by, now=now, plan_id=plan_id, items=[r.id for r in changed])
    return len(changed)


def _names(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(n.strip() for n in names if n.strip()))


def _owner_names(item: ReviewItem) -> tuple[str, ...]:
    return tuple(p.name for p in item.owners)


def _span(left: dict[str, object]) -> tuple[int, int]:
    lines = left["lines"]
    assert isinstance(lines, list)  # noqa: S101 - written by store.drafts alone
    return int(lines[0]), int(lines[-1])


def _neighbours(items: Sequence[ReviewItem], line: int) -> tuple[ReviewItem | None, ReviewItem | None]:
    """Return the item that stands before a line and the one behind it."""
    before = [i for i in items if 0 < i.assignment.line_first <= line]
    after = [i for i in items if i.assignment.line_first > line]
    return (before[-1] if before else None), (after[0] if after else None)


def _put(session: Session, plan: Plan, text: str, behind: int, calendar: WorkCalendar) -> Assignment:
    make_room(session, plan.id or 0, behind=behind, count=1)
    row = Assignment(plan_id=plan.id or 0, position=behind + 1, text=text, flags=[BY_HAND])
    found = read_deadline(
        text,
        issued_on=plan.issued_on,
        event_on=plan.event_on,
        calendar=calendar,
        before_is_inclusive=plan.before_is_inclusive,
    )
    put_deadline(row, found)
    session.add(row)
    session.flush()
    return row
