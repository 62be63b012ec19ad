"""The rehearsal of a plan: which letters would go to whom and when; nothing is stored or sent."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from itertools import groupby
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request, Response

from rules.access import may
from rules.escalation import LEVELS
from rules.phrases import rule_words
from rules.rehearsal import ESCALATION, SCENARIOS, URGENT, URGENT_ESCALATION, RehearsedItem, rehearse
from store.accounts import Person
from store.database import reading
from store.plans import get_plan
from tasks.rehearsing import close_day, works_of_plan
from tasks.staging import stage_of_plan
from web.desk import Allowed, DeskDep
from web.ledger import rungs
from web.rehearsal_calendar import WEEKDAYS, months
from web.render import page

router = APIRouter()
# Above this many letters only their numbers are shown, until one agency is chosen.
MOST_SHOWN = 400
# Above this many obligations an agency has to be chosen first: playing all of them takes too long for a page.
MOST_PLAYED = 1000

ANSWERS = {
    "khong": "không cơ quan nào trả lời",
    "dung-han": "tiếp nhận sau 1 ngày, báo cáo đúng ngày hạn",
    "som": "tiếp nhận sau 1 ngày, báo cáo trước hạn 3 ngày",
    "tre": "tiếp nhận sau 3 ngày, báo cáo trễ 5 ngày",
    "chi-tiep-nhan": "tiếp nhận sau 1 ngày rồi không báo cáo",
}
assert set(ANSWERS) == set(SCENARIOS)  # noqa: S101 - every way of answering has its words


def why(item: RehearsedItem) -> str:
    """Return why a message names an item, as people read it: by days, where the day tells it."""
    if item.rule == "overdue":
        return f"quá hạn {-(item.days_left or 0)} ngày"
    if item.rule.startswith("before-"):
        return f"còn {item.days_left} ngày"
    if item.rule in LEVELS:
        return f"{rule_words(item.rule)}, quá hạn {-(item.days_left or 0)} ngày"
    return rule_words(item.rule)


KINDS = {
    URGENT: "khẩn",
    ESCALATION: "trình lãnh đạo",
    URGENT_ESCALATION: "khẩn, trình lãnh đạo",
}


def _chosen_day(asked: str, days: Sequence[date]) -> date | None:
    """Return the day that the address asks for, the first on which a letter goes where it names none."""
    return next((day for day in days if day.isoformat() == asked), days[0] if days else None)


def _day_address(answers: str, agency: str, *, is_short: bool) -> Callable[[date], str]:
    """Return what gives the address of a day's letters: on this page where all are shown, else asked for."""

    def address(day: date) -> str:
        if is_short:
            return f"#ngay-{day.isoformat()}"
        asked = {"tra_loi": answers, "co_quan": agency, "ngay": day.isoformat()}
        return f"?{urlencode(asked)}#ngay-{day.isoformat()}"

    return address


@router.get("/ke-hoach/{plan_id}/dien-tap")
def rehearsal(
    request: Request, desk: DeskDep, plan_id: int, person: Annotated[Person, Depends(Allowed("see_plans"))]
) -> Response:
    """Show the letters of a plan from today on, if its agencies answered in the chosen way."""
    answers = request.query_params.get("tra_loi", "")
    answers = answers if answers in SCENARIOS else "khong"
    agency = request.query_params.get("co_quan", "")
    with reading(desk.engine) as session:
        plan = get_plan(session, plan_id)
        works = works_of_plan(session, plan_id, start=desk.today, calendar=desk.office.calendar)
        stage = stage_of_plan(session, plan_id, on=desk.today)
    names = sorted({w.agency for w in works})
    agency = agency if agency in names else ""
    played = [w for w in works if agency in ("", w.agency)]
    is_too_many = len(played) > MOST_PLAYED
    letters = rehearse(
        [] if is_too_many else played,
        desk.office.ladder,
        desk.office.calendar,
        first_morning=desk.today,
        until=close_day(works, start=desk.today),
        scenario_of=lambda _: SCENARIOS[answers],
        stage=stage,
    )
    is_short = len(letters) <= MOST_SHOWN
    days = [(day, list(found)) for day, found in groupby(letters, key=lambda one: one.on)]
    chosen = _chosen_day(request.query_params.get("ngay", ""), [day for day, _ in days])
    return page(
        request,
        "rehearsal.html",
        plan=plan,
        answers=answers,
        answer_words=ANSWERS,
        agency=agency,
        agencies=names,
        work_count=len(played),
        is_too_many=is_too_many,
        letter_count=len(letters),
        is_short=is_short,
        days=days,
        shown_days=days if is_short else [one for one in days if one[0] == chosen],
        months=months({day: len(found) for day, found in days}),
        weekdays=WEEKDAYS,
        chosen_day=None if is_short else chosen,
        day_address=_day_address(answers, agency, is_short=is_short),
        busiest=Counter(one.to for one in letters).most_common(10),
        why=why,
        kinds=KINDS,
        rungs=rungs(plan, desk.office.ladder),
        can_change=may(person.role, "review_plan")
        and plan.state in ("draft", "active")
        and plan.breaks_down_id is None,
        unconfirmed=[
            y for y in sorted({m.on.year for m in letters}) if not desk.office.calendar.is_confirmed(y)
        ],
    )
