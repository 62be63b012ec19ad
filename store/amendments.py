"""Taking an amending document's changes into the plan in force: what they mean, and doing it at once."""

from dataclasses import replace
from datetime import date

from sqlmodel import Session, col, update

from models.errors import OutOfDate, Refused
from models.plan import Plan
from rules.amendment import REWORDED, Pair
from rules.amendment_effects import SETTLED, ItemChange, effects
from rules.amendment_wording import summary
from rules.shares import NamedItem, Shares, is_undecided, share_out
from rules.status import NAMES
from rules.workday import WorkCalendar
from store.activation import terms_of
from store.amending import Accepting, Consequences, Decision, places
from store.drafts import rematch
from store.holders import Heirs, Holders
from store.moving import Act
from store.plans import ReviewItem, get_plan
from store.registry import ensure_agency
from store.versions import SideBySide, side_by_side


def default_decision(side: SideBySide) -> Decision:
    """Return what is taken unless an officer says otherwise: everything, but a partial one drops nothing."""
    found = side.comparison
    take = {p.new.key for p in found.changed} | {one.key for one in found.added}
    drop = {one.key for one in found.dropped} if side.mode == "whole" else set()
    return Decision(side.mode, frozenset(take), frozenset(drop), stamp=side.stamp)


def consequences(
    session: Session, side: SideBySide, decision: Decision, *, today: date, calendar: WorkCalendar
) -> Consequences:
    """Return what taking this decision does, and says so in one sentence; nothing is stored."""
    changes = _changes(session, side, decision)
    until = side.plan.period_to
    found = {
        key: effects(change, side.held.get(key, []), today=today, until=until, calendar=calendar)
        for key, change in changes.items()
    }
    reworded = sum(
        p.new.key in decision.take and bool(REWORDED & set(p.changed)) for p in side.comparison.changed
    )
    return Consequences(found, summary(found, reworded))


def _changes(session: Session, side: SideBySide, decision: Decision) -> dict[int, ItemChange]:
    """Return what changes for the holders of every item that the decision touches."""
    holders = Holders(session, Heirs(session), [*side.old.values(), *side.new.values()])
    before = {key: holders.named(item, _issued_on(session, side, item)) for key, item in side.old.items()}
    taken = [p for p in side.comparison.changed if p.new.key in decision.take]
    after = {key: one for key, one in before.items() if key not in decision.drop}
    for pair in taken:
        after[pair.old.key] = _amended(
            before[pair.old.key], holders.named(side.new[pair.new.key], side.draft.issued_on), pair
        )
    place = places(side)
    for one in (one for one in side.comparison.added if one.key in decision.take):
        named = holders.named(side.new[one.key], side.draft.issued_on)
        mirror = place.get(named.mirror_of) if named.mirror_of is not None else None
        after[-one.key] = replace(named, key=-one.key, mirror_of=mirror)
    had, have = share_out(before.values()), share_out(after.values())
    by_old = {p.old.key: p for p in taken}
    touched = [
        key for key in {**had, **have} if key in by_old or had.get(key, Shares()) != have.get(key, Shares())
    ]
    return {
        key: _change(side, decision, key, by_old.get(key), had.get(key, Shares()), have.get(key, Shares()))
        for key in touched
    }


def _issued_on(session: Session, side: SideBySide, item: ReviewItem) -> date | None:
    """Return the day of the document whose words the item has: groups have their members of that day."""
    by = item.assignment.amended_by_id
    return (session.get_one(Plan, by) if by is not None else side.plan).issued_on


def _amended(before: NamedItem, new: NamedItem, pair: Pair) -> NamedItem:
    return replace(
        before,
        owners=new.owners if "owners" in pair.changed else before.owners,
        coordinators=new.coordinators if "coordinators" in pair.changed else before.coordinators,
    )


def _change(
    side: SideBySide, decision: Decision, key: int, pair: Pair | None, before: Shares, after: Shares
) -> ItemChange:
    changed = set(pair.changed) if pair else set()
    redated = pair is not None and "deadline" in changed
    source = side.new[pair.new.key] if pair and redated else side.new[-key] if key < 0 else side.old[key]
    return ItemChange(
        before=before,
        after=after,
        terms=terms_of(source.assignment, side.plan),
        is_redated=redated,
        is_reworded=bool(REWORDED & changed),
        reopen=key in decision.reopen,
    )


def accept(session: Session, *, draft_id: int, decision: Decision, act: Act) -> str:
    """Take the chosen changes into the plan, in the caller's transaction; return a sentence of what was done.

    The draft becomes readable history ("merged"). Raises Refused where it was taken already, where
    nothing is chosen or an item lacks what giving it out needs, and OutOfDate where the plan, the draft or
    the finished work has changed since the officer looked.
    """
    draft = get_plan(session, draft_id)
    _claim(session, draft)
    side = side_by_side(session, draft_id, decision.mode)
    if decision.stamp and decision.stamp != side.stamp:
        raise OutOfDate(
            "Kế hoạch, dự thảo hoặc kết quả báo cáo vừa thay đổi nên chưa nhận gì.",
            hint="Xem lại trang so sánh rồi nhận lại.",
        )
    if rematch(session, draft):
        side = side_by_side(session, draft_id, decision.mode)
    _check(side, decision)
    _know_everybody(session, side, decision)
    found = consequences(session, side, decision, today=act.today, calendar=act.calendar)
    Accepting(session, side, decision, act).run(found)
    return found.says


def _claim(session: Session, draft: Plan) -> None:
    """Make the draft merged and hold the plan, unless somebody else was first."""
    if draft.state != "draft" or draft.amends_id is None:
        what = "đã được nhận" if draft.state == "merged" else "không phải dự thảo sửa đổi một kế hoạch"
        raise Refused(f"Văn bản này {what}.", hint="Xem trang kế hoạch.")
    for key, state, to in ((draft.id, "draft", "merged"), (draft.amends_id, "active", "active")):
        # Writing the plan's own row makes whoever else takes changes into it wait for us.
        result = session.exec(
            update(Plan).where(col(Plan.id) == key, col(Plan.state) == state).values(state=to)
        )
        if result.rowcount != 1:
            raise OutOfDate("Kế hoạch hoặc văn bản này vừa đổi trạng thái.", hint="Tải lại trang.")
    session.refresh(draft)


def _check(side: SideBySide, decision: Decision) -> None:
    found = side.comparison
    pairs = [*found.same, *found.changed]
    new = {p.new.key for p in pairs} | {one.key for one in found.added}
    old = {p.old.key for p in pairs} | {one.key for one in found.dropped}
    if decision.take - new or decision.drop - {one.key for one in found.dropped} or decision.reopen - old:
        raise OutOfDate("Có mục không còn trong hai văn bản.", hint="Tải lại trang so sánh.")
    if not decision.take and not decision.drop:
        raise Refused("Chưa chọn thay đổi nào để nhận.", hint="Đánh dấu ít nhất một mục.")
    if side.draft.issued_on is None:
        raise Refused(
            "Văn bản sửa đổi chưa có ngày ban hành: dự thảo chưa ký thì không giao việc.",
            hint="Nhập ngày ban hành ở trang rà soát.",
        )
    for key in sorted(decision.take):
        row = side.new[key]
        if not row.owners:
            raise Refused(
                f"Mục {row.assignment.ref or row.assignment.position + 1} của văn bản sửa đổi chưa có cơ quan"
                " thực hiện.",
                hint="Sửa ở trang rà soát, hoặc không nhận mục này.",
            )


def _know_everybody(session: Session, side: SideBySide, decision: Decision) -> None:
    """Give every body named by what is taken its row in the registry; raises Refused for namesakes."""
    opened = Holders(session, Heirs(session), [*side.old.values(), *side.new.values()]).opened
    for key in sorted(decision.take):
        item = side.new[key]
        for party in [
            *item.owners,
            *(p for p in item.coordinators if p.is_known or not is_undecided(p.name)),
        ]:
            if party.agency_id is None and party.group_id not in opened - {None}:
                party.agency_id = ensure_agency(session, party.name, on=side.draft.issued_on).id
                session.add(party)
    session.flush()


def warnings(side: SideBySide) -> dict[int, list[str]]:
    """Return, by old item, what an officer should know first: finished work, work set aside, granted days."""
    found: dict[int, list[str]] = {}
    for key in side.old:
        rows = side.held.get(key, [])
        said = [
            f"{count} phần việc {NAMES[status].lower()}"
            for status in ("done", "reported", "refused", "suspended")
            if (count := sum(r.status == status and not r.occurrence for r in rows))
        ]
        late = [r.due_on for r in rows if r.is_extended and r.due_on and r.status not in SETTLED]
        if late:
            said.append(
                f"{len(late)} phần việc được gia hạn, đến {max(late):%d/%m/%Y}: hạn mới không làm ngắn lại"
            )
        if said:
            found[key] = said
    return found


def has_finished(side: SideBySide, key: int) -> bool:
    """Return whether an item has work that an officer may want done anew."""
    return any(r.status in SETTLED and not r.occurrence for r in side.held.get(key, []))
