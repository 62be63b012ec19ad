"""Two items that are one work: joined, left apart, or parted again by one button each."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from models.errors import Refused
from store.accounts import Person
from store.database import writing
from store.mirrors import leave, link, unlink
from store.moving import Act
from web.desk import Allowed, Desk, DeskDep, FormDep, field, number
from web.render import go

router = APIRouter()
Reviewer = Annotated[Person, Depends(Allowed("review_plan"))]


def act_of(desk: Desk, person: Person) -> Act:
    """Return what the lead officer does now, as the store takes it."""
    return Act(person.username, "lead", desk.now, desk.today, desk.office.calendar, desk.office.ladder)


@router.post("/ke-hoach/{plan_id}/hai-mat")
def decide_pair(request: Request, desk: DeskDep, plan_id: int, person: Reviewer, form: FormDep) -> Response:
    """Join two items of a plan as one work, leave them apart, or part them again."""
    first, second = number(form, "chinh"), number(form, "mat_kia")
    act = act_of(desk, person)
    with writing(desk.engine) as session:
        match field(form, "viec"):
            case "noi":
                changed = link(session, plan_id=plan_id, first_id=first, second_id=second, act=act)
                said = "Đã liên kết: hai mục được tính là một việc."
            case "de-rieng":
                leave(session, plan_id=plan_id, first_id=first, second_id=second, by=act.by, now=act.now)
                changed, said = 0, "Đã ghi nhận: hai mục là hai việc."
            case "bo":
                changed = unlink(session, plan_id=plan_id, second_id=second, act=act)
                said = "Đã bỏ liên kết: mỗi mục tính riêng."
            case _:
                raise Refused("Chưa chọn thao tác.", hint="Bấm một trong các nút của biểu mẫu.")
    more = f" {changed} phần việc được cập nhật." if changed else ""
    return go(request, f"/ke-hoach/{plan_id}#hai-mat", said + more)
