"""An agency's officer looks after the own agency's contacts; a trial message goes the way of all messages."""

from dataclasses import replace
from datetime import date

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine
from sqlmodel import col, select

from config.clock import Clock
from models.agency import Contact
from models.journal import AuditEvent
from models.reminder import Message, OutboxEntry
from store.database import reading, writing
from tasks.delivering import deliver_due
from tests.cast import Cast
from tests.web.conftest import TODAY, Browser, Furniture

AT = "/viec/lien-he"


@pytest.fixture
def clock(cast: Cast) -> Clock:
    """Nine o'clock on a working day, and it stands."""

    class Standing(Clock):
        """A clock that stands still."""

        def now(self):  # type: ignore[no-untyped-def]
            return cast.at(TODAY, 9)

    return Standing(TODAY)


def contacts(engine: Engine, agency_id: int) -> list[Contact]:
    with reading(engine) as session:
        query = select(Contact).where(Contact.agency_id == agency_id).order_by(col(Contact.id))
        return list(session.exec(query))


def trials(engine: Engine) -> list[Message]:
    with reading(engine) as session:
        return list(session.exec(select(Message).where(Message.kind == "test")))


def test_the_officer_sees_the_own_contacts_and_no_address(
    officer: Browser, engine: Engine, furniture: Furniture
) -> None:
    with writing(engine) as session:
        session.add(
            Contact(
                agency_id=furniture.own_agency,
                name="Văn phòng",
                channel="mailtos://may:bi-mat@thu.example.vn/?to=ai-do@so.example.vn",
            )
        )
    html = officer.get(AT).text
    assert "Đầu mối Sở Nội vụ" in html and "••••@so.example.vn" in html
    assert "Sở Tài chính" not in html and "bi-mat" not in html and "ai-do" not in html


def test_a_contact_is_added_changed_away_and_switched_off(
    officer: Browser, engine: Engine, furniture: Furniture
) -> None:
    first = contacts(engine, furniture.own_agency)[0]
    sent = {"ten": "Phó phòng", "vai_tro": "substitute", "kenh": "outbox://pho-phong"}
    assert "Đã thêm người liên hệ." in officer.text_after(officer.send(AT, sent))
    second = contacts(engine, furniture.own_agency)[1]
    assert (second.name, second.channel) == ("Phó phòng", "outbox://pho-phong")
    away = {"viec": "vang", "vang_tu": "24/11/2026", "vang_den": "30/11/2026", "nguoi_thay": second.id}
    html = officer.text_after(officer.send(f"{AT}/{first.id}", away, page=AT))
    assert "Đã ghi kỳ vắng mặt" in html and "thay: Phó phòng" in html
    refused = officer.send(f"{AT}/{second.id}", {"viec": "ngung"}, page=AT)
    assert refused.status_code == 409 and "đang hoặc sắp thay" in refused.text
    officer.send(f"{AT}/{first.id}", {"viec": "vang"}, page=AT)
    officer.send(f"{AT}/{second.id}", {"viec": "ngung"}, page=AT)
    assert [c.is_active for c in contacts(engine, furniture.own_agency)] == [True, False]
    renamed = {"viec": "sua", "ten": "Văn thư", "vai_tro": "officer", "kenh": ""}
    officer.send(f"{AT}/{first.id}", renamed, page=AT)
    assert contacts(engine, furniture.own_agency)[0].name == "Văn thư"


def test_another_agencys_contact_is_not_there(officer: Browser, engine: Engine, furniture: Furniture) -> None:
    (foreign,) = contacts(engine, furniture.foreign_agency)
    answers = []
    for key in (foreign.id, 99999):
        for form in ({"viec": "thu"}, {"viec": "ngung"}, {"viec": "sua", "ten": "X", "vai_tro": "head"}):
            answers.append(officer.send(f"{AT}/{key}", form, page=AT))
    assert {a.status_code for a in answers} == {404} and len({a.text for a in answers}) == 1
    assert contacts(engine, furniture.foreign_agency) == [foreign] and trials(engine) == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("van-thu@so.example.vn", "chưa biết gửi qua máy chủ nào"),
        ("mailto://ai:gi@10.0.0.1:2525/?to=a@b.vn", "do người vận hành đặt"),
        ("khong phai dia chi", "Địa chỉ thư điện tử không đúng"),
        ("json://10.0.0.1/", "do cơ quan chủ trì hoặc người vận hành đặt"),
        ("khac://may.example.vn/", "do cơ quan chủ trì hoặc người vận hành đặt"),
    ],
)
def test_an_officer_opens_no_way_to_a_server_of_the_own_choice(
    officer: Browser, engine: Engine, furniture: Furniture, typed: str, said: str
) -> None:
    answer = officer.send(AT, {"ten": "Văn thư", "vai_tro": "officer", "kenh": typed})
    assert answer.status_code == 409 and said in answer.text and 'value="Văn thư"' in answer.text
    assert len(contacts(engine, furniture.own_agency)) == 1


def test_a_mail_address_takes_the_server_that_the_agency_has(
    officer: Browser, engine: Engine, furniture: Furniture
) -> None:
    with writing(engine) as session:
        session.add(
            Contact(
                agency_id=furniture.own_agency,
                name="Cũ",
                channel="mailtos://may:bi-mat@thu.example.vn:587/?to=cu@so.example.vn&name=Lam Giang",
            )
        )
    officer.send(AT, {"ten": "Mới", "vai_tro": "officer", "kenh": "moi@so.example.vn"})
    assert (
        contacts(engine, furniture.own_agency)[-1].channel
        == "mailtos://may:bi-mat@thu.example.vn:587/?name=Lam%20Giang&to=moi@so.example.vn"
    )


def test_a_trial_message_goes_through_the_outbox_and_its_outcome_stands_on_the_page(
    officer: Browser, engine: Engine, furniture: Furniture, cast: Cast
) -> None:
    (first,) = contacts(engine, furniture.own_agency)
    html = officer.text_after(officer.send(f"{AT}/{first.id}", {"viec": "thu"}, page=AT))
    assert "Thư thử được gửi ngay bây giờ" in html and "Chờ gửi" in html
    again = officer.send(f"{AT}/{first.id}", {"viec": "thu"}, page=AT)
    assert again.status_code == 409 and "Đợi một phút" in again.text
    (row,) = trials(engine)
    assert first.name not in row.subject + row.body_text + row.body_html
    deliver_due(engine, cast.settings, now=cast.at(TODAY, 9))
    with reading(engine) as session:
        letters = session.exec(select(OutboxEntry).where(OutboxEntry.reference == row.reference)).all()
        assert [e.mailbox for e in letters] == ["so-noi-vu"]
        noted = session.exec(select(AuditEvent).where(AuditEvent.what == "contact.tested")).all()
        assert [n.detail["contact"] for n in noted] == [first.id]
    shown = officer.get(AT).text
    assert "Đã gửi" in shown and "Chờ gửi" not in shown


def test_whoever_is_written_to_no_more_gets_no_trial(
    officer: Browser, engine: Engine, furniture: Furniture
) -> None:
    (first,) = contacts(engine, furniture.own_agency)
    officer.send(f"{AT}/{first.id}", {"viec": "ngung"}, page=AT)
    answer = officer.send(f"{AT}/{first.id}", {"viec": "thu"}, page=AT)
    assert answer.status_code == 409 and "ngừng nhận thư" in answer.text and trials(engine) == []


def test_the_registrys_page_sends_trials_too(lead: Browser, engine: Engine, furniture: Furniture) -> None:
    (first,) = contacts(engine, furniture.foreign_agency)
    at = f"/danh-ba/co-quan/{furniture.foreign_agency}"
    html = lead.text_after(lead.send(f"{at}/lien-he/{first.id}", {"viec": "thu"}, page=at))
    assert "Thư thử" in html and [t.contact_id for t in trials(engine)] == [first.id]


def test_a_trial_asked_for_at_night_waits_for_the_morning(
    app: FastAPI, officer: Browser, engine: Engine, furniture: Furniture, cast: Cast
) -> None:
    class Night(Clock):
        """A clock that stands at ten in the evening."""

        def now(self):  # type: ignore[no-untyped-def]
            return cast.at(TODAY, 22)

    app.state.desk = replace(app.state.desk, clock=Night(TODAY))
    (first,) = contacts(engine, furniture.own_agency)
    html = officer.text_after(officer.send(f"{AT}/{first.id}", {"viec": "thu"}, page=AT))
    assert "07:30, 25/11/2026" in html
    # The 24th is a day off: the day of Vietnamese culture.
    assert trials(engine)[0].on == date(2026, 11, 25)


def test_further_channels_are_added_ordered_and_tried_each_by_itself(
    officer: Browser, engine: Engine, furniture: Furniture, app: FastAPI
) -> None:
    (first,) = contacts(engine, furniture.own_agency)
    at = f"{AT}/{first.id}"
    for name in ("du-phong-mot", "du-phong-hai"):
        places = {"thu_tu_0": "1"} if name.endswith("hai") else {}
        answer = officer.send(at, {"viec": "du-phong", "kenh": f"outbox://{name}", **places}, page=AT)
    html = officer.text_after(answer)
    assert "Đã lưu 2 kênh dự phòng." in html and "du-phong-mot" not in html and "••••mot" in html
    officer.send(at, {"viec": "du-phong", "kenh": "", "thu_tu_0": "2", "thu_tu_1": "1"}, page=AT)
    (row,) = contacts(engine, furniture.own_agency)
    assert row.fallbacks == ["outbox://du-phong-hai", "outbox://du-phong-mot"]
    again = officer.send(at, {"viec": "du-phong", "kenh": row.channel, "thu_tu_0": "1"}, page=AT)
    assert again.status_code == 409 and "đã là kênh chính" in again.text
    refused = officer.send(at, {"viec": "du-phong", "kenh": "tgram://1:a/2"}, page=AT)
    assert refused.status_code == 409 and "người vận hành" in refused.text
    officer.send(at, {"viec": "thu-2"}, page=AT)
    desk = app.state.desk
    deliver_due(engine, desk.settings, now=desk.clock.now())
    with reading(engine) as session:
        found = session.exec(select(OutboxEntry).order_by(col(OutboxEntry.id).desc())).first()
        assert found is not None and found.mailbox == "du-phong-mot"
    missing = officer.send(at, {"viec": "thu-4"}, page=AT)
    assert missing.status_code == 404


def test_quiet_hours_are_set_shown_and_taken_away(
    officer: Browser, engine: Engine, furniture: Furniture
) -> None:
    (first,) = contacts(engine, furniture.own_agency)
    at = f"{AT}/{first.id}"
    hours = {"viec": "yen-lang", "yen_tu": "21h00", "yen_den": "7:30"}
    html = officer.text_after(officer.send(at, hours, page=AT))
    assert "Đã lưu giờ yên lặng." in html and "yên lặng 21:00–07:30" in html
    refused = officer.send(at, {"viec": "yen-lang", "yen_tu": "07:00", "yen_den": "17:30"}, page=AT)
    assert refused.status_code == 409 and "phủ gần hết giờ gửi" in refused.text
    html = officer.text_after(officer.send(at, {"viec": "yen-lang", "yen_tu": "", "yen_den": ""}, page=AT))
    assert "không có giờ yên lặng" in html and "yên lặng 21:00" not in html


def test_the_message_page_tells_by_which_channel_it_went(
    lead: Browser, engine: Engine, furniture: Furniture, app: FastAPI
) -> None:
    (first,) = contacts(engine, furniture.foreign_agency)
    at = f"/danh-ba/co-quan/{furniture.foreign_agency}"
    lead.send(f"{at}/lien-he/{first.id}", {"viec": "thu"}, page=at)
    message = trials(engine)[0]
    with writing(engine) as session:
        row, contact = session.get_one(Message, message.id), session.get_one(Contact, first.id)
        row.kind, contact.channel, contact.fallbacks = "refusal", "mailto://khong-co-gi", ["outbox://hai"]
        session.add_all([row, contact])
    desk = app.state.desk
    deliver_due(engine, desk.settings, now=desk.clock.now())
    html = lead.get(f"/thu/{message.id}").text
    assert "kênh dự phòng 1 của người nhận" in html
    assert "kênh chính từ chối, chuyển sang kênh dự phòng 1" in html
    assert "kênh dự phòng 1" in lead.get("/thu").text
