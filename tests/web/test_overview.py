"""The leader's screen: overdue by agency, the change in a week, what waits for a decision."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine

from store.database import writing
from tests.cast import Cast, item
from tests.web.conftest import TODAY, Browser, Furniture

THEN = TODAY - timedelta(days=7)


@pytest.fixture
def leader(sign_in: object) -> Browser:
    browser: Browser = sign_in("leader")  # type: ignore[operator]
    return browser


def lines(html: str) -> list[tuple[str, int, str]]:
    """Return (agency, overdue, change) of the ranking, in its order."""
    html = html.split('class="ranking"')[1].split("</table>")[0]
    rows = re.findall(r'<th scope="row"><a[^>]*>([^<]+)</a>.*?</tr>', html, re.S)
    cells = [
        re.findall(r"<td[^>]*>(.*?)</td>", row, re.S) for row in re.findall(r"<tr><th.*?</tr>", html, re.S)
    ]
    plain = [[re.sub(r"<[^>]+>", "", c).strip() for c in row] for row in cells if row]
    return [(name, int(row[0].split(" /")[0]), row[1]) for name, row in zip(rows, plain, strict=True)]


def decision(html: str, name: str) -> int:
    found = re.search(rf"<strong>{name}: (\d+)</strong>", html)
    assert found, name
    return int(found.group(1))


def test_the_change_is_told_against_the_end_of_the_day_seven_days_ago(
    leader: Browser, furniture: Furniture
) -> None:
    # Both were due on the very day: on time then, overdue now.
    html = leader.get("/lanh-dao").text
    assert "So với hết ngày 16/11/2026:" in html and "tăng 2" in html
    assert lines(html) == [("Sở Nội vụ", 1, "tăng 1"), ("Sở Tài chính", 1, "tăng 1")]


def test_what_was_overdue_then_and_is_finished_now_counts_as_less(
    leader: Browser, cast: Cast, furniture: Furniture
) -> None:
    plan_id = cast.tracked_plan(
        *(item(f"Việc cũ {n}", "Sở Tài chính", due=date(2026, 11, 10)) for n in range(4)),
        on=date(2026, 11, 3),
    )
    assert "tăng 2" in leader.get("/lanh-dao").text
    assert ("Sở Tài chính", 5, "tăng 1") in lines(leader.get("/lanh-dao").text)
    for one in cast.obligations(plan_id):
        cast.finish(one, on=TODAY)
    html = leader.get("/lanh-dao").text
    assert "giảm 2" in html
    assert ("Sở Tài chính", 1, "giảm 3") in lines(html)


def test_a_plan_activated_since_then_had_nothing_overdue(
    leader: Browser, cast: Cast, furniture: Furniture
) -> None:
    cast.tracked_plan(
        item("Việc mới", "Sở Y tế", due=date(2026, 11, 20)),
        on=date(2026, 11, 18),
        issued_on=date(2026, 11, 17),
    )
    html = leader.get("/lanh-dao").text
    assert "tăng 3" in html
    assert ("Sở Y tế", 1, "tăng 1") in lines(html)


def test_the_trend_has_its_table_with_twelve_ends_of_weeks(leader: Browser, furniture: Furniture) -> None:
    html = leader.get("/lanh-dao").text
    table = html.split('id="bang-qua-han"')[1].split("</table>")[0]
    days = re.findall(r'<th scope="row"[^>]*>([^<]+)</th>', table)
    assert len(days) == 12 and days[-1] == "23/11/2026" and days[-2] == "22/11/2026"
    assert re.findall(r"<td>(\d+)</td>", table)[-2:] == ["2", "8"]
    assert 'data-of="bang-qua-han"' in html and "Số phần việc quá hạn từ 0" in html


def test_the_ranking_holds_the_ten_with_most(leader: Browser, cast: Cast, furniture: Furniture) -> None:
    for n in range(12):
        work = (item(f"Việc {n}.{i}", f"Chi cục số {n}", due=date(2026, 11, 10)) for i in range(n + 2))
        cast.tracked_plan(*work, on=date(2026, 11, 3))
    ranked = lines(leader.get("/lanh-dao").text)
    assert [count for _, count, _ in ranked] == [13, 12, 11, 10, 9, 8, 7, 6, 5, 4]
    assert "(10 trên 14 cơ quan)" in leader.get("/lanh-dao").text


def test_what_waits_for_a_decision_is_counted_and_led_to(
    leader: Browser, cast: Cast, furniture: Furniture
) -> None:
    html = leader.get("/lanh-dao").text
    waits = "Báo cáo chờ xác nhận quá 5 ngày"
    assert decision(html, "Đề nghị gia hạn") == 1 and f"/phan-viec/{furniture.asked}" in html
    assert decision(html, waits) == 0
    plan_id = cast.tracked_plan(
        item("Báo cáo đã lâu", "Sở Y tế", due=date(2026, 12, 4)),
        item("Báo cáo vừa tới hạn chờ", "Sở Y tế", due=date(2026, 12, 4)),
        item("Không phải việc của sở", "Sở Tài chính", due=date(2026, 12, 4)),
    )
    old, fresh, refused = cast.obligations(plan_id)
    cast.move(old, "reported", on=TODAY - timedelta(days=6), text="Đã xong.")
    cast.move(fresh, "reported", on=TODAY - timedelta(days=5), text="Đã xong.")
    cast.move(refused, "refused", on=TODAY, why="Không thuộc chức năng.")
    html = leader.get("/lanh-dao").text
    assert decision(html, waits) == 1 and f"/phan-viec/{old.id}" in html
    assert f"/phan-viec/{fresh.id}" not in html
    assert decision(html, "Việc cơ quan đề nghị không nhận") == 1 and f"/phan-viec/{refused.id}" in html
    assert '<span class="count">3</span><span>Chờ quyết định</span>' in html


def test_an_office_without_work_is_told_how_to_begin(
    leader: Browser, cast: Cast, engine: Engine, furniture: Furniture
) -> None:
    from models.plan import Plan

    with writing(engine) as session:
        plan = session.get_one(Plan, furniture.active_plan)
        plan.state = "closed"
        session.add(plan)
    assert "Chưa có phần việc nào được theo dõi" in leader.get("/lanh-dao").text
