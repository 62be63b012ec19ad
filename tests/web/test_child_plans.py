"""An agency officer breaks an obligation down, leads the units, is asked to report; nobody else may."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from models.account import User
from models.agency import Agency
from models.extension import Extension
from models.obligation import Obligation
from models.plan import Plan
from rules.naming import agency_key
from store.accounts import add_user
from store.database import reading, writing
from store.extensions import ask_extension, grant_extension
from store.lookups import plan_events
from tests.cast import Cast
from tests.web.conftest import PASSWORD, ROLES, TODAY, Browser, Furniture

UNIT, OTHERS_UNIT = "Trung tâm Lưu trữ", "Trung tâm Kế toán"


@pytest.fixture
def officials(furniture: Furniture, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Units of two departments, and officers of the first one's unit and of the second department."""
    with writing(engine) as session:
        ids = {}
        for code, name, parent in (
            ("tt-luu-tru", UNIT, furniture.own_agency),
            ("tt-ke-toan", OTHERS_UNIT, furniture.foreign_agency),
        ):
            unit = Agency(code=code, name=name, folded=agency_key(name), parent_id=parent, kind="don-vi")
            session.add(unit)
            session.flush()
            ids[code] = unit.id
        for username, agency in (("luutru", ids["tt-luu-tru"]), ("taichinh", furniture.foreign_agency)):
            add_user(
                session,
                username=username,
                password=PASSWORD,
                display_name=f"Người {username}",
                role="agency",
                agency_id=agency,
            )
    for key, username in (("unit", "luutru"), ("foreign", "taichinh")):
        monkeypatch.setitem(ROLES, key, username)


def form(*rows: tuple[str, str, str, str], **more: str) -> dict[str, Any]:
    columns = list(zip(*rows, strict=True)) or [(), (), (), ()]
    fields = dict(zip(("noi_dung", "don_vi", "san_pham", "han"), map(list, columns), strict=True))
    return {"viec": "luu", **fields, **more}


ROW = ("Kiểm đếm hồ sơ", UNIT, "Danh mục", "20/11/2026")
SECOND = ("Bàn giao hồ sơ", UNIT, "", "16/11/2026")


def child_of(engine: Engine, obligation_id: int) -> Plan:
    with reading(engine) as session:
        return session.exec(select(Plan).where(Plan.breaks_down_id == obligation_id)).one()


def shares_of(engine: Engine, plan: Plan) -> list[Obligation]:
    with reading(engine) as session:
        return list(session.exec(select(Obligation).where(Obligation.plan_id == plan.id)))


def in_force(officer: Browser, engine: Engine, obligation_id: int, *rows: tuple[str, str, str, str]) -> Plan:
    at = f"/phan-viec/{obligation_id}/phan-ra"
    assert officer.send(at, form(*rows)).status_code == 303
    plan = child_of(engine, obligation_id)
    assert officer.send(f"{at}/kich-hoat", {"ke_hoach": str(plan.id)}, page=at).status_code == 303
    return plan


def move(browser: Browser, share: Obligation, target: str, **more: str) -> Any:
    at = f"/phan-viec/{share.id}"
    data = {"chuyen_sang": target, "ban": str(share.revision), **more}
    return browser.send(at, data)


def test_a_breakdown_goes_from_rows_to_the_units_work(
    officer: Browser, officials: None, furniture: Furniture, engine: Engine
) -> None:
    page = officer.get(f"/phan-viec/{furniture.own}").text
    at = f"/phan-viec/{furniture.own}/phan-ra"
    assert f'href="{at}"' in page
    assert f'<option value="{UNIT}">' in officer.get(at).text
    blank = ("", "", "", "")
    draft = officer.text_after(officer.send(at, form(ROW, blank, SECOND)))
    assert "chưa giao cho đơn vị nào" in draft
    assert "Dòng 1: hạn 20/11/2026 sau hạn 16/11/2026 của phần việc này." in draft
    plan = child_of(engine, furniture.own)
    assert shares_of(engine, plan) == []
    shown = officer.text_after(officer.send(f"{at}/kich-hoat", {"ke_hoach": str(plan.id)}, page=at))
    assert "Đã giao 2 phần việc" in shown and "Tiến độ các đơn vị (2)" in shown
    page = officer.get(f"/phan-viec/{furniture.own}").text
    assert "cấp dưới có việc quá hạn" in page and "Phân rã và tiến độ" in page
    with reading(engine) as session:
        assert {e.what for e in plan_events(session, plan.id or 0)} >= {"plan.broken-down", "plan.activated"}


def test_what_cannot_be_taken_comes_back_as_typed(
    officer: Browser, officials: None, furniture: Furniture, engine: Engine
) -> None:
    at = f"/phan-viec/{furniture.own}/phan-ra"
    for row, says in (
        (("Việc lạ", "", "", ""), "Dòng 1 chưa ghi đơn vị"),
        (("Việc lạ", "Sở Tài chính", "", ""), "không phải đơn vị trực thuộc"),
        (("Việc lạ", UNIT, "", "31/02/2026"), "Dòng 1: “31/02/2026” không phải là ngày"),
    ):
        answer = officer.send(at, form(row))
        assert answer.status_code == 409
        assert says in answer.text and "Việc lạ" in answer.text and row[1] in answer.text
    more = officer.send(at, form(ROW, viec="them"))
    assert more.status_code == 200 and more.text.count('name="noi_dung"') == 4
    assert officer.send(at, {"viec": "luu", "noi_dung": ["a", "b"], "don_vi": ["x"]}).status_code == 409
    with reading(engine) as session:
        assert session.exec(select(Plan).where(Plan.breaks_down_id == furniture.own)).all() == []


def test_a_draft_is_thrown_away_once_that_is_ticked(
    officer: Browser,
    sign_in: Callable[[str], Browser],
    officials: None,
    furniture: Furniture,
    engine: Engine,
) -> None:
    at = f"/phan-viec/{furniture.own}/phan-ra"
    assert "Xóa dự thảo" not in officer.get(at).text
    assert "Xóa dự thảo" in officer.text_after(officer.send(at, form(ROW)))
    plan = child_of(engine, furniture.own)
    named = {"ke_hoach": str(plan.id)}
    answer = officer.send(f"{at}/xoa", named, page=at)
    assert answer.status_code == 409 and "Chưa đánh dấu xác nhận" in answer.text
    assert sign_in("foreign").send(f"{at}/xoa", {**named, "chac": "1"}, page="/tai-khoan").status_code == 404
    foreign = {"ke_hoach": str(furniture.active_plan), "chac": "1"}
    assert officer.send(f"{at}/xoa", foreign, page=at).status_code == 404
    assert child_of(engine, furniture.own).state == "draft"
    shown = officer.text_after(officer.send(f"{at}/xoa", {**named, "chac": "1"}, page=at))
    assert "Đã xóa dự thảo phân rã" in shown and "Lập bản phân rã" in shown and ROW[0] not in shown
    lead = sign_in("lead")
    assert lead.get(f"/ke-hoach/{plan.id}").status_code == 404
    assert f'href="/ke-hoach/{plan.id}"' not in lead.get("/ke-hoach").text
    answer = officer.send(f"{at}/kich-hoat", named, page=at)
    assert answer.status_code == 404
    log = sign_in("operator").get("/quan-tri/nhat-ky").text
    assert "xóa dự thảo phân rã" in log and f'href="/ke-hoach/{plan.id}"' not in log


def test_what_is_in_force_is_not_thrown_away(
    officer: Browser, officials: None, furniture: Furniture, engine: Engine
) -> None:
    plan = in_force(officer, engine, furniture.own, ROW)
    at = f"/phan-viec/{furniture.own}/phan-ra"
    assert "Xóa dự thảo" not in officer.get(at).text
    answer = officer.send(f"{at}/xoa", {"ke_hoach": str(plan.id), "chac": "1"}, page=at)
    assert answer.status_code == 409 and "đã được kích hoạt nên không xóa được" in answer.text
    assert len(shares_of(engine, plan)) == 1


def test_the_agency_confirms_its_units_and_is_then_asked_to_report_itself(
    officer: Browser,
    sign_in: Callable[[str], Browser],
    officials: None,
    furniture: Furniture,
    engine: Engine,
) -> None:
    plan = in_force(officer, engine, furniture.own, ROW)
    (share,) = shares_of(engine, plan)
    unit = sign_in("unit")
    assert "Kiểm đếm hồ sơ" in unit.get("/viec").text
    assert move(unit, share, "reported", noi_dung="Đã xong.").status_code == 303
    (share,) = shares_of(engine, plan)
    # The unit does not confirm its own work.
    assert move(unit, share, "done").status_code == 409
    told = officer.text_after(move(officer, share, "done"))
    assert "hãy báo cáo phần việc của cơ quan" in told
    assert "có thể báo cáo" in officer.get("/viec").text
    with reading(engine) as session:
        assert session.get_one(Obligation, furniture.own).status == "assigned"


def test_the_lead_above_sees_a_breakdown_and_changes_nothing_of_it(
    officer: Browser, lead: Browser, officials: None, furniture: Furniture, engine: Engine
) -> None:
    at = f"/phan-viec/{furniture.own}/phan-ra"
    officer.send(at, form(ROW))
    plan = child_of(engine, furniture.own)
    review = lead.get(f"/ke-hoach/{plan.id}")
    assert review.status_code == 200
    assert "Kích hoạt và giao" not in review.text and "ở đây chỉ xem" in review.text
    # No form is offered that would be refused.
    offered = set(re.findall(rf'action="/ke-hoach/{plan.id}/([a-z-]+)', review.text))
    assert not offered & {"kich-hoat", "han", "sua-doi", "thuc-hien", "ky-bao-cao", "hai-mat", "bac-thang"}
    for path, data in (
        ("kich-hoat", {}),
        ("thong-tin", {"title": "khác"}),
        ("muc", {"viec": "bo-muc", "muc": "1"}),
        ("han", {}),
        ("thuc-hien", {"viec": "khong"}),
        ("bac-thang", {}),
        ("hai-mat", {"viec": "noi", "chinh": "1", "mat_kia": "2"}),
        ("sua-doi/ke-hoach", {}),
    ):
        answer = lead.send(f"/ke-hoach/{plan.id}/{path}", data, page="/tai-khoan")
        assert answer.status_code == 403, path
        assert "cơ quan đó tự rà soát" in answer.text
    officer.send(f"{at}/kich-hoat", {"ke_hoach": str(plan.id)}, page=at)
    (share,) = shares_of(engine, plan)
    assert lead.get(f"/ke-hoach/{plan.id}").status_code == 200
    page = lead.get(f"/phan-viec/{share.id}").text
    assert "Bạn có thể" not in page and "Do cơ quan phân rã" in page
    for target in ("acknowledged", "withdrawn"):
        answer = lead.send(
            f"/phan-viec/{share.id}",
            {"chuyen_sang": target, "ban": str(share.revision), "ly_do": "x"},
            page="/tai-khoan",
        )
        assert answer.status_code == 409 and "chỉ xem" in answer.text
    answer = lead.send(f"/phan-viec/{share.id}/trao-doi", {"trao_doi": "x"}, page="/tai-khoan")
    assert answer.status_code == 409
    assert shares_of(engine, plan)[0].status == "assigned"


def test_a_foreign_agency_knows_nothing_of_a_breakdown(
    officer: Browser,
    sign_in: Callable[[str], Browser],
    officials: None,
    furniture: Furniture,
    engine: Engine,
) -> None:
    plan = in_force(officer, engine, furniture.own, ROW)
    (share,) = shares_of(engine, plan)
    foreign, own = sign_in("foreign"), f"/phan-viec/{furniture.own}/phan-ra"
    for at in (f"/phan-viec/{share.id}", f"/phan-viec/{share.id}/phan-ra", own, "/phan-viec/99999/phan-ra"):
        answer = foreign.get(at)
        assert answer.status_code == 404 and "Kiểm đếm" not in answer.text
    for at, data in (
        (own, form(ROW)),
        (f"{own}/kich-hoat", {"ke_hoach": str(plan.id)}),
        (f"{own}/han", {"viec": str(share.id)}),
        (f"/phan-viec/{share.id}", {"chuyen_sang": "done", "ban": "0"}),
        (f"/phan-viec/{share.id}/trao-doi", {"trao_doi": "x"}),
        (f"/phan-viec/{share.id}/gia-han", {"ngay": "30/12/2026", "ly_do": "x"}),
    ):
        assert foreign.send(at, data, page="/tai-khoan").status_code == 404, at


def test_a_unit_sees_its_own_work_and_neither_the_breakdown_nor_the_work_above(
    officer: Browser,
    sign_in: Callable[[str], Browser],
    officials: None,
    furniture: Furniture,
    engine: Engine,
) -> None:
    plan = in_force(officer, engine, furniture.own, ROW, ("Việc khác", "Phòng Tổ chức", "", ""))
    own, other = shares_of(engine, plan)
    unit = sign_in("unit")
    assert unit.get(f"/phan-viec/{own.id}").status_code == 200
    for at in (
        f"/phan-viec/{other.id}",
        f"/phan-viec/{furniture.own}",
        f"/phan-viec/{furniture.own}/phan-ra",
    ):
        assert unit.get(at).status_code == 404
    # The agency that leads them sees both, and asks for no time in their place.
    assert officer.get(f"/phan-viec/{other.id}").status_code == 200
    asked = {"ngay": "30/12/2026", "ly_do": "x"}
    answer = officer.send(f"/phan-viec/{own.id}/gia-han", asked, page="/tai-khoan")
    assert answer.status_code == 409


def test_units_ask_their_agency_for_time_and_nobody_else_decides(
    officer: Browser,
    lead: Browser,
    sign_in: Callable[[str], Browser],
    officials: None,
    furniture: Furniture,
    engine: Engine,
) -> None:
    plan = in_force(officer, engine, furniture.own, ROW)
    (share,) = shares_of(engine, plan)
    at = f"/phan-viec/{share.id}"
    asked = sign_in("unit").send(f"{at}/gia-han", {"ngay": "30/12/2026", "ly_do": "x"}, page=at)
    assert asked.status_code == 303
    with reading(engine) as session:
        key = session.exec(select(Extension.id).where(Extension.obligation_id == share.id)).one()
    grant = {"quyet_dinh": "chap-thuan", "ngay": "30/12/2026", "so_van_ban": "1/SNV"}
    for who in (lead, sign_in("unit")):
        assert who.send(f"{at}/gia-han/{key}", grant, page="/tai-khoan").status_code == 409
    assert officer.send(f"{at}/gia-han/{key}", grant, page=at).status_code == 303
    assert shares_of(engine, plan)[0].due_on == date(2026, 12, 30)


def test_an_agency_decides_on_no_request_of_its_own(
    officer: Browser, furniture: Furniture, engine: Engine
) -> None:
    at = f"/phan-viec/{furniture.own}"
    assert officer.send(f"{at}/gia-han", {"ngay": "30/12/2026", "ly_do": "x"}, page=at).status_code == 303
    with reading(engine) as session:
        key = session.exec(select(Extension.id).where(Extension.obligation_id == furniture.own)).one()
    answer = officer.send(
        f"{at}/gia-han/{key}",
        {"quyet_dinh": "chap-thuan", "ngay": "30/12/2026", "so_van_ban": "1"},
        page=at,
    )
    assert answer.status_code == 409 and "cơ quan chủ trì kế hoạch quyết định" in answer.text


def test_the_days_below_are_proposed_after_an_extension_and_moved_by_a_button(
    officer: Browser, officials: None, furniture: Furniture, engine: Engine, cast: Cast
) -> None:
    due = ("Kiểm đếm", UNIT, "", "16/11/2026")
    plan = in_force(officer, engine, furniture.own, due)
    (share,) = shares_of(engine, plan)
    with writing(engine) as session:
        common = {"by": "x", "now": cast.at(TODAY, 9), "today": TODAY}
        asked = ask_extension(
            session, obligation_id=furniture.own, proposed_on=date(2026, 12, 7), reason="x", **common
        )
        grant_extension(
            session,
            extension_id=asked.id or 0,
            granted_on=date(2026, 12, 7),
            number="5/UBND",
            calendar=cast.office.calendar,
            ladder=cast.office.ladder,
            **common,
        )
    at = f"/phan-viec/{furniture.own}/phan-ra"
    assert "Hạn của các đơn vị chưa đổi" in officer.get(at).text
    assert officer.send(f"{at}/han", {"viec": "999"}, page=at).status_code == 409
    shown = officer.text_after(officer.send(f"{at}/han", {"viec": str(share.id)}, page=at))
    assert "Đã dời hạn của 1 phần việc" in shown and "Hạn của các đơn vị chưa đổi" not in shown
    assert shares_of(engine, plan)[0].due_on == date(2026, 12, 7)


def test_a_breakdown_is_on_nobodys_board_but_in_its_own_list(
    officer: Browser, lead: Browser, officials: None, furniture: Furniture, engine: Engine
) -> None:
    plan = in_force(officer, engine, furniture.own, SECOND)
    assert "Bàn giao hồ sơ" not in lead.get("/bang?phan_loai=tat-ca").text
    assert "Bàn giao hồ sơ" in lead.get(f"/bang?phan_loai=tat-ca&ke_hoach={plan.id}").text
    # The work above says that something below it is late.
    assert "cấp dưới có việc quá hạn" in lead.get("/bang").text


def test_the_officers_account_is_what_decides_and_not_the_page(
    officer: Browser, officials: None, furniture: Furniture, engine: Engine
) -> None:
    """An officer moved to another agency loses the break-downs of the one before."""
    in_force(officer, engine, furniture.own, ROW)
    with writing(engine) as session:
        user = session.exec(select(User).where(User.username == ROLES["agency"])).one()
        user.agency_id = furniture.foreign_agency
        session.add(user)
    assert officer.get(f"/phan-viec/{furniture.own}/phan-ra").status_code == 404
