"""The registry of one office: seeding it, finding names in it as of a day, successors."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from sqlalchemy import Engine, event
from sqlmodel import Session, col, func, select

from models.agency import Agency, AgencyAlias, AgencyGroup, AgencyGroupMember, AgencySuccessor
from models.errors import BadSettings, NotFound, Refused
from store.database import open_database, reading, writing
from store.registry import (
    agency_by_code,
    candidates,
    ensure_agency,
    expand,
    find_name,
    group_members,
    load_registry,
    successors,
)
from store.seeding import seed_province
from tests.databases import Template, databases

TODAY = date(2026, 11, 2)
Registry = Callable[[str], Engine]


@pytest.fixture(scope="module")
def registry(empty_database: Template[None], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    """Registries of provinces, each seeded once for this module; tests only read them."""
    home, made = tmp_path_factory.mktemp("registries"), {}

    def of(province: str) -> Engine:
        if province not in made:
            (folder := home / str(len(made))).mkdir()
            made[province] = open_database(empty_database.copy(folder))
            with writing(made[province]) as session:
                seed_province(session, province)
        return made[province]

    yield of
    for engine in made.values():
        databases.drop(engine)


def rows(session: Session) -> list[int]:
    tables = (Agency, AgencyAlias, AgencyGroup, AgencyGroupMember, AgencySuccessor)
    return [session.exec(select(func.count()).select_from(t)).one() for t in tables]


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    sent: list[str] = []

    def note(conn: object, cursor: object, statement: str, *rest: object) -> None:
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize(
    ("province", "phrase", "on", "count"),
    [
        ("Hà Nội", "UBND các quận, huyện, thị xã", date(2022, 2, 10), 30),
        ("Hà Nội", "Ủy ban nhân dân quận, huyện, thị xã", date(2022, 4, 29), 30),
        ("Hà Nội", "Các quận, huyện, thị xã", date(2022, 2, 10), 30),
        ("Hà Nội", "Chủ tịch UBND các quận", date(2022, 2, 10), 12),
        ("Hà Nội", "các thị xã, huyện trên địa bàn Thành phố", date(2022, 2, 10), 18),
        ("Hà Nội", "các xã, phường", date(2025, 7, 1), 126),
        ("Hà Nội", "UBND xã, phường, đặc khu", TODAY, 126),
        ("Hà Nội", "UBND các phường", TODAY, 51),
        ("Hà Nội", "UBND cấp xã", TODAY, 126),
        ("Hà Nội", "UBND các quận, huyện, thị xã", TODAY, 0),
        ("Hà Nội", "UBND các xã, phường, thị trấn", date(2022, 2, 10), 0),
        ("Hà Nội", "UBND các xã, phường tỉnh Hưng Yên", TODAY, 0),
        ("Đắk Nông", "UBND các huyện, thành phố", date(2021, 11, 18), 8),
        ("Đắk Nông", "Giao Ủy ban nhân dân các huyện, thành phố", date(2021, 11, 18), 8),
        ("Đắk Nông", "UBND các huyện: Cư Jút, Đắk R'Lấp", date(2021, 11, 18), 2),
        ("Đắk Nông", "các xã, phường, đặc khu trên địa bàn tỉnh", TODAY, 124),
        ("Thái Nguyên", "UBND các huyện, thị xã, thành phố", date(2021, 12, 1), 9),
        ("Thái Nguyên", "UBND các huyện, thành phố", date(2022, 4, 10), 9),
        ("Thanh Hóa", "các huyện, thị xã, thành phố", date(2020, 6, 10), 27),
        ("Thanh Hóa", "UBND các huyện, thị xã, thành phố", date(2025, 1, 1), 26),
        ("Thanh Hóa", "UBND các xã, phường", TODAY, 166),
    ],
)
def test_a_group_phrase_expands_as_of_the_day(
    registry: Registry, province: str, phrase: str, on: date, count: int
) -> None:
    with reading(registry(province)) as session:
        found = expand(session, phrase, on)
        assert len(found) == count
        assert [a.name for a in found] == sorted(a.name for a in found)
        match = find_name(session, phrase, on=on)
        if match.group_id is not None:
            assert {a.id for a in group_members(session, match.group_id, on)} == {a.id for a in found}


def test_a_phrase_over_two_levels_and_departments_expands_to_all_of_them(registry: Registry) -> None:
    on = date(2025, 6, 30)
    with reading(registry("Thái Nguyên")) as session:
        whole = expand(session, "Các sở, ban, ngành tỉnh, UBND các huyện, thành phố", on)
        parts = expand(session, "các sở, ban, ngành", on) + expand(session, "các huyện, thành phố", on)
        assert len(whole) == len({a.id for a in parts}) > 9 + 12


@pytest.mark.parametrize(
    "phrase", ["các sở, ngành liên quan", "các đơn vị liên quan", "các Sở, ban, ngành, đơn vị"]
)
def test_open_sets_are_never_expanded(registry: Registry, phrase: str) -> None:
    with reading(registry("Hà Nội")) as session:
        assert expand(session, phrase, TODAY) == []
        assert find_name(session, phrase, on=TODAY).how == ""


def test_departments_follow_the_day(registry: Registry) -> None:
    with reading(registry("Đắk Nông")) as session:
        before = {a.code for a in expand(session, "Các sở, ban, ngành", date(2025, 2, 28))}
        after = {a.code for a in expand(session, "Các sở, ban, ngành", date(2025, 3, 1))}
        assert {"so-khdt", "so-gtvt", "so-tnmt"} <= before - after
        assert "so-nnmt" in after - before
        listed = expand(session, "Các Sở: YT, NV, TC, TT&TT, GTVT", date(2022, 1, 1))
        assert {a.code for a in listed} == {"so-y-te", "so-noi-vu", "so-tai-chinh", "so-tttt", "so-gtvt"}


@pytest.mark.parametrize(
    ("name", "on", "code", "how"),
    [
        ("Sở Y tế", TODAY, "so-y-te", "exact"),
        ("Sở Khoa học - Công nghệ", TODAY, "so-khcn", "folded"),
        ("Sở KH&CN", TODAY, "so-khcn", "alias"),
        ("UBND huyện Cử Jút", date(2021, 1, 1), "ubnd-huyen-cu-jut", "folded"),
        ("huyện Đắk RLấp", date(2021, 1, 1), "ubnd-huyen-dak-r-lap", "alias"),
        ("Sở Giáo duc và Đào tao", TODAY, "so-gddt", "folded"),
        ("Sở Lao động - Thưong binh và Xã hộii", date(2021, 1, 1), "so-ldtbxh", "fuzzy"),
        ("UBND tỉnh", date(2021, 1, 1), "ubnd-tinh", "alias"),
        ("Bảo hiểm xã hội tỉnh Đắk Nông", date(2021, 1, 1), "bhxh", "folded"),
    ],
)
def test_a_body_is_found_as_of_the_day(registry: Registry, name: str, on: date, code: str, how: str) -> None:
    with reading(registry("Đắk Nông")) as session:
        found = find_name(session, name, on=on)
        assert found.how == how
        assert session.get_one(Agency, found.agency_id).code == code


def test_a_body_that_ended_is_a_question_that_shows_its_successors(registry: Registry) -> None:
    with reading(registry("Đắk Nông")) as session:
        assert find_name(session, "Sở Kế hoạch và Đầu tư", on=TODAY).how == ""
        best = candidates(session, "Sở Kế hoạch và Đầu tư", TODAY, limit=3)[0]
        assert (best.agency.code, best.score, best.holds) == ("so-khdt", 100.0, False)
        assert [(a.code, part) for a, part in successors(session, best.agency.id or 0, TODAY)] == [
            ("so-tai-chinh", "")
        ]


def test_work_split_by_function_shows_each_part(registry: Registry) -> None:
    with reading(registry("Đắk Nông")) as session:
        found = successors(session, agency_by_code(session, "so-ldtbxh").id or 0, TODAY)
        assert len(found) == 5
        assert all(part for _, part in found)


def test_a_district_is_followed_by_its_communes_and_a_town_by_what_followed_the_city(
    registry: Registry,
) -> None:
    with reading(registry("Đắk Nông")) as session:
        cu_jut = successors(session, agency_by_code(session, "ubnd-huyen-cu-jut").id or 0, TODAY)
        assert "UBND xã Cư Jút" in [a.name for a, _ in cu_jut]
        town = agency_by_code(session, "ubnd-thi-xa-gia-nghia").id or 0
        assert [a.name for a, _ in successors(session, town, date(2022, 1, 1))] == [
            "UBND thành phố Gia Nghĩa"
        ]
        later = successors(session, town, TODAY)
        assert len(later) > 1
        assert all(a.valid_to is None and part.startswith("địa bàn") for a, part in later)


def test_a_body_that_lives_on_has_no_successors(registry: Registry) -> None:
    with reading(registry("Hà Nội")) as session:
        assert successors(session, agency_by_code(session, "so-y-te").id or 0, TODAY) == []


def test_communes_that_differ_only_in_diacritics_are_told_apart(registry: Registry) -> None:
    with reading(registry("Hải Phòng")) as session:
        names = ("UBND xã Cẩm Giang", "UBND xã Cẩm Giàng")
        ids = [find_name(session, n, on=TODAY).agency_id for n in names]
        assert None not in ids
        assert len(set(ids)) == 2
        assert find_name(session, "UBND xa Cam Giang", on=TODAY).how == ""


def test_the_members_of_a_merged_province_are_the_named_ones_until_it_ended(registry: Registry) -> None:
    with reading(registry("Đắk Nông")) as session:
        top = agency_by_code(session, "ubnd-tinh")
        assert [a.name for a, _ in successors(session, top.id or 0, TODAY)] == ["UBND tỉnh Lâm Đồng"]
        commune = expand(session, "UBND các xã", TODAY)[0]
        assert session.get_one(Agency, commune.parent_id).name == "UBND tỉnh Lâm Đồng"


def test_seeding_twice_changes_nothing(engine: Engine) -> None:
    with writing(engine) as session:
        first = seed_province(session, "Thái Nguyên")
        before = rows(session)
    with writing(engine) as session:
        again = seed_province(session, "tỉnh Thái Nguyên")
        assert rows(session) == before
    assert (first.districts, first.communes) == (10, 92)
    assert first.agencies == again.agencies == before[0]
    assert (again.added, again.groups, again.successors, again.kept) == (0, 0, 0, first.added)


def test_seeding_from_a_day_leaves_out_what_had_ended(engine: Engine) -> None:
    with writing(engine) as session:
        tally = seed_province(session, "Hà Nội", date(2025, 7, 1))
        assert (tally.districts, tally.communes) == (0, 126)
        assert find_name(session, "Sở Kế hoạch và Đầu tư", on=None).how == ""


def test_the_offices_own_words_stay(engine: Engine) -> None:
    own = """
    agencies = [
      {code = "so-y-te", name = "Sở Y tế thành phố", aliases = ["SYT"]},
      {code = "xd", name = "Sở Xây dựng"},
    ]
    groups = [{code = "khoi", name = "UBND các quận, huyện, thị xã", members = ["xd"]}]
    """
    with writing(engine) as session:
        load_registry(session, own)
        seed_province(session, "Hà Nội")
        assert agency_by_code(session, "so-y-te").name == "Sở Y tế thành phố"
        found = find_name(session, "Sở Xây dựng", on=TODAY)
        assert session.get_one(Agency, found.agency_id).code == "xd"
        group = find_name(session, "UBND các quận, huyện, thị xã", on=date(2022, 1, 1))
        assert len(group_members(session, group.group_id or 0, date(2022, 1, 1))) == 31


def test_a_body_that_a_plan_brought_in_becomes_the_known_one(engine: Engine) -> None:
    with writing(engine) as session:
        made = ensure_agency(session, "Sở Y tế")
        assert not made.is_confirmed
        seed_province(session, "Hà Nội")
        assert find_name(session, "Sở Y tế", on=TODAY).agency_id == made.id
        assert made.is_confirmed
        load_registry(session, 'agencies = [{code = "moi-1", name = "Tổ công tác số 5"}]')
        other = ensure_agency(session, "Tổ công tác số 6")
        load_registry(session, 'agencies = [{code = "to-6", name = "Tổ công tác số 6"}]')
        assert agency_by_code(session, "to-6").id == other.id


def test_one_registry_serves_one_province(engine: Engine) -> None:
    with writing(engine) as session:
        seed_province(session, "Hà Nội")
    with writing(engine) as session, pytest.raises(Refused, match="Hà Nội"):
        seed_province(session, "Thanh Hóa")


def test_unknown_provinces_and_bad_catalogues_are_refused(engine: Engine) -> None:
    with writing(engine) as session:
        with pytest.raises(NotFound, match="Lam Giang"):
            seed_province(session, "Lam Giang")
        with pytest.raises(BadSettings, match="bodies"):
            seed_province(session, "Hà Nội", catalogue="x = 1")


def test_a_change_of_the_registry_shows_in_the_same_session(engine: Engine) -> None:
    with writing(engine) as session:
        assert find_name(session, "Chi cục Thủy sản", on=TODAY).how == ""
        load_registry(session, 'agencies = [{code = "cc", name = "Chi cục Thủy sản"}]')
        assert find_name(session, "Chi cục Thủy sản", on=TODAY).how == "exact"
        part = session.begin_nested()
        agency_by_code(session, "cc").name = "Chi cục Biển đảo"
        assert find_name(session, "Chi cục Biển đảo", on=TODAY).how == "exact"
        part.rollback()
        assert find_name(session, "Chi cục Biển đảo", on=TODAY).how == ""


def test_two_hundred_names_cost_one_reading_of_the_registry(registry: Registry) -> None:
    engine = registry("Hà Nội")
    with reading(engine) as session, statements(engine) as sent:
        names = session.exec(select(Agency.name).order_by(col(Agency.id)).limit(200)).all()
        for name in names:
            find_name(session, name, on=TODAY)
    asked = [s for s in sent if s.startswith("SELECT")]
    assert len(names) == 200
    assert len(asked) == 5
