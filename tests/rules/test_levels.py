"""Levels of government as roll-ups name them."""

import pytest

from rules.levels import LEVEL_NAMES, OTHER_LEVEL, level_name, level_place


@pytest.mark.parametrize(
    ("kind", "level", "words"),
    [
        ("so", "tinh", "Cấp tỉnh"),
        # The kind decides where the registry left the level at its default.
        ("ubnd-xa", "tinh", "Cấp xã"),
        ("ubnd-xa", "xa", "Cấp xã"),
        ("ubnd-huyen", "tinh", "Cấp huyện"),
        ("don-vi", "tinh", "Đơn vị trực thuộc sở, ngành"),
        ("khoi", "tinh", "Khối chưa mở ra từng cơ quan"),
        ("cong-an", "xa", "Cấp xã"),
        ("khac", "lien-tinh", OTHER_LEVEL),
    ],
)
def test_a_body_stands_at_one_level(kind: str, level: str, words: str) -> None:
    assert level_name(kind, level) == words


def test_levels_stand_from_the_highest_to_the_lowest_and_unknown_ones_last() -> None:
    names = [OTHER_LEVEL, *reversed(LEVEL_NAMES.values())]
    assert sorted(names, key=level_place) == [*LEVEL_NAMES.values(), OTHER_LEVEL]
