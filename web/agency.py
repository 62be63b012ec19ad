"""An agency's own work: what is due, what is new, what waits for confirmation."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from sqlmodel import Session

from models.errors import NotAllowed
from models.obligation import Part
from rules.status import OPEN
from store.accounts import Person
from store.boards import Filters, obligation_page, obligation_rows, rollup_by_agency
from store.comments import comment_counts
from store.database import reading, writing
from store.inbound_lists import new_count as new_letters
from store.lower_work import own_lower_work
from store.obligation_rows import ObligationRow
from store.obligations import move
from store.waiting import agency_extensions
from web.desk import Allowed, Desk, DeskDep, FormDep, number_in_address
from web.render import go, kept_or_drawn, page

router = APIRouter()
PER_GROUP = 50
# What is expected of the agency: the statuses, in which part (None: either), and the word in the address
# that turns the pages.
NEEDS: dict[str, tuple[frozenset[str], Part | None, str]] = {
    "todo": (OPEN, "owner", "trang"),
    "support": (OPEN, "coordinator", "trang_phoi_hop"),
    "waiting": (frozenset({"reported", "refused"}), None, "trang_cho"),
    "over": (frozenset({"done", "suspended", "withdrawn"}), None, "trang_xong"),
}


def own_agency(person: Person) -> int:
    """Return the agency of an officer; raises NotAllowed for an account that belongs to none."""
    if person.agency_id is None:
        raise NotAllowed("Tài khoản chưa gắn với cơ quan nào.", hint="Liên hệ người vận hành.")
    return person.agency_id


@dataclass(frozen=True, slots=True)
class Group:
    """A page of an agency's obligations of which the same is expected, and how many there are in all."""

    rows: tuple[ObligationRow, ...]
    total: int
    page: int
    # The word in the address that turns this group's pages.
    turns: str

    @property
    def page_count(self) -> int:
        """Return how many pages the group has."""
        return -(-self.total // PER_GROUP)


def groups_by_need(request: Request, session: Session, *, today: date, agency_id: int) -> dict[str, Group]:
    """Return an agency's obligations by what is expected of it: todo, support, waiting for the lead, over."""
    groups = {}
    for name, (statuses, part, turns) in NEEDS.items():
        number = max(number_in_address(request, turns) or 1, 1)
        found = obligation_page(
            session,
            today=today,
            filters=Filters(agency_id=agency_id, statuses=statuses, part=part),
            first=(number - 1) * PER_GROUP,
            limit=PER_GROUP,
        )
        groups[name] = Group(found.rows, found.total, number, turns)
    return groups


def count_new(session: Session, *, today: date, agency_id: int) -> int:
    """Return how many obligations the agency has not acknowledged yet."""
    filters = Filters(agency_id=agency_id, statuses=frozenset({"assigned"}))
    return obligation_page(session, today=today, filters=filters, limit=0).total


@router.get("/viec")
def own_work(
    request: Request, desk: DeskDep, person: Annotated[Person, Depends(Allowed("see_own_work"))]
) -> Response:
    """Show the agency's obligations, the most pressing first."""
    agency_id = own_agency(person)
    return kept_or_drawn(request, person, lambda: _draw(request, desk, agency_id))


def _draw(request: Request, desk: Desk, agency_id: int) -> Response:
    with reading(desk.engine) as session:
        groups = groups_by_need(request, session, today=desk.today, agency_id=agency_id)
        rows = [row for group in groups.values() for row in group.rows]
        shown = [row.obligation_id for row in rows]
        return page(
            request,
            "own_work.html",
            groups=groups,
            talks=comment_counts(session, shown),
            lower=own_lower_work(session, rows, agency_id, today=desk.today),
            requests={i: found[-1] for i, found in agency_extensions(session, agency_id).items()},
            new_letters=new_letters(session, agency_id),
            new_count=count_new(session, today=desk.today, agency_id=agency_id),
            counts=rollup_by_agency(session, today=desk.today, agency_id=agency_id).sum,
        )


@router.post("/viec/tiep-nhan")
def acknowledge_all(
    request: Request,
    desk: DeskDep,
    person: Annotated[Person, Depends(Allowed("acknowledge_own_work"))],
    form: FormDep,
) -> Response:
    """Acknowledge everything that is newly assigned to the agency."""
    count = acknowledge_new(desk, agency_id=own_agency(person), actor=person.display_name)
    return go(
        request, "/viec", f"Đã tiếp nhận {count} việc." if count else "Không có việc nào chờ tiếp nhận."
    )


def acknowledge_new(desk: Desk, *, agency_id: int, actor: str) -> int:
    """Acknowledge what is newly assigned to an agency under plans in force; return how many."""
    with writing(desk.engine) as session:
        fresh = obligation_rows(
            session,
            today=desk.today,
            filters=Filters(agency_id=agency_id, statuses=frozenset({"assigned"})),
        )
        for row in fresh:
            move(
                session,
                obligation_id=row.obligation_id,
                target="acknowledged",
                actor=actor,
                actor_role="agency",
                now=desk.now,
                today=desk.today,
                calendar=desk.office.calendar,
                ladder=desk.office.ladder,
                revision=row.revision,
            )
    return len(fresh)
