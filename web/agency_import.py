"""Agencies from an Excel or CSV sheet: the registry to fill in, a dry run row by row, storing what was shown.

Between the two steps the sheet lies where a sheet of contacts does (``web.contact_import``).
"""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from models.errors import BadDocument, OutOfDate, Refused
from report.contact_sheet import MEDIA_TYPE, agency_template, read_table
from rules.access import may
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
from store.database import reading, writing
from web.contact_import import drop, fetch, keep, sent_sheet
from web.desk import Allowed, Desk, DeskDep, FormDep, field
from web.plans import download
from web.render import go, page

router = APIRouter()
AT = "/danh-ba/nap-co-quan"
Reader = Annotated[Person, Depends(Allowed("see_registry"))]
Editor = Annotated[Person, Depends(Allowed("edit_registry"))]


@router.get(AT)
def form_page(request: Request, desk: DeskDep, person: Reader) -> Response:
    """Show how agencies are loaded from a sheet, and the form for it."""
    return _show(request, person)


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
    try:
        content = sent_sheet(form)
        rows = read_agency_rows(read_table(content))
    except (Refused, BadDocument) as fault:
        return _show(request, person, fault=fault)
    digest = keep(desk.settings.home, person.user_id, content, now=desk.now)
    return _show(request, person, changes=_plan(desk, rows), digest=digest)


@router.post(f"{AT}/xac-nhan")
def confirm(request: Request, desk: DeskDep, person: Editor, form: FormDep) -> Response:
    """Store just what the dry run showed, or show it anew where the registry has changed since."""
    digest = field(form, "tep")
    content = fetch(desk.settings.home, person.user_id, digest, now=desk.now)
    if content is None:
        fault = Refused("Bảng đã xem thử không còn giữ ở máy chủ.", hint="Gửi lại tệp.")
        return _show(request, person, fault=fault)
    rows = read_agency_rows(read_table(content))
    try:
        with writing(desk.engine) as session:
            done = store_agencies(
                session,
                rows,
                seen=field(form, "dau"),
                by=person.username,
                now=desk.now,
                today=desk.today,
            )
    except OutOfDate as fault:
        return _show(request, person, changes=_plan(desk, rows), digest=digest, fault=fault)
    drop(desk.settings.home, person.user_id, digest)
    counts = tally(done)
    return go(
        request,
        "/danh-ba",
        f"Đã nạp cơ quan: thêm {counts['add']}, sửa {counts['change']}, không nhận {counts['refuse']} dòng.",
    )


def _plan(desk: Desk, rows: list[AgencySheetRow]) -> list[AgencyChange]:
    with reading(desk.engine) as session:
        return plan_agency_import(session, rows, today=desk.today)


def _show(
    request: Request,
    person: Person,
    *,
    changes: list[AgencyChange] | None = None,
    digest: str = "",
    fault: Refused | BadDocument | None = None,
) -> Response:
    return page(
        request,
        "agency_import.html",
        status_code=200 if fault is None else 409 if isinstance(fault, Refused) else 422,
        changes=changes,
        tally=tally(changes) if changes is not None else {},
        fates=FATE_NAMES,
        levels=LEVELS,
        columns=list(COLUMNS.values()),
        digest=digest,
        seal=seal(changes) if changes is not None else "",
        can_edit=may(person.role, "edit_registry"),
        fault=fault,
    )
