"""Contacts from an Excel or CSV sheet: the template, a dry run row by row, and storing just what was shown.

Between the two steps the sheet lies in the data folder, for the account that runs the program only, and
for an hour at most: it holds addresses, which may hold passwords, and those go into no page.
"""

import hashlib
import re
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from starlette.datastructures import FormData

from models.errors import BadDocument, OutOfDate, Refused
from report.contact_sheet import MEDIA_TYPE, read_table, template
from rules.access import may
from rules.contact_sheet import COLUMNS, FATE_NAMES, Change, SheetRow, read_rows, seal, tally
from rules.contacts import ROLE_NAMES
from store.accounts import Person
from store.agency_lists import exists_on
from store.contact_import import plan_contacts, store_contacts
from store.database import reading, writing
from store.registry import agencies
from tasks.addresses import address_check
from web.desk import Allowed, Desk, DeskDep, FormDep, field, uploads
from web.render import go, page

router = APIRouter()
Reader = Annotated[Person, Depends(Allowed("see_registry"))]
Editor = Annotated[Person, Depends(Allowed("edit_registry"))]
FOLDER = "nap-lien-he"
KEPT_FOR = timedelta(hours=1)
SHEET_LIMIT = 2 * 1024 * 1024
_DIGEST = re.compile(r"[0-9a-f]{64}")


@router.get("/danh-ba/nap-lien-he")
def form_page(request: Request, desk: DeskDep, person: Reader) -> Response:
    """Show how contacts are loaded from a sheet, and the form for it."""
    return _show(request, person)


def _show(
    request: Request,
    person: Person,
    *,
    changes: list[Change] | None = None,
    digest: str = "",
    fault: Refused | BadDocument | None = None,
) -> Response:
    return page(
        request,
        "contact_import.html",
        status_code=200 if fault is None else 409 if isinstance(fault, Refused) else 422,
        changes=changes,
        tally=tally(changes) if changes is not None else {},
        fates=FATE_NAMES,
        roles=ROLE_NAMES,
        columns=COLUMNS,
        digest=digest,
        seal=seal(changes) if changes is not None else "",
        can_edit=may(person.role, "edit_registry"),
        fault=fault,
    )


@router.get("/danh-ba/nap-lien-he/mau.xlsx")
def template_file(desk: DeskDep, person: Reader) -> Response:
    """Give the sheet to fill in, with a row for each agency that exists today."""
    with reading(desk.engine) as session:
        rows = [(a.code, a.name) for a in agencies(session) if exists_on(a, desk.today)]
    return Response(
        template(rows),
        media_type=MEDIA_TYPE,
        headers={"Content-Disposition": 'attachment; filename="lien-he.xlsx"'},
    )


@router.post("/danh-ba/nap-lien-he")
def dry_run(request: Request, desk: DeskDep, person: Editor, form: FormDep) -> Response:
    """Show row by row what an uploaded sheet would add, change or not be taken for; nothing is stored."""
    try:
        content = sent_sheet(form)
        rows = read_rows(read_table(content))
    except (Refused, BadDocument) as fault:
        return _show(request, person, fault=fault)
    digest = keep(desk.settings.home, person.user_id, content, now=desk.now)
    return _show(request, person, changes=_plan(desk, rows), digest=digest)


def _plan(desk: Desk, rows: list[SheetRow]) -> list[Change]:
    with reading(desk.engine) as session:
        return plan_contacts(session, rows, today=desk.today, check_channel=address_check(desk.settings))


def sent_sheet(form: FormData) -> bytes:
    """Return the bytes of the sheet that was sent in; raises Refused or BadDocument where there is none."""
    files = uploads(form, "bang")
    if not files:
        raise Refused("Chưa chọn tệp.", hint="Chọn bảng đã điền rồi gửi lại.")
    content = files[0].file.read(SHEET_LIMIT + 1)
    if len(content) > SHEET_LIMIT:
        raise BadDocument("Bảng lớn hơn 2 MB.", hint="Chia thành nhiều tệp rồi nạp từng tệp.")
    if not content.strip():
        raise BadDocument("Tệp không có nội dung.", hint="Chọn lại tệp.")
    return content


@router.post("/danh-ba/nap-lien-he/xac-nhan")
def confirm(request: Request, desk: DeskDep, person: Editor, form: FormDep) -> Response:
    """Store just what the dry run showed, or show it anew where the registry has changed since."""
    digest = field(form, "tep")
    content = fetch(desk.settings.home, person.user_id, digest, now=desk.now)
    if content is None:
        fault = Refused("Bảng đã xem thử không còn giữ ở máy chủ.", hint="Gửi lại tệp.")
        return _show(request, person, fault=fault)
    rows = read_rows(read_table(content))
    try:
        with writing(desk.engine) as session:
            done = store_contacts(
                session,
                rows,
                seen=field(form, "dau"),
                by=person.username,
                now=desk.now,
                today=desk.today,
                check_channel=address_check(desk.settings),
            )
    except OutOfDate as fault:
        return _show(request, person, changes=_plan(desk, rows), digest=digest, fault=fault)
    drop(desk.settings.home, person.user_id, digest)
    counts = tally(done)
    return go(
        request,
        "/danh-ba",
        f"Đã nạp liên hệ: thêm {counts['add']}, sửa {counts['change']}, không nhận {counts['refuse']} dòng.",
    )


def keep(home: Path, user_id: int, content: bytes, *, now: datetime) -> str:
    """Keep a sheet for its confirmation and return its SHA-256 (hex); older sheets are thrown away."""
    folder = home / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    for old in folder.iterdir():
        if _is_old(old, now):
            old.unlink(missing_ok=True)
    digest = hashlib.sha256(content).hexdigest()
    path = _path(home, user_id, digest)
    path.touch(mode=0o600)
    path.write_bytes(content)
    _stamp(path).write_text(now.isoformat(), "ascii")
    return digest


def fetch(home: Path, user_id: int, digest: str, *, now: datetime) -> bytes | None:
    """Return the sheet that this person uploaded within the hour, or None."""
    if not _DIGEST.fullmatch(digest):
        return None
    path = _path(home, user_id, digest)
    if _is_old(_stamp(path), now):
        return None
    with suppress(FileNotFoundError):
        content = path.read_bytes()
        return content if hashlib.sha256(content).hexdigest() == digest else None
    return None


def drop(home: Path, user_id: int, digest: str) -> None:
    """Throw a sheet away: it was stored."""
    path = _path(home, user_id, digest)
    path.unlink(missing_ok=True)
    _stamp(path).unlink(missing_ok=True)


def _path(home: Path, user_id: int, digest: str) -> Path:
    return home / FOLDER / f"{user_id}-{digest}"


def _stamp(path: Path) -> Path:
    return path.with_name(path.name + ".luc")


def _is_old(path: Path, now: datetime) -> bool:
    """Return whether a sheet was kept for longer than the hour, by the moment written beside it."""
    stamp = path if path.suffix == ".luc" else _stamp(path)
    try:
        return datetime.fromisoformat(stamp.read_text("ascii")) + KEPT_FOR < now
    except (OSError, ValueError):
        return True
