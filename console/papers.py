"""``dondoc export`` and ``dondoc letter``: what the office signs and files, written to disk."""

from pathlib import Path
from typing import Literal

from console.desk import Desk, parse_day
from models.errors import Refused
from report.period_papers import Conclusion
from rules.periods import Period, period_between, period_named
from store.database import reading
from store.plans import find_plan
from store.registry import agency_by_code
from tasks.papers import ANSWER_DAYS, Paper, annex_paper, course_paper, urging_paper
from tasks.period_papers import basis_of, notice_paper, offered_items, period_paper
from tasks.workbooks import plan_workbook

Kind = Literal["cong-van", "bao-cao", "phu-luc", "ket-luan"]
# In the place of a plan: all that are tracked.
ALL = "tat-ca"


def export(desk: Desk, key: str, file: Path) -> None:
    """Write a plan's workbook; raises NotFound for no such plan, Refused where the file cannot be written."""
    with reading(desk.engine) as session:
        plan = find_plan(session, key)
        content = plan_workbook(session, plan, today=desk.clock.today(), fresh_days=desk.office.fresh_days)
    _write(file, content)


def letter(
    desk: Desk,
    kind: Kind,
    key: str,
    file: Path,
    *,
    agency: str,
    answer_by: str,
    period: Period | None = None,
) -> None:
    """Write a Word paper of a plan: công văn đôn đốc (a zip where several bodies are late), báo cáo, phụ lục,
    thông báo kết luận with its conclusions left blank.

    ``agency`` is a code, for a công văn to one body only; with ``period`` the báo cáo is of that period,
    and ``key`` may be ALL. Raises Refused where there is nothing to write.
    """
    today = desk.clock.today()
    with reading(desk.engine) as session:
        if kind == "bao-cao" and period is not None:
            plan_id = None if key == ALL else find_plan(session, key).id
            paper = period_paper(
                session,
                desk.settings,
                period=period,
                today=today,
                fresh_days=desk.office.fresh_days,
                plan_id=plan_id,
            )
            _write_paper(paper, file)
            return
        plan = find_plan(session, key)
        if kind == "ket-luan":
            rows = offered_items(session, plan, today=today)
            blank = [Conclusion("", basis_of(row), row.agency_name) for row in rows]
            paper = notice_paper(session, desk.settings, plan, blank, today=today)
        elif kind == "bao-cao":
            fresh_days = desk.office.fresh_days
            paper = course_paper(session, desk.settings, plan, today=today, fresh_days=fresh_days)
        elif kind == "phu-luc":
            paper = annex_paper(session, desk.settings, plan)
        else:
            asked = parse_day(answer_by) if answer_by else None
            paper = urging_paper(
                session,
                desk.settings,
                today=today,
                answer_by=asked or desk.office.calendar.add_working_days(today, ANSWER_DAYS),
                plan_id=plan.id,
                agency_id=agency_by_code(session, agency).id if agency else None,
            )
    _write_paper(paper, file)


def asked_period(period: str, *, nd09: bool, first: str, last: str) -> Period | None:
    """Return the period that a command names, or None; raises Refused for half of two days."""
    if first and last:
        return period_between(parse_day(first), parse_day(last))
    if first or last:
        raise Refused("Báo cáo giữa hai ngày cần cả --from và --to.", hint="Ghi đủ hai ngày.")
    return period_named(period, "nd09" if nd09 else "calendar") if period else None


def _write_paper(paper: Paper, file: Path) -> None:
    # Several letters come as a zip: under the name of a Word file nothing would open it.
    content, name, _ = paper
    if Path(name).suffix != file.suffix:
        raise Refused(
            f"Kết quả là tệp {Path(name).suffix}.", hint=f"Đặt tên tệp có đuôi {Path(name).suffix}."
        )
    _write(file, content)


def _write(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError as fault:
        raise Refused(f"Không ghi được tệp {file}: {fault.strerror}.", hint="Chọn thư mục khác.") from fault
    print(f"Đã ghi {file} ({len(content):,} byte).".replace(",", "."))
