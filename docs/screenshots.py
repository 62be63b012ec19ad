"""The pictures in docs/images: the demonstration's pages as Chromium shows them (``make screenshots``).

Stands beside the pictures that it makes, as samples/typeset.py stands beside the samples: it is neither part
of the program nor a measurement. Everything shown is made up and made anew in a temporary folder.
"""

import io
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from docs.guide_shots import GUIDE_SHOTS, PHONE, Shot, open_letter, plan, report_page, upload

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs" / "images"
# A picture is read on a screen beside text; 200 kB is what a reader on a slow line waits for.
MOST_BYTES = 200_000
DRAFT = "ke-hoach-hoi-nghi.docx"


def _board(page: Page) -> None:
    page.goto("/bang")


def _leader(page: Page) -> None:
    page.goto("/lanh-dao")


def _rollups(page: Page) -> None:
    page.goto("/tong-hop")


def _plan(page: Page) -> None:
    plan(page, "187/KH-UBND")


def _review(page: Page) -> None:
    upload(page, DRAFT, "Đọc văn bản")
    page.locator("section.paper").wait_for(timeout=60_000)
    # Without the notice, at an item: the document shows the lines that it was read from.
    page.goto(page.url.split("#")[0] + "#cac-muc")
    page.locator("table.review a[href^='#L']").first.click()


def _letter(page: Page) -> None:
    open_letter(page)
    page.locator("#thu").evaluate("heading => heading.scrollIntoView()")


def _report(page: Page) -> None:
    report_page(page)
    page.locator("summary.button").first.click()
    page.locator("#phai-lam").evaluate("heading => heading.scrollIntoView()")


FIRST, *OTHERS = GUIDE_SHOTS
SHOTS = (
    FIRST,
    Shot("bang-theo-doi.png", "chuyenvien", _board),
    Shot("lanh-dao.png", "lanhdao", _leader),
    Shot("tong-hop.png", "lanhdao", _rollups),
    Shot("ke-hoach.png", "chuyenvien", _plan),
    Shot("thu-nhac-viec.png", "chuyenvien", _letter),
    Shot("bao-cao-dien-thoai.png", "chuyenvien", _report, PHONE),
    # Then those that put a draft beside the plans of the others.
    Shot("ra-soat.png", "chuyenvien", _review),
    *OTHERS,
)


@contextmanager
def demonstration() -> Iterator[str]:
    """Build the demonstration in a temporary folder, serve its pages and give their address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        told = {**os.environ, "DONDOC_HOME": str(Path(folder) / "demo"), "DONDOC_PORT": str(port)}
        build = "from console.demo import demo; demo(prepare_only=True)"
        subprocess.run([sys.executable, "-c", build], cwd=ROOT, env=told, check=True)
        server = subprocess.Popen([sys.executable, "-m", "web.serve"], cwd=ROOT, env=told)
        address = f"http://127.0.0.1:{port}"
        try:
            _await(f"{address}/dang-nhap", server)
            yield address
        finally:
            server.terminate()
            server.wait(20)


def _await(address: str, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(600):
        if server.poll() is not None:
            break
        try:
            urllib.request.urlopen(address, timeout=5).close()  # noqa: S310 - our own server
        except urllib.error.URLError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("Các trang không khởi động được: xem lỗi ở trên.")


def take(browser: Browser, address: str, shot: Shot) -> bytes:
    """Return that picture as a PNG of at most 200 kB; a phone's has two dots for one."""
    from store.accounts import DEMO_PASSWORD

    width, height = shot.size
    context = browser.new_context(
        base_url=address,
        viewport={"width": width, "height": height},
        device_scale_factor=2 if shot.size == PHONE else 1,
        color_scheme="light",
        locale="vi-VN",
    )
    page = context.new_page()
    page.goto("/dang-nhap")
    page.locator("input[name=ten]").fill(shot.who)
    page.locator("input[type=password]").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url(lambda url: "/dang-nhap" not in url)
    shot.way(page)
    page.evaluate("document.fonts.ready")
    picture = page.screenshot(animations="disabled")
    context.close()
    return reduced(picture)


def reduced(picture: bytes) -> bytes:
    """Return the same picture with as many colours, of 256 or fewer, as 200 kB hold."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    for colours in (256, 128, 64, 32):
        out = io.BytesIO()
        image.quantize(colours, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        if out.tell() <= MOST_BYTES:
            return out.getvalue()
    raise ValueError(f"a picture of {image.size} does not fit into {MOST_BYTES} bytes")


def main() -> None:
    """Take the pictures named as arguments, or all of them, into docs/images."""
    named = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    found = next((one for one in named if one), None)
    if found is None:
        raise SystemExit("Thiếu Chromium: sudo apt-get install -y chromium")
    (IMAGES / "guide").mkdir(parents=True, exist_ok=True)
    wanted = set(sys.argv[1:])
    with demonstration() as address, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=found, args=["--no-sandbox"])
        for shot in SHOTS:
            if not wanted or shot.name in wanted:
                data = take(browser, address, shot)
                (IMAGES / shot.name).write_bytes(data)
                sys.stdout.write(f"{shot.name:30} {len(data) / 1000:6.0f} kB\n")
        browser.close()


if __name__ == "__main__":
    main()
