"""Headings, rows and plans of an office's own tracking table."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.office import Office
from models.errors import Refused
from rules.table_columns import FIELDS, Heading, column_letter, find_heading, guess_field, mapped, read_map
from rules.table_plans import Cut, PlanFacts, TablePlan, make_plans
from rules.table_rows import State, TableRow, read_rows
from tests.cast import Cast

TODAY = date(2026, 11, 23)
HEAD = (
    "STT",
    "Nội dung nhiệm vụ",
    "Cơ quan chủ trì",
    "Phối hợp",
    "Thời hạn",
    "Tình trạng",
    "Ngày hoàn thành",
)


@pytest.fixture
def office(cast: Cast) -> Office:
    return cast.office


@pytest.mark.parametrize(
    ("title", "field"),
    [
        ("STT", "number"),
        ("TT", "number"),
        ("Nhiệm vụ được giao", "text"),
        ("Nội dung công việc", "text"),
        ("Cơ quan chủ trì thực hiện", "owners"),
        ("Đơn vị thực hiện", "owners"),
        ("Cơ quan, đơn vị phối hợp", "coordinators"),
        ("Thời hạn hoàn thành", "due"),
        ("Thời gian thực hiện", "due"),
        ("Hạn xử lý", "due"),
        ("Ngày hoàn thành", "done_on"),
        ("Thời gian hoàn thành thực tế", "done_on"),
        ("Văn bản giao (số, ngày)", "document"),
        ("Số, ký hiệu văn bản", "document"),
        ("Ngày ban hành", "document_on"),
        ("Tình trạng thực hiện", "status"),
        ("Tiến độ thực hiện", "status"),
        ("Tiến độ", "due"),
        ("Kết quả thực hiện", "result"),
        ("Sản phẩm", "deliverable"),
        ("Ghi chú", "note"),
        ("Khó khăn, vướng mắc", "note"),
        ("Số ngày quá hạn", ""),
        ("Lãnh đạo chỉ đạo", ""),
        ("", ""),
    ],
)
def test_a_heading_names_its_field(title: str, field: str) -> None:
    assert guess_field(title) == field


def test_a_heading_is_found_below_titles() -> None:
    rows = [("UBND TỈNH LAM GIANG",), ("BẢNG THEO DÕI NHIỆM VỤ",) * 7, (), HEAD, ("1", "Việc", "Sở Y tế")]
    found = find_heading(rows)
    assert found is not None and (found.first, found.last) == (3, 3)
    assert found.columns == ("number", "text", "owners", "coordinators", "due", "status", "done_on")


def test_a_heading_of_two_rows_is_read_over_its_merged_cells_and_over_empty_ones() -> None:
    low = ("STT", "Nhiệm vụ", "Chủ trì", "Phối hợp", "Ban đầu", "Gia hạn", "Đúng hạn", "Quá hạn")
    for upper in (
        (
            "STT",
            "Nhiệm vụ",
            "Đơn vị thực hiện",
            "Đơn vị thực hiện",
            "Thời hạn",
            "Thời hạn",
            *("Đã hoàn thành",) * 2,
        ),
        ("STT", "Nhiệm vụ", "Đơn vị thực hiện", "", "Thời hạn", "", "Đã hoàn thành", ""),
    ):
        found = find_heading([upper, low, ("1", "Việc", "Sở Y tế")])
        assert found is not None and (found.first, found.last) == (0, 1)
        assert found.columns == (
            "number",
            "text",
            "owners",
            "coordinators",
            "first_due",
            "due",
            "status",
            "status",
        )


def test_a_sheet_without_tasks_has_no_heading() -> None:
    assert (
        find_heading(
            [("TT", "Cơ quan, đơn vị", "Tổng số", "Hoàn thành đúng hạn"), ("1", "Sở Y tế", "4", "3")]
        )
        is None
    )
    assert find_heading([]) is None


def test_what_a_person_chose_stands_before_the_guess() -> None:
    heading = find_heading([HEAD])
    assert heading is not None
    assert mapped(heading, {3: "", 7: "note"}).columns[3::4] == ("", "note")
    with pytest.raises(Refused, match="Hai cột cùng được chọn"):
        mapped(heading, {3: "owners"})
    with pytest.raises(Refused, match="Không có loại cột"):
        mapped(heading, {3: "gì đó"})
    assert read_map("noi-dung=C, chu-tri=AA,=B") == {2: "text", 26: "owners", 1: ""}
    for wrong in ("noi-dung", "khong-co=C", "noi-dung=3", "noi-dung=ABC"):
        with pytest.raises(Refused):
            read_map(wrong)


@given(st.integers(0, 700))
def test_letters_of_columns_go_both_ways(place: int) -> None:
    assert read_map(f"stt={column_letter(place)}") == {place: "number"}


@given(
    st.lists(
        st.lists(
            st.sampled_from(["", "STT", "Nội dung", "Chủ trì", "Thời hạn", "1", "x", "a\nb"]), max_size=6
        )
    )
)
def test_no_table_is_a_fault_and_no_row_is_lost(rows: list[list[str]]) -> None:
    heading = find_heading(rows)
    if heading is None:
        return
    assert set(heading.columns) <= {*FIELDS, ""}
    found = read_rows(rows, heading, today=TODAY)
    numbers = [row.number for row in found]
    assert numbers == sorted(set(numbers))
    assert all(heading.last + 1 < n <= len(rows) for n in numbers)
    for row in found:
        assert row.task is not None or row.faults or row.title


def rows_of(*body: tuple[str, ...], head: tuple[str, ...] = HEAD) -> list[TableRow]:
    heading = find_heading([head, *body])
    assert heading is not None
    return read_rows([head, *body], heading, today=TODAY)


def state(*cells: str) -> tuple[State, tuple[str, ...]]:
    (row,) = rows_of(("1", "Việc", "Sở Y tế", "", *cells))
    assert row.task is not None
    return row.task.state, row.faults


def test_rows_are_tasks_titles_or_nothing() -> None:
    found = rows_of(
        ("(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)"),
        ("I", "Nhiệm vụ chung"),
        ("1", "Rà soát danh sách", "Sở Nội vụ", "Sở Tài chính", "30/11/2026"),
        ("",) * 7,
        HEAD,
        ("2", "", "Sở Nội vụ"),
        ("3", "Bố trí kinh phí", "nt", "", "“"),
        ("Tổng cộng", "", "", "", "2"),
    )
    assert [row.number for row in found] == [3, 4, 7, 8]
    assert found[0].title == "Nhiệm vụ chung" and found[2].faults == (
        "Không có nội dung nhiệm vụ nên không đọc.",
    )
    last = found[3].task
    assert last is not None and (last.owners, last.due) == ("Sở Nội vụ", "30/11/2026")


def test_finished_work_has_its_day_or_says_which_was_taken() -> None:
    assert state("16/11/2026", "Đã hoàn thành", "15/11/2026")[0].told_on == date(2026, 11, 15)
    found, faults = state("16/11/2026", "Hoàn thành đúng hạn", "")
    assert found.told_on == date(2026, 11, 16) and "lấy ngày hết hạn 16/11/2026" in faults[0]
    found, faults = state("16/11/2026", "Đã hoàn thành", "")
    assert found.told_on == TODAY and "lấy ngày nhập" in faults[0]
    found, faults = state("16/11/2026", "Đã hoàn thành", "30/11/2026")
    assert found.told_on == TODAY and "ở phía trước" in faults[0]
    assert state("", "", "15/11/2026")[0].status == "done"
    found, faults = state("", "Chưa hoàn thành", "15/11/2026")
    assert found.status == "assigned" and "theo tình trạng" in faults[0]


def test_a_day_granted_later_stands_beside_the_first_one() -> None:
    (row,) = rows_of(("1", "Việc", "Sở Y tế", "", "16/11/2026 (gia hạn đến 30/11/2026)"))
    assert row.task is not None and row.task.due == "16/11/2026"
    assert row.task.state.due_on == date(2026, 11, 30)


def test_unclear_words_are_told_and_kept() -> None:
    found, faults = state("", "Ông A theo dõi", "")
    assert found == State("in_progress", None, "Ông A theo dõi", words="Ông A theo dõi")
    assert "Không rõ tình trạng" in faults[0]
    (row,) = rows_of(("1", "Việc", "", "", "30/11/2026"))
    assert row.faults == ("Chưa ghi cơ quan chủ trì.",)


def test_a_ticked_column_says_its_heading() -> None:
    head = ("STT", "Nhiệm vụ", "Chủ trì", "Đã hoàn thành", "Đang thực hiện", "Thời hạn")
    first, second = rows_of(
        ("1", "A", "Sở Y tế", "x", "", "16/11/2026"), ("2", "B", "Sở Y tế", "", "x"), head=head
    )
    assert first.task and first.task.state.status == "done"
    assert second.task and second.task.state.words == "Đang thực hiện"


def bodies(cell: str, is_lead: bool) -> tuple[list[str], list[str]]:
    return [part.strip() for part in cell.split(";") if part.strip()], []


def plans_of(rows: list[TableRow], office: Office, cut: Cut = "one", **facts: object) -> list[TablePlan]:
    numbered = [(row, row.number, 1) for row in rows]
    return make_plans(
        numbered,
        cut=cut,
        facts=PlanFacts(**facts),  # type: ignore[arg-type]
        read_bodies=bodies,
        calendar=office.calendar,
    )


def test_one_plan_for_the_table_keeps_each_rows_document(office: Office) -> None:
    head = (*HEAD, "Văn bản giao")
    rows = rows_of(
        (
            "1",
            "A",
            "Sở Y tế; Sở Nội vụ",
            "Sở Tài chính; Sở Y tế",
            "Quý IV/2026",
            "",
            "",
            "Quyết định số 5/QĐ-UBND",
        ),
        ("2", "B", "Sở Y tế", "", "sớm nhất có thể"),
        head=head,
    )
    (plan,) = plans_of(rows, office, title="Bảng năm 2026", lead="Sở Y tế", issued_on=date(2026, 1, 5))
    first, second = plan.draft.items
    assert (plan.draft.title, plan.draft.form) == ("Bảng năm 2026", "bảng theo dõi")
    assert (first.owners, first.coordinators) == (("Sở Y tế", "Sở Nội vụ"), ("Sở Tài chính",))
    assert (
        first.deadline.due_on == date(2026, 12, 31)
        and first.details == "Văn bản giao: Quyết định số 5/QĐ-UBND"
    )
    assert second.deadline.question == "Không rõ thời hạn “sớm nhất có thể”."
    assert [len(states) for states in plan.states] == [3, 1]


def test_a_plan_for_each_document_is_called_as_the_document(office: Office) -> None:
    head = ("STT", "Nhiệm vụ", "Chủ trì", "Thời hạn", "Văn bản giao")
    words = "Kế hoạch số 12/KH-UBND ngày 02/11/2026 của UBND tỉnh Lam Giang"
    rows = rows_of(
        ("1", "A", "Sở Y tế", "", words),
        ("2", "B", "Sở Y tế", "", "15/QĐ-SYT"),
        ("3", "C", "Sở Y tế", "", words),
        ("4", "D", "Sở Y tế", "", ""),
        head=head,
    )
    found = plans_of(rows, office, "by-document", title="Khác", issued_on=date(2026, 1, 5))
    assert [(p.draft.form, p.draft.number, p.draft.issued_on, len(p.draft.items)) for p in found] == [
        ("kế hoạch", "12/KH-UBND", date(2026, 11, 2), 2),
        ("quyết định", "15/QĐ-SYT", date(2026, 1, 5), 1),
        ("bảng theo dõi", None, date(2026, 1, 5), 1),
    ]
    assert found[0].draft.issuer == "UBND tỉnh Lam Giang"


def test_a_group_title_with_a_number_is_the_document_of_its_rows(office: Office) -> None:
    rows = rows_of(
        ("I. Kế hoạch số 12/KH-UBND",),
        ("1", "A", "Sở Y tế"),
        ("II", "Chỉ thị số 3/CT-UBND"),
        ("2", "B", "Sở Y tế"),
    )
    found = plans_of(rows, office, "by-document")
    assert [p.draft.number for p in found] == ["12/KH-UBND", "3/CT-UBND"]


def test_rows_of_single_shares_come_together_in_one_item(office: Office) -> None:
    head = ("Mục", "Nhiệm vụ", "Cơ quan", "Tư cách", "Thời hạn", "Tình trạng", "Ngày báo cáo")
    rows = rows_of(
        ("1", "A", "Sở Y tế", "chủ trì", "16/11/2026", "Đã hoàn thành", "12/11/2026"),
        ("1", "A", "Sở Nội vụ", "phối hợp", "16/11/2026", "Mới giao", ""),
        ("1", "A", "Sở Tài chính", "chủ trì", "16/11/2026", "Mới giao", ""),
        ("1", "A", "Sở Y tế", "chủ trì", "16/12/2026", "Mới giao", ""),
        head=head,
    )
    (plan,) = plans_of(rows, office)
    first, second = plan.draft.items
    assert (first.owners, first.coordinators) == (("Sở Y tế", "Sở Tài chính"), ("Sở Nội vụ",))
    assert {(s.part, s.name, s.state.status) for s in plan.states[0]} == {
        ("owner", "Sở Y tế", "done"),
        ("coordinator", "Sở Nội vụ", "assigned"),
        ("owner", "Sở Tài chính", "assigned"),
    }
    assert second.owners == ("Sở Y tế",) and first.lines == (2, 4)


def test_a_heading_gives_the_cells_of_several_columns_together() -> None:
    heading = Heading(0, 0, ("text", "note", "note"), ("a", "b", "c"))
    assert heading.cell(("x", "1", "2"), "note") == "1; 2"
    assert heading.cell(("x",), "note") == "" and not heading.is_usable
