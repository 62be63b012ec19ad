"""Ending the tracking of a plan, and taking it up again."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from store.accounts import Person
from store.closing import close_plan, reopen_plan
from store.database import writing
from web.desk import Allowed, DeskDep, FormDep, field
from web.render import go

router = APIRouter()
Closer = Annotated[Person, Depends(Allowed("close_plan"))]


@router.post("/ke-hoach/{plan_id}/ket-thuc")
def close(request: Request, desk: DeskDep, plan_id: int, person: Closer, form: FormDep) -> Response:
    """Close a plan; with open work only where the form says so."""
    with writing(desk.engine) as session:
        left = close_plan(
            session,
            plan_id=plan_id,
            with_open=field(form, "con_viec") == "1",
            by=person.username,
            now=desk.now,
        )
    said = f" {left} phần việc chưa xong giữ nguyên tình trạng." if left else ""
    return go(request, f"/ke-hoach/{plan_id}", f"Đã kết thúc theo dõi kế hoạch.{said}")


@router.post("/ke-hoach/{plan_id}/mo-lai")
def reopen(request: Request, desk: DeskDep, plan_id: int, person: Closer, form: FormDep) -> Response:
    """Take a closed plan up again."""
    with writing(desk.engine) as session:
        reopen_plan(session, plan_id=plan_id, by=person.username, now=desk.now)
    return go(request, f"/ke-hoach/{plan_id}", "Kế hoạch được theo dõi trở lại; hôm nay nhắc việc tiếp.")
