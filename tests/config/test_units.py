"""The generated administrative units: totals that are publicly known, and that nothing dangles."""

from datetime import date

import pytest

from config.units import FOLDER, followers, province_units, units
from models.errors import NotFound

TWO_TIERS = date(2025, 7, 1)


def number(level: str, on: date, parent: str | None = None) -> int:
    return sum(u.level == level and u.holds(on) and parent in (None, u.parent) for u in units())


@pytest.mark.parametrize(
    ("on", "provinces", "districts", "communes"),
    [
        (date(2019, 1, 15), 63, 713, 0),
        (date(2020, 1, 15), 63, 711, 0),
        (date(2020, 3, 15), 63, 707, 0),
        (date(2021, 1, 1), 63, 705, 0),
        (date(2024, 8, 31), 63, 705, 0),
        (date(2024, 12, 31), 63, 701, 0),
        (date(2025, 1, 1), 63, 696, 0),
        (date(2025, 6, 30), 63, 696, 0),
        (TWO_TIERS, 34, 0, 3321),
    ],
)
def test_totals_of_the_country(on: date, provinces: int, districts: int, communes: int) -> None:
    found = (number("province", on), number("district", on), number("commune", on))
    assert found == (provinces, districts, communes)


@pytest.mark.parametrize(
    ("province", "on", "count"),
    [
        ("Hà Nội", date(2022, 2, 10), 30),
        ("Đắk Nông", date(2021, 11, 18), 8),
        ("Thái Nguyên", date(2021, 12, 1), 9),
        ("Thanh Hóa", date(2020, 6, 30), 27),
        ("Thanh Hóa", date(2024, 12, 31), 27),
        ("Thanh Hóa", date(2025, 1, 1), 26),
        ("Thành phố Hồ Chí Minh", date(2021, 1, 1), 22),
        ("Hà Nội", TWO_TIERS, 0),
    ],
)
def test_districts_of_a_province(province: str, on: date, count: int) -> None:
    assert sum(u.holds(on) for u in province_units(province).districts) == count


@pytest.mark.parametrize(
    ("province", "count", "wards"),
    [
        ("Hà Nội", 126, 51),
        ("Thanh Hóa", 166, 19),
        ("Thái Nguyên", 92, 15),
        ("Lâm Đồng", 124, 20),
        ("Đắk Nông", 124, 20),
        ("Bắc Kạn", 92, 15),
        ("TP. Hồ Chí Minh", 168, 113),
    ],
)
def test_communes_of_a_province_as_merged(province: str, count: int, wards: int) -> None:
    found = province_units(province).communes
    assert (len(found), sum(u.kind == "phuong" for u in found)) == (count, wards)


def test_kinds_of_communes() -> None:
    kinds = [u.kind for u in units() if u.level == "commune"]
    assert {k: kinds.count(k) for k in set(kinds)} == {"phuong": 687, "xa": 2621, "dac-khu": 13}


def test_no_day_has_one_unit_twice() -> None:
    for on in (date(2019, 6, 1), date(2020, 2, 15), date(2022, 4, 10), date(2025, 1, 1), TWO_TIERS):
        there = [(len(u.code), u.code) for u in units() if u.holds(on)]
        assert len(there) == len(set(there))


def test_every_unit_has_a_province_on_its_first_and_last_day() -> None:
    provinces = [u for u in units() if u.level == "province"]
    for unit in units():
        if unit.level != "province":
            for day in (unit.valid_from or date(2019, 1, 1), unit.valid_to or TWO_TIERS):
                assert [p for p in provinces if p.code == unit.parent and p.holds(day)], unit


def test_every_unit_that_ended_has_followers() -> None:
    ended = [u for u in units() if u.valid_to is not None]
    assert ended
    for unit in ended:
        assert followers(unit), unit


def test_a_town_that_became_a_city_is_followed_by_it() -> None:
    found = {
        (u.full_name, u.valid_to) for u in province_units("Thái Nguyên").districts if u.name == "Phổ Yên"
    }
    assert found == {("thị xã Phổ Yên", date(2022, 4, 9)), ("thành phố Phổ Yên", date(2025, 6, 30))}


def test_a_district_is_followed_by_its_communes() -> None:
    (cu_jut,) = [u for u in province_units("Đắk Nông").districts if u.name == "Cư Jút"]
    assert "xã Cư Jút" in {u.full_name for u in followers(cu_jut)}
    assert {u.parent for u in followers(cu_jut)} == {"68"}


def test_a_province_that_changed_keeps_its_states_in_order() -> None:
    states = [u.full_name for u in province_units("Huế").states]
    assert states == ["tỉnh Thừa Thiên Huế", "thành phố Huế"]
    assert [u.full_name for u in province_units("Đắk Nông").states] == ["tỉnh Đắk Nông", "tỉnh Lâm Đồng"]


def test_an_unknown_province_is_said_to_be_unknown() -> None:
    with pytest.raises(NotFound, match="Lam Giang"):
        province_units("Lam Giang")


def test_the_data_stay_small_and_sorted() -> None:
    lines = (FOLDER / "units.tsv").read_text("utf-8").splitlines()[1:]
    keys = [(len(c[0]), c[0], c[4]) for c in (line.split("\t") for line in lines)]
    assert keys == sorted(keys)
    assert sum(p.stat().st_size for p in FOLDER.glob("*.tsv")) < 1_000_000
