"""Replacing an agency by another, or merging a name into it: search, preview, act."""

import hashlib
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from sqlmodel import Session
from starlette.datastructures import FormData

from models.agency import Agency
from models.errors import Refused
from rules.access import may
from store.accounts import Person
from store.agency_lists import find_agencies
from store.boards import Filters, obligation_rows
from store.database import reading, writing
from store.obligation_rows import ObligationRow
from store.registering import get_agency, merge_agency
from store.registry import candidates, successors
from store.succession import replace_agency
from store.succession_plan import Succession, plan_succession, sentences, unfinished_shares
from web.desk import (
    Allowed,
    Desk,
    DeskDep,
    FormDep,
    civil_date,
    field,
    number,
    number_in_address,
    numbers,
)
from web.render import go, page

router = APIRouter()
Reader = Annotated[Person, Depends(Allowed("see_registry"))]
Editor = Annotated[Person, Depends(Allowed("edit_registry"))]
MOST_FOUND = 15
# Above this many obligations only whole plans are offered, so that the page stays a page.
MOST_LISTED = 300


@router.get("/danh-ba/co-quan/{agency_id}/thay-the")
def choose(request: Request, desk: DeskDep, agency_id: int, person: Reader) -> Response:
    """Show the search for the successor and, once one is chosen, what can be handed to it."""
    return _show(request, desk, agency_id, person, number_in_address(request, "sang"))


def _show(
    request: Request,
    desk: Desk,
    agency_id: int,
    person: Person,
    successor_id: int | None,
    *,
    form: FormData | None = None,
    seen: Succession | None = None,
    fault: Refused | None = None,
) -> Response:
    with reading(desk.engine) as session:
        old = get_agency(session, agency_id)
        new = get_agency(session, successor_id) if successor_id else None
        query = request.query_params.get("q", "")[:100]
        rows = _work(session, desk, agency_id) if new is not None and seen is None else []
        return page(
            request,
            "succession.html",
            status_code=409 if fault else 200,
            old=old,
            new=new,
            query=query,
            found=_found(session, old, query, desk.today) if new is None else [],
            by_plan=_by_plan(rows),
            most_listed=MOST_LISTED,
            row_count=len(rows),
            seen=seen,
            sentences=sentences(seen) if seen else [],
            stamp=stamp(seen) if seen else "",
            sent=_sent(form) if form is not None else {},
            can_edit=may(person.role, "edit_registry"),
            fault=fault,
        )


def _found(session: Session, old: Agency, query: str, today: date) -> list[Agency]:
    if query.strip():
        found = find_agencies(session, query, on=today, limit=MOST_FOUND)
    else:
        # Those that the registry knows as successors first, then whose names are like.
        found = [agency for agency, _ in successors(session, old.id or 0, today)]
        found += [c.agency for c in candidates(session, old.name, today, MOST_FOUND) if c.holds]
    return list({a.id: a for a in found if a.id != old.id}.values())


def _work(session: Session, desk: Desk, agency_id: int) -> list[ObligationRow]:
    ids = tuple(s.obligation_id for s in unfinished_shares(session, agency_id))
    if not ids:
        return []
    rows = obligation_rows(session, today=desk.today, filters=Filters(agency_id=agency_id))
    wanted = set(ids)
    return [r for r in rows if r.obligation_id in wanted]


def _by_plan(rows: list[ObligationRow]) -> list[tuple[int, str, list[ObligationRow]]]:
    found: dict[int, list[ObligationRow]] = {}
    for row in rows:
        found.setdefault(row.plan_id, []).append(row)
    return [(plan_id, theirs[0].plan_label, theirs) for plan_id, theirs in sorted(found.items())]


def stamp(seen: Succession) -> str:
    """Return a digest of what a preview showed: what is done is what was seen, or it is shown anew."""
    told = (seen.old.id, seen.new.id, seen.on, seen.scope, seen.passings, sentences(seen))
    return hashlib.sha256(repr(told).encode()).hexdigest()


def _sent(form: FormData) -> dict[str, Any]:
    """Return what the preview sends on unchanged when it is confirmed."""
    return {
        "cach": field(form, "cach"),
        "ngay": field(form, "ngay"),
        "pham_vi": field(form, "pham_vi"),
        "phan_viec": numbers(form, "phan_viec"),
        "ke_hoach": numbers(form, "ke_hoach"),
    }


@router.post("/danh-ba/co-quan/{agency_id}/thay-the")
def act(request: Request, desk: DeskDep, agency_id: int, person: Editor, form: FormDep) -> Response:
    """Show what the chosen replacement would do; once that was seen and is confirmed, do it."""
    successor_id = number(form, "sang")
    try:
        with reading(desk.engine) as session:
            get_agency(session, successor_id)
            old = get_agency(session, agency_id)
            terms = _terms(form, desk, is_merge=field(form, "cach") == "gop")
            if field(form, "cach") == "gop" and old.is_confirmed:
                raise Refused("Chỉ gộp được cơ quan chưa xác nhận.", hint="Dùng cách thay thế.")
            seen = plan_succession(session, agency_id, successor_id, today=desk.today, now=desk.now, **terms)
        if field(form, "viec") != "thuc-hien":
            return _show(request, desk, agency_id, person, successor_id, form=form, seen=seen)
        if field(form, "dau") != stamp(seen):
            fault = Refused(
                "Số liệu đã thay đổi từ lúc xem trước nên chưa chuyển gì.", hint="Xem lại rồi xác nhận."
            )
            return _show(request, desk, agency_id, person, successor_id, form=form, seen=seen, fault=fault)
        said = _do(desk, agency_id, successor_id, person, form, terms)
    except Refused as fault:
        return _show(request, desk, agency_id, person, successor_id, fault=fault)
    return go(request, f"/danh-ba/co-quan/{agency_id}", said)


def _terms(form: FormData, desk: Desk, *, is_merge: bool) -> dict[str, Any]:
    if is_merge:
        return {"on": desk.today}
    on = civil_date(form, "ngay")
    if on is None:
        raise Refused("Chưa ghi ngày thay thế.", hint="Nhập ngày/tháng/năm.")
    terms: dict[str, Any] = {"on": on}
    if field(form, "cach") == "mot-phan":
        terms |= {
            "scope": field(form, "pham_vi")[:200],
            "obligation_ids": numbers(form, "phan_viec"),
            "plan_ids": numbers(form, "ke_hoach"),
        }
        if not terms["obligation_ids"] and not terms["plan_ids"]:
            raise Refused("Chưa chọn phần việc nào để chuyển.", hint="Đánh dấu kế hoạch hoặc phần việc.")
    elif field(form, "cach") != "toan-bo":
        raise Refused("Chưa chọn thay toàn bộ hay một phần.", hint="Chọn một cách rồi xem trước.")
    return terms


def _do(
    desk: Desk, agency_id: int, successor_id: int, person: Person, form: FormData, terms: dict[str, Any]
) -> str:
    acting: dict[str, Any] = {
        "by": person.display_name,
        "now": desk.now,
        "today": desk.today,
        "calendar": desk.office.calendar,
        "ladder": desk.office.ladder,
        "role": "lead" if person.role == "lead" else "operator",
    }
    with writing(desk.engine) as session:
        if field(form, "cach") == "gop":
            done = merge_agency(session, agency_id, successor_id, **acting)
            return f"Đã gộp vào {done.new.name}: {len(done.passings)} phần việc chuyển sang, tên được nhớ."
        done = replace_agency(session, agency_id, successor_id, **acting, **terms)
        if stamp(done) != field(form, "dau"):
            # Somebody wrote between the look and the act: nothing of this transaction is kept.
            raise Refused(
                "Số liệu đã thay đổi từ lúc xem trước nên chưa chuyển gì.", hint="Xem trước lại rồi xác nhận."
            )
    return f"Đã chuyển {len(done.passings)} phần việc sang {done.new.name}."
