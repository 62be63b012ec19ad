"""The exchange about one obligation: a comment from either side, on the obligation's own page."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from models.errors import Refused
from store.accounts import Person
from store.comments import add_comment
from store.database import reading, writing
from web.desk import Allowed, DeskDep, FormDep, field
from web.obligation import Typed, own_row, show_obligation, side_here
from web.render import go

router = APIRouter()
Talker = Annotated[Person, Depends(Allowed("comment_obligation"))]


@router.post("/phan-viec/{obligation_id}/trao-doi")
def comment(request: Request, desk: DeskDep, obligation_id: int, person: Talker, form: FormDep) -> Response:
    """Store a comment; the page again with what was typed where it cannot be."""
    text = field(form, "trao_doi")
    with reading(desk.engine) as session:
        actor = side_here(session, person, own_row(session, desk, person, obligation_id))
    if actor != "lead" and actor != "agency":
        raise Refused("Tài khoản này chỉ xem phần việc này.", hint="Đăng nhập bằng tài khoản khác.")
    try:
        with writing(desk.engine) as session:
            add_comment(
                session,
                obligation_id=obligation_id,
                text=text,
                actor=person.display_name,
                side=actor,
                now=desk.now,
            )
    except Refused as fault:
        typed = Typed(comment=text)
        return show_obligation(request, desk, person, obligation_id, fault=fault, typed=typed)
    return go(request, f"/phan-viec/{obligation_id}#trao-doi", "Đã gửi trao đổi.")
