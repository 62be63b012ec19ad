"""One item of a draft at review: edited, split, joined, added."""

import re
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Engine

from models.assignment import LOOKED
from models.draft import Deadline
from models.plan import Plan
from store.database import reading, writing
from store.plans import ReviewItem, draft_items
from tests.cast import Cast, item
from tests.web.conftest import Browser, Furniture

TEXT = "Lập danh sách hộ; rà soát địa bàn. Gửi Sở Y tế trước ngày 05/12/2026."
WORDS = Deadline(
    kind="date",
    due_on=date(2026, 12, 4),
    raw="trước ngày 05/12/2026",
    rule="BEFORE_DATE",
    law="Bộ luật Dân sự 2015, Điều 148 khoản 6",
    provenance="item",
)


def items_of(engine: Engine, plan_id: int) -> list[ReviewItem]:
    with reading(engine) as session:
        return draft_items(session, plan_id)


@pytest.fixture
def made(cast: Cast, furniture: Furniture) -> int:
    """A draft of three items, the second of a body that nobody knows."""
    return cast.draft(
        replace(item(TEXT, "Sở Nội vụ", ref="V.1"), deadline=WORDS),
        item("Việc lạ", "Chi cục không ai biết", ref="V.2"),
        item("Việc lạ nữa", "Chi cục khác", ref="V.3"),
    )


@pytest.fixture
def first(made: int, engine: Engine) -> str:
    """The address of the draft's first item."""
    return f"/ke-hoach/{made}/muc/{items_of(engine, made)[0].assignment.id}"


def typed(text: str = "Nội dung", **more: str) -> dict[str, str]:
    return {"text": text, "role": "do", "deliverable": "", "owners": "Sở Nội vụ", "coordinators": ""} | more


def test_the_form_shows_the_phrase_the_day_the_rule_and_the_law(lead: Browser, first: str) -> None:
    html = lead.get(first).text
    assert "“trước ngày 05/12/2026”" in html and "thứ Sáu, 04/12/2026" in html
    assert "hết ngày liền trước" in html and "Điều 148 khoản 6" in html


def test_the_items_lines_stand_marked_among_their_neighbours(
    lead: Browser, cast: Cast, engine: Engine
) -> None:
    plan_id = cast.draft(*(replace(item(f"Câu {n}"), lines=(n, n)) for n in range(1, 8)))
    fourth = items_of(engine, plan_id)[3].assignment
    html = lead.get(f"/ke-hoach/{plan_id}/muc/{fourth.id}").text
    lines = re.findall(r'<li( class="held own")?>.*?<span>(Câu \d)</span>', html)
    assert [text for _, text in lines] == [f"Câu {n}" for n in range(2, 7)]
    assert [text for mark, text in lines if mark] == ["Câu 4"]


def test_the_day_is_kept_changed_or_taken_off_with_the_rest_of_the_form(
    lead: Browser, first: str, made: int, engine: Engine
) -> None:
    lead.send(first, typed(TEXT, han="04/12/2026"))
    row = items_of(engine, made)[0].assignment
    assert (row.due_on, row.provenance) == (date(2026, 12, 4), "item")
    lead.send(first, typed(TEXT, han="18/12/2026"))
    row = items_of(engine, made)[0].assignment
    assert (row.due_on, row.provenance) == (date(2026, 12, 18), "lead")
    lead.send(first, typed(TEXT, han=""))
    assert items_of(engine, made)[0].assignment.due_on is None


def test_what_was_typed_stands_in_the_form_again_when_it_cannot_be_taken(
    lead: Browser, first: str, made: int, engine: Engine
) -> None:
    answer = lead.send(first, typed("Chữ mới gõ", owners=" ", han="31/02/2027", deliverable="Tờ trình"))
    assert answer.status_code == 409 and "phải có cơ quan thực hiện" in answer.text
    assert "Chữ mới gõ" in answer.text and 'value="31/02/2027"' in answer.text and "Tờ trình" in answer.text
    assert items_of(engine, made)[0].assignment.text == TEXT


def test_whoever_saves_an_unsure_item_has_looked_at_it_and_comes_to_the_next(
    lead: Browser, made: int, engine: Engine
) -> None:
    _, second, third = items_of(engine, made)
    at = f"/ke-hoach/{made}/muc/{second.assignment.id}"
    assert "mục cần xem khác (1)" in lead.get(at).text
    answer = lead.send(at, typed("Việc lạ", owners="Chi cục không ai biết", roi="tiep"))
    assert answer.headers["location"] == f"/ke-hoach/{made}/muc/{third.assignment.id}"
    assert "Còn 1 mục cần xem" in lead.text_after(answer)
    assert LOOKED in items_of(engine, made)[1].assignment.flags
    last = lead.send(
        f"/ke-hoach/{made}/muc/{third.assignment.id}", typed("Việc", owners="Sở Y tế", roi="tiep")
    )
    assert last.headers["location"] == f"/ke-hoach/{made}#muc-{third.assignment.id}"
    assert LOOKED not in items_of(engine, made)[2].assignment.flags


def test_nothing_typed_is_lost_on_the_way_to_the_search_for_a_body(
    lead: Browser, first: str, made: int, engine: Engine
) -> None:
    answer = lead.send(first, typed("Chữ mới gõ", roi="tim"))
    item_id = first.rsplit("/", 1)[1]
    assert answer.headers["location"] == f"/ke-hoach/{made}/tim-co-quan?muc={item_id}"
    assert lead.get(answer.headers["location"]).status_code == 200
    assert items_of(engine, made)[0].assignment.text == "Chữ mới gõ"


def test_an_item_is_split_before_the_ticked_sentences(
    lead: Browser, first: str, made: int, engine: Engine
) -> None:
    html = lead.get(first).text
    assert re.findall(r'name="cat" value="(\d)"', html) == ["1", "2"]
    answer = lead.send(f"{first}/tach", {"cach": "cau", "chu": TEXT, "cat": "2"}, page=first)
    assert "Đã tách thành 2 mục" in lead.text_after(answer)
    texts = [i.assignment.text for i in items_of(engine, made)]
    assert texts[:2] == ["Lập danh sách hộ; rà soát địa bàn.", "Gửi Sở Y tế trước ngày 05/12/2026."]


def test_an_item_is_split_into_parts_as_typed(lead: Browser, first: str, made: int, engine: Engine) -> None:
    parts = "Lập danh sách hộ.\r\n\r\nRà soát\r\nđịa bàn.\r\n\r\n\r\nGửi Sở Y tế."
    lead.send(f"{first}/tach", {"cach": "viet", "phan": parts}, page=first)
    texts = [i.assignment.text for i in items_of(engine, made)]
    assert texts[:3] == ["Lập danh sách hộ.", "Rà soát\nđịa bàn.", "Gửi Sở Y tế."]


def test_a_split_that_cannot_be_done_says_why_and_keeps_what_was_typed(
    lead: Browser, first: str, made: int, engine: Engine
) -> None:
    answer = lead.send(f"{first}/tach", {"cach": "viet", "phan": "Chỉ một phần thôi"}, page=first)
    assert answer.status_code == 409 and "Chưa chọn chỗ tách" in answer.text
    assert "Chỉ một phần thôi</textarea>" in answer.text
    stale = lead.send(f"{first}/tach", {"cach": "cau", "chu": "chữ cũ", "cat": "1"}, page=first)
    assert stale.status_code == 409 and "vừa được sửa" in stale.text
    assert len(items_of(engine, made)) == 3


def test_an_item_is_joined_with_the_next_one_that_the_form_showed(
    lead: Browser, first: str, made: int, engine: Engine
) -> None:
    second, third = (i.assignment.id for i in items_of(engine, made)[1:])
    wrong = lead.send(f"{first}/gop", {"voi": third}, page=first)
    assert wrong.status_code == 409 and len(items_of(engine, made)) == 3
    answer = lead.send(f"{first}/gop", {"voi": second}, page=first)
    assert "Đã gộp hai mục" in lead.text_after(answer)
    joined, last = items_of(engine, made)
    assert joined.assignment.text == f"{TEXT} Việc lạ" and last.assignment.id == third
    assert "Gộp với mục sau" not in lead.get(f"/ke-hoach/{made}/muc/{third}").text


def test_an_item_is_added_by_hand_and_a_refused_one_is_not_lost(
    lead: Browser, first: str, made: int, engine: Engine
) -> None:
    at = f"/ke-hoach/{made}/muc-moi"
    behind = items_of(engine, made)[0].assignment.id
    assert f'value="{behind}" selected' in lead.get(f"{at}?sau={behind}").text
    refused = lead.send(at, {"text": "Chữ mới gõ", "owners": "", "han": "18/12/2026", "sau": behind})
    assert (
        refused.status_code == 409 and "Chữ mới gõ" in refused.text and 'value="18/12/2026"' in refused.text
    )
    sent = {"text": "Chữ mới gõ", "owners": "Sở Y tế", "han": "18/12/2026", "sau": behind}
    assert "Đã thêm một mục." in lead.text_after(lead.send(at, sent))
    added = items_of(engine, made)[1]
    assert (added.assignment.text, added.assignment.due_on) == ("Chữ mới gõ", date(2026, 12, 18))


def leave_over(engine: Engine, plan_id: int, *texts: str) -> None:
    with writing(engine) as session:
        plan = session.get_one(Plan, plan_id)
        plan.leftovers = [{"text": t, "lines": [2, 2], "reason": "không rõ ai làm"} for t in texts]
        session.add(plan)


def test_a_leftover_is_followed_in_one_step(lead: Browser, made: int, engine: Engine) -> None:
    left = "Sở Tài chính cấp kinh phí trước ngày 20/12/2026."
    leave_over(engine, made, "Chữ khác", left)
    html = lead.get(f"/ke-hoach/{made}").text
    assert html.count("Theo dõi câu này") == 2 and "không rõ ai làm" in html
    answer = lead.send(f"/ke-hoach/{made}/chu-con-lai", {"thu": 1, "chu": left}, page=f"/ke-hoach/{made}")
    assert answer.headers["location"].startswith(f"/ke-hoach/{made}#muc-")
    (new,) = (i for i in items_of(engine, made) if i.assignment.text == left)
    assert [p.name for p in new.owners] == ["Sở Tài chính"]
    assert (new.assignment.due_on, new.assignment.line_first) == (date(2026, 12, 19), 2)
    assert lead.get(f"/ke-hoach/{made}").text.count("Theo dõi câu này") == 1


def test_a_leftover_of_nobody_leads_to_its_form(lead: Browser, made: int, engine: Engine) -> None:
    leave_over(engine, made, "Kinh phí bảo đảm theo quy định.")
    sent = {"thu": 0, "chu": "Kinh phí bảo đảm theo quy định."}
    answer = lead.send(f"/ke-hoach/{made}/chu-con-lai", sent, page=f"/ke-hoach/{made}")
    assert "/muc/" in answer.headers["location"]
    assert "Hãy cho biết cơ quan thực hiện" in lead.text_after(answer)
    gone = lead.send(f"/ke-hoach/{made}/chu-con-lai", sent, page=f"/ke-hoach/{made}")
    assert gone.status_code == 409 and "không còn" in gone.text


def test_nothing_of_this_can_be_done_to_a_plan_in_force(
    lead: Browser, cast: Cast, engine: Engine, furniture: Furniture
) -> None:
    plan = f"/ke-hoach/{furniture.active_plan}"
    one = items_of(engine, furniture.active_plan)[0].assignment
    for at, sent in (
        (f"{plan}/muc/{one.id}", typed()),
        (f"{plan}/muc/{one.id}/tach", {"cach": "viet", "phan": "a\n\nb"}),
        (f"{plan}/muc/{one.id}/gop", {"voi": one.id}),
        (f"{plan}/muc-moi", typed()),
        (f"{plan}/chu-con-lai", {"thu": 0, "chu": "x"}),
    ):
        assert lead.send(at, sent, page="/tai-khoan").status_code == 409, at
    assert lead.get(f"{plan}/muc-moi").status_code == 409
    assert items_of(engine, furniture.active_plan)[0].assignment.text == one.text
