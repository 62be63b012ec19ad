"""The grammar of phrases that name groups."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.group_phrases import (
    COMMUNE_KINDS,
    DISTRICT_KINDS,
    UNIT_WORDS,
    group_name,
    listed_names,
    parse_group,
)

DISTRICTS = frozenset(DISTRICT_KINDS)
COMMUNES = frozenset(COMMUNE_KINDS)
PROVINCIAL = frozenset({"so", "ban-nganh"})


@pytest.mark.parametrize(
    ("phrase", "kinds"),
    [
        ("UBND các quận, huyện, thị xã", {"quan", "huyen", "thi-xa"}),
        ("Các quận, huyện, thị xã", {"quan", "huyen", "thi-xa"}),
        ("Ủy ban nhân dân quận, huyện, thị xã", {"quan", "huyen", "thi-xa"}),
        ("Giao Uỷ ban nhân dân các huyện, thành phố", {"huyen", "thanh-pho"}),
        ("UBND các huyện, thị xã, thành phố tỉnh Lam Giang", {"huyen", "thi-xa", "thanh-pho"}),
        ("Chủ tịch UBND các huyện và thành phố", {"huyen", "thanh-pho"}),
        ("các xã, phường, đặc khu trên địa bàn tỉnh", {"xa", "phuong", "dac-khu"}),
        ("Ủy ban nhân dân phường/xã", {"xa", "phuong"}),
        ("UBND các phường", {"phuong"}),
        ("UBND cấp xã", COMMUNES),
        ("UBND cấp huyện", DISTRICTS),
        ("Các Sở, ban, ngành Thành phố", PROVINCIAL),
        ("các sở, ngành cấp tỉnh", PROVINCIAL),
        ("Thủ trưởng các sở, ban, ngành, đoàn thể tỉnh", PROVINCIAL | {"doan-the"}),
        ("tổ chức chính trị - xã hội", {"doan-the"}),
        ("Các sở, ban, ngành tỉnh, UBND các xã, phường", PROVINCIAL | {"xa", "phuong"}),
        (
            "UBND các quận, huyện, thị xã và xã, phường, thị trấn",
            {"quan", "huyen", "thi-xa", "xa", "phuong", "thi-tran"},
        ),
    ],
)
def test_a_phrase_comes_down_to_kinds(phrase: str, kinds: set[str]) -> None:
    found = parse_group(phrase)
    assert found is not None
    assert (found.kinds, found.is_open) == (frozenset(kinds), False)


@pytest.mark.parametrize(
    "phrase",
    [
        "các sở, ngành liên quan",
        "các đơn vị liên quan",
        "các cơ quan có liên quan",
        "các Sở, ban, ngành tỉnh có liên quan",
        "các Sở, ban, ngành, đơn vị",
        "các địa phương",
        "UBND các xã, phường liên quan",
    ],
)
def test_what_leaves_the_choice_open_is_open(phrase: str) -> None:
    found = parse_group(phrase)
    assert found is not None
    assert found.is_open


@pytest.mark.parametrize(
    "phrase",
    [
        "UBND huyện Cư Jút",
        "UBND xã",
        "Sở Y tế",
        "Sở Văn hóa, Thể thao và Du lịch",
        "UBND thành phố Gia Nghĩa",
        "đảng ủy các xã, thị trấn",
        "Trạm y tế phường/xã",
        "các xã, thị trấn trên địa bàn huyện",
        "các xã thuộc huyện Cư Jút",
        "Các đơn vị trực thuộc Sở Y tế",
        "",
    ],
)
def test_what_is_no_group_of_this_grammar_is_none(phrase: str) -> None:
    assert parse_group(phrase) is None


def test_the_place_that_a_phrase_names_is_kept() -> None:
    for phrase in ("UBND các xã, phường tỉnh Lam Giang", "các xã, phường của tỉnh Lam Giang"):
        found = parse_group(phrase)
        assert found is not None
        assert found.place == "lam giang"


@given(
    st.lists(st.sampled_from(sorted(UNIT_WORDS)), min_size=2, max_size=5, unique=True),
    st.sampled_from(["UBND các ", "Ủy ban nhân dân các ", "Các ", "ubnd ", "chủ tịch UBND các "]),
    st.sampled_from([", ", "; ", "/", ",", " , "]),
    st.sampled_from(["", " trên địa bàn tỉnh", " trên địa bàn thành phố"]),
)
def test_any_choice_of_kinds_in_any_order_and_wording_is_read(
    kinds: list[str], head: str, comma: str, tail: str
) -> None:
    found = parse_group(head + comma.join(UNIT_WORDS[k] for k in kinds) + tail)
    assert found is not None
    assert found.kinds == set(kinds)


def test_the_usual_wording_reads_back() -> None:
    for kinds in permutations(("xa", "phuong", "dac-khu")):
        found = parse_group(group_name(kinds))
        assert found is not None
        assert found.kinds == set(kinds)


@pytest.mark.parametrize(
    ("phrase", "names"),
    [
        ("UBND các huyện: Cư Jút, Đắk R'Lấp", ("UBND huyện Cư Jút", "UBND huyện Đắk R'Lấp")),
        ("Các Sở: YT, NV, TT&TT", ("Sở YT", "Sở NV", "Sở TT&TT")),
        ("Các sở, ngành: Y tế, Sở Nội vụ.", ("Sở Y tế", "Sở Nội vụ")),
        ("các Báo: Miền Ngược, Sông và Biển", ("Báo Miền Ngược", "Báo Sông và Biển")),
        (
            "Các Sở: Văn hóa, Thể thao và Du lịch; Y tế",
            ("Sở Văn hóa, Thể thao và Du lịch", "Sở Y tế"),
        ),
        ("UBND các huyện, thị xã: A, B", ()),
        ("Sở Y tế: chủ trì", ()),
        ("các đơn vị liên quan: A, B", ()),
        ("không có dấu", ()),
    ],
)
def test_a_list_after_a_colon_gives_full_names(phrase: str, names: tuple[str, ...]) -> None:
    assert listed_names(phrase) == names


@given(st.text(max_size=200))
def test_no_text_breaks_the_grammar(text: str) -> None:
    parse_group(text)
    listed_names(text)
