"""One screen for a leader: what is overdue and where, whether it grows, what waits for a decision."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from models.standing import RollupCounts
from rules.rollup import Rollup
from store.accounts import Person
from store.boards import rollup_by_agency
from store.choices import agency_names
from store.database import reading
from store.trends import overdue_then, weekly_counts
from store.waiting import refused_work, waiting_reports, waiting_requests
from web.charts import WEEKS, trend_lines, trend_says
from web.desk import Allowed, DeskDep
from web.render import page

router = APIRouter()
TOP = 10
LISTED = 2
# A report that has waited for longer asks for a decision, in calendar days.
REPORT_WAITS = 5


@dataclass(frozen=True, slots=True)
class AgencyLine:
    """An agency with overdue work; ``change`` is by how much that has grown in a week."""

    agency_id: int
    name: str
    counts: RollupCounts
    change: int


def top_overdue(rollup: Rollup, names: Mapping[int, str], then: Mapping[int, int]) -> list[AgencyLine]:
    """Return the agencies with the most overdue obligations, at most ten; ``then`` is by agency id."""
    ids = {name: found for found, name in names.items()}
    late = [(name, counts) for name, counts in rollup.rows if counts.open_overdue]
    # The rows stand by name and the sort keeps that order among equals.
    late.sort(key=lambda row: -row[1].open_overdue)
    return [
        AgencyLine(ids[name], name, counts, counts.open_overdue - then.get(ids[name], 0))
        for name, counts in late[:TOP]
    ]


@router.get("/lanh-dao")
def overview(
    request: Request, desk: DeskDep, person: Annotated[Person, Depends(Allowed("see_overview"))]
) -> Response:
    """Show the leader's screen."""
    today = desk.today
    with reading(desk.engine) as session:
        rollup = rollup_by_agency(session, today=today)
        week_ago = today - timedelta(days=7)
        then = overdue_then(session, day=week_ago)
        points = weekly_counts(session, today=today, weeks=WEEKS)
        return page(
            request,
            "overview.html",
            has_charts=True,
            points=trend_lines(points, "overdue", "open"),
            says=trend_says(points),
            sum=rollup.sum,
            late_agencies=sum(bool(counts.open_overdue) for _, counts in rollup.rows),
            top=top_overdue(rollup, agency_names(session), then),
            week_ago=week_ago,
            change=rollup.sum.open_overdue - sum(then.values()),
            report_waits=REPORT_WAITS,
            decisions=[
                (
                    "Đề nghị gia hạn",
                    "/bang?xin_gia_han=1",
                    waiting_requests(session, today=today, limit=LISTED),
                ),
                (
                    f"Báo cáo chờ xác nhận quá {REPORT_WAITS} ngày",
                    "/bang?tinh_trang=reported",
                    waiting_reports(session, today=today, days=REPORT_WAITS, limit=LISTED),
                ),
                (
                    "Việc cơ quan đề nghị không nhận",
                    "/bang?tinh_trang=refused",
                    refused_work(session, today=today, limit=LISTED),
                ),
            ],
        )
