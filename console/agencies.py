"""Commands about bodies that change: one takes over from another."""

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from sqlmodel import Session

from console.desk import Desk, parse_day
from models.agency import Agency
from models.errors import NotFound, Refused
from store.agency_lists import find_agencies
from store.database import reading, writing
from store.plans import find_plan
from store.registry import agency_by_code
from store.succession import replace_agency
from store.succession_plan import Succession, plan_succession, sentences


def replace(
    desk: Desk, old: str, new: str, *, start: str, scope: str, plans: Sequence[str], yes: bool
) -> None:
    """Show what replacing one body by another would do, ask, and do it."""
    on = parse_day(start) if start else desk.clock.today()
    with reading(desk.engine) as session:
        terms = _terms(session, old, new, scope, plans)
        seen = plan_succession(session, **terms, on=on, today=desk.clock.today(), now=desk.clock.now())
    show(seen)
    if not seen.is_needed:
        print("Không còn gì để chuyển.")
        return
    if not yes and not _agreed():
        print("Chưa chuyển gì.")
        return
    with writing(desk.engine) as session:
        done = replace_agency(
            session,
            **terms,
            on=on,
            by=desk.by,
            now=desk.clock.now(),
            today=desk.clock.today(),
            calendar=desk.office.calendar,
            ladder=desk.office.ladder,
        )
        if done.passings != seen.passings:
            raise Refused(
                "Trong lúc chờ, có người đã thay đổi phần việc của cơ quan này.", hint="Chạy lại lệnh."
            )
    print(f"Đã chuyển {len(done.passings)} phần việc từ {done.old.name} sang {done.new.name}.")


def _terms(session: Session, old: str, new: str, scope: str, plans: Sequence[str]) -> dict[str, Any]:
    return {
        "agency_id": _find(session, old).id or 0,
        "successor_id": _find(session, new).id or 0,
        "scope": scope,
        "plan_ids": [find_plan(session, key).id or 0 for key in plans] if plans else None,
    }


def _find(session: Session, key: str) -> Agency:
    try:
        return agency_by_code(session, key)
    except NotFound as fault:
        found = [a for a in find_agencies(session, key, on=None) if a.name == key]
        if len(found) == 1:
            return found[0]
        raise NotFound(
            f"Không có cơ quan mang mã hay tên “{key}”.", hint="Xem mã ở: dondoc registry list"
        ) from fault


def _agreed() -> bool:
    try:
        said = input("Chuyển như trên? [c = có, Enter = không] ")
    except EOFError:
        return False
    return said.strip().lower() in ("c", "có", "co", "y")


def show(seen: Succession) -> None:
    """Print what a succession does, as counts, and what a person has to look at."""
    whole = "toàn bộ" if seen.is_whole else (f"phạm vi: {seen.scope}" if seen.scope else "phần đã chọn")
    print(f"{seen.old.name} → {seen.new.name} từ {seen.on:%d/%m/%Y} ({whole})")
    table = Table("Kế hoạch", "Phần việc")
    for plan in seen.plans:
        table.add_row(escape(plan.label or str(plan.id)), str(seen.counts[plan.id or 0]))
    if seen.plans:
        Console().print(table)
    for line in sentences(seen):
        print(f"- {line}")
