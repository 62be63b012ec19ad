"""Commands about plans: ingest, list, review, activate, status."""

import sys
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from sqlmodel import Session

from console.desk import Desk, parse_day
from console.mirrors import join_items, part_items, print_mirrors
from console.reading import read_file
from models.errors import BadDocument, NotFound, Refused
from models.plan import Plan
from rules.deadlines.occurrences import Periods
from rules.deadlines.reporting import PERIOD_NAMES
from store import activation, closing, plans
from store.boards import plan_rows
from store.database import reading, writing
from store.dates import set_report_periods
from store.hindrances import problems
from tasks.ingesting import ingest

STATES = {
    "draft": "dự thảo",
    "active": "đang theo dõi",
    "closed": "đã đóng",
    "merged": "đã nhận vào kế hoạch được sửa đổi",
    "dropped": "dự thảo đã xóa",
}


@dataclass(frozen=True, slots=True)
class Changes:
    """What ``dondoc review`` is asked to change."""

    items: str = ""
    due: str = ""
    undated: bool = False
    drop: bool = False
    restore: bool = False
    expand: str = ""
    yes: bool = False
    issued_on: str = ""
    lead: str = ""
    number: str = ""
    event_on: str = ""
    before: str = ""
    # "7=3": item 7 is the other side of item 3; "7": no longer.
    mirror: str = ""
    apart: str = ""
    # How periods are counted: calendar or nd09.
    periods: Periods | None = None


def ingest_files(desk: Desk, files: list[Path]) -> None:
    """Store each file as a draft; a bad one is told and the others go on. Exit code 2 if any was bad."""
    bad = 0
    for file in files:
        try:
            plan_id = ingest(
                desk.engine, desk.office, read_file(file), file.name, by=desk.by, now=desk.clock.now()
            )
        except BadDocument as fault:
            bad += 1
            print(f"{file.name}: {fault}", file=sys.stderr)
        else:
            _say_ingested(desk, plan_id, file)
    if bad:
        raise SystemExit(2)


def _say_ingested(desk: Desk, plan_id: int, file: Path) -> None:
    with reading(desk.engine) as session:
        plan = plans.get_plan(session, plan_id)
        items = plans.draft_items(session, plan_id)
        dated = sum(i.assignment.due_on is not None for i in items)
        print(f"{file.name}: kế hoạch mã {plan_id} ({plan.label}), {len(items)} nhiệm vụ, {dated} có ngày.")
        print(f"  Rà soát: dondoc review {plan_id}   Kích hoạt: dondoc activate {plan_id}")


def show_plans(desk: Desk) -> None:
    """Print every plan with its state and counts."""
    with reading(desk.engine) as session:
        rows = plan_rows(session, today=desk.clock.today())
    if not rows:
        print("Chưa có kế hoạch nào. Nạp văn bản: dondoc ingest TỆP")
        return
    table = Table()
    for title in ("Mã", "Số", "Tên", "Tình trạng", "Nhiệm vụ", "Phần việc", "Quá hạn", "Hạn gần nhất"):
        table.add_column(title, overflow="fold")
    for row in rows:
        table.add_row(
            str(row.plan.id),
            escape(row.plan.number or "–"),
            escape(row.plan.title),
            STATES[row.plan.state],
            str(row.items),
            str(row.counts.total),
            str(row.counts.open_overdue),
            f"{row.next_due_on:%d/%m/%Y}" if row.next_due_on else "–",
        )
    Console().print(table)


def review_plan(desk: Desk, key: str, changes: Changes) -> None:
    """Apply the changes to a draft, then print its items and what hinders activation."""
    with writing(desk.engine) as session:
        plan = plans.find_plan(session, key)
        done = _apply(session, desk, plan, changes)
    for line in done:
        print(line)
    with reading(desk.engine) as session:
        plan = plans.find_plan(session, str(plan.id))
        _print_items(plan, plans.draft_items(session, plan.id or 0))
        print_mirrors(session, plan.id or 0)
        today = desk.clock.today()
        for problem in problems(session, plan.id or 0, today=today) if plan.state == "draft" else []:
            print(("Phải sửa: " if problem.severity == "stop" else "Nên xem: ") + problem.sentence)


def _apply(session: Session, desk: Desk, plan: Plan, changes: Changes) -> list[str]:
    plan_id, by, now = plan.id or 0, desk.by, desk.clock.now()
    done: list[str] = []
    fields: dict[str, object] = {}
    if changes.issued_on:
        fields["issued_on"] = parse_day(changes.issued_on)
    if changes.event_on:
        fields["event_on"] = parse_day(changes.event_on)
    if changes.before:
        fields["before_is_inclusive"] = changes.before == "tinh-ca-ngay"
    if changes.lead:
        fields["lead_name"] = changes.lead
    if changes.number:
        fields["number"] = changes.number
    if fields:
        calendar = desk.office.calendar
        plans.edit_plan(session, plan_id=plan_id, by=by, now=now, calendar=calendar, **fields)
        done.append("Đã sửa thông tin kế hoạch.")
    if changes.periods:
        set_report_periods(session, plan_id=plan_id, periods=changes.periods, by=by, now=now)
        done.append(f"Kỳ báo cáo tính {PERIOD_NAMES[changes.periods]}.")
    ids = _chosen(session, plan_id, changes)
    if changes.due:
        day = parse_day(changes.due)
        count = plans.set_due(session, plan_id=plan_id, assignment_ids=ids, due_on=day, by=by, now=now)
        done.append(f"Đã ấn định hạn {day:%d/%m/%Y} cho {count} mục.")
    if changes.drop:
        count = plans.drop_items(session, plan_id=plan_id, assignment_ids=ids, by=by, now=now)
        done.append(f"Đã bỏ {count} mục.")
    if changes.restore:
        count = plans.restore_items(session, plan_id=plan_id, assignment_ids=ids, by=by, now=now)
        done.append(f"Đã lấy lại {count} mục.")
    if changes.expand:
        done.append(_expand(session, desk, plan_id, changes))
    if changes.mirror:
        done.append(join_items(session, desk, plan_id, changes.mirror))
    if changes.apart:
        done.append(part_items(session, desk, plan_id, changes.apart))
    return done


def _chosen(session: Session, plan_id: int, changes: Changes) -> list[int]:
    """Return the ids of the items that the numbers or ``--undated`` choose."""
    items = plans.draft_items(session, plan_id)
    if changes.undated:
        return [
            i.assignment.id or 0
            for i in items
            if i.assignment.due_on is None
            and i.assignment.deadline_kind == "none"
            and not i.assignment.is_dropped
        ]
    numbers = parse_numbers(changes.items, len(items))
    return [items[n - 1].assignment.id or 0 for n in numbers]


def parse_numbers(text: str, most: int) -> list[int]:
    """Return the numbers that "1,3-5" names; raises Refused for one outside 1 to ``most``."""
    found: list[int] = []
    for part in filter(None, (p.strip() for p in text.split(","))):
        first, _, last = part.partition("-")
        try:
            found.extend(range(int(first), int(last or first) + 1))
        except ValueError:
            raise Refused(f"“{part}” không phải số thứ tự.", hint="Viết như 1,3-5.") from None
    if wrong := [n for n in found if not 1 <= n <= most]:
        raise Refused(f"Không có mục số {wrong[0]}.", hint=f"Kế hoạch có {most} mục.")
    return found


def _expand(session: Session, desk: Desk, plan_id: int, changes: Changes) -> str:
    for item in plans.draft_items(session, plan_id):
        for party in (*item.owners, *item.coordinators):
            if party.name.casefold() == changes.expand.casefold():
                count = plans.set_expanded(
                    session,
                    plan_id=plan_id,
                    party_id=party.id or 0,
                    expanded=True,
                    by=desk.by,
                    now=desk.clock.now(),
                    confirmed=changes.yes,
                )
                return f"Đã mở “{party.name}” ra {count} cơ quan."
    raise NotFound(f"Kế hoạch không có nhóm “{changes.expand}”.", hint="Chép đúng tên nhóm trong bảng.")


def _print_items(plan: Plan, items: list[plans.ReviewItem]) -> None:
    out = Console()
    out.print(f"{plan.label}: {plan.title} ({STATES[plan.state]})", markup=False)
    table = Table(show_lines=True)
    for title in ("#", "Mục", "Nhiệm vụ", "Thực hiện", "Phối hợp", "Chữ về thời hạn", "Hạn"):
        table.add_column(title, overflow="fold")
    for number, item in enumerate(items, 1):
        row = item.assignment
        due = f"{row.due_on:%d/%m/%Y}" if row.due_on else {"none": "chưa có"}.get(row.deadline_kind, "–")
        cells = [
            f"{number}{' (bỏ)' if row.is_dropped else ''}",
            row.ref,
            row.text,
            "; ".join(p.name + (" (đã mở)" if p.is_expanded else "") for p in item.owners),
            "; ".join(p.name + (" (đã mở)" if p.is_expanded else "") for p in item.coordinators),
            row.deadline_raw or "",
            due,
        ]
        table.add_row(*(escape(c) for c in cells))
    out.print(table)


def activate_plan(desk: Desk, key: str) -> None:
    """Activate a draft and say how many obligations were made."""
    with writing(desk.engine) as session:
        plan = plans.find_plan(session, key)
        made = activation.activate(
            session,
            plan_id=plan.id or 0,
            by=desk.by,
            now=desk.clock.now(),
            today=desk.clock.today(),
            calendar=desk.office.calendar,
            ladder=desk.office.ladder,
        )
    print(f"Đã kích hoạt {plan.label}: {made} phần việc. Thư đầu tiên sẽ đi vào buổi sáng làm việc tới.")


def close_plan(desk: Desk, key: str, *, with_open: bool, reopen: bool) -> None:
    """End the tracking of a plan, or take it up again, and say so."""
    with writing(desk.engine) as session:
        plan = plans.find_plan(session, key)
        plan_id, label, now = plan.id or 0, plan.label, desk.clock.now()
        if reopen:
            closing.reopen_plan(session, plan_id=plan_id, by=desk.by, now=now)
        else:
            left = closing.close_plan(session, plan_id=plan_id, with_open=with_open, by=desk.by, now=now)
    if reopen:
        print(f"{label} được theo dõi trở lại.")
    else:
        print(f"Đã kết thúc theo dõi {label}; {left} phần việc chưa xong giữ nguyên tình trạng.")
