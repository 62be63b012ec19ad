"""How a plan goes along its time: what falls due when, and what was given, reported and done."""

from datetime import date
from typing import Any

from sqlmodel import Session

from models.plan import Plan
from rules.civil import day_of
from rules.weeks import ends_since
from store.heat import plan_timeline
from store.trends import day_counts
from web.charts import burn_says, timeline_lines, timeline_says, trend_lines

# Days at which the burn-up looks; a longer life is looked at in larger steps.
POINTS = 26


def plan_course(session: Session, plan: Plan, *, today: date) -> dict[str, Any]:
    """Return what the part "Tiến độ" of a plan's page needs: nothing in it where nothing was given yet."""
    plan_id = plan.id or 0
    since = day_of(plan.activated_at) if plan.activated_at else today
    until = day_of(plan.closed_at) if plan.closed_at else today
    days = ends_since(min(since, until), until, POINTS)
    points = [one for one in day_counts(session, days=days, plan_id=plan_id) if one.given]
    spans = plan_timeline(session, plan_id, today=today)
    return {
        "has_charts": bool(points or spans),
        "burn": trend_lines(points, "given", "reported", "done"),
        "burn_says": burn_says(points),
        "timeline": timeline_lines(spans),
        "timeline_says": timeline_says(spans),
    }
