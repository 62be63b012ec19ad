"""An office's own table is moved in: draft plans, and obligations that carry the state they had."""

import io
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook
from sqlmodel import select

from models.agency import Agency
from models.assignment import Assignment
from models.draft import Rhythm
from models.errors import BadDocument
from models.obligation import Obligation
from models.plan import Plan
from models.running import Marker
from report.table_sheets import read_sheets
from rules.table_plans import Cut, PlanFacts
from samples.tracking_table import table
from store.boards import Filters, obligation_rows
from store.database import reading, writing
from store.extensions import ask_extension, grant_extension
from store.hindrances import problems
from store.obligations import history, reports
from store.plans import draft_items, drop_items, edit_item, get_document, get_plan
from store.registry import load_registry
from tasks.taking_tables import SheetChoice, TableReading, read_table, take_table
from tasks.workbooks import plan_workbook
from tests.cast import Cast, item

TODAY = date(2026, 11, 23)
DUE = date(2026, 11, 16)
SAMPLE = Path(__file__).resolve().parents[2] / "samples" / "bang-theo-doi.xlsx"
FACTS = PlanFacts(
    title="Bảng theo dõi năm 2026",
    issuer="Ủy ban nhân dân tỉnh Lam Giang",
    lead="Sở Y tế",
    issued_on=date(2026, 11, 2),
)
HEAD = ("STT", "Nội dung", "Chủ trì", "Phối hợp", "Thời hạn", "Tình trạng", "Ngày hoàn thành", "Kết quả")


def book(*rows: tuple[object, ...], head: tuple[str, ...] = HEAD) -> bytes:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    for row in (("BẢNG THEO DÕI",), head, *rows):
        sheet.append(row)
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()


def seen(cast: Cast, content: bytes, cut: Cut = "one") -> TableReading:
    with reading(cast.engine) as session:
        return read_table(session, cast.office, content, choices={}, cut=cut, facts=FACTS, today=TODAY)


def taken(cast: Cast, content: bytes, cut: Cut = "one") -> list[int]:
    return take_table(
        cast.engine,
        cast.office,
        content,
        "bang.xlsx",
        choices={},
        cut=cut,
        facts=FACTS,
        today=TODAY,
        now=cast.at(TODAY),
        by="chuyên viên",
    )


def facts(cast: Cast, plan_id: int) -> set[tuple[object, ...]]:
    """Return what there is of a plan's obligations, ids left out."""
    with reading(cast.engine) as session:
        rows = session.exec(
            select(Plan, Assignment, Agency, Obligation)
            .where(Obligation.plan_id == plan_id)
            .where(Plan.id == Obligation.plan_id)
            .where(Assignment.id == Obligation.assignment_id)
            .where(Agency.id == Obligation.agency_id)
        ).all()
        return {
            (
                plan.number,
                row.ref,
                row.text,
                agency.code,
                o.part,
                o.first_due_on,
                o.due_on,
                o.status,
                o.reported_on if o.status in ("done", "reported", "in_progress") else None,
                o.kind == "ongoing",
            )
            for plan, row, agency, o in rows
        }


def test_our_own_workbook_comes_back_as_the_same_obligations(cast: Cast) -> None:
    cast.settle_province()
    monthly = Rhythm(unit="month", day=25)
    plan_id = cast.tracked_plan(
        item("Rà soát danh sách", "Sở Nội vụ", due=DUE, ref="IV.1", coordinators=("Sở Tài chính",)),
        item("=Bố trí kinh phí", "Sở Tài chính", "Sở Nội vụ", due=DUE, ref="IV.2"),
        item("Lập danh sách hộ", "UBND các xã, phường", due=date(2026, 11, 27), ref="IV.3"),
        item("Theo dõi, hướng dẫn", "Sở Y tế", kind="ongoing", ref="IV.4"),
        item("Gửi báo cáo tháng", "Sở Nội vụ", rhythm=monthly, ref="IV.5"),
        item("Việc chưa có hạn", "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh", ref="IV.6"),
        item("Bãi bỏ", "Sở Tài chính", due=DUE, ref="IV.7"),
    )
    rows = cast.obligations(plan_id)
    cast.finish(rows[0], on=date(2026, 11, 18))
    cast.move(rows[2], "in_progress", on=date(2026, 11, 20), text="Đã làm một nửa")
    cast.move(rows[3], "reported", on=date(2026, 11, 19), text="Đã xong")
    cast.move(rows[4], "acknowledged", on=date(2026, 11, 10))
    cast.move(cast.obligations(plan_id, "Sở Tài chính")[-1], "withdrawn", on=TODAY, by="lead", why="bỏ")
    with writing(cast.engine) as session:
        asked = ask_extension(
            session,
            obligation_id=rows[5].id or 0,
            proposed_on=date(2026, 12, 4),
            reason="Địa bàn rộng",
            by="xã",
            now=cast.at(TODAY),
            today=TODAY,
        )
        grant_extension(
            session,
            extension_id=asked.id or 0,
            granted_on=date(2026, 12, 4),
            number="5/CV",
            by="chuyên viên",
            now=cast.at(TODAY),
            today=TODAY,
            calendar=cast.office.calendar,
            ladder=cast.office.ladder,
        )
    with reading(cast.engine) as session:
        content = plan_workbook(session, get_plan(session, plan_id), today=TODAY, fresh_days=30)
    found = seen(cast, content, "by-document")
    assert [one.name for one in found.sheets if one.is_read] == ["Danh sách việc"]
    assert found.unknown == () and found.faults == []
    (again,) = taken(cast, content, "by-document")
    cast.activate(again, on=TODAY)
    assert facts(cast, again) == facts(cast, plan_id)


def test_a_table_becomes_one_draft_whose_obligations_carry_their_state(cast: Cast) -> None:
    cast.settle_province()
    content = book(
        (
            1,
            "Rà soát",
            "Sở Nội vụ",
            "Sở Tài chính",
            DUE,
            "Đã hoàn thành",
            date(2026, 11, 12),
            "Báo cáo 5/BC-SNV",
        ),
        (2, "Bố trí kinh phí", "STC\nSở Nội vụ", None, "Quý IV/2026", "Đang thực hiện", None, "Đã trình"),
        (3, "Vận động", "Hội Khuyến học tỉnh", None, "16/11/2026 (gia hạn đến 30/11/2026)", "Chưa xong"),
    )
    found = seen(cast, content)
    assert found.unknown == ("Hội Khuyến học tỉnh", "STC")
    (plan_id,) = taken(cast, content)
    with reading(cast.engine) as session:
        plan = get_plan(session, plan_id)
        assert (plan.state, plan.form, plan.lead_name) == ("draft", "bảng theo dõi", "Sở Y tế")
        document, blob = get_document(session, plan_id)
        assert (document.kind, document.filename, blob.content) == ("xlsx", "bang.xlsx", content)
        first = draft_items(session, plan_id)[0].assignment
        assert document.lines[first.line_first - 1] == [
            "1 | Rà soát | Sở Nội vụ | Sở Tài chính | 16/11/2026 | Đã hoàn thành | 12/11/2026"
            " | Báo cáo 5/BC-SNV",
            1,
        ]
        assert not [p for p in problems(session, plan_id, today=TODAY) if p.severity == "stop"]
    cast.activate(plan_id, on=TODAY)
    done, helper = (cast.obligations(plan_id, name)[0] for name in ("Sở Nội vụ", "Sở Tài chính"))
    assert (done.status, done.reported_on, done.done_on) == ("done", date(2026, 11, 12), date(2026, 11, 12))
    assert helper.part == "coordinator" and helper.status == "done"
    late = cast.obligations(plan_id, "Hội Khuyến học tỉnh")[0]
    assert (late.status, late.first_due_on, late.due_on) == ("assigned", DUE, date(2026, 11, 30))
    with reading(cast.engine) as session:
        told = history(session, done.id or 0)
        assert [(row.from_status, row.to_status) for row in told] == [
            (None, "assigned"),
            ("assigned", "reported"),
            ("reported", "done"),
        ]
        assert {row.actor for row in told[1:]} == {"chuyên viên (nhập từ bảng bang.xlsx)"}
        assert told[2].reported_on == date(2026, 11, 12) and told[2].why == "theo bảng: Đã hoàn thành"
        (report,) = reports(session, done.id or 0)
        assert (report.text, report.via, report.reported_on) == (
            "Báo cáo 5/BC-SNV",
            "table",
            date(2026, 11, 12),
        )
        assert session.get(Marker, f"imported.{plan_id}") is None
        rows = obligation_rows(session, today=TODAY, filters=Filters(plan_id=plan_id))
    assert next(r for r in rows if r.obligation_id == done.id).standing.name == "done_on_time"


def test_what_a_person_changes_at_review_is_stronger(cast: Cast) -> None:
    cast.settle_province()
    (plan_id,) = taken(
        cast,
        book(
            (1, "Rà soát", "Sở Nội vụ nhầm", None, DUE, "Đang thực hiện", None, "Nửa chừng"),
            (2, "Bỏ", "Sở Nội vụ", None, DUE, "Đã hoàn thành", DUE),
        ),
    )
    with writing(cast.engine) as session:
        ids = [i.assignment.id or 0 for i in draft_items(session, plan_id)]
        edit_item(
            session,
            plan_id=plan_id,
            assignment_id=ids[0],
            by="x",
            now=cast.at(TODAY),
            owners=["Sở Tài chính"],
        )
        drop_items(session, plan_id=plan_id, assignment_ids=ids[1:], by="x", now=cast.at(TODAY))
    cast.activate(plan_id, on=TODAY)
    (only,) = cast.obligations(plan_id)
    assert (only.status, only.reported_on) == ("in_progress", None)


def test_a_plan_for_each_document_shares_the_stored_file(cast: Cast) -> None:
    cast.settle_province()
    head = (*HEAD[:5], "Văn bản giao")
    content = book(
        (1, "Rà soát", "Sở Nội vụ", None, DUE, "Kế hoạch số 12/KH-UBND ngày 02/11/2026"),
        (2, "Rà soát", "Sở Nội vụ", None, DUE, "Chỉ thị số 3/CT-UBND"),
        head=head,
    )
    ids = taken(cast, content, "by-document")
    with reading(cast.engine) as session:
        found = [get_plan(session, one) for one in ids]
        assert [(p.form, p.number) for p in found] == [("kế hoạch", "12/KH-UBND"), ("chỉ thị", "3/CT-UBND")]
        assert found[0].document_id == found[1].document_id
    with pytest.raises(BadDocument, match="đã có trong hệ thống"):
        taken(cast, content)


def test_the_sample_is_what_its_script_makes() -> None:
    kept = io.BytesIO()
    table().save(kept)
    assert read_sheets(kept.getvalue()) == read_sheets(SAMPLE.read_bytes())


def test_the_sample_is_moved_in_with_what_stood_in_it(cast: Cast) -> None:
    with writing(cast.engine) as session:
        load_registry(session, (SAMPLE.parent / "registry.toml").read_text("utf-8"))
    content = SAMPLE.read_bytes()
    found = seen(cast, content, "by-document")
    assert found.unknown == () and found.faults == []
    plan, order = taken(cast, content, "by-document")
    with reading(cast.engine) as session:
        heads = [get_plan(session, one) for one in (plan, order)]
        assert [(p.form, p.number, p.issued_on) for p in heads] == [
            ("kế hoạch", "45/KH-UBND", date(2026, 1, 15)),
            ("chỉ thị", "06/CT-UBND", date(2026, 3, 2)),
        ]
    for one in (plan, order):
        cast.activate(one, on=TODAY)
    told = {(o.status, o.kind, o.part) for o in cast.obligations(plan)}
    assert ("in_progress", "recurring", "owner") in told and ("done", "dated", "coordinator") in told
    late = next(o for o in cast.obligations(order) if o.part == "owner")
    assert (late.first_due_on, late.due_on) == (DUE, date(2026, 12, 15))


def test_a_table_without_tasks_is_refused(cast: Cast) -> None:
    with pytest.raises(BadDocument, match="Không đọc được nhiệm vụ"):
        taken(cast, book(("a", "b"), head=("Một", "Hai")))


def test_a_person_says_where_the_heading_stands_and_what_its_columns_are(cast: Cast) -> None:
    cast.settle_province()
    content = book(("Rà soát", "Sở Nội vụ", DUE), head=("Phần", "Ai", "Bao giờ"))
    assert seen(cast, content).plans == ()
    choice = SheetChoice(True, 2, 2, {0: "text", 1: "owners", 2: "due"})
    with reading(cast.engine) as session:
        found = read_table(
            session, cast.office, content, choices={0: choice}, cut="one", facts=FACTS, today=TODAY
        )
    (draft,) = found.plans[0].draft.items
    assert (draft.text, draft.owners, draft.deadline.due_on) == ("Rà soát", ("Sở Nội vụ",), DUE)
