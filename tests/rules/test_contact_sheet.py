"""What a sheet of contacts would change, row by row, with reasons."""

import pytest

from models.errors import NotFound, Refused
from rules.contact_sheet import COLUMNS, Change, Known, SheetRow, plan_import, read_rows, seal, tally

KNOWN = [
    Known(1, 10, "Văn thư", "officer", "outbox://cu"),
    Known(2, 10, "Giám đốc", "head", "outbox://gd"),
]


def find(row: SheetRow) -> tuple[int, str]:
    if row.code not in ("a", "b"):
        raise NotFound("Không có cơ quan.")
    return {"a": 10, "b": 20}[row.code], f"Sở {row.code}"


def check(channel: str) -> None:
    if not channel.startswith("outbox://"):
        raise Refused("Kênh không dùng được.")


def judge(*rows: tuple[str, str, str, str]) -> list[Change]:
    filled = [SheetRow(n, c, "", name, role, channel) for n, (c, name, role, channel) in enumerate(rows, 2)]
    return plan_import(filled, find_agency=find, known=KNOWN, check_channel=check)


@pytest.mark.parametrize(
    ("row", "fate", "contact", "why"),
    [
        (("a", "Văn thư", "", "outbox://cu"), "same", 1, ""),
        (("a", "Văn thư mới", "", "outbox://cu"), "change", 1, "Đổi tên."),
        (("a", "van thu", "", "outbox://moi"), "change", 1, "Đổi tên, kênh."),
        (("a", "Giám đốc", "Thủ trưởng", "outbox://gd2"), "change", 2, "Đổi kênh."),
        (("a", "Người khác", "", "outbox://moi"), "add", 0, ""),
        (("b", "Văn thư", "", "outbox://cu"), "add", 0, ""),
        (("c", "Văn thư", "", "outbox://cu"), "refuse", 0, "Không có cơ quan."),
        (("a", "Văn thư", "vua", "outbox://cu"), "refuse", 0, "Không có vai trò “vua”."),
        (("a", "Văn thư", "", "json://x"), "refuse", 0, "Kênh không dùng được."),
        (("a", "Văn thư", "", "=cmd()"), "refuse", 0, "Kênh không dùng được."),
        (("a", "", "", "outbox://cu"), "refuse", 0, "Chưa ghi tên người liên hệ."),
        (("a", "Văn thư", "", ""), "refuse", 0, "Chưa ghi kênh liên hệ."),
    ],
)
def test_what_becomes_of_a_row(row: tuple[str, str, str, str], fate: str, contact: int, why: str) -> None:
    (one,) = judge(row)
    assert (one.fate, one.contact_id) == (fate, contact)
    assert one.why.startswith(why)


def test_the_same_address_twice_is_taken_once() -> None:
    first, second = judge(("b", "Một", "", "outbox://x"), ("b", "Hai", "", "outbox://x"))
    assert (first.fate, second.fate, second.why) == ("add", "refuse", "Trùng với dòng 2.")


def test_one_known_contact_is_not_changed_by_two_rows() -> None:
    first, second = judge(("a", "Văn thư", "", "outbox://m1"), ("a", "Văn thư", "", "outbox://m2"))
    assert [(c.fate, c.contact_id) for c in (first, second)] == [("change", 1), ("add", 0)]


def test_no_address_of_a_refused_row_is_kept_and_none_is_shown_whole() -> None:
    refused, added = judge(("c", "X", "", "outbox://bi-mat-lam"), ("a", "Y", "", "outbox://bi-mat-lam"))
    assert refused.channel == "" and "bi-mat" not in added.shown_channel


def test_the_seal_changes_with_any_change() -> None:
    seals = {seal(judge(("a", name, "", "outbox://cu"))) for name in ("Một", "Hai", "Văn thư")}
    assert len(seals) == 3
    assert dict(tally(judge(("a", "Văn thư", "", "outbox://cu")))) == {
        "add": 0,
        "change": 0,
        "same": 1,
        "refuse": 0,
    }


def test_columns_are_found_by_name_in_any_order() -> None:
    table = [
        ["KENH LIEN HE", "ghi chú", "Người liên hệ", "Mã cơ quan"],
        ["outbox://x", "", "Văn thư", "a"],
        ["", "", "", "b"],
        ["outbox://y"],
    ]
    rows = read_rows(table)
    assert rows == [
        SheetRow(2, "a", "", "Văn thư", "", "outbox://x"),
        SheetRow(4, "", "", "", "", "outbox://y"),
    ]


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ([], "không có dòng nào"),
        ([["Mã cơ quan", "Người liên hệ"]], "thiếu cột: Kênh liên hệ"),
        ([["Người liên hệ", "Kênh liên hệ"]], "thiếu cột: Mã cơ quan"),
        ([list(COLUMNS), ["a", "Sở A", "", "", ""]], "chưa có dòng nào được điền"),
    ],
)
def test_a_sheet_that_cannot_be_taken_says_why(table: list[list[str]], said: str) -> None:
    with pytest.raises(Refused, match=said):
        read_rows(table)
