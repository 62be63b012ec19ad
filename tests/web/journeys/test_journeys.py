"""What people do from one end to the other, each in Chromium."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import Engine
from sqlmodel import select

from models.extension import Extension
from models.obligation import Obligation
from models.plan import Plan
from store.database import reading, writing
from store.registry import load_registry
from tests.cast import Cast
from tests.conftest import ROOT
from tests.web.conftest import PASSWORD, ROLES, Furniture
from tests.web.journeys.conftest import SignedIn
from tests.web.visits import report_link

pytestmark = pytest.mark.needs("browser")
PHONE = {"width": 375, "height": 800}
SAMPLE = ROOT / "samples" / "ke-hoach-bang-phan-cong.pdf"


def status_of(engine: Engine, obligation_id: int) -> str:
    """Return the status that the database holds."""
    with reading(engine) as session:
        return session.get_one(Obligation, obligation_id).status


def test_an_uploaded_file_is_reviewed_beside_its_text_and_activated(
    signed_in: SignedIn, furniture: Furniture, engine: Engine
) -> None:
    with writing(engine) as session:
        load_registry(session, (ROOT / "samples" / "registry.toml").read_text("utf-8"))
    page = signed_in(ROLES["lead"])
    page.goto("/ke-hoach")
    page.get_by_label("Tệp kế hoạch").set_input_files(SAMPLE)
    page.get_by_role("button", name="Đọc văn bản").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Rà soát", timeout=30_000)
    plan_id = int(page.url.split("?")[0].split("#")[0].rsplit("/", 1)[1])

    # Missing days are set for all items at once, a group is opened to its members.
    page.get_by_label("Áp dụng cho").select_option("chua-co-han")
    page.locator("#chon").get_by_label("Hạn chung").fill("31/12/2026")
    page.get_by_role("button", name="Ấn định hạn", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("31/12/2026")
    groups = page.locator("section", has=page.get_by_role("heading", name="Khối cơ quan được giao"))
    groups.get_by_role("button", name="Mở ra từng cơ quan").first.click()
    expect(groups.get_by_text("giao từng cơ quan").first).to_be_visible()

    page.get_by_role("link", name="Diễn tập: xem trước").click()
    expect(page.locator("table.month").first).to_be_visible()
    page.get_by_role("link", name="Về rà soát để kích hoạt").click()
    page.get_by_role("button", name="Kích hoạt và giao").click()
    expect(page.get_by_role("status")).to_contain_text("Đã kích hoạt")
    with reading(engine) as session:
        assert session.get_one(Plan, plan_id).state == "active"
        born = len(session.exec(select(Obligation).where(Obligation.plan_id == plan_id)).all())
    assert born > 10
    page.goto(f"/bang?ke_hoach={plan_id}&phan_loai=tat-ca")
    shown = int(page.locator("table.numbers tfoot td").first.inner_text())
    assert 0 < shown <= born


def test_an_agency_reports_by_its_link_on_a_phone_without_javascript(
    signed_in: SignedIn, furniture: Furniture, engine: Engine, cast: Cast
) -> None:
    page = signed_in("", java_script_enabled=False, viewport=PHONE, has_touch=True)
    page.goto(f"/r/{report_link(engine, cast, furniture.own_agency)}")
    work = page.locator(f"#viec-{furniture.own}")
    work.get_by_text("Báo cáo việc này").tap()
    work.get_by_label("Đã hoàn thành").check()
    form = work.locator("form", has=page.get_by_role("button", name="Gửi báo cáo"))
    form.get_by_label("Nội dung").fill("Đã rà soát xong danh sách.")
    form.get_by_label("Người báo cáo").fill("Văn thư Sở Nội vụ")
    form.get_by_label("Tệp kèm theo").set_input_files(
        {"name": "danh sách.txt", "mimeType": "text/plain", "buffer": b"xong"}
    )
    form.get_by_role("button", name="Gửi báo cáo").tap()
    expect(page.get_by_text("Đã ghi nhận: đã hoàn thành. Xin cảm ơn.")).to_be_visible()
    assert status_of(engine, furniture.own) == "reported"
    expect(page.locator(f"#viec-{furniture.own}")).to_have_count(0)
    expect(page.get_by_text("Đã rà soát xong danh sách.")).to_be_visible()


def test_the_lead_finds_what_waits_and_confirms_it(
    signed_in: SignedIn, furniture: Furniture, engine: Engine
) -> None:
    page = signed_in(ROLES["lead"])
    page.goto("/bang")
    page.locator("a.tile", has_text=re.compile("chờ xác nhận", re.IGNORECASE)).first.click()
    page.locator("section.list").locator(f"a[href^='/phan-viec/{furniture.own_reported}']").first.click()
    page.get_by_role("button", name="Xác nhận hoàn thành").click()
    expect(page.get_by_role("status")).to_be_visible()
    expect(page.locator(".heading .status")).to_have_text("Đã hoàn thành")
    assert status_of(engine, furniture.own_reported) == "done"


def test_an_agency_asks_for_more_time_and_the_lead_grants_it(
    signed_in: SignedIn, furniture: Furniture, engine: Engine
) -> None:
    theirs = signed_in(ROLES["agency"], viewport=PHONE)
    theirs.goto(f"/phan-viec/{furniture.own}")
    theirs.get_by_text("Xin gia hạn", exact=True).click()
    form = theirs.locator("form[action$='/gia-han']")
    form.get_by_label("Đề nghị gia hạn đến ngày").fill("15/12/2026")
    form.get_by_label("Lý do").fill("Chờ số liệu của các xã.")
    form.get_by_role("button", name="Gửi đề nghị gia hạn").click()
    expect(theirs.get_by_role("status")).to_be_visible()

    page = signed_in(ROLES["lead"])
    page.goto("/bang?xin_gia_han=1")
    page.locator("section.list").locator(f"a[href^='/phan-viec/{furniture.own}']").click()
    page.get_by_label("Số, ký hiệu văn bản chấp thuận").fill("12/SYT-VP")
    page.get_by_role("button", name="Chấp thuận gia hạn", exact=True).click()
    expect(page.locator("dl.facts").first).to_contain_text("gia hạn đến 15/12/2026 theo văn bản 12/SYT-VP")

    theirs.reload()
    expect(theirs.locator("dl.facts").first).to_contain_text("hạn ban đầu 16/11/2026")
    with reading(engine) as session:
        states = session.exec(select(Extension.state).where(Extension.obligation_id == furniture.own)).all()
    assert states == ["granted"]


def test_a_filtered_board_is_sent_to_a_colleague_as_its_address(
    signed_in: SignedIn, furniture: Furniture
) -> None:
    page = signed_in(ROLES["lead"])
    page.goto("/bang")
    filters = page.get_by_role("search")
    filters.locator("select[name=co_quan]").select_option("Sở Nội vụ")
    filters.get_by_label("Phân loại").select_option("tat-ca")
    filters.get_by_label("Tìm nhiệm vụ").fill("ra soat")
    filters.get_by_role("button", name="Lọc").click()
    expect(page.locator("section.list")).to_contain_text("Rà soát danh sách cán bộ")
    expect(page.locator("section.list")).not_to_contain_text("Tổng hợp khen thưởng")
    # The colleague is of another role and opens the address alone.
    theirs = signed_in(ROLES["leader"])
    theirs.goto(page.url)
    assert theirs.locator("section.list").inner_text() == page.locator("section.list").inner_text()
    expect(theirs.get_by_role("search").get_by_label("Tìm nhiệm vụ")).to_have_value("ra soat")
    page.get_by_role("link", name="Bỏ lọc").first.click()
    page.go_back()
    expect(page.get_by_role("search").get_by_label("Tìm nhiệm vụ")).to_have_value("ra soat")


def tab_to(page: Page, wanted: Locator, most: int = 150) -> None:
    """Press Tab until that element has the focus, and see to it that the focus can be seen."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            ring = wanted.evaluate("element => getComputedStyle(element).outlineStyle")
            assert ring != "none", "the focus cannot be seen"
            return
    pytest.fail(f"{wanted} is not reached with {most} times Tab")


def test_the_lead_confirms_with_the_keyboard_alone(
    signed_in: SignedIn, furniture: Furniture, engine: Engine
) -> None:
    page = signed_in("")
    page.goto("/dang-nhap")
    page.locator("input[name=ten]:focus").wait_for()
    page.keyboard.type(ROLES["lead"])
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/bang")

    # The first Tab offers to jump over the head of the page.
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Tới nội dung chính")).to_be_focused()
    page.keyboard.press("Enter")
    filters = page.get_by_role("search")
    tab_to(page, filters.get_by_label("Tình trạng"))
    for _ in range(4):
        page.keyboard.press("ArrowDown")
    expect(filters.get_by_label("Tình trạng")).to_have_value("reported")
    page.keyboard.press("Enter")
    tab_to(page, filters.get_by_role("button", name="Lọc"))
    page.keyboard.press("Enter")
    page.wait_for_url("**tinh_trang=reported**")
    tab_to(page, page.locator("section.list").locator(f"a[href='/phan-viec/{furniture.own_reported}']"))
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/phan-viec/{furniture.own_reported}")
    tab_to(page, page.get_by_role("button", name="Xác nhận hoàn thành"))
    page.keyboard.press("Enter")
    expect(page.locator(".heading .status")).to_have_text("Đã hoàn thành")
    assert status_of(engine, furniture.own_reported) == "done"
