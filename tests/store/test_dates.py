"""Days that the lead sets on tracked work, and the plan's way of counting reporting periods."""

from datetime import date, timedelta

import pytest

from models.assignment import Assignment
from models.draft import Rhythm
from models.errors import NotFound, Refused
from models.obligation import Obligation
from models.plan import Plan
from rules.standing import silent_days
from store import obligations, plans
from store.boards import Filters, obligation_rows
from store.database import reading, writing
from store.dates import dateless_shares, set_day, set_report_periods
from store.moving import Act
from store.obligation_rows import ObligationRow
from tasks.reminding import top_up_occurrences
from tests.cast import ISSUED_ON, Cast, item

ON = date(2026, 11, 10)
DAY = date(2026, 11, 30)


def act(cast: Cast, on: date = ON) -> Act:
    return Act("chuyên viên", "lead", cast.at(on), on, cast.office.calendar, cast.office.ladder)


def give(cast: Cast, plan_id: int, *rows: Obligation, day: date = DAY, on: date = ON) -> int:
    with writing(cast.engine) as session:
        return set_day(
            session, plan_id=plan_id, obligation_ids=[r.id or 0 for r in rows], due_on=day, act=act(cast, on)
        )


def shown(cast: Cast, plan_id: int) -> list[ObligationRow]:
    with reading(cast.engine) as session:
        rows = obligation_rows(session, today=ON, filters=Filters(plan_id=plan_id))
    return sorted(rows, key=lambda r: r.obligation_id)


def only_item(cast: Cast, plan_id: int) -> Assignment:
    with reading(cast.engine) as session:
        return plans.draft_items(session, plan_id)[0].assignment


@pytest.fixture
def plan_id(cast: Cast) -> int:
    cast.settle_province()
    return cast.tracked_plan(item("Kiện toàn ban chỉ đạo", "Sở Nội vụ", "Sở Tài chính"))


def test_the_lead_gives_undated_work_a_day_for_all_its_agencies(cast: Cast, plan_id: int) -> None:
    assert [o.kind for o in cast.obligations(plan_id)] == ["undated", "undated"]
    assert give(cast, plan_id, *cast.obligations(plan_id)) == 2
    for one in cast.obligations(plan_id):
        assert (one.kind, one.due_on, one.first_due_on, one.revision) == ("dated", DAY, DAY, 1)
    assert {(r.provenance, r.standing.name) for r in shown(cast, plan_id)} == {("lead", "upcoming")}
    row = only_item(cast, plan_id)
    assert (row.due_on, row.deadline_kind, row.provenance) == (DAY, "date", "lead")
    with reading(cast.engine) as session:
        told = obligations.history(session, cast.obligations(plan_id)[0].id or 0)[-1]
    assert (told.why, told.due_on, told.kind) == ("cơ quan chủ trì ấn định hạn 30/11/2026", DAY, "dated")


def test_a_day_for_chosen_agencies_is_theirs_alone(cast: Cast, plan_id: int) -> None:
    first, second = cast.obligations(plan_id)
    give(cast, plan_id, first)
    assert [(r.due_on, r.provenance) for r in shown(cast, plan_id)] == [(DAY, "lead"), (None, "none")]
    assert (only_item(cast, plan_id).due_on, only_item(cast, plan_id).provenance) == (None, "none")
    later = date(2026, 12, 15)
    give(cast, plan_id, second, day=later)
    assert [(r.due_on, r.provenance) for r in shown(cast, plan_id)] == [(DAY, "lead"), (later, "lead")]
    assert only_item(cast, plan_id).due_on is None


def test_the_agency_is_reminded_of_the_day_from_then_on(cast: Cast, plan_id: int) -> None:
    for day in (ISSUED_ON, date(2026, 11, 5), ON):
        cast.look(day)
    (owed, *_) = cast.obligations(plan_id)
    give(cast, plan_id, owed)
    assert owed.id in dict(cast.look(date(2026, 11, 11)))
    assert dict(cast.look(date(2026, 11, 16)))[owed.id or 0] == "before-10"


@pytest.mark.parametrize(
    ("day", "said"),
    [(date(2026, 11, 9), "đã qua"), (date(26, 11, 30), "không hợp lý")],
)
def test_no_day_in_the_past_is_set(cast: Cast, plan_id: int, day: date, said: str) -> None:
    with pytest.raises(Refused, match=said):
        give(cast, plan_id, *cast.obligations(plan_id), day=day)
    assert all(o.due_on is None for o in cast.obligations(plan_id))


def test_today_may_be_the_day(cast: Cast, plan_id: int) -> None:
    assert give(cast, plan_id, *cast.obligations(plan_id), day=ON) == 2


def test_one_that_cannot_have_a_day_keeps_all_from_it(cast: Cast, plan_id: int) -> None:
    first, second = cast.obligations(plan_id)
    cast.finish(first, on=ON)
    with pytest.raises(Refused, match="đã đóng"):
        give(cast, plan_id, first, second)
    assert cast.obligations(plan_id)[1].due_on is None
    with reading(cast.engine) as session:
        open_ones = dateless_shares(session, plan_id, [first.assignment_id])
    assert [o.id for o in open_ones] == [second.id]
    give(cast, plan_id, second)
    assert only_item(cast, plan_id).due_on == DAY, "what is finished does not keep the item from its day"


def test_a_day_that_stands_is_moved_by_an_extension_only(cast: Cast, plan_id: int) -> None:
    give(cast, plan_id, *cast.obligations(plan_id))
    with pytest.raises(Refused, match="chỉ đổi bằng gia hạn"):
        give(cast, plan_id, *cast.obligations(plan_id), day=date(2026, 12, 31))


def test_an_ongoing_duty_gets_no_last_day(cast: Cast) -> None:
    cast.settle_province()
    plan_id = cast.tracked_plan(item("Theo dõi, hướng dẫn", "Sở Nội vụ", kind="ongoing"))
    with pytest.raises(Refused, match="thường xuyên"):
        give(cast, plan_id, *cast.obligations(plan_id))


def test_work_that_waits_for_an_event_may_be_given_a_day_instead(cast: Cast) -> None:
    cast.settle_province()
    plan_id = cast.tracked_plan(item("Góp ý dự thảo", "Sở Nội vụ", kind="event"))
    give(cast, plan_id, *cast.obligations(plan_id))
    (owed,) = cast.obligations(plan_id)
    assert (owed.kind, owed.due_on) == ("dated", DAY)
    assert shown(cast, plan_id)[0].provenance == "lead"


def test_only_the_plans_own_work_and_only_in_force(cast: Cast, plan_id: int) -> None:
    other = cast.tracked_plan(item("Việc khác", "Sở Nội vụ"))
    with pytest.raises(NotFound):
        give(cast, other, *cast.obligations(plan_id))
    with pytest.raises(NotFound):
        give(cast, plan_id)
    draft = cast.draft(item("Dự thảo", "Sở Nội vụ"))
    with pytest.raises(Refused, match="kế hoạch đang theo dõi"):
        give(cast, draft, *cast.obligations(plan_id))


def periods(cast: Cast, plan_id: int, to: str) -> None:
    with writing(cast.engine) as session:
        set_report_periods(session, plan_id=plan_id, periods=to, by="chuyên viên", now=cast.at(ON))


def test_a_plan_counts_its_periods_as_chosen_at_review(cast: Cast) -> None:
    cast.settle_province()
    plan_id = cast.draft(item("Báo cáo hằng tháng", "Sở Nội vụ", rhythm=Rhythm("month")))
    periods(cast, plan_id, "nd09")
    cast.activate(plan_id)
    # 14/11/2026 is a Saturday.
    assert [(r.due_on, r.period) for r in shown(cast, plan_id)] == [
        (date(2026, 11, 16), "kỳ báo cáo tháng 11/2026: 15/10–14/11"),
        (date(2026, 12, 14), "kỳ báo cáo tháng 12/2026: 15/11–14/12"),
    ]


def test_a_later_choice_counts_for_occurrences_not_yet_made(cast: Cast) -> None:
    cast.settle_province()
    plan_id = cast.tracked_plan(item("Báo cáo hằng quý", "Sở Nội vụ", rhythm=Rhythm("quarter")))
    made = [o.due_on for o in cast.obligations(plan_id)]
    assert made == [date(2026, 12, 31), date(2027, 3, 31)]
    periods(cast, plan_id, "nd09")
    day = date(2027, 4, 1)
    top_up_occurrences(cast.engine, cast.office, as_of=day, now=cast.at(day))
    assert [o.due_on for o in cast.obligations(plan_id)] == [*made, date(2027, 6, 14), date(2027, 9, 14)]
    assert [r.period for r in shown(cast, plan_id)] == [
        "kỳ báo cáo quý IV/2026: 01/10–31/12",
        "kỳ báo cáo quý I/2027: 01/01–31/03",
        "kỳ báo cáo quý II/2027: 15/03–14/06",
        "kỳ báo cáo quý III/2027: 15/06–14/09",
    ]


def test_a_choice_that_is_none_is_refused(cast: Cast, plan_id: int) -> None:
    with pytest.raises(Refused, match="Chưa chọn cách tính"):
        periods(cast, plan_id, "lunar")
    with writing(cast.engine) as session:
        plan = session.get_one(Plan, plan_id)
        plan.state = "closed"
        session.add(plan)
    with pytest.raises(Refused, match="không còn được theo dõi"):
        periods(cast, plan_id, "nd09")


def test_an_agency_whose_work_was_withdrawn_gets_no_further_occurrence(cast: Cast) -> None:
    cast.settle_province()
    plan_id = cast.tracked_plan(item("Báo cáo", "Sở Nội vụ", "Sở Tài chính", rhythm=Rhythm("month", day=20)))
    for one in cast.obligations(plan_id, "Sở Tài chính"):
        cast.move(one, "withdrawn", on=ON, by="lead", why="chuyển việc")
    top_up_occurrences(cast.engine, cast.office, as_of=date(2026, 11, 21), now=cast.at(date(2026, 11, 21)))
    assert len(cast.obligations(plan_id, "Sở Nội vụ")) == 3
    assert len(cast.obligations(plan_id, "Sở Tài chính")) == 2


def test_the_list_of_silent_duties_is_that_of_the_rule(cast: Cast) -> None:
    cast.settle_province()
    first = cast.tracked_plan(item("Theo dõi", "Sở Nội vụ", "Sở Tài chính", kind="ongoing"), on=ISSUED_ON)
    late = cast.tracked_plan(item("Tuyên truyền", "Sở Nội vụ", kind="ongoing"), on=date(2026, 11, 20))
    undated = cast.tracked_plan(item("Kiện toàn", "Sở Nội vụ"))
    cast.move(cast.obligations(first)[0], "in_progress", on=date(2026, 11, 20), text="Vẫn làm.")
    for today in (date(2026, 12, 1), date(2026, 12, 2), date(2026, 12, 19), date(2026, 12, 20)):
        with reading(cast.engine) as session:
            rows = obligation_rows(session, today=today)
            listed = obligation_rows(
                session, today=today, filters=Filters(silent_since=today - timedelta(days=30))
            )
        by_rule = {
            r.obligation_id
            for r in rows
            if silent_days(
                kind=r.kind,
                status=r.status,
                due_on=r.due_on,
                reported_on=r.reported_on,
                assigned_on=r.assigned_on,
                today=today,
                after=30,
            )
        }
        assert {r.obligation_id for r in listed} == by_rule
    assert {r.plan_id for r in listed} == {first, late} and undated not in {r.plan_id for r in listed}
