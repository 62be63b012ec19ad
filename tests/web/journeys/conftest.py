"""One Chromium for all journeys, and the application with the real reader behind it."""

from collections.abc import Iterator
from typing import Protocol

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from sqlalchemy import Engine
from sqlmodel import select

from config.clock import Clock
from config.office import Office
from config.settings import Settings
from models.account import User
from models.reading import Tell
from store.accounts import open_session
from store.database import writing
from tasks.ingesting import ingest
from tests.cast import Cast
from tests.web.conftest import TODAY, Furniture
from tests.web.test_in_a_browser import running_browser, serving
from web.app import create_app
from web.forms import SESSION_COOKIE


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Debian's browser, one for every journey of the run."""
    with running_browser() as browser:
        yield browser


@pytest.fixture
def served(
    settings: Settings, engine: Engine, clock: Clock, office: Office, furniture: Furniture
) -> Iterator[str]:
    """The address of the application over the furnished database; it reads what is uploaded."""

    def read(data: bytes, filename: str, by: str, tell: Tell) -> int:
        return ingest(engine, office, data, filename, by=by, now=clock.now(), tell=tell)

    with serving(create_app(settings, clock, office, ingest=read)) as address:
        yield address


class SignedIn(Protocol):
    """Opens a page in a browser of its own; addresses are within the application."""

    def __call__(self, username: str, **options: object) -> Page:
        """Return a page on which that person is signed in ("" for nobody)."""


@pytest.fixture
def signed_in(
    chromium: Browser, served: str, engine: Engine, cast: Cast, furniture: Furniture
) -> Iterator[SignedIn]:
    """Gives pages of people who are signed in already; the options are those of Playwright's context."""
    opened: list[BrowserContext] = []

    def open_page(username: str, **options: object) -> Page:
        context = chromium.new_context(base_url=served, **options)  # type: ignore[arg-type]
        opened.append(context)
        if username:
            with writing(engine) as session:
                user = session.exec(select(User).where(User.username == username)).one()
                token = open_session(session, user_id=user.id or 0, now=cast.at(TODAY, 0), hours=30)
            context.add_cookies([{"name": SESSION_COOKIE, "value": token, "url": served}])
        return context.new_page()

    yield open_page
    for context in opened:
        context.close()
