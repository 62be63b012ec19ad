"""A changed calendar or ladder plans the open looks anew, once, and moves no due day."""

import threading
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from config.office import Office, load_office
from config.settings import SHIPPED, Settings
from models.errors import BadSettings, Refused
from models.journal import AuditEvent
from models.plan import Plan
from models.reminder import Reminder
from models.running import Marker
from store.database import reading, writing
from store.looking import look_instant
from store.replanning import replan_if_changed, set_plan_ladder
from tasks.reminding import claim_reminders
from tests.cast import ISSUED_ON, Cast, item

DUE = date(2026, 11, 20)
# Three working days before the due day, and what a notice makes a day off.
STEP, HOLIDAY = date(2026, 11, 17), date(2026, 11, 19)
MADE_UP = date(2026, 11, 21)
NOTICE = f"""
[[entry]]
day = {HOLIDAY}
working = false
name = "Nghỉ bù theo thông báo"
source = "Thông báo 12/TB"
confirmed = true

[[entry]]
day = {MADE_UP}
working = true
name = "Làm bù"
source = "Thông báo 12/TB"
confirmed = true
"""


@pytest.fixture
def province(cast: Cast) -> Cast:
    cast.settle_province()
    return cast


def office_with(folder: Path, *, notice: str = "", ladder: str = "") -> Office:
    """Return an office whose own files say more than the shipped ones."""
    shipped = (SHIPPED / "holidays.toml").read_text("utf-8")
    (folder / "holidays.toml").write_text(shipped + notice, "utf-8")
    if ladder:
        (folder / "ladder.toml").write_text(ladder, "utf-8")
    return load_office(Settings(_env_file=None, config_dir=folder))


def begin(cast: Cast) -> int:
    plan_id = cast.tracked_plan(
        item("Sắp đến hạn", "Sở Nội vụ", due=DUE),
        item("Xa", "Sở Tài chính", due=date(2027, 6, 30)),
        item("Xong", "Sở Y tế", due=DUE),
    )
    cast.finish(cast.obligations(plan_id, "Sở Y tế")[0], on=ISSUED_ON)
    for day in (ISSUED_ON, date(2026, 11, 13)):
        claim_reminders(cast.engine, cast.office, as_of=day)
    return plan_id


def test_after_a_late_notice_the_step_moves_and_no_due_day_does(province: Cast, tmp_path: Path) -> None:
    plan_id = begin(province)
    before = province.obligations(plan_id)
    assert before[0].next_look_at == look_instant(STEP)
    office = office_with(tmp_path, notice=NOTICE)
    assert claim_reminders(province.engine, office, as_of=date(2026, 11, 16)) == 1
    after = province.obligations(plan_id)
    assert [(o.due_on, o.first_due_on, o.revision) for o in after] == [
        (o.due_on, o.first_due_on, o.revision) for o in before
    ]
    # The third working day before the due day is now the 16th, and it was made good on that day.
    with reading(province.engine) as session:
        last = session.exec(select(Reminder).order_by(col(Reminder.id).desc())).first()
        noted = session.exec(select(AuditEvent).where(AuditEvent.what == "office.rules-changed")).one()
    assert last is not None
    assert (last.rule, last.step_on) == ("before-3", date(2026, 11, 16))
    assert noted.detail == {"as_of": "2026-11-16", "moved": 1}


def test_a_made_up_saturday_is_reminded_on(province: Cast, tmp_path: Path) -> None:
    plan_id = begin(province)
    office = office_with(tmp_path, notice=NOTICE)
    for day in (date(2026, 11, 16), DUE, MADE_UP):
        claim_reminders(province.engine, office, as_of=day)
    with reading(province.engine) as session:
        mine = select(Reminder).where(Reminder.obligation_id == province.obligations(plan_id)[0].id)
        told = [(r.rule, r.looked_on) for r in session.exec(mine.order_by(col(Reminder.id)))]
    assert told[-2:] == [("due-day", DUE), ("overdue", MADE_UP)]


def test_the_same_files_plan_nothing_and_are_noted_once(province: Cast) -> None:
    begin(province)
    with reading(province.engine) as session:
        marker = session.get_one(Marker, "office.rules")
        assert marker.value == province.office.fingerprint
        assert session.exec(select(AuditEvent).where(AuditEvent.what == "office.rules-changed")).all() == []
    now = province.at(date(2026, 11, 16))
    assert replan_if_changed(province.engine, province.office, today=date(2026, 11, 16), now=now) == 0
    with reading(province.engine) as session:
        assert session.get_one(Marker, "office.rules").at == marker.at


def test_a_changed_ladder_makes_good_what_has_passed_since_the_last_look(
    province: Cast, tmp_path: Path
) -> None:
    plan_id = begin(province)
    office = office_with(tmp_path, ladder="before = [4]")
    assert claim_reminders(province.engine, office, as_of=date(2026, 11, 18)) == 1
    with reading(province.engine) as session:
        last = session.exec(select(Reminder).order_by(col(Reminder.id).desc())).first()
    assert last is not None
    assert (last.obligation_id, last.rule, last.step_on) == (
        province.obligations(plan_id)[0].id,
        "before-4",
        date(2026, 11, 16),
    )


def test_leaders_are_not_told_again_because_a_calendar_has_moved_their_day(
    province: Cast, tmp_path: Path
) -> None:
    province.tracked_plan(item("A", "Sở Nội vụ", due=DUE))
    day, last = ISSUED_ON, date(2026, 11, 30)
    while day <= last:
        claim_reminders(province.engine, province.office, as_of=day)
        day += timedelta(days=1)
    notice = NOTICE.replace(str(HOLIDAY), "2026-11-26").replace(str(MADE_UP), "2027-02-13")
    office = office_with(tmp_path, notice=notice)
    for n in range(1, 15):
        claim_reminders(province.engine, office, as_of=last + timedelta(days=n))
    with reading(province.engine) as session:
        rules = [r.rule for r in session.exec(select(Reminder))]
    assert rules.count("escalate-head") == 1
    assert rules.count("escalate-lead") == 1


def test_two_mornings_after_a_change_plan_and_claim_once(province: Cast, tmp_path: Path) -> None:
    begin(province)
    office = office_with(tmp_path, notice=NOTICE)
    both = threading.Barrier(2)
    made: list[int] = []

    def live() -> None:
        both.wait()
        made.append(claim_reminders(province.engine, office, as_of=date(2026, 11, 16)))

    threads = [threading.Thread(target=live) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sum(made) == 1


def set_ladder(cast: Cast, plan_id: int, overrides: dict[str, object] | None) -> Plan:
    with writing(cast.engine) as session:
        return set_plan_ladder(
            session,
            plan_id=plan_id,
            overrides=overrides,
            by="chuyên viên",
            now=cast.at(date(2026, 11, 14)),
            calendar=cast.office.calendar,
            ladder=cast.office.ladder,
        )


def test_a_plans_own_rungs_move_its_looks_and_no_others(province: Cast) -> None:
    plan_id = begin(province)
    other = province.tracked_plan(item("Khác", "Sở Nội vụ", due=DUE), on=ISSUED_ON)
    claim_reminders(province.engine, province.office, as_of=date(2026, 11, 13))
    untouched = province.obligations(other)[0].next_look_at
    set_ladder(province, plan_id, {"before": [2]})
    assert province.obligations(plan_id)[0].next_look_at == look_instant(date(2026, 11, 18))
    assert province.obligations(other)[0].next_look_at == untouched
    # What people do later keeps to the plan's rungs.
    moved = province.move(province.obligations(plan_id)[0], "acknowledged", on=date(2026, 11, 14))
    assert moved.next_look_at == look_instant(date(2026, 11, 18))
    set_ladder(province, plan_id, None)
    assert province.obligations(plan_id)[0].next_look_at == look_instant(STEP)


def test_rungs_that_are_none_change_nothing(province: Cast) -> None:
    plan_id = begin(province)
    with pytest.raises(BadSettings, match="overdue_every"):
        set_ladder(province, plan_id, {"overdue_every": 0})
    with reading(province.engine) as session:
        assert session.get_one(Plan, plan_id).ladder is None


def test_a_closed_plan_keeps_its_ladder(province: Cast) -> None:
    plan_id = begin(province)
    with writing(province.engine) as session:
        session.get_one(Plan, plan_id).state = "closed"
    with pytest.raises(Refused, match="không còn được theo dõi"):
        set_ladder(province, plan_id, {"before": [2]})
