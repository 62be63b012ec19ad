"""The page of trends: the ends of the last weeks, and agencies by week, the most behind first."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from models.standing import RollupCounts
from rules.weeks import weeks_until
from store.accounts import Person
from store.choices import agency_names
from store.database import reading
from store.heat import HeatRow, heat_rows
from store.tallies import tally
from store.trends import weekly_counts
from web.charts import WEEKS, trend_lines, trend_says
from web.desk import Allowed, DeskDep, number_in_address
from web.render import page

router = APIRouter()
PER_PAGE = 25
# Shares of work on time from which a cell is called good, middling or weak; the word stands beside each.
GOOD, MIDDLING = 0.9, 0.6


@dataclass(frozen=True, slots=True)
class HeatLine:
    """An agency with its weeks and, over all its tracked work, its counts."""

    agency_id: int
    name: str
    row: HeatRow
    counts: RollupCounts


def warmth(share: float | None) -> tuple[str, str]:
    """Return the class of a cell and the word for it; the number in the cell says the same exactly."""
    if share is None:
        return "none", "không có việc đã hoàn thành hoặc quá hạn"
    if share >= GOOD:
        return "good", "tốt"
    return ("warn", "trung bình") if share >= MIDDLING else ("bad", "thấp")


@router.get("/xu-huong")
def trends(
    request: Request, desk: DeskDep, person: Annotated[Person, Depends(Allowed("see_board"))]
) -> Response:
    """Show how the work stood at the end of each week, and every agency's share on time by week."""
    today = desk.today
    number = max(number_in_address(request, "trang") or 1, 1)
    weeks = weeks_until(today, WEEKS)
    with reading(desk.engine) as session:
        points = weekly_counts(session, today=today, weeks=WEEKS)
        heat = heat_rows(session, today=today, weeks=weeks)
        names = agency_names(session)
        rollup = tally(session, today=today, fresh_days=desk.office.fresh_days)
    counts = dict(rollup.rows)
    shown = heat[(number - 1) * PER_PAGE : number * PER_PAGE]
    return page(
        request,
        "trends.html",
        has_charts=True,
        points=trend_lines(points, "given", "open", "overdue", "done"),
        says=trend_says(points),
        weeks=weeks,
        lines=[HeatLine(r.agency_id, names[r.agency_id], r, counts[names[r.agency_id]]) for r in shown],
        warmth=warmth,
        number=number,
        agency_count=len(heat),
        page_count=-(-len(heat) // PER_PAGE),
        has_work=bool(rollup.rows),
    )
