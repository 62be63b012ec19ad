"""``dondoc status``: the roll-up of a day or a period, and what is overdue."""

import json
from datetime import date

import pendulum
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from sqlmodel import Session

from config.clock import ZONE
from console.desk import Desk, parse_day
from console.groups import print_groups
from models.rollup import RollupSnapshot
from rules.periods import CUT_NAMES, period_named
from rules.rollup import By, Rollup
from rules.standing import sentence
from store import plans
from store.boards import Filters, obligation_rows
from store.database import reading
from store.freezing import full_table
from store.rollups import Answer, Question, answer
from tasks.reporting import people_table

# Characters of a column: the names, and a title of counts, which goes over several lines.
NAME_WIDTH, TITLE_WIDTH = 24, 11


def show_status(
    desk: Desk,
    key: str,
    *,
    as_of: str,
    as_json: bool,
    by: By = "agency",
    period: str = "",
    nd09: bool = False,
) -> None:
    """Print the roll-up of one plan or of all, and what is overdue where it is today's.

    Raises Refused for a day outside the period, a period to come, and a frozen table that was changed.
    """
    today = desk.clock.today()
    with reading(desk.engine) as session:
        plan_id = plans.find_plan(session, key).id if key else None
        asked = period_named(period, "nd09" if nd09 else "calendar") if period else None
        question = Question(by, plan_id, asked)
        day = question.day_counted(parse_day(as_of) if as_of else None, today)
        found = answer(session, question, as_of=day, today=today, fresh_days=desk.office.fresh_days)
        if as_json:
            print(json.dumps(_as_json(found), ensure_ascii=False, indent=1))
            return
        out = Console()
        _print_answer(out, found, question, day)
        if day >= today and asked is None:
            _print_overdue(out, session, day, plan_id)
            if plan_id is not None:
                print_groups(out, session, day, plan_id)


def _as_json(found: Answer) -> dict[str, object]:
    """Return the table with where it comes from; one that was frozen is printed as it was stored."""
    if found.frozen is None:
        return {**full_table(found), "source": found.source}
    kept = found.frozen
    how = {"at": kept.at.isoformat(), "by": kept.by, "sha256": kept.sha256}
    return {**kept.table, "source": found.source, "frozen": how}


def _print_answer(out: Console, found: Answer, question: Question, day: date) -> None:
    if question.period:
        cut = CUT_NAMES[question.period.cut]
        out.print(f"Kỳ: {question.period.words}, {question.period.span_words} ({cut})", markup=False)
    out.print(_source_words(found, day), markup=False)
    if not found.owners.rows:
        out.print("Chưa có phần việc nào.")
        return
    _print_rollup(out, found.owners)
    if found.coordinators.rows:
        out.print("Phối hợp (bảng riêng, không tính vào các con số trên):", markup=False)
        _print_rollup(out, found.coordinators)


def _source_words(found: Answer, day: date) -> str:
    """Return as of when the table is, and where it comes from."""
    if found.frozen is not None:
        return f"Đã chốt ngày {day:%d/%m/%Y}, {frozen_words(found.frozen)}"
    if found.source == "journal":
        return f"Tính đến hết ngày {day:%d/%m/%Y}, dựng lại từ nhật ký"
    return f"Tính đến {day:%d/%m/%Y}"


def frozen_words(kept: RollupSnapshot) -> str:
    """Return when a table was frozen and its hash."""
    local = pendulum.instance(kept.at).in_timezone(ZONE)
    return f"chốt lúc {local:%H:%M %d/%m/%Y}, SHA-256 {kept.sha256}"


def _print_rollup(out: Console, rollup: Rollup) -> None:
    """Print the official table; on a narrow screen with numbered columns and their names below."""
    rows = people_table(rollup)
    titles = list(rows[0])
    narrow = out.width < NAME_WIDTH + (TITLE_WIDTH + 1) * len(titles)
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), show_footer=False)
    table.add_column(titles[0], overflow="fold", min_width=NAME_WIDTH)
    for number, title in enumerate(titles[1:], 1):
        words = {"header": f"({number})"} if narrow else {"header": title, "max_width": TITLE_WIDTH}
        table.add_column(**words, justify="right", overflow="fold")
    for row in rows:
        table.add_row(*(escape(str(v)) for v in row.values()))
    out.print(table)
    if narrow:
        names = "; ".join(f"({n}) {title}" for n, title in enumerate(titles[1:], 1))
        out.print(f"{names}.", markup=False)
    if rollup.fresh_days is not None:
        out.print(f"Báo cáo mới: trong {rollup.fresh_days} ngày gần nhất.", markup=False)
    if rollup.sum.aside:
        out.print(f"Ngoài bảng: {rollup.sum.aside} phần việc tạm dừng hoặc đã rút.", markup=False)


def _print_overdue(out: Console, session: Session, day: date, plan_id: int | None) -> None:
    late = obligation_rows(
        session, today=day, filters=Filters(plan_id, standings=frozenset({"overdue"}), part="owner")
    )
    for one in late:
        out.print(f"  {sentence(one.standing)}: {one.agency_name}, {one.plan_label} {one.ref}", markup=False)
        out.print(f"    {one.text[:160]}", markup=False)
    if not late:
        out.print("Không có việc quá hạn.")
