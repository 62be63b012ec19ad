"""One screen for a leader: what is overdue and where, whether it grows, what waits for a decision."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from models.standing import RollupCounts
from rules.rollup import Rollup
from store.accounts import Person
from store.boards import rollup_by_agency, rollup_by_plan
from store.choices import agency_names
from store.database import reading
from store.snapshots import WeekAgo, week_ago
from store.waiting import refused_work, waiting_reports, waiting_requests
from web.desk import Allowed, DeskDep
from web.render import page

router = APIRouter()
TOP = 10
LISTED = 3
# A report that has waited for longer asks for a decision, in calendar days.
REPORT_WAITS = 5


@dataclass(frozen=True, slots=True)
class AgencyLine:
    """An agency with overdue work; ``change`` is None where it is not known how it stood a week ago."""

    agency_id: int
    name: str
    counts: RollupCounts
    change: int | None


def top_overdue(rollup: Rollup, names: dict[int, str], then: WeekAgo) -> list[AgencyLine]:
    """Return the agencies with the most overdue obligations, at most ten."""
    ids = {name: found for found, name in names.items()}
    late = [(name, counts) for name, counts in rollup.rows if counts.open_overdue]
    # The rows stand by name and the sort keeps that order among equals.
    late.sort(key=lambda row: -row[1].open_overdue)
    is_known = then.last_on is not None and not then.missing
    return [
        AgencyLine(
            ids[name], name, counts, counts.open_overdue - then.by_agency.get(name, 0) if is_known else None
        )
        for name, counts in late[:TOP]
    ]


def overdue_change(by_plan: Rollup, then: WeekAgo) -> int | None:
    """Return by how much the overdue ones have grown, under the plans known then; None without any."""
    if then.last_on is None:
        return None
    now = sum(counts.open_overdue for key, counts in by_plan.rows if int(key) in then.plan_ids)
    return now - then.total


@router.get("/lanh-dao")
def overview(
    request: Request, desk: DeskDep, person: Annotated[Person, Depends(Allowed("see_overview"))]
) -> Response:
    """Show the leader's screen."""
    today = desk.today
    with reading(desk.engine) as session:
        rollup = rollup_by_agency(session, today=today)
        then = week_ago(session, today=today)
        return page(
            request,
            "overview.html",
            sum=rollup.sum,
            late_agencies=sum(bool(counts.open_overdue) for _, counts in rollup.rows),
            top=top_overdue(rollup, agency_names(session), then),
            then=then,
            change=overdue_change(rollup_by_plan(session, today=today), then),
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
