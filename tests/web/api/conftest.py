"""Other systems with keys, over the furnished database."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx2 as httpx
import pytest
import uvicorn
from fastapi import FastAPI
from sqlalchemy import Engine
from starlette.testclient import TestClient

from store.api_tokens import SCOPES, make_token
from store.database import writing
from tests.cast import Cast
from tests.web.conftest import TODAY, Furniture

ALL = tuple(SCOPES)


@dataclass
class System:
    """A system that calls with its key; every write gets an Idempotency-Key of its own."""

    client: TestClient
    key: str
    calls: int = 0

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self.client.get(f"/api/v1{path}", headers=self._headers(headers))

    def post(self, path: str, body: Any, **headers: str) -> httpx.Response:
        self.calls += 1
        told = {"idempotency_key": f"lan-{self.calls}"} | headers
        return self.client.post(f"/api/v1{path}", json=body, headers=self._headers(told))

    def send(self, path: str, fields: Any, files: Any, **headers: str) -> httpx.Response:
        """Send a form with files."""
        self.calls += 1
        told = {"idempotency_key": f"lan-{self.calls}"} | headers
        at = f"/api/v1{path}"
        return self.client.post(at, data=fields, files=files, headers=self._headers(told))

    def _headers(self, given: dict[str, str]) -> dict[str, str]:
        named = {name.replace("_", "-"): value for name, value in given.items()}
        return {"authorization": f"Bearer {self.key}"} | named


Calling = Callable[..., System]


@pytest.fixture
def calling(app: FastAPI, engine: Engine, furniture: Furniture, cast: Cast) -> Iterator[Calling]:
    """Give a system whose key has these scopes, bound to that agency where one is named."""
    opened: list[TestClient] = []

    def with_key(*scopes: str, agency_id: int | None = None, days: int = 30) -> System:
        with writing(engine) as session:
            _, text = make_token(
                session,
                name="Hệ thống văn bản",
                scopes=scopes or ALL,
                agency_id=agency_id,
                days=days,
                by="vanhanh",
                now=cast.at(TODAY, 0),
            )
        client = TestClient(app)
        opened.append(client)
        return System(client, text)

    yield with_key
    for client in opened:
        client.close()


@pytest.fixture
def system(calling: Calling) -> System:
    """A system that may do everything."""
    return calling()


@pytest.fixture
def own(calling: Calling, furniture: Furniture) -> System:
    """A system of Sở Nội vụ, whose key reaches its own obligations only."""
    return calling(agency_id=furniture.own_agency)


@pytest.fixture
def served(app: FastAPI, furniture: Furniture) -> Iterator[str]:
    """The address of a live server over the furnished database."""
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)
