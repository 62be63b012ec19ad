"""Letters that came in, on the pages: read, recorded as reports, left, and returned ones shown."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from models.inbound import InboundMail
from models.journal import Attachment, ProgressReport, StatusChange
from models.obligation import Obligation
from models.reminder import Message
from store.bounces import mark_bounced
from store.database import reading, writing
from store.inbound import Answered, NewLetter, keep_letter
from tests.cast import Cast
from tests.web.conftest import SCRIPT, TODAY, Browser, Furniture

SHOWN = "&lt;script&gt;"


def another(cast: Cast, **changes: object) -> int:
    """Store one more letter and return its id."""
    given = {
        "reference": "<la@x.vn>",
        "answered": Answered(),
        "subject": "Báo cáo",
        "text": "Đã xong.",
        "received_at": cast.at(TODAY, 10),
    } | changes
    with writing(cast.engine) as session:
        return keep_letter(session, NewLetter(**given), now=cast.at(TODAY, 10)) or 0  # type: ignore[arg-type]


def test_the_lead_finds_what_came_on_the_board_and_in_the_list(lead: Browser, furniture: Furniture) -> None:
    assert "1 thư đến chờ xem" in lead.get("/bang").text
    shown = lead.get("/thu-den").text
    assert "Sở Nội vụ" in shown and "1 tệp kèm theo" in shown
    assert SCRIPT not in shown and SHOWN in shown


def test_leaders_hear_nothing_of_letters(sign_in: object, furniture: Furniture) -> None:
    assert "/thu-den" not in sign_in("leader").get("/bang").text  # type: ignore[operator]


def test_a_letter_shows_its_words_its_file_and_the_work_that_is_meant(
    lead: Browser, furniture: Furniture
) -> None:
    shown = lead.get(f"/thu-den/{furniture.mail}").text
    assert f'value="{furniture.own}" checked' in shown
    assert f"/thu/{furniture.message}" in shown and SCRIPT not in shown
    answer = lead.get(f"/thu-den/tep/{furniture.mail_file}")
    assert answer.content == b"mot nua"
    assert answer.headers["content-disposition"].startswith("attachment")
    # The letter that was answered leads to the answer.
    assert f"/thu-den/{furniture.mail}" in lead.get(f"/thu/{furniture.message}").text


def test_a_letter_becomes_a_report_of_the_day_on_which_it_came(
    lead: Browser, furniture: Furniture, engine: Engine, cast: Cast
) -> None:
    came = cast.at(TODAY - timedelta(days=3), 16)
    with writing(engine) as session:
        session.get_one(InboundMail, furniture.mail).received_at = came
        before = session.get_one(Obligation, furniture.own).status
    answer = lead.send(
        f"/thu-den/{furniture.mail}",
        {"viec": "ghi-nhan", "phan_viec": furniture.own, "bao": "reported", "noi_dung": "Đã xong theo thư."},
    )
    assert "Đã ghi nhận thư thành 1 báo cáo" in lead.text_after(answer)
    with reading(engine) as session:
        report = session.exec(select(ProgressReport).order_by(col(ProgressReport.id).desc())).first()
        assert report is not None
        assert (report.via, report.text, report.reported_on) == (
            "mail",
            "Đã xong theo thư.",
            date(2026, 11, 20),
        )
        assert report.reporter == "Sở Nội vụ (thư trả lời)"
        files = session.exec(select(Attachment).where(Attachment.report_id == report.id)).all()
        assert [f.filename for f in files] == ["Danh sách.txt"]
        row = session.get_one(Obligation, furniture.own)
        assert (row.status, row.reported_on) == ("reported", date(2026, 11, 20))
        change = session.exec(select(StatusChange).order_by(col(StatusChange.id).desc())).first()
        assert change is not None
        assert (change.from_status, change.to_status, change.report_id) == (before, "reported", report.id)
        assert (change.actor_role, change.reported_on) == ("lead", date(2026, 11, 20))
        mail = session.get_one(InboundMail, furniture.mail)
        assert (mail.state, mail.report_id) == ("taken", report.id)
    page = lead.get(f"/phan-viec/{furniture.own}").text
    assert "Đã xong theo thư." in page and "thư trả lời" in page
    assert "thư đến chờ xem" not in lead.get("/bang").text


def test_a_letter_is_recorded_once(lead: Browser, furniture: Furniture, engine: Engine) -> None:
    form = {"viec": "ghi-nhan", "phan_viec": furniture.own, "bao": "in_progress", "noi_dung": "Một nửa."}
    at = f"/thu-den/{furniture.mail}"
    token = lead.token(at)
    first, second = (
        lead.client.post(at, data={"ma_bieu_mau": token} | form, follow_redirects=False) for _ in range(2)
    )
    assert first.status_code == 303
    assert second.status_code == 409 and "vừa được người khác xử lý" in second.text
    with reading(engine) as session:
        assert len(session.exec(select(ProgressReport).where(ProgressReport.via == "mail")).all()) == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"phan_viec": []}, "Chưa chọn phần việc"),
        ({"bao": "done"}, "Chưa chọn tình trạng"),
        ({"bao": "acknowledged"}, "Chưa chọn tình trạng"),
        ({"noi_dung": ""}, "nội dung báo cáo"),
        ({"viec": "khac"}, "Chưa chọn thao tác"),
        ({"viec": "de-lai", "ly_do": " "}, "Phải ghi lý do"),
    ],
)
def test_what_cannot_be_recorded_is_said_and_nothing_is_lost(
    changes: dict[str, object], words: str, lead: Browser, furniture: Furniture, engine: Engine
) -> None:
    form = {"viec": "ghi-nhan", "phan_viec": furniture.own, "bao": "reported", "noi_dung": "Lời đã gõ."}
    answer = lead.send(f"/thu-den/{furniture.mail}", form | changes)
    assert answer.status_code == 409 and words in answer.text
    assert "Lời đã gõ." in answer.text or changes.get("noi_dung") == ""
    with reading(engine) as session:
        assert session.get_one(InboundMail, furniture.mail).state == "new"


def test_work_of_another_agency_is_not_recorded_by_this_letter(
    lead: Browser, furniture: Furniture, engine: Engine
) -> None:
    form = {
        "viec": "ghi-nhan",
        "phan_viec": [furniture.own, furniture.asked],
        "bao": "reported",
        "noi_dung": "x",
    }
    answer = lead.send(f"/thu-den/{furniture.mail}", form)
    assert answer.status_code == 409 and "không thuộc cơ quan đã gửi thư" in answer.text
    with reading(engine) as session:
        assert session.get_one(Obligation, furniture.own).status != "reported"


def test_a_letter_from_nobody_known_warns_and_is_recorded_for_the_agency_chosen(
    lead: Browser, furniture: Furniture, cast: Cast, engine: Engine
) -> None:
    mail = another(cast)
    assert "Ai cũng có thể gửi thư như vậy" in lead.get(f"/thu-den/{mail}").text
    shown = lead.get(f"/thu-den/{mail}?co_quan={furniture.own_agency}").text
    assert f'value="{furniture.own}"' in shown
    form = {"viec": "ghi-nhan", "phan_viec": furniture.own, "bao": "in_progress", "noi_dung": "x"}
    assert lead.send(f"/thu-den/{mail}", form).status_code == 303
    with reading(engine) as session:
        assert session.get_one(InboundMail, mail).agency_id == furniture.own_agency


def test_a_letter_is_left_with_a_reason_and_taken_up_again(
    lead: Browser, furniture: Furniture, engine: Engine
) -> None:
    at = f"/thu-den/{furniture.mail}"
    lead.text_after(lead.send(at, {"viec": "de-lai", "ly_do": "đã báo cáo trên trang web"}))
    assert "đã báo cáo trên trang web" in lead.get("/thu-den?tinh_trang=left").text
    form = {"viec": "ghi-nhan", "phan_viec": furniture.own, "bao": "in_progress", "noi_dung": "x"}
    assert lead.send(at, form).status_code == 303


def test_a_message_that_came_back_is_shown_where_people_look_for_it(
    lead: Browser, officer: Browser, furniture: Furniture, engine: Engine, cast: Cast
) -> None:
    outcome = "Thư bị trả lại ngày 23/11/2026: địa chỉ thư không tồn tại (5.1.1)."
    with writing(engine) as session:
        session.get_one(Message, furniture.message).state = "sent"
        session.flush()
        assert mark_bounced(session, furniture.message, at=cast.at(TODAY, 9), outcome=outcome)
        assert not mark_bounced(session, furniture.message, at=cast.at(TODAY, 10), outcome="khác")
    another(cast, reference="<dsn@x>", answered=Answered(furniture.message), is_bounce=True, decided_by="máy")
    for at in ("/thu", f"/thu/{furniture.message}", f"/danh-ba/co-quan/{furniture.own_agency}"):
        assert outcome in lead.get(at).text, at
    assert outcome in officer.get("/viec/lien-he").text
    assert "thư bị trả lại" in lead.get("/thu-den?tinh_trang=returned").text
    again = lead.send(f"/thu/{furniture.message}/gui-lai", page=f"/thu/{furniture.message}")
    assert again.status_code == 303
    assert outcome not in lead.get("/thu").text
