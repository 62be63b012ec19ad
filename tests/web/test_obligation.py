"""One obligation: the moves of both sides, reports with files, the journal."""

from collections.abc import Callable
from datetime import date

from sqlalchemy import Engine
from sqlmodel import select

from models.journal import Attachment, ProgressReport
from models.obligation import Obligation
from models.plan import Plan
from store.database import reading, writing
from store.links import issue_link
from store.obligations import history
from tests.cast import Cast, item
from tests.web.conftest import KEY, TODAY, Browser, Furniture

LATER = date(2026, 12, 18)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


def status(engine: Engine, obligation_id: int) -> str:
    with reading(engine) as session:
        return session.get_one(Obligation, obligation_id).status


def test_the_lead_confirms_what_was_reported(lead: Browser, engine: Engine, furniture: Furniture) -> None:
    at = f"/phan-viec/{furniture.own_reported}"
    answer = lead.send(at, {"chuyen_sang": "done", "ban": 1})
    assert "Đã xác nhận hoàn thành." in lead.text_after(answer)
    with reading(engine) as session:
        row = session.get_one(Obligation, furniture.own_reported)
        assert (row.status, row.done_on) == ("done", TODAY)
        last = history(session, furniture.own_reported)[-1]
        assert (last.actor, last.actor_role, last.to_status) == ("Người lead", "lead", "done")


def test_returning_needs_a_reason_and_keeps_what_was_typed(
    lead: Browser, engine: Engine, furniture: Furniture
) -> None:
    at = f"/phan-viec/{furniture.own_reported}"
    refused = lead.send(at, {"chuyen_sang": "returned", "ban": 1, "ly_do": "  "})
    assert refused.status_code == 409 and "Phải ghi lý do" in refused.text
    stale = lead.send(at, {"chuyen_sang": "returned", "ban": 9, "ly_do": "Thiếu phụ lục số 2"})
    assert stale.status_code == 409 and "Thiếu phụ lục số 2" in stale.text
    assert status(engine, furniture.own_reported) == "reported"
    lead.send(at, {"chuyen_sang": "returned", "ban": 1, "ly_do": "Thiếu phụ lục số 2"})
    assert status(engine, furniture.own_reported) == "returned"
    assert "Lý do: Thiếu phụ lục số 2" in lead.get(at).text


def test_the_agency_acknowledges_and_reports_with_files(
    officer: Browser, engine: Engine, furniture: Furniture
) -> None:
    at = f"/phan-viec/{furniture.own}"
    officer.send(at, {"chuyen_sang": "acknowledged", "ban": 0})
    assert status(engine, furniture.own) == "acknowledged"
    files = [("tep", ("anh.png", PNG, "image/png")), ("tep", ("ghi chú.txt", b"xong", "text/plain"))]
    sent = {"chuyen_sang": "reported", "ban": 1, "noi_dung": "Đã gửi.", "san_pham": "12/BC"}
    assert officer.send(at, sent, files=files).status_code == 303
    with reading(engine) as session:
        told = session.exec(select(ProgressReport).where(ProgressReport.obligation_id == furniture.own)).one()
        assert (told.reporter, told.via, told.product) == ("Người agency", "web", "12/BC")
        kept = session.exec(select(Attachment).where(Attachment.report_id == told.id)).all()
        assert [(f.filename, f.media_type) for f in kept] == [
            ("anh.png", "image/png"),
            ("ghi chú.txt", "text/plain"),
        ]
    answer = officer.get(f"/tep/{kept[1].id}")
    assert answer.content == b"xong"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_file_of_another_kind_is_refused_and_the_words_are_kept(
    officer: Browser, engine: Engine, furniture: Furniture
) -> None:
    sent = {"chuyen_sang": "reported", "ban": 0, "noi_dung": "Lời báo cáo dài"}
    answer = officer.send(f"/phan-viec/{furniture.own}", sent, files={"tep": ("a.pdf", b"PK\x03\x04junk")})
    assert answer.status_code == 422 and "Lời báo cáo dài" in answer.text
    assert status(engine, furniture.own) == "assigned"


def test_an_agency_cannot_confirm_its_own_report(
    officer: Browser, engine: Engine, furniture: Furniture
) -> None:
    answer = officer.send(f"/phan-viec/{furniture.own_reported}", {"chuyen_sang": "done", "ban": 1})
    assert answer.status_code == 409
    assert status(engine, furniture.own_reported) == "reported"


def test_each_side_is_offered_its_own_moves(sign_in: Callable[[str], Browser], furniture: Furniture) -> None:
    at = f"/phan-viec/{furniture.own_reported}"
    lead, officer, leader = (sign_in(r).get(at).text for r in ("lead", "agency", "leader"))
    assert "Xác nhận hoàn thành" in lead and "Trả lại để bổ sung" in lead
    for other in (officer, leader):
        assert "Xác nhận hoàn thành</button>" not in other and "Trả lại để bổ sung" not in other
    assert "đang chờ cơ quan chủ trì kế hoạch xác nhận" in officer


def test_the_leader_cannot_move_anything(
    sign_in: Callable[[str], Browser], engine: Engine, furniture: Furniture
) -> None:
    answer = sign_in("leader").send(
        f"/phan-viec/{furniture.own_reported}", {"chuyen_sang": "done", "ban": 1}, page="/tai-khoan"
    )
    assert answer.status_code == 403
    assert status(engine, furniture.own_reported) == "reported"


def test_the_agencys_page_sorts_by_need_and_acknowledges_all(
    officer: Browser, engine: Engine, furniture: Furniture
) -> None:
    html = officer.get("/viec").text
    assert "Phải làm (2)" in html and "chờ cơ quan chủ trì kế hoạch (1)" in html
    assert "Bố trí kinh phí" not in html and "Sở Tài chính" not in html
    answer = officer.send("/viec/tiep-nhan", page="/viec")
    assert "Đã tiếp nhận 2 việc." in officer.text_after(answer)
    assert status(engine, furniture.own) == "acknowledged"
    again = officer.send("/viec/tiep-nhan", page="/viec")
    assert "Không có việc nào chờ tiếp nhận." in officer.text_after(again)


def test_new_work_of_a_closed_plan_is_left_alone(
    officer: Browser, engine: Engine, furniture: Furniture, cast: Cast
) -> None:
    closed = cast.tracked_plan(item("Việc của kế hoạch đã kết thúc", "Sở Nội vụ"))
    with writing(engine) as session:
        plan = session.get_one(Plan, closed)
        plan.state = "closed"
        session.add(plan)
    answer = officer.send("/viec/tiep-nhan", page="/viec")
    assert "Đã tiếp nhận 2 việc." in officer.text_after(answer)
    (left,) = cast.obligations(closed)
    assert left.status == "assigned"
    assert "Việc của kế hoạch đã kết thúc" not in officer.get("/viec").text
    alone = officer.get(f"/phan-viec/{left.id}").text
    assert "Việc của kế hoạch đã kết thúc" in alone and 'id="thao-tac"' not in alone


def test_much_work_is_parted_into_pages_and_the_link_opens_the_one_asked_for(
    officer: Browser, visitor: Browser, engine: Engine, furniture: Furniture, cast: Cast
) -> None:
    plan_id = cast.tracked_plan(*(item(f"Việc số {n}", "Sở Nội vụ", due=LATER) for n in range(60)))
    html = officer.get("/viec").text
    assert "Phải làm (62)" in html and "Trang 1 / 2" in html and html.count('<li class="panel">') == 50
    rest = officer.get("/viec?trang=2").text
    assert rest.count('<li class="panel">') == 12 and "Việc số 59" in rest
    assert "Trang này không có việc nào" in officer.get("/viec?trang=9").text
    with writing(engine) as session:
        token = issue_link(
            session,
            agency_id=furniture.own_agency,
            message_id=None,
            now=cast.at(TODAY, 0),
            days=14,
            key=KEY,
        )
    last = cast.obligations(plan_id)[-1].id
    assert f'id="viec-{last}"' not in visitor.get(f"/r/{token}").text
    opened = visitor.get(f"/r/{token}?viec={last}").text
    assert "<details open>" in opened.split(f'id="viec-{last}"')[1].split("</li>")[0]
    assert f'id="viec-{furniture.foreign}"' not in visitor.get(f"/r/{token}?viec={furniture.foreign}").text
