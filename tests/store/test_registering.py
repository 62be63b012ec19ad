"""The registry changed by hand: names that mean one body, memberships with days, lists that find."""

from datetime import date
from typing import Any

import pytest
from sqlmodel import select

from models.agency import Agency, AgencyAlias, AgencyGroup
from models.errors import NotFound, Refused
from models.journal import AuditEvent
from store.agency_lists import AgencyFilter, find_agencies, group_lines, groups_with_counts, list_agencies
from store.database import reading, writing
from store.registering import (
    AgencyFields,
    add_agency,
    add_alias,
    add_member,
    confirm_agency,
    edit_agency,
    end_member,
    merge_agency,
    remove_alias,
)
from store.registry import ensure_agency, find_name, group_members
from tests.cast import Cast, item

TODAY = date(2026, 11, 23)


@pytest.fixture
def province(cast: Cast) -> Cast:
    cast.settle_province()
    return cast


def key(cast: Cast, code: str) -> int:
    with reading(cast.engine) as session:
        return session.exec(select(Agency.id).where(Agency.code == code)).one() or 0


def do(cast: Cast, act: Any, *args: Any, **more: Any) -> Any:
    with writing(cast.engine) as session:
        return act(session, *args, by="vanhanh", now=cast.at(TODAY), **more)


def said(cast: Cast) -> list[str]:
    with reading(cast.engine) as session:
        return [e.what for e in session.exec(select(AuditEvent))]


def test_a_new_body_makes_drafts_fit(province: Cast) -> None:
    plan = province.draft(item("Việc", "Sở Dân tộc và Tôn giáo", due=TODAY))
    row = do(province, add_agency, code="so-dan-toc", name="Sở Dân tộc và Tôn giáo")
    province.activate(plan)
    assert [o.agency_id for o in province.obligations(plan)] == [row.id]


@pytest.mark.parametrize(
    ("code", "name", "why"),
    [
        ("So Y", "Sở X", "Mã cơ quan gồm"),
        ("so-y-te", "Sở X", "đã có"),
        ("so-x", " ", "Chưa ghi tên"),
        ("so-x", "Sở Y tế", "Danh bạ đã có"),
    ],
)
def test_a_body_that_cannot_be_is_refused(province: Cast, code: str, name: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        do(province, add_agency, code=code, name=name)


def test_an_alias_means_one_body(province: Cast) -> None:
    noi_vu, y_te = key(province, "so-noi-vu"), key(province, "so-y-te")
    assert do(province, add_alias, noi_vu, "SNV") is True
    assert do(province, add_alias, noi_vu, "snv") is False
    with pytest.raises(Refused, match="đang là tên của"):
        do(province, add_alias, y_te, "SNV")
    with pytest.raises(Refused, match="đang là tên của"):
        do(province, add_alias, y_te, "sở nội vụ")
    with reading(province.engine) as session:
        assert find_name(session, "SNV", on=TODAY).agency_id == noi_vu
        alias = session.exec(select(AgencyAlias.id).where(AgencyAlias.agency_id == noi_vu)).one()
    with pytest.raises(NotFound):
        do(province, remove_alias, y_te, alias)
    do(province, remove_alias, noi_vu, alias)
    with reading(province.engine) as session:
        assert find_name(session, "SNV", on=TODAY).agency_id is None
    assert said(province) == ["agency.alias-added", "agency.alias-removed"]


def fields(**changes: Any) -> AgencyFields:
    known: dict[str, Any] = {"name": "Sở Nội vụ", "kind": "so", "level": "tinh", "is_ordered": True}
    return AgencyFields(**(known | changes))


def test_a_body_with_open_work_does_not_end_without_a_successor(province: Cast) -> None:
    plan = province.tracked_plan(item("Việc", "Sở Nội vụ", due=TODAY))
    body = key(province, "so-noi-vu")
    ended = fields(valid_to=date(2026, 11, 20))
    with pytest.raises(Refused, match="còn 1 phần việc"):
        do(province, edit_agency, body, ended, today=TODAY)
    province.finish(province.obligations(plan)[0], on=date(2026, 11, 12))
    assert do(province, edit_agency, body, ended, today=TODAY).valid_to == date(2026, 11, 20)
    with pytest.raises(Refused, match="đứng trước"):
        do(province, edit_agency, body, fields(valid_from=TODAY, valid_to=date(2026, 1, 1)), today=TODAY)


def test_saving_what_is_there_writes_nothing(province: Cast) -> None:
    do(province, edit_agency, key(province, "so-noi-vu"), fields(), today=TODAY)
    assert said(province) == []


def test_only_an_unconfirmed_body_is_merged_and_only_into_a_confirmed_one(province: Cast) -> None:
    with writing(province.engine) as session:
        made, other = (ensure_agency(session, n).id for n in ("Phòng Y Dược", "Phòng Y Dược cổ truyền"))
    more = {"today": TODAY, "calendar": province.office.calendar, "ladder": province.office.ladder}
    with pytest.raises(Refused, match="chưa xác nhận"):
        do(province, merge_agency, key(province, "so-noi-vu"), key(province, "so-y-te"), **more)
    with pytest.raises(Refused, match="Cơ quan nhận"):
        do(province, merge_agency, made, other, **more)
    do(province, confirm_agency, made)
    do(province, merge_agency, other, made, **more)
    assert said(province)[-2:] == ["agency.replaced", "agency.merged"]


def test_a_membership_has_days(province: Cast) -> None:
    with reading(province.engine) as session:
        group = session.exec(select(AgencyGroup.id)).one() or 0
    body, known = key(province, "so-y-te"), key(province, "xa-an-binh")
    do(province, add_member, group, body, valid_from=date(2026, 11, 20))
    with pytest.raises(Refused, match="đã ở trong khối"):
        do(province, add_member, group, known, valid_from=None)
    with pytest.raises(Refused, match="đứng trước ngày vào"):
        do(province, end_member, group, body, last_on=date(2026, 11, 1))
    do(province, end_member, group, known, last_on=date(2026, 11, 19))
    with reading(province.engine) as session:
        ids = [{a.id for a in group_members(session, group, date(2026, 11, d))} for d in (19, 20)]
        assert [(known in i, body in i) for i in ids] == [(True, False), (False, True)]
        assert len(group_lines(session, group)) == 4
        assert [n for _, n in groups_with_counts(session, today=TODAY)] == [3]
    do(province, add_member, group, known, valid_from=None)
    with reading(province.engine) as session:
        assert known in {a.id for a in group_members(session, group, TODAY)}


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("so noi vu", "Sở Nội vụ"),
        ("SNV", "Sở Nội vụ"),
        ("syt", "Sở Y tế"),
        ("ubnd xa an", "UBND xã An Bình"),
        ("mat tran", "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh"),
        ("sở nội vu tinh", "Sở Nội vụ"),
    ],
)
def test_an_agency_is_found_by_few_letters(province: Cast, query: str, first: str) -> None:
    with reading(province.engine) as session:
        assert find_agencies(session, query, on=TODAY)[0].name == first


def test_what_did_not_exist_that_day_is_not_offered(province: Cast) -> None:
    with writing(province.engine) as session:
        row = session.get_one(Agency, key(province, "so-noi-vu"))
        row.valid_to = date(2026, 11, 1)
        session.add(row)
    with reading(province.engine) as session:
        assert find_agencies(session, "Sở Nội vụ", on=TODAY) == []
        assert [a.name for a in find_agencies(session, "snv", on=date(2026, 10, 1))] == ["Sở Nội vụ"]
        assert find_agencies(session, " ", on=TODAY) == []


def test_the_list_counts_and_filters(province: Cast) -> None:
    province.tracked_plan(
        item("Một", "Sở Nội vụ", "Phòng Lạ", due=TODAY), item("Hai", "Sở Nội vụ", due=TODAY)
    )
    with writing(province.engine) as session:
        row = session.get_one(Agency, key(province, "so-noi-vu"))
        row.valid_to = date(2026, 11, 20)
        session.add(row)

    def names(chosen: AgencyFilter, query: str = "") -> list[tuple[str, int, int]]:
        with reading(province.engine) as session:
            found = list_agencies(session, query=query, chosen=chosen, today=TODAY, limit=50, offset=0)
        assert found.total == len(found.lines) == found.counts[chosen]
        return [(x.agency.name, x.open_count, x.contact_count) for x in found.lines]

    lost = [("Phòng Lạ", 1, 0)]
    assert names("no-contact") == names("unreached") == names("unconfirmed") == lost
    assert names("ended-open") == names("all", "snv") == [("Sở Nội vụ", 2, 1)]
    assert len(names("all")) == 8 and names("all", "không có") == []
    with reading(province.engine) as session:
        page = list_agencies(session, query="", chosen="all", today=TODAY, limit=3, offset=6)
    assert (len(page.lines), page.total) == (2, 8)
