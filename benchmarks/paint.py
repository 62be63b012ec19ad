"""How soon Chromium shows the first words of a page, and what it fetches for it."""

import shutil
import statistics
from collections.abc import Mapping, Sequence

from playwright.sync_api import Browser, Response, sync_playwright

from benchmarks.measure import Figure
from web.forms import SESSION_COOKIE

RUNS = 9
PAINT = """() => new Promise((tell) => {
  const look = () => {
    const found = performance.getEntriesByType("paint").find((one) => one.name === "first-contentful-paint");
    found ? tell(found.startTime) : requestAnimationFrame(look);
  };
  look();
})"""


def first_paints(address: str, visits: Sequence[tuple[str, str]], cookies: Mapping[str, str]) -> list[Figure]:
    """Return, for each (user, path), the seconds to the first content and the kB beside the fonts.

    Every visit is by a browser that has nothing in its store. Empty where there is no Chromium.
    """
    named = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    found = next((one for one in named if one), None)
    if found is None:
        print("no Chromium: first paint not measured")
        return []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=found, args=["--no-sandbox"])
        figures = [one for user, path in visits for one in _page(browser, address, path, cookies[user])]
        browser.close()
    return figures


def _page(browser: Browser, address: str, path: str, cookie: str) -> list[Figure]:
    seen = [_visit(browser, address, path, cookie) for _ in range(RUNS + 1)][1:]
    paints, weights = [one for one, _ in seen], [one for _, one in seen]
    return [
        Figure(
            f"{path}, first content in Chromium", statistics.median(paints), min(paints), max(paints), RUNS,
            "s", "≤ 1",
        ),
        Figure(
            f"{path}, all that is fetched but fonts", statistics.median(weights), min(weights), max(weights),
            RUNS, "KB", "≤ 300",
        ),
    ]  # fmt: skip


def _visit(browser: Browser, address: str, path: str, cookie: str) -> tuple[float, float]:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.add_cookies([{"name": SESSION_COOKIE, "value": cookie, "url": address}])
    page = context.new_page()
    fetched: list[Response] = []

    def note(answer: Response) -> None:
        fetched.append(answer)

    page.on("response", note)
    page.goto(address + path, wait_until="load")
    seconds = page.evaluate(PAINT) / 1000
    weight = sum(len(one.body()) for one in fetched if one.request.resource_type != "font") / 1024
    context.close()
    return seconds, weight
