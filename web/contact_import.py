"""Contacts from an Excel or CSV sheet: the template, a dry run, storing just what was shown."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from report.contact_sheet import MEDIA_TYPE, template
from rules.contact_sheet import COLUMNS, FATE_NAMES, Change, SheetRow, read_rows, seal, tally
from rules.contacts import ROLE_NAMES
from store.accounts import Person
from store.agency_lists import exists_on
from store.contact_import import plan_contacts, store_contacts
from store.database import reading
from store.registry import agencies
from tasks.addresses import address_check
from web.desk import Allowed, DeskDep, FormDep
from web.plans import download
from web.seen_sheets import SeenSheet

router = APIRouter()
AT = "/danh-ba/nap-lien-he"
Reader = Annotated[Person, Depends(Allowed("see_registry"))]
Editor = Annotated[Person, Depends(Allowed("edit_registry"))]
SHEET = SeenSheet[SheetRow, Change](
    template="contact_import.html",
    at=AT,
    what="liên hệ",
    read=read_rows,
    plan=lambda session, desk, rows: plan_contacts(
        session, rows, today=desk.today, check_channel=address_check(desk.settings)
    ),
    store=lambda session, desk, rows, seen, by: store_contacts(
        session,
        rows,
        seen=seen,
        by=by,
        now=desk.now,
        today=desk.today,
        check_channel=address_check(desk.settings),
    ),
    tally=tally,
    seal=seal,
    context={"fates": FATE_NAMES, "roles": ROLE_NAMES, "columns": COLUMNS},
)


@router.get(AT)
def form_page(request: Request, desk: DeskDep, person: Reader) -> Response:
    """Show how contacts are loaded from a sheet, and the form for it."""
    return SHEET.show(request, person)


@router.get(f"{AT}/mau.xlsx")
def template_file(desk: DeskDep, person: Reader) -> Response:
    """Give the sheet to fill in, with a row for each agency that exists today."""
    with reading(desk.engine) as session:
        rows = [(a.code, a.name) for a in agencies(session) if exists_on(a, desk.today)]
    return download(template(rows), "lien-he.xlsx", MEDIA_TYPE)


@router.post(AT)
def dry_run(request: Request, desk: DeskDep, person: Editor, form: FormDep) -> Response:
    """Show row by row what an uploaded sheet would add, change or not be taken for; nothing is stored."""
    return SHEET.dry_run(request, desk, person, form)


@router.post(f"{AT}/xac-nhan")
def confirm(request: Request, desk: DeskDep, person: Editor, form: FormDep) -> Response:
    """Store just what the dry run showed, or show it anew where the registry has changed since."""
    return SHEET.confirm(request, desk, person, form)
