"""What leaves the pages as files: Excel workbooks for every reader, Word papers for the lead."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from report.workbook import MEDIA_TYPE, workbook
from rules.rollup import BY_NAMES
from store.accounts import Person
from store.boards import Filters
from store.database import reading
from store.finding import find_items
from store.plans import get_plan
from store.tallies import tallies
from tasks.papers import ANSWER_DAYS, annex_paper, course_paper, urging_paper
from tasks.workbooks import list_workbook, plan_workbook
from web.agency import own_agency
from web.board import list_filters, view_tallies
from web.board import read_view as read_board
from web.desk import Allowed, Desk, DeskDep, FormDep, civil_date, field
from web.plans import download
from web.rollups import found_answer
from web.rollups import read_view as read_rollups

router = APIRouter()
Writer = Annotated[Person, Depends(Allowed("write_papers"))]


@router.get("/bang.xlsx")
def board_file(
    desk: DeskDep, request: Request, person: Annotated[Person, Depends(Allowed("see_board"))]
) -> Response:
    """Give the board that the address asks for: the summary by agency and the whole list, not one page."""
    view, today = read_board(request), desk.today
    with reading(desk.engine) as session:
        found_items = find_items(session, view.words)
        summary, supporting = view_tallies(session, desk, view, found_items)
        content = list_workbook(
            session,
            today=today,
            title=view.title,
            filters=list_filters(view, found_items, today, desk.office.ladder.stale_days),
            summary=summary,
            supporting=supporting if view.part == "owner" else None,
        )
    return download(content, f"Bang-theo-doi_{today:%Y%m%d}.xlsx", MEDIA_TYPE)


@router.get("/tong-hop.xlsx")
def rollup_file(
    desk: DeskDep, request: Request, person: Annotated[Person, Depends(Allowed("see_rollups"))]
) -> Response:
    """Give the table that the page "Tổng hợp" shows at this address; refused where the page refuses it."""
    view = read_rollups(request.query_params)
    with reading(desk.engine) as session:
        answer = found_answer(session, desk, view)
        plan = f", {get_plan(session, view.plan_id).label}" if view.plan_id is not None else ""
    found = answer.owners
    title = f"Theo {BY_NAMES[found.by].lower()}{plan}"
    content = workbook(today=found.as_of, title=title, summary=found, supporting=answer.coordinators)
    return download(content, f"Tong-hop_{found.as_of:%Y%m%d}.xlsx", MEDIA_TYPE)


@router.get("/ke-hoach/{plan_id}/tong-hop.xlsx")
def plan_file(
    desk: DeskDep, plan_id: int, person: Annotated[Person, Depends(Allowed("see_plans"))]
) -> Response:
    """Give a plan's summary, items and ledger of reminders."""
    with reading(desk.engine) as session:
        plan = get_plan(session, plan_id)
        content = plan_workbook(session, plan, today=desk.today, fresh_days=desk.office.fresh_days)
    return download(content, f"Tong-hop_ke-hoach-{plan_id}_{desk.today:%Y%m%d}.xlsx", MEDIA_TYPE)


@router.get("/viec.xlsx")
def own_file(desk: DeskDep, person: Annotated[Person, Depends(Allowed("see_own_work"))]) -> Response:
    """Give an agency's officer the own agency's work, and nobody else's."""
    agency_id, today = own_agency(person), desk.today
    with reading(desk.engine) as session:
        owners, coordinators = tallies(
            session, today=today, agency_id=agency_id, fresh_days=desk.office.fresh_days
        )
        content = list_workbook(
            session,
            today=today,
            title=person.agency_name or "",
            filters=Filters(agency_id=agency_id),
            summary=owners,
            supporting=coordinators,
        )
    return download(content, f"Viec_{today:%Y%m%d}.xlsx", MEDIA_TYPE)


@router.post("/bang/cong-van")
def board_letters(desk: DeskDep, person: Writer, form: FormDep) -> Response:
    """Write the công văn đôn đốc to the agency that the board shows, or to all that are late."""
    return _letters(desk, form, plan_id=_number(form, "ke_hoach"), agency_id=_number(form, "co_quan"))


@router.post("/ke-hoach/{plan_id}/cong-van")
def plan_letters(desk: DeskDep, plan_id: int, person: Writer, form: FormDep) -> Response:
    """Write the công văn đôn đốc of one plan: to one agency, or to all that are late."""
    with reading(desk.engine) as session:
        get_plan(session, plan_id)
    return _letters(desk, form, plan_id=plan_id, agency_id=_number(form, "co_quan"))


@router.post("/ke-hoach/{plan_id}/bao-cao")
def plan_report(desk: DeskDep, plan_id: int, person: Writer, form: FormDep) -> Response:
    """Write the báo cáo tình hình thực hiện of a plan."""
    with reading(desk.engine) as session:
        plan = get_plan(session, plan_id)
        fresh_days = desk.office.fresh_days
        return download(*course_paper(session, desk.settings, plan, today=desk.today, fresh_days=fresh_days))


@router.post("/ke-hoach/{plan_id}/phu-luc")
def plan_annex(desk: DeskDep, plan_id: int, person: Writer, form: FormDep) -> Response:
    """Write the phụ lục phân công nhiệm vụ of a plan."""
    with reading(desk.engine) as session:
        return download(*annex_paper(session, desk.settings, get_plan(session, plan_id)))


def _letters(desk: Desk, form: FormDep, *, plan_id: int | None, agency_id: int | None) -> Response:
    answer_by = civil_date(form, "tra_loi") or desk.office.calendar.add_working_days(desk.today, ANSWER_DAYS)
    with reading(desk.engine) as session:
        return download(
            *urging_paper(
                session,
                desk.settings,
                today=desk.today,
                answer_by=answer_by,
                plan_id=plan_id,
                agency_id=agency_id,
            )
        )


def _number(form: FormDep, name: str) -> int | None:
    text = field(form, name)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None
