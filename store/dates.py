"""Days that the lead agency sets on tracked work, and how a plan counts its reporting periods."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import Session, col, func, select

from models.assignment import Assignment
from models.errors import NotFound, Refused
from models.obligation import Obligation
from models.plan import Plan
from rules.dating import OVER, check_day_by_lead
from rules.deadline import is_periods
from rules.status import OPEN
from store.audit import note
from store.event_days import write_day
from store.moving import Act
from store.plans import get_plan

# Work on which the lead may set a day: it has none, and it is no ongoing duty.
_CAN_HAVE_A_DAY = ("undated", "event")


def undated_items(session: Session, plan_id: int) -> list[tuple[Assignment, int]]:
    """Return the items that have open shares without a day and wait for nothing, with how many, in order."""
    counts = (
        select(col(Obligation.assignment_id).label("item_id"), func.count().label("shares"))
        .where(
            Obligation.plan_id == plan_id,
            Obligation.kind == "undated",
            col(Obligation.due_on).is_(None),
            col(Obligation.status).in_(sorted(OPEN)),
        )
        .group_by(col(Obligation.assignment_id))
        .subquery()
    )
    rows = session.exec(
        select(Assignment, counts.c.shares)
        .join(counts, counts.c.item_id == col(Assignment.id))
        .order_by(col(Assignment.position))
    ).all()
    return [(item, shares) for item, shares in rows]


def dateless_shares(session: Session, plan_id: int, item_ids: Sequence[int]) -> list[Obligation]:
    """Return the open shares of those items that have no day and may be given one, in a fixed order."""
    return list(
        session.exec(
            select(Obligation)
            .where(
                Obligation.plan_id == plan_id,
                col(Obligation.assignment_id).in_(list(item_ids)),
                col(Obligation.kind).in_(_CAN_HAVE_A_DAY),
                col(Obligation.due_on).is_(None),
                col(Obligation.status).in_(sorted(OPEN)),
            )
            .order_by(col(Obligation.id))
        )
    )


def set_day(session: Session, *, plan_id: int, obligation_ids: Sequence[int], due_on: date, act: Act) -> int:
    """Set one due day on shares of a plan in force, "do cơ quan chủ trì ấn định"; return how many.

    Each becomes dated, with this day as its first, and gets a journal row. All or nothing: raises Refused
    for a day in the past and for any share that has a day, is closed or is an ongoing duty; NotFound for
    one of another plan.
    """
    plan = get_plan(session, plan_id)
    if plan.state != "active":
        raise Refused(
            "Chỉ ấn định hạn như thế cho kế hoạch đang theo dõi.",
            hint="Với dự thảo, ấn định ở bước rà soát." if plan.state == "draft" else "",
        )
    rows = session.exec(
        select(Obligation)
        .where(Obligation.plan_id == plan_id, col(Obligation.id).in_(list(obligation_ids)))
        .order_by(col(Obligation.id))
    ).all()
    if not rows or len(rows) != len(set(obligation_ids)):
        raise NotFound(
            "Có phần việc không thuộc kế hoạch này, hoặc chưa chọn phần việc nào.", hint="Tải lại trang."
        )
    for row in rows:
        check_day_by_lead(kind=row.kind, status=row.status, due_on=row.due_on, day=due_on, today=act.today)
    for row in rows:
        row.kind, row.due_on, row.first_due_on = "dated", due_on, row.first_due_on or due_on
        write_day(session, row, act, why=f"cơ quan chủ trì ấn định hạn {due_on:%d/%m/%Y}")
    items = sorted({row.assignment_id for row in rows})
    for item_id in items:
        _mark_item(session, item_id, due_on)
    said = {"items": items, "due_on": due_on.isoformat(), "shares": len(rows)}
    note(session, what="plan.day-set-by-lead", by=act.by, now=act.now, plan_id=plan_id, **said)
    session.flush()
    return len(rows)


def _mark_item(session: Session, item_id: int, due_on: date) -> None:
    """Give the item itself the day once all its open shares have it; else it is some agencies'."""
    days = session.exec(
        select(col(Obligation.due_on))
        .where(Obligation.assignment_id == item_id, col(Obligation.status).not_in(sorted(OVER)))
        .distinct()
    ).all()
    row = session.get_one(Assignment, item_id)
    if list(days) != [due_on]:
        return
    row.due_on, row.deadline_kind, row.provenance = due_on, "date", "lead"
    row.deadline_rule, row.deadline_law, row.deadline_literal, row.question = "set-by-lead", "", True, ""
    session.add(row)


def has_rhythm(session: Session, plan_id: int) -> bool:
    """Return whether an item of the plan repeats."""
    query = select(Assignment.id).where(
        Assignment.plan_id == plan_id,
        Assignment.deadline_kind == "recurring",
        col(Assignment.is_dropped).is_(False),
    )
    return session.exec(query.limit(1)).first() is not None


def set_report_periods(session: Session, *, plan_id: int, periods: str, by: str, now: datetime) -> Plan:
    """Choose how a plan counts its reporting periods, for occurrences not yet made; return the plan.

    ``periods`` is calendar or nd09. Raises Refused for anything else and for a plan that is over.
    """
    plan = get_plan(session, plan_id)
    if not is_periods(periods):
        raise Refused("Chưa chọn cách tính kỳ báo cáo.", hint="Chọn một trong hai cách rồi lưu lại.")
    if plan.state not in ("draft", "active"):
        raise Refused("Kế hoạch này không còn được theo dõi.")
    if plan.report_periods != periods:
        plan.report_periods = periods
        session.add(plan)
        note(session, what="plan.periods-set", by=by, now=now, plan_id=plan_id, periods=periods)
    return plan
