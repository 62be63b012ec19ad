"""Linked items are one work: counted once, ended together, and two works again when a person says so."""

from datetime import date
from typing import Any

import pytest

from models.draft import DraftItem
from models.errors import NotFound, Refused
from models.journal import StatusChange
from models.obligation import Obligation
from store import mirrors, plans
from store.boards import rollup_by_agency
from store.database import reading, writing
from store.moving import Act
from store.obligations import get_obligation, history
from store.registry import agencies
from tests.cast import ISSUED_ON, Cast, item

DUE = date(2026, 11, 20)
TEXT = "rà soát, bố trí địa điểm sẵn sàng tiếp nhận người bệnh"


@pytest.fixture
def province(cast: Cast) -> Cast:
    cast.settle_province()
    return cast


def two_sides() -> tuple[DraftItem, ...]:
    return (
        item(
            f"Phối hợp với Sở Nội vụ {TEXT}",
            "Sở Y tế",
            due=DUE,
            ref="1",
            coordinators=["Sở Nội vụ"],
            role="support",
        ),
        item(
            f"Chủ trì, phối hợp với Sở Y tế {TEXT}",
            "Sở Nội vụ",
            due=DUE,
            ref="2",
            coordinators=["Sở Y tế", "Sở Tài chính"],
            role="lead",
        ),
    )


def act(cast: Cast, on: date = ISSUED_ON) -> Act:
    return Act("chuyên viên", "lead", cast.at(on), on, cast.office.calendar, cast.office.ladder)


def items_of(cast: Cast, plan_id: int) -> list[int]:
    with reading(cast.engine) as session:
        return [i.assignment.id or 0 for i in plans.draft_items(session, plan_id)]


def link(cast: Cast, plan_id: int, first: int, second: int, on: date = ISSUED_ON) -> int:
    with writing(cast.engine) as session:
        return mirrors.link(session, plan_id=plan_id, first_id=first, second_id=second, act=act(cast, on))


def unlink(cast: Cast, plan_id: int, second: int, on: date = ISSUED_ON) -> int:
    with writing(cast.engine) as session:
        return mirrors.unlink(session, plan_id=plan_id, second_id=second, act=act(cast, on))


def proposed(cast: Cast, plan_id: int) -> list[tuple[str, str]]:
    with reading(cast.engine) as session:
        return [(p.first.ref, p.second.ref) for p in mirrors.proposals(session, plan_id)]


def standing_of(cast: Cast, plan_id: int) -> list[tuple[str, str, str, str]]:
    """Return (item, agency, part, status) of each obligation that is not withdrawn."""
    with reading(cast.engine) as session:
        names = {a.id: a.name for a in agencies(session)}
        refs = {i.assignment.id: i.assignment.ref for i in plans.draft_items(session, plan_id)}
    return sorted(
        (refs[o.assignment_id], names[o.agency_id], o.part, o.status)
        for o in cast.obligations(plan_id)
        if o.status != "withdrawn"
    )


LINKED = [
    ("1", "Sở Y tế", "coordinator", "assigned"),
    ("2", "Sở Nội vụ", "owner", "assigned"),
    ("2", "Sở Tài chính", "coordinator", "assigned"),
]
APART = [
    ("1", "Sở Nội vụ", "coordinator", "assigned"),
    ("1", "Sở Y tế", "owner", "assigned"),
    ("2", "Sở Nội vụ", "owner", "assigned"),
    ("2", "Sở Tài chính", "coordinator", "assigned"),
    ("2", "Sở Y tế", "coordinator", "assigned"),
]


def test_two_sides_of_one_work_are_proposed_until_somebody_decides(province: Cast) -> None:
    plan_id = province.draft(*two_sides())
    assert proposed(province, plan_id) == [("2", "1")]
    one, two = items_of(province, plan_id)
    with writing(province.engine) as session:
        mirrors.leave(
            session, plan_id=plan_id, first_id=two, second_id=one, by="x", now=province.at(ISSUED_ON)
        )
    assert proposed(province, plan_id) == []


def test_a_linked_work_counts_once_and_nobody_has_it_twice(province: Cast) -> None:
    plan_id = province.draft(*two_sides())
    one, two = items_of(province, plan_id)
    assert link(province, plan_id, two, one) == 0
    assert proposed(province, plan_id) == []
    assert province.activate(plan_id) == 3
    assert standing_of(province, plan_id) == LINKED
    with reading(province.engine) as session:
        rollup = rollup_by_agency(session, today=date(2026, 11, 30), plan_id=plan_id)
    assert [(name, c.open_overdue) for name, c in rollup.rows] == [("Sở Nội vụ", 1)]


def test_the_other_side_ends_with_the_work_and_begins_again_with_it(province: Cast) -> None:
    plan_id = province.draft(*two_sides())
    one, two = items_of(province, plan_id)
    link(province, plan_id, two, one)
    province.activate(plan_id)
    (owner,) = province.obligations(plan_id, "Sở Nội vụ")
    province.finish(owner, on=DUE)
    assert {s for *_, s in standing_of(province, plan_id)} == {"done"}
    province.move(owner, "in_progress", on=date(2026, 11, 25), by="lead", why="thiếu phụ lục")
    assert sorted(s for *_, s in standing_of(province, plan_id)) == ["assigned", "assigned", "in_progress"]


def test_linking_a_plan_in_force_changes_parts_with_a_journal_row_each(province: Cast) -> None:
    plan_id = province.tracked_plan(*two_sides())
    one, two = items_of(province, plan_id)
    assert standing_of(province, plan_id) == APART
    before = {o.id: o.revision for o in province.obligations(plan_id)}
    assert link(province, plan_id, two, one, on=date(2026, 11, 4)) == 3
    assert standing_of(province, plan_id) == LINKED
    changed = [o for o in province.obligations(plan_id) if o.revision > before[o.id]]
    assert len(changed) == 3
    for row in changed:
        with reading(province.engine) as session:
            told: StatusChange = history(session, row.id or 0)[-1]
        assert told.why == "hai mặt của một việc: tính ở mục 2"
        assert (told.part, told.actor_role) == ("coordinator", "lead")


def test_unlinking_makes_two_works_of_it_again(province: Cast) -> None:
    plan_id = province.tracked_plan(*two_sides())
    one, two = items_of(province, plan_id)
    link(province, plan_id, two, one)
    assert unlink(province, plan_id, one) == 3
    assert standing_of(province, plan_id) == APART
    link(province, plan_id, two, one)
    assert standing_of(province, plan_id) == LINKED


def test_unlinking_what_was_linked_before_activation_gives_the_missing_shares(province: Cast) -> None:
    plan_id = province.draft(*two_sides())
    one, two = items_of(province, plan_id)
    link(province, plan_id, two, one)
    province.activate(plan_id)
    assert unlink(province, plan_id, one, on=date(2026, 11, 10)) == 3
    assert standing_of(province, plan_id) == APART


def test_unlinking_after_the_end_opens_the_other_side_again_as_its_own(province: Cast) -> None:
    plan_id = province.draft(*two_sides())
    one, two = items_of(province, plan_id)
    link(province, plan_id, two, one)
    province.activate(plan_id)
    province.finish(province.obligations(plan_id, "Sở Nội vụ")[0], on=DUE)
    unlink(province, plan_id, one, on=DUE)
    (own,) = [o for o in province.obligations(plan_id, "Sở Y tế") if o.assignment_id == one]
    assert (own.part, own.status) == ("owner", "assigned")
    # The other item stays finished, and what was only beside it with it.
    assert {o.status for o in province.obligations(plan_id) if o.assignment_id == two} == {"done"}


def test_work_that_is_finished_keeps_its_part(province: Cast) -> None:
    plan_id = province.tracked_plan(*two_sides())
    one, two = items_of(province, plan_id)
    (mine,) = [o for o in province.obligations(plan_id, "Sở Y tế") if o.assignment_id == one]
    province.finish(mine, on=DUE)
    link(province, plan_id, two, one, on=DUE)
    with reading(province.engine) as session:
        kept: Obligation = get_obligation(session, mine.id or 0)
    assert (kept.part, kept.status) == ("owner", "done")


def test_linking_after_the_owner_has_finished_ends_the_other_side(province: Cast) -> None:
    plan_id = province.tracked_plan(*two_sides())
    one, two = items_of(province, plan_id)
    (owner,) = [o for o in province.obligations(plan_id, "Sở Nội vụ") if o.assignment_id == two]
    province.finish(owner, on=DUE)
    link(province, plan_id, two, one, on=DUE)
    assert {(part, status) for _, _, part, status in standing_of(province, plan_id)} == {
        ("owner", "done"),
        ("coordinator", "done"),
    }


def test_a_look_that_is_due_stays_due_when_the_part_changes(province: Cast) -> None:
    plan_id = province.tracked_plan(*two_sides())
    one, two = items_of(province, plan_id)
    link(province, plan_id, two, one)
    told = {key for key, rule in province.look(date(2026, 11, 3)) if rule == "assigned"}
    assert told == {o.id for o in province.obligations(plan_id) if o.status != "withdrawn"}


def test_links_make_no_chains(province: Cast) -> None:
    third = item(f"Phối hợp {TEXT}", "Sở Tài chính", due=DUE, ref="3", coordinators=["Sở Nội vụ"])
    plan_id = province.draft(*two_sides(), third)
    one, two, three = items_of(province, plan_id)
    link(province, plan_id, two, one)
    for first, second in ((one, three), (three, two), (two, one)):
        with pytest.raises(Refused, match="đã liên kết"):
            link(province, plan_id, first, second)
    link(province, plan_id, two, three)


def test_items_of_another_plan_and_dropped_ones_are_not_linked(province: Cast) -> None:
    plan_id, other = province.draft(*two_sides()), province.draft(item("Khác"))
    one, two = items_of(province, plan_id)
    with pytest.raises(NotFound):
        link(province, plan_id, one, items_of(province, other)[0])
    with pytest.raises(NotFound):
        link(province, plan_id, one, one)
    with pytest.raises(NotFound):
        unlink(province, plan_id, one)
    drop: dict[str, Any] = {"plan_id": plan_id, "by": "x", "now": province.at(ISSUED_ON)}
    with writing(province.engine) as session:
        plans.drop_items(session, assignment_ids=[two], **drop)
    with pytest.raises(Refused, match="bỏ khỏi theo dõi"):
        link(province, plan_id, two, one)


def test_an_item_whose_other_side_was_dropped_counts_by_itself(province: Cast) -> None:
    plan_id = province.draft(*two_sides())
    one, two = items_of(province, plan_id)
    link(province, plan_id, two, one)
    with writing(province.engine) as session:
        plans.drop_items(session, plan_id=plan_id, assignment_ids=[two], by="x", now=province.at(ISSUED_ON))
    province.activate(plan_id)
    assert standing_of(province, plan_id) == APART[:2]
    with reading(province.engine) as session:
        assert plans.draft_items(session, plan_id)[0].assignment.mirror_of_id is None
