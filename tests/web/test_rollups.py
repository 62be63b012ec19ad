"""The page of roll-ups: what is asked for stands in the address, sums, and is frozen with its hash."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from sqlalchemy import Engine, text
from sqlmodel import col, select

from models.journal import AuditEvent
from models.rollup import RollupSnapshot
from rules.periods import period_named
from rules.rollup import column_names, seal
from store.database import reading
from store.rollups import Question, answer
from tests.cast import Cast, item
from tests.web.conftest import TODAY, Browser, Furniture
from web.rollups import View, periods_offered

PAGE = "/tong-hop"


def tables(html: str) -> list[dict[str, list[str]]]:
    """Return every table of counts as row name -> cells, the sum as "Tổng cộng"."""
    found = []
    for table in re.findall(r'<table class="cards numbers">.*?</table>', html, re.S):
        rows = re.findall(r'<tr>\s*<th scope="row">(.*?)</th>(.*?)</tr>', table, re.S)
        plain = {unescape(re.sub(r"<[^>]+>", "", name)).strip(): cells for name, cells in rows}
        found.append(
            {
                name: [
                    re.sub(r"<[^>]+>", "", c).strip() for c in re.findall(r"<td[^>]*>(.*?)</td>", cells, re.S)
                ]
                for name, cells in plain.items()
            }
        )
    return found


@pytest.mark.parametrize("by", ["co-quan", "cap", "ke-hoach", "khoi"])
def test_every_view_sums_to_the_one_count(
    lead: Browser, engine: Engine, furniture: Furniture, by: str
) -> None:
    owners = tables(lead.get(f"{PAGE}?theo={by}").text)[0]
    with reading(engine) as session:
        whole = answer(session, Question(), as_of=TODAY, today=TODAY, fresh_days=30).owners.sum
    columns = column_names(in_period=False)
    assert owners["Tổng cộng"][: len(columns)] == [str(getattr(whole, name)) for name in columns]
    for place in range(len(columns)):
        rows = [int(cells[place]) for name, cells in owners.items() if name != "Tổng cộng"]
        assert sum(rows) == int(owners["Tổng cộng"][place])


def test_levels_and_groups_are_named_in_vietnamese(lead: Browser, cast: Cast, furniture: Furniture) -> None:
    levels = tables(lead.get(f"{PAGE}?theo=cap").text)[0]
    assert list(levels) == ["Cấp tỉnh", "Cấp xã", "Tổng cộng"]
    assert levels["Cấp xã"][0] == "3"
    groups = tables(lead.get(f"{PAGE}?theo=khoi").text)[0]
    assert set(groups) == {"UBND các xã, phường", "Giao trực tiếp, không qua khối", "Tổng cộng"}
    assert groups["UBND các xã, phường"][0] == "3"


def test_coordinators_stand_in_a_table_of_their_own(lead: Browser, cast: Cast, furniture: Furniture) -> None:
    before = tables(lead.get(PAGE).text)
    cast.tracked_plan(item("Phối hợp", "Sở Y tế", due=TODAY, coordinators=["Sở Nội vụ", "Sở Tài chính"]))
    html = lead.get(PAGE).text
    owners, coordinators = tables(html)
    assert len(before) == 1
    assert int(owners["Tổng cộng"][0]) == int(before[0]["Tổng cộng"][0]) + 1
    assert set(coordinators) == {"Sở Nội vụ", "Sở Tài chính", "Tổng cộng"}
    assert "không tính vào bảng trên" in html


def test_a_period_has_the_columns_of_the_real_forms(lead: Browser, furniture: Furniture) -> None:
    html = lead.get(f"{PAGE}?ky=2026-11").text
    assert "Chuyển từ kỳ trước sang" in html and "Giao mới trong kỳ" in html
    assert "kỳ chưa hết, số liệu đến 23/11/2026" in html
    total = tables(html)[0]["Tổng cộng"]
    assert (total[0], total[1]) == ("0", total[2])
    decree = lead.get(f"{PAGE}?ky=2026-12&cach=nd09").text
    assert "từ 15/11/2026 đến 14/12/2026" in decree
    assert tables(decree)[0]["Tổng cộng"][:2] == [total[2], "0"]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("ky=2027-06", "chưa bắt đầu"),
        ("ky=thang-nay", "không phải một kỳ"),
        ("ky=2026-10&ngay=05/11/2026", "không thuộc tháng 10/2026"),
        ("ngay=32/13/2026", "không phải là ngày"),
    ],
)
def test_what_cannot_be_counted_is_told_beside_the_form(
    lead: Browser, furniture: Furniture, asked: str, words: str
) -> None:
    answered = lead.get(f"{PAGE}?{asked}")
    assert answered.status_code == 409
    assert words in answered.text and 'name="ky"' in answered.text


def freeze_page(lead: Browser, **asked: str) -> str:
    answered = lead.send(f"{PAGE}/chot", asked, page=PAGE)
    assert answered.status_code == 303, answered.text
    return answered.headers["location"]


def test_a_table_is_frozen_with_its_hash_and_who_did_it(
    lead: Browser, engine: Engine, cast: Cast, furniture: Furniture
) -> None:
    shown = tables(lead.get(f"{PAGE}?theo=cap").text)
    at = freeze_page(lead, theo="cap")
    for one in cast.obligations(furniture.active_plan, "Sở Nội vụ"):
        if one.status == "assigned":
            cast.move(one, "suspended", on=TODAY, by="lead", why="tạm dừng")
    with reading(engine) as session:
        (kept,) = session.exec(select(RollupSnapshot)).all()
        (told,) = session.exec(select(AuditEvent).where(col(AuditEvent.what) == "rollup.frozen")).all()
    assert (kept.scope, kept.plan_id, kept.as_of, kept.by) == ("level", None, TODAY, "Người lead")
    assert kept.sha256 == seal(kept.table) == told.detail["sha256"]
    frozen = lead.get(at).text
    assert kept.sha256 in frozen and "Người lead" in frozen and "Đã chốt" in frozen
    assert tables(frozen) == shown != tables(lead.get(f"{PAGE}?theo=cap").text)
    # Another scope has its own list.
    assert kept.sha256[:16] not in lead.get(PAGE).text
    assert kept.sha256[:16] in lead.get(f"{PAGE}?theo=cap").text


def test_a_past_day_is_the_frozen_table_or_told_to_be_from_the_journal(
    lead: Browser, cast: Cast, furniture: Furniture
) -> None:
    html = lead.get(f"{PAGE}?ngay=12/11/2026").text
    assert "dựng lại từ nhật ký" in html
    first = tables(html)
    freeze_page(lead, ngay="12/11/2026")
    again = lead.get(f"{PAGE}?ngay=12/11/2026").text
    assert "Chốt lúc" in again and "dựng lại" not in again
    assert tables(again) == first
    assert "chưa có phần việc nào" in lead.get(f"{PAGE}?ngay=01/01/2026").text


def test_a_changed_frozen_table_is_not_printed(lead: Browser, engine: Engine, furniture: Furniture) -> None:
    at = freeze_page(lead, ngay="12/11/2026")
    with engine.connect() as connection, connection.begin():
        was = connection.execute(text('SELECT CAST("table" AS text) FROM rollup_snapshot')).scalar_one()
        altered = was.replace('"total": 3', '"total": 2', 1)
        assert altered != was
        connection.execute(text('UPDATE rollup_snapshot SET "table" = :t'), {"t": altered})
    for address in (at, f"{PAGE}?ngay=12/11/2026"):
        answered = lead.get(address)
        assert answered.status_code == 409
        assert "đã bị sửa" in answered.text and not tables(answered.text)
    rebuilt = lead.get(f"{PAGE}?ngay=12/11/2026&nguon=nhat-ky")
    assert rebuilt.status_code == 200 and tables(rebuilt.text)
    assert "đã bị sửa, không in" in rebuilt.text


def test_a_day_to_come_is_not_frozen(lead: Browser, engine: Engine, furniture: Furniture) -> None:
    answered = lead.send(f"{PAGE}/chot", {"ngay": "30/11/2026"}, page=PAGE)
    assert answered.status_code == 409 and "chưa đến" in answered.text
    with reading(engine) as session:
        assert session.exec(select(RollupSnapshot)).all() == []


def test_a_frozen_table_of_another_scope_is_not_found(lead: Browser, furniture: Furniture) -> None:
    at = freeze_page(lead, theo="cap")
    assert lead.get(at.replace("theo=cap", "theo=khoi")).status_code == 404
    assert lead.get(f"{PAGE}?ban=999").status_code == 404


def test_only_the_lead_is_offered_to_freeze(sign_in: object, furniture: Furniture) -> None:
    shown = {role: sign_in(role).get(PAGE).text for role in ("lead", "leader", "operator")}  # type: ignore[operator]
    assert [("Chốt bảng này" in shown[role]) for role in ("lead", "leader", "operator")] == [
        True,
        False,
        False,
    ]


def test_the_periods_offered_have_begun_and_hold_the_one_asked_for() -> None:
    today = date(2026, 12, 20)
    for cut in ("lich", "nd09"):
        offered = periods_offered(View(period="2019-Q2", cut=cut), today)
        flat = [one for _, of_year in offered for one in of_year]
        assert all(one.first_on <= today for one in flat)
        assert "2019-Q2" in [one.name for one in flat]
    # By the decree January 2027 has begun on 15/12/2026.
    assert "2027-01" in [p.name for _, of_year in periods_offered(View(cut="nd09"), today) for p in of_year]
    assert period_named("2027-01", "nd09").first_on < today < TODAY + timedelta(days=30)
