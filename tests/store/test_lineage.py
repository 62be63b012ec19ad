"""Plans under plans: found, linked by the lead, counted apart, walked to the ground, and undone."""

import io
import zipfile
from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from models.assignment import Assignment
from models.draft import Rhythm
from models.errors import NotFound, Refused
from models.journal import AuditEvent
from models.plan import Plan
from store import plans
from store.backups import dump, load
from store.boards import Filters, obligation_rows, rollup_by_agency
from store.database import reading, writing
from store.lineage import ItemTree, above, summed, trees
from store.linking import find_item, link_up, lower_proposals, stand_alone, upper_proposals
from store.lower_work import LowerWork, lower_work
from tests.cast import ISSUED_ON, Cast, item

TODAY = date(2026, 11, 23)
PAST, AHEAD = date(2026, 11, 16), date(2026, 11, 27)


@pytest.fixture
def province(cast: Cast) -> Cast:
    cast.settle_province()
    return cast


def upper_plan(cast: Cast, number: str = "194/KH-UBND") -> int:
    return cast.tracked_plan(
        item("Tổ chức tiêm chủng cho trẻ em", "Sở Y tế", due=AHEAD, ref="1"),
        item("Rà soát cán bộ", "Sở Nội vụ", due=AHEAD, ref="2"),
        number=number,
    )


def cite(cast: Cast, plan_id: int, *, number: str = "194/KH-UBND", issuer: str = "Sở Y tế") -> None:
    """Let a plan be of that issuer and name the document that it carries out."""
    with writing(cast.engine) as session:
        plan = plans.get_plan(session, plan_id)
        plan.issuer = issuer
        plan.upper = [{"number": number, "issued_on": ISSUED_ON.isoformat(), "issuer": "UBND tỉnh"}]
        session.add(plan)


def lower_plan(cast: Cast, *, is_active: bool = True, due: date = PAST, number: str = "7/KH-SYT") -> int:
    plan_id = cast.draft(
        item("Tiêm tại trạm", "UBND xã An Bình", due=due, ref="1"),
        item("Tổng hợp", "Sở Tài chính", due=AHEAD, ref="2"),
        number=number,
        title="Kế hoạch tiêm chủng của ngành",
    )
    cite(cast, plan_id)
    if is_active:
        cast.activate(plan_id)
    return plan_id


def item_of(cast: Cast, plan_id: int, ref: str = "1") -> int:
    with reading(cast.engine) as session:
        return find_item(session, plan_id, ref).id or 0


def link(cast: Cast, plan_id: int, upper_id: int, ref: str = "1") -> None:
    item_id = item_of(cast, upper_id, ref)
    with writing(cast.engine) as session:
        link_up(session, plan_id=plan_id, item_id=item_id, by="x", now=cast.at(TODAY))


def trees_of(cast: Cast, plan_id: int) -> list[ItemTree]:
    with reading(cast.engine) as session:
        return trees(session, plan_id, today=TODAY)


def lower_of(cast: Cast, plan_id: int, agency: str) -> LowerWork | None:
    with reading(cast.engine) as session:
        rows = obligation_rows(session, today=TODAY, filters=Filters(plan_id=plan_id))
        found = lower_work(session, rows, today=TODAY)
        (row,) = [r for r in rows if r.agency_name == agency]
        return found.get(row.obligation_id)


def proposals_for(cast: Cast, plan_id: int) -> list[tuple[int, int, str]]:
    """Return (upper plan, facts that fit, text of the likeliest item)."""
    with reading(cast.engine) as session:
        found = upper_proposals(session, plans.get_plan(session, plan_id))
        return [(p.upper.id or 0, p.facts, p.choices[0].item.text) for p in found]


def test_the_plan_that_a_draft_cites_is_proposed_with_the_item_of_its_issuer_first(province: Cast) -> None:
    upper = upper_plan(province)
    upper_plan(province, "195/KH-UBND")
    lower = lower_plan(province, is_active=False)
    assert proposals_for(province, lower) == [(upper, 3, "Tổ chức tiêm chủng cho trẻ em")]


def test_of_two_plans_of_one_number_both_are_proposed_the_better_fit_first(province: Cast) -> None:
    upper = upper_plan(province)
    other = province.draft(item("Khác", ref="1"), number="194/KH-UBND", title="khác", issued_on=ISSUED_ON)
    with writing(province.engine) as session:
        plans.get_plan(session, other).issuer = "Bộ Y tế"
    province.activate(other)
    lower = lower_plan(province, is_active=False)
    assert [(p, f) for p, f, _ in proposals_for(province, lower)] == [(upper, 3), (other, 2)]


@pytest.mark.both_databases
def test_a_plan_that_was_there_first_is_proposed_on_the_upper_plan_once_that_is_in_force(
    province: Cast,
) -> None:
    lower = lower_plan(province)
    assert proposals_for(province, lower) == []
    draft = province.draft(item("Tiêm chủng", "Sở Y tế", ref="1"), number="0194/KH-UBND")
    with reading(province.engine) as session:
        assert lower_proposals(session, plans.get_plan(session, draft)) == []
    province.activate(draft)
    with reading(province.engine) as session:
        (found,) = lower_proposals(session, plans.get_plan(session, draft))
    assert (found.lower.id, found.choices[0].ranked.why) == (lower, "issuer")
    link(province, lower, draft)
    with reading(province.engine) as session:
        assert lower_proposals(session, plans.get_plan(session, draft)) == []


def test_none_is_remembered_for_what_was_proposed_and_not_for_what_comes_later(province: Cast) -> None:
    first = upper_plan(province)
    lower = lower_plan(province)
    with writing(province.engine) as session:
        stand_alone(session, plan_id=lower, by="x", now=province.at(TODAY))
    assert proposals_for(province, lower) == []
    with reading(province.engine) as session:
        assert lower_proposals(session, plans.get_plan(session, first)) == []
    later = province.tracked_plan(
        item("Tiêm chủng", "Sở Y tế", ref="1"), number="194/KH-UBND", title="ban hành lại"
    )
    assert [p for p, *_ in proposals_for(province, lower)] == [later]


def test_linking_changing_and_undoing_leave_audit_rows_in_both_plans(province: Cast) -> None:
    upper, lower = upper_plan(province), lower_plan(province)
    link(province, lower, upper, "2")
    link(province, lower, upper, "1")
    link(province, lower, upper, "1")
    with reading(province.engine) as session:
        found = above(session, plans.get_plan(session, lower))
    assert found is not None
    assert (found.plan_id, found.ref, found.state) == (upper, "1", "active")
    with writing(province.engine) as session:
        stand_alone(session, plan_id=lower, by="x", now=province.at(TODAY))
    with reading(province.engine) as session:
        assert above(session, plans.get_plan(session, lower)) is None
        events = session.exec(select(AuditEvent).where(AuditEvent.actor == "x").order_by(AuditEvent.id)).all()  # type: ignore[arg-type]
    assert [(e.what, e.plan_id) for e in events] == [
        ("plan.carries-out", lower),
        ("plan.lower-linked", upper),
        ("plan.carries-out", lower),
        ("plan.lower-linked", upper),
        ("plan.carries-none", lower),
    ]
    assert events[2].detail["before"] == events[0].detail["item"]
    # Somebody took the link off: the same plan is not proposed again.
    assert proposals_for(province, lower) == []


def test_rings_drafts_closed_plans_and_dropped_items_are_refused(province: Cast) -> None:
    upper, lower = upper_plan(province), lower_plan(province)
    link(province, lower, upper)
    for plan, above_id in ((upper, lower), (upper, upper)):
        with pytest.raises(Refused, match="vòng"):
            link(province, plan, above_id)
    draft = province.draft(item("Nháp", ref="1"), number="9/KH-UBND")
    with pytest.raises(Refused, match="đang được theo dõi"):
        link(province, lower, draft)
    with writing(province.engine) as session:
        session.get_one(Assignment, item_of(province, upper, "2")).is_dropped = True
    with pytest.raises(NotFound):
        item_of(province, upper, "2")
    dropped = item_of(province, upper, "1") + 1
    with pytest.raises(Refused, match="không còn"), writing(province.engine) as session:
        link_up(session, plan_id=draft, item_id=dropped, by="x", now=province.at(TODAY))
    with writing(province.engine) as session:
        plans.get_plan(session, lower).state = "closed"
    with pytest.raises(Refused, match="kết thúc"), writing(province.engine) as session:
        stand_alone(session, plan_id=lower, by="x", now=province.at(TODAY))


@pytest.mark.both_databases
def test_the_tree_goes_down_several_levels_and_its_sums_can_be_checked(province: Cast) -> None:
    upper, middle = upper_plan(province), lower_plan(province)
    lowest = province.tracked_plan(
        item("Việc của trạm", "UBND xã An Bình", due=PAST, ref="1"), number="3/KH-UBND"
    )
    link(province, middle, upper)
    link(province, lowest, middle)
    (tree,) = trees_of(province, upper)
    assert [(p.plan_id, p.depth, p.upper_id) for p in tree.plans[0].all_plans] == [
        (middle, 1, upper),
        (lowest, 2, middle),
    ]
    assert [(c.total, c.open_overdue) for c in (p.counts for p in tree.plans[0].all_plans)] == [
        (2, 1),
        (1, 1),
    ]
    assert (tree.sum.total, tree.sum.open_overdue) == (3, 2)
    table = summed(tree.plans, today=TODAY)
    assert table.sum == tree.sum
    assert [name for name, _ in table.rows] == ["7/KH-SYT", "– 3/KH-UBND"]


def test_lower_work_is_never_added_to_the_upper_plans_own_totals(province: Cast) -> None:
    upper = upper_plan(province)
    with reading(province.engine) as session:
        before = rollup_by_agency(session, today=TODAY, plan_id=upper)
    link(province, lower_plan(province), upper)
    with reading(province.engine) as session:
        assert rollup_by_agency(session, today=TODAY, plan_id=upper) == before


@pytest.mark.both_databases
def test_late_lower_work_is_told_of_at_the_share_of_its_own_agency(province: Cast) -> None:
    upper = province.tracked_plan(
        item("Tiêm chủng", "Sở Y tế", "Sở Nội vụ", due=AHEAD, ref="1"), number="194/KH-UBND"
    )
    link(province, lower_plan(province), upper)
    assert lower_of(province, upper, "Sở Y tế") == LowerWork(1, 2, 2, 1, ("late_below",))
    assert lower_of(province, upper, "Sở Nội vụ") is None


def test_an_upper_item_reported_done_while_lower_work_is_open_is_flagged_until_that_is_done(
    province: Cast,
) -> None:
    upper, lower = upper_plan(province), lower_plan(province)
    link(province, lower, upper)
    (share,) = province.obligations(upper, "Sở Y tế")
    for one in province.obligations(lower)[:1]:
        province.finish(one, on=PAST)
    province.move(share, "reported", on=TODAY, text="Xong.")
    found = lower_of(province, upper, "Sở Y tế")
    assert found is not None and found.flags == ("done_above",)
    for one in province.obligations(lower)[1:]:
        province.finish(one, on=TODAY)
    found = lower_of(province, upper, "Sở Y tế")
    assert found is not None and found.flags == ()


def test_a_closed_lower_plan_stays_in_the_tree_and_raises_no_flag(province: Cast) -> None:
    upper, lower = upper_plan(province), lower_plan(province)
    link(province, lower, upper)
    with writing(province.engine) as session:
        plans.get_plan(session, lower).state = "closed"
    (tree,) = trees_of(province, upper)
    assert (tree.plans[0].state, tree.plans[0].counts.total) == ("closed", 2)
    assert lower_of(province, upper, "Sở Y tế") is None


def test_an_upper_item_that_an_amendment_took_out_still_shows_what_hung_on_it(province: Cast) -> None:
    upper, lower = upper_plan(province), lower_plan(province)
    link(province, lower, upper)
    with writing(province.engine) as session:
        session.get_one(Assignment, item_of(province, upper)).is_dropped = True
    (tree,) = trees_of(province, upper)
    assert tree.is_dropped
    with reading(province.engine) as session:
        found = above(session, plans.get_plan(session, lower))
    assert found is not None and found.is_dropped


def test_a_draft_below_is_shown_without_counts_and_a_merged_one_not_at_all(province: Cast) -> None:
    upper, lower = upper_plan(province), lower_plan(province, is_active=False)
    link(province, lower, upper)
    (tree,) = trees_of(province, upper)
    assert (tree.plans[0].state, tree.plans[0].counts.total) == ("draft", 0)
    with writing(province.engine) as session:
        plans.get_plan(session, lower).state = "merged"
    assert trees_of(province, upper) == []


def test_a_link_to_what_is_not_there_hides_nothing_and_breaks_nothing(province: Cast) -> None:
    lower = lower_plan(province)
    with writing(province.engine) as session:
        session.get_one(Plan, lower).carries_out_id = 9999
    with reading(province.engine) as session:
        assert above(session, plans.get_plan(session, lower)) is None
    assert trees_of(province, lower) == []


@pytest.mark.both_databases
def test_a_backup_brings_trees_back(province: Cast, new_database: Callable[..., Engine]) -> None:
    upper, lower = upper_plan(province), lower_plan(province)
    link(province, lower, upper)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        dump(province.engine, file, now=province.at(TODAY))
    other = new_database()
    with zipfile.ZipFile(out) as file:
        load(other, file)
    with reading(other) as session:
        restored = trees(session, upper, today=TODAY)
    assert restored == trees_of(province, upper)
    assert restored[0].plans[0].plan_id == lower


def test_a_plan_under_a_recurring_item_is_not_held_against_one_periods_report(province: Cast) -> None:
    monthly = item("Báo cáo tháng", "Sở Y tế", rhythm=Rhythm("month", day=25), ref="1")
    upper = province.tracked_plan(monthly, number="194/KH-UBND")
    link(province, lower_plan(province, due=AHEAD), upper)
    (share, *_) = province.obligations(upper, "Sở Y tế")
    province.move(share, "reported", on=TODAY, text="Báo cáo tháng 11.")
    with reading(province.engine) as session:
        rows = obligation_rows(session, today=TODAY, filters=Filters(plan_id=upper))
        found = lower_work(session, rows, today=TODAY)
    assert {work.flags for work in found.values()} == {()}
    assert share.id in found
