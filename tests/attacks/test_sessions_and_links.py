"""Cookies, report links, calendar addresses, the links in summaries, form tokens: forged, stolen, reused."""

import base64
import time
from collections.abc import Callable
from datetime import timedelta
from statistics import median

import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from itsdangerous import URLSafeSerializer
from sqlalchemy import Engine
from sqlmodel import select

from models.account import User, UserSession
from store.accounts import check_password, open_session
from store.database import reading, writing
from store.feeds import make_feed
from store.links import issue_link, revoke_link
from store.summaries import decline_token
from tests.cast import Cast
from tests.web.conftest import KEY, PASSWORD, ROLES, TODAY, Browser, Furniture
from tests.web.test_access import EXPECTED, address
from web.forms import FORM_COOKIE, NOTICE_COOKIE, SESSION_COOKIE

PRIVATE = "/tai-khoan"


def signed_in(browser: Browser, cookie: str) -> bool:
    browser.client.cookies.clear()
    answer = browser.client.get(
        PRIVATE, headers={"cookie": f"{SESSION_COOKIE}={cookie}"}, follow_redirects=False
    )
    return answer.status_code == 200


@examples(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, 42), bit=st.integers(0, 6), more=st.sampled_from(["", "=", " ", "\x7f", "a"]))
def test_a_session_cookie_changed_anywhere_opens_nothing(
    place: int, bit: int, more: str, lead: Browser, visitor: Browser
) -> None:
    token = lead.client.cookies[SESSION_COOKIE]
    changed = token[:place] + chr(ord(token[place]) ^ 1 << bit) + token[place + 1 :] + more
    if changed.strip(" ") != token and changed.isprintable():
        assert not signed_in(visitor, changed)


def test_what_a_stolen_database_holds_of_a_session_opens_nothing(
    lead: Browser, visitor: Browser, engine: Engine
) -> None:
    good = lead.client.cookies[SESSION_COOKIE]
    assert signed_in(visitor, good)
    with reading(engine) as session:
        stored = session.exec(select(UserSession.token_sha256)).all()
    assert stored and not any(signed_in(visitor, one) for one in stored)
    for one in (good[:-1], good + "A", good.swapcase(), good[::-1], ""):
        assert not signed_in(visitor, one)


def test_a_session_known_beforehand_is_never_taken_over(visitor: Browser, furniture: Furniture) -> None:
    visitor.client.cookies.set(SESSION_COOKIE, "A" * 43)
    visitor.client.cookies.set(FORM_COOKIE, "B" * 32)
    answer = visitor.send("/dang-nhap", {"ten": "lanhdao", "mat_khau": PASSWORD})
    assert answer.status_code == 303
    given = answer.cookies[SESSION_COOKIE]
    assert given != "A" * 43 and len(given) >= 43
    assert not signed_in(visitor, "A" * 43)


def test_signing_in_anew_ends_the_session_that_this_browser_had(
    visitor: Browser, furniture: Furniture
) -> None:
    first = visitor.send("/dang-nhap", {"ten": "lanhdao", "mat_khau": PASSWORD}).cookies[SESSION_COOKIE]
    token = visitor.token("/tai-khoan")
    form = {"ma_bieu_mau": token, "ten": "chuyenvien", "mat_khau": PASSWORD}
    answer = visitor.client.post("/dang-nhap", data=form, follow_redirects=False)
    second = answer.cookies[SESSION_COOKIE]
    assert second != first and signed_in(visitor, second) and not signed_in(visitor, first)


def test_ended_sessions_stay_ended_after_signing_out_and_after_another_password(
    sign_in: Callable[[str], Browser], visitor: Browser
) -> None:
    out, changed = sign_in("lead"), sign_in("leader")
    other = sign_in("leader").client.cookies[SESSION_COOKIE]
    kept = out.client.cookies[SESSION_COOKIE]
    out.send("/dang-xuat", page=PRIVATE)
    assert not signed_in(visitor, kept)
    before = changed.client.cookies[SESSION_COOKIE]
    new = "một mật khẩu khác hẳn"
    assert changed.send(PRIVATE, {"cu": PASSWORD, "moi": new, "nhac_lai": new}).status_code == 303
    assert not signed_in(visitor, before) and not signed_in(visitor, other)


def test_a_notice_that_we_did_not_sign_is_not_shown(lead: Browser) -> None:
    for key, salt in (("another-key-of-some-length-here", "dondoc.notice"), (KEY, "dondoc.report-link")):
        value = URLSafeSerializer(key, salt=salt).dumps("Hãy gọi số này ngay")
        lead.client.cookies.set(NOTICE_COOKIE, value)
        assert "Hãy gọi số này" not in lead.get(PRIVATE).text
        lead.client.cookies.delete(NOTICE_COOKIE)


@pytest.fixture
def link(engine: Engine, furniture: Furniture, cast: Cast) -> str:
    with writing(engine) as session:
        return issue_link(
            session, agency_id=furniture.own_agency, message_id=None, now=cast.at(TODAY, 0), days=14, key=KEY
        )


@examples(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, 200), bit=st.integers(0, 6))
def test_a_report_link_with_one_bit_turned_opens_nothing(
    place: int, bit: int, link: str, cast: Cast, engine: Engine
) -> None:
    from models.errors import BadLink
    from store.links import open_link

    place %= len(link)
    changed = link[:place] + chr(ord(link[place]) ^ 1 << bit) + link[place + 1 :]
    payload, _, signature = changed.rpartition(".")
    with reading(engine) as session:
        if _decoded(signature) == _decoded(link.rpartition(".")[2]) and payload == link.rpartition(".")[0]:
            # The last letter of Base64 holds bits of no byte: the same signature, written otherwise.
            return
        with pytest.raises(BadLink):
            open_link(session, changed, now=cast.at(TODAY), key=KEY)


def _decoded(text: str) -> bytes | None:
    try:
        return base64.urlsafe_b64decode(text.encode() + b"=" * (-len(text) % 4))
    except ValueError:
        return None


def test_a_token_opens_what_it_was_made_for_and_nothing_else(
    visitor: Browser, link: str, engine: Engine, furniture: Furniture, cast: Cast
) -> None:
    with writing(engine) as session:
        feed = make_feed(
            session,
            scope="agency",
            agency_id=furniture.own_agency,
            plan_id=None,
            by="sonoivu",
            now=cast.at(TODAY, 0),
        )
    tokens = {
        "/r/{}": link,
        "/lich/{}.ics": feed,
        "/thu-tong-hop/{}": decline_token(furniture.message, key=KEY),
    }
    for form, own in tokens.items():
        assert visitor.get(form.format(own)).status_code == 200
        for token in tokens.values():
            if token != own:
                assert visitor.get(form.format(token)).status_code in (403, 404), (form, token)
        assert not signed_in(visitor, own)
        headers = {"Authorization": f"Bearer {own}"}
        assert visitor.client.get("/api/v1/plans", headers=headers).status_code == 401


def test_a_link_signed_for_another_agency_expired_or_revoked_opens_nothing(
    visitor: Browser, engine: Engine, furniture: Furniture, cast: Cast
) -> None:
    now = cast.at(TODAY, 0)
    with writing(engine) as session:
        make = {"message_id": None, "now": now, "key": KEY}
        own = issue_link(session, agency_id=furniture.own_agency, days=14, **make)  # type: ignore[arg-type]
        old = issue_link(
            session,
            agency_id=furniture.own_agency,
            message_id=None,
            now=now - timedelta(days=30),
            days=14,
            key=KEY,
        )
        revoked = issue_link(session, agency_id=furniture.own_agency, days=14, **make)  # type: ignore[arg-type]
        number = URLSafeSerializer(KEY, salt="dondoc.report-link").loads(revoked)[0]
        revoke_link(session, number, by="vanhanh", now=now)
    signer = URLSafeSerializer(KEY, salt="dondoc.report-link")
    row = signer.loads(own)[0]
    for token in (
        old,
        revoked,
        # Even who had the key would have to name a link that was issued, with its agency.
        signer.dumps([row, furniture.foreign_agency]),
        signer.dumps([99_999, furniture.own_agency]),
        signer.dumps([row]),
        signer.dumps({"row": row}),
        signer.dumps("x"),
        signer.dumps(None),
        "%00",
        "a" * 3_000,
        "é.ü",
    ):
        answer = visitor.get(f"/r/{token}")
        assert answer.status_code in (403, 410), token
        assert "Rà soát danh sách" not in answer.text
    assert visitor.get(f"/r/{own}").status_code == 200


def test_the_report_link_of_one_agency_moves_nothing_of_another(
    visitor: Browser, link: str, furniture: Furniture, cast: Cast, engine: Engine
) -> None:
    from models.obligation import Obligation

    with reading(engine) as session:
        before = session.get_one(Obligation, furniture.foreign).model_dump()
    for fields in (
        {"phan_viec": str(furniture.foreign), "bao": "reported", "noi_dung": "x", "ban": "1"},
        {"phan_viec": str(furniture.foreign), "viec_chung": "trao-doi", "trao_doi": "x"},
        {"phan_viec": str(furniture.foreign), "viec_chung": "tu-choi", "ly_do": "x", "ban": "1"},
        {"phan_viec": str(furniture.foreign), "viec_chung": "gia-han", "ngay": "2026-12-30", "ly_do": "x"},
        {"phan_viec": str(furniture.foreign), "co_quan": str(furniture.foreign_agency), "agency_id": "3"},
    ):
        assert visitor.send(f"/r/{link}", fields).status_code in (403, 404, 409), fields
    with reading(engine) as session:
        assert session.get_one(Obligation, furniture.foreign).model_dump() == before


def test_every_post_refuses_the_token_of_another_session_another_key_and_another_link(
    sign_in: Callable[[str], Browser], app: FastAPI, link: str, furniture: Furniture
) -> None:
    """Beside tests/web/test_access.py, where it is absent or made up."""
    foreign = sign_in("leader").token(PRIVATE)
    by_link = sign_in("leader").token(f"/r/{link}")
    browsers = {role: sign_in(role) for role in ROLES}
    stale = {role: one.token(PRIVATE) for role, one in browsers.items()}
    for (method, path), allowed in EXPECTED.items():
        if method != "POST":
            continue
        role = sorted(allowed)[0] if isinstance(allowed, set) else "lead"
        browser = browsers[role]
        at = address(path, furniture)
        for token in (foreign, by_link, stale[role][:-1], stale[role].upper() + " x"):
            answer = browser.client.post(at, data={"ma_bieu_mau": token}, follow_redirects=False)
            assert answer.status_code == 403, (at, answer.status_code)
            assert "Biểu mẫu đã cũ" in answer.text


def test_the_form_token_before_signing_in_does_not_serve_behind_it(
    visitor: Browser, furniture: Furniture
) -> None:
    before = visitor.token("/dang-nhap")
    visitor.send("/dang-nhap", {"ten": "lanhdao", "mat_khau": PASSWORD})
    answer = visitor.client.post("/dang-xuat", data={"ma_bieu_mau": before}, follow_redirects=False)
    assert answer.status_code == 403


def test_a_name_that_nobody_has_is_answered_like_one_that_somebody_has(
    visitor: Browser, furniture: Furniture
) -> None:
    """Words, status and the wait after five failures are the same: nothing tells who has an account."""
    said: dict[str, list[tuple[int, str]]] = {}
    for name in ("lanhdao", "khong-ai-ca"):
        for _ in range(5):
            answer = visitor.send("/dang-nhap", {"ten": name, "mat_khau": "sai sai sai sai"})
            shown = answer.text.replace(name, "").split("<main", 1)[1].split("<form", 1)[0]
            said.setdefault(name, []).append((answer.status_code, shown))
    assert said["lanhdao"] == said["khong-ai-ca"]


def test_an_unknown_name_takes_as_long_as_a_known_one(
    engine: Engine, furniture: Furniture, cast: Cast
) -> None:
    taken: dict[str, list[float]] = {"lanhdao": [], "khong-ai-ca": []}
    check_password(engine, username="mot-nguoi-khac", password="x", now=cast.at(TODAY))
    for _ in range(2):
        for name, found in taken.items():
            began = time.thread_time()
            check_password(engine, username=name, password="sai sai sai", now=cast.at(TODAY))
            found.append(time.thread_time() - began)
    known, unknown = (median(found) for found in taken.values())
    assert 0.33 < unknown / known < 3


def test_addresses_of_one_network_have_the_tries_of_one(app: FastAPI) -> None:
    """Whoever has one IPv6 address has a network of them."""
    from starlette.requests import Request

    from web.rates import address_of

    def named(host: str) -> str:
        return address_of(Request({"type": "http", "client": (host, 1), "headers": []}))

    assert named("2001:db8:1:2::1") == named("2001:db8:1:2:ffff::9") != named("2001:db8:1:3::1")
    assert named("::ffff:10.1.2.3") == named("10.1.2.3") != named("10.1.2.4")
    assert named("testclient") == "testclient"


def test_a_session_of_an_account_that_was_switched_off_opens_nothing(
    lead: Browser, engine: Engine, visitor: Browser, cast: Cast
) -> None:
    with writing(engine) as session:
        user = session.exec(select(User).where(User.username == ROLES["lead"])).one()
        token = open_session(session, user_id=user.id or 0, now=cast.at(TODAY, 0))
        user.is_active = False
        session.add(user)
    assert not signed_in(visitor, token) and lead.get(PRIVATE).status_code == 303
