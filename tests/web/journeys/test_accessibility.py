"""axe-core finds no serious fault on any page, for any role, by day or by night."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from sqlalchemy import Engine
from sqlmodel import select

from config.office import Office
from config.settings import Settings
from models.reminder import Message
from store.database import reading
from tasks.composing import compose_digests
from tasks.reminding import claim_reminders
from tests.cast import Cast
from tests.web.conftest import ROLES, TODAY, Furniture
from tests.web.journeys.conftest import SignedIn
from tests.web.visits import report_link, visits

pytestmark = [pytest.mark.long, pytest.mark.needs("browser")]
GRAVE = ("serious", "critical")
# The frame of a letter runs no script, so axe cannot look into it: the letter is visited as a page.
BY_DAY = {"resultTypes": ["violations"], "iframes": False}
# Only colours differ at night.
BY_NIGHT = {**BY_DAY, "runOnly": ["color-contrast"]}
ERROR_PAGES = {"": ["/r/khong-co"], ROLES["lead"]: ["/khong-co-trang-nay"], ROLES["agency"]: ["/bang"]}


# What decides an element's colours: its kind, its classes and state, and those of what it stands in.
KINDS = """[...new Set([...document.body.querySelectorAll('*')].map(one => {
  const way = [];
  for (let at = one; at !== document.documentElement; at = at.parentElement)
    way.push(at.localName + '.' + at.className + (at.disabled ? ':disabled' : '') + (at.ariaCurrent || ''));
  return way.slice(0, 4).join(' < ');
}))]"""


def faults(page: Page, known: set[str] | None = None) -> Iterator[str]:
    """Return what axe finds grave on the page that is shown, in both schemes.

    By night only colours differ: they are examined again where the page shows a kind of element that is not
    among the known ones.
    """
    page.evaluate(Axe().axe_script)
    kinds = set(page.evaluate(KINDS))
    by_night = [("dark", BY_NIGHT)] if known is None or not kinds <= known else []
    if known is not None:
        known |= kinds
    for scheme, options in [("light", BY_DAY), *by_night]:
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        told = AxeResults(page.evaluate("options => axe.run(document, options)", options))
        for one in told.response["violations"]:
            if one["impact"] in GRAVE:
                where = "; ".join(f"{node['target']} {node['failureSummary']}" for node in one["nodes"][:3])
                yield f"{scheme} {one['id']}: {where}"


def shown(page: Page) -> str:
    """Return what stands on the page without the token of its forms, which is another in every browser."""
    return re.sub(r'value="[0-9a-f]{64}"', "", page.locator("main, body:not(:has(main))").inner_html())


@pytest.fixture(scope="module")
def seen_by_night() -> set[str]:
    """The kinds of elements whose colours were examined in the dark scheme."""
    return set()


@pytest.fixture(scope="module")
def examined() -> set[str]:
    """What was examined for another role need not be examined again where it is the same to the letter."""
    return set()


@pytest.mark.timeout(600)
@pytest.mark.usefixtures("units_mail")
@pytest.mark.parametrize("username", ["", *ROLES.values()])
def test_no_page_has_a_serious_fault(
    username: str,
    examined: set[str],
    seen_by_night: set[str],
    signed_in: SignedIn,
    furniture: Furniture,
    engine: Engine,
    cast: Cast,
) -> None:
    # The program's policy lets no foreign script in, and axe is one: it is switched off here only.
    page = signed_in(username, bypass_csp=True)
    link = report_link(engine, cast, furniture.own_agency)
    found: dict[str, list[str]] = {}
    # The furnished letter is a scrap; letters as they are really sent have a test of their own.
    pages = [one for one in visits(furniture, link)[username] if not one.endswith("/html")]
    for number, address in enumerate(pages + ERROR_PAGES.get(username, [])):
        page.goto(address)
        words = shown(page)
        # The head of a role's pages is the same on all of them: the first is examined whatever it shows.
        if number and words in examined:
            continue
        examined.add(words)
        if grave := list(faults(page, seen_by_night)):
            found[address] = grave
    assert found == {}


def test_no_letter_has_a_serious_fault_and_each_fits_a_phone(
    signed_in: SignedIn, furniture: Furniture, engine: Engine, settings: Settings, office: Office, cast: Cast
) -> None:
    claim_reminders(engine, office, as_of=TODAY)
    compose_digests(engine, settings, office, today=TODAY, now=cast.at(TODAY, 7))
    with reading(engine) as session:
        letters = session.exec(select(Message).where(Message.id != furniture.message)).all()
    first_of_kind = {one.kind: one.id for one in reversed(letters)}
    assert {"agency-digest", "lead-digest"} <= set(first_of_kind)
    page = signed_in(ROLES["lead"], bypass_csp=True)
    for kind, number in first_of_kind.items():
        page.goto(f"/thu/{number}/html")
        assert list(faults(page)) == [], kind
        page.set_viewport_size({"width": 375, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= 375, kind
