"""A draft beside the plan that it amends: which plan, what differs, what to take, and taking it."""

from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from sqlmodel import Session
from starlette.datastructures import FormData

from models.errors import Refused
from models.plan import Plan
from rules.access import may
from rules.amendment import FACET_NAMES, Body, Mode, Pair, Terms
from rules.amendment_wording import Run, marked
from store.accounts import Person
from store.amending import Decision
from store.amendments import accept, consequences, default_decision, has_finished, warnings
from store.database import reading, writing
from store.lookups import plan_events
from store.moving import Act
from store.plans import draft_items, get_plan
from store.versions import SideBySide, proposal, set_amends, side_by_side, tracked_plans
from web.desk import Allowed, Desk, DeskDep, FormDep, field, numbers
from web.render import go, page
from web.wording import DEADLINE_KINDS

router = APIRouter()
Amender = Annotated[Person, Depends(Allowed("amend_plan"))]

MODES: dict[str, Mode] = {"mot-phan": "partial", "toan-bo": "whole"}
MODE_WORDS: dict[Mode, str] = {"partial": "mot-phan", "whole": "toan-bo"}
MODE_NAMES: dict[Mode, str] = {
    "partial": "Sửa đổi, bổ sung một phần: mục không được nhắc tới giữ nguyên",
    "whole": "Thay cho toàn bộ kế hoạch: mục không còn nêu thì rút",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One part of an item in both versions, the words that differ marked."""

    name: str
    old: list[Run]
    new: list[Run]
    is_changed: bool


@dataclass(frozen=True, slots=True)
class Change:
    """One changed item as the page shows it."""

    pair: Pair
    lines: list[Line]
    facets: list[str]
    warnings: list[str]
    has_finished: bool


def amends_panel(session: Session, draft: Plan, person: Person) -> dict[str, Any]:
    """Return what the review page shows of the plan that a draft amends or may amend."""
    plans = tracked_plans(session)
    named = proposal(session, draft, plans) if draft.amends_id is None else None
    return {
        "amends": session.get(Plan, draft.amends_id) if draft.amends_id is not None else None,
        "amendable": plans,
        "proposed": named,
        "can_amend": may(person.role, "amend_plan") and draft.breaks_down_id is None,
    }


@router.post("/ke-hoach/{plan_id}/sua-doi/ke-hoach")
def choose_plan(request: Request, desk: DeskDep, plan_id: int, person: Amender, form: FormDep) -> Response:
    """Store which plan in force the draft amends, or that it amends none."""
    chosen = numbers(form, "ke_hoach") if field(form, "ke_hoach") else []
    with writing(desk.engine) as session:
        target = chosen[0] if chosen else None
        set_amends(session, draft_id=plan_id, plan_id=target, by=person.username, now=desk.now)
    if target is None:
        return go(request, f"/ke-hoach/{plan_id}", "Văn bản này đứng riêng, không sửa đổi kế hoạch nào.")
    return go(request, f"/ke-hoach/{plan_id}/sua-doi")


@router.get("/ke-hoach/{plan_id}/sua-doi")
def comparison_page(request: Request, desk: DeskDep, plan_id: int, person: Amender) -> Response:
    """Show the draft beside the plan that it amends, everything ticked that is taken by default."""
    mode = MODES.get(request.query_params.get("cach", ""))
    with reading(desk.engine) as session:
        draft = get_plan(session, plan_id)
        if draft.state != "draft":
            raise Refused("Văn bản này không còn là dự thảo.", hint="Xem trang của văn bản.")
        if draft.amends_id is None:
            return page(request, "amendment_choice.html", plan=draft, **amends_panel(session, draft, person))
        side = side_by_side(session, plan_id, mode)
        return _show(request, desk, session, side, default_decision(side))


@router.post("/ke-hoach/{plan_id}/sua-doi")
def take_changes(request: Request, desk: DeskDep, plan_id: int, person: Amender, form: FormDep) -> Response:
    """Say again what the ticks mean, or take the chosen changes into the plan."""
    decision = _read(form)
    if field(form, "viec") != "nhan":
        with reading(desk.engine) as session:
            side = side_by_side(session, plan_id, decision.mode)
            return _show(request, desk, session, side, replace(decision, stamp=side.stamp))
    act = Act(person.display_name, "lead", desk.now, desk.today, desk.office.calendar, desk.office.ladder)
    with writing(desk.engine) as session:
        says = accept(session, draft_id=plan_id, decision=decision, act=act)
        target = get_plan(session, plan_id).amends_id
    return go(request, f"/ke-hoach/{target}", f"Đã nhận văn bản sửa đổi: {says}")


def _read(form: FormData) -> Decision:
    mode = MODES.get(field(form, "cach"))
    if mode is None:
        raise Refused("Biểu mẫu gửi lên thiếu cách nhận văn bản.", hint="Tải lại trang rồi làm lại.")
    return Decision(
        mode,
        frozenset(numbers(form, "nhan")),
        frozenset(numbers(form, "rut")),
        frozenset(numbers(form, "mo_lai")),
        field(form, "dau"),
    )


def _show(request: Request, desk: Desk, session: Session, side: SideBySide, decision: Decision) -> Response:
    found = consequences(session, side, decision, today=desk.today, calendar=desk.office.calendar)
    told = warnings(side)
    return page(
        request,
        "amendment.html",
        draft=side.draft,
        plan=side.plan,
        side=side,
        decision=decision,
        changes=[_change(side, pair, told) for pair in side.comparison.changed],
        added=[(side.new[one.key], deadline_words(one.terms)) for one in side.comparison.added],
        dropped=[
            (side.old[one.key], deadline_words(one.terms), told.get(one.key, []))
            for one in side.comparison.dropped
        ],
        says=found.says,
        modes=[(MODE_WORDS[mode], name, mode == side.mode) for mode, name in MODE_NAMES.items()],
        mode_word=MODE_WORDS[side.mode],
        is_said_mode=side.mode == side.said_mode,
    )


def _change(side: SideBySide, pair: Pair, told: dict[int, list[str]]) -> Change:
    old, new = pair.old, pair.new
    lines = [
        Line("Nội dung", *marked(old.text, new.text), "text" in pair.changed),
        Line("Thực hiện", *_bodies(old.owners, new.owners), "owners" in pair.changed),
        Line("Phối hợp", *_bodies(old.coordinators, new.coordinators), "coordinators" in pair.changed),
        Line(
            "Thời hạn",
            *_whole(deadline_words(old.terms), deadline_words(new.terms), "deadline" in pair.changed),
            "deadline" in pair.changed,
        ),
        Line("Sản phẩm", *marked(old.deliverable, new.deliverable), "deliverable" in pair.changed),
    ]
    return Change(
        pair,
        [line for line in lines if line.old or line.new],
        [FACET_NAMES[name] for name in pair.changed],
        told.get(old.key, []),
        has_finished(side, old.key),
    )


def _bodies(old: tuple[Body, ...], new: tuple[Body, ...]) -> tuple[list[Run], list[Run]]:
    """Return the bodies of both versions, those that only one of them names marked."""
    keys = {b.key for b in old}, {b.key for b in new}
    return (
        [Run(b.name, b.key not in keys[1]) for b in old],
        [Run(b.name, b.key not in keys[0]) for b in new],
    )


def _whole(old: str, new: str, is_changed: bool) -> tuple[list[Run], list[Run]]:
    return [Run(old, is_changed)], [Run(new, is_changed)]


def deadline_words(terms: Terms) -> str:
    """Return a deadline as people read it: its day, else its words, else what kind it is."""
    raw = f" (“{terms.raw}”)" if terms.raw else ""
    if terms.due_on is not None:
        return f"{terms.due_on:%d/%m/%Y}{raw}"
    return f"{DEADLINE_KINDS[terms.kind]}{raw}"


def merged_page(request: Request, session: Session, plan: Plan) -> Response:
    """Show a document whose changes were taken into another plan."""
    events = plan_events(session, plan.id or 0)
    return page(
        request,
        "merged.html",
        plan=plan,
        target=get_plan(session, plan.amends_id or 0),
        taken=next((e for e in events if e.what == "plan.merged"), None),
        items=draft_items(session, plan.id or 0, with_dropped=False),
        events=events,
    )
