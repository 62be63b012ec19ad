"""Further channels, quiet hours and summaries in a sheet of contacts: left, set, taken away, refused."""

import pytest

from models.errors import Refused
from rules.contact_columns import FURTHER, Kept, Wishes, clock_words, differing, read_wishes
from rules.contact_sheet import COLUMNS, FIRST, Change, Known, SheetRow, plan_import, read_rows, seal

KEPT = Kept(("outbox://phu",), ("21:00", "06:00"), summaries=True)
KNOWN = [Known(1, 10, "Văn thư", "officer", "outbox://cu", KEPT)]


def check(channel: str) -> None:
    if not channel.startswith("outbox://"):
        raise Refused("Kênh không dùng được.")


def wishes(**cells: str) -> Wishes:
    names = dict(zip(("k1", "k2", "k3", "k4", "tu", "den", "thu"), FURTHER, strict=True))
    return read_wishes({names[k]: v for k, v in cells.items()}, "outbox://cu", check_channel=check)


def judge(*further: str) -> Change:
    table = [list(COLUMNS), ["a", "", "Văn thư", "", "outbox://cu", *further]]
    (row,) = plan_import(
        read_rows(table), find_agency=lambda _: (10, "Sở A"), known=KNOWN, check_channel=check
    )
    return row


def test_empty_cells_and_missing_columns_wish_for_nothing() -> None:
    assert wishes() == Wishes()
    assert differing(Wishes(), KEPT) == []
    old = read_rows([list(FIRST), ["a", "", "Văn thư", "", "outbox://cu"]])
    assert old == read_rows([list(COLUMNS), ["a", "", "Văn thư", "", "outbox://cu", "", "", ""]])
    assert old == [SheetRow(2, "a", "", "Văn thư", "", "outbox://cu")]
    assert (judge().fate, judge().wishes) == ("same", Wishes())


@pytest.mark.parametrize(
    ("cells", "wanted"),
    [
        ({"k1": "outbox://a", "k3": "outbox://b"}, Wishes(fallbacks=("outbox://a", "outbox://b"))),
        ({"k1": "Không"}, Wishes(fallbacks=())),
        ({"tu": "21:00", "den": "7h30"}, Wishes(quiet=("21:00", "07:30"))),
        ({"tu": "21:00:00", "den": "0.25"}, Wishes(quiet=("21:00", "06:00"))),
        ({"tu": "không"}, Wishes(quiet=(None, None))),
        ({"tu": "không", "den": "KHÔNG"}, Wishes(quiet=(None, None))),
        ({"thu": "Có"}, Wishes(summaries=True)),
        ({"thu": "khong"}, Wishes(summaries=False)),
    ],
)
def test_what_a_row_wishes_for(cells: dict[str, str], wanted: Wishes) -> None:
    assert wishes(**cells) == wanted


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"k2": "json://x"}, "Cột “Kênh dự phòng 2”: Kênh không dùng được."),
        ({"k1": "outbox://cu"}, "Cột “Kênh dự phòng 1”: trùng với cột “Kênh liên hệ”."),
        (
            {"k1": "outbox://a", "k4": "outbox://a"},
            "Cột “Kênh dự phòng 4”: trùng với cột “Kênh dự phòng 1”.",
        ),
        ({"k1": "không", "k2": "outbox://a"}, "Cột “Kênh dự phòng 1”: Kênh không dùng được."),
        ({"tu": "21:00"}, "Cột “Yên lặng đến”: giờ yên lặng cần đủ hai giờ"),
        ({"den": "06:00"}, "Cột “Yên lặng từ”: giờ yên lặng cần đủ hai giờ"),
        ({"tu": "tối", "den": "06:00"}, "Cột “Yên lặng từ”: “tối” không phải là giờ"),
        ({"tu": "21:00", "den": "25:00"}, "Cột “Yên lặng đến”: “25:00” không phải là giờ"),
        ({"tu": "-", "den": "-"}, "Cột “Yên lặng từ”: “-” không phải là giờ"),
        ({"tu": "21:00", "den": "không"}, "Cột “Yên lặng đến”: “không” không phải là giờ"),
        ({"tu": "21:00", "den": "21:00"}, "Cột “Yên lặng từ”: Giờ bắt đầu và giờ kết thúc trùng nhau."),
        ({"tu": "07:00", "den": "17:30"}, "Cột “Yên lặng từ”: Giờ yên lặng phủ gần hết giờ gửi"),
        ({"thu": "đôi khi"}, "Cột “Thư tổng hợp”: “đôi khi” không phải “có” hay “không”."),
    ],
)
def test_what_is_wrong_is_told_by_its_column(cells: dict[str, str], said: str) -> None:
    with pytest.raises(Refused) as fault:
        wishes(**cells)
    assert fault.value.sentence.startswith(said)


@pytest.mark.parametrize(
    ("further", "fate", "why"),
    [
        (("outbox://phu",), "same", ""),
        (("outbox://khac",), "change", "Đổi kênh dự phòng."),
        (("không",), "change", "Đổi kênh dự phòng."),
        (("", "", "", "", "21:00", "06:00", "có"), "same", ""),
        (("", "", "", "", "không", "", "không"), "change", "Đổi giờ yên lặng, nhận thư tổng hợp."),
        (("json://x",), "refuse", "Cột “Kênh dự phòng 1”: Kênh không dùng được."),
    ],
)
def test_what_becomes_of_a_row_with_further_cells(further: tuple[str, ...], fate: str, why: str) -> None:
    one = judge(*further)
    assert (one.number, one.fate) == (2, fate) and one.why.startswith(why)


def test_no_further_address_is_shown_whole_or_kept_of_a_refused_row() -> None:
    shown, refused = judge("outbox://bi-mat-lam"), judge("outbox://bi-mat-lam", "json://x")
    assert not any("bi-mat" in words for words in shown.shown_wishes) and len(shown.shown_wishes) == 1
    assert refused.wishes == Wishes() and "bi-mat" not in refused.why
    assert judge("không", "", "", "", "không", "", "không").shown_wishes == [
        "không có kênh dự phòng",
        "không có giờ yên lặng",
        "không nhận thư tổng hợp",
    ]


def test_the_seal_changes_with_a_further_cell() -> None:
    rows = [judge(), judge("outbox://x"), judge("", "", "", "", "20:00", "06:00"), judge(*[""] * 6, "không")]
    assert len({seal([one]) for one in rows}) == len(rows)


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("08:00:00", "08:00"),
        ("20:59:59", "21:00"),
        ("0.875", "21:00"),
        ("0,3333333333", "08:00"),
        (".5", "12:00"),
        ("8h00", "8h00"),
        ("0.x", "0.x"),
        ("21", "21"),
    ],
)
def test_times_are_read_as_excel_and_csv_write_them(cell: str, told: str) -> None:
    assert clock_words(cell) == told
