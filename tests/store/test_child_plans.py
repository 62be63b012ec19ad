"""An agency breaks its obligation down for its own units, alone, and the work above stays what it is."""

import io
from datetime import date

import pytest
from openpyxl import load_workbook
from sqlmodel import select

from models.agency import Agency, AgencyAlias
from models.document import SourceDocument
from models.errors import NotFound, Refused
from models.journal import AuditEvent
from models.obligation import Obligation
from models.plan import Plan
from models.reminder import Message
from rules.naming import agency_key
from store import activation, plans, registry
from store.boards import Filters, obligation_rows, plan_rows, rollup_by_agency
from store.child_days import day_proposals, take_days
from store.child_plans import (
    UnitWork,
    activate_breakdown,
    child_lead,
    child_plans,
    drop_breakdown,
    save_breakdown,
    side_in,
)
from store.choices import plan_choices
from store.database import reading, writing
from store.extensions import ask_extension, grant_extension
from store.leading import led_plans
from store.lineage import trees
from store.lower_work import lower_work
from store.moving import Act
from store.obligations import history
from store.own_units import own_units
from store.pastdays import past_tallies
from store.plan_tallies import tally_plans
from store.succession import replace_agency
from tasks.composing import compose_digests
from tasks.workbooks import plan_workbook
from tests.cast import Cast, item

TODAY, DUE = date(2026, 11, 23), date(2026, 12, 11)
ROWS = (
    UnitWork("Lấy mẫu", ("CDC",), "Phiếu mẫu", date(2026, 12, 4)),
    UnitWork("Chuẩn bị giường", ("Bệnh viện đa khoa", "Phòng Nghiệp vụ Y"), "", date(2026, 12, 1)),
)


@pytest.fixture
def province(cast: Cast) -> Cast:
    cast.settle_province()
    with writing(cast.engine) as session:
        for code, name, parent in (
            ("cdc", "Trung tâm Kiểm soát bệnh tật", "so-y-te"),
            ("bv", "Bệnh viện đa khoa", "so-y-te"),
            ("tt-tin", "Trung tâm Tin học", "so-tai-chinh"),
        ):
            above = registry.agency_by_code(session, parent)
            unit = Agency(code=code, name=name, folded=agency_key(name), parent_id=above.id)
            session.add(unit)
            session.flush()
            if code == "cdc":
                session.add(AgencyAlias(text="CDC", folded=agency_key("CDC"), agency_id=unit.id))
    return cast


def agency_id(cast: Cast, code: str = "so-y-te") -> int:
    with reading(cast.engine) as session:
        return registry.agency_by_code(session, code).id or 0


def act(cast: Cast, on: date = TODAY) -> Act:
    return Act("cán bộ", "lead", cast.at(on), on, cast.office.calendar, cast.office.ladder)


def upper(cast: Cast, *agencies: str) -> Obligation:
    plan_id = cast.tracked_plan(item("Giám sát dịch", *(agencies or ("Sở Y tế",)), due=DUE, ref="1"))
    return cast.obligations(plan_id, "Sở Y tế")[0]


def save(cast: Cast, share: Obligation, rows: tuple[UnitWork, ...] = ROWS, *, code: str = "so-y-te") -> int:
    with writing(cast.engine) as session:
        plan = save_breakdown(
            session,
            obligation_id=share.id or 0,
            agency_id=agency_id(cast, code),
            rows=rows,
            by="cán bộ",
            now=cast.at(TODAY),
            today=TODAY,
        )
        return plan.id or 0


def in_force(cast: Cast, share: Obligation, plan_id: int, *, code: str = "so-y-te") -> int:
    with writing(cast.engine) as session:
        return activate_breakdown(
            session,
            plan_id=plan_id,
            obligation_id=share.id or 0,
            agency_id=agency_id(cast, code),
            act=act(cast),
        )


def broken_down(cast: Cast, share: Obligation) -> int:
    plan_id = save(cast, share)
    in_force(cast, share, plan_id)
    return plan_id


def names(cast: Cast, plan_id: int) -> list[str]:
    with reading(cast.engine) as session:
        rows = obligation_rows(session, today=TODAY, filters=Filters(plan_id=plan_id))
        return sorted(r.agency_name for r in rows)


def test_a_breakdown_is_a_draft_that_tells_nobody_until_its_agency_activates_it(province: Cast) -> None:
    share = upper(province)
    plan_id = save(province, share)
    assert province.obligations(plan_id) == []
    assert in_force(province, share, plan_id) == 3
    assert names(province, plan_id) == [
        "Bệnh viện đa khoa",
        "Phòng Nghiệp vụ Y",
        "Trung tâm Kiểm soát bệnh tật",
    ]
    with reading(province.engine) as session:
        plan = plans.get_plan(session, plan_id)
        assert (plan.state, plan.lead_agency_id, plan.issuer_agency_id) == (
            "active",
            agency_id(province),
            agency_id(province),
        )
        what = session.exec(select(AuditEvent.what).where(AuditEvent.plan_id == plan_id)).all()
        assert set(what) == {"plan.ingested", "plan.broken-down", "plan.activated"}
        assert child_lead(session, plan_id) == agency_id(province)
        assert child_lead(session, share.plan_id) is None


def test_the_units_are_reminded_and_the_agency_leads(province: Cast) -> None:
    share = upper(province)
    plan_id = broken_down(province, share)
    told = {key for key, rule in province.look(date(2026, 11, 24)) if rule == "assigned"}
    assert {o.id for o in province.obligations(plan_id)} <= told


def test_saving_again_replaces_the_draft_and_keeps_every_document(province: Cast) -> None:
    share = upper(province)
    first = save(province, share)
    again = save(province, share, (UnitWork("Chỉ một việc", ("CDC",)),))
    assert again == first
    with reading(province.engine) as session:
        (one,) = plans.draft_items(session, first)
        assert (one.assignment.text, one.owners[0].agency_id) == ("Chỉ một việc", agency_id(province, "cdc"))
        document, blob = plans.get_document(session, first)
        assert document.lines[one.assignment.line_first - 1][0] == "1. Chỉ một việc. Đơn vị: CDC"
        assert "Giám sát dịch" in blob.content.decode()
    in_force(province, share, first)
    # What is in force stays; a further break-down is a plan of its own.
    assert save(province, share) != first
    with reading(province.engine) as session:
        assert [p.state for p in child_plans(session, share.id or 0)] == ["active", "draft"]


def drop(cast: Cast, share: Obligation, plan_id: int, *, code: str = "so-y-te") -> None:
    with writing(cast.engine) as session:
        drop_breakdown(
            session,
            plan_id=plan_id,
            obligation_id=share.id or 0,
            agency_id=agency_id(cast, code),
            by="cán bộ",
            now=cast.at(TODAY),
        )


@pytest.mark.both_databases
def test_a_draft_that_is_thrown_away_stands_nowhere_and_leaves_its_documents_and_audit_rows(
    province: Cast,
) -> None:
    share = upper(province)
    plan_id = save(province, share)
    with reading(province.engine) as session:
        document_id = plans.get_plan(session, plan_id).document_id
        assert trees(session, share.plan_id, today=TODAY) != []
    drop(province, share, plan_id)
    with reading(province.engine) as session:
        assert child_plans(session, share.id or 0) == []
        assert trees(session, share.plan_id, today=TODAY) == []
        for listed in (plans.plans(session), [r.plan for r in plan_rows(session, today=TODAY)]):
            assert plan_id not in [p.id for p in listed] and share.plan_id in [p.id for p in listed]
        assert plan_id not in [p.plan_id for p in plan_choices(session)]
        with pytest.raises(NotFound):
            plans.get_plan(session, plan_id)
        assert plans.draft_items(session, plan_id) == []
        lines = session.get_one(SourceDocument, document_id).lines
        assert lines[1][0] == "1. Lấy mẫu. Đơn vị: CDC. Sản phẩm: Phiếu mẫu. Hạn: 04/12/2026"
        event = session.exec(select(AuditEvent).where(AuditEvent.what == "plan.breakdown-dropped")).one()
        assert (event.actor, event.plan_id, event.detail) == (
            "cán bộ",
            plan_id,
            {"obligation": share.id, "items": 2},
        )
    with pytest.raises(NotFound):
        in_force(province, share, plan_id)
    with pytest.raises(NotFound):
        drop(province, share, plan_id)
    # The next one is a plan of its own.
    assert broken_down(province, share) != plan_id


def test_only_its_agency_throws_a_draft_away_and_nobody_what_is_in_force(province: Cast) -> None:
    share, other = upper(province), upper(province)
    plan_id = save(province, share)
    for where, which, code in (
        (share, plan_id, "so-tai-chinh"),
        (other, plan_id, "so-y-te"),
        (share, share.plan_id, "so-y-te"),
        (share, 99999, "so-y-te"),
    ):
        with pytest.raises(NotFound):
            drop(province, where, which, code=code)
    in_force(province, share, plan_id)
    with pytest.raises(Refused, match="không xóa được"):
        drop(province, share, plan_id)
    assert len(province.obligations(plan_id)) == 3


def test_a_draft_under_work_that_was_withdrawn_can_still_be_thrown_away(province: Cast) -> None:
    share = upper(province)
    plan_id = save(province, share)
    province.move(share, "withdrawn", on=TODAY, by="lead", why="rút")
    drop(province, share, plan_id)
    assert_no_child(province, share)


def test_only_the_agency_of_the_obligation_breaks_it_down_and_activates_it(province: Cast) -> None:
    share = upper(province)
    with pytest.raises(NotFound):
        save(province, share, code="so-tai-chinh")
    plan_id = save(province, share)
    with pytest.raises(NotFound):
        in_force(province, share, plan_id, code="so-tai-chinh")
    other = upper(province)
    with pytest.raises(NotFound):
        in_force(province, other, plan_id)
    with pytest.raises(NotFound):
        in_force(province, other, share.plan_id)
    in_force(province, share, plan_id)
    with pytest.raises(Refused, match="đã được kích hoạt"):
        in_force(province, share, plan_id)


def test_the_lead_of_the_plan_above_neither_changes_nor_activates_a_breakdown(province: Cast) -> None:
    plan_id = save(province, upper(province))
    with pytest.raises(Refused, match="chính cơ quan được giao"), writing(province.engine) as session:
        activation.activate(
            session,
            plan_id=plan_id,
            by="x",
            now=province.at(TODAY),
            today=TODAY,
            calendar=province.office.calendar,
            ladder=province.office.ladder,
        )
    with pytest.raises(Refused, match="chính cơ quan được giao"), writing(province.engine) as session:
        plans.edit_plan(session, plan_id=plan_id, by="x", now=province.at(TODAY), title="khác")


@pytest.mark.parametrize(
    ("unit", "says"),
    [
        ("Sở Tài chính", "không phải đơn vị trực thuộc"),
        ("Sở Y tế", "không phải đơn vị trực thuộc"),
        ("UBND các xã, phường", "khối cơ quan"),
    ],
)
def test_work_goes_to_own_units_only(province: Cast, unit: str, says: str) -> None:
    share = upper(province)
    with pytest.raises(Refused, match=says):
        save(province, share, (UnitWork("Việc", (unit,)),))


def test_a_unit_of_a_name_that_another_bodys_unit_bears_is_a_unit_of_its_own(province: Cast) -> None:
    share = upper(province)
    plan_id = save(province, share, (UnitWork("Nhập số liệu", ("Trung tâm Tin học",)),))
    in_force(province, share, plan_id)
    assert names(province, plan_id) == ["Trung tâm Tin học (Sở Y tế)"]
    with reading(province.engine) as session:
        assert "Trung tâm Tin học (Sở Y tế)" in [u.name for u in own_units(session, agency_id(province))]
    # It is known by its short name from now on.
    again = save(province, share, (UnitWork("Việc nữa", ("Trung tâm Tin học",)),))
    in_force(province, share, again)
    assert names(province, again) == ["Trung tâm Tin học (Sở Y tế)"]


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ((), "Chưa có dòng nào"),
        ((UnitWork(" ", ("CDC",)),), "Dòng 1 chưa ghi việc"),
        ((UnitWork("Việc", ("CDC",)), UnitWork("Việc", ())), "Dòng 2 chưa ghi đơn vị"),
        (tuple(UnitWork("Việc", ("CDC",)) for _ in range(61)), "Quá 60 dòng"),
    ],
)
def test_rows_need_words_and_units(province: Cast, rows: tuple[UnitWork, ...], says: str) -> None:
    share = upper(province)
    with pytest.raises(Refused, match=says):
        save(province, share, rows)
    assert_no_child(province, share)


def assert_no_child(cast: Cast, share: Obligation) -> None:
    with reading(cast.engine) as session:
        assert child_plans(session, share.id or 0) == []


def test_work_that_is_reported_or_withdrawn_is_not_broken_down(province: Cast) -> None:
    share = upper(province)
    plan_id = save(province, share)
    province.move(share, "withdrawn", on=TODAY, by="lead", why="rút")
    with pytest.raises(Refused, match="không phân rã"):
        in_force(province, share, plan_id)
    with pytest.raises(Refused, match="không phân rã"):
        save(province, share)


def test_sides_follow_whose_units_they_are(province: Cast) -> None:
    share = upper(province)
    plan_id = broken_down(province, share)
    own, cdc, other = (agency_id(province, code) for code in ("so-y-te", "cdc", "so-tai-chinh"))

    def asked(role: str, who: int | None) -> str | None:
        with reading(province.engine) as session:
            return side_in(session, plan_id=plan_id, owner_id=cdc, role=role, own_agency_id=who)

    assert asked("agency", own) == "lead"
    assert asked("agency", cdc) == "agency"
    assert asked("lead", None) is None
    with pytest.raises(NotFound):
        asked("agency", other)
    with reading(province.engine) as session:
        above = {"plan_id": share.plan_id, "owner_id": own}
        assert side_in(session, role="lead", own_agency_id=None, **above) == "lead"
        assert side_in(session, role="agency", own_agency_id=own, **above) == "agency"


def lower_of(cast: Cast, share: Obligation) -> tuple[str, ...]:
    with reading(cast.engine) as session:
        rows = obligation_rows(session, today=TODAY, filters=Filters(obligation_ids=(share.id or 0,)))
        found = lower_work(session, rows, today=TODAY)
        return found[share.id or 0].flags if found else ()


def test_the_agency_is_asked_to_report_once_its_units_are_done_and_nothing_reports_by_itself(
    province: Cast,
) -> None:
    share = upper(province)
    plan_id = broken_down(province, share)
    one, *rest = province.obligations(plan_id)
    for done in rest:
        province.finish(done, on=TODAY)
    assert lower_of(province, share) == ()
    province.finish(one, on=TODAY)
    assert lower_of(province, share) == ("all_done",)
    (now,) = [o for o in province.obligations(share.plan_id) if o.id == share.id]
    assert (now.status, now.reported_on) == ("assigned", None)
    with reading(province.engine) as session:
        assert len(history(session, share.id or 0)) == 1


def test_a_breakdown_stands_under_its_own_obligation_only(province: Cast) -> None:
    share = upper(province, "Sở Y tế", "Sở Nội vụ")
    broken_down(province, share)
    with reading(province.engine) as session:
        rows = obligation_rows(session, today=TODAY, filters=Filters(plan_id=share.plan_id))
        found = lower_work(session, rows, today=TODAY)
        (tree,) = trees(session, share.plan_id, today=TODAY)
    assert list(found) == [share.id]
    assert tree.plans[0].obligation_id == share.id


def test_units_break_down_further_and_the_tree_shows_every_level(province: Cast) -> None:
    share = upper(province)
    plan_id = broken_down(province, share)
    (cdc,) = province.obligations(plan_id, "Trung tâm Kiểm soát bệnh tật")
    deeper = save(province, cdc, (UnitWork("Đi cơ sở", ("Khoa Dịch tễ",)),), code="cdc")
    in_force(province, cdc, deeper, code="cdc")
    with reading(province.engine) as session:
        (tree,) = trees(session, share.plan_id, today=TODAY)
    assert [(p.plan_id, p.depth) for p in tree.plans[0].all_plans] == [(plan_id, 1), (deeper, 2)]
    assert tree.sum.total == 4


def test_a_breakdown_is_in_its_own_table_and_in_no_overall_one(province: Cast) -> None:
    share = upper(province)
    with reading(province.engine) as session:
        before = rollup_by_agency(session, today=TODAY)
    plan_id = broken_down(province, share)
    with reading(province.engine) as session:
        assert rollup_by_agency(session, today=TODAY) == before
        assert past_tallies(session, day=TODAY)[0].sum == before.sum
        assert tally_plans(session, today=TODAY, plan_ids=[plan_id], most=0)[plan_id].rollup.sum.total == 3
        listed = {r.plan_id for r in obligation_rows(session, today=TODAY)}
        assert plan_id not in listed
        own = obligation_rows(session, today=TODAY, filters=Filters(agency_id=agency_id(province, "cdc")))
        assert [r.plan_id for r in own] == [plan_id]
        theirs = rollup_by_agency(session, today=TODAY, agency_id=agency_id(province, "cdc"))
        assert theirs.sum.total == 1


def extend(cast: Cast, share: Obligation, to: date, on: date = TODAY) -> None:
    with writing(cast.engine) as session:
        request = ask_extension(
            session,
            obligation_id=share.id or 0,
            proposed_on=to,
            reason="x",
            by="x",
            now=cast.at(on),
            today=on,
        )
        grant_extension(
            session,
            extension_id=request.id or 0,
            granted_on=to,
            number="12/UBND",
            by="x",
            now=cast.at(on),
            today=on,
            calendar=cast.office.calendar,
            ladder=cast.office.ladder,
        )


def proposed(cast: Cast, share: Obligation) -> dict[int, date]:
    with reading(cast.engine) as session:
        row = session.get_one(Obligation, share.id)
        return {p.obligation_id: p.proposed_on for p in day_proposals(session, row, today=TODAY)}


def test_an_extension_above_moves_no_day_below_but_proposes_it(province: Cast) -> None:
    share = upper(province)
    plan_id = broken_down(province, share)
    before = {o.id: o.due_on for o in province.obligations(plan_id)}
    assert proposed(province, share) == {}
    extend(province, share, date(2026, 12, 18))
    assert {o.id: o.due_on for o in province.obligations(plan_id)} == before
    found = proposed(province, share)
    assert set(found.values()) == {date(2026, 12, 11), date(2026, 12, 8)}
    (cdc,) = province.obligations(plan_id, "Trung tâm Kiểm soát bệnh tật")
    taken = {"obligation_id": share.id or 0, "chosen": [cdc.id or 0], "act": act(province)}
    with pytest.raises(NotFound), writing(province.engine) as session:
        take_days(session, agency_id=agency_id(province, "so-tai-chinh"), **taken)  # type: ignore[arg-type]
    with writing(province.engine) as session:
        assert take_days(session, agency_id=agency_id(province), **taken) == 1  # type: ignore[arg-type]
    (moved,) = province.obligations(plan_id, "Trung tâm Kiểm soát bệnh tật")
    assert (moved.due_on, moved.first_due_on) == (date(2026, 12, 11), date(2026, 12, 4))
    with reading(province.engine) as session:
        assert history(session, moved.id or 0)[-1].why == "gia hạn đến 11/12/2026 theo văn bản 12/UBND"
    assert cdc.id not in proposed(province, share)
    with pytest.raises(Refused, match="vừa được đổi"), writing(province.engine) as session:
        take_days(session, agency_id=agency_id(province), **taken)  # type: ignore[arg-type]


def test_a_request_of_the_unit_that_waits_is_answered_by_the_move(province: Cast) -> None:
    share = upper(province)
    plan_id = broken_down(province, share)
    (cdc,) = province.obligations(plan_id, "Trung tâm Kiểm soát bệnh tật")
    with writing(province.engine) as session:
        ask_extension(
            session,
            obligation_id=cdc.id or 0,
            proposed_on=date(2026, 12, 30),
            reason="x",
            by="x",
            now=province.at(TODAY),
            today=TODAY,
        )
    extend(province, share, date(2026, 12, 18))
    with writing(province.engine) as session:
        take_days(
            session,
            obligation_id=share.id or 0,
            agency_id=agency_id(province),
            chosen=[cdc.id or 0],
            act=act(province),
        )
    (moved,) = province.obligations(plan_id, "Trung tâm Kiểm soát bệnh tật")
    assert moved.due_on == date(2026, 12, 11)


def test_a_successor_leads_the_breakdown_and_has_the_units(province: Cast) -> None:
    share = upper(province)
    plan_id = broken_down(province, share)
    with writing(province.engine) as session:
        new = Agency(code="so-moi", name="Sở Sức khỏe", folded=agency_key("Sở Sức khỏe"))
        session.add(new)
        session.flush()
        new_id = new.id or 0
    with writing(province.engine) as session:
        replace_agency(
            session,
            agency_id(province),
            new_id,
            on=TODAY,
            by="người vận hành",
            now=province.at(TODAY),
            today=TODAY,
            calendar=province.office.calendar,
            ladder=province.office.ladder,
        )
    with reading(province.engine) as session:
        assert child_lead(session, plan_id) == new_id
        assert "Bệnh viện đa khoa" in [u.name for u in own_units(session, new_id)]
        assert session.get_one(Obligation, share.id).agency_id == new_id
    again = save(province, share, code="so-moi")
    assert in_force(province, share, again, code="so-moi") == 3
    assert names(province, again) == names(province, plan_id)


def test_the_workbook_of_the_plan_above_has_a_sheet_of_what_is_below(province: Cast) -> None:
    share = upper(province)
    broken_down(province, share)
    with reading(province.engine) as session:
        plan = plans.get_plan(session, share.plan_id)
        book = load_workbook(io.BytesIO(plan_workbook(session, plan, today=TODAY, fresh_days=30)))
    sheet = [[cell.value for cell in row] for row in book["Cấp dưới"].iter_rows(min_row=5)]
    assert [row[1:3] for row in sheet] == [["Phân công thực hiện: Giám sát dịch", 3], ["Tổng cộng", 3]]
    assert [row[2].value for row in book["Tổng hợp"].iter_rows(min_row=5)] == [1, 1]


def test_the_agencys_digest_leads_to_its_own_page_of_the_units(province: Cast) -> None:
    share = upper(province)
    broken_down(province, share)
    with reading(province.engine) as session:
        (own,) = [one for one in led_plans(session) if one.breaks_down_id is not None]
    assert (own.lead_id, own.breaks_down_id) == (agency_id(province), share.id)
    on = date(2026, 12, 7)
    province.look(on)
    made = compose_digests(province.engine, province.settings, province.office, today=on, now=province.at(on))
    with reading(province.engine) as session:
        bodies = [session.get_one(Message, key).body_text for key in made]
    assert any(f"/phan-viec/{share.id}/phan-ra" in text for text in bodies)


def test_an_urgent_plan_is_broken_down_into_urgent_work(province: Cast) -> None:
    share = upper(province)
    with writing(province.engine) as session:
        session.get_one(Plan, share.plan_id).is_urgent = True
    plan_id = save(province, share)
    with reading(province.engine) as session:
        assert plans.get_plan(session, plan_id).is_urgent
