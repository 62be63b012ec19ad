"""The page on which an officer takes an amending document into a plan in force."""

import re
from datetime import date

import pytest
from sqlalchemy import Engine

from models.plan import Plan
from store.database import reading, writing
from store.plans import draft_items
from store.versions import set_amends
from tests.cast import Cast, item
from tests.web.conftest import SCRIPT, TODAY, Browser, Furniture

LATER = date(2026, 12, 15)


def said(html: str) -> str:
    """Return the sentence that says what taking the ticks means."""
    return re.findall(r'role="status">([^<]*)<', html)[0]


def ticked(html: str, name: str) -> list[str]:
    """Return the values of the ticked boxes of that name."""
    return re.findall(rf'name="{name}" value="(\d+)" checked', html)


@pytest.fixture
def draft_id(furniture: Furniture, cast: Cast) -> int:
    """A draft that amends the furnished plan in part: one day, one new item for two agencies."""
    return cast.draft(
        item("Rà soát danh sách cán bộ", "Sở Nội vụ", due=LATER, ref="I.1"),
        item(f"Mua sắm trang thiết bị {SCRIPT}", "Sở Tài chính", "Sở Y tế", due=LATER, ref="I.2"),
        number="226/KH-UBND",
        issued_on=TODAY,
        title="Sửa đổi, bổ sung một số nội dung của Kế hoạch số 01/KH-UBND",
    )


@pytest.fixture
def amending(draft_id: int, furniture: Furniture, engine: Engine, cast: Cast) -> str:
    """The address of its comparison, the officer having said which plan it amends."""
    with writing(engine) as session:
        set_amends(session, draft_id=draft_id, plan_id=furniture.active_plan, by="x", now=cast.at(TODAY))
    return f"/ke-hoach/{draft_id}/sua-doi"


def form_of(html: str, **more: object) -> dict[str, object]:
    stamp = re.findall(r'name="dau" value="(\w+)"', html)[0]
    return {"cach": "mot-phan", "dau": stamp, "nhan": ticked(html, "nhan"), "rut": ticked(html, "rut")} | more


def test_the_review_page_proposes_the_plan_and_leads_to_the_comparison(
    lead: Browser, draft_id: int, furniture: Furniture
) -> None:
    html = lead.get(f"/ke-hoach/{draft_id}").text
    assert "đề xuất" in html and f'<option value="{furniture.active_plan}" selected>' in html
    answer = lead.send(
        f"/ke-hoach/{draft_id}/sua-doi/ke-hoach",
        {"ke_hoach": str(furniture.active_plan)},
        page=f"/ke-hoach/{draft_id}",
    )
    assert answer.headers["location"] == f"/ke-hoach/{draft_id}/sua-doi"
    assert 'id="thay-doi">Thay đổi (1)' in lead.text_after(answer)
    again = lead.get(f"/ke-hoach/{draft_id}").text
    assert "So sánh và nhận thay đổi" in again
    assert "không kích hoạt riêng" in again and "disabled>Kích hoạt" in again


def test_a_draft_that_amends_nothing_can_say_so_again(
    lead: Browser, amending: str, engine: Engine, draft_id: int
) -> None:
    lead.text_after(lead.send(f"{amending}/ke-hoach", {"ke_hoach": ""}, page=amending))
    with reading(engine) as session:
        assert session.get_one(Plan, draft_id).amends_id is None
    assert "Văn bản này sửa đổi kế hoạch nào?" in lead.get(amending).text


def test_the_page_marks_the_words_that_differ_and_escapes_the_rest(lead: Browser, amending: str) -> None:
    html = lead.get(amending).text
    assert "<del>16/11/2026</del>" in html and "<ins>15/12/2026</ins>" in html
    assert SCRIPT not in html and "&lt;script&gt;" in html
    assert said(html) == (
        "2 phần việc mới cho 2 cơ quan; 1 hạn chuyển từ 16/11/2026 sang 15/12/2026. 3 cơ quan được báo."
    )


def test_a_partial_document_ticks_no_withdrawal_and_a_whole_one_does(lead: Browser, amending: str) -> None:
    assert ticked(lead.get(amending).text, "rut") == []
    whole = lead.get(f"{amending}?cach=toan-bo").text
    assert len(ticked(whole, "rut")) == 5
    assert "phần việc rút" in said(whole)


def test_the_sentence_follows_the_ticks(lead: Browser, amending: str) -> None:
    html = lead.get(amending).text
    data = form_of(html, viec="xem", nhan=ticked(html, "nhan")[:1])
    again = lead.send(amending, data)
    assert again.status_code == 200
    assert "phần việc mới" in said(html) and "phần việc mới" not in said(again.text)
    assert ticked(again.text, "nhan") == ticked(html, "nhan")[:1]


def test_taking_it_changes_the_plan_and_shows_its_versions(
    lead: Browser, amending: str, engine: Engine, cast: Cast, furniture: Furniture, draft_id: int
) -> None:
    html = lead.get(amending).text
    after = lead.text_after(lead.send(amending, form_of(html, viec="nhan")))
    assert "Đã nhận văn bản sửa đổi: 2 phần việc mới" in after
    assert "Các văn bản của kế hoạch (2)" in after and f'href="/ke-hoach/{draft_id}"' in after
    assert cast.obligations(furniture.active_plan, "Sở Nội vụ")[0].due_on == LATER

    page = lead.get(f"/phan-viec/{furniture.own}").text
    assert "Nội dung trước khi sửa đổi theo văn bản số 226/KH-UBND" in page
    assert "hạn chuyển từ 16/11/2026 sang 15/12/2026" in page
    assert f"/ke-hoach/{draft_id}/van-ban#L" in page

    merged = lead.get(f"/ke-hoach/{draft_id}").text
    assert "Đã nhận vào kế hoạch được sửa đổi" in merged and f"/ke-hoach/{furniture.active_plan}" in merged
    assert lead.get(f"/ke-hoach/{draft_id}/van-ban").status_code == 200
    assert lead.get(amending).status_code == 409
    listed = lead.get("/ke-hoach").text
    assert "Đã nhận vào kế hoạch được sửa đổi" in listed
    assert "226/KH-UBND" not in lead.get("/bang").text


def test_taking_it_twice_or_after_a_change_is_refused_in_a_sentence(
    lead: Browser, amending: str, cast: Cast, furniture: Furniture
) -> None:
    data = form_of(lead.get(amending).text, viec="nhan")
    own = cast.obligations(furniture.active_plan, "Sở Nội vụ")[0]
    cast.move(own, "reported", on=TODAY, text="Xong.")
    late = lead.send(amending, data)
    assert late.status_code == 409 and "vừa thay đổi nên chưa nhận gì" in late.text
    fresh = form_of(lead.get(amending).text, viec="nhan")
    assert lead.send(amending, fresh).status_code == 303
    assert "đã được nhận" in lead.send(amending, fresh, page="/tai-khoan").text


def test_finished_work_is_shown_first_and_can_be_opened_again(
    lead: Browser, amending: str, cast: Cast, furniture: Furniture
) -> None:
    own = cast.obligations(furniture.active_plan, "Sở Nội vụ")[0]
    cast.move(own, "reported", on=TODAY, text="Xong.")
    html = lead.get(amending).text
    assert "1 phần việc đã báo cáo, chờ xác nhận" in html
    (reopen,) = re.findall(r'name="mo_lai" value="(\d+)"', html)
    lead.text_after(lead.send(amending, form_of(html, viec="nhan", mo_lai=[reopen])))
    now = cast.obligations(furniture.active_plan, "Sở Nội vụ")[0]
    assert (now.status, now.due_on) == ("returned", LATER)


def test_the_agency_reads_the_change_on_its_own_page(
    lead: Browser, officer: Browser, amending: str, furniture: Furniture
) -> None:
    lead.send(amending, form_of(lead.get(amending).text, viec="nhan"))
    page = officer.get(f"/phan-viec/{furniture.own}").text
    assert "theo văn bản số 226/KH-UBND" in page and "Nội dung trước khi sửa đổi" in page


def test_the_original_document_marks_only_what_still_stands_in_it(
    lead: Browser, amending: str, engine: Engine, furniture: Furniture
) -> None:
    lead.send(amending, form_of(lead.get(amending).text, viec="nhan"))
    with reading(engine) as session:
        items = [i.assignment for i in draft_items(session, furniture.active_plan)]
    html = lead.get(f"/ke-hoach/{furniture.active_plan}/van-ban").text
    shown = {int(n) for n in re.findall(r"#muc-(\d+)", html)}
    assert shown == {i.id for i in items if i.amended_by_id is None}
