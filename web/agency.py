"""An agency's own work: what is due, what is new, what waits for confirmation."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from models.errors import NotAllowed
from rules.status import OPEN
from store.accounts import Person
from store.boards import Filters, ObligationRow, agency_extensions, obligation_rows, rollup_by_agency
from store.database import reading, writing
from store.obligations import move
from store.plans import get_plan
from web.desk import Allowed, Desk, DeskDep, FormDep
from web.render import go, page

router = APIRouter()


def _own_agency(person: Person) -> int:
    if person.agency_id is None:
        raise NotAllowed("Tài khoản chưa gắn với cơ quan nào.", hint="Liên hệ người vận hành.")
    return person.agency_id


def sorted_by_need(rows: list[ObligationRow]) -> dict[str, list[ObligationRow]]:
    """Return the rows under what is expected of the agency: to do, waiting for the lead, over."""
    return {
        "todo": [r for r in rows if r.status in OPEN],
        "waiting": [r for r in rows if r.status in ("reported", "refused")],
        "over": [r for r in rows if r.status in ("done", "suspended", "withdrawn")],
    }


@router.get("/viec")
def own_work(
    request: Request, desk: DeskDep, person: Annotated[Person, Depends(Allowed("see_own_work"))]
) -> Response:
    """Show the agency's obligations, the most pressing first."""
    agency_id = _own_agency(person)
    with reading(desk.engine) as session:
        rows = obligation_rows(session, today=desk.today, filters=Filters(agency_id=agency_id))
        return page(
            request,
            "own_work.html",
            groups=sorted_by_need(rows),
            requests={i: found[-1] for i, found in agency_extensions(session, agency_id).items()},
            new_count=sum(r.status == "assigned" for r in rows),
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
    count = acknowledge_new(desk, agency_id=_own_agency(person), actor=person.display_name)
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
        in_force = [row for row in fresh if get_plan(session, row.plan_id).state == "active"]
        for row in in_force:
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
    return len(in_force)
