"""Keys that join what is one name and part what is two."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.naming import (
    agency_key,
    fold,
    is_group_name,
    kind_of,
    loose_key,
    plain_key,
    resemblance,
    without_province,
)

WORDS = st.sampled_from(
    ["Sở Y tế", "Nội vụ", "Khoa học", "hòa", "thủy", "Văn hóa", "Đắk Nông", "Đào tạo", "Ủy ban", "xã Quỳnh"]
)
NAMES = st.lists(WORDS, min_size=1, max_size=8).map(" ".join)
LETTERS = st.text("aăâeêioôơuưyđbcghklmnpqrstvxàáảãạằắẳẵặềếểễệỳýỷỹỵ -&.,'", max_size=40)


@given(NAMES | LETTERS)
def test_folding_twice_is_folding_once(name: str) -> None:
    assert fold(fold(name)) == fold(name)


@given(NAMES)
def test_the_way_of_typing_diacritics_changes_no_key(name: str) -> None:
    apart = unicodedata.normalize("NFD", name)
    for key in (fold, agency_key, plain_key):
        assert key(apart) == key(name) == key(name.upper())


@given(NAMES, st.sampled_from(["  ", "\t", "\n ", " "]))
def test_spaces_change_no_key(name: str, gap: str) -> None:
    assert plain_key(name.replace(" ", gap)) == plain_key(name)
    assert agency_key(name.replace(" ", gap)) == agency_key(name)


@given(NAMES, NAMES)
def test_hyphen_ampersand_and_va_are_one_in_the_loose_key(first: str, second: str) -> None:
    keys = {loose_key(agency_key(f"{first}{link}{second}")) for link in (" - ", " & ", "&", " và ", ", ")}
    assert len(keys) == 1


@given(NAMES | LETTERS, NAMES | LETTERS)
def test_resemblance_has_no_direction_and_stays_within_its_scale(one: str, other: str) -> None:
    a, b = agency_key(one), agency_key(other)
    assert resemblance(a, b) == pytest.approx(resemblance(b, a))
    assert 0 <= resemblance(a, b) <= 100
    assert resemblance(a, a) == 100


@pytest.mark.parametrize(
    ("one", "other"),
    [("hoà", "hòa"), ("uỷ ban", "ủy ban"), ("Thuỷ Nguyên", "Thủy Nguyên"), ("khoẻ", "khỏe"), ("quý", "quý")],
)
def test_where_the_tone_stands_does_not_matter(one: str, other: str) -> None:
    assert plain_key(one) == plain_key(other)


@pytest.mark.parametrize(("one", "other"), [("Cẩm Giang", "Cẩm Giàng"), ("Tân Thành", "Tân Thạnh")])
def test_neighbours_that_differ_in_a_mark_stay_two_in_the_plain_key(one: str, other: str) -> None:
    assert plain_key(one) != plain_key(other)
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Quy Nhơn", "Qui Nhơn"), ("Mỹ Đức", "Mĩ Đức"), ("Sở Khoa học - Công nghệ", "Sở Khoa học và Công nghệ")],
)
def test_two_spellings_are_one_in_the_loose_key(one: str, other: str) -> None:
    assert loose_key(agency_key(one)) == loose_key(agency_key(other))


def test_thuy_and_thui_are_two_syllables() -> None:
    assert loose_key("thuy") != loose_key("thui")


def test_short_forms_are_written_out() -> None:
    assert agency_key("UBND TP. Hà Nội") == agency_key("Ủy ban nhân dân thành phố Hà Nội")
    assert plain_key("UBND TP Hà Nội") == plain_key("Uỷ ban nhân dân thành phố Hà Nội")
    assert without_province(agency_key("Sở Y tế tỉnh Lam Giang")) == "so y te"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sở Thông tin và Truyn thông", "Sở Thông tin và Truyền thông"),
        ("Sở Tài chinb", "Sở Tài chính"),
        ("UBND huyện Đắk R Lấp", "UBND huyện Đắk RLấp"),
        ("Trung tâm Kiểm soát bệnh tât", "Trung tâm Kiểm soát bệnh tật"),
    ],
)
def test_a_slip_is_near_enough(one: str, other: str) -> None:
    assert resemblance(agency_key(one), agency_key(other)) >= 90


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sở Nội vụ", "Sở Ngoại vụ"),
        ("Ban Dân tộc", "Ban Dân vận"),
        ("UBND xã An Bình", "UBND xã An Ninh"),
        ("UBND xã An Bình Thượng", "UBND xã An Ninh Thượng"),
        ("UBND phường Đông Hải", "UBND phường Đông Hà"),
        ("Trung tâm Y tế khu vực Bến Sỏi", "Trung tâm Y tế khu vực Bến Són"),
        ("Sở Văn hóa và Thể thao", "Sở Văn hóa, Thể thao và Du lịch"),
    ],
)
def test_two_bodies_of_like_names_are_never_taken_for_one(one: str, other: str) -> None:
    assert resemblance(agency_key(one), agency_key(other)) < 90


@pytest.mark.parametrize(
    "name",
    ["UBND các xã, phường", "Ủy ban nhân dân quận/huyện", "sở, ban, ngành", "UBND cấp xã", "các đơn vị"],
)
def test_groups_are_told_from_bodies(name: str) -> None:
    assert is_group_name(name)


@pytest.mark.parametrize(
    "name", ["Sở Văn hóa, Thể thao và Du lịch", "UBND xã An Bình", "Sở Nội vụ (Ban Thi đua, Khen thưởng)"]
)
def test_bodies_are_told_from_groups(name: str) -> None:
    assert not is_group_name(name)


def test_the_first_words_tell_the_kind() -> None:
    assert [kind_of(n) for n in ("Sở Y tế", "UBND phường X", "Hội Nông dân", "Tổ dân phố")] == [
        "so",
        "ubnd-xa",
        "doan-the",
        "khac",
    ]
