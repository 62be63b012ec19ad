"""Items that an officer adds at review, and what was looked at."""

from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import select

from models.assignment import BY_HAND, LOOKED, Assignment
from models.draft import Deadline
from models.errors import NotFound, OutOfDate, Refused
from models.journal import AuditEvent
from models.plan import Plan
from store.adding import add_item, follow_leftover, mark_looked
from store.database import reading, writing
from store.hindrances import problems
from store.plans import ReviewItem, draft_items, edit_plan
from tests.cast import ISSUED_ON, NOON, Cast, item

LEFT = "Các cơ quan gửi báo cáo trước ngày 20/12/2026."


@pytest.fixture
def province(cast: Cast) -> Cast:
    cast.settle_province()
    return cast


def items_of(cast: Cast, plan_id: int) -> list[ReviewItem]:
    with reading(cast.engine) as session:
        return draft_items(session, plan_id)


def audited(cast: Cast, what: str) -> int:
    with reading(cast.engine) as session:
        return len(session.exec(select(AuditEvent).where(AuditEvent.what == what)).all())


def draft_with_leftover(cast: Cast, *owners: str) -> int:
    """Return a draft whose second line of three is left over, between items of these two owners."""
    first, second = owners
    plan_id = cast.draft(
        item("Việc trước", first, ref="V.1"),
        replace(item("Việc sau", second, ref="V.2"), lines=(3, 3)),
    )
    with writing(cast.engine) as session:
        plan = session.get_one(Plan, plan_id)
        plan.leftovers = [{"text": LEFT, "lines": [2, 2], "reason": "không rõ ai làm"}]
        session.add(plan)
    return plan_id


def follow(cast: Cast, plan_id: int, *owners: str, index: int = 0, text: str = LEFT) -> Assignment:
    with writing(cast.engine) as session:
        return follow_leftover(
            session,
            plan_id=plan_id,
            index=index,
            text=text,
            owners=owners,
            calendar=cast.office.calendar,
            by="chuyên viên",
            now=NOON,
        )


def add(cast: Cast, plan_id: int, text: str, *owners: str, behind_id: int | None = None) -> Assignment:
    with writing(cast.engine) as session:
        return add_item(
            session,
            plan_id=plan_id,
            text=text,
            owners=owners,
            behind_id=behind_id,
            calendar=cast.office.calendar,
            by="chuyên viên",
            now=NOON,
        )


def look(cast: Cast, plan_id: int, *ids: int, looked: bool = True) -> int:
    with writing(cast.engine) as session:
        return mark_looked(
            session, plan_id=plan_id, assignment_ids=ids, looked=looked, by="chuyên viên", now=NOON
        )


def test_a_leftover_becomes_an_item_at_its_place_with_its_line_and_day(province: Cast) -> None:
    plan_id = draft_with_leftover(province, "Sở Nội vụ", "Sở Tài chính")
    row = follow(province, plan_id, "Sở Y tế")
    assert (row.text, row.line_first, row.line_last, row.due_on) == (LEFT, 2, 2, date(2026, 12, 19))
    before, here, after = items_of(province, plan_id)
    assert here.assignment.id == row.id and [p.name for p in here.owners] == ["Sở Y tế"]
    assert [i.assignment.position for i in (before, here, after)] == [0, 1, 2]
    with reading(province.engine) as session:
        assert session.get_one(Plan, plan_id).leftovers == []
    assert audited(province, "plan.item-added-at-review") == 1


def test_a_leftover_between_items_of_one_body_is_guessed_to_be_its_too(province: Cast) -> None:
    plan_id = draft_with_leftover(province, "Sở Nội vụ", "Sở Nội vụ")
    row = follow(province, plan_id)
    assert [p.name for p in items_of(province, plan_id)[1].owners] == ["Sở Nội vụ"]
    assert "owner_guessed" in row.flags and row.confidence < 0.8


def test_a_leftover_of_nobody_waits_for_a_person_before_activation(province: Cast) -> None:
    plan_id = draft_with_leftover(province, "Sở Nội vụ", "Sở Tài chính")
    follow(province, plan_id)
    with reading(province.engine) as session:
        assert any(
            "chưa có cơ quan thực hiện" in p.sentence for p in problems(session, plan_id, today=ISSUED_ON)
        )


def test_a_leftover_that_is_no_longer_there_is_not_followed_twice(province: Cast) -> None:
    plan_id = draft_with_leftover(province, "Sở Nội vụ", "Sở Tài chính")
    for index, text in ((1, LEFT), (-1, LEFT), (0, "chữ khác")):
        with pytest.raises(OutOfDate):
            follow(province, plan_id, "Sở Y tế", index=index, text=text)
    follow(province, plan_id, "Sở Y tế")
    with pytest.raises(OutOfDate):
        follow(province, plan_id, "Sở Y tế")
    assert len(items_of(province, plan_id)) == 3


def test_an_item_of_the_officers_own_words_stands_where_it_was_put(province: Cast) -> None:
    plan_id = province.draft(item("Một", ref="V.1"), item("Hai", ref="V.2"))
    first = items_of(province, plan_id)[0].assignment.id
    row = add(province, plan_id, "Gửi báo cáo trước ngày 20/12/2026", "Sở Y tế", behind_id=first)
    end = add(province, plan_id, "Tổng kết", "Sở Nội vụ")
    assert [i.assignment.id for i in items_of(province, plan_id)][1::2] == [row.id, end.id]
    assert (row.due_on, row.line_first, row.flags) == (date(2026, 12, 19), 0, [BY_HAND])
    assert province.activate(plan_id) == 4


@pytest.mark.parametrize(("text", "owners"), [(" ", ("Sở Y tế",)), ("Gửi báo cáo", ()), ("Gửi", (" ",))])
def test_an_item_needs_words_and_somebody_who_does_it(
    province: Cast, text: str, owners: tuple[str, ...]
) -> None:
    plan_id = province.draft(item("Một"))
    with pytest.raises(Refused):
        add(province, plan_id, text, *owners)
    assert len(items_of(province, plan_id)) == 1


def test_an_item_cannot_be_put_behind_one_of_another_plan(province: Cast) -> None:
    other = items_of(province, province.draft(item("Khác")))[0].assignment.id
    with pytest.raises(NotFound):
        add(province, province.draft(item("Một")), "Hai", "Sở Y tế", behind_id=other)


def test_what_was_looked_at_is_asked_no_more_until_its_day_changes(province: Cast) -> None:
    words = Deadline(
        kind="none", raw="trước ngày 31/6/2026", question="Không có ngày 31/6.", provenance="item"
    )
    plan_id = province.draft(replace(item("Gửi báo cáo"), deadline=words))
    asked = items_of(province, plan_id)[0].assignment.id or 0

    def asks() -> bool:
        with reading(province.engine) as session:
            return any("31/6" in p.sentence for p in problems(session, plan_id, today=ISSUED_ON))

    assert asks()
    assert look(province, plan_id, asked) == 1 and not asks()
    assert look(province, plan_id, asked) == 0
    assert look(province, plan_id, asked, looked=False) == 1 and asks()
    assert audited(province, "plan.items-looked-at") == 1


def test_a_day_read_anew_is_looked_at_anew(province: Cast) -> None:
    words = Deadline(kind="date", due_on=date(2026, 12, 3), raw="trước ngày 04/12/2026", provenance="item")
    plan_id = province.draft(replace(item("Gửi báo cáo"), deadline=words), item("Khác"))
    ids = [i.assignment.id or 0 for i in items_of(province, plan_id)]
    look(province, plan_id, *ids)
    with writing(province.engine) as session:
        edit_plan(
            session,
            plan_id=plan_id,
            by="chuyên viên",
            now=NOON,
            calendar=province.office.calendar,
            before_is_inclusive=True,
        )
    changed, same = (i.assignment for i in items_of(province, plan_id))
    assert changed.due_on == date(2026, 12, 4) and LOOKED not in changed.flags and LOOKED in same.flags


def test_a_plan_in_force_takes_no_further_items(province: Cast) -> None:
    active = province.tracked_plan(item("Một"))
    with pytest.raises(Refused, match="đã kích hoạt"):
        add(province, active, "Hai", "Sở Y tế")
    with pytest.raises(Refused, match="đã kích hoạt"):
        look(province, active, 1)
