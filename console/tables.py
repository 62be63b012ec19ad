"""``dondoc import table``, ``dondoc import agencies`` and ``dondoc import contacts``."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from console.desk import Desk, parse_day
from console.reading import read_file
from models.errors import Refused
from report.contact_sheet import read_table as read_sheet
from rules import contact_sheet
from rules.agency_sheet import FATE_NAMES, read_agency_rows, seal, tally
from rules.contact_sheet import read_rows
from rules.status import NAMES
from rules.table_columns import FIELDS, column_letter, read_map
from rules.table_plans import Cut, PlanFacts
from store.agency_import import plan_agency_import, store_agencies
from store.contact_import import plan_contacts, store_contacts
from store.database import reading, writing
from tasks.addresses import address_check
from tasks.taking_tables import SheetChoice, TableReading, read_table, take_table

# Tasks and faults that are printed.
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class TableFacts:
    """What the command says of the plans: days and names as typed."""

    title: str
    issued_on: str
    issuer: str
    lead: str
    by_document: bool


def import_tracking_table(
    desk: Desk, file: Path, *, columns: str, sheet: int, facts: TableFacts, dry_run: bool
) -> None:
    """Print how a table is read and, but for a dry run, store its drafts.

    ``columns`` speaks of that ``sheet`` (from 1). Raises BadDocument and Refused in a sentence.
    """
    content = read_file(file)
    choices = {sheet - 1: SheetChoice(columns=read_map(columns))} if columns else {}
    cut: Cut = "by-document" if facts.by_document else "one"
    issued_on = parse_day(facts.issued_on) if facts.issued_on else None
    told = PlanFacts(facts.title, "", facts.issuer, facts.lead, issued_on)
    today = desk.clock.today()
    with reading(desk.engine) as session:
        found = read_table(session, desk.office, content, choices=choices, cut=cut, facts=told, today=today)
    _print_reading(found)
    if dry_run:
        print("Chỉ xem thử: chưa lưu gì.")
        return
    ids = take_table(
        desk.engine,
        desk.office,
        content,
        file.name,
        choices=choices,
        cut=cut,
        facts=told,
        today=today,
        now=desk.clock.now(),
        by=desk.by,
    )
    for plan_id in ids:
        print(
            f"Dự thảo mã {plan_id}. Rà soát: dondoc review {plan_id}   Kích hoạt: dondoc activate {plan_id}"
        )


def _print_reading(found: TableReading) -> None:
    out = Console()
    for one in found.sheets:
        if one.heading is None or not one.is_read:
            out.print(f"Trang “{one.name}”: không lấy.", markup=False)
            continue
        named = [
            f"{column_letter(place)} = {FIELDS[name][1]}"
            for place, name in enumerate(one.heading.columns)
            if name
        ]
        rows = f"{one.heading.first + 1}–{one.heading.last + 1}"
        out.print(f"Trang “{one.name}”: tiêu đề ở dòng {rows}; {'; '.join(named)}.", markup=False)
        table = Table("Dòng", "Nhiệm vụ", "Chủ trì", "Phối hợp", "Thời hạn", "Tình trạng")
        for row in [r for r in one.rows if r.task is not None][:_SHOWN]:
            if (task := row.task) is not None:
                day = f" {task.state.told_on:%d/%m/%Y}" if task.state.told_on else ""
                cells = (task.text[:120], task.owners, task.coordinators, task.due)
                table.add_row(str(row.number), *map(escape, cells), NAMES[task.state.status] + day)
        out.print(table)
    for name, number, fault in found.faults[: _SHOWN * 3]:
        out.print(f"- {name}, dòng {number}: {fault}", markup=False)
    if found.unknown:
        out.print(f"Chưa có trong danh bạ: {'; '.join(found.unknown)}.", markup=False)
    count = sum(len(plan.draft.items) for plan in found.plans)
    out.print(f"{count} nhiệm vụ, {len(found.plans)} dự thảo.", markup=False)


def import_agency_sheet(desk: Desk, file: Path, *, dry_run: bool) -> None:
    """Print what a sheet of agencies adds, changes or is refused for and, but for a dry run, store it."""
    rows = read_agency_rows(read_sheet(read_file(file)))
    today = desk.clock.today()
    with reading(desk.engine) as session:
        changes = plan_agency_import(session, rows, today=today)
    table = Table("Dòng", "Việc", "Mã", "Cơ quan", "Chi tiết")
    for one in changes:
        cells = (FATE_NAMES[one.fate], one.body.code, one.body.name, one.why)
        table.add_row(str(one.number), *map(escape, cells))
    Console().print(table)
    if not _has_work(tally(changes), dry_run=dry_run):
        return
    with writing(desk.engine) as session:
        store_agencies(session, rows, seen=seal(changes), by=desk.by, now=desk.clock.now(), today=today)
    print("Đã lưu.")


def import_contact_sheet(desk: Desk, file: Path, *, dry_run: bool) -> None:
    """Print what a sheet of contacts adds, changes or is refused for and, but for a dry run, store it.

    Addresses are printed by their kind and end only.
    """
    rows = read_rows(read_sheet(read_file(file)))
    today, check = desk.clock.today(), address_check(desk.settings)
    with reading(desk.engine) as session:
        changes = plan_contacts(session, rows, today=today, check_channel=check)
    table = Table("Dòng", "Việc", "Cơ quan", "Người", "Kênh", "Chi tiết")
    for one in changes:
        channels = "\n".join([one.shown_channel or "–", *one.shown_wishes])
        cells = (FATE_NAMES[one.fate], one.agency_name, one.name, channels, one.why)
        table.add_row(str(one.number), *map(escape, cells))
    Console().print(table)
    if not _has_work(contact_sheet.tally(changes), dry_run=dry_run):
        return
    seen, now = contact_sheet.seal(changes), desk.clock.now()
    with writing(desk.engine) as session:
        store_contacts(session, rows, seen=seen, by=desk.by, now=now, today=today, check_channel=check)
    print("Đã lưu.")


def _has_work(counts: Mapping[str, int], *, dry_run: bool) -> bool:
    """Print the counts and return whether something is to be stored; raises Refused where nothing can be."""
    print(", ".join(f"{FATE_NAMES[fate].lower()} {count}" for fate, count in counts.items()) + ".")
    if dry_run:
        print("Chỉ xem thử: chưa lưu gì.")
        return False
    if not counts["add"] + counts["change"]:
        raise Refused("Không có dòng nào để lưu.", hint="Sửa các dòng không nhận rồi chạy lại.")
    return True
