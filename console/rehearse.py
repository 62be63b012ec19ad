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
from rules.phrases import rule_words
from rules.rehearsal import (
    DIGEST,
    ESCALATION,
    NEVER,
    SCENARIOS,
    URGENT,
    URGENT_ESCALATION,
    RehearsedMessage,
    RehearsedWork,
    Scenario,
    Stage,
    rehearse,
)
from rules.workday import WorkCalendar
from store.database import reading
from store.plans import find_plan
from tasks.rehearsing import close_day, works_of_document, works_of_plan
from tasks.staging import stage_of_document, stage_of_plan

_KINDS = {
    DIGEST: "nhắc việc",
    URGENT: "nhắc việc khẩn",
    ESCALATION: "trình lãnh đạo",
    URGENT_ESCALATION: "khẩn, trình lãnh đạo",
}


def show_rehearsal(
    desk: Desk, what: str, *, first: str, last: str, answers: list[str], as_json: bool
) -> None:
    """Print the rehearsal of a plan (id or number) or of a document (a file)."""
    works, stage, start = _works(desk, what, parse_day(first) if first else None)
    until = parse_day(last) if last else close_day(works, start=start)
    chosen = _scenarios(answers)
    messages = rehearse(
        works,
        desk.office.ladder,
        desk.office.calendar,
        first_morning=start,
        until=until,
        scenario_of=lambda agency: chosen.get(agency, chosen.get("", NEVER)),
        stage=stage,
    )
    if as_json:
        print(json.dumps([_as_row(m) for m in messages], ensure_ascii=False, indent=1))
    else:
        _print(messages, desk.office.calendar)


def _works(desk: Desk, what: str, start: date | None) -> tuple[list[RehearsedWork], Stage, date]:
    path, calendar = Path(what), desk.office.calendar
    if path.suffix and path.exists():
        from extract import draft_plan
        from extract.reading import read_document

        source = read_document(read_file(path), path.name)
        draft = draft_plan(source, calendar)
        begin = start or draft.issued_on or desk.clock.today()
        works = works_of_document(draft, start=begin, calendar=calendar)
        return works, stage_of_document(draft, source), begin
    with reading(desk.engine) as session:
        plan = find_plan(session, what)
        begin = start or (plan.issued_on if plan.state == "draft" else None) or desk.clock.today()
        works = works_of_plan(session, plan.id or 0, start=begin, calendar=calendar)
        return works, stage_of_plan(session, plan.id or 0, on=begin), begin


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
    for title in ("Ngày", "Gửi", "Loại thư", "Số việc", "Nội dung"):
        table.add_column(title, overflow="fold")
    for message in messages:
        what = "; ".join(f"{i.ref} {rule_words(i.rule)}" for i in message.items)
        table.add_row(
            f"{message.on:%d/%m/%Y}",
            escape(message.to),
            _KINDS[message.kind],
            str(len(message.items)),
            escape(what),
        )
    out.print(table)
    for agency, count in sorted(Counter(m.to for m in messages).items()):
        out.print(f"  {agency}: {count} thư", markup=False)
    years = sorted({m.on.year for m in messages if not calendar.is_confirmed(m.on.year)})
    if years:
        out.print(f"Lịch năm {', '.join(map(str, years))} chưa được xác nhận đủ.")
    out.print(f"Tổng cộng {len(messages)} thư. Chưa gửi gì.")
