"""What may stand in an address, a form, a header: no page fails over it, and nothing of it is believed."""

import gzip
import re
from collections.abc import Callable

import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlmodel import select

from models.journal import Comment
from store.database import reading
from tests.web.conftest import PASSWORD, ROLES, Browser, Furniture
from tests.web.test_access import EVERYBODY, EXPECTED, address
from web.guard import FORM_LIMIT

pytestmark = pytest.mark.long

# Every name that a page reads from its address.
NAMES = (
    *("cap_tren", "co_quan", "dia_chi", "ke_hoach", "khoi", "muc", "nam", "sang", "sau", "trang", "viec"),
    *(
        "cach",
        "cho",
        "dung",
        "hop",
        "loc",
        "ngay",
        "phan",
        "q",
        "tiep",
        "tinh_trang",
        "tra_loi",
        "theo",
        "ky",
    ),
    *("phan_loai", "xin_gia_han", "tu", "den", "lop", "cap", "ai", "viec_gi", "sap_xep", "trinh_tu"),
)
HOSTILE = (
    "' OR 1=1 --",
    '") UNION SELECT password_hash FROM user --',
    "%' ESCAPE '\\",
    "\x00",
    "9" * 18,
    "٣",
    "{{7777*7777}}${7777*7777}",
    "(((((((((((((((((((((((((",
    '* NEAR/ AND OR NOT "',
    "2026-02-31",
    "2026-W53",
    "0000-00",
)
PAGES = (
    *("/bang", "/bang.xlsx", "/viec", "/lanh-dao", "/tong-hop", "/tong-hop.xlsx", "/xu-huong", "/ke-hoach"),
    *("/thu", "/thu/mau", "/thu-den", "/danh-ba", "/danh-ba/khoi", "/dang-nhap"),
    *("/quan-tri/nhat-ky", "/quan-tri/lich", "/quan-tri/webhook/lan-gui"),
)


@pytest.fixture
def every(sign_in: Callable[[str], Browser]) -> dict[str, Browser]:
    """A browser of every role."""
    return {role: sign_in(role) for role in ROLES}


def roles_of(path: str) -> str:
    allowed = EXPECTED["GET", path]
    return "lead" if allowed == EVERYBODY else sorted(allowed, reverse=True)[0]  # type: ignore[call-overload]


def test_no_text_in_a_filter_breaks_a_page_or_reaches_the_database_as_sql(
    every: dict[str, Browser], furniture: Furniture
) -> None:
    before = every["lead"].get("/bang").text.count("/phan-viec/")
    for path in PAGES:
        for value in HOSTILE:
            answer = every[roles_of(path)].client.get(
                path, params=dict.fromkeys(NAMES, value), follow_redirects=False
            )
            assert answer.status_code < 500, (path, value)
            assert "60481729" not in answer.text, path
    assert every["lead"].get("/bang").text.count("/phan-viec/") == before


@examples(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.sampled_from(
        ["/bang", "/viec", "/tong-hop", "/danh-ba", "/thu", "/quan-tri/nhat-ky", "/thu-den"]
    ),
    asked=st.dictionaries(st.sampled_from(NAMES), st.text(max_size=40), max_size=4),
)
def test_any_text_in_any_filter_is_answered(
    path: str, asked: dict[str, str], every: dict[str, Browser], furniture: Furniture
) -> None:
    params = {name: value.encode("utf-8", "replace").decode() for name, value in asked.items()}
    answer = every[roles_of(path)].client.get(path, params=params, follow_redirects=False)
    assert answer.status_code < 500


NUMBERS = ("-1", "9223372036854775808", "9" * 60, "٣", "1%00")


def test_an_impossible_number_in_an_address_is_a_page_that_is_not_there(
    every: dict[str, Browser], furniture: Furniture
) -> None:
    for method, path in EXPECTED:
        if method != "GET" or "{" not in path or "token" in path:
            continue
        for number in NUMBERS:
            at = path.replace("{day}", "2026-11-25").replace("{kind}", "agency-digest")
            answer = every[roles_of(path)].get(re.sub(r"\{\w+\}", number, at))
            assert answer.status_code == 404, (path, number, answer.status_code)


@pytest.mark.both_databases
def test_an_impossible_number_or_a_nul_in_a_form_is_refused_or_left_out(
    officer: Browser, lead: Browser, engine: Engine, furniture: Furniture
) -> None:
    """PostgreSQL takes no NUL in a text and no number beyond its columns; SQLite takes anything."""
    own = f"/phan-viec/{furniture.own}"
    tokens = {id(one): one.token("/tai-khoan") for one in (officer, lead)}

    def send(browser: Browser, at: str, fields: dict[str, str]) -> int:
        data = {"ma_bieu_mau": tokens[id(browser)], **fields}
        return browser.client.post(at, data=data, follow_redirects=False).status_code

    for number in ("2147483648", "9" * 18, "9" * 60, "٣"):
        for browser, at, fields in (
            (officer, own, {"chuyen_sang": "in_progress", "ban": number}),
            (officer, f"{own}/phan-ra/kich-hoat", {"ke_hoach": number}),
            (officer, f"{own}/phan-ra/han", {"viec": number}),
            (lead, f"/ke-hoach/{furniture.active_plan}/thuc-hien", {"muc": number}),
            (lead, f"/thu-den/{furniture.mail}", {"viec": "ghi-nhan", "phan_viec": number}),
        ):
            assert 400 <= send(browser, at, fields) < 500, (at, number)
    for at in ("/bang?q=%00&co_quan=%00", "/tong-hop?ky=%00", f"/ke-hoach/{furniture.active_plan}?q=%00"):
        assert lead.get(at).status_code < 500
    assert send(officer, f"{own}/trao-doi", {"trao_doi": "mot\0hai\x1b[2J"}) == 303
    assert send(lead, "/danh-ba", {"ten": "Sở\0 Lạ", "ma": "so\0-la"}) in (303, 409)
    with reading(engine) as session:
        kept = [one.text for one in session.exec(select(Comment)) if one.text.startswith("mot")]
    assert kept == ["mothai[2J"]


def test_another_method_by_a_field_or_a_header_is_not_believed(lead: Browser, furniture: Furniture) -> None:
    before = lead.get("/tai-khoan").text
    headers = {"X-HTTP-Method-Override": "POST", "X-Method-Override": "POST", "X-HTTP-Method": "DELETE"}
    assert lead.client.get("/tai-khoan?_method=POST", headers=headers).status_code == 200
    for at in ("/dang-xuat", f"/thu/{furniture.message}/thu-hoi", "/tai-khoan/phien"):
        assert lead.client.get(f"{at}?_method=POST", headers=headers).status_code in (404, 405)
    for method in ("PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "PROPFIND"):
        assert lead.client.request(method, "/bang").status_code == 405
    assert lead.get("/tai-khoan").text.split("ma_bieu_mau")[0] == before.split("ma_bieu_mau")[0]


def test_a_get_never_changes_what_people_said(
    sign_in: Callable[[str], Browser], app: FastAPI, furniture: Furniture
) -> None:
    lead = sign_in("lead")
    counted = lead.get("/tong-hop").text.split("<table")[1]
    for method, path in EXPECTED:
        if method == "POST" and path not in ("/dang-nhap",):
            lead.client.get(address(path, furniture) + "?viec=go&chuyen_sang=done", follow_redirects=False)
    assert lead.get("/tong-hop").text.split("<table")[1] == counted


def test_a_host_that_a_visitor_names_stands_in_no_answer(
    lead: Browser, visitor: Browser, furniture: Furniture
) -> None:
    evil = "la.example.net"
    headers = {
        "Host": evil,
        "X-Forwarded-Host": evil,
        "Forwarded": f"host={evil}",
        "X-Forwarded-Proto": "https",
    }
    for browser in (lead, visitor):
        for at in (
            "/",
            "/bang",
            "/bang/",
            "/lich",
            "/dang-nhap?tiep=/bang",
            "/khong-co",
            "/api/v1",
            "/static",
        ):
            answer = browser.client.get(at, headers=headers, follow_redirects=False)
            assert evil not in answer.text, at
            assert evil not in str(answer.headers), (at, answer.headers)


@pytest.mark.parametrize(
    "at",
    [
        *("https://la.example.net/", "//la.example.net", "/\\la.example.net", "\\\\la.example.net"),
        *("/\t/la.example.net", "/\n/la.example.net", "https:la.example.net", "javascript:alert(1)"),
        *(" //la.example.net", "/%0d%0aSet-Cookie:a=b", "///la.example.net", "http:///la.example.net"),
        *("/\u2028/la.example.net", "data:text/html,x", "\x00//la.example.net", "//la.example.net@127.0.0.1"),
    ],
)
def test_signing_in_never_leads_away(at: str, visitor: Browser, lead: Browser, furniture: Furniture) -> None:
    answer = visitor.send("/dang-nhap", {"ten": "lanhdao", "mat_khau": PASSWORD, "tiep": at})
    assert answer.status_code == 303
    for found in (answer, lead.client.get("/dang-nhap", params={"tiep": at}, follow_redirects=False)):
        to = found.headers["location"]
        assert (
            to.startswith("/") and to[1:2] not in ("/", "\\") and "la.example.net" not in to.partition("?")[0]
        )
        assert "\n" not in to and "\r" not in to and "set-cookie: a" not in str(found.headers).lower()


def test_a_form_with_very_many_fields_is_answered_at_once(visitor: Browser) -> None:
    body = "&".join(f"f{n}=1" for n in range(200_000))[: FORM_LIMIT - 10]
    answer = visitor.client.post(
        "/dang-nhap", content=body, headers={"content-type": "application/x-www-form-urlencoded"}
    )
    assert 400 <= answer.status_code < 500


def test_a_form_with_very_many_parts_is_answered_at_once(visitor: Browser) -> None:
    part = b'--x\r\ncontent-disposition: form-data; name="a"\r\n\r\n1\r\n'
    for body in (
        part * 30_000,
        b"--x\r\n" + b"a: b\r\n" * 300_000,
        b"--x\r\n" * 400_000,
        b"\r\n" * 1_000_000,
    ):
        answer = visitor.client.post(
            "/dang-nhap", content=body, headers={"content-type": "multipart/form-data; boundary=x"}
        )
        assert 400 <= answer.status_code < 500


def test_a_packed_body_is_never_unpacked(visitor: Browser, lead: Browser) -> None:
    bomb = gzip.compress(b"ma_bieu_mau=" + b"a" * 30_000_000)
    for encoding in ("gzip", "deflate", "br", "zstd"):
        headers = {"content-type": "application/x-www-form-urlencoded", "content-encoding": encoding}
        assert visitor.client.post("/dang-nhap", content=bomb, headers=headers).status_code == 403
        headers["content-type"] = "application/json"
        answer = visitor.client.post("/api/v1/obligations/1/acknowledge", content=bomb, headers=headers)
        assert 400 <= answer.status_code < 500


def test_a_body_that_is_no_form_is_refused_in_words(visitor: Browser) -> None:
    for kind, body in (
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=", b"x"),
        ("multipart/form-data; boundary=" + "b" * 3_000, b"x"),
        ("multipart/form-data; boundary=x", b'--x\r\ncontent-disposition: form-data; name="a'),
        (
            "multipart/form-data; boundary=x; charset=utf-7",
            b'--x\r\ncontent-disposition: form-data; name="+AGE-"',
        ),
        ("application/json", b'{"ma_bieu_mau": "x"}'),
        ("text/xml", b"<a/>"),
        ("application/x-www-form-urlencoded; charset=utf-16", b"\xff\xfe"),
        ("application/x-www-form-urlencoded", b"%"),
        ("application/x-www-form-urlencoded", b"%ff%fe=%00&&&=;"),
        ("", b"a=b"),
    ):
        answer = visitor.client.post("/dang-nhap", content=body, headers={"content-type": kind})
        assert 400 <= answer.status_code < 500, kind
        assert "Traceback" not in answer.text
