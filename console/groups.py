"""The groups of a plan on the command line: one line each, with who is missing."""

from datetime import date

from rich.console import Console
from sqlmodel import Session

from store.groups import NAMED, GroupLine, group_lines


def print_groups(out: Console, session: Session, day: date, plan_id: int) -> None:
    """Print how each group of a plan stands with each of its items; nothing where it has no opened group."""
    for line in group_lines(session, today=day, plan_id=plan_id):
        out.print(f"  {words_of(line)}", markup=False)
        out.print(f"    {line.text[:160]}", markup=False)
        if line.missing:
            more = line.members - line.told - len(line.missing)
            rest = f" và {more} cơ quan khác" if more > 0 and len(line.missing) == NAMED else ""
            out.print(f"    Chưa báo cáo: {', '.join(line.missing)}{rest}.", markup=False)


def words_of(line: GroupLine) -> str:
    """Return a group's line: its name, the item, and the numbers ("28/30 đã báo cáo, 1 quá hạn")."""
    item = f", mục {line.ref}" if line.ref else ""
    when = f", kỳ {date.fromisoformat(line.occurrence):%d/%m/%Y}" if line.occurrence else ""
    part = " (phối hợp)" if line.part == "coordinator" else ""
    late = f", {line.late} quá hạn" if line.late else ""
    return f"{line.name}{item}{when}{part}: {line.told}/{line.members} đã báo cáo{late}"
