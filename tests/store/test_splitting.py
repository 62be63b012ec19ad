"""Items of a draft cut in several and joined to one."""

from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import select

from models.assignment import LOOKED, Assignment
from models.document import SourceDocument
from models.draft import Deadline
from models.errors import NotFound, Refused
from models.journal import AuditEvent
from models.plan import Plan
from store.database import reading, writing
from store.hindrances import problems
from store.mirrors import link, links
from store.moving import Act
from store.plans import ReviewItem, draft_items, drop_items
from store.splitting import CARRIED, DIFFERENT, MOST_PARTS, join_items, split_item
from tests.cast import ISSUED_ON, NOON, Cast, item

DAY = date(2026, 12, 4)
WORDS = Deadline(kind="date", due_on=DAY, raw="trước ngày 05/12/2026", rule="BEFORE_DATE", provenance="item")
TEXT = "Lập danh sách hộ. Gửi Sở Y tế trước ngày 05/12/2026."


@pytest.fixture
def province(cast: Cast) -> Cast:
    cast.settle_province()
    return cast


def items_of(cast: Cast, plan_id: int) -> list[ReviewItem]:
    with reading(cast.engine) as session:
        return draft_items(session, plan_id)


def ids_of(cast: Cast, plan_id: int) -> list[int]:
    return [i.assignment.id or 0 for i in items_of(cast, plan_id)]


def split(cast: Cast, plan_id: int, assignment_id: int, *parts: str) -> list[Assignment]:
    with writing(cast.engine) as session:
        return split_item(
            session,
            plan_id=plan_id,
            assignment_id=assignment_id,
            parts=parts,
            calendar=cast.office.calendar,
            by="chuyên viên",
            now=NOON,
        )


def join(cast: Cast, plan_id: int, assignment_id: int) -> Assignment:
    with writing(cast.engine) as session:
        row, _ = join_items(session, plan_id=plan_id, assignment_id=assignment_id, by="chuyên viên", now=NOON)
        return row


def audited(cast: Cast) -> list[str]:
    with reading(cast.engine) as session:
        return [e.what for e in session.exec(select(AuditEvent).where(AuditEvent.actor == "chuyên viên"))]


def set_lines(cast: Cast, plan_id: int, *lines: tuple[str, int]) -> None:
    with writing(cast.engine) as session:
        plan = session.get_one(Plan, plan_id)
        document = session.get_one(SourceDocument, plan.document_id)
        document.lines = [[text, page] for text, page in lines]
        session.add(document)


def test_the_parts_stand_in_the_place_of_the_whole_with_all_its_bodies(province: Cast) -> None:
    plan_id = province.draft(
        item(TEXT, "Sở Nội vụ", "UBND các xã, phường", coordinators=["Sở Y tế"], ref="V.1"),
        item("Việc sau", "Sở Tài chính", ref="V.2"),
    )
    province.open_groups(plan_id)
    first = ids_of(province, plan_id)[0]
    split(province, plan_id, first, "Lập danh sách hộ.", "Gửi Sở Y tế trước ngày 05/12/2026.")
    one, two, three = items_of(province, plan_id)
    assert [i.assignment.text for i in (one, two, three)] == [
        "Lập danh sách hộ.",
        "Gửi Sở Y tế trước ngày 05/12/2026.",
        "Việc sau",
    ]
    assert [i.assignment.position for i in (one, two, three)] == [0, 1, 2]
    assert one.assignment.id == first and two.assignment.ref == "V.1"
    for part in (one, two):
        assert [(p.name, p.is_expanded) for p in part.owners] == [
            ("Sở Nội vụ", False),
            ("UBND các xã, phường", True),
        ]
        assert [p.name for p in part.coordinators] == ["Sở Y tế"]
        assert all(p.agency_id or p.group_id for p in (*part.owners, *part.coordinators))
    assert "plan.item-split" in audited(province)
    assert province.activate(plan_id) == 2 * (1 + 3 + 1) + 1


def test_every_part_marks_the_lines_on_which_its_words_stand(province: Cast) -> None:
    plan_id = province.draft(replace(item(TEXT), lines=(2, 3), page=1))
    set_lines(
        province,
        plan_id,
        ("KẾ HOẠCH", 1),
        ("Lập danh sách hộ. Gửi Sở Y tế", 1),
        ("trước ngày 05/12/2026.", 2),
    )
    (whole,) = ids_of(province, plan_id)
    parts = split(province, plan_id, whole, "Gửi Sở Y tế trước ngày 05/12/2026.", "Câu do người rà soát viết")
    assert [(p.line_first, p.line_last, p.page) for p in parts] == [(2, 3, 1), (2, 3, 1)]
    again = split(province, plan_id, whole, "Gửi Sở Y tế", "trước ngày 05/12/2026")
    assert [(p.line_first, p.line_last, p.page) for p in again] == [(2, 2, 1), (3, 3, 2)]


def test_a_day_in_the_words_goes_with_them_and_is_asked_for_elsewhere(province: Cast) -> None:
    plan_id = province.draft(replace(item(TEXT), deadline=WORDS))
    (whole,) = ids_of(province, plan_id)
    parts = split(
        province,
        plan_id,
        whole,
        "Lập danh sách hộ.",
        "Gửi Sở Y tế trước ngày 05/12/2026.",
        "Báo cáo kết quả trước ngày 20/12/2026.",
    )
    assert [p.due_on for p in parts] == [DAY, DAY, date(2026, 12, 19)]
    assert [p.question for p in parts] == [CARRIED, "", ""]
    assert [p.deadline_literal for p in parts] == [False, True, True]


@pytest.mark.parametrize("provenance", ["lead", "heading", "table"])
def test_a_day_from_outside_the_words_holds_for_every_part(province: Cast, provenance: str) -> None:
    given = replace(WORDS, provenance=provenance, raw="Quý IV")  # type: ignore[arg-type]
    plan_id = province.draft(replace(item("Lập danh sách. Gửi Sở Y tế."), deadline=given))
    (whole,) = ids_of(province, plan_id)
    parts = split(province, plan_id, whole, "Lập danh sách.", "Gửi Sở Y tế.")
    assert [(p.due_on, p.provenance, p.question) for p in parts] == [(DAY, provenance, "")] * 2


def test_parts_of_an_item_without_a_deadline_have_none(province: Cast) -> None:
    plan_id = province.draft(item("Lập danh sách. Gửi Sở Y tế."))
    (whole,) = ids_of(province, plan_id)
    assert {p.deadline_kind for p in split(province, plan_id, whole, "Lập danh sách.", "Gửi Sở Y tế.")} == {
        "none"
    }


def test_the_product_stays_with_the_part_that_names_it(province: Cast) -> None:
    plan_id = province.draft(replace(item("Rà soát. Lập Danh sách hộ."), deliverable="danh sách hộ"))
    (whole,) = ids_of(province, plan_id)
    parts = split(province, plan_id, whole, "Rà soát.", "Lập Danh sách hộ.")
    assert [p.deliverable for p in parts] == ["", "danh sách hộ"]


@pytest.mark.parametrize(
    "parts", [(), ("Lập danh sách",), ("Lập danh sách", "  "), ("x",) * (MOST_PARTS + 1)]
)
def test_fewer_than_two_parts_or_far_too_many_are_refused(province: Cast, parts: tuple[str, ...]) -> None:
    plan_id = province.draft(item(TEXT))
    (whole,) = ids_of(province, plan_id)
    with pytest.raises(Refused):
        split(province, plan_id, whole, *parts)
    assert [i.assignment.text for i in items_of(province, plan_id)] == [TEXT]


def test_neighbours_become_one_item_with_the_words_lines_and_bodies_of_both(province: Cast) -> None:
    plan_id = province.draft(
        replace(item("Lập danh sách", "Sở Nội vụ", coordinators=["Sở Tài chính"]), lines=(1, 1)),
        replace(item("Gửi Sở Y tế.", "Sở Tài chính", "Sở Nội vụ", coordinators=["Sở Y tế"]), lines=(2, 2)),
        item("Việc sau"),
    )
    first, second, third = ids_of(province, plan_id)
    row = join(province, plan_id, first)
    assert (row.id, row.text, row.line_first, row.line_last) == (first, "Lập danh sách; Gửi Sở Y tế.", 1, 2)
    joined, after = items_of(province, plan_id)
    assert [p.name for p in joined.owners] == ["Sở Nội vụ", "Sở Tài chính"]
    assert [p.name for p in joined.coordinators] == ["Sở Y tế"]
    assert after.assignment.id == third and second not in ids_of(province, plan_id)
    assert "plan.items-joined" in audited(province)
    assert province.activate(plan_id) == 2 + 1 + 1


def test_the_only_day_of_two_items_holds_and_of_two_days_the_earlier_with_a_question(province: Cast) -> None:
    later = date(2026, 12, 18)
    plan_id = province.draft(
        item("Một", due=later), item("Hai"), item("Ba", due=DAY), item("Bốn", kind="ongoing")
    )
    first = ids_of(province, plan_id)[0]
    row = join(province, plan_id, first)
    assert (row.due_on, row.question) == (later, "")
    row = join(province, plan_id, first)
    assert (row.due_on, row.question) == (DAY, DIFFERENT)
    row = join(province, plan_id, first)
    assert (row.due_on, row.question) == (DAY, DIFFERENT)
    with reading(province.engine) as session:
        assert any(DIFFERENT in p.sentence for p in problems(session, plan_id, today=ISSUED_ON))


def test_what_was_split_is_joined_again(province: Cast) -> None:
    plan_id = province.draft(replace(item(TEXT, "Sở Nội vụ"), deadline=WORDS), item("Việc sau"))
    whole = ids_of(province, plan_id)[0]
    split(province, plan_id, whole, "Lập danh sách hộ.", "Gửi Sở Y tế trước ngày 05/12/2026.")
    row = join(province, plan_id, whole)
    assert (row.text, row.due_on, len(items_of(province, plan_id))) == (TEXT, DAY, 2)


def test_an_item_left_out_is_passed_over_by_joining(province: Cast) -> None:
    plan_id = province.draft(item("Một"), item("Bỏ"), item("Ba"))
    first, dropped, _ = ids_of(province, plan_id)
    with writing(province.engine) as session:
        drop_items(session, plan_id=plan_id, assignment_ids=[dropped], by="chuyên viên", now=NOON)
    assert join(province, plan_id, first).text == "Một; Ba"
    with pytest.raises(Refused, match="không còn mục nào"):
        join(province, plan_id, first)
    with pytest.raises(Refused, match="không còn mục nào"):
        join(province, plan_id, dropped)


def test_the_two_sides_of_one_work_joined_are_no_mirror_of_themselves(province: Cast) -> None:
    plan_id = province.draft(item("Một"), item("Hai", "Sở Tài chính"), item("Ba", "Sở Y tế"))
    first, second, third = ids_of(province, plan_id)
    act = Act("chuyên viên", "lead", NOON, ISSUED_ON, province.office.calendar, province.office.ladder)
    with writing(province.engine) as session:
        link(session, plan_id=plan_id, first_id=second, second_id=first, act=act)
        link(session, plan_id=plan_id, first_id=second, second_id=third, act=act)
    join(province, plan_id, first)
    assert [(p.first.id, p.second.id) for p in links(items_of(province, plan_id))] == [(first, third)]


def test_a_part_is_looked_at_anew(province: Cast) -> None:
    plan_id = province.draft(replace(item(TEXT), flags=("long", LOOKED, "ocr")))
    (whole,) = ids_of(province, plan_id)
    parts = split(province, plan_id, whole, "Lập danh sách hộ.", "Gửi.")
    assert [p.flags for p in parts] == [["ocr"], ["ocr"]]


def test_nothing_is_split_or_joined_once_the_plan_is_in_force_nor_through_another_plan(
    province: Cast,
) -> None:
    active = province.tracked_plan(item("Một"), item("Hai"))
    other = province.draft(item("Khác"), item("Nữa"))
    one = ids_of(province, active)[0]
    with pytest.raises(Refused, match="đã kích hoạt"):
        split(province, active, one, "a", "b")
    with pytest.raises(Refused, match="đã kích hoạt"):
        join(province, active, one)
    with pytest.raises(NotFound):
        split(province, other, one, "a", "b")
    with pytest.raises(NotFound):
        join(province, other, one)
