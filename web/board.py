"""The board: counts per agency in the official words, and the list behind every number."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request, Response
from sqlmodel import Session

from models.standing import RollupCounts
from rules.rollup import Rollup
from rules.standing import NAMES as STANDING_NAMES
from rules.status import NAMES as STATUS_NAMES
from store.accounts import Person
from store.boards import (
    Filters,
    asking_count,
    obligation_rows,
    plan_rows,
    rollup_by_agency,
    undecided_extensions,
)
from store.database import reading
from store.registry import agencies
from web.desk import Allowed, DeskDep
from web.render import page

router = APIRouter()
PER_PAGE = 100
ALL = "tat-ca"


@dataclass(frozen=True, slots=True)
class View:
    """What the address asks to see; whatever it says that we do not know is left out."""

    plan_id: int | None = None
    agency_id: int | None = None
    # A StandingName, "tat-ca", or "" where the status decides.
    standing: str = ""
    status: str = ""
    asks_for_time: bool = False
    page: int = 1

    @property
    def filters(self) -> Filters:
        """Return the filters of the list; without a choice it lists what is overdue."""
        standing = self.standing or ("" if self.status or self.asks_for_time else "overdue")
        return Filters(
            plan_id=self.plan_id,
            asks_for_time=self.asks_for_time,
            agency_id=self.agency_id,
            standings=frozenset({standing}) if standing and standing != ALL else None,
            statuses=frozenset({self.status}) if self.status else None,
        )

    @property
    def title(self) -> str:
        """Return the heading of the list."""
        if self.asks_for_time:
            return "Đề nghị gia hạn chờ quyết định"
        words = [STANDING_NAMES.get(self.standing, ""), STATUS_NAMES.get(self.status, "")]  # type: ignore[call-overload]
        if any(words):
            return "Phần việc: " + ", ".join(w.lower() for w in words if w)
        return "Tất cả phần việc" if self.standing == ALL else "Phần việc quá hạn"

    def address(self, **changes: object) -> str:
        """Return the board's address with these things changed, for links that can be sent to others."""
        values = {
            "ke_hoach": self.plan_id,
            "co_quan": self.agency_id,
            "phan_loai": self.standing,
            "tinh_trang": self.status,
            "xin_gia_han": int(self.asks_for_time),
            "trang": None,
        } | changes
        query = urlencode({k: v for k, v in values.items() if v})
        return f"/bang?{query}" if query else "/bang"


def read_view(request: Request) -> View:
    """Return the view that the address asks for."""
    asked = request.query_params
    standing, status = asked.get("phan_loai", ""), asked.get("tinh_trang", "")
    return View(
        plan_id=_number(asked.get("ke_hoach")),
        agency_id=_number(asked.get("co_quan")),
        standing=standing if standing in STANDING_NAMES or standing == ALL else "",
        status=status if status in STATUS_NAMES else "",
        asks_for_time=asked.get("xin_gia_han") == "1",
        page=max(_number(asked.get("trang")) or 1, 1),
    )


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 19 else None


@dataclass(frozen=True, slots=True)
class Tile:
    """One number of the board with the list behind it; ``tone`` names its colour, never alone."""

    name: str
    count: int
    address: str
    tone: str


def tiles(sums: RollupCounts, asking: int, view: View) -> list[Tile]:
    """Return the numbers that ask for somebody's action today."""

    def tile(name: str, count: int, tone: str, standing: str = "", status: str = "", ask: int = 0) -> Tile:
        address = view.address(phan_loai=standing, tinh_trang=status, xin_gia_han=ask)
        return Tile(name, count, address + "#danh-sach", tone)

    return [
        tile("Quá hạn", sums.open_overdue, "late", standing="overdue"),
        tile("Đến hạn hôm nay", sums.due_today, "today", standing="due_today"),
        tile("Sắp đến hạn", sums.due_soon, "soon", standing="due_soon"),
        tile("Chờ xác nhận", sums.reported, "wait", status="reported"),
        tile("Xin gia hạn", asking, "wait", ask=1),
        tile("Chưa tiếp nhận", sums.unacknowledged, "plain", status="assigned"),
    ]


@router.get("/bang")
def board(
    request: Request, desk: DeskDep, person: Annotated[Person, Depends(Allowed("see_board"))]
) -> Response:
    """Show the board for the view in the address."""
    view = read_view(request)
    today = desk.today
    with reading(desk.engine) as session:
        plans = plan_rows(session, today=today)
        rollup = rollup_by_agency(session, today=today, plan_id=view.plan_id, agency_id=view.agency_id)
        rows = obligation_rows(session, today=today, filters=view.filters)
        asking = asking_count(session, plan_id=view.plan_id, agency_id=view.agency_id)
        first = (view.page - 1) * PER_PAGE
        shown = rows[first : first + PER_PAGE]
        return page(
            request,
            "board.html",
            view=view,
            all_word=ALL,
            rollup=rollup,
            tiles=tiles(rollup.sum, asking, view),
            rows=shown,
            requests=undecided_extensions(session, [r.obligation_id for r in shown])
            if view.asks_for_time
            else {},
            row_count=len(rows),
            page_count=-(-len(rows) // PER_PAGE),
            plans=[r for r in plans if r.plan.state != "draft"],
            agencies=_agency_choices(session, rollup, view),
            drafts=sum(r.plan.state == "draft" for r in plans),
            agency_ids={a.name: a.id for a in agencies(session)},
        )


def _agency_choices(session: Session, rollup: Rollup, view: View) -> list[tuple[int, str]]:
    """Return agencies that have obligations under the chosen plan (or under any), by name."""
    named = {name for name, _ in rollup.rows}
    return [(a.id or 0, a.name) for a in agencies(session) if a.name in named or a.id == view.agency_id]
