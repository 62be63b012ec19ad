"""What an officer does with one item of a draft at review: edit, split, join, add."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from sqlmodel import Session
from starlette.datastructures import FormData

from models.errors import OutOfDate, Refused
from rules.placing import cuts_of
from store.accounts import Person
from store.adding import add_item, follow_leftover, mark_looked
from store.database import reading, writing
from store.lookups import get_item
from store.plans import (
    ReviewItem,
    clear_due,
    draft_items,
    edit_item,
    get_document,
    get_draft,
    get_plan,
    set_due,
)
from store.registry import agencies
from store.splitting import join_items, split_item
from web.desk import Allowed, Desk, DeskDep, FormDep, civil_date, field, number, number_in_address, numbers
from web.doubts import SURE, doubts, is_left, most_doubtful_first
from web.render import go, page
from web.wording import ITEM_ROLES, day

router = APIRouter()
Reviewer = Annotated[Person, Depends(Allowed("review_plan"))]
# Lines of the document shown before and behind those of the item.
AROUND = 2
# Where a person goes after saving an item: the next one to look at, or the search for a body.
NEXT, SEARCH = "tiep", "tim"


@dataclass(frozen=True, slots=True)
class PlacedItem:
    """An item among the others of its plan: what follows it, and what is left to look at besides it."""

    item: ReviewItem
    following: ReviewItem | None
    left: tuple[ReviewItem, ...]


def _placed(session: Session, plan_id: int, item_id: int) -> PlacedItem:
    get_item(session, item_id, plan_id=plan_id)
    items = draft_items(session, plan_id)
    place, item = next((n, i) for n, i in enumerate(items) if i.assignment.id == item_id)
    kept = [i for i in items if not i.assignment.is_dropped]
    following = next((i for i in items[place + 1 :] if not i.assignment.is_dropped), None)
    left = [i for i in most_doubtful_first(kept) if is_left(i) and i.assignment.id != item_id]
    return PlacedItem(item, None if item.assignment.is_dropped else following, tuple(left))


@router.get("/ke-hoach/{plan_id}/muc/{item_id}")
def item_page(request: Request, desk: DeskDep, plan_id: int, item_id: int, person: Reviewer) -> Response:
    """Show the form for one item of a draft, with the document's own lines beside it."""
    return _item_page(request, desk, plan_id, item_id)


def _item_page(
    request: Request,
    desk: Desk,
    plan_id: int,
    item_id: int,
    *,
    fault: Refused | None = None,
    form: FormData | None = None,
) -> Response:
    with reading(desk.engine) as session:
        plan = get_plan(session, plan_id)
        placed = _placed(session, plan_id, item_id)
        row = placed.item.assignment
        document, _ = get_document(session, plan_id)
        first, last = max(row.line_first - AROUND, 1), min(row.line_last + AROUND, len(document.lines))
        own = range(row.line_first, row.line_last + 1)
        lines = [(n, str(document.lines[n - 1][0]), n in own) for n in range(first, last + 1)]
        return page(
            request,
            "item.html",
            status_code=409 if fault else 200,
            plan=plan,
            item=placed.item,
            placed=placed,
            doubts=doubts(placed.item),
            lines=lines if row.line_first > 0 else [],
            roles=ITEM_ROLES,
            agencies=agencies(session),
            cuts=cuts_of(row.text),
            typed=_typed(placed.item, form if fault else None),
            fault=fault,
        )


def _typed(item: ReviewItem, form: FormData | None) -> Mapping[str, str]:
    """Return what stands in the fields: as stored, with what was typed over it where it was not taken."""
    row = item.assignment
    stored = {
        "text": row.text,
        "role": row.role,
        "owners": "\n".join(p.name for p in item.owners),
        "coordinators": "\n".join(p.name for p in item.coordinators),
        "deliverable": row.deliverable,
        "han": day(row.due_on) if row.due_on else "",
        "phan": "\n\n".join(cuts_of(row.text)),
    }
    if form is None:
        return stored
    return {name: field(form, name) if name in form else value for name, value in stored.items()}


@router.post("/ke-hoach/{plan_id}/muc/{item_id}")
def change_item(
    request: Request, desk: DeskDep, plan_id: int, item_id: int, person: Reviewer, form: FormDep
) -> Response:
    """Change one item of a draft: its words, who, with whom, by when; whoever saves it has looked at it."""
    try:
        with writing(desk.engine) as session:
            _change_item(session, desk, plan_id, item_id, person, form)
            left = _placed(session, plan_id, item_id).left
    except Refused as fault:
        with reading(desk.engine) as session:
            get_draft(session, plan_id)
        return _item_page(request, desk, plan_id, item_id, fault=fault, form=form)
    if field(form, "roi") == SEARCH:
        return go(request, f"/ke-hoach/{plan_id}/tim-co-quan?muc={item_id}", "Đã lưu mục này.")
    if field(form, "roi") == NEXT and left:
        said = f"Đã lưu. Còn {len(left)} mục cần xem."
        return go(request, f"/ke-hoach/{plan_id}/muc/{left[0].assignment.id}", said)
    return go(request, f"/ke-hoach/{plan_id}#muc-{item_id}", "Đã lưu mục này.")


def _change_item(
    session: Session, desk: Desk, plan_id: int, item_id: int, person: Person, form: FormData
) -> None:
    by, now = person.username, desk.now
    if field(form, "role") not in ITEM_ROLES:
        raise Refused("Vai trò không đúng.", hint="Chọn lại trong danh sách.")
    row = edit_item(
        session,
        plan_id=plan_id,
        assignment_id=item_id,
        by=by,
        now=now,
        text=field(form, "text"),
        role=field(form, "role"),
        deliverable=field(form, "deliverable"),
        owners=field(form, "owners").splitlines(),
        coordinators=field(form, "coordinators").splitlines(),
    )
    due_on = civil_date(form, "han")
    if due_on is not None and due_on != row.due_on:
        set_due(session, plan_id=plan_id, assignment_ids=[item_id], due_on=due_on, by=by, now=now)
    elif "han" in form and due_on is None and row.due_on is not None:
        clear_due(session, plan_id=plan_id, assignment_ids=[item_id], by=by, now=now)
    if doubts(_placed(session, plan_id, item_id).item):
        mark_looked(session, plan_id=plan_id, assignment_ids=[item_id], looked=True, by=by, now=now)


@router.post("/ke-hoach/{plan_id}/muc/{item_id}/tach")
def split(
    request: Request, desk: DeskDep, plan_id: int, item_id: int, person: Reviewer, form: FormDep
) -> Response:
    """Split an item before the ticked sentences, or into parts typed with a blank line between them."""
    try:
        with writing(desk.engine) as session:
            row = get_item(session, item_id, plan_id=plan_id)
            made = split_item(
                session,
                plan_id=plan_id,
                assignment_id=item_id,
                parts=_parts(row.text, form),
                calendar=desk.office.calendar,
                by=person.username,
                now=desk.now,
            )
    except Refused as fault:
        with reading(desk.engine) as session:
            get_draft(session, plan_id)
        return _item_page(request, desk, plan_id, item_id, fault=fault, form=form)
    said = f"Đã tách thành {len(made)} mục; mỗi mục giữ đủ cơ quan. Hãy xem lại thời hạn từng mục."
    return go(request, f"/ke-hoach/{plan_id}?xep=van-ban#muc-{item_id}", said)


def _parts(text: str, form: FormData) -> list[str]:
    if field(form, "cach") == "viet":
        return [part.strip() for part in field(form, "phan").split("\n\n")]
    if field(form, "chu") != text.strip().replace("\r\n", "\n"):
        raise OutOfDate("Nội dung mục này vừa được sửa.", hint="Xem lại các câu rồi chọn chỗ tách.")
    begins = set(numbers(form, "cat"))
    parts: list[str] = []
    for place, piece in enumerate(cuts_of(text)):
        if place in begins or not parts:
            parts.append(piece)
        else:
            parts[-1] = f"{parts[-1]} {piece}"
    return parts


@router.post("/ke-hoach/{plan_id}/muc/{item_id}/gop")
def join(
    request: Request, desk: DeskDep, plan_id: int, item_id: int, person: Reviewer, form: FormDep
) -> Response:
    """Join an item with the one that follows it, which the form names."""
    with writing(desk.engine) as session:
        following = _placed(session, plan_id, item_id).following
        if following is not None and following.assignment.id != number(form, "voi"):
            raise OutOfDate("Mục đứng sau đã thay đổi.", hint="Mở lại trang của mục này rồi gộp.")
        join_items(session, plan_id=plan_id, assignment_id=item_id, by=person.username, now=desk.now)
    said = "Đã gộp hai mục. Hãy xem lại cơ quan và thời hạn; muốn tách ra thì mở mục này."
    return go(request, f"/ke-hoach/{plan_id}?xep=van-ban#muc-{item_id}", said)


@router.get("/ke-hoach/{plan_id}/muc-moi")
def new_item_page(request: Request, desk: DeskDep, plan_id: int, person: Reviewer) -> Response:
    """Show a blank form for an item that the reader did not find."""
    return _new_item_page(request, desk, plan_id, number_in_address(request, "sau"))


def _new_item_page(
    request: Request,
    desk: Desk,
    plan_id: int,
    behind_id: int | None,
    *,
    fault: Refused | None = None,
    form: FormData | None = None,
) -> Response:
    with reading(desk.engine) as session:
        plan = get_draft(session, plan_id)
        names = ("text", "owners", "coordinators", "han")
        return page(
            request,
            "new_item.html",
            status_code=409 if fault else 200,
            plan=plan,
            items=draft_items(session, plan_id, with_dropped=False),
            behind_id=behind_id,
            typed={name: field(form, name) if form is not None else "" for name in names},
            agencies=agencies(session),
            fault=fault,
        )


@router.post("/ke-hoach/{plan_id}/muc-moi")
def add(request: Request, desk: DeskDep, plan_id: int, person: Reviewer, form: FormDep) -> Response:
    """Add an item of the officer's own words; the form again with what was typed where it cannot be taken."""
    by, now = person.username, desk.now
    behind_id = number(form, "sau") if field(form, "sau") else None
    try:
        with writing(desk.engine) as session:
            row = add_item(
                session,
                plan_id=plan_id,
                text=field(form, "text"),
                owners=field(form, "owners").splitlines(),
                coordinators=field(form, "coordinators").splitlines(),
                behind_id=behind_id,
                calendar=desk.office.calendar,
                by=by,
                now=now,
            )
            due_on = civil_date(form, "han")
            if due_on is not None:
                set_due(session, plan_id=plan_id, assignment_ids=[row.id or 0], due_on=due_on, by=by, now=now)
    except Refused as fault:
        return _new_item_page(request, desk, plan_id, behind_id, fault=fault, form=form)
    return go(request, f"/ke-hoach/{plan_id}#muc-{row.id}", "Đã thêm một mục.")


@router.post("/ke-hoach/{plan_id}/chu-con-lai")
def follow(request: Request, desk: DeskDep, plan_id: int, person: Reviewer, form: FormDep) -> Response:
    """Make an item of words that the reader left over; without anybody who does it, its form comes next."""
    # The reader is heavy and most pages do without it.
    from extract.subjects import read_subject

    text = field(form, "chu")
    named = read_subject(text)
    with writing(desk.engine) as session:
        row = follow_leftover(
            session,
            plan_id=plan_id,
            index=number(form, "thu"),
            text=text,
            owners=named.owners if named.surety >= SURE else (),
            calendar=desk.office.calendar,
            by=person.username,
            now=desk.now,
        )
        has_owner = bool(_placed(session, plan_id, row.id or 0).item.owners)
    if has_owner:
        return go(request, f"/ke-hoach/{plan_id}#muc-{row.id}", "Câu này đã thành một mục.")
    said = "Câu này đã thành một mục. Hãy cho biết cơ quan thực hiện."
    return go(request, f"/ke-hoach/{plan_id}/muc/{row.id}", said)
