"""The list of plans, taking in a new document, and the document as received."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request, Response
from starlette.datastructures import UploadFile

from models.errors import BadDocument
from rules.access import may
from store.accounts import Person
from store.boards import plan_rows
from store.database import reading
from store.plans import draft_items, get_document, get_plan
from web.desk import Allowed, Desk, DeskDep, FormDep, uploads
from web.guard import PLAN_LIMIT
from web.paper import shown_lines
from web.render import go, page

router = APIRouter()
Reader = Annotated[Person, Depends(Allowed("see_plans"))]


@router.get("/ke-hoach")
def plan_list(request: Request, desk: DeskDep, person: Reader) -> Response:
    """Show every plan and, to who may use it, the form for a new document."""
    return _plan_list(request, desk, person)


def _plan_list(request: Request, desk: Desk, person: Person, *, fault: BadDocument | None = None) -> Response:
    with reading(desk.engine) as session:
        return page(
            request,
            "plans.html",
            status_code=422 if fault else 200,
            rows=plan_rows(session, today=desk.today),
            can_upload=may(person.role, "upload_plan"),
            limit=PLAN_LIMIT,
            fault=fault,
        )


@router.post("/ke-hoach")
def take_in(
    request: Request,
    desk: DeskDep,
    person: Annotated[Person, Depends(Allowed("upload_plan"))],
    form: FormDep,
) -> Response:
    """Read an uploaded document and store it as a draft; 422 with the reason, nothing stored, otherwise."""
    try:
        data, filename = _document(uploads(form, "van_ban"))
        plan_id = desk.ingest(data, filename, person.username)
    except BadDocument as fault:
        return _plan_list(request, desk, person, fault=fault)
    return go(
        request, f"/ke-hoach/{plan_id}", "Đã đọc văn bản, chưa gửi gì cho ai. Hãy rà soát rồi kích hoạt."
    )


def _document(files: list[UploadFile]) -> tuple[bytes, str]:
    if not files:
        raise BadDocument("Chưa chọn tệp văn bản.", hint="Chọn tệp rồi gửi lại.")
    data = files[0].file.read(PLAN_LIMIT + 1)
    if len(data) > PLAN_LIMIT:
        raise BadDocument(f"Tệp lớn hơn {PLAN_LIMIT // 1024 // 1024} MB.", hint="Chọn tệp nhỏ hơn.")
    return data, (files[0].filename or "van-ban").replace("\\", "/").rsplit("/", 1)[-1][:200]


@router.get("/ke-hoach/{plan_id}/van-ban")
def document_text(request: Request, desk: DeskDep, plan_id: int, person: Reader) -> Response:
    """Show the text of a plan's document with line numbers, each line with an anchor (#L12)."""
    with reading(desk.engine) as session:
        plan = get_plan(session, plan_id)
        document, blob = get_document(session, plan_id)
        # Words of an item that a later document changed stand in that document.
        items = [
            i.assignment
            for i in draft_items(session, plan_id, with_dropped=False)
            if i.assignment.amended_by_id is None
        ]
        lines = shown_lines(document, items)
        return page(request, "document.html", plan=plan, document=document, lines=lines, byte_count=blob.size)


@router.get("/ke-hoach/{plan_id}/van-ban/goc")
def document_bytes(desk: DeskDep, plan_id: int, person: Reader) -> Response:
    """Give the document exactly as it was received, to be saved and never shown by the browser."""
    with reading(desk.engine) as session:
        document, blob = get_document(session, plan_id)
        return download(blob.content, document.filename, blob.media_type)


def download(content: bytes, filename: str, media_type: str) -> Response:
    """Return bytes to be saved under that name, which old browsers see in plain letters."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in " .-_()") else "_" for c in filename)
    names = f"filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"
    return Response(
        content,
        media_type=media_type,
        headers={
            "Content-Disposition": f"attachment; {names}",
            "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
        },
    )
