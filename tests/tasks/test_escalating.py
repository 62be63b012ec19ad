"""Long delay reaches leaders, urgent work goes out at once, work that came back says why: the letters."""

import re
from datetime import date, timedelta

import pytest
from sqlmodel import col, select

from models.agency import Agency, Contact
from models.obligation import Obligation
from models.plan import Plan
from models.reminder import Message, Reminder
from rules.civil import day_of
from store.database import reading, writing
from store.extensions import ask_extension, grant_extension
from store.links import open_link
from store.unwritten import uncomposed
from tasks.composing import compose_digests
from tasks.delivering import deliver_due
from tasks.reminding import claim_reminders
from tests.cast import ISSUED_ON, Cast, item

pytestmark = pytest.mark.long

DUE = date(2026, 11, 13)
# The fifth and tenth working day past the due day; 24/11 is a day off in the calendar.
HEAD_DAY, LEAD_DAY = date(2026, 11, 20), date(2026, 11, 30)
SATURDAY = date(2026, 11, 21)


@pytest.fixture
def province(cast: Cast) -> Cast:
    cast.settle_province()
    return cast


def contact(cast: Cast, agency: str, role: str, **more: object) -> int:
    with writing(cast.engine) as session:
        found = session.exec(select(Agency).where(Agency.name == agency)).one()
        row = Contact(agency_id=found.id or 0, name="X", role=role, channel=f"outbox://{role}", **more)
        session.add(row)
        session.flush()
        return row.id or 0


def change(cast: Cast, agency: str, **values: object) -> None:
    """Change every officer of an agency."""
    with writing(cast.engine) as session:
        found = session.exec(select(Contact, Agency).where(Contact.agency_id == Agency.id)).all()
        for row, owner in found:
            if owner.name == agency and row.role == "officer":
                for name, value in values.items():
                    setattr(row, name, value)
                session.add(row)


def morning(cast: Cast, day: date, hour: int = 8) -> list[Message]:
    claim_reminders(cast.engine, cast.office, as_of=day)
    ids = compose_digests(cast.engine, cast.settings, cast.office, today=day, now=cast.at(day, hour))
    deliver_due(cast.engine, cast.settings, now=cast.at(day, hour))
    with reading(cast.engine) as session:
        return list(session.exec(select(Message).where(col(Message.id).in_(ids)).order_by(col(Message.id))))


def mornings(cast: Cast, until: date, since: date = ISSUED_ON) -> list[Message]:
    """Live every day from the first to the last and return what the last one wrote."""
    made: list[Message] = []
    day = since
    while day <= until:
        made = morning(cast, day)
        day += timedelta(days=1)
    return made


def of_kind(messages: list[Message], kind: str) -> list[Message]:
    return [m for m in messages if m.kind == kind]


def flat(message: Message) -> str:
    return " ".join(message.body_text.split())


def test_the_head_is_told_what_is_late_how_long_and_what_is_asked(province: Cast) -> None:
    head = contact(province, "Sở Nội vụ", "head")
    province.tracked_plan(item("Rà soát nhân lực", "Sở Nội vụ", due=DUE), item("Tập huấn", due=DUE, ref="V"))
    (letter,) = of_kind(mornings(province, HEAD_DAY), "escalation")
    assert letter.contact_id == head
    assert letter.subject == "[Đôn đốc] Kính trình lãnh đạo Sở Nội vụ: 2 việc quá hạn kéo dài (20/11/2026)"
    told = flat(letter)
    assert "Kính gửi: Lãnh đạo Sở Nội vụ" in told
    assert "Rà soát nhân lực 01/KH-UBND, mục IV.1 Hạn: thứ Sáu, 13/11/2026, quá hạn 7 ngày" in told
    assert "Kính đề nghị lãnh đạo Sở Nội vụ chỉ đạo hoàn thành và báo cáo kết quả" in told
    (token,) = re.findall(r"/r/(\S+)", letter.body_text)
    with reading(province.engine) as session:
        link = open_link(session, token, now=province.at(HEAD_DAY, 9), key=province.settings.signing_key)
        rows = session.exec(select(Reminder).where(Reminder.rule == "escalate-head")).all()
        counted = session.exec(
            select(Message.on)
            .distinct()
            .join(Reminder, col(Reminder.message_id) == col(Message.id))
            .where(Reminder.obligation_id == 1, Message.kind == "agency-digest")
        ).all()
    assert link.agency_id == letter.agency_id
    assert {r.message_id for r in rows} == {letter.id}
    assert told.count(f"(đã nhắc {len(counted)} lần)") == 2


def test_a_head_gets_no_ordinary_digest(province: Cast) -> None:
    head = contact(province, "Sở Nội vụ", "head")
    province.tracked_plan(item("A", due=DUE))
    assert all(m.contact_id != head for m in mornings(province, date(2026, 11, 19)))


def test_each_level_is_told_once_and_the_lead_with_a_way_to_the_board(province: Cast) -> None:
    contact(province, "Sở Nội vụ", "head")
    lead = contact(province, "Sở Y tế", "head")
    province.tracked_plan(item("A", "Sở Nội vụ", due=DUE))
    (letter,) = of_kind(mornings(province, LEAD_DAY), "escalation")
    assert letter.contact_id == lead
    assert "Cơ quan thực hiện: Sở Nội vụ" in flat(letter)
    assert f"{province.settings.base_url}/bang" in letter.body_text
    assert "/r/" not in letter.body_text
    mornings(province, LEAD_DAY + timedelta(days=40), LEAD_DAY + timedelta(days=1))
    with reading(province.engine) as session:
        rules = [r.rule for r in session.exec(select(Reminder))]
    assert [rules.count(f"escalate-{level}") for level in ("head", "lead", "issuer")] == [1, 1, 1]


def test_without_a_head_the_digest_asks_to_submit_it(province: Cast) -> None:
    province.tracked_plan(item("A", "Sở Nội vụ", due=DUE))
    made = mornings(province, HEAD_DAY)
    assert of_kind(made, "escalation") == []
    (digest,) = of_kind(made, "agency-digest")
    assert "Quá hạn kéo dài, đề nghị trình lãnh đạo (1 việc)" in flat(digest)
    assert "Đề nghị trình lãnh đạo cơ quan: chỉ đạo hoàn thành" in flat(digest)


def test_without_a_head_of_the_lead_its_roll_up_asks_to_submit_it(province: Cast) -> None:
    province.tracked_plan(item("A", "Sở Nội vụ", due=DUE))
    (lead,) = of_kind(mornings(province, LEAD_DAY), "lead-digest")
    assert "Chậm kéo dài, đề nghị trình lãnh đạo (1 việc)" in flat(lead)
    assert "Sở Nội vụ: quá hạn 17 ngày, đã nhắc" in flat(lead)
    assert "đề nghị trình lãnh đạo cơ quan chủ trì kế hoạch" in flat(lead)
    with reading(province.engine) as session:
        row = session.exec(select(Reminder).where(Reminder.rule == "escalate-lead")).one()
        assert uncomposed(session, today=LEAD_DAY).levels == ()
    assert row.message_id == lead.id


def test_an_agency_that_nobody_reaches_is_told_of_to_the_lead(province: Cast) -> None:
    change(province, "Sở Nội vụ", is_active=False)
    province.tracked_plan(item("A", "Sở Nội vụ", due=DUE))
    (lead,) = mornings(province, HEAD_DAY)
    assert "Chậm kéo dài, đề nghị trình lãnh đạo (1 việc)" in flat(lead)
    assert "chưa nhắc" not in flat(lead).partition("đã nhắc")[0]


def test_the_issuer_is_told_once_the_registry_knows_it(province: Cast) -> None:
    plan_id = province.tracked_plan(item("A", "Sở Nội vụ", due=DUE))
    with writing(province.engine) as session:
        session.get_one(Plan, plan_id).issuer = "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh"
    made = mornings(province, date(2026, 12, 14))
    (letter,) = of_kind(made, "escalation")
    with reading(province.engine) as session:
        agency = session.get_one(Agency, letter.agency_id)
    assert agency.code == "mttq"
    assert "Việc chậm kéo dài dù cơ quan chủ trì kế hoạch đã đôn đốc (1 việc)" in flat(letter)


def test_an_agency_of_heads_only_reads_everything_in_one_message(province: Cast) -> None:
    change(province, "Sở Nội vụ", role="head")
    province.tracked_plan(item("A", "Sở Nội vụ", due=DUE), item("B", "Sở Nội vụ", due=HEAD_DAY, ref="V"))
    (mine,) = [m for m in mornings(province, HEAD_DAY) if m.kind != "lead-digest"]
    assert mine.kind == "agency-digest"
    assert "1 việc quá hạn, 1 việc đến hạn hôm nay" in mine.subject
    assert "Kính đề nghị lãnh đạo Sở Nội vụ chỉ đạo" in flat(mine)


def test_who_is_away_is_stood_in_for(province: Cast) -> None:
    substitute = contact(province, "Sở Nội vụ", "substitute")
    province.tracked_plan(item("A", "Sở Nội vụ", due=DUE))
    assert substitute not in {m.contact_id for m in morning(province, ISSUED_ON)}
    change(province, "Sở Nội vụ", away_from=date(2026, 11, 5), away_to=date(2026, 11, 6))
    days = {day: of_kind(morning(province, date(2026, 11, day)), "agency-digest") for day in (5, 6, 10)}
    assert {day: [m.contact_id == substitute for m in made] for day, made in days.items()} == {
        5: [True],
        6: [True],
        10: [False],
    }


def test_reported_in_the_meantime_or_given_more_time_leaders_hear_nothing(province: Cast) -> None:
    head = contact(province, "Sở Nội vụ", "head")
    plan_id = province.tracked_plan(item("A", "Sở Nội vụ", due=DUE), item("B", "Sở Nội vụ", due=DUE))
    mornings(province, HEAD_DAY - timedelta(days=1))
    claim_reminders(province.engine, province.office, as_of=HEAD_DAY)
    first, second = province.obligations(plan_id)
    province.move(first, "reported", on=HEAD_DAY, text="Xong.")
    _more_time(province, second.id or 0, date(2026, 12, 11))
    made = compose_digests(
        province.engine, province.settings, province.office, today=HEAD_DAY, now=province.at(HEAD_DAY)
    )
    with reading(province.engine) as session:
        to_head = select(Message).where(col(Message.id).in_(made), Message.contact_id == head)
        assert session.exec(to_head).all() == []
    (letter,) = of_kind(mornings(province, date(2026, 12, 18), HEAD_DAY), "escalation")
    assert "Hạn: thứ Sáu, 11/12/2026" in flat(letter)


def _more_time(cast: Cast, obligation_id: int, day: date) -> None:
    known = {"by": "x", "now": cast.at(HEAD_DAY), "today": HEAD_DAY}
    with writing(cast.engine) as session:
        asked = ask_extension(session, obligation_id=obligation_id, proposed_on=day, reason="x", **known)  # type: ignore[arg-type]
        grant_extension(
            session,
            extension_id=asked.id or 0,
            granted_on=day,
            number="5/QĐ",
            calendar=cast.office.calendar,
            ladder=cast.office.ladder,
            **known,  # type: ignore[arg-type]
        )


def test_work_that_came_back_says_why_on_the_next_working_day(province: Cast) -> None:
    plan_id = province.tracked_plan(item("A", "Sở Nội vụ", due=date(2027, 1, 29)))
    mornings(province, date(2026, 11, 5))
    (owed,) = province.obligations(plan_id)
    owed = province.move(owed, "reported", on=date(2026, 11, 6), text="Xong.")
    province.move(owed, "returned", on=date(2026, 11, 6), by="lead", why="Thiếu số liệu quý III")
    assert morning(province, date(2026, 11, 6), 14) == []
    (digest,) = of_kind(morning(province, date(2026, 11, 9)), "agency-digest")
    assert "Cần làm: bổ sung rồi báo cáo kết quả" in flat(digest)
    assert "Ý kiến của cơ quan chủ trì kế hoạch: Thiếu số liệu quý III" in flat(digest)
    assert mornings(province, date(2026, 11, 30), date(2026, 11, 10)) == []


def test_coordinators_read_their_work_in_a_section_of_their_own(province: Cast) -> None:
    province.tracked_plan(
        item("Việc chính", "Sở Nội vụ", due=date(2026, 12, 1), ref="II"),
        item("Việc chung", "Sở Tài chính", due=DUE, coordinators=("Sở Nội vụ",), ref="III"),
    )
    found = [m for m in morning(province, ISSUED_ON) if "[Đôn đốc] Sở Nội vụ:" in m.subject]
    (digest,) = of_kind(found, "agency-digest")
    assert digest.subject == "[Đôn đốc] Sở Nội vụ: 1 việc còn trong hạn, 1 việc phối hợp (02/11/2026)"
    text = digest.body_text
    assert text.index("Việc chính") < text.index("Phối hợp thực hiện (1 việc)") < text.index("Việc chung")


def urgent_plan(cast: Cast, **more: object) -> int:
    plan_id = cast.draft(item("Chống bão", "Sở Nội vụ", due=date(2026, 11, 22)), **more)  # type: ignore[arg-type]
    with writing(cast.engine) as session:
        session.get_one(Plan, plan_id).is_urgent = True
    cast.activate(plan_id, on=SATURDAY)
    return plan_id


@pytest.mark.parametrize("hour", [3, 10, 22])
def test_an_urgent_plan_is_told_of_on_a_day_off_and_at_any_hour(province: Cast, hour: int) -> None:
    urgent_plan(province)
    (made,) = morning(province, SATURDAY, hour)
    assert (made.kind, made.is_urgent, made.on) == ("urgent-digest", True, SATURDAY)
    assert made.subject.startswith("[HỎA TỐC] [Đôn đốc] Sở Nội vụ: 1 việc")
    assert made.not_before_at == province.at(SATURDAY, hour)
    assert morning(province, SATURDAY, hour) == []
    assert [m.kind for m in morning(province, SATURDAY + timedelta(days=1), hour)] == ["urgent-digest"]


def test_urgent_and_other_work_go_out_in_two_messages(province: Cast) -> None:
    province.tracked_plan(item("Thường", "Sở Nội vụ", due=date(2026, 11, 23)), on=SATURDAY)
    urgent_plan(province)
    morning(province, SATURDAY)
    made = morning(province, date(2026, 11, 23))
    assert {m.kind: "Chống bão" in m.body_text for m in made if m.kind != "lead-digest"} == {
        "urgent-digest": True,
        "agency-digest": False,
    }
    (lead,) = of_kind(made, "lead-digest")
    assert "02/KH-UBND" in lead.body_text


def test_on_a_day_off_nothing_but_urgent_plans_is_looked_at(province: Cast) -> None:
    usual = province.tracked_plan(item("Thường", "Sở Nội vụ", due=DUE), on=DUE)
    urgent = urgent_plan(province)
    assert claim_reminders(province.engine, province.office, as_of=SATURDAY) == 1
    with reading(province.engine) as session:
        looked = select(Obligation.plan_id).where(Obligation.last_looked_on == SATURDAY)
        assert session.exec(looked).all() == [urgent] != [usual]


def test_an_urgent_plans_leaders_are_told_at_once(province: Cast) -> None:
    contact(province, "Sở Nội vụ", "head")
    urgent_plan(province)
    # Five days of any kind past a Sunday.
    made = mornings(province, date(2026, 11, 27), SATURDAY)
    (letter,) = of_kind(made, "urgent-escalation")
    assert letter.is_urgent
    assert letter.subject.startswith("[HỎA TỐC] [Đôn đốc] Kính trình lãnh đạo Sở Nội vụ")
    assert day_of(letter.not_before_at or province.at(ISSUED_ON)) == date(2026, 11, 27)


def test_leaders_whom_an_urgent_plans_letter_reaches_hear_of_all_others_on_the_same_day(
    province: Cast,
) -> None:
    head = contact(province, "Sở Nội vụ", "head")
    urgent_plan(province)
    # Five working days before the day on which the urgent plan's delay is told, too.
    province.tracked_plan(item("Rà soát biên chế", due=date(2026, 11, 19)), on=date(2026, 11, 16))
    told = mornings(province, date(2026, 11, 27), date(2026, 11, 16))
    letters = {m.kind: flat(m) for m in told if m.contact_id == head}
    assert letters.keys() == {"urgent-escalation", "escalation"}
    assert "Rà soát biên chế" in letters["escalation"]
    assert "Rà soát biên chế" not in letters["urgent-escalation"]


def test_an_urgent_plans_delay_stands_in_the_leads_roll_up_where_nobody_else_hears_it(
    province: Cast,
) -> None:
    urgent_plan(province)
    # Ten days of any kind past a Sunday; the lead has no head.
    told = date(2026, 12, 2)
    (lead,) = of_kind(mornings(province, told, SATURDAY), "lead-digest")
    assert "Chậm kéo dài, đề nghị trình lãnh đạo (1 việc)" in flat(lead)
    with reading(province.engine) as session:
        row = session.exec(select(Reminder).where(Reminder.rule == "escalate-lead")).one()
    assert row.message_id == lead.id


def test_an_agency_of_an_urgent_plan_that_nobody_reaches_is_told_of_to_the_lead(province: Cast) -> None:
    change(province, "Sở Nội vụ", is_active=False)
    urgent_plan(province)
    monday = date(2026, 11, 23)
    made = mornings(province, monday, SATURDAY)
    assert of_kind(made, "urgent-digest") == []
    (lead,) = of_kind(made, "lead-digest")
    assert "Sở Nội vụ" in flat(lead).partition("Chưa có địa chỉ liên hệ")[2]


def test_one_message_per_recipient_and_day_whatever_comes_together(province: Cast) -> None:
    for agency in ("Sở Nội vụ", "Sở Y tế"):
        contact(province, agency, "head")
    change(province, "Sở Tài chính", role="head")
    for due in (DUE, date(2026, 11, 6), HEAD_DAY):
        owners = ("Sở Nội vụ", "Sở Y tế", "Sở Tài chính")
        province.tracked_plan(item("A", *owners, due=due, coordinators=("UBND các xã, phường",)))
    mornings(province, date(2026, 12, 31))
    with reading(province.engine) as session:
        rows = session.exec(select(Message)).all()
        waiting = session.exec(select(Reminder).where(col(Reminder.message_id).is_(None))).all()
    # The roll-up to the lead is a letter of another sort, to its officer.
    letters = [(m.contact_id, m.on) for m in rows if m.kind != "lead-digest"]
    assert len(letters) == len(set(letters)) > 50
    assert waiting == []
