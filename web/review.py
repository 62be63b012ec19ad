"""What an officer changes in a draft at review, up to its activation."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from sqlmodel import Session
from starlette.datastructures import FormData

from models.agency import Agency
from models.errors import NotFound, Refused
from store.accounts import Person
from store.activation import activate
from store.database import reading, writing
from store.lookups import get_item
from store.plans import (
    LARGE_GROUP,
    clear_due,
    draft_items,
    drop_items,
    edit_item,
    edit_plan,
    get_document,
    get_party,
    get_plan,
    members_of_party,
    restore_items,
    set_due,
    set_expanded,
)
from store.registry import agencies
from store.rereading import DECIDING
from web.desk import Allowed, DeskDep, FormDep, civil_date, field, numbers
from web.plan_page import doubts, is_undated
from web.render import go, page
from web.wording import ITEM_ROLES

router = APIRouter()
Reviewer = Annotated[Person, Depends(Allowed("review_plan"))]


@router.post("/ke-hoach/{plan_id}/thong-tin")
def change_plan(request: Request, desk: DeskDep, plan_id: int, person: Reviewer, form: FormDep) -> Response:
    """Change the plan's own fields."""
    texts = ("number", "title", "issuer", "place", "signer", "lead_name")
    days = ("issued_on", "event_on", "period_from", "period_to")
    changes: dict[str, Any] = {name: field(form, name) or None for name in texts}
    changes["title"] = field(form, "title")
    changes |= {name: civil_date(form, name) for name in days}
    changes["before_is_inclusive"] = field(form, "before_is_inclusive") == "1"
    changes["is_urgent"] = field(form, "is_urgent") == "1"
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
    return go(request, f"/ke-hoach/{plan_id}", said)


@router.post("/ke-hoach/{plan_id}/muc")
def change_items(request: Request, desk: DeskDep, plan_id: int, person: Reviewer, form: FormDep) -> Response:
    """Do one thing to the chosen items, or to all that have no deadline yet."""
    by, now = person.username, desk.now
    with writing(desk.engine) as session:
        ids = _chosen(session, plan_id, form)
        match field(form, "viec"):
            case "dat-han":
                due_on = civil_date(form, "han")
                if due_on is None:
                    raise Refused("Chưa chọn ngày.", hint="Chọn ngày rồi bấm lại; các mục phải chọn lại.")
                set_due(session, plan_id=plan_id, assignment_ids=ids, due_on=due_on, by=by, now=now)
                said = f"Đã ấn định hạn {due_on:%d/%m/%Y} cho {len(ids)} mục."
            case "bo-han":
                clear_due(session, plan_id=plan_id, assignment_ids=ids, by=by, now=now)
                said = f"Đã bỏ hạn của {len(ids)} mục."
            case "bo-muc":
                drop_items(session, plan_id=plan_id, assignment_ids=ids, by=by, now=now)
                said = f"Đã bỏ {len(ids)} mục khỏi theo dõi; có thể lấy lại ở cuối trang."
            case "lay-lai":
                restore_items(session, plan_id=plan_id, assignment_ids=ids, by=by, now=now)
                said = f"Đã lấy lại {len(ids)} mục."
            case _:
                raise Refused("Chưa chọn thao tác.", hint="Bấm một trong các nút của biểu mẫu.")
    back = "?xep=chua-chac" if field(form, "xep") == "chua-chac" else ""
    return go(request, f"/ke-hoach/{plan_id}{back}#cac-muc", said)


def _chosen(session: Session, plan_id: int, form: FormData) -> list[int]:
    if field(form, "pham_vi") == "chua-co-han":
        items = draft_items(session, plan_id, with_dropped=False)
        ids = [i.assignment.id or 0 for i in items if is_undated(i)]
    else:
        ids = numbers(form, "muc")
    if not ids:
        raise Refused("Chưa chọn mục nào.", hint="Đánh dấu vào các mục rồi bấm lại.")
    return ids


@router.get("/ke-hoach/{plan_id}/muc/{item_id}")
def item_page(request: Request, desk: DeskDep, plan_id: int, item_id: int, person: Reviewer) -> Response:
    """Show the form for one item of a draft, with the document's own lines beside it."""
    with reading(desk.engine) as session:
        plan = get_plan(session, plan_id)
        get_item(session, item_id, plan_id=plan_id)
        (item,) = (i for i in draft_items(session, plan_id) if i.assignment.id == item_id)
        document, _ = get_document(session, plan_id)
        first, last = item.assignment.line_first, item.assignment.line_last
        lines = [(n, str(document.lines[n - 1][0])) for n in range(max(first, 1), last + 1)]
        return page(
            request,
            "item.html",
            plan=plan,
            item=item,
            doubts=doubts(item),
            lines=lines,
            roles=ITEM_ROLES,
            agencies=agencies(session),
        )


@router.post("/ke-hoach/{plan_id}/muc/{item_id}")
def change_item(
    request: Request, desk: DeskDep, plan_id: int, item_id: int, person: Reviewer, form: FormDep
) -> Response:
    """Change one item of a draft: its words, who, with whom."""
    role = field(form, "role")
    if role not in ITEM_ROLES:
        raise Refused("Vai trò không đúng.", hint="Chọn lại trong danh sách.")
    with writing(desk.engine) as session:
        edit_item(
            session,
            plan_id=plan_id,
            assignment_id=item_id,
            by=person.username,
            now=desk.now,
            text=field(form, "text"),
            role=role,
            deliverable=field(form, "deliverable"),
            owners=field(form, "owners").splitlines(),
            coordinators=field(form, "coordinators").splitlines(),
        )
    return go(request, f"/ke-hoach/{plan_id}#muc-{item_id}", "Đã lưu mục này.")


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
