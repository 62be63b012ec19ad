"""Two items that are one work, on the command line: what looks like it, joining and parting."""

from sqlmodel import Session

from console.desk import Desk
from models.assignment import Assignment
from models.errors import Refused
from store.mirrors import ItemPair, link, links, proposals, unlink
from store.moving import Act
from store.plans import draft_items


def print_mirrors(session: Session, plan_id: int) -> None:
    """Print the pairs of a plan that are linked and those that look like one work, by their numbers."""
    items = draft_items(session, plan_id)
    number = {i.assignment.id: n for n, i in enumerate(items, 1)}

    def words(pair: ItemPair) -> str:
        return f"mục {number[pair.second.id]} là mặt kia của mục {number[pair.first.id]}"

    for pair in links([i for i in items if not i.assignment.is_dropped]):
        print(f"Một việc: {words(pair)}.")
    for pair in proposals(session, plan_id, items):
        option = f"--mirror {number[pair.second.id]}={number[pair.first.id]}"
        print(f"Hai mặt của một việc? {words(pair)} (nếu đúng: {option}).")


def join_items(session: Session, desk: Desk, plan_id: int, text: str) -> str:
    """Let one item be the other side of another ("7=3") and return what was done."""
    second, first = _two(text)
    rows = [_item(session, plan_id, number) for number in (first, second)]
    keys = [row.id or 0 for row in rows]
    changed = link(session, plan_id=plan_id, first_id=keys[0], second_id=keys[1], act=_act(desk))
    return f"Đã liên kết: mục {second} là mặt kia của mục {first}" + _changed(changed)


def part_items(session: Session, desk: Desk, plan_id: int, text: str) -> str:
    """Let a linked item count by itself again and return what was done."""
    number = _number(text)
    second = _item(session, plan_id, number)
    changed = unlink(session, plan_id=plan_id, second_id=second.id or 0, act=_act(desk))
    return f"Đã bỏ liên kết của mục {number}" + _changed(changed)


def _changed(count: int) -> str:
    return f"; {count} phần việc được cập nhật." if count else "."


def _act(desk: Desk) -> Act:
    return Act(
        desk.by, "lead", desk.clock.now(), desk.clock.today(), desk.office.calendar, desk.office.ladder
    )


def _two(text: str) -> tuple[int, int]:
    second, equals, first = text.partition("=")
    if not equals:
        raise Refused(f"“{text}” chưa nêu hai mục.", hint="Viết như 7=3: mục 7 là mặt kia của mục 3.")
    return _number(second), _number(first)


def _number(text: str) -> int:
    if not (text.strip().isascii() and text.strip().isdecimal() and len(text) < 9):
        raise Refused(f"“{text}” không phải số thứ tự.", hint="Dùng số ở cột # của bảng.")
    return int(text)


def _item(session: Session, plan_id: int, number: int) -> Assignment:
    items = draft_items(session, plan_id)
    if not 1 <= number <= len(items):
        raise Refused(f"Không có mục số {number}.", hint=f"Kế hoạch có {len(items)} mục.")
    return items[number - 1].assignment
