"""The page "Tổng hợp": counts by agency, level, plan or group, on a day or over a period; freezing them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request, Response
from sqlmodel import Session

from models.errors import NotFound, Refused
from models.rollup import RollupSnapshot
from rules.access import may
from rules.periods import CUT_NAMES, Cut, Period, period_named, period_names
from rules.rollup import BY_NAMES, By
from store.accounts import Person
from store.audit import note
from store.choices import agency_names, plan_choices
from store.database import reading, writing
from store.freezing import freeze
from store.rollups import Answer, Question, answer, frozen_answer
from store.snapshots import frozen_ones, is_unchanged
from web.desk import Allowed, Desk, DeskDep, FormDep, civil_day_of
from web.render import go, page

router = APIRouter()
Reader = Annotated[Person, Depends(Allowed("see_rollups"))]
Freezer = Annotated[Person, Depends(Allowed("freeze_rollup"))]
# The words of the address.
BY_WORDS: dict[str, By] = {"co-quan": "agency", "cap": "level", "ke-hoach": "plan", "khoi": "group"}
CUT_WORDS: dict[str, Cut] = {"lich": "calendar", "nd09": "nd09"}
FROM_JOURNAL = "nhat-ky"
# Frozen tables that the page lists, and years of which it offers the periods.
LISTED, YEARS = 20, 3


@dataclass(frozen=True, slots=True)
class View:
    """What the address asks to see, as it was written; ``question`` and ``day`` understand it."""

    by: str = "co-quan"
    plan_id: int | None = None
    period: str = ""
    cut: str = "lich"
    day: str = ""
    frozen_id: int | None = None
    from_journal: bool = False

    @property
    def question(self) -> Question:
        """Return what is to be counted; raises Refused for a period that is none."""
        period = period_named(self.period, CUT_WORDS[self.cut]) if self.period else None
        return Question(BY_WORDS[self.by], self.plan_id, period)

    def day_counted(self, today: date) -> date:
        """Return the day as of which to count; raises Refused for what is no day or not in the period."""
        return self.question.day_counted(civil_day_of(self.day), today)

    @property
    def fields(self) -> dict[str, str]:
        """Return the fields that ask for the same table again, for forms and addresses."""
        asked = {"theo": self.by, "ke_hoach": str(self.plan_id or ""), "ky": self.period, "ngay": self.day}
        return {k: v for k, v in {**asked, "cach": self.cut if self.period else ""}.items() if v}

    def address(self, **changes: object) -> str:
        """Return the page's address with these things changed."""
        return "/tong-hop?" + urlencode({k: v for k, v in (self.fields | changes).items() if v})


def read_view(asked: Mapping[str, Any]) -> View:
    """Return the view that an address or a form asks for; unknown choices are the first ones."""

    def text(name: str) -> str:
        value = asked.get(name, "")
        return value.strip() if isinstance(value, str) else ""

    def number(name: str) -> int | None:
        value = text(name)
        return int(value) if value.isascii() and value.isdecimal() and len(value) < 19 else None

    return View(
        by=text("theo") if text("theo") in BY_WORDS else "co-quan",
        plan_id=number("ke_hoach"),
        period=text("ky"),
        cut=text("cach") if text("cach") in CUT_WORDS else "lich",
        day=text("ngay"),
        frozen_id=number("ban"),
        from_journal=text("nguon") == FROM_JOURNAL,
    )


@router.get("/tong-hop")
def rollups(request: Request, desk: DeskDep, person: Reader) -> Response:
    """Show the table asked for; with the reason in its place where it must not be shown."""
    return _show(request, desk, person, read_view(request.query_params))


def _show(request: Request, desk: Desk, person: Person, view: View) -> Response:
    with reading(desk.engine) as session:
        found, fault = None, None
        try:
            found = found_answer(session, desk, view)
        except Refused as refusal:
            fault = refusal
        plans = [p for p in plan_choices(session) if p.state in ("active", "closed")]
        kept = frozen_ones(session, _scope(view), limit=LISTED)
        day = found.owners.as_of if found else desk.today
        return page(
            request,
            "rollups.html",
            status_code=409 if fault else 200,
            view=view,
            found=found,
            fault=fault,
            day=day,
            plans=plans,
            plan=next((p for p in plans if p.plan_id == view.plan_id), None),
            by_words={word: BY_NAMES[by] for word, by in BY_WORDS.items()},
            cut_words={word: CUT_NAMES[cut] for word, cut in CUT_WORDS.items()},
            periods=periods_offered(view, desk.today),
            period=view.question.period if found else None,
            kept=[(one, is_unchanged(one)) for one in kept],
            addresses=_row_addresses(session, view, found, {p.number: p.plan_id for p in plans}),
            can_freeze=found is not None
            and found.source != "frozen"
            and day <= desk.today
            and bool(found.owners.rows)
            and may(person.role, "freeze_rollup"),
        )


def found_answer(session: Session, desk: Desk, view: View) -> Answer:
    """Return what the view asks for; raises Refused or NotFound where it must not or cannot be shown."""
    question, day = view.question, view.day_counted(desk.today)
    if view.frozen_id is not None:
        kept = session.get(RollupSnapshot, view.frozen_id)
        if kept is None or kept.scope != question.scope:
            raise NotFound("Không có bản tổng hợp đã chốt này.", hint="Chọn trong danh sách các bản đã chốt.")
        return frozen_answer(kept)
    return answer(
        session,
        question,
        as_of=day,
        today=desk.today,
        fresh_days=desk.office.fresh_days,
        with_frozen=not view.from_journal,
    )


def _scope(view: View) -> str:
    """Return the scope of the view, "" where its period is none: nothing is frozen under it."""
    try:
        return view.question.scope
    except Refused:
        return ""


def periods_offered(view: View, today: date) -> list[tuple[int, list[Period]]]:
    """Return the periods that have begun, by year, the last year first; the one asked for among them."""
    cut = CUT_WORDS[view.cut]
    asked = int(view.period[:4]) if view.period[:4].isdecimal() and len(view.period) >= 4 else today.year
    years = {today.year + 1 - n for n in range(YEARS + 1)} | ({asked} if 1900 <= asked <= 2200 else set())
    offered = []
    for year in sorted(years, reverse=True):
        begun = [p for name in period_names(year) if (p := period_named(name, cut)).first_on <= today]
        if begun:
            offered.append((year, begun))
    return offered


def _row_addresses(
    session: Session, view: View, found: Answer | None, plan_ids: dict[str | None, int]
) -> dict[str, str]:
    """Return where the rows of a table of today lead: what an agency owes, or the plan."""
    if found is None or found.source != "now" or view.period:
        return {}
    if view.by == "ke-hoach":
        return {number: f"/ke-hoach/{key}" for number, key in plan_ids.items() if number}
    if view.by != "co-quan":
        return {}
    chosen = {"ke_hoach": view.plan_id} if view.plan_id else {}
    return {
        name: "/bang?" + urlencode({"co_quan": key, **chosen, "phan_loai": "tat-ca"})
        for key, name in agency_names(session).items()
    }


@router.post("/tong-hop/chot")
def freeze_table(request: Request, desk: DeskDep, person: Freezer, form: FormDep) -> Response:
    """Freeze the table that the form names, with its day, hash and who did it."""
    view = replace(read_view(form), frozen_id=None)
    question, day = view.question, view.day_counted(desk.today)
    if day > desk.today:
        raise Refused(
            f"Ngày {day:%d/%m/%Y} chưa đến nên chưa chốt được.", hint="Chọn ngày đã qua hoặc hôm nay."
        )
    with writing(desk.engine) as session:
        kept = freeze(
            session,
            question,
            as_of=day,
            now=desk.now,
            fresh_days=desk.office.fresh_days,
            by=person.display_name,
        )
        about = {"scope": question.scope, "as_of": day.isoformat(), "sha256": kept.sha256}
        note(
            session,
            what="rollup.frozen",
            by=person.display_name,
            now=desk.now,
            plan_id=question.plan_id,
            **about,
        )
        key, sha256 = kept.id, kept.sha256
    return go(
        request, view.address(ban=key), f"Đã chốt bảng tổng hợp ngày {day:%d/%m/%Y}, SHA-256 {sha256[:16]}…"
    )
