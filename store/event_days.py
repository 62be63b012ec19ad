"""Recording the day of an event, from which the due days of the work that waited for it follow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from models.assignment import Assignment
from models.errors import NotFound, Refused
from models.extension import Extension
from models.obligation import Obligation
from rules.dating import OVER, check_reasonable, event_words
from rules.deadline import due_by_event, trigger_of
from rules.deadlines.events import trigger_key
from rules.status import OPEN
from rules.workday import WorkCalendar
from store.audit import note
from store.journal import entry
from store.looking import later_look_at
from store.moving import Act, compare_and_set
from store.plans import get_plan


@dataclass(frozen=True, slots=True)
class EventItem:
    """An item that hangs on an event, and how many of its shares are still open to a day (0 in a draft)."""

    item: Assignment
    open_shares: int = 0

    @property
    def is_recorded(self) -> bool:
        """Return whether the day of its event has been recorded."""
        return self.item.event_on is not None


@dataclass(frozen=True, slots=True)
class EventGroup:
    """Items of a plan that wait for the same event, by the words that name it."""

    trigger: str
    items: tuple[EventItem, ...]


@dataclass(frozen=True, slots=True)
class Recorded:
    """How many items and shares got a day, and how many shares kept one that was granted."""

    items: int
    shares: int
    kept: int


def event_groups(session: Session, plan_id: int) -> list[EventGroup]:
    """Return the items of a plan that hang on an event, those of one event together, in the plan's order.

    Of a plan in force only items with a share that is not over: what is finished waits for nothing.
    """
    plan = get_plan(session, plan_id)
    rows = session.exec(
        select(Assignment)
        .where(
            Assignment.plan_id == plan_id,
            Assignment.deadline_kind == "event",
            col(Assignment.is_dropped).is_(False),
        )
        .order_by(col(Assignment.position))
    ).all()
    shares = _open_counts(session, plan_id)
    groups: dict[str, list[EventItem]] = {}
    for row in rows:
        count = shares.get(row.id or 0, 0)
        if count or plan.state == "draft":
            groups.setdefault(trigger_key(words_of(row)), []).append(EventItem(row, count))
    return [EventGroup(trigger_of(words_of(items[0].item)), tuple(items)) for items in groups.values()]


def words_of(row: Assignment) -> str:
    """Return the words that name the event of an item: its deadline phrase, else the item itself."""
    return row.deadline_raw or row.text


def _open_counts(session: Session, plan_id: int) -> dict[int, int]:
    found: dict[int, int] = {}
    rows = session.exec(
        select(Obligation.assignment_id).where(
            Obligation.plan_id == plan_id,
            Obligation.kind == "event",
            col(Obligation.status).not_in(sorted(OVER)),
        )
    )
    for assignment_id in rows:
        found[assignment_id] = found.get(assignment_id, 0) + 1
    return found


def proposed_day(row: Assignment, *, event_on: date, calendar: WorkCalendar) -> date | None:
    """Return the due day that the item's words give for the event's day, or None where they give none."""
    found = due_by_event(words_of(row), event_on=event_on, calendar=calendar) if row.deadline_raw else None
    return found.due_on if found else None


def event_items(session: Session, plan_id: int, ids: Sequence[int]) -> list[Assignment]:
    """Return those items in the plan's order; raises NotFound, or Refused where one hangs on no event."""
    rows = session.exec(
        select(Assignment)
        .where(
            Assignment.plan_id == plan_id,
            col(Assignment.id).in_(list(ids)),
            col(Assignment.is_dropped).is_(False),
        )
        .order_by(col(Assignment.position))
    ).all()
    if not ids or len(rows) != len(set(ids)):
        raise NotFound("Có mục không thuộc kế hoạch này, hoặc chưa chọn mục nào.", hint="Tải lại trang.")
    for row in rows:
        if row.deadline_kind != "event":
            raise Refused(
                f"Mục {row.ref or row.position + 1} không chờ sự kiện nào.",
                hint="Bỏ chọn mục đó rồi làm lại.",
            )
    return list(rows)


def record_event(
    session: Session, *, plan_id: int, event_on: date, days: Mapping[int, date | None], act: Act
) -> Recorded:
    """Record the day of an event for items, with the due day that follows for each; return what was done.

    ``days`` are the due days by item as the officer confirmed them. A day recorded before is put right:
    the shares' first due day stays, and a day granted by extension stays too. Shares that are over are
    left as they are. Raises Refused for an item without a day, for a plan that is not tracked, and for
    items of which nothing is open.
    """
    plan = get_plan(session, plan_id)
    if plan.state not in ("draft", "active"):
        raise Refused("Kế hoạch này không còn được theo dõi.")
    check_reasonable(event_on)
    items = event_items(session, plan_id, list(days))
    chosen = {row.id or 0: _day_of(row, days[row.id or 0]) for row in items}
    shares: dict[int, list[Obligation]] = {key: [] for key in chosen}
    if plan.state == "active":
        for share in _shares(session, list(chosen)):
            shares[share.assignment_id].append(share)
    granted = _granted(session, [s.id or 0 for found in shares.values() for s in found])
    moved = kept = 0
    for row in items:
        key = row.id or 0
        if plan.state == "active" and not shares[key]:
            raise Refused(
                f"Mục {row.ref or row.position + 1} không còn phần việc nào đang mở.",
                hint="Việc đã xong thì ngày sự kiện không sửa nữa.",
            )
        for share in shares[key]:
            kept += share.id in granted
            moved += _give_day(session, share, event_on, chosen[key], act, keep=share.id in granted)
        _mark(row, event_on, chosen[key], act.calendar)
        session.add(row)
    ids = [r.id for r in items]
    said = {"items": ids, "event_on": event_on.isoformat(), "shares": moved}
    note(session, what="plan.event-recorded", by=act.by, now=act.now, plan_id=plan_id, **said)
    session.flush()
    return Recorded(len(items), moved, kept)


def _day_of(row: Assignment, day: date | None) -> date:
    if day is None:
        raise Refused(
            f"Mục {row.ref or row.position + 1} chưa có hạn: văn bản không nêu bao nhiêu ngày.",
            hint="Nhập hạn cho mục đó rồi làm lại.",
        )
    check_reasonable(day)
    return day


def _shares(session: Session, item_ids: Sequence[int]) -> list[Obligation]:
    return list(
        session.exec(
            select(Obligation)
            .where(
                col(Obligation.assignment_id).in_(list(item_ids)),
                Obligation.kind == "event",
                col(Obligation.status).not_in(sorted(OVER)),
            )
            .order_by(col(Obligation.id))
        )
    )


def _granted(session: Session, ids: Sequence[int]) -> set[int]:
    """Return which of those obligations have a day granted by extension: a decision, not a count."""
    rows = session.exec(
        select(Extension.obligation_id)
        .join(Obligation, col(Obligation.id) == col(Extension.obligation_id))
        .where(
            col(Extension.obligation_id).in_(list(ids)),
            Extension.state == "granted",
            col(Extension.granted_on) == col(Obligation.due_on),
        )
    )
    return set(rows)


def _give_day(
    session: Session, share: Obligation, event_on: date, day: date, act: Act, *, keep: bool
) -> bool:
    """Write the day to one share with its journal row; return whether its due day changed."""
    before, is_first = share.due_on, share.first_due_on is None
    if keep or before == day:
        return False
    share.due_on, share.first_due_on = day, share.first_due_on or day
    write_day(session, share, act, why=event_words(event_on, day, before=before, is_first=is_first))
    return True


def write_day(session: Session, share: Obligation, act: Act, *, why: str) -> None:
    """Write a share's new day, its next look and its journal row; the next letter tells the agency.

    Raises OutOfDate where somebody else has written the share since it was read.
    """
    if share.status in OPEN:
        share.turned_on = act.today
    look = later_look_at(share, act.calendar, act.ladder, today=act.today)
    # A look that is due already must not be put off: it may hold the notice of the work itself.
    due = [one for one in (share.next_look_at, look) if one is not None]
    compare_and_set(
        session,
        share,
        kind=share.kind,
        due_on=share.due_on,
        first_due_on=share.first_due_on,
        turned_on=share.turned_on,
        next_look_at=min(due) if due and share.status in OPEN else look,
    )
    session.add(entry(share, by=act.by, role=act.role, now=act.now, why=why))


def _mark(row: Assignment, event_on: date, day: date, calendar: WorkCalendar) -> None:
    found = due_by_event(words_of(row), event_on=event_on, calendar=calendar)
    row.event_on, row.due_on, row.provenance = event_on, day, "event"
    row.deadline_law = found.law if found and found.due_on == day else row.deadline_law
    row.deadline_literal, row.question = True, ""
