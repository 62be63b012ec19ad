"""The board: its numbers, its filters, its empty states."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from urllib.parse import urlencode

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine

from rules.rollup import CLASS_NAMES
from store.accounts import add_user, open_session
from store.boards import Filters, obligation_rows, rollup_by_agency
from store.database import reading, writing
from tests.cast import Cast, item
from tests.web.conftest import PASSWORD, SCRIPT, TODAY, Browser, Furniture, TestClient
from web.forms import SESSION_COOKIE


def cells(html: str, name: str) -> list[str]:
    """Return the cells of the roll-up's row of that name."""
    for row in re.findall(r"<tr>.*?</tr>", html, re.S):
        head = re.search(r'<th scope="row">(.*?)</th>', row, re.S)
        if head and re.sub(r"<[^>]+>", "", head.group(1)).strip() == name:
            return [re.sub(r"<[^>]+>", "", c) for c in re.findall(r"<td[^>]*>(.*?)</td>", row, re.S)]
    raise AssertionError(f"no row {name}")


def listed(html: str) -> list[str]:
    """Return the ids of the obligations in the list, in its order."""
    return re.findall(r'href="/phan-viec/(\d+)["#]', html.split('id="danh-sach"')[1])


@pytest.mark.parametrize(
    "which", ["", "?ke_hoach={plan}", "?co_quan={agency}", "?ke_hoach={plan}&co_quan={agency}"]
)
def test_the_boards_numbers_are_the_stores_numbers(
    which: str, lead: Browser, engine: Engine, furniture: Furniture
) -> None:
    at = "/bang" + which.format(plan=furniture.active_plan, agency=furniture.own_agency)
    with reading(engine) as session:
        wanted = rollup_by_agency(
            session,
            today=TODAY,
            plan_id=furniture.active_plan if "ke_hoach" in which else None,
            agency_id=furniture.own_agency if "co_quan" in which else None,
        )
    html = lead.get(at).text
    assert len(wanted.rows) == (1 if "co_quan" in which else 6)
    for name, counts in (*wanted.rows, ("Tổng cộng", wanted.sum)):
        shown = cells(html, name)
        assert shown[0] == str(counts.total)
        assert shown[1:7] == [str(getattr(counts, key)) for key in CLASS_NAMES]
    tiles = {name: int(n) for n, name in re.findall(r'class="count">(\d+)</span><span>([^<]+)</span>', html)}
    s = wanted.sum
    assert tiles == {
        "Quá hạn": s.open_overdue,
        "Quá hạn trên 30 ngày": 0,
        "Quá hạn 8 đến 30 ngày": 0,
        "Quá hạn 1 đến 7 ngày": s.open_overdue,
        "Đến hạn hôm nay": s.due_today,
        "Đến hạn trong 7 ngày tới": s.due_soon,
        "Chưa tiếp nhận": s.unacknowledged,
        "Chờ xác nhận": s.reported,
        "Xin gia hạn": 0 if "co_quan" in which else 1,
        "Lâu chưa cập nhật": 0,
    }


def test_both_rates_name_what_they_are_a_share_of(lead: Browser, cast: Cast, furniture: Furniture) -> None:
    done = cast.obligations(furniture.active_plan, "UBND xã An Bình")[0]
    cast.finish(done, on=TODAY)
    html = lead.get("/bang").text
    assert "1 / 1 việc đã hoàn thành" in html
    assert "Đúng hạn trên số đã hoàn thành" in html and "Đúng hạn trên số đã đến hạn" in html
    assert "việc đã hoàn thành hoặc quá hạn" in html


@pytest.mark.parametrize("at", ["/bang", "/bang?q=danh+sach", "/bang?phan_loai=overdue&tre=8-30&q=viec"])
def test_every_tile_leads_to_as_many_obligations_as_it_counts(
    at: str, lead: Browser, cast: Cast, furniture: Furniture
) -> None:
    late = (TODAY - timedelta(days=n) for n in (1, 7, 8, 30, 31, 90))
    cast.tracked_plan(
        *(item("Việc rà danh sách", "Sở Y tế", due=day) for day in late),
        item("Việc theo dõi danh sách", "Sở Y tế", kind="ongoing"),
        on=date(2026, 8, 3),
        issued_on=date(2026, 8, 3),
    )
    html = lead.get(at).text
    tiles = re.findall(r'href="([^"]+)"><span class="count">(\d+)</span>', html)
    counts = [int(n) for _, n in tiles]
    assert len(tiles) == 10 and counts[1:3] == [2, 2] and counts[3] >= 2 and counts[0] == sum(counts[1:4])
    assert counts[9] == 1
    for address, count in tiles:
        found = lead.get(address.replace("&amp;", "&").split("#")[0]).text
        assert len(listed(found)) == int(count), address


def test_without_a_choice_the_list_holds_what_is_overdue_the_latest_first(
    lead: Browser, engine: Engine, furniture: Furniture
) -> None:
    with reading(engine) as session:
        rows = obligation_rows(session, today=TODAY, filters=Filters(standings=frozenset({"overdue"})))
    assert rows
    assert listed(lead.get("/bang").text) == [str(r.obligation_id) for r in rows]


@pytest.mark.parametrize(
    ("query", "filters"),
    [
        ("phan_loai=tat-ca", Filters()),
        ("phan_loai=due_soon", Filters(standings=frozenset({"due_soon"}))),
        ("tinh_trang=reported", Filters(statuses=frozenset({"reported"}))),
        (
            "phan_loai=overdue&tinh_trang=assigned",
            Filters(None, None, None, frozenset({"overdue"}), frozenset({"assigned"})),
        ),
        ("phan_loai=khong-co&trang=-3&ke_hoach=abc", Filters(standings=frozenset({"overdue"}))),
    ],
)
def test_the_address_decides_what_is_listed(
    query: str, filters: Filters, lead: Browser, engine: Engine, furniture: Furniture
) -> None:
    with reading(engine) as session:
        wanted = [str(r.obligation_id) for r in obligation_rows(session, today=TODAY, filters=filters)]
    assert listed(lead.get(f"/bang?{query}").text) == wanted


def test_the_chosen_filters_stand_in_the_form(lead: Browser, furniture: Furniture) -> None:
    html = lead.get(
        f"/bang?ke_hoach={furniture.active_plan}&co_quan={furniture.own_agency}&phan_loai=due_soon"
    ).text
    assert f'<option value="{furniture.active_plan}" selected>' in html
    assert f'<option value="{furniture.own_agency}" selected>' in html
    assert '<option value="due_soon" selected>' in html


def test_a_filter_that_fits_nothing_says_what_to_do(lead: Browser, furniture: Furniture) -> None:
    assert "Không có phần việc nào khớp bộ lọc" in lead.get("/bang?co_quan=9999").text
    assert "Không có phần việc nào thuộc diện này" in lead.get("/bang?phan_loai=done_late").text


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("danh sach", ["IV.1", "IV.4"]),
        ("hộ Danh LẬP", ["IV.4"]),
        ("IV.4", ["IV.4"]),
        ("so vat", []),
        ("TRE-9/KH", ["I.1"]),
        ("tre-9/kh tiem chung", ["I.1"]),
        ("tre-9/kh danh", []),
        ("%", ["I.1", "IV.1", "IV.2", "IV.3", "IV.4", "IV.5", "IV.6"]),
    ],
)
def test_search_finds_items_without_diacritics_in_any_order(
    words: str, found: list[str], lead: Browser, cast: Cast, furniture: Furniture
) -> None:
    cast.tracked_plan(item("Tổ chức tiêm chủng", "Sở Y tế", due=TODAY, ref="I.1"), number="TRE-9/KH-UBND")
    html = lead.get(f"/bang?{urlencode({'q': words, 'phan_loai': 'tat-ca'})}").text
    listed_refs = re.findall(r"mục ([IV.\d]+)</span>", html.split('id="danh-sach"')[1])
    assert sorted(set(listed_refs)) == found
    if not found:
        assert "Không có nhiệm vụ nào có đủ các từ" in html


def test_search_goes_with_the_other_filters_and_stays_in_every_address(
    lead: Browser, furniture: Furniture
) -> None:
    html = lead.get("/bang?q=danh+sach").text
    assert 'name="q" value="danh sach"' in html and "có “danh sach”" in html
    assert len(listed(html)) == 4
    assert len(listed(lead.get("/bang?q=danh+sach&phan_loai=due_soon").text)) == 3
    own = lead.get(f"/bang?q=danh+sach&co_quan={furniture.own_agency}").text
    assert len(listed(own)) == 1 and cells(own, "Tổng cộng")[0] == "1"
    assert all("q=danh+sach" in at for at in re.findall(r'class="tile [a-z]+" href="([^"]+)"', html))


def test_the_words_of_a_search_are_shown_as_words(lead: Browser, furniture: Furniture) -> None:
    html = lead.get("/bang?" + urlencode({"q": '"><script>alert(1)</script>'})).text
    assert "<script>alert(1)" not in html and "&lt;script&gt;alert(1)" in html


def test_a_long_list_is_parted_into_pages(lead: Browser, cast: Cast, furniture: Furniture) -> None:
    cast.tracked_plan(*(item(f"Việc số {n}", "Sở Tài chính", due=TODAY) for n in range(130)))
    first = lead.get("/bang?phan_loai=due_today").text
    assert len(listed(first)) == 100 and "Trang 1 / 2" in first
    assert len(listed(lead.get("/bang?phan_loai=due_today&trang=2").text)) == 30


@pytest.mark.parametrize("stage", ["nothing", "draft"])
def test_an_empty_board_says_how_to_begin(stage: str, app: FastAPI, engine: Engine, cast: Cast) -> None:
    if stage == "draft":
        cast.draft(item("Một việc", "Sở Nội vụ"))
    with writing(engine) as session:
        user = add_user(session, username="lanhdao", password=PASSWORD, display_name="L", role="leader")
        token = open_session(session, user_id=user.id or 0, now=cast.at(TODAY, 0), hours=30)
    with TestClient(app) as client:
        client.cookies.set(SESSION_COOKIE, token)
        html = client.get("/bang").text
        plans = client.get("/ke-hoach").text
    assert "/ke-hoach" in html
    if stage == "nothing":
        assert "Chưa có kế hoạch nào" in html and "Chưa có kế hoạch nào" in plans
    else:
        assert "Có 1 dự thảo đang chờ rà soát" in html


def test_words_of_a_plan_are_text_and_never_markup(
    sign_in: Callable[[str], Browser], furniture: Furniture
) -> None:
    lead, officer = sign_in("lead"), sign_in("agency")
    pages = [
        (lead, "/bang?phan_loai=tat-ca"),
        (lead, "/bang?xin_gia_han=1"),
        (lead, f"/phan-viec/{furniture.asked}"),
        (lead, "/ke-hoach"),
        (lead, f"/ke-hoach/{furniture.active_plan}"),
        (lead, f"/ke-hoach/{furniture.draft_plan}"),
        (lead, f"/ke-hoach/{furniture.draft_plan}/van-ban"),
        (lead, f"/ke-hoach/{furniture.draft_plan}/muc/{furniture.draft_item}"),
        (lead, f"/phan-viec/{furniture.own_reported}"),
        (lead, f"/thu/{furniture.message}"),
        (lead, "/thu/hop-thu?hop=so-noi-vu"),
        (officer, "/viec"),
    ]
    for browser, at in pages:
        html = browser.get(at).text
        assert SCRIPT not in html, at
        assert "&lt;script&gt;alert(" in html, at
