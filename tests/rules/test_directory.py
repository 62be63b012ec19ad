"""Finding a name among the bodies of one office."""

from datetime import date

import pytest

from rules.directory import Body, Directory, Found, Group

END = date(2025, 6, 30)
START = date(2025, 7, 1)
BEFORE, AFTER = date(2022, 5, 1), date(2026, 5, 1)

OFFICE = Directory(
    [
        Body(1, ("UBND tỉnh Lam Giang", "UBND tỉnh")),
        Body(2, ("Sở Y tế", "SYT")),
        Body(3, ("Công an tỉnh",)),
        Body(4, ("UBND thành phố Lam Giang",), "huyen", None, END),
        Body(5, ("UBND huyện Khe Ngàn",), "huyen", None, END),
        Body(6, ("UBND xã Tân Thành",), "xa", START),
        Body(7, ("UBND xã Tân Thạnh",), "xa", START),
        Body(8, ("UBND phường Bến Sỏi",), "xa", START),
        Body(9, ("Sở Kế hoạch và Đầu tư", "Sở KH&ĐT"), "tinh", None, date(2025, 2, 28)),
        Body(10, ("Sở Thông tin và Truyền thông",)),
        Body(11, ("Trung tâm Kiểm soát bệnh tật tỉnh", "CDC")),
        Body(12, ("Ban Chỉ đạo chuyển đổi số",), is_confirmed=False),
    ],
    [
        Group(1, ("UBND các huyện, thành phố",)),
        Group(2, ("UBND các xã, phường",)),
        Group(3, ("Các sở, ban, ngành",)),
        Group(4, ("UBND các xã",)),
        Group(5, ("UBND các huyện",)),
    ],
)


@pytest.mark.parametrize(
    ("name", "on", "found"),
    [
        ("Sở Y tế", BEFORE, Found(2, False, "exact")),
        ("SỞ Y TẾ", BEFORE, Found(2, False, "exact")),
        ("So Y te", BEFORE, Found(2, False, "folded")),
        ("SYT", BEFORE, Found(2, False, "alias")),
        ("Sở Y tế tỉnh Lam Giang", BEFORE, Found(2, False, "folded")),
        ("Sở Y tế (cơ quan thường trực)", BEFORE, Found(2, False, "folded")),
        ("Giám đốc Sở Y tế", BEFORE, Found(2, False, "folded")),
        ("Trung tâm Kiểm soát Bệnh tật", BEFORE, Found(11, False, "folded")),
        ("Sở Kế hoạch & Đầu tư", BEFORE, Found(9, False, "exact")),
        ("Sở Kế hoạch - Đầu tư", BEFORE, Found(9, False, "folded")),
        ("Sở Thông tin và Truyn thông", BEFORE, Found(10, False, "fuzzy")),
        ("UBND thành phố Lam Giang", BEFORE, Found(4, False, "exact")),
        ("Uỷ ban nhân dân tỉnh", BEFORE, Found(1, False, "alias")),
        ("UBND xã Tân Thạnh", AFTER, Found(7, False, "exact")),
        ("Các sở, ngành tỉnh", BEFORE, Found(3, True, "phrase")),
        ("các huyện, thành phố", BEFORE, Found(1, True, "phrase")),
        ("UBND các huyện, thị xã, thành phố", BEFORE, Found(1, True, "phrase")),
        ("UBND các huyện", BEFORE, Found(5, True, "exact")),
        ("các huyện trên địa bàn tỉnh", BEFORE, Found(5, True, "phrase")),
        ("các xã, phường, đặc khu của tỉnh Lam Giang", AFTER, Found(2, True, "phrase")),
    ],
)
def test_a_name_is_found_as_of_its_day(name: str, on: date, found: Found) -> None:
    assert OFFICE.find(name, on) == found


@pytest.mark.parametrize(
    ("name", "on"),
    [
        ("", BEFORE),
        ("Sở Kế hoạch và Đầu tư", AFTER),
        ("UBND huyện Khe Ngàn", AFTER),
        ("UBND xã Tân Thành", BEFORE),
        ("UBND xa Tan Thanh", AFTER),
        ("Công an thành phố Lam Giang", BEFORE),
        ("UBND phường Bến Són", AFTER),
        ("Sở Kế hoạh và Đầu tư", AFTER),
        ("các sở, ngành liên quan", BEFORE),
        ("UBND các xã, phường tỉnh Hạ Sơn", AFTER),
        ("Ban Chỉ đạo chuyển đổi sô liệu", BEFORE),
        ("CT", BEFORE),
    ],
)
def test_what_is_unsure_is_left_to_a_person(name: str, on: date) -> None:
    assert OFFICE.find(name, on) is None


def test_a_likeness_that_two_bodies_share_proves_nothing() -> None:
    twins = Directory(
        [Body(1, ("Hội Khuyến học tỉnh nhà",)), Body(2, ("Hội Khuyến học tỉnh nhàa",))],
        [],
    )
    assert twins.find("Hội Khuyến họcc tỉnh nhà", None) is None


def test_near_names_show_also_bodies_of_other_days() -> None:
    near = OFFICE.near("Sở Kế hoạch Đầu tư", AFTER, 3)
    assert (near[0].id, near[0].holds) == (9, False)
    assert len(near) <= 3
    assert [n.score for n in near] == sorted((n.score for n in near), reverse=True)


def test_units_are_told_by_their_committees_names() -> None:
    assert OFFICE.units({"huyen", "thanh-pho"}, BEFORE) == [4, 5]
    assert OFFICE.units({"huyen", "thanh-pho"}, AFTER) == []
    assert OFFICE.units({"xa", "phuong"}, AFTER) == [6, 7, 8]


def test_a_city_under_central_government_is_no_unit() -> None:
    assert Body(1, ("UBND thành phố Lam Giang",)).unit_kind == ""
    assert Body(1, ("UBND thành phố Lam Giang",), "huyen").unit_kind == "thanh-pho"
    assert Body(1, ("UBND thị xã Bến Sỏi",), "huyen").unit_kind == "thi-xa"
