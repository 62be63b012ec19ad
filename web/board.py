"""The board: counts per agency in the official words, and the list behind every number."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request, Response
from sqlmodel import Session

from models.obligation import Part
from models.standing import RollupCounts
from rules.rollup import Rollup
from rules.standing import NAMES as STANDING_NAMES
from rules.standing import SOON_DAYS
from rules.status import NAMES as STATUS_NAMES
from store.accounts import Person
from store.boards import Filters, obligation_page
from store.choices import agency_names, plan_choices
from store.database import reading
from store.finding import ItemsFound, find_items
from store.inbound_lists import new_count
from store.lengths import list_lengths
from store.lower_work import lower_work
from store.tallies import tallies
from store.waiting import asking_count, undecided_extensions
from web.desk import Allowed, Desk, DeskDep, number_in_address
from web.render import kept_or_drawn, page

router = APIRouter()
PER_PAGE = 100
ALL = "tat-ca"
# The word in the address for ongoing duties of which nothing was heard for long.
SILENT = "chua-cap-nhat"
SILENT_NAME = "Thường xuyên, chưa cập nhật"
# The word in the address for the coordinators' lists; without it the board shows the owners'.
SUPPORT = "phoi-hop"
# Bands of days overdue, by their word in the address: from, to (None: or more), and their name.
BANDS: dict[str, tuple[int, int | None, str]] = {
    "tren-30": (31, None, "Quá hạn trên 30 ngày"),
    "8-30": (8, 30, "Quá hạn 8 đến 30 ngày"),
    "1-7": (1, 7, "Quá hạn 1 đến 7 ngày"),
}
# Letters of a search; what is longer is cut off.
LONGEST_SEARCH = 200


@dataclass(frozen=True, slots=True)
class View:
    """What the address asks to see; whatever it says that we do not know is left out."""

    plan_id: int | None = None
    agency_id: int | None = None
    # A StandingName, "tat-ca", "chua-cap-nhat", or "" where the status decides.
    standing: str = ""
    status: str = ""
    asks_for_time: bool = False
    page: int = 1
    # Owners' work is what counts; coordinators' stands in lists of its own.
    part: Part = "owner"
    # One of the bands of days overdue; it goes with the standing "overdue".
    band: str = ""
    # What is searched for among the items' words, as it was typed.
    words: str = ""

    @property
    def filters(self) -> Filters:
        """Return the filters of the list; without a choice it lists what is overdue."""
        is_narrow = self.status or self.asks_for_time or self.words
        standing = self.standing or ("" if is_narrow and not self.band else "overdue")
        standing = "ongoing" if standing == SILENT else standing
        return Filters(
            plan_id=self.plan_id,
            asks_for_time=self.asks_for_time,
            agency_id=self.agency_id,
            standings=frozenset({standing}) if standing and standing != ALL else None,
            statuses=frozenset({self.status}) if self.status else None,
            part=self.part,
            late=BANDS[self.band][:2] if self.band else None,
        )

    @property
    def title(self) -> str:
        """Return the heading of the list."""
        found = f", có “{self.words}”" if self.words else ""
        return self._heading + found + (", cơ quan phối hợp" if self.part == "coordinator" else "")

    @property
    def _heading(self) -> str:
        if self.asks_for_time:
            return "Đề nghị gia hạn chờ quyết định"
        names = {str(key): name for key, name in STANDING_NAMES.items()} | {SILENT: SILENT_NAME}
        band = BANDS[self.band][2] if self.band else ""
        words = [band or names.get(self.standing, ""), STATUS_NAMES.get(self.status, "")]
        if any(words):
            return "Phần việc: " + ", ".join(w.lower() for w in words if w)
        return "Tất cả phần việc" if self.standing == ALL or self.words else "Phần việc quá hạn"

    def address(self, **changes: object) -> str:
        """Return the board's address with these things changed, for links that can be sent to others."""
        values = {
            "ke_hoach": self.plan_id,
            "co_quan": self.agency_id,
            "q": self.words,
            "phan_loai": self.standing,
            "tre": self.band,
            "tinh_trang": self.status,
            "xin_gia_han": int(self.asks_for_time),
            "phan": SUPPORT if self.part == "coordinator" else "",
            "trang": None,
        } | changes
        query = urlencode({k: v for k, v in values.items() if v})
        return f"/bang?{query}" if query else "/bang"


def read_view(request: Request) -> View:
    """Return the view that the address asks for."""
    asked = request.query_params
    standing, status = asked.get("phan_loai", ""), asked.get("tinh_trang", "")
    band = asked.get("tre", "")
    return View(
        plan_id=number_in_address(request, "ke_hoach"),
        agency_id=number_in_address(request, "co_quan"),
        standing=standing if standing in STANDING_NAMES or standing in (ALL, SILENT) else "",
        status=status if status in STATUS_NAMES else "",
        asks_for_time=asked.get("xin_gia_han") == "1",
        page=max(number_in_address(request, "trang") or 1, 1),
        part="coordinator" if asked.get("phan") == SUPPORT else "owner",
        band=band if band in BANDS and standing in ("", "overdue") else "",
        words=" ".join(asked.get("q", "").split())[:LONGEST_SEARCH],
    )


@dataclass(frozen=True, slots=True)
class Tile:
    """One number of the board with the list behind it; ``tone`` names its colour, never alone."""

    name: str
    count: int
    address: str
    tone: str


def tiles(sums: RollupCounts, late: Sequence[int], asking: int, silent: int | None, view: View) -> list[Tile]:
    """Return the numbers that ask for somebody's action today.

    ``late`` are those of the bands in their order; ``silent`` is None where the office asks for no word.
    """

    def tile(name: str, count: int, tone: str, **asked: object) -> Tile:
        plain: dict[str, object] = {"phan_loai": "", "tinh_trang": "", "xin_gia_han": 0, "tre": ""}
        return Tile(name, count, view.address(**plain | asked) + "#danh-sach", tone)

    bands = [
        tile(name, count, "late", phan_loai="overdue", tre=word)
        for (word, (_, _, name)), count in zip(BANDS.items(), late, strict=True)
    ]
    stale = [] if silent is None else [tile("Lâu chưa cập nhật", silent, "plain", phan_loai=SILENT)]
    return [
        tile("Quá hạn", sums.open_overdue, "late", phan_loai="overdue"),
        *bands,
        tile("Đến hạn hôm nay", sums.due_today, "today", phan_loai="due_today"),
        tile(f"Đến hạn trong {SOON_DAYS} ngày tới", sums.due_soon, "soon", phan_loai="due_soon"),
        tile("Chưa tiếp nhận", sums.unacknowledged, "plain", tinh_trang="assigned"),
        tile("Chờ xác nhận", sums.reported, "wait", tinh_trang="reported"),
        tile("Xin gia hạn", asking, "wait", xin_gia_han=1),
        *stale,
    ]


def view_tallies(
    session: Session, desk: Desk, view: View, found_items: ItemsFound | None
) -> tuple[Rollup, Rollup]:
    """Return the counts of the part that the view shows, and those of the other part."""
    both = tallies(
        session,
        today=desk.today,
        plan_id=view.plan_id,
        agency_id=view.agency_id,
        found_items=found_items,
        fresh_days=desk.office.fresh_days,
    )
    return both if view.part == "owner" else both[::-1]


@router.get("/bang")
def board(
    request: Request, desk: DeskDep, person: Annotated[Person, Depends(Allowed("see_board"))]
) -> Response:
    """Show the board for the view in the address."""
    return kept_or_drawn(request, person, lambda: _draw(request, desk))


def _draw(request: Request, desk: Desk) -> Response:
    view = read_view(request)
    today = desk.today
    with reading(desk.engine) as session:
        plans, names = plan_choices(session), agency_names(session)
        found_items = find_items(session, view.words)
        rollup, other = view_tallies(session, desk, view, found_items)
        asking = asking_count(
            session,
            part=view.part,
            plan_id=view.plan_id,
            agency_id=view.agency_id,
            found_items=found_items,
        )
        late, silent = _lengths(session, view, found_items, today, desk.office.ladder.stale_days)
        first = (view.page - 1) * PER_PAGE
        filters = list_filters(view, found_items, today, desk.office.ladder.stale_days)
        found = obligation_page(session, today=today, filters=filters, first=first, limit=PER_PAGE)
        ids = [row.obligation_id for row in found.rows]
        return page(
            request,
            "board.html",
            view=view,
            all_word=ALL,
            silent_word=SILENT,
            silent_name=SILENT_NAME,
            support_word=SUPPORT,
            rollup=rollup,
            other=other.sum,
            tiles=tiles(rollup.sum, late, asking, silent, view),
            bands={word: name for word, (_, _, name) in BANDS.items()},
            rows=found.rows,
            requests=undecided_extensions(session, ids) if view.asks_for_time else {},
            lower=lower_work(session, found.rows, today=today),
            row_count=found.total,
            page_count=-(-found.total // PER_PAGE),
            plans=[p for p in plans if p.state in ("active", "closed")],
            agencies=_agency_choices(names, rollup, view),
            new_letters=new_count(session),
            drafts=sum(p.state == "draft" for p in plans),
            agency_ids={name: found for found, name in names.items()},
        )


def list_filters(view: View, found_items: ItemsFound | None, today: date, stale_days: int) -> Filters:
    """Return the view's filters for this day: duties gone stale are those silent for so many days."""
    filters = replace(view.filters, found=found_items)
    if view.standing != SILENT:
        return filters
    # Where the office asks for no word (0), nothing goes stale.
    since = today - timedelta(days=stale_days) if stale_days else date.min
    return replace(filters, silent_since=since)


def _lengths(
    session: Session, view: View, found_items: ItemsFound | None, today: date, stale_days: int
) -> tuple[list[int], int | None]:
    """Return how much is overdue by band, and how many duties have gone stale (None: nothing ever does)."""
    plain = replace(view, status="", asks_for_time=False, band="")
    views = [replace(plain, standing="overdue", band=band) for band in BANDS]
    views += [replace(plain, standing=SILENT)] if stale_days else []
    lists = [list_filters(one, found_items, today, stale_days) for one in views]
    counts = list(list_lengths(session, today=today, lists=lists))
    return counts[: len(BANDS)], counts[-1] if stale_days else None


def _agency_choices(names: dict[int, str], rollup: Rollup, view: View) -> list[tuple[int, str]]:
    """Return agencies that have obligations under the chosen plan (or under any), by name."""
    named = {name for name, _ in rollup.rows}
    return [(found, name) for found, name in names.items() if name in named or found == view.agency_id]
