"""What a browser fetches for a page, and that nothing moves while the page comes."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, Response
from sqlalchemy import Engine

from tests.cast import Cast, item
from tests.web.conftest import ROLES, TODAY, Furniture
from tests.web.journeys.conftest import SignedIn
from tests.web.visits import report_link

pytestmark = [pytest.mark.long, pytest.mark.needs("browser")]
MOST_BYTES = 300 * 1024
MOST_SHIFT = 0.02
PAGES = ("/bang", "/lanh-dao", "/tong-hop", "/ke-hoach/{draft_plan}", "/ke-hoach/{active_plan}")
# Heard from before the page's first line on: Chromium keeps the shifts that came before anybody listened.
LISTEN = """
window.shifted = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""
# Two frames after the fonts have come, whatever will move has moved.
SETTLE = """async () => {
  await document.fonts.ready;
  for (const _ of [1, 2]) await new Promise((done) => requestAnimationFrame(done));
  return window.shifted;
}"""


def crowded(cast: Cast) -> int:
    """Store a plan of three hundred obligations and return its id."""
    return cast.tracked_plan(
        *(
            item(f"Rà soát, tổng hợp và gửi báo cáo số {n}", "Sở Nội vụ", "Sở Y tế", "Sở Tài chính",
                 due=TODAY + timedelta(days=n - 50), ref=str(n))
            for n in range(100)
        )
    )  # fmt: skip


def moved(page: Page, address: str) -> float:
    """Return the sum of the layout shifts while that address loads."""
    page.goto(address, wait_until="load")
    found = page.evaluate(SETTLE)
    assert isinstance(found, int | float)
    return float(found)


@pytest.mark.parametrize("width", [1280, 375])
def test_nothing_moves_while_a_page_comes(
    width: int, signed_in: SignedIn, furniture: Furniture, engine: Engine, cast: Cast
) -> None:
    crowded(cast)
    for username, addresses in (
        (ROLES["lead"], [one.format(**vars(furniture)) for one in PAGES]),
        (ROLES["agency"], ["/viec"]),
        ("", [f"/r/{report_link(engine, cast, furniture.own_agency)}"]),
    ):
        # The policy of the pages is for scripts of pages; the observer is the test's.
        page = signed_in(username, viewport={"width": width, "height": 800}, bypass_csp=True)
        page.add_init_script(LISTEN)
        for address in addresses:
            assert moved(page, address) < MOST_SHIFT, address


def test_what_moves_is_seen(signed_in: SignedIn, furniture: Furniture) -> None:
    page = signed_in(ROLES["lead"], bypass_csp=True)
    page.add_init_script(LISTEN)
    assert moved(page, "/bang") < MOST_SHIFT
    page.evaluate("document.querySelector('main').prepend(Object.assign(document.createElement('div'), "
                  "{ style: 'height: 300px' }))")  # fmt: skip
    assert page.evaluate(SETTLE) > MOST_SHIFT


def test_a_page_weighs_no_more_than_three_hundred_kilobytes_beside_its_fonts(
    signed_in: SignedIn, furniture: Furniture, engine: Engine, cast: Cast
) -> None:
    crowded(cast)
    for username, addresses in (
        (ROLES["lead"], [one.format(**vars(furniture)) for one in PAGES]),
        (ROLES["agency"], ["/viec"]),
        ("", [f"/r/{report_link(engine, cast, furniture.own_agency)}"]),
    ):
        for address in addresses:
            # A browser that has never been here: nothing comes from its store.
            page = signed_in(username)
            fetched: list[Response] = []
            page.on("response", lambda answer, fetched=fetched: fetched.append(answer))
            page.goto(address, wait_until="load")
            sizes = {r.url: len(r.body()) for r in fetched if r.request.resource_type != "font"}
            assert len(sizes) >= 2 and sum(sizes.values()) <= MOST_BYTES, sizes
