"""The list of plans, and the document of each as received."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request, Response

from models.errors import BadDocument
from rules.access import may
from store.accounts import Person
from store.boards import plan_rows
from store.database import reading
from store.intakes import intakes_of
from store.plans import draft_items, get_document, get_plan
from web.desk import Allowed, Desk, DeskDep
from web.guard import PLAN_LIMIT
from web.paper import shown_pieces
from web.render import page

router = APIRouter()
Reader = Annotated[Person, Depends(Allowed("see_plans"))]


@router.get("/ke-hoach")
def plan_list(request: Request, desk: DeskDep, person: Reader) -> Response:
    """Show every plan and, to who may use it, the form for a new document."""
    return plan_list_page(request, desk, person)


def plan_list_page(
    request: Request, desk: Desk, person: Person, *, fault: BadDocument | None = None
) -> Response:
    """Return the list of plans; with a fault, 422 and the reason why a document was not taken in."""
    can_upload = may(person.role, "upload_plan")
    with reading(desk.engine) as session:
        return page(
            request,
            "plans.html",
            status_code=422 if fault else 200,
            rows=plan_rows(session, today=desk.today),
            can_upload=can_upload,
            limit=PLAN_LIMIT,
            fault=fault,
            intakes=intakes_of(session, person.username) if can_upload else [],
        )


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
        pieces = shown_pieces(document, items)
        return page(
            request, "document.html", plan=plan, document=document, pieces=pieces, byte_count=blob.size
        )


@router.get("/ke-hoach/{plan_id}/van-ban/goc")
def document_bytes(desk: DeskDep, plan_id: int, person: Reader) -> Response:
    """Give the document exactly as it was received, to be saved and never shown by the browser."""
    with reading(desk.engine) as session:
        document, blob = get_document(session, plan_id)
        return download(blob.content, document.filename, blob.media_type)


def download(content: bytes, filename: str, media_type: str) -> Response:
    """Return bytes to be saved under that name, which old browsers see in plain letters."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in " .-_()") else "_" for c in filename)
    names = f"filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='', errors='replace')}"
    return Response(
        content,
        media_type=media_type,
        headers={
            "Content-Disposition": f"attachment; {names}",
            "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
        },
    )
