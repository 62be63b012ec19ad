"""More time: asked on the agency's pages and behind its link, decided on the lead's."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from models.extension import Extension
from models.obligation import Obligation
from models.plan import Plan
from store.database import reading, writing
from store.links import issue_link
from tests.cast import Cast, item
from tests.web.conftest import KEY, TODAY, Browser, Furniture

DUE = date(2026, 11, 27)
REASON = "Chờ số liệu của hai xã."


@pytest.fixture
def owed(cast: Cast, furniture: Furniture) -> int:
    """An open, dated obligation of Sở Nội vụ."""
    plan_id = cast.tracked_plan(item("Nộp báo cáo quý", "Sở Nội vụ", due=DUE))
    return cast.obligations(plan_id)[0].id or 0


@pytest.fixture
def link(engine: Engine, furniture: Furniture, cast: Cast) -> str:
    with writing(engine) as session:
        token = issue_link(
            session,
            agency_id=furniture.own_agency,
            message_id=None,
            now=cast.at(TODAY, 0),
            days=14,
            key=KEY,
        )
    return f"/r/{token}"


def requests(engine: Engine, obligation_id: int) -> list[Extension]:
    with reading(engine) as session:
        return list(session.exec(select(Extension).where(Extension.obligation_id == obligation_id)))


def due_days(engine: Engine, obligation_id: int) -> tuple[date | None, date | None]:
    with reading(engine) as session:
        row = session.get_one(Obligation, obligation_id)
        return row.first_due_on, row.due_on


def ask(browser: Browser, owed: int, **changes: str) -> str:
    """Send the agency's request and return the page that follows."""
    sent = {"ngay": "11/12/2026", "ly_do": REASON} | changes
    at = f"/phan-viec/{owed}"
    return browser.text_after(browser.send(f"{at}/gia-han", sent, page=at))


def test_the_agency_asks_and_the_day_stays_until_it_is_granted(
    officer: Browser, lead: Browser, engine: Engine, owed: int
) -> None:
    shown = ask(officer, owed)
    assert "Đã gửi đề nghị gia hạn" in shown and "Chờ quyết định" in shown and REASON in shown
    (request,) = requests(engine, owed)
    assert (request.proposed_on, request.asked_by) == (date(2026, 12, 11), "Người agency")
    assert due_days(engine, owed) == (DUE, DUE)
    assert (
        "Gửi đề nghị gia hạn" not in shown and "đang chờ cơ quan chủ trì trả lời" in officer.get("/viec").text
    )
    board = lead.get("/bang").text
    assert '<span class="count">2</span><span>Xin gia hạn</span>' in board
    listed = lead.get("/bang?xin_gia_han=1").text
    assert f'href="/phan-viec/{owed}#xet-gia-han"' in listed and REASON in listed and "11/12/2026" in listed


def test_the_lead_grants_by_a_document_and_both_days_are_shown(
    officer: Browser, lead: Browser, engine: Engine, owed: int
) -> None:
    ask(officer, owed)
    (request,) = requests(engine, owed)
    at = f"/phan-viec/{owed}"
    assert 'value="11/12/2026"' in lead.get(at).text
    sent = {
        "quyet_dinh": "chap-thuan",
        "ngay": "04/12/2026",
        "so_van_ban": "512/SYT-KHTC",
        "ly_do": "Một lần",
    }
    shown = lead.text_after(lead.send(f"{at}/gia-han/{request.id}", sent, page=at))
    assert "Đã gia hạn đến 04/12/2026" in shown
    assert "hạn ban đầu 27/11/2026, gia hạn đến 04/12/2026 theo văn bản 512/SYT-KHTC" in shown
    assert "Xét đề nghị gia hạn" not in shown and "Thời hạn: 27/11/2026 →" in shown
    assert "gia hạn đến 04/12/2026 theo văn bản 512/SYT-KHTC: Một lần" in shown
    assert due_days(engine, owed) == (DUE, date(2026, 12, 4))
    assert "Gửi đề nghị gia hạn" in officer.get(at).text


def test_the_lead_refuses_with_a_reason(officer: Browser, lead: Browser, engine: Engine, owed: int) -> None:
    ask(officer, owed)
    (request,) = requests(engine, owed)
    at = f"/phan-viec/{owed}"
    bare = lead.send(f"{at}/gia-han/{request.id}", {"quyet_dinh": "tu-choi", "ly_do": " "}, page=at)
    assert bare.status_code == 409 and "Phải ghi lý do" in bare.text
    sent = {"quyet_dinh": "tu-choi", "ly_do": "Hạn do trung ương định."}
    assert "không chấp thuận" in lead.text_after(lead.send(f"{at}/gia-han/{request.id}", sent, page=at))
    assert due_days(engine, owed) == (DUE, DUE)
    assert "Hạn do trung ương định." in officer.get("/viec").text
    again = lead.send(f"{at}/gia-han/{request.id}", sent, page=at)
    assert again.status_code == 409 and "đã được quyết định" in again.text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"ngay": ""}, "Chưa ghi ngày"),
        ({"ngay": "31/02/2027"}, "không phải là ngày"),
        ({"ngay": "27/11/2026"}, "phải sau hạn hiện nay"),
        ({"ly_do": " "}, "Phải ghi lý do"),
    ],
)
def test_a_request_that_cannot_be_taken_comes_back_with_what_was_typed(
    changes: dict[str, str],
    said: str,
    officer: Browser,
    visitor: Browser,
    link: str,
    engine: Engine,
    owed: int,
) -> None:
    sent = {"ngay": "11/12/2026", "ly_do": REASON} | changes
    at = f"/phan-viec/{owed}"
    through_link = {"viec_chung": "gia-han", "phan_viec": owed, "nguoi_bao_cao": "Văn thư Hà"}
    for answer in (
        officer.send(f"{at}/gia-han", sent, page=at),
        visitor.send(link, sent | through_link),
    ):
        assert answer.status_code == 409 and said in answer.text
        assert (REASON if sent["ly_do"].strip() else 'value="11/12/2026"') in answer.text
    assert 'value="Văn thư Hà"' in answer.text
    assert requests(engine, owed) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"so_van_ban": ""}, "phải ghi số văn bản"),
        ({"ngay": "20/11/2026"}, "Hạn mới phải sau hạn hiện nay"),
        ({"ngay": ""}, "Chưa ghi ngày"),
        ({"quyet_dinh": "khac"}, "Chưa chọn chấp thuận hay không"),
    ],
)
def test_a_grant_that_cannot_be_taken_changes_nothing(
    changes: dict[str, str], said: str, lead: Browser, engine: Engine, furniture: Furniture
) -> None:
    at = f"/phan-viec/{furniture.asked}"
    sent = {"quyet_dinh": "chap-thuan", "ngay": "11/12/2026", "so_van_ban": "9/SYT"} | changes
    answer = lead.send(f"{at}/gia-han/{furniture.extension}", sent, page=at)
    assert answer.status_code == 409 and said in answer.text
    assert requests(engine, furniture.asked)[0].state == "asked"
    assert due_days(engine, furniture.asked) == (DUE, DUE)


def test_the_agency_asks_through_its_link_without_an_account(
    visitor: Browser, link: str, engine: Engine, owed: int
) -> None:
    sent = {
        "viec_chung": "gia-han",
        "phan_viec": owed,
        "ngay": "11/12/2026",
        "ly_do": REASON,
        "nguoi_bao_cao": "Văn thư Hà",
    }
    shown = visitor.text_after(visitor.send(link, sent))
    assert "Đã gửi đề nghị gia hạn" in shown and "đang chờ cơ quan chủ trì trả lời" in shown
    (request,) = requests(engine, owed)
    assert request.asked_by == "Văn thư Hà (Sở Nội vụ)"
    twice = visitor.send(link, sent)
    assert twice.status_code == 409 and "đang chờ quyết định" in twice.text


def test_what_belongs_to_another_agency_cannot_be_asked_for(
    officer: Browser, visitor: Browser, link: str, engine: Engine, furniture: Furniture
) -> None:
    sent = {"ngay": "18/12/2026", "ly_do": REASON}
    for guessed in (furniture.foreign, furniture.asked, 999999):
        account = officer.send(f"/phan-viec/{guessed}/gia-han", sent, page="/tai-khoan")
        linked = visitor.send(link, sent | {"viec_chung": "gia-han", "phan_viec": guessed})
        assert (account.status_code, linked.status_code) == (404, 404)
    assert len(requests(engine, furniture.asked)) == 1 and requests(engine, furniture.foreign) == []


def test_a_request_is_decided_at_its_own_obligation_only(
    lead: Browser, engine: Engine, furniture: Furniture
) -> None:
    sent = {"quyet_dinh": "chap-thuan", "ngay": "11/12/2026", "so_van_ban": "9/SYT"}
    at = f"/phan-viec/{furniture.own}/gia-han/{furniture.extension}"
    assert lead.send(at, sent, page="/tai-khoan").status_code == 404
    assert requests(engine, furniture.asked)[0].state == "asked"


def test_each_role_is_offered_its_own_form(
    sign_in: Callable[[str], Browser], furniture: Furniture, owed: int
) -> None:
    offered = {
        role: (
            "Gửi đề nghị gia hạn" in sign_in(role).get(f"/phan-viec/{owed}").text,
            role != "agency"
            and "Xét đề nghị gia hạn" in sign_in(role).get(f"/phan-viec/{furniture.asked}").text,
        )
        for role in ("lead", "agency", "leader", "operator")
    }
    assert offered == {
        "lead": (False, True),
        "agency": (True, False),
        "leader": (False, False),
        "operator": (False, False),
    }


def test_nothing_is_asked_or_decided_under_a_closed_plan(
    officer: Browser, lead: Browser, engine: Engine, furniture: Furniture, owed: int
) -> None:
    ask(officer, owed)
    (request,) = requests(engine, owed)
    with writing(engine) as session:
        plan = session.get_one(Plan, session.get_one(Obligation, owed).plan_id)
        plan.state = "closed"
        session.add(plan)
    sent = {"quyet_dinh": "chap-thuan", "ngay": "11/12/2026", "so_van_ban": "9/SYT"}
    answer = lead.send(f"/phan-viec/{owed}/gia-han/{request.id}", sent, page="/tai-khoan")
    assert answer.status_code == 409 and "không còn được theo dõi" in answer.text
    assert "Xét đề nghị gia hạn" not in answer.text
    assert f"/phan-viec/{owed}" not in lead.get("/bang?xin_gia_han=1").text
    assert due_days(engine, owed) == (DUE, DUE)
