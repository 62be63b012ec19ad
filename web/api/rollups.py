"""Roll-ups: the official counts by plan, agency, level or group, as of a day."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from sqlmodel import Session

from models.errors import NotAllowed, NotFound, Refused
from rules.periods import CUT_NAMES, Cut, Period, period_between, period_named, period_names
from rules.rollup import By, regrouped
from store.api_tokens import Caller
from store.database import reading
from store.plans import get_plan
from store.rollups import Answer, Question
from store.rollups import answer as answer_question
from store.rownames import row_labels
from store.tallies import tallies
from web.api.calling import Scoped
from web.api.conditional import NOT_CHANGED, IfNoneMatch, answer
from web.api.faults import documented
from web.api.schemas import Id, PeriodOut, RollupOut, RollupRow
from web.api.views import counts_out
from web.desk import Desk, DeskDep

router = APIRouter(tags=["rollups"])
Reader = Annotated[Caller, Depends(Scoped("rollups:read"))]
# A period of two days is no longer than this.
MOST_YEARS = 10


@router.get("/rollups", response_model=RollupOut, responses=documented(404, 409) | NOT_CHANGED)
def rollup(
    request: Request,
    desk: DeskDep,
    caller: Reader,
    by: Annotated[By, Query(description="Mỗi dòng là một cơ quan, cấp, kế hoạch hay khối.")] = "agency",
    plan: Annotated[Id | None, Query(description="Chỉ kế hoạch này.")] = None,
    day: Annotated[date | None, Query(description="Tính đến hết ngày này; bỏ trống: hôm nay.")] = None,
    period: Annotated[
        str, Query(max_length=20, description="Kỳ: 2026-11, 2026-Q4, 2026-H2, 2026-9M hoặc 2026.")
    ] = "",
    cut: Annotated[Cut, Query(description="Kỳ theo lịch, hay từ ngày 15 đến ngày 14.")] = "calendar",
    from_on: Annotated[
        date | None, Query(alias="from", description="Kỳ từ ngày này, thay cho period.")
    ] = None,
    to_on: Annotated[date | None, Query(alias="to", description="Kỳ đến hết ngày này.")] = None,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """Give the counts of a day or a period; what is over as it was frozen, or counted from the journal."""
    asked = Question(by, plan, _period(period, cut, from_on, to_on))
    as_of = asked.day_counted(day, desk.today)
    with reading(desk.engine) as session:
        if plan is not None and get_plan(session, plan).state == "draft":
            raise NotFound("Không có kế hoạch này.", hint="Xem danh sách kế hoạch.")
        if caller.agency_id is not None:
            found = _own(session, desk, caller.agency_id, asked, as_of)
        else:
            found = answer_question(
                session,
                asked,
                as_of=as_of,
                today=desk.today,
                fresh_days=desk.office.fresh_days,
            )
    return answer(request, _shown(found, asked))


def _period(name: str, cut: Cut, first: date | None, last: date | None) -> Period | None:
    """Return the period asked for by its name or its two days; raises Refused where both or half are given.

    Two days that are those of a named period are that period: what was frozen of it is then found.
    """
    if first is None and last is None:
        return period_named(name, cut) if name else None
    if name or first is None or last is None:
        raise Refused("Kỳ ghi bằng period, hoặc bằng cả from và to.", hint="Sửa tham số rồi gửi lại.")
    if not 1900 <= first.year <= last.year <= 2200 or last.year - first.year > MOST_YEARS:
        raise Refused(f"Kỳ từ {first} đến {last} không dùng được.", hint=f"Dài nhất {MOST_YEARS} năm.")
    named = (
        period_named(one, each)
        for year in (first.year, min(first.year + 1, 2200))
        for each in CUT_NAMES
        for one in period_names(year)
    )
    same = (one for one in named if (one.first_on, one.last_on) == (first, last))
    return next(same, None) or period_between(first, last)


def _own(session: Session, desk: Desk, agency_id: int, asked: Question, as_of: date) -> Answer:
    """Return the counts of one agency's obligations as they stand.

    Raises NotAllowed for a day that is over and for a period: their tables hold every agency's work in one.
    """
    if as_of < desk.today or asked.period is not None:
        raise NotAllowed(
            "Khóa của một cơ quan chỉ xem được tổng hợp hôm nay.",
            hint="Bỏ các tham số day, period, from, to rồi gửi lại.",
        )
    by = asked.by
    found = tallies(
        session,
        today=as_of,
        by=by,
        plan_id=asked.plan_id,
        agency_id=agency_id,
        fresh_days=desk.office.fresh_days,
        is_named=False,
    )
    names = row_labels(session, by, {key for one in found for key, _ in one.rows})
    owners, coordinators = (regrouped(one, by, names.__getitem__) for one in found)
    return Answer(owners, coordinators, "now")


def _shown(found: Answer, asked: Question) -> RollupOut:
    owners, coordinators = dict(found.owners.rows), dict(found.coordinators.rows)
    names = list(owners) + [name for name in coordinators if name not in owners]
    rows = tuple(
        RollupRow(
            name=name,
            owners=counts_out(owners[name]) if name in owners else None,
            coordinators=counts_out(coordinators[name]) if name in coordinators else None,
        )
        for name in names
    )
    return RollupOut(
        as_of=found.owners.as_of,
        period=_period_out(asked.period),
        by=asked.by,
        plan_id=asked.plan_id,
        source=found.source,
        sha256=found.frozen.sha256 if found.frozen else None,
        rows=rows,
        owners=counts_out(found.owners.sum),
        coordinators=counts_out(found.coordinators.sum),
    )


def _period_out(period: Period | None) -> PeriodOut | None:
    if period is None:
        return None
    names = ("name", "cut", "first_on", "last_on", "words")
    return PeriodOut.model_validate({name: getattr(period, name) for name in names})
