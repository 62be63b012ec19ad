"""Pages on which an agency's officer looks after the contacts of the agency's own units, and of no others.

What an agency breaks down for its units reaches them through these.
"""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from starlette.datastructures import FormData

from models.errors import Refused
from store.accounts import Person
from store.contacts import contact_counts
from store.database import reading, writing
from store.own_units import own_unit, own_units
from web.agency import own_agency
from web.agency_contacts import change_contact, officers_contacts, store_contact, typed_channel
from web.desk import Allowed, Desk, DeskDep, FormDep, field
from web.render import go, page

router = APIRouter()
Keeper = Annotated[Person, Depends(Allowed("manage_unit_contacts"))]
AT = "/viec/don-vi"


@router.get(AT)
def units_page(request: Request, desk: DeskDep, person: Keeper) -> Response:
    """Show the agency's units and how many people of each are written to."""
    with reading(desk.engine) as session:
        units = own_units(session, own_agency(person))
        counts = contact_counts(session, [one.id or 0 for one in units])
        return page(request, "own_units.html", units=units, counts=counts)


@router.get(AT + "/{unit_id}")
def unit_contacts(request: Request, desk: DeskDep, unit_id: int, person: Keeper) -> Response:
    """Show through whom one unit is reached; a body that is no unit of the agency is refused (403)."""
    return _show(request, desk, person, unit_id)


def _show(
    request: Request,
    desk: Desk,
    person: Person,
    unit_id: int,
    *,
    fault: Refused | None = None,
    typed: dict[str, str] | None = None,
) -> Response:
    with reading(desk.engine) as session:
        unit = own_unit(session, own_agency(person), unit_id)
        return page(
            request,
            "unit_contacts.html",
            status_code=409 if fault else 200,
            unit=unit,
            contacts_at=f"{AT}/{unit_id}",
            fault=fault,
            typed=typed or {},
            **officers_contacts(session, unit_id),
        )


@router.post(AT + "/{unit_id}")
def add(request: Request, desk: DeskDep, unit_id: int, person: Keeper, form: FormDep) -> Response:
    """Store a new contact of a unit; the page again with the reason where it cannot be."""
    try:
        store_contact(desk, unit_id, person, form, channel=_channel(desk, person, unit_id, form))
    except Refused as fault:
        typed = {name: field(form, name) for name in ("ten", "vai_tro")}
        return _show(request, desk, person, unit_id, fault=fault, typed=typed)
    return go(request, f"{AT}/{unit_id}", "Đã thêm người liên hệ của đơn vị. Nên gửi một thư thử.")


@router.post(AT + "/{unit_id}/{contact_id}")
def change(
    request: Request, desk: DeskDep, unit_id: int, contact_id: int, person: Keeper, form: FormDep
) -> Response:
    """Change a unit's contact, its absence, whether it is written to, or send it a trial message.

    A contact of any other body and one that does not exist give the same answer.
    """
    try:
        channel = _channel(desk, person, unit_id, form)
        with writing(desk.engine) as session:
            own_unit(session, own_agency(person), unit_id)
            said = change_contact(session, desk, unit_id, contact_id, person, form, channel=channel)
    except Refused as fault:
        return _show(request, desk, person, unit_id, fault=fault)
    return go(request, f"{AT}/{unit_id}#lien-he-{contact_id}", said)


def _channel(desk: Desk, person: Person, unit_id: int, form: FormData) -> str:
    """Return the channel that was typed, held to the servers that the unit's or the agency's channels know.

    Raises NotAllowed for a body that is no unit of the agency.
    """
    agency_id = own_agency(person)
    with reading(desk.engine) as session:
        own_unit(session, agency_id, unit_id)
        return typed_channel(session, form, unit_id, agency_id)
