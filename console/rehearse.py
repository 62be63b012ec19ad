"""``dondoc rehearse``: every message that would go out, and when; nothing is stored or sent."""

import json
from collections import Counter
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from console.desk import Desk, parse_day
from console.reading import read_file
from models.errors import Refused
from rules.rehearsal import NEVER, SCENARIOS, RehearsedMessage, RehearsedWork, Scenario, rehearse
from rules.workday import WorkCalendar
from store.database import reading
from store.plans import find_plan
from tasks.rehearsing import close_day, works_of_document, works_of_plan


def show_rehearsal(
    desk: Desk, what: str, *, first: str, last: str, answers: list[str], as_json: bool
) -> None:
    """Print the rehearsal of a plan (id or number) or of a document (a file)."""
    works, start = _works(desk, what, parse_day(first) if first else None)
    until = parse_day(last) if last else close_day(works, start=start)
    chosen = _scenarios(answers)
    messages = rehearse(
        works,
        desk.office.ladder,
        desk.office.calendar,
        first_morning=start,
        until=until,
        scenario_of=lambda agency: chosen.get(agency, chosen.get("", NEVER)),
    )
    if as_json:
        print(json.dumps([_as_row(m) for m in messages], ensure_ascii=False, indent=1))
    else:
        _print(messages, desk.office.calendar)


def _works(desk: Desk, what: str, start: date | None) -> tuple[list[RehearsedWork], date]:
    path = Path(what)
    if path.suffix and path.exists():
        from extract import draft_plan
        from extract.reading import read_document

        draft = draft_plan(read_document(read_file(path), path.name), desk.office.calendar)
        begin = start or draft.issued_on or desk.clock.today()
        return works_of_document(draft, start=begin, calendar=desk.office.calendar), begin
    with reading(desk.engine) as session:
        plan = find_plan(session, what)
        begin = start or (plan.issued_on if plan.state == "draft" else None) or desk.clock.today()
        return works_of_plan(session, plan.id or 0, start=begin, calendar=desk.office.calendar), begin


def _scenarios(answers: list[str]) -> dict[str, Scenario]:
    """Return scenarios by agency from "Sở Nội vụ=tre"; a bare name is for everybody (key "")."""
    chosen: dict[str, Scenario] = {}
    for text in answers:
        agency, _, name = text.rpartition("=")
        if name not in SCENARIOS:
            raise Refused(f"Không có cách trả lời “{name}”.", hint=f"Chọn: {', '.join(SCENARIOS)}.")
        chosen[agency] = SCENARIOS[name]
    return chosen


def _as_row(message: RehearsedMessage) -> dict[str, object]:
    return {
        "on": message.on.isoformat(),
        "to": message.to,
        "kind": message.kind,
        "items": [
            {
                "ref": item.ref,
                "due_on": item.due_on.isoformat() if item.due_on else None,
                "days_left": item.days_left,
                "rule": item.rule,
                "number": item.number,
                "text": item.text,
            }
            for item in message.items
        ],
    }


def _print(messages: list[RehearsedMessage], calendar: WorkCalendar) -> None:
    out = Console()
    table = Table(title="Thư sẽ gửi, nếu kích hoạt")
    for title in ("Ngày", "Gửi", "Số việc", "Nội dung"):
        table.add_column(title, overflow="fold")
    for message in messages:
        what = "; ".join(f"{i.ref} {_words(i.rule)}" for i in message.items)
        table.add_row(f"{message.on:%d/%m/%Y}", escape(message.to), str(len(message.items)), escape(what))
    out.print(table)
    for agency, count in sorted(Counter(m.to for m in messages).items()):
        out.print(f"  {agency}: {count} thư", markup=False)
    years = sorted({m.on.year for m in messages if not calendar.is_confirmed(m.on.year)})
    if years:
        out.print(f"Lịch năm {', '.join(map(str, years))} chưa được xác nhận đủ.")
    out.print(f"Tổng cộng {len(messages)} thư. Chưa gửi gì.")


def _words(rule: str) -> str:
    names = {
        "assigned": "giao việc",
        "due-day": "đến hạn",
        "overdue": "quá hạn",
        "unacknowledged": "chưa tiếp nhận",
        "check-in": "hỏi tình hình",
        "stale": "lâu chưa báo cáo",
    }
    return names.get(rule, f"còn {rule.rsplit('-', 1)[-1]} ngày làm việc")
