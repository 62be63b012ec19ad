"""A group is one line with numbers and names behind it, however many members it has."""

from datetime import date, timedelta

import pytest

from models.draft import Rhythm
from store.database import reading, writing
from store.groups import PER_LINE, PER_PAGE, GroupLine, drawn_lines, group_lines
from store.plans import draft_items
from store.registry import load_registry
from tests.cast import Cast, item

DUE = date(2026, 11, 20)
TODAY = date(2026, 11, 23)


@pytest.fixture
def province(cast: Cast) -> Cast:
    cast.settle_province()
    return cast


def lines(cast: Cast, plan_id: int, today: date = TODAY) -> list[GroupLine]:
    with reading(cast.engine) as session:
        return group_lines(session, today=today, plan_id=plan_id)


def test_a_line_says_how_many_reported_who_is_missing_and_how_many_are_late(province: Cast) -> None:
    plan_id = province.tracked_plan(
        item("Lập danh sách", "UBND các xã, phường", "Sở Y tế", due=DUE, ref="IV.1"),
        item("Khác", "Sở Nội vụ", due=DUE),
    )
    first, second, third = (
        province.obligations(plan_id, name)[0]
        for name in ("UBND xã An Bình", "UBND xã Bình Minh", "UBND phường Châu Sơn")
    )
    province.finish(first, on=DUE)
    province.move(second, "reported", on=DUE, text="Đã xong.")
    (line,) = lines(province, plan_id)
    assert (line.name, line.ref, line.part, line.members) == ("UBND các xã, phường", "IV.1", "owner", 3)
    assert (line.told, line.late, line.missing) == (2, 1, ("UBND phường Châu Sơn",))
    province.move(third, "withdrawn", on=TODAY, by="lead", why="đã sáp nhập")
    (line,) = lines(province, plan_id)
    assert (line.members, line.told, line.late, line.aside, line.missing) == (2, 2, 0, 1, ())


def test_owners_and_coordinators_of_one_group_are_two_lines_and_occurrences_are_lines_each(
    province: Cast,
) -> None:
    monthly = Rhythm("month", day=20)
    plan_id = province.tracked_plan(
        item("A", "UBND các xã, phường", rhythm=monthly),
        item("B", "Sở Y tế", due=DUE, coordinators=["UBND các xã, phường"]),
    )
    assert [(one.part, one.occurrence) for one in lines(province, plan_id)] == [
        ("owner", "2026-11-20"),
        ("owner", "2026-12-20"),
        ("coordinator", ""),
    ]


def test_a_group_that_was_not_opened_is_one_addressee_and_no_line(province: Cast) -> None:
    plan_id = province.draft(item("A", "UBND các xã, phường", due=DUE))
    province.activate(plan_id)
    assert lines(province, plan_id) == []


def test_what_is_drawn_is_bounded_and_the_rest_is_counted(province: Cast) -> None:
    count = PER_LINE + 15
    text = "".join(f'[[agencies]]\ncode = "k{n}"\nname = "UBND xã Số {n}"\n' for n in range(count))
    members = ", ".join(f'"k{n}"' for n in range(count))
    with writing(province.engine) as session:
        load_registry(session, f'{text}[[groups]]\ncode = "lon"\nname = "Khối lớn"\nmembers = [{members}]\n')
    plan_id = province.draft(*(item(f"Việc {n}", "Khối lớn", due=DUE + timedelta(days=n)) for n in range(9)))
    with writing(province.engine) as session:
        from store.plans import set_expanded

        party = draft_items(session, plan_id)[0].owners[0].id or 0
        set_expanded(
            session,
            plan_id=plan_id,
            party_id=party,
            expanded=True,
            by="x",
            now=province.at(DUE),
            confirmed=True,
        )
    province.activate(plan_id)
    finished = province.obligations(plan_id)[0]
    province.finish(finished, on=DUE)
    with reading(province.engine) as session:
        ids = [i.assignment.id or 0 for i in draft_items(session, plan_id)]
        drawn = drawn_lines(session, today=TODAY, plan_id=plan_id, assignment_ids=ids)
        two = drawn_lines(session, today=TODAY, plan_id=plan_id, assignment_ids=ids[:2])
    assert sum(len(one.rows) for some in drawn.values() for one in some) == PER_PAGE
    assert all(len(one.rows) + one.more == count for some in drawn.values() for one in some)
    (first,) = drawn[ids[0]]
    assert len(first.rows) == PER_LINE
    # Who has finished stands behind those who have not, and so on no short list.
    assert finished.id not in {row.obligation_id for row in first.rows}
    assert set(two) == set(ids[:2])
