"""The shipped catalogue of bodies, and what a catalogue may say."""

from datetime import date, timedelta

import pytest

from config.settings import SHIPPED
from models.errors import BadSettings
from rules.bodies import BodyKind, Province, bodies_of
from rules.directory import Body, Directory
from rules.group_phrases import parse_group
from rules.naming import agency_key

CATALOGUE = (SHIPPED / "bodies.toml").read_text("utf-8")
PROVINCES = [Province("Hà Nội", True), Province("Hồ Chí Minh", True), Province("Đắk Nông", False)]
OLD, NEW = date(2022, 5, 1), date(2026, 5, 1)


def bodies(province: Province) -> dict[str, BodyKind]:
    return {b.code: b for b in bodies_of(CATALOGUE, province)[0]}


def directory(province: Province) -> Directory:
    found, _ = bodies_of(CATALOGUE, province)
    committee = "thành phố" if province.is_city else "tỉnh"
    rows = [Body(0, (f"UBND {committee} {province.name}",))]
    rows += [
        Body(i, (b.name, *b.aliases), "tinh", b.valid_from, b.valid_to) for i, b in enumerate(found, start=1)
    ]
    return Directory(rows, [])


@pytest.mark.parametrize("province", PROVINCES, ids=lambda p: p.name)
@pytest.mark.parametrize("on", [OLD, NEW], ids=str)
def test_every_name_and_alias_means_one_body_on_any_day(province: Province, on: date) -> None:
    found, _ = bodies_of(CATALOGUE, province)
    office = directory(province)
    for number, body in enumerate(found, start=1):
        if Body(number, (body.name,), "tinh", body.valid_from, body.valid_to).holds(on):
            for name in (body.name, *body.aliases):
                match = office.find(name, on)
                assert match is not None, name
                assert match.id == number, name


@pytest.mark.parametrize("province", PROVINCES, ids=lambda p: p.name)
def test_what_ended_in_2025_names_what_holds_the_day_after(province: Province) -> None:
    known = bodies(province)
    ended = [b for b in known.values() if b.valid_to is not None]
    assert len(ended) >= 9
    for body in ended:
        assert body.valid_to is not None
        after = body.valid_to + timedelta(days=1)
        assert body.heirs, body.code
        for heir in body.heirs:
            begun = known[heir.code].valid_from
            # The tax office began anew later, with the two tiers.
            assert begun is None or begun <= after or body.code == "cuc-thue"


def test_a_department_split_by_function_says_which_part_went_where() -> None:
    heirs = {h.code: h.scope for h in bodies(PROVINCES[2])["so-ldtbxh"].heirs}
    assert set(heirs) == {"so-noi-vu", "so-y-te", "so-gddt", "so-nnmt", "cong-an"}
    assert all(heirs.values())
    assert "trẻ em" in heirs["so-y-te"]


def test_cities_write_their_bodies_otherwise() -> None:
    assert bodies(PROVINCES[0])["cong-an"].name == "Công an Thành phố"
    assert bodies(PROVINCES[2])["cong-an"].name == "Công an tỉnh"
    assert bodies(PROVINCES[0])["ban-dan-van"].name == "Ban Dân vận Thành ủy"
    assert "Tỉnh đoàn" in bodies(PROVINCES[2])["doan-tn"].aliases
    assert "so-vhttdl" not in bodies(PROVINCES[0])
    assert "btl-thu-do" not in bodies(PROVINCES[2])


@pytest.mark.parametrize("short", ["CT", "TC", "TP", "NV", "KT", "TH", "NC", "TT", "YT", "XD"])
def test_a_short_form_of_many_meanings_means_nothing_by_itself(short: str) -> None:
    for province in PROVINCES:
        assert directory(province).find(short, OLD) is None


@pytest.mark.parametrize(
    ("short", "code"),
    [
        ("Sở CT", "so-cong-thuong"),
        ("Sở TP", "so-tu-phap"),
        ("Sở NN & PTNT", "so-nnptnt"),
        ("STC", "so-tai-chinh"),
    ],
)
def test_after_the_word_so_it_means_one_department(short: str, code: str) -> None:
    found, _ = bodies_of(CATALOGUE, PROVINCES[2])
    match = directory(PROVINCES[2]).find(short, OLD)
    assert match is not None
    assert found[match.id - 1].code == code


def test_groups_take_bodies_by_their_sets() -> None:
    found, groups = bodies_of(CATALOGUE, PROVINCES[2])
    members = {g.code: {b.code for b in found if g.takes(b)} for g in groups}
    assert {"so-y-te", "vp-ubnd", "thanh-tra"} <= members["cac-so"]
    assert members["so-ban-nganh"] == members["cac-so"] | members["ban-nganh"]
    assert members["so-ban-nganh-doan-the"] == members["so-ban-nganh"] | members["doan-the"]
    assert members["don-vi-so-y-te"] == {"cdc"}
    assert "so-ngoai-vu" not in members["cac-so"]


def test_groups_of_sets_are_named_as_plans_name_them() -> None:
    for group in bodies_of(CATALOGUE, PROVINCES[2])[1]:
        phrase = parse_group(group.name)
        assert group.children_of or (phrase is not None and phrase.kinds == group.sets)


def test_who_is_asked_and_who_is_ordered() -> None:
    known = bodies(PROVINCES[2])
    assert known["so-y-te"].is_ordered
    assert not any(known[c].is_ordered for c in ("mttq", "tinh-uy", "bchqs", "bhxh", "tand", "vnpt"))


def test_no_alias_repeats_its_own_name() -> None:
    for province in PROVINCES:
        for body in bodies(province).values():
            assert agency_key(body.name) not in {agency_key(a) for a in body.aliases}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("bodies = [", "sai"),
        ("groups = []", "bodies"),
        ('[[bodies]]\ncode = "a"\nname = "A"\n[[bodies]]\ncode = "a"\nname = "B"', "lặp lại: a"),
        ('[[bodies]]\ncode = "a"\nname = "A"\nalias = ["x"]', "không có khóa alias"),
        ('[[bodies]]\ncode = "a"\nname = "A"\nparent = "b"', "không có mã b"),
        ('[[bodies]]\ncode = "a"\nname = "A"\nsuccessors = [{ code = "c" }]', "không có mã c"),
        ('[[bodies]]\ncode = "a"\nname = "A {no}"', "no"),
    ],
)
def test_a_bad_catalogue_names_its_fault(text: str, fault: str) -> None:
    with pytest.raises(BadSettings, match=fault):
        bodies_of(text, PROVINCES[0])
