"""``dondoc due`` and ``dondoc event``: days of tracked work, shown before they are written."""

from collections.abc import Sequence
from datetime import date

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from sqlmodel import Session

from console.desk import Desk, parse_day
from console.plans import parse_numbers
from models.assignment import Assignment
from models.errors import NotFound, Refused
from models.plan import Plan
from rules.origins import origin_words
from store import plans
from store.boards import Filters, obligation_rows
from store.database import reading, writing
from store.dates import dateless_shares, set_day, undated_items
from store.event_days import event_groups, event_items, proposed_day, record_event
from store.moving import Act
from store.obligation_rows import ObligationRow

_AGAIN = "Chưa ghi gì. Thêm --yes để ghi."


def _act(desk: Desk) -> Act:
    office = desk.office
    return Act(desk.by, "lead", desk.clock.now(), desk.clock.today(), office.calendar, office.ladder)


def _chosen(session: Session, plan: Plan, items: str) -> dict[int, int]:
    """Return the chosen items by id with their numbers, those that ``dondoc review`` prints."""
    rows = plans.draft_items(session, plan.id or 0)
    numbers = parse_numbers(items, len(rows))
    if not numbers:
        raise Refused("Chưa chọn mục nào.", hint="Ví dụ: --items 1,3-5.")
    return {rows[n - 1].assignment.id or 0: n for n in numbers}


def _numbered(session: Session, plan: Plan) -> dict[int, int]:
    rows = plans.draft_items(session, plan.id or 0)
    return {row.assignment.id or 0: n for n, row in enumerate(rows, 1)}


def _table(*titles: str) -> Table:
    table = Table(show_lines=True)
    for title in titles:
        table.add_column(title, overflow="fold")
    return table


def due_days(desk: Desk, key: str, *, items: str, on: str, agencies: Sequence[str], is_sure: bool) -> None:
    """Set a day on undated work of a plan in force, or show what would be set; without items, list it."""
    with reading(desk.engine) as session:
        plan = plans.find_plan(session, key)
        if not items:
            _list_undated(session, plan)
            return
        day = _required(on)
        rows = _shares(session, plan, _chosen(session, plan, items), agencies, today=desk.clock.today())
    numbers = {r.assignment_id: r for r in rows}
    if not is_sure:
        table = _table("Mục", "Cơ quan", "Nhiệm vụ", "Hạn mới")
        for row in rows:
            cells = (row.ref, row.agency_name, row.text[:160], f"{day:%d/%m/%Y}")
            table.add_row(*(escape(c) for c in cells))
        Console().print(table)
        print(_AGAIN)
        return
    with writing(desk.engine) as session:
        count = set_day(
            session,
            plan_id=plan.id or 0,
            obligation_ids=[r.obligation_id for r in rows],
            due_on=day,
            act=_act(desk),
        )
    said = origin_words("lead")
    print(f"Đã ấn định hạn {day:%d/%m/%Y} cho {count} phần việc của {len(numbers)} mục ({said}).")


def _list_undated(session: Session, plan: Plan) -> None:
    found = undated_items(session, plan.id or 0) if plan.state == "active" else []
    if not found:
        print("Không có phần việc nào đang theo dõi mà chưa có hạn.")
        return
    numbers = _numbered(session, plan)
    table = _table("#", "Mục", "Nhiệm vụ", "Phần việc chưa có hạn")
    for row, count in found:
        cells = (str(numbers[row.id or 0]), row.ref, row.text, str(count))
        table.add_row(*(escape(c) for c in cells))
    Console().print(table)
    print(f"Ấn định: dondoc due {plan.id} --items 1,3-5 --on NGÀY")


def _shares(
    session: Session, plan: Plan, chosen: dict[int, int], agencies: Sequence[str], *, today: date
) -> list[ObligationRow]:
    """Return the shares without a day of the chosen items, of the named agencies where any is named."""
    ids = tuple(o.id or 0 for o in dateless_shares(session, plan.id or 0, list(chosen)))
    rows = obligation_rows(session, today=today, filters=Filters(obligation_ids=ids)) if ids else []
    if agencies:
        wanted = {name.casefold() for name in agencies}
        known = {r.agency_name.casefold() for r in rows} | {r.agency_code.casefold() for r in rows}
        if strange := [name for name in agencies if name.casefold() not in known]:
            raise NotFound(
                f"Không có phần việc nào chưa có hạn của “{strange[0]}” trong các mục đó.",
                hint="Chép đúng tên hoặc mã cơ quan.",
            )
        rows = [r for r in rows if {r.agency_name.casefold(), r.agency_code.casefold()} & wanted]
    with_shares = {r.assignment_id for r in rows}
    for item_id, number in chosen.items():
        if item_id not in with_shares:
            raise Refused(
                f"Mục số {number} không có phần việc nào đang mở mà chưa có hạn.",
                hint="Hạn đã có chỉ đổi bằng gia hạn; việc thường xuyên không có ngày cuối.",
            )
    return sorted(rows, key=lambda r: r.obligation_id)


def event_days(desk: Desk, key: str, *, items: str, on: str, dues: Sequence[str], is_sure: bool) -> None:
    """Record the day of an event, or show the due days that would follow; without items, list what waits."""
    with reading(desk.engine) as session:
        plan = plans.find_plan(session, key)
        if not items:
            _list_waiting(session, plan)
            return
        event_on = _required(on)
        chosen = _chosen(session, plan, items)
        rows = event_items(session, plan.id or 0, list(chosen))
        typed = _typed_days(dues, chosen)
        days = {
            r.id or 0: typed.get(r.id or 0)
            or proposed_day(r, event_on=event_on, calendar=desk.office.calendar)
            for r in rows
        }
        if not is_sure:
            _show_proposed(rows, chosen, days)
            print(_AGAIN)
            return
    with writing(desk.engine) as session:
        done = record_event(session, plan_id=plan.id or 0, event_on=event_on, days=days, act=_act(desk))
    kept = f" {done.kept} phần việc giữ hạn đã được gia hạn." if done.kept else ""
    print(
        f"Đã ghi sự kiện ngày {event_on:%d/%m/%Y}: hạn của {done.items} mục, {done.shares} phần việc.{kept}"
    )


def _show_proposed(rows: Sequence[Assignment], chosen: dict[int, int], days: dict[int, date | None]) -> None:
    table = _table("#", "Mục", "Nhiệm vụ", "Chữ về thời hạn", "Đang là", "Hạn mới")
    for row in rows:
        day, number = days[row.id or 0], chosen[row.id or 0]
        new = f"{day:%d/%m/%Y}" if day else f"chưa có: thêm --due {number}=NGÀY"
        before = f"{row.due_on:%d/%m/%Y}" if row.due_on else "–"
        cells = (str(number), row.ref, row.text[:160], row.deadline_raw or "", before, new)
        table.add_row(*(escape(c) for c in cells))
    Console().print(table)


def _list_waiting(session: Session, plan: Plan) -> None:
    groups = event_groups(session, plan.id or 0)
    if not groups:
        print("Không có mục nào chờ sự kiện.")
        return
    numbers = _numbered(session, plan)
    table = _table("#", "Mục", "Sự kiện", "Nhiệm vụ", "Đã ghi")
    for group in groups:
        for one in group.items:
            row = one.item
            told = (
                f"{row.event_on:%d/%m/%Y}, hạn {row.due_on:%d/%m/%Y}" if row.event_on and row.due_on else "–"
            )
            cells = (str(numbers[row.id or 0]), row.ref, group.trigger, row.text[:160], told)
            table.add_row(*(escape(c) for c in cells))
    Console().print(table)
    print(f"Ghi: dondoc event {plan.id} --items 1,3-5 --on NGÀY")


def _typed_days(dues: Sequence[str], chosen: dict[int, int]) -> dict[int, date]:
    """Return the days given as "3=20/11/2026", by item; raises Refused for a number that was not chosen."""
    by_number = {number: item_id for item_id, number in chosen.items()}
    found: dict[int, date] = {}
    for one in dues:
        number, _, day = one.partition("=")
        if not number.strip().isdecimal() or int(number) not in by_number:
            raise Refused(f"“{one}” không nói về mục nào đã chọn.", hint="Viết như --due 3=20/11/2026.")
        found[by_number[int(number)]] = parse_day(day)
    return found


def _required(on: str) -> date:
    if not on:
        raise Refused("Chưa ghi ngày.", hint="Ví dụ: --on 30/11/2026.")
    return parse_day(on)
