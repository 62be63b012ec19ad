"""The page on which an agency's officer looks after the contacts of the own agency, and of no other."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from starlette.datastructures import FormData

from models.errors import Refused
from store.accounts import Person
from store.database import reading, writing
from web.agency import own_agency
from web.agency_contacts import change_contact, officers_contacts, store_contact, typed_channel
from web.desk import Allowed, Desk, DeskDep, FormDep, field
from web.render import go, page

router = APIRouter()
Keeper = Annotated[Person, Depends(Allowed("manage_own_contacts"))]
AT = "/viec/lien-he"


@router.get(AT)
def own_contacts(request: Request, desk: DeskDep, person: Keeper) -> Response:
    """Show through whom the agency is reached."""
    return _show(request, desk, person)


def _show(
    request: Request,
    desk: Desk,
    person: Person,
    *,
    fault: Refused | None = None,
    typed: dict[str, str] | None = None,
) -> Response:
    with reading(desk.engine) as session:
        return page(
            request,
            "own_contacts.html",
            status_code=409 if fault else 200,
            contacts_at=AT,
            fault=fault,
            typed=typed or {},
            **officers_contacts(session, own_agency(person)),
        )


@router.post(AT)
def add(request: Request, desk: DeskDep, person: Keeper, form: FormDep) -> Response:
    """Store a new contact; the page again with the reason where it cannot be."""
    try:
        store_contact(desk, own_agency(person), person, form, channel=_channel(desk, person, form))
    except Refused as fault:
        typed = {name: field(form, name) for name in ("ten", "vai_tro")}
        return _show(request, desk, person, fault=fault, typed=typed)
    return go(request, AT, "Đã thêm người liên hệ. Nên gửi một thư thử.")


@router.post(AT + "/{contact_id}")
def change(request: Request, desk: DeskDep, contact_id: int, person: Keeper, form: FormDep) -> Response:
    """Change a contact, its absence, whether it is written to, or send it a trial message.

    A contact of another agency and one that does not exist give the same answer.
    """
    agency_id = own_agency(person)
    try:
        channel = _channel(desk, person, form)
        with writing(desk.engine) as session:
            said = change_contact(session, desk, agency_id, contact_id, person, form, channel=channel)
    except Refused as fault:
        return _show(request, desk, person, fault=fault)
    return go(request, f"{AT}#lien-he-{contact_id}", said)


def _channel(desk: Desk, person: Person, form: FormData) -> str:
    """Return the channel that was typed, held to the servers that the agency's channels know."""
    with reading(desk.engine) as session:
        return typed_channel(session, form, own_agency(person))
