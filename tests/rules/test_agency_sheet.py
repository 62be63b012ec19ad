"""A sheet of agencies: what becomes of each row."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import Refused
from rules.agency_sheet import (
    COLUMNS,
    AgencyChange,
    AgencySheetRow,
    KnownAgency,
    code_of,
    plan_agencies,
    read_agency_rows,
    seal,
    tally,
)
from rules.levels import level_name

TODAY = date(2026, 11, 23)
HEALTH = KnownAgency(1, "so-y-te", "Sở Y tế", "so", "tinh", aliases=("SYT",))
HOME = KnownAgency(2, "so-noi-vu", "Sở Nội vụ", "so", "tinh", valid_from=date(2025, 3, 1))
KNOWN = (HEALTH, HOME)


def planned(*rows: AgencySheetRow, unfinished: dict[int, int] | None = None) -> list[AgencyChange]:
    return plan_agencies(rows, KNOWN, today=TODAY, unfinished=unfinished or {})


def row(number: int = 2, **cells: object) -> AgencySheetRow:
    return AgencySheetRow(number, **cells)  # type: ignore[arg-type]


def test_the_header_is_found_below_titles_and_by_other_words() -> None:
    rows = read_agency_rows(
        [
            ("DANH SÁCH CƠ QUAN",),
            ("STT", "Tên đơn vị", "Viết tắt", "Trực thuộc", "Từ ngày"),
            ("1", "Chi cục Dân số", "CCDS; Chi cục DS", "Sở Y tế", "01/03/2025"),
            ("", "", "", "", ""),
        ]
    )
    assert rows == [
        row(
            3,
            name="Chi cục Dân số",
            aliases=("CCDS", "Chi cục DS"),
            parent="Sở Y tế",
            valid_from="01/03/2025",
        )
    ]
    assert len(read_agency_rows([tuple(COLUMNS.values()), ("a",)])) == 1
    for wrong in ([("Mã", "Cấp"), ("x", "y")], [("Tên cơ quan",)], []):
        with pytest.raises(Refused):
            read_agency_rows(wrong)


def test_a_new_body_takes_its_usual_values() -> None:
    (one,) = planned(row(name="UBND xã Đồng Vạt", aliases=("Xã Đồng Vạt",)))
    assert one.fate == "add" and one.new_aliases == ("Xã Đồng Vạt",)
    assert (one.body.code, one.body.kind, one.body.level) == ("ubnd-xa-dong-vat", "ubnd-xa", "xa")
    (one,) = planned(row(name="Bộ Y tế", level="trung ương"))
    assert level_name(one.body.kind, one.body.level) == "Trung ương"
    (one,) = planned(row(name="Chi cục Dân số", level="cấp tỉnh", kind="Đơn vị", parent="Sở Y tế"))
    assert (one.body.level, one.body.kind, one.body.parent) == ("tinh", "don-vi", "so-y-te")


def test_a_known_body_is_changed_where_the_sheet_says_otherwise_and_nowhere_else() -> None:
    same, named, dated = planned(
        row(2, code="so-y-te"),
        row(3, name="Sở Nội vụ", aliases=("SNV",)),
        row(4, name="Hội đồng X", valid_from="1/1/2026", valid_to="31/12/2026"),
    )
    assert same.fate == "same" and same.why == ""
    assert (named.fate, named.why) == ("change", "thêm tên: SNV")
    assert dated.body.valid_to == date(2026, 12, 31)
    (renamed,) = planned(row(code="so-y-te", name="Sở Y tế tỉnh", level="xa"))
    assert renamed.why == "tên cơ quan: Sở Y tế → Sở Y tế tỉnh; cấp: Cấp tỉnh → Cấp xã"


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"code": "Sai mã", "name": "X"}, "Mã “Sai mã” không đúng"),
        ({"name": ""}, "Chưa ghi tên"),
        ({"name": "X", "level": "làng"}, "Cấp “làng” không đúng"),
        ({"name": "X", "valid_from": "hôm qua"}, "không phải là ngày"),
        ({"name": "X", "valid_from": "2/1/2026", "valid_to": "1/1/2026"}, "đứng trước ngày bắt đầu"),
        ({"name": "X", "aliases": ("SYT",)}, "“SYT” đang là tên của “Sở Y tế”"),
        ({"code": "khac", "name": "Sở Y tế"}, "Tên này đã là của"),
        ({"name": "SYT"}, "Tên này đã là của"),
        ({"name": "X", "parent": "Sở Không Có"}, "Không rõ cơ quan cấp trên"),
        ({"code": "x", "name": "X", "parent": "x"}, "Cấp trên là chính nó"),
        ({"code": "so-noi-vu", "valid_to": "01/11/2026"}, "Còn 3 phần việc chưa xong"),
    ],
)
def test_a_row_that_cannot_stand_is_refused_in_a_sentence(cells: dict[str, object], why: str) -> None:
    (one,) = planned(row(**cells), unfinished={2: 3})
    assert one.fate == "refuse" and why in one.why


def test_parents_may_stand_in_any_row_and_no_body_hangs_on_a_refused_one() -> None:
    below, above, orphan, refused = planned(
        row(2, name="Phòng A", parent="Trung tâm B"),
        row(3, name="Trung tâm B", parent="so-y-te"),
        row(4, name="Phòng C", parent="trung-tam-d"),
        row(5, code="trung-tam-d", name="Trung tâm D", level="làng"),
    )
    assert (below.fate, below.body.parent) == ("add", "trung-tam-b") and above.fate == "add"
    assert orphan.fate == refused.fate == "refuse"
    ring = planned(row(2, code="a", name="A", parent="b"), row(3, code="b", name="B", parent="a"))
    assert "refuse" in {one.fate for one in ring} and "nối thành vòng" in " ".join(o.why for o in ring)


def test_of_rows_with_one_name_the_first_counts() -> None:
    first, second = planned(row(2, name="Sở X"), row(3, code="khac", name="sở x"))
    assert first.fate == "add" and second.why == "Trùng mã hoặc tên với dòng 2."


words = st.sampled_from(["", "a", "so-y-te", "Sở Y tế", "SYT", "Sở X", "xa", "01/11/2026", "b", "Phòng Đ"])


@given(st.lists(st.tuples(*[words] * 7), max_size=6))
def test_every_row_has_its_fate_and_what_is_taken_stands_together(cells: list[tuple[str, ...]]) -> None:
    rows = [
        AgencySheetRow(n, c[0], c[1], (c[2],) if c[2] else (), c[3], "", c[4], c[5], c[6])
        for n, c in enumerate(cells, 2)
    ]
    found = plan_agencies(rows, KNOWN, today=TODAY, unfinished={})
    assert [one.number for one in found] == [one.number for one in rows]
    assert sum(tally(found).values()) == len(rows) and len(seal(found)) == 64
    assert all(one.why for one in found if one.fate in ("refuse", "change"))
    taken = [one for one in found if one.fate in ("add", "change", "same")]
    codes = {one.code for one in KNOWN} | {one.body.code for one in taken}
    assert len({one.body.code for one in taken}) == len(taken)
    assert all(not one.body.parent or one.body.parent in codes for one in taken)


def test_codes_are_made_of_names() -> None:
    assert code_of("Sở Dân tộc và Tôn giáo") == "so-dan-toc-va-ton-giao"
    assert code_of("UBND phường Châu Sơn") == "ubnd-phuong-chau-son"
