"""An amending document's changes are taken into the plan in force, and nothing that was done is lost."""

from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import select

from models.assignment import Assignment
from models.draft import DraftItem, Rhythm
from models.errors import OutOfDate, Refused
from models.obligation import Obligation
from models.plan import Plan
from rules.amendment import Mode
from store.amending import Decision
from store.amendments import accept, consequences, default_decision, warnings
from store.database import reading, writing
from store.extensions import ask_extension, grant_extension
from store.lookups import plan_events
from store.moving import Act
from store.obligations import history, reports
from store.plans import draft_items
from store.registry import agency_by_code
from store.succession import replace_agency
from store.versions import (
    SideBySide,
    earlier_words,
    proposal,
    set_amends,
    side_by_side,
    tracked_plans,
    versions_of,
)
from tests.cast import Cast, item

ON = date(2026, 11, 9)
LATER = date(2026, 12, 15)
DUE = date(2026, 11, 20)

REVIEW = item("Rà soát danh sách cán bộ dự tập huấn", "Sở Nội vụ", due=DUE, ref="IV.1")
MONEY = item("Bố trí kinh phí thực hiện kế hoạch", "Sở Tài chính", due=DUE, ref="IV.2")
HOMES = item("Lập danh sách hộ dân trên địa bàn", "UBND các xã, phường", due=DUE, ref="IV.3")


@pytest.fixture
def province(cast: Cast) -> Cast:
    cast.settle_province()
    return cast


def amended(cast: Cast, plan_id: int, *items: DraftItem, number: str = "99/KH-UBND", **more: object) -> int:
    """Store a draft with those items that amends the plan."""
    more.setdefault("title", "Sửa đổi, bổ sung một số nội dung")
    more.setdefault("issued_on", ON)
    draft_id = cast.draft(*items, number=number, **more)  # type: ignore[arg-type]
    with writing(cast.engine) as session:
        set_amends(session, draft_id=draft_id, plan_id=plan_id, by="chuyên viên", now=cast.at(ON))
    return draft_id


def look(cast: Cast, draft_id: int, mode: Mode | None = None) -> tuple[SideBySide, Decision]:
    with reading(cast.engine) as session:
        side = side_by_side(session, draft_id, mode)
        return side, default_decision(side)


def take(
    cast: Cast, draft_id: int, decision: Decision | None = None, *, mode: Mode | None = None, on: date = ON
) -> str:
    decision = decision or look(cast, draft_id, mode)[1]
    act = Act("chuyên viên", "lead", cast.at(on), on, cast.office.calendar, cast.office.ladder)
    with writing(cast.engine) as session:
        return accept(session, draft_id=draft_id, decision=decision, act=act)


def journal(cast: Cast, row: Obligation) -> list[str]:
    with reading(cast.engine) as session:
        return [one.why for one in history(session, row.id or 0)]


def items_of(cast: Cast, plan_id: int) -> list[Assignment]:
    with reading(cast.engine) as session:
        return [one.assignment for one in draft_items(session, plan_id)]


def test_a_new_day_moves_the_due_day_and_the_first_one_stays(province: Cast) -> None:
    plan_id = province.tracked_plan(REVIEW, MONEY)
    (row,) = province.obligations(plan_id, "Sở Nội vụ")
    province.move(row, "acknowledged", on=date(2026, 11, 4))
    draft_id = amended(province, plan_id, item(REVIEW.text, "Sở Nội vụ", due=LATER))
    says = take(province, draft_id)

    (row,) = province.obligations(plan_id, "Sở Nội vụ")
    assert (row.first_due_on, row.due_on, row.turned_on) == (DUE, LATER, ON)
    assert row.status == "acknowledged"
    assert journal(province, row)[-1] == (
        "theo văn bản số 99/KH-UBND: hạn chuyển từ 20/11/2026 sang 15/12/2026"
    )
    assert says == "1 hạn chuyển từ 20/11/2026 sang 15/12/2026. 1 cơ quan được báo."
    (untouched,) = province.obligations(plan_id, "Sở Tài chính")
    assert (untouched.due_on, untouched.turned_on, untouched.revision) == (DUE, None, 0)


def test_the_agency_is_told_of_it_by_the_ladder(province: Cast) -> None:
    plan_id = province.tracked_plan(REVIEW)
    province.look(date(2026, 11, 2))
    (row,) = province.obligations(plan_id)
    province.move(row, "acknowledged", on=date(2026, 11, 4))
    take(province, amended(province, plan_id, item(REVIEW.text, "Sở Nội vụ", due=LATER)))
    assert (row.id, "turned-back") in province.look(date(2026, 11, 10))


def test_a_partial_document_drops_nothing_by_itself_and_a_whole_one_does(province: Cast) -> None:
    plan_id = province.tracked_plan(REVIEW, MONEY)
    new = item("Tổ chức hội nghị sơ kết công tác năm", "Sở Y tế", due=LATER)
    draft_id = amended(province, plan_id, new)
    side, partial = look(province, draft_id)
    assert side.mode == "partial" and not partial.drop
    _, whole = look(province, draft_id, "whole")
    assert len(whole.drop) == 2

    says = take(province, draft_id)
    assert says == "1 phần việc mới cho 1 cơ quan. 1 cơ quan được báo."
    assert all(o.status == "assigned" for o in province.obligations(plan_id))


def test_a_dropped_item_is_withdrawn_with_the_reason_but_what_is_done_stays(province: Cast) -> None:
    plan_id = province.tracked_plan(HOMES, MONEY)
    done, reported, open_ = province.obligations(plan_id)[:3]
    province.finish(done, on=date(2026, 11, 5))
    province.move(reported, "reported", on=date(2026, 11, 5), text="Đã lập xong.")
    draft_id = amended(province, plan_id, MONEY, title="Thay thế kế hoạch")
    says = take(province, draft_id)

    rows = {o.id: o for o in province.obligations(plan_id)}
    assert [rows[one.id].status for one in (done, reported, open_)] == ["done", "reported", "withdrawn"]
    assert journal(province, open_)[-1] == "theo văn bản số 99/KH-UBND: nhiệm vụ không còn trong kế hoạch"
    assert "1 phần việc rút" in says and "2 phần việc đã báo cáo hoặc hoàn thành giữ nguyên" in says
    assert [i.is_dropped for i in items_of(province, plan_id) if i.text == HOMES.text] == [True]
    with reading(province.engine) as session:
        assert [r.text for r in reports(session, reported.id or 0)] == ["Đã lập xong."]


def test_new_owners_get_work_and_those_no_longer_named_are_withdrawn(province: Cast) -> None:
    both = item(REVIEW.text, "Sở Nội vụ", "Sở Y tế", due=DUE)
    plan_id = province.tracked_plan(both)
    draft_id = amended(province, plan_id, replace(both, owners=("Sở Y tế", "Sở Tài chính")))
    says = take(province, draft_id)

    status = {a: province.obligations(plan_id, a)[0] for a in ("Sở Nội vụ", "Sở Y tế", "Sở Tài chính")}
    assert [o.status for o in status.values()] == ["withdrawn", "assigned", "assigned"]
    assert status["Sở Y tế"].revision == 0
    assert (status["Sở Tài chính"].due_on, status["Sở Tài chính"].assigned_on) == (DUE, ON)
    assert journal(province, status["Sở Nội vụ"])[-1].endswith("không còn được giao việc này")
    assert journal(province, status["Sở Tài chính"]) == ["theo văn bản số 99/KH-UBND"]
    assert says == "1 phần việc mới cho 1 cơ quan; 1 phần việc rút. 1 cơ quan được báo."


def test_an_owner_named_again_gets_the_withdrawn_share_back(province: Cast) -> None:
    plan_id = province.tracked_plan(REVIEW)
    take(province, amended(province, plan_id, replace(REVIEW, owners=("Sở Y tế",))))
    take(
        province,
        amended(province, plan_id, replace(REVIEW, owners=("Sở Y tế", "Sở Nội vụ")), number="100/KH-UBND"),
    )
    (row,) = province.obligations(plan_id, "Sở Nội vụ")
    assert (row.status, row.turned_on) == ("assigned", ON)


def test_coordinators_follow_the_new_document_too(province: Cast) -> None:
    plan_id = province.tracked_plan(replace(REVIEW, coordinators=("Sở Y tế",)))
    take(province, amended(province, plan_id, replace(REVIEW, coordinators=("Sở Tài chính",))))
    assert [(o.part, o.status) for o in province.obligations(plan_id, "Sở Y tế")] == [
        ("coordinator", "withdrawn")
    ]
    assert [(o.part, o.status) for o in province.obligations(plan_id, "Sở Tài chính")] == [
        ("coordinator", "assigned")
    ]


def test_an_open_group_stays_open_and_a_new_item_opens_it_too(province: Cast) -> None:
    plan_id = province.tracked_plan(HOMES)
    new = item("Tuyên truyền trên hệ thống loa", "UBND các xã, phường")
    take(province, amended(province, plan_id, replace(HOMES, text=f"{HOMES.text} mình"), new))
    assert len(province.obligations(plan_id)) == 6
    assert {o.turned_on for o in province.obligations(plan_id)[:3]} == {ON}


def test_finished_work_keeps_its_day_unless_it_is_opened_again(province: Cast) -> None:
    plan_id = province.tracked_plan(REVIEW, MONEY)
    done, reported = province.obligations(plan_id)
    province.finish(done, on=date(2026, 11, 5))
    province.move(reported, "reported", on=date(2026, 11, 5), text="Xong.")
    draft_id = amended(
        province,
        plan_id,
        item(REVIEW.text, "Sở Nội vụ", due=LATER),
        item(MONEY.text, "Sở Tài chính", due=LATER),
    )
    side, decision = look(province, draft_id)
    first, second = side.old
    assert warnings(side) == {
        first: ["1 phần việc đã hoàn thành"],
        second: ["1 phần việc đã báo cáo, chờ xác nhận"],
    }
    take(province, draft_id, replace(decision, reopen=frozenset({second})))

    kept, opened = province.obligations(plan_id)
    assert (kept.status, kept.due_on) == ("done", DUE)
    assert (opened.status, opened.due_on, opened.turned_on) == ("returned", LATER, ON)
    assert "giữ nguyên" in journal(province, kept)[-1]
    assert "mở lại" in journal(province, opened)[-1]


def test_a_granted_extension_is_not_made_shorter(province: Cast) -> None:
    plan_id = province.tracked_plan(REVIEW)
    (row,) = province.obligations(plan_id)
    granted_on = date(2026, 12, 30)
    known = {"by": "x", "now": province.at(date(2026, 11, 5)), "today": date(2026, 11, 5)}
    with writing(province.engine) as session:
        asked = ask_extension(
            session, obligation_id=row.id or 0, proposed_on=granted_on, reason="chờ", **known
        )  # type: ignore[arg-type]
        grant_extension(
            session,
            extension_id=asked.id or 0,
            granted_on=granted_on,
            number="5/SYT",
            calendar=province.office.calendar,
            ladder=province.office.ladder,
            **known,  # type: ignore[arg-type]
        )
    draft_id = amended(province, plan_id, item(REVIEW.text, "Sở Nội vụ", due=LATER))
    side, _ = look(province, draft_id)
    assert "gia hạn, đến 30/12/2026" in warnings(side)[next(iter(side.old))][0]
    take(province, draft_id)
    (row,) = province.obligations(plan_id)
    assert (row.first_due_on, row.due_on) == (DUE, granted_on)
    assert journal(province, row)[-1].endswith("giữ hạn đã gia hạn")
    assert items_of(province, plan_id)[0].due_on == LATER


def test_undated_work_gets_its_first_day_from_the_document(province: Cast) -> None:
    plan_id = province.tracked_plan(item(REVIEW.text, "Sở Nội vụ"))
    says = take(province, amended(province, plan_id, REVIEW))
    (row,) = province.obligations(plan_id)
    assert (row.kind, row.first_due_on, row.due_on) == ("dated", DUE, DUE)
    assert "1 hạn chuyển từ không ngày sang 20/11/2026" in says


def test_another_rhythm_replaces_the_occurrences_ahead_and_leaves_those_past(province: Cast) -> None:
    monthly = Rhythm("month", day=5)
    plan_id = province.tracked_plan(item("Báo cáo số liệu tiêm chủng", "Sở Nội vụ", rhythm=monthly))
    assert [o.occurrence for o in province.obligations(plan_id)] == ["2026-11-05", "2026-12-05"]
    later = item("Báo cáo số liệu tiêm chủng", "Sở Nội vụ", rhythm=Rhythm("month", day=25))
    take(province, amended(province, plan_id, later))
    assert [(o.occurrence, o.status) for o in province.obligations(plan_id)] == [
        ("2026-11-05", "assigned"),
        ("2026-12-05", "withdrawn"),
        ("2026-11-25", "assigned"),
        ("2026-12-25", "acknowledged"),
    ]


def test_the_old_words_are_kept_and_the_item_knows_the_document(province: Cast) -> None:
    plan_id = province.tracked_plan(REVIEW)
    new = item(f"{REVIEW.text} và công chức cấp xã", "Sở Y tế", due=LATER)
    draft_id = amended(province, plan_id, new)
    take(province, draft_id)
    (row,) = items_of(province, plan_id)
    assert (row.text, row.ref, row.amended_by_id) == (new.text, REVIEW.ref, draft_id)
    with reading(province.engine) as session:
        (was,) = earlier_words(session, plan_id, row.id or 0)
    assert (was.text, was.owners, was.deadline) == (REVIEW.text, ("Sở Nội vụ",), "20/11/2026")
    assert was.changed == ("text", "owners", "deadline") and was.by_document == "văn bản số 99/KH-UBND"


def test_the_draft_becomes_readable_history_and_a_version_of_the_plan(province: Cast) -> None:
    plan_id = province.tracked_plan(REVIEW)
    draft_id = amended(province, plan_id, item("Việc khác hẳn so với trước đây", "Sở Y tế"))
    says = take(province, draft_id)
    with reading(province.engine) as session:
        plan, draft = session.get_one(Plan, plan_id), session.get_one(Plan, draft_id)
        assert (plan.state, draft.state) == ("active", "merged")
        assert len(draft_items(session, draft_id)) == 1
        versions = versions_of(session, plan, plan_events(session, plan_id))
        assert [v.document.id for v in versions] == [plan_id, draft_id]
        assert versions[1].says == says
    assert province.obligations(draft_id) == []


def test_what_is_not_ticked_is_left_as_it_is(province: Cast) -> None:
    plan_id = province.tracked_plan(REVIEW, MONEY)
    draft_id = amended(
        province,
        plan_id,
        item(REVIEW.text, "Sở Nội vụ", due=LATER),
        item(MONEY.text, "Sở Tài chính", due=LATER),
    )
    side, decision = look(province, draft_id)
    take(province, draft_id, replace(decision, take=frozenset([side.comparison.changed[0].new.key])))
    assert [o.due_on for o in province.obligations(plan_id)] == [LATER, DUE]


def test_a_whole_document_gives_the_plan_its_order_and_numbers(province: Cast) -> None:
    plan_id = province.tracked_plan(REVIEW, MONEY)
    new = item("Tổ chức hội nghị sơ kết công tác năm", "Sở Y tế", ref="V.2")
    whole = (replace(MONEY, ref="V.1"), new, replace(REVIEW, ref="V.3"))
    take(province, amended(province, plan_id, *whole, title="Triển khai công tác năm"))
    assert [(i.ref, i.text) for i in items_of(province, plan_id)] == [(i.ref, i.text) for i in whole]
    assert [o.revision for o in province.obligations(plan_id)[:2]] == [0, 0]


def test_taking_it_twice_is_refused(province: Cast) -> None:
    plan_id = province.tracked_plan(REVIEW)
    draft_id = amended(province, plan_id, item(REVIEW.text, "Sở Nội vụ", due=LATER))
    _, decision = look(province, draft_id)
    take(province, draft_id, decision)
    with pytest.raises(Refused, match="đã được nhận"):
        take(province, draft_id, decision)


def test_a_plan_that_changed_in_between_is_refused_and_nothing_is_stored(province: Cast) -> None:
    plan_id = province.tracked_plan(REVIEW)
    first = amended(province, plan_id, item(REVIEW.text, "Sở Nội vụ", due=LATER))
    second = amended(
        province, plan_id, item(REVIEW.text, "Sở Nội vụ", due=date(2026, 12, 20)), number="100/KH-UBND"
    )
    _, seen = look(province, second)
    take(province, first)
    with pytest.raises(OutOfDate, match="vừa thay đổi"):
        take(province, second, seen)
    with reading(province.engine) as session:
        assert session.get_one(Plan, second).state == "draft"
    assert province.obligations(plan_id)[0].due_on == LATER


def test_work_finished_in_between_is_seen_before_anything_is_taken(province: Cast) -> None:
    plan_id = province.tracked_plan(REVIEW)
    draft_id = amended(province, plan_id, item(REVIEW.text, "Sở Nội vụ", due=LATER))
    _, seen = look(province, draft_id)
    (row,) = province.obligations(plan_id)
    province.move(row, "acknowledged", on=ON)
    _, still = look(province, draft_id)
    assert still.stamp == seen.stamp
    province.move(province.obligations(plan_id)[0], "reported", on=ON, text="Xong.")
    with pytest.raises(OutOfDate):
        take(province, draft_id, seen)


def test_nothing_chosen_is_refused(province: Cast) -> None:
    plan_id = province.tracked_plan(REVIEW)
    draft_id = amended(province, plan_id, REVIEW)
    with pytest.raises(Refused, match="Chưa chọn"):
        take(province, draft_id)


def test_an_unsigned_document_is_refused(province: Cast) -> None:
    plan_id = province.tracked_plan(REVIEW)
    draft_id = amended(province, plan_id, item(REVIEW.text, "Sở Nội vụ", due=LATER), issued_on=None)
    with pytest.raises(Refused, match="ngày ban hành"):
        take(province, draft_id)


def test_only_a_plan_in_force_can_be_amended(province: Cast) -> None:
    first, second = province.draft(REVIEW), province.draft(MONEY)
    with (
        writing(province.engine) as session,
        pytest.raises(Refused, match="không phải kế hoạch đang được theo dõi"),
    ):
        set_amends(session, draft_id=first, plan_id=second, by="x", now=province.at(ON))


def test_the_plan_is_proposed_from_the_documents_words(province: Cast) -> None:
    plan_id = province.tracked_plan(REVIEW, number="187/KH-UBND")
    draft_id = province.draft(MONEY, title="Sửa đổi, bổ sung Kế hoạch số 187/KH-UBND", number="200/KH-UBND")
    other = province.draft(HOMES, title="Triển khai công tác khác", number="201/KH-UBND")
    with reading(province.engine) as session:
        plans = tracked_plans(session)
        found = proposal(session, session.get_one(Plan, draft_id), plans)
        assert found is not None and found.plan_id == plan_id
        assert proposal(session, session.get_one(Plan, other), plans) is None


def test_what_is_shown_beforehand_is_what_is_done(province: Cast) -> None:
    plan_id = province.tracked_plan(REVIEW, HOMES)
    draft_id = amended(
        province,
        plan_id,
        replace(
            REVIEW, owners=("Sở Y tế", "Ban chỉ đạo mới lập"), deadline=replace(REVIEW.deadline, due_on=LATER)
        ),
        item("Xây dựng phần mềm quản lý", "Trung tâm chưa ai biết"),
    )
    with reading(province.engine) as session:
        side = side_by_side(session, draft_id)
        shown = consequences(
            session, side, default_decision(side), today=ON, calendar=province.office.calendar
        ).says
    before = len(province.obligations(plan_id))
    assert take(province, draft_id) == shown
    made = len(province.obligations(plan_id)) - before
    assert f"{made} phần việc mới cho 3 cơ quan" in shown


def test_work_that_a_successor_has_stays_with_it(province: Cast) -> None:
    plan_id = province.tracked_plan(REVIEW)
    with writing(province.engine) as session:
        old, new = (agency_by_code(session, code).id or 0 for code in ("so-noi-vu", "so-tai-chinh"))
        replace_agency(
            session,
            old,
            new,
            on=date(2026, 11, 5),
            by="x",
            now=province.at(ON),
            today=ON,
            calendar=province.office.calendar,
            ladder=province.office.ladder,
        )
    draft_id = amended(province, plan_id, item(REVIEW.text, "Sở Tài chính", due=LATER))
    side, _ = look(province, draft_id)
    assert [p.changed for p in side.comparison.changed] == [("deadline",)]
    take(province, draft_id)
    (row,) = province.obligations(plan_id)
    assert (row.agency_id, row.due_on, row.status) == (new, LATER, "assigned")
    with reading(province.engine) as session:
        assert len(session.exec(select(Obligation)).all()) == 1
