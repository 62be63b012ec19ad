"""The pictures of the guides in docs/guide-vi: who looks, and how that person comes to the page."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
DESK, PHONE = (1280, 960), (390, 744)


@dataclass(frozen=True)
class Shot:
    """One picture: its file name, who looks, on what, and how that person comes there."""

    name: str
    who: str
    way: Callable[[Page], None]
    size: tuple[int, int] = DESK


def at(address: str, place: str = "") -> Callable[[Page], None]:
    """Return the way to an address, and on the page to the element of that id."""

    def go(page: Page) -> None:
        page.goto(address)
        show(page, place)

    return go


def show(page: Page, place: str) -> None:
    """Move the page so that the element of that id stands at its top."""
    if place:
        page.locator(f"#{place}").evaluate("found => found.scrollIntoView()")


def plan(page: Page, number: str) -> None:
    """Open the page of that plan."""
    page.goto("/ke-hoach")
    page.get_by_role("link", name=number, exact=True).click()
    page.wait_for_load_state("load")


def open_letter(page: Page, agency: str = "") -> None:
    """Open the newest reminder, of that agency where one is named."""
    page.goto("/thu")
    rows = page.locator("tr", has_text="Thư nhắc việc")
    rows = rows.filter(has_text=agency) if agency else rows
    rows.first.locator("a[href^='/thu/']").first.click()
    page.wait_for_load_state("load")


def report_page(page: Page, agency: str = "") -> None:
    """Follow the link of a letter, as an agency's officer does without an account."""
    open_letter(page, agency)
    address = page.locator("a[href*='/r/']").first.get_attribute("href", timeout=10_000) or ""
    page.context.clear_cookies()
    page.goto("/r/" + address.split("/r/", 1)[1])


def upload(page: Page, file: str, button: str, address: str = "/ke-hoach") -> None:
    """Hand in a sample as a person does."""
    page.goto(address)
    page.locator("input[type=file]").set_input_files(SAMPLES / file)
    page.get_by_role("button", name=button).click()


def _upper(page: Page) -> None:
    plan(page, "402/KH-SYT")
    show(page, "cap-tren")


def _item(page: Page) -> None:
    plan(page, "402/KH-SYT")
    page.get_by_role("link", name="Sửa, tách, gộp").first.click()
    page.wait_for_load_state("load")


def _rehearsal(page: Page) -> None:
    plan(page, "402/KH-SYT")
    page.get_by_role("link", name="Diễn tập: xem trước").click()
    page.wait_for_load_state("load")


def _confirming(page: Page) -> None:
    page.goto("/bang?tinh_trang=reported#danh-sach")
    page.locator("#danh-sach ~ table a[href^='/phan-viec/']").first.click()
    page.wait_for_load_state("load")


def _asked(page: Page) -> None:
    page.goto("/bang?xin_gia_han=1")
    page.locator("a[href$='#xet-gia-han']").first.click()
    page.wait_for_load_state("load")
    page.evaluate("scrollTo(0, 0)")


def _inbound(page: Page) -> None:
    page.goto("/thu-den")
    page.locator("tr", has_text="Sở Văn hóa").locator("a").first.click()
    page.wait_for_load_state("load")


def _tree(page: Page) -> None:
    plan(page, "152/KH-UBND")
    page.get_by_role("link", name="Xem cây kế hoạch").first.click()
    page.wait_for_load_state("load")


def _papers(page: Page) -> None:
    plan(page, "187/KH-UBND")
    show(page, "tai-ve")


def _table(page: Page) -> None:
    upload(page, "bang-theo-doi.xlsx", "Xem thử", "/nhap-bang")
    page.wait_for_load_state("load")


def _amendment(page: Page) -> None:
    upload(page, "sua-doi-ke-hoach-tiem-chung.docx", "Đọc văn bản")
    page.locator("section.paper").wait_for(timeout=60_000)
    page.get_by_role("button", name="Ghi nhận và so sánh").click()
    page.wait_for_load_state("load")


def _more_time(page: Page) -> None:
    report_page(page, "Sở Khoa học và Công nghệ")
    asking = page.locator("#phai-lam ~ ol > li", has_text="Xin gia hạn").first
    asking.get_by_text("Xin gia hạn", exact=True).click()
    asking.evaluate("found => found.scrollIntoView()")


def _units(page: Page) -> None:
    page.goto("/viec")
    page.get_by_role("link", name="Tổng kết, đề xuất khen thưởng").first.click()
    page.get_by_role("link", name="Phân rã và tiến độ các đơn vị").first.click()
    page.wait_for_load_state("load")


def _contacts(page: Page) -> None:
    page.goto("/viec/lien-he")
    page.get_by_text("Kênh dự phòng, giờ yên lặng").first.click()


LEAD, AGENCY, OPERATOR = "chuyenvien", "sonoivu", "vanhanh"
GUIDE_SHOTS = (
    # The first: it tells who is signed in.
    Shot("guide/tai-khoan.png", OPERATOR, at("/quan-tri/tai-khoan")),
    Shot("guide/cap-tren.png", LEAD, _upper),
    Shot("guide/sua-muc.png", LEAD, _item),
    Shot("guide/dien-tap.png", LEAD, _rehearsal),
    Shot("guide/xac-nhan.png", LEAD, _confirming),
    Shot("guide/xet-gia-han.png", LEAD, _asked),
    Shot("guide/thu-den.png", LEAD, _inbound),
    Shot("guide/cay-ke-hoach.png", LEAD, _tree),
    Shot("guide/bang-va-van-ban.png", LEAD, _papers),
    Shot("guide/nhap-bang.png", LEAD, _table),
    Shot("guide/xin-gia-han.png", LEAD, _more_time, PHONE),
    Shot("guide/viec-cua-co-quan.png", AGENCY, at("/viec")),
    Shot("guide/nguoi-lien-he.png", AGENCY, _contacts),
    Shot("guide/phan-ra.png", AGENCY, _units),
    Shot("guide/danh-ba.png", OPERATOR, at("/danh-ba")),
    Shot("guide/lich-lam-viec.png", OPERATOR, at("/quan-tri/lich", "them-ngay")),
    Shot("guide/webhook.png", OPERATOR, at("/quan-tri/webhook")),
    # The last: it puts a draft beside the plans of the others.
    Shot("guide/sua-doi.png", LEAD, _amendment),
)
