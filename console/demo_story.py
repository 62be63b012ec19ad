"""The demonstration's past: three plans read, reviewed, activated and lived day by day by made-up people.

Everything goes through the same functions as real work, each with the day on which it happens, so the
reminders, numbers and letters of the demonstration are what the program itself made of that past.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from sqlmodel import Session

from config.clock import instant
from console.demo_events import break_down, last_evening, reports_of_units
from console.desk import Desk
from store import activation, plans
from store.boards import Filters, obligation_rows
from store.database import reading, writing
from store.obligation_rows import ObligationRow
from store.obligations import ReportInput, move
from tasks.composing import compose_digests
from tasks.delivering import deliver_due
from tasks.ingesting import ingest
from tasks.reminding import claim_reminders, top_up_occurrences

OFFICER = "chuyên viên Sở Y tế"
# Each plan in another form, to show that all are read.
FILES = ("ke-hoach-tiem-chung.txt", "ke-hoach-bang-phan-cong.docx", "ke-hoach-hoi-nghi.pdf")


@dataclass(frozen=True, slots=True)
class Habit:
    """How an agency works: days until it acknowledges; days before its due day it reports (late: < 0)."""

    acknowledges_after: int | None
    reports_before: int | None


PROMPT, EXACT, LATE, SILENT = Habit(1, 3), Habit(2, 0), Habit(4, -5), Habit(None, None)
# Of seven agencies three are prompt, two exact, one is late, one silent.
HABITS = (EXACT, PROMPT, PROMPT, LATE, PROMPT, EXACT, SILENT)


def habit_of(code: str) -> Habit:
    """Return an agency's habit, the same on every machine."""
    return HABITS[zlib.crc32(code.encode()) % len(HABITS)]


def tell(desk: Desk, samples: Path, *, until: date, files: Sequence[str] = FILES) -> None:
    """Ingest, review and activate the samples on their days, and live up to the evening before ``until``."""
    starts: dict[date, list[int]] = {}
    for name in files:
        plan_id, issued_on = _receive(desk, samples / name)
        start = desk.office.calendar.next_working(issued_on + timedelta(days=1))
        starts.setdefault(start, []).append(plan_id)
    day, last = min(starts), _last_before(desk, until)
    split_on = desk.office.calendar.next_working(max(day + timedelta(days=1), until - timedelta(days=14)))
    while day < until:
        for plan_id in starts.get(day, ()):
            _activate(desk, plan_id, day)
        if desk.office.calendar.is_working(day):
            _live(desk, day)
        if day == split_on:
            break_down(desk, day)
        day += timedelta(days=1)
    for start, ids in starts.items():
        for plan_id in ids if start >= until else ():
            _activate(desk, plan_id, until)
    reports_of_units(desk, last)
    last_evening(desk, samples, last)


def _last_before(desk: Desk, until: date) -> date:
    """Return the last working day before that day."""
    day = until - timedelta(days=1)
    while not desk.office.calendar.is_working(day):
        day -= timedelta(days=1)
    return day


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    return instant(day, time(hour, minute))


def _receive(desk: Desk, file: Path) -> tuple[int, date]:
    data = file.read_bytes()
    now = _at(date(2026, 9, 1), 8)
    plan_id = ingest(desk.engine, desk.office, data, file.name, by=OFFICER, now=now)
    with reading(desk.engine) as session:
        issued_on = plans.get_plan(session, plan_id).issued_on
    if issued_on is None:
        raise AssertionError(f"the sample {file.name} must have a day of issue")
    return plan_id, issued_on


def _activate(desk: Desk, plan_id: int, day: date) -> None:
    with writing(desk.engine) as session:
        _confirm(session, desk, plan_id, day)


def _confirm(session: Session, desk: Desk, plan_id: int, day: date) -> None:
    """Do what an officer does at review: set some missing days, open the groups, activate."""
    now = _at(day, 9)
    items = plans.draft_items(session, plan_id)
    bare = [
        i.assignment.id or 0
        for i in items
        if i.assignment.deadline_kind == "none" and i.assignment.due_on is None
    ]
    # Every other item without a day gets one; the rest stays without, as it is in life.
    if chosen := bare[::2]:
        due = desk.office.calendar.next_working(day + timedelta(days=45))
        plans.set_due(session, plan_id=plan_id, assignment_ids=chosen, due_on=due, by=OFFICER, now=now)
    for one in items:
        for party in (*one.owners, *one.coordinators):
            if party.group_id is not None:
                plans.set_expanded(
                    session, plan_id=plan_id, party_id=party.id or 0, expanded=True, by=OFFICER, now=now
                )
    activation.activate(
        session,
        plan_id=plan_id,
        by=OFFICER,
        now=now,
        today=day,
        calendar=desk.office.calendar,
        ladder=desk.office.ladder,
    )


def _live(desk: Desk, day: date) -> None:
    """Play one working day: the morning's reminders, the agencies' answers, the lead's confirmations."""
    top_up_occurrences(desk.engine, desk.office, as_of=day, now=_at(day, 7))
    claim_reminders(desk.engine, desk.office, as_of=day)
    compose_digests(desk.engine, desk.settings, desk.office, today=day, now=_at(day, 7))
    deliver_due(desk.engine, desk.settings, now=_at(day, 7, 31))
    # The owners first: with their work ends what coordinators still have open of it.
    for part in ("owner", "coordinator"):
        with reading(desk.engine) as session:
            rows = obligation_rows(session, today=day, filters=Filters(part=part))
        for row in rows:
            _answer(desk, row, day)


def _answer(desk: Desk, row: ObligationRow, day: date) -> None:
    habit = habit_of(row.agency_code)
    if row.status == "reported":
        if row.reported_on is not None and (day - row.reported_on).days >= 2 and row.obligation_id % 7:
            _move(desk, row, "done", day, 15, by=OFFICER, role="lead")
        return
    if row.status == "assigned" and habit.acknowledges_after is not None:
        if (day - row.assigned_on).days >= habit.acknowledges_after:
            _move(desk, row, "acknowledged", day, 10, by=row.agency_name, role="agency")
        return
    if row.status in ("acknowledged", "in_progress", "returned") and habit.reports_before is not None:
        _report(desk, row, habit.reports_before, day)


def _report(desk: Desk, row: ObligationRow, before: int, day: date) -> None:
    if row.due_on is not None and day >= row.due_on - timedelta(days=before):
        text = "Đã hoàn thành, kết quả gửi kèm văn bản của đơn vị."
        _move(desk, row, "reported", day, 14, by=row.agency_name, role="agency", text=text)
    elif row.status == "acknowledged" and (day - row.assigned_on).days >= 15:
        text = "Đang triển khai theo kế hoạch, chưa có vướng mắc."
        _move(desk, row, "in_progress", day, 11, by=row.agency_name, role="agency", text=text)


def _move(
    desk: Desk, row: ObligationRow, target: str, day: date, hour: int, *, by: str, role: str, text: str = ""
) -> None:
    report = ReportInput(target, text, f"Đầu mối {row.agency_name}", via="link") if text else None
    with writing(desk.engine) as session:
        move(
            session,
            obligation_id=row.obligation_id,
            target=target,
            actor=by,
            actor_role=role,  # type: ignore[arg-type]
            now=_at(day, hour),
            today=day,
            calendar=desk.office.calendar,
            ladder=desk.office.ladder,
            report=report,
        )
