"""Who takes what over, decided without a database."""

from datetime import date

import pytest

from models.errors import Refused
from rules.succession import Existence, Share, belongs, check_succession, last_day, pass_on

DAY = date(2026, 11, 16)


def share(number: int, status: str = "assigned", item: int = 1, part: str = "owner") -> Share:
    return Share(number, 1, item, part, "", status)


def test_finished_shares_are_left_where_they_are() -> None:
    assert pass_on([share(1, "done"), share(2, "withdrawn", item=2)], []) == []


@pytest.mark.parametrize(
    ("theirs", "fate"), [("assigned", "join"), ("done", "join"), ("withdrawn", "restore")]
)
def test_what_both_owe_becomes_one(theirs: str, fate: str) -> None:
    (found,) = pass_on([share(1)], [share(2, theirs)])
    assert (found.fate, found.into) == (fate, share(2, theirs))


def test_another_item_or_part_is_no_conflict() -> None:
    found = pass_on([share(1)], [share(2, item=2), share(3, part="coordinator")])
    assert [p.fate for p in found] == ["move"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (Existence(DAY, None), Existence(None, None), "chỉ có từ ngày"),
        (Existence(None, None), Existence(date(2026, 12, 1), None), "không tồn tại"),
        (Existence(None, None), Existence(None, DAY), "đã kết thúc"),
    ],
)
def test_a_body_takes_over_only_while_it_exists(old: Existence, new: Existence, said: str) -> None:
    with pytest.raises(Refused, match=said):
        check_succession(old, new, same=False, on=DAY, today=date(2026, 11, 20))


def test_an_end_never_moves_later() -> None:
    assert last_day(None, DAY) == date(2026, 11, 15)
    assert last_day(date(2025, 3, 1), DAY) == date(2025, 3, 1)


@pytest.mark.parametrize(
    ("group", "unit", "fits"),
    [
        ("UBND các huyện", "xa", False),
        ("UBND các huyện", "", False),
        ("UBND các xã, phường", "phuong", True),
        ("Các sở, ban, ngành", "", True),
        ("Ban chỉ đạo tiêm chủng", "xa", True),
    ],
)
def test_a_group_of_units_takes_in_its_kind_only(group: str, unit: str, fits: bool) -> None:
    assert belongs(group, unit) is fits
