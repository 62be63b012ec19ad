"""Charts in Chromium: drawn from their tables, which stand there with and without scripts."""

import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.cast import Cast, item
from tests.web.conftest import PASSWORD, TODAY, Furniture
from tests.web.test_in_a_browser import chromium, enter, served
from web.render import FOLDER

__all__ = ["chromium", "served"]
pytestmark = [pytest.mark.long, pytest.mark.needs("browser")]
PLACES = ("/lanh-dao", "/xu-huong", "/ke-hoach/1")
# What a chart's canvas holds: how many dots are painted, and whether one has the colour asked for.
PAINTED = """([place, colour]) => {
  const canvas = document.querySelectorAll(".chart canvas")[place];
  const copy = document.createElement("canvas");
  [copy.width, copy.height] = [canvas.width, canvas.height];
  const pen = copy.getContext("2d", { willReadFrequently: true });
  pen.drawImage(canvas, 0, 0);
  const { data } = pen.getImageData(0, 0, copy.width, copy.height);
  const wanted = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  let painted = 0, found = false;
  for (let at = 0; at < data.length; at += 4) {
    if (!data[at + 3]) continue;
    painted += 1;
    found ||= wanted.every((part, n) => data[at + n] === part);
  }
  return [painted, found];
}"""


@pytest.fixture
def page(chromium: Browser, served: str, furniture: Furniture) -> Iterator[Page]:
    """A page on which the lead officer is signed in; what the browser complains of fails the test."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    complaints: list[str] = []
    page = context.new_page()
    page.on("console", lambda told: complaints.append(told.text))
    page.on("pageerror", lambda fault: complaints.append(str(fault)))
    enter(page, served, "chuyenvien")
    yield page
    context.close()
    assert complaints == []


def expect_colour(page: Page, place: int, wanted: str) -> None:
    """Wait until a chart is drawn with that colour."""
    wait_for(page, f"(asked) => ({PAINTED})(asked)[1]", [place, wanted])


def wait_for(page: Page, script: str, asked: object = None) -> None:
    """Wait until a script says yes; asked from outside, because the page's policy lets no waiting code in."""
    end = time.monotonic() + 15
    while not page.evaluate(script, asked):
        assert time.monotonic() < end, script
        page.wait_for_timeout(50)


def colour(scheme: str, token: str) -> str:
    """Return a colour of the style sheet, of the light or the dark scheme."""
    css = (FOLDER / "static" / "style.css").read_text("utf-8")
    block = re.findall(r":root \{(.*?)\}", css, re.S)[scheme == "dark"]
    return str(re.search(rf"--{token}: (#[0-9a-f]{{6}})", block)[1])  # type: ignore[index]


@pytest.mark.parametrize("at", PLACES)
def test_charts_are_drawn_in_the_colours_of_the_scheme_above_their_tables(
    page: Page, served: str, at: str
) -> None:
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.goto(served + at)
        charts = page.locator(".chart.drawn")
        expect(charts.locator("canvas").first).to_be_visible()
        for place in range(charts.count()):
            painted, is_red = page.evaluate(PAINTED, [place, colour(scheme, "bad")])
            assert painted > 300, (at, scheme, place)
            says = charts.nth(place).get_attribute("aria-label")
            assert says and charts.nth(place).get_attribute("role") == "img"
            assert is_red or "giao" in says, (at, scheme, place)
        assert page.locator("table[data-chart]").count() == charts.count()


def test_a_change_of_scheme_or_width_draws_again(page: Page, served: str) -> None:
    page.emulate_media(color_scheme="light")
    page.goto(f"{served}/xu-huong")
    expect_colour(page, 0, colour("light", "brand"))
    page.emulate_media(color_scheme="dark")
    expect_colour(page, 0, colour("dark", "brand"))
    assert not page.evaluate(PAINTED, [0, colour("light", "brand")])[1]
    page.set_viewport_size({"width": 375, "height": 800})
    wait_for(page, "document.querySelector('.chart canvas').clientWidth < 360")
    assert page.evaluate("document.documentElement.scrollWidth") <= 375


def test_on_paper_charts_are_drawn_for_white(page: Page, served: str) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(f"{served}/xu-huong")
    expect_colour(page, 0, colour("dark", "brand"))
    page.emulate_media(color_scheme="dark", media="print")
    expect_colour(page, 0, colour("light", "brand"))
    expect(page.locator("#bang-xu-huong")).to_be_visible()


@pytest.mark.parametrize("at", PLACES)
def test_drawing_moves_nothing_on_the_page(page: Page, served: str, at: str) -> None:
    page.goto(served + at)
    expect(page.locator(".chart canvas").first).to_be_visible()
    shift = """() => new Promise((done) => new PerformanceObserver((list) =>
      done(list.getEntries().reduce((sum, one) => sum + one.value, 0))
    ).observe({ type: "layout-shift", buffered: true }) || setTimeout(() => done(0), 400))"""
    assert page.evaluate(shift) < 0.01


@pytest.mark.parametrize("at", PLACES)
def test_without_scripts_the_tables_are_all_there_is(chromium: Browser, served: str, at: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{served}/dang-nhap")
    page.fill("input[name=ten]", "chuyenvien")
    page.fill("input[type=password]", PASSWORD)
    page.click("button.main")
    page.goto(served + at)
    tables = page.locator("table[data-chart]")
    assert tables.count() > 0
    for table in tables.all():
        expect(table).to_be_visible()
    assert page.locator(".chart").first.is_hidden() and page.locator("canvas").count() == 0
    context.close()


def test_the_chart_says_the_numbers_under_the_pointer(page: Page, served: str, cast: Cast) -> None:
    cast.tracked_plan(*(item(f"Việc {n}", "Sở Y tế", due=TODAY) for n in range(3)))
    page.goto(f"{served}/xu-huong")
    legend = page.locator(".chart-legend").first
    rows = page.locator("#bang-xu-huong tbody tr")
    expect(legend).to_contain_text("23/11")
    assert rows.last.locator("td").nth(1).inner_text() in legend.inner_text()
    box = page.locator(".chart .u-over").first.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 0.03, box["y"] + box["height"] / 2)
    expect(legend).to_contain_text(rows.first.locator("th").inner_text()[:5])


def test_no_page_with_charts_weighs_more_than_it_may(page: Page, served: str) -> None:
    # Whoever listens to requests gets nothing from the cache.
    page.route("**/*", lambda route: route.continue_())
    sizes = """() => ["navigation", "resource"].flatMap((kind) => performance.getEntriesByType(kind))
      .filter((one) => !one.name.includes("woff2")).map((one) => one.decodedBodySize)"""
    for at in (*PLACES, "/bang?phan_loai=tat-ca"):
        page.goto(served + at, wait_until="networkidle")
        weighed = page.evaluate(sizes)
        assert len(weighed) > 2 and min(weighed) > 100, (at, weighed)
        assert sum(weighed) < 300_000, (at, weighed)
