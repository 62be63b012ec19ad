"""Work that waits for an event: the officer records its day, and the due days follow."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session, select

from models.assignment import Assignment
from models.draft import Deadline, DraftItem
from models.errors import NotFound, Refused
from models.journal import AuditEvent
from store import extensions, obligations, plans
from store.boards import Filters, obligation_rows
from store.database import reading, writing
from store.event_days import Recorded, event_groups, proposed_day, record_event
from store.moving import Act
from tests.cast import ISSUED_ON, Cast, item

EVENT_ON = date(2026, 11, 9)
# Five working days after Monday 09/11.
DUE = date(2026, 11, 16)
ON = date(2026, 11, 10)
RECEIPT = "trong vòng 05 ngày làm việc kể từ ngày nhận được hướng dẫn"


def waiting(text: str, *owners: str, raw: str = RECEIPT, ref: str = "IV.1") -> DraftItem:
    deadline = Deadline(kind="event", raw=raw, provenance="item")
    return DraftItem(ref=ref, text=text, owners=owners or ("Sở Nội vụ",), deadline=deadline, lines=(1, 1))


def act(cast: Cast, on: date = ON) -> Act:
    return Act("chuyên viên", "lead", cast.at(on), on, cast.office.calendar, cast.office.ladder)


def items_of(session: Session, plan_id: int) -> list[Assignment]:
    return [i.assignment for i in plans.draft_items(session, plan_id)]


def record(
    cast: Cast,
    plan_id: int,
    event_on: date = EVENT_ON,
    *,
    days: list[date | None] | None = None,
    on: date = ON,
) -> Recorded:
    """Record the event's day for all items, with the proposed due days unless others are given."""
    with writing(cast.engine) as session:
        rows = items_of(session, plan_id)
        told = days or [proposed_day(r, event_on=event_on, calendar=cast.office.calendar) for r in rows]
        return record_event(
            session,
            plan_id=plan_id,
            event_on=event_on,
            days={r.id or 0: day for r, day in zip(rows, told, strict=True)},
            act=act(cast, on),
        )


@pytest.fixture
def plan_id(cast: Cast) -> int:
    cast.settle_province()
    return cast.tracked_plan(waiting("Rà soát danh sách", "Sở Nội vụ", "Sở Tài chính"))


def test_work_waits_until_the_day_of_its_event_is_recorded(cast: Cast, plan_id: int) -> None:
    (first, _) = cast.obligations(plan_id)
    assert (first.kind, first.due_on, first.first_due_on) == ("event", None, None)
    assert record(cast, plan_id) == Recorded(items=1, shares=2, kept=0)
    for one in cast.obligations(plan_id):
        assert (one.kind, one.due_on, one.first_due_on, one.revision) == ("event", DUE, DUE, 1)
    with reading(cast.engine) as session:
        (item,) = items_of(session, plan_id)
        (row, _) = obligation_rows(session, today=ON, filters=Filters(plan_id=plan_id))
        told = obligations.history(session, first.id or 0)[-1]
        audit = session.exec(select(AuditEvent).where(AuditEvent.what == "plan.event-recorded")).one()
    assert (item.event_on, item.due_on, item.provenance) == (EVENT_ON, DUE, "event")
    assert "Điều 147 khoản 2" in item.deadline_law
    assert (row.provenance, row.event_on, row.standing.name) == ("event", EVENT_ON, "due_soon")
    assert told.why == "sự kiện ngày 09/11/2026: hạn 16/11/2026"
    assert (told.from_status, told.to_status, told.due_on, told.actor_role) == (
        "assigned",
        "assigned",
        DUE,
        "lead",
    )
    assert audit.detail["shares"] == 2


def test_the_agency_is_told_of_the_day_the_next_working_morning_and_urged_until_it(
    cast: Cast, plan_id: int
) -> None:
    for day in (ISSUED_ON, date(2026, 11, 3), date(2026, 11, 5), ON):
        cast.look(day)
    record(cast, plan_id)
    told: dict[date, set[str]] = {}
    for n in range(1, 10):
        day = ON + timedelta(days=n)
        told[day] = {rule for _, rule in cast.look(day)}
    assert told[date(2026, 11, 11)], "told on the next working morning"
    assert told[DUE] == {"due-day"} and told[date(2026, 11, 17)] == {"overdue"}


def test_an_officer_may_choose_another_day_than_the_proposed_one(cast: Cast, plan_id: int) -> None:
    record(cast, plan_id, days=[date(2026, 11, 20)])
    assert {o.due_on for o in cast.obligations(plan_id)} == {date(2026, 11, 20)}


def test_a_phrase_without_a_length_needs_a_day_from_the_officer(cast: Cast) -> None:
    cast.settle_province()
    plan_id = cast.tracked_plan(waiting("Triển khai ngay", raw="ngay sau khi có chỉ đạo"))
    with pytest.raises(Refused, match="chưa có hạn"):
        record(cast, plan_id)
    assert cast.obligations(plan_id)[0].due_on is None
    record(cast, plan_id, days=[date(2026, 11, 12)])
    assert cast.obligations(plan_id)[0].due_on == date(2026, 11, 12)


def test_a_day_recorded_wrongly_is_put_right_and_the_first_due_day_stays(cast: Cast, plan_id: int) -> None:
    record(cast, plan_id)
    assert record(cast, plan_id, date(2026, 11, 11)).shares == 2
    for one in cast.obligations(plan_id):
        assert (one.due_on, one.first_due_on) == (date(2026, 11, 18), DUE)
    with reading(cast.engine) as session:
        told = [c.why for c in obligations.history(session, one.id or 0)]
    assert told[-1] == "sửa ngày sự kiện thành 11/11/2026: hạn 18/11/2026, trước là 16/11/2026"
    assert record(cast, plan_id, date(2026, 11, 11)).shares == 0, "the same day again changes nothing"


def test_what_is_finished_keeps_its_day(cast: Cast, plan_id: int) -> None:
    record(cast, plan_id)
    done, still = cast.obligations(plan_id)
    cast.finish(done, on=date(2026, 11, 12))
    assert record(cast, plan_id, date(2026, 11, 11), on=date(2026, 11, 13)).shares == 1
    days = {o.id: o.due_on for o in cast.obligations(plan_id)}
    assert days == {done.id: DUE, still.id: date(2026, 11, 18)}
    cast.finish(cast.obligations(plan_id)[1], on=date(2026, 11, 14))
    with pytest.raises(Refused, match="không còn phần việc nào đang mở"):
        record(cast, plan_id, date(2026, 11, 12), on=date(2026, 11, 16))


def test_a_day_granted_by_extension_outlives_a_correction(cast: Cast, plan_id: int) -> None:
    record(cast, plan_id)
    owed = cast.obligations(plan_id)[0]
    granted = date(2026, 12, 4)
    with writing(cast.engine) as session:
        request = extensions.ask_extension(
            session,
            obligation_id=owed.id or 0,
            proposed_on=granted,
            reason="Chờ số liệu.",
            by="đầu mối",
            now=cast.at(ON),
            today=ON,
        )
        extensions.grant_extension(
            session,
            extension_id=request.id or 0,
            granted_on=granted,
            number="9/SYT",
            by="chuyên viên",
            now=cast.at(ON),
            today=ON,
            calendar=cast.office.calendar,
            ladder=cast.office.ladder,
        )
    assert record(cast, plan_id, date(2026, 11, 11)) == Recorded(items=1, shares=1, kept=1)
    assert cast.obligations(plan_id)[0].due_on == granted


def test_at_review_the_day_is_recorded_before_the_plan_is_in_force(cast: Cast) -> None:
    cast.settle_province()
    plan_id = cast.draft(waiting("Rà soát danh sách"))
    record(cast, plan_id, on=ISSUED_ON)
    with writing(cast.engine) as session:
        # What the plan says of its own event later does not undo it.
        plans.edit_plan(
            session,
            plan_id=plan_id,
            by="chuyên viên",
            now=cast.at(ON),
            calendar=cast.office.calendar,
            event_on=date(2026, 12, 18),
        )
    cast.activate(plan_id)
    (owed,) = cast.obligations(plan_id)
    assert (owed.kind, owed.due_on, owed.first_due_on) == ("event", DUE, DUE)
    assert record(cast, plan_id, date(2026, 11, 11)).shares == 1
    assert cast.obligations(plan_id)[0].first_due_on == DUE


def test_items_of_one_event_stand_together(cast: Cast) -> None:
    cast.settle_province()
    plan_id = cast.tracked_plan(
        waiting("Góp ý", ref="IV.1"),
        waiting("Báo cáo kết quả", raw="trước 03 ngày diễn ra Hội nghị", ref="IV.2"),
        waiting("Tổng hợp", raw="chậm nhất 10 ngày kể từ ngày nhận được hướng dẫn", ref="IV.3"),
    )
    with reading(cast.engine) as session:
        groups = event_groups(session, plan_id)
    assert [(g.trigger, [i.item.ref for i in g.items]) for g in groups] == [
        ("nhận được hướng dẫn", ["IV.1", "IV.3"]),
        ("diễn ra Hội nghị", ["IV.2"]),
    ]
    assert [i.open_shares for g in groups for i in g.items] == [1, 1, 1]


def test_a_plans_own_event_day_shows_as_the_event(cast: Cast) -> None:
    cast.settle_province()
    plan_id = cast.draft(waiting("Gửi tài liệu", raw="trước 03 ngày diễn ra Hội nghị"))
    with writing(cast.engine) as session:
        plans.edit_plan(
            session,
            plan_id=plan_id,
            by="chuyên viên",
            now=cast.at(ON),
            calendar=cast.office.calendar,
            event_on=date(2026, 12, 18),
        )
    cast.activate(plan_id)
    with reading(cast.engine) as session:
        (row,) = obligation_rows(session, today=ON, filters=Filters(plan_id=plan_id))
    assert (row.due_on, row.provenance, row.event_on) == (date(2026, 12, 15), "event", date(2026, 12, 18))


def test_only_items_that_wait_for_an_event_can_be_given_one(cast: Cast, plan_id: int) -> None:

    other = cast.tracked_plan(item("Báo cáo", "Sở Nội vụ", due=date(2026, 12, 1)))
    with pytest.raises(Refused, match="không chờ sự kiện nào"):
        record(cast, other, days=[DUE])
    with pytest.raises(NotFound), writing(cast.engine) as session:
        record_event(session, plan_id=plan_id, event_on=EVENT_ON, days={999: DUE}, act=act(cast))
    with pytest.raises(Refused, match="không hợp lý"):
        record(cast, plan_id, date(26, 11, 9), days=[DUE])
    assert all(o.due_on is None for o in cast.obligations(plan_id))
