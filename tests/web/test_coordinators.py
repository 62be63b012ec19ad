"""Coordinators stand apart on every page, groups are lines that open, mirror items are joined by a button."""

import re
from datetime import date

import pytest
from sqlalchemy import Engine

from models.assignment import Assignment
from models.obligation import Obligation
from store.database import reading, writing
from store.groups import PER_PAGE
from store.links import issue_link
from store.obligations import get_obligation
from store.plans import draft_items, set_expanded
from store.registry import load_registry
from tests.cast import Cast, item
from tests.web.conftest import KEY, TODAY, Browser, Furniture
from tests.web.test_query_counts import counted

DUE = date(2026, 11, 16)


def text(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


@pytest.fixture
def shared_plan(cast: Cast, furniture: Furniture) -> int:
    """A plan in which Sở Nội vụ works with Sở Y tế, and all communes with Sở Tài chính."""
    return cast.tracked_plan(
        item("Việc của Sở Y tế", "Sở Y tế", due=DUE, ref="I.1", coordinators=["Sở Nội vụ"]),
        item("Việc có khối", "Sở Tài chính", due=DUE, ref="I.2", coordinators=["UBND các xã, phường"]),
        item("Khối chủ trì", "UBND các xã, phường", due=DUE, ref="I.3"),
    )


def mine(cast: Cast, plan_id: int) -> Obligation:
    (found,) = cast.obligations(plan_id, "Sở Nội vụ")
    return found


def test_the_agencys_page_has_its_coordination_after_its_own_work(
    officer: Browser, cast: Cast, shared_plan: int
) -> None:
    html = officer.get("/viec").text
    own, support = html.split('id="phoi-hop"')
    link = f'href="/phan-viec/{mine(cast, shared_plan).id}"'
    assert link in support and link not in own
    assert "Phối hợp với cơ quan khác (1)" in support
    assert '<span class="tag part">Phối hợp</span>' in support


def test_the_report_link_takes_a_coordinators_report(
    visitor: Browser, cast: Cast, engine: Engine, furniture: Furniture, shared_plan: int
) -> None:
    with writing(engine) as session:
        token = issue_link(
            session, agency_id=furniture.own_agency, message_id=None, now=cast.at(TODAY, 7), days=30, key=KEY
        )
    own, support = visitor.get(f"/r/{token}").text.split('id="phoi-hop"')
    one = mine(cast, shared_plan)
    assert f'id="viec-{one.id}"' in support and f'id="viec-{one.id}"' not in own
    said = {
        "phan_viec": str(one.id),
        "ban": str(one.revision),
        "bao": "reported",
        "noi_dung": "Đã phối hợp xong.",
    }
    answer = visitor.send(f"/r/{token}", said)
    assert answer.status_code == 303
    with reading(engine) as session:
        assert get_obligation(session, one.id or 0).status == "reported"


def test_the_board_counts_and_lists_owners_and_leads_to_the_coordinators(
    lead: Browser, cast: Cast, shared_plan: int
) -> None:
    one = f'href="/phan-viec/{mine(cast, shared_plan).id}"'
    owners = lead.get(f"/bang?ke_hoach={shared_plan}").text
    assert one not in owners
    assert "Xem phần việc phối hợp" in owners and "(4, 4 quá hạn)" in text(owners)
    address = re.search(r'href="(/bang\?[^"]*phan=phoi-hop[^"]*)"', owners)
    assert address
    support = lead.get(address.group(1).replace("&amp;", "&")).text
    assert one in support and "Phần việc quá hạn, cơ quan phối hợp" in support
    tiles = re.findall(r'href="([^"]+)"><span class="count">(\d+)</span>', support)
    for at, count in tiles:
        listed = lead.get(at.replace("&amp;", "&").split("#")[0]).text.split('id="danh-sach"')[1]
        assert len(re.findall(r'href="/phan-viec/\d+["#]', listed)) == int(count), at
    assert int(tiles[0][1]) == 4


def test_the_leaders_screen_counts_owners_only(lead: Browser, shared_plan: int) -> None:
    html = lead.get("/lanh-dao").text
    before = re.search(r'class="count">(\d+)</span><span>Quá hạn', html)
    assert before
    owners = re.search(r'class="count">(\d+)</span><span>Quá hạn', lead.get("/bang").text)
    assert owners and owners.group(1) == before.group(1)


def test_the_obligations_page_says_the_part_and_why_it_was_closed(
    lead: Browser, cast: Cast, shared_plan: int
) -> None:
    one = mine(cast, shared_plan)
    assert '<span class="tag part">Phối hợp</span>' in lead.get(f"/phan-viec/{one.id}").text
    (owner,) = cast.obligations(shared_plan, "Sở Y tế")
    cast.finish(owner, on=TODAY)
    html = lead.get(f"/phan-viec/{one.id}").text
    assert "vì cơ quan chủ trì đã hoàn thành việc này" in html
    assert "Lý do: cơ quan chủ trì đã hoàn thành" in html and "(hệ thống)" in html
    assert "Khép lại theo" not in html


def test_a_group_is_one_line_that_opens_to_its_members(lead: Browser, cast: Cast, shared_plan: int) -> None:
    first = next(o for o in cast.obligations(shared_plan, "UBND xã An Bình") if o.part == "owner")
    cast.finish(first, on=DUE)
    html = lead.get(f"/ke-hoach/{shared_plan}").text
    lines = re.findall(r"<summary>(.*?)</summary>", html, re.S)
    said = [" ".join(text(one).split()) for one in lines if "đã báo cáo" in one]
    assert said == [
        "UBND các xã, phường: 0/3 đã báo cáo · 3 quá hạn Phối hợp chưa báo cáo: "
        "UBND phường Châu Sơn, UBND xã An Bình, UBND xã Bình Minh",
        "UBND các xã, phường: 1/3 đã báo cáo · 2 quá hạn chưa báo cáo: "
        "UBND phường Châu Sơn, UBND xã Bình Minh",
    ]
    for one in cast.obligations(shared_plan):
        assert f'href="/phan-viec/{one.id}"' in html
    assert "Ngoài bảng: 4 phần việc phối hợp, 4 quá hạn" in text(html)


def test_a_plan_of_thousands_of_shares_is_a_bounded_page(
    lead: Browser, engine: Engine, cast: Cast, furniture: Furniture
) -> None:
    count = 130
    rows = "".join(f'[[agencies]]\ncode = "k{n}"\nname = "UBND xã Số {n}"\n' for n in range(count))
    members = ", ".join(f'"k{n}"' for n in range(count))
    with writing(engine) as session:
        load_registry(session, f'{rows}[[groups]]\ncode = "lon"\nname = "Khối lớn"\nmembers = [{members}]\n')
    plan_id = cast.draft(*(item(f"Việc {n}", "Khối lớn", due=DUE, ref=f"{n}") for n in range(30)))
    with writing(engine) as session:
        party = draft_items(session, plan_id)[0].owners[0].id or 0
        opening = {"plan_id": plan_id, "party_id": party, "expanded": True, "by": "x", "now": cast.at(DUE)}
        set_expanded(session, confirmed=True, **opening)  # type: ignore[arg-type]
    assert cast.activate(plan_id) == 30 * count
    with counted(engine) as asked:
        html = lead.get(f"/ke-hoach/{plan_id}").text
    assert len(asked) < 40
    assert len(re.findall(r'href="/phan-viec/\d+"', html)) == PER_PAGE
    assert len(html) < 250_000
    assert "Tổng hợp theo khối" in html and "Trang 1 / 2" in html
    last = draft_items_of(engine, plan_id)[-1]
    assert f'id="muc-{last.id}"' not in html
    assert f'id="muc-{last.id}"' in lead.get(f"/ke-hoach/{plan_id}?muc={last.id}").text
    every = re.search(r'href="(/ke-hoach/\d+/phan-viec\?[^"]+)">Xem cả 130 cơ quan', html)
    assert every
    page = lead.get(every.group(1).replace("&amp;", "&")).text
    assert len(set(re.findall(r'href="/phan-viec/(\d+)"', page))) == 100
    assert "Khối lớn" in page and "Trang 1 / 2" in page
    turned = re.search(r'href="(\?[^"]+)">Trang sau', page)
    assert turned
    rest = lead.get(f"/ke-hoach/{plan_id}/phan-viec" + turned.group(1).replace("&amp;", "&")).text
    assert len(set(re.findall(r'href="/phan-viec/(\d+)"', rest))) == 30


def draft_items_of(engine: Engine, plan_id: int) -> list[Assignment]:
    with reading(engine) as session:
        return [i.assignment for i in draft_items(session, plan_id)]


def test_a_group_of_coordinators_can_be_opened_at_review(
    lead: Browser, cast: Cast, furniture: Furniture
) -> None:
    plan_id = cast.draft(item("A", "Sở Y tế", due=DUE, coordinators=["UBND các xã, phường"]))
    html = lead.get(f"/ke-hoach/{plan_id}").text
    found = re.search(rf'action="(/ke-hoach/{plan_id}/khoi/\d+)"', html)
    assert found
    lead.send(found.group(1), {"mo": "1"}, page=f"/ke-hoach/{plan_id}")
    assert cast.activate(plan_id) == 4


@pytest.fixture
def two_sides(cast: Cast, furniture: Furniture) -> int:
    words = "xây dựng phóng sự về y tế cơ sở vùng cao phát tại Hội nghị"
    return cast.draft(
        item(
            f"Phối hợp với Sở Nội vụ {words}",
            "Sở Y tế",
            ref="1",
            due=DUE,
            coordinators=["Sở Nội vụ"],
            role="support",
        ),
        item(
            f"Chủ trì, phối hợp với Sở Y tế {words}",
            "Sở Nội vụ",
            ref="2",
            due=DUE,
            coordinators=["Sở Y tế"],
            role="lead",
        ),
    )


def decide(lead: Browser, plan_id: int, what: str) -> str:
    """Press the button of that decision as it stands on the page and return the page that follows."""
    html = lead.get(f"/ke-hoach/{plan_id}").text
    form = re.search(
        rf'hai-mat">.{{0,300}}?name="chinh" value="(\d+)"><input type="hidden" name="mat_kia" value="(\d+)">'
        rf'<input type="hidden" name="viec" value="{what}">',
        html,
        re.S,
    )
    assert form, f"no button {what}"
    fields = {"chinh": form.group(1), "mat_kia": form.group(2), "viec": what}
    return lead.text_after(lead.send(f"/ke-hoach/{plan_id}/hai-mat", fields, page=f"/ke-hoach/{plan_id}"))


def test_two_sides_of_a_work_are_linked_and_parted_by_a_button(
    lead: Browser, cast: Cast, two_sides: int
) -> None:
    assert "hai mặt của một việc?" in lead.get(f"/ke-hoach/{two_sides}").text
    assert "hai mục được tính là một việc" in decide(lead, two_sides, "noi")
    assert cast.activate(two_sides) == 2
    html = lead.get(f"/ke-hoach/{two_sides}").text
    assert "Mặt kia" in html and "đã liên kết" in html
    assert "mỗi mục tính riêng" in decide(lead, two_sides, "bo")
    assert sorted(o.part for o in cast.obligations(two_sides)) == ["coordinator"] * 2 + ["owner"] * 2
    assert "phần việc được cập nhật" in decide(lead, two_sides, "noi")
    tracked = [o for o in cast.obligations(two_sides) if o.status != "withdrawn"]
    assert sorted(o.part for o in tracked) == ["coordinator", "owner"]


def test_two_works_that_look_alike_are_left_apart_by_a_button(lead: Browser, two_sides: int) -> None:
    html = decide(lead, two_sides, "de-rieng")
    assert "hai mục là hai việc" in html
    assert "hai mặt của một việc?" not in html


def test_an_unknown_decision_changes_nothing(lead: Browser, engine: Engine, two_sides: int) -> None:
    one, two = (a.id for a in draft_items_of(engine, two_sides))
    fields = {"chinh": str(one), "mat_kia": str(two), "viec": "khac"}
    answer = lead.send(f"/ke-hoach/{two_sides}/hai-mat", fields, page=f"/ke-hoach/{two_sides}")
    assert answer.status_code == 409
    assert all(a.mirror_of_id is None for a in draft_items_of(engine, two_sides))
