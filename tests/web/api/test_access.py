"""Every route of the API: with no key, a bad one, the wrong scope, and the key of another agency."""

from collections.abc import Callable, Iterator

import httpx2 as httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts
from sqlalchemy import Engine
from starlette.routing import Mount
from starlette.testclient import TestClient

from store.api_tokens import SCOPES, revoke_token, tokens
from store.database import reading, writing
from store.intakes import begin_intake
from tests.cast import Cast, item
from tests.web.api.conftest import Calling, System
from tests.web.conftest import TODAY, Browser, Furniture
from web.api.app import ADDRESS
from web.api.calling import Scoped

# Written by hand: what each route needs.
EXPECTED: dict[tuple[str, str], str] = {
    ("GET", "/plans"): "plans:read",
    ("POST", "/plans"): "plans:write",
    ("GET", "/intakes/{intake_id}"): "plans:write",
    ("GET", "/plans/{plan_id}"): "plans:read",
    ("GET", "/plans/{plan_id}/obligations"): "obligations:read",
    ("GET", "/obligations"): "obligations:read",
    ("GET", "/obligations/{obligation_id}"): "obligations:read",
    ("POST", "/obligations/{obligation_id}/reports"): "reports:write",
    ("POST", "/obligations/{obligation_id}/reports/with-files"): "reports:write",
    ("POST", "/obligations/{obligation_id}/acknowledge"): "reports:write",
    ("GET", "/files/{file_id}"): "obligations:read",
    ("GET", "/rollups"): "rollups:read",
}
BODIES: dict[str, dict[str, str]] = {
    "reports": {"says": "in_progress", "text": "Đang làm"},
    "acknowledge": {},
    "with-files": {"says": "in_progress", "text": "Đang làm"},
    "plans": {},
}
# What is sent as a form with files.
FILES = {
    "with-files": {"files": ("Biên bản.txt", "Đã họp".encode())},
    "plans": {"document": ("ke-hoach.txt", "Kế hoạch".encode())},
}
INTAKE = "0123456789abcdef"


@pytest.fixture
def routes(app: FastAPI) -> list[tuple[str, APIRoute]]:
    (mounted,) = (r for r in app.routes if isinstance(r, Mount) and r.path == ADDRESS)
    contexts = iter_route_contexts(mounted.routes)
    found = [c.original_route for c in contexts if isinstance(c.original_route, APIRoute)]
    return [(method, route) for route in found for method in sorted(route.methods)]


@pytest.fixture
def intake(engine: Engine, furniture: Furniture, cast: Cast) -> None:
    """A document that every key of the tests has sent in, since each is the first of its name."""
    with writing(engine) as session:
        for token_id in range(1, 12):
            by = f"Hệ thống văn bản (khóa API {token_id})"
            key = INTAKE[: -len(str(token_id))] + str(token_id)
            begin_intake(session, key, filename="a.txt", sha256="0" * 64, by=by, now=cast.at(TODAY, 0))


def address(
    path: str, furniture: Furniture, *, obligation_id: int | None = None, file_id: int | None = None
) -> str:
    return path.format(
        plan_id=furniture.active_plan,
        obligation_id=obligation_id or furniture.own,
        file_id=file_id or furniture.own_file,
        intake_id=INTAKE[:-1] + "1",
    )


def call(system: System, method: str, at: str) -> tuple[int, dict[str, object]]:
    name = at.rpartition("/")[2]
    if method == "GET":
        answer = system.get(at)
    elif name in FILES:
        answer = system.send(at, BODIES[name], FILES[name])
    else:
        answer = system.post(at, BODIES.get(name, {}))
    is_json = "json" in answer.headers["content-type"]
    return answer.status_code, answer.json() if is_json else {}


def raw(client: TestClient, method: str, path: str, furniture: Furniture) -> httpx.Response:
    """Call a route without a key."""
    at, name = ADDRESS + address(path, furniture), path.rpartition("/")[2]
    headers = {"idempotency-key": "1"}
    if method == "GET":
        return client.get(at, headers=headers)
    if name in FILES:
        return client.post(at, data=BODIES[name], files=FILES[name], headers=headers)
    return client.post(at, json=BODIES[name], headers=headers)


def test_the_table_names_every_route(routes: list[tuple[str, APIRoute]]) -> None:
    assert {(method, route.path) for method, route in routes} == set(EXPECTED)


def test_every_route_is_guarded_by_the_one_scope_of_the_table(routes: list[tuple[str, APIRoute]]) -> None:
    for method, route in routes:
        guards = [d.call.scope for d in route.dependant.dependencies if isinstance(d.call, Scoped)]
        assert guards == [EXPECTED[method, route.path]]


def _bad_keys(calling: Calling, engine: Engine, cast: Cast, furniture: Furniture) -> Iterator[System]:
    good = calling()
    yield System(good.client, "dondoc_khong-co")
    yield System(good.client, "")
    yield System(good.client, good.key + "x")
    expired = calling(days=1)
    revoked = calling()
    with writing(engine) as session:
        newest, before = (row.token for row in tokens(session)[:2])
        revoke_token(session, newest.id or 0, by="vanhanh", now=cast.at(TODAY, 0))
        before.expires_at = cast.at(TODAY, 1)
        session.add(before)
    yield expired
    yield revoked


def test_without_a_good_key_nothing_is_given(
    calling: Calling,
    engine: Engine,
    cast: Cast,
    furniture: Furniture,
    routes: list[tuple[str, APIRoute]],
) -> None:
    for system in _bad_keys(calling, engine, cast, furniture):
        for method, route in routes:
            status, told = call(system, method, address(route.path, furniture))
            assert (status, told["code"]) == (401, "bad-token"), (method, route.path)


def test_no_key_at_all_is_told_how_to_send_one(
    app: FastAPI, furniture: Furniture, routes: list[tuple[str, APIRoute]]
) -> None:
    with TestClient(app) as client:
        for method, route in routes:
            answer = raw(client, method, route.path, furniture)
            assert answer.status_code == 401
            assert answer.headers["www-authenticate"].startswith("Bearer")
            assert answer.headers["content-type"] == "application/problem+json"
            assert "Authorization: Bearer" in answer.json()["hint"]


def test_a_signed_in_browser_opens_nothing_without_a_key(
    sign_in: Callable[[str], Browser], furniture: Furniture, routes: list[tuple[str, APIRoute]]
) -> None:
    for role in ("lead", "operator", "agency"):
        browser = sign_in(role)
        for method, route in routes:
            answer = raw(browser.client, method, route.path, furniture)
            assert answer.status_code == 401, (role, route.path)


@pytest.mark.parametrize("scope", sorted(SCOPES))
def test_a_key_opens_what_its_scope_names_and_nothing_else(
    scope: str, calling: Calling, furniture: Furniture, routes: list[tuple[str, APIRoute]], intake: None
) -> None:
    system = calling(scope)
    for method, route in routes:
        status, told = call(system, method, address(route.path, furniture))
        if EXPECTED[method, route.path] == scope:
            assert status in (200, 201, 202) or told["code"] == "refused", (method, route.path, told)
        else:
            assert (status, told["code"]) == (403, "not-allowed"), (method, route.path)
            assert EXPECTED[method, route.path] in str(told["detail"])


def test_the_key_of_an_agency_neither_reads_nor_writes_what_is_foreign(
    own: System, system: System, furniture: Furniture, routes: list[tuple[str, APIRoute]]
) -> None:
    before = system.get(f"/obligations/{furniture.foreign}").json()
    for method, route in routes:
        if "{obligation_id}" not in route.path and "{file_id}" not in route.path:
            continue
        foreign, nothing = (
            {"obligation_id": furniture.foreign, "file_id": furniture.foreign_file},
            {"obligation_id": 999_999, "file_id": 999_999},
        )
        status, told = call(own, method, address(route.path, furniture, **foreign))
        _, none = call(own, method, address(route.path, furniture, **nothing))
        # A foreign obligation and one that does not exist are told alike.
        assert (status, told) == (404, none), (method, route.path)
    assert system.get(f"/obligations/{furniture.foreign}").json() == before


def test_no_list_shows_the_key_of_an_agency_anything_foreign(own: System, furniture: Furniture) -> None:
    plan = furniture.active_plan
    lists = (
        "/obligations",
        f"/obligations?plan={plan}",
        "/obligations?q=kinh+phi",
        f"/plans/{plan}/obligations",
    )
    for at in lists:
        answer = own.get(at)
        assert answer.status_code == 200
        assert {one["agency"]["id"] for one in answer.json()["items"]} <= {furniture.own_agency}, at
        assert "Sở Tài chính" not in answer.text and "Bố trí kinh phí" not in answer.text
    assert own.get(f"/obligations?agency={furniture.foreign_agency}").status_code == 404


def test_the_counts_that_the_key_of_an_agency_gets_are_its_own(
    own: System, system: System, furniture: Furniture
) -> None:
    everything = system.get("/rollups?by=agency").json()
    (row,) = (r for r in everything["rows"] if r["name"] == "Sở Nội vụ")
    mine = own.get("/rollups?by=agency").json()
    assert mine["rows"] == [row] and mine["owners"] == row["owners"]
    for by in ("level", "plan", "group"):
        assert own.get(f"/rollups?by={by}").json()["owners"] == row["owners"], by
    (plan,) = own.get("/plans").json()["items"]
    assert plan["counts"] == row["owners"]
    assert own.get("/rollups?day=2026-11-20").status_code == 403


def test_drafts_stay_inside(system: System, furniture: Furniture) -> None:
    draft = furniture.draft_plan
    assert draft not in {one["id"] for one in system.get("/plans").json()["items"]}
    for at in (f"/plans/{draft}", f"/plans/{draft}/obligations", f"/rollups?plan={draft}"):
        assert system.get(at).status_code == 404


def test_a_plan_without_work_for_the_agency_is_not_there_for_its_key(
    own: System, cast: Cast, furniture: Furniture
) -> None:
    foreign = cast.tracked_plan(item("Việc riêng", "Sở Tài chính", ref="I.1"))
    assert own.get(f"/plans/{foreign}").status_code == 404
    assert [one["id"] for one in own.get("/plans").json()["items"]] == [furniture.active_plan]


def test_who_tries_keys_from_one_address_has_to_wait(calling: Calling, furniture: Furniture) -> None:
    good = calling()
    guessing = System(good.client, "dondoc_doan-mo")
    answers = [guessing.get("/plans").status_code for _ in range(61)]
    assert answers == [401] * 60 + [429]


def test_a_key_that_was_used_says_when(system: System, engine: Engine, cast: Cast) -> None:
    with reading(engine) as session:
        assert tokens(session)[0].token.last_used_at is None
    system.get("/plans")
    with reading(engine) as session:
        assert tokens(session)[0].token.last_used_at is not None


def test_the_text_of_a_key_is_kept_nowhere(system: System, engine: Engine) -> None:
    with reading(engine) as session:
        kept = tokens(session)[0].token.model_dump_json()
    assert system.key not in kept and system.key.removeprefix("dondoc_") not in kept
