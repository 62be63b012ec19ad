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


def test_what_is_unsure_can_be_read_first(lead: Browser, plan: str, cast: Cast, engine: Engine) -> None:
    made = cast.draft(
        item("Việc rõ ràng", "Sở Nội vụ", due=date(2026, 12, 4)), item("Việc lạ", "Chi cục không ai biết")
    )
    plain = lead.get(f"/ke-hoach/{made}").text
    unsure = lead.get(f"/ke-hoach/{made}?xep=chua-chac").text
    assert plain.index("Việc rõ ràng") < plain.index("Việc lạ")
    assert unsure.index("Việc lạ") < unsure.index("Việc rõ ràng")
    assert "Chưa có trong danh bạ: Chi cục không ai biết." in plain


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
