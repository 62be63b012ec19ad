"""Templates and the answers made of them."""

import secrets
from collections.abc import Callable, Hashable
from functools import lru_cache
from pathlib import Path
from typing import Any

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from rules import access, comments, phrases, rollup, standing, status
from store.accounts import Person
from store.memory import database_version
from web import wording
from web.desk import Desk, desk_of
from web.forms import (
    NOTICE_COOKIE,
    SESSION_COOKIE,
    form_token,
    keep_nonce,
    leave_notice,
    read_notice,
)
from web.guard import CHART_POLICY
from web.kept import Drawn, KeptPages

FOLDER = Path(__file__).parent


@lru_cache(maxsize=1)
def make_pages() -> Environment:
    """Return the template environment, one for all: everything escaped, an unknown name an error."""
    pages = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages.filters.update(
        day=wording.day,
        iso_day=wording.iso_day,
        weekday_day=wording.weekday_day,
        moment=wording.moment,
        size=wording.size,
        thousands=wording.thousands,
        percent=rollup.percent,
        standing_sentence=standing.sentence,
    )
    pages.globals.update(
        words=wording,
        status_names=status.NAMES,
        standing_names=standing.NAMES,
        class_names=rollup.CLASS_NAMES,
        rate_names=rollup.RATE_NAMES,
        rollup_columns=rollup.column_names,
        silent_days=standing.silent_days,
        role_names=access.ROLE_NAMES,
        may=access.may,
        rule_words=phrases.rule_words,
        message_states=wording.MESSAGE_STATES,
        longest_comment=comments.LONGEST,
    )
    return pages


# Stands in a drawn page where each request gets its own form token; nobody can guess it and write it.
_SLOT = secrets.token_hex(16)


def page(request: Request, template: str, *, status_code: int = 200, **context: Any) -> Response:
    """Return a page with what every page shows: who is signed in, the day, a notice left for it.

    With ``has_charts`` among the context it may run our own scripts, which draw them; no other page may.
    """
    desk = desk_of(request)
    key = desk.settings.signing_key
    notice = read_notice(request, key=key)
    text = request.app.state.pages.get_template(template).render(
        person=getattr(request.state, "person", None),
        path=request.url.path,
        today=desk.today,
        stale_after=desk.office.ladder.stale_days,
        is_fixed_day=desk.settings.today is not None,
        notice=notice,
        form_token=Markup('<input type="hidden" name="ma_bieu_mau" value="{}">').format(_SLOT),
        **context,
    )
    drawn = Drawn.cut(text, _SLOT, has_charts=bool(context.get("has_charts")))
    if hasattr(request.state, "keep_as") and status_code == 200 and not notice:
        request.state.keep_as(drawn)
    response = answer_with(request, drawn, status_code=status_code)
    if notice:
        response.delete_cookie(NOTICE_COOKIE)
    return response


def answer_with(request: Request, drawn: Drawn, *, status_code: int = 200) -> Response:
    """Return a drawn page with this request's form token in its place."""
    desk = desk_of(request)
    token = form_token(request, desk.settings.signing_key)
    response = HTMLResponse(drawn.with_token(token), status_code)
    if drawn.has_charts:
        response.headers["Content-Security-Policy"] = CHART_POLICY
    keep_nonce(request, response, secure=desk.is_https)
    return response


def kept_or_drawn(request: Request, person: Person, draw: Callable[[], Response]) -> Response:
    """Return the page of this address for this person, drawn anew where it may have changed.

    ``draw`` answers with ``page``, which keeps what it draws for a request prepared here.
    """
    desk = desk_of(request)
    version = database_version(desk.engine)
    if version is None or NOTICE_COOKIE in request.cookies:
        return draw()
    key = _kept_as(request, person, desk)
    pages: KeptPages = request.app.state.kept_pages
    pages.remember_visitor(request.cookies.get(SESSION_COOKIE, ""), version, person)
    with pages.one_draws(key):
        # Somebody else may have drawn it while this one waited; then the database may have moved on, too.
        version = database_version(desk.engine) or version
        found = pages.find(key, version)
        if found is not None:
            return answer_with(request, found)
        # The version was read before the page: a change meanwhile makes it old, never wrong.
        request.state.keep_as = lambda drawn: pages.keep(key, version, drawn)
        return draw()


def kept_answer(request: Request) -> Response | None:
    """Return the page that is kept for this address and browser, or None where it has to be asked for.

    Asked before the application looks at the request at all; it finds only what ``kept_or_drawn`` has
    given the same browser, or the same person, at the same version of the database.
    """
    token = request.cookies.get(SESSION_COOKIE)
    if not token or NOTICE_COOKIE in request.cookies:
        return None
    desk = desk_of(request)
    version = database_version(desk.engine)
    if version is None:
        return None
    pages: KeptPages = request.app.state.kept_pages
    person = pages.visitor(token, version, now=desk.now)
    found = pages.find(_kept_as(request, person, desk), version) if person is not None else None
    return answer_with(request, found) if found is not None else None


def _kept_as(request: Request, person: Person, desk: Desk) -> tuple[Hashable, ...]:
    """Return all that decides a page beside the database."""
    # The person whole: another name or role is another page. When it was last seen is not shown.
    who = (person.user_id, person.display_name, person.role, person.agency_id, person.agency_name)
    return (request.url.path, request.url.query, who, desk.today, desk.office.fingerprint)


def local_address(address: str) -> str:
    """Return the address where it stays on this site, else the first page."""
    is_local = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if is_local and address.isprintable() and "\\" not in address else "/"


def go(request: Request, address: str, notice: str = "") -> Response:
    """Return a redirect after a form (303), with a sentence for the page that follows."""
    desk = desk_of(request)
    response = RedirectResponse(address, 303)
    if notice:
        leave_notice(response, notice, key=desk.settings.signing_key, secure=desk.is_https)
    return response
