"""The lead links a plan to an upper item, changes it and reads the tree; questions stay bounded."""

from datetime import date

import pytest
from sqlalchemy import Engine

from models.assignment import Assignment
from models.plan import Plan
from store.database import reading, writing
from store.linking import find_item, link_up
from tests.cast import ISSUED_ON, Cast, item
from tests.web.conftest import SCRIPT, TODAY, Browser, Furniture
from tests.web.test_query_counts import counted

PAST = date(2026, 11, 16)


@pytest.fixture
def upper(furniture: Furniture, cast: Cast) -> int:
    return cast.tracked_plan(
        item(f"Tiêm chủng {SCRIPT}", "Sở Y tế", due=date(2026, 11, 27), ref="II.1"),
        item("Rà soát cán bộ", "Sở Nội vụ", due=date(2026, 11, 27), ref="II.2"),
        number="194/KH-UBND",
    )


def lower_plan(cast: Cast, engine: Engine, number: str = "7/KH-SYT", *, is_active: bool = True) -> int:
    plan_id = cast.draft(item("Tiêm tại trạm", "UBND xã An Bình", due=PAST, ref="1"), number=number)
    with writing(engine) as session:
        plan = session.get_one(Plan, plan_id)
        plan.issuer = "Sở Y tế"
        plan.upper = [{"number": "194/KH-UBND", "issued_on": ISSUED_ON.isoformat(), "issuer": "UBND tỉnh"}]
        session.add(plan)
    if is_active:
        cast.activate(plan_id)
    return plan_id


def item_id(engine: Engine, plan_id: int, ref: str) -> int:
    with reading(engine) as session:
        return find_item(session, plan_id, ref).id or 0


def link(cast: Cast, engine: Engine, lower: int, upper: int, ref: str = "II.1") -> None:
    key = item_id(engine, upper, ref)
    with writing(engine) as session:
        link_up(session, plan_id=lower, item_id=key, by="x", now=cast.at(TODAY))


def test_a_draft_shows_what_it_cites_and_the_lead_confirms_the_item(
    lead: Browser, upper: int, cast: Cast, engine: Engine
) -> None:
    draft = lower_plan(cast, engine, is_active=False)
    page = lead.get(f"/ke-hoach/{draft}").text
    assert "có thể thực hiện" in page and "khớp số, ngày và cơ quan ban hành" in page
    assert "giao cho cơ quan ban hành kế hoạch này" in page and SCRIPT not in page
    at, key = f"/ke-hoach/{draft}", item_id(engine, upper, "II.1")
    shown = lead.text_after(lead.send(f"{at}/thuc-hien", {"muc": str(key)}, page=at))
    assert "thực hiện mục II.1 của 194/KH-UBND" in shown and "đã liên kết" in shown
    # Later on, another item, and none.
    cast.activate(draft)
    other = item_id(engine, upper, "II.2")
    shown = lead.text_after(lead.send(f"{at}/thuc-hien", {"muc": str(other)}, page=at))
    assert "thực hiện mục II.2" in shown
    assert "ghi kế hoạch này thực hiện mục nào" in shown
    lead.send(f"{at}/thuc-hien", {"viec": "khong"}, page=at)
    page = lead.get(at).text
    assert "đã liên kết" not in page and "có thể thực hiện" not in page


def test_any_plan_in_force_can_be_chosen_by_hand(
    lead: Browser, upper: int, furniture: Furniture, engine: Engine
) -> None:
    at = f"/ke-hoach/{furniture.draft_plan}"
    assert "Chọn kế hoạch cấp trên khác" in lead.get(at).text
    assert "Rà soát cán bộ" in lead.get(f"{at}?cap_tren={upper}").text
    assert "Rà soát cán bộ" not in lead.get(f"{at}?cap_tren=99999").text
    for wrong in ({"muc": "99999"}, {"muc": "x"}, {}):
        assert lead.send(f"{at}/thuc-hien", wrong, page=at).status_code in (404, 409)


def test_the_upper_plan_lists_who_cites_it_and_the_link_is_made_there(
    lead: Browser, cast: Cast, engine: Engine, furniture: Furniture
) -> None:
    lower = lower_plan(cast, engine)
    upper = cast.tracked_plan(item("Tiêm chủng", "Sở Y tế", ref="1"), number="194/KH-UBND")
    at = f"/ke-hoach/{upper}"
    assert "dẫn kế hoạch này" in lead.get(at).text
    key = item_id(engine, upper, "1")
    answer = lead.send(f"/ke-hoach/{lower}/thuc-hien", {"muc": str(key), "ve": str(upper)}, page=at)
    assert answer.headers["location"].startswith(f"{at}#")
    page = lead.get(at).text
    assert "dẫn kế hoạch này" not in page and "1 kế hoạch ở các cấp dưới" in page


def test_the_item_says_that_it_was_reported_done_while_lower_work_is_open(
    lead: Browser, upper: int, cast: Cast, engine: Engine
) -> None:
    link(cast, engine, lower_plan(cast, engine), upper)
    (share,) = cast.obligations(upper, "Sở Y tế")
    cast.move(share, "reported", on=TODAY, text="Xong.")
    for at in (f"/ke-hoach/{upper}", f"/phan-viec/{share.id}", "/bang?phan_loai=tat-ca"):
        page = lead.get(at).text
        assert "cấp dưới còn việc chưa xong" in page, at
        assert "cấp dưới có việc quá hạn" in page, at


def test_the_tree_shows_every_level_with_its_counts(
    lead: Browser, upper: int, cast: Cast, engine: Engine
) -> None:
    empty = lead.get(f"/ke-hoach/{upper}/cay").text
    assert "Chưa có kế hoạch nào thực hiện" in empty
    middle, lowest = lower_plan(cast, engine), lower_plan(cast, engine, "3/KH-UBND")
    link(cast, engine, middle, upper)
    link(cast, engine, lowest, middle, "1")
    page = lead.get(f"/ke-hoach/{upper}/cay").text
    assert page.index("7/KH-SYT") < page.index("3/KH-UBND")
    assert "Cấp dưới: 2 phần việc" in page and SCRIPT not in page
    assert f"/ke-hoach/{upper}/cay#muc-" in lead.get(f"/ke-hoach/{middle}/cay").text


def test_the_tree_asks_no_more_questions_for_more_plans(
    lead: Browser, upper: int, cast: Cast, engine: Engine
) -> None:
    def asked() -> int:
        with counted(engine) as statements:
            assert lead.get(f"/ke-hoach/{upper}/cay").status_code == 200
        return len(statements)

    above = upper
    link(cast, engine, lower_plan(cast, engine, "1/KH-SYT"), upper)
    few = asked()
    for n in range(2, 6):
        plan = lower_plan(cast, engine, f"{n}/KH-SYT")
        link(cast, engine, plan, above, "II.1" if above == upper else "1")
        above = plan
    assert asked() <= few <= 12


def test_an_upper_item_taken_out_by_an_amendment_asks_for_another_place(
    lead: Browser, upper: int, cast: Cast, engine: Engine
) -> None:
    lower = lower_plan(cast, engine)
    link(cast, engine, lower, upper)
    key = item_id(engine, upper, "II.1")
    with writing(engine) as session:
        session.get_one(Assignment, key).is_dropped = True
    assert "mục này đã được rút khỏi kế hoạch cấp trên" in lead.get(f"/ke-hoach/{lower}").text
    assert "đã rút khỏi kế hoạch" in lead.get(f"/ke-hoach/{upper}/cay").text
