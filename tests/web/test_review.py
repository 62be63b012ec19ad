"""A draft at review, up to its activation."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from models.agency import Agency, AgencyGroup, AgencyGroupMember
from models.assignment import AssignmentParty
from models.draft import Deadline
from models.obligation import Obligation
from models.plan import Plan
from store.database import reading, writing
from store.plans import ReviewItem, draft_items
from tests.cast import Cast, item
from tests.web.conftest import Browser, Furniture


def items_of(engine: Engine, plan_id: int) -> list[ReviewItem]:
    with reading(engine) as session:
        return draft_items(session, plan_id)


@pytest.fixture
def plan(furniture: Furniture) -> str:
    """The address of the draft."""
    return f"/ke-hoach/{furniture.draft_plan}"


def test_the_document_stands_beside_the_table_and_each_leads_to_the_other(
    lead: Browser, plan: str, engine: Engine, furniture: Furniture
) -> None:
    html = lead.get(plan).text
    table, paper = html.split('id="van-ban"')
    for one in (i.assignment for i in items_of(engine, furniture.draft_plan)):
        assert f'id="muc-{one.id}"' in table and f'href="#L{one.line_first}"' in table
        line = paper.split(f'id="L{one.line_first}"')[1].split("</li>")[0]
        assert line.startswith(' class="held"') and f'href="#muc-{one.id}"' in line
    alone = lead.get(f"{plan}/van-ban").text
    assert f'href="{plan}?muc={furniture.draft_item}#muc-{furniture.draft_item}"' in alone


def test_an_item_left_out_leaves_its_line_without_a_mark(
    lead: Browser, plan: str, furniture: Furniture
) -> None:
    lead.send(f"{plan}/muc", {"viec": "bo-muc", "muc": furniture.draft_item}, page=plan)
    assert f'href="#muc-{furniture.draft_item}"' not in lead.get(plan).text.split('id="van-ban"')[1]


def test_one_day_is_set_for_the_chosen_items(
    lead: Browser, plan: str, engine: Engine, furniture: Furniture
) -> None:
    first, second, third = (i.assignment for i in items_of(engine, furniture.draft_plan))
    sent = {"viec": "dat-han", "han": "18/12/2026", "muc": [first.id, third.id]}
    answer = lead.send(f"{plan}/muc", sent, page=plan)
    assert "Đã ấn định hạn 18/12/2026 cho 2 mục." in lead.text_after(answer)
    after = [i.assignment for i in items_of(engine, furniture.draft_plan)]
    assert [a.due_on for a in after] == [date(2026, 12, 18), second.due_on, date(2026, 12, 18)]
    assert after[0].provenance == "lead"
    assert (
        "thứ Sáu, 18/12/2026" in lead.get(plan).text and "do cơ quan chủ trì ấn định" in lead.get(plan).text
    )


def test_one_day_is_set_for_everything_that_has_none(
    lead: Browser, plan: str, engine: Engine, furniture: Furniture
) -> None:
    sent = {"viec": "dat-han", "han": "2026-12-18", "pham_vi": "chua-co-han"}
    lead.send(f"{plan}/muc", sent, page=plan)
    after = [i.assignment.due_on for i in items_of(engine, furniture.draft_plan)]
    assert after == [date(2026, 12, 18), date(2026, 12, 18), date(2026, 12, 4)]


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"viec": "dat-han", "han": "18/12/2026"}, "Chưa chọn mục nào"),
        ({"viec": "dat-han", "han": "", "muc": "1st"}, "không đúng"),
        ({"viec": "dat-han", "han": "31/02/2027", "muc": "{item}"}, "không phải là ngày"),
        ({"viec": "dat-han", "han": "", "muc": "{item}"}, "Chưa chọn ngày"),
        ({"viec": "dat-han", "han": "01/10/2026", "muc": "{item}"}, "trước ngày ban hành"),
        ({"viec": "khac", "muc": "{item}"}, "Chưa chọn thao tác"),
    ],
)
def test_a_step_that_cannot_be_done_says_why_and_changes_nothing(
    sent: dict[str, str], said: str, lead: Browser, plan: str, engine: Engine, furniture: Furniture
) -> None:
    sent = {k: v.format(item=furniture.draft_item) for k, v in sent.items()}
    before = [i.assignment for i in items_of(engine, furniture.draft_plan)]
    answer = lead.send(f"{plan}/muc", sent, page=plan)
    assert answer.status_code == 409 and said in answer.text
    assert [i.assignment for i in items_of(engine, furniture.draft_plan)] == before


def test_items_are_left_out_and_taken_in_again(
    lead: Browser, plan: str, engine: Engine, furniture: Furniture
) -> None:
    lead.send(f"{plan}/muc", {"viec": "bo-muc", "muc": furniture.draft_item}, page=plan)
    assert items_of(engine, furniture.draft_plan)[0].assignment.is_dropped
    assert "Đã bỏ khỏi theo dõi (1)" in lead.get(plan).text
    lead.send(f"{plan}/muc", {"viec": "lay-lai", "muc": furniture.draft_item}, page=plan)
    assert not items_of(engine, furniture.draft_plan)[0].assignment.is_dropped


def test_a_deadline_is_taken_off(lead: Browser, plan: str, engine: Engine, furniture: Furniture) -> None:
    third = items_of(engine, furniture.draft_plan)[2].assignment
    lead.send(f"{plan}/muc", {"viec": "bo-han", "muc": third.id}, page=plan)
    assert items_of(engine, furniture.draft_plan)[2].assignment.due_on is None


def test_items_of_another_plan_cannot_be_touched_through_this_one(
    lead: Browser, plan: str, cast: Cast, engine: Engine, furniture: Furniture
) -> None:
    other = cast.draft(item("Việc của kế hoạch khác", "Sở Tài chính"))
    (foreign,) = items_of(engine, other)
    sent = {"viec": "bo-muc", "muc": foreign.assignment.id}
    assert lead.send(f"{plan}/muc", sent, page=plan).status_code == 404
    assert lead.get(f"{plan}/muc/{foreign.assignment.id}").status_code == 404
    assert lead.get(f"{plan}/khoi/{foreign.owners[0].id}").status_code == 404
    assert not items_of(engine, other)[0].assignment.is_dropped


def test_an_item_is_edited_with_its_bodies(
    lead: Browser, plan: str, engine: Engine, furniture: Furniture
) -> None:
    at = f"{plan}/muc/{furniture.draft_item}"
    sent = {
        "text": "Nội dung đã sửa",
        "role": "lead",
        "deliverable": "Báo cáo",
        "owners": "Sở Tài chính\r\nSở Y tế\r\n",
        "coordinators": "Sở Nội vụ",
    }
    assert "Đã lưu mục này." in lead.text_after(lead.send(at, sent))
    first = items_of(engine, furniture.draft_plan)[0]
    assert (first.assignment.text, first.assignment.role) == ("Nội dung đã sửa", "lead")
    assert [p.name for p in first.owners] == ["Sở Tài chính", "Sở Y tế"]
    assert [p.name for p in first.coordinators] == ["Sở Nội vụ"]
    assert lead.send(at, sent | {"owners": " "}).status_code == 409
    assert lead.send(at, sent | {"role": "vua"}).status_code == 409


def test_the_plans_fields_are_edited_and_an_empty_day_is_no_day(
    lead: Browser, plan: str, engine: Engine, furniture: Furniture
) -> None:
    sent = {
        "number": "99/KH-UBND",
        "title": "Tên mới",
        "issuer": "UBND tỉnh",
        "issued_on": "03/11/2026",
        "event_on": "",
        "lead_name": "Sở Tài chính",
        "before_is_inclusive": "1",
    }
    lead.send(f"{plan}/thong-tin", sent, page=plan)
    with reading(engine) as session:
        row = session.get_one(Plan, furniture.draft_plan)
        assert (row.number, row.title, row.issued_on) == ("99/KH-UBND", "Tên mới", date(2026, 11, 3))
        assert row.event_on is None and row.before_is_inclusive
        assert row.lead_agency_id == furniture.foreign_agency
    again = lead.send(f"{plan}/thong-tin", sent, page=plan)
    assert "Không có gì thay đổi." in lead.text_after(again)


def test_a_group_is_opened_to_its_members_and_closed_again(
    lead: Browser, plan: str, engine: Engine, furniture: Furniture
) -> None:
    at = f"{plan}/khoi/{furniture.draft_group}"
    assert "UBND xã An Bình" in lead.get(at).text
    opened = lead.send(at, {"mo": "1"})
    assert "được giao cho từng cơ quan (3)" in lead.text_after(opened)
    with reading(engine) as session:
        assert session.get_one(AssignmentParty, furniture.draft_group).is_expanded
    lead.send(at, {"mo": "0"})
    with reading(engine) as session:
        assert not session.get_one(AssignmentParty, furniture.draft_group).is_expanded


def test_a_large_group_is_opened_only_after_a_confirmation(
    lead: Browser, plan: str, engine: Engine, furniture: Furniture
) -> None:
    with writing(engine) as session:
        group = session.exec(select(AgencyGroup)).one()
        for n in range(70):
            agency = Agency(code=f"xa-{n}", name=f"UBND xã số {n}", folded=f"xa so {n}")
            session.add(agency)
            session.flush()
            session.add(AgencyGroupMember(group_id=group.id or 0, agency_id=agency.id or 0))
    at = f"{plan}/khoi/{furniture.draft_group}"
    assert "Xem và xác nhận" in lead.get(plan).text
    assert "73 phần việc" in lead.get(at).text
    refused = lead.send(at, {"mo": "1"})
    assert refused.status_code == 409 and "gồm 73 cơ quan" in refused.text
    assert lead.send(at, {"mo": "1", "xac_nhan": "1"}).status_code == 303


def test_what_is_unsure_comes_first_and_the_documents_order_is_one_click_away(
    lead: Browser, cast: Cast
) -> None:
    made = cast.draft(
        item("Việc rõ ràng", "Sở Nội vụ", due=date(2026, 12, 4)), item("Việc lạ", "Chi cục không ai biết")
    )
    first = lead.get(f"/ke-hoach/{made}").text
    assert first.index("Việc lạ") < first.index("Việc rõ ràng")
    assert "Chưa có trong danh bạ: Chi cục không ai biết." in first
    assert "Còn 1 mục cần xem" in first and "Các mục còn lại, theo thứ tự của văn bản" in first
    assert f'href="/ke-hoach/{made}?xep=van-ban#cac-muc"' in first
    plain = lead.get(f"/ke-hoach/{made}?xep=van-ban").text
    assert plain.index("Việc rõ ràng") < plain.index("Việc lạ")


def table_of(html: str) -> str:
    """Return what stands in the table of items."""
    return html.split('<table class="cards review">')[1].split("</table>")[0]


def test_the_table_is_narrowed_to_what_is_left_to_look_at_or_has_no_day(lead: Browser, cast: Cast) -> None:
    made = cast.draft(
        item("Việc rõ ràng", "Sở Nội vụ", due=date(2026, 12, 4)),
        item("Việc lạ", "Chi cục không ai biết", due=date(2026, 12, 4)),
        item("Việc chưa có hạn", "Sở Nội vụ"),
    )
    left = table_of(lead.get(f"/ke-hoach/{made}?loc=can-xem").text)
    assert "Việc lạ" in left and "Việc rõ ràng" not in left and "Việc chưa có hạn" not in left
    undated = table_of(lead.get(f"/ke-hoach/{made}?loc=chua-co-han").text)
    assert "Việc chưa có hạn" in undated and "Việc lạ" not in undated
    assert "Việc rõ ràng" in table_of(lead.get(f"/ke-hoach/{made}?loc=gi-do&xep=gi-do").text)


def test_an_item_is_marked_as_looked_at_in_one_click_which_leads_on_to_the_next(
    lead: Browser, cast: Cast, engine: Engine
) -> None:
    made = cast.draft(item("Việc lạ", "Chi cục A"), item("Rõ", "Sở Nội vụ"), item("Việc lạ hơn", "Chi cục B"))
    first, _, third = (i.assignment.id for i in items_of(engine, made))
    at = f"/ke-hoach/{made}"
    answer = lead.send(f"{at}/muc", {"viec": "da-xem", "mot": first, "loc": "can-xem"}, page=at)
    assert answer.headers["location"] == f"{at}?loc=can-xem#muc-{third}"
    assert "Còn 1 mục cần xem" in lead.get(at).text and "đã xem" in lead.get(at).text
    last = lead.send(f"{at}/muc", {"viec": "da-xem", "muc": [third]}, page=at)
    assert last.headers["location"] == f"{at}#truoc-khi"
    assert "Đã xem hết các mục mà máy đọc chưa chắc." in lead.get(at).text
    lead.send(f"{at}/muc", {"viec": "chua-xem", "muc": [first]}, page=at)
    assert "Còn 1 mục cần xem" in lead.get(at).text


def test_what_nobody_does_is_never_let_stand(lead: Browser, cast: Cast, engine: Engine) -> None:
    made = cast.draft(replace(item("Việc chưa giao"), owners=()))
    (only,) = items_of(engine, made)
    at = f"/ke-hoach/{made}"
    lead.send(f"{at}/muc", {"viec": "da-xem", "muc": only.assignment.id}, page=at)
    assert "Còn 1 mục cần xem" in lead.get(at).text


def test_one_day_is_set_for_all_undated_items_of_an_agency_or_all_under_a_heading(
    lead: Browser, cast: Cast, engine: Engine
) -> None:
    made = cast.draft(
        item("Một", "Sở Nội vụ", ref="V.1"),
        item("Hai", "Sở Nội vụ", "Sở Y tế", ref="V.2"),
        item("Ba", "Sở Y tế", ref="V.2"),
        item("Bốn", "Sở Nội vụ", due=date(2026, 12, 4), ref="V.3"),
    )
    at = f"/ke-hoach/{made}"
    html = lead.get(at).text
    assert "mọi mục chưa có hạn của Sở Nội vụ (2)" in html
    assert "mọi mục thuộc V.2 (2 mục, 2 chưa có hạn)" in html and "mọi mục thuộc V (" not in html
    sent = {"viec": "dat-han", "han": "18/12/2026", "pham_vi": "co-quan:Sở Nội vụ"}
    lead.send(f"{at}/muc", sent, page=at)
    day = date(2026, 12, 18)
    assert [i.assignment.due_on for i in items_of(engine, made)] == [day, day, None, date(2026, 12, 4)]
    later = date(2026, 12, 21)
    lead.send(f"{at}/muc", {"viec": "dat-han", "han": "21/12/2026", "pham_vi": "de-muc:V.2"}, page=at)
    assert [i.assignment.due_on for i in items_of(engine, made)] == [day, later, later, date(2026, 12, 4)]
    gone = lead.send(f"{at}/muc", {"viec": "dat-han", "han": "21/12/2026", "pham_vi": "de-muc:X"}, page=at)
    assert gone.status_code == 409 and "Chưa chọn mục nào" in gone.text


def test_what_was_chosen_and_typed_stands_there_again_when_it_cannot_be_done(
    lead: Browser, plan: str, furniture: Furniture
) -> None:
    sent = {"viec": "dat-han", "han": "31/02/2027", "muc": furniture.draft_item, "xep": "van-ban"}
    html = lead.send(f"{plan}/muc", sent, page=plan).text
    assert "“31/02/2027” không phải là ngày." in html and 'value="31/02/2027"' in html
    assert f'value="{furniture.draft_item}" form="chon" checked' in html
    assert html.count("checked") == 1


def test_the_plans_fields_stand_there_as_typed_when_one_of_them_cannot_be_taken(
    lead: Browser, plan: str, engine: Engine, furniture: Furniture
) -> None:
    sent = {"number": "77/KH-XYZ", "title": "Tên mới", "issued_on": "hôm qua", "is_urgent": "1"}
    answer = lead.send(f"{plan}/thong-tin", sent, page=plan)
    assert answer.status_code == 409 and "“hôm qua” không phải là ngày." in answer.text
    assert 'value="77/KH-XYZ"' in answer.text and 'value="hôm qua"' in answer.text
    with reading(engine) as session:
        assert session.get_one(Plan, furniture.draft_plan).number != "77/KH-XYZ"


def test_a_groups_part_in_the_plan_is_told_for_owners_and_coordinators(lead: Browser, cast: Cast) -> None:
    made = cast.draft(
        item("Một", "UBND các xã, phường"), item("Hai", "Sở Nội vụ", coordinators=["UBND các xã, phường"])
    )
    html = lead.get(f"/ke-hoach/{made}").text
    assert "1 mục chủ trì, thực hiện; 1 mục phối hợp" in html


def test_all_lines_of_an_item_are_marked_as_one_piece(lead: Browser, cast: Cast, engine: Engine) -> None:
    made = cast.draft(
        replace(item("Việc dài", ref="V.1"), lines=(1, 2)),
        replace(item("Dòng hai", ref="V.2"), lines=(2, 2)),
        replace(item("Việc sau", ref="V.3"), lines=(3, 3)),
    )
    paper = lead.get(f"/ke-hoach/{made}").text.split('id="van-ban"')[1]
    pieces = [p.split("</ol>")[0].count("<li id=") for p in paper.split('<li class="piece">')[1:]]
    assert pieces == [1, 1, 1]
    joined = cast.draft(
        replace(item("Việc dài"), lines=(1, 2)), replace(item("Việc sau"), lines=(3, 3)), item("x")
    )
    with writing(engine) as session:
        third = draft_items(session, joined)[2].assignment
        third.line_first = third.line_last = 0
        session.add(third)
    paper = lead.get(f"/ke-hoach/{joined}").text
    assert "thêm khi rà soát" in paper
    pieces = [p.split("</ol>")[0].count("<li id=") for p in paper.split('<li class="piece">')[1:]]
    assert pieces == [2, 1]


def test_activation_makes_the_obligations_and_closes_the_review(
    lead: Browser, plan: str, engine: Engine, furniture: Furniture
) -> None:
    answer = lead.send(f"{plan}/kich-hoat", page=plan)
    shown = lead.text_after(answer)
    assert "Đã kích hoạt: 3 phần việc." in shown and "Đang theo dõi" in shown
    assert "kích hoạt, giao phần việc" in shown
    with reading(engine) as session:
        made = session.exec(select(Obligation).where(Obligation.plan_id == furniture.draft_plan)).all()
        assert len(made) == 3
    late = lead.send(f"{plan}/muc", {"viec": "bo-muc", "muc": furniture.draft_item}, page="/tai-khoan")
    assert late.status_code == 409 and "đã kích hoạt" in late.text
    assert lead.send(f"{plan}/kich-hoat", page="/tai-khoan").status_code == 409


def test_a_draft_with_a_stop_cannot_be_activated(lead: Browser, cast: Cast, engine: Engine) -> None:
    unsigned = cast.draft(item("Một việc", "Sở Nội vụ"), issued_on=None)
    shown = lead.get(f"/ke-hoach/{unsigned}").text
    assert "Chưa có ngày ban hành" in shown and '<button class="main" disabled>Kích hoạt</button>' in shown
    answer = lead.send(f"/ke-hoach/{unsigned}/kich-hoat", page="/tai-khoan")
    assert answer.status_code == 409 and "Chưa có ngày ban hành" in answer.text


def test_a_fact_on_which_deadlines_hang_moves_them_and_the_page_says_so(
    lead: Browser, cast: Cast, engine: Engine
) -> None:
    words = Deadline(kind="date", due_on=date(2026, 12, 3), raw="trước ngày 04/12/2026", provenance="item")
    made = cast.draft(replace(item("Gửi báo cáo", "Sở Nội vụ"), deadline=words))
    with reading(engine) as session:
        plan = session.get_one(Plan, made)
        sent = {
            "number": plan.number,
            "title": plan.title,
            "issuer": plan.issuer,
            "lead_name": plan.lead_name,
        }
        issued = f"{plan.issued_on:%d/%m/%Y}"
    answer = lead.send(
        f"/ke-hoach/{made}/thong-tin",
        sent | {"issued_on": issued, "before_is_inclusive": "1"},
        page=f"/ke-hoach/{made}",
    )
    assert "đã được tính lại" in lead.text_after(answer)
    assert items_of(engine, made)[0].assignment.due_on == date(2026, 12, 4)
