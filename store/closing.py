"""Plans that are no longer tracked: closed by the lead agency, and taken up again."""

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, select, update

from models.errors import Refused
from models.obligation import Obligation
from models.plan import Plan
from rules.rollup import OVER
from store.audit import note
from store.plans import get_plan


def still_open(session: Session, plan_id: int) -> int:
    """Return how many obligations of a plan are neither done nor withdrawn, coordinators' among them."""
    query = (
        select(func.count())
        .select_from(Obligation)
        .where(Obligation.plan_id == plan_id, col(Obligation.status).not_in(sorted(OVER)))
    )
    return int(session.exec(query).one())


def close_plan(session: Session, *, plan_id: int, with_open: bool, by: str, now: datetime) -> int:
    """End the tracking of a plan and return how many of its obligations stay open as they are.

    Nobody is reminded of a closed plan, no further period is laid out, and the board counts it no more; its
    own tables and papers keep what was not finished as not finished. Raises Refused for a plan that is not
    in force, for one by which an agency breaks its work down, and for open work unless ``with_open``.
    """
    plan = get_plan(session, plan_id)
    if plan.breaks_down_id is not None:
        raise Refused(
            "Kế hoạch phân rã đi theo phần việc của cơ quan.",
            hint="Kết thúc ở kế hoạch của cơ quan cấp trên.",
        )
    if plan.state != "active":
        raise Refused(
            f"{plan.label} không ở trạng thái đang theo dõi.", hint="Tải lại trang để xem tình trạng."
        )
    left = still_open(session, plan_id)
    if left and not with_open:
        raise Refused(
            f"{plan.label} còn {left} phần việc chưa xong.",
            hint="Xác nhận hoặc rút các việc ấy trước, hoặc chọn kết thúc cả khi còn việc chưa xong.",
        )
    _move(session, plan, "active", "closed", now)
    note(session, what="plan.closed", by=by, now=now, plan_id=plan_id, open=left)
    return left


def reopen_plan(session: Session, *, plan_id: int, by: str, now: datetime) -> None:
    """Track a closed plan again, its obligations as they stand; raises Refused for one that is not closed."""
    plan = get_plan(session, plan_id)
    if plan.state != "closed":
        raise Refused(f"{plan.label} chưa kết thúc theo dõi.", hint="Tải lại trang để xem tình trạng.")
    _move(session, plan, "closed", "active", None)
    note(session, what="plan.reopened", by=by, now=now, plan_id=plan_id)


def _move(session: Session, plan: Plan, source: str, target: str, closed_at: datetime | None) -> None:
    """Write the new state unless somebody else was quicker."""
    statement: Any = (
        update(Plan)
        .where(col(Plan.id) == plan.id, col(Plan.state) == source)
        .values(state=target, closed_at=closed_at)
    )
    if session.execute(statement).rowcount != 1:  # type: ignore[attr-defined]
        raise Refused("Kế hoạch vừa được người khác thay đổi.", hint="Tải lại trang rồi làm lại.")
    session.expire(plan)
