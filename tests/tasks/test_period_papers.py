"""What the papers of a period and of a follow-up meeting are made of."""

import io
from datetime import date

import pytest
from docx import Document

from models.errors import Refused
from report.period_papers import Conclusion
from rules.periods import period_between, period_named
from store.database import reading
from store.pastlate import late_then
from store.plans import get_plan
from tasks.period_papers import basis_of, notice_paper, offered_items, period_paper
from tests.cast import Cast, item

TODAY, DUE = date(2026, 12, 7), date(2026, 11, 16)


@pytest.fixture
def plan_id(cast: Cast) -> int:
    """A plan with one item finished in December, one refused, one still late, one with time."""
    cast.settle_province()
    found = cast.tracked_plan(
        item("Rà soát danh sách", "Sở Nội vụ", due=DUE, ref="IV.1", coordinators=("Sở Tài chính",)),
        item("Bố trí kinh phí", "Sở Tài chính", due=DUE, ref="IV.2"),
        item("Vận động", "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh", due=date(2026, 12, 25), ref="IV.3"),
        item("Theo dõi", "Sở Y tế", kind="ongoing", ref="IV.4"),
    )
    cast.finish(cast.obligations(found, "Sở Nội vụ")[0], on=date(2026, 12, 3))
    asked = cast.obligations(found, "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh")[0]
    cast.move(asked, "refused", on=date(2026, 12, 4), why="Không thuộc chức năng")
    return found


def texts(content: bytes) -> str:
    return "\n".join(p.text for p in Document(io.BytesIO(content)).paragraphs)


def test_what_was_late_then_is_told_by_the_journal(cast: Cast, plan_id: int) -> None:
    with reading(cast.engine) as session:
        november = late_then(session, day=date(2026, 11, 30), plan_id=plan_id)
        today = late_then(session, day=TODAY)
        before = late_then(session, day=DUE)
    assert [(one.ref, one.agency_name, one.days_late) for one in november] == [
        ("IV.1", "Sở Nội vụ", 14),
        ("IV.2", "Sở Tài chính", 14),
    ]
    assert [one.ref for one in today] == ["IV.2"]
    assert before == []


def test_a_report_of_a_month_that_is_over_tells_of_that_month(cast: Cast, plan_id: int) -> None:
    with reading(cast.engine) as session:
        ask = {"today": TODAY, "fresh_days": 30, "plan_id": plan_id}
        content, name, _ = period_paper(
            session,
            cast.settings,
            period=period_named("2026-11"),
            **ask,  # type: ignore[arg-type]
        )
    assert name == f"BC-ky_ke-hoach-{plan_id}_20261101-20261130.docx"
    text = texts(content)
    assert "tháng 11/2026 (từ 01/11/2026 đến 30/11/2026), số liệu tính đến hết ngày 30/11/2026" in text
    assert "trong kỳ: 4 (chuyển từ kỳ trước sang 0, giao mới trong kỳ 4). Trong đó: đã hoàn thành 0" in text
    assert "2 cơ quan, đơn vị có nhiệm vụ quá hạn" in text
    assert len(Document(io.BytesIO(content)).tables[3].rows) == 3


def test_a_report_of_december_takes_over_what_november_left(cast: Cast, plan_id: int) -> None:
    with reading(cast.engine) as session:
        content, _, _ = period_paper(
            session, cast.settings, period=period_named("2026-12"), today=TODAY, fresh_days=30
        )
    text = texts(content)
    assert "Thực hiện các kế hoạch đang theo dõi, Sở Y tế báo cáo" in text
    assert "số liệu tính đến hết ngày 07/12/2026" in text
    assert "(chuyển từ kỳ trước sang 4, giao mới trong kỳ 0)" in text
    rows = [[c.text for c in row.cells] for row in Document(io.BytesIO(content)).tables[1].rows]
    assert rows[4] == ["Hoàn thành quá hạn", "1", "0", "+1"]


def test_a_report_between_two_days_is_compared_with_as_many_days_before(cast: Cast, plan_id: int) -> None:
    with reading(cast.engine) as session:
        content, _, _ = period_paper(
            session,
            cast.settings,
            period=period_between(date(2026, 11, 10), date(2026, 11, 19)),
            today=TODAY,
            fresh_days=30,
        )
        with pytest.raises(Refused, match="chưa bắt đầu"):
            period_paper(session, cast.settings, period=period_named("2027"), today=TODAY, fresh_days=30)
    assert "2. So với từ ngày 31/10/2026 đến ngày 09/11/2026" in texts(content)


def test_a_meeting_is_offered_what_is_late_or_contested(cast: Cast, plan_id: int) -> None:
    with reading(cast.engine) as session:
        plan = get_plan(session, plan_id)
        rows = offered_items(session, plan, today=TODAY)
        assert [(row.ref, row.status) for row in rows] == [("IV.2", "assigned"), ("IV.3", "refused")]
        assert basis_of(rows[0]) == "Bố trí kinh phí (mục IV.2 01/KH-UBND, thời hạn 16/11/2026)"
        said = [Conclusion("Bố trí xong kinh phí", basis_of(rows[0]), "Sở Tài chính", date(2026, 12, 11))]
        content, name, _ = notice_paper(session, cast.settings, plan, said, today=TODAY)
        assert name == f"TB-ket-luan_ke-hoach-{plan_id}_20261207.docx"
        with pytest.raises(Refused, match="Chưa chọn nhiệm vụ"):
            notice_paper(session, cast.settings, plan, [], today=TODAY)
        with pytest.raises(Refused, match="trước ngày họp"):
            past = [Conclusion("x", "y", "z", date(2026, 12, 1))]
            notice_paper(session, cast.settings, plan, past, today=TODAY)
    assert "cuộc họp kiểm điểm tình hình thực hiện Kế hoạch số 01/KH-UBND" in texts(content)


def test_a_draft_has_no_papers(cast: Cast) -> None:
    cast.settle_province()
    draft = cast.draft(item("Việc", "Sở Nội vụ"))
    with reading(cast.engine) as session:
        plan = get_plan(session, draft)
        with pytest.raises(Refused, match="chưa được kích hoạt"):
            notice_paper(session, cast.settings, plan, [Conclusion("x", "y")], today=TODAY)
        with pytest.raises(Refused, match="Chưa có kế hoạch nào"):
            period_paper(session, cast.settings, period=period_named("2026-12"), today=TODAY, fresh_days=30)
