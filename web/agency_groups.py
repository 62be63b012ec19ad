"""Groups of agencies: the list, and one group with its members and their days."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from models.errors import Refused
from rules.access import may
from store.accounts import Person
from store.agency_lists import find_agencies, group_lines, groups_with_counts
from store.database import reading, writing
from store.registering import add_member, end_member, get_group
from web.desk import Allowed, Desk, DeskDep, FormDep, civil_date, field, number
from web.render import go, page

router = APIRouter()
Reader = Annotated[Person, Depends(Allowed("see_registry"))]
Editor = Annotated[Person, Depends(Allowed("edit_registry"))]
MOST_FOUND = 20


@router.get("/danh-ba/khoi")
def group_list(request: Request, desk: DeskDep, person: Reader) -> Response:
    """Show every group with how many members it has today."""
    with reading(desk.engine) as session:
        return page(request, "agency_groups.html", rows=groups_with_counts(session, today=desk.today))


@router.get("/danh-ba/khoi/{group_id}")
def group(request: Request, desk: DeskDep, group_id: int, person: Reader) -> Response:
    """Show a group's members with their days, and the search for a body that is to join."""
    return _show(request, desk, group_id, person)


def _show(
    request: Request, desk: Desk, group_id: int, person: Person, fault: Refused | None = None
) -> Response:
    query = request.query_params.get("q", "")[:100]
    with reading(desk.engine) as session:
        row = get_group(session, group_id)
        lines = group_lines(session, group_id)
        members = {line.agency.id for line in lines if line.member.valid_to is None}
        found = find_agencies(session, query, on=desk.today, limit=MOST_FOUND)
        return page(
            request,
            "agency_group.html",
            status_code=409 if fault else 200,
            group=row,
            lines=lines,
            now_count=sum(_holds(line.member.valid_from, line.member.valid_to, desk) for line in lines),
            query=query,
            found=[a for a in found if a.id not in members],
            can_edit=may(person.role, "edit_registry"),
            fault=fault,
        )


def _holds(start: object, end: object, desk: Desk) -> bool:
    return (start is None or start <= desk.today) and (end is None or desk.today <= end)  # type: ignore[operator]


@router.post("/danh-ba/khoi/{group_id}")
def change(request: Request, desk: DeskDep, group_id: int, person: Editor, form: FormDep) -> Response:
    """Let a body join the group, or end a membership with its last day."""
    try:
        with writing(desk.engine) as session:
            get_group(session, group_id)
            if field(form, "viec") == "vao":
                add_member(
                    session,
                    group_id,
                    number(form, "co_quan"),
                    valid_from=civil_date(form, "tu_ngay"),
                    by=person.username,
                    now=desk.now,
                )
                said = "Đã thêm thành viên."
            elif field(form, "viec") == "ra":
                last_on = civil_date(form, "den_ngay")
                if last_on is None:
                    raise Refused("Chưa ghi ngày cuối ở trong khối.", hint="Nhập ngày rồi bấm lại.")
                end_member(
                    session,
                    group_id,
                    number(form, "co_quan"),
                    last_on=last_on,
                    by=person.username,
                    now=desk.now,
                )
                said = f"Đã ghi ngày cuối {last_on:%d/%m/%Y}."
            else:
                raise Refused("Chưa chọn thao tác.", hint="Bấm một trong các nút của trang.")
    except Refused as fault:
        return _show(request, desk, group_id, person, fault)
    return go(request, f"/danh-ba/khoi/{group_id}", said)
