"""The báo cáo of a period and the thông báo of what a leader concluded: their forms and their files."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from sqlmodel import Session
from starlette.datastructures import FormData

from models.errors import Refused
from models.plan import Plan
from report.period_papers import Conclusion
from rules.periods import Period, period_between, period_named
from store.accounts import Person
from store.database import reading
from store.obligation_rows import ObligationRow
from store.plans import get_plan
from tasks.papers import Paper, require_confirmed
from tasks.period_papers import basis_of, notice_paper, offered_items, period_paper
from web.desk import Allowed, Desk, DeskDep, FormDep, civil_date, civil_day_of, field, numbers
from web.plans import download
from web.render import go, page
from web.rollups import CUT_WORDS

router = APIRouter()
Writer = Annotated[Person, Depends(Allowed("write_papers"))]
Uploader = Annotated[Person, Depends(Allowed("upload_plan"))]


@router.post("/tong-hop/bao-cao")
def period_report_file(desk: DeskDep, person: Writer, form: FormDep) -> Response:
    """Write the báo cáo tình hình thực hiện of a period, over one plan or all."""
    asked = field(form, "ke_hoach")
    plan_id = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 19 else None
    with reading(desk.engine) as session:
        paper = period_paper(
            session,
            desk.settings,
            period=_period(form),
            today=desk.today,
            fresh_days=desk.office.fresh_days,
            plan_id=plan_id,
        )
    return download(*paper)


def _period(form: FormData) -> Period:
    """Return the period that the form names, or that of its two days; raises Refused for neither."""
    first, last = civil_date(form, "tu"), civil_date(form, "den")
    if first is not None and last is not None:
        return period_between(first, last)
    if first is not None or last is not None:
        raise Refused("Báo cáo giữa hai ngày cần cả hai ngày.", hint="Ghi đủ “từ ngày” và “đến ngày”.")
    if not field(form, "ky"):
        raise Refused("Chưa chọn kỳ báo cáo.", hint="Chọn một kỳ, hoặc ghi “từ ngày” và “đến ngày”.")
    return period_named(field(form, "ky"), CUT_WORDS.get(field(form, "cach"), "calendar"))


@router.get("/ke-hoach/{plan_id}/ket-luan")
def conclusions_page(request: Request, desk: DeskDep, plan_id: int, person: Writer) -> Response:
    """Show the late and contested items of a plan, to write down what was concluded on each."""
    with reading(desk.engine) as session:
        plan = get_plan(session, plan_id)
        rows = offered_items(session, plan, today=desk.today) if plan.state in ("active", "closed") else []
        return page(request, "conclusions.html", plan=plan, rows=rows)


@router.post("/ke-hoach/{plan_id}/ket-luan")
def notice_file(desk: DeskDep, plan_id: int, person: Writer, form: FormDep) -> Response:
    """Write the thông báo kết luận of the items chosen."""
    with reading(desk.engine) as session:
        return download(*_notice(session, desk, get_plan(session, plan_id), form))


@router.post("/ke-hoach/{plan_id}/ket-luan/nap")
def notice_taken_in(
    request: Request, desk: DeskDep, plan_id: int, person: Uploader, form: FormDep
) -> Response:
    """Take the thông báo in as any document that is sent in, so that what it assigns is tracked."""
    if any(not field(form, f"ket_luan_{key}") for key in numbers(form, "chon")):
        raise Refused("Có nhiệm vụ chưa ghi kết luận nên chưa nạp.", hint="Ghi kết luận, hoặc bỏ chọn.")
    with reading(desk.engine) as session:
        content, name, _ = _notice(session, desk, get_plan(session, plan_id), form)
    key = desk.readings.take(content, name, person.username)
    return go(request, f"/ke-hoach/dang-doc?cho={key}")


def _notice(session: Session, desk: Desk, plan: Plan, form: FormData) -> Paper:
    require_confirmed(plan)
    rows = {row.obligation_id: row for row in offered_items(session, plan, today=desk.today)}
    chosen = [rows[key] for key in numbers(form, "chon") if key in rows]
    return notice_paper(
        session,
        desk.settings,
        plan,
        [_conclusion(form, row) for row in chosen],
        today=desk.today,
        leader=field(form, "nguoi"),
        meeting=field(form, "cuoc_hop"),
        met_on=civil_date(form, "ngay_hop"),
    )


def _conclusion(form: FormData, row: ObligationRow) -> Conclusion:
    key = row.obligation_id
    return Conclusion(
        text=field(form, f"ket_luan_{key}"),
        basis=basis_of(row),
        agency=field(form, f"co_quan_{key}"),
        due_on=civil_day_of(field(form, f"han_{key}")),
    )
