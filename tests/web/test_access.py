"""Every route with every role, against a table written here by hand."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.routing import Mount

from tests.web.conftest import ROLES, TODAY, Browser, Furniture
from web.desk import Allowed

pytestmark = pytest.mark.long

ALL = set(ROLES)
READERS = {"lead", "leader", "operator"}
EVERYBODY = "everybody"
EXPECTED: dict[tuple[str, str], object] = {
    ("GET", "/"): EVERYBODY,
    ("GET", "/dang-nhap"): EVERYBODY,
    ("POST", "/dang-nhap"): EVERYBODY,
    ("POST", "/dang-xuat"): EVERYBODY,
    ("POST", "/gui-lai"): EVERYBODY,
    ("GET", "/dang-nhap/co-quan"): EVERYBODY,
    ("GET", "/dang-nhap/co-quan/ve"): EVERYBODY,
    ("GET", "/healthz"): EVERYBODY,
    ("GET", "/readyz"): EVERYBODY,
    ("GET", "/metrics"): EVERYBODY,
    ("GET", "/r/{token}"): EVERYBODY,
    ("POST", "/r/{token}"): EVERYBODY,
    ("GET", "/tai-khoan"): ALL,
    ("POST", "/tai-khoan"): ALL,
    ("POST", "/tai-khoan/phien"): ALL,
    ("GET", "/bang"): READERS,
    ("GET", "/lanh-dao"): READERS,
    ("GET", "/xu-huong"): READERS,
    ("GET", "/tong-hop"): READERS,
    ("POST", "/tong-hop/chot"): {"lead"},
    ("GET", "/bang.xlsx"): READERS,
    ("GET", "/tong-hop.xlsx"): READERS,
    ("GET", "/ke-hoach/{plan_id}/tong-hop.xlsx"): READERS,
    ("GET", "/viec.xlsx"): {"agency"},
    ("POST", "/bang/cong-van"): {"lead"},
    ("POST", "/ke-hoach/{plan_id}/cong-van"): {"lead"},
    ("POST", "/ke-hoach/{plan_id}/bao-cao"): {"lead"},
    ("POST", "/ke-hoach/{plan_id}/phu-luc"): {"lead"},
    ("POST", "/tong-hop/bao-cao"): {"lead"},
    ("GET", "/ke-hoach/{plan_id}/ket-luan"): {"lead"},
    ("POST", "/ke-hoach/{plan_id}/ket-luan"): {"lead"},
    ("POST", "/ke-hoach/{plan_id}/ket-luan/nap"): {"lead"},
    ("GET", "/ke-hoach"): READERS,
    ("POST", "/ke-hoach"): {"lead"},
    ("GET", "/ke-hoach/dang-doc"): {"lead"},
    ("GET", "/nhap-bang"): {"lead"},
    ("POST", "/nhap-bang"): {"lead"},
    ("POST", "/nhap-bang/tao"): {"lead"},
    ("POST", "/ke-hoach/dang-doc"): {"lead"},
    ("GET", "/ke-hoach/{plan_id}"): READERS,
    ("GET", "/ke-hoach/{plan_id}/van-ban"): READERS,
    ("GET", "/ke-hoach/{plan_id}/van-ban/goc"): READERS,
    ("GET", "/ke-hoach/{plan_id}/dien-tap"): READERS,
    ("GET", "/ke-hoach/{plan_id}/so-don-doc"): READERS,
    ("POST", "/ke-hoach/{plan_id}/bac-thang"): {"lead"},
    ("POST", "/ke-hoach/{plan_id}/thong-tin"): {"lead"},
    ("POST", "/ke-hoach/{plan_id}/muc"): {"lead"},
    ("GET", "/ke-hoach/{plan_id}/muc/{item_id}"): {"lead"},
    ("POST", "/ke-hoach/{plan_id}/muc/{item_id}"): {"lead"},
    ("POST", "/ke-hoach/{plan_id}/muc/{item_id}/tach"): {"lead"},
    ("POST", "/ke-hoach/{plan_id}/muc/{item_id}/gop"): {"lead"},
    ("GET", "/ke-hoach/{plan_id}/muc-moi"): {"lead"},
    ("POST", "/ke-hoach/{plan_id}/muc-moi"): {"lead"},
    ("POST", "/ke-hoach/{plan_id}/chu-con-lai"): {"lead"},
    ("GET", "/ke-hoach/{plan_id}/khoi/{party_id}"): {"lead"},
    ("POST", "/ke-hoach/{plan_id}/khoi/{party_id}"): {"lead"},
    ("POST", "/ke-hoach/{plan_id}/kich-hoat"): {"lead"},
    ("GET", "/ke-hoach/{plan_id}/sua-doi"): {"lead"},
    ("POST", "/ke-hoach/{plan_id}/sua-doi"): {"lead"},
    ("POST", "/ke-hoach/{plan_id}/sua-doi/ke-hoach"): {"lead"},
    ("POST", "/ke-hoach/{plan_id}/hai-mat"): {"lead"},
    ("POST", "/ke-hoach/{plan_id}/ket-thuc"): {"lead"},
    ("POST", "/ke-hoach/{plan_id}/mo-lai"): {"lead"},
    ("POST", "/ke-hoach/{plan_id}/thuc-hien"): {"lead"},
    ("GET", "/ke-hoach/{plan_id}/cay"): READERS,
    ("GET", "/ke-hoach/{plan_id}/phan-viec"): READERS,
    ("GET", "/ke-hoach/{plan_id}/han"): {"lead"},
    ("POST", "/ke-hoach/{plan_id}/han"): {"lead"},
    ("POST", "/ke-hoach/{plan_id}/ky-bao-cao"): {"lead"},
    ("GET", "/phan-viec/{obligation_id}"): ALL,
    ("POST", "/phan-viec/{obligation_id}"): {"lead", "agency"},
    ("POST", "/phan-viec/{obligation_id}/gia-han"): {"agency"},
    # An agency decides for its own units alone: tests/web/test_child_plans.py.
    ("POST", "/phan-viec/{obligation_id}/gia-han/{extension_id}"): {"lead", "agency"},
    ("GET", "/phan-viec/{obligation_id}/phan-ra"): {"agency"},
    ("POST", "/phan-viec/{obligation_id}/phan-ra"): {"agency"},
    ("POST", "/phan-viec/{obligation_id}/phan-ra/kich-hoat"): {"agency"},
    ("POST", "/phan-viec/{obligation_id}/phan-ra/xoa"): {"agency"},
    ("POST", "/phan-viec/{obligation_id}/phan-ra/han"): {"agency"},
    ("GET", "/tep/{attachment_id}"): ALL,
    ("GET", "/viec"): {"agency"},
    ("GET", "/viec/lien-he"): {"agency"},
    ("POST", "/viec/lien-he"): {"agency"},
    ("POST", "/viec/lien-he/{contact_id}"): {"agency"},
    ("GET", "/viec/don-vi"): {"agency"},
    # Own units alone: tests/web/test_unit_contacts.py.
    ("GET", "/viec/don-vi/{unit_id}"): {"agency"},
    ("POST", "/viec/don-vi/{unit_id}"): {"agency"},
    ("POST", "/viec/don-vi/{unit_id}/{contact_id}"): {"agency"},
    ("POST", "/phan-viec/{obligation_id}/trao-doi"): {"lead", "agency"},
    ("GET", "/lich"): {"lead", "agency"},
    ("POST", "/lich"): {"lead", "agency"},
    ("POST", "/lich/thu-hoi"): {"lead", "agency"},
    ("GET", "/lich/{token}.ics"): EVERYBODY,
    ("POST", "/viec/tiep-nhan"): {"agency"},
    ("GET", "/quan-tri/tai-khoan"): {"operator"},
    ("POST", "/quan-tri/tai-khoan"): {"operator"},
    ("GET", "/quan-tri/tai-khoan/{user_id}"): {"operator"},
    ("POST", "/quan-tri/tai-khoan/{user_id}"): {"operator"},
    ("GET", "/quan-tri/khoa-api"): {"operator"},
    ("POST", "/quan-tri/khoa-api"): {"operator"},
    ("POST", "/quan-tri/khoa-api/{token_id}"): {"operator"},
    ("GET", "/quan-tri/webhook"): {"operator"},
    ("POST", "/quan-tri/webhook"): {"operator"},
    ("POST", "/quan-tri/webhook/{webhook_id}"): {"operator"},
    ("GET", "/quan-tri/webhook/lan-gui"): {"operator"},
    ("POST", "/quan-tri/webhook/lan-gui/{delivery_id}"): {"operator"},
    ("GET", "/quan-tri/nhat-ky"): {"operator"},
    ("GET", "/quan-tri/lich"): {"operator"},
    ("POST", "/quan-tri/lich"): {"operator"},
    ("GET", "/quan-tri/bac-thang"): {"operator"},
    ("POST", "/quan-tri/bac-thang"): {"operator"},
    ("GET", "/thu"): {"lead", "operator"},
    ("GET", "/thu/hop-thu"): {"lead", "operator"},
    ("GET", "/thu/mau"): {"lead", "operator"},
    ("GET", "/thu/mau/{agency_id}/{day}/{kind}/html"): {"lead", "operator"},
    ("GET", "/thu/{message_id}"): {"lead", "operator"},
    ("GET", "/thu/{message_id}/html"): {"lead", "operator"},
    ("POST", "/thu/{message_id}/gui-lai"): {"lead", "operator"},
    ("POST", "/thu/{message_id}/thu-hoi"): {"lead", "operator"},
    ("GET", "/thu-tong-hop/{token}"): EVERYBODY,
    ("POST", "/thu-tong-hop/{token}"): EVERYBODY,
    # An agency what its units answer about broken-down work: tests/web/test_units_mail.py.
    ("GET", "/thu-den"): {"lead", "agency"},
    ("GET", "/thu-den/{mail_id}"): {"lead", "agency"},
    ("POST", "/thu-den/{mail_id}"): {"lead", "agency"},
    ("GET", "/thu-den/tep/{file_id}"): {"lead", "agency"},
    ("GET", "/danh-ba"): {"lead", "operator"},
    ("POST", "/danh-ba"): {"lead", "operator"},
    ("GET", "/danh-ba/co-quan/{agency_id}"): {"lead", "operator"},
    ("POST", "/danh-ba/co-quan/{agency_id}"): {"lead", "operator"},
    ("POST", "/danh-ba/co-quan/{agency_id}/lien-he"): {"lead", "operator"},
    ("POST", "/danh-ba/co-quan/{agency_id}/lien-he/{contact_id}"): {"lead", "operator"},
    ("GET", "/danh-ba/co-quan/{agency_id}/thay-the"): {"lead", "operator"},
    ("POST", "/danh-ba/co-quan/{agency_id}/thay-the"): {"lead", "operator"},
    ("GET", "/danh-ba/khoi"): {"lead", "operator"},
    ("GET", "/danh-ba/khoi/{group_id}"): {"lead", "operator"},
    ("POST", "/danh-ba/khoi/{group_id}"): {"lead", "operator"},
    ("GET", "/danh-ba/nap-co-quan"): {"lead", "operator"},
    ("GET", "/danh-ba/nap-co-quan/mau.xlsx"): {"lead", "operator"},
    ("POST", "/danh-ba/nap-co-quan"): {"lead", "operator"},
    ("POST", "/danh-ba/nap-co-quan/xac-nhan"): {"lead", "operator"},
    ("GET", "/danh-ba/nap-lien-he"): {"lead", "operator"},
    ("GET", "/danh-ba/nap-lien-he/mau.xlsx"): {"lead", "operator"},
    ("POST", "/danh-ba/nap-lien-he"): {"lead", "operator"},
    ("POST", "/danh-ba/nap-lien-he/xac-nhan"): {"lead", "operator"},
    ("GET", "/ke-hoach/{plan_id}/tim-co-quan"): {"lead"},
    ("POST", "/ke-hoach/{plan_id}/tim-co-quan"): {"lead"},
}
REFUSAL = "Tài khoản của bạn không được"


def routes(app: FastAPI) -> Iterator[tuple[str, APIRoute]]:
    """Return every route of the application with its method."""
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        if isinstance(route, APIRoute):
            for method in sorted(route.methods):
                yield method, route


def address(path: str, furniture: Furniture) -> str:
    """Return an address of that route that really exists for the agency officer too."""
    return path.format(
        plan_id=furniture.draft_plan,
        item_id=furniture.draft_item,
        party_id=furniture.draft_group,
        obligation_id=furniture.asked if "{extension_id}" in path else furniture.own,
        extension_id=furniture.extension,
        attachment_id=furniture.own_file,
        message_id=furniture.message,
        # The fixture units_mail stores them: what both may open.
        mail_id=furniture.mail + 1,
        file_id=furniture.mail_file + 1,
        agency_id=furniture.own_agency,
        unit_id=furniture.own_unit,
        contact_id=1,
        group_id=1,
        user_id=1,
        token_id=1,
        webhook_id=1,
        delivery_id=1,
        # The 24th of November is a day off.
        day=TODAY + timedelta(days=2),
        kind="agency-digest",
        token="khong-co",
    )


def test_the_table_names_every_route(app: FastAPI) -> None:
    assert {(method, route.path) for method, route in routes(app)} == set(EXPECTED)


def test_what_is_mounted_is_named_too(app: FastAPI) -> None:
    # Files that anybody may have, and the API: its routes are walked in tests/web/api/test_access.py.
    assert {r.path for r in app.routes if isinstance(r, Mount)} == {"/static", "/api/v1"}


def test_every_route_behind_sign_in_is_guarded_by_one_action(app: FastAPI) -> None:
    for method, route in routes(app):
        guards = [d.call for d in route.dependant.dependencies if isinstance(d.call, Allowed)]
        wanted = 0 if EXPECTED[method, route.path] == EVERYBODY else 1
        assert len(guards) == wanted, (method, route.path)


@pytest.mark.parametrize("role", sorted(ROLES))
def test_every_route_lets_in_whom_the_table_names_and_nobody_else(
    role: str,
    sign_in: Callable[[str], Browser],
    app: FastAPI,
    furniture: Furniture,
    units_mail: object,
) -> None:
    for method, route in routes(app):
        allowed = EXPECTED[method, route.path]
        if allowed == EVERYBODY:
            continue
        browser = sign_in(role)
        at = address(route.path, furniture)
        answer = browser.get(at) if method == "GET" else browser.send(at, page="/tai-khoan")
        assert isinstance(allowed, set)
        if role in allowed:
            assert answer.status_code != 403 and REFUSAL not in answer.text, (method, at, answer.text)
            if method == "GET":
                assert answer.status_code == 200, (at, answer.text)
        else:
            assert answer.status_code == 403 and REFUSAL in answer.text, (method, at)


def test_nobody_signed_in_is_sent_to_the_sign_in_page_which_leads_back(
    visitor: Browser, app: FastAPI, furniture: Furniture
) -> None:
    for method, route in routes(app):
        if EXPECTED[method, route.path] == EVERYBODY:
            continue
        at = address(route.path, furniture)
        if method == "GET":
            answer = visitor.get(at)
            assert answer.headers["location"] == f"/dang-nhap?tiep={at}"
        else:
            answer = visitor.send(at, page="/dang-nhap")
            assert answer.headers["location"] == "/dang-nhap"
        assert answer.status_code == 303


def test_every_form_without_its_token_is_refused(
    sign_in: Callable[[str], Browser], app: FastAPI, furniture: Furniture
) -> None:
    for method, route in routes(app):
        if method != "POST":
            continue
        allowed = EXPECTED[method, route.path]
        role = "lead" if allowed == EVERYBODY else sorted(allowed)[0]  # type: ignore[call-overload]
        browser = sign_in(role)
        at = address(route.path, furniture)
        for data in ({}, {"ma_bieu_mau": "0" * 64}):
            answer = browser.client.post(at, data=data, follow_redirects=False)
            assert answer.status_code == 403, (at, answer.text)
            assert "Biểu mẫu đã cũ" in answer.text


def test_a_token_from_another_browser_is_refused(
    sign_in: Callable[[str], Browser], furniture: Furniture
) -> None:
    theirs = sign_in("leader").token("/tai-khoan")
    answer = sign_in("lead").client.post("/dang-xuat", data={"ma_bieu_mau": theirs}, follow_redirects=False)
    assert answer.status_code == 403


def test_an_agency_sees_nothing_of_another_agency_by_guessing(officer: Browser, furniture: Furniture) -> None:
    assert officer.get(f"/phan-viec/{furniture.own}").status_code == 200
    for at in (
        f"/phan-viec/{furniture.foreign}",
        "/phan-viec/999999",
        f"/tep/{furniture.foreign_file}",
        "/tep/99999",
    ):
        answer = officer.get(at)
        assert answer.status_code == 404
        assert "Sở Tài chính" not in answer.text and "Bố trí kinh phí" not in answer.text
    same = [officer.get(at).text for at in (f"/phan-viec/{furniture.foreign}", "/phan-viec/999999")]
    assert same[0] == same[1]


def test_an_agency_cannot_move_what_belongs_to_another(officer: Browser, furniture: Furniture) -> None:
    answer = officer.send(
        f"/phan-viec/{furniture.foreign}",
        {"chuyen_sang": "in_progress", "noi_dung": "x", "ban": "0"},
        page="/tai-khoan",
    )
    assert answer.status_code == 404


def test_the_first_page_follows_the_role(sign_in: Callable[[str], Browser]) -> None:
    for role in ROLES:
        wanted = {"agency": "/viec", "leader": "/lanh-dao"}.get(role, "/bang")
        assert sign_in(role).get("/").headers["location"] == wanted
