"""Composition: one digest per recipient and day, from reminders to messages, nothing lost."""

import re
import threading
from datetime import date, timedelta

import pytest
from sqlmodel import col, select

from models.agency import Agency, Contact
from models.obligation import Obligation
from models.plan import Plan
from models.reminder import Message, Reminder
from rules.civil import day_of
from rules.sending import send_from
from rules.wording_lead import TABLES, rows_each
from store.database import reading, writing
from store.links import open_link
from store.reminders import ledger
from store.unwritten import uncomposed
from tasks.composing import compose_digests
from tests.cast import ISSUED_ON, Cast, item

DUE = date(2026, 11, 20)
LATE = date(2026, 11, 23)


@pytest.fixture
def province(cast: Cast) -> Cast:
    cast.settle_province()
    return cast


def compose(cast: Cast, day: date, hour: int = 8) -> list[Message]:
    """Claim and compose on a day and return the new messages."""
    cast.look(day)
    ids = compose_digests(cast.engine, cast.settings, cast.office, today=day, now=cast.at(day, hour))
    with reading(cast.engine) as session:
        return list(session.exec(select(Message).where(col(Message.id).in_(ids)).order_by(col(Message.id))))


def to_agencies(messages: list[Message]) -> list[Message]:
    return [m for m in messages if m.kind == "agency-digest"]


def to_leads(messages: list[Message]) -> list[Message]:
    return [m for m in messages if m.kind == "lead-digest"]


def forget_contacts(cast: Cast, agency: str) -> None:
    with writing(cast.engine) as session:
        for contact in session.exec(
            select(Contact)
            .join(Agency, col(Agency.id) == col(Contact.agency_id))
            .where(Agency.name == agency)
        ):
            contact.is_active = False
            session.add(contact)


def add_contact(cast: Cast, agency: str, channel: str) -> None:
    with writing(cast.engine) as session:
        found = session.exec(select(Agency).where(Agency.name == agency)).one()
        session.add(Contact(agency_id=found.id or 0, name="Người khác", channel=channel))


def support(cast: Cast, owed: Obligation, agency: str) -> None:
    """Let an agency support what another owes, by the same day."""
    with writing(cast.engine) as session:
        found = session.exec(select(Agency).where(Agency.name == agency)).one()
        more = {"agency_id": found.id, "part": "coordinator"}
        session.add(Obligation(**owed.model_dump(exclude={"id", "agency_id", "part"}), **more))


def test_an_agency_with_many_items_of_many_plans_gets_one_digest(province: Cast) -> None:
    province.tracked_plan(item("Rà soát nhân lực", due=DUE), item("Tập huấn", due=LATE, ref="IV.2"))
    province.tracked_plan(item("Lập dự toán", due=date(2026, 12, 15), ref="V"))
    (digest,) = to_agencies(compose(province, ISSUED_ON))
    assert digest.recipient == f"contact:{digest.contact_id}"
    for told in ("Rà soát nhân lực", "Tập huấn", "Lập dự toán", "01/KH-UBND, mục IV.2", "02/KH-UBND, mục V"):
        assert told in digest.body_text
        assert told in digest.body_html
    with reading(province.engine) as session:
        assert {r.message_id for r in session.exec(select(Reminder))} == {digest.id}


def test_composing_again_on_the_same_day_writes_nothing(province: Cast) -> None:
    province.tracked_plan(item("A", "Sở Nội vụ", "Sở Tài chính", due=DUE))
    assert len(compose(province, ISSUED_ON)) == 3
    assert compose(province, ISSUED_ON) == []


def test_the_subject_counts_what_is_late_and_due(province: Cast) -> None:
    province.tracked_plan(item("A", due=DUE), item("B", due=LATE))
    (digest,) = to_agencies(compose(province, LATE))
    assert digest.subject == "[Đôn đốc] Sở Nội vụ: 1 việc quá hạn, 1 việc đến hạn hôm nay (23/11/2026)"


def test_a_body_that_is_asked_gets_softer_words(province: Cast) -> None:
    province.tracked_plan(item("A", "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh", due=DUE))
    (digest,) = to_agencies(compose(province, ISSUED_ON))
    assert "Trân trọng đề nghị" in digest.body_text
    assert "yêu cầu" not in digest.body_text.lower()


def test_the_report_link_is_the_agencys_own_and_opens(province: Cast) -> None:
    province.tracked_plan(item("A", "Sở Nội vụ", "Sở Tài chính", due=DUE))
    for digest in to_agencies(compose(province, ISSUED_ON)):
        (token,) = re.findall(rf"{province.settings.base_url}/r/(\S+)", digest.body_text)
        assert f'href="{province.settings.base_url}/r/{token}"' in digest.body_html
        with reading(province.engine) as session:
            link = open_link(session, token, now=province.at(ISSUED_ON, 9), key=province.settings.signing_key)
        assert (link.agency_id, link.message_id) == (digest.agency_id, digest.id)


def test_every_contact_of_an_agency_gets_its_own_message_and_the_reminder_points_to_the_first(
    province: Cast,
) -> None:
    add_contact(province, "Sở Nội vụ", "outbox://so-noi-vu-2")
    province.tracked_plan(item("A", due=DUE))
    first, second = to_agencies(compose(province, ISSUED_ON))
    assert first.recipient != second.recipient
    assert first.reference != second.reference
    assert re.findall(r"/r/(\S+)", first.body_text) != re.findall(r"/r/(\S+)", second.body_text)
    with reading(province.engine) as session:
        assert [r.message_id for r in session.exec(select(Reminder))] == [first.id]


def test_reminders_without_an_address_wait_and_the_lead_is_told(province: Cast) -> None:
    forget_contacts(province, "Sở Nội vụ")
    province.tracked_plan(item("A", "Sở Nội vụ", "Sở Tài chính", due=DUE))
    made = compose(province, ISSUED_ON)
    assert len(to_agencies(made)) == 1
    (lead,) = to_leads(made)
    assert "Chưa có địa chỉ liên hệ, nên chưa nhắc được (1 cơ quan)" in lead.body_text
    assert "Sở Nội vụ: 1 việc chờ nhắc" in lead.body_text
    with reading(province.engine) as session:
        assert [p.row.agency_name for p in uncomposed(session, today=ISSUED_ON).reminders] == ["Sở Nội vụ"]
    add_contact(province, "Sở Nội vụ", "outbox://so-noi-vu-moi")
    (late,) = to_agencies(compose(province, ISSUED_ON + timedelta(days=1)))
    assert "nhắc lần 1" in late.body_text


def test_what_is_claimed_after_the_digest_waits_for_the_next_day(province: Cast) -> None:
    province.tracked_plan(item("Việc sáng", due=DUE))
    compose(province, ISSUED_ON)
    province.tracked_plan(item("Việc chiều", due=DUE))
    assert to_agencies(compose(province, ISSUED_ON, 14)) == []
    (next_day,) = to_agencies(compose(province, ISSUED_ON + timedelta(days=1)))
    assert "Việc chiều" in next_day.body_text
    assert "Việc sáng" not in next_day.body_text
    assert "cơ quan còn 1 việc đang theo dõi" in next_day.body_text


def test_a_contact_that_is_new_in_the_afternoon_waits_for_the_next_day_too(province: Cast) -> None:
    province.tracked_plan(item("Việc sáng", due=DUE))
    compose(province, ISSUED_ON)
    add_contact(province, "Sở Nội vụ", "outbox://so-noi-vu-2")
    province.tracked_plan(item("Việc chiều", due=DUE))
    assert to_agencies(compose(province, ISSUED_ON, 14)) == []
    assert len(to_agencies(compose(province, ISSUED_ON + timedelta(days=1)))) == 2


def test_a_reminder_stays_with_the_digest_that_carried_it(province: Cast) -> None:
    province.tracked_plan(item("A", due=DUE))
    (first,) = to_agencies(compose(province, ISSUED_ON))
    (second,) = to_agencies(compose(province, DUE))
    with reading(province.engine) as session:
        carried = session.exec(select(Reminder.message_id).order_by(col(Reminder.id))).all()
    assert carried == [first.id, second.id]
    assert "nhắc lần 2" in second.body_text


def test_a_letter_counts_the_letters_before_it_and_not_what_reached_nobody(province: Cast) -> None:
    forget_contacts(province, "Sở Nội vụ")
    plan_id = province.tracked_plan(item("A", due=date(2026, 11, 6)))
    for n in range(40):
        compose(province, ISSUED_ON + timedelta(days=n), 7)
    (owed,) = province.obligations(plan_id)
    with reading(province.engine) as session:
        asked = ledger(session, owed.id or 0)
    assert [r.number for r in asked] == list(range(1, len(asked) + 1))
    assert len(asked) > 5
    add_contact(province, "Sở Nội vụ", "outbox://so-noi-vu-moi")
    told = [
        re.findall(r"nhắc lần \d+", digest.body_text)
        for n in range(40, 60)
        for digest in to_agencies(compose(province, ISSUED_ON + timedelta(days=n), 7))
    ]
    assert told[:3] == [["nhắc lần 1"], ["nhắc lần 2"], ["nhắc lần 3"]]


def test_what_is_claimed_in_the_evening_waits_for_the_next_morning_and_counts_to_it(province: Cast) -> None:
    province.tracked_plan(item("A", due=DUE))
    assert compose(province, DUE, 20) == []
    monday = compose(province, LATE, 7)
    (digest,) = to_agencies(monday)
    assert (digest.on, digest.not_before_at) == (LATE, province.at(LATE, 7))
    assert "1 việc quá hạn (23/11/2026)" in digest.subject
    assert "quá hạn 3 ngày" in digest.body_text
    assert len(to_leads(monday)) == 1


@pytest.mark.parametrize(("day", "hour"), [(DUE, 18), (date(2026, 11, 21), 8), (date(2026, 11, 22), 23)])
def test_nobody_gets_two_digests_on_one_day_of_delivery(province: Cast, day: date, hour: int) -> None:
    province.tracked_plan(item("Kế hoạch cũ", due=LATE))
    compose(province, DUE, 7)
    province.tracked_plan(item("Kế hoạch mới", due=date(2026, 11, 30)), on=DUE)
    # By hand in the morning: the reminders of the new plan wait, because the day's digest has gone out.
    assert to_agencies(compose(province, DUE, 10)) == []
    compose(province, day, hour)
    compose(province, LATE, 7)
    with reading(province.engine) as session:
        messages = session.exec(select(Message).where(Message.kind == "agency-digest")).all()
    days = [day_of(m.not_before_at) for m in messages if m.not_before_at]
    assert days == [m.on for m in messages] == [DUE, LATE]
    assert "Kế hoạch mới" in messages[1].body_text
    assert "Kế hoạch cũ" in messages[1].body_text


def test_the_lead_is_told_on_monday_of_a_plan_that_was_looked_at_on_a_day_off(province: Cast) -> None:
    plan_id = province.tracked_plan(item("A", due=date(2026, 12, 15)))
    with writing(province.engine) as session:
        (row,) = session.exec(select(Obligation).where(Obligation.plan_id == plan_id)).all()
        session.add(
            Reminder(obligation_id=row.id or 0, rule="assigned", step_on=DUE, looked_on=DUE, number=1)
        )
        row.last_looked_on, row.next_look_at = DUE, province.at(date(2026, 12, 10))
        session.add(row)
    assert {m.kind for m in compose(province, LATE, 7)} == {"agency-digest", "lead-digest"}


def test_a_digest_composed_in_working_hours_may_go_out_at_once(province: Cast) -> None:
    province.tracked_plan(item("A", due=DUE))
    (digest,) = to_agencies(compose(province, ISSUED_ON, 8))
    assert digest.not_before_at == province.at(ISSUED_ON, 8)
    assert send_from(province.at(ISSUED_ON, 8), province.office.calendar) == digest.not_before_at


def test_what_was_reported_in_the_meantime_is_not_asked_again(province: Cast) -> None:
    plan_id = province.tracked_plan(item("Việc xong", due=DUE), item("Việc còn", due=DUE))
    province.look(ISSUED_ON)
    province.move(province.obligations(plan_id)[0], "reported", on=ISSUED_ON, text="Đã xong.")
    (digest,) = to_agencies(compose(province, ISSUED_ON))
    assert "Việc còn" in digest.body_text
    assert "Việc xong" not in digest.body_text


def test_the_lead_gets_the_roll_up_and_the_late_list_in_official_words(province: Cast) -> None:
    plan_id = province.tracked_plan(
        item("Việc trễ", "Sở Nội vụ", due=DUE),
        item("Việc báo cáo", "Sở Tài chính", due=date(2026, 12, 1)),
        item("Việc phối hợp", "Sở Y tế", due=DUE),
    )
    support(province, province.obligations(plan_id, "Sở Y tế")[0], "Sở Nội vụ")
    province.move(province.obligations(plan_id, "Sở Tài chính")[0], "reported", on=DUE, text="Đã làm.")
    (lead,) = to_leads(compose(province, LATE))
    assert lead.subject == (
        "[Đôn đốc] Sở Y tế: tổng hợp ngày 23/11/2026, 2 việc quá hạn, 1 việc chờ xác nhận"
    )
    flat = " ".join(lead.body_text.split())
    assert "Tổng cộng (3 cơ quan): Tổng số 3; Hoàn thành đúng hạn 0" in flat
    assert "Chưa hoàn thành quá hạn 2" in flat
    assert "Sở Nội vụ: quá hạn 3 ngày. Hạn: thứ Sáu, 20/11/2026. 01/KH-UBND, mục IV.1: Việc trễ" in flat
    assert "Phối hợp quá hạn (1 việc) 1. Sở Nội vụ: quá hạn 3 ngày" in flat
    assert "Sở Tài chính: báo cáo ngày 20/11/2026. 01/KH-UBND, mục IV.1: Việc báo cáo" in flat
    assert f"/bang?ke_hoach={plan_id}" in flat


def test_the_lead_hears_nothing_on_a_day_without_news(province: Cast) -> None:
    province.tracked_plan(item("A", due=date(2026, 12, 15)))
    assert len(compose(province, ISSUED_ON)) == 2
    assert compose(province, ISSUED_ON + timedelta(days=1)) == []


def test_the_lead_hears_of_late_work_on_working_days_only(province: Cast) -> None:
    province.tracked_plan(item("A", due=DUE))
    compose(province, LATE)
    # 24 November is Ngày Văn hóa Việt Nam in the shipped calendar; the 28th is a Saturday.
    days = {day: len(to_leads(compose(province, date(2026, 11, day)))) for day in range(24, 30)}
    assert days == {24: 0, 25: 1, 26: 1, 27: 1, 28: 0, 29: 0}


def test_two_plans_of_one_lead_stand_in_one_digest_and_of_two_leads_in_two(province: Cast) -> None:
    province.tracked_plan(item("A", "Sở Tài chính", due=DUE))
    province.tracked_plan(item("B", "Sở Tài chính", due=DUE))
    province.tracked_plan(item("C", "Sở Tài chính", due=DUE), lead="Sở Nội vụ")
    leads = to_leads(compose(province, ISSUED_ON))
    assert [re.findall(r"\d\d/KH-UBND", m.body_text) for m in leads] == [
        ["01/KH-UBND", "02/KH-UBND"],
        ["03/KH-UBND"],
    ]


def test_a_closed_plan_is_not_told_of(province: Cast) -> None:
    plan_id = province.tracked_plan(item("A", due=DUE))
    with writing(province.engine) as session:
        plan = session.get(Plan, plan_id)
        assert plan is not None
        plan.state = "closed"
        session.add(plan)
    assert compose(province, LATE) == []


def test_nothing_goes_to_an_address_that_stands_in_a_plan(province: Cast) -> None:
    province.tracked_plan(item("Gửi về hop-thu@so-y-te.example.vn và https://x.example.vn", due=DUE))
    for message in compose(province, ISSUED_ON):
        with reading(province.engine) as session:
            contact = session.get(Contact, message.contact_id)
        assert contact is not None
        assert contact.channel.startswith("outbox://")


def test_two_that_compose_at_once_write_each_digest_once(province: Cast) -> None:
    province.tracked_plan(item("A", "Sở Nội vụ", "Sở Tài chính", "UBND các xã, phường", due=DUE))
    province.look(ISSUED_ON)
    made: list[list[int]] = []

    def work() -> None:
        now = province.at(ISSUED_ON, 8)
        made.append(
            compose_digests(province.engine, province.settings, province.office, today=ISSUED_ON, now=now)
        )

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with reading(province.engine) as session:
        stored = session.exec(select(Message.id).order_by(col(Message.id))).all()
        assert all(r.message_id in stored for r in session.exec(select(Reminder)))
    assert len(made) == 4
    assert sorted(one for ids in made for one in ids) == list(stored)
    assert len(stored) == 6


def test_a_hundred_and_twenty_agencies_are_told_in_several_transactions(province: Cast) -> None:
    names = [f"UBND xã Thứ {n}" for n in range(120)]
    province.tracked_plan(item("A", *names, due=DUE))
    for name in names:
        add_contact(province, name, "outbox://xa")
    assert len(to_agencies(compose(province, ISSUED_ON))) == 120
    assert compose(province, ISSUED_ON) == []


def test_a_lead_of_many_plans_gets_tables_of_the_latest_and_is_told_of_the_others(province: Cast) -> None:
    names = [f"UBND xã Thứ {n:02}" for n in range(30)]
    for n in range(TABLES + 2):
        province.tracked_plan(item("A", *names[: 20 + n], due=DUE if n else LATE + timedelta(days=9)))
    (lead,) = to_leads(compose(province, LATE))
    flat = " ".join(lead.body_text.split())
    assert f"({TABLES} kế hoạch chậm nhất; 2 kế hoạch khác xem bảng theo dõi)" in flat
    assert "01/KH-UBND Cơ quan" not in flat
    each = rows_each(TABLES)
    assert f"Các cơ quan khác ({25 - each}): Tổng số {25 - each};" in flat
    assert "Tổng cộng (25 cơ quan): Tổng số 25; Hoàn thành đúng hạn 0" in flat
    assert f"Còn {25 - each} cơ quan nữa, {25 - each} cơ quan có việc quá hạn." in flat
    assert f"Quá hạn ({sum(range(21, 26))} việc)" in flat
