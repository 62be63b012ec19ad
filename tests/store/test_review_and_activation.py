"""A draft notifies nobody; activation makes one obligation per agency."""

from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import select

from models.agency import Agency, AgencySuccessor, Contact
from models.draft import Deadline, Rhythm
from models.errors import BadDocument, NotFound, Refused
from models.journal import StatusChange
from models.obligation import Obligation
from models.reminder import Message, Reminder
from rules.deadline import read_deadline
from store import plans, registry
from store.database import reading, writing
from store.drafts import rematch_drafts
from store.hindrances import problems
from tests.cast import ISSUED_ON, Cast, item

NEXT_MONTH = date(2026, 12, 15)


@pytest.fixture
def province(cast: Cast) -> Cast:
    cast.settle_province()
    return cast


def stops(cast: Cast, plan_id: int) -> list[str]:
    with reading(cast.engine) as session:
        return [p.sentence for p in problems(session, plan_id, today=ISSUED_ON) if p.severity == "stop"]


def asks(cast: Cast, plan_id: int) -> str:
    with reading(cast.engine) as session:
        found = problems(session, plan_id, today=ISSUED_ON)
    return " ".join(p.sentence for p in found if p.severity == "ask")


def test_a_draft_makes_no_obligation_and_no_message(province: Cast) -> None:
    province.draft(item("Rà soát", due=date(2026, 11, 3)))
    assert province.look(date(2026, 11, 30)) == []
    with reading(province.engine) as session:
        assert session.exec(select(Obligation)).all() == []
        assert session.exec(select(Reminder)).all() == []
        assert session.exec(select(Message)).all() == []


def test_activation_makes_one_obligation_per_agency_and_a_journal_row_each(province: Cast) -> None:
    plan_id = province.draft(
        item("Chung", "Sở Y tế", "Sở Nội vụ", due=NEXT_MONTH), item("Riêng", "Sở Tài chính", due=NEXT_MONTH)
    )
    assert province.activate(plan_id) == 3
    rows = province.obligations(plan_id)
    assert {(r.kind, r.due_on, r.first_due_on, r.status) for r in rows} == {
        ("dated", NEXT_MONTH, NEXT_MONTH, "assigned")
    }
    with reading(province.engine) as session:
        assert len(session.exec(select(StatusChange)).all()) == 3


def test_an_opened_group_becomes_one_obligation_per_member(province: Cast) -> None:
    plan_id = province.draft(item("Báo cáo", "UBND các xã, phường", due=NEXT_MONTH))
    province.open_groups(plan_id)
    assert province.activate(plan_id) == 3
    assert all(r.group_id for r in province.obligations(plan_id))


def test_a_closed_group_is_one_addressee_and_the_review_says_so(province: Cast) -> None:
    plan_id = province.draft(item("Báo cáo", "UBND các xã, phường", due=NEXT_MONTH))
    assert "chưa được mở ra" in asks(province, plan_id)
    assert province.activate(plan_id) == 1


def test_an_agency_named_alone_and_through_a_group_owes_once(province: Cast) -> None:
    plan_id = province.draft(item("Báo cáo", "UBND xã An Bình", "UBND các xã, phường", due=NEXT_MONTH))
    province.open_groups(plan_id)
    assert province.activate(plan_id) == 3


def test_a_body_that_nobody_knows_is_tracked_and_marked_unconfirmed(province: Cast) -> None:
    plan_id = province.draft(item("Báo cáo", "Chi cục Lạ", due=NEXT_MONTH))
    assert province.activate(plan_id) == 1
    assert province.obligations(plan_id, "Chi cục Lạ")


def test_many_items_get_one_due_day_at_once_and_remember_who_set_it(province: Cast) -> None:
    plan_id = province.draft(item("A"), item("B"), item("C", due=NEXT_MONTH))
    assert "2 nhiệm vụ chưa có thời hạn" in asks(province, plan_id)
    with writing(province.engine) as session:
        ids = [i.assignment.id or 0 for i in plans.draft_items(session, plan_id)[:2]]
        day = date(2026, 11, 30)
        now = province.at(ISSUED_ON)
        assert plans.set_due(session, plan_id=plan_id, assignment_ids=ids, due_on=day, by="x", now=now) == 2
    with reading(province.engine) as session:
        rows = [i.assignment for i in plans.draft_items(session, plan_id)]
    assert [(r.due_on, r.provenance) for r in rows] == [(day, "lead"), (day, "lead"), (NEXT_MONTH, "item")]


def test_a_due_day_before_the_day_of_issue_is_refused(province: Cast) -> None:
    plan_id = province.draft(item("A"))
    with writing(province.engine) as session:
        ids = [i.assignment.id or 0 for i in plans.draft_items(session, plan_id)]
        with pytest.raises(Refused, match="trước ngày ban hành 02/11/2026"):
            plans.set_due(
                session,
                plan_id=plan_id,
                assignment_ids=ids,
                due_on=date(2026, 11, 1),
                by="x",
                now=province.at(ISSUED_ON),
            )


def test_items_of_another_plan_cannot_be_touched(province: Cast) -> None:
    mine, other = province.draft(item("A")), province.draft(item("B"))
    with writing(province.engine) as session:
        foreign = [i.assignment.id or 0 for i in plans.draft_items(session, other)]
        with pytest.raises(NotFound):
            plans.drop_items(
                session, plan_id=mine, assignment_ids=foreign, by="x", now=province.at(ISSUED_ON)
            )


def test_a_dropped_item_stays_readable_and_is_not_activated(province: Cast) -> None:
    plan_id = province.draft(item("A", due=NEXT_MONTH), item("B", due=NEXT_MONTH))
    with writing(province.engine) as session:
        first = plans.draft_items(session, plan_id)[0].assignment.id or 0
        plans.drop_items(session, plan_id=plan_id, assignment_ids=[first], by="x", now=province.at(ISSUED_ON))
    assert province.activate(plan_id) == 1
    with reading(province.engine) as session:
        assert len(plans.draft_items(session, plan_id)) == 2


@pytest.mark.parametrize(
    ("draft", "sentence"),
    [
        ({"issued_on": None}, "Chưa có ngày ban hành"),
        ({"lead": None}, "Chưa rõ cơ quan thường trực"),
    ],
)
def test_an_unsigned_or_leaderless_draft_is_not_activated(
    province: Cast, draft: dict[str, None], sentence: str
) -> None:
    plan_id = province.draft(item("A", due=NEXT_MONTH), **draft)  # type: ignore[arg-type]
    assert any(sentence in s for s in stops(province, plan_id))
    with pytest.raises(Refused, match=sentence):
        province.activate(plan_id)
    assert province.obligations(plan_id) == []


def test_activating_twice_is_refused(province: Cast) -> None:
    plan_id = province.tracked_plan(item("A", due=NEXT_MONTH))
    with pytest.raises(Refused, match="đã được kích hoạt"):
        province.activate(plan_id)


def test_the_same_bytes_are_not_tracked_twice(province: Cast) -> None:
    province.draft(item("A"), number="1/KH-UBND")
    with pytest.raises(BadDocument, match="đã có trong hệ thống"):
        province.draft(item("A"), number="1/KH-UBND")


def test_a_rhythm_becomes_occurrences_ahead_within_the_plans_period(province: Cast) -> None:
    monthly = Rhythm("month", day=20, before=True)
    plan_id = province.tracked_plan(
        item("Báo cáo tháng", "Sở Nội vụ", rhythm=monthly), period=(ISSUED_ON, date(2026, 12, 31))
    )
    assert [r.due_on for r in province.obligations(plan_id)] == [date(2026, 11, 19), date(2026, 12, 19)]


def test_the_lead_may_not_edit_items_after_activation(province: Cast) -> None:
    plan_id = province.tracked_plan(item("A", due=NEXT_MONTH))
    with pytest.raises(Refused, match="đã kích hoạt"), writing(province.engine) as session:
        plans.edit_plan(session, plan_id=plan_id, by="x", now=province.at(ISSUED_ON), number="9/KH")


def test_a_rhythm_of_two_days_a_year_is_activated_with_both(province: Cast) -> None:
    phrase = "trước ngày 10/6 và 10/12 hằng năm"
    read = read_deadline(phrase, issued_on=ISSUED_ON, event_on=None, calendar=province.office.calendar)
    plan_id = province.tracked_plan(item("Báo cáo", "Sở Nội vụ", rhythm=read.rhythm))
    owed = province.obligations(plan_id)
    assert [r.due_on for r in owed] == [date(2026, 12, 9), date(2027, 6, 9)]
    assert [r.status for r in owed] == ["assigned", "acknowledged"]


def test_changing_the_plans_own_days_moves_the_days_that_hang_on_them(province: Cast) -> None:
    """A setting per plan says whether "trước ngày X" counts X; what a person set stays."""
    read = read_deadline(
        "trước ngày 20/12/2026", issued_on=ISSUED_ON, event_on=None, calendar=province.office.calendar
    )
    ahead = Deadline(kind="event", raw="trước 03 ngày diễn ra Hội nghị", provenance="item")
    plan_id = province.draft(
        replace(item("A"), deadline=read), replace(item("B"), deadline=ahead), item("C", due=NEXT_MONTH)
    )

    def days() -> list[date | None]:
        with reading(province.engine) as session:
            return [i.assignment.due_on for i in plans.draft_items(session, plan_id)]

    assert days() == [date(2026, 12, 19), None, NEXT_MONTH]
    with writing(province.engine) as session:
        plans.edit_plan(
            session,
            plan_id=plan_id,
            by="x",
            now=province.at(ISSUED_ON),
            calendar=province.office.calendar,
            before_is_inclusive=True,
            event_on=date(2026, 12, 10),
        )
    assert days() == [date(2026, 12, 20), date(2026, 12, 7), NEXT_MONTH]


def test_a_name_that_two_bodies_bear_stops_the_activation(province: Cast) -> None:
    with writing(province.engine) as session:
        registry.load_registry(
            session,
            'agencies = [{code = "a", name = "UBND xã Tân Lập"}, {code = "b", name = "UBND xã Tân Lập"}]',
        )
    plan_id = province.draft(item("Báo cáo", "UBND xã Tân Lập", due=NEXT_MONTH))
    assert any("cùng tên “UBND xã Tân Lập”" in s for s in stops(province, plan_id))
    with pytest.raises(Refused, match="cùng tên"):
        province.activate(plan_id)


def test_a_registry_loaded_after_the_document_still_opens_its_groups(cast: Cast) -> None:
    plan_id = cast.draft(item("Báo cáo", "UBND các xã, phường", due=NEXT_MONTH))
    assert "chưa có trong danh bạ" in asks(cast, plan_id)
    cast.settle_province()
    with writing(cast.engine) as session:
        assert rematch_drafts(session) == 1
    cast.open_groups(plan_id)
    assert cast.activate(plan_id) == 3


def test_agencies_that_no_letter_reaches_are_named_before_activation(province: Cast) -> None:
    with writing(province.engine) as session:
        for contact in session.exec(select(Contact)):
            contact.is_active = False
            session.add(contact)
    plan_id = province.draft(item("Báo cáo", "Sở Nội vụ", due=NEXT_MONTH))
    said = asks(province, plan_id)
    assert "sẽ không nhận được thư: Sở Nội vụ" in said
    assert "Cơ quan thường trực chưa có địa chỉ liên hệ" in said


def test_changing_an_items_owners_leaves_its_opened_group_open(province: Cast) -> None:
    plan_id = province.draft(item("Báo cáo", "UBND các xã, phường", due=NEXT_MONTH))
    province.open_groups(plan_id)
    with writing(province.engine) as session:
        only = plans.draft_items(session, plan_id)[0].assignment.id or 0
        plans.edit_item(
            session,
            plan_id=plan_id,
            assignment_id=only,
            by="x",
            now=province.at(ISSUED_ON),
            owners=["UBND các xã, phường", "Sở Y tế"],
        )
    assert province.activate(plan_id) == 4


def test_bodies_of_an_old_plan_that_are_no_more_are_named_with_who_took_over(province: Cast) -> None:
    with writing(province.engine) as session:
        old, heir = (
            session.exec(select(Agency).where(Agency.name == name)).one()
            for name in ("UBND xã An Bình", "UBND xã Bình Minh")
        )
        old.valid_to = ISSUED_ON
        session.add(AgencySuccessor(agency_id=old.id or 0, successor_id=heir.id or 0))
    plan_id = province.draft(item("Báo cáo", "UBND xã An Bình", "Sở Nội vụ", due=NEXT_MONTH))
    with reading(province.engine) as session:
        said = [
            " ".join(p.sentence for p in problems(session, plan_id, today=day))
            for day in (ISSUED_ON, NEXT_MONTH)
        ]
    assert "Đã kết thúc hoạt động" not in said[0]
    assert "Đã kết thúc hoạt động: UBND xã An Bình (nay là UBND xã Bình Minh). Việc sẽ đứng tên" in said[1]
