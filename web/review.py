"""What an officer changes in a draft at review, up to its activation."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from sqlmodel import Session
from starlette.datastructures import FormData

from models.agency import Agency
from models.errors import NotFound, Refused
from store.accounts import Person
from store.activation import activate
from store.adding import mark_looked
from store.database import reading, writing
from store.plans import (
    LARGE_GROUP,
    clear_due,
    draft_items,
    drop_items,
    edit_plan,
    get_party,
    get_plan,
    members_of_party,
    restore_items,
    set_due,
    set_expanded,
)
from store.rereading import DECIDING
from web.desk import Allowed, Desk, DeskDep, FormDep, civil_date, field, number, numbers
from web.doubts import is_left
from web.render import go, page
from web.review_page import review_again
from web.review_view import CHOSEN, DAYS, TEXTS, TICKS, scopes, view_of

router = APIRouter()
Reviewer = Annotated[Person, Depends(Allowed("review_plan"))]


@router.post("/ke-hoach/{plan_id}/thong-tin")
def change_plan(request: Request, desk: DeskDep, plan_id: int, person: Reviewer, form: FormDep) -> Response:
    """Change the plan's own fields; the page again with what was typed where a field cannot be taken."""
    try:
        said = _change_plan(desk, plan_id, person, form)
    except Refused as fault:
        return review_again(request, desk, plan_id, person, form, "thong-tin", fault)
    return go(request, f"/ke-hoach/{plan_id}", said)


def _change_plan(desk: Desk, plan_id: int, person: Person, form: FormData) -> str:
    changes: dict[str, Any] = {name: field(form, name) or None for name in TEXTS}
    changes["title"] = field(form, "title")
    changes |= {name: civil_date(form, name) for name in DAYS}
    changes |= {name: field(form, name) == "1" for name in TICKS}
    with writing(desk.engine) as session:
        plan = get_plan(session, plan_id)
        changed = {name: value for name, value in changes.items() if getattr(plan, name) != value}
        if changed:
            edit_plan(
                session,
                plan_id=plan_id,
                by=person.username,
                now=desk.now,
                calendar=desk.office.calendar,
                **changed,
            )
    said = "Đã lưu thông tin kế hoạch." if changed else "Không có gì thay đổi."
    if DECIDING & set(changed):
        said += " Các thời hạn phụ thuộc vào đó đã được tính lại: hãy xem lại cột thời hạn."
    return said


@router.post("/ke-hoach/{plan_id}/muc")
def change_items(request: Request, desk: DeskDep, plan_id: int, person: Reviewer, form: FormDep) -> Response:
    """Do one thing to the chosen items, or to all of a kind; the page again where it cannot be done."""
    try:
        with writing(desk.engine) as session:
            ids = _chosen(session, plan_id, form)
            said = _do(session, desk, plan_id, ids, person, form)
            place = _next_place(session, plan_id, ids, field(form, "viec"))
    except Refused as fault:
        return review_again(request, desk, plan_id, person, form, "muc", fault)
    return go(request, f"/ke-hoach/{plan_id}{view_of(form).query}#{place}", said)


def _do(session: Session, desk: Desk, plan_id: int, ids: list[int], person: Person, form: FormData) -> str:
    by, now = person.username, desk.now
    match field(form, "viec"):
        case "dat-han":
            due_on = civil_date(form, "han")
            if due_on is None:
                raise Refused("Chưa chọn ngày.", hint="Chọn ngày rồi bấm lại.")
            set_due(session, plan_id=plan_id, assignment_ids=ids, due_on=due_on, by=by, now=now)
            return f"Đã ấn định hạn {due_on:%d/%m/%Y} cho {len(ids)} mục."
        case "bo-han":
            clear_due(session, plan_id=plan_id, assignment_ids=ids, by=by, now=now)
            return f"Đã bỏ hạn của {len(ids)} mục."
        case "bo-muc":
            drop_items(session, plan_id=plan_id, assignment_ids=ids, by=by, now=now)
            return f"Đã bỏ {len(ids)} mục khỏi theo dõi; có thể lấy lại ở cuối trang."
        case "lay-lai":
            restore_items(session, plan_id=plan_id, assignment_ids=ids, by=by, now=now)
            return f"Đã lấy lại {len(ids)} mục."
        case "da-xem" | "chua-xem" as what:
            is_looked = what == "da-xem"
            mark_looked(session, plan_id=plan_id, assignment_ids=ids, looked=is_looked, by=by, now=now)
            return f"Đã xem {len(ids)} mục." if is_looked else f"{len(ids)} mục sẽ được xem lại."
        case _:
            raise Refused("Chưa chọn thao tác.", hint="Bấm một trong các nút của biểu mẫu.")


def _chosen(session: Session, plan_id: int, form: FormData) -> list[int]:
    # The button that stands with one item means that item, whatever else is ticked.
    if field(form, "viec") == "da-xem" and field(form, "mot"):
        return [number(form, "mot")]
    wanted = field(form, "pham_vi") or CHOSEN
    if wanted == CHOSEN:
        ids = numbers(form, "muc")
    else:
        items = draft_items(session, plan_id, with_dropped=False)
        ids = next((list(s.ids) for s in scopes(items) if s.value == wanted), [])
    if not ids:
        raise Refused("Chưa chọn mục nào.", hint="Đánh dấu vào các mục rồi bấm lại.")
    return ids


def _next_place(session: Session, plan_id: int, ids: list[int], what: str) -> str:
    """Return where a person reads on: the next item to look at, where one was just looked at."""
    if what != "da-xem":
        return "cac-muc"
    items = draft_items(session, plan_id, with_dropped=False)
    left = [i for i in items if is_left(i)]
    at = next((i.assignment.position for i in items if i.assignment.id == ids[-1]), -1)
    following = next((i for i in left if i.assignment.position > at), left[0] if left else None)
    return f"muc-{following.assignment.id}" if following else "truoc-khi"


@router.get("/ke-hoach/{plan_id}/khoi/{party_id}")
def group_page(request: Request, desk: DeskDep, plan_id: int, party_id: int, person: Reviewer) -> Response:
    """Show to which agencies a group would open, as of the plan's day."""
    with reading(desk.engine) as session:
        plan = get_plan(session, plan_id)
        party = get_party(session, plan_id, party_id)
        members: list[Agency] = members_of_party(session, plan_id, party_id)
        if party.group_id is None:
            raise NotFound("Đây không phải một khối cơ quan.", hint="Quay lại trang rà soát.")
        return page(
            request, "group.html", plan=plan, party=party, members=members, large=len(members) > LARGE_GROUP
        )


@router.post("/ke-hoach/{plan_id}/khoi/{party_id}")
def open_group(
    request: Request, desk: DeskDep, plan_id: int, party_id: int, person: Reviewer, form: FormDep
) -> Response:
    """Open a group to its members or close it again."""
    is_open = field(form, "mo") == "1"
    with writing(desk.engine) as session:
        party = get_party(session, plan_id, party_id)
        count = set_expanded(
            session,
            plan_id=plan_id,
            party_id=party_id,
            expanded=is_open,
            by=person.username,
            now=desk.now,
            confirmed=field(form, "xac_nhan") == "1",
        )
    said = (
        f"“{party.name}” được giao cho từng cơ quan ({count})."
        if is_open
        else f"“{party.name}” là một đầu mối."
    )
    return go(request, f"/ke-hoach/{plan_id}#cac-khoi", said)


@router.post("/ke-hoach/{plan_id}/kich-hoat")
def activate_plan(
    request: Request,
    desk: DeskDep,
    plan_id: int,
    person: Annotated[Person, Depends(Allowed("activate_plan"))],
    form: FormDep,
) -> Response:
    """Make the plan's obligations; the next morning's flow tells the agencies."""
    with writing(desk.engine) as session:
        made = activate(
            session,
            plan_id=plan_id,
            by=person.username,
            now=desk.now,
            today=desk.today,
            calendar=desk.office.calendar,
            ladder=desk.office.ladder,
        )
    return go(
        request,
        f"/ke-hoach/{plan_id}",
        f"Đã kích hoạt: {made} phần việc. Thư giao việc sẽ đi trong lần chạy buổi sáng kế tiếp.",
    )
