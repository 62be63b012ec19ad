"""Agencies from an Excel or CSV sheet: the registry to fill in, a dry run, storing what was shown."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from report.contact_sheet import MEDIA_TYPE, agency_template
from rules.agency_sheet import (
    COLUMNS,
    FATE_NAMES,
    LEVELS,
    AgencyChange,
    AgencySheetRow,
    read_agency_rows,
    seal,
    tally,
)
from store.accounts import Person
from store.agency_import import known_agencies, plan_agency_import, store_agencies
from store.database import reading
from web.desk import Allowed, DeskDep, FormDep
from web.plans import download
from web.seen_sheets import SeenSheet

router = APIRouter()
AT = "/danh-ba/nap-co-quan"
Reader = Annotated[Person, Depends(Allowed("see_registry"))]
Editor = Annotated[Person, Depends(Allowed("edit_registry"))]
SHEET = SeenSheet[AgencySheetRow, AgencyChange](
    template="agency_import.html",
    at=AT,
    what="cơ quan",
    read=read_agency_rows,
    plan=lambda session, desk, rows: plan_agency_import(session, rows, today=desk.today),
    store=lambda session, desk, rows, seen, by: store_agencies(
        session, rows, seen=seen, by=by, now=desk.now, today=desk.today
    ),
    tally=tally,
    seal=seal,
    context={"fates": FATE_NAMES, "levels": LEVELS, "columns": list(COLUMNS.values())},
)


@router.get(AT)
def form_page(request: Request, desk: DeskDep, person: Reader) -> Response:
    """Show how agencies are loaded from a sheet, and the form for it."""
    return SHEET.show(request, person)


@router.get(f"{AT}/mau.xlsx")
def template_file(desk: DeskDep, person: Reader) -> Response:
    """Give the registry as a sheet to add to and to change."""
    with reading(desk.engine) as session:
        rows = [
            (
                one.code,
                one.name,
                "; ".join(one.aliases),
                LEVELS.get(one.level, one.level),
                one.kind,
                one.parent or None,
                one.valid_from,
                one.valid_to,
            )
            for one in known_agencies(session)
        ]
    return download(agency_template(rows), "co-quan.xlsx", MEDIA_TYPE)


@router.post(AT)
def dry_run(request: Request, desk: DeskDep, person: Editor, form: FormDep) -> Response:
    """Show row by row what an uploaded sheet would add, change or not be taken for; nothing is stored."""
    return SHEET.dry_run(request, desk, person, form)


@router.post(f"{AT}/xac-nhan")
def confirm(request: Request, desk: DeskDep, person: Editor, form: FormDep) -> Response:
    """Store just what the dry run showed, or show it anew where the registry has changed since."""
    return SHEET.confirm(request, desk, person, form)
