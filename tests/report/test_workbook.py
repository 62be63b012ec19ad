"""The workbook of an office, read back by the package that people's programs agree with."""

import io
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from models.errors import Refused
from models.standing import RollupCounts, Standing
from report.sheets import LONGEST_TEXT
from report.workbook import ItemLine, ReminderLine, workbook
from rules.periods import period_named
from rules.rollup import CLASS_NAMES, Rollup

TODAY = date(2026, 11, 23)
DANGEROUS = ("=1+1", "+84 900", "-Rà soát", "@SUM(A1)", "\t=1", "\r=1", "='a'!A1")


def line(text: str = "Rà soát danh sách", **more: Any) -> ItemLine:
    facts: dict[str, Any] = {
        "agency": "Sở Nội vụ",
        "plan": "12/KH-UBND",
        "ref": "IV.1",
        "text": text,
        "part": "chủ trì",
        "given_on": date(2026, 11, 2),
        "first_due_on": date(2026, 11, 13),
        "due_on": date(2026, 11, 16),
        "standing": Standing("overdue", 7),
        "status": "Đang thực hiện",
        "last_report": (date(2026, 11, 20), "Đã xong một nửa"),
    }
    return ItemLine(**facts | more)


def opened(content: bytes) -> Any:
    return load_workbook(io.BytesIO(content))


def rollup(**more: Any) -> Rollup:
    one = RollupCounts(done_on_time=3, done_late=1, open_overdue=2, open=2, fresh=1)
    other = RollupCounts(open_in_time=5, no_deadline=1, ongoing=2, open=8)
    sums = RollupCounts(
        done_on_time=3,
        done_late=1,
        open_overdue=2,
        open_in_time=5,
        no_deadline=1,
        ongoing=2,
        open=10,
        fresh=1,
    )
    return Rollup(TODAY, (("Sở Nội vụ", one), ("Sở Y tế", other)), sums, **more)


def test_the_summary_has_the_official_words_sums_that_check_and_real_shares() -> None:
    sheet = opened(workbook(today=TODAY, title="Kế hoạch 12", summary=rollup()))["Tổng hợp"]
    heads = [cell.value for cell in sheet[4]]
    assert heads[:3] == ["TT", "Cơ quan, đơn vị", "Tổng số"]
    assert set(CLASS_NAMES.values()) < set(heads)
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)]
    assert [row[1] for row in rows] == ["Sở Nội vụ", "Sở Y tế", "Tổng cộng"]
    for place in range(2, 2 + 1 + len(CLASS_NAMES)):
        assert rows[0][place] + rows[1][place] == rows[2][place]
    assert [row[2] for row in rows] == [sum(row[3:9]) for row in rows]
    assert rows[0][-3:] == [0.75, 0.5, 0.5]
    assert rows[1][-3:] == [None, None, 0.0]
    assert sheet["J5"].number_format == "0.0%"
    assert sheet["A2"].value == "Tính đến ngày 23/11/2026"
    # The sum stands below what a filter hides and sorts.
    assert sheet.auto_filter.ref == "A4:L6"


def test_a_periods_table_has_its_two_columns_more() -> None:
    counts = RollupCounts(done_on_time=2, carried_over=1, newly_given=1)
    found = Rollup(TODAY, (("Sở Y tế", counts),), counts, period=period_named("2026-11", "calendar"))
    sheet = opened(workbook(today=TODAY, title="x", summary=found)).active
    assert [cell.value for cell in sheet[4]][2:4] == ["Chuyển từ kỳ trước sang", "Giao mới trong kỳ"]
    assert "tháng 11/2026" in sheet["A1"].value


def test_a_summary_that_does_not_sum_is_refused() -> None:
    wrong = Rollup(TODAY, (("Sở Y tế", RollupCounts(done_on_time=1)),), RollupCounts(done_on_time=2))
    with pytest.raises(Refused):
        workbook(today=TODAY, title="x", summary=wrong)


def test_days_are_days_and_days_late_are_numbers() -> None:
    sheet = opened(
        workbook(today=TODAY, title="x", items=[line(), line(due_on=None, last_report=None)])
    ).active
    head = [cell.value for cell in sheet[4]]
    row = dict(zip(head, sheet[5], strict=True))
    assert (
        row["Thời hạn"].value.date() == date(2026, 11, 16) and row["Thời hạn"].number_format == "dd/mm/yyyy"
    )
    assert row["Thời hạn ban đầu"].value.date() == date(2026, 11, 13)
    assert row["Ngày giao"].value.date() == date(2026, 11, 2)
    assert row["Ngày báo cáo gần nhất"].value.date() == date(2026, 11, 20)
    assert row["Số ngày quá hạn"].value == 7
    assert row["Phân loại"].value == "Quá hạn 7 ngày"
    assert sheet["H6"].value is None and sheet["M6"].value is None


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_text_that_looks_like_a_formula_stays_a_text(text: str) -> None:
    reminder = ReminderLine(text, text, 1, text, TODAY, text, text)
    content = workbook(
        today=TODAY,
        title=text,
        summary=Rollup(TODAY, ((text, RollupCounts(done_on_time=1)),), RollupCounts(done_on_time=1)),
        items=[line(text, agency=text, plan=text, ref=text, status=text, last_report=(TODAY, text))],
        reminders=[reminder],
    )
    book = opened(content)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    shown = [cell for cell in cells if isinstance(cell.value, str) and cell.value.strip() == text.strip()]
    assert len(shown) >= 11
    assert all(cell.data_type in ("s", "inlineStr") and cell.quotePrefix for cell in shown)
    alone = opened(workbook(today=TODAY, title="x", items=[line(text)])).active
    assert alone["A1"].data_type == "s"


def test_every_sheet_prints_on_a4_landscape_with_its_head_on_each_page() -> None:
    reminder = ReminderLine("Sở Y tế", "IV.1", 2, "quá hạn", TODAY, "Sở Y tế", "Đã gửi")
    book = opened(workbook(today=TODAY, title="x", summary=rollup(), items=[line()], reminders=[reminder]))
    assert book.sheetnames == ["Tổng hợp", "Danh sách việc", "Sổ đôn đốc"]
    for sheet in book:
        assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (int(sheet.page_setup.fitToWidth), int(sheet.page_setup.fitToHeight)) == (1, 0)
        assert sheet.print_title_rows == "$4:$4" and sheet.freeze_panes == "A5"
        assert sheet["B5"].alignment.wrap_text and sheet.column_dimensions["B"].width > 10
        assert sheet.auto_filter.ref.startswith("A4:")
    told = [cell.value for cell in book["Sổ đôn đốc"][5]]
    told[4] = told[4].date()
    assert told == ["Sở Y tế", "IV.1", 2, "quá hạn", TODAY, "Sở Y tế", "Đã gửi"]


def test_empty_tables_are_heads_only() -> None:
    book = opened(workbook(today=TODAY, title="x", items=[], reminders=[]))
    assert [sheet.max_row for sheet in book] == [4, 4]
    assert book.worksheets[0].auto_filter.ref == "A4:N4"


def test_a_text_longer_than_a_cell_is_cut() -> None:
    sheet = opened(workbook(today=TODAY, title="x", items=[line("á" * (LONGEST_TEXT + 5))])).active
    assert len(sheet["D5"].value) == LONGEST_TEXT


@settings(max_examples=60)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=30))
def test_any_text_comes_back_but_for_what_xml_cannot_hold(text: str) -> None:
    sheet = opened(workbook(today=TODAY, title="x", items=[line(text)])).active
    wanted = "".join(c for c in text if c in "\t\n\r" or c >= " ").replace("\r\n", "\n").replace("\r", "\n")
    assert (sheet["D5"].value or "") == wanted.replace("\ufffe", "").replace("\uffff", "")
